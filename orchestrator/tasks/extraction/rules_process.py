"""A process that reads sources by rules for another one: a source on stdin, a posting on stdout.

Rules take a processor for their time, and Python runs on one at a time in a process. `RulesPool`
starts these and talks to them.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.documents import Document

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

LENGTH_BYTES = 8
_COLLECTED_AFTER = 50_000


@dataclass(frozen=True, slots=True)
class ReadByRules:
    """What the rules make of a source.

    Attributes:
        posting: A `JobPosting` as JSON.
        latency_ms: How long the rules took.
    """

    posting: str
    latency_ms: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An error on its way to another process.

    An exception that has arguments of its own does not survive being pickled.
    """

    kind: type[BaseException]
    arguments: tuple[Any, ...]
    state: dict[str, Any]

    @classmethod
    def from_error(cls, error: BaseException) -> Refused:
        """Take an error apart."""
        return cls(type(error), error.args, dict(error.__dict__))

    def error(self) -> BaseException:
        """Put it together again, without its traceback."""
        error = self.kind.__new__(self.kind, *self.arguments)
        error.args = self.arguments
        error.__dict__.update(self.state)
        return error


def read_by_rules(source: Path | Document) -> ReadByRules:
    """Open a file, or take what is open already, and read it by rules.

    Raises:
        SourceError: it cannot be read, or beyond doubt is no posting.
        ProviderNotConfiguredError: it is a picture, which takes a model.
    """
    from orchestrator.tasks.extraction.sources import open_file
    from orchestrator.tasks.extraction.task import extraction_request

    document = source if isinstance(source, Document) else open_file(source)
    request = extraction_request(document)
    if request.by_rules is None:
        from orchestrator.credentials import needs_model

        raise needs_model(pictures=bool(request.images))
    started = time.perf_counter()
    posting = request.by_rules()
    return ReadByRules(posting, round((time.perf_counter() - started) * 1000))


def main() -> None:
    """Answer until nobody asks any more: also when whoever asked is dead, stdin ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray word on stdout would break the protocol
    # A page's objects are gone with the page; looking for cycles among them is a tenth of the time.
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER, 20, 20)
    while (request := _received(sys.stdin.buffer)) is not None:
        try:
            reply: ReadByRules | Refused = read_by_rules(cast("Path | Document", request))
        except Exception as error:  # noqa: BLE001 - it is raised where the source was asked for
            reply = Refused.from_error(error)
        answers.write(packed(reply))
        answers.flush()


def packed(value: object) -> bytes:
    """Return a value as it goes over a pipe: its length, then itself."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(data).to_bytes(LENGTH_BYTES) + data


def unpacked(data: bytes) -> object:
    """Return a value that one of our own processes has packed."""
    return pickle.loads(data)  # noqa: S301 - from a pipe between our own two processes


def _received(stream: BinaryIO) -> object | None:
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    return unpacked(stream.read(int.from_bytes(head)))
