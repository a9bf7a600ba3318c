"""A job as a panel, jobs as a table, both as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render import words
from cli.render.consoles import show, stdout, text_width
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from orchestrator.answers import Answer
    from profiles.jobs import Job, JobLine
    from profiles.postings import JobPosting

_MARKS = {"must": "must", "nice": "nice", "unknown": ""}
_LABEL_WIDTH = 10
_REQUIREMENTS_SHOWN = 12
_DESCRIPTION_LINES = 6


def job_document(job: Job, answer: Answer | None = None) -> dict[str, Any]:
    """Return a job as JSON; after a reading with what the reading took."""
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "id": job.id,
        "version": job.version,
        "provider": job.reader.provider,
        "model": job.reader.model,
        "request_id": job.reader.request_id,
        "created_at": job.created_at.isoformat(),
        "updated_at": job.updated_at.isoformat(),
        "job": job.posting.model_dump(mode="json"),
    }
    if job.outcome is not None:
        document["outcome"] = job.outcome
    if answer is not None:
        cost = answer.cost_nano_usd
        document["usage"] = {
            "input_tokens": answer.usage.input_tokens if answer.usage else None,
            "output_tokens": answer.usage.output_tokens if answer.usage else None,
            "cost_nano_usd": cost,
            "cost_usd": None if cost is None else cost / 1_000_000_000,
            "served_model": answer.served_model,
            "attempts": len(answer.attempts),
        }
    return document


def print_job(job: Job, *, full: bool = False) -> None:
    """Print a job, on a terminal in a panel; `full` shows the whole description."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    console = stdout()
    parts: list[RenderableType] = [_facts(job.posting)]
    requirements = _requirements(job.posting, full=full)
    if requirements is not None:
        parts += [Text(), requirements]
    description = _description(job.posting, full=full)
    if description is not None:
        parts += [Text(), description]
    title = Text(f"Job {job.id}", style="bold")
    if job.outcome in {"updated", "unchanged"}:
        title.append(f" ({job.outcome})", style="dim")
    read_by = job.reader.provider
    if job.reader.model and job.reader.provider != "offline":
        read_by = f"{job.reader.provider} {job.reader.model}"
    if not console.is_terminal:
        show(Group(Text.assemble(title, f", read by {read_by}"), Text(), *parts, Text()))
        return
    console.print(
        Panel(
            Group(*parts),
            title=title,
            title_align="left",
            subtitle=Text(f"read by {read_by}"),
            subtitle_align="right",
            border_style="cyan",
            padding=(1, 2),
            width=text_width(console),
        )
    )


def print_jobs(lines: Sequence[JobLine]) -> None:
    """Print jobs as a table."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Job", justify="right", no_wrap=True)
    table.add_column("Title", ratio=4, overflow="fold")
    table.add_column("Company", ratio=3, overflow="fold")
    table.add_column("Location", ratio=3, overflow="fold")
    table.add_column("Read", no_wrap=True)
    for line in lines:
        table.add_row(
            str(line.id),
            _plain(line.title or "(no title)"),
            _plain(line.hiring_organization or ""),
            _plain(line.job_location or ""),
            words.local_time(line.updated_at),
        )
    show(table)


def jobs_document(lines: Sequence[JobLine]) -> dict[str, Any]:
    """Return jobs as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "jobs": [
            {
                "id": line.id,
                "title": line.title,
                "hiring_organization": line.hiring_organization,
                "job_location": line.job_location,
                "version": line.version,
                "created_at": line.created_at.isoformat(),
                "updated_at": line.updated_at.isoformat(),
            }
            for line in lines
        ],
    }


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


def _requirements(posting: JobPosting, *, full: bool) -> RenderableType | None:
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    if not posting.requirements:
        return None
    listed = posting.requirements if full else posting.requirements[:_REQUIREMENTS_SHOWN]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True, min_width=_LABEL_WIDTH)
    grid.add_column(overflow="fold")
    for requirement in listed:
        grid.add_row(_MARKS[requirement.level], Text(requirement.text))
    if len(listed) < len(posting.requirements):
        rest = len(posting.requirements) - len(listed)
        grid.add_row("", Text(f"and {rest} more", style="dim"))
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


def _plain(text: str) -> RenderableType:
    from rich.text import Text

    return Text(text)
