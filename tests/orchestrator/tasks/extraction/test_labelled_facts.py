from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from reading_samples import page, pasted, posting_of

from orchestrator.tasks.extraction import words
from orchestrator.tasks.extraction.rules.dates import find_date, find_relative_date
from orchestrator.tasks.extraction.rules.workplace import workplace_in_prose
from orchestrator.tasks.extraction.words import read_lists

DATA = Path(words.__file__).parent / "data"


def names(html: str) -> list[str]:
    return [place.name for place in posting_of(page(html)).job_location]


def test_a_table_with_its_labels_in_the_first_row_is_read_by_column() -> None:
    posting = posting_of(
        page(
            "<h1>Bakker</h1><table><tr><td>Standplaats</td><td>Dienstverband</td></tr>"
            "<tr><td>Utrecht</td><td>Fulltime</td></tr></table><p>Je bakt brood.</p>"
        )
    )
    assert [place.name for place in posting.job_location] == ["Utrecht"]
    assert posting.employment_type == ["FULL_TIME"]


def test_a_table_with_several_labels_in_a_row_is_read_in_pairs() -> None:
    posting = posting_of(
        page(
            "<h1>Fornaio</h1><table><tr><td>nota</td><td>Sede</td><td>Torino</td><td>Contratto</td>"
            "<td>Part-time</td></tr></table><p>Fai il pane.</p>"
        )
    )
    assert [place.name for place in posting.job_location] == ["Torino"]
    assert posting.employment_type == ["PART_TIME"]


def test_a_label_that_is_repeated_for_screen_readers_is_no_value() -> None:
    html = "<h1>Baker</h1><div>Location</div><div>Location</div><div>Leeds</div><p>You bake.</p>"
    assert names(html) == ["Leeds"]


def test_a_label_without_a_value_says_nothing() -> None:
    html = (
        "<h1>Baker</h1><p>You bake bread.</p><p>Salary</p><p>Closing date:</p>"
        "<p>Location</p><p>Company:</p><button>Apply</button>"
    )
    posting = posting_of(page(html))
    assert (posting.base_salary, posting.valid_through) == (None, None)
    assert (posting.job_location, posting.hiring_organization) == ([], None)


def test_a_button_between_a_label_and_its_value_is_passed_over() -> None:
    html = "<h1>Baker</h1><p>Location</p><button>Copy</button><p>Leeds</p><p>You bake bread.</p>"
    assert names(html) == ["Leeds"]


def test_a_label_inside_a_value_is_no_part_of_it() -> None:
    posting = posting_of(
        page("<h1>Baker</h1><p>Salary Range: Base salary: £24,000 - £26,000 per year</p>")
    )
    assert posting.base_salary is not None
    assert posting.base_salary.min == 24_000
    assert posting.base_salary.text == "£24,000 - £26,000 per year"


@pytest.mark.parametrize(
    "line",
    [
        "Place of work Leeds",
        "Location Leeds",
        "Work Location (full address): Leeds",
        "Ort: Leeds",
        "Lugar de trabajo: Leeds",
        "Miejsce pracy: Leeds",
        "Место работы: Leeds",
        "勤務地：Leeds",
        "【勤務地】Leeds",
    ],
)
def test_a_place_is_read_after_its_label_in_any_language(line: str) -> None:
    assert names(f"<h1>Baker</h1><p>{line}</p><p>You bake bread.</p>") == ["Leeds"]


@pytest.mark.parametrize(
    "value",
    ["Full-time", "Yes", "Not specified", "Where do you live?", "erforderlich", "12", "n/a",
     "We bake. You eat.", "Multiple locations", "da definire con il candidato", "応相談",
     "Nach Absprache mit dir"],
)  # fmt: skip
def test_what_is_no_place_is_none_even_after_its_label(value: str) -> None:
    assert names(f"<h1>Baker</h1><p>Location: {value}</p><p>You bake bread.</p>") == []


def test_the_town_wins_over_the_country_and_an_inner_label_is_not_a_town() -> None:
    html = (
        "<h1>Baker</h1><p>Area: Yorkshire</p><p>Office: Country India</p>"
        "<p>Site: Leeds, England</p><p>You bake bread.</p>"
    )
    assert names(html) == ["Leeds, England"]


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ("Berlin oder Hamburg", ["Berlin", "Hamburg"]),
        ("Lyon; Nantes; Lyon", ["Lyon", "Nantes"]),
        ("Madrid y Sevilla", ["Madrid", "Sevilla"]),
        ("Berlin | Vollzeit", ["Berlin"]),
        ("Frankfurt am Main", ["Frankfurt am Main"]),
    ],
)
def test_several_places_in_one_value_are_told_apart(value: str, places: list[str]) -> None:
    html = f"<h1>Bäcker</h1><dl><dt>Standorte</dt><dd>{value}</dd></dl><p>Du backst Brot.</p>"
    assert names(html) == places


