"""One encoded picture to pixels: checked before it is decoded, upright, RGB."""

from __future__ import annotations

import importlib
import io
import struct
from typing import TYPE_CHECKING, cast

from orchestrator.documents.hints import SAVE_AS_PNG
from orchestrator.documents.sniffing import image_form
from orchestrator.errors import UnreadableSourceError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFile import ImageFile

    from orchestrator.documents.limits import Limits

_DECODERS = {
    "PNG": ("PngImagePlugin", "PngImageFile"),
    "JPEG": ("JpegImagePlugin", "JpegImageFile"),
    "GIF": ("GifImagePlugin", "GifImageFile"),
    "WebP": ("WebPImagePlugin", "WebPImageFile"),
    "AVIF": ("AvifImagePlugin", "AvifImageFile"),
    "TIFF": ("TiffImagePlugin", "TiffImageFile"),
    "BMP": ("BmpImagePlugin", "BmpImageFile"),
}
_MOSTLY_DRAWN = 0.6  # of all pixels: with more, the ground is drawn too
_LIGHT = 150  # of 255
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


def decode_pictures(data: bytes, *, limits: Limits, shown: str) -> list[Picture]:
    """Decode a picture; of an animation the first frame, of a TIFF file every page.

    Args:
        data: Recognised as an image by its first bytes.
        limits: For the number of pixels, and of pages.
        shown: What the picture is called in messages.

    Raises:
        UnreadableSourceError: Too many pixels or pages ("too_large"), "damaged", or HEIC without
            the extra for it ("unsupported_type").
    """
    try:
        with _open(data, shown) as picture:
            pages = _pages(picture, limits, shown)
            return [_page(picture, number, limits, shown) for number in range(pages)]
    except UnreadableSourceError:
        raise
    except Exception as error:  # decoders raise whatever they trip over
        raise UnreadableSourceError(
            f"{shown} is damaged: it cannot be decoded as an image.",
            reason="damaged",
            hint="Open it and save it again as PNG, or take a new screenshot.",
        ) from error


def _pages(picture: ImageFile, limits: Limits, shown: str) -> int:
    pages = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
    if pages > limits.pictures:
        raise UnreadableSourceError(
            f"{shown} has {pages} pages; at most {limits.pictures} pictures are sent.",
            reason="too_large",
            hint="Save the pages of the posting as a file of their own.",
        )
    return pages


def _page(picture: ImageFile, number: int, limits: Limits, shown: str) -> Picture:
    if number:
        picture.seek(number)
    _check_pixels(picture, limits, shown)
    picture.load()
    exif = picture.info.get("exif")
    upright = _UPRIGHT.get(_orientation(exif)) if isinstance(exif, bytes) else None
    if picture.format == "TIFF":  # Pillow turns it while it loads
        upright = None
    return _turned(_opaque_rgb(_narrowed(picture)), upright)


def _open(data: bytes, shown: str) -> ImageFile:
    """Open with the one decoder that the first bytes call for.

    Why not `PIL.Image.open`: its guard against bombs is a warning whose filter and limit are
    global, and this runs in threads of a host that may have its own.
    """
    form = image_form(data)
    if form == "HEIC":
        return _open_heic(data, shown)
    plugin, name = _DECODERS[form or "GIF"]
    decoder = getattr(importlib.import_module(f"PIL.{plugin}"), name)
    return cast("ImageFile", decoder(io.BytesIO(data)))


def _open_heic(data: bytes, shown: str) -> ImageFile:
    try:
        plugin = importlib.import_module("pillow_heif")
    except ImportError as error:
        raise UnreadableSourceError(
            f"{shown} is a HEIC image, as iPhones take them, which needs an extra to be read.",
            reason="unsupported_type",
            hint="Install it: pip install 'jobai[heic]'. " + SAVE_AS_PNG,
        ) from error
    return cast("ImageFile", plugin.HeifImageFile(io.BytesIO(data)))


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
    """Put a transparent picture on paper that its letters stand out from: mostly white."""
    import PIL.Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    alpha = layered.getchannel("A")
    paper = PIL.Image.new("RGB", layered.size, "black" if _is_light(layered) else "white")
    paper.paste(layered, mask=alpha)
    return paper


def _is_light(layered: Picture) -> bool:
    """Whether what is drawn on a transparent ground is light, as in dark mode."""
    from PIL import ImageStat

    table = [0] * 128 + [255] * 128
    mask = layered.getchannel("A").point(table)  # pyright: ignore[reportUnknownMemberType] - numpy is not installed
    drawn = ImageStat.Stat(layered.convert("RGB").convert("L"), mask)
    count = drawn.count[0]
    is_ground_clear = count < _MOSTLY_DRAWN * layered.width * layered.height
    return is_ground_clear and count > 0 and drawn.mean[0] > _LIGHT
