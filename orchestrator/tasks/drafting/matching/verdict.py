"""What one piece of a requirement comes to, and how pieces add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from profiles.drafts import RequirementStatus

MOST_CITATIONS = 4
_LEAST_SHARE = 0.2
"""What must be shown of a long sentence, by weight, before it counts as met in part."""

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the record says to a piece.

    Attributes:
        label: What was asked for, in the posting's words.
        reason: Why, in words.
        citations: The lines that show it, the best first.
        entries: The entries in which it was shown, for counting years.
        lacking: What of it was not found, in the posting's words.
        shown: The weight of what was found; None is all of it, for what is met or met in part.
        weight: The weight of all that was asked for.
    """

    status: RequirementStatus
    label: str
    reason: str
    citations: tuple[str, ...] = ()
    entries: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()
    shown: float | None = None
    weight: float = 1.0

    @property
    def whole_reason(self) -> str:
        """Why, with what was not found."""
        named = ", ".join(self.lacking[:_MOST_NAMED])
        more = len(self.lacking) - _MOST_NAMED
        missing = f"not found: {named}{f' and {more} more' if more > 0 else ''}" if named else ""
        return "; ".join(part for part in (self.reason, missing) if part)


def any_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Alternatives: the best of them counts; what else is shown is cited too."""
    for status in ("met", "partial"):
        best = [verdict for verdict in verdicts if verdict.status == status]
        if best:
            return _joined(status, best, verdicts)
    if any(verdict.status == "not_assessable" for verdict in verdicts):
        return _joined("not_assessable", verdicts, verdicts)
    label = _labels(verdicts, " or ")
    return Verdict("missing", label, "", lacking=(label,), weight=verdicts[0].weight)


def all_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Conjunctions: what cannot be assessed is left out while something else can be."""
    counting = [verdict for verdict in verdicts if verdict.status != "not_assessable"]
    if not counting:
        return _joined("not_assessable", verdicts, verdicts)
    shown = [verdict for verdict in counting if verdict.status in ("met", "partial")]
    weight = sum(verdict.weight for verdict in counting)
    if sum(map(_shown, shown)) < _LEAST_SHARE * weight or not shown:
        return _joined("missing", counting, counting)
    whole = all(verdict.status == "met" for verdict in counting)
    return _joined("met" if whole else "partial", counting, counting)


def _joined(
    status: RequirementStatus, verdicts: Sequence[Verdict], labelled: Sequence[Verdict]
) -> Verdict:
    if len(verdicts) == 1:
        return verdicts[0]
    # One line of each piece before the second line of any.
    most = max((len(verdict.citations) for verdict in verdicts), default=0)
    citations = [
        verdict.citations[rank]
        for rank in range(most)
        for verdict in verdicts
        if rank < len(verdict.citations)
    ]
    reasons = [verdict.reason for verdict in verdicts if verdict.reason and status != "missing"]
    lacking = dict.fromkeys(x for verdict in verdicts for x in verdict.lacking)
    if status == "missing":
        # The little that was shown does not count, so it is not told either.
        lacking = dict.fromkeys(x.label if x.citations else y for x in verdicts for y in x.lacking)
    return Verdict(
        status,
        _labels(labelled, ", "),
        "; ".join(dict.fromkeys(reasons)),
        tuple(dict.fromkeys(citations))[:MOST_CITATIONS],
        frozenset(entry for verdict in verdicts for entry in verdict.entries),
        tuple(lacking),
        sum(map(_shown, verdicts)),
        sum(verdict.weight for verdict in verdicts),
    )


def _shown(verdict: Verdict) -> float:
    if verdict.shown is not None:
        return verdict.shown
    return verdict.weight if verdict.status in ("met", "partial") else 0.0


def _labels(verdicts: Sequence[Verdict], joiner: str) -> str:
    return joiner.join(dict.fromkeys(verdict.label for verdict in verdicts))
