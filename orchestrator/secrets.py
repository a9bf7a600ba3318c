"""Provider keys at rest: encrypted with a key that is not in the store.

This protects a copied store, not a stolen home folder.
"""

from __future__ import annotations

import glob
import os
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from orchestrator.errors import SecretKeyError
from profiles.folders import config_folder
from profiles.private_files import UNFINISHED, write_private

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
    from pathlib import Path

    from cryptography.fernet import MultiFernet

SECRET_KEY_VARIABLE = "JOBAI_SECRET_KEY"  # noqa: S105 - a name, not a secret
_FILE_NAME = "secret.key"

_PATIENCE_S = 10.0
"""For others to finish with the key file, which takes them milliseconds. Shorter than a store's
patience, because whoever waits here may keep its store locked."""

NEW_KEY_COMMAND = (
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)


class SecretBox:
    """Encrypts and decrypts provider keys with a list of Fernet keys.

    The first key encrypts, all of them decrypt, so that a key can be rotated.
    """

    def __init__(self, *, keys: str | None, key_file: Path | Callable[[], Path]) -> None:
        """Take the keys themselves (separated by commas), or the file that holds them.

        Where that is can be found out when it is needed, which for most calls is never. The file is
        made on the first encryption, mode 0600, and never otherwise.
        """
        self._keys = keys
        self._where = key_file
        self._opened: MultiFernet | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> SecretBox:
        """Use `JOBAI_SECRET_KEY`, else the key file in the configuration folder."""
        return cls(
            keys=environment.get(SECRET_KEY_VARIABLE) or None,
            key_file=lambda: config_folder(environment) / _FILE_NAME,
        )

    @cached_property
    def _key_file(self) -> Path:
        return self._where() if callable(self._where) else self._where

    @property
    def in_file(self) -> bool:
        """Whether the keys are in a file, which can be changed, not in `JOBAI_SECRET_KEY`."""
        return not self._keys

    @property
    def described(self) -> str:
        """Say where the secret key comes from, for `doctor`."""
        return SECRET_KEY_VARIABLE if self._keys else str(self._key_file)

    def encrypt(self, secret: str) -> str:
        """Encrypt with the key that is first now; makes the key file when there is none.

        Only then it can wait for another process that makes it: up to ten seconds.

        Raises:
            SecretKeyError: when the secret key is malformed or its file cannot be used.
        """
        if self.in_file and not os.path.lexists(self._key_file):
            _make_key_file(self._key_file)
        # Not with keys read long ago: another process may have dropped them since.
        self._opened = _fernets(self.keys(), self.described)
        return self._opened.encrypt(secret.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Decrypt; keys that another process has rotated are read again.

        Raises:
            SecretKeyError: when no key at hand opens it.
        """
        from cryptography.fernet import InvalidToken

        if self._opened is not None:
            with suppress(InvalidToken):
                return self._opened.decrypt(token.encode()).decode()
        self._opened = _fernets(self.keys(), self.described)
        try:
            return self._opened.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise SecretKeyError(
                f"Provider credentials invalid: the secret key in {self.described} does not open "
                "the stored provider key",
                hint="restore that secret key, or run `jobai providers add` again",
            ) from error

    def keys(self) -> list[str]:
        """Return the keys, the one that encrypts first.

        Raises:
            SecretKeyError: when their file cannot be read.
        """
        texts = [key.strip() for key in (self._keys or self._read_file()).split(",")]
        return [text for text in texts if text]

    def put_new_key_first(self) -> list[str]:
        """Make a key that encrypts from now on; waits up to ten seconds for other processes.

        Returns:
            The keys from before: they stay in the file behind it.

        Raises:
            SecretKeyError: when the file cannot be read or written, or others keep it too long.
        """
        from cryptography.fernet import Fernet

        with _changing(self._key_file) as file:
            old = self.keys()
            _write_key_file(file, [Fernet.generate_key().decode(), *old])
        return old

    def needed_keys(self, tokens: Iterable[str]) -> list[str]:
        """Return the first key and those that alone open one of the tokens."""
        first, *others = self.keys()
        closed = [token for token in tokens if not _opens(first, token)]
        return [first, *(key for key in others if any(_opens(key, token) for token in closed))]

    def drop_keys(self, keys: Collection[str]) -> None:
        """Take these keys out of the file; waits up to ten seconds for other processes.

        Why it is not told what to keep: another store may have put a key of its own there since.

        Raises:
            SecretKeyError: when the file cannot be read or written, or others keep it too long.
        """
        with _changing(self._key_file) as file:
            _write_key_file(file, [key for key in self.keys() if key not in keys])

    def _read_file(self) -> str:
        way_out = f"restore it, set {SECRET_KEY_VARIABLE}, or add the stored providers again"
        try:
            return ",".join(self._key_file.read_text(encoding="ascii").split())
        except FileNotFoundError as error:
            raise SecretKeyError(
                f"the secret key file {self._key_file} is gone", hint=way_out
            ) from error
        except (OSError, UnicodeError) as error:
            raise SecretKeyError(
                f"the secret key file {self._key_file} cannot be read", hint=way_out
            ) from error


def _fernets(keys: Sequence[str], place: str) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet

    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise SecretKeyError(
            f"the secret key in {place} is not a Fernet key",
            hint=f"make one with: {NEW_KEY_COMMAND}",
        ) from error


def _opens(key: str, token: str) -> bool:
    from cryptography.fernet import Fernet, InvalidToken

    try:
        Fernet(key).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


@contextmanager
def _changing(path: Path) -> Generator[Path]:
    """Let one process at a time change a key file that is there; gives the file, as `_locked`."""
    hint = "make its folder writable and run the command again; no key is lost"
    with _faults_told(path, "written", hint), _locked(path) as file:
        yield file


def _make_key_file(path: Path) -> None:
    """Make the file whole or not at all; when two processes do it at once, one wins for both."""
    from cryptography.fernet import Fernet

    hint = f"set {SECRET_KEY_VARIABLE}, or JOBAI_HOME to a folder you can write to"
    with _faults_told(path, "made", hint):
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        with _locked(path) as file:
            if not file.exists():
                _write_key_file(file, [Fernet.generate_key().decode()])


@contextmanager
def _faults_told(path: Path, what: str, hint: str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise SecretKeyError(
            f"the secret key file {path} cannot be {what}: {error.strerror or error}", hint=hint
        ) from error


@contextmanager
def _locked(path: Path) -> Generator[Path]:
    """Lock the key file, and remove what killed processes left; gives the file behind a link."""
    from filelock import FileLock, Timeout

    file = path.resolve()  # so that links stay links, and share one lock with what they lead to
    # An empty file that stays: a lock that is deleted while others wait for it locks nobody out.
    lock = FileLock(f"{file}.lock", timeout=_PATIENCE_S, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise SecretKeyError(
            f"another process has kept the secret key file locked for {_PATIENCE_S:g} s: "
            f"{lock.lock_file}",
            hint="wait for it, or end it, and run the command again; no key is lost",
        ) from error
    try:
        for leftover in file.parent.glob(f"{glob.escape(file.name)}.*{UNFINISHED}"):
            # Nobody writes it any more: nobody else has the lock.
            leftover.unlink(missing_ok=True)
        yield file
    finally:
        lock.release()


def _write_key_file(file: Path, keys: Sequence[str]) -> None:
    write_private(file, "".join(f"{key}\n" for key in keys).encode())
