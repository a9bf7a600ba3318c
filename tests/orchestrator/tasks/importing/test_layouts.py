"""The ways in which CVs set their entries, as PDF pages with every line in its place."""

import pytest
from cv_samples import jobs, page, pdf, pdf_of, profile

from orchestrator.tasks.importing.education import split_degree
from orchestrator.tasks.importing.headings import section_of

TWO_JOBS = [
    ("Yard Manager", "Alderbrook Freight Inc.", "2019-03", None),
    ("Dispatcher", "Fernway Couriers Ltd", "2015-06", "2019-02"),
]


def test_employer_above_title_with_dates_at_the_right() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            "ora.whitfield@mail.example | (303) 555-0142 | Denver, CO",
            None,
            "# Experience",
            [(50, "**Alderbrook Freight Inc."), (470, "Denver, CO")],
            [(50, "Yard Manager"), (440, "Mar 2019 – Present")],
            "• Runs two shifts of drivers and keeps departures on time for more than forty routes",
            [(58, "across the state")],
            [(50, "**Fernway Couriers Ltd"), (470, "Boulder, CO")],
            [(50, "Dispatcher"), (440, "Jun 2015 – Feb 2019")],
            "• Planned 60 routes a day",
            None,
            "# Education",
            [(50, "**Front Range College"), (500, "2014")],
            "A.A.S. in Logistics",
        )
    )

    assert jobs(document) == TWO_JOBS
    assert [job["location"] for job in document["work"]] == ["Denver, CO", "Boulder, CO"]
    assert document["work"][0]["highlights"] == [
        "Runs two shifts of drivers and keeps departures on time for more than forty routes "
        "across the state"
    ]
    assert document["education"] == [
        {
            "institution": "Front Range College",
            "studyType": "A.A.S.",
            "area": "Logistics",
            "endDate": "2014",
        }
    ]
    assert document["basics"]["name"] == "Ora Whitfield"
    assert document["basics"]["phone"] == "(303) 555-0142"
    assert document["basics"]["location"] == {"city": "Denver", "region": "CO"}


@pytest.mark.parametrize(
    "lines",
    [
        ("Yard Manager | Alderbrook Freight Inc. | 03/2019 – present",
         "Dispatcher | Fernway Couriers Ltd | 06/2015 – 02/2019"),
        ("Yard Manager at Alderbrook Freight Inc. (03/2019 - present)",
         "Dispatcher at Fernway Couriers Ltd (06/2015 - 02/2019)"),
        ("Alderbrook Freight Inc. — Yard Manager, 03.2019 – present",
         "Fernway Couriers Ltd — Dispatcher, 06.2015 – 02.2019"),
        ("03/2019 – present: Yard Manager · Alderbrook Freight Inc.",
         "06/2015 – 02/2019: Dispatcher · Fernway Couriers Ltd"),
    ],
)  # fmt: skip
def test_one_line_with_any_separator(lines: tuple[str, str]) -> None:
    document = profile(
        pdf("# Ora Whitfield", "ora@mail.example", None, "# Experience", lines[0],
            "• Runs two shifts", lines[1], "• Planned 60 routes", None, "# Education",
            "BSc Logistics, Leeds College, 2012 – 2015")
    )  # fmt: skip

    assert jobs(document) == TWO_JOBS


def test_dates_in_a_column_at_the_left() -> None:
    document = profile(
        pdf(
            "# Jannik Morgenroth",
            "jannik@post.example",
            None,
            "# Berufserfahrung",
            [(50, "04/2020 – heute"), (170, "**Projektleiter")],
            [(170, "Kranbau Weser GmbH, Bremen")],
            [(180, "• Planung von zwölf Anlagen")],
            [(50, "10/2017 –"), (170, "**Konstrukteur")],
            [(50, "03/2020"), (170, "Getriebe Nord AG, Kiel")],
            [(180, "• Zeichnungen in Creo")],
            None,
            "# Ausbildung",
            [(50, "2012 – 2017"), (170, "M.Sc. Maschinenbau")],
            [(170, "Universität Holstenau")],
        )
    )

    assert jobs(document) == [
        ("Projektleiter", "Kranbau Weser GmbH", "2020-04", None),
        ("Konstrukteur", "Getriebe Nord AG", "2017-10", "2020-03"),
    ]
    assert document["education"][0]["institution"] == "Universität Holstenau"


