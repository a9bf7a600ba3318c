"""The job in a sentence that seeks somebody, in a heading or in prose."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import is_employer
from orchestrator.tasks.extraction.rules.employment import employment_types
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.words import is_generic, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block

_MOST_PROSE = 12
_MOST_SOUGHT = 5
_NEXT_WORD = regex(r"\s+(?=\S)")
_POSITION = regex(r"(?:[^.,;:\n()|]|\([^()\s]{1,8}\)|(?<=\b[a-z]{2})\.){3,140}")
_SEEKING_END = regex(r":?\s+(?=\S)")
_LONGEST_LINE = 120
_FARTHEST = 70
_OURS = ("title.ours", "location.possessives")
_WORD = regex(r"[^\W\d_]+")
SENTENCE_END = regex(r"(?<=[\w)]{4})[.!]\s+(?=\S)")
_JOB = regex(r"(?:[^.,;:()\n]|(?<=\b\w{3})\.(?=\s[A-Z]\b)|(?<=\w)\([^()\s]{1,5}\)){3,80}")
_BARE_JOB = regex(r"(?:[^.,;:\n]|(?<=\b\w{3})\.(?=\s[A-Z]\b)){3,80}")
_MARK = regex(r"\s\([a-zäöüx]/[a-zäöüx](?:/[a-zäöüx])?\)", re.IGNORECASE)
_QUOTED = regex(r"[“„«\"]\s?([^“”„«»\"]{3,80}?)\s?[”“»\"]")
_UNSPACED = regex(
    r"(?:^|[、。：:はでが])([^、。：:はでがを\s]{2,24})を(?:若干名|[\d一二三四五]名(?:程度)?)?(?:新たに)?募集"
)
_ASIDE, _DASH = regex(r"\s\("), regex(r"\s[-–]\s")
_SHORTEST_JOB, _LONGEST_END, _LONGEST_MARK = 3, 24, 12
_COUNT_ASIDE = regex(r"\s*\([^()]*\d[^()]*\)$")
_CLAUSE = regex(r"[;:!?\n]|(?<!\d)\.\s")


def title_in_prose(blocks: Sequence[Block]) -> str | None:
    """A posting of one sentence: "We are looking for a Python developer in Berlin"."""
    return _sought_in_prose(blocks) or _position_in_prose(blocks) or _sought_unspaced(blocks)


def _sought_unspaced(blocks: Sequence[Block]) -> str | None:
    """The job in "当院では、看護師を2名募集しています"."""
    for block in blocks[:_MOST_PROSE]:
        for match in _UNSPACED.finditer(block.text[:600]) if "募集" in block.text else ():
            if has_job_noun(match[1]):
                return match[1]
    return None


def _sought_in_prose(blocks: Sequence[Block]) -> str | None:
    for block in blocks[:_MOST_PROSE]:
        text = block.text[:600]
        if not words().written["title.sought"].are_in(lowered(text)):
            continue
        wanted = _before_wanted(text)
        if wanted:
            return wanted
        direct = _direct(text)
        if direct and has_job_noun(direct):
            return direct.strip()
        further = _sought_further_on(text)
        if further:
            return further
        bare = _bare(text)
        if bare and (has_job_noun(bare) or _holds_object(bare)):
            return bare.strip()
    return None


def _before_wanted(text: str) -> str | None:
    """The job in "Cafe assistant wanted, Whitby. 25 hours a week."."""
    for wanted in words().written["title.sought_after"].all_in(lowered(text[:_LONGEST_LINE])):
        before, after = text[: wanted.start].rstrip(), text[wanted.end : wanted.end + 1]
        is_short = len(before.split()) <= _MOST_SOUGHT and len(before) < wanted.start
        if is_short and after in (",", ".", "!", ":") and has_job_noun(before):
            return before
    return None


def _holds_object(text: str) -> bool:
    """Whether a word is an occupation as the one sought: "kuchaře" for "kuchař"."""
    for word in _WORD.findall(lowered(text))[:_MOST_SOUGHT]:
        for ending, other in _objects():
            if word.endswith(ending) and len(word) > len(ending) + 3:
                noun = word.removesuffix(ending) + other
                if has_job_noun(noun):
                    return True
    return False


@cache
def _objects() -> tuple[tuple[str, str], ...]:
    """Endings of the one sought, and of who does it: "u:a" for "baristu"."""
    pairs = (rule.partition(":") for rule in sorted(words().spelled["title.objects"]))
    return tuple((ending, other) for ending, _, other in pairs)


def _sought_further_on(text: str) -> str | None:
    """The job in "sucht zum 1. April für ihren Standort Brake einen Disponenten (m/w/d)"."""
    lower = lowered(text)
    articles = words().written["title.articles"].all_in(lower)
    for verb in words().written["title.sought"].all_in(lower) if articles else ():
        for index, article in enumerate(articles):
            between = text[verb.end : article.start]
            is_apart = len(between) > _FARTHEST or _CLAUSE.search(between)
            if article.start < verb.end or is_apart or has_job_noun(between):
                continue
            job, end = _up_to_end(text, article.end) or ("", 0)
            inner = next((a for a in articles[index + 1 :] if a.end < end), None)
            if inner and not has_job_noun(text[article.end : inner.start]):
                continue
            if has_job_noun(job):
                return job.strip()
    return None


def _position_in_prose(blocks: Sequence[Block]) -> str | None:
    """The job behind "for the position of", within its sentence or on the line below."""
    for index, block in enumerate(blocks[:_MOST_PROSE]):
        text = block.text[:600]
        for named in words().written["title.position_of"].all_in(lowered(text)):
            rest = text[named.end :].lstrip(" :„“\"'»«")
            if not rest and index + 1 < len(blocks):
                rest = blocks[index + 1].text[:_LONGEST_LINE]
            start = end_of_article(rest)
            match = _POSITION.match(rest, start)
            name = without_whereabouts(match[0].strip()) if match else ""
            if has_job_noun(name) and len(name) > 2 and not section_of(name):
                return name
    return None


def sought_in(text: str) -> str | None:
    """The job in a title that is a sentence: "Baker" of "We are looking for a baker in Leeds!"."""
    start = _end_of_seeking(text)
    if not start:
        return _sought_by_subject(text) or _announced(text)
    rest = text[start:]
    sentence = SENTENCE_END.search(rest)
    text, start = rest[: sentence.start()] if sentence else rest, 0
    rest = without_whereabouts(text[start:].lstrip("!: ").rstrip("!?. "))
    if has_job_noun(rest) or _holds_object(rest):
        return rest
    folded = fold_label(rest)
    known = words().lists["title.not_sought"]
    is_short = len(rest) > 2 and len(rest.split()) <= _MOST_SOUGHT
    is_other = folded in known or folded.partition(" ")[0] in known or is_generic(rest)
    return rest if is_short and not is_other and rest[:1].isupper() else None


def _announced(text: str) -> str | None:
    """The job of a heading that announces it: "Baker" of "Notice of a vacancy: post of Baker"."""
    named_in = words().written["title.position_of"].all_in(lowered(text))
    quoted = _QUOTED.search(text)
    is_asked = bool(named_in or quoted)
    opening = words().written["page.announcement"].at_start(lowered(text)) if is_asked else None
    is_named = quoted is not None and has_job_noun(quoted[1])
    if opening and quoted and is_named and not has_job_noun(text[: quoted.start()]):
        return quoted[1]  # "Public notice for a “Nursery nurse” for our house"
    for named in named_in:
        before, job = text[: named.start], text[named.end :].lstrip(" :„“\"'»«")
        is_apart = before[-1:] in ("", " ") and bool(job) and not text[named.end].isalnum()
        if (opening or not before) and is_apart and has_job_noun(job) and not has_job_noun(before):
            return without_whereabouts(job)
    return None


def _sought_by_subject(text: str) -> str | None:
    """The job in a line that tells who seeks: "Acme recherche son comptable à Lyon"."""
    verb = words().written["title.sought"].first_in(lowered(text))
    if verb is None or not verb.start or not text[verb.start : verb.end].islower():
        return None
    start = verb.end + (text[verb.end : verb.end + 1] == ":")
    job = _behind_article(text, start) or _sought_further_on(text)
    if job is None and is_employer(text[: verb.start].strip()):
        job = without_whereabouts(text[start:].strip())  # "Clinic Rosa seeks bakers in Leeds"
    if job is None or has_job_noun(text[: verb.start]) or not has_job_noun(job):
        return None
    return job.strip()


def without_whereabouts(text: str) -> str:
    """A job that is sought, without "in Leeds", "for our team", "at Acme" behind it."""
    clauses = words().written["title.clauses"].all_in(lowered(text))
    for clause in clauses[:1]:
        before = _COUNT_ASIDE.sub("", text[: clause.start].rstrip(" ,"))
        text = before if has_job_noun(before) else text
    head, comma, rest = text.partition(", ")
    if comma and has_job_noun(head):
        pieces = rest.split(", ")
        if all(looks_like_place(p) or employment_types(p, whole=False) for p in pieces[:1]):
            text = head
    lower = lowered(text)
    for end in words().written["title.ends"].all_in(lower):
        before, tail = text[: end.start].rstrip(), text[end.end :].strip(" .!)")
        if not before or before.endswith("(") or len(before) == end.start:
            continue
        ours = any(words().written[key].at_start(lowered(tail)) for key in _OURS)
        at = words().written["page.at"].at_end(lower[: end.end])
        is_terms = bool(employment_types(tail, whole=False)) and not _MARK.search(tail)
        article = words().written["company.articles"].at_start(lowered(tail))
        name = tail[article.end :].lstrip() if article else tail
        is_name = name[:1].isupper() and (at is not None or is_employer(name))
        if is_terms or looks_like_place(tail) or ours or is_name:
            text = before
            break
    trailing = words().written["title.ends"].at_end(lowered(text))
    return text[: trailing.start].rstrip() or text if trailing else text


def _end_of_seeking(text: str) -> int:
    """Where a title that is a sentence goes on after "We are looking for a"; 0 for others."""
    seeking = words().written["title.seeking"].at_start(lowered(text))
    match = _SEEKING_END.match(text, seeking.end) if seeking else None
    if match is None:
        return 0
    start = match.end()
    while ripe := words().written["title.ripe"].at_start(lowered(text[start:])):
        further = _NEXT_WORD.match(text, start + ripe.end)
        if further is None:
            break
        start = further.end()
    return start + end_of_article(text[start:])


def end_of_article(text: str) -> int:
    """Where the first word after an article begins; 0 without one."""
    article = words().written["title.articles"].at_start(lowered(text))
    match = _NEXT_WORD.match(text, article.end) if article else None
    return match.end() if match else 0


def _direct(text: str) -> str | None:
    """The job in "sucht eine Köchin": a verb, an article, and up to where the job ends."""
    for verb in words().written["title.sought"].all_in(lowered(text)):
        job = _behind_article(text, verb.end + (text[verb.end : verb.end + 1] == ":"))
        if job:
            return job
    return None


def _behind_article(text: str, start: int) -> str | None:
    begin = _behind_blanks(text, start)
    for article in words().written["title.articles"].all_at_start(lowered(text[begin:])):
        first = _behind_blanks(text, begin + article.end)
        if start < begin and begin + article.end < first:
            end = _end_of_job(text, first, _JOB, ends=".,;:\n", aside=True)
            if end:
                return text[first:end]
    return None


def _bare(text: str) -> str | None:
    """The job in "sucht Köche in Vollzeit", without an article."""
    lower = lowered(text)
    for verb in words().written["title.sought"].all_in(lower):
        start = verb.end + (text[verb.end : verb.end + 1] == ":")
        first = _behind_blanks(text, start)
        while first > start and (ripe := words().written["title.ripe"].at_start(lower[first:])):
            start, first = first + ripe.end, _behind_blanks(text, first + ripe.end)
        end = _end_of_job(text, first, _BARE_JOB, ends=".,;:\n", dash=True) if first > start else 0
        if end:
            return text[first:end]
    return None


def _up_to_end(text: str, start: int) -> tuple[str, int] | None:
    """The job behind an article, with its "(m/w/d)", and where it ends."""
    first = _behind_blanks(text, start)
    end = _end_of_job(text, first, _JOB, ends=".,;:!\n", aside=True) if first > start else 0
    if not end:
        return None
    mark = _MARK.match(text, end)
    end = mark.end() if mark else end
    return text[first:end], end


def _behind_blanks(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip())


def _end_of_job(
    text: str,
    start: int,
    job: re.Pattern[str],
    *,
    ends: str,
    aside: bool = False,
    dash: bool = False,
) -> int:
    """Where a job ends that begins somewhere: before a mark, or "in", "for" and their like; 0."""
    match = job.match(text, start)
    if match is None:
        return 0
    least, most = start + _SHORTEST_JOB, match.end()
    lower, known = lowered(text[: most + _LONGEST_END]), words().written["title.ends"]
    stops = [
        len(text[: found.start].rstrip())
        for found in known.all_in(lower)
        if lower[found.start - 1 : found.start].isspace() and _is_apart(lower[found.start :])
    ]
    if most == len(text) or text[most] in ends:
        stops.append(most)
    if aside:
        mark = _MARK.search(text, least, most + _LONGEST_MARK)
        first = min((at for at in stops if least <= at <= most), default=0)
        is_behind = mark is not None and mark.start() <= most + 1
        if mark and is_behind and first and _tells_of_job(text[first : mark.start()]):
            stops = [mark.start()]  # "a fitter for heat pumps (m/f/d)"
        stops += [at.start() for at in _ASIDE.finditer(text, least, most + 2)]
    if dash:
        stops += [at.start() for at in _DASH.finditer(text, least, most + 3)]
    return min((at for at in stops if least <= at <= most), default=0)


def _tells_of_job(tail: str) -> bool:
    """Whether "for heat pumps" is the job's own, as "for our team", "in Leeds" are not."""
    end = words().written["title.ends"].at_start(lowered(tail.lstrip()))
    rest = tail.lstrip()[end.end :].strip() if end else ""
    ours = any(words().written[key].at_start(lowered(rest)) for key in _OURS)
    is_short = 0 < len(rest.split()) <= _MOST_SOUGHT
    return is_short and not (ours or looks_like_place(rest) or is_employer(rest))


def _is_apart(lower: str) -> bool:
    """Whether a text begins with "in", "for" or their like, and goes on behind a blank."""
    found = words().written["title.ends"].all_at_start(lower)
    return any(lower[end.end : end.end + 1].isspace() for end in found)
