"""Pictures of postings and of people."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from fuzzing.mutating import changed_bytes
from fuzzing.target import Target, told
from orchestrator.documents.images import prepare_images
from orchestrator.documents.limits import Limits
from orchestrator.errors import SourceError
from profiles.errors import InvalidInputError
from profiles.rendering.photos import read_photo

WORDS = (
    b"Exif\0\0II*\0\x08\0\0\0", b"IHDR", b"IDAT", b"tRNS", b"PLTE", b"iCCP", b"eXIf", b"acTL",
    b"GIF89a",
    b"\xff\xd8\xff", b"\xff\xda", b"\xff\xe1", b"\x12\x01\x03\0\x01\0\0\0\x09\0", b"VP8 ", b"VP8X",
    b"ANIM",
    b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff",
)  # fmt: skip


def _seeds() -> list[bytes]:
    found: list[bytes] = []
    for mode, form in (
        ("RGB", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("P",
        "GIF"),
        ("RGB", "WEBP"), ("1", "TIFF"), ("I;16", "PNG"), ("RGB", "BMP"),
    ):  # fmt: skip
        picture, out = Image.new(mode, (40, 30)), io.BytesIO()
        more = {}
        if form in ("JPEG", "PNG"):
            exif = Image.Exif()
            exif[0x0112] = 6
            more = {"exif": exif}
        picture.save(out, form, **more)
        found.append(out.getvalue())
    frames = [Image.new("P", (20, 20), at) for at in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return [*found, out.getvalue()]


def _run(data: bytes) -> None:
    try:
        images = prepare_images(data, limits=Limits(image_pixels=4_000_000), shown="it")
        assert images
        assert all(x.data and x.mime_type.startswith("image/") for x in images)
    except SourceError as error:
        told(error)
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        file.write(data)
        file.flush()
        try:
            read_photo(Path(file.name), "Noor Vance", "en")
        except InvalidInputError as error:
            told(error)


TARGET = Target("pictures", _seeds, _run, changed_bytes, WORDS, in_ci=40)
