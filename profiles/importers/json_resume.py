"""A JSON Resume file, version 1 or 0."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from profiles.errors import InvalidInputError
from profiles.master_profile import read_json_resume

if TYPE_CHECKING:
    from pathlib import Path

    from profiles.master_profile import ImportedProfile

_MOST_BYTES = 5_000_000
"""A life's work in JSON is some ten kilobytes."""


def import_file(path: Path) -> ImportedProfile:
    """Read a file.

    Raises:
        InvalidInputError: when it cannot be read, is no JSON or breaks the schema.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInputError(
                f"{path} is larger than {_MOST_BYTES // 1_000_000} MB",
                hint="a master profile is a JSON Resume document of some kilobytes",
            )
        raw = path.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            f"{path} cannot be read: {error.strerror or error}", hint="check the file's name"
        ) from error
    try:
        data: Any = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            f"{path} is not a JSON document: {error}",
            hint="export your profile as JSON Resume (https://jsonresume.org)",
        ) from error
    return read_json_resume(data)
