"""What a file is, found from what is in it: its ending only decides where that leaves a doubt."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Literal

from profiles.errors import UnreadableProfileError
from profiles.importers import linkedin
from profiles.importers.documents import DocumentError, load_json, load_yaml
from profiles.importers.json_resume import looks_like_resume
from profiles.importers.rendercv import is_rendercv
from profiles.importers.text import decode, encoding_of

if TYPE_CHECKING:
    from profiles.importers.sources import Source

Structured = Literal["json-resume", "yaml", "rendercv", "linkedin"]
Kind = Literal["json-resume", "yaml", "rendercv", "linkedin", "pdf", "docx", "text", "picture"]
"""The first four have fields; the rest is read like a posting, by a model or by rules."""

STRUCTURED: tuple[Structured, ...] = ("json-resume", "yaml", "rendercv", "linkedin")

_FOREIGN = (
    (b"{\\rtf", "a document in Rich Text Format"),
    (b"\xd0\xcf\x11\xe0", "a document of Word before 2007"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_FILE_TYPES_OF_PICTURES = (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1", b"avif", b"avis")
_MARKUP = ("<!doctype html", "<html", "<?xml")
_PDF_HEAD_BYTES = 1024
"""A PDF may have this much before its first mark."""


def kind_of(source: Source) -> Kind:
    """Find out what a source is.

    Raises:
        UnreadableProfileError: for what is none of the kinds, or a broken one of JSON or YAML.
    """
    if source.folder is not None:
        return _folder_kind(source)
    data = source.data
    if b"%PDF-" in data[:_PDF_HEAD_BYTES]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(source)
    if _is_picture(data):
        return "picture"
    for mark, what in _FOREIGN:
        if data.startswith(mark):
            raise _unknown(source, what)
    if encoding_of(data) == "utf-8" and b"\x00" in data:
        raise _unknown(source, "a file of bytes that are no text")
    return _text_kind(source)


def _is_picture(data: bytes) -> bool:
    return (
        data.startswith(_PICTURES)
        or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in _FILE_TYPES_OF_PICTURES)
        or (data[:2] == b"BM" and data[6:10] == bytes(4))
    )


def _folder_kind(source: Source) -> Kind:
    if source.folder is not None and linkedin.files_of_folder(source.folder):
        return "linkedin"
    raise UnreadableProfileError(
        f"{source.name} is a folder without the files of a LinkedIn export",
        hint="name a file, or the folder that holds Profile.csv and Positions.csv",
    )


def _zip_kind(source: Source) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            names = archive.namelist()
    except linkedin.DAMAGE as error:
        raise _unknown(source, f"a broken zip archive ({str(error)[:100]})") from error
    if "word/document.xml" in names:
        return "docx"
    if linkedin.is_export(names):
        return "linkedin"
    raise _unknown(source, "a zip archive that is neither a Word document nor a LinkedIn export")


def _text_kind(source: Source) -> Kind:
    """JSON, YAML or prose: what parses as a résumé is one, what was meant as one says its fault."""
    text = decode(source.data, source.name)
    start = text.lstrip("\ufeff \t\r\n")[:20].lower()
    if start.startswith(_MARKUP):
        raise _unknown(source, "a page of HTML or XML")
    if source.suffix == ".json" or (start[:1] in "{[" and source.suffix not in {".yaml", ".yml"}):
        try:
            return "rendercv" if is_rendercv(load_json(text, source.name)) else "json-resume"
        except DocumentError:
            if source.suffix == ".json" or _looks_like_json(text):
                raise
            return "text"
    try:
        document = load_yaml(text, source.name)
    except DocumentError:
        if source.suffix in {".yaml", ".yml"}:
            raise
        return "text"
    if is_rendercv(document):
        return "rendercv"
    return "yaml" if source.suffix in {".yaml", ".yml"} or looks_like_resume(document) else "text"


def _looks_like_json(text: str) -> bool:
    """Whether a text that is no JSON was meant as such: an object or list of quoted things."""
    after = text.lstrip("\ufeff \t\r\n")[1:].lstrip()
    return after[:1] in ('"', "{", "[", "}", "]", "'", "/", "")


def _unknown(source: Source, what: str) -> UnreadableProfileError:
    return UnreadableProfileError(
        f"{source.name} is {what}",
        hint="jobai imports JSON Resume, YAML, RenderCV, LinkedIn's export, PDF, DOCX, text "
        "and pictures",
    )
