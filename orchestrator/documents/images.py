"""Any picture to pictures that every provider takes: upright, RGB, without metadata, in tiles."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from orchestrator.documents.decoding import decode_pictures
from orchestrator.documents.hints import SAVE_AS_PNG
from orchestrator.documents.limits import MB, Limits, in_megabytes
from orchestrator.documents.scaling import line_height, shown_part
from orchestrator.documents.sniffing import binary_kind, refuse_known_unreadable
from orchestrator.errors import UnreadableSourceError
from orchestrator.providers.base import Image

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LONGEST_EDGE = 1_568
"""Pixels. Claude scales anything longer down; OpenAI and Gemini cut up what is larger too."""

_MOST_PIXELS = 1_750_000
"""Of one tile: a sheet of paper fits. Claude makes it four fifths as wide, 1.15 million."""

_LINE_HEIGHT = 16.0
"""Pixels that letters keep, about those of 20-pixel type: phones show the same three times as
large, which no provider needs to read it but charges for."""

_LEAST_LINE_HEIGHT = 9.0  # 12-pixel type: smaller is misread
_LEAST_WIDTH = 480
_OVERLAP = 128  # pixels: no line of text is cut in both tiles
_MOST_BYTES = 4 * MB  # per tile; Anthropic's limit of 5 MB counts base64
_FEW_COLOURS = 16_384


def prepare_images(
    data: bytes, *, limits: Limits | None = None, shown: str = "The image"
) -> tuple[Image, ...]:
    """Make one encoded picture ready to send; a TIFF file may hold several.

    A tall screenshot becomes tiles that overlap; scaled down as a whole it would be unreadable.

    Args:
        data: PNG, JPEG, WebP, GIF, AVIF, BMP, TIFF, or HEIC where its extra is installed; of an
            animation the first frame counts.
        limits: None for the defaults.
        shown: What the picture is called in messages.

    Raises:
        UnreadableSourceError: Not such a picture, damaged, or too large.
    """
    limits = limits or Limits()
    if not data:
        raise UnreadableSourceError(
            f"{shown} is empty (0 bytes).", reason="empty", hint="Make or download it again."
        )
    if len(data) > limits.binary_bytes:
        raise UnreadableSourceError(
            f"{shown} is larger than {in_megabytes(limits.binary_bytes)}.",
            reason="too_large",
            hint="Crop it to the posting, or save it as JPEG.",
        )
    if binary_kind(data) != "image":
        refuse_known_unreadable(data, shown)
        raise UnreadableSourceError(
            f"{shown} is not an image that can be read.",
            reason="unsupported_type",
            hint=SAVE_AS_PNG,
        )
    images: list[Image] = []
    for picture in decode_pictures(data, limits=limits, shown=shown):
        images += tile(picture, limits=limits, shown=shown)
    if len(images) > limits.pictures:
        raise _too_many(shown, len(images), limits)
    return tuple(images)


def tile(picture: Picture, *, limits: Limits, shown: str) -> tuple[Image, ...]:
    """Cut margins off, scale to what providers keep, cut into tiles, encode.

    Args:
        picture: RGB, upright.
        limits: For the number of tiles.
        shown: What the picture is called in messages.

    Raises:
        UnreadableSourceError: More tiles than a source may become (reason "too_large").
    """
    picture = shown_part(picture)
    letters = line_height(picture)
    tiles = _tiles(_scaled(picture, letters, 1.0))
    if letters is not None:
        # Letters that are a little smaller are better than none.
        least = _LEAST_LINE_HEIGHT / letters / _scale(picture, letters)
        tighter = 1.0
        while len(tiles) > limits.pictures and tighter > least:
            tighter = max(least, 0.93 * tighter)
            tiles = _tiles(_scaled(picture, letters, tighter))
    if len(tiles) > limits.pictures:
        raise _too_many(shown, len(tiles), limits)
    return tuple(_encode(part, overlap=overlap) for part, overlap in tiles)


def _too_many(shown: str, count: int, limits: Limits) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"{shown} is too tall: it would become {count} pictures, "
        f"at most {limits.pictures} are sent.",
        reason="too_large",
        hint="Crop it to the posting, or take several screenshots and give all with --as-one.",
    )


def _scaled(picture: Picture, letters: float | None, tighter: float) -> Picture:
    scale = _scale(picture, letters) * tighter
    if scale >= 1:
        return picture
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(size, reducing_gap=2.0)  # pyright: ignore[reportUnknownMemberType] - numpy is not installed


def _scale(picture: Picture, letters: float | None) -> float:
    """How much smaller a picture is sent, by the size of its letters and its width."""
    by_width = min(1.0, LONGEST_EDGE / picture.width)
    if letters is None:
        return by_width
    by_letters = max(_LINE_HEIGHT / letters, _LEAST_WIDTH / picture.width)
    if by_letters > 0.9:  # not worth the blur
        by_letters = 1.0
    # A very wide screen is not made so small that its text is lost: it is cut in width instead.
    return min(by_letters, max(by_width, _LEAST_LINE_HEIGHT / letters))


def _tiles(picture: Picture) -> list[tuple[Picture, int]]:
    """Parts of a picture from the top down, each with the rows that it shares with the last."""
    tiles: list[tuple[Picture, int]] = []
    columns, width = _steps(picture.width, LONGEST_EDGE)
    rows, height = _steps(picture.height, min(LONGEST_EDGE, _MOST_PIXELS // width))
    for left in columns:
        for top in rows:
            right, bottom = min(left + width, picture.width), min(top + height, picture.height)
            tiles.append((picture.crop((left, top, right, bottom)), _OVERLAP if top else 0))
    return tiles


def _steps(length: int, most: int) -> tuple[list[int], int]:
    """Where parts of even length start, and that length."""
    if length <= most:
        return [0], length
    count = math.ceil((length - _OVERLAP) / (most - _OVERLAP))
    part = math.ceil((length + (count - 1) * _OVERLAP) / count)
    return [number * (part - _OVERLAP) for number in range(count)], part


def _encode(picture: Picture, *, overlap: int = 0) -> Image:
    import PIL.Image

    # A new picture has no metadata; a converted or cropped one would hand its own on.
    clean = PIL.Image.new("RGB", picture.size)
    clean.paste(picture)
    best, mime_type = _saved(clean, "JPEG", quality=85), "image/jpeg"
    if clean.getcolors(_FEW_COLOURS) is not None:  # a screenshot: text stays sharp as PNG
        png = _saved(clean, "PNG")
        if len(png) <= len(best):
            best, mime_type = png, "image/png"
    for quality in (70, 50, 30):
        if len(best) <= _MOST_BYTES:
            break
        best, mime_type = _saved(clean, "JPEG", quality=quality), "image/jpeg"
    return Image(best, mime_type, clean.width, clean.height, overlap)


def _saved(picture: Picture, encoding: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, encoding, **options)
    return buffer.getvalue()
