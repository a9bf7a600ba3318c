"""From the address of a posting to the endpoint that tells it.

Safe against requests to where a page wants them: hosts are matched whole, every captured segment
is checked, and the request goes to a host that the system's rule fixes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import SplitResult, parse_qs, urlsplit

from orchestrator.tasks.extraction.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

_SEGMENT = regex(r"[A-Za-z0-9._-]{1,200}")
_LONGEST = 2_000
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_LOCALE = r"(?:/[a-z]{2}(?:-[A-Za-z]{2})?)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What to ask for one job.

    Attributes:
        system: Such as "greenhouse".
        base: Scheme and host of the endpoint.
        path: Path and query of the endpoint.
        job: What the posting's address calls the job.
        site: What the address calls the employer; None when it does not.
        form: What the endpoint answers with.
        tells_gone: Whether a 404 of the endpoint proves that the job is gone.
        own_host: Whether `base` is the host of the page itself instead of the system's.
    """

    system: str
    base: str
    path: str
    job: str
    site: str | None = None
    form: Literal["json", "xml"] = "json"
    tells_gone: bool = False
    own_host: bool = False


class _Rule(NamedTuple):
    """Patterns of host and path with named groups, and what to ask with what they captured."""

    system: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    base: str
    ask: str
    tells_gone: bool = False
    form: Literal["json", "xml"] = "json"


def _rule(
    system: str,
    host: str,
    path: str,
    base: str,
    ask: str,
    *,
    tells_gone: bool = False,
    form: Literal["json", "xml"] = "json",
) -> _Rule:
    return _Rule(system, re.compile(host), re.compile(path), base, ask, tells_gone, form)


