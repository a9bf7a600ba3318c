"""Addresses: what is one, what may be fetched, what board it is of, whether a host is private."""

from __future__ import annotations

import ipaddress

from fuzzing.mutating import changed_bytes
from fuzzing.target import Target, told
from orchestrator.documents.limits import Limits
from orchestrator.errors import FetchError
from orchestrator.tasks.extraction.job_boards.targets import own_host_target, target_of
from orchestrator.tasks.extraction.sources.addresses import is_address, is_public
from orchestrator.tasks.extraction.sources.dialling import ascii_host
from orchestrator.tasks.extraction.sources.urls import (
    lacks_scheme,
    parse_url,
    scheme_of,
    shortened,
)

SEEDS = (
    "https://tallships.example/jobs/17?ref=a#top", "http://127.0.0.1:8080/", "http://[::1]/",
    "http://[::ffff:10.0.0.1%25eth0]:80/", "http://2130706433/", "http://0x7f.1/", "http://0177.1/",
    "https://user:pass@example.org/", "file:///etc/passwd", "https://xn--bcher-kva.example/",
    "https://b\u00fccher.example/\u00e4?\u00fc=1", "example.org/jobs/1", "C:\\jobs\\1.html",
    "https://boards.greenhouse.io/tall/jobs/17", "https://jobs.lever.co/tall/"
    "0f1e2d3c-0000-4000-8000-000000000017", "https://tall.bamboohr.com/jobs/view.php?id=17",
    "https://tall.wd3.myworkdayjobs.com/en-US/Ext/job/Lisbon/Rope_R-17", "//example.org/a",
    "https://tall.recruitee.com/o/rope", "https://jobs.smartrecruiters.com/Tall/17-rope",
)  # fmt: skip
WORDS = tuple(
    x.encode()
    for x in (
        "http://", "https://", "://", "@", "[", "]", "%00", "%2f", "..", ".", "\\", "::ffff:", "#",
        "?", ":65536", ":0", "localhost", "169.254.169.254", "0x", "\u3002", "\uff0e", "\u2044",
        "\u00ad", "xn--", "%25", "/embed/job_app?for=a&token=1", "fe80::1", "64:ff9b::",
        "2002:7f00:1::",
    )
)  # fmt: skip


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for look_at in (scheme_of, lacks_scheme, shortened):
        look_at(text)
    for system in ("recruitee", "teamtailor"):
        target = own_host_target(system, text)
        assert target is None or "@" not in target.base
    target = target_of(text)
    if target is not None:
        assert target.base.startswith("https://"), target.base
        assert target.path.startswith("/")
        assert ".." not in target.path
        assert all(33 <= ord(x) < 127 for x in target.base + target.path), target
    try:
        url = parse_url(text, Limits())
    except FetchError as error:
        told(error)
        return
    host = ascii_host(url)
    assert url.scheme in {"http", "https"}
    assert host
    assert not url.userinfo
    if len(str(url)) <= Limits().url_characters:
        assert parse_url(str(url), Limits()).raw_host == url.raw_host
    if is_address(host):
        plain = ipaddress.ip_address(host.partition("%")[0])
        mapped = getattr(plain, "ipv4_mapped", None) or plain
        assert not (is_public(host) and not mapped.is_global)


TARGET = Target(
    "urls",
    lambda: [x.encode() for x in SEEDS],
    _run,
    changed_bytes,
    WORDS,
    grown=(b"a.", b"a-", b"%41"),
    in_ci=300,
)
