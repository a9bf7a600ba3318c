"""Requirements judged against a record."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.matching import Matcher, fit_of
from orchestrator.tasks.drafting.matching.concepts import implied, terms_of, weightless
from orchestrator.tasks.drafting.matching.durations import years_asked
from orchestrator.tasks.drafting.record import Record
from orchestrator.tasks.drafting.stems import stem
from profiles.drafts import RequirementMet
from profiles.master_profile import master_profile_from

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = date(2026, 6, 1)
PAIRS = Path(__file__).parents[4] / "benchmarks" / "fit_pairs.yaml"

PERSON: dict[str, Any] = {
    "basics": {"summary": "Keeps systems up."},
    "work": [
        {
            "name": "Brightwater",
            "position": "Platform Engineer",
            "startDate": "2022-01",
            "endDate": "2024-12",
            "highlights": ["Moved 14 services to Kubernetes", "Ran PostgreSQL"],
        },
        {
            "name": "Oldmill",
            "position": "Developer",
            "startDate": "2023-07",
            "endDate": "2025-06",
            "highlights": ["Kept Kubernetes clusters green"],
        },
    ],
    "education": [
        {"institution": "Hill", "studyType": "BSc", "area": "Physics", "endDate": "2015"}
    ],
    "certificates": [{"name": "BLS"}, {"name": "Führerschein Klasse B"}],
    "languages": [
        {"language": "German", "fluency": "Limited working proficiency"},
        {"language": "English", "fluency": "Native or bilingual proficiency"},
    ],
    "skills": [{"name": "Tools", "keywords": ["React", "Excel"]}],
}


def judged(text: str, person: Mapping[str, Any] = PERSON, **fields: object) -> RequirementMet:
    matcher = Matcher(Record.of(master_profile_from(person)), TODAY)
    [met] = matcher.by_rules(job_facts({"requirements": [{"text": text, **fields}]}))
    return met


def working(*entries: Mapping[str, object]) -> dict[str, Any]:
    return {"work": [{"position": "Nurse", **entry} for entry in entries]}


@pytest.mark.parametrize("set_", ["tuning", "held_out", "fresh", "second_fresh"])
def test_the_matcher_agrees_with_a_careful_reader(set_: str) -> None:
    pairs = [
        (judged(text, person["profile"]).status, "not_assessable" if said == "na" else said)
        for person in yaml.safe_load(PAIRS.read_text(encoding="utf-8"))
        if person["set"] == set_
        for text, said in person["pairs"]
    ]
    agreed = sum(found == said for found, said in pairs)
    assert agreed / len(pairs) >= 0.92


def test_the_same_thing_in_other_words_is_met_and_says_where() -> None:
    met = judged("You have run Kubernetes")
    assert (met.status, met.citations[0]) == ("met", "work/1/highlights/0")  # the newest
    assert met.reason == "Kubernetes: work/1/highlights/0"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SQL", "met"),  # PostgreSQL shows it
        ("PostgreSQL and MySQL", "partial"),
        ("MySQL or PostgreSQL", "met"),
        ("JavaScript", "met"),  # React shows it
        ("React Native", "missing"),  # and not the other way round
        ("Scala", "missing"),
        ("scalable systems in Rust", "missing"),
        ("Relational databases such as Oracle or PostgreSQL", "met"),
    ],
)
def test_skills_are_shown_by_what_implies_them_and_never_by_likeness(
    text: str, status: str
) -> None:
    assert judged(text).status == status


def test_a_partial_requirement_names_what_is_missing() -> None:
    assert "not found: MySQL" in judged("PostgreSQL and MySQL").reason


def test_a_reason_says_which_word_of_the_person_showed_it() -> None:
    assert "SQL (PostgreSQL): work/0/highlights/1" in judged("SQL").reason


@pytest.mark.parametrize(
    ("text", "status", "years"),
    [
        ("3 years of Kubernetes", "met", "3.5 of 3 years"),  # 2022-01 to 2025-06, overlap once
        ("4+ years of Kubernetes", "partial", "3.5 of 4 years"),
        ("3 years of PostgreSQL", "met", "3 of 3 years"),
        ("4 years of PostgreSQL", "partial", "3 of 4 years"),  # the other job does not show it
        ("5 years of professional experience", "partial", "3.5 of 5 years"),
        ("1 year of Kubernetes and 2 years of PostgreSQL", "met", "3 of 2 years"),
        ("3 years of Kubernetes, 2 of them with PostgreSQL", "met", "3 of 2 years"),
    ],
)
def test_years_are_the_months_of_the_entries_that_show_it_each_once(
    text: str, status: str, years: str
) -> None:
    met = judged(text)
    assert (met.status, years in met.reason) == (status, True), met.reason


def test_an_entry_without_dates_counts_no_years() -> None:
    undated = working({"name": "Hill", "highlights": ["Wound care"]})
    assert judged("2 years of wound care", undated).status == "partial"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5+ years", 5), ("seven to ten years", 7), ("3-5 Jahre", 3), ("18 months", 1.5),
        ("mindestens zwei Jahre", 2), ("au moins 2 ans", 2), ("mehrjährige Erfahrung", 2),
        ("18 years old", None), ("almeno 5 anni", 5), ("2000 people", None),
    ],
)  # fmt: skip
def test_years_are_read_in_every_language(text: str, years: float | None) -> None:
    assert years_asked(text) == years


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Bachelor's degree in physics", "met"),
        ("Bachelor's degree", "met"),
        ("Master's degree in physics", "partial"),
        ("PhD in physics", "missing"),
        ("Bachelor's degree in law", "partial"),
        ("Degree in mathematics or a related field", "met"),
        ("Degree in law or equivalent experience", "met"),  # three years and more at work
        ("Abgeschlossenes Studium der Physik", "partial"),
        ("A high degree of care", "not_assessable"),
    ],
)
def test_degrees_are_compared_on_the_ladder(text: str, status: str) -> None:
    assert judged(text).status == status


def test_a_degree_that_is_not_finished_is_partial() -> None:
    student = {"education": [{"studyType": "BSc", "area": "Physics", "endDate": "2027-06"}]}
    met = judged("Bachelor's degree in physics", student)
    assert (met.status, "until 2027-06" in met.reason) == ("partial", True)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Fluent English", "met"),
        ("Fluent German", "partial"),
        ("German (B1)", "met"),
        ("German B2", "partial"),
        ("Native German speaker", "partial"),
        ("Deutsch- oder Englischkenntnisse", "met"),
        ("English and Polish language skills", "partial"),
        ("Excellent written and spoken English", "met"),
    ],
)
def test_languages_are_compared_by_level(text: str, status: str) -> None:
    assert judged(text).status == status


def test_a_profile_that_lists_no_languages_leaves_them_open() -> None:
    silent = working({"name": "Hill", "highlights": ["Wound care"]})
    assert judged("Fluent French", silent).status == "not_assessable"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("BLS certification", "met"),
        ("Basic Life Support (BLS)", "met"),
        ("ACLS certification", "missing"),
        ("Certified Kubernetes Administrator", "missing"),
        ("Kubernetes certification", "missing"),
        ("Führerschein Klasse B", "met"),
        ("Führerschein Klasse C", "missing"),
        ("Driving licence", "met"),
    ],
)
def test_licences_and_certificates_count_exactly(text: str, status: str) -> None:
    assert judged(text).status == status


@pytest.mark.parametrize(
    "text",
    ["EU work permit", "Security clearance", "Team player", "Teamfähigkeit", "Esprit d'équipe",
     "Willing to travel", "Must be 18 years of age", "Passion for trains"],
)  # fmt: skip
def test_what_a_record_cannot_show_is_not_called_missing(text: str) -> None:
    met = judged(text)
    assert met.status == "not_assessable"
    assert met.citations == []
    assert met.reason


def test_a_legal_condition_is_no_missing_skill_however_known_its_words_are() -> None:
    asked = "You are authorized to work in the United States"
    stated = {**PERSON, "basics": {"summary": "Authorized to work in the United States."}}

    assert judged(asked, kind="legal").status == "not_assessable"
    assert judged(asked, stated, kind="legal").status == "met"


def test_a_condition_that_the_profile_states_is_met() -> None:
    cleared = {**PERSON, "basics": {"summary": "Holds a security clearance."}}
    met = judged("Active security clearance", cleared)
    assert (met.status, met.citations) == ("met", ["basics/summary"])


def test_soft_words_beside_a_skill_do_not_count() -> None:
    assert judged("Strong communication skills and Kubernetes").status == "met"


def met(status: str, level: str = "must") -> RequirementMet:
    return RequirementMet.model_validate(
        {"requirement_id": "r", "text": "x", "level": level, "status": status, "citations": []}
    )


def test_the_score_weighs_must_before_nice_and_is_explained() -> None:
    fit = fit_of([met("met"), met("missing"), met("met", "nice"), met("not_assessable")])
    assert fit.score == 0.57  # (3 + 0 + 1) / (3 + 3 + 1)
    assert not fit.low_confidence
    assert "1 of 2 must-haves met" in fit.explanation
    assert "1 not assessable" in fit.explanation
    assert "4 of 7" in fit.explanation


@pytest.mark.parametrize(
    "statuses", [[], ["met"], ["met", "met"], ["met"] * 3 + ["not_assessable"] * 4]
)
def test_little_found_is_low_confidence(statuses: list[str]) -> None:
    fit = fit_of([met(status) for status in statuses])
    assert fit.low_confidence
    assert (fit.score is None) == (not statuses)


def test_nothing_that_can_be_assessed_is_no_score_and_not_zero() -> None:
    assert fit_of([met("not_assessable")] * 5).score is None


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Installation", "installieren"), ("de", "Wartung", "warten"),
        ("de", "Schulung", "Schulungen"), ("fr", "gestion", "gérer"),
        ("fr", "négociation", "négocier"), ("es", "instalación", "instalar"),
        ("it", "programmazione", "programmare"), ("en", "calibration", "calibrated"),
        ("en", "supplier", "supplies"), ("nl", "onderhoud", "onderhouden"),
        ("pt", "organização", "organizar"),
    ],
)  # fmt: skip
def test_inflected_words_meet_in_every_language(language: str, one: str, other: str) -> None:
    assert [x.key for x in terms_of(one, language)] == [x.key for x in terms_of(other, language)]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "route", "routine"), ("en", "customer", "customs"), ("en", "mental", "mentor"),
        ("en", "opera", "operate"), ("en", "account", "accounting"),
        ("en", "market", "marketing"), ("en", "inventory", "invented"),
        ("en", "camera", "waiter"), ("en", "server", "waiter"), ("en", "nursery", "nurse"),
        ("en", "contain", "container"), ("en", "general", "generate"),
        ("en", "internal", "international"), ("de", "Schüler", "Schulungen"),
        ("de", "Schule", "Schulung"), ("de", "machen", "CNC-Drehen"),
        ("de", "Zimmer", "Zimmerer"), ("de", "Belastung", "Steuern"), ("de", "Lehre", "Lehrer"),
        ("es", "incluye", "inclusión"), ("nl", "lood", "loods"),
    ],
)  # fmt: skip
def test_words_that_only_look_alike_do_not_meet(language: str, one: str, other: str) -> None:
    keys = [{x.key for x in terms_of(word, language)} for word in (one, other)]
    assert not keys[0] & keys[1]


@pytest.mark.parametrize(
    "word",
    ["route", "routing", "master", "import", "Kinder", "Betten", "Handel", "party", "beds", "opera",
     "production", "programs", "Recherche", "customs clearance", "records", "life"],
)  # fmt: skip
def test_a_word_that_says_something_of_a_task_is_never_left_out(word: str) -> None:
    for language in ("en", "de", "fr"):
        assert not all(weightless(term) for term in terms_of(word, language)), language


@pytest.mark.parametrize(
    "word",
    ["solid", "proven", "relevant", "fundierter", "routinierten", "mehrjährigen", "confirmées",
     "souhaité", "imprescindible", "sólidos", "comprovate", "uitstekend", "minimaal", "comprovada"],
)  # fmt: skip
def test_words_around_what_is_asked_for_are_left_out_in_each_of_their_forms(word: str) -> None:
    assert all(weightless(term) for term in terms_of(word, "en"))


@pytest.mark.parametrize(
    ("asked", "told", "status"),
    [
        ("Route optimization", "Course on linear optimization", "partial"),
        ("Customs clearance", "Cleared the customer backlog", "missing"),
        ("Mental health first response", "Mentored two juniors", "missing"),
        ("Master data", "Cleaned up the master data of 40 shops", "met"),
        ("Experience in care", "Kept the books", "missing"),
    ],
)
def test_a_word_is_not_shown_by_one_that_only_looks_like_it(
    asked: str, told: str, status: str
) -> None:
    assert judged(asked, working({"name": "Hill", "highlights": [told]})).status == status


def test_what_a_skill_implies_is_followed_through() -> None:
    assert {"sql", "databases"} <= implied("postgresql")
    assert "postgresql" not in implied("sql")


def test_names_are_never_stemmed() -> None:
    [scala] = terms_of("Scala", "en")
    assert scala.key not in {x.key for x in terms_of("scalable", "en")}
    assert stem("c++", "en") == "c++"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_judged_without_a_fault_and_cites_only_what_it_shows(text: str) -> None:
    facts = job_facts({"title": "x", "requirements": [text]})
    record = Record.of(master_profile_from(PERSON))
    for found in Matcher(record, TODAY).by_rules(facts):
        assert set(found.citations) <= record.lines.keys()
        assert bool(found.citations) <= (found.status in ("met", "partial"))


def test_years_are_shown_with_the_entries_and_dates_that_were_counted() -> None:
    reason = judged("3 years of Kubernetes").reason
    assert "3.5 of 3 years (work/1 2023-07 to 2025-06, work/0 2022-01 to 2024-12)" in reason


@pytest.mark.parametrize(
    ("held", "asked", "status"),
    [
        ("Food Safety Level 2", "Food Safety Level 3 certificate", "partial"),
        ("Food Safety Level 3", "Food Safety Level 3 certificate", "met"),
        ("Food Safety Level 4", "Food Safety Level 3 certificate", "met"),
        ("CIPD Level 5", "CIPD Level 7 or working towards it", "partial"),
    ],
)
def test_a_lower_level_of_a_paper_shows_a_higher_one_in_part(
    held: str, asked: str, status: str
) -> None:
    person = {"work": [{"position": "Cook"}], "certificates": [{"name": held}]}
    assert judged(asked, person).status == status


@pytest.mark.parametrize(
    ("held", "asked", "status"),
    [
        ("Führerschein Klasse CE", "Führerschein der Klasse C/CE", "met"),
        ("Führerschein Klasse CE", "Führerschein B", "met"),
        ("Führerschein Klasse B", "Führerschein Klasse C oder CE", "missing"),
        ("Permis B", "Permis B ou BE", "met"),
    ],
)
def test_a_driving_licence_covers_the_classes_that_it_includes(
    held: str, asked: str, status: str
) -> None:
    person = {"work": [{"position": "Driver"}], "certificates": [{"name": held}]}
    assert judged(asked, person).status == status


@pytest.mark.parametrize(
    "asked", ["Krankenpfleger/in", "staatlich anerkannte/r Krankenpfleger:in", "Krankenpfleger(in)"]
)
def test_a_word_for_either_gender_is_one_word(asked: str) -> None:
    person = {"work": [{"position": "Staatlich anerkannter Krankenpfleger"}]}
    assert judged(asked, person).status == "met"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("Experience with seasonal menus", "partial"),
        ("Menu design", "missing"),  # the menu only says what is to be designed
        ("Erfahrung in der Leitung einer Station", "missing"),
    ],
)
def test_of_two_words_the_one_that_is_described_shows_it_in_part(asked: str, status: str) -> None:
    person = {"work": [{"position": "Cook", "highlights": ["Wrote menus", "Kept statistics"]}]}
    assert judged(asked, person).status == status


def test_a_standard_is_no_degree() -> None:
    assert "degree" not in judged("Coded welder to BS EN ISO 9606").reason


@pytest.mark.parametrize(
    "text", ["auch am Wochenende", "Travail le samedi", "ein freundliches Auftreten"]
)
def test_hours_and_manners_are_not_called_missing_in_whatever_form(text: str) -> None:
    assert judged(text).status == "not_assessable"


@pytest.mark.parametrize(
    ("held", "asked", "status"),
    [
        ("BS EN ISO 9606-1 coding, TIG", "Coded to ISO 9606", "met"),
        ("DIN EN ISO 9001 auditor", "ISO 9001", "met"),
        ("ISO 14001 auditor", "ISO 9001", "missing"),
        ("BS 7671", "18th Edition", "met"),
    ],
)
def test_a_standard_is_known_by_its_number(held: str, asked: str, status: str) -> None:
    person = {"work": [{"position": "Welder"}], "certificates": [{"name": held}]}
    assert judged(asked, person).status == status


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("Experience with tracheostomy care", "missing"),
        ("Wound care", "met"),
        ("Social services", "missing"),
    ],
)
def test_a_word_for_anything_shows_nothing_by_itself(asked: str, status: str) -> None:
    nurse = working({"name": "Hill", "highlights": ["Wound care for adults", "Ran IT services"]})
    assert judged(asked, nurse).status == status


@pytest.mark.parametrize(
    "asked", ["Registered Nurse (RN) license", "Immediate Life Support (ILS) certificate"]
)
def test_a_word_for_a_paper_after_a_bracket_belongs_to_the_paper(asked: str) -> None:
    held = {
        "work": [{"position": "Nurse"}],
        "certificates": [{"name": "Registered nurse"}, {"name": "Immediate Life Support (ILS)"}],
    }
    assert judged(asked, held).status == "met"


@pytest.mark.parametrize(
    "asked",
    [
        "Ability to break down complex concepts and explain them in simple terms",
        "Comfortable working in ambiguous environments",
        "Fähigkeit, komplexe Sachverhalte verständlich zu erklären",
        "Capacité à travailler vite et à convaincre",
        "Capaz de comunicar con claridad",
        "Day and night shifts",
        "Certificado de delitos de naturaleza sexual",
    ],
)
def test_a_way_of_working_is_not_called_missing(asked: str) -> None:
    assert judged(asked).status == "not_assessable"


@pytest.mark.parametrize("asked", ["Ability to weld", "Able to work with Terraform"])
def test_an_ability_to_do_a_known_thing_can_be_missing(asked: str) -> None:
    assert judged(asked).status == "missing"


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Senior Nurse", "met"),
        ("Head Nurse", "met"),
        ("Carpenter", "not_assessable"),
        (None, "not_assessable"),
    ],
)
def test_related_experience_is_time_in_jobs_of_the_name(title: str | None, status: str) -> None:
    nurse = working({"name": "Hill", "startDate": "2019-01", "endDate": "2023-12"})
    matcher = Matcher(Record.of(master_profile_from(nurse)), TODAY)
    job = {"title": title, "requirements": ["3 years of related experience"]}
    [found] = matcher.by_rules(job_facts(job))
    assert found.status == status, found.reason


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("Degree in Electrical Engineering", "partial"),
        ("Degree in Mechanical Engineering", "met"),
        ("Degree in Engineering", "met"),
        ("A degree. in Mechanical Engineering, Architecture, or equivalent experience", "met"),
    ],
)
def test_fields_of_study_do_not_meet_in_the_word_that_they_all_have(
    asked: str, status: str
) -> None:
    engineer = {
        "education": [{"studyType": "BSc", "area": "Mechanical Engineering", "endDate": "2019"}]
    }
    assert judged(asked, engineer).status == status


def test_an_idea_that_is_wanting_is_not_made_up_for_by_the_words_around_it() -> None:
    assistant = {"work": [{"position": "Assistante comptable", "name": "Pré"}]}
    assert judged("Encadrement d'un assistant comptable", assistant).status == "partial"


def test_what_is_missing_cites_nothing_and_tells_of_no_line() -> None:
    asked = "Kubernetes, weaving, dyeing, spinning, felting, knitting, sewing and tatting of wool"
    found = judged(asked, {"work": [{"position": "Cook", "highlights": ["Sewing"]}]})
    assert (found.status, found.citations) == ("missing", [])
    assert "work/" not in found.reason


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("You may be required to serve a trial period", "not_assessable"),
        ("We like hearing your stories about failed bridges", "not_assessable"),
        ("You have experience with beekeeping in cold climates", "missing"),
        ("Our stack is built on Terraform", "missing"),  # a known name
        ("Analytical", "not_assessable"),
        ("Experience in analytical chromatography", "missing"),
    ],
)
def test_a_sentence_about_the_job_is_no_requirement_and_a_skill_is_no_manner(
    asked: str, status: str
) -> None:
    assert judged(asked).status == status


@pytest.mark.parametrize("asked", ["You must be a U.S. citizen", "A valid visa"])
def test_a_deed_for_others_is_no_statement_about_the_person(asked: str) -> None:
    clerk = working(
        {"name": "Hill", "highlights": ["Built a portal for citizens, with Visa cards"]}
    )
    assert judged(asked, clerk).status == "not_assessable"


@pytest.mark.parametrize(
    ("asked", "status"),
    [("Drone XKR competitions", "partial"), ("XKR drones", "met"), ("Kubernetes clusters", "met")],
)
def test_a_name_makes_up_for_no_other_word_unless_it_is_a_known_one(
    asked: str, status: str
) -> None:
    pilot = working({"name": "Hill", "highlights": ["Flew XKR drones", "Kept Kubernetes up"]})
    assert judged(asked, pilot).status == status


@pytest.mark.parametrize(
    ("position", "status"), [("Mechanical designer", "met"), ("Ward nurse", "missing")]
)
def test_experience_in_place_of_a_degree_is_experience_of_its_field(
    position: str, status: str
) -> None:
    person = working({"name": "Hill", "startDate": "2015-01", "position": position})
    asked = "Degree in mechanical engineering or equivalent experience"
    matcher = Matcher(Record.of(master_profile_from(person)), TODAY)
    [found] = matcher.by_rules(job_facts({"title": "Mechanical Designer", "requirements": [asked]}))
    assert found.status == status


def test_years_of_teaching_school_classes_are_no_school_leaving_certificate() -> None:
    graduate = {"education": [{"studyType": "BSc", "area": "Physics", "endDate": "2015"}]}
    assert judged("Two years' experience teaching GCSE classes", graduate).status == "missing"


def test_a_trade_is_not_shown_by_a_degree_in_another_field() -> None:
    graduate = {"education": [{"studyType": "BSc", "area": "Physics", "endDate": "2015"}]}
    assert judged("Abgeschlossene Ausbildung als Elektroniker", graduate).status == "missing"
