"""What the usual templates do: Google Docs, LaTeX classes, builders of CVs on the web."""

import pytest
from cv_samples import jobs, page, pdf, profile, read
from tiny_pdf import Drawn, drawn_pdf

from orchestrator.tasks.importing.postal_addresses import location_fields

TWO_JOBS = [
    ("Yard Manager", "Alderbrook Freight Inc.", "2019-03", None),
    ("Dispatcher", "Fernway Couriers Ltd", "2015-06", "2019-02"),
]


def test_dates_below_a_header_with_the_place_beside_them_are_no_column_of_dates() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            "# Experience",
            "Yard Manager",
            "**Alderbrook Freight Inc.",
            [(57, "03/2019 - Present"), (150, "Denver, CO")],
            [(64, "Runs two shifts of drivers")],
            [(64, "Bought four reach trucks")],
            "Dispatcher",
            "**Fernway Couriers Ltd",
            [(57, "06/2015 - 02/2019"), (151, "Boulder, CO")],
            [(64, "Planned 60 routes a day")],
        )
    )

    assert jobs(document) == TWO_JOBS
    assert [job["highlights"] for job in document["work"]] == [
        ["Runs two shifts of drivers", "Bought four reach trucks"],
        ["Planned 60 routes a day"],
    ]


def test_side_headings_a_line_below_the_dash_that_starts_their_section() -> None:
    side, text = 60.0, 200.0
    lines = [
        Drawn(side, 60, "Ora", 26, bold=True),
        Drawn(text, 64, "27 Elm Tree Court"),
        Drawn(text, 80, "Bristol BS6 5XX"),
        Drawn(side, 96, "Whitfield", 26, bold=True),
        Drawn(text, 100, "07700 900 614"),
        Drawn(side, 130, "Yard Manager"),
        Drawn(side, 170, "\u2014"),
        Drawn(text, 170, "Reach trucks, Loading, Excel"),
        Drawn(side, 184, "Skills", bold=True),
        Drawn(side, 220, "\u2014"),
        Drawn(text, 220, "Alderbrook Freight Inc. / Yard Manager", bold=True),
        Drawn(side, 234, "Experience", bold=True),
        Drawn(text, 235, "MARCH 2019 - PRESENT, DENVER", 8),
        Drawn(text + 14, 250, "Runs two shifts of drivers"),
        Drawn(text, 280, "Fernway Couriers Ltd / Dispatcher", bold=True),
        Drawn(text, 295, "JUNE 2015 - FEBRUARY 2019, BOULDER", 8),
        Drawn(text + 14, 310, "Planned 60 routes a day"),
        Drawn(side, 350, "\u2014"),
        Drawn(text, 350, "Front Range College / BSc Logistics", bold=True),
        Drawn(side, 364, "Education", bold=True),
        Drawn(text, 365, "SEPTEMBER 2012 - JULY 2015, DENVER", 8),
    ]

    document = profile(drawn_pdf(lines))

    assert jobs(document) == TWO_JOBS
    assert document["basics"]["name"] == "Ora Whitfield"
    assert document["basics"]["location"] == {
        "address": "27 Elm Tree Court",
        "city": "Bristol",
        "postalCode": "BS6 5XX",
    }
    assert [skill["name"] for skill in document["skills"]] == ["Reach trucks", "Loading", "Excel"]
    assert document["education"][0]["institution"] == "Front Range College"
    assert document["work"][1]["highlights"] == ["Planned 60 routes a day"]


def test_places_and_dates_at_the_right_belong_to_their_entries() -> None:
    lines = page("# Ora Whitfield", None, "# Experience")
    top = 120.0

    def beside(left: str, right: str, down: float, *, bold: bool = False) -> None:
        nonlocal top
        lines.append(Drawn(50, top, left, 11 if bold else 9, bold))
        lines.append(Drawn(480, top + down, right, 9))
        top += 16

    for title, employer, place, dates in (
        ("Yard Manager", "Alderbrook Freight Inc.", "Denver, CO", "Mar. 2019 - Present"),
        ("Dispatcher", "Fernway Couriers Ltd", "Boulder, CO", "Jun. 2015 - Feb. 2019"),
    ):
        beside(employer, place, 4, bold=True)
        beside(title, dates, 4)
        lines.append(Drawn(50, top, "• Runs two shifts of drivers"))
        top += 16
    lines.append(Drawn(50, top, "Honors", 14, bold=True))
    top += 18
    for name in ("2nd Place, Forklift Finals", "Finalist, Hack the Yard", "Winner, Harbour Race"):
        beside(name, "Golden, CO", 4)
    lines.append(Drawn(50, top, "Education", 14, bold=True))
    top += 18
    for degree, dates in (
        ("M.S. in Logistics", "Oct. 2010 - Jul. 2012"),
        ("B.S. in Logistics", "Oct. 2007 - Jul. 2010"),
    ):
        beside("Front Range College", "Golden, CO", 4, bold=True)
        beside(degree, dates, 4)

    document = profile(drawn_pdf(lines))

    assert jobs(document) == TWO_JOBS
    assert [job["location"] for job in document["work"]] == ["Denver, CO", "Boulder, CO"]
    assert [school["startDate"] for school in document["education"]] == ["2010-10", "2007-10"]


