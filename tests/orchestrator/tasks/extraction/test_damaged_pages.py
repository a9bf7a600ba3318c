"""Pages cut anywhere, with bytes turned over: read in time, or refused in our words."""

from __future__ import annotations

import time

from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_samples import ENGLISH_TEXT, GERMAN_PAGE

from orchestrator.errors import SourceError
from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.reading import read, require_posting
from orchestrator.tasks.extraction.sources import open_bytes

STYLED = (
    '<style>.x{display:none}</style><script type=\'application/ld+json\'>{"@type":"JobPosting",'
    '"title":"Baker","description":"<p>Bake \\u00e4</p>"}</script><p class=x>no</p>'
)
PAGES = [
    GERMAN_PAGE.encode(),
    (STYLED + GERMAN_PAGE).encode(),
    (STYLED + GERMAN_PAGE).encode("utf-16"),
    ENGLISH_TEXT.encode("cp1252"),
    b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + GERMAN_PAGE.encode(),
]
FLIPS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PAGES), st.integers(0, 10_000), FLIPS)
@example(PAGES[2], 1_001, [])
def test_damage_is_read_in_time_or_refused_in_our_words(
    whole: bytes, cut: int, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(whole[: cut % (len(whole) + 1)] if cut else whole)
    for at, value in flips:
        if data:
            data[at % len(data)] = value
    started = time.perf_counter()
    try:
        reading = read(open_bytes(bytes(data), name=None))
        require_posting(reading)
        posting = posting_by_rules(reading)
    except SourceError:
        pass
    else:
        assert (posting.description or "").strip()
        assert all(item.quote in reading.text for item in posting.requirements)
    assert time.perf_counter() - started < 5
