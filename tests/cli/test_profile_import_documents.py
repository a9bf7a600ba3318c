"""`jobai profile import` of a CV without fields: by rules, with a model, and what is refused."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw
from tiny_pdf import scanned_pdf, text_pdf

from orchestrator.tasks.extraction import ocr

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Jobai
    from wire.server import WireServer

CV = """\
Tove Halberg
tove.halberg@mail.example

EXPERIENCE
Product Engineer, Spokeworks Ltd, Aarhus (March 2021 - present)
- Taught two apprentices

EDUCATION
BSc in Computer Science, University of Eastfold, 2014 - 2017

LANGUAGES
Danish (native), English (fluent)

UNICYCLING
Third place at the harbour race
"""
JOB = {"employer": "Spokeworks Ltd", "position": "Product Engineer", "start": "2021-03",
       "highlights": ["Taught two apprentices", "Led a team of forty"]}  # fmt: skip


def test_a_pdf_is_imported_by_rules_and_each_line_without_a_place_is_printed(
    jobai: Jobai, tmp_path: Path
) -> None:
    file = tmp_path / "cv.pdf"
    file.write_bytes(text_pdf(CV))

    strict = jobai("profile", "import", file, "--strict")
    kept = jobai("profile", "import", file)
    shown = jobai("profile", "show", "--json").json

    assert strict.code == 3
    assert "harbour race" in strict.stderr
    assert kept.code == 0, kept.stderr
    assert "working offline" in kept.stderr
    assert "kept x-unplaced" in kept.stderr
    assert shown["version"] == 1
    assert shown["profile"]["work"][0]["name"] == "Spokeworks Ltd"


def test_what_a_model_adds_is_dropped_and_the_call_is_in_the_ledger(
    jobai: Jobai, wire_server: WireServer
) -> None:
    wire_server.answer_with(json.dumps({"is_cv": True, "work": [JOB]}))
    jobai.environment.update(wire_server.environment("gemini"))

    result = jobai("profile", "import", "-", "--json", stdin=CV)
    profile = jobai("profile", "show", "--json").json["profile"]

    assert result.code == 0, result.stderr
    assert result.json["provider"] == "gemini"
    assert "Led a team of forty" not in json.dumps(profile)
    assert profile["basics"]["email"] == "tove.halberg@mail.example"
    dropped = [x for x in result.json["notices"] if x["action"] == "dropped"]
    assert [x["path"] for x in dropped] == ["work[0].highlights[1]"]
    assert "gemini-2.5-flash" in jobai("usage", "report").stdout
    assert "tove.halberg" not in str([request.body for request in wire_server.requests])


def test_a_scan_without_a_provider_stops_with_advice(jobai: Jobai, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(scanned_pdf())

    result = jobai("profile", "import", file)

    assert result.code == 3
    assert "is a scan" in result.stderr or "no CV" in result.stderr
    assert jobai("profile", "show").code == 8


def _photo(*lines: str) -> bytes:
    picture = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((60, 60 + 40 * number), line, fill="black")
    exif = Image.Exif()
    exif[274], exif[271] = 6, "Phone of Tove"
    file = BytesIO()
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_photos_of_a_cv_are_one_import_and_what_nothing_has_checked_is_said(
    jobai: Jobai, wire_server: WireServer, tmp_path: Path
) -> None:
    pages = [tmp_path / "page1.jpg", tmp_path / "page2.jpg"]
    for page in pages:
        page.write_bytes(_photo(*CV.splitlines()))
    answer = {"is_cv": True, "work": [JOB], "transcript": CV}
    wire_server.answer_with(json.dumps(answer))
    jobai.environment.update(wire_server.environment("gemini"))

    result = jobai("profile", "import", *pages)
    shown = jobai("profile", "show", "--json").json
    checked = jobai("profile", "check")

    assert result.code == 0, result.stderr
    assert "everything: a model read it from pictures" in " ".join(result.stderr.split())
    assert shown["profile"]["x-unchecked"] == "everything: a model read it from pictures"
    assert shown["profile"]["work"][0]["name"] == "Spokeworks Ltd"
    assert "Led a team of forty" not in json.dumps(shown["profile"])  # not in the transcript either
    assert "nothing has checked it" in " ".join(checked.stdout.split())
    (request,) = wire_server.requests
    assert str(request.body).count("inlineData") == 2
    assert "Phone of Tove" not in str(request.body)


def test_a_photo_without_anybody_to_look_at_it_stops_with_what_to_type(
    jobai: Jobai, tmp_path: Path
) -> None:
    photo, text = tmp_path / "photo.jpg", tmp_path / "cv.txt"
    photo.write_bytes(_photo("Tove Halberg"))
    text.write_text(CV)

    mixed = jobai("profile", "import", photo, text)

    assert mixed.code == 2
    assert "only pictures of one CV are imported together" in " ".join(mixed.stderr.split())
    if not ocr.is_installed():
        alone = jobai("profile", "import", photo)
        assert alone.code == 3
        assert "pip install 'jobai[ocr]'" in " ".join(alone.stderr.split())
