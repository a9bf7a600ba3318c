"""A CV without a model: the person's own lines, and only those."""

import json
from pathlib import Path

import pytest
from drafting_samples import JOB, PROFILE, TODAY
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.letter import letter_request
from profiles.drafts import CvDraft, DraftLine, LetterDraft
from profiles.master_profile import MasterProfile, citable_lines, master_profile_from
from profiles.rendering import Paper, RenderOptions, render
from profiles.rendering.content import CvContent, content_of
from profiles.rendering.page_space import PageSpace


def offline_cv(profile: MasterProfile, job: object = JOB, pages: int = 1) -> CvDraft:
    request = cv_request(profile, job, pages=pages, today=TODAY)  # pyright: ignore[reportArgumentType]
    assert request.by_rules is not None
    return CvDraft.model_validate_json(request.by_rules())


def bullets(draft: CvDraft, section: str) -> dict[str, list[str]]:
    return {
        entry.entry: [line.text for line in entry.lines]
        for part in draft.sections
        if part.id == section
        for entry in part.entries
    }


def with_highlights(*highlights: str) -> MasterProfile:
    return master_profile_from({"work": [{"name": "Brightwater", "highlights": list(highlights)}]})


def test_what_the_posting_asks_for_comes_first() -> None:
    profile = with_highlights("Watered plants", "Sorted mail", "Ran Postgres")
    job = {"requirements": ["PostgreSQL"]}
    assert bullets(offline_cv(profile, job), "work")["work/0"][0] == "Ran Postgres"


def test_a_must_comes_before_a_nice() -> None:
    profile = with_highlights("Wrote some Elixir", "Wrote some Erlang")
    job = {"nice_to_have": ["Elixir"], "must_have": ["Erlang"]}
    assert bullets(offline_cv(profile, job), "work")["work/0"][0] == "Wrote some Erlang"


def test_a_second_answer_to_one_requirement_waits_for_the_first_to_another() -> None:
    long = " and so on" * 200  # two of them fill the page
    profile = with_highlights(f"Erlang here{long}", f"Erlang there{long}", f"Elixir here{long}")
    job = {"must_have": ["Erlang", "Elixir"]}
    told = bullets(offline_cv(profile, job), "work")["work/0"]
    assert [line[:11] for line in told] == ["Erlang here", "Elixir here"]


def test_a_jobs_lines_keep_the_persons_own_order_but_for_a_clearly_better_first() -> None:
    profile = with_highlights("Watered plants", "Sorted mail", "Ran Postgres", "Swept floors")
    told = bullets(offline_cv(profile, {"requirements": ["PostgreSQL"]}), "work")["work/0"]
    assert told == ["Ran Postgres", "Watered plants", "Sorted mail", "Swept floors"]


def test_recent_work_keeps_more_lines_than_old_work_when_room_is_short() -> None:
    lines = [f"Did the thing called {name} for the team" for name in "abcdef"]
    jobs = [
        {"name": f"Employer {year}", "endDate": str(year), "highlights": lines}
        for year in range(2005, 2025)
    ]
    draft = offline_cv(master_profile_from({"work": jobs}), {"title": "Cook"})
    work = next(part for part in draft.sections if part.id == "work")
    counts = [len(entry.lines) for entry in work.entries]
    assert work.entries[0].organization == "Employer 2024"
    assert 5 <= len(counts) < 20
    assert counts[0] >= 3
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] > 0
    assert draft.remarks[0].startswith("Left out: work/")


def test_two_pages_hold_more_than_one() -> None:
    jobs = [
        {"name": f"Employer {n}", "highlights": [f"Deed {n} {m} " + "x" * 80 for m in range(6)]}
        for n in range(8)
    ]
    profile = master_profile_from({"work": jobs})

    def count(pages: int) -> int:
        return sum(map(len, bullets(offline_cv(profile, pages=pages), "work").values()))

    assert 0 < count(1) < count(2)


def test_skills_that_are_asked_for_come_first() -> None:
    skills = bullets(offline_cv(PROFILE), "skills")
    assert list(skills) == ["skills/1", "skills/0"]
    assert skills["skills/1"][0] == "k8s"


