"""The text of a file of text, whatever Unicode encoding it was saved in."""

from __future__ import annotations

import codecs

from profiles.errors import UnreadableProfileError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_BY_ZEROS: dict[tuple[int, ...], str] = {
    (0, 2): "utf-16-be",
    (1, 3): "utf-16-le",
    (0, 1, 2): "utf-32-be",
    (1, 2, 3): "utf-32-le",
}
"""Where the zero bytes of the first letters stand when there is no mark."""


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8, -16 or -32, with or without a mark.

    No other encoding is guessed: a wrong guess would spell the person's name wrong.

    Raises:
        UnreadableProfileError: with the line and column of what is not UTF-8.
    """
    encoding = encoding_of(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise UnreadableProfileError(
            f"{name} is not a text in {encoding.removesuffix('-sig').upper()}: line {line}, "
            f"column {column} has the byte {data[error.start]:#04x}",
            hint="save it as UTF-8 in your editor",
        ) from error


def encoding_of(data: bytes) -> str:
    """The Unicode encoding, by its mark or by where the zero bytes of its first letters stand."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    zeros = tuple(index for index, byte in enumerate(data[:4]) if byte == 0)
    return _BY_ZEROS.get(zeros, "utf-8")
