"""JSON Resume, YAML and RenderCV documents of a person, and what was edited by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from fuzzing.invented import PROFILE
from fuzzing.mutating import changed_bytes, changed_json
from fuzzing.target import Target, told
from orchestrator.tasks.drafting.record import Record
from profiles.errors import InvalidInputError, UnreadableProfileError
from profiles.exporters.documents import editable, export_profile
from profiles.importers.kinds import STRUCTURED, kind_of
from profiles.importers.sources import Source
from profiles.importers.structured import import_structured
from profiles.master_profile import MasterProfile, citable_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from profiles.exporters.documents import ExportFormat

WORDS = tuple(
    x.encode()
    for x in (
        "basics:", "work:", "- ", "  ", "highlights", "startDate", "endDate", "present", "2020-13",
        "2021-02-29", "!!binary |", "&a [*a]", "*a", "<<: *a", "? ", "--- ", "...", "%YAML 1.1",
        "|-",
        ">+", "!!timestamp 2020", "cv:", "sections:", "experience:", "x-own", "profiles",
        "location", "NO", "0o17", "1_000", ".inf", "~", "'", '"', "\\u0000", "\\x1b", "id",
    )
)  # fmt: skip
_RENDERCV = {
    "cv": {
        "name": "Noor Vance", "email": "noor.vance@example.com", "phone": "+31 6 123 45 678",
        "social_networks": [{"network": "GitHub", "username": "noorv"}],
        "sections": {
            "summary": ["Keeps **systems** up."],
            "experience": [
                {"company": "Brightwater", "position": "Engineer", "start_date": "2021-03",
                 "end_date": "present", "highlights": ["Moved [40 services](https://a.example)"]}
            ],
            "education": [{"institution": "Hill College", "area": "Physics", "degree": "BSc"}],
            "skills": [{"label": "Cloud", "details": "Bash, AWS"}],
            "other": [{"bullet": "Sails."}, "A text."],
        },
    },
    "design": {"theme": "classic"},
}  # fmt: skip


def _run(data: bytes) -> None:
    for name in ("cv.yaml", "cv.json", None):
        source = Source("it", name, data)
        try:
            kind = kind_of(source)
            if kind not in STRUCTURED:
                continue
            imported = import_structured(source, kind)
        except UnreadableProfileError as error:
            told(error)
            continue
        _require_whole(imported.profile)


def _require_whole(profile: MasterProfile) -> None:
    """What was read comes out again, and in again, the same.

    Of a document in which there is nothing of a person only what is no profile's own is kept.
    """
    if not citable_lines(profile):
        return
    forms: tuple[tuple[ExportFormat, str], ...] = (("json-resume", "cv.json"), ("yaml", "cv.yaml"))
    for form, name in forms:
        text = export_profile(profile, form)
        again = import_structured(Source("it", name, text.encode()), "json-resume").profile
        assert again == profile, f"{form}: {_difference(again, profile)}"
    edited = import_structured(Source("it", "cv.yaml", editable(profile).encode()), "json-resume")
    if profile.to_json_resume():
        assert edited.profile == profile, f"editable: {_difference(edited.profile, profile)}"
    for line in citable_lines(profile).values():
        assert line.text.strip()
    try:
        Record.of(profile)
    except InvalidInputError as error:
        told(error)


def _difference(one: MasterProfile, other: MasterProfile) -> str:
    mine, theirs = one.to_json_resume(), other.to_json_resume()
    return repr(
        [(k, mine.get(k), theirs.get(k)) for k in {*mine, *theirs} if mine.get(k) != theirs.get(k)]
    )[:600]


def _changed(data: bytes, random: Random, others: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    if data.startswith(b"{") and random.random() < 0.5:
        return changed_json(data, random, others, words)
    return changed_bytes(data, random, others, words)


def _seeds() -> list[bytes]:
    documents = (PROFILE, _RENDERCV)
    written = [yaml.safe_dump(one, sort_keys=False, allow_unicode=True) for one in documents]
    return [*(json.dumps(one).encode() for one in documents), *(x.encode() for x in written)]


TARGET = Target(
    "structured-profiles",
    _seeds,
    _run,
    _changed,
    WORDS,
    grown=(b"- - ", b"a: &a\n", b"? "),
    in_ci=60,
)
