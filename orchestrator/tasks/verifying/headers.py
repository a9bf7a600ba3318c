"""A document's employers, titles, schools, degrees and dates against those of the profile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.headers import title_and_organization
from orchestrator.tasks.drafting.record import section_of
from orchestrator.tasks.drafting.verification.tokens import fold, tokenise
from orchestrator.tasks.importing.dates import is_only_dates, spans
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.record import Record
    from orchestrator.tasks.verifying.candidates import Candidates
    from profiles.drafts import FindingKind
    from profiles.master_profile import CitableLine
    from profiles.master_profile.schema import Part

_KINDS: dict[str, tuple[FindingKind, FindingKind]] = {
    "work": ("title", "employer"),
    "volunteer": ("title", "employer"),
    "education": ("degree", "employer"),
    "certificates": ("certificate", "name"),
    "awards": ("certificate", "name"),
    "publications": ("name", "name"),
    "projects": ("name", "name"),
}
"""What a false title and a false organisation are called, by section."""

_HEADER_FIELDS = (
    "name", "position", "title", "organization", "institution", "study_type", "area", "awarder",
    "issuer", "publisher", "entity", "type", "location", "description", "score", "url",
)  # fmt: skip
_DATE_FIELDS = ("start_date", "end_date", "date", "release_date")
_YEAR = re.compile(r"\b[12]\d{3}\b")
_LONGEST_COMPANY_WORDS = 6
_LEGAL = frozenset({
    "gmbh", "ag", "kg", "inc", "ltd", "llc", "llp", "plc", "sa", "sarl", "sas", "bv", "nv", "srl",
    "spa", "co", "corp", "the", "limited", "company", "ab", "oy", "se",
})  # fmt: skip


def is_company(line: str) -> bool:
    """Whether a line of an address is a company's name, which its legal form shows."""
    words = [token.word.replace(".", "") for token in tokenise(line)]
    return 2 <= len(words) <= _LONGEST_COMPANY_WORDS and words[-1] in _LEGAL - {"the"}


def matching_entry(part: Part, section: str, record: Record) -> str | None:
    """The profile's entry that a document's entry is: same organisation, then title, then dates."""
    title, organization = title_and_organization(part)
    best: tuple[float, str] | None = None
    for entry_id in record.entries:
        if section_of(entry_id) != section:
            continue
        own = record.entries[entry_id]
        own_title, own_organization = title_and_organization(own)
        same_place = _alike(organization, own_organization)
        same_title = _alike(title, own_title)
        if organization and own_organization and same_place < 0.5:
            continue
        if not (organization and own_organization) and same_title < 0.5:
            continue
        dates = sum(
            bool(getattr(part, name, None)) and getattr(part, name) == getattr(own, name, None)
            for name in _DATE_FIELDS
        )
        score = 2 * same_place + same_title + dates
        if best is None or score > best[0]:
            best = score, entry_id
    return best[1] if best else _covering_entry(part, section, record)


def _covering_entry(part: Part, section: str, record: Record) -> str | None:
    """The entry that has every word of a header, in whichever of its fields."""
    said = _header_words(part)
    covering = [
        entry_id
        for entry_id in record.entries
        if section_of(entry_id) == section and is_covered(said, record.entries[entry_id])
    ]
    dated = [
        x
        for x in covering
        if (start := getattr(part, "start_date", None)) is None
        or getattr(record.entries[x], "start_date", None) == start
    ]
    return next(iter(dated or covering), None)


def is_covered(said: set[str], own: Part) -> bool:
    """Whether an entry's header has all of these words: a reader may take one field for another."""
    held = _header_words(own)
    address = getattr(own, "url", None) or ""
    return bool(said) and all(
        word in held or word in _LEGAL or word in fold(address) for word in said
    )


def covering_entry(
    text: str,
    pieces: Sequence[str],
    section: str | None,
    record: Record,
    only: str | None = None,
) -> str | None:
    """The entry whose header and lines every piece of a text is a part of.

    Args:
        text: As it stands.
        pieces: What stood between commas and dots, dates too.
        section: Only entries of this section; None for any.
        record: The person's.
        only: This entry alone; None for any.
    """
    for entry_id, own in record.entries.items():
        if only is not None and entry_id != only:
            continue
        if section is not None and section_of(entry_id) != section:
            continue
        lines = {_bare(line.text) for line in record.lines.values() if line.entry == entry_id}
        years = set(_YEAR.findall(" ".join(str(getattr(own, x, None)) for x in _DATE_FIELDS)))
        if _bare(text) in lines or all(
            _bare(piece) in lines
            or is_covered(_words(piece), own)
            or (is_only_dates(piece) and set(_YEAR.findall(piece)) <= years)
            for piece in pieces
        ):
            return entry_id
    undated = [bare for piece in pieces if (bare := _without_dates(piece))]
    return None if only else _first_of_several(undated, section, record)


def _without_dates(text: str) -> str:
    for span in reversed(spans(text)):
        text = f"{text[: span.at[0]]} {text[span.at[1] :]}"
    return text.strip() if any(char.isalnum() for char in text) else ""


