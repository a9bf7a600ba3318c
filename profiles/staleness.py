"""Which inputs of a kept draft have changed since it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from profiles.drafts import CvDraft
from profiles.errors import NotFoundError, StoreError
from profiles.master_profile import citable_lines
from profiles.saved_profiles import current_profile, profile_of_sha256, profile_version
from profiles.store.documents import Posting, PostingVersion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.drafts import DraftLine, LetterDraft
    from profiles.master_profile import Basics
    from profiles.saved_drafts import DraftInputs, SavedDraft
    from profiles.saved_profiles import SavedProfile

Input = Literal["profile", "posting", "prompt", "template"]

_MOST_NAMED = 3
_CONTACT = ("name", "label", "email", "phone", "url", "location", "profiles")


@dataclass(frozen=True, slots=True)
class Change:
    """An input of a draft that is another one today.

    Attributes:
        input: Which.
        text: What happened to it, in words.
        citations: Of the profile: the lines that the draft stands on and that say something else
            now, or nothing.
        touches_draft: Whether what the draft says may be out of date; False when only something
            new could be said.
    """

    input: Input
    text: str
    citations: tuple[str, ...] = ()
    touches_draft: bool = True


@dataclass(frozen=True, slots=True)
class Method:
    """How drafts are made today.

    Attributes:
        prompt_sha256: Of what a model is told, or of the rules.
        template_sha256: Of headings and frames.
    """

    prompt_sha256: str
    template_sha256: str


async def changes_since(
    session: AsyncSession,
    user_id: str,
    drafts: Sequence[SavedDraft],
    methods: Mapping[tuple[str, bool], Method],
) -> dict[int, tuple[Change, ...]]:
    """Say of each draft, by its number, what has changed; nothing for one that is up to date.

    Args:
        session: To read with.
        user_id: Whose drafts.
        drafts: To look at.
        methods: How they would be made today, by kind and whether by rules.

    A master profile that is not there any more, or cannot be read, is a change too.
    """
    if not drafts:
        return {}
    try:
        now = await current_profile(session, user_id)
    except (NotFoundError, StoreError) as error:
        return {draft.id: (Change("profile", error.message),) for draft in drafts}
    before: dict[tuple[str, int | None], SavedProfile | None] = {}
    for draft in drafts:
        if draft.inputs.profile_sha256 != now.sha256 and _profile_key(draft) not in before:
            before[_profile_key(draft)] = await _profile_of(session, user_id, draft.inputs)
    newest = await session.execute(
        select(Posting.id, PostingVersion.version, PostingVersion.text_sha256)
        .join(PostingVersion, PostingVersion.posting_id == Posting.id)
        .where(
            Posting.user_id == user_id,
            Posting.id.in_({draft.job_id for draft in drafts}),
            PostingVersion.version == Posting.latest_version,
        )
    )
    postings = {job_id: (version, sha256) for job_id, version, sha256 in newest}
    found: dict[int, tuple[Change, ...]] = {}
    for draft in drafts:
        inputs = draft.inputs
        changes: list[Change] = []
        if inputs.profile_sha256 != now.sha256:
            changes.append(_profile_change(draft, before[_profile_key(draft)], now))
        version, text_sha256 = postings.get(draft.job_id, (None, None))
        if version is None:
            changes.append(Change("posting", "the posting cannot be read any more"))
        elif text_sha256 != inputs.posting_sha256:
            changes.append(Change("posting", f"the posting was read anew as version {version}"))
        method = methods.get((draft.kind, draft.reader.provider == "offline"))
        if method is not None:
            changes += _method_changes(inputs, method, offline=draft.reader.provider == "offline")
        found[draft.id] = tuple(changes)
    return found


def stands_on(draft: CvDraft | LetterDraft) -> set[str]:
    """Return every line of the profile that a draft prints or cites, headers of entries too."""
    cited = {key for line in draft_lines(draft) for key in line.citations}
    if isinstance(draft, CvDraft):
        cited |= {entry.entry for section in draft.sections for entry in section.entries}
    return cited


async def lines_changed(
    session: AsyncSession, user_id: str, draft: SavedDraft, now: SavedProfile
) -> frozenset[str] | None:
    """Return which lines that a draft stands on say something else today, or nothing any more.

    None when the profile is the very one that the draft was made from.
    """
    if draft.inputs.profile_sha256 == now.sha256:
        return None
    before = await _profile_of(session, user_id, draft.inputs)
    if before is None:  # nobody knows what they said
        return frozenset(stands_on(draft.draft))
    return frozenset(_changed(draft.draft, before, now))


def draft_lines(draft: CvDraft | LetterDraft) -> Iterator[DraftLine]:
    """Every line of a CV, or sentence of a letter, in order."""
    if isinstance(draft, CvDraft):
        yield from draft.summary
        for section in draft.sections:
            for entry in section.entries:
                yield from entry.lines
    else:
        for paragraph in draft.paragraphs:
            yield from paragraph.sentences


def _profile_key(draft: SavedDraft) -> tuple[str, int | None]:
    return draft.inputs.profile_sha256, draft.inputs.profile_version


async def _profile_of(
    session: AsyncSession, user_id: str, inputs: DraftInputs
) -> SavedProfile | None:
    """Return the version a draft was made from: by its number, or where that was not kept yet."""
    try:
        if inputs.profile_version is None:
            return await profile_of_sha256(session, user_id, inputs.profile_sha256)
        return await profile_version(session, user_id, inputs.profile_version)
    except (NotFoundError, StoreError):  # lost or damaged: as good as not kept
        return None


def _profile_change(draft: SavedDraft, before: SavedProfile | None, now: SavedProfile) -> Change:
    which = f"the profile has version {now.version}"
    if before is None:
        return Change("profile", f"{which}, and what it was made from is not kept")
    changed = sorted(_changed(draft.draft, before, now))
    if changed:
        more = len(changed) - _MOST_NAMED
        named = ", ".join(changed[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        return Change("profile", f"{which}: {named} changed", tuple(changed))
    if _contact(before.profile.basics) != _contact(now.profile.basics):
        return Change("profile", f"{which}: name or contact data changed")
    return Change(
        "profile", f"{which}; no line that the draft stands on changed", touches_draft=False
    )


def _changed(
    draft: CvDraft | LetterDraft, before: SavedProfile, now: SavedProfile
) -> Iterator[str]:
    old, new = citable_lines(before.profile), citable_lines(now.profile)
    for key in stands_on(draft):
        if key in old and (key not in new or new[key].text != old[key].text):
            yield key


def _contact(basics: Basics) -> list[object]:
    return [getattr(basics, name) for name in _CONTACT]


def _method_changes(inputs: DraftInputs, method: Method, *, offline: bool) -> Iterator[Change]:
    if inputs.prompt_sha256 not in (None, method.prompt_sha256):
        what = "the rules changed" if offline else "the prompt changed"
        yield Change("prompt", f"{what} with a newer jobai", touches_draft=False)
    if inputs.template_sha256 not in (None, method.template_sha256):
        yield Change(
            "template", "headings or frames changed with a newer jobai", touches_draft=False
        )
