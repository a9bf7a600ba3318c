"""Other people's words on a terminal, in a cell of a table, in CSV and on a page."""

from __future__ import annotations

import csv
import html
import io
import unicodedata

from cli.render.printable import shown
from fuzzing.mutating import changed_bytes
from fuzzing.target import Target
from orchestrator.providers.redaction import printable
from orchestrator.tasks.drafting.editing.marks import as_read, escaped
from orchestrator.usage_export import _cell  # pyright: ignore
from profiles.exporters.yaml_text import to_yaml
from profiles.importers.yaml_documents import parse_yaml

SEEDS = (
    b"Rope Splicer",
    b"\x1b[31mred\x1b[0m",
    b"\x1b]0;title\x07",
    b"\xc2\x9b31m",
    "\u202eabc\u202c".encode(),
    b"=cmd|' /C calc'!A0",
    b"<script>alert(1)</script>",
    b"[bold]x[/bold]",
    b"a\r\nb",
    b"-- a --> b",
)
WORDS = (
    b"\x1b", b"\x07", b"\x08", b"\x7f", b"\xc2\x85", "\u2066".encode(), "\u202a".encode(),
    "\u2029".encode(),
    b"=", b"+", b"@", b"\t", b"<!--", b"-->", b"\\", b"&lt;", b'"', b"'", b"\r", b": ", b" #",
    b"- ", b"|", b"%",
)  # fmt: skip
_KEY = "sk-invented-0123456789abcdef0123456789"
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for told in (shown(text), printable(text, _KEY)):
        obeyed = [x for x in told if unicodedata.category(x) == "Cc" and x not in "\n\t"]
        obeyed += [x for x in told if x in _DIRECTIONS]
        assert not obeyed, ascii(told)
    assert "\n" not in escaped(text)
    assert as_read(as_read(text)) == as_read(text)
    assert "<!--" not in escaped(text)
    assert "-->" not in escaped(text)
    plain = data.decode("utf-8", "replace")
    cell = _cell(plain)
    assert str(cell)[:1] not in tuple("=+-@\t\r") or not isinstance(cell, str), ascii(cell)
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell, "end"])
    assert html.escape(plain).count("<") == 0
    if not any(unicodedata.category(x) in ("Cc", "Cs") or x in "\ufffe\uffff" for x in plain):
        document = {"a": plain, "b": [plain, {"c": plain}]}
        assert parse_yaml(to_yaml(document), "it") == document


TARGET = Target("printed-words", lambda: list(SEEDS), _run, changed_bytes, WORDS, in_ci=300)
