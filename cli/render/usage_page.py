"""A usage report as one HTML page that needs nothing beside it: no network, no other file.

Figures are written by the same code as the terminal's; scripts only draw and sort them. The policy
in the page lets the page's own scripts and style run, by their hashes, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cli.render.usage import uncertain
from cli.render.usage_charts import charts
from cli.render.usage_columns import TITLES
from cli.render.usage_page_parts import (
    changes,
    course,
    figures,
    lines_table,
    said,
    shares,
    tiles,
    total_card,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from orchestrator.usage_lines import Dimension, UsageReport
    from orchestrator.usage_overview import UsageOverview

_CHART_VERSION = "4.6.1"
_FIRST_SCRIPT = 'document.documentElement.classList.add("has-script");'
"""Before anything is laid out."""
_MAP = "//# sourceMappingURL="


def usage_page(
    overview: UsageOverview, *, user: str | None, where: Mapping[Dimension, str], now: datetime
) -> bytes:
    """Return the whole page in UTF-8.

    Args:
        overview: What it tells.
        user: Whose; None for all users.
        where: What it was filtered by.
        now: When it was made.
    """
    library, script, style = _library(), _text("usage.js"), _text("usage.css")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hashed, (_FIRST_SCRIPT, library, script)))}",
            f"style-src {_hashed(style)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    drawn = charts(overview, TITLES[overview.stacked]) if overview.report.lines else []
    data = [one.figures(overview.unit, overview.steps) for one in drawn]
    title = f"AI usage, {_period(overview.report)}"
    body = [
        "<header>",
        "<h1>What AI calls used and what they cost</h1>",
        *(f'<p class="meta">{line}</p>' for line in _about(overview, user, where, now)),
        "</header>",
        "<main>",
        *total_card(overview, uncertain(overview.report.total)),
        *tiles(overview.report.total),
        *figures(drawn),
        *shares(overview),
        *(course(overview) if drawn else ()),
        *changes(overview.report),
        *lines_table(overview.report),
        "</main>",
        *_footer(),
    ]
    page = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="generator" content="jobai">',
        f"<title>{said(title)}</title>",
        f"<style>{style}</style>",
        f"<script>{_FIRST_SCRIPT}</script>",
        "</head>",
        "<body>",
        *body,
        f'<script type="application/json" id="figures">{_embedded(data)}</script>',
        f"<script>{library}</script>",
        f"<script>{script}</script>",
        "</body>",
        "</html>",
        "",
    ]
    # Lone surrogates cannot be encoded: they come from broken names.
    return "\n".join(page).encode("utf-8", "replace")


def _about(
    overview: UsageOverview, user: str | None, where: Mapping[Dimension, str], now: datetime
) -> Iterator[str]:
    report = overview.report
    told = [_period(report), "all users" if user is None else f"user {user}"]
    told += [f"only {TITLES[name].lower()} {value}" for name, value in where.items()]
    told += [f"by {', '.join(TITLES[name].lower() for name in report.by)}"]
    yield said(" · ".join(told))
    made = f"{now.astimezone(report.timezone):%Y-%m-%d %H:%M}"
    clock = f"Made {made}. Days begin at midnight, {report.timezone}."
    if report.mode == "reprice":
        clock += " Every attempt is priced with the prices known then."
    yield said(clock)


def _period(report: UsageReport) -> str:
    since = _moment(report, report.since)
    until = _moment(report, report.until)
    if report.since and report.until:
        return f"{since} to before {until}"
    if report.until:
        return f"all calls before {until}"
    return f"since {since}" if report.since else "all calls"


def _moment(report: UsageReport, at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(report.timezone)
    return f"{local:%Y-%m-%d}" if f"{local:%H%M%S%f}" == "0" * 12 else f"{local:%Y-%m-%d %H:%M}"


def _footer() -> Iterator[str]:
    yield "<footer>"
    yield "<p>Written by jobai from its ledger. This file asks nothing of any network.</p>"
    yield f"<details><summary>Charts by Chart.js {_CHART_VERSION}, MIT licence</summary>"
    for name in ("chart.js", "kurkle-color"):
        yield f"<pre>{said(_text(f'{name}-LICENSE.md'))}</pre>"
    yield "</details>"
    yield "</footer>"


def _embedded(data: object) -> str:
    """Return JSON that no HTML parser ends early."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _library() -> str:
    """Return the charting library without the name of a file that only its authors have."""
    return _text("chart.umd.min.js").partition(_MAP)[0]


@cache
def _text(name: str) -> str:
    return files("cli.render").joinpath("web", name).read_text(encoding="utf-8")
