"""A draft as text and back: what did not change stays, what changed is verified."""

from __future__ import annotations

import pytest
from drafting_samples import JOB, PROFILE, TODAY
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import EditUnverifiedError
from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.editing import EditFaultError, apply_edit, to_form
from orchestrator.tasks.drafting.editing.marks import escaped, unescaped
from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.letter import letter_request
from orchestrator.tasks.drafting.record import Record
from profiles.drafts import CvDraft, DraftLine, LetterDraft
from profiles.master_profile import master_profile_from
from profiles.staleness import draft_lines

RECORD = Record.of(PROFILE)
FACTS = job_facts(JOB)
MOVED = "Moved 40 services to Kubernetes on AWS"


_AWARDS = master_profile_from({"awards": [{"title": "Tide Prize", "date": "2020"}]}).awards


def _by_rules(form: type[CvDraft | LetterDraft]) -> CvDraft | LetterDraft:
    ask = cv_request if form is CvDraft else letter_request
    by_rules = ask(PROFILE, JOB, today=TODAY).by_rules
    assert by_rules is not None
    return form.model_validate_json(by_rules())


CV, LETTER = _by_rules(CvDraft), _by_rules(LetterDraft)
BOTH = pytest.mark.parametrize("draft", [CV, LETTER], ids=["cv", "letter"])


def edited(draft: CvDraft | LetterDraft, *changes: tuple[str, str], on: str = "keep"):
    text = to_form(draft, "Draft 1")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return apply_edit(draft, text, RECORD, FACTS, on_unverified=on)  # type: ignore[arg-type]


def line_of(draft: CvDraft | LetterDraft, text: str) -> DraftLine:
    return next(line for line in draft_lines(draft) if line.text == text)


@BOTH
def test_a_draft_that_nobody_touched_comes_back_as_it_was(draft: CvDraft | LetterDraft) -> None:
    text = to_form(draft, "Draft 1")

    assert apply_edit(draft, text, RECORD, FACTS).draft is draft
    assert apply_edit(draft, text.replace("\n", "\r\n"), RECORD, FACTS).draft is draft


@BOTH
@pytest.mark.parametrize("text", ["", "  \n\n", "<!-- nothing\nat all -->\n"])
def test_an_empty_text_changes_nothing(draft: CvDraft | LetterDraft, text: str) -> None:
    assert apply_edit(draft, text, RECORD, FACTS).draft is draft


@BOTH
def test_words_that_the_cited_line_carries_are_verified_and_the_persons_own(
    draft: CvDraft | LetterDraft,
) -> None:
    found = edited(draft, (MOVED, "Moved 40 services to Kubernetes"))

    line = line_of(found.draft, "Moved 40 services to Kubernetes")
    assert (line.origin, line.verified) == ("edited", True)
    assert line.citations == ["work/0/highlights/0"]
    assert found.unverified == ()


@BOTH
def test_words_that_it_does_not_carry_stay_and_are_said_to_be_unverified(
    draft: CvDraft | LetterDraft,
) -> None:
    found = edited(draft, (MOVED, "Moved 400 services to Terraform"))

    line = line_of(found.draft, "Moved 400 services to Terraform")
    assert (line.origin, line.verified) == ("edited", False)
    [told] = found.unverified
    assert told.kept
    assert {finding.text for finding in told.findings} >= {"400", "Terraform"}
    assert [x.line for x in found.draft.unverified if x.kept] == [line.text]


def test_an_unverified_line_stays_marked_through_a_second_edit() -> None:
    first = edited(CV, (MOVED, "Moved 400 services")).draft

    second = edited(first, ("Answered support tickets", "Answered tickets"))

    assert [x.line for x in second.draft.unverified] == ["Moved 400 services"]
    assert not line_of(second.draft, "Moved 400 services").verified
    assert second.unverified == ()


