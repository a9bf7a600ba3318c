"""No key ever shows in an exception, a row, a log line, stdout or stderr, whatever is answered."""

from __future__ import annotations

import base64
import html
import json
import logging
import string
import subprocess
import traceback
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import pytest
from commands import EXAMPLES, Jobai
from desks import add_user, elsewhere
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from wire import Reply, faults
from wire.exchange import Spoken, json_reply

from orchestrator.provider_configs import NewConfig, add_config
from orchestrator.providers.base import TokenUsage
from orchestrator.request import Request, answer_schema, parse_answer
from orchestrator.retry import RetryPolicy
from profiles.errors import JobaiError
from profiles.store.ai import AIProviderConfig
from profiles.store.base import Base
from profiles.store.location import locate_store
from profiles.store.users import PRO_MONTHLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from desks import Desk
    from wire import WireRequest, WireServer
    from wire.exchange import Dialect, ErrorKind, Fault

    from orchestrator.providers.base import ProviderType

VENDORS: list[ProviderType] = ["gemini", "openai", "claude"]
EXAMPLE_KEY = "sk-proj-Abc123_Def456-Ghi789"
ODD_KEY = "o'dd\"<k%ey>&\\x/+?#{}|^`~="

_WORD = string.ascii_letters + string.digits
_PRINTABLE = _WORD + string.punctuation


def _keys(prefix: str, alphabet: str, least: int, most: int) -> st.SearchStrategy[str]:
    """Draw from lists: Hypothesis takes some of its texts from the code, as "input_tokens"."""
    characters = st.lists(st.sampled_from(alphabet), min_size=least, max_size=most)
    return characters.map(lambda drawn: prefix + "".join(drawn))


KEYS = st.one_of(
    _keys("AIza", _WORD + "_-", 35, 35),
    _keys("AQ.", _WORD + "_-", 40, 60),
    _keys("sk-proj-", _WORD + "_-", 40, 160),
    _keys("sk-ant-api03-", _WORD + "_-", 80, 95),
    _keys("", string.hexdigits.lower(), 32, 32),
    _keys("", _PRINTABLE, 8, 200),
    _keys("", "aZ9'\"%\\<>&/+=?#@:;,[]{}", 8, 40),
    # Of fewer characters it could stand in any text: in zeros, in the lines under code.
).filter(lambda key: len(set(key)) > 5)

FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "URL-quoted": lambda key: quote(key, safe=""),
    "URL-quoted, but for what a browser leaves": lambda key: quote(key, safe="!'()*/"),
    "URL-quoted in lower case": lambda key: "".join(
        char if char.isalnum() else f"%{ord(char):02x}" for char in key
    ),
    "as a form's field": quote_plus,
    "within JSON": lambda key: json.dumps(key)[1:-1],
    "within JSON for a page": lambda key: "".join(
        f"\\u{ord(char):04x}" if char in "<>&'\"" else json.dumps(char)[1:-1] for char in key
    ),
    "within JSON, slashes too": lambda key: json.dumps(key)[1:-1].replace("/", r"\/"),
    "within HTML": html.escape,
    "as Python shows it": lambda key: repr(key)[1:-1],
    "in base64": lambda key: base64.b64encode(key.encode()).decode(),
}
"""How a key may be written: what a provider echoes, and what must not be found."""

Echo = tuple["Dialect", "WireRequest", str, int]
"""Who answers, to what, the written key, and a status."""


def _error(echo: Echo, message: str) -> Reply:
    dialect, _, _, status = echo
    kind: ErrorKind = "wrong_key" if status == 401 else "bad_request"
    return dialect.error(kind, status=status, message=message)


def _answer(echo: Echo, text: str = '{"title": "x"}') -> dict[str, Any]:
    dialect, request, _, _ = echo
    usage = TokenUsage(input_tokens=100, output_tokens=20)
    spoken = Spoken(text, "stop", usage, request.model or "", "req-1")
    return json.loads(dialect.answer(spoken).body)


def _with_code(echo: Echo) -> Reply:
    field = {"gemini": "status", "openai": "code", "claude": "type"}[echo[0].provider]
    reply = _error(echo, "no")
    body = json.loads(reply.body)
    body["error"] |= {field: echo[2], "param": echo[2]}
    return json_reply(body, reply.status)


def _with_headers(reply: Reply, text: str, *names: str) -> Reply:
    return replace(reply, headers={**reply.headers, **dict.fromkeys(names, text)})


def _with_served_model(echo: Echo) -> Reply:
    field = "modelVersion" if echo[0].provider == "gemini" else "model"
    return json_reply({**_answer(echo), field: echo[2]})


def _with_ids(echo: Echo) -> Reply:
    body = {**_answer(echo), "id": echo[2], "responseId": echo[2]}
    return _with_headers(json_reply(body), echo[2], "request-id", "x-request-id")


def _with_finish(echo: Echo) -> Reply:
    body = _answer(echo)
    if echo[0].provider == "gemini":
        body["candidates"][0]["finishReason"] = echo[2]
    elif echo[0].provider == "openai":
        body["choices"][0]["finish_reason"] = echo[2]
    else:
        body["stop_reason"] = echo[2]
    return json_reply(body)


