"""Ids of a profile's lines: unique, and kept through every edit of the document."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.master_profile import LineIds, citable_lines, entries_of, master_profile_from
from profiles.saved_profiles import current_profile, profile_version, save_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from profiles.master_profile import MasterProfile
    from profiles.store.engine import Store

FIRST: dict[str, object] = {
    "work": [
        {
            "name": "Brightwater",
            "position": "Engineer",
            "startDate": "2021-03",
            "highlights": ["Moved 40 services to Kubernetes", "Cut deploy time to 6 minutes"],
        },
        {"name": "Oldmill", "position": "Developer", "startDate": "2018", "endDate": "2021"},
    ],
    "skills": [{"name": "Code", "keywords": ["C", "C++", "C#", "Postgres", "Java"]}],
}


def _next(before: MasterProfile, document: Mapping[str, object]) -> MasterProfile:
    profile = master_profile_from(document)
    return profile.with_line_ids(before.line_ids.after(before, profile))


def _ids(profile: MasterProfile) -> dict[str, str]:
    return {line.text: line.id for line in citable_lines(profile).values()}


def test_ids_of_a_profile_that_was_never_stored_are_its_positions() -> None:
    assert list(citable_lines(master_profile_from(FIRST)))[:4] == [
        "work/0",
        "work/0/highlights/0",
        "work/0/highlights/1",
        "work/1",
    ]


def test_a_moved_entry_and_its_moved_and_edited_lines_keep_their_ids() -> None:
    before = master_profile_from(FIRST)
    work: list[object] = [
        {"name": "Oldmill", "position": "Developer", "startDate": "2018", "endDate": "2021"},
        {
            "name": "Brightwater",
            "position": "Senior Engineer",
            "startDate": "2021-03",
            "highlights": [
                "Answered 300 support letters",
                "Cut deploy time from 40 to 6 minutes",
                "Moved 40 services to Kubernetes",
            ],
        },
    ]
    after = _next(before, {"work": work})

    assert list(citable_lines(after)) == [
        "work/1",
        "work/0",
        "work/0/highlights/2",
        "work/0/highlights/1",
        "work/0/highlights/0",
    ]


def test_a_removed_lines_number_is_never_given_again() -> None:
    before = master_profile_from({"work": [{"name": "A", "highlights": ["one two", "six seven"]}]})
    shorter = _next(before, {"work": [{"name": "A", "highlights": ["one two"]}]})
    longer = _next(shorter, {"work": [{"name": "A", "highlights": ["one two", "eight nine"]}]})
    without = _next(longer, {})
    other = _next(without, {"work": [{"name": "B", "highlights": ["ten eleven"]}]})

    assert list(citable_lines(longer)) == ["work/0", "work/0/highlights/0", "work/0/highlights/2"]
    assert list(citable_lines(other)) == ["work/1", "work/1/highlights/0"]


def test_a_keyword_is_not_taken_for_another_that_looks_like_it() -> None:
    before = master_profile_from(FIRST)
    keywords = ["C#", "JavaScript", "PostgreSQL", "C++"]
    after = _next(before, {"skills": [{"name": "Code", "keywords": keywords}]})

    ids = {text: key.rpartition("/")[2] for text, key in _ids(after).items()}
    assert {text: ids[text] for text in keywords} == {
        "C#": "2", "C++": "1", "PostgreSQL": "3", "JavaScript": "5",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"name": "Oldmill Ltd.", "position": "Developer", "startDate": "2018"}, "1"),
        ({"name": "Oldmill", "position": "Developer", "startDate": "2018-05"}, "1"),
        ({"name": "OLDMILL", "position": "Lead", "startDate": "2018"}, "1"),
        ({"name": "Oldmill", "position": "Director", "startDate": "2023"}, "2"),
        ({"name": "Newbridge", "position": "Developer", "startDate": "2018"}, "2"),
    ],
    ids=["name completed", "start completed", "role changed", "another time", "another employer"],
)
def test_an_entry_is_the_same_by_its_employer_and_start_or_its_words(
    change: dict[str, object], number: str
) -> None:
    before = master_profile_from({"work": [{"name": "Brightwater"}, {
        "name": "Oldmill", "position": "Developer", "startDate": "2018"}]})  # fmt: skip
    after = _next(before, {"work": [{"name": "Brightwater"}, change]})

    assert list(entries_of(after, "work")) == ["work/0", f"work/{number}"]


_EMPLOYERS = st.sampled_from(["Oldmill", "Brightwater", "Hill & Sons"])
_LINE = st.integers(0, 400).map(lambda n: f"Did task {n} with the team of {n % 7}")


@st.composite
def _profiles(draw: st.DrawFn) -> list[dict[str, object]]:
    """Work with entries of their own employer and start, and lines that differ over all."""
    lines = draw(st.lists(_LINE, unique=True, max_size=24))
    keys = draw(
        st.lists(
            st.tuples(_EMPLOYERS, st.integers(2001, 2012)), unique=True, min_size=1, max_size=6
        )
    )
    entries: list[dict[str, object]] = []
    for index, (name, start) in enumerate(keys):
        highlights = lines[index :: len(keys)]
        entries.append({"name": name, "startDate": str(start), "highlights": highlights})
    return entries


@st.composite
def _edits(draw: st.DrawFn) -> list[list[dict[str, object]]]:
    """A profile, then versions in which entries and lines are moved, added and removed."""
    versions = [draw(_profiles())]
    fresh = iter(range(1000, 2000))
    for _ in range(draw(st.integers(1, 3))):
        entries: list[dict[str, object]] = []
        for entry in draw(st.permutations(versions[-1])):
            if draw(st.integers(0, 5)) == 0:
                continue
            old = _lines_of(entry)
            kept = [line for line in draw(st.permutations(old)) if draw(st.integers(0, 4))]
            for _ in range(draw(st.integers(0, 2))):
                place = draw(st.integers(0, len(kept)))
                kept.insert(place, "{0} x{0} y{0} z{0}".format(next(fresh)))
            entries.append({**entry, "highlights": kept})
        if draw(st.booleans()):
            new: dict[str, object] = {
                "name": f"Firm {next(fresh)}",
                "startDate": "2020",
                "highlights": [],
            }
            entries.insert(draw(st.integers(0, len(entries))), new)
        versions.append(entries)
    return versions


@settings(deadline=None, max_examples=80)
@given(_edits())
def test_ids_are_unique_never_reused_and_kept_by_every_unchanged_line(
    versions: list[list[dict[str, object]]],
) -> None:
    profile = master_profile_from({"work": versions[0]})
    meant: dict[str, tuple[str, str]] = {}
    for entries in versions[1:]:
        before = {(x.entry, x.text): x.id for x in citable_lines(profile).values()}
        profile = _next(profile, {"work": entries})
        lines = list(citable_lines(profile).values())

        assert len({line.id for line in lines}) == len(lines) == len(set(lines))
        for line in lines:
            if line.kind == "text":
                key = (line.entry, line.text)
                assert before.get(key, line.id) == line.id
                if key not in before:
                    assert line.id not in before.values()
        assert len(citable_lines(profile)) == sum(1 + len(_lines_of(x)) for x in entries)
        # An entry is known by its employer and start; it never gets another one's number.
        for entry_id, entry in entries_of(profile, "work").items():
            who = (str(getattr(entry, "name", None)), str(getattr(entry, "start_date", None)))
            assert meant.setdefault(entry_id, who) == who


def _lines_of(entry: Mapping[str, object]) -> list[object]:
    return cast("list[object]", entry["highlights"])


def test_ids_come_out_of_the_store_as_they_went_in() -> None:
    before = master_profile_from(FIRST)
    after = _next(before, {"work": [FIRST["work"][1]], "skills": []})  # type: ignore[index]
    read = LineIds.from_json(after.line_ids.to_json())

    assert citable_lines(after.with_line_ids(read)) == citable_lines(after)
    assert read.fits(after)
    assert not read.fits(before)
    assert not read.fits(master_profile_from({}))


def test_a_hostile_profile_is_matched_in_little_time() -> None:
    def lines(seed: int) -> list[str]:
        return [f"w{i * seed} x{i * seed + 1} y{i} z{i} some more words" for i in range(6_000)]

    before = master_profile_from({"work": [{"name": "A", "highlights": lines(3)}]})
    started = time.perf_counter()
    after = _next(before, {"work": [{"name": "A", "highlights": lines(7)}]})

    assert len(citable_lines(after)) == 6_001
    assert time.perf_counter() - started < 5


async def test_a_stored_citation_still_means_its_line_after_edits(store: Store) -> None:
    documents: list[dict[str, object]] = [
        FIRST,
        {"work": [{"name": "Newbridge", "startDate": "2025"}, *FIRST["work"]]},  # type: ignore[misc]
        {"work": [FIRST["work"][1]]},  # type: ignore[index]
    ]
    for document in documents:
        async with store.write() as session:
            await save_profile(session, "ann", master_profile_from(document))
    async with store.read() as session:
        second = citable_lines((await profile_version(session, "ann", 2)).profile)
        third = citable_lines((await current_profile(session, "ann")).profile)

    assert second["work/0/highlights/1"].text == "Cut deploy time to 6 minutes"
    assert next(iter(second)) == "work/2"
    assert list(third) == ["work/1"]
    assert third["work/1"] == second["work/1"]


async def test_versions_kept_before_ids_were_give_no_number_again(store: Store) -> None:
    from sqlalchemy import text

    for highlights in (["aa bb", "cc dd", "ee ff"], ["aa bb"]):
        async with store.write() as session:
            document = {"work": [{"name": "A", "highlights": highlights}]}
            await save_profile(session, "ann", master_profile_from(document))
            await session.execute(text("UPDATE profiles SET line_ids = NULL"))
    async with store.write() as session:
        document = {"work": [{"name": "A", "highlights": ["aa bb", "gg hh"]}]}
        saved = await save_profile(session, "ann", master_profile_from(document))

    assert list(citable_lines(saved.profile)) == [
        "work/0",
        "work/0/highlights/0",
        "work/0/highlights/3",
    ]
