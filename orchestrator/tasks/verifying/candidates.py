"""Which lines of the master profile could carry a claim, and what of it they do not."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.headers import title_and_organization
from orchestrator.tasks.drafting.verification import Vocabulary, verify_line
from orchestrator.tasks.drafting.verification.language import guess, language
from orchestrator.tasks.drafting.verification.tokens import tokenise
from orchestrator.tasks.verifying.documents import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.record import Record
    from profiles.drafts import Finding
    from profiles.master_profile import CitableLine

_MOST_CANDIDATES = 6
_MOST_TOGETHER = 3
_ENOUGH_TO_COMBINE = 4


class Candidates:
    """Looks for the lines of one record that carry a claim."""

    def __init__(self, record: Record, texts: Sequence[str], today: date) -> None:
        self._record = record
        self._today = today
        lines = record.lines
        employers = (title_and_organization(x)[1] for x in record.entries.values())
        self._vocabulary = Vocabulary.of(
            [*(line.text for line in lines.values()), *texts],
            employers=[name for name in employers if name],
        )
        self._spoken = language(guess((line.text for line in lines.values()), "en"))
        self._marks = {key: self._marks_of(line.text) for key, line in lines.items()}
        self._holders = Counter(mark for marks in self._marks.values() for mark in marks)

    def carrying(
        self, text: str, entry: str | None = None, sections: Iterable[str] = ()
    ) -> tuple[list[CitableLine], tuple[Finding, ...]]:
        """The lines that carry a claim, and what of it even the best of them do not hold.

        Args:
            text: The claim.
            entry: Only lines of this entry; None for any.
            sections: Only lines of these sections; none for any.
        """
        allowed = frozenset(sections)
        pool = [
            line
            for line in self._record.lines.values()
            if (entry is None or line.entry == entry) and (not allowed or line.section in allowed)
        ]
        ranked = self._ranked(text, pool)
        best: tuple[list[CitableLine], tuple[Finding, ...]] | None = None
        for cited in self._choices(ranked):
            if len(cited) > 1 and best is not None and not self._may_help(ranked, *best):
                break
            findings = self.verified(text, cited)
            if best is None or len(findings) < len(best[1]):
                best = cited, findings
            if not findings:
                break
        if best is None:
            return [], self.verified(text, [])
        if best[1] and not any(self._likeness(self._marks_of(text), x) for x in best[0]):
            return [], best[1]  # none of them is near
        return best

    def are_forms(self, words: Iterable[str], others: Iterable[str]) -> bool:
        """Whether every folded word is small, or a form of one of the others."""
        known = list(others)
        return all(
            word in self._spoken.function or any(self._spoken.are_related(word, x) for x in known)
            for word in words
        )

    def verified(self, text: str, cited: Sequence[CitableLine]) -> tuple[Finding, ...]:
        """What of a claim some lines do not hold."""
        if any(text in sentences(line.text) for line in cited):
            return ()  # word for word, as a whole sentence
        entries = dict.fromkeys(line.entry for line in cited)
        return verify_line(
            text,
            [line.text for line in cited],
            headers=[header for key in entries if (header := self._record.header(key))],
            sections={line.section for line in cited},
            vocabulary=self._vocabulary,
            today=self._today,
        )

    def _may_help(
        self,
        ranked: Sequence[CitableLine],
        cited: Sequence[CitableLine],
        findings: Sequence[Finding],
    ) -> bool:
        """Whether a further line holds any of the words that these lines do not."""
        missing = self._marks_of(" ".join(finding.text for finding in findings))
        others = [line for line in ranked[:_ENOUGH_TO_COMBINE] if line not in cited]
        return any(not missing.isdisjoint(self._marks[line.id]) for line in others)

    def _ranked(self, text: str, pool: Sequence[CitableLine]) -> list[CitableLine]:
        wanted = self._marks_of(text)
        scored = [(self._likeness(wanted, line), line) for line in pool]
        found = sorted((x for x in scored if x[0] > 0), key=lambda x: -x[0])
        return [line for _, line in found[:_MOST_CANDIDATES]] or list(pool[:_MOST_TOGETHER])

    def _likeness(self, wanted: frozenset[str], line: CitableLine) -> float:
        """How much of a claim a line shares; a word of few lines tells more."""
        return sum(
            math.log(1 + len(self._marks) / self._holders[mark])
            for mark in wanted & self._marks[line.id]
        )

    def _marks_of(self, text: str) -> frozenset[str]:
        """The stems of a text's words, its numbers, and the groups of like words it is in."""
        spoken = self._spoken
        marks: set[str] = set()
        for token in tokenise(text, elides=spoken.elides):
            if token.word not in spoken.function:
                keys = spoken.loose_keys(token.word)
                marks |= keys
                for key in keys:
                    marks |= {f"#{number}" for number in spoken.same.get(key, ())}
        return frozenset(marks)

    def _choices(self, ranked: Sequence[CitableLine]) -> Iterable[list[CitableLine]]:
        """One line alone before two and three of one entry together, the likeliest first."""
        for line in ranked:
            yield [line]
        for together in range(2, _MOST_TOGETHER + 1):
            for chosen in combinations(ranked[:_ENOUGH_TO_COMBINE], together):
                if len({line.entry for line in chosen}) == 1:
                    yield list(chosen)
