"""Scores the verifier on lies and on honest rewordings, beside a check against the whole profile.

`python benchmarks/truth.py [-v] [--json]`

Each file of `truth/people` is an invented person's profile with lines of true drafts: what of each
is false by kind of lie (`false`), and what says the same in other words (`true`). The people of
`truth/held_out` were each written before the verifier saw them; docs/verification.md has what it
scored at first sight. `-v` prints what was let through
and what was stopped by mistake.

The other check is what tools of this kind do: every number, known skill and name of a line must
stand somewhere in the profile.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from orchestrator.tasks.drafting.record import Record
from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.verification import Vocabulary, verify_line
from profiles.master_profile import citable_lines, master_profile_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from profiles.drafts import Finding

HERE = Path(__file__).resolve().parent / "truth"
CAUGHT_AT_LEAST = 0.98
PASSED_AT_LEAST = {"people": 0.95, "held_out": 0.9}
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[^\W\d_][\w+#.-]*")


@dataclass(frozen=True, slots=True)
class Case:
    """One line to check.

    Attributes:
        kind: Of the lie; None for an honest rewording.
        cites: Ids of the lines that it rests on.
    """

    person: str
    kind: str | None
    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A profile, and lines that claim to rest on it."""

    name: str
    document: dict[str, Any]
    posting: dict[str, Any]
    cases: list[Case]


@dataclass(slots=True)
class Tally:
    """How one check did."""

    right: Counter[str] = field(default_factory=Counter[str])
    total: Counter[str] = field(default_factory=Counter[str])

    def count(self, case: Case, *, stopped: bool) -> bool:
        """Count one line; whether the check was right."""
        kind = case.kind or ""
        right = stopped == (case.kind is not None)
        self.total[kind] += 1
        self.right[kind] += right
        return right

    @property
    def caught(self) -> float:
        """The share of lies that were stopped."""
        kinds = [kind for kind in self.total if kind]
        return sum(self.right[kind] for kind in kinds) / sum(self.total[kind] for kind in kinds)

    @property
    def passed(self) -> float:
        """The share of honest rewordings that were let through."""
        return self.right[""] / self.total[""]


def people(folder: Path) -> list[Person]:
    """Read the invented people of a folder."""
    return [_person(path) for path in sorted(folder.glob("*.toml"))]


def _person(path: Path) -> Person:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    cases = list(_cases(path.stem, data["line"]))
    return Person(path.stem, data["profile"], data["posting"], cases)


def _cases(person: str, lines: Sequence[dict[str, Any]]) -> Iterator[Case]:
    for line in lines:
        cites = tuple(line["cites"])
        for text in line["true"]:
            yield Case(person, None, text, cites)
        for kind, texts in line["false"].items():
            for text in texts:
                yield Case(person, kind, text, cites)


def ours(person: Person) -> Callable[[Case], tuple[Finding, ...]]:
    """Check a line against the lines that it cites, as a draft does."""
    record = Record.of(master_profile_from(person.document))
    texts = [line.text for line in record.lines.values()]
    vocabulary = Vocabulary.of([*map(str, person.posting.values()), *texts])

    def check(case: Case) -> tuple[Finding, ...]:
        cited = [record.lines[key] for key in case.cites]
        headers = [header for line in cited if (header := record.header(line.entry))]
        return verify_line(
            case.text,
            [line.text for line in cited],
            headers=headers,
            sections={line.section for line in cited},
            vocabulary=vocabulary,
        )

    return check


def whole_profile(person: Person) -> Callable[[Case], list[str]]:
    """Look up every number, known skill and name of a line anywhere in the profile."""
    lines = citable_lines(master_profile_from(person.document)).values()
    text = " ".join(line.text for line in lines)
    numbers = {_digits(number) for number in _NUMBER.findall(text)}
    words = {word.casefold() for word in _WORD.findall(text)}
    synonyms = table("synonyms")
    skills = {*synonyms["skills"]["names"], *synonyms["aliases"]}

    def check(case: Case) -> list[str]:
        missing = [
            number for number in _NUMBER.findall(case.text) if _digits(number) not in numbers
        ]
        for match in _WORD.finditer(case.text):
            word = match.group().casefold()
            is_name = match.group()[0].isupper() and match.start() > 0
            if (is_name or word in skills) and word not in words:
                missing.append(word)
        return missing

    return check


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def main() -> int:
    """Score both sets, print the tables; 1 when the verifier is below its marks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # pyright: ignore[reportOptionalMemberAccess]
    parser.add_argument("-v", "--verbose", action="store_true", help="print each mistake")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--only", choices=("people", "held_out"), help="one of the two sets")
    options = parser.parse_args()
    good = True
    document: dict[str, Any] = {}
    for name in ("people", "held_out"):
        if options.only in (None, name):
            good &= _score(name, document, verbose=options.verbose, quiet=options.json)
    if options.json:
        print(json.dumps(document, indent=2))
    return 0 if good else 1


def _score(name: str, document: dict[str, Any], *, verbose: bool, quiet: bool) -> bool:
    cited, anywhere = Tally(), Tally()
    mistakes: list[str] = []
    spent_s = 0.0
    for person in people(HERE / name):
        check, rival = ours(person), whole_profile(person)
        for case in person.cases:
            start = time.perf_counter()
            findings = check(case)
            spent_s += time.perf_counter() - start
            anywhere.count(case, stopped=bool(rival(case)))
            if not cited.count(case, stopped=bool(findings)):
                said = "; ".join(f"{x.kind}: {x.reason}" for x in findings) or "let through"
                mistakes.append(f"{person.name} [{case.kind or 'true'}] {case.text}\n      {said}")
    document[name] = {
        "cited_lines": {"caught": cited.caught, "passed": cited.passed},
        "whole_profile": {"caught": anywhere.caught, "passed": anywhere.passed},
        "by_kind": {
            kind or "true": [cited.right[kind], anywhere.right[kind], cited.total[kind]]
            for kind in sorted(cited.total)
        },
    }
    if not quiet:
        _print(name, cited, anywhere, spent_s)
        if verbose:
            print("\n".join(f"  {mistake}" for mistake in mistakes))
    return cited.caught >= CAUGHT_AT_LEAST and cited.passed >= PASSED_AT_LEAST[name]


def _print(name: str, cited: Tally, anywhere: Tally, spent_s: float) -> None:
    total = sum(cited.total.values())
    print(f"\n{name}: {total} lines, {1000 * spent_s / total:.2f} ms each")
    print(f"  {'':22}{'cited lines':>14}{'whole profile':>16}")
    for kind in sorted(kind for kind in cited.total if kind):
        row = [f"{tally.right[kind]} / {tally.total[kind]}" for tally in (cited, anywhere)]
        print(f"  {kind:22}{row[0]:>14}{row[1]:>16}")
    print(f"  {'lies caught':22}{cited.caught:>14.1%}{anywhere.caught:>16.1%}")
    print(f"  {'rewordings passed':22}{cited.passed:>14.1%}{anywhere.passed:>16.1%}")


if __name__ == "__main__":
    sys.exit(main())
