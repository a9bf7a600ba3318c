"""URLs, against real servers on loopback."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from loopback_site import Site, in_turn, page, redirect

from orchestrator.errors import FetchError, NotAPostingError, UnreadableSourceError
from orchestrator.tasks.extraction.sources import Limits, open_source, open_url

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import Document

QUICK = Limits(backoff_s=0.02)


async def opened(url: str, limits: Limits = QUICK) -> Document:
    return await open_url(url, limits=limits, allow_private=True)


async def failure(url: str, limits: Limits = QUICK) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await opened(url, limits)
    assert caught.value.hint
    return caught.value


async def test_a_page_becomes_a_document_with_its_hash_url_and_time(site: Site) -> None:
    body = "<h1>Gärtner</h1>".encode()
    site.routes["/jobs/1"] = page(body)
    before = datetime.now(UTC)
    document = await open_source(site.url("/jobs/1"), allow_private=True)
    assert document.kind == "url"
    assert document.html == "<h1>Gärtner</h1>"
    assert document.text is None
    assert document.images == ()
    assert document.url == site.url("/jobs/1")
    assert document.file_name is None
    assert document.sha256 == hashlib.sha256(body).hexdigest()
    assert before <= document.fetched_at <= datetime.now(UTC)
    assert document.fetched_at.utcoffset() == timedelta(0)


async def test_the_request_says_honestly_who_asks(site: Site) -> None:
    site.routes["/"] = page("x")
    await opened(site.url())
    headers = site.requests[0].headers
    assert headers["user-agent"].startswith("jobai")
    assert "Mozilla" not in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["host"] == f"127.0.0.1:{site.port}"


async def test_the_user_agent_can_be_set(site: Site) -> None:
    site.routes["/"] = page("x")
    await open_url(site.url(), allow_private=True, user_agent="careers-service/3")
    assert site.requests[0].headers["user-agent"] == "careers-service/3"


async def test_redirects_are_followed_and_the_final_url_is_kept(site: Site) -> None:
    site.routes |= {"/a": redirect("/b?x=1"), "/b": redirect("c"), "/c": page("<p>here")}
    document = await opened(site.url("/a"))
    assert document.url == site.url("/c")
    assert document.html == "<p>here"


async def test_a_redirect_that_sets_a_cookie_first_is_followed(site: Site) -> None:
    site.routes["/a"] = lambda request: (
        page("<p>in") if "seen=1" in request.headers.get("cookie", "") else bounce
    )
    bounce = redirect("/a", Set_Cookie="seen=1; Path=/")
    assert (await opened(site.url("/a"))).html == "<p>in"


REFRESH = '<!doctype html><title>Moved</title><meta http-equiv="refresh" content="{}"><p>Moved'


@pytest.mark.parametrize(
    "order",
    ["0; url=/jobs/2?a=1&amp;b=2", "0;URL='/jobs/2?a=1&b=2'", "1, /jobs/2?a=1&b=2"],
)
async def test_a_page_that_only_sends_on_is_a_redirect(site: Site, order: str) -> None:
    site.routes |= {"/jobs/1": page(REFRESH.format(order)), "/jobs/2": page("<p>here")}
    document = await opened(site.url("/jobs/1"))
    assert (document.html, document.url) == ("<p>here", site.url("/jobs/2?a=1&b=2"))


@pytest.mark.parametrize(
    "body",
    [
        REFRESH.format("30; url=/b"),
        REFRESH.format("5; url=/b") + "This job is no longer open.",
        REFRESH.format("0"),
        REFRESH.format("0; url=/a"),
        REFRESH.format("0; url=/b") + "Baker in Bern. " * 40,
        f"<noscript>{REFRESH.format('0; url=/b')}</noscript><p>Baker",
        f"<!-- {REFRESH.format('0; url=/b')} --><p>Baker",
        f"<script>x = '{REFRESH.format('0; url=/b')}'</script><p>Baker",
    ],
)
async def test_a_page_that_says_something_or_sends_nowhere_is_read_itself(
    site: Site, body: str
) -> None:
    site.routes |= {"/a": page(body), "/b": page("<p>elsewhere")}
    assert (await opened(site.url("/a"))).html == body
    assert len(site.requests) == 1


async def test_pages_that_send_on_count_as_redirects(site: Site) -> None:
    site.routes |= {"/a": page(REFRESH.format("0; url=/b")), "/b": redirect("/a")}
    assert (await failure(site.url("/a"))).reason == "too_many_redirects"
    assert len(site.requests) == 6


async def test_a_page_that_says_something_else_of_its_type_is_a_page_still(site: Site) -> None:
    body = "<!DOCTYPE html><html><body><h1>Baker</h1></body></html>"
    site.routes["/a"] = page(body, content_type="application/pdf")
    assert (await opened(site.url("/a"))).html == body
    site.routes["/b"] = page("Baker", content_type="application/pdf")
    with pytest.raises(UnreadableSourceError):
        await opened(site.url("/b"))


async def test_a_redirect_loop_ends_after_five_redirects(site: Site) -> None:
    site.routes["/a"] = redirect("/a")
    assert (await failure(site.url("/a"))).reason == "too_many_redirects"
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://127.0.0.1/x", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://user:secret@127.0.0.1/", "credentials"),
        ("http://[::1", "bad_url"),
        ("http://a..b/", "bad_url"),
    ],
)
@pytest.mark.parametrize("by_page", [False, True])
async def test_a_redirect_is_checked_like_a_url_that_was_typed(
    site: Site, target: str, reason: str, by_page: bool
) -> None:
    sent_on = page(REFRESH.format(f"0; url={target}"))
    site.routes["/a"] = sent_on if by_page else redirect(target)
    error = await failure(site.url("/a"))
    assert error.reason == reason
    assert "secret" not in error.message


@pytest.mark.parametrize("status", [401, 403, 451, 503, 999])
async def test_a_site_that_blocks_programs_is_named_with_other_ways(
    site: Site, status: int
) -> None:
    site.routes["/"] = page("no", status=status)
    error = await failure(site.url())
    assert (error.reason, error.status_code) == ("blocked", status)
    assert error.hint is not None
    assert "screenshot" in error.hint
    assert "jobai extract -" in error.hint


@pytest.mark.parametrize(
    ("status", "wait", "when"),
    [
        (429, "3600", "in 60 minutes"),
        (429, "90000", "later"),
        (429, "7300", "in 3 hours"),
        (503, "30", "in a minute"),
        (429, "soon", "later"),
    ],
)
async def test_a_site_that_asks_to_wait_is_quoted(
    site: Site, status: int, wait: str, when: str
) -> None:
    site.routes["/"] = page("no", status=status, Retry_After=wait)
    error = await failure(site.url())
    assert (error.reason, error.status_code) == ("blocked", status)
    assert "asks to wait" in error.message
    assert error.hint is not None
    assert error.hint.startswith(f"Try again {when}. ")
    assert "jobai extract -" in error.hint


@pytest.mark.parametrize("status", [404, 410])
async def test_a_page_that_is_gone_is_not_asked_for_twice(site: Site, status: int) -> None:
    site.routes["/"] = page("no", status=status)
    error = await failure(site.url())
    assert (error.reason, error.status_code) == ("gone", status)
    assert len(site.requests) == 1


@pytest.mark.parametrize("status", [300, 304, 400, 418])
async def test_other_answers_are_reported_with_their_status(site: Site, status: int) -> None:
    site.routes["/"] = page("no", status=status)
    error = await failure(site.url())
    assert (error.reason, error.status_code) == ("http_status", status)


async def test_a_redirect_without_a_target_is_no_page(site: Site) -> None:
    site.routes["/"] = page("no", status=302)
    assert (await failure(site.url())).status_code == 302


@pytest.mark.parametrize(
    "path", ["/authwall?x=1", "/uas/login", "/users/sign_in", "/checkpoint/lg", "/signin"]
)
async def test_a_redirect_to_a_login_page_is_a_login_wall(site: Site, path: str) -> None:
    site.routes |= {"/jobs/view/1": redirect(path), path.partition("?")[0]: page("<p>Log in")}
    with pytest.raises(NotAPostingError) as caught:
        await opened(site.url("/jobs/view/1"))
    assert caught.value.reason == "login_wall"


async def test_a_posting_about_logins_is_no_login_wall(site: Site) -> None:
    site.routes["/jobs/login-engineer"] = page("<p>Build our login")
    assert (await opened(site.url("/jobs/login-engineer"))).html


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_passing_fault_is_tried_again(site: Site, status: int) -> None:
    site.routes["/"] = in_turn(page("", status=status), page("", status=status), page("<p>at last"))
    assert (await opened(site.url())).html == "<p>at last"
    assert len(site.requests) == 3


async def test_a_lasting_fault_is_tried_three_times_in_all(site: Site) -> None:
    site.routes["/"] = page("", status=500)
    error = await failure(site.url())
    assert (error.reason, error.status_code) == ("http_status", 500)
    assert len(site.requests) == 3


async def test_retry_after_is_obeyed(site: Site) -> None:
    site.routes["/"] = in_turn(page("", status=429, Retry_After="1"), page("<p>x"))
    start = time.monotonic()
    await opened(site.url())
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize(
    "value", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT", "99999999", "Fri, 31 Dec 2100 23:59:59"]
)
async def test_a_retry_after_beyond_the_deadline_is_not_waited_for(site: Site, value: str) -> None:
    site.routes["/"] = page("", status=503, Retry_After=value)
    start = time.monotonic()
    assert (await failure(site.url())).reason == "blocked"
    assert time.monotonic() - start < 1
    assert len(site.requests) == 1


@pytest.mark.parametrize("value", ["soon", "1 Dec 9 2147483648:5", "9" * 400])
async def test_a_retry_after_that_is_nonsense_is_passed_over(site: Site, value: str) -> None:
    site.routes["/"] = in_turn(page("", status=503, Retry_After=value), page("<p>x"))
    assert (await opened(site.url())).html == "<p>x"


async def test_a_dropped_connection_is_tried_again(site: Site) -> None:
    site.routes["/"] = in_turn(b"", b"nonsense\r\n\r\n", page("<p>x"))
    assert (await opened(site.url())).html == "<p>x"


async def test_a_body_that_ends_early_is_not_taken_for_the_page(site: Site) -> None:
    site.routes["/"] = page("<p>half", length=1000)
    assert (await failure(site.url())).reason == "connection"
    assert len(site.requests) == 3


async def test_an_empty_answer_is_an_error(site: Site) -> None:
    site.routes |= {"/a": page(" \n "), "/b": page("", status=204)}
    assert (await failure(site.url("/a"))).reason == "empty"
    assert (await failure(site.url("/b"))).status_code == 204


async def test_a_refused_connection_is_named() -> None:
    async with Site() as stopped:
        url = stopped.url("/x")
    assert (await failure(url)).reason == "refused"


async def test_an_unknown_host_is_named() -> None:
    error = await failure("http://no-such-host.invalid/x")
    assert error.reason == "dns"
    assert "no-such-host.invalid" in error.message


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://example.com/a", "scheme"),
        ("mailto:jobs@example.com", "scheme"),
        ("http://", "bad_url"),
        ("http:///jobs", "bad_url"),
        ("http://a..b/", "bad_url"),
        ("http://exa mple.com/", "bad_url"),
        ("http://example.com:99999/", "bad_url"),
        ("http://0177.0.0.1/", "bad_url"),
        ("http://" + "a" * 64 + ".com/", "bad_url"),
        ("http://\u2028/", "bad_url"),
        ("http://[::1%\u00e8]/", "bad_url"),
        ("a" * 700 + "://example.com/", "scheme"),
        ("http://example.com/\x00", "bad_url"),
        ("https://example.com/" + "a" * 9000, "bad_url"),
        ("https://me:secret@example.com/", "credentials"),
        ("https://me@example.com/", "credentials"),
        ("https://me@xn--/", "credentials"),
        ("https://me@ixn--;/", "credentials"),
    ],
)
async def test_what_cannot_be_fetched_is_refused_with_a_way_out(url: str, reason: str) -> None:
    with pytest.raises(FetchError) as caught:
        await open_source(url)
    assert caught.value.reason == reason
    assert caught.value.hint
    assert "secret" not in caught.value.message
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 500


async def test_a_pasted_url_may_have_blanks_and_angle_brackets_around_it(site: Site) -> None:
    site.routes["/a"] = page("<p>x")
    assert (await open_source(f" <{site.url('/a')}>\n", allow_private=True)).html == "<p>x"


async def test_an_international_host_is_asked_for_by_its_ascii_name() -> None:
    error = await failure("http://stellen.münchen.invalid/")
    assert "xn--mnchen-3ya" in error.message


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/zip", b"PK\x03\x04rest"),
        ("text/html", b"PK\x03\x04rest"),
        ("text/css", b"h1 { color: red }"),
        ("application/javascript", b"alert(1)"),
        ("image/svg+xml", b"<svg></svg>"),
        ("video/mp4", b"\x00\x00\x00\x20ftypisom"),
    ],
)
async def test_other_content_is_refused(site: Site, content_type: str, body: bytes) -> None:
    site.routes["/"] = page(body, content_type=content_type)
    with pytest.raises(UnreadableSourceError) as caught:
        await opened(site.url())
    assert caught.value.reason == "unsupported_type"


@pytest.mark.parametrize(
    "content_type", ["application/octet-stream", "application/json", "text/html", None]
)
async def test_json_is_read_whatever_it_is_declared_as(
    site: Site, content_type: str | None
) -> None:
    site.routes["/"] = page('{"title": "Cook"}', content_type=content_type)
    document = await opened(site.url())
    assert document.text == '{"title": "Cook"}'
    assert document.kind == "url"


async def test_plain_text_stays_text_even_with_a_tag_inside(site: Site) -> None:
    site.routes["/"] = page("Use <b> sparingly", content_type="text/plain")
    assert (await opened(site.url())).text == "Use <b> sparingly"


async def test_several_sources_can_be_opened_at_once(site: Site) -> None:
    import asyncio

    for number in range(20):
        site.routes[f"/{number}"] = page(f"<p>{number}")
    documents = await asyncio.gather(*(opened(site.url(f"/{n}")) for n in range(20)))
    assert [document.html for document in documents] == [f"<p>{n}" for n in range(20)]