def test_several_roles_at_one_employer_share_its_name() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            "ora@mail.example",
            None,
            "# Experience",
            [(50, "**Alderbrook Freight Inc."), (470, "Denver, CO")],
            [(50, "Yard Manager"), (440, "Mar 2019 – Present")],
            "• Runs two shifts",
            [(50, "Dispatcher"), (440, "Jun 2015 – Feb 2019")],
            "• Planned 60 routes a day",
        )
    )

    assert jobs(document) == [
        ("Yard Manager", "Alderbrook Freight Inc.", "2019-03", None),
        ("Dispatcher", "Alderbrook Freight Inc.", "2015-06", "2019-02"),
    ]


def test_two_columns_are_read_one_after_the_other_and_over_pages() -> None:
    side = ["# Contact", "ora@mail.example", "Denver, CO", None, "# Skills", "Routing", "Excel",
            "Telematics", "Forklifts"]  # fmt: skip
    main = ["# Ora Whitfield", None, "# Experience", "**Yard Manager",
            "Alderbrook Freight Inc., Denver, CO", "Mar 2019 – Present",
            "• Runs two shifts of drivers", "• Hires and trains"]  # fmt: skip
    more = ["**Dispatcher", "Fernway Couriers Ltd, Boulder, CO", "Jun 2015 – Feb 2019",
            "• Planned 60 routes a day"]  # fmt: skip

    def moved(lines: list[str | None], left: float) -> list[list[tuple[float, str]] | None]:
        return [None if line is None else [(left, line)] for line in lines]

    first = [*page(*moved(side, 40)), *page(*moved(main, 240))]
    document = profile(pdf_of(first, page(*moved(list(more), 240))))

    assert jobs(document) == TWO_JOBS
    assert [skill["name"] for skill in document["skills"]] == side[5:]
    assert document["basics"]["name"] == "Ora Whitfield"


def test_jobs_under_no_heading_are_found_below_the_summary() -> None:
    document = profile(
        pdf(
            "# ORA WHITFIELD",
            "ora@mail.example | Denver, CO",
            None,
            "# Highlights",
            "Nine years of keeping freight on the road.",
            "Yard Manager, Alderbrook Freight Inc., Denver, CO (Mar 2019 - Present)",
            "• Runs two shifts",
            "Dispatcher, Fernway Couriers Ltd, Boulder, CO (Jun 2015 - Feb 2019)",
            "• Planned 60 routes",
            None,
            "# Education",
            "BSc Logistics, Leeds College",
        )
    )

    assert jobs(document) == TWO_JOBS
    assert document["basics"]["summary"] == "Nine years of keeping freight on the road."


def test_labels_of_forms_name_employer_and_title() -> None:
    document = profile(
        pdf(
            "Priya Ramaswami",
            "Email: priya@mail.example",
            None,
            "Work Experience:",
            "Company: Tarang Systems Pvt Ltd",
            "Designation: Test Engineer",
            "Duration: July 2019 - till date",
            "Responsibilities:",
            "• Writing test cases",
            None,
            "Education:",
            "B.E. in Electronics, Kaveri College of Engineering, 2017",
        )
    )

    assert jobs(document) == [("Test Engineer", "Tarang Systems Pvt Ltd", "2019-07", None)]
    assert document["work"][0]["highlights"] == ["Writing test cases"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Work Experience", "work"),
        ("E X P E R I E N C E", "work"),
        ("Beruflicher Werdegang", "work"),
        ("Expériences professionnelles :", "work"),
        ("Experiencia laboral", "work"),
        ("Esperienze lavorative", "work"),
        ("WERKERVARING", "work"),
        ("Experiência Profissional", "work"),
        ("Selected Publications", "publications"),
        ("Skills & Interests", "skills"),
        ("Education and Certifications", "education"),
        ("2. Ausbildung", "education"),
        ("Languages: English, German", None),
        ("Experience with Kubernetes in production.", None),
    ],
)
def test_headings_in_many_languages(text: str, kind: str | None) -> None:
    assert section_of(text) == kind


def test_three_columns_are_read_one_after_the_other() -> None:
    left = ["**Kontakt", "b.ruehl@mail.example", "Hamburg", "**Software", "InDesign", "Illustrator"]
    middle = ["**Berufserfahrung", "**Grafiker", "Kontorhaus Werbung", "01/2020 – heute",
              "• Satz von Katalogen", "**Setzer", "Druckerei Elbe",
              "08/2015 – 12/2019"]  # fmt: skip
    right = ["**Ausbildung", "**Diplom Design", "Hochschule Elbmark", "2010 – 2015", "**Sprachen",
             "Deutsch (C2)", "Englisch (B2)"]  # fmt: skip
    rows = [
        [
            (x, column[i])
            for x, column in ((50.0, left), (210.0, middle), (430.0, right))
            if i < len(column)
        ]
        for i in range(len(middle))
    ]

    document = profile(pdf("# Bastian Ruehl", None, *rows))

    assert jobs(document) == [
        ("Grafiker", "Kontorhaus Werbung", "2020-01", None),
        ("Setzer", "Druckerei Elbe", "2015-08", "2019-12"),
    ]
    assert document["education"][0]["institution"] == "Hochschule Elbmark"
    assert [skill["name"] for skill in document["skills"]] == ["InDesign", "Illustrator"]


