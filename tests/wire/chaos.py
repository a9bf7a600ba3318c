"""Everything that a provider, or whatever stands before it, may answer, and what it has to become.

A case is a fault and the outcomes that are right for it: the name of an error class, or ANSWER.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wire import faults
from wire.mangling import (
    FINISH_NAMES,
    MODEL_NAMES,
    TEXT_NAMES,
    USAGE_NAMES,
    bomb,
    bytes_replaced,
    compressed,
    edited,
    endless,
    framed,
    raw,
    rewritten,
    saying,
    with_headers,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wire.exchange import Fault

ANSWER = "answer"
BROKEN = "ConnectionFailedError"
LATE = "CallTimeoutError"
BUSY = "OverloadedError"
LIMITED = "RateLimitedError"
MALFORMED = "MalformedResponseError"
REJECTED = "RequestRejectedError"
REFUSED_KEY = "CredentialsRefusedError"
NO_MODEL = "ModelNotFoundError"
NO_CREDIT = "BillingError"
DECLINED = "AnswerRefusedError"
TRUNCATED = "AnswerTruncatedError"

_OK = b"HTTP/1.1 200 OK"
_JSON = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that goes wrong.

    Attributes:
        name: Of it, for the report.
        fault: What the server does.
        whole: What may become of a call that waits for a whole answer.
        stream: What may become of one that streams; None as `whole`.
        weight: How often it is drawn, 0 for what is too large for every run.
    """

    name: str
    fault: Fault
    whole: frozenset[str]
    stream: frozenset[str] | None = None
    weight: int = 4

    def right(self, *, streamed: bool) -> frozenset[str]:
        """The outcomes that are right."""
        return self.stream if streamed and self.stream is not None else self.whole


def cases(elsewhere: str) -> tuple[Case, ...]:
    """All of them; `elsewhere` is the address of a host that must never be called."""
    return (
        *_in_time(),
        *_cut(),
        *_limits(),
        *_statuses(),
        *_redirects(elsewhere),
        *_framing(),
        *_bodies(),
        *_contents(),
        *_counts(),
        *_sizes(),
    )


def _case(
    name: str, fault: Fault, *whole: str, stream: tuple[str, ...] | None = None, weight: int = 4
) -> Case:
    streamed = None if stream is None else frozenset(stream)
    return Case(name, fault, frozenset(whole), streamed, weight)


def _in_time() -> Iterator[Case]:
    yield _case("late but in time", faults.slow(0.15), ANSWER)
    yield _case("never", faults.slow(600), LATE, weight=1)
    yield _case("a byte now and then", faults.drip(0.2), LATE, weight=1)
    drip = endless(b" ", pause_s=0.05, count=100_000)
    yield _case("blanks without an end", drip, LATE, weight=1)
    head = raw(b"HTTP/1.1 200 OK\r\n", *(b"x-more: 1\r\n",) * 100_000, pause_s=0.02)
    yield _case("headers without an end", head, LATE, BROKEN, weight=1)
    continues = raw(*(b"HTTP/1.1 100 Continue\r\n\r\n" * 50,) * 100_000, pause_s=0.02)
    yield _case("continue without an end", continues, LATE, weight=1)
    comments = endless(b": still here\n\n", pause_s=0.02, count=100_000)
    yield _case("comments without an end", comments, LATE, MALFORMED, weight=1)


def _cut() -> Iterator[Case]:
    for reset in (False, True):
        how = "reset" if reset else "closed"
        for what, piece in (
            ("before the answer", b""),
            ("in the status line", b"HTTP/1.1 2"),
            ("in the headers", b"HTTP/1.1 200 OK\r\nContent-Ty"),
            ("after the headers", _JSON + b"content-length: 200\r\n\r\n"),
            ("in a chunk's size", _JSON + b"transfer-encoding: chunked\r\n\r\n1"),
            ("in a chunk", _JSON + b"transfer-encoding: chunked\r\n\r\n40\r\n{"),
        ):
            yield _case(f"{how} {what}", raw(piece, reset=reset), BROKEN)
        yield _case(f"{how} in the body", framed(_OK, keep=60, reset=reset), BROKEN)
    yield _case("cut body", faults.cut(20), BROKEN)


