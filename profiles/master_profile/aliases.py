"""Names that JSON Resume's fields have elsewhere: in its version 0 and in hosts' own dicts.

Spelling is compared without case, `_`, `-` and blanks, so that `start_date` is `startDate`. A name
is mapped only where the field itself is absent; nothing is overwritten.
"""

from collections.abc import Mapping

_SPAN = {"from": "startDate", "start": "startDate", "to": "endDate", "end": "endDate"}
_BULLETS = {
    "bullets": "highlights",
    "achievements": "highlights",
    "accomplishments": "highlights",
    "responsibilities": "highlights",
}
_ROLE = {"title": "position", "jobtitle": "position", "role": "position"}
_WEBSITE = {"website": "url", "link": "url"}

ALIASES: Mapping[str, Mapping[str, str]] = {
    "MasterProfile": {
        "bio": "basics",
        "hobbies": "interests",
        "experience": "work",
        "workexperience": "work",
        "employment": "work",
        "volunteering": "volunteer",
        "certifications": "certificates",
    },
    "Basics": {
        **_WEBSITE,
        "picture": "image",
        "fullname": "name",
        "headline": "label",
        "telephone": "phone",
        "mail": "email",
    },
    "NetworkProfile": _WEBSITE,
    "Work": {
        **_WEBSITE,
        **_ROLE,
        **_BULLETS,
        **_SPAN,
        "company": "name",
        "employer": "name",
        "organization": "name",
    },
    "Volunteer": {**_WEBSITE, **_ROLE, **_BULLETS, **_SPAN, "name": "organization"},
    "Education": {
        **_WEBSITE,
        **_SPAN,
        **_BULLETS,
        "school": "institution",
        "university": "institution",
        "degree": "studyType",
        "field": "area",
        "major": "area",
        "gpa": "score",
    },
    "Award": {"name": "title", "issuer": "awarder"},
    "Certificate": {**_WEBSITE, "title": "name"},
    "Publication": {**_WEBSITE, "title": "name", "date": "releaseDate"},
    "Project": {**_WEBSITE, **_BULLETS, **_SPAN, "title": "name", "technologies": "keywords"},
    "Skill": {"items": "keywords"},
    "Language": {"name": "language", "level": "fluency"},
}

BASICS_AT_THE_TOP = frozenset(
    {"name", "fullname", "label", "headline", "email", "phone", "telephone", "url", "website"}
    | {"image", "picture", "summary", "location", "profiles"}
)
"""Fields of `basics` that a flat dict has beside the sections."""

HEAD_FIELD: Mapping[str, str] = {
    "Skill": "name",
    "Language": "language",
    "Interest": "name",
    "Award": "title",
    "Certificate": "name",
    "Publication": "name",
    "Project": "name",
}
"""Where a bare string goes that stands in place of an entry: `skills: ["Python"]`."""
