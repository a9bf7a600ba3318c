"""A CV without a model: the person's own lines, chosen, ordered and trimmed to the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.answers import AnswerEntry, AnswerLine, CvAnswer
from orchestrator.tasks.drafting.page_budget import PageBudget, kept_entries
from orchestrator.tasks.drafting.ranking import Coverage
from orchestrator.tasks.drafting.record import FADING_PER_YEAR, section_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import CitableLine

_MOST_LINES = {
    "work": 10, "projects": 4, "volunteer": 3, "education": 4, "awards": 1, "publications": 1,
}  # fmt: skip
"""Lines under one entry; a section that is not here has no bullets."""

_WORTH_ANYWAY = {
    "work": 0.3, "projects": 0.1, "volunteer": 0.05, "awards": 0.05, "publications": 0.05,
}  # fmt: skip
"""What a line is worth that answers nothing the posting asks: it fills what room is left."""

_FIRST_LINE_WORTH = 0.5
"""A job without a line looks idle: its first comes before what merely fills."""

_NEWEST_JOB_LINES = 2
_NEWEST_JOB_WORTH = 3.0
"""The newest job is told in two lines at least, also by who changes careers: it is asked about."""

_FURTHER_LINE = 0.85
"""What each line that an entry has takes from the worth of its next."""

_COST_WEIGHT = 0.5
"""Between counting what a line says and counting what it says for the room that it takes."""

_CLEARLY_BETTER = 2.0
"""How much more than the person's own first line another must answer to stand before it."""

_LONGEST_SUMMARY_LINES = 8
_MOST_KEYWORDS = 12
_MOST_SKILL_GROUPS = 8
_MOST_CERTIFICATES = 6
_MOST_INTERESTS = 2


def choose_cv(record: Record, facts: JobFacts, pages: int) -> CvAnswer:
    """Choose lines by what they answer: must before nice, recent before old."""
    coverage = Coverage(list(record.lines.values()), facts)
    chooser = _Chooser(record, coverage, pages)
    summary = chooser.summary()
    listed = [*chooser.skills(), *chooser.headers_only("certificates", _MOST_CERTIFICATES)]
    told = chooser.bullets()
    listed += chooser.headers_only("interests", _MOST_INTERESTS)
    listed += chooser.older_entries([entry.entry for entry in told])
    return CvAnswer(summary=summary, entries=[*told, *listed], requirements=[])


class _Chooser:
    """Fills the pages."""

    def __init__(self, record: Record, coverage: Coverage, pages: int) -> None:
        self._record = record
        self._coverage = coverage
        self._most_summary = _LONGEST_SUMMARY_LINES * pages
        self._kept = kept_entries(record, pages)
        self._budget = PageBudget(record, pages)
        self._budget.reserve(self._kept)
        self._ages = {entry_id: record.age_years(entry_id) for entry_id in record.entries}
        self._places = {key: place for place, key in enumerate(record.lines)}
        jobs = record.newest_first(record.entries_of("work"))
        self._newest_job = jobs[0] if jobs else None

    def summary(self) -> list[AnswerLine]:
        line = self._record.lines.get("basics/summary")
        if line is None or not self._budget.add_summary(line.text, self._most_summary):
            return []
        self._coverage.take(line.id)
        return [_as_it_stands(line)]

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
            if self._budget.add_entry(entry.entry, self._texts(entry), spare=True)
        ]

    def headers_only(self, section: str, most: int) -> list[AnswerEntry]:
        entry_ids = [key for key in self._record.entries_of(section) if key in self._record.lines]
        entry_ids.sort(key=lambda key: -self._coverage.worth(key))
        spare = section != "interests"
        return [
            AnswerEntry(entry=entry_id, lines=[])
            for entry_id in entry_ids[:most]
            if self._budget.add_entry(entry_id, spare=spare)
        ]

    def bullets(self) -> list[AnswerEntry]:
        """The most useful line again and again, until the room or the lines run out."""
        waiting: list[CitableLine]
        waiting = [line for line in self._record.lines.values() if self._can_be_a_bullet(line)]
        chosen: dict[str, list[CitableLine]] = {}
        while waiting:
            told = {entry_id: len(lines) for entry_id, lines in chosen.items()}
            worths = [self._worth(line, told) for line in waiting]
            best = waiting[worths.index(max(worths))]
            if max(worths) <= 0:
                break
            waiting.remove(best)
            if not self._budget.add_bullet(best.entry, best.text):
                continue
            self._coverage.take(best.id)
            lines = chosen.setdefault(best.entry, [])
            lines.append(best)
            if len(lines) == _MOST_LINES[best.section]:
                waiting = [line for line in waiting if line.entry != best.entry]
        return [
            AnswerEntry(entry=entry_id, lines=[_as_it_stands(x) for x in self._in_order(lines)])
            for entry_id, lines in chosen.items()
        ]

    def older_entries(self, told: Sequence[str]) -> list[AnswerEntry]:
        """Jobs and schools for which there was no room before, while there is."""
        dated = [*self._record.entries_of("work"), *self._record.entries_of("education")]
        return [
            AnswerEntry(entry=entry_id, lines=[])
            for entry_id in self._record.newest_first(dated)
            if entry_id not in self._kept
            and entry_id not in told
            and self._budget.add_entry(entry_id)
        ]

    def _in_order(self, lines: Sequence[CitableLine]) -> list[CitableLine]:
        """As the person has them, what it was about first; but the best answer leads the deeds."""
        own = sorted(lines, key=lambda line: (_is_a_deed(line), self._places[line.id]))
        deeds = [line for line in own if _is_a_deed(line)]
        if not deeds:
            return own
        best = max(deeds, key=lambda line: self._coverage.worth(line.id))
        worth = self._coverage.worth(best.id)
        if worth > 0 and worth >= _CLEARLY_BETTER * self._coverage.worth(deeds[0].id):
            deeds.remove(best)
            deeds.insert(0, best)
        return [*(line for line in own if not _is_a_deed(line)), *deeds]

    def _worth(self, line: CitableLine, told: Mapping[str, int]) -> float:
        before = told.get(line.entry, 0)
        gain = self._coverage.gain(line.id) + _WORTH_ANYWAY.get(line.section, 0.0)
        if line.entry == self._newest_job and before < _NEWEST_JOB_LINES:
            gain += _NEWEST_JOB_WORTH
        worth = gain * FADING_PER_YEAR ** self._ages[line.entry] * _FURTHER_LINE**before
        if before == 0 and line.section == "work" and line.entry in self._kept:
            worth += _FIRST_LINE_WORTH
        # A heading and a header for one line take a lot of room: it has to say more.
        return worth / (1 + self._budget.opening_lines(line.entry)) ** _COST_WEIGHT

    def _texts(self, entry: AnswerEntry) -> list[str]:
        return [self._record.lines[line.citations[0]].text for line in entry.lines]

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


def _is_a_deed(line: CitableLine) -> bool:
    return not line.id.endswith(("/description", "/summary"))


def _as_it_stands(line: CitableLine) -> AnswerLine:
    return AnswerLine(text=None, citations=[line.id])
