"""Scores the rules on real pages, offline: `python benchmarks/extraction.py [CORPUS]`.

The corpus is not part of this repository: its folder is the argument, or JOBAI_CORPUS, or
`../shared/corpus` beside the checkout. It must hold `postings/html` and `postings/score.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

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
_KIND_OF_LABEL = {"js_shell": "script_shell"}


def main() -> int:
    """Run every page, then the corpus's own scorer."""
    corpus = _corpus()
    if not (corpus / "postings" / "score.py").is_file():
        print(f"No corpus at {corpus}: give its folder as argument or in JOBAI_CORPUS.")
        return 2
    for part in ("html", "ats-json"):
        folder = corpus / "postings" / part
        if folder.is_dir():
            _run(folder, corpus / "postings" / "score.py")
    return 0


def _corpus() -> Path:
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    given = next((a for a in sys.argv[1:] if not a.startswith("-")), None)
    return Path(given or os.environ.get("JOBAI_CORPUS") or beside).resolve()


def _run(folder: Path, scorer: Path) -> None:
    predictions: list[dict[str, Any]] = []
    times_ms: list[float] = []
    kinds: Counter[tuple[str, str]] = Counter()
    for label_file in sorted(folder.glob("*.expected.json")):
        label = json.loads(label_file.read_text(encoding="utf-8"))
        path = folder / label["file"]
        document = _document(path, _asked(path, label["expected"]))
        started = time.perf_counter()
        kind, prediction = _predict(document)
        times_ms.append((time.perf_counter() - started) * 1000)
        predictions.append({"file": label["file"], **prediction})
        labelled: str = label.get("page_kind", "posting")
        kinds[_KIND_OF_LABEL.get(labelled, labelled), kind] += 1
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "predictions.jsonl"
        lines = (json.dumps(prediction, ensure_ascii=False) for prediction in predictions)
        file.write_text("\n".join(lines), encoding="utf-8")
        verbose = [argument for argument in sys.argv[1:] if argument.startswith("-")]
        print(f"\n#### {folder.name}: {len(predictions)} pages", flush=True)
        subprocess.run([sys.executable, scorer, file, folder.name, *verbose], check=True)
    ordered = sorted(times_ms[1:] or times_ms)  # the first page pays for loading the word lists
    p90 = ordered[int(len(ordered) * 0.9)]
    print(
        f"ms per page: median {statistics.median(ordered):.1f}, p90 {p90:.1f}, "
        f"max {ordered[-1]:.1f}; first page {times_ms[0]:.0f}"
    )
    for (labelled, kind), count in sorted(kinds.items()):
        print(
            f"{'  ' if labelled == kind else '! '}labelled {labelled:17} read as {kind:17} {count}"
        )


def _asked(path: Path, expected: dict[str, Any]) -> str | None:
    """The address of the job that a label of several jobs is about."""
    if expected.get("ask_url"):
        return str(expected["ask_url"])
    name = expected.get("detail") or expected.get("shortcode") or expected.get("id")
    if "index" in expected:
        offers = next(iter(json.loads(path.read_text(encoding="utf-8")).values()))
        name = offers[expected["index"]]["slug"]
    return f"https://jobs.example/{str(name).lstrip('/')}" if name else None


def _document(path: Path, url: str | None) -> Document:
    raw = path.read_bytes()
    text = raw.decode("utf-8", "replace")
    is_page = path.suffix == ".html"
    return Document(
        kind="html" if is_page else "json",
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
