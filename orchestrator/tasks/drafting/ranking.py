"""How well a line answers what the posting asks for: BM25 over the person's own lines."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.terms import distinctive_terms, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from orchestrator.tasks.drafting.job_facts import JobFacts

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.5
"""BM25's k1 and b: the usual k1; half the usual b, since lines of a CV are all short."""

_LEVEL_WEIGHT = {"must": 3.0, "unknown": 2.0, "nice": 1.0}
_TITLE_WEIGHT = 1.5
_DESCRIPTION_TERMS = 40


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the posting asks for, in comparable terms.

    Attributes:
        weight: How much meeting it counts.
    """

    terms: tuple[str, ...]
    weight: float


def demands(facts: JobFacts) -> list[Demand]:
    """What to cover: the requirements and the title; without requirements the description's words.

    Must counts before nice.
    """
    found = [
        Demand(tuple(distinctive_terms(item.text)), _LEVEL_WEIGHT[item.level])
        for item in facts.requirements
    ]
    if not found:
        counts = Counter(terms(facts.description))
        wanted = [term for term in distinctive_terms(facts.description) if term in counts]
        most = sorted(wanted, key=lambda term: -counts[term])[:_DESCRIPTION_TERMS]
        found = [Demand((term,), 1.0 + math.log(counts[term])) for term in most]
    found.append(Demand(tuple(distinctive_terms(facts.title or "")), _TITLE_WEIGHT))
    return [demand for demand in found if demand.terms]


class Ranking:
    """BM25 scores of a fixed set of lines."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._counts = {key: Counter(terms(text)) for key, text in texts.items()}
        self._lengths = {key: sum(count.values()) for key, count in self._counts.items()}
        total = sum(self._lengths.values())
        self._mean_length = max(1.0, total / max(1, len(texts)))
        self._holders = Counter(term for count in self._counts.values() for term in count)

    def score(self, key: str, wanted: Iterable[str]) -> float:
        """How well one line answers the terms; 0.0 when it shares none."""
        counts = self._counts[key]
        length = self._lengths[key] / self._mean_length
        damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length)
        return sum(
            self.rarity(term) * counts[term] * (_SATURATION + 1) / (counts[term] + damping)
            for term in wanted
            if counts[term]
        )

    def rarity(self, term: str) -> float:
        """BM25's inverse document frequency: a word in few lines tells more; always above zero."""
        holders = self._holders[term]
        return math.log(1 + (len(self._counts) - holders + 0.5) / (holders + 0.5))


class Coverage:
    """Which demands are answered so far: an answer to an open one is worth more."""

    def __init__(self, texts: Mapping[str, str], wanted: Sequence[Demand]) -> None:
        ranking = Ranking(texts)
        # Scored once: choosing asks for every line's gain again after each choice.
        self._answers = {
            key: [
                (index, demand.weight * score)
                for index, demand in enumerate(wanted)
                if (score := ranking.score(key, demand.terms)) > 0
            ]
            for key in texts
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
