"""A whole document against the master profile: one verdict for each thing it says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.headers import title_and_organization
from orchestrator.tasks.drafting.record import SECTIONS, Record, section_of
from orchestrator.tasks.drafting.verification.agreement import disagreements
from orchestrator.tasks.drafting.verification.language import guess
from orchestrator.tasks.drafting.verification.tokens import tokenise
from orchestrator.tasks.verifying.addresses import (
    ADDRESS,
    DATE,
    PIECES,
    contact_words,
    is_page_number,
)
from orchestrator.tasks.verifying.candidates import Candidates
from orchestrator.tasks.verifying.courtesy import Courtesy
from orchestrator.tasks.verifying.documents import sentences
from orchestrator.tasks.verifying.frames import (
    behind_qualifications,
    lead_ins,
    months,
)
from orchestrator.tasks.verifying.headers import (
    contact_findings,
    covering_entry,
    header_findings,
    is_covered,
    matching_entry,
    shown_header,
)
from orchestrator.tasks.verifying.places import Places
from profiles.drafts import CvDraft, Finding, LetterDraft
from profiles.master_profile import entries_of, entry_dates
from profiles.verification_reports import Verdict, VerificationReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.verifying.documents import Claims
    from profiles.drafts import DraftLine
    from profiles.master_profile import CitableLine, MasterProfile
    from profiles.master_profile.schema import Part

_SHORTEST_TITLE = 4
_PLACED = frozenset({"work", "education", "volunteer"})
"""Sections where it matters under which entry a line stands."""

_INLINE = frozenset({"skills", "interests", "languages"})


def verify_document(
    claims: Claims,
    profile: MasterProfile,
    *,
    file: str,
    profile_version: int | None = None,
    facts: JobFacts | None = None,
    others: Sequence[CvDraft | LetterDraft] = (),
    today: date | None = None,
) -> VerificationReport:
    """Verify everything a document says of the person.

    Args:
        claims: From `read_claims`.
        profile: What may be said.
        file: What the document is called in the report.
        profile_version: For the report.
        facts: Of the posting it was written for: its names may be used, they claim nothing.
        others: Drafts for the same job, with which it must agree.
        today: Until when a job without an end has lasted; None is today in UTC.

    Raises:
        InvalidInputError: the profile has no lines.
    """
    record = Record.of(profile)
    posting = [text for text in (facts.title, facts.company, facts.contact_name) if text] if facts else []  # fmt: skip  # noqa: E501
    checker = _Checker(record, posting, today or datetime.now(UTC).date())
    if claims.draft is not None:
        verdicts = list(checker.draft(claims.draft))
        found = [x for other in others for x in disagreements(claims.draft, other)]
    else:
        places = Places(claims.printed)
        verdicts = [_placed(verdict, places) for verdict in checker.document(claims)]
        found = []
    verdicts = [
        verdict.model_copy(
            update={
                "cited_texts": [
                    record.lines[x].text for x in verdict.citations if x in record.lines
                ]
            }
        )
        for verdict in verdicts
    ]
    return VerificationReport(
        file=file,
        kind=claims.kind,
        profile_version=profile_version,
        verdicts=verdicts,
        contradictions=found,
    )


class _Checker:
    """Gives the verdicts of one document."""

    def __init__(self, record: Record, posting: Sequence[str], today: date) -> None:
        self._record = record
        self._candidates = Candidates(record, posting, today)
        name = record.profile.basics.name
        self._person = _words_of(name or "")
        spoken = guess((x.text for x in record.lines.values()), "en")
        self._courtesy = Courtesy(spoken, posting, self._person)
        self._contact_words = frozenset(contact_words(record))
        label = record.profile.basics.label
        self._head_words = self._contact_words | self._person | _words_of(label or "")

    def document(self, claims: Claims) -> Iterator[Verdict]:
        """The verdicts of a file that was not made by us."""
        yield from self._contact(claims.profile)
        basics = claims.profile.basics
        if basics.label:
            yield self._sentence(basics.label, "title", None)
        for sentence in sentences(basics.summary or ""):
            yield self._sentence(sentence, "summary", None)
        for section in SECTIONS:
            for part in entries_of(claims.profile, section).values():
                yield from self._entry(part, section)
        if claims.kind == "letter":
            self._courtesy.learn(claims.paragraphs)
        for number, paragraph in enumerate(claims.paragraphs, 1):
            where = f"paragraph {number}" if claims.kind == "letter" else "unplaced"
            yield from self._paragraph(paragraph, where)

    def draft(self, draft: CvDraft | LetterDraft) -> Iterator[Verdict]:
        """The verdicts of one of our drafts: each line against its own citations."""
        for where, line in _lines_of(draft):
            if line.origin == "template":
                yield _verdict(line.text, where, "no_claim", line.citations, ())
                continue
            unknown = [key for key in line.citations if key not in self._record.lines]
            cited = [self._record.lines[key] for key in line.citations if key not in unknown]
            findings = self._candidates.verified(line.text, cited)
            if unknown:
                reason = f"no line of the master profile has id {', '.join(unknown)}"
                findings = (
                    Finding(kind="claim", text=", ".join(unknown), reason=reason),
                    *findings,
                )
            status = "unsupported" if findings else "supported"
            yield _verdict(line.text, where, status, line.citations, findings)

    def _contact(self, said: MasterProfile) -> Iterator[Verdict]:
        basics = said.basics
        text = shown_header((basics.name, basics.email, basics.phone))
        findings = tuple(contact_findings(basics, self._record.profile.basics))
        if text:
            yield _verdict(text, "contact", "unsupported" if findings else "no_claim", [], findings)

    def _entry(self, part: Part, section: str) -> Iterator[Verdict]:
        entry_id = matching_entry(part, section, self._record)
        title, organization = title_and_organization(part)
        text = shown_header((title, organization, entry_dates(part)))
        where = shown_header((section, organization or title))
        if section in _INLINE:
            yield from self._inline(part, section, title)
            return
        if text:
            found = tuple(header_findings(part, entry_id, section, self._record, self._candidates))
            if any(finding.kind != "date" for finding in found) and (
                own := self._own_header(text, section)
            ):
                entry_id, found = own, ()
            cited = [entry_id] if entry_id else []
            yield _verdict(text, where, "unsupported" if found else "supported", cited, found)
        for line in _texts_of(part):
            for sentence in (x for piece in self._unglued(line) for x in sentences(piece)):
                if self._is_only_contact(sentence):
                    continue
                if entry_id is None and section in _PLACED:
                    # Whatever it is, it was not done there.
                    findings = self._candidates.carrying(sentence)[1]
                    reason = "it stands under an entry that is not in the master profile"
                    stray = Finding(
                        kind="employer", text=organization or title or text, reason=reason
                    )
                    yield _verdict(sentence, where, "unsupported", [], (stray, *findings))
                elif section in _PLACED:
                    yield self._sentence(sentence, where, entry_id)
                elif own := self._own_header(sentence, section):
                    yield _verdict(sentence, where, "supported", [own], ())
                else:
                    yield self._sentence(sentence, where, entry_id)

    def _inline(self, part: Part, section: str, title: str | None) -> Iterator[Verdict]:
        """Skills, languages, interests: each by itself, skills on any line of the profile."""
        if section == "languages":
            text = shown_header((title, getattr(part, "fluency", None)))
            lines, findings = self._candidates.carrying(text, None, ("languages",))
            yield _settled(text, section, lines, findings)
            return
        keywords: list[str] = getattr(part, "keywords", [])
        sections = () if section == "skills" else (section,)
        level: str | None = getattr(part, "level", None)
        names = [*keywords] if keywords else [title or ""]
        for name in names:
            if name and not is_page_number(name, self._person):
                lines, findings = self._candidates.carrying(name, None, sections)
                yield _settled(name, section, lines, findings)
        if level:
            lines, findings = self._candidates.carrying(
                shown_header((title, level)), None, ("skills",)
            )
            yield _settled(shown_header((title, level)), section, lines, findings)

    def _paragraph(self, paragraph: Sequence[str], where: str) -> Iterator[Verdict]:
        """A letter's sentences: one that names no employer is about the one named before."""
        entry: str | None = None
        for sentence in paragraph:
            entry = self._named_entry(sentence) or entry
            yield self._sentence(sentence, where, entry, is_letter=True)

    def _sentence(
        self, text: str, where: str, entry: str | None, *, is_letter: bool = False
    ) -> Verdict:
        is_head = self._is_only_contact(text, self._head_words) or is_page_number(
            text, self._person
        )
        if is_head or (is_letter and self._courtesy.claims_nothing(text)):
            return _verdict(text, where, "no_claim", [], ())
        if is_letter and (lead := self._lead_in(text)):
            entry, behind = lead
            if not behind:
                return _verdict(text, where, "supported", [entry], ())
            lines, findings = self._candidates.carrying(behind, entry)
            return _settled(text, where, lines, findings)
        named = behind_qualifications(text) if is_letter else None
        if named and (own := self._own_header(named, None)):
            return _verdict(text, where, "supported", [own], ())
        lines, findings = self._candidates.carrying(text, entry)
        if findings and is_letter and (line := self._verbatim(text)):
            return _verdict(text, where, "supported", [line], ())
        if findings and not is_letter and (own := self._own_header(text, None, entry)):
            return _verdict(text, where, "supported", [own], ())
        if findings and entry is not None and is_letter and not self._named_entry(text):
            others, fewer = self._candidates.carrying(text)
            if len(fewer) < len(findings):
                lines, findings = others, fewer
        return _settled(text, where, lines, findings)

    def _lead_in(self, text: str) -> tuple[str, str] | None:
        """The entry that a sentence of ours leads in, and what follows it; None for others."""
        for lead in lead_ins(text):
            said = set(_words_of(" ".join(lead.names)))
            for entry_id, entry in self._record.entries.items():
                ended = lead.is_current and getattr(entry, "end_date", None)
                if not ended and is_covered(said, entry):
                    return entry_id, lead.rest
        return None

    def _verbatim(self, text: str) -> str | None:
        """The line that a sentence is word for word, if it is not one of a job or school."""
        bare = " ".join(text.split()).rstrip(".")
        for line in self._record.lines.values():
            if line.section not in _PLACED and " ".join(line.text.split()).rstrip(".") == bare:
                return line.id
        return None

    def _own_header(self, text: str, section: str | None, entry: str | None = None) -> str | None:
        """The entry that a header in one line is of: "Aug 2016 · Lead, Designer · example.com"."""
        pieces = [
            piece
            for piece in PIECES.split(ADDRESS.sub(" ", text))
            if piece and any(char.isalnum() for char in piece) and not self._is_only_contact(piece)
        ]
        return covering_entry(text, pieces, section, self._record, entry) if pieces else None

    def _unglued(self, text: str) -> list[str]:
        """A line without the header of the next entry, which a reader may have joined to it."""
        for entry in self._record.entries.values():
            title, _ = title_and_organization(entry)
            if title and len(title) >= _SHORTEST_TITLE:
                match = re.search(rf"(?<=\S)\s{re.escape(title)}(?=\s*(?:[|\u00b7]|$))", text)
                if match:
                    return [text[: match.start()], text[match.start() :].strip()]
        return [text]

    def _is_only_contact(self, text: str, known: frozenset[str] | None = None) -> bool:
        """Whether a line holds addresses, dates and the person's own contact data, nothing else.

        `known`: words of a head, with the name and the label; None for contact data alone.
        """
        left = [word for word in _words_of(ADDRESS.sub(" ", text)) if word not in months()]
        strange = [word for word in left if word not in (known or self._contact_words)]
        return not strange or (bool(DATE.search(text)) and all(word.isdigit() for word in strange))

    def _named_entry(self, text: str) -> str | None:
        """The entry whose employer or school a sentence names."""
        said = _words_of(text)
        for entry_id, entry in self._record.entries.items():
            if section_of(entry_id) not in _PLACED:
                continue
            _, organization = title_and_organization(entry)
            names = {x.word for x in tokenise(organization or "") if x.text[0].isupper()}
            if names and names <= said:
                return entry_id
        return None


