"""What is a URL, which URLs are fetched, and what to say of the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.errors import FetchError
from orchestrator.tasks.extraction.patterns import regex

if TYPE_CHECKING:
    import httpx2

    from orchestrator.documents.limits import Limits

_SCHEME = regex(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
_SCHEME_WITHOUT_SLASHES = regex(
    r"(mailto|javascript|data|about|tel|view-source|blob):", re.IGNORECASE
)
_HOST_AND_PATH = regex(r"(?:[\w-]+\.)+([^\W\d_]{2,24})(?::\d{1,5})?(?:[/?#]\S*)?")
_FILE_ENDINGS = frozenset(
    {"html", "htm", "xhtml", "mht", "mhtml", "eml", "txt", "text", "md", "markdown"}
    | {"json", "xml", "csv", "yaml", "yml", "pdf", "doc", "docx", "odt", "rtf", "zip"}
    | {"png", "jpg", "jpeg", "webp", "gif", "svg", "heic", "heif", "avif", "bmp", "tif", "tiff"}
)
_ALSO_TOP_LEVEL_DOMAINS = frozenset({"md", "zip"})


def scheme_of(source: str) -> str | None:
    r"""The scheme of something that is meant as a URL, in lower case; None for a path.

    A Windows path such as `C:\jobs\1.html` has no scheme.
    """
    match = _SCHEME.match(source) or _SCHEME_WITHOUT_SLASHES.match(source)
    return match[1].lower() if match else None


def lacks_scheme(source: str) -> bool:
    """Whether it reads like `example.com/jobs/1`: a host and perhaps a path, and no file name."""
    match = _HOST_AND_PATH.fullmatch(source)
    if match is None:
        return False
    host, slash, _ = source.partition("/")
    ending = match[1].lower()
    if not slash:
        return ending not in _FILE_ENDINGS
    return ending not in _FILE_ENDINGS or ending in _ALSO_TOP_LEVEL_DOMAINS or "." not in host


def parse_url(text: str, limits: Limits) -> httpx2.URL:
    """Read a URL that may be fetched; the host of an international name becomes ASCII.

    Raises:
        FetchError: Another scheme, no host, credentials inside, too long, or malformed.
    """
    import httpx2

    if len(text) > limits.url_characters:
        raise FetchError(
            f"The URL has {len(text)} characters; at most {limits.url_characters} are allowed.",
            reason="bad_url",
            hint="Leave out what follows the `?` if the page opens without it.",
        )
    scheme = scheme_of(text)
    if scheme not in {"http", "https"}:
        raise _refused_scheme(text, scheme)
    try:
        url = httpx2.URL(text)
        raw_host = url.raw_host
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise _malformed(text) from error
    if url.userinfo:
        host = shortened(raw_host.decode("ascii", "replace"))
        raise FetchError(
            f"The URL for {host} contains a user name or password.",
            reason="credentials",
            hint="Leave out the part before the @. A page behind a login can be saved and given "
            "as a file.",
        )
    if not _is_host(raw_host) or (url.port is not None and not 0 < url.port < 65_536):
        raise _malformed(text)
    return url


def _is_host(raw_host: bytes) -> bool:
    if b":" in raw_host:  # IPv6; httpx2 has checked it
        return True
    labels = raw_host.rstrip(b".").split(b".")
    return len(raw_host) <= 253 and all(
        re.fullmatch(rb"[A-Za-z0-9_-]{1,63}", label) for label in labels
    )


def shortened(text: str, most: int = 120) -> str:
    """A URL or a name for a message: one line, no control characters, not longer than `most`."""
    clean = "".join(character if character.isprintable() else "?" for character in text)
    return clean if len(clean) <= most else clean[: most - 3] + "..."


def _malformed(text: str) -> FetchError:
    return FetchError(
        f"This is not a URL that can be fetched: {shortened(text)}",
        reason="bad_url",
        hint="Copy the address from the browser's address bar; put it in quotes.",
    )


def _refused_scheme(text: str, scheme: str | None) -> FetchError:
    hint = "Only http:// and https:// pages are fetched."
    if scheme == "file":
        path = text.split("://", 1)[1] if "://" in text else text
        hint = f"Give the path itself, without file://: {shortened(path)}"
    what = (
        f"{shortened(scheme, 20)}: URLs cannot be fetched"
        if scheme
        else "A URL starts with https://, not"
    )
    return FetchError(
        f"{what}: {shortened(text)}",
        reason="scheme",
        hint=hint,
    )
