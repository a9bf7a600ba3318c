"""Pages, texts and saved messages, as `jobai extract` reads them offline."""

from __future__ import annotations

from fuzzing.invented import POSTING_TEXT, german_page, mail_message, microdata_page, state_page
from fuzzing.mutating import changed_bytes
from fuzzing.reading import read_posting
from fuzzing.target import Target

WORDS = tuple(
    word.encode()
    for word in (
        "<p>", "</p>", "<li>", "<ul>", "</ul>", "<h1>", "</h1>", "<h2>", "<table>", "<tr>", "<td>",
        "<dl><dt>", "<dd>", "<br>", "<div style='display:none'>", "<div hidden>", "<template>",
        "<noscript>", "<svg>", "<title>", "<meta charset=utf-16>", "<base href=//x>", "<iframe>",
        "<style>.a{display:none}</style>", "<p class=a>", "<script type=application/ld+json>",
        "</script>", "<script>window.__NEXT_DATA__={", '<div itemscope itemtype="https://schema.org'
        '/JobPosting">', "<span itemprop=title>", "Standort: ", "Gehalt: 50.000 - 60.000 EUR",
        "$120k-$150k", "Requirements", "Anforderungen", "5+ years", "(m/w/d)", "apply by ",
        "31.12.2026", "1 January 2027", "jobs@example.org", "Company: ", "remote", "Teilzeit 50 %",
        "Full-time", "| a | b |", "**bold**", "# ", "- ", "1. ", "\u2022 ", "Salary: ",
        "\u5e74\u4fee",
    )
)  # fmt: skip


def _run(data: bytes) -> None:
    read_posting(data)


TARGET = Target(
    "pages",
    lambda: [german_page(), POSTING_TEXT, mail_message(), microdata_page(), state_page()],
    _run,
    changed_bytes,
    WORDS,
    in_ci=40,
)
