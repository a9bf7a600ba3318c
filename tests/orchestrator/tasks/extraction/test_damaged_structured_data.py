from __future__ import annotations

import json
from typing import Any

import pytest
from reading_samples import job, json_ld, page, posting_of

from orchestrator.tasks.extraction.reading import read
from orchestrator.tasks.extraction.schema_org import facts_of


def place(**address: object) -> dict[str, Any]:
    return {"@type": "Place", "address": {"@type": "PostalAddress", **address}}


def places(**facts: object) -> list[dict[str, Any]]:
    return facts_of(job(**facts)).get("job_location", [])


@pytest.mark.parametrize(
    "date",
    [10**400, -(10**400), 1e308, float("nan"), "²²²²²²²²²²", "9999999999999", 12, "99.99.9999",
     "2026-13-45", [None, {}, "soon"]],
)  # fmt: skip
def test_a_nonsense_date_is_left_out(date: object) -> None:
    assert "date_posted" not in facts_of(job(datePosted=date))


@pytest.mark.parametrize("date", ["1770112000", "1770112000000", 1770112000, ["", "3 Feb 2026"]])
def test_seconds_and_milliseconds_and_lists_are_dates_too(date: object) -> None:
    assert facts_of(job(datePosted=date))["date_posted"] == "2026-02-03"


def test_a_last_day_before_the_first_is_left_out() -> None:
    facts = facts_of(job(datePosted="2026-05-02", validThrough="2025-05-02"))
    assert facts["date_posted"] == "2026-05-02"
    assert "valid_through" not in facts


@pytest.mark.parametrize(
    "pay",
    [True, "²", "².000", "..", "''", "competitive", -5, 10**400, "9" * 22, {"value": {"value": []}},
     {"value": [None]}, {"minValue": True, "maxValue": "a lot"}, "up to you"],
)  # fmt: skip
def test_pay_that_is_no_figure_is_no_pay(pay: object) -> None:
    assert "base_salary" not in facts_of(job(baseSalary=pay))


@pytest.mark.parametrize(
    ("pay", "read"),
    [
        ([{"currency": "€", "value": {"minValue": "52,000", "unitText": "YEAR"}}],
         ("EUR", 52_000, None, "YEAR")),
        ({"currency": "zł", "value": {"minValue": 9000, "maxValue": 7000, "unitText": "miesiąc"}},
         ("PLN", 7000, 9000, "MONTH")),
        ({"currency": "Taler", "value": {"value": "31.5", "unitText": ["?"], "unitCode": "HUR"}},
         (None, 31.5, 31.5, "HOUR")),
        ({"currency": 5, "value": "1'200", "unitText": "blue moon"}, (None, 1200, 1200, None)),
        ("45.000,50", (None, 45_000.5, 45_000.5, None)),
    ],
)  # fmt: skip
def test_pay_of_a_careless_site_is_read_as_far_as_it_goes(
    pay: object, read: tuple[object, ...]
) -> None:
    found = facts_of(job(baseSalary=pay))["base_salary"]
    assert (found["currency"], found["min"], found["max"], found["unit"]) == read


@pytest.mark.parametrize("figure", ["45.000", "1.250.000"])
def test_points_between_thousands_are_not_decimal_points(figure: str) -> None:
    found = facts_of(job(baseSalary={"value": {"minValue": figure, "unitText": "YEAR"}}))
    assert found["base_salary"]["min"] == int(figure.replace(".", ""))


def test_three_decimals_in_the_pay_of_an_hour_stay_decimals() -> None:
    found = facts_of(job(baseSalary={"value": {"value": "18.500", "unitText": "HOUR"}}))
    assert found["base_salary"]["min"] == 18.5


