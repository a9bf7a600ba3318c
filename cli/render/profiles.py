"""A master profile with the ids of its lines, and what its import changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.manner import manner
from cli.render.consoles import show, stderr, stdout
from cli.render.errors import SCHEMA_VERSION
from profiles.master_profile import SECTIONS, citable_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from cli.documents.profile import (
        ExportedProfile,
        ImportedProfile,
        LineIdChanges,
        ProfileChanges,
        ProfileDocument,
        ProfileHistory,
        ProfileLine,
        ProfileLines,
        ProfileVersion,
    )
    from cli.exporting import ExportFormat
    from cli.importing import KeptImport
    from profiles.master_profile import Changes, CitableLine
    from profiles.saved_profiles import Origin, SavedProfile

_MOST_NOTICES = 25
_KINDS = {
    "json-resume": "JSON Resume",
    "yaml": "YAML",
    "rendercv": "RenderCV",
    "linkedin": "LinkedIn",
    "pdf": "PDF",
    "docx": "DOCX",
    "text": "text",
    "picture": "picture",
    "edit": "your editor",
}
_SIGNS = {"-": "Removed", "+": "Added"}
_STYLES = {"mapped": "dim", "kept": "cyan", "dropped": "yellow"}


def print_imported(kept: KeptImport, *, quiet: bool) -> None:
    """Say what was imported, and each thing that was mapped, kept or dropped."""
    from rich.text import Text

    if quiet:
        return
    console = stderr()
    saved, notices = kept.saved, kept.imported.notices
    lines = len(citable_lines(saved.profile))
    if kept.is_new:
        said = f"Master profile, version {saved.version}: {lines} lines that drafts can cite"
        console.print(Text(f"{said}, from {origin_words(kept.origin)}."))
    else:
        console.print(
            Text(f"Nothing changed: this is version {saved.version}: {lines} lines already.")
        )
    if kept.is_new and kept.before is not None:
        console.print(Text(f"Since version {kept.before.version}: {_counted(kept.changes)}."))
    for notice in notices[:_MOST_NOTICES]:
        line = Text(f"  {notice.action} {notice.path}: {notice.detail}")
        console.print(line, style=_STYLES[notice.action])
    if len(notices) > _MOST_NOTICES:
        more = len(notices) - _MOST_NOTICES
        console.print(Text(f"  and {more} more; --json lists them all", style="dim"))
    if not lines:
        console.print(
            Text(
                "It holds nothing to draft from yet: no work, skills or education.", style="yellow"
            )
        )
    elif kept.is_new:
        console.print(Text("What is missing for a draft: jobai profile check", style="dim"))


def print_profile(saved: SavedProfile) -> None:
    """Print the profile by section, each line with its id."""
    from rich.text import Text

    console = stdout()
    basics = saved.profile.basics
    console.print(Text(basics.name or "(no name)", style="bold"))
    place = basics.location
    town = (
        ", ".join(x for x in (place.city, place.region, place.country_code) if x) if place else ""
    )
    reach = ", ".join(x for x in (basics.email, basics.phone, town, basics.url) if x)
    if reach:
        console.print(Text(reach))
    console.print(Text(version_words(saved), style="dim"))
    lines = citable_lines(saved.profile)
    width = max(map(len, lines), default=0)
    for section in ("basics", *SECTIONS):
        found = [line for line in lines.values() if line.section == section]
        if found:
            console.print()
            if section != "basics":
                console.print(Text(section.capitalize(), style="bold"))
            show(_table(found, width))


def print_lines(lines: Iterable[CitableLine]) -> None:
    """Print some lines with their ids."""
    found = list(lines)
    show(_table(found, max((len(line.id) for line in found), default=0)))


def origin_words(origin: Origin | None) -> str:
    """Where a version came from."""
    if origin is None:
        return "an import"
    kind = _KINDS.get(origin.kind, origin.kind)
    return f"{kind} {origin.file_name}" if origin.file_name else kind


def version_words(saved: SavedProfile) -> str:
    """Which version this is, from what and when."""
    day = saved.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"version {saved.version}, from {origin_words(saved.origin)}, {day}"


def _table(lines: Sequence[CitableLine], width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True, style="dim", min_width=width)
    table.add_column(overflow="fold")
    for line in lines:
        text = Text(line.text, style="bold" if line.kind == "header" else "")
        table.add_row(line.id, text)
    return table


def _counted(changes: Changes) -> str:
    parts = (("new", changes.added), ("removed", changes.removed), ("edited", changes.edited))
    told = [f"{len(lines)} {word}" for word, lines in parts if lines]
    if told:
        return "lines " + ", ".join(told)
    return "no line, only what is cited nowhere" if changes.other else "nothing"


def print_history(versions: Sequence[tuple[SavedProfile, Changes]]) -> None:
    """Print the versions, newest first, with what each changed."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Version", justify="right", no_wrap=True)
    table.add_column("When", no_wrap=True)
    table.add_column("From", overflow="fold")
    table.add_column("Lines", justify="right")
    table.add_column("Changes")
    for saved, changes in versions:
        when = saved.created_at.astimezone().strftime("%Y-%m-%d %H:%M")
        count = str(len(citable_lines(saved.profile)))
        what = "the first" if saved.version == 1 else _counted(changes)
        table.add_row(str(saved.version), when, Text(origin_words(saved.origin)), count, what)
    show(table)


