"""Importing a master profile: what reads which kind of file, and how the outcome is kept."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError, UnreadableProfileError
from profiles.importers.kinds import kind_of
from profiles.master_profile import ImportedProfile, changes_between, merge
from profiles.saved_profiles import newest_profile, newest_readable_profile, save_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from profiles.importers.kinds import Kind
    from profiles.importers.sources import Source
    from profiles.master_profile import Changes
    from profiles.saved_profiles import Origin, SavedProfile

_log = logging.getLogger("jobai.cli")

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class How:
    """How a CV without fields is read; as the options of the same names."""

    provider: str | None = None
    model: str | None = None
    fallback_offline: bool = False
    refresh: bool = False


@dataclass(frozen=True, slots=True)
class KeptImport:
    """What an import or an edit left in the store.

    Attributes:
        before: The version that was the newest; None for a first import.
        saved: The newest version now; the same one when nothing changed.
        answer: Who read a CV without fields; None for a document with fields.
    """

    before: SavedProfile | None
    saved: SavedProfile
    imported: ImportedProfile
    origin: Origin
    answer: Answer | None = None

    @property
    def is_new(self) -> bool:
        """Whether there is a version that was not there before."""
        return self.before is None or self.before.version != self.saved.version

    @property
    def changes(self) -> Changes:
        """What the new version changed."""
        return changes_between(self.before.profile if self.before else None, self.saved.profile)


async def read_profile(
    runtime: Runtime, sources: Sequence[Source], kind: Kind, how: How
) -> tuple[ImportedProfile, Answer | None]:
    """Read sources by what they are; a CV without fields by the user's provider, or by rules.

    Args:
        runtime: The store and the user.
        sources: One, or the pictures of one CV in order.
        kind: Of all of them.
        how: Who reads a CV without fields.

    Returns:
        The profile, and the answer to what was asked about it; None where nobody was asked.

    Raises:
        UnreadableProfileError: with what is wrong and where.
        SourceError: a CV that cannot be read, or a document that is none.
        JobaiError: as `ask`.
    """
    if kind == "pdf" or kind == "docx" or kind == "text" or kind == "picture":
        return await _read_cv(runtime, sources, how)
    from profiles.importers.structured import import_structured

    return import_structured(sources[0], kind), None


async def _read_cv(
    runtime: Runtime, sources: Sequence[Source], how: How
) -> tuple[ImportedProfile, Answer | None]:
    from cli.providing import ask, asking_of
    from cli.render.progress import working
    from orchestrator.tasks.importing.reading import open_cv, open_pages
    from orchestrator.tasks.importing.task import import_request, imported_profile

    first = sources[0]
    shown = first.name if len(sources) == 1 else f"{len(sources)} pictures"
    with working(f"Reading {shown}", quiet=runtime.invocation.quiet):
        if len(sources) == 1:
            cv = await asyncio.to_thread(open_cv, first.data, name=first.file_name)
        else:
            cv = await asyncio.to_thread(open_pages, [(x.data, x.file_name) for x in sources])
        _log.info("read %s: %d bytes", shown, sum(len(source.data) for source in sources))
        request = await asyncio.to_thread(import_request, cv)
        asking = await asking_of(
            runtime,
            how.provider,
            how.model,
            fallback_offline=how.fallback_offline,
            refresh=how.refresh,
        )
        answer = await ask(runtime, request, asking)
    return imported_profile(answer.text), answer


def kind_of_all(sources: Sequence[Source]) -> Kind:
    """Find out what the sources are: one of any kind, or pictures that are one CV.

    Raises:
        InvalidInputError: several that are no pictures.
        UnreadableProfileError: for what is of no kind.
    """
    kinds: list[Kind] = [kind_of(source) for source in sources]
    for source, kind in zip(sources, kinds, strict=True):
        if len(sources) > 1 and kind != "picture":
            raise InvalidInputError(
                f"{source.name} is no picture: only pictures of one CV are imported together",
                hint="import one file, then add each further one with --merge",
            )
    return kinds[0]


def check_dropped(imported: ImportedProfile, name: str) -> None:
    """Refuse an import that would lose something, or leave lines of a CV without a place.

    Raises:
        UnreadableProfileError: with the first of what would be dropped.
    """
    unplaced = [x for x in imported.notices if x.path.startswith("x-unplaced")]
    if unplaced:
        told = "; ".join(x.detail.rpartition(": ")[0] for x in unplaced[:_SHOWN])
        more = f" and {len(unplaced) - _SHOWN} more" if len(unplaced) > _SHOWN else ""
        raise UnreadableProfileError(
            f"{name} has lines that found no place: {told}{more}; nothing was imported",
            hint="leave out --strict to keep them under x-unplaced",
        )
    dropped = [x for x in imported.notices if x.action == "dropped"]
    if dropped:
        told = "; ".join(f"{x.path}: {x.detail}" for x in dropped[:_SHOWN])
        more = f" and {len(dropped) - _SHOWN} more" if len(dropped) > _SHOWN else ""
        raise UnreadableProfileError(
            f"importing {name} would drop {told}{more}; nothing was imported",
            hint="leave out --strict to import the rest",
        )


async def keep(
    runtime: Runtime,
    imported: ImportedProfile,
    origin: Origin,
    *,
    answer: Answer | None = None,
    merging: bool = False,
    strict: bool = False,
    after: int | None = None,
) -> KeptImport:
    """Store an import as the next version, alone or joined with what is there.

    Args:
        runtime: The store and the user.
        imported: What was read.
        origin: What it was read from.
        answer: Who read it; None for a document with fields.
        merging: Add what is new to the newest version.
        strict: Store nothing when something would be dropped.
        after: The version that was edited, 0 for none; None when it does not matter.

    Raises:
        UnreadableProfileError: `strict`, and something would be dropped.
        InvalidInputError: there is a version now that is newer than `after`.
    """
    async with runtime.store.write() as session:
        # A damaged version can be replaced, but not merged with.
        newest_of = newest_profile if merging else newest_readable_profile
        before = await newest_of(session, runtime.user)
        newest = before.version if before else 0
        if after is not None and newest != after:
            raise InvalidInputError(
                f"there is a version {newest} of your master profile by now: another command made "
                "it while you were editing",
                hint="see what it changed with `jobai profile history`",
            )
        if merging and before is not None:
            profile, notices = merge(before.profile, imported.profile)
            imported = ImportedProfile(profile, (*imported.notices, *notices))
        if strict:
            check_dropped(imported, origin.file_name or "this")
        saved = await save_profile(session, runtime.user, imported.profile, origin)
    return KeptImport(before, saved, imported, origin, answer)
