"""The secret key that provider keys are encrypted with."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet
from processes import at_once

from orchestrator.errors import SecretKeyError
from orchestrator.secrets import SecretBox

if TYPE_CHECKING:
    from pathlib import Path

PROVIDER_KEY = "sk-provider-0123456789"
ENCRYPTING = """
import sys
from pathlib import Path
from orchestrator.secrets import SecretBox
box = SecretBox(keys=None, key_file=Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(box.encrypt(sys.argv[2]))
"""


def _key() -> str:
    return Fernet.generate_key().decode()


def _everything_shown(error: SecretKeyError) -> str:
    return "\n".join([*traceback.format_exception(error), repr(error), str(error.hint)])


def _encrypted_at_once(count: int, *arguments: str) -> list[str]:
    command = [sys.executable, "-c", ENCRYPTING, *arguments]
    return [printed.strip() for printed in at_once([command] * count)]


def test_processes_that_make_the_key_file_at_once_share_one_private_key(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "secret.key"

    tokens = _encrypted_at_once(6, str(file), PROVIDER_KEY)

    box = SecretBox(keys=None, key_file=file)
    assert [box.decrypt(token) for token in tokens] == [PROVIDER_KEY] * 6
    assert {path.name for path in file.parent.iterdir()} == {"secret.key", "secret.key.lock"}
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_key_file_that_is_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    SecretBox(keys=None, key_file=file).encrypt(PROVIDER_KEY)
    before = file.read_bytes()

    SecretBox(keys=None, key_file=file).encrypt(PROVIDER_KEY)

    assert file.read_bytes() == before


def test_reading_makes_no_key_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"

    with pytest.raises(SecretKeyError, match="is gone"):
        SecretBox(keys=None, key_file=file).decrypt("anything")

    assert not file.exists()


def test_a_key_in_the_environment_makes_no_file(tmp_path: Path) -> None:
    environment = {"JOBAI_SECRET_KEY": _key(), "JOBAI_HOME": str(tmp_path)}
    box = SecretBox.from_environment(environment)

    assert box.decrypt(box.encrypt(PROVIDER_KEY)) == PROVIDER_KEY
    assert box.described == "JOBAI_SECRET_KEY"
    assert list(tmp_path.iterdir()) == []


def test_without_one_the_key_file_lies_in_jobais_home(tmp_path: Path) -> None:
    box = SecretBox.from_environment({"JOBAI_HOME": str(tmp_path)})

    box.encrypt(PROVIDER_KEY)

    assert box.described == str(tmp_path / "secret.key")
    assert (tmp_path / "secret.key").exists()


def test_what_is_encrypted_does_not_show_the_secret(tmp_path: Path) -> None:
    box = SecretBox(keys=_key(), key_file=tmp_path / "none")

    assert PROVIDER_KEY not in box.encrypt(PROVIDER_KEY)
    assert box.encrypt(PROVIDER_KEY) != box.encrypt(PROVIDER_KEY)


@pytest.mark.parametrize("form", ["{new},{old}", " {new} , {old} ,", "{new}\n{old}\n"])
def test_a_rotated_list_opens_what_is_old_and_encrypts_with_the_first(
    tmp_path: Path, form: str
) -> None:
    old, new = _key(), _key()
    nowhere = tmp_path / "none"
    keys, file = form.format(new=new, old=old), tmp_path / "secret.key"
    if "\n" in form:
        file.write_text(keys)
        rotated = SecretBox(keys=None, key_file=file)
    else:
        rotated = SecretBox(keys=keys, key_file=nowhere)
    token = SecretBox(keys=old, key_file=nowhere).encrypt(PROVIDER_KEY)

    assert rotated.decrypt(token) == PROVIDER_KEY
    fresh = rotated.encrypt(PROVIDER_KEY)
    assert SecretBox(keys=new, key_file=nowhere).decrypt(fresh) == PROVIDER_KEY
    with pytest.raises(SecretKeyError):
        SecretBox(keys=old, key_file=nowhere).decrypt(fresh)


def test_another_secret_key_is_refused_with_what_to_do_and_without_any_key(tmp_path: Path) -> None:
    right, wrong = _key(), _key()
    token = SecretBox(keys=right, key_file=tmp_path).encrypt(PROVIDER_KEY)

    with pytest.raises(SecretKeyError, match=r"\AProvider credentials invalid") as caught:
        SecretBox(keys=wrong, key_file=tmp_path).decrypt(token)

    shown = _everything_shown(caught.value)
    assert "JOBAI_SECRET_KEY" in caught.value.message
    assert "jobai providers add" in str(caught.value.hint)
    for secret in (right, wrong, PROVIDER_KEY, token):
        assert secret not in shown


@pytest.mark.parametrize(
    "malformed",
    ["hunter2-hunter2", "é" * 44, ",", " , ", _key()[:-4], "x" * 4 + _key()],
    ids=["a password", "not ASCII", "a comma", "commas and blanks", "too short", "too long"],
)
def test_a_malformed_secret_key_is_refused_with_how_to_make_one(
    tmp_path: Path, malformed: str
) -> None:
    box = SecretBox(keys=malformed, key_file=tmp_path / "none")

    with pytest.raises(SecretKeyError, match="JOBAI_SECRET_KEY is not a Fernet key") as caught:
        box.encrypt(PROVIDER_KEY)

    assert "Fernet.generate_key()" in str(caught.value.hint)
    shown = _everything_shown(caught.value)
    assert PROVIDER_KEY not in shown
    if len(malformed) > 3:
        assert malformed not in shown


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"not a key"])
def test_a_damaged_key_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secret.key"
    file.write_bytes(content)

    with pytest.raises(SecretKeyError) as caught:
        SecretBox(keys=None, key_file=file).encrypt(PROVIDER_KEY)

    assert str(file) in caught.value.message
    assert caught.value.hint
    assert PROVIDER_KEY not in _everything_shown(caught.value)
    assert file.read_bytes() == content


def test_a_key_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "secret.key"
    folder.mkdir()

    with pytest.raises(SecretKeyError, match="cannot be read") as caught:
        SecretBox(keys=None, key_file=folder).encrypt(PROVIDER_KEY)

    assert str(folder) in caught.value.message
    assert "JOBAI_SECRET_KEY" in str(caught.value.hint)


def test_a_key_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(SecretKeyError, match="cannot be made") as caught:
        SecretBox(keys=None, key_file=tmp_path / "file" / "secret.key").encrypt(PROVIDER_KEY)

    assert "JOBAI_SECRET_KEY" in str(caught.value.hint)
    assert "JOBAI_HOME" in str(caught.value.hint)
