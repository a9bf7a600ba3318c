"""What a page is: a posting, a listing, a wall, ... Doubt speaks for the posting.

Refusing a real posting costs its reader the whole work; letting a doubtful page pass costs a look
at an almost empty result. So each refusal needs a mark of its own, and a lack of evidence refuses
only what shows none at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from orchestrator.tasks.extraction.closed_notices import says_closed
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.job_links import job_links, singular
from orchestrator.tasks.extraction.main_posting import distinct_postings
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.posting_evidence import (
    ENOUGH_EVIDENCE,
    MUCH_EVIDENCE,
    evidence_of,
    is_about_the_site,
    is_guide,
    is_letter,
    is_resume,
    tells_of_no_job,
    told_sections,
)
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.several_jobs import tells_of_several_jobs
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.rules.labels import Pair
    from orchestrator.tasks.extraction.structured_data import StructuredData
    from orchestrator.tasks.extraction.visible_text import Page

PageKind = Literal[
    "posting", "closed_posting", "listing", "application_form", "script_shell", "login_wall",
    "bot_wall", "removed", "not_a_posting",
]  # fmt: skip

_INVITING = ("page.listing", "page.apply", "page.forms", "company.careers_site")
_TEMPLATE = regex(r"\{\{.{0,80}?\}\}|\{\$.{0,80}?\$\}|<%.{0,80}?%>")
_WALL_SOURCE = regex(
    r"_cf_chl_opt|cf-error-details|_Incapsula_Resource|captcha-delivery\.com|px-captcha"
    r"|errors\.edgesuite\.net|awswaf\.com|perfdrive\.com|distil_r_captcha|hcaptcha-challenge",
)
_COUNT_BEFORE = regex(r"\b\d[\d.,\s]*\+?\s+(?:[\w-]+\s){0,2}$")
_COUNTED_UNSPACED = regex(r"\d[\d,]*\s*件")
_SHORT_TEXT = 300
_WALL_TEXT = 1500
_SHORT_PAGE = 2500
_MANY_JOB_LINKS = 5
_SOME_JOB_LINKS, _LEAST_JOBS = 3, 2
_LITTLE_PROSE = 500
_LEAST_ASKED, _LEAST_TYPED = 2, 3
_FACTS = frozenset({"location", "employment_type", "salary", "valid_through", "job_start_date"})
"""What postings tell by label; forms ask an applicant for none of them but the place."""

_LONGEST_NAME = 100
_MOST_TEMPLATES = 120
_SHORT_LINE = 40
_HEAD = 4000
_MOVED = regex(r"<meta\s[^>]*http-equiv\s*=\s*[\"']?refresh[^>]*url=", re.IGNORECASE)
_FIRST_OF_MANY = regex(r"(?<!\d)1\s?[-–]\s?(\d{1,3})\s+\w{1,4}\s+(\d[\d., ]*)")
"""Where a list of several pages says which part is shown: "1 - 20 of 214 jobs"."""


def kind_of(
    page: Page, structured: StructuredData, document: Document, *, has_main_posting: bool
) -> PageKind:
    """Tell what was read."""
    blocks = page.subject
    length = sum(len(block.text) for block in page.blocks)
    if has_main_posting and not _is_card(page, structured, blocks):
        return "closed_posting" if says_closed(blocks) else "posting"
    if has_main_posting:
        return "listing"
    if len(distinct_postings(structured)) > 1:
        return "listing"
    names = _names(structured, blocks)
    sections = told_sections(blocks)
    evidence = evidence_of(blocks, names, sections, page.pairs)
    told = sections - {"related", "apply", "benefits"}
    sure = evidence if told else min(evidence, 4)
    wall = _wall(page, document, names, length, sure, sections)
    if wall is not None:
        return wall
    is_called_form = any(_has_piece_of(name, ("page.forms",)) for name in names[:3])
    if is_called_form and not told and _form(page, blocks, sections):
        return "application_form"
    if not blocks and not job_links(page) and _is_unfilled(page, document, length):
        return "script_shell"
    if tells_of_several_jobs(blocks, page.pairs):
        return "listing"
    if sections & {"responsibilities", "requirements", "nice"}:
        if _many_cards(page, names):
            return "listing"
    elif _listing(page, blocks, names, evidence, page.pairs):
        is_landing = _prose(blocks) > 0 and tells_of_no_job(blocks, names, page.pairs)
        is_story = not job_links(page) and (is_about_the_site(names) or is_landing)
        return "not_a_posting" if is_story else "listing"
    if structured.is_news and evidence < MUCH_EVIDENCE:
        return "not_a_posting"
    if (evidence < MUCH_EVIDENCE and any(map(is_guide, names[:2]))) or _is_template(names, blocks):
        return "not_a_posting"
    if says_closed(blocks):
        is_told = told or evidence >= ENOUGH_EVIDENCE or _prose(blocks) >= _LITTLE_PROSE
        return "closed_posting" if is_told else "removed"
    is_asked = evidence > 0 or any(map(_invites_to_apply, names[:3])) or _asks_applicants(blocks)
    if is_asked and not is_about_the_site(names) and _form(page, blocks, sections):
        return "application_form"
    if is_resume(blocks, names, sections) or is_letter(blocks):
        return "not_a_posting"
    if evidence < ENOUGH_EVIDENCE and length < _SHORT_TEXT and _is_called_applying(names, blocks):
        return "application_form"
    if evidence < ENOUGH_EVIDENCE:
        return "script_shell" if _is_unfilled(page, document, length) else "not_a_posting"
    if "responsibilities" not in sections and evidence < MUCH_EVIDENCE:
        return "not_a_posting" if tells_of_no_job(blocks, names, page.pairs) else "posting"
    return "posting"


def _is_unfilled(page: Page, document: Document, length: int) -> bool:
    """Whether a page shows next to nothing before its scripts run: one without any has said all."""
    if document.html is None or length >= _SHORT_TEXT:
        return False
    if page.scripts_asked:
        return True
    asked = words().phrases["page.script"].are_in_any(fold(block.text) for block in page.blocks)
    return length < _SHORT_TEXT // 3 and (asked or is_filled_later(document.html))


def is_filled_later(source: str) -> bool:
    """Whether something in a page can fill it: a script, a frame, a part that is kept aside."""
    if _MOVED.search(source[:_HEAD]):
        return False
    return any(tag in source for tag in ("<script", "<iframe", "<template", "<noscript"))


def _is_card(page: Page, structured: StructuredData, blocks: Sequence[Block]) -> bool:
    """Whether the only job that a list states is shown as no more than a link to its posting."""
    names = [name for name in _names(structured, blocks) if name]
    titles = [title for title in distinct_postings(structured) if title]
    if len(titles) != 1 or not names or any(titles[0] in fold(name) for name in names):
        return False
    shown = [b for b in page.blocks if fold(b.text[:_LONGEST_NAME]).startswith(titles[0])]
    is_link = bool(shown) and all(block.linked for block in shown)
    return is_link and words().phrases["page.listing"].are_in_any(map(fold, names[:2]))


def _names(structured: StructuredData, blocks: Sequence[Block]) -> list[str]:
    """What a source calls itself: its title and headings, or its first line if it has none."""
    headings = [block.text for block in blocks[:40] if block.kind == "heading"]
    if not structured.title and not headings:
        headings = [block.text for block in blocks[:1] if len(block.text) <= _LONGEST_NAME]
    return [(structured.title or "")[:400], *headings]


def _wall(
    page: Page,
    document: Document,
    names: Sequence[str],
    length: int,
    evidence: int,
    sections: Set[str],
) -> PageKind | None:
    """The walls and shells; a page with the sections of a posting is none of them."""
    blocks, phrases = page.subject, words().phrases
    head = " . ".join(fold(name[:200]) for name in names[:4])
    shown = blocks[:30] if length < _SHORT_PAGE else ()
    lines = " . ".join(fold(block.text[:300]) for block in shown)
    poor = evidence <= ENOUGH_EVIDENCE
    if poor and length < _WALL_TEXT:
        if phrases["page.bot"].are_in(head) or phrases["page.bot"].are_in(lines):
            return "bot_wall"
        if length < _SHORT_TEXT and _WALL_SOURCE.search(document.html or ""):
            return "bot_wall"
    marked = (b.text[:2000] for b in page.blocks[:1000] if "{" in b.text or "<%" in b.text)
    templates = sum(len(_TEMPLATE.findall(text)) for text in marked)
    if templates >= 3 and templates * 200 > length:
        return "script_shell"
    if length >= _SHORT_PAGE or sections - {"related", "apply", "benefits"}:
        return None
    if poor or not _prose(blocks):
        if page.inputs["password"] or (_asks_for_login(names) and length < _WALL_TEXT // 2):
            return "login_wall"
        gone = phrases["page.removed"]
        if gone.are_in(head) or (gone.are_in(lines[:500]) and not _cards(page)):
            return "removed"
    if length < _SHORT_TEXT and phrases["page.script"].are_in(lines):
        return "script_shell"
    return None


def _is_template(names: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Whether a page calls itself the pattern of a posting, and speaks of that to its reader."""
    if not any(map(is_guide, names[:2])):
        return False
    told = (fold(block.text[:400]) for block in blocks[:_MOST_TEMPLATES])
    return words().phrases["page.templates"].are_in_any(told)


