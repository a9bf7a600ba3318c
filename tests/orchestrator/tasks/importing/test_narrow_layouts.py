"""CVs whose parts stand close together, or in blocks, as makers of CVs set them."""

import pytest
from cv_samples import jobs, page, pdf, pdf_of, profile
from tiny_pdf import Drawn

from orchestrator.tasks.importing.education import split_degree
from orchestrator.tasks.importing.postal_addresses import location_fields

TWO_JOBS = [
    ("Yard Manager", "Alderbrook Freight Inc.", "2019-03", None),
    ("Dispatcher", "Fernway Couriers Ltd", "2015-06", "2019-02"),
]


def ending_at(right: float, text: str) -> tuple[float, str]:
    """A text of digits, dashes and a few letters in Helvetica that ends at an edge."""
    widths = {
        "-": 3.33,
        " ": 2.78,
        "r": 3.33,
        "t": 2.78,
        "l": 2.22,
        "C": 7.22,
        "D": 7.22,
        "T": 6.11,
    }
    return (right - sum(widths.get(character, 5.56) for character in text), text)


def test_labels_close_beside_what_they_name_are_told_apart_where_an_edge_is_shared() -> None:
    edge, text = 97.0, 105.0
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            [(text, "# Experience")],
            [
                ending_at(edge, "2019-2023"),
                (text, "Yard Manager, Alderbrook Freight Inc., Denver."),
            ],
            [(text, "• Runs two shifts of drivers")],
            [ending_at(edge, "2015-2019"), (text, "Dispatcher, Fernway Couriers Ltd, Boulder.")],
            [(text, "• Planned 60 routes a day")],
            None,
            [(text, "# Skills")],
            [ending_at(edge, "Care"), (text, "Reach trucks, Loading")],
            [ending_at(edge, "Tools"), (text, "Excel")],
        )
    )

    assert jobs(document) == [
        ("Yard Manager", "Alderbrook Freight Inc.", "2019", "2023"),
        ("Dispatcher", "Fernway Couriers Ltd", "2015", "2019"),
    ]
    assert [(group.get("name"), group["keywords"]) for group in document["skills"]] == [
        ("Care", ["Reach trucks", "Loading"]),
        ("Tools", ["Excel"]),
    ]


def test_a_date_in_a_column_that_is_broken_over_two_rows_is_one() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            "# Experience",
            [(62, "Oct. 2019 – Aug."), (160, "Yard Manager, Alderbrook Freight Inc., Denver.")],
            [(106, "2023"), (160, "• Runs two shifts of drivers")],
            [(50, "June 2015 – Feb. 2019"), (160, "Dispatcher, Fernway Couriers Ltd, Boulder.")],
            [(160, "• Planned 60 routes a day")],
        )
    )

    assert jobs(document) == [
        ("Yard Manager", "Alderbrook Freight Inc.", "2019-10", "2023-08"),
        ("Dispatcher", "Fernway Couriers Ltd", "2015-06", "2019-02"),
    ]
    assert document["work"][0]["highlights"] == ["Runs two shifts of drivers"]


def test_skills_set_as_tags_are_one_each() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            "Strategic plans for freight yards, for twelve years, in three states and abroad",
            None,
            "# Skills",
            [(55, "Excel"), (90, "Power BI"), (145, "Route planning")],
        )
    )

    assert [skill["name"] for skill in document["skills"]] == [
        "Excel", "Power BI", "Route planning"
    ]  # fmt: skip


def test_dates_title_and_employer_in_one_line_with_full_stops() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            "# Experience",
            "Since 2021: Head of yard. Alderbrook Freight, Denver.",
            "• Runs two shifts of drivers",
            "2019-2020: Dispatcher. Hotel Fernway, Boulder.",
            "• Planned 60 routes a day",
            "Summer 2018: Yard assistant. Quayside Restaurant, Denver.",
            "• Helped load",
        )
    )

    assert jobs(document) == [
        ("Head of yard", "Alderbrook Freight", "2021", None),
        ("Dispatcher", "Hotel Fernway", "2019", "2020"),
        ("Yard assistant", "Quayside Restaurant", "2018", "2018"),
    ]


