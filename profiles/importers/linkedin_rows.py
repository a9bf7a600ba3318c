"""From the rows of LinkedIn's tables to a JSON Resume document."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from profiles.master_profile import Notice
from profiles.master_profile.dates import is_ongoing, iso_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, str]
"""A row by the names of its columns; empty cells are left out."""

KEPT = "x-linkedin"
"""Where that goes which JSON Resume has no field for."""

_DATES = ("startDate", "endDate", "date", "releaseDate")
_BULLET = re.compile(r"\s*(?:[-*+•‣▪▫◦●○■–—·➢➤✓✔»]|\d{1,2}[.)])\s+(?=\S)")


def profile_of_tables(
    tables: Mapping[str, Sequence[Row]],
) -> tuple[dict[str, object], list[Notice]]:
    """Build the document.

    Args:
        tables: Rows by the table's name, such as "positions".
    """
    notices: list[Notice] = []
    document: dict[str, Any] = {"basics": _basics(tables)}
    kept: dict[str, object] = {}
    row = _first(tables.get("profile", ()))
    person = [name for name in row if name in _IN_BASICS]
    rest = {name: text for name, text in row.items() if name not in _IN_BASICS}
    if rest:
        kept["profile"] = rest
        notices += [Notice(f"profile: {name}", "kept", f"under {KEPT}.profile") for name in rest]
    notices += [
        Notice(f"profile: {name}", "mapped", f"to basics.{_IN_BASICS[name]}") for name in person
    ]
    for name, rows in tables.items():
        if name in _CONTACT:
            beside = _beside_contact(name, rows)
            if beside:
                kept[name if name != "profile" else "profiles"] = beside
                notices.append(Notice(name, "kept", f"its other columns, under {KEPT}"))
            continue
        if not rows:
            continue
        if name == "recommendationsreceived":
            document["references"] = [_reference(row) for row in rows]
            notices.append(Notice(name, "mapped", f"{len(rows)} to references"))
        elif name in _plan():
            plan = _plan()[name]
            document[plan["section"]] = [_entry(plan, row) for row in rows]
            notices.append(Notice(name, "mapped", f"{len(rows)} to {plan['section']}"))
            notices += _kept_columns(name, document[plan["section"]])
        else:
            kept[name] = list(rows)
            notices.append(Notice(name, "kept", f"{len(rows)} under {KEPT}.{name}"))
    if kept:
        document[KEPT] = kept
    return document, notices


_IN_BASICS = {
    "First Name": "name",
    "Last Name": "name",
    "Headline": "label",
    "Summary": "summary",
    "Address": "location.address",
    "Zip Code": "location.postalCode",
    "Geo Location": "location.city",
    "Websites": "url",
    "Twitter Handles": "profiles",
}
_CONTACT = frozenset({"profile", "emailaddresses", "phonenumbers"})


def _basics(tables: Mapping[str, Sequence[Row]]) -> dict[str, object]:
    row = _first(tables.get("profile", ()))
    name = " ".join(part for part in (row.get("First Name"), row.get("Last Name")) if part)
    # "Bristol, England, United Kingdom"; a country has a code in JSON Resume, and no name.
    city, _, region = row.get("Geo Location", "").partition(", ")
    websites, handles = (
        _addresses(row.get("Websites", "")),
        _addresses(row.get("Twitter Handles", "")),
    )
    emails = [x for x in tables.get("emailaddresses", ()) if x.get("Email Address")]
    emails.sort(key=lambda x: (x.get("Primary") != "Yes", x.get("Confirmed") != "Yes"))
    phones = [_phone(x) for x in tables.get("phonenumbers", ()) if x.get("Number")]
    basics: dict[str, object] = {
        "name": name,
        "label": row.get("Headline"),
        "summary": row.get("Summary"),
        "email": emails[0]["Email Address"] if emails else None,
        "phone": phones[0] if phones else None,
        "url": websites[0] if websites else None,
        "location": {
            "address": row.get("Address"),
            "postalCode": row.get("Zip Code"),
            "city": city,
            "region": region,
        },
        "profiles": [
            *({"network": "Twitter", "username": handle} for handle in handles),
            *({"network": "Website", "url": website} for website in websites[1:]),
        ],
        "x-emails": [x["Email Address"] for x in emails[1:]],
        "x-phones": phones[1:],
    }
    return basics


def _beside_contact(table: str, rows: Sequence[Row]) -> list[Row]:
    """What a table of contact data says besides: which address is confirmed, a number's type."""
    if table == "profile":
        return list(rows[1:])
    used = {"emailaddresses": {"Email Address"}, "phonenumbers": {"Number", "Extension"}}[table]
    essential = {"emailaddresses": "Email Address", "phonenumbers": "Number"}[table]
    beside: list[Row] = []
    for row in rows:
        rest = {column: text for column, text in row.items() if column not in used}
        if rest or essential not in row:
            beside.append(dict(row))
    return beside


