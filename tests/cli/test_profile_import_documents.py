"""`jobai profile import` of a CV without fields: by rules, with a model, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tiny_pdf import scanned_pdf, text_pdf

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