def test_labels_of_europass_places_are_no_work() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            "**WORK EXPERIENCE",
            "[ 03/2019 – Current ]",
            "**Yard Manager",
            "Alderbrook Sp. z o.o.",
            "City: Gdynia | Country: Poland",
            [(78, "Runs two shifts of drivers")],
            [(78, "Keeps the books of the yard")],
            "[ 06/2015 – 02/2019 ]",
            "**Dispatcher",
            "Fernway Couriers",
            "City: Gdynia | Country: Poland",
            [(78, "Planned 60 routes a day")],
        )
    )

    assert jobs(document) == [
        ("Yard Manager", "Alderbrook Sp. z o.o.", "2019-03", None),
        ("Dispatcher", "Fernway Couriers", "2015-06", "2019-02"),
    ]
    assert [job["location"] for job in document["work"]] == ["Gdynia, Poland"] * 2


def test_a_name_in_two_lines_of_a_second_column_is_one() -> None:
    left = page("**CONTACT", "ora@whitfield.example", "**SKILLS", "Excel", "Loading", "Planning")
    right = [
        *page([(250, "# ORA")], [(250, "# WHITFIELD")], top=60),
        *page([(250, "**EXPERIENCE")], [(250, "Yard Manager, Alder Freight Inc., 2019 – 2023")],
              [(250, "• Runs two shifts")], [(250, "• Keeps departures on time")], top=120),
    ]  # fmt: skip
    document = profile(pdf_of([*left, *right]))

    assert document["basics"]["name"].casefold() == "ora whitfield"


def test_the_foot_of_a_page_and_a_consent_are_no_part_of_a_life() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            "# Experience",
            "Yard Manager | Alderbrook Freight Inc. | 03/2019 – present",
            "• Runs two shifts of drivers",
            None,
            "# Education",
            "A.A.S. in Logistics, Front Range College, 2014",
            [(50, "April 3, 2024"), (240, "Ora Whitfield · Résumé"), (520, "1")],
            "I hereby consent to the processing of my personal data.",
        )
    )

    assert [school["institution"] for school in document["education"]] == ["Front Range College"]
    assert document.get("skills") is None
    assert document["x-unplaced"] == ["I hereby consent to the processing of my personal data."]


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("1420 Duke Street, Alexandria, VA 22314",
         {"address": "1420 Duke Street", "city": "Alexandria", "region": "VA",
          "postalCode": "22314"}),
        ("14 High St, Leeds LS1 4AB, UK",
         {"address": "14 High St", "city": "Leeds", "postalCode": "LS1 4AB", "x-country": "UK"}),
        ("Unit 5, 22 George St, Sydney NSW 2000",
         {"address": "Unit 5, 22 George St", "city": "Sydney", "region": "NSW",
          "postalCode": "2000"}),
        ("45 Rue Saint-Paul, Montréal, QC H2Y 1G9",
         {"address": "45 Rue Saint-Paul", "city": "Montréal", "region": "QC",
          "postalCode": "H2Y 1G9"}),
        ("ul. Długa 5/7, 31-147 Kraków",
         {"address": "ul. Długa 5/7", "city": "Kraków", "postalCode": "31-147"}),
        ("Institut für Physik, Am Hang 5, 5600 Lenzburg",
         {"address": "Am Hang 5", "city": "Lenzburg", "postalCode": "5600"}),
        ("Keizersgracht 12, 1015 CN Amsterdam",
         {"address": "Keizersgracht 12", "city": "Amsterdam", "postalCode": "1015 CN"}),
        ("Vancouver, Washington 98660",
         {"city": "Vancouver", "region": "Washington", "postalCode": "98660"}),
        ("Portland, OR", {"city": "Portland", "region": "OR"}),
        ("São Paulo, SP, Brazil", {"city": "São Paulo", "region": "SP", "x-country": "Brazil"}),
    ],
)  # fmt: skip
def test_addresses_are_parted_as_their_country_writes_them(
    written: str, fields: dict[str, str]
) -> None:
    assert location_fields(written) == fields


def sized(lines: list[tuple[float, float, str, float, bool]]) -> bytes:
    """Lines by left, top, text, size and weight."""
    return pdf_of([Drawn(left, top, text, size, bold) for left, top, text, size, bold in lines])


