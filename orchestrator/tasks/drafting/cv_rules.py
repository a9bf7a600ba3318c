"""A CV without a model: the person's own lines, chosen, ordered and trimmed to the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.answers import AnswerEntry, AnswerLine, CvAnswer
from orchestrator.tasks.drafting.page_estimate import (
    BRIEF_ENTRY_LINES,
    ENTRY_LINES,
    HEADING_LINES,
    head_lines,
    kept_entries,
    page_lines,
    printed_lines,
)
from orchestrator.tasks.drafting.ranking import Coverage, demands
from orchestrator.tasks.drafting.record import FADING_PER_YEAR, section_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import CitableLine

_MOST_LINES = {
    "work": 6, "projects": 4, "volunteer": 3, "education": 4, "awards": 1, "publications": 1,
}  # fmt: skip
"""Lines under one entry; a section that is not here has no bullets."""

_FEWEST_BULLET_LINES = 8
"""Room for what was done, even where the headers of many jobs fill the page."""

_WORTH_ANYWAY = {"work": 0.3, "projects": 0.1, "volunteer": 0.05, "awards": 0.05}
"""What a line is worth that answers nothing the posting asks: it fills what room is left."""

_NEWEST_JOB_LINES = 2
_NEWEST_JOB_WORTH = 3.0
"""The newest job is told in two lines at least, also by who changes careers: it is asked about."""

_LONGEST_SUMMARY_LINES = 8
_MOST_KEYWORDS = 12
_MOST_SKILL_GROUPS = 8
_MOST_CERTIFICATES = 6
_MOST_INTERESTS = 2


def choose_cv(record: Record, facts: JobFacts, pages: int) -> CvAnswer:
    """Choose lines by what they answer: must before nice, recent before old."""
    coverage = Coverage(list(record.lines.values()), demands(facts))
    chooser = _Chooser(record, coverage, pages)
    summary = chooser.summary()
    chooser.reserve_headers()
    listed = [*chooser.skills(), *chooser.headers_only("certificates", _MOST_CERTIFICATES)]
    listed += chooser.headers_only("languages", len(record.entries))
    told = chooser.bullets()
    interests = chooser.headers_only("interests", _MOST_INTERESTS)
    return CvAnswer(summary=summary, entries=[*told, *listed, *interests], requirements=[])


class _Chooser:
    """Spends a budget of printed lines."""

    def __init__(self, record: Record, coverage: Coverage, pages: int) -> None:
        self._record = record
        self._coverage = coverage
        self._left = page_lines(pages) - head_lines(record.profile.basics)
        self._most_summary = _LONGEST_SUMMARY_LINES * pages
        self._kept = kept_entries(record, pages)
        self._open_sections: set[str] = set()
        self._ages = {entry_id: record.age_years(entry_id) for entry_id in record.entries}
        jobs = record.newest_first(record.entries_of("work"))
        self._newest_job = jobs[0] if jobs else None

    def summary(self) -> list[AnswerLine]:
        line = self._record.lines.get("basics/summary")
        if line is None or printed_lines(line.text) > self._most_summary:
            return []
        if not self._spend(printed_lines(line.text) + 1):
            return []
        self._coverage.take(line.id)
        return [_as_it_stands(line)]

    def reserve_headers(self) -> None:
        """Keep room for the jobs and schools, which are printed in any case."""
        for entry_id in self._kept:
            section = section_of(entry_id)
            if section != "languages":
                self._left -= ENTRY_LINES + self._heading(section)
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
            if self._spend(self._group_lines(entry) + self._heading("skills"), "skills")
        ]

    def headers_only(self, section: str, most: int) -> list[AnswerEntry]:
        entry_ids = [key for key in self._record.entries_of(section) if key in self._record.lines]
        entry_ids.sort(key=lambda key: -self._coverage.worth(key))
        return [
            AnswerEntry(entry=entry_id, lines=[])
            for entry_id in entry_ids[:most]
            if self._spend(BRIEF_ENTRY_LINES + self._heading(section), section)
        ]

    def bullets(self) -> list[AnswerEntry]:
        """The most useful line again and again, until the room or the lines run out."""
        self._left = max(self._left, _FEWEST_BULLET_LINES)
        waiting: list[CitableLine]
        waiting = [line for line in self._record.lines.values() if self._can_be_a_bullet(line)]
        chosen: dict[str, list[AnswerLine]] = {}
        while waiting:
            told = {entry_id: len(lines) for entry_id, lines in chosen.items()}
            worths = [self._worth(line, told) for line in waiting]
            best = waiting[worths.index(max(worths))]
            if max(worths) <= 0:
                break
            waiting.remove(best)
            lines = chosen.setdefault(best.entry, [])
            if not self._spend(self._cost(best, is_first=not lines), best.section):
                continue
            self._coverage.take(best.id)
            lines.append(_as_it_stands(best))
            if len(lines) == _MOST_LINES[best.section]:
                waiting = [line for line in waiting if line.entry != best.entry]
            waiting = [line for line in waiting if printed_lines(line.text) <= self._left]
        return [
            # What it was about comes before what was done in it.
            AnswerEntry(entry=entry_id, lines=sorted(lines, key=_is_a_highlight))
            for entry_id, lines in chosen.items()
            if lines
        ]

    def _worth(self, line: CitableLine, told: Mapping[str, int]) -> float:
        gain = self._coverage.gain(line.id) + _WORTH_ANYWAY.get(line.section, 0.0)
        if line.entry == self._newest_job and told.get(line.entry, 0) < _NEWEST_JOB_LINES:
            gain += _NEWEST_JOB_WORTH
        return gain * FADING_PER_YEAR ** self._ages[line.entry]

    def _cost(self, line: CitableLine, *, is_first: bool) -> float:
        cost = float(printed_lines(line.text))
        if is_first and line.entry not in self._kept:
            cost += ENTRY_LINES + self._heading(line.section)
        return cost

    def _group_lines(self, entry: AnswerEntry) -> float:
        texts = [self._record.lines[line.citations[0]].text for line in entry.lines]
        return 0.15 + printed_lines(f"{self._record.header(entry.entry)}: {', '.join(texts)}")

    def _heading(self, section: str) -> float:
        return 0.0 if section in self._open_sections else HEADING_LINES

    def _spend(self, lines: float, section: str | None = None) -> bool:
        """Take lines from the budget if it has them."""
        if lines > self._left:
            return False
        self._left -= lines
        if section is not None:
            self._open_sections.add(section)
        return True

    def _can_be_a_bullet(self, line: CitableLine) -> bool:
        # What an employer does is no achievement of the person.
        is_about_employer = line.id.startswith("work/") and line.id.endswith("/description")
        left_out = section_of(line.entry) == "work" and line.entry not in self._kept
        return (
            line.kind == "text"
            and line.section in _MOST_LINES
            and not is_about_employer
            and (not left_out or self._coverage.worth(line.id) > 0)
        )


def _is_a_highlight(line: AnswerLine) -> bool:
    return not line.citations[0].endswith(("/description", "/summary"))


def _as_it_stands(line: CitableLine) -> AnswerLine:
    return AnswerLine(text=None, citations=[line.id])