def _words_of(text: str) -> frozenset[str]:
    return frozenset(token.word for token in tokenise(text))


def _lines_of(draft: CvDraft | LetterDraft) -> Iterable[tuple[str, DraftLine]]:
    if isinstance(draft, CvDraft):
        for line in draft.summary:
            yield "summary", line
        for section in draft.sections:
            for entry in section.entries:
                for line in entry.lines:
                    yield entry.entry, line
    else:
        for number, paragraph in enumerate(draft.paragraphs, 1):
            for line in paragraph.sentences:
                yield f"paragraph {number}", line


def _texts_of(part: Part) -> Iterable[str]:
    for name in ("description", "summary"):
        text: str | None = getattr(part, name, None)
        if text:
            yield text
    for name in ("highlights", "courses", "keywords", "roles"):
        yield from cast("list[str]", getattr(part, name, []))


def _placed(verdict: Verdict, places: Places) -> Verdict:
    page, line = places.of(verdict.text)
    return verdict.model_copy(update={"page": page, "line": line})


def _settled(
    text: str, where: str, lines: Sequence[CitableLine], findings: tuple[Finding, ...]
) -> Verdict:
    status = "unsupported" if findings else "supported"
    return _verdict(text, where, status, [line.id for line in lines], findings)


def _verdict(
    text: str,
    where: str,
    status: str,
    citations: Sequence[str],
    findings: tuple[Finding, ...],
) -> Verdict:
    return Verdict(
        text=text,
        where=where,
        status=status,  # pyright: ignore[reportArgumentType]
        citations=list(citations),
        findings=list(findings),
    )
