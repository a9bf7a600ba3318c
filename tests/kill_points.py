"""What jobai does when it is killed: commands, what must hold after each, and running them again.

`tests/long/kills.py` goes through hundreds of moments, `tests/profiles/store/test_kills.py` through
a few of each.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import forking
import model_answers
from commands import EXAMPLES, Jobai
from kill_findings import Found, found_in, ledger_at
from kill_places import OLD_CALLS, add_old, downgrade, page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kill_places import Place, Stores
    from wire import WireServer

LEASE_S = 0.4
"""How long the next run waits for an answer that a dead process was to give."""

PAGES = 6
JOBS = 4
CALLS = 200
FEW_CALLS = 40
_PROVIDER = "openai"
_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command that is killed.

    Attributes:
        arguments: `{base}` is where the pages are, `{out}` where files go, `{db}` the store's file.
        calls: How many answers it pays for; no run pays for more, nor twice for one.
        before: What runs in the process instead of `jobai`.
        stores: On which it says something.
    """

    name: str
    arguments: tuple[str, ...]
    calls: int = 0
    before: tuple[object, ...] = ()
    stores: tuple[str, ...] = ("sqlite", "postgresql")


_FILES = ("--out", "{out}", "--format", "pdf,docx,json")
SCENARIOS = {
    one.name: one
    for one in (
        Scenario("extract", ("extract", "{base}/pages/0.html", "--json"), 1),
        Scenario("draft", ("draft-cv", "--job", "1", *_FILES, "--json"), 1),
        Scenario("extract-folder", ("extract", "{base}/pages", "--json"), PAGES),
        Scenario("extract-rules", ("extract", "{base}/pages", "--json", "--provider", "offline")),
        Scenario("draft-all", ("draft-cv", "--all", *_FILES, "--json"), JOBS),
        Scenario("migrate", ("db", "upgrade", "--json")),
        Scenario("calls", (), CALLS, before=("killed_calls:call_at_once", CALLS)),
        Scenario("few-calls", (), FEW_CALLS, before=("killed_calls:call_at_once", FEW_CALLS)),
        Scenario("archive", ("usage", "archive", "--before", "2026", "-o", "{out}.jsonl.gz")),
        Scenario("backup", ("db", "backup", "{out}.db", "--force"), stores=("sqlite",)),
        Scenario("restore", ("db", "restore", "{base}/kept.db", "--yes"), stores=("sqlite",)),
    )
}


@dataclass(slots=True)
class Ended:
    """How a process ended."""

    code: int
    stdout: str
    stderr: str
    seconds: float


