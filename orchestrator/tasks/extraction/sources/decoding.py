"""One encoded picture to pixels: checked before it is decoded, upright, RGB."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, cast

from orchestrator.errors import UnreadableSourceError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFile import ImageFile

    from orchestrator.tasks.extraction.sources.limits import Limits

_ORIENTATION = 0x0112  # EXIF

# EXIF orientation to what sets the picture upright: names of PIL.Image.Transpose.
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def decode_picture(data: bytes, *, limits: Limits, shown: str) -> Picture:
    """Decode PNG, JPEG, WebP or GIF; of an animation the first frame.

    Args:
        data: Recognised as one of these by its first bytes.
        limits: For the number of pixels.
        shown: What the picture is called in messages.

    Raises:
        UnreadableSourceError: Too many pixels ("too_large") or "damaged".
    """
    try:
        with _open(data) as picture:
            _check_pixels(picture, limits, shown)
            picture.load()
            exif = picture.info.get("exif")
            upright = _UPRIGHT.get(_orientation(exif)) if isinstance(exif, bytes) else None
            return _turned(_opaque_rgb(_narrowed(picture)), upright)
    except UnreadableSourceError:
        raise
    except Exception as error:  # decoders raise whatever they trip over
        raise UnreadableSourceError(
            f"{shown} is damaged: it cannot be decoded as an image.",
            reason="damaged",
            hint="Open it and save it again as PNG, or take a new screenshot.",
        ) from error


def _open(data: bytes) -> ImageFile:
    """Open with the one decoder that the first bytes call for.

    Why not `PIL.Image.open`: its guard against bombs is a warning whose filter and limit are
    global, and this runs in threads of a host that may have its own.
    """
    file = io.BytesIO(data)
    if data.startswith(b"\x89PNG"):
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile(file)
    if data.startswith(b"\xff\xd8"):
        from PIL.JpegImagePlugin import JpegImageFile

        return JpegImageFile(file)
    if data.startswith(b"RIFF"):
        from PIL.WebPImagePlugin import WebPImageFile

        return WebPImageFile(file)
    from PIL.GifImagePlugin import GifImageFile

    return GifImageFile(file)


def _check_pixels(picture: Picture, limits: Limits, shown: str) -> None:
    if picture.width * picture.height > limits.image_pixels:
        raise UnreadableSourceError(
            f"{shown} is too large: {picture.width} x {picture.height} pixels, at most "
            f"{limits.image_pixels / 1e6:.0f} million are decoded.",
            reason="too_large",
            hint="Crop it to the posting, or scale it down.",
        )


def _orientation(exif: bytes) -> int:
    """Read one number out of EXIF data, which is a TIFF file; 1 when it is broken or absent."""
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for index in range(entries):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * index)
            if tag == _ORIENTATION:
                return value
    except struct.error:  # it ends too early
        pass
    return 1


def _turned(picture: Picture, transpose: str | None) -> Picture:
    import PIL.Image

    return picture if transpose is None else picture.transpose(PIL.Image.Transpose[transpose])


def _narrowed(picture: Picture) -> Picture:
    """Bring 16 and 32 bits per channel down to 8; Pillow would clip them to white."""
    if not (picture.mode.startswith("I;16") or picture.mode in {"I", "F"}):
        return picture
    low, high = 0.0, 65_535.0
    if picture.mode in {"I", "F"}:
        low, high = cast("tuple[float, float]", picture.getextrema())
    scale = 255 / (high - low) if high > low else 0.0
    return picture.point(  # pyright: ignore[reportUnknownMemberType] - numpy is not installed
        lambda value: value * scale - low * scale
    ).convert("L")


def _opaque_rgb(picture: Picture) -> Picture:
    """Put a transparent picture on white: text is mostly dark."""
    import PIL.Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    paper = PIL.Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper
