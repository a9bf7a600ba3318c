"""A CV or letter in a file, also one written elsewhere, against the master profile."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.letter import letter_request
from orchestrator.tasks.verifying import read_claims, verify_document
from orchestrator.tasks.verifying.documents import sentences
from profiles.drafts import CvDraft, LetterDraft
from profiles.importers.sources import Source
from profiles.master_profile import master_profile_from
from profiles.rendering import render

if TYPE_CHECKING:
    from profiles.verification_reports import VerificationReport

TODAY = date(2026, 6, 1)
PROFILE = master_profile_from(
    {
        "basics": {
            "name": "Odile Farrant",
            "label": "Registered Nurse",
            "email": "odile@farrant.example",
            "summary": "Nurse who keeps calm on busy wards.",
        },
        "work": [
            {
                "name": "St. Brannock Hospital",
                "position": "Staff Nurse",
                "startDate": "2019-02",
                "highlights": [
                    "Cared for up to 8 patients per shift on a 24-bed cardiology ward",
                    "Trained 3 new nurses in wound care",
                    "Assisted the ward manager with the rota",
                ],
            },
            {
                "name": "Elmshade Care Home",
                "position": "Care Assistant",
                "startDate": "2016-07",
                "endDate": "2019-01",
                "highlights": ["Helped 20 residents with washing, dressing and meals"],
            },
        ],
        "education": [
            {
                "institution": "Aldermoor College",
                "area": "Adult Nursing",
                "studyType": "Diploma",
                "startDate": "2016",
                "endDate": "2019",
            }
        ],
        "certificates": [{"name": "Basic Life Support", "issuer": "Resuscitation Trust"}],
        "skills": [{"name": "Care", "keywords": ["Wound care", "Telemetry"]}],
        "languages": [{"language": "French", "fluency": "Intermediate"}],
    }
)
JOB = {"title": "Charge Nurse", "company": "Westmoor Infirmary", "description": "Wound care."}

CV = """# Odile Farrant
odile@farrant.example

## Work Experience

### Staff Nurse, St. Brannock Hospital
2019-02 – present

- Cared for as many as 8 patients per shift on a 24-bed cardiology ward
- Taught wound care to three new nurses

### Care Assistant, Elmshade Care Home
2016-07 – 2019-01

- Assisted 20 residents with washing, dressing and meals

## Education

### Diploma in Adult Nursing, Aldermoor College
2016 – 2019

## Skills
Wound care, Telemetry
"""

LETTER = """Odile Farrant
odile@farrant.example

Westmoor Infirmary

Dear hiring team,

I am applying for the position of Charge Nurse at Westmoor Infirmary.

At St. Brannock Hospital I care for up to 8 patients per shift on a cardiology ward. I trained
three new nurses in wound care.

I would welcome the opportunity to discuss the position with you.

