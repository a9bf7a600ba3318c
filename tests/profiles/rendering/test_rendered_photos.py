"""Photos: checked, turned upright, scaled, without what the camera wrote into them."""

from __future__ import annotations

import re
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document
from drafts_to_render import CV, LETTER
from PIL import Image

from profiles.errors import InvalidInputError
from profiles.rendering import RenderOptions, render
from profiles.rendering.photos import read_photo

if TYPE_CHECKING:
    from pathlib import Path


def saved(path: Path, size: tuple[int, int] = (900, 1200), **options: Any) -> Path:
    Image.new(options.pop("mode", "RGB"), size, options.pop("color", "teal")).save(path, **options)
    return path


def test_a_photo_loses_size_and_metadata_and_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "SecretCamera"
    path = saved(tmp_path / "me.jpg", (1200, 900), exif=exif)

    photo = read_photo(path, "Noor Vance", "de")

    assert (photo.width, photo.height) == (450, 600)
    assert b"SecretCamera" in path.read_bytes()
    assert b"SecretCamera" not in photo.data
    assert b"Exif" not in photo.data
    assert photo.description == "Foto von Noor Vance"


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    path = saved(tmp_path / "me.png", (300, 300), mode="RGBA", color=(0, 0, 0, 0))

    with Image.open(BytesIO(read_photo(path, None, "en").data)) as shown:
        assert shown.getpixel((150, 150)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_every_kind_of_picture_is_taken(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("me.jpg" if mode == "CMYK" else "me.png")
    Image.new("RGB", (300, 400), "white").convert(mode).save(path)

    with Image.open(BytesIO(read_photo(path, None, "en").data)) as shown:
        assert (shown.mode, shown.format) == ("RGB", "JPEG")
        assert shown.getpixel((5, 5)) == (255, 255, 255)


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInputError) as refused:
        read_photo(path, None, "en")
    assert "--photo me.jpg" in (refused.value.hint or "")
    return refused.value.message


def test_what_is_no_portrait_is_refused_by_name_and_reason(tmp_path: Path) -> None:
    whole = saved(tmp_path / "whole.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.png").touch()

    assert "only 60 x 80 pixels" in refusal(saved(tmp_path / "small.png", (60, 80)))
    assert "not the shape" in refusal(saved(tmp_path / "wide.png", (900, 300)))
    assert "not the shape" in refusal(saved(tmp_path / "tall.png", (300, 900)))
    for name in ("cut.jpg", "text.png", "empty.png"):
        assert f"{name} is no JPEG or PNG that can be read" in refusal(tmp_path / name)
    assert "is no JPEG" in refusal(saved(tmp_path / "moving.gif"))
    assert "cannot be read" in refusal(tmp_path / "missing.jpg")
    assert "cannot be read" in refusal(tmp_path)


def test_a_small_file_with_a_huge_picture_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "bomb.png", (10_000, 10_000), mode="1", color=0)

    assert path.stat().st_size < 100_000
    assert "far too many pixels" in refusal(path)


def test_a_photo_stands_in_pdf_word_and_html_with_words_for_who_cannot_see_it(
    tmp_path: Path,
) -> None:
    options = RenderOptions(photo=saved(tmp_path / "me.png"))

    pdf = render(CV, "pdf", options).data
    word = Document(BytesIO(render(CV, "docx", options).data))
    html = render(CV, "html", options).data.decode()

    assert re.search(rb"/Alt\s*\(Photo of Noor Vance\)", pdf)
    assert 'descr="Photo of Noor Vance"' in word.element.xml
    assert "wp:anchor" in word.element.xml
    assert 'alt="Photo of Noor Vance"' in html
    assert render(LETTER, "pdf", options).data == render(LETTER, "pdf").data


def test_broken_metadata_is_passed_over_without_a_word(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path / "me.jpg", exif=exif)
    cut_short = path.read_bytes().replace(b"\x00\x00\x00\x08\x00\x01", b"\x7f\xff\xff\x08\x00\x01")
    path.write_bytes(cut_short)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_photo(path, None, "en").data
