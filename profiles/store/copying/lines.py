r"""Rows as lines of text, the same whatever database they come from, for copying and comparing.

The form is that of PostgreSQL's COPY: values between tabs, `\N` for NULL, a backslash before what
would break a line. Times are UTC with microseconds, truth values 0 and 1, documents JSON.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from profiles.errors import InvalidInputError
from profiles.store.base import JsonDocument, UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Table

    Value = str | int | float | bytes | None

_NULL = "\\N"
_ESCAPES = {
    "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
}  # fmt: skip
_MEANINGS = {escape[1]: meant for meant, escape in _ESCAPES.items()}
_SPECIAL = re.compile(r"[\\\b\f\n\r\t\v]")
_UNUSUAL = re.compile(r"[\\\b\f\r\v]|b['\"]")
"""What lines cannot have as it is, and what Python makes of bytes."""

_ESCAPED = re.compile(r"\\(.)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SUSPECT = re.compile(r"\\u(0000|[dD][89a-fA-F])|\x00")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TO_THE_SECOND = len("2026-11-23 12:00:00")
_TIME_LENGTHS = {len("2026-11-23 12:00:00.000000"), len("\x00")}


class Lines:
    """How the rows of one table become lines, and lines rows.

    Args:
        table: The table.
        storable: Whether they go to a database that cannot keep a NUL in a text.

    Attributes:
        replaced: Characters that could not be kept; a replacement character stands for each.
    """

    def __init__(self, table: Table, *, storable: bool = False) -> None:
        columns = list(table.columns)
        self._names = [column.name for column in columns]
        self._table = table.name
        self._times = [i for i, c in enumerate(columns) if isinstance(_kind(c), UtcDateTime)]
        self._documents = [i for i, c in enumerate(columns) if isinstance(_kind(c), JsonDocument)]
        self._storable = storable
        self.replaced = 0

    @property
    def has_documents(self) -> bool:
        """Say whether rows may be large."""
        return bool(self._documents)

    def block(self, rows: Sequence[Sequence[Value]]) -> bytes:
        """Return SQLite's rows as lines.

        Raises:
            InvalidInputError: for a value that no column of jobai can have.
        """
        told = [["\x00" if v is None else v if type(v) is str else str(v) for v in r] for r in rows]
        text = "\n".join(["\t".join(row) for row in told]) + "\n"
        # Nearly always nothing is to be escaped; to look at all rows at once is four times faster.
        if (
            not self._documents
            and not _UNUSUAL.search(text)
            and text.count("\n") == len(rows)
            and text.count("\t") == (len(self._names) - 1) * len(rows)
            and text.count("\x00") == sum(row.count(None) for row in rows)
            and all(len(row[i]) in _TIME_LENGTHS for row in told for i in self._times)
        ):
            return text.replace("\x00", _NULL).encode()
        return "".join(["\t".join(self._fields(row)) + "\n" for row in rows]).encode()

    def rows(self, block: bytes) -> list[list[str | None]]:
        """Return lines as rows: SQLite gives each value its column's type."""
        rows: list[list[str | None]] = []
        for line in block.decode().split("\n")[:-1]:
            fields = line.split("\t")
            if "\\" in line:
                rows.append([None if one == _NULL else _meant(one) for one in fields])
            else:
                rows.append(cast("list[str | None]", fields))
        return rows

    def canonical(self, block: bytes) -> bytes:
        """Return lines in which equal documents are equal text, to compare databases by."""
        if not self._documents:
            return block
        lines: list[str] = []
        for row in self.rows(block):
            for index in self._documents:
                if (text := row[index]) is not None:
                    row[index] = _canonical(text)
            lines.append("\t".join(_NULL if one is None else _escaped(one) for one in row))
        return "".join([f"{line}\n" for line in lines]).encode()

    def _fields(self, row: Sequence[Value]) -> Iterator[str]:
        for index, value in enumerate(row):
            if value is None:
                yield _NULL
            elif isinstance(value, bytes):
                raise InvalidInputError(
                    f"{self._names[index]} of a row of {self._table} (its first value: {row[0]})"
                    " is bytes and no text",
                    hint="another program wrote it; mend that row, then copy again",
                )
            else:
                text = value if isinstance(value, str) else str(value)
                if index in self._times and len(text) == _TO_THE_SECOND:
                    text += ".000000"
                if self._storable and isinstance(value, str):
                    text = self._kept(text, document=index in self._documents)
                yield _escaped(text)

    def _kept(self, text: str, *, document: bool) -> str:
        """Return a text that PostgreSQL can keep: without NUL, and in JSON without halves of it."""
        if not document:
            self.replaced += text.count("\x00")
            return text.replace("\x00", _REPLACEMENT)
        if not _SUSPECT.search(text):
            return text
        before = self.replaced
        value = self._cleaned(json.loads(text))
        return text if self.replaced == before else json.dumps(value)

    def _cleaned(self, value: Any) -> Any:
        if isinstance(value, str):
            cleaned, count = _UNSTORABLE.subn(_REPLACEMENT, value)
            self.replaced += count
            return cleaned
        if isinstance(value, list):
            return [self._cleaned(one) for one in cast("list[Any]", value)]
        if isinstance(value, dict):
            fields = cast("dict[str, Any]", value)
            return {self._cleaned(name): self._cleaned(one) for name, one in fields.items()}
        return value


def whole_lines(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Put lines that come in pieces together to blocks of whole ones, of about so many bytes."""
    kept: list[bytes] = []
    length = 0
    for chunk in chunks:
        kept.append(chunk)
        length += len(chunk)
        if length >= size and chunk.endswith(b"\n"):
            yield b"".join(kept)
            kept, length = [], 0
    if kept:
        yield b"".join(kept)


def _kind(column: Any) -> object:
    return column.type


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_escape, text) if _SPECIAL.search(text) else text


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES[found[0]]


def _meant(field: str) -> str:
    return _ESCAPED.sub(_meaning, field) if "\\" in field else field


def _meaning(found: re.Match[str]) -> str:
    return _MEANINGS.get(found[1], found[1])


def _canonical(text: str) -> str:
    try:
        value: object = json.loads(text, parse_int=_number, parse_float=_number)
    except ValueError as error:
        raise InvalidInputError(
            f"a document in the store is no JSON: {error}",
            hint="another program wrote it; mend that row, then copy again",
        ) from error
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _number(text: str) -> dict[str, str]:
    """Return what is the same for 1e2, 100 and 100.0: databases write numbers in their own way."""
    value = Decimal(text).normalize()
    return {"number": str(value or abs(value))}
