from __future__ import annotations

import contextlib
import time

import pytest
from reading_samples import page
from selectolax.lexbor import LexborHTMLParser

from orchestrator.errors import SourceError
from orchestrator.tasks.extraction.blocks import rendered
from orchestrator.tasks.extraction.plain_text import text_blocks
from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.visible_text import visible_page


def shown(html: str) -> str:
    return rendered(visible_page(LexborHTMLParser(html).root).blocks)


FILLING = "<p>" + "Words that a reader sees. " * 20 + "</p>"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>SECRET</script>",
        "<style>SECRET</style>",
        "<template>SECRET</template>",
        "<svg><title>SECRET</title></svg>",
        "<p hidden>SECRET</p>",
        '<p aria-hidden="true">SECRET</p>',
        '<p style="color:red; display : none">SECRET</p>',
        "<select><option>SECRET</option></select>",
        "<!-- SECRET -->",
    ],
)
def test_what_a_reader_does_not_see_is_not_in_the_text(hidden: str) -> None:
    text = shown(f"<body>{FILLING}{hidden}<p>after</p></body>")
    assert "SECRET" not in text
    assert "after" in text


def test_a_page_that_only_a_script_uncovers_is_read_anyway() -> None:
    assert "Baker" in shown('<body><div style="display:none"><h1>Baker</h1></div></body>')


def test_zero_width_and_control_characters_leave_no_trace() -> None:
    assert shown("<p>Soft\u200bware\u00ad Eng\u2060ineer\x07</p>") == "Software Engineer"


def test_headings_items_and_rows_keep_their_kind() -> None:
    html = (
        "<h2>Duties</h2><ul><li>Bake</li></ul><table><tr><td>Place</td><td>Bern</td></tr></table>"
    )
    blocks = visible_page(LexborHTMLParser(html).root).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("heading", "Duties"),
        ("item", "Bake"),
        ("row", "Place | Bern"),
    ]
    assert blocks[2].cells == ("Place", "Bern")


def test_elements_side_by_side_are_not_glued_together() -> None:
    assert shown("<p><span>Posted on</span><span>8 May</span></p>") == "Posted on 8 May"


def test_a_word_with_a_bold_letter_stays_one_word() -> None:
    assert shown("<p><b>B</b>aker</p>") == "Baker"


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 100_000 + "job",
        "<ul><li>" * 100_000 + "job",
        "".join(f"<p><b id={number}>" for number in range(20_000)),
        "<div itemscope itemprop=a itemtype='https://schema.org/JobPosting'>" * 50_000,
        "<h1>Baker</h1>" + "<a href=x>Baker job</a>" * 50_000,
    ],
)
def test_a_page_made_to_be_slow_is_read_in_seconds(hostile: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(SourceError):
        read(page(hostile))
    assert time.perf_counter() - started < 20


def test_markdown_becomes_the_same_blocks_as_a_page() -> None:
    blocks = text_blocks("# Baker\n\n**Duties**\n- Bake [bread](https://a.example)\n1. Clean\n")
    assert [(block.kind, block.text, block.strong) for block in blocks] == [
        ("heading", "Baker", False),
        ("text", "Duties", True),
        ("item", "Bake bread", False),
        ("item", "Clean", False),
    ]


def test_lines_that_a_printed_page_broke_are_joined() -> None:
    text = (
        "You will bake bread and rolls every morning for all of our\ncustomers in town.\nShop: Bern"
    )
    assert [block.text for block in text_blocks(text)] == [
        "You will bake bread and rolls every morning for all of our customers in town.",
        "Shop: Bern",
    ]
