"""From a posting's address, or an employer's own page, to the endpoint of its board."""

from __future__ import annotations

import time

import pytest

from orchestrator.tasks.extraction.job_boards import embedded_target, target_of

UUID = "0a1b2c3d-1111-4222-8333-00000000aaaa"
WORKDAY = "https://crumb.wd5.myworkdayjobs.com"


def asked(url: str) -> str | None:
    target = target_of(url)
    return target and target.base + target.path


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://boards.greenhouse.io/crumb/jobs/4001234?gh_src=x",
         "https://boards-api.greenhouse.io/v1/boards/crumb/jobs/4001234?pay_transparency=true"),
        ("https://job-boards.eu.greenhouse.io/crumb/jobs/4001234/",
         "https://boards-api.greenhouse.io/v1/boards/crumb/jobs/4001234?pay_transparency=true"),
        ("https://boards.greenhouse.io/embed/job_app?for=crumb&token=4001234",
         "https://boards-api.greenhouse.io/v1/boards/crumb/jobs/4001234?pay_transparency=true"),
        (f"https://jobs.lever.co/crumb/{UUID}/apply",
         f"https://api.lever.co/v0/postings/crumb/{UUID}?mode=json"),
        (f"https://jobs.eu.lever.co/crumb/{UUID}",
         f"https://api.eu.lever.co/v0/postings/crumb/{UUID}?mode=json"),
        (f"https://jobs.ashbyhq.com/Crumb.Co/{UUID}/application",
         "https://api.ashbyhq.com/posting-api/job-board/Crumb.Co?includeCompensation=true"),
        (f"{WORKDAY}/en-US/Shop/job/Leeds-UK/Night-Baker_R-100/apply/autofillWithResume",
         f"{WORKDAY}/wday/cxs/crumb/Shop/job/Leeds-UK/Night-Baker_R-100"),
        (f"{WORKDAY}/Shop/details/Night-Baker_R-100?q=baker",
         f"{WORKDAY}/wday/cxs/crumb/Shop/job/Night-Baker_R-100"),
        ("https://wd3.myworkdaysite.com/en-GB/recruiting/crumb/Shop/job/Leeds/Baker_R-1",
         "https://wd3.myworkdaysite.com/wday/cxs/crumb/Shop/job/Leeds/Baker_R-1"),
        ("https://jobs.smartrecruiters.com/CrumbPlc/744000012345678-b%C3%A4cker-m-w-d-",
         "https://api.smartrecruiters.com/v1/companies/CrumbPlc/postings/744000012345678"),
        (f"https://jobs.smartrecruiters.com/oneclick-ui/company/CrumbPlc/publication/{UUID}",
         f"https://api.smartrecruiters.com/v1/companies/CrumbPlc/postings/{UUID}"),
        ("https://apply.workable.com/crumb/j/AB12CD34EF/apply/",
         "https://apply.workable.com/api/v2/accounts/crumb/jobs/AB12CD34EF"),
        ("https://crumb.recruitee.com/l/en/o/night-baker",
         "https://crumb.recruitee.com/api/offers/night-baker"),
        ("https://crumb.jobs.personio.de/job/77001?language=de&display=en",
         "https://crumb.jobs.personio.de/xml?language=de"),
        ("https://crumb.jobs.personio.com/job/77001",
         "https://crumb.jobs.personio.com/xml?language=en"),
        ("https://crumb.na.teamtailor.com/jobs/5001-bagare",
         "https://crumb.na.teamtailor.com/jobs.json"),
        ("https://crumb.bamboohr.com/careers/42", "https://crumb.bamboohr.com/careers/42/detail"),
        ("https://crumb.bamboohr.com/jobs/view.php?id=42",
         "https://crumb.bamboohr.com/careers/42/detail"),
        ("https://crumb.breezy.hr/p/18df3ec23bf901-baker", "https://crumb.breezy.hr/json"),
        (f"https://ats.rippling.com/en-GB/crumb/jobs/{UUID}",
         f"https://api.rippling.com/platform/api/ats/v1/board/crumb/jobs/{UUID}"),
        ("https://crumb.pinpointhq.com/en/postings/31ab", "https://crumb.pinpointhq.com/postings.json"),
        ("https://ab-cd1.fa.ocs.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1/job/300123",
         "https://ab-cd1.fa.ocs.oraclecloud.com/hcmRestApi/resources/latest/"
         "recruitingCEJobRequisitionDetails?expand=all&onlyData=true"
         "&finder=ById;Id=%22300123%22,siteNumber=CX_1"),
        ("https://jobs.gem.com/crumb/4965519002",
         "https://api.gem.com/job_board/v0/crumb/job_posts/"),
        ("HTTPS://BOARDS.GREENHOUSE.IO./crumb/jobs/1",
         "https://boards-api.greenhouse.io/v1/boards/crumb/jobs/1?pay_transparency=true"),
    ],
)  # fmt: skip
def test_the_address_of_a_posting_names_its_endpoint(url: str, endpoint: str) -> None:
    assert asked(url) == endpoint


