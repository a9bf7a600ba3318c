"""A sign of life while something takes its time, on a terminal only."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.manner import manner
from cli.render.consoles import notice, stderr

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.text import Text

_REFRESHES_PER_S = 8
_MOST_SHOWN = 4
"""Of the sources under way; more would push the results off a small screen."""

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_WIDEST = 100
_OLD_S = 3.0
"""From when on it is said how long a source takes."""


@contextmanager
def working(what: str, *, quiet: bool) -> Generator[None]:
    """Show a spinner with what is being done, plainly a line; nothing in a pipe."""
    console = stderr()
    if manner().plain and sys.stderr.isatty():
        notice(f"{what} ...", quiet=quiet)
    if quiet or not console.is_terminal:
        yield
        return
    from rich.text import Text

    with console.status(Text(what)):
        yield


class Progress:
    """How far many sources are: those under way, a bar, what failed and the time left.

    Args:
        total: All sources.
        done: Those that an earlier run has done.
    """

    def __init__(self, total: int, done: int = 0) -> None:
        self._total = total
        self._done = self._done_before = done
        self._failed = 0
        self._under_way: dict[int, tuple[str, float]] = {}
        self._started = time.monotonic()

    def began(self, index: int, name: str) -> None:
        """A source is under way."""
        self._under_way[index] = (name, time.monotonic())

    def read(self, index: int) -> None:
        """A source is under way no longer; what became of it is said by `ended`."""
        self._under_way.pop(index, None)

    def of(self, total: int) -> None:
        """So many there are to do."""
        self._total = total

    def moved(self, count: int) -> None:
        """So many more of what is counted are done."""
        self._done += count

    def ended(self, *, failed: bool) -> None:
        """A source has its outcome."""
        self._done += 1
        self._failed += failed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give one line for each source that is shown, and one for all."""
        from rich.progress_bar import ProgressBar
        from rich.table import Table

        width = min(options.max_width, _WIDEST)
        now = time.monotonic()
        yield from self._lines(now, width)
        last = Table.grid(expand=True, padding=(0, 1, 0, 0))
        last.width = width
        last.add_column(ratio=1)
        last.add_column(no_wrap=True)
        bar = ProgressBar(self._total, completed=self._done)
        last.add_row(bar, self._account(now))
        yield last

    def _lines(self, now: float, width: int) -> Iterator[Text]:
        from rich.text import Text

        shown = list(self._under_way.values())
        frame = _FRAMES[int(now * _REFRESHES_PER_S) % len(_FRAMES)]
        for name, since in shown[:_MOST_SHOWN]:
            took = f" {now - since:.0f} s" if now - since >= _OLD_S else ""
            fitting = Text(name)
            fitting.truncate(max(8, width - 2 - len(took)), overflow="ellipsis")
            yield Text.assemble((f"{frame} ", "cyan"), fitting, (took, "dim"))
        if len(shown) > _MOST_SHOWN:
            yield Text(f"  and {len(shown) - _MOST_SHOWN} more", style="dim")

    def _account(self, now: float) -> Text:
        from rich.text import Text

        text = Text(f"{self._done:,}/{self._total:,}", style="bold")
        if self._failed:
            text.append(f"  {self._failed:,} failed", style="red")
        done_now = self._done - self._done_before
        if done_now and self._done < self._total:
            left_s = (now - self._started) / done_now * (self._total - self._done)
            text.append(f"  {_clock(left_s)} left", style="dim")
        return text


@contextmanager
def drawn(progress: Progress, *, quiet: bool, as_json: bool) -> Generator[Console | None]:
    """Draw a progress while the inside goes on.

    Gives the console that it is drawn on: what is written to the same terminal in any other way
    would be drawn over. None when nothing is drawn.
    """
    console = stderr()
    if quiet or not console.is_terminal or (as_json and sys.stdout.isatty()):
        yield None
        return
    from rich.live import Live

    live = Live(
        progress,
        console=console,
        refresh_per_second=_REFRESHES_PER_S,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with live:
        yield console


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
