"""Provider keys at rest: encrypted with a key that is not in the store.

This protects a copied store, not a stolen home folder.
"""

from __future__ import annotations

import os
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.errors import SecretKeyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.fernet import MultiFernet

SECRET_KEY_VARIABLE = "JOBAI_SECRET_KEY"  # noqa: S105 - a name, not a secret
_FILE_NAME = "secret.key"
_NEW_KEY_COMMAND = (
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)


class SecretBox:
    """Encrypts and decrypts provider keys with a list of Fernet keys.

    The first key encrypts, all of them decrypt, so that a key can be rotated.
    """

    def __init__(self, *, keys: str | None, key_file: Path) -> None:
        """Take the keys themselves (separated by commas), or the file that holds them.

        The file is made on the first encryption, mode 0600, and never otherwise.
        """
        self._keys = keys
        self._key_file = key_file

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> SecretBox:
        """Use `JOBAI_SECRET_KEY`, else the key file in the configuration folder."""
        return cls(
            keys=environment.get(SECRET_KEY_VARIABLE) or None,
            key_file=_config_folder(environment) / _FILE_NAME,
        )

    @property
    def described(self) -> str:
        """Say where the secret key comes from, for `doctor`."""
        return SECRET_KEY_VARIABLE if self._keys else str(self._key_file)

    def encrypt(self, secret: str) -> str:
        """Encrypt; makes the key file when there is none.

        Raises:
            SecretKeyError: when the secret key is malformed or its file cannot be used.
        """
        if not self._keys and not self._key_file.exists():
            _make_key_file(self._key_file)
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Decrypt.

        Raises:
            SecretKeyError: when no key at hand opens it.
        """
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise SecretKeyError(
                f"Provider credentials invalid: the secret key in {self.described} does not open "
                "the stored provider key",
                hint="restore that secret key, or run `jobai providers add` again",
            ) from error

    @cached_property
    def _fernet(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet

        names = [key.strip() for key in (self._keys or self._read_file()).split(",")]
        try:
            return MultiFernet([Fernet(name) for name in names if name])
        except ValueError as error:
            raise SecretKeyError(
                f"the secret key in {self.described} is not a Fernet key",
                hint=f"make one with: {_NEW_KEY_COMMAND}",
            ) from error

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


def _config_folder(environment: Mapping[str, str]) -> Path:
    if home := environment.get("JOBAI_HOME"):
        return Path(home).expanduser()
    from platformdirs import user_config_path

    return user_config_path("jobai", appauthor=False)


def _make_key_file(path: Path) -> None:
    """Make the file whole or not at all; when two processes do it at once, one wins for both."""
    from cryptography.fernet import Fernet

    try:
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)  # mkstemp makes it 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(Fernet.generate_key())
                file.flush()
                os.fsync(file.fileno())
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            Path(name).unlink()
    except OSError as error:
        raise SecretKeyError(
            f"the secret key file {path} cannot be made: {error.strerror or error}",
            hint=f"set {SECRET_KEY_VARIABLE}, or JOBAI_HOME to a folder you can write to",
        ) from error
