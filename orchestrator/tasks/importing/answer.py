"""What a model is asked to write down of a CV: JSON Resume's sections, without contact data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    # A model's extra keys do no harm; a missing one that may be empty is empty.
    model_config = ConfigDict(extra="ignore", frozen=True)


class AnsweredWork(_Answer):
    """One position."""

    employer: str | None = None
    position: str | None = None
    location: str | None = None
    start: str | None = None
    end: str | None = None
    summary: str | None = None
    highlights: list[str] = Field(default_factory=list)


class AnsweredEducation(_Answer):
    """A school, a degree."""

    institution: str | None = None
    study_type: str | None = None
    area: str | None = None
    start: str | None = None
    end: str | None = None
    score: str | None = None
    courses: list[str] = Field(default_factory=list)


class AnsweredSkill(_Answer):
    """A skill, or a group of skills."""

    name: str | None = None
    level: str | None = None
    keywords: list[str] = Field(default_factory=list)


class AnsweredLanguage(_Answer):
    """A language that people speak."""

    language: str | None = None
    fluency: str | None = None


class AnsweredProject(_Answer):
    """A project."""

    name: str | None = None
    description: str | None = None
    start: str | None = None
    end: str | None = None
    highlights: list[str] = Field(default_factory=list)
    keywords: list[str] = Field(default_factory=list)


class AnsweredRecord(_Answer):
    """A certificate, an award, a publication."""

    name: str | None = None
    issuer: str | None = Field(None, description="Who issued, gave or published it.")
    date: str | None = None


class CvAnswer(_Answer):
    """A CV as a model reads it; code checks it against the document."""

    is_cv: bool = True
    label: str | None = Field(None, description="The occupation under the person's name.")
    summary: str | None = None
    work: list[AnsweredWork] = Field(default_factory=list[AnsweredWork])
    volunteer: list[AnsweredWork] = Field(default_factory=list[AnsweredWork])
    education: list[AnsweredEducation] = Field(default_factory=list[AnsweredEducation])
    skills: list[AnsweredSkill] = Field(default_factory=list[AnsweredSkill])
    languages: list[AnsweredLanguage] = Field(default_factory=list[AnsweredLanguage])
    projects: list[AnsweredProject] = Field(default_factory=list[AnsweredProject])
    certificates: list[AnsweredRecord] = Field(default_factory=list[AnsweredRecord])
    awards: list[AnsweredRecord] = Field(default_factory=list[AnsweredRecord])
    publications: list[AnsweredRecord] = Field(default_factory=list[AnsweredRecord])
    interests: list[str] = Field(default_factory=list)


class PictureCvAnswer(CvAnswer):
    """The same for pictures: what they say is checked against the transcript."""

    transcript: str = Field(
        description="The whole text of the pictures, line by line, in reading order. Start lines "
        "of lists with '- ', headings of sections with '## '."
    )