@pytest.mark.parametrize(("on", "left"), [("verbatim", MOVED), ("drop", None)])
def test_a_person_may_have_it_replaced_or_left_out(on: str, left: str | None) -> None:
    found = edited(CV, (MOVED, "Moved 400 services"), on=on)

    texts = [line.text for line in draft_lines(found.draft)]
    assert "Moved 400 services" not in texts
    assert (MOVED in texts) == (left is not None)
    assert [x.replaced_by for x in found.unverified] == [left]


def test_to_fail_keeps_nothing_and_names_the_lines() -> None:
    with pytest.raises(EditUnverifiedError) as caught:
        edited(CV, (MOVED, "Moved 400 services"), on="fail")

    assert [line.line for line in caught.value.unverified] == ["Moved 400 services"]


def test_a_true_line_moved_to_another_employer_is_found_out() -> None:
    line = f"- {MOVED} <!-- work/0/highlights/0 -->\n"
    text = to_form(CV, "Draft 1").replace(line, "")
    heading = next(x for x in text.splitlines() if x.endswith("<!-- work/1 -->"))

    found = apply_edit(CV, text.replace(heading, f"{heading}\n\n{line}"), RECORD, FACTS)

    [told] = found.unverified
    assert told.findings[0].kind == "employer"
    assert told.where == "work/1"


def test_a_line_without_an_id_finds_the_line_that_carries_it() -> None:
    line = f"- {MOVED} <!-- work/0/highlights/0 -->\n"
    own = "- Moved services to Kubernetes on AWS\n- Kept 99 cats\n"

    found = edited(CV, (line, own))

    assert line_of(found.draft, "Moved services to Kubernetes on AWS").citations == [
        "work/0/highlights/0"
    ]
    assert [x.line for x in found.unverified] == ["Kept 99 cats"]


def test_a_comment_that_went_missing_loses_no_citation() -> None:
    found = edited(CV, (f"{MOVED} <!-- work/0/highlights/0 -->", MOVED))

    assert found.draft is CV


def test_a_line_that_the_editor_broke_is_one_line() -> None:
    found = edited(CV, (MOVED, "Moved 40 services\n  to Kubernetes on\nAWS"))

    assert found.draft is CV


def test_an_id_that_the_profile_does_not_have_is_told() -> None:
    found = edited(CV, (f"{MOVED} <!-- work/0/highlights/0 -->", "Rowed <!-- work/9/summary -->"))

    [told] = found.unverified
    assert "work/9/summary" in told.reason


def test_order_is_the_persons_and_what_the_profile_has_can_be_added() -> None:
    text = to_form(CV, "Draft 1")
    education = text[text.index("## Education") : text.index("## Skills")]
    added = "## Volunteering <!-- awards -->\n\n### A prize <!-- awards/0 -->\n"
    profile = PROFILE.model_copy(update={"awards": _AWARDS})

    found = apply_edit(CV, text.replace(education, added), Record.of(profile), FACTS).draft

    assert isinstance(found, CvDraft)
    assert "education" not in [section.id for section in found.sections]
    [section] = [section for section in found.sections if section.id == "awards"]
    assert (section.heading, section.entries[0].title) == ("Volunteering", "Tide Prize")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Platform Engineer, Brightwater", "Head of Platform, Brightwater", "jobai profile edit"),
        ("<!-- work/0 -->", "<!-- work/7 -->", "no entry work/7"),
        ("<!-- work -->", "<!-- hobbies -->", "no section"),
        ("<!-- work/0/highlights/0 -->", "<!-- work/0/highlights/0", "does not end"),
        ("## Summary", "Hello\n\n## Summary", "words before the first heading"),
    ],
)
def test_what_is_no_draft_any_more_is_said_with_its_line(
    before: str, after: str, told: str
) -> None:
    with pytest.raises(EditFaultError, match=told) as caught:
        edited(CV, (before, after))

    assert "line " in caught.value.message


