"""Names of employers in Japanese text, which has no blanks between words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_JAPANESE = re.compile(r"[\u3041-\u30ff]|[\u4e00-\u9fff]{2}")
_BRACKETED = re.compile(r"^(?:[【＜<\[][^】＞>\]]{1,30}[】＞>\]]\s*)+")
_SUBJECT = re.compile(
    r"(?P<name>[^、。！？!?「」：:|｜/【】（）()]{2,40}?)(?:では|は|が)、?(?P<rest>.+)"
)
_ALONE = re.compile(
    r"(?P<name>[^、。！？!?「」：:|｜/【】（）()]{2,40})(?:[（(][^（）()]{1,30}[)）])?$"
)
_FIRST_LINES = 6


def names_unspaced(text: str, index: int) -> Iterator[tuple[str, float]]:
    """Names that a line presents as the employer's, with how much that speaks for each.

    Args:
        text: A line of the posting.
        index: Its place on the page: at the top an employer's name may stand alone.
    """
    if not _JAPANESE.search(text[:40]):
        return
    text = _BRACKETED.sub("", text[:300]).strip()
    told = _SUBJECT.match(text)
    if told and _is_house(told["name"]) and _seeking().are_in(told["rest"]):
        yield told["name"].strip(), 2.0
        return
    alone = _ALONE.fullmatch(text)
    if alone and index < _FIRST_LINES and _is_house(alone["name"]):
        yield alone["name"].strip(), 1.6


def _is_house(name: str) -> bool:
    """Whether a name says what kind of house it is: "あおぞらクリニック", "居酒屋 まる"."""
    name = name.strip()
    spelled = words().spelled
    before = (kind for kind in spelled["company.unspaced_before"] if name.startswith(kind))
    behind = (kind for kind in spelled["company.unspaced_behind"] if name.endswith(kind))
    return any(len(name) > len(kind) for kind in (*before, *behind))


@cache
def _seeking() -> Phrases:
    return Phrases(words().spelled["company.unspaced_seeks"])
