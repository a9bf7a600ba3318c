"""Invented CVs, and what the rules read of them."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from tiny_pdf import Drawn, drawn_pdf

from orchestrator.tasks.importing.reading import CvDocument, open_cv
from orchestrator.tasks.importing.task import import_request, imported_profile

if TYPE_CHECKING:
    from profiles.master_profile import ImportedProfile

TEXT = """\
TOVE HALBERG
Product Engineer
Aarhus, Denmark | tove.halberg@mail.example | +45 20 55 01 47 | github.com/tovehalberg

SUMMARY
Builds tools for people who repair bicycles.

EXPERIENCE
Product Engineer, Spokeworks Ltd, Aarhus (March 2021 - present)
- Built the parts catalogue that 400 shops search every day, and kept it answering within
  a tenth of a second
- Taught two apprentices

Junior Developer, Quayside Software, Odense (08/2017 - 02/2021)
- Maintained a booking system in Java

EDUCATION
BSc in Computer Science, University of Eastfold, 2014 - 2017

SKILLS
Languages: Java, Kotlin, SQL
Tools: Docker, Git

LANGUAGES
Danish (native), English (fluent)

UNICYCLING
Third place at the harbour race
"""


def read(data: bytes, name: str | None = None) -> CvDocument:
    return open_cv(data, name=name)


def imported(data: bytes | str, answer: dict[str, Any] | None = None) -> ImportedProfile:
    """What is imported by rules, or of a model's answer."""
    request = import_request(read(data.encode() if isinstance(data, str) else data))
    assert request.check is not None
    assert request.by_rules is not None
    return imported_profile(request.check(json.dumps(answer) if answer else request.by_rules()))


def profile(data: bytes | str, answer: dict[str, Any] | None = None) -> dict[str, Any]:
    """The same as a JSON Resume document."""
    return imported(data, answer).profile.to_json_resume()


def page(*lines: str | list[tuple[float, str]] | None, top: float = 60) -> list[Drawn]:
    """Lines of a page from the top: `# ` is a heading, `**` is bold, None leaves room.

    A list holds texts with their distance from the left.
    """
    found: list[Drawn] = []
    for line in lines:
        if line is None:
            top += 12
            continue
        for left, text in [(50.0, line)] if isinstance(line, str) else line:
            size, bold = (14, True) if text.startswith("# ") else (10, text.startswith("**"))
            found.append(Drawn(left, top, text.removeprefix("# ").removeprefix("**"), size, bold))
        top += 15
    return found


def pdf(*lines: str | list[tuple[float, str]] | None) -> bytes:
    return drawn_pdf(page(*lines))


def pdf_of(*pages: list[Drawn]) -> bytes:
    return drawn_pdf(*pages)


def docx(fill: Any) -> bytes:
    """A Word file that `fill` writes."""
    document = Document()
    fill(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def jobs(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Title, employer, start and end of each job."""
    keys = ("position", "name", "startDate", "endDate")
    return [tuple(job.get(key) for key in keys) for job in document.get("work", [])]
