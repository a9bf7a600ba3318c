"""A file taken apart into claims: a CV as entries and lines, a letter as sentences."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from pydantic import TypeAdapter, ValidationError

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.verifying.frames import closings, months, salutes
from profiles.drafts import CvDraft, LetterDraft
from profiles.errors import InvalidInputError, UnreadableProfileError
from profiles.master_profile import MasterProfile, master_profile_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.tasks.importing.rows import Row, Sheet
    from profiles.importers.sources import Source
    from profiles.verification_reports import DocumentKind

_DRAFT: TypeAdapter[CvDraft | LetterDraft] = TypeAdapter(CvDraft | LetterDraft)
_SENTENCE = re.compile(r"(?<=[.!?])[\"\u201d\u00bb)]*\s+(?=[\"\u201c\u201e\u00ab(]*[^\W\d_a-z])")
_ABBREVIATED = re.compile(
    r"(?:\b\w|\b(?:e\.g|i\.e|z\.B|d\.h|Dr|Mr|Mrs|Ms|St|Nr|ca|Prof|M|Mme|"
    r"Sra?|Exm[oa]s?|Sig|Dott|Dhr|Mevr|Mw))\.$"
)
_DAY = re.compile(r"\b\d{1,2}\.$")
_HEADED = re.compile(r"^#{1,6}\s+")
_ESCAPED = re.compile(r"\\(?=[^\w\s]|\d)")
_LONGEST_LABEL = 60
_FEWEST_PROSE_WORDS = 4
_PARAGRAPH_GAP = 0.6
"""Blank above a row, in lines, from which on a paragraph begins."""

_HTML = ("<!doctype html", "<html", "<body", "<head")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a document says.

    Attributes:
        kind: "cv" or "letter".
        profile: A CV's entries and lines; of a letter nothing but, perhaps, a name.
        paragraphs: A letter's sentences; of a CV what stands under no heading.
        printed: Its lines with their pages and numbers, where it has any.
        draft: The draft itself, when the file is one of ours: its lines cite.
    """

    kind: DocumentKind
    profile: MasterProfile = field(default_factory=MasterProfile)
    paragraphs: tuple[tuple[str, ...], ...] = ()
    printed: tuple[tuple[int | None, int, str], ...] = ()
    draft: CvDraft | LetterDraft | None = None