def _with_refusal(echo: Echo) -> Reply:
    body = _answer(echo)
    if echo[0].provider == "gemini":
        del body["candidates"]
        body["promptFeedback"] = {"blockReason": echo[2]}
    elif echo[0].provider == "openai":
        body["choices"][0]["message"]["refusal"] = echo[2]
    else:
        body |= {"stop_reason": "refusal", "stop_details": {"type": "x", "category": echo[2]}}
    return json_reply(body)


def _with_usage(echo: Echo) -> Reply:
    body = _answer(echo)
    for name in {"usage", "usageMetadata"} & set(body):
        body[name] = dict.fromkeys(body[name], echo[2])
    return json_reply(body)


def _page(text: str, status: int) -> Reply:
    page = f"<!DOCTYPE html><html><body>{text}</body></html>".encode()
    return Reply(status, page, {"content-type": "text/html"})


def _host(text: str) -> str:
    letters = "".join(char for char in text if char.isalnum())
    return f"https://{text if letters == text else 'x'}.example/{text}?key={text}#{text}"


PLACES: dict[str, Callable[[Echo], Reply]] = {
    "the message of an error": lambda e: _error(e, f"{e[2]} is a bad key, {e[2]}"),
    "an address in an error": lambda e: _error(e, f"at https://a.example/v1?key={e[2]}&alt=x"),
    "a header in an error": lambda e: _error(e, f"got 'Authorization: Bearer {e[2]}'"),
    "the code of an error": _with_code,
    "an error of another kind": lambda e: json_reply({"detail": e[2], e[2]: [e[2]]}, e[3]),
    "an error that is a list": lambda e: json_reply([{"error": e[2]}], e[3]),
    "a text that is an error": lambda e: Reply(e[3], e[2].encode(), {"content-type": "text/plain"}),
    "an error's headers": lambda e: _with_headers(
        _error(e, "no"), e[2], "request-id", "x-request-id", "retry-after", "retry-after-ms"
    ),
    "a header that is none": lambda e: replace(_error(e, "no"), headers={f"a b {e[2]}": e[2]}),
    "the kind of the content": lambda e: replace(
        _error(e, "no"), headers={"content-type": f"application/json; charset={e[2]}"}
    ),
    "where a redirect leads": lambda e: Reply(307, b"", {"location": _host(e[2])}),
    "a page": lambda e: _page(e[2], e[3]),
    "a page instead of an answer": lambda e: _page(e[2], 200),
    "a text instead of an answer": lambda e: Reply(200, e[2].encode()),
    "JSON that is no answer": lambda e: json_reply({"error": e[2], e[2]: e[2]}),
    "a string instead of an answer": lambda e: json_reply(e[2]),
    "half an answer": lambda e: Reply(
        200, json_reply(_answer(e, e[2])).body[:-9], {"content-type": "application/json"}
    ),
    "the usage": _with_usage,
    "the served model": _with_served_model,
    "the ids of an answer": _with_ids,
    "the end of an answer": _with_finish,
    "the reason of a refusal": _with_refusal,
    "an answer that is no JSON": lambda e: json_reply(_answer(e, e[2])),
    "an answer with a wrong value": lambda e: json_reply(_answer(e, json.dumps({"title": [e[2]]}))),
    "an answer with a wrong name": lambda e: json_reply(_answer(e, json.dumps({e[2]: e[2]}))),
}


class _Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str


REQUEST = Request(
    task="custom_task",
    text="Say hello",
    schema=answer_schema(_Wanted, "wanted"),
    check=lambda text: parse_answer(text, _Wanted).model_dump_json(),
)


def echoing(place: str, written: str, status: int) -> Fault:
    return lambda dialect, request: PLACES[place]((dialect, request, written, status))


