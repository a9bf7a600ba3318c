"""One entry for every document that has fields: JSON Resume, YAML, RenderCV, LinkedIn's export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError, UnreadableProfileError
from profiles.importers import json_resume, linkedin, rendercv
from profiles.importers.documents import load_json, load_yaml
from profiles.importers.text import decode

if TYPE_CHECKING:
    from profiles.importers.kinds import Structured
    from profiles.importers.sources import Source
    from profiles.master_profile import ImportedProfile


def import_structured(source: Source, kind: Structured) -> ImportedProfile:
    """Read a document of a known kind, with a notice for each thing mapped, kept or dropped.

    Raises:
        UnreadableProfileError: with what is wrong and where.
    """
    try:
        if kind == "linkedin":
            return linkedin.import_export(source)
        document = _document(source)
        if kind == "rendercv":
            return rendercv.import_document(document)
        return json_resume.import_document(document, source.name)
    except UnreadableProfileError:
        raise
    except InvalidInputError as error:
        raise UnreadableProfileError(f"{source.name}: {error.message}", hint=error.hint) from error


def _document(source: Source) -> object:
    text = decode(source.data, source.name)
    is_json = text.lstrip("\ufeff \t\r\n")[:1] in "{[" and source.suffix not in {".yaml", ".yml"}
    return (load_json if is_json or source.suffix == ".json" else load_yaml)(text, source.name)