def read_claims(source: Source) -> Claims:
    """Take a file apart, whatever it is: its content decides, not its name.

    Raises:
        UnreadableSourceError: it is empty, damaged, encrypted, a scan or not a document.
        UnreadableProfileError: it is JSON or YAML, but no draft and no résumé.
    """
    from profiles.importers.kinds import STRUCTURED, kind_of
    from profiles.importers.structured import import_structured

    if source.folder is not None:
        raise UnreadableSourceError(
            f"{source.name} is a folder", reason="unsupported_type", hint="name one CV or letter"
        )
    page = _html_text(source)
    if page is not None:
        # Its lines are ours, not those of the file.
        return replace(_of_text(page.encode(), source, name="page.md"), printed=())
    draft = _draft(source)
    if draft is not None:
        return Claims("cv" if isinstance(draft, CvDraft) else "letter", draft=draft)
    kind = kind_of(source)
    if kind in STRUCTURED:
        return Claims("cv", import_structured(source, kind).profile)
    return _of_text(source.data, source, name=source.file_name)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; "St. Mary" and "e.g. this" are not cut."""
    found: list[str] = []
    for piece in _SENTENCE.split(" ".join(text.split())):
        day = found and _DAY.search(found[-1]) and piece.split()[0].casefold() in months()
        if found and (day or _ABBREVIATED.search(found[-1])):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return found


def _html_text(source: Source) -> str | None:
    from orchestrator.documents.charset import decode

    start = source.data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not any(mark.encode() in start for mark in _HTML):
        return None
    from selectolax.lexbor import LexborHTMLParser

    from orchestrator.tasks.extraction.bounded_html import bounded_html
    from orchestrator.tasks.extraction.visible_text import visible_page
    from orchestrator.tasks.importing.dates import is_only_dates

    text = decode(source.data, shown=source.name)
    lines: list[str] = []
    before = ""
    for block in visible_page(LexborHTMLParser(bounded_html(text)).root).blocks:
        if block.kind == "heading":
            lines += ["", f"{'#' * (block.level or 2)} {block.text}"]
        elif block.kind == "item" and not is_only_dates(block.text):
            lines.append(f"- {block.text}")
        elif before == "heading" or is_only_dates(block.text):  # of the entry above
            lines.append(block.text)
        else:
            lines += ["", block.text]
        before = block.kind
    return "\n".join(lines)


def _draft(source: Source) -> CvDraft | LetterDraft | None:
    """A draft as `draft-cv --output cv.json` or `--json` writes it."""
    if source.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None
    try:
        data: Any = json.loads(source.data)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, dict) and "draft" in data:
        data = cast("dict[str, Any]", data)["draft"]
    if not isinstance(data, dict) or cast("dict[str, Any]", data).get("kind") not in (
        "cv",
        "letter",
    ):
        return None
    try:
        return _DRAFT.validate_python(data)
    except ValidationError as error:
        raise UnreadableProfileError(
            f"{source.name} looks like a draft, but {error.error_count()} of its fields are wrong",
            hint="write it again with `jobai draft-cv --output cv.json`",
        ) from error


def _of_text(data: bytes, source: Source, *, name: str | None) -> Claims:
    from orchestrator.tasks.importing.by_rules import profile_by_rules
    from orchestrator.tasks.importing.reading import open_cv, scan_refused
    from orchestrator.tasks.importing.unplaced import unplaced

    opened = open_cv(data, name=name)
    if opened.sheet is None:
        raise scan_refused(opened)
    found = profile_by_rules(opened.sheet)
    is_letter = salutes().search(opened.sheet.text) is not None and (
        found.entries == 0 or _has_closing(opened.sheet.text)
    )
    told = sum(section in found.headings for section in ("work", "education", "skills"))
    if is_letter or (found.entries == 0 and not told):
        paragraphs = tuple(_paragraphs(opened.sheet))
        return Claims("letter", _name_only(found.document), paragraphs, opened.printed)
    left = unplaced(opened.sheet.rows, found.document)
    try:
        profile = master_profile_from(found.document)
    except InvalidInputError as error:
        raise UnreadableSourceError(
            f"{source.name} cannot be taken apart: {error.message}",
            reason="damaged",
            hint="paste its text into a file and verify that",
        ) from error
    paragraphs = tuple(tuple(sentences(text)) for text in left)
    return Claims("cv", profile, paragraphs, opened.printed)


def _has_closing(text: str) -> bool:
    lines = {line.strip().rstrip(",.").casefold() for line in text.splitlines()}
    return not lines.isdisjoint(closing.rstrip(",.").casefold() for closing in closings())


def _name_only(document: dict[str, object]) -> MasterProfile:
    basics = document.get("basics")
    kept = {
        key: value
        for key, value in cast("dict[str, object]", basics or {}).items()
        if key in ("email", "phone")
    }
    return master_profile_from({"basics": kept} if kept else {})


def _paragraphs(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    """A letter's paragraphs: rows that run on belong together."""
    lines: list[str] = []
    headed = False
    for row in sheet.rows:
        # Word keeps whole paragraphs; elsewhere lines were broken to fit.
        apart = not row.edge or (row.gap >= _PARAGRAPH_GAP and not row.starts_column)
        if lines and (apart or row.item or row.level or headed or _ends(lines[-1], row)):
            yield tuple(sentences(" ".join(lines)))
            lines = []
        lines.append(_ESCAPED.sub("", _HEADED.sub("", row.unmarked() if row.item else row.text)))
        headed = row.level > 0
    if lines:
        yield tuple(sentences(" ".join(lines)))


def _ends(line: str, row: Row) -> bool:
    """Whether a short line is whole, as in an address."""
    short = len(line) < _LONGEST_LABEL and not line.rstrip().endswith((".", ":", ";"))
    return short and len(row.text.split()) < _FEWEST_PROSE_WORDS * 2 and row.text[:1].isupper()
