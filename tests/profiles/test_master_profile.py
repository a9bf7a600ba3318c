"""The master profile: JSON Resume in, citable lines, JSON Resume out."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.errors import InvalidInputError
from profiles.master_profile import (
    citable_lines,
    entry_dates,
    master_profile_from,
    read_json_resume,
)

ORDINARY: dict[str, object] = {
    "$schema": "https://example.com/schema.json",
    "basics": {
        "name": "Noor Vance",
        "label": "Platform Engineer",
        "email": "noor@example.com",
        "summary": "Keeps payment systems up.",
        "location": {"city": "Utrecht", "countryCode": "NL"},
        "profiles": [{"network": "GitHub", "username": "noorv"}],
    },
    "work": [
        {
            "name": "Brightwater",
            "position": "Platform Engineer",
            "startDate": "2021-03",
            "summary": "Runs the payment platform.",
            "highlights": ["Moved 40 services to Kubernetes", "Cut deploy time to 6 minutes"],
        },
        {"name": "Oldmill", "position": "Developer", "startDate": "2018", "endDate": "2021-02"},
    ],
    "education": [{"institution": "Hill College", "area": "Physics", "courses": ["Optics"]}],
    "skills": [{"name": "Cloud", "level": "Expert", "keywords": ["AWS", "Terraform"]}],
    "languages": [{"language": "Dutch", "fluency": "Native"}],
    "projects": [{"name": "Tidal", "description": "A tide clock.", "roles": ["Author"]}],
    "meta": {"version": "v1.0.0", "lastModified": "2026-01-02T03:04:05"},
}


def test_a_document_comes_out_as_it_went_in() -> None:
    assert master_profile_from(ORDINARY).to_json_resume() == ORDINARY


def test_unknown_keys_are_kept_at_every_depth() -> None:
    document = {
        "work": [{"name": "Brightwater", "teamSize": 7, "nested": {"a": [1, None]}}],
        "x-theme": {"colour": "blue"},
        "basics": {"name": "Noor", "pronouns": "they"},
    }
    read = read_json_resume(document)
    assert read.profile.to_json_resume() == document
    assert {notice.path for notice in read.notices if notice.action == "kept"} == {
        "work[0].teamSize",
        "work[0].nested",
        "x-theme",
        "basics.pronouns",
    }


def test_a_version_0_document_keeps_its_employers_and_links() -> None:
    profile = master_profile_from(
        {
            "bio": {"name": "Noor", "website": "https://n.example", "picture": "p.png"},
            "work": [{"company": "Brightwater", "website": "https://b.example"}],
            "education": [{"institution": "Hill College", "gpa": 3.9}],
            "hobbies": [{"name": "Rowing"}],
        }
    )
    assert profile.to_json_resume() == {
        "basics": {"name": "Noor", "url": "https://n.example", "image": "p.png"},
        "work": [{"name": "Brightwater", "url": "https://b.example"}],
        "education": [{"institution": "Hill College", "score": "3.9"}],
        "interests": [{"name": "Rowing"}],
    }


def test_an_old_name_never_overwrites_the_current_one() -> None:
    profile = master_profile_from({"work": [{"company": "Old Ltd", "name": "New Ltd"}]})
    assert profile.to_json_resume() == {"work": [{"company": "Old Ltd", "name": "New Ltd"}]}


def test_nulls_and_empty_texts_at_every_depth_are_absent() -> None:
    network: dict[str, object] = {"network": None}
    document: dict[str, object] = {
        "$schema": None,
        "basics": {"name": None, "email": "", "location": {"city": None}, "profiles": [network]},
        "work": [{"name": None, "highlights": [None, " "]}, {"name": "Brightwater"}],
        "skills": [{"name": None, "keywords": [None]}],
        "languages": None,
    }
    profile = master_profile_from(document)
    assert profile.to_json_resume() == {"work": [{"name": "Brightwater"}]}


def test_an_empty_document_is_an_empty_profile_without_lines() -> None:
    profile = master_profile_from({})
    assert profile.to_json_resume() == {}
    assert citable_lines(profile) == {}


@pytest.mark.parametrize("written", ["Present", "", "now", " current ", None, "heute"])
def test_an_end_that_has_not_come_is_absent(written: str | None) -> None:
    profile = master_profile_from(
        {"work": [{"name": "Brightwater", "startDate": "2021", "endDate": written}]}
    )
    assert profile.work[0].end_date is None
    assert entry_dates(profile.work[0]) == "2021 \N{EN DASH} present"


@pytest.mark.parametrize("written", ["2021", "2021-03", "2021-03-31"])
def test_dates_stay_as_precise_as_they_were(written: str) -> None:
    assert master_profile_from({"awards": [{"title": "A", "date": written}]}).awards[0].date == (
        written
    )


def test_dates_and_numbers_of_a_hosts_dict_become_text() -> None:
    profile = master_profile_from(
        {"work": [{"name": "Brightwater", "start_date": date(2021, 3, 1), "endDate": 2022}]}
    )
    assert (profile.work[0].start_date, profile.work[0].end_date) == ("2021-03-01", "2022")


@pytest.mark.parametrize(
    ("document", "path", "value"),
    [
        ({"work": [{"startDate": "Fall 2014"}]}, "work[0].startDate", "'Fall 2014' (str)"),
        ({"work": [{}, {"startDate": "2014-13"}]}, "work[0].startDate", "'2014-13' (str)"),
        ({"awards": [{"date": "2014-02-30"}]}, "awards[0].date", "'2014-02-30' (str)"),
        ({"work": {"name": "x"}}, "work", "{'name': 'x'} (dict)"),
        ({"work": [{"highlights": 3}]}, "work[0].highlights", "3 (int)"),
        ({"skills": [7]}, "skills[0]", "7 (int)"),
        ({"basics": {"name": ["x"]}}, "basics.name", "['x'] (list)"),
    ],
)
def test_what_cannot_be_read_is_named_with_path_value_and_hint(
    document: dict[str, object], path: str, value: str
) -> None:
    with pytest.raises(InvalidInputError) as raised:
        master_profile_from(document)
    assert raised.value.message.startswith(f"{path}: ")
    assert value in raised.value.message
    assert raised.value.hint


def test_a_profile_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="JSON object"):
        master_profile_from(["work"])  # pyright: ignore[reportArgumentType]


def test_a_flat_dict_of_a_host_is_read_by_its_usual_names() -> None:
    profile = master_profile_from(
        {
            "full_name": "Noor Vance",
            "email": "noor@example.com",
            "experience": [{"title": "Engineer", "company": "Brightwater", "bullets": ["Ran it"]}],
            "skills": ["Python", "Go"],
        }
    )
    assert profile.basics.name == "Noor Vance"
    assert profile.work[0].position == "Engineer"
    assert list(citable_lines(profile)) == [
        "work/0",
        "work/0/highlights/0",
        "skills/0",
        "skills/1",
    ]


def test_lines_stand_under_their_path_in_reading_order() -> None:
    lines = citable_lines(master_profile_from(ORDINARY))
    assert list(lines) == [
        "basics/label",
        "basics/summary",
        "work/0",
        "work/0/summary",
        "work/0/highlights/0",
        "work/0/highlights/1",
        "work/1",
        "education/0",
        "education/0/courses/0",
        "skills/0",
        "skills/0/keywords/0",
        "skills/0/keywords/1",
        "languages/0",
        "projects/0",
        "projects/0/description",
        "projects/0/roles/0",
    ]
    line = lines["work/0/highlights/1"]
    assert (line.text, line.section, line.entry, line.kind) == (
        "Cut deploy time to 6 minutes",
        "work",
        "work/0",
        "text",
    )
    assert lines["work/1"].text == "Developer, Oldmill, 2018 \N{EN DASH} 2021-02"


def test_contact_data_is_never_a_line() -> None:
    texts = " ".join(line.text for line in citable_lines(master_profile_from(ORDINARY)).values())
    for private in ("Noor", "noor@example.com", "Utrecht", "noorv"):
        assert private not in texts


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("aé 2-\n", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "summary", "highlights", "startDate", "endDate", "odd", "url"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
_SECTIONS = st.sampled_from(["basics", "work", "skills", "education", "meta", "company", "odd"])


@given(st.dictionaries(_SECTIONS, _JSON, max_size=5))
def test_any_json_object_is_refused_or_survives_the_way_out_and_in(
    document: dict[str, object],
) -> None:
    with contextlib.suppress(InvalidInputError):
        profile = master_profile_from(document)
        assert master_profile_from(profile.to_json_resume()) == profile