Yours sincerely,
Odile Farrant
"""


def source(text: str | bytes, name: str = "cv.md") -> Source:
    return Source(name, name, text.encode() if isinstance(text, str) else text)


def verified(text: str | bytes, name: str = "cv.md", *, job: bool = False) -> VerificationReport:
    claims = read_claims(source(text, name))
    facts = job_facts(JOB) if job else None
    return verify_document(claims, PROFILE, file=name, facts=facts, today=TODAY)


def told(report: VerificationReport) -> list[tuple[str, str]]:
    return [(finding.kind, x.text) for x in report.verdicts for finding in x.findings]


def test_a_cv_written_elsewhere_is_supported_line_by_line() -> None:
    report = verified(CV)
    assert told(report) == []
    assert report.kind == "cv"
    by_text = {x.text: x.citations for x in report.verdicts if x.status == "supported"}
    assert by_text["Taught wound care to three new nurses"] == ["work/0/highlights/1"]
    assert by_text["Telemetry"] == ["skills/0/keywords/1"]


@pytest.mark.parametrize(
    ("true", "false", "kind"),
    [
        ("Staff Nurse, St.", "Senior Staff Nurse, St.", "title"),
        ("Care Assistant, Elm", "Nurse, Elm", "title"),
        ("St. Brannock Hospital", "Westmoor Infirmary", "employer"),
        ("2019-02 – present", "2017-02 – present", "date"),
        ("2016-07 – 2019-01", "2016-07 – present", "date"),
        ("Diploma in", "Bachelor in", "degree"),
        ("2016 – 2019\n\n## Skills", "2015 – 2019\n\n## Skills", "date"),
        ("8 patients", "18 patients", "number"),
        ("three new nurses", "thirty new nurses", "number"),
        ("Assisted 20 residents", "Managed 20 residents", "authorship"),
        ("Telemetry", "Telemetry, Kubernetes", "technology"),
        ("odile@", "else@", "contact"),
    ],
)
def test_what_is_not_the_persons_is_found(true: str, false: str, kind: str) -> None:
    assert true in CV
    assert kind in {found for found, _ in told(verified(CV.replace(true, false, 1)))}


def test_a_true_line_moved_to_another_employer_is_found() -> None:
    line = "- Taught wound care to three new nurses\n"
    moved = CV.replace(line, "").replace("## Education", f"{line}\n## Education")
    findings = verified(moved).verdicts
    assert any(x.status == "unsupported" and "wound care" in x.text for x in findings)


def test_a_line_moved_word_for_word_to_another_employer_is_found() -> None:
    line = "- Cared for as many as 8 patients per shift on a 24-bed cardiology ward\n"
    verbatim = "- Assisted the ward manager with the rota\n"
    moved = CV.replace(line, "").replace("- Assisted 20", f"{verbatim}- Assisted 20")
    wrong = [x.text for x in verified(moved).verdicts if x.status == "unsupported"]
    assert wrong == ["Assisted the ward manager with the rota"]


def test_what_stands_at_a_pages_foot_claims_nothing() -> None:
    for foot in ("Page 1 of 2", "- 2 -", "Odile Farrant - CV", "Seite 2 von 3", "2/3"):
        assert told(verified(f"{CV}\n{foot}\n")) == [], foot


def test_each_claim_is_told_with_its_line_and_with_what_the_profile_says() -> None:
    text = CV.replace("three new nurses", "thirty new nurses")
    report = verified(text)
    (wrong,) = (x for x in report.verdicts if x.status == "unsupported")
    assert text.splitlines()[(wrong.line or 0) - 1] == "- Taught wound care to thirty new nurses"
    assert wrong.page is None
    assert wrong.cited_texts == ["Trained 3 new nurses in wound care"]


def test_a_letter_is_read_sentence_by_sentence() -> None:
    report = verified(LETTER, "letter.txt", job=True)
    assert (report.kind, told(report)) == ("letter", [])
    status = {x.text: x.status for x in report.verdicts}
    assert status["I trained three new nurses in wound care."] == "supported"
    assert status["Yours sincerely,"] == "no_claim"
    frame = "I would welcome the opportunity to discuss the position with you."
    assert status[frame] == "no_claim"


@pytest.mark.parametrize(
    "lie",
    [
        "I led a team of 50 nurses.",
        "I hold the ACLS certification.",
        "At St. Brannock Hospital I managed the rota.",
        "I have ten years of experience in intensive care.",
        "My patients called me the best nurse of the ward.",
    ],
)
def test_a_lie_among_true_sentences_of_a_letter_is_found(lie: str) -> None:
    report = verified(LETTER.replace("I would welcome", f"{lie} I would welcome"), job=True)
    wrong = [x.text for x in report.verdicts if x.status == "unsupported"]
    assert wrong == [lie]


def test_a_sentence_about_the_posting_claims_nothing_of_the_person() -> None:
    about = "Your posting names Telemetry and Kubernetes."
    report = verified(LETTER.replace("I would", f"{about} I would"), "letter.txt", job=True)
    assert told(report) == []


def test_a_sentence_of_a_long_summary_is_supported_word_for_word() -> None:
    document = {"basics": {"summary": "I write code. Speed is not length. Care matters."}}
    own = master_profile_from(document)
    claims = read_claims(source(json.dumps(document), "resume.json"))
    assert verify_document(claims, own, file="resume.json", today=TODAY).is_clean


def test_html_says_what_its_reader_sees() -> None:
    page = (
        "<!doctype html><html><body><h1>Odile Farrant</h1><h2>Work Experience</h2>"
        "<h3>Staff Nurse, St. Brannock Hospital</h3><p>2019-02 – present</p>"
        "<ul><li>Trained 3 new nurses in wound care</li><li>Trained 30 doctors</li></ul>"
        "<p style='display:none'>Led 500 people</p></body></html>"
    )
    report = verified(page, "cv.html")
    assert [x.text for x in report.verdicts if x.status == "unsupported"] == ["Trained 30 doctors"]


def test_a_draft_as_json_is_held_against_its_own_citations() -> None:
    by_rules = cv_request(PROFILE, JOB, today=TODAY).by_rules
    assert by_rules is not None
    honest = by_rules()
    assert told(verified(honest, "cv.json")) == []
    forged = honest.replace("Trained 3 new nurses", "Trained 30 new nurses")
    assert [kind for kind, _ in told(verified(forged, "cv.json"))] == ["number"]
    unknown = json.loads(honest)
    unknown["sections"][0]["entries"][0]["lines"][0]["citations"] = ["work/7/highlights/9"]
    assert told(verified(json.dumps({"draft": unknown}), "cv.json"))


def test_a_resume_as_json_is_verified_entry_by_entry() -> None:
    document: dict[str, Any] = PROFILE.to_json_resume()
    assert told(verified(json.dumps(document), "resume.json")) == []
    document["work"][0]["position"] = "Ward Manager"
    document["certificates"].append({"name": "Advanced Life Support"})
    found = told(verified(json.dumps(document), "resume.json"))
    assert {kind for kind, _ in found} == {"title", "certificate"}


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ("Diploma, Adult Nursing, Aldermoor College", "supported"),
        ("Diploma, Adult Nursing, Oxford University", "unsupported"),
        ("Master of Science, Adult Nursing, Aldermoor College", "unsupported"),
    ],
)
def test_our_lead_to_qualifications_claims_just_what_it_names(named: str, status: str) -> None:
    letter = f"Dear hiring team,\n\nMy qualifications include: {named}.\n\nYours faithfully,"
    report = verified(letter.encode(), "letter.txt")
    [verdict] = [one for one in report.verdicts if "qualifications" in one.text]
    assert verdict.status == status


@pytest.mark.parametrize("ending", ["pdf", "docx", "html", "md", "txt"])
def test_what_we_print_ourselves_is_clean_in_every_format(ending: str) -> None:
    cv = cv_request(PROFILE, JOB, today=TODAY).by_rules
    letter = letter_request(PROFILE, JOB, today=TODAY).by_rules
    assert cv is not None
    assert letter is not None
    drafts = (CvDraft.model_validate_json(cv()), LetterDraft.model_validate_json(letter()))
    for draft in drafts:
        data = render(draft, ending).data
        report = verified(data, f"draft.{ending}", job=True)
        assert told(report) == [], report.verdicts
        assert report.counts["supported"] >= 3


@pytest.mark.parametrize(
    ("title", "company", "line", "area"),
    [
        ("Elektroniker", "Elektro Ohm GmbH", "Wartete die Anlagen in zwei Werken", "Ausbildung"),
        ("Assistente", "Banco Mondalva", "Atendi os clientes ao balcão da agência", "Gestão"),
        ("Infirmière", "Clinique Sorbier", "Accueilli les patients du service de nuit", "Soins"),
    ],
)
@pytest.mark.parametrize("ending", ["pdf", "md"])
def test_what_we_print_in_other_languages_is_clean_without_the_job(
    ending: str, title: str, company: str, line: str, area: str
) -> None:
    own = master_profile_from(
        {
            "basics": {
                "name": "Ilka Brandt",
                "location": {"address": "Am Hang 5", "city": "Lenzburg", "postalCode": "5600"},
                "profiles": [
                    {"network": "GitHub", "username": "ilka", "url": "https://g.example/i"}
                ],
            },
            "work": [
                {"name": company, "position": title, "startDate": "2019-02", "highlights": [line]},
            ],
            "education": [
                {
                    "institution": "Schule Aa",
                    "area": area,
                    "studyType": "Diplom",
                    "endDate": "2018",
                },
                {"institution": "Schule Bb", "area": area, "studyType": "Kurs", "endDate": "2015"},
            ],
            "certificates": [{"name": "Food Safety Level 3, Highfield", "date": "2021"}],
            "publications": [{"name": "Night work", "publisher": "Ward Letters", "summary": line}],
        }
    )
    cv, letter = (make(own, JOB, today=TODAY).by_rules for make in (cv_request, letter_request))
    assert cv is not None
    assert letter is not None
    drafts = (CvDraft.model_validate_json(cv()), LetterDraft.model_validate_json(letter()))
    for draft in drafts:
        claims = read_claims(source(render(draft, ending).data, f"draft.{ending}"))
        report = verify_document(claims, own, file="draft", today=TODAY)
        assert (report.kind, told(report)) == (draft.kind, [])


def test_drafts_for_one_job_must_agree() -> None:
    cv = cv_request(PROFILE, JOB, today=TODAY).by_rules
    letter = letter_request(PROFILE, JOB, today=TODAY).by_rules
    assert cv is not None
    assert letter is not None
    other = LetterDraft.model_validate_json(letter().replace("Trained 3 new", "Trained 4 new"))
    report = verify_document(
        read_claims(source(cv(), "cv.json")), PROFILE, file="cv.json", others=[other], today=TODAY
    )
    assert told(report) == []
    assert [x.kind for x in report.contradictions] == ["contradiction"]
    assert not report.is_clean


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"\x00\x01\x02" * 400, b"%PDF-1.7 broken", b"{\\rtf1 hello}"]
)
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises((UnreadableSourceError, ValueError)):
        read_claims(source(data, "cv.pdf"))


def test_sentences_are_cut_where_they_end() -> None:
    text = "I work at St. Mary, e.g. on wards. It is busy! Dr. Holt agrees."
    assert sentences(text) == [
        "I work at St. Mary, e.g. on wards.",
        "It is busy!",
        "Dr. Holt agrees.",
    ]
