"""What went wrong with a URL, in words that help: a status, a failed connection, a login wall."""

from __future__ import annotations

import math
import re
import socket
import ssl

import httpx2

from orchestrator.documents.hints import (
    AFTER_SIGN_IN,
    ANOTHER_WAY,
    IF_STILL_SHOWN,
    walled_site,
)
from orchestrator.errors import FetchError, NotAPostingError
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.sources.dialling import ascii_host, causes
from orchestrator.tasks.extraction.sources.urls import shortened

_BLOCKED = frozenset({401, 403, 407, 429, 451, 503, 999})  # 999 is LinkedIn's own
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 503})
_A_DAY_S = 86_400
_LOGIN_PATH = regex(
    r"/(?:authwall|log-?in|sign-?in|sign-?up|checkpoint|sign_in|sign_up|uas|sso|oauth2?|authenticate"
    r"|servicelogin)(?:[/.]|$)",
    re.IGNORECASE,
)
_LOGIN_HOST = regex(r"^(?:login|signin|auth|sso|accounts|idp)\.", re.IGNORECASE)


def refused_status(url: httpx2.URL, status: int, *, wait_s: float | None = None) -> FetchError:
    """The error for an answer that is no page; `wait_s` is what its Retry-After asks for."""
    shown = shortened(str(url))
    if status == 429 or (status in _BUSY and wait_s is not None):
        what = "too many requests" if status == 429 else "it is busy"
        return FetchError(
            f"{ascii_host(url)} asks to wait, {what} (HTTP {status}): {shown}",
            reason="blocked",
            status_code=status,
            hint=f"Try again {_in_words(wait_s)}. {ANOTHER_WAY}",
        )
    if status in _BLOCKED:
        site = walled_site(ascii_host(url))
        hint = AFTER_SIGN_IN if site or status == 401 else ANOTHER_WAY
        return FetchError(
            f"{site or ascii_host(url)} does not show this page to programs (HTTP {status}): "
            f"{shown}",
            reason="blocked",
            status_code=status,
            hint=hint,
        )
    if status in _GONE:
        return FetchError(
            f"The page is gone (HTTP {status}): {shown}",
            reason="gone",
            status_code=status,
            hint=IF_STILL_SHOWN,
        )
    return FetchError(
        f"The server answered with HTTP {status}: {shown}",
        reason="http_status",
        status_code=status,
        hint="Try again later. " + ANOTHER_WAY if status >= 500 else ANOTHER_WAY,
    )


def _in_words(wait_s: float | None) -> str:
    if wait_s is None or wait_s > _A_DAY_S:
        return "later"
    for size, unit in ((3_600, "hour"), (60, "minute")):
        count = math.ceil(wait_s / size)
        if wait_s > size:
            return f"in {count} {unit}s"
    return "in a minute"


def refuse_login_wall(asked: httpx2.URL, final: httpx2.URL) -> None:
    """Notice that the site sent us to its login page instead.

    Raises:
        NotAPostingError: With the reason "login_wall".
    """
    moved_to_login_host = (
        ascii_host(asked) != ascii_host(final) and _LOGIN_HOST.match(ascii_host(final)) is not None
    )
    if moved_to_login_host or _LOGIN_PATH.search(final.path):
        raise NotAPostingError(
            f"{ascii_host(asked)} asks for a login before it shows this page: "
            f"{shortened(str(asked))}",
            reason="login_wall",
            hint=AFTER_SIGN_IN,
        )


def failed_exchange(url: httpx2.URL, error: httpx2.HTTPError) -> FetchError:
    """The error for a connection that failed, after all tries."""
    host = ascii_host(url)
    chain = list(causes(error))
    if isinstance(error, httpx2.ProxyError):
        return FetchError(
            f"The proxy of the environment did not let the request to {host} through.",
            reason="proxy",
            hint="Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, its user name and password too, "
            "or name the host in NO_PROXY.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in chain):
        return FetchError(
            f"There is no address for {host}.",
            reason="dns",
            hint="Check the spelling and your connection to the Internet.",
        )
    certificate = next((c for c in chain if isinstance(c, ssl.SSLError)), None)
    if certificate is not None:
        return FetchError(
            f"The connection to {host} is not secure: {_tls_fault(certificate)}.",
            reason="tls",
            hint=ANOTHER_WAY,
        )
    if any(isinstance(cause, ConnectionRefusedError) for cause in chain):
        return FetchError(
            f"{host} refuses the connection.",
            reason="refused",
            hint="Check the address and the port, or try again later.",
        )
    if isinstance(error, httpx2.TimeoutException):
        return timed_out(url, "a connection")
    return FetchError(
        f"The connection to {host} failed before the page was whole.",
        reason="connection",
        hint="Try again later. " + ANOTHER_WAY,
    )


def timed_out(url: httpx2.URL, what: str) -> FetchError:
    """The error for a deadline that passed without `what`."""
    return FetchError(
        f"{ascii_host(url)} took too long: no {what.removeprefix('a ')} before the deadline.",
        reason="timeout",
        hint="Try again later. " + ANOTHER_WAY,
    )


def is_worth_a_second_try(error: httpx2.HTTPError) -> bool:
    """Whether a failed exchange can succeed a moment later: not with a wrong name."""
    if not isinstance(error, httpx2.TransportError | httpx2.StreamError):
        return False
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return False
        if isinstance(cause, socket.gaierror):
            return cause.errno == socket.EAI_AGAIN
    return not isinstance(error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError)


def _tls_fault(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    return "the TLS handshake failed"
