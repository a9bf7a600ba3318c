"""What a draft costs: made by rules, verified, and printed, beside what RenderCV takes for a PDF.

usage: python benchmarks/drafting.py [--runs N] [--alone] [--rivals FOLDER] [--python COMMAND]

The people are those of `truth/people`, with the posting that each has, and one who has done what
all of them did, on two pages; all invented. Each line shows medians in milliseconds, by the clock
and of processor time, and beside RenderCV the medians of the ratios, taken in turns: A B A B.
Imports and the first of each kind are not counted, but for whole processes. RenderCV prints the
same CV, from what jobai writes as its YAML.

RenderCV needs Python 3.12: --python names one, else what is on the path is tried. Without it, or
where it cannot be installed, or with --alone, what jobai takes is shown alone. RenderCV fetches
icons from the Typst project's site when it first prints; here it is given some that are empty.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from side_by_side import RIVALS, Child, python_from, reader, rival_python
from startup import EXAMPLES, Took, run
from truth import HERE, Case, Person, people

from orchestrator.tasks.drafting.cv import cv_request
from orchestrator.tasks.drafting.letter import letter_request
from orchestrator.tasks.verifying import read_claims, verify_document
from profiles.drafts import CvDraft
from profiles.importers.sources import Source
from profiles.master_profile import MasterProfile, master_profile_from
from profiles.rendering import RenderOptions, render, to_text
from profiles.rendering.proofreading import PrintedPages

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from orchestrator.request import Request

TODAY = date(2026, 11, 23)
JOBAI = [sys.executable, "-P", "-c", "from cli.app import main; main()"]
PROCESSES_OF = 3
"""People for whom whole processes are run."""

_NO_ICONS = {
    "typst.toml": '[package]\nname = "fontawesome"\nversion = "0.6.0"\nentrypoint = "lib.typ"\n',
    "lib.typ": "#let fa-icon(name, ..arguments) = []\n",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One person with a posting, and what is made for them.

    Attributes:
        pages: How many the CV may have.
        answer: A model's that chose and reworded lines, as JSON.
        cv: What the rules make.
    """

    name: str
    profile: MasterProfile
    posting: dict[str, Any]
    pages: int
    answer: str
    cv: CvDraft

    @classmethod
    def of(cls, person: Person, pages: int = 1) -> Sample:
        """Draft for a person."""
        profile = master_profile_from(person.document)
        request = cv_request(profile, person.posting, pages=pages, today=TODAY)
        cv = CvDraft.model_validate_json(_by_rules(request))
        return cls(person.name, profile, person.posting, pages, _answer(person.cases), cv)

    @property
    def options(self) -> RenderOptions:
        """As the command has them: fitted to its pages."""
        return RenderOptions(pages=self.pages)


@dataclass(slots=True)
class Row:
    """What one thing took, each time, and what the rival did in its turn.

    Attributes:
        pdfs: Bytes and pages of the PDFs that came of it.
    """

    name: str
    ours: list[Took] = field(default_factory=list[Took])
    theirs: list[Took] = field(default_factory=list[Took])
    pdfs: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    rivals_pdfs: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def printed(self) -> str:
        """Return the line of the table."""
        line = f"{self.name:<34}{_median(self.ours)}  {_told(self.pdfs):<14}"
        if not self.theirs:
            return line.rstrip()
        pairs = list(zip(self.ours, self.theirs, strict=True))
        wall = statistics.median(a.wall / b.wall for a, b in pairs)
        cpu = statistics.median(a.cpu / b.cpu for a, b in pairs)
        return f"{line}{_median(self.theirs)}  {_told(self.rivals_pdfs):<14}{wall:6.2f}{cpu:6.2f}"


@dataclass(frozen=True, slots=True)
class Rival:
    """RenderCV: a process that prints CV after CV, and its command."""

    name: str
    child: Child
    command: list[str]
    folder: Path

    async def prints(self, cv: CvDraft) -> tuple[Took, Path]:
        """Print a CV in the process that runs."""
        paths = self._paths(cv)
        told = await self.child.told([str(path) for path in paths])
        return Took(told["wall"], told["cpu"]), paths[1]

    def runs(self, cv: CvDraft) -> tuple[Took, Path]:
        """Print a CV with the command, and nothing but the PDF."""
        yaml, pdf = self._paths(cv)
        only_pdf = ("-nomd", "-nohtml", "-nopng")
        line = [*self.command, "render", str(yaml), "-pdf", str(pdf), *only_pdf]
        return run(line, dict(os.environ)), pdf

    def _paths(self, cv: CvDraft) -> tuple[Path, Path]:
        yaml = self.folder / "cv.yaml"
        yaml.write_bytes(render(cv, "rendercv").data)
        return yaml, self.folder / "rendercv.pdf"