def all_that_it_shows(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    links: list[object] = [error]
    while links:
        link = links.pop()
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield from (str(link), repr(link), *traceback.format_exception(link))
        if isinstance(link, JobaiError):  # of ours, also what a host may look at
            yield from map(str, vars(link).values())
        links += [link.__cause__, None if link.__suppress_context__ else link.__context__]
        links += getattr(link, "causes", ())


def all_that_is_stored(address: str) -> Iterator[str]:
    for table in Base.metadata.tables.values():
        for row in elsewhere(address, select(table)):
            yield from map(str, row)
    path = locate_store(address, {}).path
    for file in path.parent.glob(f"{path.name}*") if path else ():
        yield file.read_bytes().decode("latin-1")


def all_that_is_logged(records: list[logging.LogRecord]) -> Iterator[str]:
    formatter = logging.Formatter()
    for record in records:
        yield from (formatter.format(record), str(record.args))


def found(key: str, texts: Iterable[str]) -> list[str]:
    """Return the texts in which the key stands, however it is written."""
    written = {form(key) for form in FORMS.values()}
    return [text for text in texts if any(one in text for one in written)]


@dataclass(frozen=True, slots=True)
class Case:
    """A key, how it is echoed, with which status, by whom and in which places."""

    key: str
    form: str
    vendor: ProviderType
    status: int
    places: Sequence[str]


CASES = st.builds(
    Case,
    key=KEYS,
    form=st.sampled_from(sorted(FORMS)),
    vendor=st.sampled_from(VENDORS),
    status=st.sampled_from([400, 401, 403, 404, 422, 429, 500, 529]),
    places=st.tuples(st.sampled_from(sorted(PLACES))),
)
FEW = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a shorter key says no more
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(slots=True)
class Watch:
    """Has a provider echo a key, and looks wherever it could show."""

    desk: Desk
    caplog: pytest.LogCaptureFixture
    capfd: pytest.CaptureFixture[str]

    async def leaks(self, case: Case) -> list[str]:
        """Make a call for each place; return all texts in which the key stands afterwards."""
        desk, vendor = self.desk, case.vendor
        desk.retry = RetryPolicy(max_retries=0)
        user = await add_user(desk.store, PRO_MONTHLY)
        config = NewConfig(provider=vendor, api_key=case.key, base_url=desk.server.base_url(vendor))
        async with desk.store.write() as session:
            await session.execute(delete(AIProviderConfig))
            await add_config(session, config, desk.secrets)
        texts: list[str] = []
        self.caplog.clear()
        for place in case.places:
            texts += [f"{place}: {text}" for text in await self._call(user, case, place)]
        texts += all_that_is_stored(desk.store.location.url)
        texts += all_that_is_logged(self.caplog.records)
        texts += self.capfd.readouterr()
        return found(case.key, texts)

    async def _call(self, user: str, case: Case, place: str) -> list[str]:
        server = self.desk.server
        server.heal()
        server.requests.clear()
        server.fail(echoing(place, FORMS[case.form](case.key), case.status), times=None)
        with (
            self.caplog.at_level(logging.INFO),
            self.caplog.at_level(logging.DEBUG, logger="jobai"),
            warnings.catch_warnings(record=True),  # they have a test of their own
        ):
            warnings.simplefilter("always")
            try:
                async with AsyncSession(self.desk.store.engine) as session:
                    orchestrator = self.desk.orchestrator(session)
                    answer = await orchestrator.ask(user, REQUEST, provider_name=case.vendor)
                told = [repr(answer)]
            except JobaiError as error:
                told = list(all_that_it_shows(error))
        assert server.requests
        return told


@pytest.fixture
def watch(desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Watch:
    return Watch(desk, caplog, capfd)


@given(case=CASES)
@example(case=Case(EXAMPLE_KEY, "as it is", "openai", 401, [*PLACES]))
@example(case=Case(EXAMPLE_KEY.lower(), "as it is", "gemini", 404, [*PLACES]))
@example(case=Case(ODD_KEY, "as it is", "claude", 400, [*PLACES]))
@FEW
async def test_a_key_never_shows_wherever_the_provider_repeats_it(watch: Watch, case: Case) -> None:
    assert await watch.leaks(case) == []


async def test_a_key_never_shows_in_the_words_beside_a_status(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wire.http1._PHRASES", {418: f"no {EXAMPLE_KEY}"})
    case = Case(EXAMPLE_KEY, "as it is", "openai", 418, ["the message of an error"])
    assert await watch.leaks(case) == []


@pytest.mark.parametrize(
    ("vendor", "option"), [("gemini", "--debug"), ("openai", "--debug"), ("claude", "--json")]
)
def test_a_command_never_shows_a_key_that_its_provider_repeats(
    tmp_path: Path, wire_server: WireServer, vendor: ProviderType, option: str
) -> None:
    jobai = Jobai(tmp_path / "home", wire_server.environment(vendor))
    wire_server.fail(faults.echo_key(400), times=None)

    done = subprocess.run(
        jobai.command("extract", EXAMPLES / "posting.png", "--provider", vendor, option),
        env=jobai.whole_environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert wire_server.requests
    assert "***" in done.stderr
    assert ("Traceback" in done.stderr) == (option == "--debug")
    assert found(wire_server.key, [done.stdout, done.stderr]) == []
    assert found(wire_server.key, all_that_is_stored(f"sqlite:///{jobai.store}")) == []


@pytest.mark.parametrize("place", ["the end of an answer", "the reason of a refusal"])
def test_a_key_never_shows_in_a_warning_of_a_word_that_an_sdk_does_not_know(
    tmp_path: Path, wire_server: WireServer, place: str
) -> None:
    jobai = Jobai(tmp_path / "home", wire_server.environment("gemini"))
    wire_server.fail(echoing(place, wire_server.key, 400), times=None)
    command = jobai.command("extract", EXAMPLES / "posting.png", "--provider", "gemini")

    done = subprocess.run(
        ["default" if word == "error" else word for word in command],
        env=jobai.whole_environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert wire_server.requests
    assert done.returncode
    assert found(wire_server.key, [done.stdout, done.stderr]) == []
