"""The check of `jobai doctor` on the config file: is it readable, does every key set something?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.configuring import config_path, find_settings, keys_in, read_config, settings
from cli.finding import Finding, wrong
from profiles.errors import JobaiError
from profiles.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_config(command: Any, environment: Mapping[str, str]) -> list[Finding]:
    """Check the config file, if there is one.

    Args:
        command: The whole of `jobai`, whose options the keys name.
        environment: Where the file's place may be named.
    """
    path = config_path(environment)
    try:
        keys = list(keys_in(read_config(path)))
    except JobaiError as error:
        return [wrong("config", error)]
    if not path.exists():
        return []
    known = [name for one in settings(command) for name in (one.key, one.name)]
    found = [
        Finding("config", "wrong", f"{path} sets {key}, which is no option", _way_out(key, known))
        for key in keys
        if not find_settings(command, key)
    ]
    return found or [Finding("config", "ok", str(path))]


def _way_out(key: str, known: list[str]) -> str:
    near = nearest(key, known)
    meant = f"; did you mean {near}?" if near else ""
    return f"jobai config unset {key}{meant}"
