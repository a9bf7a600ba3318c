"""What a person can do instead; every refusal of a source ends in one of these."""

from __future__ import annotations

import re

_BY_HAND = (
    "save the page and give the file, paste the text to `jobai extract -`, or give a screenshot."
)
ANOTHER_WAY = f"Open it in your browser, then {_BY_HAND}"
AFTER_SIGN_IN = f"Sign in with your browser, then {_BY_HAND}"
IF_STILL_SHOWN = f"The posting was probably closed. If your browser still shows it, {_BY_HAND}"
WHOLE_POSTING = f"If it is one, open the whole posting in your browser, then {_BY_HAND}"
ONE_POSTING = f"Open one of its postings in your browser, then {_BY_HAND}"
SAVE_AS_PDF = "Save it as PDF, or paste the text to `jobai extract -`."
SAVE_AS_PNG = "Save or export it as PNG or JPEG and give that file."
PASTE = "Paste the text to `jobai extract -`, or give a screenshot."
PIPED = (
    "Nothing came in. Paste the posting and end it with Ctrl-D (Ctrl-Z and Enter on Windows), or "
    "pipe a file in: `jobai extract - < posting.txt`."
)
READABLE = (
    "jobai reads HTML, plain text, Markdown, JSON, XML, PDF, Word (.docx), and the images PNG, "
    "JPEG, WebP, GIF, AVIF, BMP and TIFF."
)

_WALLED = re.compile(r"(?:^|\.)(?P<name>linkedin|indeed|glassdoor|xing)\.[a-z.]{2,6}$")
_NAMES = {"linkedin": "LinkedIn", "indeed": "Indeed", "glassdoor": "Glassdoor", "xing": "XING"}


def walled_site(host: str) -> str | None:
    """The name of a site that shows its postings to people only, None for any other host."""
    found = _WALLED.search(host.lower())
    return _NAMES[found["name"]] if found else None
