"""What a model, or the rules, answer: a choice of lines by their citation ids, perhaps reworded.

There is no field for a name, an employer, a title, a school or a date.
"""

from pydantic import BaseModel, ConfigDict, Field

from profiles.drafts import RequirementStatus


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")


class AnswerLine(_Answer):
    """One line or sentence."""

    text: str | None = Field(description="The rewritten line; null prints the first cited line.")
    citations: list[str] = Field(description="Ids of the lines it rests on.")


class AnswerEntry(_Answer):
    """One entry of the record and its lines, the strongest first."""

    entry: str = Field(description="Id of the entry, such as work/1.")
    lines: list[AnswerLine]


class AnswerParagraph(_Answer):
    """One paragraph of a letter."""

    entry: str | None = Field(description="Id of the entry it is about; null for several.")
    sentences: list[AnswerLine]


class AnswerRequirement(_Answer):
    """How the record answers one requirement."""

    requirement_id: str
    status: RequirementStatus
    citations: list[str] = Field(description="Ids of the lines that show it; empty for none.")


class CvAnswer(_Answer):
    """The choice for a CV."""

    summary: list[AnswerLine] = Field(description="One to three sentences, or empty.")
    entries: list[AnswerEntry] = Field(description="Of every section, the most relevant first.")
    requirements: list[AnswerRequirement]


class LetterAnswer(_Answer):
    """The body of a letter."""

    paragraphs: list[AnswerParagraph]
    requirements: list[AnswerRequirement]
