"""Adding what a second document knows to a master profile, without changing what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from profiles.master_profile.line_ids import SECTIONS
from profiles.master_profile.matching import entry_pairs, line_pairs
from profiles.master_profile.reading import Notice
from profiles.master_profile.schema import MasterProfile

if TYPE_CHECKING:
    from collections.abc import Mapping


def merge(present: MasterProfile, other: MasterProfile) -> tuple[MasterProfile, list[Notice]]:
    """Add the entries, lines and fields that are new.

    Where both say something else, the profile's own word stays and a notice names what was
    dropped. Entries and lines are the same as `LineIds` takes them to be.
    """
    notices: list[Notice] = []
    mine: dict[str, Any] = present.to_json_resume()
    theirs: dict[str, Any] = other.to_json_resume()
    for section in SECTIONS:
        found = cast("list[dict[str, Any]]", theirs.pop(section, []))
        own = cast("list[dict[str, Any]]", mine.get(section, []))
        pairs = entry_pairs(section, getattr(present, section), getattr(other, section))
        for index, entry in enumerate(found):
            if index in pairs:
                _fill(own[pairs[index]], entry, f"{section}[{pairs[index]}]", notices)
            else:
                own.append(entry)
        if own:
            mine[section] = own
    _fill(mine, theirs, "", notices)
    return MasterProfile.model_validate(mine), notices


def _fill(
    mine: dict[str, Any], theirs: Mapping[str, Any], path: str, notices: list[Notice]
) -> None:
    for key, value in theirs.items():
        here = f"{path}.{key}".lstrip(".")
        own = mine.get(key)
        if own is None:
            mine[key] = value
        elif isinstance(own, dict) and isinstance(value, dict):
            _fill(cast("dict[str, Any]", own), cast("dict[str, Any]", value), here, notices)
        elif isinstance(own, list) and isinstance(value, list):
            _extend(cast("list[object]", own), cast("list[object]", value))
        elif own != value and here not in ("$schema", "meta.version", "meta.lastModified"):
            notices.append(Notice(here, "dropped", f"{str(value)[:60]!r}: yours stays"))


def _extend(mine: list[object], theirs: list[object]) -> None:
    if all(isinstance(item, str) for item in (*mine, *theirs)):
        lines = cast("list[str]", theirs)
        known = line_pairs(cast("list[str]", mine), lines)
        mine += [line for index, line in enumerate(lines) if index not in known]
    else:
        mine += [item for item in theirs if item not in mine]