def test_without_requirements_the_words_of_the_description_count() -> None:
    profile = with_highlights("Watered plants", "Drove locomotives at night")
    job = {"description": "You drive a locomotive. The locomotive is old."}
    draft = offline_cv(profile, job)
    assert bullets(draft, "work")["work/0"][0] == "Drove locomotives at night"
    assert draft.requirements_met == []


def test_what_an_employer_does_is_not_printed_as_a_deed() -> None:
    assert "A payment company." not in offline_cv(PROFILE).model_dump_json()


def test_other_peoples_words_and_names_stay_out() -> None:
    assert "Ines Holt" not in offline_cv(PROFILE).model_dump_json()


def test_each_requirement_is_answered_with_citations() -> None:
    met = {x.requirement_id: x for x in offline_cv(PROFILE).requirements_met}
    assert {key: x.status for key, x in met.items()} == {
        "r1": "met",
        "r2": "met",
        "r3": "missing",
        "r4": "not_assessable",
        "r5": "met",
    }
    assert "work/0/highlights/0" in met["r1"].citations
    assert met["r3"].citations == []


def test_the_same_input_gives_the_same_draft() -> None:
    assert offline_cv(PROFILE) == offline_cv(PROFILE)


def test_the_check_hands_the_rules_own_draft_on() -> None:
    request = cv_request(PROFILE, JOB, today=TODAY)
    assert request.by_rules is not None
    assert request.check is not None
    assert request.check(request.by_rules()) == request.by_rules()


def test_a_profile_of_headers_alone_makes_a_cv() -> None:
    draft = offline_cv(master_profile_from({"languages": [{"language": "Dutch"}]}))
    assert [section.heading for section in draft.sections] == ["Languages"]


def test_who_has_no_job_yet_begins_with_the_education() -> None:
    profile = master_profile_from(
        {"education": [{"institution": "Hill College"}], "projects": [{"description": "A clock."}]}
    )
    assert [section.id for section in offline_cv(profile).sections] == ["education", "projects"]


_WORDS = st.sampled_from(
    [
        "Built",
        "Rust",
        "40",
        "16.181",
        "Python",
        "tools.",
        "k8s,",
        "*bold*",
        "[x]",
        "é",
        "<b>",
        "{n}",
    ]
)
_TEXT = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join)
_TEXTS = st.lists(_TEXT, max_size=4)
_JOB_ENTRY = st.fixed_dictionaries({"name": _TEXT, "summary": _TEXT, "highlights": _TEXTS})
_PROJECT = st.fixed_dictionaries({"name": _TEXT, "description": _TEXT, "keywords": _TEXTS})
_SKILL = st.fixed_dictionaries({"name": _TEXT, "keywords": _TEXTS})


@st.composite
def _profiles(draw: st.DrawFn) -> MasterProfile:
    return master_profile_from(
        {
            "basics": {"name": "Noor Vance", "summary": draw(_TEXT)},
            "work": draw(st.lists(_JOB_ENTRY, max_size=3)),
            "projects": draw(st.lists(_PROJECT, max_size=2)),
            "skills": draw(st.lists(_SKILL, max_size=2)),
        }
    )


@settings(deadline=None)
@given(_profiles(), _TEXT, _TEXTS)
def test_every_line_of_an_offline_draft_is_verbatim_in_the_profile(
    profile: MasterProfile, description: str, requirements: list[str]
) -> None:
    own = {line.id: line.text for line in citable_lines(profile).values()}
    job: dict[str, object] = {
        "title": "Cook",
        "description": description,
        "requirements": requirements,
    }
    cv = offline_cv(profile, job)
    letter_rules = letter_request(profile, job, today=TODAY).by_rules
    assert letter_rules is not None
    letter = LetterDraft.model_validate_json(letter_rules())
    lines: list[DraftLine] = [
        *cv.summary,
        *(x for part in cv.sections for entry in part.entries for x in entry.lines),
        *(x for part in letter.paragraphs for x in part.sentences if x.origin != "template"),
    ]
    assert all(x.origin == "verbatim" and x.text == own[x.citations[0]] for x in lines)
    assert cv.unverified == []
    assert letter.unverified == []