def test_a_footer_with_the_page_number_is_no_school() -> None:
    footer = [
        Drawn(50, 780, "Whitfield, logistics", 8),
        Drawn(230, 780, "Updated in November 2024", 8),
        Drawn(550, 780, "1", 8),
    ]
    lines = page("# Ora Whitfield", None, "# Experience", "Yard Manager, Alderbrook Freight Inc.",
                 "Mar 2019 - Present", "• Runs two shifts", None, "# Education",
                 [(50, "**Front Range College"), (440, "2012 - 2015")],
                 "BSc Logistics")  # fmt: skip

    document = profile(drawn_pdf([*lines, *footer]))

    assert document["education"] == [
        {
            "institution": "Front Range College",
            "studyType": "BSc",
            "area": "Logistics",
            "startDate": "2012",
            "endDate": "2015",
        }
    ]
    assert "x-unplaced" not in document


def test_the_last_line_of_a_full_page_is_kept_though_it_ends_in_a_number() -> None:
    lines = page("# Ora Whitfield", None, "# Experience", "Yard Manager, Alderbrook Freight Inc.",
                 "Mar 2019 - Present", "• Runs two shifts", None, "# Skills", top=600)  # fmt: skip

    document = profile(drawn_pdf([*lines, Drawn(50, 740, "Excel"), Drawn(50, 784, "Level 3")]))

    assert [skill["name"] for skill in document["skills"]] == ["Excel", "Level 3"]


@pytest.mark.parametrize("heading", ["Education & Certifications", "Certifications and Education"])
def test_certificates_that_stand_among_schools(heading: str) -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)",
            "• Runs two shifts",
            None,
            f"# {heading}",
            "BSc Logistics, Front Range College, 2012 - 2015",
            "Certified Crane Inspector, Harbour Board, 2018",
            "Certifications: Forklift Class II, First Aid",
        )
    )

    assert [school["institution"] for school in document["education"]] == ["Front Range College"]
    assert [(one["name"], one.get("issuer")) for one in document["certificates"]] == [
        ("Certified Crane Inspector", "Harbour Board"),
        ("Forklift Class II", None),
        ("First Aid", None),
    ]


def test_the_courses_of_a_school_are_no_certificates() -> None:
    document = profile(
        pdf(
            "# Ora Whitfield",
            None,
            "# Education",
            "BSc Logistics, Front Range College, 2012 - 2015",
            "• Courses: Linear Optimization, Queueing",
            "Certifications: Forklift Class II",
        )
    )

    [school] = document["education"]
    assert school["courses"] == ["Linear Optimization", "Queueing"]
    assert [one["name"] for one in document["certificates"]] == ["Forklift Class II"]


def test_the_issuer_stands_on_the_line_below_a_certificate() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts",
            None, "# Certifications", "**Certified Crane Inspector", "Harbour Board, 2018",
            "**Forklift Instructor", "Yard Academy, 2020")
    )  # fmt: skip

    assert document["certificates"] == [
        {"name": "Certified Crane Inspector", "issuer": "Harbour Board", "date": "2018"},
        {"name": "Forklift Instructor", "issuer": "Yard Academy", "date": "2020"},
    ]


def test_a_company_of_one_word_behind_a_certificate_is_its_issuer() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts",
            None, "# Certificates", [(50, "2018"), (90, "Certified Crane Inspector, Portwell")],
            [(50, "2016"), (90, "First Aid, CPR")])
    )  # fmt: skip

    assert [(one["name"], one.get("issuer")) for one in document["certificates"]] == [
        ("Certified Crane Inspector", "Portwell"),
        ("First Aid, CPR", None),
    ]


def test_skills_side_by_side_are_not_names_of_groups() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts",
            None, "# Skills", [(50, "Reach trucks"), (180, "Cranes")],
            [(50, "Loading"), (180, "Excel")])
    )  # fmt: skip

    assert [skill["name"] for skill in document["skills"]] == [
        "Reach trucks",
        "Cranes",
        "Loading",
        "Excel",
    ]


def test_a_sentence_about_a_strength_is_not_parted_at_its_commas() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts",
            None, "# Strengths", "Patience", "Moved two yards, one office and a crane in a year.",
            "Plain words", "Told a board to stop, and was thanked for it.")
    )  # fmt: skip

    assert document["skills"] == [
        {
            "name": "Patience",
            "x-details": ["Moved two yards, one office and a crane in a year."],
        },
        {"name": "Plain words", "x-details": ["Told a board to stop, and was thanked for it."]},
    ]


