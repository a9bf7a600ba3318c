"""The job posting: schema.org `JobPosting` names in snake_case, and where it came from.

Unknown is None or an empty list, never a guess.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class EmploymentType(StrEnum):
    """The values that Google's JobPosting guide gives for `employmentType`."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACTOR = "CONTRACTOR"
    TEMPORARY = "TEMPORARY"
    INTERN = "INTERN"
    VOLUNTEER = "VOLUNTEER"
    PER_DIEM = "PER_DIEM"
    OTHER = "OTHER"


class JobLocationType(StrEnum):
    """schema.org knows TELECOMMUTE only; the other two say what a posting says."""

    TELECOMMUTE = "TELECOMMUTE"
    HYBRID = "HYBRID"
    ON_SITE = "ON_SITE"


class SalaryUnit(StrEnum):
    """schema.org `unitText` of a salary."""

    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


RequirementKind = Literal["skill", "experience", "education", "language", "legal", "other"]
RequirementLevel = Literal["must", "nice", "unknown"]
OriginSource = Literal[
    "job_board", "json_ld", "microdata", "rdfa", "embedded_state", "text", "model"
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Organization(_Model):
    """schema.org `Organization`.

    Attributes:
        name: As the posting writes it.
        url: Its web site.
    """

    name: str
    url: str | None = None


class Place(_Model):
    """schema.org `Place` with its `PostalAddress`, flat.

    Attributes:
        name: The place as the posting writes it; the parts are filled only when they are sure.
        street_address: Street and number.
        address_locality: The town.
        address_region: The state or province.
        postal_code: As the country writes it.
        address_country: ISO 3166, or the name that is written.
    """

    name: str
    street_address: str | None = None
    address_locality: str | None = None
    address_region: str | None = None
    postal_code: str | None = None
    address_country: str | None = None


class BaseSalary(_Model):
    """schema.org `MonetaryAmount`. `min` equals `max` when one figure is stated.

    Attributes:
        currency: ISO 4217; None when a bare sign such as "$" leaves it open.
        min: In whole currency units; None for "up to".
        max: In whole currency units; None for "from".
        unit: Per what; None when not stated.
        text: The words of the posting.
    """

    currency: str | None
    min: float | None
    max: float | None
    unit: SalaryUnit | None
    text: str | None = None


class ApplicationContact(_Model):
    """schema.org `ContactPoint`.

    Attributes:
        name: Whom to write to.
        email: Their address.
        telephone: As the posting writes it.
    """

    name: str | None = None
    email: str | None = None
    telephone: str | None = None


class Requirement(_Model):
    """One thing the posting asks for.

    Attributes:
        id: "r1", "r2", ... in the order of the posting.
        text: The requirement in a short form.
        kind: What it asks for.
        level: Whether it is demanded; "unknown" where the posting does not say.
        years: Years of experience asked for, the lower bound.
        quote: The exact words: a substring of the posting's text.
    """

    id: str
    text: str
    kind: RequirementKind
    level: RequirementLevel
    years: float | None = None
    quote: str


class Source(_Model):
    """Where a posting came from.

    Attributes:
        kind: What was read.
        url: The final URL, for `url`.
        file_name: The file's name without its folder.
        sha256: Of the raw bytes as they were fetched or read, hexadecimal.
        fetched_at: Aware, UTC.
        text: The visible text that the posting was read from; quotes are substrings of it.
    """

    kind: Literal["url", "html", "text", "pdf", "image", "json"]
    url: str | None = None
    file_name: str | None = None
    sha256: str
    fetched_at: datetime
    text: str


class Origin(_Model):
    """Where the value of a field came from.

    Attributes:
        source: The kind of evidence: a job board's own answer, structured data in the page, its
            visible text, or a model's reading (which the text bears out).
        detail: Which board, or which model; None where there is no more to say.
        quote: The words of the source that say it, cut short; None where no single line does.
    """

    source: OriginSource
    detail: str | None = None
    quote: str | None = None


class JobPosting(_Model):
    """A job posting. Every field but `source` may be unknown.

    Attributes:
        title: Of the job.
        hiring_organization: The employer.
        job_location: Where the work is.
        job_location_type: Remote, in part, or on site.
        applicant_location_requirements: Where people may live who work remotely.
        employment_type: Full time, part time, ...
        base_salary: What it pays.
        date_posted: When it was published.
        valid_through: The last day to apply.
        job_start_date: A date or words, such as "as soon as possible".
        description: The whole text, without marks.
        responsibilities: What there is to do, a line each.
        qualifications: What is asked for, a line each, in the posting's words.
        job_benefits: What is offered, a line each.
        skills: Names of tools, methods and fields.
        industry: Of the employer.
        seniority: As the posting says it.
        work_hours: As the posting says it.
        identifier: The employer's own number of the posting.
        url: Where the posting is.
        application_url: Where to apply.
        application_contact: Whom to write to.
        in_language: Of the text, ISO 639-1.
        requirements: What is asked for, taken apart.
        closed: Whether it says that nobody is sought any more.
        origins: Of each field that is known, by its name: where its value came from.
        source: What was read.
    """

    title: str | None = None
    hiring_organization: Organization | None = None
    job_location: list[Place] = Field(default_factory=list[Place])
    job_location_type: JobLocationType | None = None
    applicant_location_requirements: list[str] = Field(default_factory=list)
    employment_type: list[EmploymentType] = Field(default_factory=list[EmploymentType])
    base_salary: BaseSalary | None = None
    date_posted: date | None = None
    valid_through: date | None = None
    job_start_date: str | None = None
    description: str | None = None
    responsibilities: list[str] = Field(default_factory=list)
    qualifications: list[str] = Field(default_factory=list)
    job_benefits: list[str] = Field(default_factory=list)
    skills: list[str] = Field(default_factory=list)
    industry: str | None = None
    seniority: str | None = None
    work_hours: str | None = None
    identifier: str | None = None
    url: str | None = None
    application_url: str | None = None
    application_contact: ApplicationContact | None = None
    in_language: str | None = None
    requirements: list[Requirement] = Field(default_factory=list[Requirement])
    closed: bool = False
    origins: dict[str, Origin] = Field(default_factory=dict[str, Origin])
    source: Source
