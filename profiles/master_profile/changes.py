"""What became of the lines of a master profile from one version to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.master_profile.citations import citable_lines

if TYPE_CHECKING:
    from profiles.master_profile.citations import CitableLine
    from profiles.master_profile.schema import MasterProfile


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines by what became of them, each in the reading order of its version.

    Attributes:
        edited: The same line before and after.
        other: Whether anything changed that is no line: contact data, links, order.
    """

    added: tuple[CitableLine, ...]
    removed: tuple[CitableLine, ...]
    edited: tuple[tuple[CitableLine, CitableLine], ...]
    other: bool


def changes_between(before: MasterProfile | None, after: MasterProfile) -> Changes:
    """Compare two versions by the ids of their lines; None is the time before the first."""
    old = citable_lines(before) if before is not None else {}
    new = citable_lines(after)
    added = tuple(line for key, line in new.items() if key not in old)
    removed = tuple(line for key, line in old.items() if key not in new)
    edited = tuple(
        (old[key], line) for key, line in new.items() if key in old and old[key].text != line.text
    )
    same = before is not None and before.to_json_resume() == after.to_json_resume()
    return Changes(added, removed, edited, other=not (same or added or removed or edited))
