"""A master profile as a document of a format that other programs read."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from profiles.exporters.yaml_text import to_yaml

if TYPE_CHECKING:
    from profiles.master_profile import MasterProfile

ExportFormat = Literal["json-resume", "yaml"]


def export_profile(profile: MasterProfile, form: ExportFormat) -> str:
    """The whole profile as JSON Resume, in JSON or YAML; ends with a line break.

    What was imported comes out again, also what JSON Resume does not know.
    """
    document = profile.to_json_resume()
    if form == "yaml":
        return to_yaml(document)
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def editable(profile: MasterProfile | None) -> str:
    """A profile as YAML with comments that say how; a form to fill in when there is none yet."""
    folder = files("profiles.exporters") / "data"
    help_text = (folder / "edit_help.yaml").read_text(encoding="utf-8")
    document = profile.to_json_resume() if profile is not None else {}
    if not document:
        return f"{help_text}\n{(folder / 'empty_profile.yaml').read_text(encoding='utf-8')}"
    return f"{help_text}\n{to_yaml(document)}"
