from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest
from loopback_site import Site, page
from tiny_pdf import blank_pdf, scanned_pdf, text_pdf

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources import Limits, open_bytes, open_file, open_url

if TYPE_CHECKING:
    from pathlib import Path

POSTING = "Pastry Chef (m/f)\nWe pay 3,400 € a month.\nYou bake croissants before five o'clock."


def refusal(data: bytes, limits: Limits | None = None) -> UnreadableSourceError:
    with pytest.raises(UnreadableSourceError) as caught:
        open_bytes(data, name="posting.pdf", limits=limits)
    assert caught.value.hint
    return caught.value


def test_the_text_layer_is_read_line_by_line() -> None:
    document = open_bytes(text_pdf(POSTING), name="posting.pdf")
    assert document.kind == "pdf"
    assert document.text == POSTING
    assert document.images == ()


def test_pages_are_joined_in_order() -> None:
    document = open_bytes(text_pdf(POSTING, "Page two\nApply by mail", "Three"), name=None)
    assert document.text == f"{POSTING}\n\nPage two\nApply by mail\n\nThree"


def test_a_scan_becomes_upright_pictures_of_its_pages() -> None:
    document = open_bytes(scanned_pdf(pages=3), name="scan.pdf")
    assert document.kind == "pdf"
    assert document.text is None
    assert [(image.width, image.height) for image in document.images] == [(1108, 1567)] * 3


def test_a_long_sheet_without_text_is_tiled_and_stays_wide() -> None:
    document = open_bytes(scanned_pdf(width=600, height=4000), name="scan.pdf")
    assert len(document.images) == 6
    assert all(image.width == 1176 and image.height <= 1568 for image in document.images)


def test_a_scan_of_many_pages_is_refused_and_says_how_many() -> None:
    error = refusal(scanned_pdf(pages=9))
    assert error.reason == "too_large"
    assert "9 pages" in error.message


def test_a_scan_that_becomes_too_many_tiles_is_refused() -> None:
    assert refusal(scanned_pdf(pages=8, width=600, height=1300)).reason == "too_large"


def test_blank_pages_hold_nothing() -> None:
    assert refusal(blank_pdf(2)).reason == "empty"


def test_a_pdf_of_more_than_200_pages_is_refused() -> None:
    assert refusal(text_pdf(*["x"] * 201)).reason == "too_large"


def test_pages_that_take_too_long_are_left() -> None:
    assert refusal(text_pdf(POSTING), Limits(pdf_s=-1)).reason == "too_large"


def test_a_password_is_asked_for_in_words() -> None:
    error = refusal(text_pdf(POSTING, password="sesame"))
    assert error.reason == "encrypted"
    assert "password" in error.message


def test_a_pdf_that_is_encrypted_without_a_password_is_read() -> None:
    assert open_bytes(text_pdf(POSTING, password=""), name=None).text == POSTING


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\nthis is no PDF at all",
        text_pdf(POSTING)[:200],
        text_pdf(),
    ],
)
def test_a_damaged_pdf_is_named(data: bytes) -> None:
    assert refusal(data).reason == "damaged"


def test_a_pdf_with_random_damage_never_ends_in_anything_but_our_error() -> None:
    chance = random.Random(7)
    whole = text_pdf(POSTING, POSTING)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            data[chance.randrange(9, len(data))] = chance.randrange(256)
        try:
            document = open_bytes(bytes(data), name=None)
        except UnreadableSourceError as error:
            assert error.reason in {"damaged", "empty", "encrypted", "too_large"}  # noqa: PT017
        else:
            assert document.text or document.images


def test_a_pdf_is_recognised_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "posting.txt"
    path.write_bytes(b"\n\n" + text_pdf(POSTING))
    assert open_file(path).kind == "pdf"


async def test_a_pdf_behind_a_url_is_read_whatever_it_is_declared_as(site: Site) -> None:
    site.routes["/a"] = page(text_pdf(POSTING), content_type="text/html")
    document = await open_url(site.url("/a"), allow_private=True)
    assert document.kind == "url"
    assert document.text == POSTING


async def test_many_pdfs_at_once_are_read_one_after_the_other() -> None:
    data = text_pdf(*[POSTING] * 20)
    documents = await asyncio.gather(
        *(asyncio.to_thread(open_bytes, data, name=None) for _ in range(12))
    )
    assert {document.text for document in documents} == {"\n\n".join([POSTING] * 20)}
