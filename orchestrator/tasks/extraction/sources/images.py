"""Any picture to pictures that every provider takes: upright, RGB, without metadata, in tiles."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from orchestrator.errors import UnreadableSourceError
from orchestrator.providers.base import Image
from orchestrator.tasks.extraction.sources.decoding import decode_picture
from orchestrator.tasks.extraction.sources.limits import MB, Limits, in_megabytes
from orchestrator.tasks.extraction.sources.sniffing import binary_kind, refuse_known_unreadable

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LONGEST_EDGE = 1_568
"""Pixels. Claude scales anything longer down; OpenAI and Gemini cut up what is larger too."""

_OVERLAP = 128  # pixels: no line of text is cut in both tiles
_MOST_BYTES = 4 * MB  # per tile; Anthropic's limit of 5 MB counts base64
_FEW_COLOURS = 16_384


def prepare_images(
    data: bytes, *, limits: Limits | None = None, shown: str = "The image"
) -> tuple[Image, ...]:
    """Make one encoded picture ready to send.

    A tall screenshot becomes tiles that overlap; scaled down as a whole it would be unreadable.

    Args:
        data: PNG, JPEG, WebP or GIF; of an animation the first frame counts.
        limits: None for the defaults.
        shown: What the picture is called in messages.

    Raises:
        UnreadableSourceError: Not such a picture, damaged, or too large.
    """
    limits = limits or Limits()
    if not data:
        raise UnreadableSourceError(f"{shown} is empty (0 bytes).", reason="empty")
    if len(data) > limits.binary_bytes:
        raise UnreadableSourceError(
            f"{shown} is larger than {in_megabytes(limits.binary_bytes)}.",
            reason="too_large",
            hint="Crop it to the posting, or save it as JPEG.",
        )
    if binary_kind(data) != "image":
        refuse_known_unreadable(data, shown)
        raise UnreadableSourceError(
            f"{shown} is not a PNG, JPEG, WebP or GIF image.",
            reason="unsupported_type",
            hint="Save it as PNG or JPEG.",
        )
    picture = decode_picture(data, limits=limits, shown=shown)
    return tile(picture, limits=limits, shown=shown)


def tile(picture: Picture, *, limits: Limits, shown: str) -> tuple[Image, ...]:
    """Scale to the width that providers keep, cut into tiles, encode.

    Args:
        picture: RGB, upright.
        limits: For the number of tiles.
        shown: What the picture is called in messages.

    Raises:
        UnreadableSourceError: More tiles than a source may become (reason "too_large").
    """
    if picture.width > LONGEST_EDGE:
        height = max(1, round(picture.height * LONGEST_EDGE / picture.width))
        picture = picture.resize(  # pyright: ignore[reportUnknownMemberType] - numpy is not installed
            (LONGEST_EDGE, height), reducing_gap=2.0
        )
    tops, tile_height = _rows(picture.height)
    if len(tops) > limits.pictures:
        raise UnreadableSourceError(
            f"{shown} is too tall: it would become {len(tops)} pictures, "
            f"at most {limits.pictures} are sent.",
            reason="too_large",
            hint="Crop it to the posting, or take several screenshots and extract each.",
        )
    return tuple(
        _encode(
            picture.crop((0, top, picture.width, min(top + tile_height, picture.height))),
            overlap=_OVERLAP if top else 0,
        )
        for top in tops
    )


def _rows(height: int) -> tuple[list[int], int]:
    """Where tiles of even height start, and that height."""
    if height <= LONGEST_EDGE:
        return [0], height
    count = math.ceil((height - _OVERLAP) / (LONGEST_EDGE - _OVERLAP))
    tile_height = math.ceil((height + (count - 1) * _OVERLAP) / count)
    return [row * (tile_height - _OVERLAP) for row in range(count)], tile_height


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
