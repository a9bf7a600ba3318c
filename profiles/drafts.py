"""Drafts of a CV and of a cover letter.

What identifies a person, an employer, a school or a date is copied from the master profile by code;
each line that says what the person did carries the citations it rests on.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from profiles.postings import RequirementKind, RequirementLevel

Origin = Literal["verbatim", "rewritten", "template", "edited"]
"""The profile's own words; a model's words that passed verification; a frame filled by code; what
the person typed into the draft."""

OnUnverified = Literal["verbatim", "drop", "fail"]
"""What becomes of a line that fails: the first cited line stands in, nothing does, or no draft."""

FindingKind = Literal[
    "number", "date", "duration", "employer", "title", "name", "technology", "place", "scope",
    "authorship", "certificate", "degree", "outcome", "superlative", "quantifier", "negation",
    "quote", "claim", "placeholder", "contradiction", "contact",
]  # fmt: skip
"""What of a line its evidence does not hold. "claim": a deed or thing of which it says nothing."""

RequirementStatus = Literal["met", "partial", "missing", "not_assessable"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DraftLine(_Model):
    """One line of a CV or one sentence of a letter.

    Attributes:
        text: What is printed.
        citations: The lines of the master profile that it rests on.
        origin: Whose words they are: the profile's own, a model's that passed verification, a frame
            filled by code, or what the person typed.
        verified: False for an edited line that says more than the lines it cites: it stands because
            the person wants it to, and is among the draft's `unverified`.
    """

    text: str
    citations: list[str]
    origin: Origin
    verified: bool = True


class Finding(_Model):
    """One thing that a line says and its evidence does not.

    Attributes:
        kind: What of the line its evidence does not hold.
        text: The words at fault as they stand in the line.
        reason: Why, in one sentence without a full stop.
    """

    kind: FindingKind
    text: str
    reason: str


class Unverified(_Model):
    """A line that says more than the lines it cites.

    One that a model wrote was not let through; one that the person wrote stands all the same.

    Attributes:
        line: The words that were rejected, or stand unverified.
        reason: The reasons of all findings, in one line.
        replaced_by: The person's own words that stand in its place; None when it was left out.
        where: "summary", the entry it was to stand under ("work/1"), or "paragraph 2".
        citations: The lines of the master profile that it was held against.
        findings: What in it they do not hold.
        kept: The person wrote it into the draft, and it stands there.
    """

    line: str
    reason: str
    replaced_by: str | None
    where: str | None = None
    citations: list[str] = Field(default_factory=list[str])
    findings: list[Finding] = Field(default_factory=list[Finding])
    kept: bool = False


class RequirementMet(_Model):
    """What the master profile has to say to one requirement of the posting.

    Attributes:
        requirement_id: The posting's id, such as "r3".
        text: The requirement, in the posting's words.
        level: "must", "nice" or "unknown", as the posting has it.
        status: Whether the profile meets it; "not_assessable" where no rule can judge.
        citations: The lines that meet it, wholly or in part.
        kind: What it asks for; None in a draft that was stored before this was kept.
        quote: The exact words of the posting; empty in a draft stored before.
        reason: Why the status is what it is, in words; empty in a draft stored before.
    """

    requirement_id: str
    text: str
    level: RequirementLevel
    status: RequirementStatus
    citations: list[str]
    kind: RequirementKind | None = None
    quote: str = ""
    reason: str = ""


class Fit(_Model):
    """How well the master profile answers a posting, over all of its requirements.

    Attributes:
        score: 0 to 1; None when no requirement could be assessed.
        low_confidence: Whether too little was found to trust the score.
        explanation: What counted how, in words.
    """

    score: float | None
    low_confidence: bool
    explanation: str


class Target(_Model):
    """The posting that a draft is for.

    Attributes:
        title: Of the job; None when the posting states none.
        company: The employer; None when the posting states none.
    """

    title: str | None
    company: str | None


class NetworkLink(_Model):
    """The person on a social network.

    Attributes:
        network: Its name.
        username: The person's there.
        url: The person's page.
    """

    network: str | None
    username: str | None
    url: str | None


class Place(_Model):
    """Where the person lives, in parts; None where the profile does not say.

    Attributes:
        address: Street and number.
        postal_code: As the country writes it.
        city: The town.
        region: The state or province.
        country_code: ISO 3166.
    """

    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country_code: str | None = None


class Contact(_Model):
    """Who the person is and how to reach them; None where the profile does not say.

    Attributes:
        name: The whole name.
        label: What the person is, in a few words.
        email: As in the master profile.
        phone: As in the master profile.
        url: The person's own page.
        location: `place` in one line.
        profiles: Pages on social networks.
        place: Where the person lives, in parts.
    """

    name: str | None
    label: str | None
    email: str | None
    phone: str | None
    url: str | None
    location: str | None
    profiles: list[NetworkLink]
    place: Place | None = None


class DraftEntry(_Model):
    """A job, a school, a project, a group of skills.

    Attributes:
        entry: The master profile's entry, such as "work/1".
        title: Position, degree, name of the project or of the group.
        organization: Employer, school, issuer.
        location: Where, in one line.
        start_date: As in the master profile.
        end_date: As in the master profile; None with a start means that it lasts.
        dates: Both in one line, as printed.
        url: Of the employer, school or project.
        detail: Score, level, fluency or roles.
        lines: What the person did there.
        area: What was studied, the last part of a degree's title; None elsewhere.
    """

    entry: str
    title: str | None
    organization: str | None
    location: str | None
    start_date: str | None
    end_date: str | None
    dates: str | None
    url: str | None
    detail: str | None
    lines: list[DraftLine]
    area: str | None = None


class CvSection(_Model):
    """A heading and what stands under it.

    Attributes:
        id: The section of the master profile, such as "work".
        heading: As printed.
        layout: Whether lines are bullets under entries, or one list.
        entries: In the order they are printed.
    """

    id: str
    heading: str
    layout: Literal["entries", "inline"]
    entries: list[DraftEntry]


class CvDraft(_Model):
    """A CV for one posting.

    Attributes:
        schema_version: Of all documents.
        kind: A CV.
        language: Of the draft, ISO 639-1.
        target: The posting it is for.
        basics: Who the person is, copied by code.
        summary: Lines at the head; none when there is nothing to say.
        sections: In the order they are printed.
        unverified: Lines that were not let through, and those of the person's that stand all the
            same.
        requirements_met: What the master profile has to say to each requirement of the posting.
        fit: How well it answers the posting; None in a draft that was stored before this was kept.
        remarks: What a model's draft lost or covers less well, in words.
    """

    schema_version: Literal[1] = 1
    kind: Literal["cv"] = "cv"
    language: str
    target: Target
    basics: Contact
    summary: list[DraftLine]
    sections: list[CvSection]
    unverified: list[Unverified] = Field(default_factory=list[Unverified])
    requirements_met: list[RequirementMet] = Field(default_factory=list[RequirementMet])
    fit: Fit | None = None
    remarks: list[str] = Field(default_factory=list[str])


class Recipient(_Model):
    """Whom a letter is for.

    Attributes:
        name: The person's; None when nobody is named.
        company: The employer; None when the posting states none.
    """

    name: str | None
    company: str | None


class Paragraph(_Model):
    """Sentences that belong together.

    Attributes:
        sentences: In their order.
        as_list: The first leads in, the rest are bullets.
    """

    sentences: list[DraftLine]
    as_list: bool = False


class LetterDraft(_Model):
    """A cover letter for one posting.

    Attributes:
        schema_version: Of all documents.
        kind: A letter.
        language: Of the draft, ISO 639-1.
        target: The posting it is for.
        basics: Who the person is, copied by code.
        recipient: Whom it is for.
        subject: The line above the salutation.
        salutation: As printed.
        paragraphs: In their order.
        closing: The words above the name.
        signature: The name as printed; None when the profile has none.
        unverified: Lines that were not let through, and those of the person's that stand all the
            same.
        requirements_met: What the master profile has to say to each requirement of the posting.
        fit: How well it answers the posting; None in a draft that was stored before this was kept.
        date_line: The place and the date as printed; None in a draft stored before this was kept.
    """

    schema_version: Literal[1] = 1
    kind: Literal["letter"] = "letter"
    language: str
    target: Target
    basics: Contact
    recipient: Recipient
    subject: str
    salutation: str
    paragraphs: list[Paragraph]
    closing: str
    signature: str | None
    unverified: list[Unverified] = Field(default_factory=list[Unverified])
    requirements_met: list[RequirementMet] = Field(default_factory=list[RequirementMet])
    fit: Fit | None = None
    date_line: str | None = None
