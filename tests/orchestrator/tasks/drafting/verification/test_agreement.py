"""A letter and a CV for one job say the same."""

from typing import Any

from orchestrator.tasks.drafting.verification.agreement import disagreements
from profiles.drafts import CvDraft, LetterDraft

NOBODY: dict[str, Any] = dict.fromkeys(
    ("name", "label", "email", "phone", "url", "location"), None
) | {"profiles": []}
TARGET: dict[str, Any] = {"title": "Nurse", "company": "Westmoor"}


def line(text: str, origin: str, *citations: str) -> dict[str, Any]:
    return {"text": text, "citations": list(citations), "origin": origin}


def cv(text: str, title: str = "Staff Nurse") -> CvDraft:
    entry = dict.fromkeys(
        ("location", "start_date", "end_date", "dates", "url", "detail"), None
    ) | {
        "entry": "work/1",
        "title": title,
        "organization": "Brannock",
        "lines": [line(text, "rewritten", "work/1/highlights/1")],
    }
    section = {"id": "work", "heading": "Work", "layout": "entries", "entries": [entry]}
    return CvDraft.model_validate(
        {"language": "en", "target": TARGET, "basics": NOBODY, "summary": [], "sections": [section]}
    )


def letter(text: str, lead: str = "As Staff Nurse at Brannock:") -> LetterDraft:
    sentences = [
        line(lead, "template", "work/1"),
        line(text, "rewritten", "work/1/highlights/1"),
    ]
    return LetterDraft.model_validate(
        {
            "language": "en",
            "target": TARGET,
            "basics": NOBODY,
            "recipient": {"name": None, "company": None},
            "subject": "s",
            "salutation": "s",
            "paragraphs": [{"sentences": sentences}],
            "closing": "c",
            "signature": None,
        }
    )


def test_the_same_in_other_words_is_no_contradiction() -> None:
    told = disagreements(cv("Trained 412 new nurses"), letter("Over 400 new nurses were trained"))
    assert told == []


def test_another_number_of_the_same_thing_is_a_contradiction() -> None:
    (told,) = disagreements(letter("I trained 4 new nurses"), cv("Trained 3 new nurses"))
    assert (told.kind, told.text) == ("contradiction", "4")
    assert '"3"' in told.reason


def test_another_title_or_employer_of_the_same_job_is_a_contradiction() -> None:
    (title,) = disagreements(cv("Trained nurses", "Care Assistant"), letter("Trained nurses"))
    assert title.text == "Staff Nurse"
    lead = "As Staff Nurse at Elmshade:"
    (employer,) = disagreements(cv("Trained nurses"), letter("Trained nurses", lead))
    assert employer.text == "Elmshade"


def test_what_the_posting_asks_before_a_header_is_no_contradiction() -> None:
    lead = "Your posting names ICU, Python and BLS. In my present work as Staff Nurse at Brannock:"
    assert disagreements(cv("Trained nurses"), letter("Trained nurses", lead)) == []
    moved = lead.replace("Brannock", "Elmshade")
    (employer,) = disagreements(cv("Trained nurses"), letter("Trained nurses", moved))
    assert employer.text == "Elmshade"


def test_the_nouns_of_a_german_lead_in_are_no_contradiction() -> None:
    lead = "Sie nennen Wundpflege. Aus meiner jetzigen Tätigkeit als Staff Nurse bei Brannock:"
    told = letter("Trained nurses", lead).model_copy(update={"language": "de"})
    assert disagreements(cv("Trained nurses"), told) == []


def test_two_cvs_are_not_compared() -> None:
    assert disagreements(cv("3 nurses"), cv("4 nurses")) == []
