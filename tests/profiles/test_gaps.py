"""What a master profile lacks for a draft, and what in it contradicts itself."""

from __future__ import annotations

import time
from datetime import date

import pytest

from profiles.master_profile import find_gaps, master_profile_from

TODAY = date(2026, 11, 23)
COMPLETE: dict[str, object] = {
    "basics": {
        "name": "Noor Vance",
        "email": "noor@example.com",
        "phone": "+31 20 555 0110",
        "summary": "Keeps payments up.",
        "location": {"city": "Utrecht"},
    },
    "work": [
        {"name": "Brightwater", "position": "Engineer", "startDate": "2021-03",
         "highlights": ["Moved 40 services"]},
        {"name": "Oldmill", "position": "Developer", "startDate": "2018", "endDate": "2021-03",
         "summary": "Ran the shop."},
    ],
    "education": [{"institution": "Hill College", "startDate": "2014", "endDate": "2028"}],
    "skills": [{"name": "Code", "keywords": ["Go"]}],
    "languages": [{"language": "Dutch", "fluency": "native"}],
}  # fmt: skip


def _found(document: dict[str, object]) -> list[tuple[str, str]]:
    return [(gap.kind, gap.where) for gap in find_gaps(master_profile_from(document), TODAY)]


def _work(**fields: object) -> dict[str, object]:
    entry = {"name": "A", "position": "B", "startDate": "2020", "highlights": ["Did it"], **fields}
    return {**COMPLETE, "work": [{key: value for key, value in entry.items() if value}]}


def test_a_complete_profile_lacks_nothing() -> None:
    assert _found(COMPLETE) == []


def test_an_empty_profile_lacks_everything_and_each_gap_has_a_hint() -> None:
    gaps = find_gaps(master_profile_from({}), TODAY)

    assert [gap.where for gap in gaps] == [
        "basics.name", "basics.email", "basics.phone", "basics.location", "basics/summary",
        "work", "education", "skills", "languages",
    ]  # fmt: skip
    assert all(gap.kind == "missing" and gap.hint and gap.text for gap in gaps)


@pytest.mark.parametrize(
    ("fields", "kind", "where"),
    [
        ({"highlights": None}, "missing", "work/0"),
        ({"position": None}, "missing", "work/0.position"),
        ({"startDate": None}, "missing", "work/0.startDate"),
        ({"endDate": "2019-12"}, "contradiction", "work/0.endDate"),
        ({"startDate": "2027"}, "future", "work/0.startDate"),
        ({"endDate": "2026-12"}, "future", "work/0.endDate"),
        ({"highlights": ["Did it", "did  it."]}, "doubtful", "work/0/highlights/1"),
        ({"highlights": ["Saved [number] euros"]}, "doubtful", "work/0/highlights/0"),
        ({"highlights": ["word " * 100]}, "doubtful", "work/0/highlights/0"),
        ({"highlight": "Did more"}, "unknown", "work/0.highlight"),
    ],
)
def test_one_fault_of_an_entry_is_one_gap(fields: dict[str, object], kind: str, where: str) -> None:
    assert _found(_work(**fields)) == [(kind, where)]


@pytest.mark.parametrize(
    "fields",
    [
        {"endDate": "2020"},
        {"startDate": "2020-05", "endDate": "2020"},
        {"endDate": "2026-11"},
        {"x-team": 7},
    ],
)
def test_what_can_be_true_is_no_gap(fields: dict[str, object]) -> None:
    assert _found(_work(**fields)) == []


@pytest.mark.parametrize(
    ("start", "name", "overlaps"),
    [("2020-06", "Oldmill", True), ("2021-03", "Oldmill", False), ("2020", "Oldmill", True),
     ("2021", "Oldmill", False), ("2020-06", "A", False)],
)  # fmt: skip
def test_two_employers_at_once_are_told_where_it_is_certain(
    start: str, name: str, overlaps: bool
) -> None:
    lines = {"position": "B", "highlights": ["Did it"]}
    first = {"name": "A", "startDate": "2018", "endDate": "2021-04", **lines}
    second = {"name": name, "startDate": start, **lines}
    assert (("overlap", "work/1") in _found({**COMPLETE, "work": [first, second]})) is overlaps


def test_a_misspelt_field_is_told_with_the_field_it_means() -> None:
    gap = find_gaps(master_profile_from(_work(sumary="Ran it")), TODAY)[0]
    assert gap.hint == "did you mean summary?"


def test_a_hostile_profile_is_checked_in_little_time() -> None:
    lines = ["[" * 50 + "your " * 50] * 50
    entry = {"name": "A", "startDate": "2020", "highlights": lines}
    profile = master_profile_from({"work": [entry | {"name": f"A{i}"} for i in range(500)]})
    started = time.perf_counter()
    find_gaps(profile, TODAY)
    assert time.perf_counter() - started < 5
