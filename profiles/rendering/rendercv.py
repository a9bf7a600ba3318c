"""A CV as RenderCV's YAML, for people who set their CV with that.

RenderCV takes a section only when all of its entries are of one type with its required fields, and
refuses a whole file for one telephone number or address that it holds for invalid. What it could
refuse is given in a form that it takes as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeGuard

from profiles.rendering.content import clean, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from profiles.drafts import Contact, CvDraft, CvSection, DraftEntry

_SCHEMA = "https://raw.githubusercontent.com/rendercv/rendercv/refs/tags/v2.8/schema.json"
_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-\d{2})?)?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_RESERVED = (".example", ".invalid", ".local", ".localhost", ".test", ".onion", ".arpa")
_USERNAME = re.compile(r"[A-Za-z0-9_.-]+")
_WEB = re.compile(r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::\d{1,4})?(?:[/?#][!-~]*)?")
_NETWORKS = {
    name.casefold(): name
    for name in ("LinkedIn", "GitHub", "GitLab", "Instagram", "ResearchGate", "X", "Reddit")
}
_MARKDOWN = re.compile(r"[\\*`]|(?<!\w)_|_(?!\w)|\](?=\()")
_LINE_WIDTH = 100


def rendercv(draft: CvDraft) -> str:
    """The document, valid for RenderCV 2; ends with a line break."""
    import yaml

    sections: dict[str, list[Any]] = {}
    if draft.summary:
        sections[_SUMMARY] = [_plain(line.text) for line in draft.summary]
    for section in draft.sections:
        entries = list(_entries(section))
        if entries:
            sections[clean(section.heading)] = entries
    document = {"cv": {**_head(draft.basics), "sections": sections}}
    written = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH)
    return f"# yaml-language-server: $schema={_SCHEMA}\n{written}"


_SUMMARY = "summary"


def _head(basics: Contact) -> dict[str, Any]:
    email = clean(basics.email or "")
    is_valid = _EMAIL.fullmatch(email) and not email.casefold().endswith(_RESERVED)
    website = web_address(basics.url).url if basics.url else None
    networks: list[dict[str, str]] = []
    others: list[dict[str, str | None]] = []
    if email and not is_valid:
        others.append(_connection("envelope", email, None))
    if basics.phone:
        others.append(_connection("phone", clean(basics.phone), None))
    if basics.url and not _is_web(website):
        others.append(_connection("link", clean(basics.url), None))
    for link in basics.profiles:
        network = _NETWORKS.get((link.network or "").casefold())
        if network and link.username and _USERNAME.fullmatch(link.username):
            networks.append({"network": network, "username": link.username})
        elif link.url:
            shown = web_address(link.url)
            others.append(_connection("link", shown.text, shown.url))
        elif link.network or link.username:
            names = [clean(x) for x in (link.network, link.username) if x]
            others.append(_connection("link", ": ".join(names), None))
    return _filled(
        {
            "name": _cleaned(basics.name),
            "headline": _plain(basics.label or ""),
            "location": _cleaned(basics.location),
            "email": email if is_valid else None,
            "website": website if _is_web(website) else None,
            "social_networks": networks,
            "custom_connections": others,
        }
    )


def _connection(icon: str, text: str, url: str | None) -> dict[str, str | None]:
    return {
        "fontawesome_icon": icon,
        "placeholder": text,
        "url": url if _is_web(url) else None,
    }


def _entries(section: CvSection) -> Iterator[Any]:
    entries = section.entries
    if section.layout == "inline":
        yield from _one_liners(entries)
    elif section.id in ("work", "volunteer") and all(x.title and x.organization for x in entries):
        for entry in entries:
            yield _filled(
                {
                    "company": _linked(entry.organization, entry.url),
                    "position": _plain(entry.title or ""),
                    **_facts(entry),
                }
            )
    elif section.id == "education" and all(x.title and x.organization for x in entries):
        for entry in entries:
            title = entry.title or ""
            degree = title.removesuffix(entry.area).rstrip(", ") if entry.area else ""
            yield _filled(
                {
                    "institution": _linked(entry.organization, entry.url),
                    "area": _plain(entry.area or title),
                    "degree": _plain(degree),
                    **_facts(entry),
                }
            )
    else:
        for entry in entries:
            names = [_linked(entry.title, entry.url), _plain(entry.organization or "")]
            name = ", ".join(part for part in names if part)
            yield _filled({"name": name or _plain(entry.dates or "") or "-", **_facts(entry)})


def _one_liners(entries: Sequence[DraftEntry]) -> Iterator[Any]:
    parts = [_label_and_details(entry) for entry in entries]
    if all(label and details for label, details in parts):
        for label, details in parts:
            yield {"label": label, "details": details}
        return
    for label, details in parts:
        text = ": ".join(part for part in (label, details) if part)
        if text:
            yield text


def _label_and_details(entry: DraftEntry) -> tuple[str, str]:
    words = _plain(", ".join(line.text for line in entry.lines))
    title, detail = _plain(entry.title or ""), _plain(entry.detail or "")
    if not words:
        return title, detail
    return (f"{title} ({detail})" if title and detail else title or detail), words


def _facts(entry: DraftEntry) -> dict[str, Any]:
    return {
        **_dates(entry),
        "location": _cleaned(entry.location),
        "summary": _plain(entry.detail or ""),
        "highlights": [_plain(line.text) for line in entry.lines],
    }


def _dates(entry: DraftEntry) -> dict[str, str | None]:
    start, end = entry.start_date, entry.end_date
    if start and _DATE.fullmatch(start) and (end is None or _DATE.fullmatch(end)):
        if end is None:
            return {"start_date": start, "end_date": "present"}
        if start <= end:
            return {"start_date": start, "end_date": end}
    return {"date": _cleaned(entry.dates or end or start)}


def _linked(text: str | None, url: str | None) -> str:
    words = _plain(text or "")
    address = web_address(url).url if url else None
    return f"[{words}]({address})" if words and _is_web(address) and ")" not in address else words


def _is_web(url: str | None) -> TypeGuard[str]:
    return url is not None and _WEB.fullmatch(url) is not None


def _plain(text: str) -> str:
    """A text in which RenderCV's Markdown finds nothing to interpret."""
    return _MARKDOWN.sub(r"\\\g<0>", clean(text))


def _cleaned(text: str | None) -> str | None:
    return clean(text) or None if text else None


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}
