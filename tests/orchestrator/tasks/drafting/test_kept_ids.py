"""A draft cites the ids that a profile's lines keep, not where they stand now."""

from __future__ import annotations

from orchestrator.tasks.drafting.cv import cv_request
from profiles.drafts import CvDraft
from profiles.master_profile import citable_lines, master_profile_from

BEFORE = {"work": [{"name": "Oldmill", "startDate": "2018", "highlights": ["Ran the Python shop"]}]}
AFTER = {"work": [{"name": "Newbridge", "startDate": "2024"}, *BEFORE["work"]]}
JOB = {"title": "Python developer", "description": "You need Python."}


def test_a_draft_of_an_edited_profile_cites_the_ids_that_were_kept() -> None:
    before = master_profile_from(BEFORE)
    after = master_profile_from(AFTER)
    after = after.with_line_ids(before.line_ids.after(before, after))

    by_rules = cv_request(after, JOB).by_rules
    assert by_rules is not None
    draft = CvDraft.model_validate_json(by_rules())
    entries = draft.sections[0].entries

    assert [(entry.entry, entry.organization) for entry in entries] == [
        ("work/1", "Newbridge"),
        ("work/0", "Oldmill"),
    ]
    assert entries[1].lines[0].citations == ["work/0/highlights/0"]
    assert entries[1].lines[0].text == citable_lines(after)["work/0/highlights/0"].text
