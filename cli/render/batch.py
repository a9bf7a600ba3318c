"""What came of many sources: a line for each, and the account at the end."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from cli.boundary import exit_code
from cli.manner import manner
from cli.render import words
from cli.render.consoles import notice, print_json, show, stdout
from cli.render.errors import error_document, print_error
from cli.render.jobs import read_document
from cli.render.origins import print_origins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console
    from rich.text import Text

    from cli.batch.outcomes import Failed, Item, Kept, KeptOutcome, Tally
    from cli.documents.jobs import ReadJob
    from profiles.jobs import Job

KeptT = TypeVar("KeptT", bound="KeptOutcome")


class Lines(Generic[KeptT]):
    """Prints outcomes as they come.

    Args:
        as_json: One JSON document for each, on stdout.
        live: The console that a progress is drawn on; None without one.
        document: What was kept as JSON.
        show_kept: Prints what was kept for a person.
    """

    def __init__(
        self,
        *,
        as_json: bool,
        live: Console | None,
        document: Callable[[KeptT], Mapping[str, object]],
        show_kept: Callable[[KeptT, Console], None],
    ) -> None:
        self._as_json = as_json
        self._document = document
        self._show_kept = show_kept
        # A terminal that shows results and progress has one console for both.
        self._results = live if live is not None and _is_one_terminal() else stdout()
        self._hints: set[str] = set()

    def print(self, outcome: KeptT | Failed) -> None:
        """Print one outcome."""
        from cli.batch.outcomes import Failed

        if isinstance(outcome, Failed):
            self._print_failed(outcome)
        elif self._as_json:
            self._print_json(self._document(outcome), outcome.source)
        elif outcome.answer is not None:  # what was done before was shown before
            self._show_kept(outcome, self._results)

    def _print_failed(self, failed: Failed) -> None:
        error = failed.error
        if failed.tried:
            name = failed.source.text
            about = None if name in error.message else name
            print_error(error, about=about, with_hint=self._is_news(error.hint))
        if self._as_json:
            self._print_json(error_document(error, exit_code(error)), failed.source)

    def _is_news(self, hint: str | None) -> bool:
        """Say whether advice is worth its room: the same one fifty times over is not."""
        if hint is None or "\n" in hint or hint in self._hints:
            return False
        self._hints.add(hint)
        return True

    def _print_json(self, document: Mapping[str, object], source: Item) -> None:
        print_json({**document, "source": source.text, "index": source.index}, one_line=True)


def job_lines(*, as_json: bool, explain: bool, live: Console | None) -> Lines[Kept]:
    """Return what prints the jobs of `jobai extract`; `explain` says where fields came from."""

    def show_kept(kept: Kept, console: Console) -> None:
        show(_line(kept.job, console), on=console)
        if explain:
            print_origins(kept.job, on=console, with_number=False)

    return Lines(as_json=as_json, live=live, document=_document, show_kept=show_kept)


def print_continued(done: int, total: int, *, quiet: bool) -> None:
    """Say on stderr that an earlier run has done a part."""
    notice(
        f"Continues an interrupted run: {done:,} of {total:,} are done. To start over: --refresh",
        quiet=quiet,
    )


@dataclass(frozen=True, slots=True)
class Nouns:
    """What a run is about, in words.

    Attributes:
        one: Of what there are many.
        outcomes: What each outcome is called.
        by_rules: What was done offline, since no provider answered.
    """

    one: str
    outcomes: Mapping[str, str]
    by_rules: str

    def counted(self, count: int) -> str:
        """Return so many of them."""
        return f"{count:,} {self.one}" if count == 1 else f"{count:,} {self.one}s"


SOURCES = Nouns(
    "source", {"new": "new", "updated": "updated", "unchanged": "known already"}, "read"
)


def print_summary(tally: Tally, *, quiet: bool, nouns: Nouns = SOURCES) -> None:
    """Say on stderr what came of all."""
    told = [
        *((tally.outcomes[outcome], said) for outcome, said in nouns.outcomes.items()),
        (tally.done_before, "done before"),
        (len(tally.failed), "failed"),
    ]
    parts = [f"{count:,} {what}" for count, what in told if count]
    cost = words.usd(tally.cost_nano_usd, unpriced=tally.unpriced)
    reused = f" ({tally.reused:,} answers reused)" if tally.reused else ""
    account = ", ".join(parts) or "nothing to do"
    lines = [f"{nouns.counted(tally.total)}: {account}. Cost: {cost}{reused}."]
    if tally.by_rules:
        lines.append(
            f"{tally.by_rules:,} of them were {nouns.by_rules} offline, since no provider answered."
        )
    for line in lines:
        notice(line, quiet=quiet)


def print_stopped(tally: Tally, *, quiet: bool, nouns: Nouns = SOURCES) -> None:
    """Say on stderr how far a run came that did not reach its end."""
    notice(
        f"{tally.done:,} of {nouns.counted(tally.total)} are done; the same command continues.",
        quiet=quiet,
    )


def _document(kept: Kept) -> ReadJob:
    return read_document(kept.job, kept.answer, [kept.source.text])


def _line(job: Job, console: Console) -> Text:
    """Return a job on one line: its number, its title, and what tells it from others."""
    from rich.text import Text

    posting = job.posting
    company = posting.hiring_organization.name if posting.hiring_organization else None
    between = ", " if manner().plain else " \u00b7 "
    about = between.join(part for part in (company, words.places(posting)) if part)
    number = (f"{job.id:>5}  ", "cyan")
    line = Text.assemble(number, (_one_line(posting.title or "(no title)"), "bold"))
    if about:
        line.append(f"  {_one_line(about)}")
    if job.outcome != "new":
        line.append(f"  ({job.outcome})", style="dim")
    if console.is_terminal:
        line.truncate(console.width, overflow="ellipsis")
    return line


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_one_terminal() -> bool:
    """Say whether results and progress are shown on the same terminal."""
    try:
        out, err = os.fstat(sys.stdout.fileno()), os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return sys.stdout.isatty() and os.path.samestat(out, err)
