"""Config files, what is set in them, and what they say to every command."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cli.app import app
from cli.configuring import ConfigFileError, Defaults, find_settings, keys_in, read_config
from cli.manner import manner_of
from cli.writing_config import remove_setting, write_setting
from fuzzing.mutating import changed_bytes
from fuzzing.target import Target, told
from profiles.errors import InvalidInputError, NotFoundError

SEEDS = (
    b'paper = "letter"\nquiet = true\n\n[draft-cv]\ntheme = "modern"\npages = 2\n',
    b'# mine\nprovider = "openai"\n[providers.limits]\njson = true\n[usage.report]\nby = ["day"]\n',
    b'plain = 1\n"a b".c = 1979-05-27T07:32:00Z\nx = [1, 2.5, {a = nan}]\n',
)
WORDS = (
    b"[", b"]", b"[[", b"]]", b"=", b'"""', b"'''", b"true", b"quiet", b"plain", b"verbose",
    b"debug", b"db",
    b"user", b"[extract]\n", b"inf", b"0x", b"{", b"}", b"\xef\xbb\xbf", b"\\u0000",
    b"draft-cv.pages = ",
)  # fmt: skip


def _run(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config.toml")
        path.write_bytes(data)
        try:
            values = read_config(path)
        except ConfigFileError as error:
            told(error)
            return
        manner_of([], {}, values)
        defaults = Defaults(app, values)
        for key in list(keys_in(values))[:20]:
            find_settings(app, key)
        for name in ("draft-cv", "extract", "usage"):
            below = defaults.below(name)
            if below is not None:
                for option in ("pages", "json"):
                    below.get(option)
        _require_settable(path, values)


def _require_settable(path: Path, values: dict[str, object]) -> None:
    """What is set can be read again, beside all that was there; what is taken out is gone."""
    for key in ("paper", "draft-cv.theme"):
        try:
            write_setting(path, key, "letter")
        except InvalidInputError as error:
            told(error)
            return
        found = read_config(path)
        kept = {k: v for k, v in found.items() if k not in ("paper", "draft-cv")}
        before = {k: v for k, v in values.items() if k not in ("paper", "draft-cv")}
        assert repr(kept) == repr(before), f"{before} became {kept}"
        try:
            remove_setting(path, key)
        except (InvalidInputError, NotFoundError) as error:
            told(error)
        read_config(path)


TARGET = Target("config-files", lambda: list(SEEDS), _run, changed_bytes, WORDS, in_ci=60)
