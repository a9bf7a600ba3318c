"""CVs in pictures: what text recognition confirms of a model's reading, and what it does not."""

from io import BytesIO
from typing import Any

import pytest
from cv_samples import jobs
from PIL import Image, ImageDraw, ImageFont

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction import ocr
from orchestrator.tasks.importing import pictures
from orchestrator.tasks.importing.by_rules import profile_by_rules
from orchestrator.tasks.importing.reading import open_cv, open_pages
from orchestrator.tasks.importing.rows import Sheet
from orchestrator.tasks.importing.text_rows import rows_of

READ = """\
Tove Halberg
EXPERIENCE
Product Engineer, Spokevvorks Ltd, Aarhus
March 2021 - present
- Taught two apprentices and cut costs by 20 %
"""
needs_ocr = pytest.mark.skipif(
    not ocr.is_installed(), reason="the extra is not installed: pip install 'jobai[ocr]'"
)


def _picture(lines: list[tuple[float, str]], form: str = "PNG") -> bytes:
    picture = Image.new("RGB", (1240, 900), "white")
    draw = ImageDraw.Draw(picture)
    for number, (size, line) in enumerate(lines):
        draw.text((90, 60 + 52 * number), line, fill="black", font=ImageFont.load_default(size))
    file = BytesIO()
    picture.save(file, form)
    return file.getvalue()


def _unconfirmed(document: dict[str, Any]) -> list[str]:
    rows, links = rows_of(READ)
    return pictures._unconfirmed(  # pyright: ignore[reportPrivateUsage]
        document, Sheet(tuple(rows), tuple(links))
    )


def test_what_was_recognised_with_a_letter_wrong_is_confirmed_and_another_number_is_not() -> None:
    job = {
        "name": "Spokeworks Ltd",
        "position": "Product Engineer",
        "startDate": "2021-03",
        "highlights": [
            "Taught two apprentices and cut costs by 20 %",
            "Taught two apprentices and cut costs by 80 %",
            "Founded the workshop in Odense",
        ],
        "x-details": ["kept, and used by no draft"],
    }

    found = _unconfirmed({"work": [job, {"startDate": "2019-03"}]})

    assert found == [
        "Taught two apprentices and cut costs by 80 %",
        "Founded the workshop in Odense",
        "2019-03",
    ]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF"])
def test_pictures_of_every_form_become_pictures_to_send(form: str) -> None:
    cv = open_cv(_picture([(40, "Tove Halberg")], form), name="photo")

    assert cv.sheet is None
    assert cv.images
    assert cv.photographed


def test_a_file_with_text_among_the_pages_of_a_cv_is_named() -> None:
    photo = _picture([(40, "Tove Halberg")])

    with pytest.raises(UnreadableSourceError, match=r"notes\.txt is no picture"):
        open_pages([(photo, "photo.png"), (READ.encode(), "notes.txt")])


@needs_ocr
def test_a_photo_is_read_without_a_model() -> None:
    photo = _picture(
        [(56, "Tove Halberg"), (30, "tove.halberg@mail.example"), (40, "EXPERIENCE"),
         (30, "Product Engineer"), (30, "Spokeworks Ltd"), (30, "March 2021 - present"),
         (30, "- Taught two apprentices"), (40, "EDUCATION"), (30, "BSc Physics"),
         (30, "University of Eastfold"), (30, "2014 - 2017")]
    )  # fmt: skip

    sheet = pictures.recognised_sheet(open_cv(photo, name="photo.png").images)
    document = profile_by_rules(sheet).document

    assert jobs(document) == [("Product Engineer", "Spokeworks Ltd", "2021-03", None)]


@needs_ocr
def test_a_blurred_photo_is_refused_with_what_to_do() -> None:
    photo = _picture([(9, "Product Engineer at Spokeworks Ltd since March 2021")] * 12)
    with Image.open(BytesIO(photo)) as picture:
        small = picture.reduce(4)
    file = BytesIO()
    small.save(file, "PNG")

    with pytest.raises(UnreadableSourceError) as caught:
        pictures.recognised_sheet(open_cv(file.getvalue(), name="photo.png").images)

    assert "jobai profile import -" in (caught.value.hint or "")
