"""What a process is forbidden before it runs `jobai`."""

from __future__ import annotations

import resource


def limit(name: str, value: int) -> None:
    """Set a limit of this process: RLIMIT_NOFILE, RLIMIT_FSIZE."""
    kind = getattr(resource, name)
    resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))
