"""PDF files, as postings and as CVs."""

from __future__ import annotations

from tiny_pdf import Box, Drawn, drawn_pdf, scanned_pdf, text_pdf

from fuzzing.invented import CV_TEXT
from fuzzing.mutating import changed_bytes
from fuzzing.reading import read_posting
from fuzzing.target import Target
from fuzzing.targets import cv_texts

WORDS = tuple(
    x.encode()
    for x in (
        "/Type /Page", "/Kids [", "/Count 99999", "/MediaBox [0 0 1e9 1e9]", "/Rotate 45", "endobj",
        "stream\n", "endstream", " Tj ET", "BT /F1 ", " 0 Tf", "[(a) -9999 (b)] TJ", "/Encrypt",
        "1 0 R",
        "/Parent 1 0 R", "xref\n", "trailer", "startxref", "%%EOF", "/Filter /FlateDecode", "<<",
        ">>",
        "/ToUnicode", "0 0 0 0 0 0 Tm", "1e38", "-1e38", "/Contents [", "q Q", "%PDF-1.7\n",
    )
)  # fmt: skip


def _seeds() -> list[bytes]:
    lines = [Drawn(50, 40 + 16 * at, x) for at, x in enumerate(CV_TEXT.decode().splitlines())]
    columns = [Drawn(50 + 250 * (at % 2), 40 + 15 * at, f"Line {at} - 2019") for at in range(30)]
    return [
        text_pdf("Rope Splicer\nTall Ships Ltd\nRequirements\n- 5 years of experience"),
        drawn_pdf(lines, title="CV"),
        drawn_pdf(columns, [Box(10, 10, 100, 5)], rotate=90),
        scanned_pdf(),
    ]


def _run(data: bytes) -> None:
    read_posting(data)
    cv_texts.TARGET.run(data)


TARGET = Target("pdf-files", _seeds, _run, changed_bytes, WORDS, in_ci=6)
