"""A master profile, and what its import changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render.consoles import show, stderr, stdout
from cli.render.errors import SCHEMA_VERSION
from profiles.master_profile import citable_lines

if TYPE_CHECKING:
    from profiles.master_profile import ImportedProfile
    from profiles.saved_profiles import SavedProfile


def print_imported(saved: SavedProfile, imported: ImportedProfile, *, quiet: bool) -> None:
    """Say what was imported, and each thing that was mapped, kept or dropped."""
    from rich.text import Text

    if quiet:
        return
    console = stderr()
    lines = len(citable_lines(saved.profile))
    console.print(
        Text(f"Master profile, version {saved.version}: {lines} lines that drafts can cite.")
    )
    for notice in imported.notices:
        console.print(Text(f"  {notice.action} {notice.path}: {notice.detail}", style="dim"))
    if not lines:
        console.print(
            Text(
                "It holds nothing to draft from yet: no work, skills or education.", style="yellow"
            )
        )


def print_profile(saved: SavedProfile) -> None:
    """Print the profile's lines with their ids."""
    from rich.table import Table
    from rich.text import Text

    basics = saved.profile.basics
    console = stdout()
    name = basics.name if basics and basics.name else "(no name)"
    console.print(Text.assemble((name, "bold"), f"  version {saved.version}"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Id", no_wrap=True, style="dim")
    table.add_column("Line", overflow="fold")
    for key, line in citable_lines(saved.profile).items():
        table.add_row(key, Text(line.text))
    show(table)


def profile_document(saved: SavedProfile) -> dict[str, Any]:
    """Return a profile as JSON; `profile` is the JSON Resume document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": saved.version,
        "sha256": saved.sha256,
        "created_at": saved.created_at.isoformat(),
        "profile": saved.document,
    }


def imported_document(saved: SavedProfile, imported: ImportedProfile) -> dict[str, Any]:
    """Return an import as JSON: what was kept, and each thing that was changed on the way."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": saved.version,
        "citable_lines": len(citable_lines(saved.profile)),
        "notices": [
            {"path": notice.path, "action": notice.action, "detail": notice.detail}
            for notice in imported.notices
        ],
    }
