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
    """Where the person lives.

    Attributes:
        address: Street and number; several lines where the person wrote several.
        postal_code: As it is written in the country.
        city: Town or city.
        country_code: ISO 3166-1 alpha-2, such as DE.
        region: State, province or canton.
    """

    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    region: str | None = None


class NetworkProfile(Part):
    """The person on a social network.

    Attributes:
        network: Such as LinkedIn or GitHub.
        username: On that network.
        url: Of the person's page there.
    """

    network: str | None = None
    username: str | None = None
    url: str | None = None


class Basics(Part):
    """Who the person is and how to reach them. All but `label` and `summary` is contact data.

    Attributes:
        name: In full.
        label: What the person is, in a few words: "Backend engineer".
        image: The address of a photo.
        email: Where to write.
        phone: With +country where the person wrote it so.
        url: The person's own page.
        summary: Some sentences about the person.
        location: Where the person lives.
        profiles: On social networks.
    """

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
    """A job. `name` is the employer, `description` says what the employer does.

    Attributes:
        name: The employer.
        location: Where the work was done.
        description: What the employer does.
        position: The job's title.
        url: Of the employer.
        start_date: YYYY, YYYY-MM or YYYY-MM-DD, as precise as the person wrote it.
        end_date: The same; left out while it lasts.
        summary: What the job was about.
        highlights: What the person did there, a line each.
    """

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
    """Unpaid work.

    Attributes:
        organization: For whom.
        position: The person's part in it.
        url: Of the organization.
        start_date: YYYY, YYYY-MM or YYYY-MM-DD, as precise as the person wrote it.
        end_date: The same; left out while it lasts.
        summary: What it was about.
        highlights: What the person did there, a line each.
    """

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

    Attributes:
        institution: The school or university.
        url: Of the institution.
        area: What was studied: "Computer Science".
        study_type: The degree or kind of study: "Bachelor of Science".
        start_date: YYYY, YYYY-MM or YYYY-MM-DD, as precise as the person wrote it.
        end_date: The same; left out while it lasts.
        score: The grade, as the school writes it.
        summary: What it was about.
        highlights: Theses, honours and activities, a line each.
        courses: That the person names, a line each.
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
    """A prize or honour.

    Attributes:
        title: Its name.
        date: When it was given: YYYY, YYYY-MM or YYYY-MM-DD.
        awarder: Who gave it.
        summary: What it was given for.
    """

    title: str | None = None
    date: ResumeDate | None = None
    awarder: str | None = None
    summary: str | None = None


class Certificate(Part):
    """A certificate and who issued it.

    Attributes:
        name: Of the certificate.
        date: When it was issued: YYYY, YYYY-MM or YYYY-MM-DD.
        url: Where it can be seen.
        issuer: Who issued it.
    """

    name: str | None = None
    date: ResumeDate | None = None
    url: str | None = None
    issuer: str | None = None


class Publication(Part):
    """A paper, article, book or talk.

    Attributes:
        name: Its title.
        publisher: The journal, conference or publishing house.
        release_date: When it came out: YYYY, YYYY-MM or YYYY-MM-DD.
        url: Where it can be read.
        summary: What it is about.
    """

    name: str | None = None
    publisher: str | None = None
    release_date: ResumeDate | None = None
    url: str | None = None
    summary: str | None = None


class Skill(Part):
    """A field of skill with its keywords.

    Attributes:
        name: Of the field: "Databases".
        level: As the person puts it: "Master".
        keywords: What the person knows in it: "PostgreSQL".
    """

    name: str | None = None
    level: str | None = None
    keywords: list[str] = Field(default_factory=list)


class Language(Part):
    """A language and how well it is spoken.

    Attributes:
        language: Its name: "Spanish".
        fluency: As the person puts it: "native", "C1".
    """

    language: str | None = None
    fluency: str | None = None


class Interest(Part):
    """Something outside work.

    Attributes:
        name: What it is: "Climbing".
        keywords: More of it, a word or line each.
    """

    name: str | None = None
    keywords: list[str] = Field(default_factory=list)


class Reference(Part):
    """What somebody else said. Words about the person, not of the person.

    Attributes:
        name: Who said it.
        reference: What was said.
    """

    name: str | None = None
    reference: str | None = None


class Project(Part):
    """A project, at work or not. `entity` is who it was made for.

    Attributes:
        name: Of the project.
        description: What it is.
        highlights: What the person did in it, a line each.
        keywords: What it was made with.
        start_date: YYYY, YYYY-MM or YYYY-MM-DD, as precise as the person wrote it.
        end_date: The same; left out while it lasts.
        url: Where it can be seen.
        roles: What the person was in it: "Maintainer".
        entity: For whom it was made.
        type: Such as "application" or "talk".
    """

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
    """The document's own version and address.

    Attributes:
        canonical: Where the latest version of the document is.
        version: Of the document, such as v1.0.0.
        last_modified: ISO 8601, as whoever wrote the document put it.
    """

    canonical: str | None = None
    version: str | None = None
    last_modified: str | None = None


class MasterProfile(Part):
    """Everything a person can claim. Drafts cite it; nothing that is not here is claimed.

    Attributes:
        basics: Who the person is and how to reach them.
        work: Jobs, the latest first.
        volunteer: Unpaid work.
        education: Schools, degrees and courses of study.
        awards: Prizes and honours.
        certificates: And who issued them.
        publications: Papers, articles, books and talks.
        skills: Fields of skill with their keywords.
        languages: And how well they are spoken.
        interests: Outside work.
        references: What others said.
        projects: At work or not.
        meta: The document's own version and address.
    """

    schema_url: str | None = Field(
        default=None, alias="$schema", description="The schema that the document names for itself."
    )
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
