"""Real PDF files, written by hand: with text anywhere, as a scan, or encrypted with RC4."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def text_pdf(*pages: str, password: str | None = None) -> bytes:
    """A PDF with one page for each text; its lines are drawn from the top."""
    return _document([_text_stream(page) for page in pages], password=password)


@dataclass(frozen=True)
class Drawn:
    """A line of text at a place from the upper left of the page, in points."""

    left: float
    top: float
    text: str
    size: float = 11
    bold: bool = False
    ink: float = 0.0  # 0 is black, 1 is white
    mode: int = 0  # of rendering; 3 is invisible


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    left: float
    top: float
    width: float
    height: float
    ink: float = 0.0


def drawn_pdf(
    *pages: Sequence[Drawn | Box],
    rotate: int = 0,
    title: str | None = None,
    scan: bool = False,
    fonts: bytes = b"",
) -> bytes:
    """Pages with lines of text at any place, turned by `rotate` degrees for their reader."""
    streams = [
        (_image_stream(595, 842) + b"\n" if scan else b"")
        + b"\n".join(_drawn(item, rotate) for item in page)
        for page in pages
    ]
    extra = f"/Rotate {rotate}".encode()
    return _document(streams, page_entries=extra, title=title, fonts=fonts)


def _drawn(item: Drawn | Box, rotate: int) -> bytes:
    if isinstance(item, Box):
        return b"%g g %g %g %g %g re f" % (
            item.ink, item.left, 842 - item.top - item.height, item.width, item.height,
        )  # fmt: skip
    x, y = item.left, 842 - item.top - item.size
    if rotate == 90:  # what is shown upright lies on its side in the file
        matrix = (0, 1, -1, 0, item.top + item.size, item.left)
    elif rotate == 180:
        matrix = (-1, 0, 0, -1, 595 - item.left, item.top + item.size)
    elif rotate == 270:
        matrix = (0, -1, 1, 0, 595 - item.top - item.size, 842 - item.left)
    else:
        matrix = (1, 0, 0, 1, x, y)
    text = item.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"BT /F%d %g Tf %g g %d Tr %g %g %g %g %g %g Tm (%s) Tj ET" % (
        2 if item.bold else 1, item.size, item.ink, item.mode, *matrix, text.encode("cp1252"),
    )  # fmt: skip


def scanned_pdf(*, pages: int = 1, width: int = 595, height: int = 842) -> bytes:
    """Pages with one grey picture each and no text."""
    return _document([_image_stream(width, height)] * pages, size=(width, height))


def form_pdf(label: str, value: str) -> bytes:
    """A page with a form field that is filled in."""
    font = b"<< /Font << /F1 4 0 R >> >>"
    shown = b"/Tx BMC q BT /F1 11 Tf 2 5 Td (%s) Tj ET Q EMC" % value.encode("cp1252")
    text = b"BT /F1 11 Tf 50 785 Td (%s) Tj ET" % label.encode("cp1252")
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /DR %s >> >>" % font,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R "
        b"/Resources %s /Annots [5 0 R] >>" % font,
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        5: b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (field) /V (%s) /P 3 0 R /F 4 "
        b"/Rect [150 780 550 800] /AP << /N 6 0 R >> >>" % value.encode("cp1252"),
        6: b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 20] /Resources %s /Length %d >>\n"
        b"stream\n%s\nendstream" % (font, len(shown), shown),
        7: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    }
    return _assembled(objects, b"/Root 1 0 R")


def blank_pdf(pages: int = 1) -> bytes:
    return _document([b""] * pages)


def _text_stream(text: str) -> bytes:
    lines = ["BT /F1 11 Tf 14 TL 50 780 Td"]
    for line in text.split("\n"):
        escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        lines.append(f"({escaped}) Tj T*")
    return "\n".join([*lines, "ET"]).encode("cp1252")


def _image_stream(width: int, height: int) -> bytes:
    pixels = zlib.compress(bytes(range(0, 256, 4)) * 64)
    head = b"BI /W 64 /H 64 /BPC 8 /CS /G /F /Fl ID "
    return b"q %d 0 0 %d 0 0 cm " % (width, height) + head + pixels + b" EI Q"


def _document(
    streams: list[bytes],
    *,
    size: tuple[int, int] = (595, 842),
    password: str | None = None,
    page_entries: bytes = b"",
    title: str | None = None,
    fonts: bytes = b"",
) -> bytes:
    first = 6
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(streams)))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        3: fonts
        or b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold "
        b"/Encoding /WinAnsiEncoding >>",
        5: f"<< /Title ({title or ''}) >>".encode("latin-1"),
    }
    key = b""
    trailer = b"/Root 1 0 R /Info 5 0 R"
    if password is not None:
        key, encrypt = _encryption(password)
        objects[first + 2 * len(streams)] = encrypt
        trailer += b" /Encrypt %d 0 R /ID [<00> <00>]" % (first + 2 * len(streams))
    for index, stream in enumerate(streams):
        number = first + 2 * index
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] "
            f"/Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> {page_entries.decode()} >>"
        ).encode()
        if key:
            salt = (number + 1).to_bytes(3, "little") + b"\x00\x00"
            body = _rc4(hashlib.md5(key + salt).digest()[:10], stream)
        else:
            body = stream
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    return _assembled(objects, trailer)


def _assembled(objects: dict[int, bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    table = [b"0000000000 65535 f \n"]
    for number in sorted(objects):
        table.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 %d\n%s" % (len(table), b"".join(table))
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(table), trailer, start)
    return bytes(out)


def _encryption(password: str) -> tuple[bytes, bytes]:
    """The file key and the dictionary of the standard handler, revision 2 (40-bit RC4)."""
    padded = (password.encode("latin-1") + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    permissions = (-4 & 0xFFFF_FFFF).to_bytes(4, "little")
    key = hashlib.md5(padded + owner + permissions + b"\x00").digest()[:5]
    user = _rc4(key, _PAD)
    return key, (
        b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), user.hex().encode())
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