def crowded(jobs: int) -> MasterProfile:
    """Thirty years of work, six long lines to a job."""
    deed = "Planned, built and ran the warehouse system of the northern region with a team of "
    return master_profile_from(
        {
            "basics": {"name": "Noor Vance", "label": "Planner", "email": "noor@example.com"},
            "work": [
                {
                    "name": f"Employer {n}",
                    "position": "Planner",
                    "startDate": f"{2024 - 2 * n}-03",
                    "endDate": f"{2026 - 2 * n}-02",
                    "highlights": [f"{deed}{m + 3} {'people ' * m}" for m in range(6)],
                }
                for n in range(jobs)
            ],
            "education": [{"institution": "Hill", "studyType": "BSc", "endDate": "1996"}],
            "skills": [{"name": "Tools", "keywords": ["Excel", "SAP"]}],
            "certificates": [{"name": "Forklift"}],
            "languages": [{"language": "Dutch", "fluency": "Native"}],
        }
    )


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("jobs", "pages"), [(3, 1), (15, 1), (15, 3)])
def test_a_draft_fits_the_pages_asked_for_without_being_squeezed(
    jobs: int, pages: int, paper: Paper
) -> None:
    draft = offline_cv(crowded(jobs), {"title": "Warehouse planner"}, pages)
    for theme in ("classic", "modern"):
        rendering = render(draft, "pdf", RenderOptions(theme=theme, paper=paper, pages=pages))
        assert rendering.pages == pages
        assert not any("margins" in note or "type" in note for note in rendering.notes)


def test_the_page_is_full_while_there_is_more_to_tell() -> None:
    example = Path(__file__).parents[4] / "examples" / "profile.json"
    profile = master_profile_from(json.loads(example.read_text(encoding="utf-8")))
    draft = offline_cv(profile, {"title": "Backend engineer", "requirements": ["Python", "Kafka"]})
    content = content_of(draft, RenderOptions())
    assert isinstance(content, CvContent)
    pages = PageSpace("classic", "a4").pages(content.head, content.summary, content.sections)
    assert 0.93 < pages <= 1
    assert render(draft, "pdf").pages == 1


def test_a_changed_career_still_tells_the_newest_job() -> None:
    jobs = [
        {"name": "Bank", "startDate": "2024", "highlights": ["Sorted mail", "Answered calls"]},
        {
            "name": "Kitchen",
            "startDate": "2010",
            "endDate": "2023",
            "highlights": [
                f"Cooked {dish} for the restaurant" for dish in ("fish", "soup", "pies")
            ],
        },
    ]
    draft = offline_cv(master_profile_from({"work": jobs}), {"requirements": ["Cooking"]})
    told = bullets(draft, "work")
    assert told["work/0"] == ["Sorted mail", "Answered calls"]
    assert len(told["work/1"]) == 3


def test_a_line_in_other_words_than_the_posting_comes_first() -> None:
    profile = with_highlights("Watered plants", "Verkauf von Fahrrädern", "Sorted mail")
    draft = offline_cv(profile, {"requirements": ["Sales experience"]})
    assert bullets(draft, "work")["work/0"][0] == "Verkauf von Fahrrädern"


def test_what_has_no_room_is_named() -> None:
    draft = offline_cv(crowded(15))
    assert draft.remarks[0].startswith("Left out: work/")


def test_the_draft_says_how_well_it_fits() -> None:
    fit = offline_cv(PROFILE).fit
    assert fit is not None
    assert fit.score is not None
    assert 0 < fit.score < 1
    assert "must-haves met" in fit.explanation


def test_a_school_stays_on_the_page_under_however_many_later_jobs() -> None:
    jobs = [
        {"name": f"Mill {year}", "position": "Miller", "startDate": f"{year}", "endDate": f"{year}"}
        for year in range(1996, 2026)
    ]
    school = {"institution": "Hill", "studyType": "BSc", "endDate": "1995"}
    draft = offline_cv(master_profile_from({"work": jobs, "education": [school]}))
    assert [part.id for part in draft.sections] == ["work", "education"]
    assert render(draft, "pdf", RenderOptions(pages=1)).pages == 1
