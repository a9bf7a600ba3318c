"""Scores the rules on real pages, offline, beside extruct with trafilatura.

`python benchmarks/extraction.py [CORPUS] [-v] [--alone] [--rivals FOLDER]`

The corpus is not part of this repository: its folder is the argument, or JOBAI_CORPUS, or
`../shared/corpus` beside the checkout. It must hold `postings/score.py`, and labelled documents in
`postings/html` or `postings/ats-json`. The rival reads pages only; `--alone` leaves it out.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import importlib.util
import json
import os
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from side_by_side import RIVALS, reader, rival_python

from orchestrator.errors import SourceError
from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.documents import Document
from orchestrator.tasks.extraction.reading import read, require_posting
from profiles.postings import JobLocationType, JobPosting

_REMOTE: dict[JobLocationType | None, bool | str | None] = {
    JobLocationType.TELECOMMUTE: True,
    JobLocationType.HYBRID: "hybrid",
    JobLocationType.ON_SITE: False,
    None: None,
}
_KIND_OF_LABEL = {"js_shell": "script_shell", "other": "not_a_posting"}
_FIELDS_OF = frozenset({"posting", "closed_posting", "application_form", "fragment"})
"""Kinds of pages whose fields are scored, as the corpus's own scorer does."""


@dataclass(slots=True)
class Score:
    """What one reader got right."""

    name: str
    fields: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter[str]))
    misses: list[str] = field(default_factory=list[str])
    times_ms: list[float] = field(default_factory=list[float])
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])