_RULES = (
    _rule(
        "greenhouse",
        r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io",
        r"/(?P<site>[^/]+)/jobs/(?P<job>\d+)/?",
        "https://boards-api.greenhouse.io",
        "/v1/boards/{site}/jobs/{job}?pay_transparency=true",
        tells_gone=True,
    ),
    # Confidential postings are missing there although they are open.
    _rule(
        "lever",
        r"jobs(?P<region>(?:\.eu)?)\.lever\.co",
        rf"/(?P<site>[^/]+)/(?P<job>{_UUID})(?:/apply)?/?",
        "https://api{region}.lever.co",
        "/v0/postings/{site}/{job}?mode=json",
    ),
    _rule(
        "ashby",
        r"jobs\.ashbyhq\.com",
        rf"/(?P<site>[^/]+)/(?P<job>{_UUID})(?:/application)?/?",
        "https://api.ashbyhq.com",
        "/posting-api/job-board/{site}?includeCompensation=true",
    ),
    _rule(
        "workday",
        r"(?P<tenant>[a-z0-9_-]+)\.(?P<pod>wd\d{1,4})\.myworkdayjobs\.com",
        rf"{_LOCALE}/(?P<site>[^/]+)/(?:job|details)/(?P<rest>(?:[^/]+/)?[^/]+?)(?:/apply(?:/\w+)?)?/?",
        "https://{tenant}.{pod}.myworkdayjobs.com",
        "/wday/cxs/{tenant}/{site}/job/{rest}",
        tells_gone=True,
    ),
    _rule(
        "workday",
        r"(?P<pod>wd\d{1,4})\.myworkdaysite\.com",
        rf"{_LOCALE}/recruiting/(?P<tenant>[^/]+)/(?P<site>[^/]+)/(?:job|details)/"
        r"(?P<rest>(?:[^/]+/)?[^/]+?)(?:/apply(?:/\w+)?)?/?",
        "https://{pod}.myworkdaysite.com",
        "/wday/cxs/{tenant}/{site}/job/{rest}",
        tells_gone=True,
    ),
    _rule(
        "smartrecruiters",
        r"(?:jobs|careers|www)\.smartrecruiters\.com",
        r"/(?P<site>[^/]+)/(?P<job>\d{6,})(?:-[^/]*)?/?",
        "https://api.smartrecruiters.com",
        "/v1/companies/{site}/postings/{job}",
        tells_gone=True,
    ),
    _rule(
        "smartrecruiters",
        r"jobs\.smartrecruiters\.com",
        rf"/oneclick-ui/company/(?P<site>[^/]+)/publication/(?P<job>{_UUID})/?",
        "https://api.smartrecruiters.com",
        "/v1/companies/{site}/postings/{job}",
    ),
    _rule(
        "workable",
        r"apply\.workable\.com",
        r"/(?P<site>[^/]+)/j/(?P<job>[A-Za-z0-9]+)(?:/apply)?/?",
        "https://apply.workable.com",
        "/api/v2/accounts/{site}/jobs/{job}",
        tells_gone=True,
    ),
    _rule(
        "recruitee",
        r"(?P<site>[a-z0-9-]+)\.recruitee\.com",
        rf"(?:/l)?{_LOCALE}/o/(?P<job>[^/]+)(?:/c/new)?/?",
        "https://{site}.recruitee.com",
        "/api/offers/{job}",
        tells_gone=True,
    ),
    _rule(
        "personio",
        r"(?P<site>[a-z0-9-]+)\.jobs\.personio\.(?P<land>de|com)",
        rf"{_LOCALE}/job/(?P<job>\d+)(?:/apply)?/?",
        "https://{site}.jobs.personio.{land}",
        "/xml?language={language}",
        form="xml",
    ),
    _rule(
        "teamtailor",
        r"(?P<site>[a-z0-9-]+)(?P<region>(?:\.(?:na|au))?)\.teamtailor\.com",
        rf"{_LOCALE}/jobs/(?P<job>\d+)(?:-[^/]*)?(?:/applications/new)?/?",
        "https://{site}{region}.teamtailor.com",
        "/jobs.json",
    ),
    _rule(
        "bamboohr",
        r"(?P<site>[a-z0-9-]+)\.bamboohr\.com",
        r"/careers/(?P<job>\d+)/?",
        "https://{site}.bamboohr.com",
        "/careers/{job}/detail",
        tells_gone=True,
    ),
    _rule(
        "breezy",
        r"(?P<site>[a-z0-9-]+)\.breezy\.hr",
        r"/p/(?P<job>[0-9a-f]{8,})(?:-[^/]*)?(?:/apply)?/?",
        "https://{site}.breezy.hr",
        "/json",
    ),
    _rule(
        "rippling",
        r"ats\.rippling\.com",
        rf"{_LOCALE}/(?P<site>[^/]+)/jobs/(?P<job>{_UUID})(?:/apply)?/?",
        "https://api.rippling.com",
        "/platform/api/ats/v1/board/{site}/jobs/{job}",
        tells_gone=True,
    ),
    _rule(
        "pinpoint",
        r"(?P<site>[a-z0-9-]+)\.pinpointhq\.com",
        rf"{_LOCALE}/(?:postings|jobs)/(?P<job>[^/]+)/?",
        "https://{site}.pinpointhq.com",
        "/postings.json",
    ),
    _rule(
        "oracle",
        r"(?P<tenant>[a-z0-9-]+)\.fa\.(?P<pod>[a-z0-9-]+)\.oraclecloud\.com",
        r"/hcmUI/CandidateExperience/[a-z]{2}(?:-[A-Z]{2})?/sites/(?P<site>[^/]+)/"
        r"(?:requisitions/preview|job|jobs/preview)/(?P<job>\d+)(?:/apply.*)?/?",
        "https://{tenant}.fa.{pod}.oraclecloud.com",
        "/hcmRestApi/resources/latest/recruitingCEJobRequisitionDetails?expand=all&onlyData=true"
        "&finder=ById;Id=%22{job}%22,siteNumber={site}",
    ),
    _rule(
        "gem",
        r"jobs\.gem\.com",
        r"/(?P<site>[^/]+)/(?P<job>[^/]+)/?",
        "https://api.gem.com",
        "/job_board/v0/{site}/job_posts/",
    ),
)
_NOT_EMPLOYERS = frozenset({"www", "app", "api", "embed", "jobs", "support", "help", "careers"})