@pytest.mark.parametrize(
    ("location", "names"),
    [
        (["Remote", "Graz"], ["Graz"]),
        (["Graz", "Graz"], ["Graz"]),
        ([5, None, True], []),
        ({"@type": "Place", "address": "Hauptplatz 1, Graz"}, ["Hauptplatz 1, Graz"]),
        ({"@type": "Place", "address": "n/a"}, []),
        ({"@type": "Place", "address": [{"addressLocality": "Graz"}]}, ["Graz"]),
        ({"@type": "Place", "address": []}, []),
        ({"@type": "Place", "name": "Werk Graz", "address": {"addressCountry": "AT"}},
         ["Werk Graz, AT"]),
        ({"@type": "Place", "name": "8010", "address": {"addressCountry": "AT"}}, ["AT"]),
        (place(addressLocality="Graz", addressRegion="graz", addressCountry="Österreich"),
         ["Graz, Österreich"]),
        (place(addressLocality=["Graz", "Wien"], postalCode=8010), ["Graz"]),
        (place(addressLocality={"name": ["Graz"]}), ["Graz"]),
        (place(addressLocality=False, addressRegion={}, addressCountry=[]), []),
        ("x" * 300, []),
        ("Multiple Locations", []),
    ],
)  # fmt: skip
def test_a_place_is_read_from_whatever_stands_there(location: object, names: list[str]) -> None:
    assert [found["name"] for found in places(jobLocation=location)] == names


def test_a_place_with_a_number_for_a_postal_code_keeps_it_and_names_its_country_by_code() -> None:
    parts = place(addressLocality="Graz", postalCode=8010, addressCountry="Österreich")
    found = places(jobLocation=parts)[0]
    assert (found["postal_code"], found["address_country"]) == ("8010", "AT")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["", "Hybrid_Work"], "HYBRID"),
        ({"name": "Remote"}, None),
        (["Graz", 5], None),
        ("100% TELECOMMUTE", "TELECOMMUTE"),
    ],
)
def test_a_workplace_type_is_read_from_words_only(written: object, read: str | None) -> None:
    assert facts_of(job(jobLocationType=written)).get("job_location_type") == read


@pytest.mark.parametrize(
    ("organization", "name", "url"),
    [
        ({"name": "Pekárna s.r.o.", "sameAs": ["-", "https://pekarna.example"]}, "Pekárna s.r.o.",
         "https://pekarna.example"),
        (["https://pekarna.example", "Pekárna"], "Pekárna", None),
        ({"@type": "Organization", "name": {"@value": "x"}}, None, None),
        ({"name": ["Pekárna", "Bakery"]}, "Pekárna", None),
        ({"name": "null"}, None, None),
        (True, None, None),
        ([], None, None),
    ],
)  # fmt: skip
def test_an_organization_is_a_name_and_never_an_address(
    organization: object, name: str | None, url: str | None
) -> None:
    found = facts_of(job(hiringOrganization=organization)).get("hiring_organization")
    assert (found and found["name"], found and found["url"]) == (name, url)


@pytest.mark.parametrize(
    ("identifier", "read"),
    [
        ({"@type": "PropertyValue", "name": "Pekárna", "value": 4711}, "4711"),
        ([{"value": None}, "AB-1"], "AB-1"),
        ({"name": "Pekárna"}, None),
        (4711, "4711"),
        (["n/a"], None),
        ([None, 1.5], None),
    ],
)
def test_an_identifier_is_the_value_and_not_the_name_beside_it(
    identifier: object, read: str | None
) -> None:
    assert facts_of(job(identifier=identifier)).get("identifier") == read


@pytest.mark.parametrize(
    ("contact", "read"),
    [
        ([{"name": ""}, {"name": "Jana Vzorová", "email": "jana@pekarna.example"}], "Jana Vzorová"),
        ("jana@pekarna.example", None),
        ({"name": "", "email": None}, None),
    ],
)
def test_a_contact_needs_at_least_one_way_to_reach_it(contact: object, read: str | None) -> None:
    found = facts_of(job(applicationContact=contact)).get("application_contact")
    assert (found and found["name"]) == read


def test_text_that_was_escaped_too_often_becomes_readable() -> None:
    posting = posting_of(
        json_ld(
            job(
                description="&amp;lt;h3&amp;gt;Profil&amp;lt;/h3&amp;gt;&amp;lt;ul&amp;gt;"
                "&amp;lt;li&amp;gt;Permis B&amp;lt;/li&amp;gt;&amp;lt;/ul&amp;gt;",
                skills="Four, , Pétrin; Levain",
                responsibilities=["Pétrir\\nCuire", "n/a", 7],
                title=[{"@value": "Boulanger &amp; pâtissier"}],
            )
        )
    )
    assert posting.title == "Boulanger & pâtissier"
    assert "Permis B" in [item.quote for item in posting.requirements]
    assert posting.responsibilities == ["Pétrir", "Cuire", "7"]
    assert posting.skills == ["Four", "Pétrin", "Levain"]


