"""What a fetch may dial, and that what was checked is what is dialled."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import TYPE_CHECKING

import pytest
from loopback_site import Site, page, redirect

from orchestrator.errors import FetchError, NotAPostingError
from orchestrator.tasks.extraction.sources import Limits, open_source, open_url
from orchestrator.tasks.extraction.sources.addresses import is_public

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Limits(backoff_s=0.02)


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.200", "192.0.2.1", "192.88.99.1"),
        *("192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::127.0.0.1", "fc00::1", "fd12::1", "fe80::1"),
        *("fe80::1%eth0", "ff02::1", "fec0::1", "2001:db8::1", "3fff::1", "2001::1", "100::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
        *("64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "5f00::1", "", "nonsense"),
    ],
)
def test_no_private_address_is_public_in_any_wrapping(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1.", "localhost", "LOCALHOST.", "[::1]", "0", "2130706433"),
        *("127.1", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001", "127.0.0.1%2e"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::1%25lo]", "[::1%lo]"),
        *(
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "\u2460\u2461\u2466.0.0.1",
            "127\u30020\u30020\u30021",
        ),
        *("example.org@127.0.0.1", "127.0.0.1#@example.org", "127.0.0.1\\@example.org"),
    ],
)
async def test_a_library_call_never_dials_a_private_host(site: Site, host: str) -> None:
    site.routes["/"] = page("<p>internal")
    with pytest.raises(FetchError) as caught:
        await open_url(site.url(host=host), limits=QUICK)
    assert caught.value.reason in {"private_address", "bad_url", "credentials", "dns", "connection"}
    assert site.connections == 0


async def test_private_hosts_are_refused_unless_allowed(site: Site) -> None:
    site.routes["/"] = page("<p>internal")
    with pytest.raises(FetchError) as caught:
        await open_source(site.url())
    assert caught.value.reason == "private_address"
    assert (await open_source(site.url(), allow_private=True)).html == "<p>internal"


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.2", "169.254.169.254", "[::ffff:127.0.0.1]"]
)
@pytest.mark.parametrize("by_page", [False, True])
async def test_a_redirect_to_another_private_host_is_refused_even_then(
    site: Site, host: str, by_page: bool
) -> None:
    target = site.url("/b", host=host)
    sent_on = page(f'<meta http-equiv="refresh" content="0; url={target}">')
    site.routes |= {"/a": sent_on if by_page else redirect(target), "/b": page("<p>metadata")}
    with pytest.raises(FetchError) as caught:
        await open_url(site.url("/a"), allow_private=True, limits=QUICK)
    assert caught.value.reason == "private_address"
    assert site.targets() == ["/a"]


async def test_a_redirect_on_the_typed_private_host_is_followed(site: Site) -> None:
    async with Site() as other_port:
        other_port.routes["/b"] = page("<p>here")
        site.routes["/a"] = redirect(other_port.url("/b"))
        assert (await open_url(site.url("/a"), allow_private=True)).html == "<p>here"


async def test_a_proxy_of_the_environment_is_used(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", site.url())
    site.routes["http://jobs.example.invalid/1"] = page("<p>by proxy")
    document = await open_url("http://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert document.html == "<p>by proxy"
    assert document.url == "http://jobs.example.invalid/1"
    assert site.requests[0].headers["host"] == "jobs.example.invalid"


async def test_a_proxy_is_not_asked_for_private_addresses_or_this_machine(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with pytest.raises(FetchError) as caught:
        await open_url("http://169.254.169.254/latest", trust_env=True, limits=QUICK)
    assert caught.value.reason == "private_address"
    site.routes["/"] = page("<p>direct")
    assert (await open_url(site.url(), allow_private=True, trust_env=True)).html == "<p>direct"


async def test_no_proxy_is_obeyed(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setenv("http_proxy", site.url())
    monkeypatch.setenv("no_proxy", "example.invalid")
    with pytest.raises(FetchError) as caught:
        await open_url("http://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert caught.value.reason == "dns"
    assert site.requests == []


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "gopher://127.0.0.1:9", "http://[::1"])
async def test_a_proxy_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(FetchError) as caught:
        await open_url("http://jobs.example.invalid/1", trust_env=True, limits=QUICK)
    assert caught.value.reason == "proxy"


def certificate_for(name: str, folder: Path) -> ssl.SSLContext:
    """A server context with a certificate that signs itself, kept in `folder`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def test_the_checked_address_is_dialled_under_the_name_of_the_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate_for("localhost", tmp_path)
    asked_names: list[str | None] = []

    def remember(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        asked_names.append(name)

    context.sni_callback = remember
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with Site(tls=context) as secure:
        secure.routes["/"] = page("<p>secure")
        document = await open_url(secure.url(host="localhost"), allow_private=True, limits=QUICK)
        assert document.html == "<p>secure"
        assert asked_names == ["localhost"]
        assert secure.requests[0].headers["host"] == f"localhost:{secure.port}"


async def test_an_untrusted_certificate_is_named_and_not_retried(tmp_path: Path) -> None:
    async with Site(tls=certificate_for("localhost", tmp_path)) as secure:
        with pytest.raises(FetchError) as caught:
            await open_url(secure.url(host="localhost"), allow_private=True, limits=QUICK)
        assert caught.value.reason == "tls"
        assert "certificate" in caught.value.message
        assert secure.requests == []


async def test_a_certificate_of_another_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = certificate_for("jobs.example", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    async with Site(tls=context) as secure:
        with pytest.raises(FetchError) as caught:
            await open_url(secure.url(host="localhost"), allow_private=True, limits=QUICK)
    assert caught.value.reason == "tls"


async def test_https_to_a_server_that_speaks_plain_http_is_a_tls_fault(site: Site) -> None:
    with pytest.raises(FetchError) as caught:
        await open_url(
            site.url().replace("http:", "https:"), allow_private=True, limits=Limits(backoff_s=0.01)
        )
    assert caught.value.reason == "tls"


@pytest.mark.parametrize(
    ("host", "is_wall"), [("login.example.invalid", True), ("secure.example.invalid", False)]
)
async def test_only_a_login_host_is_a_login_wall(
    site: Site, monkeypatch: pytest.MonkeyPatch, host: str, is_wall: bool
) -> None:
    monkeypatch.setenv("http_proxy", site.url())  # so that invented names answer
    site.routes["http://jobs.example.invalid/1"] = redirect(f"http://{host}/x")
    site.routes[f"http://{host}/x"] = page("<p>Cook")
    if not is_wall:
        assert (
            await open_url("http://jobs.example.invalid/1", trust_env=True)
        ).url == f"http://{host}/x"
        return
    with pytest.raises(NotAPostingError) as caught:
        await open_url("http://jobs.example.invalid/1", trust_env=True)
    assert caught.value.reason == "login_wall"
