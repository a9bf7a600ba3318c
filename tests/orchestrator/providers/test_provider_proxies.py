"""Proxies, which come from the environment, and what goes wrong with them."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import pytest
from wire.mangling import raw

from orchestrator.errors import ConnectionFailedError, OverloadedError, RequestRejectedError
from orchestrator.providers import open_provider
from orchestrator.providers.base import Credential, Prompt

if TYPE_CHECKING:
    from wire import WireServer

    from orchestrator.errors import ProviderError

    Vendor = Any

KEY = "wire-key-0123456789abcdef"


def _ask(vendor: Vendor, address: str) -> str:
    """Ask on a loop of its own, whose client reads the environment anew."""

    async def ask() -> str:
        credential = Credential(vendor.provider, KEY, "test", address)
        provider = open_provider(credential, timeout_s=5)
        return (await provider.complete(Prompt(vendor.model, "Hi"))).text

    return asyncio.run(ask())


def _refused(vendor: Vendor, address: str, kind: type[ProviderError]) -> ProviderError:
    with pytest.raises(kind) as caught:
        _ask(vendor, address)
    assert KEY not in f"{caught.value} {caught.value.hint} {caught.value.__cause__!r}"
    return caught.value


def test_a_call_goes_through_the_proxy(
    wire_server: WireServer, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", wire_server.url)

    assert _ask(vendor, "http://provider.invalid") == "Hello"
    assert wire_server.requests[0].path.startswith("http://provider.invalid/")


@pytest.mark.parametrize(("status", "kind"), [(407, RequestRejectedError), (502, OverloadedError)])
def test_what_a_proxy_refuses_is_told(
    wire_server: WireServer,
    vendor: Vendor,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    kind: type[ProviderError],
) -> None:
    monkeypatch.setenv("HTTP_PROXY", wire_server.url)
    wire_server.fail(raw(b"HTTP/1.1 %d No\r\ncontent-length: 0\r\n\r\n" % status))

    assert _refused(vendor, "http://provider.invalid", kind).status_code == status


def test_a_proxy_that_makes_no_tunnel_never_sees_the_key(
    wire_server: WireServer, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", wire_server.url)

    error = _refused(vendor, "https://provider.invalid", ConnectionFailedError)

    assert not error.sent
    assert [request.method for request in wire_server.requests] == ["CONNECT"]
    assert KEY not in repr(wire_server.requests)


@pytest.mark.parametrize("answers", [False, True], ids=["refused", "hangs up"])
def test_a_proxy_that_is_not_there_is_no_fault_of_the_provider(
    wire_server: WireServer, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, answers: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("HTTP_PROXY", wire_server.url if answers else nobody)
    wire_server.fail(raw(b""))

    error = _refused(vendor, "http://provider.invalid", ConnectionFailedError)

    assert error.sent is answers
    assert "proxy settings" in str(error.hint)


@pytest.mark.parametrize("address", ["http://user:secret-password@[::1", "ftp://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_one_is_told_by_its_variable(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", address)

    error = _refused(vendor, "http://provider.invalid", RequestRejectedError)

    assert not error.sent
    assert "HTTP_PROXY" in str(error.hint)
    assert "secret-password" not in str(error)