def test_a_second_page_goes_on_with_the_wide_column_and_not_with_the_sidebar() -> None:
    side = ["**Skills", "IFRS", "Treasury", "**Certificates", "ACA, 2012", None]
    main = ["**Experience", "**Controller", "Afflux Shipping", "May 2013 – Jan 2019",
            "• Closed the books in four days", "• Wrote the budget"]  # fmt: skip
    rows = [
        [(50.0, text), *([(430.0, other)] if other else [])]
        for text, other in zip(main, side, strict=True)
    ]
    first = page("# Leo Finch", "leo.finch@mail.example", None, *rows)
    second = page("• Introduced forecasts", "**Auditor", "Griffin Tate LLP", "Sep 2009 – Apr 2013",
                  "• Audited fisheries")  # fmt: skip

    document = profile(pdf_of(first, second))

    assert jobs(document) == [
        ("Controller", "Afflux Shipping", "2013-05", "2019-01"),
        ("Auditor", "Griffin Tate LLP", "2009-09", "2013-04"),
    ]
    assert document["work"][0]["highlights"][-1] == "Introduced forecasts"
    assert [x["name"] for x in document["certificates"]] == ["ACA"]


def test_a_line_that_starts_with_an_o_is_no_item() -> None:
    document = profile(
        pdf("# Leo Finch", "leo.finch@mail.example", None, "# Profile",
            "Finance leader who has simplified and financed", "offices, ships and one lighthouse.",
            None, "# Skills", "IFRS, Treasury")
    )  # fmt: skip

    assert "financed offices, ships" in document["basics"]["summary"]


def test_roles_within_the_dates_of_their_employer_and_a_unit_behind_a_comma() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            "ora@mail.example",
            None,
            "# Experience",
            [(50, "BAYOU MEDICAL CENTER, Denver, CO"), (470, "2017 – 2024")],
            "Charge Nurse, Medical ICU (2020 – 2024)",
            "• Leads a shift",
            "Staff Nurse, Step-Down Unit (2017 – 2020)",
            "• Cared for five patients",
            [(50, "MAGNOLIA REHABILITATION, Boulder, CO"), (470, "2014 – 2016")],
            "Nursing Assistant",
            "• Helped with daily living",
        )
    )

    assert jobs(document) == [
        ("Charge Nurse, Medical ICU", "BAYOU MEDICAL CENTER", "2020", "2024"),
        ("Staff Nurse, Step-Down Unit", "BAYOU MEDICAL CENTER", "2017", "2020"),
        ("Nursing Assistant", "MAGNOLIA REHABILITATION", "2014", "2016"),
    ]


@pytest.mark.parametrize(
    ("degree", "study", "area"),
    [
        ("Ausbildung zur Industriekauffrau", "Ausbildung zur Industriekauffrau", None),
        ("Lehre als Tischler", "Lehre als Tischler", None),
        ("Vocational training as a carpenter", "Vocational training as a carpenter", None),
        ("Apprenticeship in Electrical Installation", "Apprenticeship", "Electrical Installation"),
        ("CAP Cuisine", "CAP", "Cuisine"),
        ("BTS Comptabilité et gestion", "BTS", "Comptabilité et gestion"),
        ("MBO 4 Verpleegkunde", "MBO 4", "Verpleegkunde"),
        ("FP Grado Superior en Administración", "FP Grado Superior", "Administración"),
        ("NVQ Level 3 Electrotechnical Services", "NVQ Level 3", "Electrotechnical Services"),
        ("Bachelor of Science (BSc), Physics", "Bachelor of Science (BSc)", "Physics"),
    ],
)
def test_vocational_training_is_kept_as_it_is_called(
    degree: str, study: str, area: str | None
) -> None:
    assert split_degree(degree) == (study, area)


