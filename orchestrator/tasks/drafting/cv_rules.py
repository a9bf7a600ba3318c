"""A CV without a model: the person's own lines, chosen, ordered and trimmed to the pages."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.answers import AnswerEntry, AnswerLine, CvAnswer
from orchestrator.tasks.drafting.ranking import Coverage, demands
from orchestrator.tasks.drafting.record import FADING_PER_YEAR, section_of

if TYPE_CHECKING:
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import CitableLine

LINES_PER_PAGE = 48
_CHARS_PER_LINE = 90
"""A page of A4 or Letter at 10 pt with usual margins, about."""

_HEAD_LINES = 5
_HEADING_LINES = 2
_ENTRY_LINES = 2

_MOST_LINES = {
    "work": 6, "projects": 4, "volunteer": 3, "education": 4, "awards": 1, "publications": 1,
}  # fmt: skip
"""Lines under one entry; a section that is not here has no bullets."""

_FEWEST_BULLET_LINES = 12
"""Room for what was done, even where the headers of many jobs fill the page."""

_PRINTED_WITHOUT_LINES = frozenset({"work", "education"})
_WORTH_ANYWAY = {"work": 0.3, "projects": 0.1, "volunteer": 0.05, "awards": 0.05}
"""What a line is worth that answers nothing the posting asks: it fills what room is left."""

_MOST_KEYWORDS = 12
_MOST_SKILL_GROUPS = 8
_MOST_CERTIFICATES = 6
_MOST_INTERESTS = 2


def choose_cv(record: Record, facts: JobFacts, pages: int) -> CvAnswer:
    """Choose lines by what they answer: must before nice, recent before old."""
    coverage = Coverage({key: line.text for key, line in record.lines.items()}, demands(facts))
    chooser = _Chooser(record, coverage, pages * LINES_PER_PAGE - _HEAD_LINES)
    summary = chooser.summary()
    chooser.reserve_headers()
    listed = [*chooser.skills(), *chooser.headers_only("certificates", _MOST_CERTIFICATES)]
    listed += chooser.headers_only("languages", len(record.entries))
    told = chooser.bullets()
    interests = chooser.headers_only("interests", _MOST_INTERESTS)
    return CvAnswer(summary=summary, entries=[*told, *listed, *interests], requirements=[])


class _Chooser:
    """Spends a budget of printed lines."""

    def __init__(self, record: Record, coverage: Coverage, budget: int) -> None:
        self._record = record
        self._coverage = coverage
        self._left = budget
        self._open_sections: set[str] = set()
        self._ages = {entry_id: record.age_years(entry_id) for entry_id in record.entries}

    def summary(self) -> list[AnswerLine]:
        line = self._record.lines.get("basics/summary")
        if line is None or not self._spend(_printed_lines(line) + 1):
            return []
        self._coverage.take(line.id)
        return [_as_it_stands(line)]

    def reserve_headers(self) -> None:
        """Keep room for the jobs and schools, which are printed in any case."""
        for entry_id in self._record.entries:
            section = section_of(entry_id)
            if section in _PRINTED_WITHOUT_LINES:
                self._left -= _ENTRY_LINES + self._heading(section)
                self._open_sections.add(section)

    def skills(self) -> list[AnswerEntry]:
        groups: list[tuple[float, AnswerEntry]] = []
        for entry_id in self._record.entries_of("skills"):
            keywords = self._record.lines_under(entry_id)
            best = sorted(keywords, key=lambda line: -self._coverage.worth(line.id))
            lines = [_as_it_stands(line) for line in best[:_MOST_KEYWORDS]]
            header = self._coverage.worth(entry_id) if entry_id in self._record.lines else 0.0
            worth = header + sum(self._coverage.worth(line.id) for line in keywords)
            groups.append((worth, AnswerEntry(entry=entry_id, lines=lines)))
        groups.sort(key=lambda group: -group[0])
        return [
            entry
            for _, entry in groups[:_MOST_SKILL_GROUPS]
            if self._spend(1 + self._heading("skills"), "skills")
        ]

    def headers_only(self, section: str, most: int) -> list[AnswerEntry]:
        entry_ids = [key for key in self._record.entries_of(section) if key in self._record.lines]
        entry_ids.sort(key=lambda key: -self._coverage.worth(key))
        return [
            AnswerEntry(entry=entry_id, lines=[])
            for entry_id in entry_ids[:most]
            if self._spend(1 + self._heading(section), section)
        ]

    def bullets(self) -> list[AnswerEntry]:
        """The most useful line again and again, until the room or the lines run out."""
        self._left = max(self._left, _FEWEST_BULLET_LINES)
        waiting: list[CitableLine]
        waiting = [line for line in self._record.lines.values() if _can_be_a_bullet(line)]
        chosen: dict[str, list[AnswerLine]] = {}
        while waiting:
            best = max(waiting, key=self._worth)
            if self._worth(best) <= 0:
                break
            waiting.remove(best)
            lines = chosen.setdefault(best.entry, [])
            if not self._spend(self._cost(best, is_first=not lines), best.section):
                continue
            self._coverage.take(best.id)
            lines.append(_as_it_stands(best))
            if len(lines) == _MOST_LINES[best.section]:
                waiting = [line for line in waiting if line.entry != best.entry]
            waiting = [line for line in waiting if _printed_lines(line) <= self._left]
        return [
            # What it was about comes before what was done in it.
            AnswerEntry(entry=entry_id, lines=sorted(lines, key=_is_a_highlight))
            for entry_id, lines in chosen.items()
            if lines
        ]

    def _worth(self, line: CitableLine) -> float:
        gain = self._coverage.gain(line.id) + _WORTH_ANYWAY.get(line.section, 0.0)
        return gain * FADING_PER_YEAR ** self._ages[line.entry]

    def _cost(self, line: CitableLine, *, is_first: bool) -> int:
        cost = _printed_lines(line)
        if is_first and line.section not in _PRINTED_WITHOUT_LINES:
            cost += _ENTRY_LINES + self._heading(line.section)
        return cost

    def _heading(self, section: str) -> int:
        return 0 if section in self._open_sections else _HEADING_LINES

    def _spend(self, lines: int, section: str | None = None) -> bool:
        """Take lines from the budget if it has them."""
        if lines > self._left:
            return False
        self._left -= lines
        if section is not None:
            self._open_sections.add(section)
        return True


def _can_be_a_bullet(line: CitableLine) -> bool:
    # What an employer does is no achievement of the person.
    is_about_employer = line.id.startswith("work/") and line.id.endswith("/description")
    return line.kind == "text" and line.section in _MOST_LINES and not is_about_employer


def _is_a_highlight(line: AnswerLine) -> bool:
    return not line.citations[0].endswith(("/description", "/summary"))


def _as_it_stands(line: CitableLine) -> AnswerLine:
    return AnswerLine(text=None, citations=[line.id])


def _printed_lines(line: CitableLine) -> int:
    return ceil(len(line.text) / _CHARS_PER_LINE)
