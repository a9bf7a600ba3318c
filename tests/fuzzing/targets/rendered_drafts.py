"""Drafts with whatever words in them as files: a PDF that says them all, or a refusal."""

from __future__ import annotations

import json

from pydantic import ValidationError

from fuzzing.mutating import changed_json
from fuzzing.target import Target, told
from profiles.drafts import CvDraft, LetterDraft
from profiles.errors import InvalidInputError
from profiles.rendering import RenderOptions, render

WORDS = tuple(
    x.encode()
    for x in (
        "#let x = 1", "$x^2$", "*bold*", "_it_", "`raw`", "<label>", "@ref", "\\", "\\u{1F600}",
        "= Heading", "- item", "+ item", "/ Term: it", "//", "/* */", "#panic()", "https://a.example",
        "www.a.example/?q=#x", "mailto:a@b.example", "javascript:alert(1)", "ffi fl",
        "soft\u00adhyphen",
        "e\u0301\u0323", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627",
        "\u4e2d\u6587",
        "\U0001f600", "\u200b", "\u2011", "\u00a0", "well-known", "a" * 200, "x " * 200, "W" * 90,
        "entries", "inline", "2021-03", "de", "ar", "skills",
    )
)  # fmt: skip
_LINE = {
    "text": "Moved 40 services to AWS",
    "citations": ["work/0/highlights/0"],
    "origin": "verbatim",
}
_CONTACT = {
    "name": "Noor Vance", "label": "Platform Engineer", "email": "noor.vance@example.com",
    "phone": "+31 6 123 45 678", "url": "https://noor.example", "location": "Utrecht, NL",
    "profiles": [{"network": "GitHub", "username": "noorv", "url": "https://github.com/noorv"}],
}  # fmt: skip
_ENTRY = {
    "entry": "work/0", "title": "Platform Engineer", "organization": "Brightwater",
    "location": "Utrecht", "start_date": "2021-03", "end_date": None,
    "dates": "2021-03 \u2013 present", "url": "https://brightwater.example", "detail": None,
    "lines": [_LINE],
}  # fmt: skip
_GROUP = {**dict.fromkeys(_ENTRY), "entry": "skills/0", "title": "Cloud", "lines": [_LINE]}
_TARGET = {"title": "Lead", "company": "Acme"}
_CV = {
    "kind": "cv", "language": "en", "target": _TARGET, "basics": _CONTACT, "summary": [_LINE],
    "sections": [
        {"id": "work", "heading": "Work", "layout": "entries", "entries": [_ENTRY]},
        {"id": "skills", "heading": "Skills", "layout": "inline", "entries": [_GROUP]},
    ],
}  # fmt: skip
_LETTER = {
    "kind": "letter", "language": "de", "target": _TARGET, "basics": _CONTACT,
    "recipient": {"name": "Ines Okafor", "company": "Acme Ltd."},
    "date_line": "Utrecht, 1 May 2026",
    "subject": "Application", "salutation": "Dear Ines Okafor,", "closing": "Kind regards,",
    "signature": "Noor Vance",
    "paragraphs": [{"sentences": [_LINE], "as_list": as_list} for as_list in (False, True)],
}  # fmt: skip
_LOOKS = (RenderOptions(), RenderOptions(theme="modern", pages=1), RenderOptions(theme="compact"))


def _run(data: bytes) -> None:
    try:
        found = json.loads(data.decode())
        kind = LetterDraft if isinstance(found, dict) and "paragraphs" in found else CvDraft
        draft = kind.model_validate(found)
    except (ValueError, RecursionError, ValidationError):
        return
    # A PDF that is read back and says something else is an error of another kind: a find.
    for file_format in ("pdf", "docx", "html", "md", "txt"):
        try:
            rendered = render(draft, file_format, _LOOKS[len(data) % 3])
        except InvalidInputError as error:
            told(error)
            continue
        assert rendered.data, file_format
        assert rendered.pages is None or rendered.pages >= 1


TARGET = Target(
    "rendered-drafts",
    lambda: [json.dumps(x).encode() for x in (_CV, _LETTER)],
    _run,
    changed_json,
    WORDS,
    in_ci=5,
)
