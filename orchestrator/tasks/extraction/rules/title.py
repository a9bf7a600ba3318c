"""The title of a posting, out of headings, `<title>`, `og:title` and labels that disagree."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import (
    is_employer,
    may_be_name,
)
from orchestrator.tasks.extraction.rules.company_phrases import name_after_at
from orchestrator.tasks.extraction.rules.employers import employers_in_text
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.headline import title_of
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.rules.title_cleaning import cleaned, is_sought
from orchestrator.tasks.extraction.rules.title_doubts import (
    HEAD_SEPARATOR,
    Candidate,
    doubted,
)
from orchestrator.tasks.extraction.rules.titles_sought import (
    title_in_prose,
)
from orchestrator.tasks.extraction.rules.work_hours import hours_alone
from orchestrator.tasks.extraction.rules.workplace import is_workplace
from orchestrator.tasks.extraction.words import is_generic, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_TEMPLATE = regex(r"\{\{|\{\$|\$\}|\}\}")
_EMOJI_CODE = regex(r":\w+:$")
_POINT = regex(r"[-–—*•]\s?(?=[^\W\d_])")
"""Before a line of a list that is none to look at: "-Recruits the team"."""

_CRUMB = regex(r"\s[>›»]\s")
_LETTER = regex(r"[^\W\d_]")
_PHONE = regex(r"\d[\d\s()/.-]{7,}\d(?!\s?(?:€|\$|£))")
_MAILBOX = regex(r"\S@\S")
_HOST = regex(r"[\w-]+\.(?:com|org|net|eu|[a-z]{2})", re.IGNORECASE)
_LONGEST = 180
_TOP = 5
_SHORT_LEAD = 5
_LONGEST_LINE = 120
_ENOUGH = 2.5
_UNSURE = frozenset({"line", "h2", "h3", "h4", "h5", "h6"})


def find_title(
    blocks: Sequence[Block],
    *,
    head_titles: Sequence[str],
    pairs: Sequence[Pair],
    company: str | None = None,
) -> str | None:
    """Choose the title.

    Args:
        blocks: Of the page's subject.
        head_titles: `<title>`, `og:title` and the like, as they stand.
        pairs: Labelled values.
        company: Known already from structured data: is never the title.
    """
    candidates: dict[str, Candidate] = {}
    names = _names_of_others(blocks, head_titles, pairs, company)

    def add(text: str, score: float, source: str) -> None:
        if source == "line" and (_opens_a_list(text) or _POINT.match(text)):
            return
        text = cleaned(text)
        if not _possible(text) or fold(text) in names:
            return
        known = candidates.setdefault(fold_label(text), Candidate(text, 0))
        known.score += score if source not in known.sources else score * 0.1
        known.sources.add(source)

    for text, score, source in _of_blocks(blocks):
        add(text, score, source)
    for pair in pairs:
        if pair.field == "title" and len(pair.value) < _LONGEST:
            add(pair.value, 6.5 if "title" in fold(pair.label) else 3.0, "label")
    for title in head_titles:
        for text, score in _of_head(title):
            add(text, score, "head")
    if not candidates:
        return title_in_prose(blocks)
    _confirm(candidates, head_titles, [block.text for block in blocks[:40]])
    best, score = _best_of(list(candidates.values()))
    if score < _ENOUGH:
        return title_in_prose(blocks)
    if best.sources <= _UNSURE and not has_job_noun(best.text):
        sought = title_in_prose(blocks)  # a sentence tells more than a line that names no job
        if sought:
            return sought
    return _without_employer(_without_category(best, candidates.values()), blocks)


def _names_of_others(
    blocks: Sequence[Block], head_titles: Sequence[str], pairs: Sequence[Pair], company: str | None
) -> set[str]:
    """The folded names that are never the title: the employer's and the site's.

    The site's is the heading above that of its page for jobs, where `<title>` has both: "Acme -
    Vacancies" over "Acme" and, further down, "Vacancies".
    """
    names = {fold(company)} if company else set[str]()
    labelled = (pair.value for pair in pairs if pair.field == "company")
    names |= {fold(value) for value in labelled if not has_job_noun(value)}
    headings = [fold_label(block.text) for block in blocks[:120] if block.kind == "heading"]
    for head in head_titles:
        site, colon, _ = head[:400].partition(": ")
        if colon and fold_label(site) in headings[:2] and not has_job_noun(site):
            names.add(fold(site))  # "Jobs around the pond: Baker", as blogs call their pages
        parts = [part for part in HEAD_SEPARATOR.split(head[:400]) if part.strip()]
        generic = [part for part in parts if is_generic(part)]
        name = next((part for part in parts if part not in generic), "")
        keys = [fold_label(name), *(fold_label(part) for part in generic[:1])]
        if len(generic) != len(parts) - 1 or has_job_noun(name) or not set(keys) <= {*headings}:
            continue
        if headings.index(keys[0]) < headings.index(keys[-1]):
            names.add(fold(name))
    return names


def _without_category(best: Candidate, others: Iterable[Candidate]) -> str:
    """A title without the category beside it, where the page's own title leaves it out."""
    departments = words().lists["company.departments"]
    for other in others if "head" not in best.sources else ():
        rest = best.text.removeprefix(other.text)
        is_shorter = rest != best.text and rest[:1] == " " and "head" in other.sources
        if is_shorter and fold_label(rest) in departments and has_job_noun(other.text):
            return other.text
    return best.text


