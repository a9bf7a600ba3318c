"""A draft as one HTML page that needs nothing beside it: on a screen, and printed."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, Any

from profiles.rendering.content import CvContent
from profiles.rendering.resources import table, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from profiles.rendering.content import (
        Content,
        Entry,
        Head,
        LetterContent,
        Linked,
        Section,
    )
    from profiles.rendering.options import RenderOptions
    from profiles.rendering.photos import Photo

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_PAGE_SIZES = {"a4": "A4", "letter": "letter"}


def web_page(content: Content, options: RenderOptions, photo: Photo | None, title: str) -> str:
    """The whole document; every text of the draft is escaped."""
    kind = "cv" if isinstance(content, CvContent) else "letter"
    body = _cv(content, photo) if isinstance(content, CvContent) else _letter(content)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{escape(content.language)}" dir="{content.direction}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            "<style>",
            _variables(table("themes")[options.theme], kind, options),
            text("page.css").strip(),
            "</style>",
            "</head>",
            f'<body class="{kind} {options.theme}">',
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _variables(look: Mapping[str, Any], kind: str, options: RenderOptions) -> str:
    prefix = "letter_" if kind == "letter" else ""
    sides, ends = look[f"{prefix}margin_cm"]
    values: dict[str, object] = {
        "fonts": look["web_fonts"],
        "size": f"{look[f'{prefix}size_pt']}pt",
        "ink": look["ink"],
        "muted": look["muted"],
        "accent": look["accent"],
        "rule": look["rule"],
        "rule-width": f"{look['rule_pt']}pt",
        "name": f"{look['name']}em",
        "name-weight": look["name_weight"],
        "head-align": look["head"],
        "heading": f"{look['heading']}em",
        "heading-weight": look["heading_weight"],
        "heading-caps": "small-caps" if look["heading_form"] == "smallcaps" else "normal",
        "facts-style": look["facts_style"],
        "section-air": f"{look['air']['section']}em",
        "entry-air": f"{look['air']['entry']}em",
        "separator": f'" {look["separator"].strip()}"',
    }
    lines = [f"  --{name}: {value};" for name, value in values.items()]
    page = f"@page {{ size: {_PAGE_SIZES[options.paper]}; margin: {ends}cm {sides}cm; }}"
    return "\n".join([":root {", *lines, "}", page])


def _cv(content: CvContent, photo: Photo | None) -> Iterator[str]:
    yield from _head(content.head, photo)
    if content.summary:
        yield _paragraph("summary", content.summary)
    for section in content.sections:
        yield "<section>"
        yield f"<h2>{escape(section.heading)}</h2>"
        yield from _section(section)
        yield "</section>"


def _head(head: Head, photo: Photo | None) -> Iterator[str]:
    yield "<header>"
    if photo is not None:
        data = b64encode(photo.data).decode("ascii")
        yield (
            f'<img src="data:image/jpeg;base64,{data}" alt="{escape(photo.description)}" '
            f'width="{photo.width}" height="{photo.height}">'
        )
    if head.name:
        yield f"<h1>{escape(head.name)}</h1>"
    if head.label:
        yield _paragraph("label", head.label)
    yield from _list("contacts", map(_linked, head.contacts))
    yield "</header>"


def _section(section: Section) -> Iterator[str]:
    for entry in section.entries:
        yield f'<article class="{"brief" if section.brief else "full"}">'
        yield from _entry(entry)
        yield "</article>"
    for group in section.groups:
        title = f"<strong>{escape(group.title)}:</strong> " if group.title else ""
        yield f"<p>{title}{escape(group.text)}</p>"


def _entry(entry: Entry) -> Iterator[str]:
    first, *rest = [x for x in (entry.title, entry.organization) if x] or [""]
    if first:
        title = ", ".join([f"<strong>{escape(first)}</strong>", *map(escape, rest)])
        yield f"<h3>{title}</h3>"
    facts = [*map(escape, entry.facts), *([_linked(entry.link)] if entry.link else [])]
    yield from _list("facts", facts)
    yield from _list("lines", map(escape, entry.lines))


def _letter(content: LetterContent) -> Iterator[str]:
    yield from _head(content.head, None)
    dated = [_paragraph("dated", content.dated)] if content.dated else []
    lines = "<br>".join(map(escape, content.recipient))
    recipient = [f'<address class="recipient">{lines}</address>'] if lines else []
    yield from (*dated, *recipient) if content.dated_first else (*recipient, *dated)
    if content.subject:
        yield f"<h2>{escape(content.subject)}</h2>"
    for paragraph in (content.salutation, *content.paragraphs):
        if isinstance(paragraph, str):
            yield _paragraph("salutation", paragraph)
            continue
        if paragraph.text:
            yield _paragraph("text", paragraph.text)
        yield from _list("lines", map(escape, paragraph.bullets))
    yield _paragraph("closing", content.closing)
    if content.signature:
        yield _paragraph("signature", content.signature)


def _paragraph(name: str, words: str) -> str:
    return f'<p class="{name}">{escape(words)}</p>'


def _list(name: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"<li>{item}</li>" for item in items]
    if lines:
        yield f'<ul class="{name}">'
        yield from lines
        yield "</ul>"


def _linked(link: Linked) -> str:
    words = escape(link.text)
    return f'<a href="{escape(link.url)}">{words}</a>' if link.url else words
