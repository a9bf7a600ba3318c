"""extruct and trafilatura put together as people do: structured data, then `<h1>` and `og:`.

Standard input has a path a line, as JSON; each line of standard output answers one with the fields
that were found, and the milliseconds it took. The first line tells the versions.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import extruct
import lxml.html
import trafilatura

_SYNTAXES = ["json-ld", "microdata", "rdfa", "opengraph"]


def main() -> None:
    """Answer until the input ends."""
    print(json.dumps({name: version(name) for name in ("extruct", "trafilatura")}), flush=True)
    for line in sys.stdin:
        html = Path(json.loads(line)).read_text(encoding="utf-8", errors="replace")
        started = time.perf_counter()
        try:
            found = read(html)
        except Exception as error:  # noqa: BLE001 - that it fails is a result
            found = {"error": f"{type(error).__name__}: {error}"}
        ms = (time.perf_counter() - started) * 1000
        print(json.dumps({"found": found, "ms": ms}, default=str), flush=True)


def read(html: str) -> dict[str, Any]:
    """Read one page into the fields that the corpus labels."""
    data = extruct.extract(html, syntaxes=_SYNTAXES, uniform=True, errors="ignore")
    graph = dict(data.get("opengraph", [{}])[0]) if data.get("opengraph") else {}
    posting = _posting([data[name] for name in ("json-ld", "microdata", "rdfa")]) or {}
    tree = lxml.html.fromstring(html.encode("utf-8"))
    heading = next((h.text_content().strip() for h in tree.iter("h1")), None)
    pay = _first(posting.get("baseSalary"))
    value = _first(pay.get("value")) if isinstance(pay, dict) else None
    kind = _first(posting.get("employmentType"))
    return {
        "title": posting.get("title") or heading or graph.get("og:title"),
        "company": _name(posting.get("hiringOrganization")) or graph.get("og:site_name"),
        "location": _place(posting.get("jobLocation")),
        "remote": True if posting.get("jobLocationType") == "TELECOMMUTE" else None,
        "employmentType": kind.upper().replace("-", "_").replace(" ", "_") if kind else None,
        "datePosted": posting.get("datePosted"),
        "validThrough": posting.get("validThrough"),
        "salary": {
            "currency": pay.get("currency"),
            "min": _figure(value.get("minValue") or value.get("value")),
            "max": _figure(value.get("maxValue")),
            "period": value.get("unitText"),
        }
        if isinstance(pay, dict) and isinstance(value, dict)
        else None,
        "description": trafilatura.extract(html),
    }


def _posting(value: Any) -> dict[str, Any] | None:
    if isinstance(value, list):
        return next((found for item in value if (found := _posting(item))), None)
    if not isinstance(value, dict):
        return None
    if "JobPosting" in str(value.get("@type")):
        return value
    return _posting([item for item in value.values() if isinstance(item, list | dict)])


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _figure(value: Any) -> float | None:
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return None


def _name(value: Any) -> str | None:
    value = _first(value)
    return value.get("name") if isinstance(value, dict) else value


def _place(value: Any) -> str | None:
    value = _first(value)
    address = _first(value.get("address")) if isinstance(value, dict) else value
    if not isinstance(address, dict):
        return address
    keys = ("addressLocality", "addressRegion", "addressCountry")
    return ", ".join(str(_name(address[key])) for key in keys if address.get(key)) or None


if __name__ == "__main__":
    main()
