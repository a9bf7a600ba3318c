"""A job as JSON-LD in a page."""

from __future__ import annotations

import json

from fuzzing.invented import JOB, json_ld_page
from fuzzing.mutating import changed_json
from fuzzing.reading import read_posting
from fuzzing.target import Target

WORDS = tuple(
    word.encode()
    for word in (
        "@type", "@id", "@graph", "JobPosting", "Place", "address", "addressCountry", "value",
        "minValue", "maxValue", "unitText", "currency", "EUR", "YEAR", "HOUR", "1e6", "12,5",
        "TELECOMMUTE", "2026-11-01T10:00:00+99:00", "2026-W05", "20261101", "name", "sameAs",
        "<p>text</p>", "&lt;li&gt;", "estimatedSalary", "monthsOfExperience", "\\u0000", "en-GB",
    )
)  # fmt: skip


def _run(data: bytes) -> None:
    page = json_ld_page(data)
    read_posting(page, source=page.decode("utf-8", "replace") + _unescaped(data))


def _unescaped(data: bytes) -> str:
    try:
        return json.dumps(json.loads(data, strict=False), ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


def _seeds() -> list[bytes]:
    graph = {"@context": "https://schema.org", "@graph": [JOB, {"@type": "Organization"}]}
    return [json.dumps(one).encode() for one in (JOB, [JOB], graph)]


TARGET = Target("json-ld", _seeds, _run, changed_json, WORDS, in_ci=40)
