"""What is remembered of texts while a page is read, and what is left of it."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

from reading_samples import page

from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.remembering import make_room, remembered

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import Document


def page_of_one_line(seed: int) -> Document:
    words = f"Batch {seed}: " + "dough and oven " * 12_000
    return page(f"<h1>Night Baker</h1><p>{words}</p><h2>Requirements</h2><ul><li>Care</li></ul>")


def most_held(seeds: range) -> int:
    held: list[int] = []
    for seed in seeds:
        assert posting_by_rules(read(page_of_one_line(seed))).title == "Night Baker"
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
    return max(held)


def test_reading_many_long_pages_holds_no_more_than_reading_a_few() -> None:
    most_held(range(2))
    tracemalloc.start()
    try:
        few = most_held(range(2, 9))
        assert most_held(range(9, 16)) - few < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_text_is_remembered_until_too_many_characters_are_read() -> None:
    asked: list[str] = []

    @remembered(8)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    make_room(10**9)
    assert [length("oven"), length("oven")] == [4, 4]
    assert asked == ["oven"]
    make_room(1)  # one that is too long by itself leaves with the next
    assert [length("oven"), length("oven")] == [4, 4]
    assert asked == ["oven", "oven"]
    make_room(1)
    assert length("oven") == 4
    assert asked == ["oven", "oven"]
