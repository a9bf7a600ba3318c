"""Writing drafts into files: checked before anything is spent, whole or not at all."""

from __future__ import annotations

import asyncio
import sys
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cli.draft_options import STDOUT
from cli.render.consoles import stdout_for_files
from cli.written import write_file
from profiles.errors import InvalidInputError
from profiles.rendering import format_for, render
from profiles.written_files import check_writable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.draft_options import Look
    from cli.runtime import Runtime
    from profiles.drafts import CvDraft, LetterDraft
    from profiles.rendering import Format, Rendering
    from profiles.saved_drafts import DraftKind, SavedDraft

_NAMES: dict[str, str] = {"json-resume": "resume.json", "rendercv": "yaml"}
"""How names end that are not simply called like their format."""

_FOR_CVS = frozenset({"json-resume", "rendercv"})
_BINARY = frozenset({"pdf", "docx"})
_MOST_BYTES = 80
"""Of each part: a name of 255 bytes is the longest that systems take."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file that a draft is to be written to; `-` is standard output."""

    file: Path
    format: Format


@dataclass(frozen=True, slots=True)
class Rendered:
    """A draft in the form of a file, not written yet."""

    target: Target
    rendering: Rendering
    notes: tuple[str, ...]


def target_of(output: Path, look: Look) -> Target:
    """Return the one file of --output, in the format that is asked for or its name says.

    Raises:
        InvalidInputError: several formats, or a name that says none.
    """
    if len(look.formats) > 1:
        raise InvalidInputError(
            "--output is one file, so it has one --format",
            hint="for several formats name a folder: --out DIR",
        )
    if look.formats:
        return Target(output, look.formats[0])
    if output == STDOUT:
        raise InvalidInputError(
            "--output - does not say in which format", hint="add one: --format pdf"
        )
    return Target(output, format_for(output))


def targets_in(
    folder: Path, look: Look, job_id: int, kind: str, company: str | None, title: str | None
) -> list[Target]:
    """Return the files of one job: named by employer and title, told apart by the job's number."""
    parts = [_slug(part) for part in (company, title) if part]
    stem = "-".join([part for part in parts if part] or ["job"]) + f"-{kind}-{job_id}"
    return [
        Target(folder / f"{stem}.{_NAMES.get(name, name)}", name)
        for name in look.formats or ("pdf",)
    ]


async def check_targets(
    runtime: Runtime, targets: Sequence[Target], kind: DraftKind, *, force: bool
) -> None:
    """Refuse what could not be written, before anything is spent on it.

    Raises:
        InvalidInputError: as `check_writable`, and for a letter in a form that only CVs have.
    """
    for target in targets:
        if kind == "letter" and target.format in _FOR_CVS:
            raise InvalidInputError(
                f"a letter cannot be written as {target.format}, which is for CVs only",
                hint="use pdf, docx, html, md, txt or json",
            )
        if target.file == STDOUT and target.format in _BINARY and sys.stdout.isatty():
            raise InvalidInputError(
                f"a {target.format} is nothing to look at on a terminal",
                hint=f"name a file: --output draft.{target.format}",
            )
    async with runtime.store.read() as session:
        for target in targets:
            if target.file != STDOUT:
                await check_writable(session, runtime.user, target.file, force=force)


async def rendered(
    draft: CvDraft | LetterDraft, targets: Sequence[Target], look: Look
) -> list[Rendered]:
    """Render a draft in each format.

    Raises:
        InvalidInputError: it does not fit the pages, or cannot be rendered so.
    """
    return [await asyncio.to_thread(_rendered, draft, target, look) for target in targets]


async def write(
    runtime: Runtime, saved: SavedDraft, files: Sequence[Rendered], *, force: bool
) -> None:
    """Write the files and remember them; an interruption waits until one is done.

    Raises:
        InvalidInputError: one cannot be written, or has come to stand there meanwhile.
    """
    for one in files:
        data = one.rendering.data
        if one.target.file == STDOUT:
            to = stdout_for_files()
            to.write(data)
            to.flush()
        else:
            await write_file(runtime, one.target.file, data, force=force, draft_id=saved.id)


def _rendered(draft: CvDraft | LetterDraft, target: Target, look: Look) -> Rendered:
    options = look.options
    if options.pages is None and look.fits_pages is not None and target.format == "pdf":
        fitting = replace(options, pages=look.fits_pages)
        try:
            found = render(draft, target.format, fitting)
        except (
            InvalidInputError
        ):  # no limit that anybody has set: it may be longer, and that is said
            found = render(draft, target.format, options)
    else:
        found = render(draft, target.format, options)
    return Rendered(target, found, _notes(found, look))


def _notes(found: Rendering, look: Look) -> tuple[str, ...]:
    limit = look.options.pages or look.fits_pages
    if found.pages is None or limit is None or found.pages <= limit:
        return found.notes
    return (*found.notes, f"It has {found.pages} pages; to hold it to {limit}: --pages {limit}.")


def _slug(text: str) -> str:
    """Return a text as a part of a file's name, on every system: letters and digits of any script.

    Separators, dots and what a terminal obeys cannot get through.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(x if unicodedata.category(x)[0] in "LMN" else " " for x in plain)
    short = "-".join(kept.split()).encode()[:_MOST_BYTES].decode(errors="ignore")
    return short.strip("-")
