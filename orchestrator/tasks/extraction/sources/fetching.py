"""One page by HTTP: redirects, retries and a deadline for everything together."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

import httpx2

from orchestrator.documents.hints import ANOTHER_WAY
from orchestrator.errors import ConfigurationError, FetchError
from orchestrator.tasks.extraction.sources.body import TruncatedBodyError, read_body
from orchestrator.tasks.extraction.sources.dialling import GuardedTransport, ascii_host
from orchestrator.tasks.extraction.sources.outcomes import (
    failed_exchange,
    is_worth_a_second_try,
    refuse_login_wall,
    refused_status,
    timed_out,
)
from orchestrator.tasks.extraction.sources.refreshing import refresh_target
from orchestrator.tasks.extraction.sources.urls import parse_url, shortened

if TYPE_CHECKING:
    from orchestrator.documents.limits import Limits

ACCEPT_PAGE = (
    "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,"
    "application/json;q=0.8,image/*;q=0.7,*/*;q=0.5"
)


class Page(NamedTuple):
    """What a URL answered with.

    Attributes:
        url: The final one.
        data: Decompressed.
        declared_type: The Content-Type header without parameters, None when there is none.
        charset: Its charset parameter.
    """

    url: str
    data: bytes
    declared_type: str | None
    charset: str | None


class _Answer(NamedTuple):
    status: int
    headers: httpx2.Headers
    data: bytes


async def fetch(
    url: str,
    *,
    limits: Limits,
    allow_private: bool,
    trust_env: bool = False,
    user_agent: str | None = None,
    accept: str = ACCEPT_PAGE,
) -> Page:
    """Fetch one page.

    Args:
        url: http or https.
        limits: The budgets.
        allow_private: Whether the host in `url` itself may be on a private network. A redirect
            to another private host is always refused.
        trust_env: Whether the environment's proxies are used.
        user_agent: None for the honest default, "jobai/<version>".
        accept: The Accept header.

    Raises:
        FetchError: See `reason`.
        NotAPostingError: The site wants a login.
        ConfigurationError: The user agent is no header value.
    """
    if user_agent is not None and not (user_agent.isascii() and user_agent.isprintable()):
        raise ConfigurationError(
            f"This cannot be sent as the user agent: {shortened(user_agent)}",
            hint="Use letters, digits and punctuation of ASCII, in one line.",
        )
    asked = parse_url(url.strip().removeprefix("<").removesuffix(">"), limits)
    transport = GuardedTransport(
        trusted_host=ascii_host(asked) if allow_private else None,
        connect_s=limits.connect_s,
        trust_env=trust_env,
    )
    headers = {
        "User-Agent": user_agent or default_user_agent(),
        "Accept": accept,
        "Accept-Encoding": "gzip, deflate",  # what `body` can undo within a budget
    }
    timeout = httpx2.Timeout(limits.total_s, connect=limits.connect_s)
    try:
        async with (
            asyncio.timeout(limits.total_s),
            httpx2.AsyncClient(
                transport=transport, headers=headers, timeout=timeout, trust_env=False
            ) as client,
        ):
            return await _Fetch(client, limits).follow(asked)
    except TimeoutError as error:
        raise timed_out(asked, "whole page") from error


class _Fetch:
    def __init__(self, client: httpx2.AsyncClient, limits: Limits) -> None:
        self._client = client
        self._limits = limits
        self._deadline = asyncio.get_running_loop().time() + limits.total_s

    async def follow(self, asked: httpx2.URL) -> Page:
        url = asked
        for _ in range(self._limits.redirects + 1):
            answer = await self._answer(url)
            location = _location(answer)
            target = self._target(url, location) if location else url
            if not location or (answer.status == 200 and target == url):
                return self._page(asked, url, answer)
            url = target
        raise FetchError(
            f"More than {self._limits.redirects} redirects: {shortened(str(asked))}",
            reason="too_many_redirects",
            hint=ANOTHER_WAY,
        )

    def _target(self, url: httpx2.URL, location: str) -> httpx2.URL:
        try:
            target = url.join(location)
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise FetchError(
                f"The page redirects to something that is no URL: {shortened(location)}",
                reason="bad_url",
                hint=ANOTHER_WAY,
            ) from error
        return parse_url(str(target), self._limits)

    def _page(self, asked: httpx2.URL, url: httpx2.URL, answer: _Answer) -> Page:
        refuse_login_wall(asked, url)
        if not 200 <= answer.status < 300:
            wait_s = _retry_after_s(answer.headers.get("retry-after"))
            raise refused_status(url, answer.status, wait_s=wait_s)
        if not answer.data.strip():
            raise FetchError(
                f"The server answered with an empty page (HTTP {answer.status}): "
                f"{shortened(str(url))}",
                reason="empty",
                status_code=answer.status,
                hint=ANOTHER_WAY,
            )
        declared, _, parameters = answer.headers.get("content-type", "").partition(";")
        return Page(str(url), answer.data, declared.strip().lower() or None, _charset(parameters))

    async def _answer(self, url: httpx2.URL) -> _Answer:
        """Ask for one page, several times if that can help."""
        for attempt in range(self._limits.retries + 1):
            last = attempt == self._limits.retries
            asked_to_wait_s: float | None = None
            try:
                answer = await self._ask_once(url)
                if last or not (answer.status == 429 or 500 <= answer.status < 600):
                    return answer
                asked_to_wait_s = _retry_after_s(answer.headers.get("retry-after"))
                if asked_to_wait_s is not None and asked_to_wait_s >= self._left_s():
                    return answer  # it would be over before the server is ready
            except httpx2.HTTPError as error:
                if last or not is_worth_a_second_try(error):
                    raise failed_exchange(url, error) from error
            except TruncatedBodyError as error:
                if last:
                    raise failed_exchange(url, httpx2.ReadError("truncated")) from error
            # Full jitter, so that many processes do not come back at the same moment.
            wait_s = random.uniform(0, self._limits.backoff_s * 2**attempt)  # noqa: S311
            await asyncio.sleep(max(wait_s, asked_to_wait_s or 0.0))
        raise AssertionError("the last attempt returns or raises")

    async def _ask_once(self, url: httpx2.URL) -> _Answer:
        request = self._client.build_request("GET", url)
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            data = b""
            if response.is_success:
                data = await read_body(response, self._limits, shown_url=shortened(str(url)))
            return _Answer(response.status_code, response.headers, data)
        finally:
            await response.aclose()

    def _left_s(self) -> float:
        return self._deadline - asyncio.get_running_loop().time()


def default_user_agent() -> str:
    """Who we are, honestly."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"jobai/{version('jobai')}"
    except PackageNotFoundError:
        return "jobai"


def _location(answer: _Answer) -> str | None:
    """Where an answer sends us, as written: by its status, or as a page with nothing else."""
    if answer.status in {301, 302, 303, 307, 308}:
        return answer.headers.get("location")
    is_page = answer.status == 200 and "html" in answer.headers.get("content-type", "html")
    return refresh_target(answer.data) if is_page else None


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \t\"'") or None
    return None


def _retry_after_s(value: str | None) -> float | None:
    """Seconds from a Retry-After header in either of its forms; None when it says nothing."""
    if value is None:
        return None
    value = value.strip()
    if value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
