"""CVs and letters of anybody's, held against a profile."""

from __future__ import annotations

import json
from datetime import date

from fuzzing.invented import CV_TEXT, PROFILE
from fuzzing.mutating import changed_bytes
from fuzzing.target import Target, told
from orchestrator.errors import SourceError
from orchestrator.tasks.verifying.documents import read_claims
from orchestrator.tasks.verifying.verify import verify_document
from profiles.errors import InvalidInputError
from profiles.importers.sources import Source
from profiles.master_profile import master_profile_from

_LETTER = b"""Noor Vance
noor.vance@example.com

Dear Ms Holt,

I moved 40 services to AWS at Brightwater. I also led 30 people, and won a prize.

Yours sincerely
Noor Vance
"""
_PAGE = (
    b"<html><body><h1>Noor Vance</h1><h2>Work</h2><ul><li>Moved 40 services</li></ul></body></html>"
)
WORDS = (
    b"Dear Sir or Madam,\n", b"## Work\n", b"- ", b"Brightwater", b"40 services",
    b"2021 - present", b"{",
    b'"kind": "cv"', b"Yours sincerely\n", b"Sehr geehrte Frau Holt,\n", b"\n\n", b"<li>", b"</p>",
    b"\f",
)  # fmt: skip
_PERSON = master_profile_from(PROFILE)


def _run(data: bytes) -> None:
    for name in (("cv.txt", "letter.html", "cv.json")[len(data) % 3],):
        try:
            claims = read_claims(Source("it", name, data))
            report = verify_document(claims, _PERSON, file="it", today=date(2026, 11, 23))
        except (SourceError, InvalidInputError) as error:
            told(error)
            continue
        report.model_dump_json()


TARGET = Target(
    "verified-documents",
    lambda: [CV_TEXT, _LETTER, _PAGE, json.dumps(PROFILE).encode()],
    _run,
    changed_bytes,
    WORDS,
    in_ci=20,
)
