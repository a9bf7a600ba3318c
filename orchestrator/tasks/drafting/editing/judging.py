"""Whether an edited line says no more than the profile: kept as it is, or said to be unverified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from orchestrator.tasks.drafting.editing.marks import FRAME, as_read
from orchestrator.tasks.drafting.verification import Vocabulary, verify_line
from profiles.drafts import DraftLine, Finding, Origin, Unverified

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from orchestrator.tasks.drafting.editing.reading import ReadLine
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import CitableLine

OnEdited = Literal["keep", "verbatim", "drop", "fail"]
"""What becomes of an edited line that fails: it stays and is marked, its source stands in, nothing
does, or nothing is kept of the whole edit."""


class Judge:
    """Judges the lines of one edit.

    Attributes:
        unverified: The lines that say more than the profile, in order.
    """

    def __init__(
        self,
        record: Record,
        facts: JobFacts,
        before: Iterable[DraftLine],
        known_unverified: Iterable[Unverified],
        on_unverified: OnEdited,
        changed: Collection[str] = (),
    ) -> None:
        self._record = record
        self._changed = changed
        self._facts = facts
        self._before = {(as_read(line.text), tuple(line.citations)): line for line in before}
        self._by_text = {text: line for (text, _), line in self._before.items()}
        self._known = {as_read(line.line): line for line in known_unverified if line.kept}
        self._on_unverified = on_unverified
        texts = [line.text for line in record.lines.values()]
        self._vocabulary = Vocabulary.of([*facts.texts, *texts])
        self.unverified: list[Unverified] = []

    def line(self, read: ReadLine, where: str, *, entry: str | None) -> DraftLine | None:
        """Return a line as it is to stand in the draft; None when it is to be left out.

        One that is as it was is not judged again, unless what it cites says something else today.

        Args:
            read: What came back.
            where: For the account of it: "summary", an entry's id, "paragraph 2".
            entry: The entry it stands under; None in prose, which may be about several.
        """
        ids = [key for key in read.ids or () if key != FRAME]
        known = self._before.get((read.text, tuple(ids)))
        if known is None and read.ids is None:
            known = self._by_text.get(read.text)  # its comment went missing
        stays = known is not None and not any(key in self._changed for key in known.citations)
        if known is not None and stays and self._stands_right(known.citations, entry):
            if not known.verified and read.text in self._known:
                self.unverified.append(self._known[read.text])
            return known
        if known is not None and not ids:
            ids = list(known.citations)
        findings, ids = self._judged(read.text, ids, entry)
        if not findings:
            origin = self._origin(read, ids, known)
            return DraftLine(text=read.text, citations=ids, origin=origin)
        return self._unverified(read.text, ids, where, findings)

    def _stands_right(self, citations: Sequence[str], entry: str | None) -> bool:
        if entry is None:
            return True
        lines = self._record.lines
        return all(lines[key].entry == entry for key in citations if key in lines)

    def _judged(
        self, text: str, ids: list[str], entry: str | None
    ) -> tuple[list[Finding], list[str]]:
        """Return what is wrong with a line, and the ids that it rests on."""
        lines = self._record.lines
        gone = [key for key in ids if key not in lines]
        cited = [lines[key] for key in ids if key in lines]
        findings = [
            Finding(kind="claim", text=text, reason=f"your profile has no line {key}")
            for key in gone
        ]
        strange = [line for line in cited if entry is not None and line.entry != entry]
        findings += [
            Finding(
                kind="employer",
                text=text,
                reason=f"it stands under {entry} and cites {line.id}, of another entry",
            )
            for line in strange
        ]
        held = [line for line in cited if line not in strange]
        if findings and not held:
            return findings, ids
        if not ids:
            return self._without_ids(text, entry)
        return [*findings, *self._verify(text, held)], ids

    def _without_ids(self, text: str, entry: str | None) -> tuple[list[Finding], list[str]]:
        """Hold a line without ids against its entry, and find the lines that carry it."""
        if entry is None:
            framed = [self._facts.title, self._facts.company, self._facts.contact_name]
            headers = [
                header for key in self._record.entries if (header := self._record.header(key))
            ]
            evidence = [*(part for part in framed if part), *headers]
            found = verify_line(text, evidence, headers=evidence, vocabulary=self._vocabulary)
            return list(found), []
        under = [line for line in self._record.lines.values() if line.entry == entry]
        ranked = sorted(under, key=lambda line: -_shared(line.text, text))
        for line in ranked:
            if line.kind != "header" and not self._verify(text, [line]):
                return [], [line.id]
        findings = self._verify(text, under)
        if findings:
            return findings, []
        chosen: list[CitableLine] = []
        for line in ranked:
            chosen.append(line)
            if not self._verify(text, chosen):
                break
        return [], [line.id for line in chosen]

    def _verify(self, text: str, cited: Sequence[CitableLine]) -> list[Finding]:
        entries = dict.fromkeys(line.entry for line in cited)
        headers = [header for key in entries if (header := self._record.header(key))]
        found = verify_line(
            text, [line.text for line in cited], headers=headers, vocabulary=self._vocabulary
        )
        return list(found)

    def _origin(self, read: ReadLine, ids: Sequence[str], known: DraftLine | None) -> Origin:
        if self._verbatim(read.text, ids):
            return "verbatim"
        return "edited" if known is None else "rewritten"

    def _verbatim(self, text: str, ids: Sequence[str]) -> bool:
        lines = self._record.lines
        return any(key in lines and " ".join(lines[key].text.split()) == text for key in ids)

    def _unverified(
        self, text: str, ids: list[str], where: str, findings: Sequence[Finding]
    ) -> DraftLine | None:
        kept = self._on_unverified in ("keep", "fail")
        cited = (self._record.lines.get(key) for key in ids)
        source = next((x for x in cited if x is not None and x.kind != "header"), None)
        stand_in = source if self._on_unverified == "verbatim" else None
        self.unverified.append(
            Unverified(
                line=text,
                reason="; ".join(finding.reason for finding in findings),
                replaced_by=stand_in.text if stand_in else None,
                where=where,
                citations=ids,
                findings=list(findings),
                kept=kept,
            )
        )
        if kept:
            return DraftLine(text=text, citations=ids, origin="edited", verified=False)
        if stand_in is None:
            return None
        return DraftLine(text=stand_in.text, citations=[stand_in.id], origin="verbatim")


def _shared(one: str, other: str) -> int:
    return len(set(one.casefold().split()) & set(other.casefold().split()))
