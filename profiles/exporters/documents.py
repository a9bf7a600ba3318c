"""A master profile as a document of a format that other programs read."""

from __future__ import annotations

import json
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