def _asks_for_login(names: Sequence[str]) -> bool:
    """Whether the page's title or its first heading is that of a sign-in page."""
    known = words().lists["page.login"]
    for name in names[:2]:
        pieces = re.split(r"\s[|–—-]\s|[|｜]", name)
        labels = [fold_label(piece) for piece in pieces]
        if any(label in known for label in labels):
            return True
        if any(beginning in known for label in labels[:1] for beginning in _beginnings(label)):
            return not has_job_noun(name)
    return False


def _prose(blocks: Sequence[Block]) -> int:
    """How many characters stand in lines that are longer than a label."""
    return sum(len(block.text) for block in blocks if len(block.text) > 100 and not block.linked)


def _listing(
    page: Page,
    blocks: Sequence[Block],
    names: Sequence[str],
    evidence: int,
    pairs: Sequence[Pair],
) -> bool:
    titled = sum(1 for name in dict.fromkeys(names[1:]) if has_job_noun(name))
    jobs = len(job_links(page)) or max(_listed_titles(blocks), titled - 1)
    named = any(_names_a_listing(name) for name in names[:6])
    counted = any(_counts_jobs(fold(name[:200])) for name in names[:4])
    if jobs >= _LEAST_JOBS and (named or counted or _is_paged(blocks)):
        return True
    labelled_titles = {p.value for p in pairs if p.field == "title" and has_job_noun(p.value)}
    is_one = 1 in (titled, len(labelled_titles)) and not jobs and evidence >= ENOUGH_EVIDENCE
    # A few pasted lines under "Jobs!" tell of one: nothing else is there to choose from.
    is_one = is_one or (not page.links and not any(names[:1]) and jobs < _LEAST_JOBS)
    if (named and evidence < MUCH_EVIDENCE and not _prose(blocks) and not is_one) or (
        named and evidence < ENOUGH_EVIDENCE
    ):
        return True
    if counted and _starts_with_number(names[:2]) and evidence < MUCH_EVIDENCE:
        return True
    labelled = {at for pair in pairs for at in (pair.index, pair.index + 1)}
    cards = [
        block
        for at, block in enumerate(blocks)
        if len(block.text) < 40 and at not in labelled and is_employment(block.text)
    ]
    if len(cards) >= 3 and (jobs > 1 or named or _prose(blocks) < _LITTLE_PROSE):
        return True
    long = [block for block in blocks if not block.linked and len(block.text) > 120]
    return jobs >= _MANY_JOB_LINKS and jobs * 3 > len(long)