class Bench:
    """Runs one scenario again and again, each time on a copy of one place.

    Attributes:
        moments: How many exact moments a whole run has; known after `rehearse`.
        seconds: How long a whole run takes.
    """

    def __init__(self, scenario: Scenario, stores: Stores, server: WireServer) -> None:
        self.scenario = scenario
        self._stores = stores
        self._server = server
        self._base = stores.base(self._kind)
        self.moments: list[str] = []
        self.seconds = 0.0
        self._whole: Found | None = None
        self._files: dict[str, bytes] = {}

    @property
    def _kind(self) -> str:
        """What the place is that each run begins with."""
        name = self.scenario.name
        if name in {"restore", "archive", "migrate"}:
            return name
        return "with jobs" if name in {"draft", "draft-all", "backup"} else "new"

    def prepare(self) -> None:
        """Make the place that each run begins with, unless another scenario has made it."""
        self._server.answer_with(model_answers.answer)
        if self._base.folder.joinpath("pages").exists():
            return
        pages = self._base.folder / "pages"
        pages.mkdir()
        for number in range(PAGES):
            (pages / f"{number}.html").write_text(page(number), encoding="utf-8")
        for line in (
            ("profile", "import", str(EXAMPLES / "profile.json")),
            ("plan", "set", "pro_monthly"),
            ("plan", "limits", "set", "tokens/day", "30000000"),
            ("extract", *(str(pages / f"{n}.html") for n in range(JOBS)), "--concurrency", "1")
            if self._kind != "new"
            else ("jobs", "list"),
        ):
            done = self._run(self._base, line)
            assert done.code == 0, done.stderr
        if self.scenario.name == "restore":
            self._run(self._base, ("db", "backup", str(self._base.folder / "kept.db")))
            self._run(self._base, ("users", "add", "later"))
        if self.scenario.name == "archive":
            asyncio.run(add_old(self._base))
        if self.scenario.name == "migrate":
            downgrade(self._base.address)

    def rehearse(self) -> None:
        """Let one run come to its end: to count its moments, and to know what it leaves behind.

        Raises:
            AssertionError: it fails by itself.
        """
        place = self._stores.new(self._base)
        told = place.folder / "moments"
        begun = time.monotonic()
        done = self._run(place, self._arguments(place), moment=0, told=told)
        self.seconds = time.monotonic() - begun
        assert done.code == 0, done.stderr
        self.moments = told.read_text(encoding="utf-8").splitlines()
        self._whole = asyncio.run(found_in(place.address))
        assert not self._whole.wrong, self._whole.wrong
        self._files = _written(place)
        self._stores.remove(place)

    def kill(self, *, moment: int = 0, after_s: float | None = None) -> list[str]:
        """Kill one run, look at what it leaves behind, run it again, and look once more.

        Args:
            moment: Just before the n-th thing that it does; 0 for none.
            after_s: Or after so long.

        Returns:
            What is wrong; nothing, as a rule.
        """
        place = self._stores.new(self._base)
        before = len(self._server.requests)
        killed = self._run(place, self._arguments(place), moment=moment, after_s=after_s)
        self._wait_for_server()
        asked = len(self._server.requests) - before
        wrong: list[str] = []
        if killed.code not in {0, -signal.SIGKILL}:
            wrong.append(f"it ended by itself with {killed.code}: {killed.stderr}")
        wrong += self._wrong_files(place, finished=False)
        begin = asyncio.run(ledger_at(self._base.address))
        left = asyncio.run(found_in(place.address))
        wrong += left.wrong
        new = left.rows.total() - begin
        if asked > new:
            wrong.append(f"the server was asked {asked} times, the ledger knows of {new}")
        pending = left.rows["pending"]
        again = self._run(place, self._arguments(place))
        if again.code != 0:
            wrong.append(f"run again it fails with {again.code}: {again.stderr}")
        asked = len(self._server.requests) - before
        if self.scenario.arguments and asked > self.scenario.calls + pending:
            wrong.append(f"asked {asked} times for {self.scenario.calls}, {pending} interrupted")
        wrong += self._wrong_end(place, pending)
        if not wrong:
            self._stores.remove(place)
        return wrong

    def _wrong_end(self, place: Place, pending: int) -> list[str]:
        assert self._whole is not None
        found = asyncio.run(found_in(place.address))
        wrong = found.wrong + self._wrong_files(place, finished=True)
        if not self.scenario.arguments:  # each run is new calls
            return wrong
        for name in ("postings", "drafts"):
            if (told := getattr(found, name)) != (right := getattr(self._whole, name)):
                wrong.append(f"{told} {name} after the second run, not {right}")
        rows = Counter(self._whole.rows)
        if pending:
            rows["pending"] += pending
        if found.rows != rows and self.scenario.name != "restore":
            wrong.append(f"{dict(found.rows)} in the ledger after all, not {dict(rows)}")
        return wrong

    def _wrong_files(self, place: Place, *, finished: bool) -> list[str]:
        """Compare each file with what a run that nobody disturbs writes: the same bytes."""
        if self.scenario.name in {"backup", "archive"}:  # these hold the time of their making
            return self._wrong_packed(place, finished=finished)
        written = _written(place)
        wrong = [
            f"{name} is not what it should be"
            for name, data in written.items()
            if data != self._files.get(name)
        ]
        if finished and (missing := self._files.keys() - written.keys()):
            wrong.append(f"{sorted(missing)} missing")
        return wrong

    def _wrong_packed(self, place: Place, *, finished: bool) -> list[str]:
        if self.scenario.name == "backup":
            from profiles.store.backups import inspect_backup

            whole = [file for file in (place.folder / "out.db",) if finished or file.exists()]
            for file in whole:
                inspect_backup(file)
            return []
        import gzip

        file = place.folder / "out.jsonl.gz"
        if not (finished or file.exists()):
            return []
        count = len(gzip.decompress(file.read_bytes()).splitlines()) if file.exists() else 0
        return [] if count == OLD_CALLS else [f"{count} lines in the archive, not {OLD_CALLS}"]

    def _arguments(self, place: Place) -> tuple[str, ...]:
        names: Mapping[str, object] = {"base": self._base.folder, "out": place.out}
        return tuple(word.format(**names) for word in self.scenario.arguments)

    def _run(
        self,
        place: Place,
        arguments: tuple[str, ...],
        *,
        moment: int = 0,
        told: Path | None = None,
        after_s: float | None = None,
    ) -> Ended:
        environment = {
            **Jobai(place.home, self._server.environment(_PROVIDER)).whole_environment,
            "JOBAI_DB": place.address,
            "TMPDIR": str(place.folder / "temporary"),
        }
        before = ("killing:prepare", moment, str(told) if told else None, LEASE_S)
        before = (*before, *self.scenario.before) if not arguments else before

        def begun(number: int) -> None:
            if after_s is not None:
                timer = threading.Timer(after_s, _kill, [number])
                timer.daemon = True
                timer.start()

        started = time.monotonic()
        try:
            done = forking.run(
                list(arguments),
                data=b"",
                environment=environment,
                folder=place.folder,
                timeout_s=_TIMEOUT_S,
                before=before,
                begun=begun,
            )
        except subprocess.TimeoutExpired:
            return Ended(1, "", f"it hangs: more than {_TIMEOUT_S} s", _TIMEOUT_S)
        return Ended(
            done.returncode,
            done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"),
            time.monotonic() - started,
        )

    def _wait_for_server(self) -> None:
        end = time.monotonic() + 5
        while self._server.open_connections and time.monotonic() < end:
            time.sleep(0.002)


def moments_of(bench: Bench, count: int, seed: int) -> Iterator[tuple[int, float | None]]:
    """Choose moments: half of them exact, spread over all there are, half at random in time."""
    chance = random.Random(f"{seed} {bench.scenario.name}")
    exact, total = (count + 1) // 2, len(bench.moments)
    for number in range(exact):
        low, high = number * total // exact, (number + 1) * total // exact
        yield chance.randint(low + 1, max(low + 1, high)), None
    for _ in range(count - exact):
        yield 0, chance.uniform(0, bench.seconds * 1.05)


def _kill(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def _written(place: Place) -> dict[str, bytes]:
    if not place.out.exists():
        return {}
    return {
        file.name: file.read_bytes()
        for file in place.out.iterdir()
        if not file.name.startswith(".")  # not whole, and named so
    }
