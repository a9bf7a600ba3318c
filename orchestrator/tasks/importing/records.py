"""Certificates, awards, publications, projects and references: one line or entry each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.importing.body import Paragraph, paragraphs_of
from orchestrator.tasks.importing.dates import first_span, spans, without
from orchestrator.tasks.importing.entries import Entry, entries_of
from orchestrator.tasks.importing.lists import items_of
from orchestrator.tasks.importing.parts import header_parts
from orchestrator.tasks.importing.rows import Row, unmarked
from orchestrator.tasks.importing.work import body_fields

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTED = re.compile(r"\s+[–—|·•-]\s+|\t+|\s*\|\s*")
_STRIPPED = " \t,;:|·•–—-"
_ALIKE = 0.05  # of the type of most of the text
_LONGEST_ISSUER = 70
_TECHNOLOGIES = re.compile(
    r"^(?:technologies|tech stack|tech|stack|tools|built with|technologien|outils|tecnologías|"
    r"tecnologie|technieken|tecnologias)\s*:\s*",
    re.IGNORECASE,
)


def certificates_of(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `certificates`."""
    found: list[dict[str, object]] = []
    for text, bodies in _lines(rows):
        name, rest, date = _dated_name(text)
        if not name:
            if date and found and "date" not in found[-1]:
                found[-1]["date"] = date
            continue
        entry: dict[str, object] = {"name": name}
        if rest:
            entry["issuer"] = rest
        if date:
            entry["date"] = date
        if bodies:
            entry["x-highlights"] = bodies
        found.append(entry)
    return found


def named(values: Sequence[str], key: str) -> list[dict[str, object]]:
    """Return entries that have a name alone."""
    return [{key: value} for value in values]


