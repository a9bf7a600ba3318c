"""Where jobai keeps its own files on this machine.

`JOBAI_HOME` moves all of them (store, configuration, secret key) to one folder.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the store."""
    if home := environment.get("JOBAI_HOME"):
        return Path(home).expanduser()
    from platformdirs import user_data_path

    return user_data_path("jobai", appauthor=False)


def config_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the configuration and of the secret key."""
    if home := environment.get("JOBAI_HOME"):
        return Path(home).expanduser()
    from platformdirs import user_config_path

    return user_config_path("jobai", appauthor=False)
