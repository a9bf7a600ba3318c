"""Exporting a master profile: the format and the text."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

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
    if form == ExportFormat.RENDERCV:
        from orchestrator.tasks.drafting.whole_cv import whole_cv
        from profiles.rendering import render

        text = render(whole_cv(profile), "rendercv").data.decode("utf-8")
        return text, [*(["references"] if profile.references else []), *(profile.model_extra or {})]
    from profiles.exporters.documents import export_profile

    return export_profile(profile, "yaml" if form == ExportFormat.YAML else "json-resume"), []