def test_the_frame_of_a_letter_is_the_persons_to_change() -> None:
    found = edited(LETTER, (LETTER.salutation, "Hello Ines,"), (LETTER.closing, "Best,")).draft  # type: ignore[union-attr]

    assert isinstance(found, LetterDraft)
    assert (found.salutation, found.closing) == ("Hello Ines,", "Best,")
    assert found.paragraphs == LETTER.paragraphs  # type: ignore[union-attr]
    assert found.unverified == []


@given(st.text())
def test_no_text_is_taken_for_a_mark(text: str) -> None:
    written = escaped(text)

    assert "<!--" not in written
    assert not written.startswith(("#", "-"))
    if "&lt;!--" not in text and "--&gt;" not in text:
        assert unescaped(written) == " ".join(text.split())


@given(st.text(alphabet="#-<!> \n\\abc*1/"))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    form = to_form(CV, "Draft 1")
    try:
        apply_edit(CV, form + text, RECORD, FACTS)
        apply_edit(CV, text, RECORD, FACTS)
    except EditFaultError:
        pass


def changed_profile(**work: object) -> Record:
    document = PROFILE.model_dump(mode="json", by_alias=True, exclude_none=True)
    document["work"][0] |= work
    document["basics"]["phone"] = "+31 000"
    return Record.of(master_profile_from(document))


def test_what_cites_a_line_that_says_something_else_today_is_judged_again() -> None:
    key = line_of(CV, MOVED).citations[0]
    lines = [line.text for line in RECORD.lines.values() if line.id.startswith("work/0/highlights")]
    today = changed_profile(highlights=[x.replace("40", "50") for x in lines], position="Chief")
    text = to_form(CV, "Draft 1").replace("## Skills", "## My skills")

    kept = apply_edit(CV, text, today, FACTS, changed={key})
    own = apply_edit(CV, text, today, FACTS, changed={key}, on_unverified="verbatim")
    same = apply_edit(CV, text, RECORD, FACTS)

    assert [line.line for line in kept.unverified] == [MOVED]
    assert line_of(kept.draft, MOVED).verified is False
    assert line_of(own.draft, MOVED.replace("40", "50")).origin == "verbatim"
    assert kept.taken_anew == ("contact data", "work/0")
    assert kept.draft.basics.phone == "+31 000"
    assert kept.stands_on_today
    assert same.unverified == ()
    assert same.taken_anew == ()


def test_a_header_may_stand_as_the_profile_had_it_or_as_it_has_it_today() -> None:
    today = changed_profile(position="Chief")
    before = "### Platform Engineer, "
    for heading in (before, "### Chief, "):
        text = to_form(CV, "Draft 1").replace(before, heading).replace("## Skills", "## Mine")
        assert "work/0" in apply_edit(CV, text, today, FACTS, changed=set()).taken_anew
    with pytest.raises(EditFaultError, match="is not what your profile says"):
        text = to_form(CV, "Draft 1").replace(before, "### Emperor, ")
        apply_edit(CV, text, today, FACTS, changed=set())


def test_an_entry_that_left_the_profile_keeps_its_draft_out_of_date() -> None:
    today = Record.of(PROFILE.model_copy(update={"work": PROFILE.work[1:]}))
    text = to_form(CV, "Draft 1").replace("## Skills", "## Mine")
    gone = {key for key in RECORD.lines if key not in today.lines}

    assert apply_edit(CV, text, today, FACTS, changed=gone).stands_on_today is False


def test_a_line_told_in_the_first_person_is_one_sentence_to_edit() -> None:
    told = "I also answered support tickets for 300 shops <!-- work/1/highlights/1 -->"
    assert told in to_form(LETTER, "Letter 1")
    assert edited(LETTER).draft is LETTER

    changed = edited(LETTER, ("I also answered support tickets", "I answered support tickets"))
    assert changed.unverified == ()
    line = line_of(changed.draft, "I answered support tickets for 300 shops")
    assert (line.citations, line.verified) == (["work/1/highlights/1"], True)

    more = edited(LETTER, ("I also answered support tickets for 300", "I also sold 900"))
    assert [x.line for x in more.unverified] == ["I also sold 900 shops"]