def test_a_label_in_bold_names_its_group_of_skills() -> None:
    label = [(77, "**DevOps"), (125.0, "AWS, Docker, Kubernetes")]
    second = [(50, "**Programming"), (125.0, "Python, Node.js")]
    third = [(64, "**Languages"), (125.0, "Korean, English")]

    document = profile(pdf("# Ora Whitfield", "ora@mail.example", None, "# Experience",
                           "Yard Manager, Fernway Ltd, 2019 – 2021", None, "# Skills",
                           label, second, third))  # fmt: skip

    assert document["skills"] == [
        {"name": "DevOps", "keywords": ["AWS", "Docker", "Kubernetes"]},
        {"name": "Programming", "keywords": ["Python", "Node.js"]},
    ]
    assert [x["language"] for x in document["languages"]] == ["Korean", "English"]


def test_work_for_nobody_after_two_roles_does_not_get_their_employer() -> None:
    document = profile(
        "Ora Whitfield\nora@mail.example\n\nEXPERIENCE\n\nThistle & Larch — Denver\n"
        "Senior Copywriter, Feb 2014 – Apr 2018\n- Campaigns for a railway\n\n"
        "Copywriter, Oct 2011 – Jan 2014\n- Leaflets\n\nFreelance Journalist, 2009 – 2011\n"
        "- Features for three magazines\n"
    )

    assert jobs(document)[-1] == ("Freelance Journalist", None, "2009", "2011")


def test_a_signature_is_no_skill() -> None:
    document = profile(
        "Sabine Ketteler\ns.ketteler@mail.example\n\nBERUFSERFAHRUNG\n\n"
        "Einkäuferin, Möbelwerke Teuto GmbH, 07/2020 – heute\n- Bestellwesen\n\n"
        "Angestellte, Lüttmann Großhandel, 02/2017 – 06/2020\n- Rechnungsprüfung\n\n"
        "KENNTNISSE\n\nMS Office, SAP MM\n\nBielefeld, den 12. März 2024\nSabine Ketteler\n"
    )

    assert [skill["name"] for skill in document["skills"]] == ["MS Office", "SAP MM"]


def test_icons_before_dates_and_places_are_no_part_of_them() -> None:
    document = profile(
        pdf("# Ora Whitfield", "ora@mail.example", None, "# Experience", "Yard Manager",
            "**Alderbrook Freight Inc.",
            [(50, "\u00ae Mar 2019 – Present"), (470, "\u00ae Denver, CO")],
            "• Runs two shifts")
    )  # fmt: skip

    assert document["work"][0]["location"] == "Denver, CO"
    assert document["work"][0]["startDate"] == "2019-03"


def test_an_address_that_was_broken_over_two_lines_is_whole() -> None:
    document = profile(
        pdf("# Ora Whitfield", "ora@mail.example", "www.linkedin.com/in/ora-",
            "whitfield (LinkedIn)", None, "# Experience", "Yard Manager, Fernway Ltd, 2019 – 2021")
    )  # fmt: skip

    (network,) = document["basics"]["profiles"]
    assert network["url"] == "www.linkedin.com/in/ora-whitfield"


def test_an_address_that_ends_with_a_stroke_is_whole_as_it_is() -> None:
    document = profile(
        "Ora Whitfield\nora@mail.example\nhttps://www.linkedin.com/in/ora/\n\n"
        "Ora hails from Tulsa and keeps departures on time, whatever the weather may be.\n\n"
        "Experience\n\nYard Manager, Fernway Ltd, 2019 – 2021\n"
    )

    (network,) = document["basics"]["profiles"]
    assert network["url"].rstrip("/") == "https://www.linkedin.com/in/ora"
    assert document["basics"]["summary"].startswith("Ora hails from Tulsa")


def test_the_last_word_of_an_item_is_no_entry_and_dates_stand_among_a_headers_parts() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            "ora.whitfield@mail.example",
            None,
            "# Experience",
            "Yard Manager, Alderbrook Freight Inc. · Mar 2019 – Present · Denver, CO · "
            "alderbrook-freight-of-colorado.example.org",
            "– Cut the time from a truck at the gate to its dock from 40 minutes to less than 90",
            [(58, "seconds.")],
            "– Runs two shifts of drivers",
            "Dispatcher, Fernway Couriers Ltd · Jun 2015 – Feb 2019 · Boulder, CO",
            "– Planned 60 routes a day",
            None,
            "# Education",
            "A.A.S., Logistics, Front Range College",
            "2012 – 2014 · frontrange.example.edu",
        )
    )

    assert jobs(document) == TWO_JOBS
    assert document["work"][0]["highlights"] == [
        "Cut the time from a truck at the gate to its dock from 40 minutes to less than 90 "
        "seconds.",
        "Runs two shifts of drivers",
    ]
    [school] = document["education"]
    assert (school["institution"], school["url"]) == (
        "Front Range College",
        "frontrange.example.edu",
    )
