"""Adding what a second document knows to a master profile."""

from __future__ import annotations

from profiles.master_profile import citable_lines, master_profile_from, merge

MINE: dict[str, object] = {
    "basics": {"name": "Noor Vance", "location": {"city": "Utrecht"}},
    "work": [{"name": "Oldmill", "startDate": "2018", "highlights": ["Ran 40 services at night"]}],
}
THEIRS: dict[str, object] = {
    "basics": {"name": "N. Vance", "phone": "1", "location": {"countryCode": "NL"}},
    "work": [
        {"name": "Newbridge", "startDate": "2022"},
        {"name": "OLDMILL", "startDate": "2018", "location": "Delft",
         "highlights": ["Ran 40 services by night", "Wrote the manual of the harbour"]},
    ],
    "skills": [{"name": "Code"}],
}  # fmt: skip


def test_what_is_new_is_added_and_ones_own_words_stay() -> None:
    merged, notices = merge(master_profile_from(MINE), master_profile_from(THEIRS))

    assert merged.to_json_resume() == {
        "basics": {
            "name": "Noor Vance",
            "phone": "1",
            "location": {"city": "Utrecht", "countryCode": "NL"},
        },
        "work": [
            {
                "name": "Oldmill",
                "location": "Delft",
                "startDate": "2018",
                "highlights": ["Ran 40 services at night", "Wrote the manual of the harbour"],
            },
            {"name": "Newbridge", "startDate": "2022"},
        ],
        "skills": [{"name": "Code"}],
    }
    assert [(x.path, x.action) for x in notices] == [
        ("work[0].name", "dropped"),
        ("basics.name", "dropped"),
    ]


def test_merging_a_profile_with_itself_changes_nothing() -> None:
    mine = master_profile_from(THEIRS)
    merged, notices = merge(mine, mine)

    assert merged.to_json_resume() == mine.to_json_resume()
    assert notices == []
    assert citable_lines(merged) == citable_lines(mine)