@pytest.mark.parametrize(
    "url",
    [
        "https://boards.greenhouse.io.evil.example/crumb/jobs/1",
        "https://evil.example/boards.greenhouse.io/crumb/jobs/1",
        "https://evilboards.greenhouse.io/crumb/jobs/1",
        "https://boards.greenhouse.io@evil.example/crumb/jobs/1",
        "https://user:word@boards.greenhouse.io/crumb/jobs/1",
        "https://boards.greenhouse.io:8080/crumb/jobs/1",
        "https://boards.greenhouse.io:99999/crumb/jobs/1",
        "https://boards.greenhouse.io/../jobs/1",
        "https://boards.greenhouse.io/./jobs/1",
        "https://boards.greenhouse.io/a..b/jobs/1",
        "https://boards.greenhouse.io/%2e%2e/jobs/1",
        "https://boards.greenhouse.io/a%2Fb/jobs/1",
        "https://boards.greenhouse.io/a%00b/jobs/1",
        "https://boards.greenhouse.io/a;b/jobs/1",
        "https://boards.greenhouse.io/crumb\n/jobs/1x",
        "https://boards.greenhouse.io/crümb/jobs/1",
        "https://boards.greenhouse.io/crumb/jobs/١٢٣",
        "https://boards.greenhouse.io/embed/job_app?for=../x&token=1",
        "https://boards.greenhouse.io/embed/job_app?for=crumb&token=1/2",
        "https://boards.greenhouse.io/crumb",
        "https://boards.greenhouse.io/embed/jobs/1",
        "ftp://boards.greenhouse.io/crumb/jobs/1",
        "file:///boards.greenhouse.io/crumb/jobs/1",
        f"https://jobs.lever.co/crumb/{UUID}/../../x",
        f"https://jobs.evil.lever.co/crumb/{UUID}",
        f"https://jobs.ashbyhq.com/Crumb%20Co/{UUID}",
        "https://crumb.wd5.evil.myworkdayjobs.com/Shop/job/Leeds/Baker_R-1",
        f"{WORKDAY}/Shop/job/../../../admin",
        f"{WORKDAY}/Shop/job/Leeds/..",
        f"{WORKDAY}/Shop/job/Leeds%2F..%2Fadmin/Baker_R-1",
        f"{WORKDAY}/Shop/job/a/b/c/d",
        "https://crumb.recruitee.com.evil.example/o/baker",
        "https://www.recruitee.com/o/baker",
        "https://a.b.recruitee.com/o/baker",
        "https://crumb.jobs.personio.es/job/1",
        "https://ab.fa.ocs.oraclecloud.com.evil.example/hcmUI/CandidateExperience/en/sites/CX/job/1",
        "https://ab.fa.ocs.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX;x=1/job/1",
        "https://[::1]/crumb/jobs/1",
        "https://[boards.greenhouse.io/crumb/jobs/1",
        "https://boards.greenhouse.io/" + "a" * 3_000 + "/jobs/1",
        "crumb/jobs/1",
        "",
    ],
)
def test_nothing_else_is_asked(url: str) -> None:
    assert asked(url) is None


def embedded(page: str, url: str = "https://crumb.example/careers/baker") -> str | None:
    found = embedded_target(page, url)
    return found and found.target.base + found.target.path


BOARD_SCRIPT = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=crumbco"></script>'
GREENHOUSE = "https://boards-api.greenhouse.io/v1/boards/crumbco/jobs/4001234?pay_transparency=true"


@pytest.mark.parametrize(
    "page",
    [
        BOARD_SCRIPT,
        '<script>Grnhse.Settings={"boardToken":"crumbco"}</script>',
        '<script>{"urlToken": "crumbco", "x": 1}</script> greenhouse.io',
        '<script>fetch("https:\\/\\/boards-api.greenhouse.io\\/v1\\/boards\\/crumbco\\/jobs")</script>',
        '<a href="https://boards.greenhouse.io/embed/job_board?b=1&amp;for=crumbco">',
        '<a href="https://job-boards.greenhouse.io/crumbco/jobs/99">other</a>',
    ],
)
def test_the_number_in_the_address_and_the_board_in_the_page_name_a_greenhouse_job(
    page: str,
) -> None:
    assert embedded(page, "https://crumb.example/careers?gh_jid=4001234") == GREENHOUSE
    assert embedded(page, "https://crumb.example/careers?gh_jid=4001234x") != GREENHOUSE


