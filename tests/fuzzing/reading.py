"""Reading a posting offline, and what is asked of whatever comes of it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from fuzzing.target import folded, told
from orchestrator.errors import SourceError
from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.reading import read, require_posting
from orchestrator.tasks.extraction.sources import open_bytes
from profiles.postings import JobPosting

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.reading import Reading

_DIGITS = re.compile(r"\d+")


def read_posting(data: bytes, *, source: str | None = None) -> JobPosting | None:
    """Read bytes as `jobai extract --provider offline` does; None when they are refused.

    Args:
        data: The source.
        source: Its text, where that is known better than by decoding it; what stands in it as
            escapes too.
    """
    try:
        reading = read(open_bytes(data, name=None))
        require_posting(reading)
    except SourceError as error:
        told(error)
        return None
    posting = posting_by_rules(reading)
    require_evidence(posting, reading, source)
    return posting


def require_evidence(posting: JobPosting, reading: Reading, source: str | None = None) -> None:
    """Require that nothing of a posting is invented, and that it can be printed and read again."""
    assert JobPosting.model_validate_json(posting.model_dump_json()) == posting
    for requirement in posting.requirements:
        assert requirement.quote in reading.text, f"quote {requirement.quote!r}"
    whole = folded(_source_of(reading, source))
    for name in ("title", "seniority", "industry", "work_hours"):
        value = getattr(posting, name)
        if value:
            assert folded(value) in whole, f"{name} {value!r}"
    company = posting.hiring_organization
    if company and company.name and reading.board is None:
        assert folded(company.name) in whole, f"company {company.name!r}"


def _source_of(reading: Reading, source: str | None) -> str:
    document = reading.document
    raw = source if source is not None else (document.html or document.text or "")
    seen = [raw, reading.text, reading.structured.title or ""]
    plain = html.unescape(html.unescape(raw))
    seen += [plain, re.sub(r"<[^<>]*>", "", plain)]
    seen += [str(value) for value in reading.facts.values()]
    return "\n".join(seen)
