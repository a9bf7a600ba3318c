"""A model's CV brought to its pages, and to what the rules' own choice would have told.

What is too much for the pages goes, the last lines of entries first. What room is left takes the
summary, sections and answers that the rules chose and the model left out, in the person's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.page_budget import PageBudget
from orchestrator.tasks.drafting.record import INLINE, section_of
from profiles.drafts import DraftLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from orchestrator.tasks.drafting.answers import AnswerLine, CvAnswer
    from orchestrator.tasks.drafting.record import Record
    from profiles.drafts import RequirementMet

_MOST_NAMED = 6
_SUMMARY_LINES = 8
_FEWEST, _FILLED_TO = 0.5, 0.85
"""Of the lines that the rules tell: fewer leave pages half empty, which are filled to this."""

_MANY_LINES = 12
"""To a page, of a record that could fill it; what a short one leaves out is a choice."""

_LEVELS = ("must", "unknown", "nice")


class Floor:
    """The lines of one CV, while they are brought to the room there is.

    Args:
        record: What the lines are from.
        pages: How many there are.
        kept: Entries that are printed at least by their headers.
        requirements: As judged, with the lines that show each.

    Attributes:
        summary: As it may be printed.
        entries: The lines of each entry, in the order in which they are printed.
    """

    def __init__(
        self,
        record: Record,
        pages: int,
        kept: Sequence[str],
        requirements: Sequence[RequirementMet],
    ) -> None:
        self._record = record
        self._pages = pages
        self._kept = kept
        self._requirements = sorted(requirements, key=lambda item: _LEVELS.index(item.level))
        self._budget = PageBudget(record, pages)
        self._budget.reserve(kept)
        self.summary: list[DraftLine] = []
        self.entries: dict[str, list[DraftLine]] = {}

    def take(
        self, summary: Sequence[DraftLine], entries: dict[str, list[DraftLine]]
    ) -> Iterator[str]:
        """Take what a model chose as far as the pages go, and say what had to go."""
        text = " ".join(line.text for line in summary)
        if summary and self._budget.add_summary(text, _SUMMARY_LINES * self._pages):
            self.summary = list(summary)
        left: list[str] = [] if self.summary or not summary else ["the summary"]
        lists = {key: lines for key, lines in entries.items() if self._is_a_list(key, lines)}
        for entry_id, lines in lists.items():
            if not self._add_list(entry_id, lines, spare=True):
                left.append(entry_id)
        told = {key: lines for key, lines in entries.items() if key not in lists}
        chosen: set[int] = set()
        for line, entry_id in self._by_use(told):
            if self._budget.add_bullet(entry_id, line.text):
                chosen.add(id(line))
            else:
                left.append(line.citations[0])
        for entry_id, lines in told.items():
            printed = [line for line in lines if id(line) in chosen]
            if printed or not lines:
                self.entries[entry_id] = printed
        # In the order that the model gave.
        self.entries = {key: self.entries[key] for key in entries if key in self.entries}
        if left:
            pages = f"{self._pages} page{'s' if self._pages > 1 else ''}"
            yield f"No room on {pages}: {_named(left)}."

    def fill(self, baseline: CvAnswer) -> Iterator[str]:
        """Add what the rules chose and the model left out, while there is room, and say it."""
        added: list[str] = []
        if not self.summary:
            lines = [self._own(answer.citations[0]) for answer in baseline.summary]
            text = " ".join(line.text for line in lines)
            if lines and self._budget.add_summary(text, _SUMMARY_LINES * self._pages):
                self.summary = lines
                added.append("the summary")
        sections = {section_of(key) for key in self.entries}
        own = {entry.entry: entry.lines for entry in baseline.entries}
        for entry_id, answers in own.items():
            lines = [self._own(answer.citations[0]) for answer in answers]
            is_new = section_of(entry_id) not in sections
            if is_new and self._is_a_list(entry_id, lines) and self._add_list(entry_id, lines):
                added.append(entry_id)
        for key in self._open(own):
            entry_id = self._record.lines[key].entry
            if key == entry_id:
                opened = entry_id not in self.entries and self._add_list(entry_id, [])
            else:
                opened = self._add_line(entry_id, self._own(key))
            if opened:
                added.append(key)
        jobs = self._record.newest_first(self._record.entries_of("work"))
        for entry_id in jobs[:1]:  # without a line it looks idle
            first = [answer.citations[0] for answer in own.get(entry_id, [])][:1]
            if not self.entries.get(entry_id):
                added += [key for key in first if self._add_line(entry_id, self._own(key))]
        most = _bullets(own)
        if most >= _MANY_LINES * self._pages and _bullets(self.entries) < _FEWEST * most:
            added += self._fill_up(own, most)
        if added:
            yield f"Added, as the rules chose it: {_named(added)}."

    def _fill_up(self, own: Mapping[str, Sequence[AnswerLine]], most: int) -> Iterator[str]:
        """Lines that the rules chose, the first of each entry before the second of any."""
        printed = {key for lines in self.entries.values() for x in lines for key in x.citations}
        rest = [
            (rank, answer.citations[0], entry_id)
            for entry_id, answers in own.items()
            if not _is_inline(entry_id)
            for rank, answer in enumerate(answers)
            if answer.citations[0] not in printed
        ]
        for _, key, entry_id in sorted(rest, key=lambda item: item[0]):
            if _bullets(self.entries) >= _FILLED_TO * most:
                return
            if self._add_line(entry_id, self._own(key)):
                yield key

    def _open(self, own: Mapping[str, Sequence[AnswerLine]]) -> Iterator[str]:
        """The rules' lines for what is shown by none of the lines that are printed."""
        chosen = {answer.citations[0] for answers in own.values() for answer in answers}
        chosen |= {entry_id for entry_id, answers in own.items() if not answers}
        for item in self._requirements:
            printed = {*self._kept, *self.entries} | {
                key
                for line in (*self.summary, *(x for lines in self.entries.values() for x in lines))
                for key in line.citations
            }
            if not printed.intersection(item.citations):
                yield from [key for key in item.citations if key in chosen][:1]

    def _by_use(self, entries: dict[str, list[DraftLine]]) -> list[tuple[DraftLine, str]]:
        """First what alone shows a must-have, then the first lines of each entry, the next ...

        A job is told in two lines where another entry is told in one, and what opens a section for
        a single line comes a round later.
        """
        needed: set[int] = set()
        for item in self._requirements:
            if item.level == "must":
                shows = (
                    line
                    for lines in entries.values()
                    for line in lines
                    if set(line.citations) & set(item.citations)
                )
                needed |= {id(line) for line in list(shows)[:1]}
        ranked = [
            ((id(line) not in needed, self._round(entry_id, rank)), line, entry_id)
            for entry_id, lines in entries.items()
            for rank, line in enumerate(lines)
        ]
        ranked.sort(key=lambda item: item[0])
        return [(line, entry_id) for _, line, entry_id in ranked]

    def _round(self, entry_id: str, rank: int) -> int:
        if section_of(entry_id) == "work":
            return rank // 2
        return rank + (entry_id not in self._kept)

    def _is_a_list(self, entry_id: str, lines: Sequence[DraftLine]) -> bool:
        """Whether an entry is one line, or only a header that nothing prints anyway."""
        return _is_inline(entry_id) or (not lines and entry_id not in self._kept)

    def _add_list(self, entry_id: str, lines: Sequence[DraftLine], *, spare: bool = False) -> bool:
        texts = [line.text for line in lines]
        if not self._budget.add_entry(entry_id, texts, spare=spare):
            return False
        self.entries[entry_id] = list(lines)
        return True

    def _add_line(self, entry_id: str, line: DraftLine) -> bool:
        if _is_inline(entry_id):
            if not self._budget.add_entry(entry_id, [line.text]):
                return False
        elif not self._budget.add_bullet(entry_id, line.text):
            return False
        self.entries.setdefault(entry_id, []).append(line)
        return True

    def _own(self, key: str) -> DraftLine:
        return DraftLine(text=self._record.lines[key].text, citations=[key], origin="verbatim")


def _is_inline(entry_id: str) -> bool:
    return section_of(entry_id) in INLINE


def _bullets(entries: Mapping[str, Sequence[object]]) -> int:
    return sum(len(lines) for key, lines in entries.items() if not _is_inline(key))


def _named(keys: Sequence[str]) -> str:
    more = len(keys) - _MOST_NAMED
    return ", ".join(keys[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
