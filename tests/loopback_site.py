"""A web site on loopback that answers with exactly the bytes a test wants."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from types import TracebackType


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]


Answer = bytes | AsyncIterator[bytes]
Handler = Callable[[Request], Answer]


@dataclass
class Site:
    """Routes are by path; what is not routed is a 404."""

    tls: ssl.SSLContext | None = None
    routes: dict[str, Handler | bytes] = field(default_factory=dict[str, "Handler | bytes"])
    requests: list[Request] = field(default_factory=list[Request])
    connections: int = 0
    bytes_sent: int = 0

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}{path}"

    def targets(self) -> list[str]:
        return [request.target for request in self.requests]

    def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Awaitable[None] | None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        return None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                first = await reader.readexactly(1)
                if first == b"\x16":  # a TLS client: answer as web servers do
                    writer.write(page("this port speaks plain HTTP", status=400))
                    return
                head = first + await reader.readuntil(b"\r\n\r\n")
                await self._answer(_parse(head.decode("latin-1")), writer)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, OSError):
                await writer.wait_closed()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        path = request.target.partition("?")[0]
        handler = self.routes.get(path, page("gone", status=404))
        answer = handler if isinstance(handler, bytes) else handler(request)
        if isinstance(answer, bytes):
            answer = _once(answer)
        async for piece in answer:
            writer.write(piece)
            await writer.drain()
            self.bytes_sent += len(piece)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _parse(head: str) -> Request:
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return Request(method, target, headers)


def page(
    body: str | bytes,
    *,
    status: int = 200,
    content_type: str | None = "text/html; charset=utf-8",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """A whole HTTP answer. Header names are given with underscores."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", "Connection: close"]
    if content_type is not None:
        lines.append(f"Content-Type: {content_type}")
    lines.append(f"Content-Length: {len(data) if length is None else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def redirect(to: str, *, status: int = 302, **headers: str) -> bytes:
    return page("", status=status, length=0, Location=to, **headers)


def in_turn(*answers: Answer) -> Handler:
    """Answer each request with the next one; the last is repeated."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
