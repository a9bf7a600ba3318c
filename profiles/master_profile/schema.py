"""JSON Resume, schema 1.3.1: the field names of the document, snake_case in Python.

Every field may be absent, as the schema has it. Keys the schema does not know are kept as they are
(`model_extra`), so that a document comes back out with all that went in.
"""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from profiles.master_profile.line_ids import LineIds

_DATE = re.compile(r"(?P<year>[12]\d{3})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")


def _checked_date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if match is not None:
        try:
            date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        except ValueError:
            match = None
    if match is None:
        raise PydanticCustomError("resume_date", "a date is YYYY, YYYY-MM or YYYY-MM-DD")
    return text


ResumeDate = Annotated[str, AfterValidator(_checked_date)]
"""As precise as the person wrote it: YYYY, YYYY-MM or YYYY-MM-DD."""


class Part(BaseModel):
    """What every part of the document has in common."""

    model_config = ConfigDict(
        extra="allow",
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        coerce_numbers_to_str=True,
    )


class Location(Part):
    """Where the person lives."""

    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    region: str | None = None


class NetworkProfile(Part):
    """The person on a social network."""

    network: str | None = None
    username: str | None = None
    url: str | None = None


class Basics(Part):
    """Who the person is and how to reach them. All but `label` and `summary` is contact data."""

    name: str | None = None
    label: str | None = None
    image: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    summary: str | None = None
    location: Location | None = None
    profiles: list[NetworkProfile] = Field(default_factory=list[NetworkProfile])


class Work(Part):
    """A job. `name` is the employer, `description` says what the employer does."""

    name: str | None = None
    location: str | None = None
    description: str | None = None
    position: str | None = None
    url: str | None = None
    start_date: ResumeDate | None = None
    end_date: ResumeDate | None = None
    summary: str | None = None
    highlights: list[str] = Field(default_factory=list)


class Volunteer(Part):
    """Unpaid work."""

    organization: str | None = None
    position: str | None = None
    url: str | None = None
    start_date: ResumeDate | None = None
    end_date: ResumeDate | None = None
    summary: str | None = None
    highlights: list[str] = Field(default_factory=list)


class Education(Part):
    """A school, a degree, a course of study.

    The schema has no `summary` and `highlights` here, but allows them: every other format of CVs
    has a thesis, honours or activities under a school.
    """

    institution: str | None = None
    url: str | None = None
    area: str | None = None
    study_type: str | None = None
    start_date: ResumeDate | None = None
    end_date: ResumeDate | None = None
    score: str | None = None
    summary: str | None = None
    highlights: list[str] = Field(default_factory=list)
    courses: list[str] = Field(default_factory=list)


class Award(Part):
    """A prize or honour."""

    title: str | None = None
    date: ResumeDate | None = None
    awarder: str | None = None
    summary: str | None = None


class Certificate(Part):
    """A certificate and who issued it."""

    name: str | None = None
    date: ResumeDate | None = None
    url: str | None = None
    issuer: str | None = None


class Publication(Part):
    """A paper, article, book or talk."""

    name: str | None = None
    publisher: str | None = None
    release_date: ResumeDate | None = None
    url: str | None = None
    summary: str | None = None


class Skill(Part):
    """A field of skill with its keywords."""

    name: str | None = None
    level: str | None = None
    keywords: list[str] = Field(default_factory=list)


class Language(Part):
    """A language and how well it is spoken."""

    language: str | None = None
    fluency: str | None = None


class Interest(Part):
    """Something outside work."""

    name: str | None = None
    keywords: list[str] = Field(default_factory=list)


class Reference(Part):
    """What somebody else said. Words about the person, not of the person."""

    name: str | None = None
    reference: str | None = None


class Project(Part):
    """A project, at work or not. `entity` is who it was made for."""

    name: str | None = None
    description: str | None = None
    highlights: list[str] = Field(default_factory=list)
    keywords: list[str] = Field(default_factory=list)
    start_date: ResumeDate | None = None
    end_date: ResumeDate | None = None
    url: str | None = None
    roles: list[str] = Field(default_factory=list)
    entity: str | None = None
    type: str | None = None


class Meta(Part):
    """The document's own version and address."""

    canonical: str | None = None
    version: str | None = None
    last_modified: str | None = None


class MasterProfile(Part):
    """Everything a person can claim. Drafts cite it; nothing that is not here is claimed."""

    schema_url: str | None = Field(default=None, alias="$schema")
    basics: Basics = Field(default_factory=Basics)
    work: list[Work] = Field(default_factory=list[Work])
    volunteer: list[Volunteer] = Field(default_factory=list[Volunteer])
    education: list[Education] = Field(default_factory=list[Education])
    awards: list[Award] = Field(default_factory=list[Award])
    certificates: list[Certificate] = Field(default_factory=list[Certificate])
    publications: list[Publication] = Field(default_factory=list[Publication])
    skills: list[Skill] = Field(default_factory=list[Skill])
    languages: list[Language] = Field(default_factory=list[Language])
    interests: list[Interest] = Field(default_factory=list[Interest])
    references: list[Reference] = Field(default_factory=list[Reference])
    projects: list[Project] = Field(default_factory=list[Project])
    meta: Meta | None = None

    _line_ids: LineIds | None = PrivateAttr(default=None)

    @property
    def line_ids(self) -> LineIds:
        """The ids of entries and lines; positions, unless the store has given others."""
        return self._line_ids or LineIds.positions(self)

    def with_line_ids(self, line_ids: LineIds) -> "MasterProfile":
        """The same profile under ids that were given to its lines; they are not in the document."""
        profile = self.model_copy()
        profile._line_ids = line_ids  # pyright: ignore[reportPrivateUsage]
        return profile

    def to_json_resume(self) -> dict[str, object]:
        """Return the JSON Resume document: only what is filled, and every key that was unknown."""
        return self.model_dump(mode="json", exclude_defaults=True)
