"""LinkedIn's export of one's data: a zip archive of CSV files, or the folder it was unpacked to."""

from __future__ import annotations

import csv
import io
import lzma
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from profiles.errors import UnreadableProfileError
from profiles.importers.linkedin_rows import profile_of_tables
from profiles.importers.text import decode
from profiles.master_profile import ImportedProfile, Notice, read_json_resume

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from profiles.importers.linkedin_rows import Row
    from profiles.importers.sources import Source

TABLES = frozenset(
    {"profile", "positions", "education", "skills", "certifications", "languages", "projects"}
    | {"honors", "volunteering", "publications", "courses", "emailaddresses", "phonenumbers"}
    | {"patents", "organizations", "testscores", "recommendationsreceived"}
)
"""The files that say something about the person; messages, contacts and clicks are none of ours."""

_OWN = frozenset({"profile", "positions", "education", "skills"})
"""One of these must be there: any archive could hold a `Languages.csv`."""

_MOST_TABLE_BYTES = 5_000_000
_MOST_ROWS = 5_000
_SHOWN = 100
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,  # a method of compression that Python does not know
    RuntimeError,  # encrypted
    OSError,
    EOFError,
    ValueError,
    struct.error,
)
"""What Python's `zipfile` raises for archives that are broken, encrypted or of a strange kind."""


def is_export(names: Iterable[str]) -> bool:
    """Whether the files of an archive are an export."""
    return bool(_OWN & {_table_name(name) for name in names})


def files_of_folder(folder: Path) -> dict[str, Path]:
    """The files of an unpacked export by table; empty when it is none."""
    try:
        files = {_table_name(path.name): path for path in sorted(folder.iterdir())}
    except OSError as error:
        raise UnreadableProfileError(
            f"{folder} cannot be read: {error.strerror or error}", hint="check the folder's name"
        ) from error
    found = {name: path for name, path in files.items() if name in TABLES}
    return found if _OWN & set(found) else {}


def import_export(source: Source) -> ImportedProfile:
    """Read an export; what JSON Resume has no place for is kept under `x-linkedin`.

    Raises:
        UnreadableProfileError: an archive that is broken, encrypted or would fill the disk.
    """
    raw = _of_folder(source) if source.folder is not None else _of_archive(source)
    tables = {name: _rows(data, f"{source.name}: {name}") for name, data in raw.items()}
    document, notices = profile_of_tables(tables)
    read = read_json_resume(document)
    kept = [Notice(x.path, x.action, x.detail) for x in read.notices if x.action != "kept"]
    return ImportedProfile(read.profile, (*notices, *kept))


def _of_folder(source: Source) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, path in files_of_folder(source.folder).items() if source.folder else ():
        try:
            with path.open("rb") as file:
                data = file.read(_MOST_TABLE_BYTES + 1)
        except OSError as error:
            raise UnreadableProfileError(
                f"{path} cannot be read: {error.strerror or error}", hint="check its permissions"
            ) from error
        found[name] = _bounded(data, str(path))
    return found


def _of_archive(source: Source) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    twice = False
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            for info in archive.infolist():
                name = _table_name(info.filename[-_SHOWN:])
                if name not in TABLES or info.is_dir():
                    continue
                # The stated size can lie: what comes out is counted, and no more is unpacked.
                with archive.open(info) as file:
                    data = _bounded(file.read(_MOST_TABLE_BYTES + 1), info.filename[-_SHOWN:])
                twice |= name in found and found[name] != data
                found[name] = data
    except UnreadableProfileError:
        raise
    except DAMAGE as error:
        raise UnreadableProfileError(
            f"{source.name} is a zip archive that cannot be unpacked: {str(error)[:_SHOWN]}",
            hint="download the export again, or unpack it and name the folder",
        ) from error
    if twice:
        raise UnreadableProfileError(
            f"{source.name} holds two exports, with different files of one name",
            hint="unpack it and name one of the folders",
        )
    return found


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > _MOST_TABLE_BYTES:
        raise UnreadableProfileError(
            f"{name} is larger than {_MOST_TABLE_BYTES // 1_000_000} MB unpacked: "
            "no person's profile is",
            hint="download the export from LinkedIn again",
        )
    return data


def _table_name(path: str) -> str:
    """`Basic_Export/Email Addresses.csv` is the table `emailaddresses`."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    stem, point, ending = name.lower().rpartition(".")
    if ending != "csv" or not point or "__macosx" in folder.lower():
        return ""
    return "".join(letter for letter in stem if letter.isalpha())


def _rows(data: bytes, name: str) -> list[Row]:
    text = decode(data, name).replace("\x00", "")
    if not text.strip():
        return []
    try:
        lines: list[Sequence[str]] = [
            line for line in csv.reader(io.StringIO(text, newline=""), strict=False) if any(line)
        ]
    except csv.Error as error:
        raise UnreadableProfileError(
            f"{name} is not a table of comma-separated values: {error}",
            hint="download the export from LinkedIn again",
        ) from error
    if len(lines) > _MOST_ROWS:
        raise UnreadableProfileError(
            f"{name} has more than {_MOST_ROWS} rows",
            hint="shorten that file of the export, or import your CV",
        )
    head = [cell.strip() for cell in lines[0]]
    return [_row(head, line) for line in lines[1:]]


def _row(head: Sequence[str], cells: Sequence[str]) -> Row:
    row: Row = {}
    for index, cell in enumerate(cells):
        name = head[index] if index < len(head) and head[index] else f"Column {index + 1}"
        if cell.strip():
            row[name if name not in row else f"{name} {index + 1}"] = cell.strip()
    return row
