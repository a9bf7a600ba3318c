"""Drafted lines against the lines they cite: a number that no source holds is found."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from fuzzing.mutating import changed_bytes
from fuzzing.target import Target
from orchestrator.tasks.drafting.verification import verify_line
from orchestrator.tasks.drafting.verification.figures import figures, fold_digits
from orchestrator.tasks.drafting.verification.line import LONGEST_LINE

_CITED = (
    "Moved 40 services to Kubernetes on AWS", "Cut deploy time from 16 to 4 minutes",
    "Leitete ein Team von 12 Personen", "Reduced costs by 35% in 2021",
    "Helped to build a system in Java",
)  # fmt: skip
WORDS = tuple(
    x.encode()
    for x in (
        *_CITED, "41", "forty-one", "400", "1,000", "1.5 million", "50k", "$5M", "99%", "12.5",
        "\u0664\u0660",
        "\uff14\uff11", "\u00bd", "\u2463", "4\u200b1", "4\u00ad1", "2019-2023", "led", "built",
        "allein", "Python", "x2",
        "doppelt", "dozens", "hundreds", "v3.11", "10x", "1e6", "\u4e8c\u5341", "XII", "#1",
        "24/7", "\u2076",
    )
)  # fmt: skip
_RUN = re.compile(r"\d+")
_DAY = date(2026, 11, 23)


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    line, _, cited = text.partition("\n")
    sources = [x for x in cited.split("\n") if x.strip()] or list(_CITED[:2])
    figures(line)
    findings = verify_line(
        line, sources, headers=["Engineer, Brightwater, 2019 - 2021"], today=_DAY
    )
    for finding in findings:
        assert finding.reason
    if not findings and len(line) <= LONGEST_LINE:
        _require_no_new_number(line, [*sources, "2019 2021"])


def _require_no_new_number(line: str, sources: list[str]) -> None:
    """Of a line that was let through each run of digits stands in a source, however it is written.

    Only the numbers that nothing can excuse: three digits and more are no list's number, no part
    of a name like B2, no hour.
    """
    held = "".join(re.sub(r"\D", "", _digits(x)) + " " for x in sources)
    for number in _RUN.findall(_digits(line)):
        if len(number) >= 3:
            assert number in held, f"{number} of {line!r} is in none of {sources}"


def _digits(text: str) -> str:
    return fold_digits("".join(x for x in text if unicodedata.category(x) != "Cf"))


def _seeds() -> list[bytes]:
    return ["\n".join((x, y)).encode() for x, y in zip(_CITED, reversed(_CITED), strict=True)]


TARGET = Target(
    "verifier-lines", _seeds, _run, changed_bytes, WORDS, grown=(b"1,", b"and ", b"40 "), in_ci=40
)
