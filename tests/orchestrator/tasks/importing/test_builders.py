"""What builders of CVs on the web and job boards do: Indeed, FlowCV, Resume.io, Europass."""

import pytest
from cv_samples import jobs, pdf, profile
from tiny_pdf import Drawn, drawn_pdf

from orchestrator.tasks.importing.headings import section_of

JOB = "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)"


def test_a_town_behind_the_employer_and_a_hyphen() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Work Experience", "**Store Manager",
            "Harvest Lane Market-Tulsa, OK", "March 2020 to Present", "• Open and close the store",
            "**Cashier", "Quick Nickel-Broken Arrow, OK", "June 2017 to February 2020",
            "• Ran the register", None, "# Education", "**High school diploma",
            "Redbud High School-Broken Arrow, OK", "August 2013 to May 2017")
    )  # fmt: skip

    assert jobs(document) == [
        ("Store Manager", "Harvest Lane Market", "2020-03", None),
        ("Cashier", "Quick Nickel", "2017-06", "2020-02"),
    ]
    assert document["education"][0]["institution"] == "Redbud High School"


def test_the_title_beside_the_name() -> None:
    lines = [
        Drawn(50, 60, "Ora Whitfield", 22, bold=True),
        Drawn(200, 66, "Yard Manager", 13),
        Drawn(50, 110, "Experience", 14, bold=True),
        Drawn(50, 130, JOB),
        Drawn(50, 146, "• Runs two shifts"),
    ]

    basics = profile(drawn_pdf(lines))["basics"]

    assert (basics["name"], basics["label"]) == ("Ora Whitfield", "Yard Manager")


def test_skills_in_a_grid_with_a_level_below_each() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience", JOB, "• Runs two shifts", None, "# Skills",
            [(50, "**SAP TM"), (200, "**Excel"), (350, "**Python")],
            [(50, "Expert"), (200, "Expert"), (350, "Beginner")],
            "**Negotiation", "Advanced")
    )  # fmt: skip

    assert document["skills"] == [
        {"name": "SAP TM", "level": "Expert"},
        {"name": "Excel", "level": "Expert"},
        {"name": "Python", "level": "Beginner"},
        {"name": "Negotiation", "level": "Advanced"},
    ]


def test_contact_data_behind_personal_data_on_one_line() -> None:
    document = profile(
        pdf("# Ora Whitfield",
            "Nationality: Czech Phone: (+420) 605550143 Email address: ora@mail.example",
            "Address: 18 Elm Street, Denver, CO 80204 (Home)", None, "# Experience", JOB,
            "• Runs two shifts")
    )  # fmt: skip

    basics = document["basics"]
    assert (basics["phone"], basics["email"]) == ("(+420) 605550143", "ora@mail.example")
    assert basics["location"]["postalCode"] == "80204"
    assert basics["location"]["city"] == "Denver"


def test_an_address_with_the_country_on_a_line_of_its_own() -> None:
    document = profile(
        pdf("# Ora Whitfield", "1512 Peachtree Mews", "Atlanta, 30309", "United States",
            "ora@mail.example", None, "# Experience", JOB, "• Runs two shifts")
    )  # fmt: skip

    assert document["basics"]["location"] == {
        "address": "1512 Peachtree Mews",
        "city": "Atlanta",
        "postalCode": "30309",
        "x-country": "United States",
    }


def test_contact_data_under_about() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# About", "18 Elm Street", "Denver, CO", "ora@mail.example",
            "303 555 0142", None, "# Experience", JOB, "• Runs two shifts")
    )  # fmt: skip

    assert document["basics"]["email"] == "ora@mail.example"
    assert document["basics"]["phone"] == "303 555 0142"
    assert "summary" not in document["basics"]


def test_a_sidebar_beside_a_column_that_has_its_dates_at_the_left() -> None:
    side, dates, text = 40.0, 220.0, 290.0
    lines = [
        Drawn(side, 60, "Ora Whitfield", 18, bold=True),
        Drawn(side, 96, "Denver, CO"),
        Drawn(side, 118, "ora@mail.example"),
        Drawn(side, 140, "Skills", 12, bold=True),
        Drawn(side, 158, "Reach trucks"),
        Drawn(side, 176, "Loading"),
        Drawn(side, 194, "Excel"),
        Drawn(side, 226, "Languages", 12, bold=True),
        Drawn(side, 246, "English, French"),
        Drawn(dates, 60, "Experience", 14, bold=True),
    ]
    top = 84.0
    for when, title, employer in (
        ("2019 - Now", "Yard Manager", "Alderbrook Freight"),
        ("2015 - 2019", "Dispatcher", "Fernway Couriers"),
    ):
        lines += [
            Drawn(dates, top, when),
            Drawn(text, top, title, bold=True),
            Drawn(530, top, "Lyon"),
            Drawn(text, top + 15, employer),
            Drawn(text, top + 30, "Plans the routes of forty trucks and their"),
            Drawn(text, top + 45, "drivers."),
        ]
        top += 75
    lines += [
        Drawn(dates, top, "Education", 14, bold=True),
        Drawn(dates, top + 22, "2012 - 2014"),
        Drawn(text, top + 22, "Master in Logistics", bold=True),
        Drawn(530, top + 22, "Lyon"),
        Drawn(text, top + 37, "Front Range College"),
    ]

    document = profile(drawn_pdf(lines))

    assert jobs(document) == [
        ("Yard Manager", "Alderbrook Freight", "2019", None),
        ("Dispatcher", "Fernway Couriers", "2015", "2019"),
    ]
    assert [skill["name"] for skill in document["skills"]] == ["Reach trucks", "Loading", "Excel"]
    assert document["basics"]["name"] == "Ora Whitfield"
    assert document["education"][0]["institution"] == "Front Range College"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("TECHNICAL STRENGTHS", "skills"), ("Programs", "skills"), ("PROJECT", "projects"),
     ("Earlier Experience", "work"), ("Co-op Experience", "work"), ("Skill Highlights", "skills")],
)  # fmt: skip
def test_further_headings(heading: str, kind: str) -> None:
    assert section_of(heading) == kind


