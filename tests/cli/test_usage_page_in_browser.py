"""The usage page in a real browser: drawn, sorted, dark, narrow, printed, and never taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import Browser, browser_path
from ledger_rows import settled
from pypdfium2 import PdfDocument
from usage_pages import HOSTILE, page_of, page_of_lines, some_calls

from orchestrator.usage_lines import UsageLine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

pytestmark = pytest.mark.skipif(
    browser_path() is None, reason="no chromium, chromium-browser or google-chrome is installed"
)

_ROWS = "#lines tbody tr:not(.beyond)"
_FIRST_CELLS = f"[...document.querySelectorAll('{_ROWS}')].map(r => r.cells[0].textContent)"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


_SHARE_OF_COLOUR_1 = """(() => {
  const ink = getComputedStyle(document.documentElement).getPropertyValue("--c1").trim();
  const canvas = document.getElementById("chart-cost");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const wanted = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16));
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    found += wanted.every((value, channel) => Math.abs(value - data[at + channel]) < 3);
  }
  return found * 4 / data.length;
})()"""


def sort_by(browser: Browser, title: str) -> None:
    browser.run(
        "[...document.querySelectorAll('#lines thead button')]"
        f".find(b => b.textContent === '{title}').click()"
    )


async def test_it_is_drawn_without_asking_for_anything_else(
    browser: Browser, tmp_path: Path
) -> None:
    file = await page_of(tmp_path, some_calls())
    browser.look("light")
    browser.open(file)

    drawn = browser.run(
        """[...document.querySelectorAll("canvas")].map((one) => {
          const data = one.getContext("2d").getImageData(0, 0, one.width, one.height).data;
          return data.some((value) => value);
        })"""
    )

    assert drawn == [True] * 4
    assert browser.asked_for() == [file.as_uri()]
    assert browser.complaints() == []


async def test_hostile_names_stay_text(browser: Browser, tmp_path: Path) -> None:
    rows = [settled("me", served_model=HOSTILE, provider=HOSTILE[:32], task_type=HOSTILE[:64])]
    browser.open(await page_of(tmp_path, rows, ["model", "provider", "task"]))

    assert browser.run("document.images.length") == 0
    assert browser.run("document.title").startswith("AI usage")
    assert browser.run(_FIRST_CELLS) == [HOSTILE]
    assert browser.complaints() == []


async def test_a_script_that_gets_in_does_not_run(browser: Browser, tmp_path: Path) -> None:
    file = await page_of(tmp_path, [])
    file.write_text(file.read_text().replace("<main>", "<main><script>window.taken = 1</script>"))
    browser.open(file)

    assert browser.run("typeof window.taken") == "undefined"
    assert "Content Security Policy" in "".join(browser.complaints())


async def test_rows_are_sorted_exactly_and_by_the_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    amounts = [2**60 + 1, 5, 2**60, 70, None]
    rows = [
        settled("me", served_model=f"m{n}", cost_nano_usd=amount)
        for n, amount in enumerate(amounts)
    ]
    browser.open(await page_of(tmp_path, rows, ["model"]))

    sort_by(browser, "Cost")
    assert browser.run(_FIRST_CELLS) == ["m0", "m2", "m3", "m1", "m4"]
    browser.run("document.querySelectorAll('#lines thead button')[1].focus()")
    browser.press("Enter", 13, "\r")
    assert browser.run(_FIRST_CELLS) == ["m4", "m1", "m3", "m2", "m0"]
    heads = (
        "[...document.querySelectorAll('#lines thead th')].map(h => h.getAttribute('aria-sort'))"
    )
    assert browser.run(heads)[:2] == [None, "ascending"]
    assert (
        browser.run("document.getElementById('said').textContent") == "Sorted by Cost, ascending."
    )
    sort_by(browser, "Cost")
    assert browser.run(_FIRST_CELLS) == ["m0", "m1", "m2", "m3", "m4"]


async def test_it_follows_the_light_of_the_screen(browser: Browser, tmp_path: Path) -> None:
    browser.open(await page_of(tmp_path, some_calls()))
    looks: list[Any] = []
    for scheme in ("light", "dark"):
        browser.look(scheme)
        looks.append(
            browser.run("getComputedStyle(document.documentElement).getPropertyValue('--page')")
        )
        assert browser.run(_SHARE_OF_COLOUR_1) > 0.05, scheme
    browser.look("light")

    assert looks[0] != looks[1]


async def test_it_fits_a_phone(browser: Browser, tmp_path: Path) -> None:
    rows = [settled("me", served_model="x" * 128, provider="y" * 32), *some_calls()]
    browser.look("light", width=360)
    browser.open(await page_of(tmp_path, rows, ["day", "model", "provider"]))
    width = browser.run("document.documentElement.scrollWidth")
    browser.look("light")

    assert width <= 360


async def test_it_prints_with_charts_and_a_head_on_every_page(
    browser: Browser, tmp_path: Path
) -> None:
    rows = [settled("me", served_model=f"model-{n}") for n in range(120)]
    browser.look("dark")
    browser.open(await page_of(tmp_path, rows, ["model"]))
    printed = browser.print()
    browser.look("light")
    with PdfDocument(printed) as document:
        width, height = document[0].get_size()
        # Letters stand apart in a PDF of this browser.
        texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]

    assert (round(width), round(height)) == (595, 842)
    assert "22Nov" in texts[0]  # the axis of a chart
    assert "$0.002" in texts[0]
    begins = next(n for n, text in enumerate(texts) if "Usagebymodel" in text)
    assert len(texts) - begins > 2
    assert all("InputOutput" in text for text in texts[begins:])


def test_ten_thousand_lines_are_found_and_shown(browser: Browser, tmp_path: Path) -> None:
    lines = [
        UsageLine((f"model-{n:05}",), calls=1, attempts=1, cost_nano_usd=n) for n in range(10_000)
    ]
    file = tmp_path / "usage.html"
    file.write_bytes(page_of_lines(lines))
    browser.open(file)
    count = f"document.querySelectorAll('{_ROWS}').length"

    shown = browser.run(count)
    sort_by(browser, "Cost")
    dearest = browser.run(_FIRST_CELLS)[0]
    browser.run(
        "(f => { f.value = '-0123'; f.dispatchEvent(new Event('input')); })"
        "(document.querySelector('[data-filter]'))"
    )
    found = browser.run(count)
    browser.run("document.querySelector('[data-filter]').value = ''")
    browser.run("document.querySelector('[data-rest=lines] button').click()")

    assert (shown, dearest, found) == (500, "model-09999", 10)
    assert browser.run(count) == 10_000
