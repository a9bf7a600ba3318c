"""Names of employers in Japanese text, which has no blanks between words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.rules.company_names import is_unspaced_house
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_JAPANESE = regex(r"[\u3041-\u30ff]|[\u4e00-\u9fff]{2}")
_BRACKETED = regex(r"^(?:[【＜<\[][^】＞>\]]{1,30}[】＞>\]]\s*)+")
_SUBJECT = regex(
    r"(?P<name>[^、。！？!?「」：:|｜/【】（）()]{2,40}?)(?:では|は|が)、?(?P<rest>.+)"
)
_ALONE = regex(r"(?P<name>[^、。！？!?「」：:|｜/【】（）()]{2,40})(?:[（(][^（）()]{1,30}[)）])?$")
_FIRST_LINES = 6


def names_unspaced(text: str, index: int) -> Iterator[tuple[str, float]]:
    """Names that a line presents as the employer's, with how much that speaks for each.

    Args:
        text: A line of the posting.
        index: Its place on the page: at the top an employer's name may stand alone.
    """
    if not _is_japanese(text[:40]):
        return
    text = _BRACKETED.sub("", text[:300]).strip()
    told = _SUBJECT.match(text)
    if told and is_unspaced_house(told["name"]) and _seeking().are_in(told["rest"]):
        yield _without_place(told["name"]), 2.0
        return
    alone = _ALONE.fullmatch(text)
    if alone and index < _FIRST_LINES and is_unspaced_house(alone["name"]):
        yield _without_place(alone["name"]), 1.6


def _is_japanese(text: str) -> bool:
    return not text.isascii() and _JAPANESE.search(text) is not None


def _without_place(name: str) -> str:
    head, blank, last = name.strip().rpartition(" ")
    return head if blank and looks_like_place(last) else name.strip()


@cache
def _seeking() -> Phrases:
    return Phrases(words().spelled["company.unspaced_seeks"])
