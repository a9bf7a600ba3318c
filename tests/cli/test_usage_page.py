"""`jobai usage report --html`: one page, exact, whole in itself, and safe with anybody's names."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from ledger_rows import NOON, settled
from usage_pages import HOSTILE, page_of, some_calls

from cli.render.usage_charts import Chart, Series
from cli.render.usage_page_parts import percent
from profiles.money import dollars

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Jobai


class Parsed(HTMLParser):
    """The elements, the scripts and styles, and the cells of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": [], "li": [], "tr": []}
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in self.texts:
            self.texts[tag].append("")
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data


async def parsed(folder: Path, rows: Any, *by: Any, **options: Any) -> Parsed:
    file = await page_of(folder, rows, by or ("day", "model"), **options)
    return Parsed(file.read_text(encoding="utf-8"))


async def test_the_page_lets_its_own_scripts_run_and_nothing_else(tmp_path: Path) -> None:
    page = await parsed(tmp_path, some_calls())
    [policy] = [
        attributes["content"] or ""
        for tag, attributes in page.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    def hashes(tag: str) -> set[str]:
        texts = [text for text in page.texts[tag] if not text.startswith("[{")]
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        return {f"'sha256-{b64encode(digest).decode()}'" for digest in digests}

    assert rules["default-src"] == "'none'"
    assert set(rules["script-src"].split()) == hashes("script")
    assert set(rules["style-src"].split()) == hashes("style")
    assert len(page.texts["script"]) == 4  # one of them is data


async def test_the_page_names_nothing_outside_itself(tmp_path: Path) -> None:
    page = await parsed(tmp_path, some_calls())

    names = {name for _, attributes in page.tags for name in attributes}
    assert not names & {"src", "href", "style", "action", "srcset", "background"}
    assert not [name for name in names if name.startswith("on")]
    assert "sourceMappingURL" not in "".join(page.texts["script"])
    assert not re.search(r"@import|url\(", "".join(page.texts["style"]))


async def test_no_name_can_become_a_part_of_the_page(tmp_path: Path) -> None:
    names = [HOSTILE, "<!--<script>", "\u202edrow", "a\x00\x1b[31m", "&amp;", "\ud800"]
    rows = [settled("me", served_model=name, provider=HOSTILE[:32]) for name in names[:-1]]
    page = await parsed(tmp_path, rows, "model", "provider")

    assert {tag for tag, _ in page.tags}.isdisjoint({"img", "iframe", "object"})
    assert len(page.texts["script"]) == 4
    assert any(HOSTILE in text for text in page.texts["tr"])
    assert any("&amp;" in text for text in page.texts["tr"])
    assert not re.search("[\u202e\x00\x1b]", "".join(page.texts["tr"]))


async def test_amounts_are_exact_to_the_nano_dollar_also_the_largest(tmp_path: Path) -> None:
    large = 2**61 + 1
    page = await parsed(tmp_path, [settled("me", cost_nano_usd=large)], "model")

    assert dollars(large) in page.texts["tr"][1]
    assert {"number cost"} == {a["class"] for _, a in page.tags if a.get("data-n") == str(large)}


async def test_the_total_says_what_it_does_not_know(tmp_path: Path) -> None:
    page = await parsed(tmp_path, some_calls())
    said = page.texts["li"][:4]

    assert said[0].startswith("1 without a known price")
    assert said[1].startswith("1 interrupted")
    assert said[1].endswith("$0.009 of the total.")
    assert said[2].startswith("1 under way")
    assert said[3].startswith("1 estimated")


async def test_what_is_all_unpriced_costs_nobody_knows_what(tmp_path: Path) -> None:
    file = await page_of(tmp_path, [settled("me", cost_nano_usd=None, cost_source="unpriced")])
    page = file.read_text()

    assert '<p class="amount">unknown</p>' in page
    assert "$0.00" not in page


async def test_a_page_without_calls_says_so(tmp_path: Path) -> None:
    page = await parsed(tmp_path, [])

    assert [text for text in page.texts["tr"] if text.startswith("Total")] == ["Total$0.00000"]
    assert not [tag for tag, _ in page.tags if tag == "canvas"]


async def test_tables_have_heads_captions_and_names(tmp_path: Path) -> None:
    page = await parsed(tmp_path, some_calls())
    tags = [tag for tag, _ in page.tags]

    assert tags.count("table") == tags.count("caption") == 2
    scopes = {attributes.get("scope") for tag, attributes in page.tags if tag == "th"}
    assert scopes == {"col", "row"}
    canvases = [attributes for tag, attributes in page.tags if tag == "canvas"]
    assert len(canvases) == 4
    assert all(one["role"] == "img" and one["aria-label"] for one in canvases)


async def test_a_report_at_the_prices_of_now_adds_up_as_the_recorded_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    rows = [settled("me", cost_source="free", cost_nano_usd=0, created_at=NOON) for _ in range(3)]
    again = [settled("me", cost_source="free", cost_nano_usd=0, created_at=NOON) for _ in range(3)]

    recorded = await parsed(tmp_path / "a", rows, "week", "task")
    repriced = await parsed(tmp_path / "b", again, "week", "task", mode="reprice")

    assert repriced.texts["tr"] == recorded.texts["tr"]
    assert repriced.texts["li"] == recorded.texts["li"]


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 3, "33.3 %"),
        (0, 0, "0.0 %"),
        (1, 10_000, "< 0.1 %"),
        (2, 2, "100.0 %"),
        (1, 8, "12.5 %"),
    ],
)
def test_shares_are_rounded_and_never_vanish(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


def test_long_names_are_cut_in_charts() -> None:
    chart = Chart("c", "t", "a", "$", [Series("m" * 300, 1, [1.0], ["$1.00"])])

    [series] = chart.figures("month", ["2026-11"])["series"]

    assert series["name"] == "m" * 39 + "…"
    assert chart.figures("week", ["2026-W47"])["labels"] == ["W47"]


def test_the_charting_library_is_the_one_that_is_noted() -> None:
    web = files("cli.render").joinpath("web")
    digest = hashlib.sha256(web.joinpath("chart.umd.min.js").read_bytes()).hexdigest()
    library = web.joinpath("chart.umd.min.js").read_text()

    assert digest in web.joinpath("THIRD-PARTY.md").read_text()
    assert "Chart.js v4.6.1" in library
    assert "@kurkle/color v0.3.2" in library
    assert "</script" not in library.lower()


def test_the_command_writes_the_page_and_never_over_what_it_did_not_write(
    ready: Jobai, tmp_path: Path
) -> None:
    file = tmp_path / "usage.html"
    options = ["usage", "report", "--since", "30d", "--task", "extraction", "--html", file]

    first, again = ready(*options), ready(*options)
    file.write_text("mine")
    refused = ready(*options)

    assert (first.code, again.code, first.stdout) == (0, 0, "")
    assert "Written:" in first.stderr
    assert (refused.code, file.read_text()) == (2, "mine")
    assert "--force" in refused.stderr
    assert ready(*options, "--force").code == 0
    assert "only task extraction" in file.read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--html", "a.html", "--json"], "exclude each other"),
        (["--force"], "no --html"),
        (["--html", "nowhere/a.html"], "there is no folder"),
        (["--html", "."], "is a folder"),
    ],
)
def test_a_page_that_cannot_be_is_wrong_usage(ready: Jobai, options: list[str], words: str) -> None:
    result = ready("usage", "report", *options)

    assert result.code == 2
    assert words in result.stderr
    assert "--output" not in result.stderr
