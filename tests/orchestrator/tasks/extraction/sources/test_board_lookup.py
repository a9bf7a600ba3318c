"""Postings on known boards: the page and the endpoint, against a real server on loopback.

The board's own page is asked for through the server as a proxy, its endpoint on the server itself.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from loopback_site import Request, Site, in_turn, page, redirect

from orchestrator.errors import FetchError, NotAPostingError
from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.reading import read, require_posting
from orchestrator.tasks.extraction.sources import Limits, open_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from orchestrator.tasks.extraction.documents import Document

QUICK = Limits(backoff_s=0.02, total_s=4.0)
UUID = "0a1b2c3d-1111-4222-8333-00000000aaaa"
GREENHOUSE = "http://boards.greenhouse.io/crumbco/jobs/4001234"
GREENHOUSE_API = "/v1/boards/crumbco/jobs/4001234"
LEVER = f"http://jobs.lever.co/crumbco/{UUID}"
LEVER_API = f"/v0/postings/crumbco/{UUID}"

JOB: dict[str, Any] = {
    "id": 4001234,
    "title": "Night Baker",
    "company_name": "Crumb & Co",
    "location": {"name": "Leeds, England"},
    "first_published": "2026-03-04T09:00:00-05:00",
    "content": "&lt;h3&gt;Requirements&lt;/h3&gt;&lt;ul&gt;&lt;li&gt;Early mornings&lt;/li&gt;",
    "absolute_url": GREENHOUSE,
}
SHELL = "<html><body><div id=root></div><p>Please enable JavaScript</p></body></html>"
WORDS = "<p>We bake bread for all of Leeds and beyond, every night of the year.</p>" * 30
OWN_PAGE = (
    "<html><head><title>Night Baker - Crumb</title></head><body><h1>Night Baker</h1>"
    f"<h2>Requirements</h2><ul><li>Early mornings</li></ul>{WORDS}"
    "<p>Salary: £28,000 a year</p></body></html>"
)


def told(data: object, *, status: int = 200) -> bytes:
    return page(json.dumps(data), content_type="application/json; charset=utf-8", status=status)


@pytest.fixture(autouse=True)
def _behind_the_site(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setenv("HTTP_PROXY", site.url())


async def opened(site: Site, url: str, limits: Limits = QUICK) -> Document:
    systems = ("greenhouse", "lever", "ashby", "workday", "personio", "workable", "bamboohr")
    boards: dict[str, str] = dict.fromkeys(systems, site.url("").rstrip("/"))
    return await open_url(url, limits=limits, allow_private=True, trust_env=True, boards=boards)


async def posting(site: Site, url: str) -> Any:
    reading = read(await opened(site, url))
    require_posting(reading)
    return posting_by_rules(reading)


async def test_the_board_wins_and_the_page_fills_what_it_lacks(site: Site) -> None:
    data = {"@type": "JobPosting", "title": "Night Baker (m/f)", "datePosted": "1999-01-01",
            "employmentType": "PART_TIME", "hiringOrganization": "Wrong Ltd"}  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    site.routes |= {GREENHOUSE: page(OWN_PAGE + script), GREENHOUSE_API: told(JOB)}
    found = await posting(site, GREENHOUSE)
    assert found.title == "Night Baker"
    assert found.hiring_organization.name == "Crumb & Co"
    assert str(found.date_posted) == "2026-03-04"
    assert found.employment_type == ["PART_TIME"]
    assert found.base_salary.min == 28_000
    sources = {name: origin.source for name, origin in found.origins.items()}
    assert sources["title"] == sources["date_posted"] == "job_board"
    assert (sources["employment_type"], sources["base_salary"]) == ("json_ld", "text")
    assert "pay_transparency=true" in " ".join(site.targets())


async def test_the_endpoint_is_asked_for_json_and_says_who_asks(site: Site) -> None:
    site.routes |= {GREENHOUSE: page(OWN_PAGE), GREENHOUSE_API: told(JOB)}
    await opened(site, GREENHOUSE)
    request = next(r for r in site.requests if r.target.startswith(GREENHOUSE_API))
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("jobai")


async def test_page_and_endpoint_are_asked_at_the_same_time(site: Site) -> None:
    both = asyncio.Barrier(2)  # neither is answered before the other is asked

    def waiting(answer: bytes) -> Any:
        async def pieces(_: Request) -> AsyncIterator[bytes]:
            await both.wait()
            yield answer

        return pieces

    site.routes |= {GREENHOUSE: waiting(page(OWN_PAGE)), GREENHOUSE_API: waiting(told(JOB))}
    document = await opened(site, GREENHOUSE)
    assert document.board is not None


async def test_a_script_shell_with_an_answer_is_a_posting(site: Site) -> None:
    site.routes |= {GREENHOUSE: page(SHELL), GREENHOUSE_API: told(JOB)}
    found = await posting(site, GREENHOUSE)
    assert [item.quote for item in found.requirements] == ["Early mornings"]
    assert "JavaScript" not in found.source.text


@pytest.mark.parametrize("status", [403, 429, 404, 500])
async def test_a_refused_page_with_an_answer_is_a_posting(site: Site, status: int) -> None:
    site.routes |= {GREENHOUSE: page("no", status=status), GREENHOUSE_API: told(JOB)}
    document = await opened(site, GREENHOUSE)
    assert document.url == GREENHOUSE
    assert len(document.sha256) == 64
    found = posting_by_rules(read(document))
    assert (found.title, found.source.kind) == ("Night Baker", "url")
    assert '"company_name"' not in found.source.text


@pytest.mark.parametrize(
    "answer",
    [
        page("no", status=429),
        page("no", status=403),
        page("no", status=500),
        page("no", status=404),
        page("{not json", content_type="application/json"),
        page("[" * 100_000, content_type="application/json"),
        page("null", content_type="application/json"),
        page('{"jobs": []}', content_type="application/json"),
        page('{"title": "x"}', content_type="application/json"),
        page(b"\xff\xfe\x00", content_type="application/json"),
        page("x", content_type="application/json", length=900_000_000),
        b"garbage\r\n\r\n",
        redirect("/elsewhere"),
    ],
)
async def test_an_endpoint_that_fails_leaves_the_page(site: Site, answer: bytes) -> None:
    site.routes |= {LEVER: page(OWN_PAGE), LEVER_API: answer, "/elsewhere": told(JOB)}
    document = await opened(site, LEVER)
    assert document.board is None
    assert posting_by_rules(read(document)).title == "Night Baker"
    assert "/elsewhere" not in site.targets()


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/plain", None])
async def test_only_what_is_declared_as_json_is_an_answer(
    site: Site, content_type: str | None
) -> None:
    answer = page(json.dumps(JOB), content_type=content_type)
    site.routes |= {GREENHOUSE: page(OWN_PAGE), GREENHOUSE_API: answer}
    assert (await opened(site, GREENHOUSE)).board is None


async def test_an_answer_that_is_too_large_leaves_the_page(site: Site) -> None:
    async def endless(_: Request) -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n["
        for _n in range(10_000):
            yield b"0," * 1_000

    site.routes |= {GREENHOUSE: page(OWN_PAGE), GREENHOUSE_API: endless}
    limits = Limits(page_raw_bytes=200_000, backoff_s=0.02)
    assert (await opened(site, GREENHOUSE, limits)).board is None
    assert site.bytes_sent < 10_000_000


async def test_a_slow_endpoint_does_not_hold_up_a_page_with_text(site: Site) -> None:
    async def never(_: Request) -> AsyncIterator[bytes]:
        await asyncio.sleep(30)
        yield b""

    site.routes |= {GREENHOUSE: page(OWN_PAGE), GREENHOUSE_API: never}
    started = time.perf_counter()
    document = await opened(site, GREENHOUSE, Limits(board_wait_s=0.2))
    assert time.perf_counter() - started < 2
    assert document.board is None
    assert document.html


async def test_an_endpoint_that_comes_back_after_a_busy_moment_is_heard(site: Site) -> None:
    busy = page("busy", status=429, Retry_After="0")
    site.routes |= {GREENHOUSE: page(SHELL), GREENHOUSE_API: in_turn(busy, told(JOB))}
    assert (await opened(site, GREENHOUSE)).board is not None


async def test_a_job_that_its_board_does_not_know_is_gone(site: Site) -> None:
    with pytest.raises(NotAPostingError) as caught:
        await opened(site, GREENHOUSE)
    assert caught.value.reason == "removed"
    assert "greenhouse" in str(caught.value)
    assert caught.value.hint
    for shell in (SHELL, "<html><body><div id=root></div></body></html>"):
        site.routes[GREENHOUSE] = page(shell)
        with pytest.raises(NotAPostingError) as caught:
            require_posting(read(await opened(site, GREENHOUSE)))
        assert caught.value.reason == "removed"


async def test_a_posting_that_is_still_shown_is_not_gone(site: Site) -> None:
    site.routes[GREENHOUSE] = page(OWN_PAGE)
    assert (await posting(site, GREENHOUSE)).title == "Night Baker"


async def test_a_missing_answer_of_lever_proves_nothing(site: Site) -> None:
    site.routes[LEVER] = page("no", status=403)
    with pytest.raises(FetchError) as caught:
        await opened(site, LEVER)
    assert caught.value.reason == "blocked"
    site.routes[LEVER] = page(SHELL)
    with pytest.raises(NotAPostingError) as refused:
        require_posting(read(await opened(site, LEVER)))
    assert refused.value.reason == "script_shell"


async def test_when_both_fail_the_error_is_the_pages(site: Site) -> None:
    site.routes |= {GREENHOUSE: page("", status=451), GREENHOUSE_API: page("", status=500)}
    with pytest.raises(FetchError) as caught:
        await opened(site, GREENHOUSE)
    assert caught.value.status_code == 451


async def test_of_a_whole_board_the_asked_job_is_taken_or_none(site: Site) -> None:
    def job(id_: str, title: str) -> dict[str, Any]:
        url = f"https://jobs.ashbyhq.com/crumbco/{id_}"
        return {"id": id_, "title": title, "jobUrl": url, "publishedAt": "2026-01-01",
                "descriptionHtml": "<p>At CrumbCo we bake.</p>"}  # fmt: skip

    other = UUID.replace("aaaa", "bbbb")
    board = {"jobs": [job(other, "Cook"), job(UUID, "Night Baker")]}
    site.routes["/posting-api/job-board/crumbco"] = told(board)
    site.routes[f"http://jobs.ashbyhq.com/crumbco/{UUID}"] = page(SHELL)
    found = await posting(site, f"http://jobs.ashbyhq.com/crumbco/{UUID}")
    assert (found.title, found.hiring_organization.name) == ("Night Baker", "CrumbCo")
    gone = UUID.replace("aaaa", "cccc")
    site.routes[f"http://jobs.ashbyhq.com/crumbco/{gone}"] = page(SHELL)
    assert (await opened(site, f"http://jobs.ashbyhq.com/crumbco/{gone}")).board is None


async def test_the_employer_is_spelled_as_the_page_spells_it(site: Site) -> None:
    job: dict[str, Any] = {"id": UUID, "text": "Night Baker", "hostedUrl": LEVER, "categories": {},
           "description": f"<p>We bake.</p>{WORDS}"}  # fmt: skip
    titled = "<title>Crumb Co - Night Baker</title>" + WORDS
    site.routes |= {LEVER: page(titled), LEVER_API: told(job)}
    assert (await posting(site, LEVER)).hiring_organization.name == "Crumb Co"
    site.routes[LEVER] = page(SHELL)
    assert (await posting(site, LEVER)).hiring_organization.name == "crumbco"


async def test_a_feed_is_asked_for_xml(site: Site) -> None:
    url = "http://crumbco.jobs.personio.de/job/77001"
    xml = (
        "<?xml version='1.0'?><workzag-jobs><position><id>77001</id><name>Bäcker</name>"
        "<office>Jena</office><jobDescriptions><jobDescription><name>Profil</name><value>"
        "<![CDATA[<p>Früh aufstehen</p>]]></value></jobDescription></jobDescriptions></position>"
        "<position><id>77002</id><name>Koch</name><jobDescriptions/></position></workzag-jobs>"
    )
    site.routes |= {url: page(SHELL), "/xml": page(xml, content_type="text/xml; charset=utf-8")}
    found = await posting(site, url)
    assert (found.title, found.job_location[0].name) == ("Bäcker", "Jena")
    assert "Früh aufstehen" in found.description


async def test_a_short_number_of_a_bamboohr_job_is_enough(site: Site) -> None:
    url = "http://crumbco.bamboohr.com/careers/42"
    detail = {"result": {"jobOpening": {"jobOpeningName": "Baker", "description": "<p>Bake</p>"}}}
    site.routes |= {url: page(SHELL), "/careers/42/detail": told(detail)}
    assert (await posting(site, url)).title == "Baker"


async def test_a_job_inside_the_employers_own_page_is_asked_for_once(site: Site) -> None:
    widget = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=crumbco"></script>'
    site.routes |= {"/careers": page(widget), GREENHOUSE_API: told(JOB)}
    found = await posting(site, site.url("/careers?gh_jid=4001234"))
    assert found.title == "Night Baker"
    assert found.origins["title"].source == "job_board"
    assert len([t for t in site.targets() if t.startswith("/v1/")]) == 1


async def test_a_link_to_another_job_does_not_become_the_posting(site: Site) -> None:
    link = f'<a href="https://jobs.lever.co/crumbco/{UUID}">Related</a>'
    job: dict[str, Any] = {"id": UUID, "text": "Pastry Chef", "hostedUrl": LEVER, "categories": {},
           "description": "<p>Fold dough.</p>"}  # fmt: skip
    site.routes |= {"/careers/baker": page(OWN_PAGE + link), LEVER_API: told(job)}
    assert (await opened(site, site.url("/careers/baker"))).board is None
    site.routes[LEVER_API] = told({**job, "text": "Night baker"})
    assert (await opened(site, site.url("/careers/baker"))).board is not None


async def test_a_redirect_to_a_known_board_is_asked_there(site: Site) -> None:
    final = "http://apply.workable.com/crumbco/j/AB12CD34EF/"
    job = {"shortcode": "AB12CD34EF", "title": "Baker", "description": "<p>Bake</p>"}
    site.routes |= {
        "http://apply.workable.com/j/AB12CD34EF": redirect(final),
        final: page(SHELL),
        "/api/v2/accounts/crumbco/jobs/AB12CD34EF": told(job),
    }
    assert (await posting(site, "http://apply.workable.com/j/AB12CD34EF")).title == "Baker"


async def test_an_endpoint_on_the_employers_own_host_is_asked_there(site: Site) -> None:
    offer = {"offer": {"id": 9, "slug": "night-baker", "title": "Night Baker",
                       "careers_url": "https://x.example/o/night-baker",
                       "description": "<p>Bake</p>"}}  # fmt: skip
    body = '<script src="https://careers.recruiteecdn.com/app.js"></script>'
    site.routes |= {"/o/night-baker": page(body), "/api/offers/night-baker": told(offer)}
    assert (await posting(site, site.url("/o/night-baker"))).title == "Night Baker"


async def test_a_page_of_no_board_costs_one_request(site: Site) -> None:
    site.routes["/careers/baker"] = page(OWN_PAGE)
    assert (await opened(site, site.url("/careers/baker"))).board is None
    assert site.targets() == ["/careers/baker"]


async def test_without_another_address_the_endpoint_is_never_a_private_one(site: Site) -> None:
    site.routes |= {GREENHOUSE: page(OWN_PAGE), GREENHOUSE_API: told(JOB)}
    document = await open_url(GREENHOUSE, trust_env=True, limits=Limits(total_s=2, backoff_s=0.02))
    assert document.board is None
    assert GREENHOUSE_API not in " ".join(site.targets())


async def test_who_is_sent_to_the_systems_own_site_asked_for_a_job_that_is_gone(site: Site) -> None:
    url = "http://crumbco.jobs.personio.de/job/77001"
    home = "http://www.personio.de/"
    feed = "<?xml version='1.0'?><workzag-jobs></workzag-jobs>"
    site.routes |= {url: redirect(home, status=301), home: page(OWN_PAGE),
                    "/xml": page(feed, content_type="text/xml")}  # fmt: skip
    with pytest.raises(NotAPostingError) as caught:
        await opened(site, url)
    assert caught.value.reason == "removed"