def _limits() -> Iterator[Case]:
    for value in (None, "0", "0.02", "-1", "nan", "soon", "1e400", "9" * 400, "\xb2", "3600"):
        limited = faults.rate_limited(retry_after=value)
        yield _case(f"429, retry-after {str(value)[:12]}", limited, LIMITED)
    for value in ("10", "-5", "x", "1e300"):
        limited = faults.rate_limited(retry_after_ms=value)
        yield _case(f"429, retry-after-ms {value}", limited, LIMITED)
    for days in (-1, 1):
        limited = faults.rate_limited(date_in=timedelta(days=days))
        yield _case(f"429, a date {days:+} days away", limited, LIMITED)
    for value in ("Mon, 99 Foo 2026 99:99:99 GMT", "Sat, 01 Jan 0000 00:00:00 GMT"):
        yield _case(f"429, {value[:7]}", faults.rate_limited(retry_after=value), LIMITED)
    for value in ("0.02s", "9" * 400 + "s", "\xb2s", "-1s", "s", "1e3s", "soon"):
        limited = faults.rate_limited(retry_delay=value)
        yield _case(f"429, retryDelay {value[:6]}", limited, LIMITED)
    yield _case("no credit", faults.no_credit(), NO_CREDIT)


def _statuses() -> Iterator[Case]:
    for status in (500, 502, 503, 504, 507, 520, 524, 529, 599):
        yield _case(f"HTTP {status}", faults.server_error(status), BUSY)
    for status in (408, 409):
        yield _case(f"HTTP {status}", faults.server_error(status), BUSY)
    for status in (405, 406, 410, 411, 413, 418, 421, 422, 426, 431, 451, 499):
        yield _case(f"HTTP {status}", faults.server_error(status), REJECTED)
    yield _case("503 of a proxy", faults.html(), BUSY)
    yield _case("401", faults.wrong_key(), REFUSED_KEY)
    yield _case("401 that repeats the key", faults.echo_key(), REFUSED_KEY)
    yield _case("400 that repeats the key", faults.echo_key(400), REJECTED)
    yield _case("402", faults.payment_required(), NO_CREDIT)
    yield _case("403", faults.forbidden(), REFUSED_KEY)
    yield _case("404 of a path", faults.no_such_path(), REJECTED)
    for status in (201, 202, 206):
        yield _case(f"HTTP {status}", framed(b"HTTP/1.1 %d x" % status), ANSWER, MALFORMED)
    for status in (204, 205, 304):
        bare = raw(b"HTTP/1.1 %d x\r\ncontent-length: 0\r\n\r\n" % status)
        yield _case(f"HTTP {status}", bare, MALFORMED, BROKEN)
    for status in (600, 999):
        yield _case(f"HTTP {status}", framed(b"HTTP/1.1 %d x" % status), BUSY, MALFORMED)
    words: dict[str, Any] = {"error": {"code": [1], "type": {"a": 1}, "message": ["x", {}]}}
    yield _case("an error of odd types", faults.json_body(words, 500), BUSY)
    bodies: tuple[Any, ...] = (None, [], "words", 5, {"error": "words"}, {"error": None}, [{}])
    for body in bodies:
        yield _case(f"500 of {body!r}"[:24], faults.json_body(body, 500), BUSY)
    marks: dict[str, Any] = {"error": {"message": "a\ud800b\x00c\x1b[31m", "type": "\ud800\x00"}}
    yield _case("a message that no text can hold", faults.json_body(marks, 500), BUSY)
    yield _case("400 without a word", faults.json_body({}, 400), REJECTED)


def _redirects(elsewhere: str) -> Iterator[Case]:
    bare = elsewhere.removeprefix("http:")
    for status in (301, 302, 303, 307, 308):
        yield _case(f"{status} elsewhere", faults.redirect(f"{elsewhere}/v1/x", status), BROKEN)
    for name, target in (
        ("without a scheme", f"{bare}/v1/x"),
        ("with a name and a password", elsewhere.replace("//", "//a:b@")),
        ("to a file", "file:///etc/passwd"),
        ("to nothing", "http://"),
        ("to nonsense", "http://[::1"),
        ("to a bad port", "http://a:99999999/"),
        ("to itself", ""),
        ("with control characters", "http://a\x07b/"),
    ):
        yield _case(f"307 {name}", faults.redirect(target), BROKEN)
    refresh = with_headers(refresh=f"0; url={elsewhere}", alt_svc=f'h2="{bare}"', link=f"<{bare}>")
    yield _case("hints elsewhere", refresh, ANSWER)