async def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="of each thing for each person")
    parser.add_argument("--alone", action="store_true", help="leave the rival out")
    parser.add_argument("--rivals", type=Path, default=RIVALS, help="where it is installed")
    parser.add_argument("--python", default=sys.executable, help="for the rival: 3.12 or newer")
    given = parser.parse_args()
    samples = _samples()
    lines = [sum(len(e.lines) for s in x.cv.sections for e in s.entries) for x in samples]
    print(f"{len(samples)} people, CVs of {min(lines)} to {max(lines)} lines; ms, medians\n")
    with tempfile.TemporaryDirectory(prefix="jobai-drafting-") as made:
        python = None if given.alone else _rivals_python(given.rivals, given.python)
        async with _rival(python, Path(made)) as rival:
            beside = f"{rival.name:<27}{'ratio':>7}{'cpu':>6}" if rival else ""
            print(f"{'':<34}{'jobai':>7}{'cpu':>7}  {'PDF':<14}{beside}".rstrip())
            for row in _in_process(samples, given.runs):
                print(row.printed())
            print((await _to_pdf(samples, given.runs, rival)).printed())
            for row in _processes(samples[:PROCESSES_OF], given.runs, rival, Path(made)):
                print(row.printed(), flush=True)
    return 0


def _samples() -> list[Sample]:
    """Return everybody, and who has done what all of them did."""
    everybody = people(HERE / "people")
    whole = Person("all", {}, everybody[0].posting, [])
    for person in everybody:
        before = {key: len(value) for key, value in whole.document.items()}
        whole.cases.extend(_moved(case, before) for case in person.cases)
        for section, entries in person.document.items():
            if isinstance(entries, list):
                whole.document.setdefault(section, []).extend(entries)
            else:
                whole.document.setdefault(section, entries)
    return [*map(Sample.of, everybody), Sample.of(whole, pages=2)]


def _moved(case: Case, before: dict[str, int]) -> Case:
    """Return a case that cites the same lines where other entries stand before them."""

    def moved(cited: str) -> str:
        section, number, *rest = cited.split("/")
        if not number.isdigit():
            return cited
        return "/".join([section, str(int(number) + before.get(section, 0)), *rest])

    return replace(case, cites=tuple(map(moved, case.cites)))


def _answer(cases: list[Case]) -> str:
    """Return what a model answers that rewords each line honestly, the first time it can."""
    entries: dict[str, dict[tuple[str, ...], str]] = {}
    for case in cases:
        homes = {"/".join(cited.split("/")[:2]) for cited in case.cites}
        if case.kind is None and len(homes) == 1 and case.cites[0].count("/") > 1:
            entries.setdefault(homes.pop(), {}).setdefault(case.cites, case.text)
    lines = {
        entry: [{"text": text, "citations": list(cites)} for cites, text in told.items()]
        for entry, told in entries.items()
    }
    told = [{"entry": entry, "lines": its} for entry, its in lines.items()]
    return json.dumps({"summary": [], "entries": told, "requirements": []})


def _by_rules(request: Request) -> str:
    assert request.by_rules
    return request.by_rules()


def _in_process(samples: list[Sample], runs: int) -> list[Row]:
    """Measure what is done before anything is printed."""
    kinds: dict[str, Callable[[Sample], object]] = {
        "a CV by rules": lambda x: _by_rules(cv_request(x.profile, x.posting, pages=x.pages)),
        "a letter by rules": lambda x: _by_rules(letter_request(x.profile, x.posting)),
        "a model's CV, held to its lines": _settled,
        "a CV as text, verified": _verified,
    }
    return [_measured(name, samples, runs, do) for name, do in kinds.items()]


def _settled(sample: Sample) -> object:
    request = cv_request(sample.profile, sample.posting, pages=sample.pages)
    assert request.check
    return request.check(sample.answer)


