"""A text that may be the title of a posting, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.company_names import (
    is_employer,
    named_after_careers,
    opens_with_article,
)
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import words

HEAD_SEPARATOR = regex(
    r"(?=[\s|»•·｜／])"
    r"(?:\s+[|–—-]\s+|\s*(?:[|»•｜／]|·(?!(?<=\w·)[a-zà-ÿ]{1,5}(?!\w)))\s*|\s+::?\s+)"
)
"""What parts a page's title; not the dot of "Assistant·e"."""

_MANY_WORDS = 14
_LONGEST_ARTICLE = 3
_LABEL = 30


@dataclass(slots=True)
class Candidate:
    """A text that may be the title; `score` grows with every source that agrees.

    `doubted` is the score without what speaks against it, once somebody asked.
    """

    text: str
    score: float
    sources: set[str] = field(default_factory=set[str])
    doubted: float | None = None


def doubted(candidate: Candidate) -> float:
    """The score of a candidate without what speaks against it."""
    if candidate.doubted is not None:
        return candidate.doubted
    text, score = fold(candidate.text), candidate.score
    if looks_like_place(candidate.text):
        score -= 4.0
    if is_employer(candidate.text) or _is_called_as_houses(candidate.text):
        score -= 3.0
    if named_after_careers(candidate.text) and not has_job_noun(candidate.text):
        score -= 3.0  # "Careers at Acme"
    if len(text.split()) > _MANY_WORDS:
        score -= 1.5
    if candidate.sources == {"line"} and _is_definite(text):
        score -= 1.5
    label, colon, _ = candidate.text[:_LABEL].partition(": ")
    if candidate.sources == {"line"} and colon and not has_job_noun(label):
        score -= 1.5  # "Pension: paid by the employer"
    if text.endswith((".", "!", "?")) and not candidate.text.isupper():
        score -= 2.0
    parts = HEAD_SEPARATOR.split(candidate.text)
    if candidate.sources == {"head"} and any(_speaks_of_owner(fold(part)) for part in parts):
        score -= 3.0  # "Your dentist in Fulda"
    if len(parts) > 1 and any(
        fold_label(part) in words().lists["page.not_title"] for part in parts
    ):
        score -= 2.0
    starts = words().phrases["page.not_title"].all_at_start(text)
    if any(start.end > 5 and text[start.end : start.end + 1] == " " for start in starts):
        score -= 2.0
    candidate.doubted = score
    return score


def _speaks_of_owner(text: str) -> bool:
    """Whether a folded text begins with whose somebody is: "Your dentist", "Unser Team"."""
    first = text.partition(" ")[0]
    return any(first in words().lists[name] for name in ("title.ours", "title.yours"))


def _is_called_as_houses(text: str) -> bool:
    """Whether a text is a house's name and no job: "Le Relais des Tanneurs", "RSA Villa Serena"."""
    short, _, rest = text.partition(" ")
    is_house = opens_with_article(text) or (short.isupper() and is_employer(rest))
    return is_house and not has_job_noun(text)


def _is_definite(text: str) -> bool:
    """Whether a line begins as those do that tell who signs: "Der Oberbürgermeister"."""
    article = words().phrases["company.articles"].at_start(text)
    return article is not None and article.end <= _LONGEST_ARTICLE
