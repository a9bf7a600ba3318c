"""What a posting says: its facts, what it asks for, its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from profiles.postings import JobPosting

_MARKS = {"must": "must", "nice": "nice", "unknown": ""}
_LABEL_WIDTH = 10
MOST_REQUIREMENTS = 12
_DESCRIPTION_LINES = 6


def posting_parts(
    posting: JobPosting, number: int, *, full: bool, requirements: int = MOST_REQUIREMENTS
) -> list[RenderableType]:
    """Return the parts of a posting that there are.

    Args:
        posting: The posting.
        number: Of the job.
        full: Nothing is cut short.
        requirements: How many are shown else; with fewer than the most, the text is left out.
    """
    from rich.text import Text

    parts = [_facts(posting)]
    is_short = not full and requirements < MOST_REQUIREMENTS
    text = None if is_short else _description(posting, full=full)
    for part in (_requirements(posting, number, None if full else requirements), text):
        if part is not None:
            parts += [Text(), part]
    return parts


def _facts(posting: JobPosting) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True, min_width=_LABEL_WIDTH)
    grid.add_column(overflow="fold")
    company = posting.hiring_organization.name if posting.hiring_organization else None
    kinds = ", ".join(kind.value.replace("_", " ").lower() for kind in posting.employment_type)
    contact = posting.application_contact
    rows = [
        ("Title", posting.title),
        ("Company", company),
        ("Location", words.places(posting)),
        ("Employment", kinds or None),
        ("Salary", words.salary(posting.base_salary) if posting.base_salary else None),
        ("Posted", posting.date_posted.isoformat() if posting.date_posted else None),
        ("Apply by", posting.valid_through.isoformat() if posting.valid_through else None),
        ("Contact", _joined(contact.name, contact.email, contact.telephone) if contact else None),
        ("Apply at", posting.application_url or posting.url or posting.source.url),
        ("Skills", ", ".join(posting.skills) or None),
    ]
    for label, value in rows:
        if value:
            bold = "bold" if label == "Title" else ""
            grid.add_row(label, Text(value, style=bold))
    if posting.closed:
        grid.add_row("Status", Text("closed: it no longer takes applications", style="bold red"))
    return grid


def _requirements(posting: JobPosting, number: int, shown: int | None) -> RenderableType | None:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    if not posting.requirements:
        return None
    listed = posting.requirements[:shown]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True, min_width=_LABEL_WIDTH)
    grid.add_column(overflow="fold")
    for requirement in listed:
        grid.add_row(_MARKS[requirement.level], Text(requirement.text))
    if len(listed) < len(posting.requirements):
        rest = len(posting.requirements) - len(listed)
        grid.add_row("", Text(f"and {rest} more: jobai jobs show {number}", style="dim"))
    return Group(Text(f"Requirements ({len(posting.requirements)})", style="bold"), grid)


def _description(posting: JobPosting, *, full: bool) -> RenderableType | None:
    from rich.text import Text

    if not posting.description:
        return None
    lines = [line for line in posting.description.splitlines() if line.strip()]
    if full:
        return Text("\n".join(lines))
    text = Text("\n".join(lines[:_DESCRIPTION_LINES]), style="dim")
    if len(lines) > _DESCRIPTION_LINES:
        text.append("\n...")
    return text


def _joined(*values: str | None) -> str | None:
    return ", ".join(value for value in values if value) or None
