"""The marks of the text form: ids in comments behind headings and lines, as Markdown has them."""

from __future__ import annotations

import re

SUMMARY = "summary"
RECIPIENT, DATE, SUBJECT, SALUTATION = "recipient", "date", "subject", "salutation"
BODY, CLOSING = "body", "closing"
LETTER_PARTS = (RECIPIENT, DATE, SUBJECT, SALUTATION, BODY, CLOSING)
NAME, COMPANY = "name", "company"
FRAME = "frame"
"""Behind a sentence that code has written and that cites nothing."""

COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_STRUCTURAL = ("#", "-", "*", "+", "\\")


def mark(*ids: str) -> str:
    """Write ids as a comment: `<!-- work/0/highlights/1 -->`."""
    return f"<!-- {', '.join(ids)} -->"


def ids_of(comment: str) -> list[str]:
    """Read the ids of a comment's inside."""
    return [part for part in re.split(r"[,\s]+", comment) if part]


def escaped(text: str) -> str:
    """Write a text so that nothing in it is taken for a mark; on one line."""
    plain = " ".join(text.split()).replace("<!--", "&lt;!--").replace("-->", "--&gt;")
    return f"\\{plain}" if plain.startswith(_STRUCTURAL) else plain


def as_read(text: str) -> str:
    """Return what comes back of a text that nobody has changed."""
    return unescaped(escaped(text))


def unescaped(text: str) -> str:
    """Read what `escaped` wrote."""
    plain = " ".join(text.split())
    if plain.startswith("\\") and plain[1:].startswith(_STRUCTURAL):
        plain = plain[1:]
    return plain.replace("&lt;!--", "<!--").replace("--&gt;", "-->")
