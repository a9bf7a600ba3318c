"""Drafts of invented people to render."""

from __future__ import annotations

from profiles.drafts import (
    Contact,
    CvDraft,
    CvSection,
    DraftEntry,
    DraftLine,
    LetterDraft,
    NetworkLink,
    Paragraph,
    Place,
    Recipient,
    Target,
)


def line(text: str, citation: str = "work/0/highlights/0") -> DraftLine:
    return DraftLine(text=text, citations=[citation], origin="verbatim")


def entry(entry_id: str, *lines: DraftLine | str, **fields: str) -> DraftEntry:
    empty: dict[str, str | None] = dict.fromkeys(
        ("title", "organization", "location", "start_date", "end_date", "dates", "url", "detail")
    )
    made = [x if isinstance(x, DraftLine) else line(x) for x in lines]
    return DraftEntry.model_validate({**empty, **fields, "entry": entry_id, "lines": made})


def section(section_id: str, heading: str, *entries: DraftEntry) -> CvSection:
    inline = section_id in ("skills", "languages", "interests")
    return CvSection(
        id=section_id,
        heading=heading,
        layout="inline" if inline else "entries",
        entries=list(entries),
    )


CONTACT = Contact(
    name="Noor Vance",
    label="Platform Engineer",
    email="noor.vance@example.com",
    phone="+31 6 1234 5678",
    url="https://www.noorvance.example/",
    location="Utrecht, NL",
    profiles=[
        NetworkLink(network="GitHub", username="noorv", url="https://github.com/noorv"),
        NetworkLink(network="Chess Club", username="noor", url=None),
    ],
    place=Place(city="Utrecht", country_code="NL"),
)

CV = CvDraft(
    language="en",
    target=Target(title="Lead", company="Acme"),
    basics=CONTACT,
    summary=[
        line("Engineer of payment systems", "basics/summary"),
        line("Quiet on-call shifts."),
    ],
    sections=[
        section(
            "work",
            "Work Experience",
            entry(
                "work/0",
                line("Runs the platform team", "work/0/summary"),
                "Cut the median settlement time from 26 hours to 3.5 hours by replacing nightly "
                "batches with a stream of state-of-the-art, well-tested and day-by-day events",
                "Wrote C#, *bold* claims & a #let x = $1$ of <b>markup</b> \\ [link](x)",
                title="Staff Engineer",
                organization="Brightwater Payments",
                location="Delft",
                start_date="2021-03",
                dates="2021-03 – present",
                url="https://brightwater.example",
            ),
            entry(
                "work/1",
                "Moved 40 services to Kubernetes",
                title="Engineer",
                organization="Mercadia",
                start_date="2017-06",
                end_date="2021-02",
                dates="2017-06 – 2021-02",
            ),
        ),
        section(
            "education",
            "Education",
            entry(
                "education/0",
                title="MSc, Computer Science",
                area="Computer Science",
                organization="Universiteit Utrecht",
                start_date="2011",
                end_date="2013",
                dates="2011 – 2013",
                detail="8.4 of 10",
            ),
        ),
        section(
            "skills",
            "Skills",
            entry("skills/0", "AWS", "Go", title="Cloud", detail="Expert"),
            entry("skills/1", "PostgreSQL", "Kafka", title="Data"),
        ),
        section(
            "certificates",
            "Certificates",
            entry(
                "certificates/0",
                title="Kubernetes Administrator",
                organization="CNCF",
                end_date="2022-04",
                dates="2022-04",
            ),
        ),
        section(
            "projects",
            "Projects",
            entry(
                "projects/0",
                line("Exact money arithmetic", "projects/0/description"),
                line("Go", "projects/0/keywords/0"),
                title="exactmoney",
                dates="2019 – present",
                start_date="2019",
                detail="Maintainer",
                url="github.com/noorv/exactmoney",
            ),
        ),
        section(
            "languages",
            "Languages",
            entry("languages/0", title="Dutch", detail="native"),
            entry("languages/1", title="English", detail="C2"),
        ),
    ],
)

LETTER = LetterDraft(
    language="en",
    target=Target(title="Lead", company="Acme"),
    basics=CONTACT,
    recipient=Recipient(name="Ines Okafor", company="Acme Clearing Ltd."),
    date_line="Utrecht, 23 November 2026",
    subject="Application: Lead",
    salutation="Dear Ines Okafor,",
    paragraphs=[
        Paragraph(sentences=[line("I am applying."), line("Here is my record")]),
        Paragraph(sentences=[line("As Engineer:"), line("Ran it"), line("Built it")], as_list=True),
    ],
    closing="Kind regards,",
    signature="Noor Vance",
)

EMPTY_CONTACT = Contact(
    name=None, label=None, email=None, phone=None, url=None, location=None, profiles=[]
)
EMPTY_CV = CV.model_copy(update={"basics": EMPTY_CONTACT, "summary": [], "sections": []})
EMPTY_LETTER = LETTER.model_copy(
    update={
        "language": "xx",
        "basics": EMPTY_CONTACT,
        "recipient": Recipient(name=None, company=None),
        "date_line": None,
        "subject": "",
        "salutation": "",
        "paragraphs": [],
        "closing": "",
        "signature": None,
    }
)


def cv_with(*lines: str) -> CvDraft:
    """The CV with these lines under its one job."""
    job = entry("work/0", *lines, title="Engineer", organization="Brightwater")
    return CV.model_copy(update={"sections": [section("work", "Work Experience", job)]})
