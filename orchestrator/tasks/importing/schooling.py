"""Schools and certificates under one heading: "Education & Certifications"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.education import (
    is_degree_like,
    is_school,
    is_school_like,
    schools_of,
)
from orchestrator.tasks.importing.entries import Entry, entries_of
from orchestrator.tasks.importing.headings import kinds_of, section_of
from orchestrator.tasks.importing.lists import items_of
from orchestrator.tasks.importing.records import certificates_of, named
from orchestrator.tasks.importing.resources import holding, words
from orchestrator.tasks.importing.rows import Row, unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.body import Paragraph

_LABELLED = re.compile(r"(?P<label>[^:]{3,40}):\s+(?P<rest>\S.*)")


def schools_and_certificates(
    rows: Sequence[Row], heading: str
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Read a section of schools; the certificates in it are those that it says to be some."""
    certificates: list[dict[str, object]] = []
    kept: list[Row] = []
    for row in rows:
        match = _LABELLED.fullmatch(unmarked(row.text)) if len(row.cells) == 1 else None
        label = match["label"] if match else ""
        # "Courses" below a school are those of the school.
        taught = fold(label) in words("courses")
        if match and not taught and section_of(label) == "certificates":
            certificates += named(items_of(match["rest"]), "name")
        else:
            kept.append(row)
    entries = entries_of(kept, heads=is_school)
    if "certificates" in kinds_of(heading):
        entries, further = _parted(entries)
        certificates = [*further, *certificates]
    return schools_of(entries), certificates


def _parted(entries: Sequence[Entry]) -> tuple[list[Entry], list[dict[str, object]]]:
    """The schools among the entries of a mixed section, and what the others certify."""
    schools: list[Entry] = []
    certificates: list[dict[str, object]] = []
    for entry in entries:
        header = " ".join(row.text for row in entry.header)
        if header and not (is_degree_like(header) or is_school_like(header)):
            certificates += certificates_of(entry.header)
            continue
        told = [paragraph for paragraph in entry.body if _is_certificate(paragraph)]
        entry.body = [paragraph for paragraph in entry.body if paragraph not in told]
        schools.append(entry)
        certificates += [
            one for paragraph in told for one in certificates_of([Row((paragraph.text,))])
        ]
    return schools, certificates


def _is_certificate(paragraph: Paragraph) -> bool:
    text = paragraph.text
    short = len(text.split()) <= 12 and not text.endswith(".")
    return short and holding("certificate_marks").search(fold(text)) is not None
