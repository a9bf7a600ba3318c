"""A JSON Resume document, in JSON or YAML, version 1 or 0, also wrapped in another object."""

from __future__ import annotations

from profiles.importers.documents import DocumentError, items, mapping
from profiles.master_profile import ImportedProfile, Notice, read_json_resume
from profiles.master_profile.aliases import ALIASES, BASICS_AT_THE_TOP
from profiles.master_profile.schema import MasterProfile

_MOST_WRAPPERS = 3
_BESIDE = "x-wrapper"
"""What stood beside a wrapped résumé is kept here."""

_SECTIONS = frozenset(
    key.casefold()
    for key in (*MasterProfile.model_fields, *ALIASES["MasterProfile"], *BASICS_AT_THE_TOP)
    if key not in {"meta", "schema_url", "url", "name", "label", "image", "location", "profiles"}
)
"""What an object has that is a résumé, and not just any object."""


def looks_like_resume(document: object) -> bool:
    """Whether an object, or what is wrapped in it, has a section of a résumé with parts of its own.

    Prose like `Skills: Go` is YAML too, but its sections are bare texts.
    """
    inner = mapping(_unwrapped(document)[0])
    return _has_section(
        {key: value for key, value in inner.items() if mapping(value) or items(value)}
    )


def import_document(document: object, name: str) -> ImportedProfile:
    """Read a document.

    Args:
        document: Of JSON or YAML.
        name: Of the file, for messages.

    Raises:
        InvalidInputError: it is no object, holds several résumés or breaks the schema.
    """
    inner, path, beside = _unwrapped(document)
    several = items(inner)
    if several is not None:
        raise DocumentError(
            f"{name} holds a list of {len(several)}, and a master profile is a JSON object",
            hint="keep one of them in the file",
        )
    resume = mapping(inner)
    if not resume and inner != {}:
        what = "a text" if isinstance(inner, str) else "no object"
        raise DocumentError(
            f"{name} holds {what}, and a master profile is a JSON object",
            hint="a JSON Resume document begins with {: https://jsonresume.org/schema",
        )
    if resume and not _has_section(resume):
        raise DocumentError(
            f"{name} holds nothing of a résumé: no basics, no work, no education, no skills",
            hint="is it the right file? A JSON Resume document: https://jsonresume.org/schema",
        )
    if not path:
        return read_json_resume(resume)
    notices = [Notice(path, "mapped", "to the whole document")]
    if beside and _BESIDE not in resume:
        resume = {**resume, _BESIDE: beside}
    elif beside:
        notices += [Notice(key, "dropped", "stood beside the résumé") for key in beside]
    read = read_json_resume(resume)
    return ImportedProfile(read.profile, (*notices, *read.notices))


def _has_section(document: object) -> bool:
    return any(key.casefold().replace("_", "") in _SECTIONS for key in mapping(document))


def _unwrapped(document: object) -> tuple[object, str, dict[str, object]]:
    """The résumé within `{"resume": {...}}`, `[{...}]` or both, the path to it, what is beside."""
    path = ""
    beside: dict[str, object] = {}
    for _ in range(_MOST_WRAPPERS):
        listed, fields = items(document), mapping(document)
        if listed is not None and len(listed) == 1:
            document, path = listed[0], f"{path}[0]"
            continue
        inner = [key for key, value in fields.items() if _could_be(value)]
        if _has_section(fields) or len(inner) != 1:
            break
        others = {key: value for key, value in fields.items() if key != inner[0]}
        beside |= {f"{path}.{key}".lstrip("."): value for key, value in others.items()}
        document, path = fields[inner[0]], f"{path}.{inner[0]}".lstrip(".")
    return document, path, beside


def _could_be(value: object) -> bool:
    listed = items(value)
    if listed is not None:
        return len(listed) == 1 and _could_be(listed[0])
    return _has_section(value) or any(_has_section(item) for item in mapping(value).values())
