"""Several sources that show one posting, such as three screenshots, as one `Document`."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.documents.limits import Limits
from orchestrator.documents.sniffing import binary_kind
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.documents import Document
from orchestrator.tasks.extraction.sources.files import is_existing, read_file
from orchestrator.tasks.extraction.sources.opening import document_from
from orchestrator.tasks.extraction.sources.urls import scheme_of, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.documents import SourceKind

_ONE_BY_ONE = "Leave out --as-one to read each source by itself."
_MOST_NAMES = 200  # characters of all file names together


@dataclass(frozen=True, slots=True)
class _Raw:
    data: bytes
    shown: str
    name: str | None = None
    url: str | None = None
    declared_type: str | None = None
    charset: str | None = None


async def open_as_one(
    sources: Sequence[str | Path | bytes],
    *,
    limits: Limits | None = None,
    allow_private: bool = False,
) -> Document:
    """Open pictures, PDF files or texts that together are one posting, in the order given.

    Pictures and scans become one `Document` with all pictures (kind "image", of scans alone
    "pdf"); a PDF with a text layer beside a picture is sent as pictures too. Texts and PDF files
    with text become one text. The same bytes given twice count once.

    Args:
        sources: What `open_source` takes, paths, or bytes that are at hand.
        limits: None for the defaults; `pictures_as_one` bounds the pictures of all together.
        allow_private: As for `open_url`.

    Returns:
        With the SHA-256 of all bytes in order, and all file names.

    Raises:
        SourceError: As `open_source` for each; a web page among several sources, or pictures
            beside plain text (reason "not_joinable"); too many pictures (reason "too_large").
    """
    limits = limits or Limits()
    if not sources:
        raise UnreadableSourceError("There is no source to read.", reason="empty", hint=_ONE_BY_ONE)
    if len(sources) > limits.pictures_as_one:
        raise UnreadableSourceError(
            f"{len(sources)} sources are too many for one posting; at most "
            f"{limits.pictures_as_one} are joined.",
            reason="too_large",
            hint=_ONE_BY_ONE,
        )
    raw = [
        await _raw(source, number, limits, allow_private=allow_private)
        for number, source in enumerate(sources, start=1)
    ]
    different: dict[bytes, _Raw] = {}
    for part in raw:
        different.setdefault(part.data, part)
    return await asyncio.to_thread(_joined, list(different.values()), limits)


async def _raw(
    source: str | Path | bytes, number: int, limits: Limits, *, allow_private: bool
) -> _Raw:
    if isinstance(source, bytes):
        return _Raw(source, f"Source {number}")
    path, url = _path_and_url(source)
    if url is not None and not await asyncio.to_thread(is_existing, path):
        from orchestrator.tasks.extraction.sources.fetching import fetch

        page = await fetch(url, limits=limits, allow_private=allow_private)
        shown = f"What {shortened(page.url)} answered"
        return _Raw(page.data, shown, None, page.url, page.declared_type, page.charset)
    data = await asyncio.to_thread(read_file, path, limits)
    # A name that is not UTF-8 has surrogates in it, which no store or JSON takes.
    name = path.name.encode(errors="replace").decode()
    return _Raw(data, shortened(path.name or str(path)), name)


def _path_and_url(source: str | Path) -> tuple[Path, str | None]:
    if not isinstance(source, str):
        return source, None
    typed = source.strip()
    return Path(typed), typed if scheme_of(typed.removeprefix("<")) is not None else None


def _joined(raw: Sequence[_Raw], limits: Limits) -> Document:
    each = replace(limits, pictures=limits.pictures_as_one) if len(raw) > 1 else limits
    has_picture = any(binary_kind(part.data) == "image" for part in raw)
    parts = [_opened(part, each, pages_as_pictures=has_picture) for part in raw]
    if len(parts) == 1:
        return parts[0]
    if not has_picture and any(part.images for part in parts):  # a scan beside PDF files with text
        parts = [
            part if part.images else _opened(source, each, pages_as_pictures=True)
            for source, part in zip(raw, parts, strict=True)
        ]
    for source, part in zip(raw, parts, strict=True):
        _refuse_page(source, part)
    if any(part.images for part in parts):
        _refuse_text_beside_pictures(raw, parts)
    return _one(raw, parts, limits)


def _opened(raw: _Raw, limits: Limits, *, pages_as_pictures: bool) -> Document:
    return document_from(
        raw.data,
        shown=raw.shown,
        name=raw.name,
        declared_type=raw.declared_type,
        charset=raw.charset,
        kind="url" if raw.url else None,
        url=raw.url,
        limits=limits,
        pages_as_pictures=pages_as_pictures,
    )


def _one(raw: Sequence[_Raw], parts: Sequence[Document], limits: Limits) -> Document:
    images = tuple(image for part in parts for image in part.images)
    if len(images) > limits.pictures_as_one:
        raise UnreadableSourceError(
            f"Together the {len(parts)} sources would become {len(images)} pictures; "
            f"at most {limits.pictures_as_one} are sent.",
            reason="too_large",
            hint="Crop them to the posting, or leave some out.",
        )
    digest = hashlib.sha256()
    for part in raw:
        digest.update(part.data)
    names = ", ".join(part.name for part in raw if part.name)
    first = parts[0].kind
    mixed: SourceKind = "image" if images else "text"
    return Document(
        kind=first if all(part.kind == first for part in parts) else mixed,
        text=None if images else "\n\n".join(part.text or "" for part in parts),
        images=images,
        url=next((part.url for part in raw if part.url), None),
        file_name=shortened(names, _MOST_NAMES) or None,
        sha256=digest.hexdigest(),
        fetched_at=parts[-1].fetched_at,
    )


def _refuse_page(raw: _Raw, part: Document) -> None:
    if part.html is None and part.kind != "json":
        return
    raise UnreadableSourceError(
        f"{raw.shown} is {'data' if part.kind == 'json' else 'a web page'}, which cannot be "
        "joined with other sources: pictures, PDF files and plain texts can.",
        reason="not_joinable",
        hint=_ONE_BY_ONE,
    )


def _refuse_text_beside_pictures(raw: Sequence[_Raw], parts: Sequence[Document]) -> None:
    for source, part in zip(raw, parts, strict=True):
        if not part.images:
            raise UnreadableSourceError(
                f"{source.shown} is text, which cannot be joined with pictures.",
                reason="not_joinable",
                hint="Give pictures and PDF files only, or texts only. " + _ONE_BY_ONE,
            )