def _verified(sample: Sample) -> object:
    claims = read_claims(Source("cv.txt", "cv.txt", to_text(sample.cv).encode()))
    return verify_document(claims, sample.profile, file="cv.txt")


def _measured(name: str, samples: list[Sample], runs: int, do: Callable[[Sample], object]) -> Row:
    row = Row(name)
    for _ in range(runs + 1):
        row.ours += [_took(partial(do, sample)) for sample in samples]
    del row.ours[: len(samples)]
    return row


def _took(do: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    return Took((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)


async def _to_pdf(samples: list[Sample], runs: int, rival: Rival | None) -> Row:
    """Print every CV, in turns with the rival; after the first, whose fonts are found by then."""
    row = Row("to PDF, in a process that runs")
    for number in range(runs + 1):
        for sample in samples:
            made: list[bytes] = []
            ours = _took(lambda: made.append(render(sample.cv, "pdf", sample.options).data))  # noqa: B023
            theirs = await rival.prints(sample.cv) if rival else None
            if number:
                _add(row, ours, made[0], theirs)
    return row


def _processes(samples: list[Sample], runs: int, rival: Rival | None, folder: Path) -> list[Row]:
    """Run whole commands."""
    drafting, rendering = Row("draft-cv --output cv.pdf"), Row("drafts render 1 --output cv.pdf")
    pdf = folder / "cv.pdf"
    for sample in samples:
        environment = {**os.environ, "JOBAI_HOME": str(folder / sample.name)}
        _prepare(sample, folder, environment)
        into = ["--force", "--output", str(pdf)]
        commands = (
            (drafting, [*JOBAI, "draft-cv", "--job", "1", *into]),
            (rendering, [*JOBAI, "drafts", "render", "1", *into]),
        )
        for number in range(runs + 1):
            for row, command in commands:
                ours = run(command, environment)
                theirs = rival.runs(sample.cv) if rival else None
                if number:
                    _add(row, ours, pdf.read_bytes(), theirs)
    return [drafting, rendering]


def _prepare(sample: Sample, folder: Path, environment: dict[str, str]) -> None:
    profile = folder / "profile.json"
    profile.write_text(sample.profile.model_dump_json(by_alias=True), encoding="utf-8")
    run([*JOBAI, "extract", str(EXAMPLES / "posting.html"), "-q"], environment)
    run([*JOBAI, "profile", "import", str(profile), "-q"], environment)


def _add(row: Row, ours: Took, pdf: bytes, theirs: tuple[Took, Path] | None) -> None:
    row.ours.append(ours)
    row.pdfs.append(_size(pdf))
    if theirs:
        row.theirs.append(theirs[0])
        row.rivals_pdfs.append(_size(theirs[1].read_bytes()))


def _size(pdf: bytes) -> tuple[int, int]:
    return len(pdf), len(PrintedPages.of(pdf).pages)


def _median(taken: list[Took]) -> str:
    wall, cpu = (statistics.median(x) for x in zip(*taken, strict=True))
    return f"{wall:7.0f}{cpu:7.0f}"


def _told(pdfs: list[tuple[int, int]]) -> str:
    """Return the size and the number of pages of the PDFs."""
    if not pdfs:
        return ""
    pages = sorted({pages for _, pages in pdfs})
    size = statistics.median(size for size, _ in pdfs) / 1000
    return f"{size:.0f} kB, {'-'.join(map(str, pages))} p."


def _rivals_python(folder: Path, named: str) -> str | None:
    """Return the Python that has RenderCV, or None and say why not."""
    try:
        return rival_python("rendercv", folder, python_from((3, 12), named))
    except (LookupError, OSError, subprocess.CalledProcessError) as error:
        print(f"RenderCV cannot be installed, so it is left out: {error}", file=sys.stderr)
        return None


@asynccontextmanager
async def _rival(python: str | None, folder: Path) -> AsyncGenerator[Rival | None]:
    if python is None:
        yield None
        return
    icons = folder / "cache/typst/packages/preview/fontawesome/0.6.0"
    icons.mkdir(parents=True)
    for name, text in _NO_ICONS.items():
        (icons / name).write_text(text, encoding="utf-8")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    async with reader("rivals/rendercv_printer.py", python) as child:
        told = await child.told()
        command = [python, "-m", "rendercv"]
        yield Rival(f"RenderCV {told['RenderCV']}", child, command, folder)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
