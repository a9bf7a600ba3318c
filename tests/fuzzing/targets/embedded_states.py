"""A job in the state that a page's scripts start from."""

from __future__ import annotations

import json

from fuzzing.invented import JOB
from fuzzing.mutating import changed_json
from fuzzing.reading import read_posting
from fuzzing.target import Target

WORDS = (
    b"jobTitle", b"companyName", b"descriptionHtml", b"location", b"salaryMin", b"postedAt",
    b"<ul><li>5 years</li></ul>", b"requirements", b"jobPosting", b"props", b"apolloState",
)  # fmt: skip


def _run(data: bytes) -> None:
    state = data.replace(b"</", b"<\\/")
    for script in (
        b'<script id="__NEXT_DATA__" type="application/json">' + state + b"</script>",
        b"<script>window.__INITIAL_STATE__ = " + state + b";</script>",
        b"<script>self.__next_f.push([1," + json.dumps(state.decode("utf-8", "replace")).encode()
        + b"])</script>",
    ):  # fmt: skip
        read_posting(
            b"<html><body><div id=root></div>" + script + b"</body></html>",
            source=data.decode("utf-8", "replace") + _loaded(data),
        )


def _loaded(data: bytes) -> str:
    try:
        return json.dumps(json.loads(data, strict=False), ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


def _seeds() -> list[bytes]:
    plain = {
        "title": "Rope Splicer", "companyName": "Tall Ships Ltd", "location": {"city": "Lisbon"},
        "descriptionHtml": "<p>We splice ropes.</p><ul><li>5 years of experience</li></ul>",
        "salaryRange": {"min": 30000, "max": 40000, "currency": "EUR"}, "datePosted": 1793500000,
    }  # fmt: skip
    props = {"props": {"pageProps": {"job": plain, "others": [plain, plain]}}}
    return [json.dumps(one).encode() for one in (plain, props, {"data": {"jobPosting": JOB}})]


TARGET = Target("embedded-states", _seeds, _run, changed_json, WORDS, in_ci=20)