@pytest.mark.parametrize(
    "html",
    [
        "<title>Baker | Leeds | Bread Ltd</title><h1>Baker</h1><p>You bake bread.</p>",
        "<title>Baker in Leeds | Bread Ltd</title><h1>Baker</h1><p>You bake bread.</p>",
        "<h1>Baker - Leeds</h1><p>You bake bread.</p>",
        "<h1>Baker (Leeds)</h1><p>You bake bread.</p>",
        "<h1>Baker</h1><p>Full-time | Leeds (hybrid) | 2 days ago</p><p>You bake bread.</p>",
        "<h1>Baker</h1><p>📍 Leeds</p><p>You bake bread.</p>",
        "<h1>Baker</h1><p>(Leeds)</p><p>You bake bread.</p>",
        "<p>Leeds</p><h1>Baker</h1><button>Paris</button><p>You bake bread.</p>",
        "<h1>Baker</h1><p>Our bakery is based in Leeds. Bread is made at night.</p>",
        "<h1>Baker</h1><p>Our bakery is located in Leeds.</p>",
        "<h1>Baker</h1><p>We bake bread in Leeds every night.</p>",
        "<h1>Baker</h1><p>We bake bread in Leeds. Every night.</p>",
        "<h1>Baker</h1><p>We bake our bread in Leeds.</p>",
        "<h1>Baker</h1><p>📍 Place of work: Leeds</p><p>You bake bread.</p>",
        "<h1>Baker</h1><p>The job is based in: Leeds.</p>",
        "<h1>Baker</h1><p>Location Leeds, and two nights a week you bake at home.</p>",
    ],
)
def test_a_place_without_a_label_is_found(html: str) -> None:
    found = names(html)
    assert [name.partition(",")[0] for name in found] == ["Leeds"]


def test_the_full_stop_of_an_abbreviation_belongs_to_the_place() -> None:
    assert names("<h1>Baker</h1><p>Our bakery is based in St. Gallen. We bake.</p>") == [
        "St. Gallen"
    ]


@pytest.mark.parametrize("town", ["St. Louis, MO", "St. Gallen, Schweiz", "Ft. Worth, TX"])
def test_a_town_with_an_abbreviation_is_a_place_with_and_without_a_label(town: str) -> None:
    assert names(f"<h1>Baker</h1><p>Location: {town}</p><p>You bake bread.</p>") == [town]
    assert names(f"<h1>Baker</h1><p>{town}</p><p>You bake bread.</p>") == [town]


@pytest.mark.parametrize(
    "line",
    ["Bread for 30 countries, with offices in Leeds, Lyon and Linz.", "Apps with Ion e Lyon"],
)
def test_towns_in_a_list_about_something_else_are_no_place_of_work(line: str) -> None:
    story = "<p>Our founder learned to bake at home and never forgot the smell of it.</p>" * 20
    assert names(f"<h1>Baker</h1><h2>Tasks</h2><ul><li>{line}</li></ul>{story}") == []