def _framing() -> Iterator[Case]:
    yield _case("nonsense", raw(b"\x16\x03\x01\x02\x00\x01\x00" * 9), BROKEN)
    yield _case("HTTP/2 settings", raw(b"\x00\x00\x12\x04" + b"\x00" * 23), BROKEN)
    yield _case("HTTP/2 status line", framed(b"HTTP/2 200 OK"), BROKEN)
    yield _case("HTTP/0.9", raw(b"hello"), BROKEN)
    yield _case("HTTP/1.0", framed(b"HTTP/1.0 200 OK"), ANSWER)
    two = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4"
    yield _case("two lengths", framed(two), BROKEN)
    both = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked"
    yield _case("length and chunks", framed(both), BROKEN)
    yield _case("negative length", framed(b"HTTP/1.1 200 OK\r\ncontent-length: -1"), BROKEN)
    long = b"HTTP/1.1 200 OK\r\ncontent-length: 99999"
    yield _case("too long a length", framed(long), BROKEN, LATE, stream=(BROKEN, ANSWER))
    short = b"HTTP/1.1 200 OK\r\ncontent-length: 9"
    yield _case("too short a length", framed(short), MALFORMED, BROKEN)
    for size in (b"zz", b"-1", b"ffffffffffffffffffff", b""):
        chunk = _JSON + b"transfer-encoding: chunked\r\n\r\n" + size + b"\r\n{}\r\n0\r\n\r\n"
        yield _case(f"chunk of {size.decode()!r}", raw(chunk), BROKEN, MALFORMED)
    types = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nset-cookie: a\r\nset-cookie: b"
    yield _case("two types and cookies", framed(types), ANSWER, MALFORMED)
    yield _case("a header without a name", framed(_OK + b"\r\n: x"), BROKEN)
    yield _case("a header of 200 KB", framed(_OK + b"\r\nx: " + b"a" * 200_000), BROKEN)
    odd = with_headers(x_request_id="r\xe9q" * 90, request_id="r\xe9q" * 90)
    yield _case("a long, odd request id", odd, ANSWER)
    yield _case("gzip", compressed("gzip"), ANSWER)
    yield _case("gzip that is broken", compressed("gzip", broken=True), MALFORMED)
    for encoding in ("br", "zstd", "deflate", "identity", "gzip, " * 9 + "gzip", "banana"):
        yield _case(f"said to be {encoding[:12]}", compressed(encoding), MALFORMED)


def _bodies() -> Iterator[Case]:
    yield _case("JSON that ends too soon", faults.truncated_json(), MALFORMED)
    yield _case("nothing", faults.empty_body(), MALFORMED)
    yield _case("plain text", faults.plain_text(), MALFORMED)
    yield _case("a page", faults.html(200), MALFORMED)
    bodies: tuple[Any, ...] = (None, [], [1], "words", 5, True, {}, {"error": {"message": "x"}})
    for whole in bodies:
        other = faults.json_body(whole)
        yield _case(f"200 of {whole!r}"[:24], other, MALFORMED, stream=(MALFORMED, BROKEN, BUSY))
    overloaded = {"error": {"message": "no", "code": 503}}
    yield _case("200 of an error", faults.json_body(overloaded), MALFORMED, BUSY)
    odd: tuple[Any, ...] = (None, {}, "x", 5, [None], [[]], ["x"], [{}])
    for word in ("choices", "content", "candidates"):
        for value in odd:
            body: dict[str, Any] = {"id": 1, "type": "message", word: value}
            wrong = faults.json_body(body)
            name = f"{word} of {value!r}"
            yield _case(name, wrong, MALFORMED, stream=(MALFORMED, BROKEN), weight=1)
    deep = b"[" * 100_000
    yield _case("100,000 brackets", raw(_JSON + b"\r\n" + deep), MALFORMED)
    number = b'{"choices": ' + b"9" * 6000 + b"}"
    yield _case("a number of 6,000 digits", raw(_JSON + b"\r\n" + number), MALFORMED)
    yield _case("a byte order mark", framed(_OK, keep=0), BROKEN)
    html = with_headers(content_type="text/html")
    yield _case("an answer said to be a page", html, ANSWER, MALFORMED)


