"""The sentences around a letter's body: filled from a template by code, claiming nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, cast

from orchestrator.tasks.drafting.headers import title_and_organization
from orchestrator.tasks.drafting.record import ONGOING, end_of, section_of
from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.salutations import addressee, elided, for_anyone
from profiles.drafts import DraftLine, Recipient

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record

Tone = Literal["formal", "friendly", "plain"]

_LONGEST_NAME = 80
_SENTENCE_END = re.compile(r"[!?;\n]|(?<=\w{4})\.\s")
_ADDRESS = re.compile(r"@|://|www\.")
_SPEAKS = re.compile(r"\b(?:I(?:['\u2019]\w+)?\s+[a-z]|[Mm]y\b|ich\b|je\b|j['\u2019])")


class Frame:
    """The template of one language and tone, with the posting's title and company.

    `recipient` goes before the posting's contact. In a short one no sentence leads to what follows.
    """

    def __init__(
        self,
        language: str,
        tone: Tone,
        facts: JobFacts,
        recipient: str | None = None,
        *,
        is_short: bool = False,
    ) -> None:
        self._language = language
        self.is_short = is_short
        forms = cast("dict[str, str]", table("letters")[language])
        self._forms = {**forms, **cast("dict[str, str]", table("letters")[language][tone])}
        title = printable_name(facts.title)
        self._title = for_anyone(title) if title else None
        self._company = printable_name(facts.company)
        self._name = recipient or printable_name(facts.contact_name)
        self._to = addressee(self._name, language) if self._name else None

    def recipient(self) -> Recipient:
        """Whom the letter is for."""
        return Recipient(name=self._name, company=self._company)

    def date_line(self, place: str | None, country: str | None, day: date) -> str:
        """Where and when, as it is written in the language and country: "Lyon, le 1er juin 2026".

        Args:
            place: The person's town.
            country: The person's, as a code of two letters: English has two orders.
            day: The letter's.
        """
        months = cast("list[str]", table("letters")[self._language]["months"])
        form = "date_place" if place else "date"
        if "date_us" in self._forms and country in table("salutations")["month_first"]["countries"]:
            form = "date_us"
        return self._forms[form].format(
            place=place,
            day=self._forms["first_day"] if day.day == 1 else day.day,
            month=months[day.month - 1],
            year=day.year,
        )

    def subject(self) -> str:
        """The line above the salutation."""
        return self._filled("subject_role" if self._title else "subject")

    def salutation(self) -> str:
        """To the contact by name, as the honorific says, else to nobody in particular."""
        if self._to is None:
            return self._filled("salutation")
        by_address = f"salutation_{self._to.address}"
        return self._filled(by_address if by_address in self._forms else "salutation_name")

    def opening(self, *, leads: bool, answers: bool) -> list[DraftLine]:
        """What is applied for, and the lead to what follows.

        Args:
            leads: Whether lines of the record follow as they stand, so that a lead is wanted.
            answers: Whether what follows answers the posting; a frame must not say so otherwise.
        """
        form = "opening"
        if self._title:
            form += "_role"
        if self._company and f"{form}_company" in self._forms:
            form += "_company"
        lead = self._filled("lead" if answers else "lead_open")
        return [
            _framed(self._filled(form)),
            *([_framed(lead)] if leads and not self.is_short else []),
        ]

    def ending(self) -> list[DraftLine]:
        """The last paragraph."""
        return [_framed(self._filled("ending"))]

    def closing(self) -> str:
        """The words above the signature."""
        has_own = self._name is not None and "closing_name" in self._forms
        return self._filled("closing_name" if has_own else "closing")

    def topics(self, names: Sequence[str]) -> DraftLine:
        """That the posting names these; each stands in the person's own lines too."""
        *first, last = names
        joined = f" {self._forms['final']} ".join([*([", ".join(first)] if first else []), last])
        return _framed(self._forms["topics"].format(topics=joined))

    def lead_in(self, record: Record, entry_id: str, *, to_list: bool) -> DraftLine | None:
        """Where the lines that follow were done; None where no form is ready for the entry.

        Args:
            record: The entry's.
            entry_id: Such as "work/1".
            to_list: Whether the lines follow as a list, after a colon; else the sentence goes on.
        """
        entry = record.entries[entry_id]
        title, organization = (in_a_sentence(x) for x in title_and_organization(entry))
        if not title and not organization:
            return None
        names = {"title": title, "organization": organization}
        is_work = section_of(entry_id) in ("work", "volunteer")
        if section_of(entry_id) == "projects" and title:
            form = self._forms.get("project" if to_list else "in_project")
        elif is_work and to_list:
            when = "now" if end_of(entry) == ONGOING else "past"
            form = self._forms[f"{when}_{_form_for(title, organization)}"]
        elif is_work:
            form = self._forms.get(f"in_{_form_for(title, organization)}")
        else:
            form = ", ".join(f"{{{field}}}" for field, value in names.items() if value) + ":"
        return _framed(self._spoken(form, title).format(**names), entry_id) if form else None

    def qualifications(self, record: Record, entry_ids: Sequence[str]) -> list[DraftLine]:
        """The lead to schools and certificates, and their names; one alone stands behind it."""
        lead = self._forms["qualifications"]
        names: list[DraftLine] = []
        for entry_id in entry_ids:
            title, organization = title_and_organization(record.entries[entry_id])
            is_school = section_of(entry_id) == "education"
            parts = (title, organization) if is_school else (title or organization,)
            if name := ", ".join(part for part in parts if part):
                names.append(_framed(name, entry_id))
        if len(names) == 1:
            return [_framed(f"{lead} {names[0].text}.", *names[0].citations)]
        return [_framed(lead), *names] if names else []

    def header_sentence(self, record: Record, entry_id: str) -> DraftLine | None:
        """An entry told by its header alone; None for one that no sentence is ready for."""
        entry = record.entries[entry_id]
        title, organization = (in_a_sentence(x) for x in title_and_organization(entry))
        if not title or not organization:
            return None
        form = "education"
        if section_of(entry_id) in ("work", "volunteer"):
            form = "job_now" if end_of(entry) == ONGOING else "job_past"
        return _framed(self._forms[form].format(title=title, organization=organization), entry_id)

    def _filled(self, form: str) -> str:
        to = self._to
        return self._spoken(self._forms[form], self._title).format(
            title=self._title,
            company=self._company,
            name=self._name,
            honorific=to.honorific if to else None,
            surname=to.surname if to else None,
            person=to.person if to else None,
            address=self.salutation().rstrip(",:") if "{address}" in self._forms[form] else None,
        )

    def _spoken(self, form: str, title: str | None) -> str:
        return elided(form, title) if self._language == "fr" and title else form


def in_a_sentence(name: str | None) -> str | None:
    """A title such as "Nurse, Intensive Care" as "Nurse (Intensive Care)": no comma parts it."""
    if name is None or name.count(", ") != 1 or "(" in name:
        return name
    head, tail = name.split(", ")
    return f"{head} ({tail})"


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
