"""Word files, Markdown and plain text."""

import time
from typing import Any

import pytest
from cv_samples import TEXT, docx, imported, jobs, profile

from orchestrator.tasks.importing.text_rows import rows_of

EXPECTED = [
    ("Product Engineer", "Spokeworks Ltd", "2021-03", None),
    ("Junior Developer", "Quayside Software", "2017-08", "2021-02"),
]


def test_plain_text_becomes_a_profile_and_what_has_no_place_is_kept_and_told() -> None:
    found = imported(TEXT)
    document = found.profile.to_json_resume()

    assert jobs(document) == EXPECTED
    assert document["basics"] == {
        "name": "TOVE HALBERG",
        "label": "Product Engineer",
        "email": "tove.halberg@mail.example",
        "phone": "+45 20 55 01 47",
        "summary": "Builds tools for people who repair bicycles.",
        "location": {"city": "Aarhus", "x-country": "Denmark"},
        "profiles": [{"network": "GitHub", "url": "github.com/tovehalberg"}],
    }
    assert document["work"][0]["highlights"] == [  # pyright: ignore[reportIndexIssue]
        "Built the parts catalogue that 400 shops search every day, and kept it answering within "
        "a tenth of a second",
        "Taught two apprentices",
    ]
    assert document["skills"] == [
        {"name": "Languages", "keywords": ["Java", "Kotlin", "SQL"]},
        {"name": "Tools", "keywords": ["Docker", "Git"]},
    ]
    assert document["languages"] == [
        {"language": "Danish", "fluency": "native"},
        {"language": "English", "fluency": "fluent"},
    ]
    assert "Third place at the harbour race" in str(document["x-unplaced"])
    kept = [notice.detail for notice in found.notices if notice.action == "kept"]
    assert any("Third place at the harbour race" in detail for detail in kept)


def test_markdown_with_headings_emphasis_and_links() -> None:
    document = profile(
        "# Tove Halberg\n\n**Product Engineer**\n\n[tove](mailto:tove@mail.example) | "
        "[GitHub](https://github.com/tovehalberg)\n\n## Experience\n\n"
        "### Product Engineer — Spokeworks Ltd\n\n*March 2021 – present* · Aarhus\n\n"
        "- Built the **parts** catalogue\n\n"
        "### Junior Developer — Quayside Software\n\n*08/2017 – 02/2021*\n\n- Kept a system\n\n"
        "## Skills\n\n- **Languages:** Java, Kotlin\n"
    )

    assert jobs(document) == EXPECTED
    assert document["work"][0]["highlights"] == ["Built the parts catalogue"]
    assert document["basics"]["email"] == "tove@mail.example"
    assert document["basics"]["profiles"] == [
        {"network": "GitHub", "url": "https://github.com/tovehalberg"}
    ]


def test_a_word_file_with_tabs_styles_and_lists() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Tove Halberg", 0)
        document.add_paragraph("Tel: +45 20 55 01 47\nE-Mail: tove@mail.example")
        document.add_heading("Experience", 1)
        for title, employer, dates in (
            ("Product Engineer", "Spokeworks Ltd", "March 2021 – present"),
            ("Junior Developer", "Quayside Software", "08/2017 – 02/2021"),
        ):
            line = document.add_paragraph()
            line.add_run(employer).bold = True
            line.add_run("\tAarhus")
            document.add_paragraph(f"{title}\t{dates}")
            document.add_paragraph("Did the work", style="List Bullet")
        document.add_heading("Education", 1)
        document.add_paragraph("BSc in Computer Science, University of Eastfold, 2014 – 2017")

    document = profile(docx(fill))

    assert jobs(document) == EXPECTED
    assert document["work"][1]["highlights"] == ["Did the work"]
    assert document["education"][0]["institution"] == "University of Eastfold"
    assert document["basics"]["phone"] == "+45 20 55 01 47"


def test_a_word_file_with_a_table_of_dates_and_entries() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Tove Halberg", 0)
        document.add_paragraph("tove@mail.example")
        document.add_heading("Experience", 1)
        table = document.add_table(rows=0, cols=2)
        for dates, title, employer in (
            ("March 2021 – present", "Product Engineer", "Spokeworks Ltd"),
            ("08/2017 – 02/2021", "Junior Developer", "Quayside Software"),
        ):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = dates, title
            cells[1].add_paragraph(f"{employer}, Aarhus")
            cells[1].add_paragraph("Did the work", style="List Bullet")

    assert jobs(profile(docx(fill))) == EXPECTED


@pytest.mark.parametrize(
    "much",
    ["\n" * 400_000, ("# a" + " " * 1_900 + "b\n") * 50, (" " * 1_900 + "x\n") * 100],
    ids=["blank lines", "blanks in headings", "blanks before words"],
)
def test_blanks_without_an_end_take_no_time(much: str) -> None:
    started = time.process_time()

    rows, _ = rows_of(f"# Tove Halberg\n\n## Skills\n{much}")

    assert rows[0].text == "Tove Halberg"
    assert time.process_time() - started < 4


def test_a_closed_heading_loses_its_end() -> None:
    rows, _ = rows_of("# Tove Halberg #\n\n## Skills in C# ##\n")

    assert [row.text for row in rows] == ["Tove Halberg", "Skills in C#"]
