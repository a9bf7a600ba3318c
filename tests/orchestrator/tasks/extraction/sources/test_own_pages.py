"""From the address of a form to its posting, and from a lost job's address to what became of it."""

from __future__ import annotations

import pytest
from loopback_site import Site, page, redirect

from orchestrator.errors import NotAPostingError
from orchestrator.tasks.extraction.sources import Limits, open_source
from orchestrator.tasks.extraction.sources.own_pages import lost_identifier, posting_address

POSTING = page(
    "<title>Baker</title><h1>Baker</h1><h2>Responsibilities</h2><p>Bake.</p>"
    "<h2>Requirements</h2><p>An oven.</p>"
)
FORM = page(
    "<title>Baker</title><h1>Baker</h1><form><input><input><input type=email><input type=file>"
    "<button>Submit application</button></form>"
)
LISTING = page(
    "<title>Careers</title><h1>Open positions</h1>"
    + "".join(f"<a href=/jobs/{n}>Baker {n}</a><br>" for n in range(6))
)
QUICK = Limits(backoff_s=0.02, retries=0)


@pytest.mark.parametrize(
    ("url", "posting"),
    [
        ("https://jobs.lever.example/acme/1a2b/apply", "https://jobs.lever.example/acme/1a2b"),
        ("https://a.example/jobs/12345/application?x=1", "https://a.example/jobs/12345?x=1"),
        ("https://a.example/job/baker-in-bern-r1/apply/applyManually",
         "https://a.example/job/baker-in-bern-r1"),
        ("https://a.example/stellen/baecker-in-luebeck/bewerben/",
         "https://a.example/stellen/baecker-in-luebeck"),
        ("https://a.example/offres/88/postuler#form", "https://a.example/offres/88"),
        ("https://a.example/careers/apply", None),
        ("https://a.example/apply", None),
        ("https://a.example/jobs/12345", None),
        ("https://[::1/apply", None),
    ],
)  # fmt: skip
def test_the_address_of_a_form_names_its_posting(url: str, posting: str | None) -> None:
    assert posting_address(url) == posting


@pytest.mark.parametrize(
    ("asked", "final", "lost"),
    [
        ("https://a.example/jobs/123456", "https://a.example/careers", True),
        ("https://a.example/?gh_jid=4001", "https://a.example/careers", True),
        ("https://a.example/jobs/123456", "https://b.example/x?id=123456", False),
        ("https://a.example/jobs/baker", "https://a.example/careers", False),
        ("https://a.example/2024/jobs", "https://a.example/careers", False),
    ],
)
def test_an_address_can_lose_its_job(asked: str, final: str, lost: bool) -> None:
    assert lost_identifier(asked, final) is lost


async def test_the_posting_of_a_form_is_read_instead_of_it(site: Site) -> None:
    site.routes |= {"/jobs/7/apply": FORM, "/jobs/7": POSTING}
    document = await open_source(site.url("/jobs/7/apply"), allow_private=True, limits=QUICK)
    assert document.url == site.url("/jobs/7")


async def test_a_form_without_a_posting_of_its_own_is_kept(site: Site) -> None:
    site.routes |= {"/jobs/7/apply": FORM, "/jobs/7": LISTING}
    document = await open_source(site.url("/jobs/7/apply"), allow_private=True, limits=QUICK)
    assert document.url == site.url("/jobs/7/apply")
    del site.routes["/jobs/7"]
    document = await open_source(site.url("/jobs/7/apply"), allow_private=True, limits=QUICK)
    assert document.url == site.url("/jobs/7/apply")


async def test_a_form_behind_a_login_gives_way_to_its_posting(site: Site) -> None:
    site.routes |= {
        "/jobs/7/apply": redirect("/login?next=7"),
        "/login?next=7": page("<p>Sign in"),
        "/jobs/7": POSTING,
    }
    document = await open_source(site.url("/jobs/7/apply"), allow_private=True, limits=QUICK)
    assert document.url == site.url("/jobs/7")


async def test_a_job_whose_address_leads_to_all_jobs_is_gone(site: Site) -> None:
    site.routes |= {"/jobs/123456": redirect("/careers"), "/careers": LISTING}
    with pytest.raises(NotAPostingError) as caught:
        await open_source(site.url("/jobs/123456"), allow_private=True, limits=QUICK)
    assert caught.value.reason == "removed"
    assert "/careers" in caught.value.message


async def test_a_redirect_to_the_posting_under_another_number_is_followed(site: Site) -> None:
    site.routes |= {"/jobs/123456": redirect("/baker"), "/baker": POSTING}
    document = await open_source(site.url("/jobs/123456"), allow_private=True, limits=QUICK)
    assert document.url == site.url("/baker")
