from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import PIL.Image
import pytest
from loopback_site import Site, page
from tiny_pdf import scanned_pdf, text_pdf

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources import Limits, open_as_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

POSTING = "Pastry Chef (m/f)\nYou bake croissants before five o'clock, and bread after it."


def png(width: int = 40, height: int = 30, colour: str = "red") -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    return buffer.getvalue()


async def refusal(
    sources: Sequence[str | Path | bytes], limits: Limits | None = None
) -> UnreadableSourceError:
    with pytest.raises(UnreadableSourceError) as caught:
        await open_as_one(sources, limits=limits)
    assert caught.value.hint
    return caught.value


async def test_screenshots_become_one_document_in_the_order_given(tmp_path: Path) -> None:
    second = tmp_path / "a.png"
    second.write_bytes(png(50))
    first = tmp_path / "b.png"
    first.write_bytes(png(60))
    document = await open_as_one([first, str(second), png(70)])
    assert document.kind == "image"
    assert [image.width for image in document.images] == [60, 50, 70]
    assert document.file_name == "b.png, a.png"
    whole = hashlib.sha256(png(60) + png(50) + png(70))
    assert document.sha256 == whole.hexdigest()
    swapped = await open_as_one([second, first, png(70)])
    assert swapped.sha256 != document.sha256


async def test_the_same_picture_twice_counts_once() -> None:
    document = await open_as_one([png(60), png(50), png(60)])
    assert [image.width for image in document.images] == [60, 50]
    assert document.sha256 == hashlib.sha256(png(60) + png(50)).hexdigest()


async def test_one_source_is_as_it_would_be_alone() -> None:
    document = await open_as_one([text_pdf(POSTING)])
    assert document.kind == "pdf"
    assert document.text == POSTING


async def test_a_pdf_beside_a_picture_is_sent_as_pictures() -> None:
    document = await open_as_one([png(60), text_pdf(POSTING, "Page two")])
    assert document.kind == "image"
    assert document.text is None
    assert [image.height for image in document.images] == [30, 1567, 1567]


async def test_a_scan_beside_a_pdf_with_text_makes_pictures_of_both() -> None:
    document = await open_as_one([text_pdf(POSTING), scanned_pdf()])
    assert document.kind == "pdf"
    assert len(document.images) == 2


async def test_texts_become_one_text(tmp_path: Path) -> None:
    path = tmp_path / "how-to-apply.txt"
    path.write_text("Apply by mail.", encoding="utf-8")
    document = await open_as_one([text_pdf(POSTING), path])
    assert document.kind == "text"
    assert document.text == f"{POSTING}\n\nApply by mail."
    assert document.images == ()


async def test_a_picture_behind_a_url_is_one_of_them(site: Site) -> None:
    site.routes["/a"] = page(png(60), content_type="image/png")
    document = await open_as_one([site.url("/a"), png(50)], allow_private=True)
    assert [image.width for image in document.images] == [60, 50]
    assert document.url == site.url("/a")


async def test_too_many_pictures_in_all_are_counted() -> None:
    error = await refusal([png(60, 4000), png(50, 4000)], Limits(pictures_as_one=5))
    assert error.reason == "too_large"
    assert "6 pictures" in error.message
    error = await refusal([png(60)] * 21)
    assert error.reason == "too_large"
    assert "21 sources" in error.message


async def test_what_cannot_be_joined_is_named(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(f"<!doctype html><h1>Cook</h1><p>{POSTING}</p>", encoding="utf-8")
    error = await refusal([saved, png()])
    assert error.reason == "not_joinable"
    assert "page.html is a web page" in error.message
    note = tmp_path / "note.txt"
    note.write_text("Apply by mail.", encoding="utf-8")
    error = await refusal([png(), note])
    assert error.reason == "not_joinable"
    assert "note.txt is text" in error.message
    assert (await refusal([])).reason == "empty"
    assert (await refusal([png(), tmp_path / "gone.png"])).reason == "missing"
    assert (await refusal([png(), b""])).reason == "empty"