def _is_slogan(text: str) -> bool:
    """Whether a heading without a job speaks to its reader: "Working with the sea at your feet"."""
    folded = fold_label(text)
    common = sum(any(w in known for known in words().stopwords.values()) for w in folded.split())
    count = len(folded.split())
    return count > _SHORT_LEAD - 2 and (3 * common >= count or text.rstrip().endswith(("!", "?")))


def _best_of(candidates: Sequence[Candidate]) -> tuple[Candidate, float]:
    """The candidate that most speaks for, and how much.

    What speaks against one takes long to find: only those that may win are asked.
    """
    ranked = sorted(candidates, key=lambda one: -one.score)
    named = {one.text for one in ranked if has_job_noun(one.text)}
    is_named = any(
        one.score >= _ENOUGH and doubted(one) >= _ENOUGH for one in ranked if one.text in named
    )

    def less(one: Candidate) -> float:
        if not is_named or one.text in named:
            return 0.0
        return 3.0 if "h1" in one.sources and _is_slogan(one.text) else 2.0

    most = -math.inf
    for one in ranked:
        if one.score - less(one) >= most:
            most = max(most, doubted(one) - less(one))
    may_win = (one for one in candidates if one.score - less(one) >= most)
    return next(one for one in may_win if doubted(one) - less(one) == most), most


