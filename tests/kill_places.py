"""Where jobai runs that is killed: a home and a store, made once and copied for each run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ledger_rows import settled
from sqlalchemy import create_engine, make_url

from cli.context import DEFAULT_USER
from profiles.store.base import utc_now
from profiles.store.engine import open_store
from profiles.store.location import locate_store

if TYPE_CHECKING:
    import postgresql

OLD_CALLS = 4
"""What `add_old` adds."""

_OLD = "0001"


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


def page(number: int) -> str:
    return (
        f"<title>Beekeeper {number} - Heron {number}</title><h1>Beekeeper {number}</h1>"
        f"<p>Company: Heron {number}</p><p>Location: Lyon, France</p><h2>Requirements</h2><ul>"
        "<li>3 years of experience with Python</li><li>Patience</li></ul>"
        "<p>Apply by email to jobs@heron.example.</p>"
    )


async def add_old(place: Place) -> None:
    """Let there be calls of a year ago."""
    store = await open_store(locate_store(place.address, {}))
    async with store.write() as session:
        at = utc_now().replace(year=2025)
        ended = {"settled_at": at, "cost_source": "manual"}
        session.add_all(settled(DEFAULT_USER, created_at=at, **ended) for _ in range(OLD_CALLS))
    await store.aclose()


def downgrade(address: str) -> None:
    """Take the store back to its first revision, with what is in it."""
    from alembic import command
    from alembic.config import Config

    import profiles.store.migrations as migrations

    engine = create_engine(synchronous(address))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.downgrade(config, _OLD)
    engine.dispose()


def synchronous(address: str) -> str:
    url = make_url(locate_store(address, {}).url)
    name = url.drivername.removesuffix("+aiosqlite")
    return url.set(drivername=name).render_as_string(hide_password=False)