def _first_of_several(
    pieces: Sequence[str], section: str | None, record: Record, *, again: bool = False
) -> str | None:
    """The first of some whole headers that a reader took for one: two schools without lines."""
    for entry_id, own in record.entries.items():
        if section is None or section_of(entry_id) != section:
            continue
        whole = _words(" ".join(x for x in title_and_organization(own) if x))
        for end in range(1, len(pieces) + 1):
            said = _words(" ".join(pieces[:end]))
            if whole <= said and is_covered(said, own):
                rest = pieces[end:]
                if (again and not rest) or (
                    rest and _first_of_several(rest, section, record, again=True)
                ):
                    return entry_id
    return None


def _header_words(part: Part) -> set[str]:
    values = [getattr(part, name, None) for name in _HEADER_FIELDS]
    listed = [value for name in ("roles", "keywords") for value in getattr(part, name, None) or ()]
    return _words(" ".join(value for value in (*values, *listed) if isinstance(value, str)))


def header_findings(
    part: Part, entry_id: str | None, section: str, record: Record, candidates: Candidates
) -> Iterator[Finding]:
    """What of an entry's header is not the person's."""
    title, organization = title_and_organization(part)
    title_kind, place_kind = _KINDS.get(section, ("name", "name"))
    if entry_id is None:
        named, kind = (organization, place_kind) if organization else (title, title_kind)
        if named:
            reason = f'"{named}" is not in the master profile'
            yield Finding(kind=kind, text=named, reason=reason)
        return
    own = record.entries[entry_id]
    own_title, _ = title_and_organization(own)
    if is_covered(_header_words(part), own):
        # Nothing is new; what is left out may be what lowers it.
        kept = " ".join(x for x in (title, organization) if x)
        if not _words(own_title) <= _words(kept):
            yield from _raised_title(title, own_title, record.lines.get(entry_id), candidates)
    elif title and _words(title) - _words(own_title):
        header = record.lines.get(entry_id)
        found = candidates.verified(title, [header] if header else [])
        lowered = _words(own_title) - _words(title)
        # A title is copied: "Developer" is not what "Engineer" was.
        strange = not candidates.are_forms(_words(title), _words(own_title))
        if found or strange or not lowered:
            has = f'the master profile has "{own_title}"' if own_title else "it has no title there"
            yield Finding(kind=title_kind, text=title, reason=f'"{title}": {has}')
    yield from _date_findings(part, own)


def _raised_title(
    title: str | None, own_title: str | None, header: CitableLine | None, candidates: Candidates
) -> Iterator[Finding]:
    """A title without what lowers it: "Engineer" of a "Junior Engineer"."""
    if not title or not own_title:
        return
    for finding in candidates.verified(title, [header] if header else []):
        has = f'the master profile has "{own_title}"'
        yield Finding(kind="title", text=title, reason=f'"{title}": {has} ({finding.text})')
        return


def _date_findings(part: Part, own: Part) -> Iterator[Finding]:
    for name in _DATE_FIELDS:
        said: str | None = getattr(part, name, None)
        held: str | None = getattr(own, name, None)
        if not said or name not in type(own).model_fields:
            continue
        if held is None:
            has = "it goes on" if name == "end_date" else "there is none"
            reason = f'the master profile does not end it at "{said}": {has}'
            if name == "end_date" and not getattr(own, "start_date", None):
                reason = f'the master profile has no date, the document "{said}"'
            yield Finding(kind="date", text=said, reason=reason)
        elif not (said.startswith(held) or held.startswith(said)):
            reason = f'the master profile has "{held}", the document "{said}"'
            yield Finding(kind="date", text=said, reason=reason)
    ongoing = getattr(part, "start_date", None) and not getattr(part, "end_date", None)
    ended: str | None = getattr(own, "end_date", None)
    if ongoing and ended and getattr(own, "start_date", None):
        reason = f'the master profile ends it at "{ended}", the document does not'
        yield Finding(kind="date", text=str(part.start_date), reason=reason)  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType,reportUnknownArgumentType]


def contact_findings(said: Part, own: Part) -> Iterator[Finding]:
    """A name, an address or a number that is not the person's."""
    for name in ("name", "email", "phone"):
        value: str | None = getattr(said, name, None)
        held: str | None = getattr(own, name, None)
        if not value or not held:
            continue
        same = _bare(value) == _bare(held)
        if name == "phone":
            same = _digits(value)[-7:] == _digits(held)[-7:]
        if not same:
            reason = f'the master profile has "{held}"'
            yield Finding(kind="contact", text=value, reason=reason)


def _bare(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum() or char == "@")


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _words(text: str | None) -> set[str]:
    return {token.word for token in tokenise(text or "")} - _LEGAL


def _alike(one: str | None, other: str | None) -> float:
    """The share of words that two names have in common, of the shorter."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def shown_header(parts: Sequence[str | None]) -> str:
    """A header in one line."""
    return ", ".join(part for part in parts if part)