def awards_of(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `awards`."""
    found: list[dict[str, object]] = []
    for text, bodies in _lines(rows):
        title, rest, date = _dated_name(text)
        if not title:
            continue
        entry: dict[str, object] = {"title": title}
        if rest:
            entry["awarder"] = rest
        if date:
            entry["date"] = date
        if bodies:
            entry["summary"] = " ".join(bodies)
        found.append(entry)
    return found


def publications_of(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `publications`: the citation whole, its year beside it."""
    found: list[dict[str, object]] = []
    for text in _citations(rows):
        dates = spans(text)
        entry: dict[str, object] = {"name": text}
        single = [span for span in dates if span.single and span.start]
        if len(single) == 1:
            entry["releaseDate"] = single[0].start
        found.append(entry)
    return found


def _citations(rows: Sequence[Row]) -> list[str]:
    """Each publication whole: one that ends in a point and has its year is at its end."""
    groups: list[list[Row]] = []
    for row in rows:
        last = " ".join(other.text for other in groups[-1]) if groups else ""
        ends = last.endswith((".", ")")) and spans(last) and not row.text[:1].islower()
        if groups and not (ends or row.item or row.gap > 1.0):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [p.text for group in groups for p in paragraphs_of(group)]


def references_of(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `references`; "on request" is none."""
    texts = [paragraph.text for paragraph in paragraphs_of(rows)]
    if len(texts) <= 1:
        return []
    return [{"reference": text} for text in texts]


def projects_of(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `projects`."""
    entries = entries_of(rows, dated=False)
    headed = [entry for entry in entries if entry.header]
    found: list[dict[str, object]] = []
    if not headed:
        return [_from_line(paragraph) for paragraph in paragraphs_of(rows)]
    for entry in entries:
        if entry.header:
            found.append(_project(entry))
        else:
            found += [_from_line(paragraph) for paragraph in entry.body]
    return [project for project in found if project.get("name")]


def _project(entry: Entry) -> dict[str, object]:
    header = header_parts(entry.header, at=False)
    texts = [part.text for part in header.main]
    project: dict[str, object] = {}
    rest: list[str] = []
    if texts:
        name, colon, description = texts[0].partition(": ")
        project["name"] = name if colon and len(name) < 60 else texts[0]
        if colon and len(name) < 60:
            rest.append(description)
        rest += [
            text
            for text in texts[1:]
            if text.casefold() not in {"link", "code", "demo", "github", "website"}
        ]
    keywords = [item for text in rest if "," in text for item in items_of(text)]
    descriptions = [text for text in rest if "," not in text]
    if header.place:
        descriptions.append(header.place)
    if descriptions:
        project["description"] = (
            " · ".join(descriptions) if len(descriptions) == 1 else descriptions[0]
        )
        if len(descriptions) > 1:
            project["x-details"] = descriptions[1:]
    if header.url:
        project["url"] = header.url
    body: list[Paragraph] = []
    for paragraph in entry.body:
        match = _TECHNOLOGIES.match(paragraph.text)
        if match:
            keywords += items_of(paragraph.text[match.end() :])
        else:
            body.append(paragraph)
    fields = body_fields(body)
    if "summary" in fields:
        if "description" in project:
            fields["highlights"] = [fields.pop("summary"), *_list(fields.get("highlights"))]
        else:
            project["description"] = fields.pop("summary")
    project |= fields
    if keywords:
        project["keywords"] = keywords
    if entry.span is not None:
        if entry.span.start and not entry.span.single:
            project["startDate"] = entry.span.start
        end = entry.span.start if entry.span.single else entry.span.end
        if end:
            project["endDate"] = end
    return project


def _list(value: object) -> list[object]:
    return list(cast("list[object]", value)) if isinstance(value, list) else []


def _from_line(paragraph: Paragraph) -> dict[str, object]:
    name, mark, rest = paragraph.text.partition(": ")
    if not mark or len(name) > 80:
        pieces = re.split(r"\s+[–—-]\s+", paragraph.text, maxsplit=1)
        name, rest = (pieces[0], pieces[1]) if len(pieces) == 2 else (paragraph.text, "")
    found = first_span(name)
    project: dict[str, object] = {"name": without(name, found) if found else name}
    if rest:
        project["description"] = rest
    if found is not None and found.single and found.start:
        project["endDate"] = found.start
    return project


def _lines(rows: Sequence[Row]) -> list[tuple[str, list[str]]]:
    """Each line of a list with what stands under it."""
    if (
        rows
        and not rows[0].item
        and any(row.item for row in rows)
        and not all(row.item for row in rows)
    ):
        entries = entries_of(rows, dated=True)
        if any(entry.header for entry in entries):
            return [
                (
                    "\t".join(cell for row in entry.header for cell in row.cells),
                    [p.text for p in entry.body],
                )
                for entry in entries
                if entry.header
            ]
    pairs = _headed_pairs(rows)
    if pairs:
        return pairs
    if any(len(row.cells) > 1 for row in rows):
        return [("\t".join(unmarked(cell) for cell in row.cells), []) for row in rows]
    return [(paragraph.text, []) for paragraph in paragraphs_of(rows)]


def _headed_pairs(rows: Sequence[Row]) -> list[tuple[str, list[str]]]:
    """Names that stand out, each with its issuer and date on the short lines below it."""
    if len(rows) < 2 or any(row.item or len(row.cells) > 1 for row in rows):
        return []
    first = rows[0]
    heads = [r.bold == first.bold and abs(r.size - first.size) < _ALIKE for r in rows]
    below = [row for row, is_head in zip(rows, heads, strict=True) if not is_head]
    plainer = all(first.bold > row.bold or first.size > row.size + _ALIKE for row in below)
    if not below or not plainer or any(len(row.text) > _LONGEST_ISSUER for row in below):
        return []
    found: list[str] = []
    for row, is_head in zip(rows, heads, strict=True):
        if is_head:
            found.append(row.text)
        else:
            found[-1] += f"\t{row.text}"
    return [(text, []) for text in found]


def _dated_name(text: str) -> tuple[str, str | None, str | None]:
    """Name, issuer and date of a line such as "ServSafe Manager – NRA, 2021"."""
    found = spans(text)
    date = None
    if len(found) == 1 or (found and found[0].single):
        span = found[0] if len(found) == 1 else found[-1]
        date = span.start or span.end
        text = without(text, span)
    # Where cells part name and issuer, a dash belongs to the name.
    parted = text.split("\t") if "\t" in text.strip() else _PARTED.split(text)
    pieces = [piece.strip(_STRIPPED) for piece in parted]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return "", None, date
    if len(pieces) == 1:
        name, comma, rest = pieces[0].rpartition(", ")
        # One word behind a comma is an issuer where the name before it is whole.
        least = 1 if len(name.split()) > 2 and "," not in name else 2
        if comma and least <= len(rest.split()) <= 6 and rest[:1].isupper():
            return name, rest, date
        return pieces[0], None, date
    return pieces[0], ", ".join(pieces[1:]) if len(pieces) == 2 else pieces[1], date
