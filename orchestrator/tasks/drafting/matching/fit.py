"""One figure for how well a record answers a posting, and what it is made of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from profiles.drafts import Fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from profiles.drafts import RequirementMet

LEVEL_WEIGHT = {"must": 3, "unknown": 2, "nice": 1}
_WORTH = {"met": 1.0, "partial": 0.5, "missing": 0.0}
_FEWEST = 3
"""Requirements that can be assessed, below which a score says little."""

_NAMES = {
    "must": "must-haves",
    "unknown": "requirements of no stated level",
    "nice": "nice-to-haves",
}


def fit_of(requirements: Sequence[RequirementMet]) -> Fit:
    """Add the requirements up: a must counts three, one of no stated level two, a nice one one.

    Met counts whole, partial half; what a profile cannot show counts nothing, either way. The
    confidence is low with fewer than three requirements that can be assessed, or when those are
    less than half of all.
    """
    counted = [item for item in requirements if item.status in _WORTH]
    total = sum(LEVEL_WEIGHT[item.level] for item in counted)
    reached = sum(LEVEL_WEIGHT[item.level] * _WORTH[item.status] for item in counted)
    low = len(counted) < _FEWEST or 2 * len(counted) < len(requirements)
    return Fit(
        score=round(reached / total, 2) if total else None,
        low_confidence=low,
        explanation=_explained(requirements, counted, reached, total),
    )


def _explained(
    requirements: Sequence[RequirementMet],
    counted: Sequence[RequirementMet],
    reached: float,
    total: int,
) -> str:
    if not requirements:
        return "No requirement was found in the posting."
    parts: list[str] = []
    for level, name in _NAMES.items():
        of_level = [item for item in counted if item.level == level]
        if of_level:
            statuses = Counter(item.status for item in of_level)
            partly = f" and {statuses['partial']} in part" if statuses["partial"] else ""
            parts.append(f"{statuses['met']} of {len(of_level)} {name} met{partly}")
    unseen = len(requirements) - len(counted)
    if unseen:
        parts.append(f"{unseen} not assessable and not counted")
    if not total:
        return f"{'; '.join(parts)}."
    return (
        f"{'; '.join(parts)}. A must counts 3, one of no stated level 2, a nice-to-have 1; "
        f"in part counts half: {reached:g} of {total}."
    )
