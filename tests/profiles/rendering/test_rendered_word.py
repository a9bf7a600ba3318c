"""Word documents, opened with the library that others open them with."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from drafts_to_render import CV, EMPTY_CV, EMPTY_LETTER, LETTER, cv_with

from profiles.rendering import THEMES, RenderOptions, render


def word(draft: Any, **options: Any) -> bytes:
    return render(draft, "docx", RenderOptions(**options)).data


def styled(data: bytes) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for paragraph in Document(BytesIO(data)).paragraphs:
        assert paragraph.style is not None
        found.append((str(paragraph.style.name), paragraph.text))
    return found


def test_headings_and_bullets_are_words_own_styles_and_there_is_no_table() -> None:
    data = word(CV)
    paragraphs = styled(data)

    assert paragraphs[:2] == [("Title", "Noor Vance"), ("Subtitle", "Platform Engineer")]
    assert ("Heading 1", "Work Experience") in paragraphs
    job = paragraphs.index(("Heading 2", "Staff Engineer, Brightwater Payments"))
    assert paragraphs[job + 1] == ("Facts", "Mar 2021 – present · Delft · brightwater.example")
    assert paragraphs[job + 2] == ("List Bullet", "Runs the platform team")
    assert ("Normal", "Cloud (Expert): AWS, Go") in paragraphs
    assert Document(BytesIO(data)).tables == []


def test_a_letter_has_all_its_parts_in_order() -> None:
    assert [text for _, text in styled(word(LETTER))][3:] == [
        "Ines Okafor",
        "Acme Clearing Ltd.",
        "Utrecht, 23 November 2026",
        "Application: Lead",
        "Dear Ines Okafor,",
        "I am applying. Here is my record.",
        "As Engineer:",
        "Ran it",
        "Built it",
        "Kind regards,",
        "Noor Vance",
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_the_same_draft_gives_the_same_bytes_whenever_it_is_written(theme: str) -> None:
    first = word(CV, theme=theme)

    assert first == word(CV, theme=theme)
    with ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_links_lead_to_the_whole_address() -> None:
    with ZipFile(BytesIO(word(CV))) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()

    assert 'Target="https://www.noorvance.example/"' in relations
    assert 'Target="mailto:noor.vance@example.com"' in relations


def test_what_xml_cannot_hold_is_left_out() -> None:
    data = word(cv_with("bell\x07 nul\x00 escape\x1b half\ud800 end\ufffe <b>&amp;"))

    assert ("List Bullet", "bell nul escape half end <b>&amp;") in styled(data)


def test_the_file_says_whose_it_is_and_not_what_wrote_it() -> None:
    about = Document(BytesIO(word(CV))).core_properties

    assert (about.title, about.author, about.comments) == ("Noor Vance, CV", "Noor Vance", "")
    assert (about.language, about.last_modified_by) == ("en", "Noor Vance")


def test_paper_sets_the_size_of_the_page() -> None:
    pages = {
        paper: Document(BytesIO(word(CV, paper=paper))).sections[0].page_width
        for paper in ("a4", "letter")
    }

    assert {paper: round(width.cm, 1) for paper, width in pages.items() if width} == {
        "a4": 21.0,
        "letter": 21.6,
    }


def test_an_empty_draft_is_a_document_too() -> None:
    assert styled(word(EMPTY_CV)) == []
    assert [text for _, text in styled(word(EMPTY_LETTER)) if text] == []


def test_a_draft_in_hebrew_is_set_from_right_to_left() -> None:
    hebrew = cv_with("הובלת צוות של שישה מהנדסים בפיתוח שירות תשלומים " * 6)

    with ZipFile(BytesIO(word(hebrew))) as archive:
        styles = archive.read("word/styles.xml").decode()

    assert "<w:bidi/>" in styles
    assert "<w:bidi/>" not in ZipFile(BytesIO(word(CV))).read("word/styles.xml").decode()


def test_a_very_long_name_is_cut_in_the_files_properties_only() -> None:
    name = "Maria " * 60
    draft = CV.model_copy(update={"basics": CV.basics.model_copy(update={"name": name})})
    document = Document(BytesIO(render(draft, "docx").data))
    assert len(document.core_properties.title) == len(document.core_properties.author) == 255
    assert document.paragraphs[0].text == name.strip()
