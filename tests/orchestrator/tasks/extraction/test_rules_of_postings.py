from __future__ import annotations

from datetime import date

import pytest
from reading_samples import ENGLISH_TEXT, GERMAN_PAGE, page, pasted, posting_of

from orchestrator.tasks.extraction.rules.dates import find_date, find_relative_date
from orchestrator.tasks.extraction.rules.employment import employment_types, is_employment
from orchestrator.tasks.extraction.rules.language import language_of
from orchestrator.tasks.extraction.rules.places import country_of, looks_like_place
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.rules.workplace import workplace, workplace_in_prose


def test_a_german_page_without_structured_data_gives_every_field() -> None:
    posting = posting_of(page(GERMAN_PAGE))
    assert posting.title == "Bauleiter (m/w/d)"
    assert posting.hiring_organization is not None
    assert posting.hiring_organization.name == "Musterbau GmbH"
    assert [place.name for place in posting.job_location] == ["Hannover"]
    assert posting.employment_type == ["FULL_TIME"]
    assert posting.valid_through == date(2026, 12, 31)
    assert posting.date_posted is None
    assert posting.base_salary is not None
    assert (posting.base_salary.min, posting.base_salary.max) == (55_000, 65_000)
    assert posting.responsibilities == ["Du leitest Baustellen", "Du führst Teams"]
    assert posting.application_contact is not None
    assert posting.application_contact.email == "jobs@musterbau.example"
    assert posting.in_language == "de"


def test_requirements_carry_kind_level_years_and_exact_words() -> None:
    found = posting_of(page(GERMAN_PAGE)).requirements
    assert [(item.id, item.kind, item.level, item.years, item.quote) for item in found] == [
        ("r1", "experience", "must", 3.0, "Mindestens 3 Jahre Berufserfahrung"),
        ("r2", "legal", "must", None, "Führerschein Klasse B"),
        ("r3", "language", "nice", None, "Englischkenntnisse von Vorteil"),
    ]


def test_a_pasted_text_gives_every_field() -> None:
    posting = posting_of(pasted(ENGLISH_TEXT))
    assert posting.title == "Data Engineer"
    assert posting.hiring_organization is not None
    assert posting.hiring_organization.name == "Acme Robotics"
    assert [place.name for place in posting.job_location] == ["Austin, TX"]
    assert posting.job_location_type == "HYBRID"
    assert posting.base_salary is not None
    assert (posting.base_salary.currency, posting.base_salary.max) == ("USD", 160_000)
    assert [item.level for item in posting.requirements] == ["must", "must", "nice"]
    assert posting.skills == ["SQL", "Python", "Spark"]


def test_what_a_posting_does_not_say_stays_unknown() -> None:
    posting = posting_of(pasted("Baker\n\nRequirements\n- Early mornings\n\nApply now"))
    assert posting.hiring_organization is None
    assert posting.job_location == []
    assert posting.job_location_type is None
    assert posting.employment_type == []
    assert (posting.base_salary, posting.date_posted, posting.valid_through) == (None, None, None)


def test_similar_jobs_lend_nothing_to_the_posting() -> None:
    html = (
        "<h1>Baker</h1><p>Bread Ltd</p><h2>Duties</h2><ul><li>Bake</li></ul><h2>Requirements</h2>"
        "<ul><li>Early mornings</li></ul><h2>Similar jobs</h2><p>Location: Paris</p>"
        "<p>Salary: €90,000</p><p>Full-time</p><p>Posted on: 2 May 2026</p>"
    )
    posting = posting_of(page(html))
    assert posting.job_location == []
    assert posting.base_salary is None
    assert posting.employment_type == []
    assert posting.date_posted is None


@pytest.mark.parametrize("slogan", ["Careers", "We use cookies", "Join us!", "Job details"])
def test_a_slogan_is_not_the_title(slogan: str) -> None:
    html = f"<title>Baker | Bread Ltd</title><h1>{slogan}</h1><h2>Baker</h2><p>Apply now</p>"
    assert posting_of(page(html)).title == "Baker"


@pytest.mark.parametrize(
    "title",
    [
        "Baker - Bread Ltd",
        "Baker | Bread Ltd | Careers",
        "Job Application for Baker at Bread Ltd",
        "Bread Ltd hiring Baker in Bern | LinkedIn",
        "Baker bei Bread Ltd",
    ],
)
def test_the_company_is_read_from_the_title_of_the_page(title: str) -> None:
    html = f"<title>{title}</title><h1>Baker</h1><p>You bake bread.</p>"
    organization = posting_of(page(html)).hiring_organization
    assert organization is not None
    assert organization.name == "Bread Ltd"


def test_a_system_that_carries_postings_is_not_the_company() -> None:
    html = "<title>Baker | Greenhouse</title><h1>Baker</h1><img alt='Lever logo'><p>You bake.</p>"
    assert posting_of(page(html)).hiring_organization is None


