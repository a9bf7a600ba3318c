"""What a person can do instead; every refusal of a source ends in one of these."""

from __future__ import annotations

ANOTHER_WAY = (
    "Open it in your browser, then save the page and give the file, "
    "paste the text to `jobai extract -`, or give a screenshot."
)
SAVE_AS_PDF = "Save it as PDF, or paste the text to `jobai extract -`."
SAVE_AS_PNG = "Save or export it as PNG or JPEG and give that file."
PASTE = "Paste the text to `jobai extract -`, or give a screenshot."
READABLE = "jobai reads HTML, plain text, Markdown, JSON, XML, PDF, PNG, JPEG, WebP and GIF."
