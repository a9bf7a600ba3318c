"""What came of verifying a document against the master profile."""

from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict

from profiles.drafts import Finding

VerdictStatus = Literal["supported", "unsupported", "no_claim"]
DocumentKind = Literal["cv", "letter"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Verdict(_Model):
    """What became of one claim of a document.

    Attributes:
        text: As the document has it.
        where: The section, and the employer or school it stands under, or "paragraph 2".
        status: "no_claim" for what says nothing about the person, as a salutation.
        citations: The lines of the master profile that carry it; for an unsupported claim the
            nearest ones, which it was held against.
        findings: What of it they do not hold.
        page: Where it stands, from 1; None where the file has no pages or it was not found.
        line: On that page, or in the file; of a Word file the paragraph.
        cited_texts: What the lines of the master profile say, in the order of `citations`.
    """

    text: str
    where: str
    status: VerdictStatus
    citations: list[str]
    findings: list[Finding]
    page: int | None = None
    line: int | None = None
    cited_texts: list[str] = []


class VerificationReport(_Model):
    """Every claim of a document, with what carries it or does not.

    Attributes:
        contradictions: Where it disagrees with the other draft for the same job.
    """

    schema_version: Literal[1] = 1
    file: str
    kind: DocumentKind
    profile_version: int | None
    verdicts: list[Verdict]
    contradictions: list[Finding]

    @property
    def counts(self) -> Counter[str]:
        """How many claims there are of each status."""
        return Counter(verdict.status for verdict in self.verdicts)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.contradictions and all(x.status != "unsupported" for x in self.verdicts)