def _phone(row: Row) -> str:
    extension = row.get("Extension")
    return f"{row['Number']} ext. {extension}" if extension else row["Number"]


def _addresses(text: str) -> list[str]:
    """`[COMPANY:https://a.example,BLOG:https://b.example]` as a list of addresses."""
    parts = [part.strip() for part in text.strip().strip("[]").split(",")]
    return [re.sub(r"^[A-Z_]+:(?=\S)", "", part) for part in parts if part]


def _entry(plan: Mapping[str, str], row: Row) -> dict[str, object]:
    entry: dict[str, object] = {}
    other: dict[str, str] = {}
    for column, text in row.items():
        field = plan.get(column)
        if field == "lines":
            prose, bullets = _lines(text)
            if prose:
                entry[plan["prose"]] = prose
            if bullets:
                entry["highlights"] = [*bullets, *cast("list[str]", entry.get("highlights", []))]
        elif field == "highlight":
            entry.setdefault("highlights", [])
            cast("list[str]", entry["highlights"]).append(text)
        elif field in _DATES:
            read = iso_date(text)
            if read is not None:
                entry[field] = read
            elif field != "endDate" or not is_ongoing(text):
                other[column] = text
        elif field is not None:
            entry[field] = text
        else:
            other[column] = text
    if other:
        entry[KEPT] = other
    return entry


def _lines(text: str) -> tuple[str, list[str]]:
    """A description's prose, and the lines of it that begin with a bullet."""
    prose: list[str] = []
    bullets: list[str] = []
    for line in text.splitlines():
        match = _BULLET.match(line)
        if match:
            bullets.append(line[match.end() :].strip())
        elif line.strip():
            prose.append(line.strip())
    return "\n".join(prose), bullets


def _reference(row: Row) -> dict[str, object]:
    name = " ".join(part for part in (row.get("First Name"), row.get("Last Name")) if part)
    role = ", ".join(part for part in (row.get("Job Title"), row.get("Company")) if part)
    used = {"First Name", "Last Name", "Job Title", "Company", "Text"}
    rest = {column: text for column, text in row.items() if column not in used}
    who = f"{name} ({role})" if role else name
    return {"name": who, "reference": row.get("Text"), **({KEPT: rest} if rest else {})}


def _first(rows: Sequence[Row]) -> Row:
    return rows[0] if rows else {}


def _kept_columns(table: str, entries: Sequence[Mapping[str, object]]) -> list[Notice]:
    columns: dict[str, None] = {}
    for entry in entries:
        columns |= dict.fromkeys(cast("Mapping[str, str]", entry.get(KEPT, {})))
    return [
        Notice(f"{table}: {column}", "kept", f"under {KEPT} of its entry") for column in columns
    ]


@cache
def _plan() -> dict[str, dict[str, str]]:
    text = (files("profiles.importers") / "data" / "linkedin.toml").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, str]]", tomllib.loads(text))
