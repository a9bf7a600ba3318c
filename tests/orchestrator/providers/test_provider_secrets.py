"""No error ever shows a key, however hard the vendor tries."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire import faults

from orchestrator.errors import ProviderError
from orchestrator.providers.base import Credential
from orchestrator.providers.keys import validated_key
from orchestrator.providers.redaction import MASK, RedactedCause, printable, redacted, safe_cause
from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wire import WireServer

    Ask = Callable[..., Any]
    Vendor = Any
    Open = Callable[..., Any]

_KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60)


def _everything_it_shows(error: BaseException) -> str:
    texts = ["".join(traceback.format_exception(error)), repr(vars(error))]
    links: list[BaseException | None] = [error]
    while links:
        link = links.pop()
        if link is not None:
            texts += [str(link), repr(link)]
            links += [link.__cause__, link.__context__]
    return "\n".join(texts)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
async def test_a_vendor_that_echoes_the_key_does_not_leak_it(
    wire_server: WireServer, ask: Ask, status: int
) -> None:
    wire_server.fail(faults.echo_key(status))

    with pytest.raises(ProviderError) as caught:
        await ask()

    shown = _everything_it_shows(caught.value)
    assert wire_server.key not in shown
    assert MASK in str(caught.value)
    assert isinstance(caught.value.__cause__, RedactedCause)


async def test_a_key_that_was_never_checked_does_not_leak(opened: Open, vendor: Vendor) -> None:
    from orchestrator.providers.base import Prompt

    for key in ("with-a-line\nbreak-0123", "nicht-äscii-0123456"):
        with pytest.raises(ProviderError) as caught:
            await opened(api_key=key).complete(Prompt(vendor.model, "Hi"))
        assert key not in _everything_it_shows(caught.value)


async def test_a_redirect_with_the_key_in_its_address_does_not_leak(
    wire_server: WireServer, ask: Ask
) -> None:
    wire_server.fail(faults.redirect(f"https://elsewhere.example/?key={wire_server.key}"))

    with pytest.raises(ProviderError) as caught:
        await ask()

    assert wire_server.key not in _everything_it_shows(caught.value)


def test_a_credential_does_not_show_its_key() -> None:
    assert "very-secret" not in repr(Credential("openai", "very-secret", "test"))


@given(key=_KEYS, before=st.text(), after=st.text())
def test_a_key_is_masked_wherever_it_stands(key: str, before: str, after: str) -> None:
    assert key not in redacted(f"{before}{key}{after}", key).replace(MASK, "\0")


@given(key=_KEYS)
def test_a_key_is_masked_as_urls_write_it(key: str) -> None:
    written = quote(key, safe="")
    assert written not in redacted(f"http://h/?k={written}", key).replace(MASK, "\0")


@pytest.mark.parametrize(
    "text",
    [
        "GET /v1/models?key=AbCdEf123456",
        "?alt=json&api_key=AbCdEf123456 failed",
        "key AIzaSyAbCdEf123456 is invalid",
        "Incorrect API key provided: sk-proj-AbCdEf123456",
        "sk-ant-api03-AbCdEf123456",
        "Authorization: Bearer AbCdEf123456",
    ],
)
def test_what_looks_like_a_key_is_masked_although_it_is_not_ours(text: str) -> None:
    assert "AbCdEf123456" not in redacted(text)


@given(st.text(max_size=1000))
def test_a_printed_message_is_one_short_line_without_control_characters(text: str) -> None:
    line = printable(text)
    assert len(line) <= 300
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in line)


def test_a_cut_never_leaves_half_a_key() -> None:
    key = "0123456789abcdefghij"
    line = printable("x" * 290 + key, key)
    assert "01234" not in line


def test_a_clean_cause_is_kept_as_it_is() -> None:
    error = ValueError("nothing secret")
    assert safe_cause(error, "a-secret-key") is error


def test_a_key_deep_in_the_chain_taints_the_whole_cause() -> None:
    outer = ValueError("nothing secret")
    outer.__context__ = KeyError("a-secret-key")
    assert isinstance(safe_cause(outer, "a-secret-key"), RedactedCause)


@pytest.mark.parametrize("raw", ["  key-123\n", "key-123", "\tkey-123\r\n"])
def test_blanks_around_a_key_are_forgiven(raw: str) -> None:
    assert validated_key(raw, "openai") == "key-123"


@pytest.mark.parametrize(
    "raw", ["", " \n", "secret half", "secret\nhalf", "secret\x00half", "sécret", "secret\x7f1"]
)
def test_what_cannot_be_a_key_is_refused_without_showing_it(raw: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        validated_key(raw, "openai")

    assert "cret" not in _everything_it_shows(caught.value).replace(__name__, "")