def _is_paged(blocks: Sequence[Block]) -> bool:
    """Whether a short line counts pages as those of a list: "Page 1 of 1"."""
    short = (fold(block.text) for block in blocks if len(block.text) < _SHORT_LINE)
    known = words().phrases["page.paging"]
    return any(known.are_in(text) or _is_first_of_many(text) for text in short)


def _is_first_of_many(text: str) -> bool:
    found = _FIRST_OF_MANY.search(text)
    if found is None:
        return False
    return int(re.sub(r"\D", "", found[2])) >= int(found[1])


def _many_cards(page: Page, names: Sequence[str]) -> bool:
    """A listing whose cards quote their postings, headings and all."""
    if not _starts_with_number(names[:2]):
        return False
    counted = any(_counts_jobs(fold(name[:200])) for name in names[:2])
    return counted and len(job_links(page)) >= _SOME_JOB_LINKS


def _names_a_listing(name: str) -> bool:
    known = words().lists["page.listing"]
    label = fold_label(name[:120])
    if label in known:
        return True
    pieces = [fold_label(piece) for piece in re.split(r"\s[|–—-]\s|[|｜:,]", name[:200])]
    if words().phrases["page.listing_within"].are_in(label):
        return True
    if any(piece in known for piece in pieces):
        return not has_job_noun(name)  # "Data Engineer - Jobs" is one of them
    if has_job_noun(name) and not label.endswith(tuple(t for t in known if len(t) > 3)):
        return any(len(term) > 11 and term in known for term in _beginnings(label))
    if any(len(term) > 5 and term in known for term in _beginnings(label)):
        return True
    return not label.isascii() and any(
        term in label for term in known if "\u3040" <= term[-1] <= "\u9fff"
    )


