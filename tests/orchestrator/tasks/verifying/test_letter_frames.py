"""Our own letters hold nothing to be found, whatever the posting is called; lies in them do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.letter import letter_request
from orchestrator.tasks.verifying import read_claims, verify_document
from profiles.drafts import LetterDraft
from profiles.importers.sources import Source
from profiles.master_profile import master_profile_from
from profiles.rendering import render

if TYPE_CHECKING:
    from profiles.verification_reports import VerificationReport

TODAY = date(2026, 6, 1)
PROFILE = master_profile_from(
    {
        "basics": {"name": "Runa Vestergaard", "email": "runa@vestergaard.example"},
        "work": [
            {
                "name": "Ferndale Parcel",
                "position": "Backend Engineer",
                "startDate": "2019-02",
                "highlights": [
                    "Built a parcel tracker in Python and PostgreSQL",
                    "Moved 14 services to Kubernetes",
                ],
            },
            {
                "name": "Quarry Studio",
                "position": "Software Developer",
                "startDate": "2016-07",
                "endDate": "2019-01",
                "highlights": ["Wrote the booking pages in Django"],
            },
        ],
    }
)
DESCRIPTION = "Requirements:\n- Python\n- PostgreSQL\n- Kubernetes"
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
POSTINGS = {
    "comma": ("Senior Backend Engineer, Routing Platform", "Brightwater, Inc.", None),
    "small letters": ("Infirmier de nuit, service de gériatrie (H/F)", "Clinique Aubin", "Mme Fay"),
    "dash": ("Einkauf und Logistik – Teilzeit (m/w/d)", "Moor & Söhne GmbH", "Frau Dr. Ina Brandt"),
    "colon": ("Store manager: evenings / weekends", "Hollis & Co.", "Mr. Tom Hale"),
    "figures": ("Engineer II, Data (2026)", "42 Harbours", "van den Berg"),
    "no title": (None, "Harbourline", None),
    "no company": ("Teacher", None, None),
}


def verified(text: str | bytes, name: str, job: dict[str, str] | None = None) -> VerificationReport:
    data = text.encode() if isinstance(text, str) else text
    facts = job_facts(job) if job else None
    claims = read_claims(Source(name, name, data))
    return verify_document(claims, PROFILE, file=name, facts=facts, today=TODAY)


def found(report: VerificationReport) -> list[tuple[str, str]]:
    return [(verdict.text, x.reason) for verdict in report.verdicts for x in verdict.findings]


def posting(kind: str) -> dict[str, str]:
    title, company, contact = POSTINGS[kind]
    named = {"title": title, "company": company, "contact": contact, "description": DESCRIPTION}
    return {field: text for field, text in named.items() if text}


def letter(job: dict[str, str], tone: str, language: str) -> LetterDraft:
    by_rules = letter_request(PROFILE, job, tone=tone, language=language, today=TODAY).by_rules
    assert by_rules is not None
    return LetterDraft.model_validate_json(by_rules())


@pytest.mark.parametrize("tone", ["formal", "friendly", "plain"])
@pytest.mark.parametrize("kind", POSTINGS)
def test_our_letters_are_clean_in_every_language(kind: str, tone: str) -> None:
    job = posting(kind)
    for language in LANGUAGES:
        draft = letter(job, tone, language)
        for facts in (job, None):
            report = verified(render(draft, "txt").data, "letter.txt", facts)
            assert (report.kind, found(report)) == ("letter", []), language
            assert report.counts["supported"] >= 2


@pytest.mark.parametrize("ending", ["pdf", "docx", "html", "md"])
def test_our_letters_are_clean_in_every_format(ending: str) -> None:
    for language, kind in zip(LANGUAGES, POSTINGS, strict=True):
        data = render(letter(posting(kind), "friendly", language), ending).data
        report = verified(data, f"letter.{ending}")
        assert (report.kind, found(report)) == ("letter", []), language


@pytest.mark.parametrize(
    "lie",
    [
        "I am applying for Senior Engineer, having led 20 people at Bluestone at Brightwater.",
        "I am applying for Senior Engineer, as who built Bluestone at Brightwater.",
        "I am applying for Senior Engineer, led the search team at Bluestone.",
        "I would like to join Brightwater as Engineer with 12 years of Rust.",
        "I would like to join Brightwater, where I led a team, as Engineer.",
        "You mention Rust, which I have taught at Bluestone, and Go.",
        "You ask for Python, my language of 12 years.",
        "Dear Ms Hale, founder of Bluestone with me and a team of many in Rust,",
        "Application: Engineer, certified by Bluestone",
        "ich bewerbe mich als Entwicklerin, mit zwölf Jahren Rust bei Bluestone.",
        "Je postule au poste de développeuse, après avoir dirigé Bluestone.",
    ],
)
def test_a_lie_in_a_gap_of_our_sentences_is_found(lie: str) -> None:
    text = f"Runa Vestergaard\n\nHello,\n\n{lie}\n\nKind regards,\nRuna Vestergaard\n"
    assert [said for said, _ in found(verified(text, "letter.txt"))], lie


def test_the_head_of_a_letter_names_whom_it_is_for_and_nobody_else() -> None:
    text = (
        "Runa Vestergaard\n\n{}\n\nHello,\n\nI would like to join Harbourline as Engineer.\n\n"
        "Kind regards,\nRuna Vestergaard\n"
    )
    assert found(verified(text.format("Harbourline"), "letter.txt")) == []
    assert found(verified(text.format("Bluestone Ltd"), "letter.txt")) == []
    assert found(verified(text.format("Led 20 people at Bluestone Ltd"), "letter.txt"))
