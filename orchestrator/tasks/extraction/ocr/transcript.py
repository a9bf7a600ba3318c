"""Prepared pictures to one text: tiles put together, lines in order, rubbish refused."""

from __future__ import annotations

import io
import math
import time
import unicodedata
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from orchestrator.documents.columns import Line, body_size
from orchestrator.documents.layout import text_of
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.legibility import is_legible
from orchestrator.tasks.extraction.ocr.engine import ONE_AT_A_TIME, Recognised, recognised
from orchestrator.tasks.extraction.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.providers.base import Image

_MOST_SECONDS = 300.0
_SURE = 0.5  # a line below this is a logo or an icon
_LEAST_DENSITY = 0.6  # letters in a square of the line's height: Latin has 2, Chinese 1
_MOST_LOST = 0.3
_FOREIGN = ("\u0370", "\u2e80")  # between Latin and Chinese: Greek letters are known in part
_MOST_FOREIGN = 0.15
_SURE_ON_AVERAGE = 0.82
_LEAST_LETTERS = 30
_LARGER = 1.45  # of the body's size: the boxes of one size of type differ by a quarter either way
_PERHAPS_LARGER = 1.2
_SIZE_STEP = 1.6
_HEADING_STEP = 1.6  # of its size, from line to line
_SAME_LINE = 0.5  # of its height
_BULLET = regex(r"^[•·・●▪■◦]\s*(?=\S)")
_GLUED = regex(r"(?<=[^\W\d_]{2})[,;:](?=[^\W\d_]{2})")  # "Utrecht,Netherlands"
_WAVE = regex(r"(?<=[\d万円])\s?一\s?(?=\d)")  # a range of pay: 800万円〜1,200万円
_WAY_OUT = (
    "Set up a model that reads pictures (jobai providers add gemini, or GEMINI_API_KEY), "
    "or paste the text to `jobai extract -`."
)


def transcript_of(images: Sequence[Image], *, most_s: float = _MOST_SECONDS) -> str:
    """Read pictures; it takes seconds for each, and one source at a time in a process.

    Args:
        images: As of a `Document`; tiles that overlap are put together.
        most_s: Seconds for all of them, checked between two.

    Returns:
        Text with light Markdown, as `sources.layout.text_of` writes it.

    Raises:
        UnreadableSourceError: as `pages_of`.
        ConfigurationError: as `pages_of`.
    """
    return text_of(pages_of(images, most_s=most_s))


def pages_of(images: Sequence[Image], *, most_s: float = _MOST_SECONDS) -> list[list[Line]]:
    """Read pictures to the lines of each, in pixels of the picture; see `transcript_of`.

    Raises:
        UnreadableSourceError: There is no text (reason "empty"), it cannot be trusted (reason
            "illegible"), or it takes too long (reason "too_large").
        ConfigurationError: The extra is there but does not work.
    """
    with ONE_AT_A_TIME:
        deadline = time.monotonic() + most_s
        pictures = [_lines_of(tiles, deadline) for tiles in _by_picture(images)]
    found = [line for lines in pictures for line in lines]
    _refuse_doubtful(found)
    body = body_size(item.line for item in found)
    pages = [
        _levelled(
            [item.line for item in lines if item.line.text and item.confidence >= _SURE], body
        )
        for lines in pictures
    ]
    pages = without_repeats(pages)
    if not is_legible("\n".join(line.text for page in pages for line in page)):
        raise _illegible("what was recognised in it is no language")
    return pages


def _by_picture(images: Sequence[Image]) -> list[list[Image]]:
    pictures: list[list[Image]] = []
    for image in images:
        if image.overlap and pictures:
            pictures[-1].append(image)
        else:
            pictures.append([image])
    return pictures


def _lines_of(tiles: Sequence[Image], deadline: float) -> list[Recognised]:
    """Read one picture from its tiles, each line once."""
    found: list[Recognised] = []
    top = 0
    for tile in tiles:
        if time.monotonic() > deadline:
            raise UnreadableSourceError(
                "Reading the pictures without a model takes too long.",
                reason="too_large",
                hint=_WAY_OUT,
            )
        seam = top - tile.overlap / 2 if top else 0
        here = [_moved(item, top - tile.overlap) for item in _recognised(tile)]
        found = _stitched(found, here, seam) if top else here
        top += tile.height - tile.overlap
    return found


def _recognised(tile: Image) -> list[Recognised]:
    import PIL.Image

    with PIL.Image.open(io.BytesIO(tile.data)) as picture:
        return [
            Recognised(replace(item.line, text=_plain(item.line.text)), item.confidence)
            for item in recognised(picture.convert("RGB"))
        ]


def _moved(item: Recognised, down: float) -> Recognised:
    line = item.line
    return Recognised(
        replace(line, top=line.top + down, bottom=line.bottom + down), item.confidence
    )


