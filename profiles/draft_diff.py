"""What became of each line between two drafts, or between the master profile and a draft."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from profiles.drafts import CvDraft
from profiles.master_profile import citable_lines
from profiles.rendering.printed import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from profiles.drafts import DraftLine, LetterDraft, RequirementMet
    from profiles.master_profile import CitableLine, MasterProfile

LineChange = Literal["kept", "reordered", "reworded", "added", "omitted"]
WordChange = Literal["kept", "removed", "added"]

CHANGES: tuple[LineChange, ...] = ("reworded", "reordered", "added", "omitted", "kept")
"""In the order of what a reader wants to see first."""

_ALIKE = 0.5
"""From this share of words in common on, two lines are one that was reworded."""

_NOT_PRINTED = ("references",)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line, and what became of it.

    Attributes:
        where: The entry it stands under ("work/1"), "summary", or "paragraph 2".
        before: Its words then; None when it was added.
        after: Its words now; None when it was omitted.
        citations: The lines of the master profile that it rests on.
        words: Of a reworded line: runs of words that were kept, removed or added.
        requirements: Of an omitted line: what of the posting it would have answered.
    """

    change: LineChange
    where: str
    before: str | None
    after: str | None
    citations: tuple[str, ...]
    words: tuple[tuple[WordChange, str], ...] = ()
    requirements: tuple[RequirementMet, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    where: str
    text: str
    citations: tuple[str, ...]


def diff_drafts(before: CvDraft | LetterDraft, after: CvDraft | LetterDraft) -> list[DiffLine]:
    """Say what became of each line of a draft in another one of its kind."""
    return _diff([*_placed(before)], [*_placed(after)], after.requirements_met)


def diff_profile(profile: MasterProfile, draft: CvDraft | LetterDraft) -> list[DiffLine]:
    """Say what became of each line of the master profile in a draft.

    The order of entries is the draft's own by custom, so only lines within one entry count as
    reordered. Sentences that code has written cite nothing and are left out.
    """
    lines = citable_lines(profile)
    placed = [line for line in _placed(draft) if line.citations]
    shown = {key for line in placed for key in line.citations} | set(_entries(draft))
    if draft.basics.label:
        shown.add("basics/label")
    found: list[DiffLine] = []
    in_order = _in_order(placed, lines)
    for line in placed:
        sources = [lines[key] for key in line.citations if key in lines]
        same = next((x for x in sources if _plain(x.text) == _plain(line.text)), None)
        if same is not None:
            change: LineChange = "kept" if same.id in in_order else "reordered"
            found.append(DiffLine(change, line.where, same.text, line.text, line.citations))
        else:
            source = " / ".join(x.text for x in sources if x.kind != "header" or len(sources) == 1)
            found.append(_reworded(line.where, source, line))
    shown |= {lines[key].entry for key in shown if key in lines}
    for key, line in lines.items():
        if key not in shown and line.section not in _NOT_PRINTED:
            found.append(_omitted(line.entry, line.text, (key,), draft.requirements_met))
    return found


def counted(lines: Sequence[DiffLine]) -> dict[LineChange, int]:
    """Count the lines of each change."""
    counts = Counter(line.change for line in lines)
    return {change: counts[change] for change in CHANGES}


def _diff(
    before: list[_Placed], after: list[_Placed], requirements: Sequence[RequirementMet]
) -> list[DiffLine]:
    keys_before = [(line.where, _plain(line.text)) for line in before]
    keys_after = [(line.where, _plain(line.text)) for line in after]
    matcher = SequenceMatcher(None, keys_before, keys_after, autojunk=False)
    kept = {b + k for _, b, size in matcher.get_matching_blocks() for k in range(size)}
    taken = {a + k for a, _, size in matcher.get_matching_blocks() for k in range(size)}
    left = [index for index in range(len(before)) if index not in taken]
    found: list[DiffLine] = []
    for index, line in enumerate(after):
        if index in kept:
            found.append(DiffLine("kept", line.where, line.text, line.text, line.citations))
            continue
        twin = _twin(line, [(at, before[at]) for at in left])
        if twin is None:
            found.append(DiffLine("added", line.where, None, line.text, line.citations))
            continue
        left.remove(twin)
        was = before[twin]
        if _plain(was.text) == _plain(line.text):
            found.append(DiffLine("reordered", line.where, was.text, line.text, line.citations))
        else:
            found.append(_reworded(line.where, was.text, line))
    for at in left:
        was = before[at]
        found.append(_omitted(was.where, was.text, was.citations, requirements))
    return found


def _twin(line: _Placed, candidates: Sequence[tuple[int, _Placed]]) -> int | None:
    """Find the line that this one was: the same words, the same citations, or many words alike."""
    for at, other in candidates:
        if _plain(other.text) == _plain(line.text):
            return at
    for at, other in candidates:
        if line.citations and other.citations == line.citations and other.where == line.where:
            return at
    best = max(candidates, key=lambda x: _likeness(x[1].text, line.text), default=None)
    if best is not None and _likeness(best[1].text, line.text) >= _ALIKE:
        return best[0]
    return None


def _reworded(where: str, before: str, line: _Placed) -> DiffLine:
    words = tuple(_words(before, line.text))
    return DiffLine("reworded", where, before, line.text, line.citations, words)


def _omitted(
    where: str, text: str, citations: tuple[str, ...], requirements: Sequence[RequirementMet]
) -> DiffLine:
    would_answer = tuple(
        met
        for met in requirements
        if met.status in ("met", "partial") and set(met.citations) & set(citations)
    )
    return DiffLine("omitted", where, text, None, citations, requirements=would_answer)


def _placed(draft: CvDraft | LetterDraft) -> Iterator[_Placed]:
    for where, lines in _blocks(draft):
        for line in lines:
            yield _Placed(where, line.text, tuple(line.citations))


def _blocks(draft: CvDraft | LetterDraft) -> Iterator[tuple[str, Sequence[DraftLine]]]:
    if isinstance(draft, CvDraft):
        yield "summary", draft.summary
        for section in draft.sections:
            for entry in section.entries:
                yield entry.entry, entry.lines
    else:
        for number, paragraph in enumerate(draft.paragraphs, 1):
            # The "I" of "I built ..." is no line by itself.
            runs = runs_of(paragraph.sentences)
            yield f"paragraph {number}", [members[-1] for _, members in runs]


def _entries(draft: CvDraft | LetterDraft) -> Iterator[str]:
    """Give each entry of a CV by id."""
    if isinstance(draft, CvDraft):
        for section in draft.sections:
            yield from (entry.entry for entry in section.entries)


def _in_order(placed: Sequence[_Placed], lines: dict[str, CitableLine]) -> set[str]:
    """Return the lines that stand in the order of the profile among those of their entry."""
    positions = {key: at for at, key in enumerate(lines)}
    by_entry: dict[str, list[str]] = {}
    for line in placed:
        for key in line.citations:
            if key in lines and _plain(lines[key].text) == _plain(line.text):
                by_entry.setdefault(lines[key].entry, []).append(key)
    in_order: set[str] = set()
    for keys in by_entry.values():
        matcher = SequenceMatcher(None, sorted(keys, key=positions.__getitem__), keys)
        for _, start, size in matcher.get_matching_blocks():
            in_order |= set(keys[start : start + size])
    return in_order


def _words(before: str, after: str) -> Iterator[tuple[WordChange, str]]:
    old, new = before.split(), after.split()
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "kept", " ".join(old[a:b])
            continue
        if b > a:
            yield "removed", " ".join(old[a:b])
        if d > c:
            yield "added", " ".join(new[c:d])


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split()).ratio()


def _plain(text: str) -> str:
    return " ".join(text.split())