def test_a_number_in_the_path_is_enough_where_the_page_names_the_board() -> None:
    assert embedded(BOARD_SCRIPT, "https://crumb.example/jobs/4001234-night-baker") == GREENHOUSE
    assert embedded(BOARD_SCRIPT, "https://crumb.example/jobs/4001234/5005678") is None
    assert embedded(BOARD_SCRIPT, "https://crumb.example/2026/jobs") is None


@pytest.mark.parametrize(
    ("page", "url", "endpoint"),
    [
        ('<script src="https://jobs.ashbyhq.com/crumb/embed?version=2">', f"?ashby_jid={UUID}",
         "https://api.ashbyhq.com/posting-api/job-board/crumb?includeCompensation=true"),
        ('fetch("https://api.lever.co/v0/postings/crumb?mode=json")', f"/{UUID}",
         f"https://api.lever.co/v0/postings/crumb/{UUID}?mode=json"),
        ('<a href="https://jobs.eu.lever.co/crumb">All</a>', f"/{UUID}/apply",
         f"https://api.eu.lever.co/v0/postings/crumb/{UUID}?mode=json"),
        ('"https://api.smartrecruiters.com/v1/companies/CrumbPlc/postings"',
         "/744000012345678-baker",
         "https://api.smartrecruiters.com/v1/companies/CrumbPlc/postings/744000012345678"),
    ],
)  # fmt: skip
def test_a_page_of_the_employer_names_the_job_in_its_address_and_the_board_inside(
    page: str, url: str, endpoint: str
) -> None:
    found = embedded_target(page, f"https://crumb.example/jobs{url}")
    assert found is not None
    assert (found.target.base + found.target.path, found.is_sure) == (endpoint, True)
    assert embedded(page, "https://crumb.example/jobs/baker") is None


@pytest.mark.parametrize(
    "link",
    [
        f"https://jobs.lever.co/crumb/{UUID}/apply",
        f"https://jobs.ashbyhq.com/crumb/{UUID}/application",
        "https://apply.workable.com/crumb/j/AB12CD34EF/",
        "https://crumb.recruitee.com/o/night-baker",
        "//crumb.jobs.personio.de/job/77001",
        "https://crumb.teamtailor.com/jobs/5001-bagare",
        "https://jobs.smartrecruiters.com/Crumb/744000012345678-baker",
        "https://crumb.bamboohr.com/careers/42",
    ],
)
def test_the_only_job_that_a_page_shows_or_links_is_found_and_has_to_agree(link: str) -> None:
    for page in (
        f'<iframe src="{link}"></iframe>',
        f'<a href="{link}">Apply</a> <a href="{link}">',
    ):
        found = embedded_target(page, "https://crumb.example/careers/baker")
        assert found is not None
        assert not found.is_sure


def test_of_several_jobs_only_the_one_that_the_address_names_is_meant() -> None:
    jobs = [f"https://boards.greenhouse.io/crumbco/jobs/400{n}" for n in range(1234, 1238)]
    page = "".join(f'<a href="{job}">' for job in jobs)
    assert embedded(page) is None
    found = embedded_target(page, "https://crumb.example/jobs/4001236/baker")
    assert found is not None
    assert (found.target.job, found.is_sure) == ("4001236", True)


def test_a_system_on_the_employers_own_domain_is_asked_there() -> None:
    page = '<link href="https://cdn.recruiteecdn.com/x.css"><script src="//a.recruiteecdn.com">'
    assert embedded(page, "https://jobs.crumb.example:8443/o/night-baker") == (
        "https://jobs.crumb.example:8443/api/offers/night-baker"
    )
    assert embedded(page, "https://jobs.crumb.example/o/..") is None
    assert embedded(page, "https://jobs.crumb.example/about") is None
    tailor = '<img src="https://images.teamtailor-cdn.com/a.png">'
    assert embedded(tailor, "https://jobb.crumb.example/jobs/5001-bagare") == (
        "https://jobb.crumb.example/jobs.json"
    )


def test_a_page_of_a_known_board_itself_is_meant_by_its_address() -> None:
    found = embedded_target("", "https://apply.workable.com/crumb/j/AB12CD34EF/")
    assert found is not None
    assert found.is_sure


def test_pages_without_boards_and_hostile_pages_name_nothing_in_no_time() -> None:
    started = time.perf_counter()
    pages = (
        "<p>Baker wanted</p>",
        "//" + "a." * 500_000 + "greenhouse.io",
        "greenhouse.io " + "//boards." * 300_000,
        "lever.co " + "https://jobs.lever.co/" * 100_000,
        "greenhouse.io/embed/job_board?" + "&" * 1_000_000,
    )
    for page in pages:
        assert embedded(page, "https://crumb.example/careers?gh_jid=4001234") is None
    assert time.perf_counter() - started < 5