def _stitched(
    above: Sequence[Recognised], below: Sequence[Recognised], seam: float
) -> list[Recognised]:
    """Take lines above a seam from the one tile, below it from the other, on it the surer."""
    kept = [item for item in above if item.line.middle < seam + item.line.size / 2]
    for item in below:
        if item.line.middle < seam - item.line.size / 2:
            continue
        twins = [index for index, other in enumerate(kept) if _is_same(item.line, other.line)]
        if not twins:
            kept.append(item)
        elif item.confidence > kept[twins[0]].confidence:
            kept[twins[0]] = item
    return kept


def _is_same(one: Line, other: Line) -> bool:
    if abs(one.middle - other.middle) > _SAME_LINE * max(one.size, other.size):
        return False
    return min(one.right, other.right) > max(one.left, other.left)


def _plain(text: str) -> str:
    """Mend what is mistaken regularly: bullets, wide signs, lost blanks, the wave of a range."""
    text = _WAVE.sub("〜", _BULLET.sub("• ", text))
    if any("\u3000" < character < "\uff00" for character in text):
        return text
    narrow = "".join(
        unicodedata.normalize("NFKC", sign) if "\uff01" <= sign <= "\uff5e" else sign
        for sign in text
    )
    return _GLUED.sub(r"\g<0> ", narrow)


def _levelled(lines: Sequence[Line], body: float) -> list[Line]:
    """Give the boxes of lines a height that all lines of their type have."""
    levelled: list[Line] = []
    for line in sorted(lines, key=lambda line: line.middle):
        ratio = line.size / body
        step = math.floor(math.log(ratio / _LARGER, _SIZE_STEP)) + 1 if ratio >= _LARGER else 0
        size = body * _SIZE_STEP**step
        above = levelled[-1] if levelled else None
        if step == 0 and above is not None and ratio >= _PERHAPS_LARGER and _is_below(line, above):
            size = above.size  # the second line of a heading
        levelled.append(replace(line, top=line.middle - size / 2, bottom=line.middle + size / 2))
    return levelled


def _is_below(line: Line, above: Line) -> bool:
    is_near = line.middle - above.middle < _HEADING_STEP * above.size
    return is_near and abs(line.left - above.left) < above.size / 2


def without_repeats(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Drop from each picture what the one before shows too: people scroll less than a screen."""
    kept: list[list[Line]] = [list(page) for page in pages[:1]]
    for before, page in pairwise(pages):
        known = [_bare(line.text) for line in sorted(before, key=lambda line: line.middle)]
        down = sorted(page, key=lambda line: line.middle)
        end = _repeated([_bare(line.text) for line in down], known)
        kept.append(down[end:])
    return kept


def _repeated(lines: Sequence[str], known: Sequence[str]) -> int:
    """How many lines at the start also end the picture before, bars at the edges aside."""
    for start in range(min(len(lines), 4)):
        for at in range(len(known)):
            count = 0
            while (
                start + count < len(lines)
                and at + count < len(known)
                and lines[start + count] == known[at + count]
            ):
                count += 1
            letters = sum(len(line) for line in lines[start : start + count])
            if count >= 2 and letters >= _LEAST_LETTERS and len(known) - at - count <= 4:
                return start + count
    return 0


def _bare(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _refuse_doubtful(found: Sequence[Recognised]) -> None:
    widths = [(item.line.right - item.line.left, _is_sparse(item.line)) for item in found]
    lost = sum(width for width, is_sparse in widths if is_sparse)
    if lost > _MOST_LOST * sum(width for width, _ in widths):
        raise _illegible("most of its letters are unknown")
    letters = [sign for item in found for sign in item.line.text if sign.isalpha()]
    if sum(_FOREIGN[0] <= sign < _FOREIGN[1] for sign in letters) > _MOST_FOREIGN * len(letters):
        raise _illegible("it is in another script")
    total = sum(len(item.line.text) for item in found)
    if total < _LEAST_LETTERS:
        raise UnreadableSourceError(
            "No text was recognised in the picture.", reason="empty", hint=_WAY_OUT
        )
    sure = sum(item.confidence * len(item.line.text) for item in found)
    if sure / total < _SURE_ON_AVERAGE:
        raise _illegible("its letters are of another script, too small or blurred")


def _is_sparse(line: Line) -> bool:
    """Whether it has far fewer letters than room: unknown ones are left out without a word."""
    letters = sum(not character.isspace() for character in line.text)
    return letters < _LEAST_DENSITY * (line.right - line.left) / max(line.size, 1)


def _illegible(why: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"The picture cannot be read without a model: {why}. The text recognition of jobai[ocr] "
        "reads Latin scripts, Chinese and Japanese.",
        reason="illegible",
        hint=_WAY_OUT,
    )
