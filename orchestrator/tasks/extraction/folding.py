"""Comparing words across spellings: case, accents, blanks and outer punctuation do not count."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

_OUTER = " \t:：;,.!?¿¡*•·-–—|>»«\"'“”„()[]…#"


class _Plain(dict[int, str]):
    """For `str.translate`: lower case without accents, one apostrophe, one hyphen.

    Unicode is asked once for each character, and not for each text.
    """

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        marked = unicodedata.normalize("NFKD", folded).translate(_SAME)
        plain = "".join(one for one in marked if not unicodedata.combining(one))
        if len(self) < _MOST_REMEMBERED:
            self[code] = plain
        return plain


_MOST_REMEMBERED = 50_000
_SAME = str.maketrans({**dict.fromkeys("’‘`ʼ", "'"), **dict.fromkeys("‐–", "-")})
_PLAIN = _Plain()


@remembered(8192)
def fold(text: str) -> str:
    """Fold a short text: lower case, no accents, one blank between words."""
    return " ".join(_plain(text).split())


@remembered(8192)
def fold_label(text: str) -> str:
    """Fold what may be a label or a heading: its outer punctuation and symbols go too."""
    return _bare(fold(text))


def fold_all(texts: Iterable[str]) -> list[str]:
    """Fold the texts of a list, and remember none: each is asked for once."""
    return [" ".join(_plain(text).split()) for text in texts]


def fold_labels(texts: Iterable[str]) -> list[str]:
    """Fold the labels of a list, as `fold_all` does."""
    return [_bare(label) for label in fold_all(texts)]


def _plain(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_PLAIN)


def _bare(folded: str) -> str:
    if folded[:1].isalnum() and folded[-1:].isalnum():
        return folded
    folded = folded.strip(_OUTER)
    while folded and not folded[0].isalnum() and folded[0] not in "#%$€":
        folded = folded[1:]  # icons and emoji before the word
    while folded and not folded[-1].isalnum() and folded[-1] not in "#%)$€":
        folded = folded[:-1]
    return folded.strip()
