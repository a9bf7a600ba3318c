"""CVs as text and Markdown, read by rules; what comes out stands in what went in."""

from __future__ import annotations

import json
import re

from fuzzing.invented import CV_TEXT
from fuzzing.mutating import changed_bytes
from fuzzing.target import Target, told
from orchestrator.errors import SourceError
from orchestrator.tasks.importing.reading import open_cv
from orchestrator.tasks.importing.task import import_request, imported_profile
from orchestrator.tasks.importing.unplaced import strings
from profiles.errors import InvalidInputError
from profiles.master_profile import MasterProfile

WORDS = tuple(
    x.encode()
    for x in (
        "EXPERIENCE\n", "Education\n", "## Skills\n", "- ", "\u2022 ", " | ", "\t", "2019 - 2021",
        "Jan 2020 \u2013 present", "03/2018", "since 2017", "'19-'21", "BSc", "Ltd", "GmbH",
        "Kenntnisse\n",
        "Berufserfahrung\n", "seit 2020", "**", "# ", "https://github.com/a", "+49 30 123", "C1",
        "A B\n",
        "Level 3", "\u804c\u4e1a\u7ecf\u5386\n", "2020\u5e741\u6708",
        "\u0627\u0644\u062e\u0628\u0631\u0629\n", "References\n", "Dr. ",
    )
)  # fmt: skip
_MARKDOWN = b"""# Noor Vance
*Platform Engineer* | noor.vance@example.com | [site](https://noor.example)

## Experience
### Platform Engineer, Brightwater (2021-03 - present)
* Moved **40** services to AWS
* Cut deploy time from 16 to 4 minutes

| Company | Years |
|---|---|
| Oldmill | 2018 - 2021 |

## Skills
Bash, AWS; Kubernetes
"""
_GERMAN = """Lebenslauf

Erika Beispiel
Musterstraße 1, 10115 Berlin
erika@example.org

Berufserfahrung
01/2019 - heute   Bauleiterin, Musterbau GmbH, Hannover
                  - Leitung von 3 Baustellen
Ausbildung
2012 - 2016       Bauingenieurwesen (B.Eng.), Hochschule Ostfeld

Sprachen: Deutsch (Muttersprache), Englisch B2
""".encode()
_DIGITS = re.compile(r"\d+")
_NO_CLAIM = (
    "startDate",
    "endDate",
    "date",
    "releaseDate",
    "url",
    "countryCode",
    "phone",
    "network",
)


def _run(data: bytes) -> None:
    try:
        cv = open_cv(data, name=None)
        assert cv.sheet is not None or cv.images
        if cv.sheet is None:
            return
        request = import_request(cv)
        assert request.by_rules is not None
        answer = request.by_rules()
        imported = imported_profile(answer)
    except (SourceError, InvalidInputError) as error:
        told(error)
        return
    profile = imported.profile
    assert MasterProfile.model_validate(profile.to_json_resume()) == profile
    _require_numbers(json.loads(answer)["document"], cv.sheet.text)


def _require_numbers(document: object, text: str) -> None:
    """No number of a text that was read stands in no line of the CV."""
    held = set(_DIGITS.findall(text))
    for value in strings(_bare(document)):
        for number in _DIGITS.findall(value):
            assert number in held or number in text, f"{number} of {value!r}"


def _bare(document: object) -> object:
    """Without dates, which are written anew."""
    if isinstance(document, dict):
        return {k: _bare(v) for k, v in document.items() if k not in _NO_CLAIM}  # pyright: ignore
    if isinstance(document, list):
        return [_bare(x) for x in document]  # pyright: ignore
    return document


TARGET = Target(
    "cv-texts",
    lambda: [CV_TEXT, _MARKDOWN, _GERMAN],
    _run,
    changed_bytes,
    WORDS,
    grown=(b"EXPERIENCE\n", b"A B, 2019 - 2020\n", b"- a\n"),
    in_ci=20,
)
