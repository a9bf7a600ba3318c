"""Scores the import of CVs by rules, field by field, against hand-written truth; offline.

`python benchmarks/import.py [FOLDER] [-v]`

The documents are not part of this repository: their folder is the argument, or `profiles/pdf` in
JOBAI_CORPUS or in `../shared/corpus` beside the checkout. Beside each `NAME.truth.json` stands
`NAME.pdf`, or `.docx`, `.md`, `.txt`; each of them is read and scored.

A value is right, wrong (another one is given), missing, or invented (one is given where the truth
has none). The rate is right / (right + wrong + missing + invented).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from orchestrator.errors import SourceError
from orchestrator.tasks.importing.by_rules import profile_by_rules
from orchestrator.tasks.importing.reading import open_cv

_ENDINGS = (".pdf", ".docx", ".md", ".txt")
_KINDS = ("right", "wrong", "missing", "invented")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_JOINTS = {"in", "of", "the", "en", "em", "di", "de", "im"}


class Score:
    """Counts by field, and what was not right."""

    def __init__(self) -> None:
        self.fields: dict[str, Counter[str]] = defaultdict(Counter[str])
        self.misses: list[str] = []

    def value(
        self, name: str, field: str, truth: str | None, found: str | None, same: bool
    ) -> None:
        """Count one value."""
        if truth is None and found is None:
            return
        if truth is None or found is None:
            kind = "invented" if truth is None else "missing"
        else:
            kind = "right" if same else "wrong"
        self.fields[field][kind] += 1
        if kind != "right":
            self.misses.append(f"{name}  {field}: {kind}: {truth!r} / {found!r}")


def main() -> int:
    """Read every document, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="print what is not right")
    arguments = parser.parse_args()
    folder: Path = arguments.folder or _corpus() / "profiles" / "pdf"
    truths = sorted(folder.glob("*.truth.json"))
    if not truths:
        print(f"No documents with truth in {folder}: the corpus is not present, nothing is scored.")
        return 0
    score, times, refused, documents = Score(), list[float](), 0, 0
    for truth_path in truths:
        truth: dict[str, Any] = json.loads(truth_path.read_text(encoding="utf-8"))
        stem = truth_path.name.removesuffix(".truth.json")
        for path in (folder / f"{stem}{ending}" for ending in _ENDINGS):
            if not path.exists():
                continue
            documents += 1
            started = time.perf_counter()
            try:
                sheet = open_cv(path.read_bytes(), name=path.name).sheet
                profile = profile_by_rules(sheet).document if sheet else {}
            except SourceError as error:
                refused += 1
                print(f"{path.name}: {error.message}")
                profile = {}
            times.append(1000 * (time.perf_counter() - started))
            _score(path.name, truth, profile, score)
    _print(score, documents, refused, times)
    if arguments.verbose:
        print("\n".join(score.misses))
    return 0


def _corpus() -> Path:
    given = os.environ.get("JOBAI_CORPUS")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "corpus"


def _score(name: str, truth: dict[str, Any], profile: dict[str, Any], score: Score) -> None:
    basics: dict[str, Any] = profile.get("basics", {})
    contact: dict[str, Any] = truth["contact"]
    for field, key in (("full_name", "name"), ("email", "email")):
        told, found = contact.get(field), basics.get(key)
        score.value(name, f"contact.{key}", told, found, _same(told, found))
    told, found = contact.get("phone"), basics.get("phone")
    score.value(name, "contact.phone", told, found, _digits(told) == _digits(found))
    place: dict[str, str] = basics.get("location", {})
    told = contact.get("location")
    shown = ", ".join(v for _, v in sorted(place.items()) if v) or None
    score.value(name, "contact.location", told, shown, set(_words(told)) == set(_words(shown)))
    _entries(name, "experience", truth.get("experience", []), profile.get("work", []), score)
    _entries(name, "education", truth.get("education", []), profile.get("education", []), score)
    _set(name, "skills", truth.get("skills"), _skills(profile), score)
    for field, key in (("languages", "language"), ("certificates", "name")):
        if truth.get(field):
            _set(
                name, field, truth[field], [str(x.get(key)) for x in profile.get(field, [])], score
            )