def test_a_field_that_is_empty_in_one_syntax_is_taken_from_the_other() -> None:
    first = job(industry="", description="Bake.", skills=[], url={}, workHours="40")
    posting = posting_of(json_ld(first, job(industry="Food")))
    assert (posting.industry, posting.work_hours) == ("Food", "40")


def test_half_a_character_in_any_field_does_not_cost_the_whole_posting() -> None:
    half = job(
        title="Piekarz \ud83d",
        url="https://chleb.example/\ud83d",
        hiringOrganization={"name": "Chleb \ud83d", "url": "https://chleb.example/\ud83d"},
        baseSalary="6 000 zł \ud83d miesięcznie",
        description="Pieczesz chleb \ud83d",
        jobLocation="Gdynia \ud83d",
    )
    told = json.loads(posting_of(json_ld(half)).model_dump_json())
    assert (told["title"], told["url"]) == ("Piekarz", "https://chleb.example/")
    assert told["base_salary"]["text"] == "6 000 zł miesięcznie"
    assert told["job_location"][0]["name"] == "Gdynia"


def test_an_empty_script_and_an_empty_list_cost_nothing() -> None:
    assert posting_of(json_ld("", "[]", "null", "7", job(title="Piekarz"))).title == "Piekarz"


def test_organizations_and_the_site_beside_no_posting_name_the_company() -> None:
    site = {"@type": "WebSite", "name": "Kvarnen Bageri"}
    others = {"@type": "WebSite", "name": ["no", "text"]}, {"@type": "Organization", "name": None}
    body = "<h1>Bagare</h1><p>Du bakar bröd.</p>"
    organization = posting_of(json_ld(site, *others, body=body)).hiring_organization
    assert organization is not None
    assert organization.name == "Kvarnen Bageri"
    employer = {"@type": "Corporation", "name": "Kvarnen AB"}
    organization = posting_of(json_ld(employer, site, body=body)).hiring_organization
    assert organization is not None
    assert organization.name in ("Kvarnen AB", "Kvarnen Bageri")


def test_the_name_of_an_icon_is_not_the_title_of_the_page() -> None:
    source = "<svg><title>Close</title></svg><title> </title><title>Bagare | Kvarnen AB</title>"
    assert read(page(f"<body>{source}<p>Du bakar.</p>")).structured.title == "Bagare | Kvarnen AB"


def test_microdata_in_links_times_and_pictures_is_read() -> None:
    posting = posting_of(
        page(
            '<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Bagare'
            '</h1><time itemprop="datePosted" datetime="2026-02-03">i går</time>'
            '<a itemprop="url" href="https://kvarnen.example/1"></a><img itemprop="image" src="x">'
            '<link itemprop="employmentType" href="https://schema.org/PART_TIME">'
            '<span itemprop="skills">Degar</span><span itemprop="skills">Ugnar</span>'
            '<span itemprop="skills">Mjöl</span><div itemprop="jobLocation" itemscope>'
            '<span itemprop="address">Lund</span></div></div>'
        )
    )
    assert str(posting.date_posted) == "2026-02-03"
    assert posting.employment_type == ["PART_TIME"]
    assert posting.skills == ["Degar", "Ugnar", "Mjöl"]
    assert [found.name for found in posting.job_location] == ["Lund"]


def test_a_page_with_more_properties_than_any_posting_is_read_up_to_a_limit() -> None:
    many = '<b itemprop="skills">x</b>' * 20_000
    document = page(f'<p itemscope itemtype="JobPosting"><b itemprop="title">Bagare</b>{many}</p>')
    reading = read(document)
    assert reading.facts["title"] == "Bagare"
    assert len(json.dumps(reading.structured.postings)) < 20_000