def test_skills_side_by_side_are_groups_with_their_level() -> None:
    document = profile(
        sized([
            (50, 60, "Ora Whitfield", 20, True),
            (50, 100, "Skills", 14, True),
            (50, 120, "Operations", 11, True), (220, 120, "People", 11, True),
            (50, 135, "Advanced", 10, False), (220, 135, "Intermediate", 10, False),
            (50, 150, "Scheduling", 10, False), (220, 150, "Hiring", 10, False),
            (50, 165, "Loading plans", 10, False), (220, 165, "Coaching", 10, False),
            (50, 190, "Profile", 14, True),
            (50, 208, "Twelve years in freight yards, seven with shifts of my own", 10, False),
            (50, 240, "Languages", 14, True),
            (50, 260, "English", 11, True), (220, 260, "Spanish", 11, True),
            (50, 275, "Native speaker", 10, False), (220, 275, "Fluent", 10, False),
        ])
    )  # fmt: skip

    assert document["skills"] == [
        {"name": "Operations", "level": "Advanced", "keywords": ["Scheduling", "Loading plans"]},
        {"name": "People", "level": "Intermediate", "keywords": ["Hiring", "Coaching"]},
    ]
    assert document["languages"] == [
        {"language": "English", "fluency": "Native speaker"},
        {"language": "Spanish", "fluency": "Fluent"},
    ]


def test_a_title_below_the_dates_and_items_whose_marks_are_drawn() -> None:
    lines: list[tuple[float, float, str, float, bool]] = [
        (50, 60, "Ora Whitfield", 20, True), (50, 100, "Experience", 13, False)
    ]  # fmt: skip
    top = 120
    for employer, dates, title, about in (
        ("Alderbrook Freight Inc.", "March 2019 - Present", "Yard Manager", "Freight, 40 lorries."),
        ("Fernway Couriers Ltd", "June 2015 - February 2019", "Dispatcher", "Small parcels."),
    ):
        lines += [
            (50, top, employer, 13, True), (50, top + 16, dates, 10, True),
            (50, top + 42, title, 10, True), (50, top + 68, about, 10, False),
            (66, top + 84, "Runs two shifts of drivers", 10, False),
            (66, top + 98, "Plans 60 routes a day", 10, False),
        ]  # fmt: skip
        top += 140
    lines += [
        (50, top, "Education", 13, False), (50, top + 20, "Front Range College", 13, True),
        (50, top + 36, "2011 - 2013", 10, True), (50, top + 50, "Associate", 10, False),
        (50, top + 64, "Hospitality Management", 10, True),
    ]  # fmt: skip
    document = profile(sized(lines))

    assert jobs(document) == TWO_JOBS
    for job, about in zip(
        document["work"], ("Freight, 40 lorries.", "Small parcels."), strict=True
    ):
        assert job["summary"] == about
        assert job["highlights"] == ["Runs two shifts of drivers", "Plans 60 routes a day"]
    [school] = document["education"]
    assert (school["studyType"], school["area"]) == ("Associate", "Hospitality Management")


def test_a_degree_may_follow_its_field_and_the_document_say_whose_it_is() -> None:
    assert split_degree("Hospitality Management, Associate") == (
        "Associate", "Hospitality Management"
    )  # fmt: skip
    document = profile(
        pdf(
            "# Résumé of ORA WHITFIELD",
            "ora@whitfield.example | Denver, CO",
            "# Skills",
            "Loading plans, Scheduling, Hiring and coaching of drivers",
        )
    )
    assert document["basics"]["name"] == "ORA WHITFIELD"


def test_a_level_may_stand_above_the_skills_that_are_known_so() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            "ora@whitfield.example | Denver, CO",
            None,
            "# Experience",
            "Yard Manager | Alderbrook Freight Inc. | 03/2019 – present",
            "• Runs two shifts of drivers and keeps departures on time",
            None,
            "# Skills",
            "Advanced",
            "Excel, Loading plans",
        )
    )

    told = [name for x in document["skills"] for name in (x["name"], *x.get("keywords", []))]
    assert {"Excel", "Loading plans"} <= set(told)
