"""The most that a prompt can use, known before it is sent."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

from orchestrator.providers.base import TokenUsage

if TYPE_CHECKING:
    from orchestrator.providers.base import AnswerSchema, Image, Prompt

_MESSAGE_TOKENS = 64
"""For roles, separators and what a vendor adds around a schema."""

_WORD_CHARACTERS_PER_TOKEN = 3
"""Letters of a Latin word in one token, at least, in natural text. Vendors' own figure is 4 with
the blank before the word; a word counts at least one, and what is left over of three one more."""

_BLANKS_PER_TOKEN = 4
"""Blanks and line breaks in one token, at least. Tokenisers know runs of many more."""

_SCHEMA_CHARACTERS_PER_TOKEN = 2
"""Characters of a schema in one token, at least: its signs come in runs that tokenisers know."""

_PIECES = re.compile(
    r" ?(?P<word>[A-Za-z]+)|(?P<blank>[ \t-\r]+)|(?P<other>[^\x00-\x7f]+)|(?P<rest>.)",
    re.DOTALL,
)

_CLAUDE_PIXELS_PER_TOKEN = 750
_CLAUDE_LONG_EDGE = 1568
_GEMINI_TILE = 768
_GEMINI_TOKENS_PER_TILE = 258
_GEMINI_LEAST_TOKENS = 1120
_OPENAI_TILE = 512
_OPENAI_TOKENS_PER_TILE = 170
_OPENAI_BASE_TOKENS = 85
_OPENAI_LONG_EDGE = 2048


def usage_bound(prompt: Prompt, provider: str) -> TokenUsage:
    """Return the most that a prompt can use: all of its input, and the output limit.

    Text: every digit and sign counts as a token, a Latin word as one for each three letters (with
    one blank before it), a run of blanks as one for each four, a character outside ASCII as one
    less than its UTF-8 bytes. That is never more than all UTF-8 bytes, the proven bound of
    byte-level tokenisers. Images: by each vendor's rule from the pixel size.
    """
    if provider == "offline":
        return TokenUsage(0, 0)
    texts = [prompt.text, prompt.system or "", *(turn.text for turn in prompt.follow_up)]
    text_tokens = sum(text_bound(text) for text in texts)
    if prompt.schema is not None:
        text_tokens += _schema_bound(prompt.schema)
    image_tokens = sum(image_bound(image, provider) for image in prompt.images)
    framing = _MESSAGE_TOKENS * (1 + len(prompt.follow_up))
    return TokenUsage(text_tokens + image_tokens + framing, prompt.max_output_tokens)


def text_bound(text: str) -> int:
    """Return the most tokens that a text can be, by the rule of `usage_bound`."""
    tokens = 0
    for piece in _PIECES.finditer(text):
        length = len(piece[piece.lastgroup or 0])
        if piece.lastgroup == "word":
            tokens += math.ceil(length / _WORD_CHARACTERS_PER_TOKEN)
        elif piece.lastgroup == "blank":
            tokens += math.ceil(length / _BLANKS_PER_TOKEN)
        elif piece.lastgroup == "other":
            tokens += len(piece.group().encode("utf-8", "surrogatepass")) - length
        else:
            tokens += 1
    return tokens


def _schema_bound(schema: AnswerSchema) -> int:
    compact = json.dumps(dict(schema.json_schema), separators=(",", ":"))
    return math.ceil(len(compact) / _SCHEMA_CHARACTERS_PER_TOKEN)


def image_bound(image: Image, provider: str) -> int:
    """Return the most tokens that a picture can be, by the vendor's rule.

    Sources (read November 2026): Claude, vision guide: width x height / 750 after scaling to a
    long edge of 1568. OpenAI, images guide: 85 + 170 for each tile of 512 after fitting into
    2048. Gemini, image understanding: 258 for each tile of 768, and 1,120 for an image of 3.x.
    """
    width, height = image.width, image.height
    if provider == "claude":
        scale = min(1.0, _CLAUDE_LONG_EDGE / max(width, height))
        return math.ceil(width * scale * height * scale / _CLAUDE_PIXELS_PER_TOKEN)
    if provider == "openai":
        scale = min(1.0, _OPENAI_LONG_EDGE / max(width, height))
        tiles = math.ceil(width * scale / _OPENAI_TILE) * math.ceil(height * scale / _OPENAI_TILE)
        return _OPENAI_BASE_TOKENS + _OPENAI_TOKENS_PER_TILE * tiles
    tiles = math.ceil(width / _GEMINI_TILE) * math.ceil(height / _GEMINI_TILE)
    return max(_GEMINI_LEAST_TOKENS, _GEMINI_TOKENS_PER_TILE * tiles)
