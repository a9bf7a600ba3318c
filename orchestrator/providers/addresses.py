"""Base URLs: what a user types, and what each SDK wants to be given.

Each call asks for the same few, so the answers are kept.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from profiles.errors import InvalidInputError

_VERSION_AT_END = re.compile(r"/(?P<version>v\d+[a-z0-9]*)\Z")


@lru_cache
def split_version(base_url: str) -> tuple[str, str | None]:
    """Part a trailing version segment from a base URL.

    Returns:
        The URL without a slash at its end, and "v1", "v1beta", ... or None.

    Raises:
        InvalidInputError: not an http or https URL with a host.
    """
    url = _checked(base_url)
    found = _VERSION_AT_END.search(url)
    return (url[: found.start()], found["version"]) if found else (url, None)


@lru_cache
def with_version(base_url: str, version: str) -> str:
    """Add the version to a base URL that has no path at all; a path is taken as it is.

    Raises:
        InvalidInputError: not an http or https URL with a host.
    """
    url = _checked(base_url)
    return url if urlsplit(url).path else f"{url}/{version}"


@lru_cache
def host_of(url: str) -> str:
    """Name the host and port of a URL, without what may be secret around them; "" when none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"{host}:{port}" if port else host


def _checked(base_url: str) -> str:
    url = base_url.strip().rstrip("/")
    if _scheme(url) not in {"http", "https"} or not host_of(url):
        raise InvalidInputError(
            f"The base URL is not an http or https address: {host_of(url) or 'no host in it'}.",
            hint="Write it whole, such as http://localhost:11434/v1.",
        )
    return url


def _scheme(url: str) -> str:
    """Give the scheme in lower case, "" when the URL cannot be parsed."""
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""
