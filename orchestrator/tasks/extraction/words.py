"""The word lists of every language, folded and merged once, on first use.

Postings mix languages, so all lists are matched at the same time; a further language is one more
file in `data/words/`.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from orchestrator.tasks.extraction.folding import fold_all, fold_label, fold_labels
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases, lowered_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_WORD = regex(r"[^\W_]+(?:'[^\W_]+)?")
_ALPHABETS_MEET = regex(r"(?<=[a-z])(?=[\u3041-\u9fff])|(?<=[\u3041-\u9fff])(?=[a-z])")
_DATA = Path(__file__).parent / "data"


class Words(NamedTuple):
    """All lists, folded.

    Attributes:
        labels: From a label to its field, such as "standort" to "location".
        sections: From a heading to its section, such as "ihr profil" to "requirements".
        employment: From a term to the EmploymentType value, or to "permanent".
        workplace: From a term to "remote", "hybrid" or "on_site".
        periods: From a word to the SalaryUnit value.
        months: From a month's name to its number.
        numbers: From a number's name to the number, one to ten.
        lists: Everything else: "page.closed", "money.veto", "requirement.must", ...
        phrases: The same lists, to be found in folded text.
        written: The same lists in lower case, to be found in text that is `lowered`.
        spelled: The same lists as written, for patterns over text that is not folded.
        stopwords: By language code.
        letters: By language code: those that its close relatives do not have.
    """

    labels: Mapping[str, str]
    sections: Mapping[str, str]
    employment: Mapping[str, str]
    workplace: Mapping[str, str]
    periods: Mapping[str, str]
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    lists: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Phrases]
    written: Mapping[str, Phrases]
    spelled: Mapping[str, frozenset[str]]
    stopwords: Mapping[str, frozenset[str]]
    letters: Mapping[str, str]


class _Folded(dict[str, "frozenset[str]"]):
    """Folds a list when it is first asked for: no page needs them all."""

    def __init__(self, spelled: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._spelled = spelled

    def __missing__(self, name: str) -> frozenset[str]:
        folded = self[name] = frozenset(fold_all(self._spelled[name]))
        return folded


class _Phrases(dict[str, "Phrases"]):
    """Files the phrases of a list when it is first asked for."""

    def __init__(self, terms: Callable[[str], Iterable[str]]) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, name: str) -> Phrases:
        phrases = self[name] = Phrases(self._terms(name))
        return phrases


@cache
def load(name: str) -> dict[str, Any]:
    """Read one data file of this folder, such as "places" or "words/de"; nobody changes it."""
    return read_lists((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def read_lists(text: str) -> dict[str, Any]:
    """Read tables of lists as TOML, thirty times as fast where each list is one line.

    A list of plain strings is written the same in TOML and in JSON.
    """
    tables: dict[str, list[str]] = {}
    top = table = list[str]()
    for line in text.splitlines():
        if line.startswith("["):
            table = tables.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            key, _, value = line.partition(" = ")
            table.append(f'"{key}": {value}')
    lines = [*top, *(f'"{name}": {{{", ".join(table)}}}' for name, table in tables.items())]
    try:
        return json.loads(f"{{{', '.join(lines)}}}")
    except ValueError:
        return tomllib.loads(text)


def load_text(name: str) -> str:
    """Read one data file of this folder that is plain text, such as "towns.txt"."""
    return (_DATA / name).read_text(encoding="utf-8")


def is_generic(text: str) -> bool:
    """Whether a text has only words that any careers page may carry, such as "Career Center"."""
    folded = fold_label(text)
    if folded in words().lists["page.not_title"]:
        return True
    generic = words().lists["page.generic_words"]
    if not folded.isascii():
        if max(folded) >= "\u3041":
            folded = _ALPHABETS_MEET.sub(" ", folded)  # "RECRUIT採用情報"
        if folded in words().lists["page.not_title"]:
            return True
        known = words().lists["page.not_title"]
        if all(part in known or part in generic for part in folded.split()):
            return bool(folded)
    return bool(folded) and generic.issuperset(_WORD.findall(folded))


@cache
def alternatives(*names: str) -> str:
    """The terms of lists as a group for a pattern over text as it is written, longest first."""
    terms = {term for name in names for term in words().spelled[name]}
    return one_of(terms).replace(r"\ ", r"\s+")


def one_of(terms: Iterable[str]) -> str:
    """A group for any of the terms, the longest it can, each common beginning written once."""
    return f"(?:{_branches({*terms})})"


def _branches(terms: set[str]) -> str:
    branches: dict[str, set[str]] = {}
    for term in terms:
        if term:
            branches.setdefault(term[0], set()).add(term[1:])
    if not branches:
        return ""
    options = [re.escape(first) + _branches(rests) for first, rests in sorted(branches.items())]
    joined = options[0] if len(options) == 1 and "" not in terms else f"(?:{'|'.join(options)})"
    return f"{joined}?" if "" in terms else joined


@cache
def words() -> Words:
    """Load and merge the lists of all languages."""
    languages = {path.stem: load(f"words/{path.stem}") for path in word_files()}
    tables: dict[str, dict[str, list[str]]] = {}
    for language in languages.values():
        for table, content in language.items():
            if isinstance(content, dict):
                for key, terms in cast("dict[str, list[str]]", content).items():
                    tables.setdefault(table, {}).setdefault(key, []).extend(terms)
    spelled = {
        f"{table}.{key}": frozenset(terms)
        for table, content in tables.items()
        for key, terms in content.items()
    }
    lists = _Folded(spelled)
    return Words(
        labels=_inverted(tables["labels"]),
        sections=_inverted(tables["sections"]),
        employment=_inverted(
            {
                key: terms
                for key, terms in tables["employment"].items()
                if key.isupper() or key == "permanent"
            }
        ),
        workplace=_inverted(
            {key: tables["workplace"][key] for key in ("remote", "hybrid", "on_site")}
        ),
        periods=_inverted(tables["periods"]),
        months=_months(language.get("months", []) for language in languages.values()),
        numbers={
            name: number
            for language in languages.values()
            for number, name in enumerate(fold_all(language["requirement"].get("numbers", [])), 1)
        },
        lists=lists,
        phrases=_Phrases(lambda name: lists[name]),
        written=_Phrases(lambda name: lowered_all(spelled[name])),
        spelled=spelled,
        stopwords={
            code: frozenset(fold_all(language.get("stopwords", [])))
            for code, language in languages.items()
        },
        letters={code: language.get("letters", "") for code, language in languages.items()},
    )


def word_files() -> list[Path]:
    """The word lists, in the order in which they are merged."""
    # English first: where two languages share a word, the first to claim it keeps it.
    files = sorted((_DATA / "words").glob("*.toml"))
    return sorted(files, key=lambda path: path.stem != "en")


def _inverted(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    inverted: dict[str, str] = {}
    for key, terms in table.items():
        for term in fold_labels(terms):
            inverted.setdefault(term, key)
    return inverted


def _months(languages: Iterable[list[str]]) -> dict[str, int]:
    months: dict[str, int] = {}
    for names in languages:
        for number, spellings in enumerate(fold_all(names), start=1):
            for spelling in spellings.split():
                months.setdefault(spelling, number)
    return months
