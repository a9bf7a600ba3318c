"""How well a line answers what the posting asks for: BM25 over the person's own lines.

Words are compared as matching compares them: skills by their normaliser, with what they imply.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.matching.concepts import implied, terms_of, weightless
from orchestrator.tasks.drafting.matching.pieces import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from orchestrator.tasks.drafting.job_facts import JobFacts
    from profiles.master_profile import CitableLine

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.5
"""BM25's k1 and b: the usual k1; half the usual b, since lines of a CV are all short."""

_LEVEL_WEIGHT = {"must": 3.0, "unknown": 2.0, "nice": 1.0}
_TITLE_WEIGHT = 1.5
_KNOWN_WEIGHT = 2.0
"""How much more a known skill says than another word of the requirement."""

_DESCRIPTION_TERMS = 40


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the posting asks for.

    Attributes:
        terms: What it speaks of, each with how much it says.
        weight: How much meeting it counts.
    """

    terms: Mapping[str, float]
    weight: float


def demands(facts: JobFacts) -> list[Demand]:
    """What to cover: the requirements and the title; without requirements the description's words.

    Must counts before nice.
    """
    language = facts.language
    found = [
        Demand(_wanted(item.text, language), _LEVEL_WEIGHT[item.level])
        for item in facts.requirements
    ]
    if not found:
        counts = Counter(_telling(facts.description, language))
        most = sorted(counts, key=lambda key: -counts[key])[:_DESCRIPTION_TERMS]
        found = [Demand({key: 1.0}, 1.0 + math.log(counts[key])) for key in most]
    found.append(Demand(dict.fromkeys(_telling(facts.title or "", language), 1.0), _TITLE_WEIGHT))
    return [demand for demand in found if demand.terms]


def _wanted(text: str, language: str) -> dict[str, float]:
    pieces = [
        part
        for piece in pieces_of(text, language)
        if piece.sort not in ("soft", "condition")
        for part in (piece, *piece.examples)
    ]
    return {
        term.key: _KNOWN_WEIGHT if term.is_known else 1.0 for part in pieces for term in part.terms
    }


def _telling(text: str, language: str) -> list[str]:
    return [term.key for term in terms_of(text, language) if not weightless(term)]


class Ranking:
    """BM25 scores of a fixed set of lines."""

    def __init__(self, lines: Iterable[CitableLine], language: str) -> None:
        self._counts = {line.id: _counted(line, language) for line in lines}
        self._lengths = {key: sum(count.values()) for key, count in self._counts.items()}
        total = sum(self._lengths.values())
        self._mean_length = max(1.0, total / max(1, len(self._counts)))
        self._holders = Counter(term for count in self._counts.values() for term in count)

    def score(self, key: str, wanted: Mapping[str, float]) -> float:
        """How well one line answers the terms; 0.0 when it shares none."""
        counts = self._counts[key]
        length = self._lengths[key] / self._mean_length
        damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length)
        return sum(
            weight * self.rarity(term) * counts[term] * (_SATURATION + 1) / (counts[term] + damping)
            for term, weight in wanted.items()
            if counts[term]
        )

    def rarity(self, term: str) -> float:
        """BM25's inverse document frequency: a word in few lines tells more; always above zero."""
        holders = self._holders[term]
        return math.log(1 + (len(self._counts) - holders + 0.5) / (holders + 0.5))


def _counted(line: CitableLine, language: str) -> Counter[str]:
    """How often a line speaks of each thing; what a skill implies counts once."""
    is_list = line.kind == "keyword" or line.section == "skills"
    terms = terms_of(line.text, language, is_list=is_list, overlapping=True)
    own = Counter(term.key for term in terms)
    for key in list(own):
        for other in implied(key):
            own.setdefault(other, 1)
    return own


class Coverage:
    """Which demands are answered so far: an answer to an open one is worth more."""

    def __init__(self, lines: Sequence[CitableLine], facts: JobFacts) -> None:
        wanted = demands(facts)
        ranking = Ranking(lines, facts.language)
        # Scored once: choosing asks for every line's gain again after each choice.
        self._answers = {
            line.id: [
                (index, demand.weight * score)
                for index, demand in enumerate(wanted)
                if (score := ranking.score(line.id, demand.terms)) > 0
            ]
            for line in lines
        }
        self._answered = [0] * len(wanted)

    def gain(self, key: str) -> float:
        """What a line would add. Each further answer to the same demand counts half."""
        return sum(worth * 0.5 ** self._answered[index] for index, worth in self._answers[key])

    def worth(self, key: str) -> float:
        """What a line is worth by itself."""
        return sum(worth for _, worth in self._answers[key])

    def take(self, key: str) -> None:
        """Count a line's answers."""
        for index, _ in self._answers[key]:
            self._answered[index] += 1
