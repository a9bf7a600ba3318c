"""A portrait for the head of a CV: checked, turned upright, scaled, without its metadata."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from profiles.errors import InvalidInputError
from profiles.rendering.resources import table

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

_LARGEST_FILE_BYTES = 20_000_000
_LEAST_SIDE = 100
_PRINTED_HEIGHT = 600
"""Pixels: 3.4 cm at 450 dots per inch."""
_NARROWEST = 0.5
_WIDEST = 1.25
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG and what it shows, in words."""

    data: bytes
    width: int
    height: int
    description: str


def read_photo(path: Path, name: str | None, language: str) -> Photo:
    """Read a portrait.

    Raises:
        InvalidInputError: a file that is no JPEG or PNG, too large, too small, or a banner.
    """
    picture = _picture(path)
    if min(picture.size) < _LEAST_SIDE:
        raise _refused(path, f"is only {picture.width} x {picture.height} pixels")
    if not _NARROWEST <= picture.width / picture.height <= _WIDEST:
        raise _refused(path, f"is {picture.width} x {picture.height}: not the shape of a portrait")
    from PIL import Image

    picture.thumbnail((_PRINTED_HEIGHT * 2, _PRINTED_HEIGHT), Image.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    words = table("words").get(language, table("words")["en"])
    return Photo(out.getvalue(), *picture.size, words["photo"].format(name=name or "").strip())


def _picture(path: Path) -> Image.Image:
    """The picture upright, in sRGB, on white, without metadata."""
    from PIL import Image, ImageOps

    raw = _bytes_of(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken metadata, which is left out
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=("JPEG", "PNG")) as image:
                upright = _in_srgb(ImageOps.exif_transpose(image))
                if upright.mode != "RGB":
                    layers = upright.convert("RGBA")
                    white = Image.new("RGBA", layers.size, "white")
                    upright = Image.alpha_composite(white, layers).convert("RGB")
                clean = Image.new("RGB", upright.size)
                clean.paste(upright)
                return clean
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refused(path, "has far too many pixels") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _refused(path, "is no JPEG or PNG that can be read") from error


def _in_srgb(image: Image.Image) -> Image.Image:
    """Translate the colours of a camera's own profile; a broken profile is passed over."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    cms: Any = ImageCms  # half of it has no types
    try:
        own = cms.ImageCmsProfile(BytesIO(profile))
        return cms.profileToProfile(image, own, cms.createProfile("sRGB"))
    except (OSError, ImageCms.PyCMSError):
        return image


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            raise _refused(path, "is larger than 20 MB")
        return path.read_bytes()
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from error


def _refused(path: Path, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"The photo {path.name} {why}.",
        hint="Give a JPEG or PNG portrait, upright or square, such as --photo me.jpg.",
    )
