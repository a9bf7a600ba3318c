"""From a line of an answer to a line of a draft: checked, verified, or replaced by its source."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from orchestrator.errors import AnswerUnverifiedError
from orchestrator.request import AnswerFaultError
from orchestrator.tasks.drafting.contact import contact_mask
from orchestrator.tasks.drafting.headers import title_and_organization
from orchestrator.tasks.drafting.verification import Vocabulary, verify_line
from profiles.drafts import DraftLine, Unverified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.answers import AnswerLine, AnswerRequirement
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.drafts import OnUnverified
    from profiles.master_profile import CitableLine


class Settler:
    """Settles the lines of one answer against one record, and remembers what it rejected.

    Attributes:
        unverified: What was rejected so far, in order.
    """

    def __init__(
        self,
        record: Record,
        facts: JobFacts,
        today: date,
        on_unverified: OnUnverified = "verbatim",
    ) -> None:
        self._record = record
        self._today = today
        self._verbatim_stands_in = on_unverified == "verbatim"
        self._facts = facts
        self._mask = contact_mask(record.profile.basics)
        self.unverified: list[Unverified] = []

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        """Made when a line needs it: lines that stand as they are need none."""
        texts = [line.text for line in self._record.lines.values()]
        employers = (title_and_organization(x)[1] for x in self._record.entries.values())
        return Vocabulary.of(
            [*texts, *self._facts.texts], employers=[name for name in employers if name]
        )

    def entry_lines(self, answers: Sequence[AnswerLine], where: str) -> list[DraftLine]:
        """The lines under an entry of a CV as they may be printed: each once, in order."""
        return self._settled(answers, where, can_stand=("text", "keyword"))

    def prose(self, answers: Sequence[AnswerLine], where: str) -> list[DraftLine]:
        """Sentences as they may be printed. A bare keyword cannot stand in for a sentence."""
        return self._settled(answers, where, can_stand=("text",))

    def _settled(
        self, answers: Sequence[AnswerLine], where: str, can_stand: tuple[str, ...]
    ) -> list[DraftLine]:
        lines = (self._line(answer, where, can_stand) for answer in answers)
        return list({line.text: line for line in lines if line is not None}.values())

    def _line(self, answer: AnswerLine, where: str, can_stand: tuple[str, ...]) -> DraftLine | None:
        cited = [self._record.lines[key] for key in answer.citations]
        source = next((line for line in cited if line.kind in can_stand), None)
        text = " ".join((answer.text or "").split())
        if source is not None and (not text or text in self._as_sent(source)):
            return _verbatim(source)
        findings = verify_line(
            text,
            [line.text for line in cited],
            headers=self._headers(cited),
            sections={line.section for line in cited},
            vocabulary=self._vocabulary,
            today=self._today,
        )
        if not findings:
            return DraftLine(text=text, citations=answer.citations, origin="rewritten")
        stand_in = source if self._verbatim_stands_in else None
        self.unverified.append(
            Unverified(
                line=text,
                reason="; ".join(finding.reason for finding in findings),
                replaced_by=stand_in.text if stand_in else None,
                where=where,
                citations=answer.citations,
                findings=list(findings),
            )
        )
        return _verbatim(stand_in) if stand_in else None

    def _headers(self, cited: Sequence[CitableLine]) -> list[str]:
        headers = (self._record.header(entry) for entry in dict.fromkeys(x.entry for x in cited))
        return [header for header in headers if header]

    def _as_sent(self, line: CitableLine) -> tuple[str, str]:
        """A line as it is and as the model saw it, without contact data."""
        return " ".join(line.text.split()), " ".join(self._mask(line.text).split())


def require_verified(unverified: Sequence[Unverified]) -> None:
    """Let no answer through of which a line was rejected: for `on_unverified="fail"`.

    Raises:
        AnswerFaultError: with each line and its reasons, for the model to mend; when it does not,
            the call ends with an `AnswerUnverifiedError`.
    """
    if not unverified:
        return
    lines = "\n".join(f'- {x.where}: "{x.line}": {x.reason}' for x in unverified)
    count = "1 line says" if len(unverified) == 1 else f"{len(unverified)} lines say"

    def verdict(provider: str, model: str) -> AnswerUnverifiedError:
        return AnswerUnverifiedError(
            f"{count} more than the lines of the master profile that they cite, also after repair",
            unverified=unverified,
            provider=provider,
            model=model,
            hint="use --on-unverified verbatim to have your own lines in their place, or drop",
        )

    raise AnswerFaultError(
        f"Lines say more than the lines that they cite:\n{lines}", verdict=verdict
    )


def placement_faults(
    record: Record, entry: str, answers: Sequence[AnswerLine], where: str
) -> Iterator[str]:
    """Which citations do not stand under the entry that they are used for."""
    for place, _, cited in _cited(record, answers, where):
        strange = [line.id for line in cited if line.entry != entry]
        if strange:
            yield f"{place}: {strange} do not stand under {entry}; cite lines of {entry} only."


def bullet_faults(record: Record, answers: Sequence[AnswerLine], where: str) -> Iterator[str]:
    """What is wrong with the citations of a CV's lines, in words a model can act on."""
    for place, _, cited in _cited(record, answers, where):
        if all(line.kind == "header" for line in cited):
            yield f"{place}: cite at least one line of the entry that is not its header."
    yield from _unknown(record, answers, where)


def prose_faults(record: Record, answers: Sequence[AnswerLine], where: str) -> Iterator[str]:
    """What is wrong with the citations of sentences, in words a model can act on."""
    for place, answer, cited in _cited(record, answers, where):
        if not cited:
            yield f"{place}: cite the lines of the profile that it rests on."
        elif not (answer.text or "").strip() and all(line.kind != "text" for line in cited):
            yield f"{place}: text is null, but {answer.citations} are no sentences; write one."
    yield from _unknown(record, answers, where)


def requirement_faults(record: Record, answers: Sequence[AnswerRequirement]) -> Iterator[str]:
    """What is wrong with the citations of requirements, in words a model can act on."""
    for answer in answers:
        unknown = [key for key in answer.citations if key not in record.lines]
        if unknown:
            yield f"requirement {answer.requirement_id}: no line of the profile has id {unknown}."


def _cited(
    record: Record, answers: Sequence[AnswerLine], where: str
) -> Iterator[tuple[str, AnswerLine, list[CitableLine]]]:
    for number, answer in enumerate(answers, 1):
        if all(key in record.lines for key in answer.citations):
            cited = [record.lines[key] for key in answer.citations]
            yield f"{where}, line {number}", answer, cited


def _unknown(record: Record, answers: Sequence[AnswerLine], where: str) -> Iterator[str]:
    for number, answer in enumerate(answers, 1):
        unknown = [key for key in answer.citations if key not in record.lines]
        if unknown:
            yield f"{where}, line {number}: no line of the profile has id {unknown}."


def _verbatim(line: CitableLine) -> DraftLine:
    return DraftLine(text=line.text, citations=[line.id], origin="verbatim")
