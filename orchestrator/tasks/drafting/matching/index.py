"""The record by what its lines speak of, and how well a piece of a requirement is covered by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.matching.concepts import broad, implied, terms_of
from orchestrator.tasks.drafting.record import section_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.drafting.matching.concepts import Term
    from orchestrator.tasks.drafting.record import Record
    from profiles.master_profile import CitableLine

_NAME_WEIGHT, _IDEA_WEIGHT, _PLAIN_WEIGHT = 3.0, 1.4, 1.0
"""A name such as Kubernetes says more of a requirement than the words around it; an idea such as
teaching does not say what is taught."""

_BEST_SECTIONS = ("work", "projects", "volunteer", "certificates", "education", "awards")
_MOST_LINES = 3
_FEW_TERMS = 3


@dataclass(frozen=True, slots=True)
class Cover:
    """How far a set of terms is shown.

    Attributes:
        share: 0 to 1, by weight.
        shown: The terms that are shown.
        missing: The terms that are not.
        lines: The ids of the lines that show them, the best first.
        entries: The entries that show them by themselves.
        weight: Of all the terms, shown or not.
        is_telling: Whether more was shown than one ordinary word among others.
    """

    share: float
    shown: tuple[Term, ...]
    missing: tuple[Term, ...]
    lines: tuple[str, ...]
    entries: frozenset[str]
    weight: float
    is_telling: bool


class RecordIndex:
    """A record, read once for a language; any number of postings in it are matched against it."""

    def __init__(self, record: Record, language: str) -> None:
        self.record = record
        self._keys: dict[str, frozenset[str]] = {}
        self._written: dict[str, dict[str, str]] = {}
        self._holders: dict[str, list[str]] = {}
        self._entry_keys: dict[str, set[str]] = {}
        ranked = sorted(record.lines.values(), key=self._rank)
        for line in ranked:
            is_list = line.kind == "keyword" or line.section in ("skills", "interests")
            written: dict[str, str] = {}
            for term in terms_of(line.text, language, is_list=is_list, overlapping=True):
                for key in implied(term.key):
                    written.setdefault(key, term.text)
                written[term.key] = term.text
            self._keys[line.id] = frozenset(written)
            self._written[line.id] = written
            self._entry_keys.setdefault(line.entry, set()).update(written)
            for key in written:
                self._holders.setdefault(key, []).append(line.id)

    def holds(self, key: str) -> bool:
        """Whether any line speaks of it."""
        return key in self._holders

    def lines_with(self, key: str) -> list[str]:
        """The lines that speak of it, the best first."""
        return self._holders.get(key, [])

    def keys_of(self, line_id: str) -> frozenset[str]:
        """What a line speaks of, and what that shows."""
        return self._keys[line_id]

    def written(self, line_id: str, key: str) -> str:
        """The line's own words for it."""
        return self._written[line_id][key]

    def cover(self, terms: Sequence[Term], head: str | None = None) -> Cover:
        """How far the terms of one piece are shown.

        Known skills count wherever they stand; other words only together, in one entry: "sales" of
        one job and "team" of another are no "sales team". Of two or three words the head alone
        tells too: who wrote menus has shown some of "seasonal menus".
        """
        known = [term for term in terms if term.is_known]
        plain = [term for term in terms if not term.is_known]
        known_shown = [term for term in known if self.holds(term.key)]
        if known and not known_shown:
            return Cover(0.0, (), tuple(terms), (), frozenset(), _weight(terms), False)
        candidates = self._entries_with(known_shown) if known_shown else self._entry_keys.keys()
        best: list[Term] = []
        for entry in sorted(candidates):
            here = [term for term in plain if term.key in self._entry_keys[entry]]
            if len(here) > len(best):
                best = here
        shown = [term for term in terms if term in known_shown or term in best]
        total = _weight(terms)
        return Cover(
            share=_weight(shown) / total if total else 0.0,
            shown=tuple(shown),
            missing=tuple(term for term in terms if term not in shown),
            lines=self._best_lines(shown),
            entries=self._entries_showing(known_shown or best),
            weight=total,
            is_telling=len(terms) == 1
            or (
                not all(map(broad, shown))
                and (
                    bool(known_shown)
                    or len(shown) > 1
                    or (len(terms) <= _FEW_TERMS and head in {term.key for term in shown})
                )
            ),
        )

    def _entries_with(self, known: Iterable[Term]) -> set[str]:
        return {self.record.lines[line].entry for term in known for line in self._holders[term.key]}

    def _entries_showing(self, terms: Sequence[Term]) -> frozenset[str]:
        """Entries that show at least half of the terms by themselves."""
        return frozenset(
            entry
            for entry, keys in self._entry_keys.items()
            if terms and 2 * sum(term.key in keys for term in terms) >= len(terms)
        )

    def _best_lines(self, terms: Sequence[Term]) -> tuple[str, ...]:
        rest = {term.key for term in terms}
        candidates = list(
            dict.fromkeys(x for term in terms for x in self._holders.get(term.key, []))
        )
        candidates.sort(key=lambda key: self._rank(self.record.lines[key]))
        chosen: list[str] = []
        while rest and candidates and len(chosen) < _MOST_LINES:
            best = max(candidates, key=lambda key: len(self._keys[key] & rest))
            if not self._keys[best] & rest:
                break
            chosen.append(best)
            candidates.remove(best)
            rest -= self._keys[best]
        return tuple(chosen)

    def _rank(self, line: CitableLine) -> tuple[int, int, int]:
        """Deeds before headers before lists, recent before old."""
        section = section_of(line.entry)
        place = _BEST_SECTIONS.index(section) if section in _BEST_SECTIONS else len(_BEST_SECTIONS)
        about_employer = line.id.startswith("work/") and line.id.endswith("/description")
        kind = 2 if about_employer else {"text": 0, "header": 1}.get(line.kind, 2)
        if line.entry == "basics":
            return 3, place, 0
        return kind if place < len(_BEST_SECTIONS) else 1, place, self.record.age_years(line.entry)


def _weight(terms: Iterable[Term]) -> float:
    return sum(
        _NAME_WEIGHT if term.is_name else _IDEA_WEIGHT if term.is_known else _PLAIN_WEIGHT
        for term in terms
    )