def test_a_heading_over_groups_of_skills_is_no_skill() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts",
            None, "# Skills", "**Vehicles", "Ten years:", "Reach trucks • Cranes", "Some:", "Buses")
    )  # fmt: skip

    assert [(skill["name"], skill["keywords"]) for skill in document["skills"]] == [
        ("Ten years", ["Reach trucks", "Cranes"]),
        ("Some", ["Buses"]),
    ]


@pytest.mark.parametrize(
    ("lines", "location"),
    [
        (["2210 Quinpool Lane - Halifax, NS B3L 1A4"],
         {"address": "2210 Quinpool Lane", "city": "Halifax", "region": "NS",
          "postalCode": "B3L 1A4"}),
        (["9 impasse des Lilas", "74000 Annecy"],
         {"address": "9 impasse des Lilas", "city": "Annecy", "postalCode": "74000"}),
        (["Vigo (Pontevedra)"], {"city": "Vigo", "region": "Pontevedra"}),
        (["14 Larchmere Terrace, Cleveland, OH 44120"],
         {"address": "14 Larchmere Terrace", "city": "Cleveland", "region": "OH",
          "postalCode": "44120"}),
    ],
)  # fmt: skip
def test_an_address_in_the_header(lines: list[str], location: dict[str, str]) -> None:
    document = profile(
        pdf("# Ora Whitfield", *lines, "ora@mail.example", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts")
    )  # fmt: skip

    assert document["basics"]["location"] == location


def test_illinois_is_not_israel_and_a_sentence_with_a_number_is_no_street() -> None:
    assert location_fields("12 Main St. Apt 4, Springfield, IL")["region"] == "IL"
    document = profile(
        pdf("# Ora Whitfield", "12 years of loading and driving in every park", None,
            "# Experience", "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)",
            "• Runs two shifts")
    )  # fmt: skip
    assert "location" not in document["basics"]


def test_a_town_whose_name_holds_a_word_of_employers() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "**Alderbrook Freight Inc., Council Bluffs, IA - Yard Manager", "Mar 2019 - Present",
            "• Runs two shifts")
    )  # fmt: skip

    assert document["work"][0]["name"] == "Alderbrook Freight Inc."
    assert document["work"][0]["location"] == "Council Bluffs, IA"


def test_letters_of_latex_files_are_read_as_people_mean_them() -> None:
    """XeLaTeX writes U+2010 for hyphens; what lies beyond 16 bits comes in halves."""
    font = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
        b"/BaseEncoding /WinAnsiEncoding /Differences [45 /uni2010 126 /u1F3C6] >> >>"
    )
    lines = page("Ora Whitfield-Osei", None, "# Experience",
                 "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)",
                 "• Won the ~ of the harbour", None, "# Skills", "Cranes")  # fmt: skip

    document = profile(drawn_pdf(lines, fonts=font))

    assert document["basics"]["name"] == "Ora Whitfield-Osei"
    assert document["work"][0]["highlights"] == ["Won the \U0001f3c6 of the harbour"]


def test_the_bold_type_of_latex_is_known_by_its_fonts_name() -> None:
    def drawn(name: bytes) -> list[str]:
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name
        lines = [
            Drawn(50, 60, "Ora Whitfield", 20),
            Drawn(50, 100, "Skills", 12),
            Drawn(50, 120, "Vehicles"),
            Drawn(50, 135, "Reach trucks and cranes, forklifts, buses and one old tram"),
        ]
        sheet = read(drawn_pdf(lines, fonts=font), name="cv.pdf").sheet
        assert sheet is not None
        return [row.text for row in sheet.rows if row.bold]

    bold = ("CMBX10", "ABCDEF+CMSSBX10", "SFBX1095", "NimbusRomNo9L-Medi", "LMRoman10-Bold")
    plain = ("CMR10", "CMCSC10", "SFRM1095", "NimbusRomNo9L-Regu", "Roboto-Medium", "LMRoman10")
    assert [len(drawn(name.encode())) for name in bold] == [4] * len(bold)
    assert [len(drawn(name.encode())) for name in plain] == [0] * len(plain)


@pytest.mark.parametrize("remark", ["; GPA: 3.8/4.0", ", GPA: 3.8", " | Grade: 2:1", " (GPA: 3.8)"])
def test_a_degree_with_its_grade_on_the_line_below_the_school(remark: str) -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts",
            None, "# Education", [(50, "**Front Range College, Denver, CO"), (480, "May 2015")],
            f"B.S. in Logistics{remark}", "• Relevant Coursework: Ethics, Statistics, Writing",
            [(50, "**Fernway College, Boulder, CO"), (480, "May 2012")],
            f"Associate of Arts{remark}", "• Relevant Coursework: Ethics, Music")
    )  # fmt: skip

    found = [(x["institution"], x["studyType"], x["endDate"]) for x in document["education"]]
    assert found == [
        ("Front Range College", "B.S.", "2015-05"),
        ("Fernway College", "Associate of Arts", "2012-05"),
    ]


