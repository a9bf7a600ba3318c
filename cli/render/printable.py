"""Other people's words, fit for a terminal."""

from __future__ import annotations

_DIRECTIONS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_OBEYED = {
    code: None
    for code in (*range(0x20), *range(0x7F, 0xA0), *_DIRECTIONS)
    if chr(code) not in "\n\t"
}
"""What a terminal obeys instead of showing it: control characters, and marks that set another
direction, which may go on beyond the text that they stand in."""

_ESCAPED = {code: f"\\u{code:04x}" for code in (0x7F, *range(0x80, 0xA0), *_DIRECTIONS)}
"""What JSON leaves as it is; the rest of what a terminal obeys it escapes itself."""


def json_shown(text: str) -> str:
    """Return a JSON document that says the same without a character that a terminal would obey."""
    return text.translate(_ESCAPED)


def shown(text: str) -> str:
    """Return a text without the characters that a terminal would obey."""
    return text.translate(_OBEYED)


def on_one_line(text: str) -> str:
    """Return a text without line breaks: no file's name and no server adds a line to ours."""
    return " ".join(text.splitlines())