SIDE, MAIN = 40.0, 230.0


def beside(*side: str) -> list[Drawn]:
    """A page with these lines in a narrow column at the left, and a job in the wide one."""
    lines = [
        Drawn(MAIN, 60, "Ora Whitfield", 20, bold=True),
        Drawn(MAIN, 90, "Experience", 14, bold=True),
    ]
    top = 110.0
    for text in (JOB, "• Runs two shifts of drivers and keeps the departures on time",
                 "• Bought four reach trucks", "• Taught two apprentices"):  # fmt: skip
        lines.append(Drawn(MAIN, top, text, 9))
        top += 15
    top = 62.0
    for text in side:
        bold = text.startswith("**")
        lines.append(Drawn(SIDE, top, text.removeprefix("**"), 12 if bold else 9, bold))
        top += 15
    return lines


def test_single_words_beside_each_other_do_not_hide_a_column() -> None:
    """As Skia writes some fonts: each word is a piece of its own."""
    lines = beside(
        "**Skills", "Reach trucks", "Loading", "Excel", "Cranes", "**Languages", "French"
    )
    top = 170.0
    for text in ("Loaded and counted freight", "Kept the yard clean", "Drove a tram at night"):
        for number, word in enumerate(text.split()):
            lines.append(Drawn(MAIN + 10 + 60 * number, top, word, 9))
            lines.append(Drawn(MAIN + 10 + 60 * number, top + 45, word, 9))
        top += 15

    document = profile(drawn_pdf(lines))

    assert [skill["name"] for skill in document["skills"]] == [
        "Reach trucks",
        "Loading",
        "Excel",
        "Cranes",
    ]
    assert [entry["language"] for entry in document["languages"]] == ["French"]


def test_a_heading_broken_in_a_narrow_column() -> None:
    lines = beside("**EDUCATIONAL", "**BACKGROUND", "BSc Logistics, Leeds College", "2012 - 2015",
                   "**LICENSES &", "**CERTIFICATIONS", "Crane Licence")  # fmt: skip

    document = profile(drawn_pdf(lines))

    assert [school["institution"] for school in document["education"]] == ["Leeds College"]
    assert [one["name"] for one in document["certificates"]] == ["Crane Licence"]


def test_a_name_broken_in_a_narrow_column() -> None:
    lines = beside("**Education", "MSc Statistics", "The Old University of Greater Northern",
                   "Cascadia", "2015 - 2017", "**Languages", "French")  # fmt: skip

    document = profile(drawn_pdf(lines))

    school = document["education"][0]
    assert school["institution"] == "The Old University of Greater Northern Cascadia"


def test_lists_under_names_that_look_like_them() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience", JOB, "• Runs two shifts", None, "# Skills",
            "Laboratory", "PCR, ELISA, Microscopy", "Computing", "R, Python")
    )  # fmt: skip

    assert [(skill["name"], skill["keywords"]) for skill in document["skills"]] == [
        ("Laboratory", ["PCR", "ELISA", "Microscopy"]),
        ("Computing", ["R", "Python"]),
    ]


def test_a_header_with_many_commas_below_its_dates() -> None:
    lines = [
        Drawn(50, 60, "Ora Whitfield", 20, bold=True),
        Drawn(50, 100, "Experience", 14, bold=True),
    ]
    top = 120.0
    for dates, title, rest, width in (
        ("2019 - Present", "Nurse Manager, ICU", ", Harbor Point Clinic, San Diego, CA", 92),
        ("2015 - 2019", "Nurse Educator", ", Cedar Ridge Hospital, Denver, CO", 76),
    ):
        lines += [
            Drawn(50, top, dates, 10),
            Drawn(50, top + 15, title, 10, bold=True),
            Drawn(50 + width, top + 15, rest, 10),
            Drawn(50, top + 30, "• Trained twelve nurses", 10),
        ]
        top += 50

    document = profile(drawn_pdf(lines))

    assert [(job["position"], job["name"], job["location"]) for job in document["work"]] == [
        ("Nurse Manager, ICU", "Harbor Point Clinic", "San Diego, CA"),
        ("Nurse Educator", "Cedar Ridge Hospital", "Denver, CO"),
    ]


def test_one_row_of_two_skills_among_single_ones() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience", JOB, "• Runs two shifts", None, "# Skills",
            "Classroom management", "Curriculum design", [(50, "Tutoring"), (140, "Planning")])
    )  # fmt: skip

    assert [skill["name"] for skill in document["skills"]] == [
        "Classroom management",
        "Curriculum design",
        "Tutoring",
        "Planning",
    ]