def _entries(
    name: str, kind: str, truth: list[dict[str, Any]], found: list[dict[str, Any]], score: Score
) -> None:
    left = list(found)
    names = ("position", "name") if kind == "experience" else ("degree", "institution")
    for told in truth:
        own = {
            _key(kind, field): told.get(field)
            for field in ("title", "company", "degree", "institution")
        }
        best = max(left, key=lambda e: _likeness(kind, told, e), default=None)
        if best is not None and _likeness(kind, told, best) == 0:
            best = None
        if best is not None:
            left.remove(best)
        entry = _with_degree(best or {})
        for field in names:
            value, shown = own.get(field), entry.get(field)
            score.value(name, f"{kind}.{field}", value, shown, _same(value, shown))
        if "dates" in told or "start" in told:
            dates = _dates(told)
            shown_dates = (entry.get("startDate"), entry.get("endDate")) if best else None
            score.value(name, f"{kind}.dates", str(dates), str(shown_dates) if best else None,
                        _same_dates(kind, dates, shown_dates))  # fmt: skip
        if told.get("highlights") is not None:
            lines = entry.get("highlights", [])
            for text in told["highlights"]:
                hit = next((line for line in lines if _same(text, line)), None)
                score.value(name, f"{kind}.highlights", text, hit, same=True)
            for line in lines:
                if not any(_same(line, text) for text in told["highlights"]):
                    score.value(name, f"{kind}.highlights", None, line, same=False)
    for entry in left:
        for field in names:
            value = _with_degree(entry).get(field)
            score.value(name, f"{kind}.{field}", None, value, same=False)


def _key(kind: str, field: str) -> str:
    return {"title": "position", "company": "name"}.get(field, field)


def _with_degree(entry: dict[str, Any]) -> dict[str, Any]:
    degree = " ".join(entry[key] for key in ("studyType", "area") if entry.get(key))
    return {**entry, "degree": degree or None}


def _likeness(kind: str, told: dict[str, Any], entry: dict[str, Any]) -> int:
    entry = _with_degree(entry)
    own = set(_words(" ".join(str(value) for value in told.values() if isinstance(value, str))))
    other = " ".join(str(entry.get(k) or "") for k in ("position", "name", "degree", "institution"))
    dates = _dates(told)
    bonus = 4 if _same_dates(kind, dates, (entry.get("startDate"), entry.get("endDate"))) else 0
    return len(own & set(_words(other))) * 2 + bonus


def _dates(told: dict[str, Any]) -> tuple[str | None, str | None]:
    if "start" in told:
        return told["start"], told["end"]
    parts = re.split(r"\s+[-–—]\s+", told.get("dates", ""))
    found = [_date(part) for part in parts]
    return (found[0], found[1] if len(found) > 1 else None) if found else (None, None)


def _date(text: str) -> str | None:
    year = re.search(r"(?:19|20)\d\d", text)
    if year is None:
        return None
    numbered = re.match(r"(\d{1,2})/", text)
    month = int(numbered[1]) if numbered else 0
    for number, name in enumerate(_MONTHS, 1):
        month = number if name in text.lower() else month
    return f"{year[0]}-{month:02d}" if month else year[0]


def _same_dates(
    kind: str, told: tuple[str | None, str | None], found: tuple[str | None, str | None] | None
) -> bool:
    if found is None:
        return False
    single = told[0] == told[1] and found in {(None, told[1]), (told[0], None)}
    return told == found or single


def _skills(profile: dict[str, Any]) -> list[str]:
    return [
        value
        for skill in profile.get("skills", [])
        for value in (skill.get("keywords") or [skill.get("name")])
    ]


def _set(name: str, field: str, truth: list[str] | None, found: list[str], score: Score) -> None:
    told = {_plain(text): text for text in truth or []}
    shown = {_plain(text): text for text in found}
    for key in {**told, **shown}:
        score.value(name, field, told.get(key), shown.get(key), same=True)


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and _words(one) == _words(other)


def _plain(text: str | None) -> str:
    folded = unicodedata.normalize("NFKD", (text or "").casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w+#]", " ", folded).split())


def _words(text: str | None) -> list[str]:
    return [word for word in _plain(text).split() if word not in _JOINTS]


def _digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")


def _print(score: Score, documents: int, refused: int, times: list[float]) -> None:
    print(f"{documents} documents, {refused} refused; by rules, offline")
    print(f"{'field':28}" + "".join(f"{kind:>10}" for kind in _KINDS) + f"{'rate':>9}")
    total: Counter[str] = Counter()
    for field in sorted(score.fields):
        counts = score.fields[field]
        total += counts
        print(_line(field, counts))
    print(_line("all", total))
    main = sum((c for f, c in score.fields.items() if "highlights" not in f), Counter[str]())
    print(_line("all but highlights", main))
    print(
        f"time per file: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms "
        "(the first reads the word lists)"
    )


def _line(field: str, counts: Counter[str]) -> str:
    rate = counts["right"] / max(1, counts.total())
    return f"{field:28}" + "".join(f"{counts[k]:>10}" for k in _KINDS) + f"{rate:>9.1%}"


if __name__ == "__main__":
    sys.exit(main())
