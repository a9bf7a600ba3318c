"""The sentences around a letter's body: filled from a template by code, claiming nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, cast

from orchestrator.tasks.drafting.headers import title_and_organization
from orchestrator.tasks.drafting.record import section_of
from orchestrator.tasks.drafting.resources import table
from profiles.drafts import DraftLine

if TYPE_CHECKING:
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record

Tone = Literal["formal", "friendly"]

_LONGEST_NAME = 80
_SENTENCE_END = re.compile(r"[!?;\n]|(?<=\w{4})\.\s")
_ADDRESS = re.compile(r"@|://|www\.")
_SPEAKS = re.compile(r"\b(?:I(?:['\u2019]\w+)?\s+[a-z]|[Mm]y\b|ich\b|je\b|j['\u2019])")


class Frame:
    """The template of one language and tone, with the posting's title and company."""

    def __init__(self, language: str, tone: Tone, facts: JobFacts) -> None:
        self._by_entry = cast("dict[str, str]", table("letters")[language])
        self._forms = cast("dict[str, str]", table("letters")[language][tone])
        self._title = printable_name(facts.title)
        self._company = printable_name(facts.company)
        self._name = printable_name(facts.contact_name)

    def subject(self) -> str:
        """The line above the salutation."""
        return self._filled("subject_role" if self._title else "subject")

    def salutation(self) -> str:
        """To the contact by name, else to nobody in particular."""
        return self._filled("salutation_name" if self._name else "salutation")

    def opening(self) -> list[DraftLine]:
        """What is applied for, and the lead to what follows."""
        form = "opening"
        if self._title:
            form += "_role"
        if self._company:
            form += "_company"
        return [_framed(self._filled(form)), _framed(self._filled("lead"))]

    def ending(self) -> list[DraftLine]:
        """The last paragraph."""
        return [_framed(self._filled("ending"))]

    def closing(self) -> str:
        """The words above the signature."""
        return self._filled("closing")

    def lead_in(self, record: Record, entry_id: str) -> DraftLine | None:
        """Where the lines that follow were done; None for an entry without a header."""
        title, organization = title_and_organization(record.entries[entry_id])
        if not title and not organization:
            return None
        names = {"title": title, "organization": organization}
        if section_of(entry_id) == "projects" and title:
            form = self._by_entry["project"]
        elif section_of(entry_id) in ("work", "volunteer"):
            form = self._by_entry[_form_for(title, organization)]
        else:
            form = ", ".join(f"{{{field}}}" for field, value in names.items() if value) + ":"
        return _framed(form.format(**names), entry_id)

    def _filled(self, form: str) -> str:
        return self._forms[form].format(title=self._title, company=self._company, name=self._name)


def printable_name(text: str | None) -> str | None:
    """A title, company or name of the posting, if it is no more than that.

    A stranger wrote it and it is printed in the person's letter: only its first sentence counts,
    and a text that speaks in the first person, or is too long for a name, is not printed at all.
    """
    if text is None:
        return None
    first = " ".join(_SENTENCE_END.split(text.strip(), maxsplit=1)[0].split())
    is_name = 0 < len(first) <= _LONGEST_NAME
    return None if not is_name or _SPEAKS.search(first) or _ADDRESS.search(first) else first


def _form_for(title: str | None, organization: str | None) -> str:
    if title and organization:
        return "at"
    return "as" if title else "with"


def _framed(text: str, *citations: str) -> DraftLine:
    return DraftLine(text=text, citations=list(citations), origin="template")
