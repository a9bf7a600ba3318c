"""Other people's words, fit for a terminal."""

from __future__ import annotations

_OBEYED = {
    code: None
    for code in (*range(0x20), *range(0x7F, 0xA0), 0x202D, 0x202E)
    if chr(code) not in "\n\t"
}
"""What a terminal obeys instead of showing it: control characters and overrides of direction."""


def shown(text: str) -> str:
    """Return a text without the characters that a terminal would obey."""
    return text.translate(_OBEYED)
