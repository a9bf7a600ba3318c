"""What jobai does when it is killed: commands, what must hold after each, and running them again.

`tests/long/kills.py` goes through hundreds of moments, `tests/profiles/store/test_kills.py` through
a few of each.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import forking
import model_answers
from commands import EXAMPLES, Jobai
from ledger_rows import settled
from sqlalchemy import create_engine, func, make_url, select, text

from cli.context import DEFAULT_USER
from orchestrator.audit import audit_ledger
from orchestrator.reports import usage_report
from profiles.drafts import CvDraft
from profiles.postings import JobPosting
from profiles.store.ai import AIAnswer, AIProviderUsageLog
from profiles.store.base import utc_now
from profiles.store.documents import Draft, Posting, PostingVersion, UnfinishedRun
from profiles.store.engine import Store, open_store
from profiles.store.location import backup_folder, locate_store
from profiles.store.migrations import HEAD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    import postgresql
    from sqlalchemy.ext.asyncio import AsyncSession
    from wire import WireServer

LEASE_S = 0.4
"""How long the next run waits for an answer that a dead process was to give."""

PAGES = 6
JOBS = 4
CALLS = 200
FEW_CALLS = 40
_PROVIDER = "openai"
_TIMEOUT_S = 60.0
_OLD = "0001"


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


@dataclass(frozen=True, slots=True)
class Place:
    """A home, its store and its files, for one run or to be copied."""

    folder: Path
    address: str

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def out(self) -> Path:
        return self.folder / "out"


@dataclass(slots=True)
class Ended:
    """How a process ended."""

    code: int
    stdout: str
    stderr: str
    seconds: float


@dataclass(slots=True)
class Found:
    """What a store holds.

    Attributes:
        rows: Attempts by status, without those of the rules.
        wrong: What must not be.
    """

    rows: Counter[str]
    postings: int
    drafts: int
    wrong: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Stores:
    """Makes places on one kind of store, and copies them.

    Args:
        kind: "sqlite" or "postgresql".
        folder: Where.
        server: For PostgreSQL.
    """

    kind: str
    folder: Path
    server: postgresql.Server | None = None
    _count: int = 0
    _bases: dict[str, Place] = field(default_factory=dict[str, Place])

    def base(self, kind: str) -> Place:
        """Return a place that all scenarios of a kind begin with; empty at first."""
        if kind not in self._bases:
            self._bases[kind] = self.new()
        return self._bases[kind]

    def new(self, base: Place | None = None) -> Place:
        """Make a place, a copy of another or empty."""
        self._count += 1
        folder = self.folder / f"{self._count}"
        folder.mkdir(parents=True)
        (folder / "temporary").mkdir()
        if base is not None and base.home.exists():
            shutil.copytree(base.home, folder / "home", dirs_exist_ok=True)
        if self.server is None:
            return Place(folder, str(folder / "home" / "jobai.db"))
        template = make_url(base.address).database if base else None
        return Place(folder, self.server.url_of(self.server.make(template or "template1")))

    def remove(self, place: Place) -> None:
        """Remove a place and its store."""
        shutil.rmtree(place.folder)
        if self.server is not None:
            self.server.drop(make_url(place.address).database or "")


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
            (pages / f"{number}.html").write_text(_page(number), encoding="utf-8")
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
            asyncio.run(_add_old(self._base))
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
        self._whole = asyncio.run(_found(place.address))
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
        begin = asyncio.run(_ledger_at(self._base.address))
        left = asyncio.run(_found(place.address))
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
        found = asyncio.run(_found(place.address))
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
        lines = gzip.decompress(file.read_bytes()).splitlines() if file.exists() else []
        if file.exists() or finished:
            return [] if len(lines) == JOBS else [f"{len(lines)} lines in the archive, not {JOBS}"]
        return []

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


def _page(number: int) -> str:
    return (
        f"<title>Beekeeper {number} - Heron {number}</title><h1>Beekeeper {number}</h1>"
        f"<p>Company: Heron {number}</p><p>Location: Lyon, France</p><h2>Requirements</h2><ul>"
        "<li>3 years of experience with Python</li><li>Patience</li></ul>"
        "<p>Apply by email to jobs@heron.example.</p>"
    )


def _written(place: Place) -> dict[str, bytes]:
    if not place.out.exists():
        return {}
    return {
        file.name: file.read_bytes()
        for file in place.out.iterdir()
        if not file.name.startswith(".")  # not whole, and named so
    }


def _synchronous(address: str) -> str:
    url = make_url(locate_store(address, {}).url)
    name = url.drivername.removesuffix("+aiosqlite")
    return url.set(drivername=name).render_as_string(hide_password=False)


async def _add_old(place: Place) -> None:
    """Let there be calls of a year ago."""
    store = await open_store(locate_store(place.address, {}))
    async with store.write() as session:
        at = utc_now().replace(year=2025)
        ended = {"settled_at": at, "cost_source": "manual"}
        session.add_all(settled(DEFAULT_USER, created_at=at, **ended) for _ in range(JOBS))
    await store.aclose()


def downgrade(address: str) -> None:
    """Take the store back to its first revision, with what is in it."""
    from alembic import command
    from alembic.config import Config

    import profiles.store.migrations as migrations

    engine = create_engine(_synchronous(address))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.downgrade(config, _OLD)
    engine.dispose()


async def _ledger_at(address: str) -> int:
    """Count the attempts that a place begins with, whatever its revision."""
    engine = create_engine(_synchronous(address))
    with engine.connect() as connection:
        told = connection.scalar(
            text("SELECT count(*) FROM ai_provider_usage_logs WHERE provider <> 'offline'")
        )
    engine.dispose()
    return int(told or 0)


async def _found(address: str) -> Found:
    """Open a store as the next command does, and look at everything in it."""
    store = await open_store(locate_store(address, {}))
    try:
        async with store.read() as session:
            return await _look(store, session)
    finally:
        await store.aclose()


async def _look(store: Store, session: AsyncSession) -> Found:
    log = AIProviderUsageLog
    counted = await session.execute(
        select(log.status, func.count()).where(log.provider != "offline").group_by(log.status)
    )
    found = Found(
        Counter({str(status): int(number) for status, number in counted}),
        await _count(session, Posting),
        await _count(session, Draft),
    )
    now = utc_now()
    audit = await audit_ledger(session, now=now)
    found.wrong += [f"the ledger: {fault.text}" for fault in audit.faults]
    await session.rollback()
    later = await usage_report(session, by=(), now=now.replace(year=now.year + 1))
    if later.total.pending or later.total.interrupted != found.rows["pending"]:
        found.wrong.append("what was under way is not told as interrupted after its lease")
    found.wrong += [text async for text in _half_written(session)]
    if store.location.path is not None:
        found.wrong += await _wrong_in_file(store, session)
    return found


async def _count(session: AsyncSession, kind: type[Any]) -> int:
    return await session.scalar(select(func.count()).select_from(kind)) or 0


async def _half_written(session: AsyncSession) -> AsyncIterator[str]:
    versions: Counter[int] = Counter()
    for one in await session.scalars(select(PostingVersion)):
        versions[one.posting_id] += 1
        JobPosting.model_validate(one.document)
    for posting in await session.scalars(select(Posting)):
        if versions[posting.id] != posting.latest_version or not posting.latest_version:
            yield f"job {posting.id} has {versions[posting.id]} readings"
    for draft in await session.scalars(select(Draft)):
        CvDraft.model_validate(draft.document)
        if draft.posting_id not in versions:
            yield f"draft {draft.id} is for no job"
    for run in await session.scalars(select(UnfinishedRun)):
        if run.posting_id not in versions:
            yield "a run knows of a job that is not there"
    for answer in await session.scalars(select(AIAnswer)):
        row = await session.scalar(
            select(AIProviderUsageLog.status).where(
                AIProviderUsageLog.request_id == answer.request_id,
                AIProviderUsageLog.status == "success",
            )
        )
        if answer.text is not None and row is None:
            yield "an answer is kept whose call is not settled"


async def _wrong_in_file(store: Store, session: AsyncSession) -> list[str]:
    path = store.location.path
    assert path is not None
    verdict = (await session.execute(text("PRAGMA integrity_check"))).scalars().all()
    orphans = (await session.execute(text("PRAGMA foreign_key_check"))).all()
    revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
    wrong = [] if verdict == ["ok"] else [f"integrity: {verdict}"]
    wrong += [f"orphans: {orphans}"] if orphans else []
    wrong += [f"revision {revision}"] if revision != HEAD else []
    left = [file.name for file in path.parent.iterdir() if file.name.endswith(".unfinished")]
    for copy in backup_folder(path).glob("*.db"):
        from profiles.store.backups import inspect_backup

        inspect_backup(copy)
    return wrong + [f"left behind: {name}" for name in left]
