"""Exporting a master profile: the format, the text, and a file that is never written over."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path

    from profiles.master_profile import MasterProfile


class ExportFormat(StrEnum):
    """What `profile export` writes."""

    JSON_RESUME = "json-resume"
    YAML = "yaml"
    RENDERCV = "rendercv"


def form_for(named: ExportFormat | None, output: Path | None) -> ExportFormat:
    """The format that was named, or else the one that the file's ending says."""
    if named is not None:
        return named
    is_yaml = output is not None and output.suffix.lower() in {".yaml", ".yml"}
    return ExportFormat.YAML if is_yaml else ExportFormat.JSON_RESUME


def exported(profile: MasterProfile, form: ExportFormat) -> tuple[str, list[str]]:
    """The text, and the sections that its format has no place for."""
    if form is ExportFormat.RENDERCV:
        from orchestrator.tasks.drafting.whole_cv import whole_cv
        from profiles.rendering import render

        text = render(whole_cv(profile), "rendercv").data.decode("utf-8")
        return text, [*(["references"] if profile.references else []), *(profile.model_extra or {})]
    from profiles.exporters.documents import export_profile

    return export_profile(profile, "yaml" if form is ExportFormat.YAML else "json-resume"), []


def write(text: str, file: Path, *, force: bool) -> None:
    """Write a file, over one that is there only when that is wanted.

    Raises:
        InvalidInputError: there is one, or it cannot be written.
    """
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise InvalidInputError(
            f"{file} is there already", hint="name another file, or write over it with --force"
        ) from error
    except OSError as error:
        raise InvalidInputError(
            f"{file} cannot be written: {error.strerror or error}", hint="name another file"
        ) from error
