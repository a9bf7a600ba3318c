"""A first line that names the job and its employer at once, as mails and pasted texts have it.

"Sous Chef - The Salted Fig, Bristol", "Accountant, Larkspur Foods Ltd, Leeds. Permanent.".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.company_names import (
    is_employer,
    may_be_name,
    opens_with_article,
)
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.workplace import is_workplace

_SEPARATOR = regex(r"\s+[|–—-]\s+|\s*(?:[|»•｜]|·(?!(?<=\w·)[a-zà-ÿ]{1,5}(?!\w)))\s*|,\s+|\s+@\s+")
_SENTENCE_END = regex(r"(?<=\w{4})\.(?:\s|$)|(?<=\b(?:ltd|inc|llc|plc)\b)\.(?:\s|$)", re.IGNORECASE)
_LONGEST = 160
_MOST_PIECES = 6
_FEWEST_PIPED = 3


class Headline(NamedTuple):
    """What one line says of a job.

    Attributes:
        company: Named like an employer, or with an article as only names have it.
        place: None when the line ends with the company.
    """

    title: str
    company: str
    place: str | None


@remembered(256)
def headline_of(line: str) -> Headline | None:
    """Take a line apart; None unless it surely names an employer after an occupation."""
    sentence = _SENTENCE_END.split(line[: 2 * _LONGEST], maxsplit=1)[0].strip()
    piped = _of_pipes(line)
    if piped is not None:
        return piped
    if len(sentence) > _LONGEST:
        return None
    cuts = list(_SEPARATOR.finditer(sentence))[:_MOST_PIECES]
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(sentence)]
    for first in range(1, len(starts)):
        title = sentence[: ends[first - 1]]
        is_job = has_job_noun(title)
        is_at = "@" in sentence[ends[first - 1] : starts[first]]
        for last in range(len(starts) - 1, first - 1, -1):
            company = sentence[starts[first] : ends[last]]
            place = sentence[starts[last + 1] :] if last + 1 < len(starts) else None
            # With the place behind it too, a line says what it is without a known occupation.
            if not (is_job or (place and is_employer(company) and may_be_name(title))):
                continue
            if _is_named(company, surely=is_at) and not (place and not looks_like_place(place)):
                return Headline(title, company, place)
    return None


def _of_pipes(line: str) -> Headline | None:
    """The first line of a post on a board: "Quillworks | Rust Engineer | Remote | $150k"."""
    pieces = [piece.strip() for piece in line[: 2 * _LONGEST].split("|")]
    if len(pieces) < _FEWEST_PIPED:
        return None
    company, *rest = pieces
    titles = [piece for piece in rest if has_job_noun(piece) and len(piece) <= _LONGEST]
    places = [piece for piece in rest if looks_like_place(piece)]
    has_terms = bool(places) or any(is_workplace(x) or is_employment(x) for x in rest)
    is_name = may_be_name(company, surely=True) and not has_job_noun(company)
    if not (titles and has_terms and is_name) or is_workplace(company) or looks_like_place(company):
        return None
    return Headline(titles[0], company, next(iter(places), None))


def title_of(line: str) -> str:
    """The job's part of a line that names the employer too; other lines as they are."""
    found = headline_of(line)
    return found.title if found else line


def without_employer(text: str) -> str:
    """The place behind an employer: "Kassel" of "Klinikum Sonnental gGmbH, Kassel"."""
    head, comma, rest = text.partition(", ")
    if not comma or not looks_like_place(rest):
        return text
    return rest if is_employer(head) and not looks_like_place(head) else text


def _is_named(text: str, *, surely: bool) -> bool:
    if looks_like_place(text) or not may_be_name(text, surely=True):
        return False
    return surely or is_employer(text) or (opens_with_article(text) and not has_job_noun(text))
