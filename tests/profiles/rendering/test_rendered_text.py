"""Drafts as text and Markdown."""

from profiles.drafts import (
    Contact,
    CvDraft,
    CvSection,
    DraftEntry,
    DraftLine,
    LetterDraft,
    NetworkLink,
    Paragraph,
    Recipient,
    Target,
)
from profiles.rendering import render, to_markdown, to_text
from profiles.rendering.printed import ended

CONTACT = Contact(
    name="Noor Vance",
    label="Engineer",
    email="noor@example.com",
    phone="+31 6 1234",
    url="https://noor.example",
    location="Utrecht, NL",
    profiles=[NetworkLink(network="GitHub", username="noorv", url=None)],
)


def line(text: str) -> DraftLine:
    return DraftLine(text=text, citations=["work/0/highlights/0"], origin="verbatim")


def entry(entry_id: str, *lines: str, **fields: str) -> DraftEntry:
    empty: dict[str, str | None] = dict.fromkeys(
        ("title", "organization", "location", "start_date", "end_date", "dates", "url", "detail")
    )
    return DraftEntry.model_validate(
        {**empty, **fields, "entry": entry_id, "lines": [line(text) for text in lines]}
    )


CV = CvDraft(
    language="en",
    target=Target(title="Lead", company="Acme"),
    basics=CONTACT,
    summary=[line("Keeps payments up.")],
    sections=[
        CvSection(
            id="work",
            heading="Work Experience",
            layout="entries",
            entries=[
                entry(
                    "work/0",
                    "# of *stars* went up",
                    "Wrote C# and a [tool]",
                    title="Engineer",
                    organization="Brightwater",
                    dates="2021 - present",
                    location="Delft",
                )
            ],
        ),
        CvSection(
            id="skills",
            heading="Skills",
            layout="inline",
            entries=[entry("skills/0", "AWS", "Go", title="Cloud", detail="Expert")],
        ),
    ],
)

LETTER = LetterDraft(
    language="en",
    target=Target(title="Lead", company="Acme"),
    basics=CONTACT,
    recipient=Recipient(name=None, company="Acme"),
    subject="Application: Lead",
    salutation="Dear hiring team,",
    paragraphs=[
        Paragraph(sentences=[line("I am applying."), line("Cut costs")]),
        Paragraph(sentences=[line("As Engineer:"), line("Ran it"), line("Built it")], as_list=True),
    ],
    closing="Kind regards,",
    signature="Noor Vance",
)


def test_a_cv_as_text_can_be_printed_as_it_is() -> None:
    assert to_text(CV) == (
        "Noor Vance\n\n"
        "Engineer\nnoor@example.com, +31 6 1234, Utrecht, NL\nhttps://noor.example\nGitHub: noorv"
        "\n\nKeeps payments up.\n\n"
        "WORK EXPERIENCE\n\n"
        "Engineer, Brightwater\n\n"
        "2021 - present, Delft\n\n"
        "- # of *stars* went up\n- Wrote C# and a [tool]\n\n"
        "SKILLS\n\n"
        "- Cloud (Expert): AWS, Go\n"
    )


def test_markdown_escapes_what_the_person_wrote() -> None:
    markdown = to_markdown(CV)
    assert "# Noor Vance\n" in markdown
    assert "## Work Experience\n\n### Engineer, Brightwater\n" in markdown
    assert "- \\# of \\*stars\\* went up\n- Wrote C# and a \\[tool\\]\n" in markdown


def test_a_letter_as_text_can_be_sent_as_it_is() -> None:
    text = to_text(LETTER)
    assert "Acme\n\nApplication: Lead\n\nDear hiring team,\n\n" in text
    assert "I am applying. Cut costs.\n\n" in text
    assert "As Engineer:\n\n- Ran it\n- Built it\n\nKind regards,\nNoor Vance\n" in text


def test_a_letter_as_markdown_breaks_its_lines() -> None:
    assert to_markdown(LETTER).endswith("Kind regards,  \nNoor Vance\n")


def test_a_line_break_inside_a_text_cannot_start_a_block_of_its_own() -> None:
    hostile = CV.model_copy(update={"summary": [line("One\n\n# Two")]})
    assert "One # Two" in to_markdown(hostile)


def test_a_draft_survives_json() -> None:
    assert CvDraft.model_validate_json(CV.model_dump_json()) == CV
    assert LetterDraft.model_validate_json(LETTER.model_dump_json()) == LETTER


def test_a_sentence_gets_the_mark_that_its_script_ends_with() -> None:
    assert [ended(text) for text in ("Up 9 %", "Done!", "Well…", "経験", "経験。", "")] == [
        "Up 9 %.",
        "Done!",
        "Well…",
        "経験。",
        "経験。",
        "",
    ]


def test_every_form_prints_dates_and_grades_in_the_drafts_language() -> None:
    school = DraftEntry(
        entry="education/0", title="BSc", organization="Hill", location=None,
        start_date="2012-09", end_date="2016-06", dates="2012-09 \N{EN DASH} 2016-06", url=None,
        detail="1,7", lines=[],
    )  # fmt: skip
    section = CvSection(id="education", heading="x", layout="entries", entries=[school])
    for language, dates, grade in (
        ("en", "Sep 2012 \N{EN DASH} Jun 2016", "Grade 1,7"),
        ("de", "09/2012 \N{EN DASH} 06/2016", "Note 1,7"),
    ):
        draft = CV.model_copy(update={"language": language, "sections": [section]})
        for printed in (to_text(draft), to_markdown(draft), render(draft, "html").data.decode()):
            assert dates in printed
            assert grade in printed
            assert "2012-09" not in printed


def test_a_schools_courses_stand_in_one_line() -> None:
    def course(number: int, name: str) -> DraftLine:
        key = f"education/0/courses/{number}"
        return DraftLine(text=name, citations=[key], origin="verbatim")

    school = DraftEntry(
        entry="education/0", title="BSc", organization="Hill", location=None, start_date=None,
        end_date=None, dates=None, url=None, detail=None,
        lines=[course(0, "Graph theory"), course(1, "Topology")],
    )  # fmt: skip
    section = CvSection(id="education", heading="x", layout="entries", entries=[school])
    for language, told in (
        ("en", "Courses: Graph theory, Topology"),
        ("fr", "Cours : Graph theory, Topology"),
    ):
        draft = CV.model_copy(update={"language": language, "sections": [section]})
        for printed in (to_text(draft), to_markdown(draft), render(draft, "html").data.decode()):
            assert told in printed
    assert "- Topology" not in to_text(draft)


def test_a_subject_runs_on_into_the_line_that_it_was_made_for() -> None:
    lines = [
        DraftLine(text="At Hill,", citations=["work/0"], origin="template"),
        DraftLine(text="I", citations=[], origin="template"),
        DraftLine(text="Built it", citations=["work/0/highlights/0"], origin="verbatim"),
        DraftLine(text="Ran it", citations=["work/0/highlights/1"], origin="rewritten"),
    ]
    draft = LETTER.model_copy(update={"paragraphs": [Paragraph(sentences=lines)]})
    for printed in (to_text(draft), to_markdown(draft), render(draft, "html").data.decode()):
        assert "At Hill, I built it. Ran it." in printed


def test_a_sentence_that_ends_with_an_emoji_ends_as_its_letters_do() -> None:
    assert ended("Built it \N{PARTY POPPER}") == "Built it \N{PARTY POPPER}."
    assert ended("設計した") == "設計した。"
