"""One loopback server for three vendors, in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Self

from orchestrator.providers.base import Credential, ProviderType, TokenUsage
from wire.claude import Claude
from wire.exchange import Dialect, Fault, Reply, Spoken, WireRequest, json_reply, said
from wire.gemini import Gemini
from wire.http1 import Arrived, read_request, write_reply
from wire.openai import OpenAI
from wire.schemas import smallest_instance

if TYPE_CHECKING:
    from collections.abc import Callable

_DIALECTS: dict[ProviderType, Dialect] = {
    "gemini": Gemini(),
    "openai": OpenAI(),
    "claude": Claude(),
}
_BASE_PATHS: dict[ProviderType, str] = {"gemini": "", "openai": "/v1", "claude": ""}
_VARIABLES: dict[ProviderType, tuple[str, str]] = {
    "gemini": ("GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"),
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "claude": ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"),
}
_MOST_PARALLEL = 1024


@dataclass(slots=True)
class _Planned:
    fault: Fault
    times: int | None
    provider: ProviderType | None
    model: str | None

    def fits(self, request: WireRequest) -> bool:
        return self.provider in {None, request.provider} and self.model in {None, request.model}


class WireServer:
    """Speaks Gemini, OpenAI and Claude on one port; a context manager.

    What a scripted function raises hangs up on the client, and is raised again at the end.

    Attributes:
        key: The only key that is let in.
        requests: Everything that arrived, oldest first.
        usage: What each answer says it used; None leaves it out.
        served_model: What each answer says it was made by; None repeats the model asked for.
        gone: Models that answer "not found".
        closed: Models that answer "no longer available to new users".
        model_names: What a list of models shows.
        connections: How many connections were accepted.
        left: How many streams the client did not wait for the end of.
        delay_s: Before every answer.
        piece_delay_s: Between the events of a streamed answer.
        together: No answer goes out before so many requests have arrived.
        chosen: Chooses the fault of a request for which none is queued; None for an answer.
    """

    def __init__(self, key: str = "wire-key-0123456789abcdef") -> None:
        self.key = key
        self.requests: list[WireRequest] = []
        self.usage: TokenUsage | None = TokenUsage(input_tokens=100, output_tokens=20)
        self.served_model: str | None = None
        self.gone: set[str] = set()
        self.closed: set[str] = set()
        self.model_names = ["model-one", "model-two"]
        self.connections = 0
        self.left = 0
        self.delay_s = 0.0
        self.piece_delay_s = 0.0
        self.together = 0
        self.chosen: Callable[[WireRequest], Fault | None] = lambda _: None
        self._answer: str | Callable[[WireRequest], str] | None = None
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()
        self._ids = count(1)
        self._port = 0
        self._failures: list[Exception] = []
        self._loop: asyncio.AbstractEventLoop
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="wire-server", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._port

    @property
    def url(self) -> str:
        """The address, without a path."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def open_connections(self) -> int:
        """How many clients have not left yet, or have sent what is not read yet."""
        return len(self._tasks)

    def base_url(self, provider: ProviderType) -> str:
        """Give the base URL that a user would type for this vendor."""
        return self.url + _BASE_PATHS[provider]

    def credential(self, provider: ProviderType) -> Credential:
        """Give a credential that is let in."""
        return Credential(provider, self.key, source="wire", base_url=self.base_url(provider))

    def environment(self, *providers: ProviderType) -> dict[str, str]:
        """Give the variables that lead jobai here for these vendors."""
        variables: dict[str, str] = {}
        for provider in providers:
            for_key, for_url = _VARIABLES[provider]
            variables |= {for_key: self.key, for_url: self.base_url(provider)}
        return variables

    def answer_with(self, answer: str | Callable[[WireRequest], str]) -> None:
        """Say this from now on; a function is called in the server's thread."""
        self._answer = answer

    def fail(
        self,
        fault: Fault,
        *,
        times: int | None = 1,
        provider: ProviderType | None = None,
        model: str | None = None,
    ) -> None:
        """Queue a fault for the next requests that fit; `times=None` for all of them."""
        with self._lock:
            self._planned.append(_Planned(fault, times, provider, model))

    def heal(self) -> None:
        """Forget every queued fault."""
        with self._lock:
            self._planned.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._failures:
            raise self._failures[0]

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(
            self._accept, "127.0.0.1", 0, backlog=_MOST_PARALLEL, limit=2**20
        )
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.connections += 1
        try:
            with suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
                while arrived := await read_request(reader):
                    reply = self._reply(arrived)
                    while len(self.requests) < self.together:
                        await asyncio.sleep(0.05)
                    if not await self._write(reader, writer, reply):
                        break
        except Exception as error:  # noqa: BLE001 - a fault of a test's own function: raised at exit
            self._failures.append(error)
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _write(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply
    ) -> bool:
        try:
            return await write_reply(reader, writer, reply)
        except ConnectionError:
            self.left += reply.events is not None
            raise

    def _reply(self, arrived: Arrived) -> Reply:
        dialect = _dialect_of(arrived)
        request = WireRequest(
            dialect.provider if dialect else "offline",
            arrived.method,
            arrived.path,
            arrived.query,
            arrived.headers,
            arrived.body,
        )
        if dialect:
            request = dialect.parsed(request)
        self.requests.append(request)
        if dialect is None:
            return json_reply({"detail": "Not Found"}, 404)
        fault = self._next_fault(request)
        if fault:
            return fault(dialect, request)
        if not dialect.is_authorized(request, self.key):
            return dialect.error("wrong_key")
        if request.model is None:
            return dialect.models(self.model_names)
        if request.model in self.gone:
            return dialect.error("no_model", model=request.model)
        if request.model in self.closed:
            return dialect.error("closed_model", model=request.model)
        return self._spoken(dialect, request)

    def _spoken(self, dialect: Dialect, request: WireRequest) -> Reply:
        assert request.model
        text = self._answer(request) if callable(self._answer) else self._answer
        if text is None:
            text = json.dumps(smallest_instance(request.schema)) if request.schema else "Hello"
        model = self.served_model or request.model
        spoken = Spoken(text, "stop", self.usage, model, f"req-{next(self._ids)}")
        reply = said(dialect, request, spoken)
        return replace(reply, delay_s=self.delay_s, event_delay_s=self.piece_delay_s)

    def _next_fault(self, request: WireRequest) -> Fault | None:
        with self._lock:
            planned = next((p for p in self._planned if p.fits(request)), None)
            if planned is None:
                return self.chosen(request)
            if planned.times is not None:
                planned.times -= 1
                if planned.times <= 0:
                    self._planned.remove(planned)
            return planned.fault


def _dialect_of(arrived: Arrived) -> Dialect | None:
    """Tell the vendor by the path, and a list of models, whose paths agree, by the headers."""
    path = arrived.path
    if arrived.method == "POST":
        if path.endswith((":generateContent", ":streamGenerateContent")):
            return _DIALECTS["gemini"]
        if path.endswith("/v1/chat/completions"):
            return _DIALECTS["openai"]
        if path.endswith("/v1/messages") and not path.endswith("/v1/v1/messages"):
            return _DIALECTS["claude"]
    elif path.endswith(("/v1/models", "/v1beta/models")):
        if "x-goog-api-key" in arrived.headers:
            return _DIALECTS["gemini"]
        return _DIALECTS["claude" if "anthropic-version" in arrived.headers else "openai"]
    return None
