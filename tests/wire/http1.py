"""Just enough HTTP/1.1: requests with a length, connections kept alive, answers badly delivered."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from wire.exchange import Reply


_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request before anyone knows whose protocol it is."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: dict[str, Any]


async def read_request(reader: asyncio.StreamReader) -> Arrived | None:
    """Read one request; None when the client has hung up."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.split(":", 1) for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    path, _, query = target.partition("?")
    return Arrived(method, unquote(path), query, headers, json.loads(raw) if raw else {})


async def write_reply(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Send one answer; False when the connection must be closed now."""
    if reply.delay_s:
        await asyncio.sleep(reply.delay_s)
    if reply.cut_after is not None and reply.cut_after < 0:
        return False
    reason = _PHRASES.get(reply.status, "Unknown")
    headers = {**reply.headers, "content-length": str(len(reply.body))}
    lines = [f"HTTP/1.1 {reply.status} {reason}", *(f"{n}: {v}" for n, v in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    if reply.drip_s is not None:
        for byte in reply.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(reply.drip_s)
    else:
        writer.write(reply.body if reply.cut_after is None else reply.body[: reply.cut_after])
        await writer.drain()
    return reply.cut_after is None
