"""Employment types, however they are written: "Vollzeit", "Regular Full Time (Salary)"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.words import whole_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

PERMANENT = "permanent"
"""Said of a contract without an end. Whole days are the rule, so alone it means full time."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def employment_types(text: str, *, whole: bool = True) -> list[str]:
    """Read the employment types that a short value names, in its order.

    Args:
        text: Such as the value of "Job type".
        whole: The text must consist of employment words; False finds them inside other words too.

    Returns:
        EmploymentType values; empty when the text says nothing of the kind.
    """
    found = _terms(_CAMEL.sub(" ", text) if " " not in text else text, whole=whole)
    types = [term for term in dict.fromkeys(found) if term != PERMANENT]
    if not types and PERMANENT in found:
        return ["FULL_TIME"]
    if "OTHER" in types and len(types) > 1:
        types.remove("OTHER")
    return types


def is_employment(text: str) -> bool:
    """Whether a short text names employment types and nothing else."""
    return len(text) <= 60 and bool(_terms(text, whole=True))


def _terms(text: str, *, whole: bool) -> list[str]:
    table = words().employment
    label = fold_label(text.replace("_", " "))
    if label in table:
        return [table[label]]
    pieces = [fold_label(piece) for piece in _separators().split(fold(text.replace("_", " ")))]
    if pieces and all(piece in table for piece in pieces if piece):
        return [table[piece] for piece in pieces if piece]
    folded = fold(text.replace("_", " "))
    if "voll" in folded and re.search(r"voll-?\s?(?:oder|und|/|&)\s?teilzeit", folded):
        return ["FULL_TIME", "PART_TIME"]
    found = [table[match[0]] for match in _pattern().finditer(folded)]
    if whole and found:
        fillers = words().lists["employment.fillers"]
        rest = re.sub(r"[^\w%\s-]", " ", _pattern().sub(" ", folded)).split()
        if any(word not in fillers and not re.fullmatch(r"[\d%-]+", word) for word in rest):
            return []
    return found


@cache
def _separators() -> re.Pattern[str]:
    joints = "|".join(map(re.escape, words().lists["employment.joints"]))
    return re.compile(rf"[,;/|·•+&]|\s[-–—]\s|\s(?:{joints})\s")


@cache
def _pattern() -> re.Pattern[str]:
    return whole_words(words().employment)


def schema_employment_types(values: Iterable[object]) -> list[str]:
    """Read schema.org `employmentType`: any spelling, any language, one or several."""
    types: list[str] = []
    for value in values:
        if isinstance(value, str):
            text = value.rsplit("/", 1)[-1] if value.startswith("http") else value
            types += employment_types(text[:120], whole=False)
            if fold(text) == "other":
                types.append("OTHER")
    types = list(dict.fromkeys(types))
    return [t for t in types if t != "OTHER"] or types
