"""Word files (.docx): their paragraphs, lists and tables as a page, without Word.

A docx is a zip of XML written by whoever sent it: only the one part with the text is read, within
a budget, and a document type, with which XML defines bombs, is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from orchestrator.documents.hints import SAVE_AS_PDF
from orchestrator.documents.limits import in_megabytes
from orchestrator.documents.sniffing import WORD_TEXT_PART
from orchestrator.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FURTHER_PARTS = re.compile(r"word/(header|footer)\d*\.xml")
_STYLES_PART = "word/styles.xml"
_LINKS_PART = "word/_rels/document.xml.rels"
_MOST_PARTS = 12
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']+)")
_DEEPEST = 200


def word_page(data: bytes, *, shown: str, most_bytes: int) -> str:
    """Return the text of a Word file as HTML.

    Args:
        data: The file.
        shown: What the source is called in messages.
        most_bytes: The largest text part, unpacked.

    Raises:
        UnreadableSourceError: "damaged", "encrypted" or "too_large".
    """
    body = WordFile(data, shown=shown, most_bytes=most_bytes).body
    return "".join(_blocks(body, 0)) if body is not None else ""


@dataclass(frozen=True, slots=True)
class WordStyle:
    """A style with what it inherits: its name, its size in points, the level of its outline."""

    name: str
    points: float
    bold: bool
    outline: int | None
    listed: bool


class WordFile:
    """The parts of a Word file that hold text, or say how it looks.

    Args:
        data: The file.
        shown: What the source is called in messages.
        most_bytes: The largest part, unpacked.

    Raises:
        UnreadableSourceError: "damaged", "encrypted" or "too_large".
    """

    def __init__(self, data: bytes, *, shown: str, most_bytes: int) -> None:
        self._data, self._shown, self._most_bytes = data, shown, most_bytes
        self._root = self._part(WORD_TEXT_PART)
        self.body = self._root.find(f"{W}body")

    def parts(self) -> list[ET.Element]:
        """The page headers, the body, the footers; a part that cannot be read is left out."""
        try:
            with zipfile.ZipFile(BytesIO(self._data)) as archive:
                names = [n for n in archive.namelist() if _FURTHER_PARTS.fullmatch(n)][:_MOST_PARTS]
        except (zipfile.BadZipFile, OSError, ValueError):
            names = []
        heads = [self._optional(name) for name in sorted(names) if "header" in name]
        feet = [self._optional(name) for name in sorted(names) if "footer" in name]
        found = [*heads, self.body, *feet]
        return [element for element in found if element is not None]

    def styles(self) -> dict[str, WordStyle]:
        """The paragraph and character styles by id."""
        root = self._optional(_STYLES_PART)
        if root is None:
            return {}
        raw = {style.get(f"{W}styleId", ""): style for style in root.findall(f"{W}style")}
        default = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
        size = _number(None if default is None else default.get(f"{W}val"), 20)
        return {key: _style(style, raw, size / 2) for key, style in raw.items()}

    def link_targets(self) -> dict[str, str]:
        """Addresses outside of the file by the id of their relation."""
        root = self._optional(_LINKS_PART)
        return {
            relation.get("Id", ""): relation.get("Target", "")
            for relation in (() if root is None else root)
            if relation.get("TargetMode") == "External"
        }

    def _optional(self, name: str) -> ET.Element | None:
        try:
            return self._part(name)
        except UnreadableSourceError:
            return None

    def _part(self, name: str) -> ET.Element:
        source = _unpacked(self._data, name, self._shown, self._most_bytes)
        if b"<!DOCTYPE" in source or b"<!ENTITY" in source or not _is_utf8(source):
            raise _damaged(self._shown)
        try:
            return ET.fromstring(source)  # noqa: S314 - within a budget, and without a document type
        except (ET.ParseError, ValueError, RecursionError) as error:
            raise _damaged(self._shown) from error


def _style(style: ET.Element, known: dict[str, ET.Element], points: float) -> WordStyle:
    """Follow what a style is based on, from the root down."""
    chain = [style]
    while len(chain) < _DEEPEST:
        base = chain[-1].find(f"{W}basedOn")
        above = known.get(base.get(f"{W}val", "")) if base is not None else None
        if above is None or above in chain:
            break
        chain.append(above)
    bold, outline, listed = False, None, False
    for element in reversed(chain):
        size = element.find(f"{W}rPr/{W}sz")
        if size is not None:
            points = _number(size.get(f"{W}val"), int(points * 2)) / 2
        strong = element.find(f"{W}rPr/{W}b")
        if strong is not None:
            bold = strong.get(f"{W}val") not in ("0", "false")
        level = element.find(f"{W}pPr/{W}outlineLvl")
        if level is not None:
            number = _number(level.get(f"{W}val"), 9)
            outline = number if number < 9 else None  # 9 is "body text"
        listed = listed or element.find(f"{W}pPr/{W}numPr") is not None
    name = style.find(f"{W}name")
    return WordStyle(
        (name.get(f"{W}val") if name is not None else None) or "", points, bold, outline, listed
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _is_utf8(source: bytes) -> bool:
    """Whether the bytes say what they mean: in another encoding a document type would hide."""
    declared = _ENCODING.match(source)
    return b"\x00" not in source and (
        not declared or declared[1].lower() in (b"utf-8", b"us-ascii")
    )


def _unpacked(data: bytes, name: str, shown: str, most_bytes: int) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(name) as part:
            source = part.read(most_bytes + 1)
    except (RuntimeError, NotImplementedError) as error:  # a password, or an unknown compression
        raise UnreadableSourceError(
            f"{shown} is encrypted, or packed in a way that cannot be read.",
            reason="encrypted",
            hint=SAVE_AS_PDF,
        ) from error
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError) as error:
        raise _damaged(shown) from error
    if len(source) > most_bytes:
        raise UnreadableSourceError(
            f"{shown} holds more than {in_megabytes(most_bytes)} of text.",
            reason="too_large",
            hint=SAVE_AS_PDF,
        )
    return source


def _damaged(shown: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"{shown} is damaged: it cannot be read as a Word file.",
        reason="damaged",
        hint=SAVE_AS_PDF,
    )


def _blocks(parent: ET.Element, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    for element in parent:
        if element.tag == f"{W}p":
            yield _paragraph(element)
        elif element.tag == f"{W}tbl":
            yield "<table>"
            for row in element.iter(f"{W}tr"):
                cells = ("".join(_blocks(cell, depth + 1)) for cell in row.findall(f"{W}tc"))
                yield f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in cells)}</tr>"
            yield "</table>"
        elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
            yield from _blocks(element, depth + 1)


def _inline(cell: str) -> str:
    """A cell of one paragraph is one line of its row."""
    one = cell.count("<p>") == 1 and cell.startswith("<p>") and cell.endswith("</p>")
    return cell[3:-4] if one else cell


def _paragraph(paragraph: ET.Element) -> str:
    text = "".join(_runs(paragraph))
    properties = paragraph.find(f"{W}pPr")
    style = None if properties is None else properties.find(f"{W}pStyle")
    name = "" if style is None else (style.get(f"{W}val") or "").lower()
    if name in ("title", "titel", "titre"):
        return f"<h1>{text}</h1>"
    for start in ("heading", "berschrift", "titre", "titulo", "titolo", "kop", "rubrik", "nagwek"):
        if start in name:
            level = next((digit for digit in name if digit in "123456"), "2")
            return f"<h{level}>{text}</h{level}>"
    listed = properties is not None and properties.find(f"{W}numPr") is not None
    return f"<li>{text}</li>" if listed or "list" in name else f"<p>{text}</p>"


def _runs(paragraph: ET.Element) -> Iterator[str]:
    for run in paragraph.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        if properties is not None and properties.find(f"{W}vanish") is not None:
            continue  # hidden text
        text = "".join(_of_run(run))
        bold = None if properties is None else properties.find(f"{W}b")
        strong = bold is not None and bold.get(f"{W}val") not in ("0", "false")
        yield f"<b>{text}</b>" if strong and text.strip() else text


def _of_run(run: ET.Element) -> Iterator[str]:
    for element in run:
        if element.tag == f"{W}t":
            yield escape(element.text or "")
        elif element.tag == f"{W}tab":
            yield "\t"
        elif element.tag in (f"{W}br", f"{W}cr"):
            yield "<br>"