def _contents() -> Iterator[Case]:
    yield _case("no content", faults.without_content(), MALFORMED)
    yield _case("refusal", faults.refusal(), DECLINED)
    yield _case("blocked prompt", faults.prompt_block(), DECLINED)
    yield _case("out of tokens", faults.out_of_tokens(), TRUNCATED)
    yield _case("out of tokens by thinking", faults.out_of_tokens(""), TRUNCATED)
    for value in (None, 5, [1], {"a": 1}, True):
        text = edited(TEXT_NAMES, value)
        yield _case(f"text of {value!r}", text, MALFORMED, stream=(MALFORMED, BROKEN))
        finish = edited(FINISH_NAMES, value)
        yield _case(f"finish of {value!r}", finish, ANSWER, MALFORMED, BROKEN)
    yield _case("an unknown finish", edited(FINISH_NAMES, "b\x00nana" * 40), ANSWER)
    yield _case("a lone surrogate", bytes_replaced(b"there", b"\\ud800"), ANSWER, MALFORMED)
    yield _case("NULs", bytes_replaced(b"there", b"\\u0000"), ANSWER)
    yield _case("escapes", bytes_replaced(b"there", b"\\u001b[31m"), ANSWER)
    yield _case("bytes that are no UTF-8", bytes_replaced(b"there", b"\xff\xfe"), ANSWER, MALFORMED)
    yield _case("a raw NUL", bytes_replaced(b"there", b"\x00"), ANSWER, MALFORMED)
    yield _case(
        "JSON's NaN", edited(frozenset({"index", "created"}), float("nan")), ANSWER, MALFORMED
    )
    for value in ("other-model", "gpt-4o-mini", "", "m" * 5000, "a\x00\x1b[31m\ud800", " "):
        yield _case(f"served {value[:9]!r}", edited(MODEL_NAMES, value), ANSWER, MALFORMED)
    for value in (None, 5, [1], {"a": 1}):
        yield _case(f"served {value!r}", edited(MODEL_NAMES, value), ANSWER, MALFORMED)
    yield _case("no model served", edited(MODEL_NAMES, ...), ANSWER)
    yield _case("two choices", rewritten(_doubled), ANSWER)
    yield _case("tool calls", rewritten(_tools), MALFORMED)


def _doubled(body: dict[str, Any]) -> dict[str, Any]:
    for name in ("choices", "candidates"):
        if body.get(name):
            body[name] = [*body[name], {**body[name][0], "index": 1}]
    return body


def _tools(body: dict[str, Any]) -> dict[str, Any]:
    for choice in body.get("choices", ()):
        call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
        message = "message" if "message" in choice else "delta"
        choice[message] = {"role": "assistant", "content": None, "tool_calls": [call]}
    for candidate in body.get("candidates", ()):
        candidate["content"] = {"parts": [{"functionCall": {"name": "f", "args": {}}}]}
    if body.get("content"):
        body["content"] = [{"type": "tool_use", "id": "t", "name": "f", "input": {}}]
    if body.get("type", "").startswith("content_block_"):
        return {"type": "ping"}
    return body


def _counts() -> Iterator[Case]:
    absurd = (-1, 0, 10**12, 10**30, 1.5, 12.0, "12", "many", None, [1], {"a": 1}, True, ...)
    for value in absurd:
        name = "missing" if value is ... else repr(value)[:9]
        yield _case(f"usage of {name}", edited(USAGE_NAMES, value), ANSWER, MALFORMED)
    output = frozenset({"completion_tokens", "candidatesTokenCount", "output_tokens"})
    yield _case("output not counted", edited(output, ...), ANSWER)
    usage = frozenset({"usage", "usageMetadata"})
    odd: tuple[Any, ...] = (..., None, [], "x", 5, {})
    for value in odd:
        name = "missing" if value is ... else repr(value)
        yield _case(f"usage {name}", edited(usage, value), ANSWER, MALFORMED)


def _sizes() -> Iterator[Case]:
    large = "x" * 10_000_000
    yield _case("10 MB", saying(large), ANSWER, stream=(MALFORMED,), weight=1)
    yield _case("10 MB of an error", faults.bad_request(large), REJECTED, weight=1)
    brackets = faults.bad_request("sk-" * 3_000_000)
    yield _case("10 MB of keys", brackets, REJECTED, weight=1)
    page = raw(_JSON + b"content-length: 10000000\r\n\r\n" + b"\\" * 10_000_000)
    yield _case("10 MB of backslashes", page, MALFORMED, weight=1)
    for status in (200, 500):
        stopped = bomb(4096, status=status)
        yield _case(f"a bomb of 4 GiB, {status}", stopped, MALFORMED, BUSY, weight=1)
    flood = endless(b" " * 2**16, pause_s=0.0, count=2**14)
    yield _case("1 GiB of blanks", flood, MALFORMED, LATE, weight=1)
    lines = endless(b"data: x\n" * 2**13, pause_s=0.0, count=2**14)
    yield _case("1 GiB of lines", lines, MALFORMED, LATE, BROKEN, weight=1)
    events = endless(b"data: {}\n\n" * 2**12, pause_s=0.0, count=2**14)
    yield _case("events without an end", events, MALFORMED, LATE, BROKEN, weight=1)