def main() -> int:
    """Run every page, print the tables."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    parser = argparse.ArgumentParser(description="Score the rules on real pages, offline.")
    parser.add_argument(
        "corpus", nargs="?", type=Path, default=os.environ.get("JOBAI_CORPUS") or beside
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="print each miss")
    parser.add_argument("--alone", action="store_true", help="leave the rival out")
    parser.add_argument("--rivals", type=Path, default=RIVALS, help="where its environment is")
    given = parser.parse_args()
    postings = Path(given.corpus).resolve() / "postings"
    if not (postings / "score.py").is_file():
        print(f"No corpus at {given.corpus}: give its folder as argument or in JOBAI_CORPUS.")
        return 2
    scorer = _scorer(postings / "score.py")
    for part in ("html", "ats-json"):
        labels = [
            json.loads(file.read_text(encoding="utf-8"))
            for file in sorted((postings / part).glob("*.expected.json"))
        ]
        if not labels:
            continue
        scores = [_ours(postings / part, labels, scorer)]
        if part == "html" and not given.alone:
            python = rival_python("extruct", given.rivals)
            scores.append(asyncio.run(_rival(python, postings / part, labels, scorer)))
        _print(part, len(labels), scores, verbose=given.verbose)
    return 0


def _scorer(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location("corpus_score", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ours(folder: Path, labels: list[dict[str, Any]], scorer: Any) -> Score:
    score = Score("jobai")
    for label in labels:
        document = _document(
            folder / label["file"], _asked(folder / label["file"], label["expected"])
        )
        started = time.perf_counter()
        kind, found = _predict(document)
        score.times_ms.append((time.perf_counter() - started) * 1000)
        labelled: str = label.get("page_kind", "posting")
        score.kinds[_KIND_OF_LABEL.get(labelled, labelled), kind] += 1
        _count(score, label, found, scorer)
    return score


async def _rival(python: str, folder: Path, labels: list[dict[str, Any]], scorer: Any) -> Score:
    async with reader("rivals/extruct_reader.py", python) as child:
        score = Score(
            " + ".join(f"{name} {version}" for name, version in (await child.told()).items())
        )
        for label in labels:
            told = await child.told(str(folder / label["file"]))
            score.times_ms.append(told["ms"])
            _count(score, label, told["found"], scorer)
    return score


def _count(score: Score, label: dict[str, Any], found: dict[str, Any], scorer: Any) -> None:
    if label.get("page_kind", "posting") not in _FIELDS_OF:
        return
    for name in scorer.KEYS:
        if name not in label["expected"]:
            continue
        outcome = scorer.one(name, label["expected"], found.get(name))
        if outcome is None:
            continue
        is_stated = label["expected"][name] is not None
        score.fields[name]["stated" if is_stated else "unstated"] += 1
        value = found.get(name)
        is_empty = scorer.empty(value) and value is not False
        if is_stated and outcome == "ok" and not is_empty:
            score.fields[name]["right"] += 1
        if outcome == "invented":
            score.fields[name]["invented"] += 1
        if outcome != "ok":
            wanted = label["expected"][name]
            score.misses.append(f"{name:15} {label['file']}: {outcome} {value!r}, not {wanted!r}")


def _print(part: str, documents: int, scores: list[Score], *, verbose: bool) -> None:
    print(f"\n{part}: {documents} documents. Right, of those that state it; invented, of the rest.")
    print(f"{'':15}" + "".join(f" | {score.name:^37}" for score in scores))
    for name in scores[0].fields:
        print(f"{name:15}" + "".join(f" | {_shares(score.fields[name])}" for score in scores))
    totals = [sum((counts for counts in score.fields.values()), Counter[str]()) for score in scores]
    print(f"{'all':15}" + "".join(f" | {_shares(total)}" for total in totals))
    for score in scores:
        # The first page pays for loading what the reader loads once.
        ordered = sorted(score.times_ms[1:] or score.times_ms)
        print(
            f"{score.name}: ms per document: median {statistics.median(ordered):.1f}, p90 "
            f"{ordered[int(len(ordered) * 0.9)]:.1f}, max {ordered[-1]:.1f}; "
            f"the first {score.times_ms[0]:.0f}"
        )
    kinds = scores[0].kinds
    right = sum(count for (labelled, kind), count in kinds.items() if labelled == kind)
    print(f"kinds of pages: {right} of {documents} right")
    for (labelled, kind), count in sorted(kinds.items()):
        if labelled != kind:
            print(f"  {count} labelled {labelled}, read as {kind}")
    if verbose:
        print("\n".join(scores[0].misses))


def _shares(counts: Counter[str]) -> str:
    right = _share(counts["right"], counts["stated"])
    return f"{right}   invented {_share(counts['invented'], counts['unstated'])}"


def _share(part: int, whole: int) -> str:
    return f"{part:3}/{whole:3} {part / whole:5.0%}" if whole else f"{'-':>13}"


def _asked(path: Path, expected: dict[str, Any]) -> str | None:
    """The address of the job that a label of several jobs is about."""
    if expected.get("ask_url"):
        return str(expected["ask_url"])
    names = [expected.get(key) for key in ("detail", "shortcode", "id", "uuid", "slug")]
    if "index" in expected:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        values = cast("list[Any]", [data] if isinstance(data, list) else list(data.values()))
        lists = [cast("list[Any]", value) for value in values if isinstance(value, list)]
        jobs = lists[0] if lists else []
        for job in jobs[expected["index"] : expected["index"] + 1]:
            names += [job.get(key) for key in ("slug", "shortcode", "uuid", "id")]
    name = next((name for name in names if name), None)
    return f"https://jobs.example/{str(name).lstrip('/')}" if name else None


def _document(path: Path, url: str | None) -> Document:
    raw = path.read_bytes()
    text = raw.decode("utf-8", "replace")
    is_page = path.suffix == ".html"
    return Document(
        kind="html" if is_page else "text" if path.suffix == ".txt" else "json",
        html=text if is_page else None,
        text=None if is_page else text,
        url=url,
        file_name=path.name,
        sha256=hashlib.sha256(raw).hexdigest(),
        fetched_at=datetime.now(UTC),
    )


def _predict(document: Document) -> tuple[str, dict[str, Any]]:
    try:
        reading = read(document)
        require_posting(reading)
    except SourceError as error:
        return error.reason, {}
    return reading.kind, _prediction(posting_by_rules(reading))


def _prediction(posting: JobPosting) -> dict[str, Any]:
    salary = posting.base_salary
    return {
        "title": posting.title,
        "company": posting.hiring_organization.name if posting.hiring_organization else None,
        "location": "; ".join(place.name for place in posting.job_location) or None,
        "remote": _REMOTE[posting.job_location_type],
        "employmentType": [kind.value for kind in posting.employment_type] or None,
        "datePosted": posting.date_posted.isoformat() if posting.date_posted else None,
        "validThrough": posting.valid_through.isoformat() if posting.valid_through else None,
        "salary": {
            "currency": salary.currency,
            "min": salary.min,
            "max": salary.max,
            "period": salary.unit.value if salary.unit else None,
        }
        if salary
        else None,
    }


if __name__ == "__main__":
    raise SystemExit(main())
