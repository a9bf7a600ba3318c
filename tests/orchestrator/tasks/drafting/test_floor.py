"""A model's CV held to its pages, and never worse than what the rules would have told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from drafting_samples import JOB, PROFILE, TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.record import Record
from profiles.drafts import CvDraft
from profiles.master_profile import master_profile_from
from profiles.rendering import RenderOptions, render
from profiles.staleness import draft_lines, stands_on

if TYPE_CHECKING:
    from profiles.master_profile import MasterProfile

LONG: MasterProfile = master_profile_from(
    {
        "basics": {"name": "Noor Vance", "summary": "Keeps payment systems up."},
        "work": [
            {
                "name": f"Mill {number}",
                "position": "Developer",
                "startDate": f"{2020 - number}",
                "endDate": f"{2021 - number}",
                "highlights": [
                    f"Ground {line} tonnes of corn in the {number}th year with a team of {line + 3}"
                    for line in range(12)
                ]
                + (["Moved 40 services to Kubernetes"] if number == 4 else []),
            }
            for number in range(8)
        ],
        "skills": [{"name": "Cloud", "keywords": ["Kubernetes", "Python"]}],
        "languages": [{"language": "English", "fluency": "Fluent"}],
    }
)
ASKED = {
    "title": "Engineer",
    "requirements": [{"id": "r1", "text": "Moved services to Kubernetes", "level": "must"}],
}


def drafted(profile: MasterProfile, job: Any, chosen: dict[str, Any], pages: int = 1) -> CvDraft:
    check = cv_request(profile, job, today=TODAY, pages=pages).check
    assert check is not None
    return CvDraft.model_validate_json(check(json.dumps({"requirements": [], **chosen})))


def by_rules(profile: MasterProfile, job: Any) -> CvDraft:
    rules = cv_request(profile, job, today=TODAY).by_rules
    assert rules is not None
    return CvDraft.model_validate_json(rules())


def everything(record: Record) -> dict[str, Any]:
    entries = [
        {
            "entry": entry_id,
            "lines": [{"text": None, "citations": [x.id]} for x in record.lines_under(entry_id)],
        }
        for entry_id in record.entries
    ]
    return {"summary": [{"text": None, "citations": ["basics/summary"]}], "entries": entries}


@pytest.mark.parametrize("pages", [1, 2])
def test_a_model_that_chooses_everything_gets_the_pages_that_were_asked_for(pages: int) -> None:
    draft = drafted(LONG, ASKED, everything(Record.of(LONG)), pages)

    printed = {key for line in draft_lines(draft) for key in line.citations}
    assert render(draft, "pdf", RenderOptions()).pages == pages
    assert "work/4/highlights/12" in printed  # the last of its entry, and it alone shows a must
    assert {"skills/0/keywords/0", "work/0/highlights/0"} <= printed
    [remark] = [x for x in draft.remarks if x.startswith("No room")]
    assert f"on {pages} page" in remark


def test_what_a_model_silently_left_out_is_put_back_and_said() -> None:
    only = [{"entry": "work/1", "lines": [{"text": None, "citations": ["work/1/highlights/1"]}]}]
    draft = drafted(PROFILE, JOB, {"summary": [], "entries": only})

    sections = {section.id for section in draft.sections}
    assert {"work", "education", "skills", "languages"} <= sections
    assert draft.summary[0].citations == ["basics/summary"]
    [remark] = [x for x in draft.remarks if x.startswith("Added, as the rules chose it")]
    assert "the summary" in remark
    assert "skills/1" in remark


def test_a_page_that_a_model_left_half_empty_is_filled_and_a_full_one_is_left_alone() -> None:
    def chosen(count: int) -> CvDraft:
        lines = [{"text": None, "citations": [f"work/0/highlights/{n}"]} for n in range(count)]
        entries = [{"entry": "work/0", "lines": lines}]
        return drafted(LONG, {"title": "Engineer"}, {"summary": [], "entries": entries})

    def told(draft: CvDraft) -> int:
        return sum("corn" in line.text for line in draft_lines(draft))

    assert told(chosen(1)) > 8
    assert told(chosen(12)) == 12


def test_what_a_model_chose_stands_in_its_order_before_what_was_added() -> None:
    chosen = [("work/1", (1, 0)), ("work/0", (2, 1))]
    entries = [
        {
            "entry": entry,
            "lines": [{"text": None, "citations": [f"{entry}/highlights/{n}"]} for n in numbers],
        }
        for entry, numbers in chosen
    ]
    draft = drafted(PROFILE, MUCH_ASKED, {"summary": [], "entries": entries})

    for entry_id, numbers in chosen:
        lines = next(x.lines for s in draft.sections for x in s.entries if x.entry == entry_id)
        expected = [[f"{entry_id}/highlights/{number}"] for number in numbers]
        assert [line.citations for line in lines][: len(expected)] == expected


MUCH_ASKED = {
    **JOB,
    "requirements": [
        {"id": f"r{number}", "text": text, "level": "nice"}
        for number, text in enumerate(
            ("Java", "AWS", "Bash", "Support for shops", "On-call", "A degree in physics", "Go")
        )
    ],
}
BY_RULES = by_rules(PROFILE, MUCH_ASKED)
_LINES = [x.id for x in Record.of(PROFILE).lines.values() if x.kind == "text" and "/" in x.entry]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(_LINES), unique=True, min_size=1))
def test_whatever_a_model_chooses_no_requirement_is_shown_worse_than_by_the_rules(
    keys: list[str],
) -> None:
    lines = Record.of(PROFILE).lines
    entries = [
        {"entry": lines[key].entry, "lines": [{"text": None, "citations": [key]}]} for key in keys
    ]
    draft = drafted(PROFILE, MUCH_ASKED, {"summary": [], "entries": entries})

    for item in BY_RULES.requirements_met:
        if stands_on(BY_RULES).intersection(item.citations):
            assert stands_on(draft).intersection(item.citations), item