def test_the_end_of_bold_type_parts_employer_and_title() -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    lines = page("# Ora Whitfield", None, "# Experience")
    for top, employer, title, width, dates in (
        (120, "Willow Hospice", "Nurse Manager, Ward Four", 76.0, "2019 - Present"),
        (150, "Fernway Arms", "Head Cook, Pastry", 72.0, "2015 - 2019"),
    ):
        lines += [
            Drawn(50, top, employer, 10, bold=True),
            Drawn(50 + width, top, title, 10),
            Drawn(480, top, dates, 10),
            Drawn(50, top + 14, "• Runs two shifts", 10),
        ]

    document = profile(drawn_pdf(lines, fonts=font))

    assert [(job["name"], job["position"]) for job in document["work"]] == [
        ("Willow Hospice", "Nurse Manager, Ward Four"),
        ("Fernway Arms", "Head Cook, Pastry"),
    ]


@pytest.mark.parametrize(
    ("header", "title", "employer", "location"),
    [
        ("Logistics Coordinator - Big Sky Goods", "Logistics Coordinator", "Big Sky Goods", None),
        ("Product Manager, Smith, Jones & Co.", "Product Manager", "Smith, Jones & Co.", None),
        ("Yard Hand (part-time) - Alderbrook", "Yard Hand (part-time)", "Alderbrook", None),
        ("Welder - Alderbrook, Vancouver, BC, Canada", "Welder", "Alderbrook",
         "Vancouver, BC, Canada"),
    ],
)  # fmt: skip
def test_titles_and_employers_as_they_are_written(
    header: str, title: str, employer: str, location: str | None
) -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience", f"**{header}", "Mar 2019 - Present",
            "• Runs two shifts")
    )  # fmt: skip

    job = document["work"][0]
    assert (job["position"], job["name"], job.get("location")) == (title, employer, location)


def test_a_job_at_a_school_stays_a_job_where_schools_have_a_section_of_their_own() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience", "**Oak Hollow High School",
            "Department Chair, Mathematics, 2018 - 2021", "• Taught algebra", None,
            "# Education", "B.S. Mathematics, Fernway College, 2012")
    )  # fmt: skip

    assert [job["name"] for job in document["work"]] == ["Oak Hollow High School"]
    assert [school["institution"] for school in document["education"]] == ["Fernway College"]


def test_titles_below_the_employers_that_name_none() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            [(50, "**Java Junction, Denver, CO"), (440, "April 2022 - Present")],
            "Shift Supervisor",
            "Prepared 150 covers on weekend evenings",
            [(50, "**Hotel Meridienne, Salt Lake City, UT"), (440, "May 2019 - March 2022")],
            "Line Cook", "Handled cash and closing duties")
    )  # fmt: skip

    assert jobs(document) == [
        ("Shift Supervisor", "Java Junction", "2022-04", None),
        ("Line Cook", "Hotel Meridienne", "2019-05", "2022-03"),
    ]


def test_a_list_parted_by_dots_goes_on_in_the_next_line() -> None:
    items = ("SEO", "Web Analytics", "Copywriting", "Picture Editing", "Customer Records",
             "Managing Projects", "Big Event")  # fmt: skip
    long = " • ".join(items)
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)", "• Runs two shifts",
            None, "# Skills", long, "Planning")
    )  # fmt: skip

    assert [skill["name"] for skill in document["skills"]][-2:] == [
        "Managing Projects",
        "Big Event Planning",
    ]


def test_dates_broken_in_their_column_and_a_place_that_ends_in_a_full_stop() -> None:
    document = profile(
        pdf("# Ora Whitfield", None, "# Experience",
            [(50, "Mar. 2017 to Jan."), (150, "Yard Manager, Alderbrook Freight Inc.")],
            "2019", [(150, "• Runs two shifts")],
            [(50, "May 2015 to 2017"), (150, "Dispatcher, Fernway Couriers Ltd")],
            [(150, "• Planned routes")],
            None, "# Education", "**M.S. in Logistics",
            "Front Range College | Denver, CO | Sep 2004 - Jun 2008", "**B.S. in Logistics",
            "Fernway College | Washington, D.C. | Dec 2003")
    )  # fmt: skip

    assert jobs(document) == [
        ("Yard Manager", "Alderbrook Freight Inc.", "2017-03", "2019-01"),
        ("Dispatcher", "Fernway Couriers Ltd", "2015-05", "2017"),
    ]
    assert [school["endDate"] for school in document["education"]] == ["2008-06", "2003-12"]
