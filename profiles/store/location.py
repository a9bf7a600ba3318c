"""Where a store is: a URL, a file, or the platform's data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError
from profiles.folders import data_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEMES = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_SQLITE_FILE_NAME = "jobai.db"


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """A store's address, resolved.

    Attributes:
        url: For SQLAlchemy, with an async driver. It may hold a password: print `shown`.
        path: The SQLite file; None for a server or a store in memory.
    """

    url: str
    path: Path | None

    @property
    def shown(self) -> str:
        """The address without a password."""
        if self.path is not None:
            return str(self.path)
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2]}"


def locate_store(named: str | None, environment: Mapping[str, str]) -> StoreLocation:
    """Resolve what `--db` or `JOBAI_DB` says: a URL or the path of a SQLite file.

    Raises:
        InvalidInputError: for an address that no store can have.
    """
    if not named:
        return _sqlite(data_folder(environment) / _SQLITE_FILE_NAME)
    scheme, separator, rest = named.partition("://")
    if not separator:
        return _sqlite(Path(named.removeprefix("sqlite:")).expanduser())
    driver = _SCHEMES.get(scheme.lower())
    if driver is None:
        raise InvalidInputError(
            f"{scheme}:// is not a store that jobai knows",
            hint="give a file (jobs.db), sqlite:///jobs.db or postgresql://user@host/database",
        )
    if driver.startswith("postgresql"):
        return StoreLocation(f"{driver}://{rest}", None)
    name = rest.removeprefix("/")
    if name in {"", ":memory:"}:
        return StoreLocation(f"{driver}://", None)
    return _sqlite(Path(name).expanduser())


def backup_folder(path: Path) -> Path:
    """Return where the copies of a store's file go when nobody names a file for them."""
    return path.with_name(f"{path.name}-backups")


def latest_backup(path: Path) -> Path | None:
    """Return the newest copy in that folder."""
    found = sorted(backup_folder(path).glob("*.db"), key=lambda file: file.stat().st_mtime)
    return found[-1] if found else None


def _sqlite(path: Path) -> StoreLocation:
    path = path.absolute()
    if path.is_dir():
        raise InvalidInputError(
            f"{path} is a folder, a store is a file",
            hint=f"name a file in it: {path / _SQLITE_FILE_NAME}",
        )
    return StoreLocation(f"sqlite+aiosqlite:///{path}", path)
