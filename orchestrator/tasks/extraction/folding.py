"""Comparing words across spellings: case, accents, blanks and outer punctuation do not count."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_OUTER = " \t:：;,.!?¿¡*•·-–—|>»«\"'“”„()[]…#"
_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"}
)


class _Marks(dict[int, int | None]):
    """For `str.translate`: drops accents and other marks; asks Unicode once for each character."""

    def __missing__(self, code: int) -> int | None:
        kept = None if unicodedata.combining(chr(code)) else code
        if len(self) < _MOST_REMEMBERED:
            self[code] = kept
        return kept


_MOST_REMEMBERED = 50_000
_NO_MARKS = _Marks()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Fold a short text: lower case, no accents, one blank between words."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
        text = unicodedata.normalize("NFKD", text.casefold())
        if not text.isascii():
            text = text.translate(_NO_MARKS)
    else:
        text = text.lower()
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def fold_label(text: str) -> str:
    """Fold what may be a label or a heading: its outer punctuation and symbols go too."""
    folded = fold(text).strip(_OUTER)
    while folded and not folded[0].isalnum() and folded[0] not in "#%$€":
        folded = folded[1:]  # icons and emoji before the word
    while folded and not folded[-1].isalnum() and folded[-1] not in "#%)$€":
        folded = folded[:-1]
    return folded.strip()