def test_a_town_in_the_middle_of_a_long_text_is_not_taken_for_the_place_of_work() -> None:
    story = "<p>Our founder learned to bake in Paris and never forgot the smell of it.</p>" * 20
    assert names(f"<h1>Baker</h1>{story}") == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Remote: Yes", "TELECOMMUTE"),
        ("Remote: No", "ON_SITE"),
        ("Remote work: true", "TELECOMMUTE"),
        ("Remote: false", None),
        ("Remote: we will see", None),
        ("Workplace type: Hybrid (2 days)", "HYBRID"),
        ("Télétravail : Non", "ON_SITE"),
        ("Location: Remote", "TELECOMMUTE"),
        ("Location: Remote, Germany", "TELECOMMUTE"),
        ("Work arrangement: this is a fully remote position", "TELECOMMUTE"),
        ("Location: Leeds", None),
    ],
)
def test_a_workplace_is_read_from_label_and_value_together(line: str, kind: str | None) -> None:
    posting = posting_of(page(f"<h1>Baker</h1><p>{line}</p><p>You bake bread.</p>"))
    assert posting.job_location_type == kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<h1>Baker (Remote)</h1><p>Bake.</p>", "TELECOMMUTE"),
        ("<h1>Baker - Hybrid</h1><p>Bake.</p>", "HYBRID"),
        ("<h1>Bäcker</h1><p>Home Office (teilweise)</p><p>Backen.</p>", "HYBRID"),
        ("<h1>Baker</h1><p>Remote (UK)</p><p>Bake.</p>", "TELECOMMUTE"),
        ("<h1>Baker</h1><h2>Nous offrons</h2><ul><li>Pain, télétravail</li></ul>", "HYBRID"),
        ("<h1>Baker</h1><h2>Le poste</h2><p>Nuit, télétravail</p>", "TELECOMMUTE"),
        ("<h1>Baker</h1><p>Full-time, On-site</p><p>Bake.</p>", "ON_SITE"),
        ("<h1>Baker</h1><p>This is a remote position.</p><p>Two days in the office.</p>", "HYBRID"),
        ("<h1>Baker</h1><p>This is a remote role.</p><p>This is an on-site role.</p>", None),
        ("<h1>Baker</h1><p>Dies ist keine Stelle mit Homeoffice-Zuschuss.</p>", None),
    ],
)
def test_a_workplace_without_a_label_is_read_only_where_it_is_plain(
    body: str, kind: str | None
) -> None:
    assert posting_of(page(body)).job_location_type == kind


def test_a_sentence_that_denies_remote_work_does_not_promise_it() -> None:
    assert workplace_in_prose("This job is not 100% remote.") is None


@pytest.mark.parametrize(
    ("body", "types"),
    [
        ("<p>Type de contrat : CDI</p>", ["FULL_TIME"]),
        ("<p>Job type: whatever suits you</p>", []),
        ("<p>Etat: Praca stała</p><p>Part-time</p><p>Temporary</p>", ["PART_TIME", "TEMPORARY"]),
        ("<p>This is a full-time position.</p>", ["FULL_TIME"]),
        ("<p>Have a good time with us.</p>", []),
        ("<p>Leeds (Part-time)</p>", ["PART_TIME"]),
        ("<p>Full-time, Remote · Leeds</p>", ["FULL_TIME"]),
    ],
)
def test_an_employment_type_is_read_where_the_posting_states_it(
    body: str, types: list[str]
) -> None:
    assert posting_of(page(f"<h1>Baker</h1><p>You bake.</p>{body}")).employment_type == types


def test_an_employment_type_stands_in_the_title() -> None:
    assert posting_of(page("<h1>Bäcker in Teilzeit</h1><p>Brot.</p>")).employment_type == [
        "PART_TIME"
    ]


@pytest.mark.parametrize(
    ("html", "posted", "until"),
    [
        ("<p>Posted: soon</p><p>Closing date: 40.40.2026</p>", None, None),
        ("<p>Date de publication : 3 mars 2026</p>", date(2026, 3, 3), None),
        ("<p>Posted: 2 May 2026</p><p>Closing date: 1 May 2026</p>", date(2026, 5, 2), None),
        ("<p>Data publikacji: 7 maja 2026</p><p>Closing date: 1.6.26</p>",
         date(2026, 5, 7), date(2026, 6, 1)),
        ("<p>Posted 31.12.1800</p><p>Apply by 31.12.9999</p>", None, None),
    ],
)  # fmt: skip
def test_a_date_counts_only_after_its_label_and_in_its_order(
    html: str, posted: date | None, until: date | None
) -> None:
    posting = posting_of(page(f"<h1>Baker</h1><p>You bake.</p>{html}"))
    assert (posting.date_posted, posting.valid_through) == (posted, until)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Today", date(2026, 11, 20)),
        ("gestern", date(2026, 11, 19)),
        ("il y a une semaine", date(2026, 11, 13)),
        ("hace 2 meses", date(2026, 9, 21)),
        ("vor 5 Stunden", date(2026, 11, 20)),
        ("30+ days ago", None),
        ("recently", None),
    ],
)
def test_words_for_a_day_are_counted_from_today(words: str, day: date | None) -> None:
    assert find_relative_date(words, date(2026, 11, 20)) == day


