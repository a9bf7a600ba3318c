"""Employment types, however they are written: "Vollzeit", "Regular Full Time (Salary)"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.extraction.phrases import Found

PERMANENT = "permanent"
"""Said of a contract without an end. Whole days are the rule, so alone it means full time."""

_JOINT = regex(r"[\s:]*(?:of|de|van|for)?\s*")
"""Between a contract and what kind of one it is."""

_TAX_NUMBER = regex(r"[\s:.n°ºr]{0,6}[a-z]{0,2}\d{6,}")
"""Behind "P.IVA" or "IČ": what a firm is registered as, no contract."""

_CAMEL = regex(r"(?<=[a-z])(?=[A-Z])")
_PROSE = ("FULL_TIME", "PART_TIME", "TEMPORARY", "CONTRACTOR", "INTERN", PERMANENT)


def employment_types(text: str, *, whole: bool = True) -> list[str]:
    """Read the employment types that a short value names, in its order.

    Args:
        text: Such as the value of "Job type".
        whole: The text must consist of employment words; False finds them inside other words too.

    Returns:
        EmploymentType values; empty when the text says nothing of the kind.
    """
    return types_of_terms(employment_terms(text, whole=whole))


def employment_terms(text: str, *, whole: bool = True) -> list[str]:
    """What `employment_types` reads, with PERMANENT as it stands: other lines may say more."""
    return list(_terms(_CAMEL.sub(" ", text) if " " not in text else text, whole=whole))


def types_of_terms(found: Iterable[str]) -> list[str]:
    """Turn terms into EmploymentType values."""
    found = list(found)
    types = [term for term in dict.fromkeys(found) if term != PERMANENT]
    if not types and PERMANENT in found:
        return ["FULL_TIME"]
    if "OTHER" in types and len(types) > 1:
        types.remove("OTHER")
    return types


def is_employment(text: str) -> bool:
    """Whether a short text names employment types and nothing else."""
    return len(text) <= 60 and bool(_terms(text, whole=True))


def terms_in_prose(text: str) -> list[str]:
    """Read the terms of a sentence such as "wir suchen in Vollzeit, befristet bis ..."."""
    folded = without_pay_basis(fold(text))
    if _voll_oder_teilzeit(folded):
        return ["FULL_TIME", "PART_TIME"]
    if not _in_prose().are_in(folded):
        return []
    phrases = words().phrases
    found = (
        (kind, phrases[f"employment.{kind.lower()}_phrases"].all_in(folded)) for kind in _PROSE
    )
    kinds = list[str]()
    for kind, told in found:
        ends = [term.end for term in told if not _is_of_tax(folded, term.end)]
        kinds += [kind] if ends else []
        kinds += [further for end in ends for further in _joined_to(folded[end:])]
    return list(dict.fromkeys(kinds))


def _joined_to(rest: str) -> list[str]:
    """What a term is joined with: "part-time" behind "in full-time" in "or part-time"."""
    joint = _alternative().match(rest)
    term = _known().at_start(rest[joint.end() :]) if joint else None
    kind = words().employment[term.phrase] if term else None
    return [kind] if kind in ("FULL_TIME", "PART_TIME") else []


@cache
def _alternative() -> re.Pattern[str]:
    joints = "|".join(map(re.escape, words().lists["employment.joints"]))
    return re.compile(rf"\s?/\s?|\s(?:{joints})\s(?:in\s|as\s)?")


def _is_of_tax(folded: str, end: int) -> bool:
    return _TAX_NUMBER.match(folded, end) is not None


@cache
def _in_prose() -> Phrases:
    lists = words().lists
    return Phrases(p for kind in _PROSE for p in lists[f"employment.{kind.lower()}_phrases"])


def _voll_oder_teilzeit(folded: str) -> bool:
    return "voll" in folded and bool(
        re.search(r"(?:voll|teil)-?\s?(?:oder|und|/|&|bzw\.?)\s?(?:in\s)?(?:teil|voll)zeit", folded)
    )


@remembered(4096)
def _terms(text: str, *, whole: bool) -> tuple[str, ...]:
    table = words().employment
    folded = fold(text.replace("_", " "))
    if not _known().are_in(folded):
        return ()
    folded = without_pay_basis(folded)
    terms = _known().all_in(folded)
    if len(terms) > 1:
        terms = [term for term in terms if not _is_head_noun(term, terms, folded)]
    if terms and has_digit(folded):
        terms = [term for term in terms if not _is_of_tax(folded, term.end)]
    found = tuple(table[term.phrase] for term in terms)
    if not found:
        return ()
    label = fold_label(folded)
    if label in table:
        return (table[label],)
    pieces = [fold_label(piece) for piece in _separators().split(folded)]
    if all(piece in table for piece in pieces if piece):
        return tuple(table[piece] for piece in pieces if piece)
    if _voll_oder_teilzeit(folded):
        return ("FULL_TIME", "PART_TIME")
    if whole:
        fillers = words().lists["employment.fillers"]
        rest = re.sub(r"[^\w%\s-]", " ", _known().without(folded)).split()
        if any(word not in fillers and not re.fullmatch(r"[\d%-]+", word) for word in rest):
            return ()
    return found


def without_pay_basis(folded: str) -> str:
    """A folded text without what a sum is counted by: "2,600 based on full-time"."""
    bases = words().phrases["employment.pay_basis"]
    if not bases.are_in(folded):
        return folded
    for basis in reversed(bases.all_in(folded)):
        rest = folded[basis.end :]
        term = _known().at_start(rest.lstrip())
        end = len(folded) - len(rest.lstrip()) + term.end if term else basis.end
        folded = f"{folded[: basis.start]} {folded[end:]}"
    return folded


def _is_head_noun(term: Found, terms: Sequence[Found], folded: str) -> bool:
    """Whether "contract" is only what the next word describes: "Contract: temporary"."""
    if term.phrase not in words().lists["employment.contract"]:
        return False
    return any(
        other is not term
        and _JOINT.fullmatch(folded[min(term.end, other.end) : max(term.start, other.start)])
        for other in terms
    )


@cache
def _separators() -> re.Pattern[str]:
    joints = "|".join(map(re.escape, words().lists["employment.joints"]))
    return re.compile(rf"[,;/|·•+&／、]|\s[-–—]\s|\s(?:{joints})\s")


@cache
def _known() -> Phrases:
    return Phrases(words().employment)


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