def _beginnings(label: str) -> Iterator[str]:
    """The first word of a label, its first two, and so on, without the whole."""
    return (label[:at] for at, character in enumerate(label) if character == " ")


def _invites_to_apply(name: str) -> bool:
    """Whether a page is called as those for applicants are: "Work with us - Acme"."""
    return _has_piece_of(name, _INVITING)


def _has_piece_of(name: str, lists: Iterable[str]) -> bool:
    pieces = [fold_label(piece) for piece in re.split(r"\s[|–—-]\s|[|｜:,]", name[:200])]
    return any(piece in words().lists[known] for piece in pieces for known in lists)


def _counts_jobs(folded: str) -> bool:
    """Whether a name counts as listings do: "1,234 jobs", "152 offres d'emploi à Lyon"."""
    if _COUNTED_UNSPACED.search(folded):
        return True
    nouns = words().phrases["page.counted"].all_in(folded)
    return any(_COUNT_BEFORE.search(folded[: noun.start]) for noun in nouns)


def _starts_with_number(names: Sequence[str]) -> bool:
    return any(re.match(r"\W*\d[\d.,\s]*\+?\s", name) for name in names)


def _listed_titles(blocks: Sequence[Block]) -> int:
    """How many short lines of a text without links name an occupation, when most of them do."""
    if _prose(blocks):
        return 0
    lines = [
        block
        for block in blocks
        if 3 < len(block.text) <= 80
        and not block.cells
        and "://" not in block.text
        and not block.text.endswith((".", "!", "?"))
    ]
    rows = [block.cells[0] for block in blocks if block.cells]
    titles = [text for text in [*(b.text for b in lines), *rows] if has_job_noun(singular(text))]
    if len(titles) < _SOME_JOB_LINKS:
        return 0
    return len(titles) if len(titles) * 2 > len(lines) + len(rows) else 0


def _cards(page: Page) -> bool:
    return len(job_links(page)) >= _MANY_JOB_LINKS


def _asks_applicants(blocks: Sequence[Block]) -> bool:
    """Whether a page asks what only applicants are asked: "Notice period", "Cover letter"."""
    known = words().phrases["page.applicant"]
    asked = (known.all_in(fold(block.text[:400])) for block in blocks[:_MOST_TEMPLATES])
    return len({found.phrase for told in asked for found in told}) >= _LEAST_ASKED


def _is_called_applying(names: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Whether a few labels stand under "Application", the fields of which a script makes."""
    labels = [block for block in blocks if block.kind in ("text", "control")]
    return len(labels) > _LEAST_ASKED and any(
        _has_piece_of(name, ("page.applying",)) for name in names[:3]
    )


def _form(page: Page, blocks: Sequence[Block], sections: Set[str]) -> bool:
    fields = page.inputs
    typed = fields["text"] + fields["email"] + fields["tel"] + fields["textarea"] + fields["select"]
    is_asked = bool(fields["file"] or fields["email"])
    if not ((is_asked and typed >= _LEAST_TYPED) or (typed and _asks_applicants(blocks))):
        return False
    if sections & {"responsibilities", "requirements"}:
        return False
    if len({pair.field for pair in page.pairs} & _FACTS) >= _LEAST_JOBS:
        return False  # the job is told above the form
    # Long texts of a form are about data protection; one that seeks somebody is the posting.
    prose = [fold(block.text[:400]) for block in blocks if len(block.text) > 200]
    sought = any(words().phrases["page.seeking"].are_in(text) for text in prose)
    return not sought and sum(len(b.text) for b in blocks if len(b.text) > 200) < 1200
