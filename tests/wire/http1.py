"""Just enough HTTP/1.1: requests with a length, connections kept alive, answers badly delivered."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
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


async def write_reply(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply
) -> bool:
    """Send one answer; False when the connection must be closed now.

    Raises:
        ConnectionResetError: the client did not wait for the end of a stream.
    """
    if reply.delay_s:
        await asyncio.sleep(reply.delay_s)
    if reply.cut_after is not None and reply.cut_after < 0:
        return _closed(writer, reply)
    if reply.raw is not None:
        for number, piece in enumerate(reply.raw):
            if number:
                await asyncio.sleep(reply.event_delay_s)
            writer.write(piece)
            await writer.drain()
        return _closed(writer, reply)
    reason = _PHRASES.get(reply.status, "Unknown")
    length = {"transfer-encoding": "chunked"}
    if reply.events is None:
        length = {"content-length": str(len(reply.body))}
    headers = {**reply.headers, **length}
    lines = [f"HTTP/1.1 {reply.status} {reason}", *(f"{n}: {v}" for n, v in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    if reply.events is not None:
        return await _write_events(reader, writer, reply, reply.events)
    if reply.drip_s is not None:
        for byte in reply.body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(reply.drip_s)
    else:
        writer.write(reply.body if reply.cut_after is None else reply.body[: reply.cut_after])
        await writer.drain()
    return reply.cut_after is None or _closed(writer, reply)


def _closed(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    """Give False; when the connection is to be reset, see to it that closing it does that."""
    if reply.reset:
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()
    return False


async def _write_events(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    reply: Reply,
    events: tuple[bytes, ...],
) -> bool:
    """Send each event as a chunk of its own; without the last, empty chunk when it is cut."""
    left = sum(map(len, events)) if reply.cut_after is None else reply.cut_after
    pause_s = reply.event_delay_s
    if reply.drip_s is not None:
        events, pause_s = tuple(bytes([b]) for event in events for b in event), reply.drip_s
    for number, event in enumerate(events):
        if number:
            await asyncio.sleep(pause_s)
        if reader.at_eof():
            raise ConnectionResetError("the client left")
        sent, left = event[:left], left - len(event[:left])
        if sent:
            writer.write(b"%x\r\n%b\r\n" % (len(sent), sent))
            await writer.drain()
    if reply.cut_after is None:
        writer.write(b"0\r\n\r\n")
        await writer.drain()
    return reply.cut_after is None or _closed(writer, reply)