def test_words_that_count_no_day_leave_the_date_unknown_on_a_fetched_page() -> None:
    html = "<h1>Baker</h1><p>Posted: recently</p><p>You bake bread.</p>"
    assert posting_of(page(html, kind="url")).date_posted is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Posted 3 days ago", date(2026, 11, 17)),
        ("Leeds · Publié il y a 2 jours", date(2026, 11, 18)),
        ("Leeds · 3 days ago · 12 applicants", date(2026, 11, 17)),
        ("Leeds · Active 3 days ago", None),
        ("Founded 3 days ago", None),
    ],
)
def test_the_days_since_a_fetched_page_was_posted_need_no_colon(
    line: str, day: date | None
) -> None:
    html = f"<h1>Baker</h1><p>{line}</p><p>You bake bread.</p>"
    assert posting_of(page(html, kind="url")).date_posted == day
    assert posting_of(page(html)).date_posted is None


def test_the_day_of_a_change_is_not_that_of_publication() -> None:
    html = "<h1>Baker</h1><p>2026.05.10 — hours corrected</p><p>You bake bread.</p>"
    assert posting_of(page(html)).date_posted is None


def test_a_short_year_is_of_this_century() -> None:
    assert find_date("1.6.26") == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("line", "contact"),
    [
        ("Ansprechpartnerin: Frau Dr. Erika Beispiel", ("Frau Dr. Erika Beispiel", None, None)),
        ("Kontakt: Anna Nowak, tel. +48 601 000 000, anna@chleb.example",
         ("Anna Nowak", "anna@chleb.example", "+48 601 000 000")),
        ("Call +44 113 496 0000", None),
        ("Need help? accessibility@bread.example", None),
        ("Write to us @bread or at 00", None),
    ],
)  # fmt: skip
def test_a_contact_is_a_person_or_an_address_for_applications(
    line: str, contact: tuple[str | None, ...] | None
) -> None:
    found = posting_of(pasted(f"Baker\n\nYou bake bread.\n\n{line}")).application_contact
    assert (found and (found.name, found.email, found.telephone)) == contact


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('<a href="https://bread.example/go">Apply now</a>', "https://bread.example/go"),
        ('<a href="https://brot.example/x">Jetzt bewerben »</a>', "https://brot.example/x"),
        ('<a href="/go">Apply now</a>', None),
        ('<footer><a href="https://bread.example/go">Apply now</a></footer>', None),
        ('<a href="https://bread.example/us">About us</a>', None),
    ],
)
def test_the_address_to_apply_at_is_the_one_behind_the_word(link: str, address: str | None) -> None:
    assert posting_of(page(f"<h1>Baker</h1><p>Bake.</p>{link}")).application_url == address


@pytest.mark.parametrize(
    "town",
    [
        "US-CA-San Francisco",
        "DE-Leipzig",
        "Zapopan",
        "Conegliano",
        "Skövde",
        "Казань",
        "King's Lynn",
        "Maintal",
    ],
)
def test_a_town_under_the_title_is_known_without_a_label(town: str) -> None:
    found = posting_of(page(f"<h1>Baker</h1><p>{town}</p><p>You bake bread all day long.</p>"))
    assert [place.name for place in found.job_location] == [town]


@pytest.mark.parametrize("word", ["Sale", "Mission", "Best", "Mobile", "Opportunity", "Engineer"])
def test_a_word_that_is_also_a_town_is_no_place_without_a_label(word: str) -> None:
    found = posting_of(page(f"<h1>Baker</h1><p>{word}</p><p>You bake bread all day long.</p>"))
    assert not found.job_location


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.toml")), ids=lambda path: path.stem)
def test_the_data_files_read_as_the_toml_that_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert read_lists(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text", ['[page]  # a comment\nat = [\n  "at",\n  "@",\n]\n', "[page.at]\nen = ['at']\n"]
)
def test_lists_that_are_no_single_lines_are_read_too(text: str) -> None:
    assert read_lists(text) == tomllib.loads(text)


def test_a_date_under_a_label_that_nobody_knows_is_not_the_day_of_publication() -> None:
    found = posting_of(page("<h1>Baker</h1><p>Oven lighting</p><p>01.09.2026</p><p>You bake.</p>"))
    assert found.date_posted is None


def test_a_lone_date_under_the_title_is_the_day_of_publication() -> None:
    found = posting_of(page("<h1>Baker</h1><p>13 February 2026</p><p>You bake bread.</p>"))
    assert found.date_posted == date(2026, 2, 13)