@pytest.mark.parametrize(
    "facts",
    [
        "<p>Location: Bern</p>",
        "<table><tr><th>Location</th><td>Bern</td></tr></table>",
        "<dl><dt>Standort</dt><dd>Bern</dd></dl>",
        "<p><b>Lieu :</b> Bern</p>",
        "<div>Ubicación</div><div>Bern</div>",
        "<p>Bern · Full-time · On-site</p>",
        "<h4><a>Bread</a> <span>Bern</span> <span>2 weeks ago</span></h4>",
    ],
)
def test_the_place_is_found_however_it_is_laid_out(facts: str) -> None:
    posting = posting_of(page(f"<h1>Baker</h1>{facts}<p>You bake bread.</p>"))
    assert [place.name for place in posting.job_location] == ["Bern"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2020-10-20 20:28:32 UTC", date(2020, 10, 20)),
        ("08 May 2026", date(2026, 5, 8)),
        ("2. srpna 2026", date(2026, 8, 2)),
        ("1er février 2026", date(2026, 2, 1)),
        ("18 de mayo de 2026", date(2026, 5, 18)),
        ("May 9, 2022", date(2022, 5, 9)),
        ("02.03.2018", date(2018, 3, 2)),
        ("25 ноября 2025", date(2025, 11, 25)),
        ("2026年5月8日", date(2026, 5, 8)),
        ("Oct 20", None),
        ("31.02.2026", None),
        ("1970-01-01", None),
    ],
)
def test_a_date_is_read_or_left_alone(text: str, read: date | None) -> None:
    assert find_date(text) == read


def test_a_date_with_slashes_follows_its_country() -> None:
    assert find_date("4/5/2024", month_first=True) == date(2024, 4, 5)
    assert find_date("4/5/2024") == date(2024, 5, 4)
    assert find_date("4/24/2024") == date(2024, 4, 24)


def test_a_relative_date_counts_only_on_a_page_that_was_just_fetched() -> None:
    html = "<h1>Baker</h1><p>Posted: 3 days ago</p><p>You bake bread.</p>"
    assert find_relative_date("3 days ago", date(2026, 11, 20)) == date(2026, 11, 17)
    assert posting_of(page(html, kind="url")).date_posted == date(2026, 11, 17)
    assert posting_of(page(html)).date_posted is None


def test_a_label_glued_to_its_date_is_read() -> None:
    posting = posting_of(page("<h1>Baker</h1><p>Posted On08 May 2026 End Date08 May 2027</p>"))
    assert (posting.date_posted, posting.valid_through) == (date(2026, 5, 8), date(2027, 5, 8))


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Voll- oder Teilzeit", ["FULL_TIME", "PART_TIME"]),
        ("Vollzeit, unbefristet", ["FULL_TIME"]),
        ("CDI", ["FULL_TIME"]),
        ("CDD", ["TEMPORARY"]),
        ("Contratista/Freelance", ["CONTRACTOR"]),
        ("正社員", ["FULL_TIME"]),
        ("Full of energy", []),
    ],
)
def test_employment_types_are_read_in_several_languages(text: str, types: list[str]) -> None:
    assert employment_types(text) == types
    assert is_employment(text) == bool(types)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Remote", "remote"),
        ("Hybrid (3 days in office)", "hybrid"),
        ("Presencial", "on_site"),
        ("Not remote", "on_site"),
        ("Kein Homeoffice", "on_site"),
        ("Remote or on-site", "hybrid"),
        ("Bern", None),
    ],
)
def test_a_workplace_is_read(text: str, kind: str | None) -> None:
    assert workplace(text) == kind


def test_only_a_sentence_about_the_job_makes_it_remote() -> None:
    assert workplace_in_prose("This is a fully remote position.") == "remote"
    assert workplace_in_prose("This is not a remote position.") == "on_site"
    assert workplace_in_prose("We monitor remote sensors.") is None


@pytest.mark.parametrize("text", ["Miami, FL", "Zürich", "Berlin, Deutschland", "Melbourne VIC"])
def test_a_place_looks_like_one(text: str) -> None:
    assert looks_like_place(text)


@pytest.mark.parametrize(
    "text", ["Software Engineer", "Full-time", "2 weeks ago", "Bern is nice. Yes"]
)
def test_other_short_texts_do_not_look_like_places(text: str) -> None:
    assert not looks_like_place(text)


def test_a_place_tells_its_country() -> None:
    assert [country_of(text) for text in ("Miami, FL", "Toronto, Ontario", "Bern", "Nowhere")] == [
        "US", "CA", "CH", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Plymouth, Vermont", "US"),
        ("Manchester, New Hampshire", "US"),
        ("London, Ontario", "CA"),
        ("Paris, Texas", "US"),
        ("Halle, Belgium", "BE"),
    ],
)
def test_a_town_is_in_the_country_of_what_is_named_behind_it(place: str, country: str) -> None:
    assert country_of(place) == country


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("What you'll do:", "responsibilities"),
        ("What you’ll do", "responsibilities"),
        ("✨ Dein Profil", "requirements"),
        ("Profil recherché :", "requirements"),
        ("Nice‑to‑Haves", "nice"),
        ("必須条件", "requirements"),
        ("Our bakery", None),
    ],
)
def test_a_heading_opens_its_section(heading: str, section: str | None) -> None:
    assert section_of(heading) == section


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We are looking for a baker with the will to be the best of all in our team.", "en"),
        ("Wir suchen für die Backstube eine Person, die mit uns backt und nicht verschläft.", "de"),
        ("Nous cherchons une personne pour notre équipe, avec vous dans le fournil.", "fr"),
        ("Мы ищем пекаря в нашу команду, который не боится работы по ночам.", "ru"),
        ("パン職人を募集しています。", "ja"),
        ("Brot", None),
    ],
)
def test_a_text_tells_its_language(text: str, code: str | None) -> None:
    assert language_of(text) == code
