"""Word files (.docx): their paragraphs, lists and tables as a page, without Word.

A docx is a zip of XML written by whoever sent it: only the one part with the text is read, within
a budget, and a document type, with which XML defines bombs, is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from orchestrator.documents.hints import SAVE_AS_PDF
from orchestrator.documents.limits import in_megabytes
from orchestrator.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']+)")
_DEEPEST = 200


def is_word_file(data: bytes) -> bool:
    """Whether this is a zip with the text of a Word file in it."""
    return data.startswith(b"PK\x03\x04") and _TEXT_PART.encode() in data


def word_page(data: bytes, *, shown: str, most_bytes: int) -> str:
    """Return the text of a Word file as HTML.

    Args:
        data: The file.
        shown: What the source is called in messages.
        most_bytes: The largest text part, unpacked.

    Raises:
        UnreadableSourceError: "damaged", "encrypted" or "too_large".
    """
    source = _unpacked(data, shown, most_bytes)
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source or not _is_utf8(source):
        raise _damaged(shown)
    try:
        root = ET.fromstring(source)  # noqa: S314 - within a budget, and without a document type
    except (ET.ParseError, ValueError, RecursionError) as error:
        raise _damaged(shown) from error
    body = root.find(f"{_W}body")
    return "".join(_blocks(body, 0)) if body is not None else ""


def _is_utf8(source: bytes) -> bool:
    """Whether the bytes say what they mean: in another encoding a document type would hide."""
    declared = _ENCODING.match(source)
    return b"\x00" not in source and (
        not declared or declared[1].lower() in (b"utf-8", b"us-ascii")
    )


def _unpacked(data: bytes, shown: str, most_bytes: int) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(_TEXT_PART) as part:
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
        if element.tag == f"{_W}p":
            yield _paragraph(element)
        elif element.tag == f"{_W}tbl":
            yield "<table>"
            for row in element.iter(f"{_W}tr"):
                cells = ("".join(_blocks(cell, depth + 1)) for cell in row.findall(f"{_W}tc"))
                yield f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in cells)}</tr>"
            yield "</table>"
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _blocks(element, depth + 1)


def _inline(cell: str) -> str:
    """A cell of one paragraph is one line of its row."""
    one = cell.count("<p>") == 1 and cell.startswith("<p>") and cell.endswith("</p>")
    return cell[3:-4] if one else cell


def _paragraph(paragraph: ET.Element) -> str:
    text = "".join(_runs(paragraph))
    properties = paragraph.find(f"{_W}pPr")
    style = None if properties is None else properties.find(f"{_W}pStyle")
    name = "" if style is None else (style.get(f"{_W}val") or "").lower()
    if name in ("title", "titel", "titre"):
        return f"<h1>{text}</h1>"
    for start in ("heading", "berschrift", "titre", "titulo", "titolo", "kop", "rubrik", "nagwek"):
        if start in name:
            level = next((digit for digit in name if digit in "123456"), "2")
            return f"<h{level}>{text}</h{level}>"
    listed = properties is not None and properties.find(f"{_W}numPr") is not None
    return f"<li>{text}</li>" if listed or "list" in name else f"<p>{text}</p>"


def _runs(paragraph: ET.Element) -> Iterator[str]:
    for run in paragraph.iter(f"{_W}r"):
        properties = run.find(f"{_W}rPr")
        if properties is not None and properties.find(f"{_W}vanish") is not None:
            continue  # hidden text
        text = "".join(_of_run(run))
        bold = None if properties is None else properties.find(f"{_W}b")
        strong = bold is not None and bold.get(f"{_W}val") not in ("0", "false")
        yield f"<b>{text}</b>" if strong and text.strip() else text


def _of_run(run: ET.Element) -> Iterator[str]:
    for element in run:
        if element.tag == f"{_W}t":
            yield escape(element.text or "")
        elif element.tag == f"{_W}tab":
            yield "\t"
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            yield "<br>"