def target_of(url: str) -> Target | None:
    """The endpoint for a posting's address; None for an address of no known system."""
    parts = _split(url)
    if parts is None or parts.port not in {None, 80, 443}:
        return None
    host = (parts.hostname or "").rstrip(".")
    special = _by_query(host, parts)
    if special:
        return special
    for rule in _RULES:
        found_host, found_path = rule.host.fullmatch(host), rule.path.fullmatch(parts.path)
        if found_host and found_path:
            groups = {**found_host.groupdict(), **found_path.groupdict()}
            target = _filled(rule, groups, parts.query)
            if target:
                return target
    return None


def greenhouse_target(board: str, job: str) -> Target | None:
    """The endpoint for a job that the employer's own site shows by its number."""
    if not (_is_segment(board) and job.isdecimal() and len(job) < 20):
        return None
    # The board is the page's word for it: a 404 may be its mistake.
    return Target(
        system="greenhouse",
        base="https://boards-api.greenhouse.io",
        path=f"/v1/boards/{board}/jobs/{job}?pay_transparency=true",
        job=job,
        site=board,
    )


def own_host_target(system: str, url: str) -> Target | None:
    """The endpoint of a system that serves an employer's own domain, on that domain.

    Args:
        system: "recruitee" or "teamtailor".
        url: Of a page that is known to be theirs.
    """
    parts = _split(url)
    rule = next(rule for rule in _RULES if rule.system == system)
    found = rule.path.fullmatch(parts.path) if parts else None
    if not parts or not found or not _is_segment(found["job"]):
        return None
    return Target(
        system=system,
        base=f"{parts.scheme}://{parts.netloc}",
        path=rule.ask.format(job=found["job"]),
        job=found["job"],
        own_host=True,
    )


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip()[: _LONGEST + 1])
        _ = parts.port
    except ValueError:
        return None
    is_plain = parts.scheme in {"http", "https"} and len(url) <= _LONGEST
    return parts if is_plain and "@" not in parts.netloc else None


def _by_query(host: str, parts: SplitResult) -> Target | None:
    """Addresses that name the job in their query."""
    if re.fullmatch(r"(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io", host):
        if parts.path.rstrip("/") in {"/embed/job_app", "/embed/job_app/js"}:
            query = _query(parts.query)
            return greenhouse_target(query.get("for", ""), query.get("token", ""))
    elif re.fullmatch(r"[a-z0-9-]+\.bamboohr\.com", host) and parts.path == "/jobs/view.php":
        job = _query(parts.query).get("id", "")
        return target_of(f"https://{host}/careers/{job}") if job.isdecimal() else None
    return None


def _query(text: str) -> Mapping[str, str]:
    try:
        return {key: values[0] for key, values in parse_qs(text, max_num_fields=50).items()}
    except ValueError:
        return {}


def _filled(rule: _Rule, groups: Mapping[str, str], query: str) -> Target | None:
    for name, value in groups.items():
        # A region is empty or a fixed word with its dot.
        segments = [] if name == "region" else value.split("/") if name == "rest" else [value]
        if not all(map(_is_segment, segments)):
            return None
    if groups["site"].lower() in _NOT_EMPLOYERS:
        return None
    language = _query(query).get("language", "en")
    values = {**groups, "language": language if re.fullmatch(r"[a-z]{2}", language) else "en"}
    return Target(
        system=rule.system,
        base=rule.base.format_map(values),
        path=rule.ask.format_map(values),
        job=groups.get("job") or groups["rest"].rpartition("/")[2],
        # Oracle's tenants are called by codes.
        site=None if rule.system == "oracle" else groups.get("tenant") or groups["site"],
        form=rule.form,
        tells_gone=rule.tells_gone,
    )


def _is_segment(value: str) -> bool:
    return _SEGMENT.fullmatch(value) is not None and ".." not in value and value != "."