def print_changes(before: SavedProfile, after: SavedProfile, changes: Changes) -> None:
    """Print which lines were added, removed and edited between two versions."""
    from rich.text import Text

    console = stdout()
    console.print(
        Text(f"Version {before.version} to {after.version}: {_counted(changes)}", style="bold")
    )
    for line in changes.removed:
        _print_change(console, "-", line, "red")
    for old, new in changes.edited:
        _print_change(console, "-", old, "red")
        _print_change(console, "+", new, "green")
    for line in changes.added:
        _print_change(console, "+", line, "green")


def _print_change(console: Console, sign: str, line: CitableLine, style: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    told = _SIGNS[sign] if manner().plain else sign
    console.print(Text.assemble((f"{told} ", style), (line.id, "dim")))
    show(Padding(Text(line.text, style=style), (0, 0, 0, 4)), on=console)


def profile_document(saved: SavedProfile) -> ProfileDocument:
    """Return a profile as JSON; `profile` is the JSON Resume document."""
    return {
        "schema_version": SCHEMA_VERSION,
        **_version(saved),
        "sha256": saved.sha256,
        "profile": saved.document,
        "lines": lines_of(citable_lines(saved.profile).values()),
    }


def lines_document(saved: SavedProfile, lines: Iterable[CitableLine]) -> ProfileLines:
    """Return some lines of a version as JSON."""
    return {"schema_version": SCHEMA_VERSION, **_version(saved), "lines": lines_of(lines)}


def lines_of(lines: Iterable[CitableLine]) -> list[ProfileLine]:
    """Lines as JSON."""
    return [
        {"id": x.id, "entry": x.entry, "section": x.section, "kind": x.kind, "text": x.text}
        for x in lines
    ]


def unchanged_document(saved: SavedProfile) -> ImportedProfile:
    """Return as JSON, in the fields of an import, that a version is the newest still."""
    return {
        "schema_version": SCHEMA_VERSION,
        **_version(saved),
        "is_new": False,
        "provider": None,
        "model": None,
        "citable_lines": len(citable_lines(saved.profile)),
        "changes": {"added": [], "removed": [], "edited": []},
        "notices": [],
    }


def imported_document(kept: KeptImport) -> ImportedProfile:
    """Return an import as JSON: what was kept, and each thing that was changed on the way."""
    return {
        "schema_version": SCHEMA_VERSION,
        **_version(kept.saved),
        "is_new": kept.is_new,
        "provider": kept.answer.provider if kept.answer else None,
        "model": kept.answer.served_model or kept.answer.model if kept.answer else None,
        "citable_lines": len(citable_lines(kept.saved.profile)),
        "changes": changes_of(kept.changes),
        "notices": [
            {"path": notice.path, "action": notice.action, "detail": notice.detail}
            for notice in kept.imported.notices
        ],
    }


def history_document(versions: Sequence[tuple[SavedProfile, Changes]]) -> ProfileHistory:
    """Return the versions as JSON, newest first."""
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": [
            {
                **_version(saved),
                "sha256": saved.sha256,
                "citable_lines": len(citable_lines(saved.profile)),
                "changes": changes_of(changes),
            }
            for saved, changes in versions
        ],
    }


def changes_document(before: SavedProfile, after: SavedProfile, changes: Changes) -> ProfileChanges:
    """Return what became of the lines between two versions as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "from_version": before.version,
        "to_version": after.version,
        "added": lines_of(changes.added),
        "removed": lines_of(changes.removed),
        "edited": [
            {"id": new.id, "before": old.text, "after": new.text} for old, new in changes.edited
        ],
    }


def export_document(
    saved: SavedProfile, form: ExportFormat, text: str, file: Path | None, left_out: list[str]
) -> ExportedProfile:
    """Return an export as JSON; the text only when it was not written to a file."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": saved.version,
        "format": form,
        "file": None if file is None else str(file),
        "left_out": left_out,
        "text": text if file is None else None,
    }


def changes_of(changes: Changes) -> LineIdChanges:
    """The ids of lines by what became of them."""
    return {
        "added": [line.id for line in changes.added],
        "removed": [line.id for line in changes.removed],
        "edited": [new.id for _, new in changes.edited],
    }


def _version(saved: SavedProfile) -> ProfileVersion:
    origin = saved.origin
    return {
        "version": saved.version,
        "created_at": saved.created_at.isoformat(),
        "origin": {"kind": origin.kind, "file_name": origin.file_name} if origin else None,
    }