def _opens_a_list(line: str) -> bool:
    """Whether a line is a sentence that a list ends: "As our baker you will:"."""
    line = line.rstrip()
    if not line.endswith((":", "：")) or _EMOJI_CODE.search(line):
        return False
    count = len(line.split())
    return count > _SHORT_LEAD or (count > _SHORT_LEAD // 2 and not has_job_noun(line))


def _without_employer(title: str, blocks: Sequence[Block]) -> str:
    """A title without the company behind it: "Baker" of "Baker - Acme", where the page tells so."""
    name = name_after_at(title)
    if name and name in title:
        before, _, at = title[: title.rindex(name)].rstrip().rpartition(" ")
        tells = bool(at) and words().phrases["page.at"].at_end(fold(at)) is not None
        is_name = may_be_name(name, surely=True) and not has_job_noun(name)
        if tells and has_job_noun(before) and is_name:
            return before.rstrip(" ,|–—-")
    last = next(reversed(list(HEAD_SEPARATOR.finditer(title))), None)
    if last is None or not has_job_noun(title[: last.start()]):
        return title
    tail = title[last.end() :]
    if has_job_noun(tail) or looks_like_place(tail):
        return title
    shorts = (fold(block.text) for block in blocks if len(block.text) < _LONGEST)
    abouts = tuple(f"{term} {fold(tail)}" for term in words().lists["company.about"])
    is_named = is_employer(tail) or any(short.startswith(abouts) for short in shorts)
    is_named = is_named or any(fold(name) == fold(tail) for name, _ in employers_in_text(blocks))
    return title[: last.start()].strip() if is_named else title


def _of_blocks(blocks: Sequence[Block]) -> list[tuple[str, float, str]]:
    found: list[tuple[str, float, str]] = []
    first_text = True
    seen_heading = False
    for index, block in enumerate(blocks[:120]):
        if index and words().phrases["page.regards"].at_start(fold(block.text[:400])):
            break  # Below it stands who writes, and what that one is
        early = max(0.0, 1.0 - index / 40)
        if block.kind == "heading":
            by_level = {1: 5.0, 2: 3.0, 3: 1.5}.get(block.level, 0.5)
            penalty = 1.0 if seen_heading and block.level > 1 else 0.0
            penalty -= 2.0 if block.level > 1 and is_sought(block.text) else 0.0
            found.append((block.text, by_level + early - penalty, f"h{block.level}"))
            seen_heading = True
        elif block.kind in ("text", "row") and index < 30 and _is_short(block.text, index):
            base = 1.5 if first_text else 1.0
            plain = 0.7 if block.strong else -0.7 if block.linked else 0.0
            score = base * early + plain
            line = title_of(block.text) if index < _TOP else block.text
            lines = block.cells or _side_by_side(block) or (_before_terms(line) or line,)
            lines = (last,) if (last := _last_crumb(block.text)) else lines
            score += 1.5 if last else 0.0
            found += [(line, score, "line") for line in lines]
            first_text = False
    return found


def _side_by_side(block: Block) -> tuple[str, ...]:
    """The job alone, where what stands beside it in its line names no job."""
    first, *rest = block.pieces or ("",)
    is_apart = len(rest) == 1 and has_job_noun(first) and not has_job_noun(rest[0])
    return (first,) if is_apart and len(rest[0]) <= _LONGEST_LINE // 2 else ()


def _last_crumb(line: str) -> str | None:
    """The job at the end of the way to a page: "Home > Jobs > Baker"."""
    crumbs = [crumb.strip() for crumb in _CRUMB.split(line)]
    is_way = len(crumbs) > _TOP // 2 and not any(map(has_job_noun, crumbs[:-1]))
    return crumbs[-1] if is_way and has_job_noun(crumbs[-1]) else None


def _before_terms(line: str) -> str | None:
    """The job before the terms of its line: "Baker" of "Baker, permanent, £30,000 a year."."""
    job, comma, rest = line.partition(", ")
    terms = rest.partition(", ")[0]
    if not comma or "(" in job or words().written["title.sought"].are_in(lowered(job)):
        return None
    is_told = has_job_noun(job) and not line.endswith(":")
    return job if is_told and (is_employment(terms) or bool(hours_alone(terms))) else None


def _is_short(text: str, index: int) -> bool:
    return len(title_of(text) if index < _TOP else text) < _LONGEST_LINE


def _of_head(title: str) -> list[tuple[str, float]]:
    title = title[:400]
    found = [(title, 1.0)]
    parts = [part for part in HEAD_SEPARATOR.split(title) if part.strip()]
    if len(parts) > 1:
        found += [(part, 2.0 - 0.4 * min(index, 3)) for index, part in enumerate(parts)]
        for size in range(2, len(parts)):
            # A title may hold a separator itself: "Sales - North | Acme".
            end = _end_of(title, parts[:size])
            found.append((title[:end], 1.5))
    for match in _at().finditer(fold(title)):
        if len(fold(title)) == len(title):
            found.append((title[: match.start()], 2.2))
    return found


def _end_of(title: str, parts: Sequence[str]) -> int:
    end = 0
    for part in parts:
        end = title.find(part, end) + len(part)
    return end


@cache
def _at() -> re.Pattern[str]:
    terms = "|".join(map(re.escape, sorted(words().lists["page.at"], key=len, reverse=True)))
    return re.compile(rf"\s(?:{terms})\s")


def _possible(text: str) -> bool:
    if not 2 < len(text) <= _LONGEST or _TEMPLATE.search(text) or _HOST.fullmatch(text):
        return False
    folded = fold_label(text)
    if not folded or is_generic(text) or label_field(text):
        return False
    if is_employment(text) or is_workplace(text):
        return False
    if section_of(text) and not _is_job_with_topic(text):
        return False
    if ": " in text and section_of(text.partition(": ")[0]):
        return False
    if text[0] == "#" and all(word.startswith("#") for word in text.split()):
        return False
    if has_digit(text) and _PHONE.search(text):
        return False
    if not _LETTER.search(text) or ("@" in text and _MAILBOX.search(text)) or "http" in text:
        return False
    return not text.rstrip().endswith((":", "…", ",", ";"))


def _is_job_with_topic(text: str) -> bool:
    """Whether a job's title holds a word that opens sections: "Benefits Manager"."""
    head, comma, _ = text.partition(", ")
    if comma:
        return has_job_noun(head) and section_of(head) is None
    _, _, rest = text.partition(" ")
    return rest[:1].isupper() and has_job_noun(rest) and section_of(rest) is None


def _confirm(
    candidates: dict[str, Candidate], head_titles: Sequence[str], lines: Sequence[str]
) -> None:
    heads = [fold(title) for title in head_titles]
    shown = {fold_label(line) for line in lines}
    for key, candidate in candidates.items():
        text = fold(candidate.text)
        if "head" not in candidate.sources and len(text) > 5 and any(text in h for h in heads):
            candidate.score += 2.5
        if candidate.sources == {"head"} and key in shown:
            candidate.score += 1.0
        if has_job_noun(candidate.text):
            candidate.score += 2.0
