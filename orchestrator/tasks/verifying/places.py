"""Where in a document a claim stands: its page and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOLD_BY = 28
"""Letters and digits that a line is known by; longer claims run on over several."""

_FEWEST = 3


class Places:
    """Finds claims among the printed lines of a document, from the last one found on.

    Args:
        printed: The page, None where a file has none, the line's number there, and its text.
    """

    def __init__(self, printed: Sequence[tuple[int | None, int, str]]) -> None:
        self._lines = [
            (page, number, _bare(text)) for page, number, text in printed if text.strip()
        ]
        self._at = 0

    def of(self, text: str) -> tuple[int | None, int | None]:
        """The page and the line that a claim begins on; None for what is not known."""
        for piece in (text, *text.split(", ")):
            wanted = _bare(piece)[:_TOLD_BY]
            if len(wanted) < _FEWEST:
                continue
            at = self._found(wanted)
            if at is not None:
                self._at = at
                page, number, _ = self._lines[at]
                return page, number
        return None, None

    def _found(self, wanted: str) -> int | None:
        count = len(self._lines)
        order = [*range(self._at, count), *range(self._at)]
        for at in order:
            line = self._lines[at][2]
            following = self._lines[at + 1][2] if at + 1 < count else ""
            begins = (line + following).find(wanted)
            if 0 <= begins < max(len(line), 1):
                return at
        return None


def _bare(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
