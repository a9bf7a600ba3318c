"""Which of the JobPosting objects in a page the page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.phrases import words_of
from orchestrator.tasks.extraction.schema_org import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.structured_data import Stated, StructuredData
    from orchestrator.tasks.extraction.visible_text import Page


_TELLING_NAMES = 2
_LEAST_LETTERS = 4


def main_posting(structured: StructuredData, page: Page) -> list[Stated]:
    """The posting of this page as each of its sources states it, the most trustworthy first.

    Empty when there is none, and when there are several and none stands out.
    """
    groups = distinct_postings(structured)
    asked = [stated for stated in structured.postings if stated.source == "job_board"]
    if len(asked) == 1 and len(groups) > 1:
        return [*asked, *_same_job(asked[0], groups)]
    if len(groups) > 1:
        titles = [fold(structured.title or ""), fold(structured.meta.get("og:title", ""))]
        titles += [
            fold(block.text)
            for block in page.blocks
            if block.kind == "heading" and block.level == 1
        ]
        named = [key for key in groups if key and any(key in title for title in titles)]
        return groups[named[0]] if len(named) == 1 else []
    return next(iter(groups.values())) if groups else []


def is_of_another_job(facts: Mapping[str, Any], described: Sequence[Block], visible: str) -> bool:
    """Whether nothing that the data state stands on the page: no title, name, place or sentence.

    A page may show no more than a shell; that it shows a posting is the caller's to know.
    """
    organization = cast("Mapping[str, Any]", facts.get("hiring_organization") or {})
    places = cast("Sequence[Mapping[str, Any]]", facts.get("job_location") or ())
    names = [facts.get("title"), organization.get("name")]
    names += [place.get(part) for place in places for part in ("name", "address_locality")]
    said = [str(name) for name in names if name]
    if len(said) < _TELLING_NAMES or any(block.text in visible for block in described):
        return False
    folded = fold(visible)
    words = {word for name in said for word in words_of(fold(name)) if _is_telling(word)}
    return bool(words) and not any(word in folded for word in words)


def _is_telling(word: str) -> bool:
    return len(word) >= _LEAST_LETTERS or not word.isascii()


def _same_job(asked: Stated, groups: Mapping[str, list[Stated]]) -> list[Stated]:
    """What the page itself states of the job of its board: its only posting, or that title's."""
    title = fold(plain(asked.posting.get("title")) or "")
    own = {key: group for key, group in groups.items() if asked not in group}
    alike = [group for key, group in own.items() if key and (key in title or title in key)]
    both = [stated for stated in groups.get(title, []) if stated is not asked]
    if both or len(alike) == 1:
        return both or alike[0]
    return next(iter(own.values())) if len(own) == 1 else []


def distinct_postings(structured: StructuredData) -> dict[str, list[Stated]]:
    """The posting objects by folded title; one without a title joins the first.

    Of one source the fuller object comes first.
    """
    groups: dict[str, list[Stated]] = {}
    untitled: list[Stated] = []
    sources = list(dict.fromkeys(stated.source for stated in structured.postings))
    for stated in sorted(
        structured.postings, key=lambda s: (sources.index(s.source), -len(s.posting))
    ):
        title = plain(stated.posting.get("title")) or plain(stated.posting.get("name"))
        if title:
            key = fold(title)
            if stated.source == "job_board" and key in groups:
                # A board names each job once: of one title these are two.
                key = f"{key} #{len(groups)}"
            groups.setdefault(key, []).append(stated)
        else:
            untitled.append(stated)
    if untitled:
        groups.setdefault(next(iter(groups), ""), []).extend(untitled)
    return groups
