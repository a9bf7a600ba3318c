"""What a model is asked to write down of a posting."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from profiles.postings import (
    EmploymentType,
    JobLocationType,
    RequirementKind,
    RequirementLevel,
    SalaryUnit,
)


class _Answer(BaseModel):
    # A model's extra keys do no harm; a missing one that may be empty is empty.
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class AnsweredSalary(_Answer):
    """Pay for this job."""

    currency: str | None = None
    min: float | None = None
    max: float | None = None
    unit: SalaryUnit | None = None


class AnsweredContact(_Answer):
    """Whom to write to or to ask."""

    name: str | None = None
    email: str | None = None
    telephone: str | None = None


class AnsweredRequirement(_Answer):
    """One thing that is asked of the applicant."""

    text: str = Field(description="The requirement in a few words.")
    kind: RequirementKind = "other"
    level: RequirementLevel = "unknown"
    years: float | None = Field(None, description="Years of experience, the lower bound.")
    quote: str = Field(description="The posting's exact words.")


class PostingAnswer(_Answer):
    """A posting as a model reads it; code checks it against the source."""

    is_posting: bool = True
    title: str | None = None
    hiring_organization: str | None = Field(None, description="The employer's name.")
    job_location: list[str] = Field(
        default_factory=list, description="Each place of work as the posting writes it."
    )
    job_location_type: JobLocationType | None = None
    employment_type: list[EmploymentType] = Field(default_factory=list[EmploymentType])
    base_salary: AnsweredSalary | None = None
    date_posted: str | None = None
    valid_through: str | None = Field(None, description="The last day to apply.")
    responsibilities: list[str] = Field(default_factory=list)
    qualifications: list[str] = Field(default_factory=list)
    job_benefits: list[str] = Field(default_factory=list)
    skills: list[str] = Field(
        default_factory=list, description="Technologies, tools and methods that are named."
    )
    industry: str | None = None
    seniority: str | None = None
    work_hours: str | None = None
    application_url: str | None = None
    application_contact: AnsweredContact | None = None
    in_language: str | None = Field(
        None, description="Of the posting's text, two letters, such as en."
    )
    requirements: list[AnsweredRequirement] = Field(default_factory=list[AnsweredRequirement])
    closed: bool = False


class PictureAnswer(PostingAnswer):
    """As `PostingAnswer`, with the text that the pictures show."""

    transcript: str = Field(
        description="The whole text of the posting in the pictures, line by line, nothing left "
        "out; what overlapping pictures show twice stands once."
    )
