"""Answers of public job-board endpoints, told as schema.org JobPosting.

A shape is known by keys that only one system uses together. An answer with several jobs is told
as several postings, unless the address that was asked for names one of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.schema_org import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Node = dict[str, Any]
_MOST_JOBS = 2_000


def board_postings(data: Node | list[object], url: str | None) -> list[Node]:
    """Tell the jobs of a known board as schema.org; empty for an unknown shape."""
    found: list[tuple[Node, Node]] = []
    for node, parent in _candidates(data):
        for keys, told in _SHAPES:
            if keys <= node.keys():
                posting = {k: v for k, v in told(node, parent).items() if v not in (None, "", [])}
                found.append((node, {"@type": "JobPosting", **posting}))
                break
    if url and found:
        length, asked = max(((_named(url, n), p) for n, p in found), key=lambda pair: pair[0])
        if length:
            return [asked]
    return [posting for _, posting in found[:_MOST_JOBS]]


def _candidates(root: Node | list[object]) -> list[tuple[Node, Node]]:
    """The object itself, or the jobs in its lists, each with the object that holds it."""
    if isinstance(root, list):
        return [(cast("Node", item), {}) for item in root if _is_node(item)]
    found: list[tuple[Node, Node]] = [(root, {})]
    for value in root.values():
        if isinstance(value, list):
            items = cast("list[object]", value)
            found += [(cast("Node", item), root) for item in items[:_MOST_JOBS] if _is_node(item)]
        elif _is_node(value):
            found.append((cast("Node", value), root))
            inner = cast("Node", value).values()
            found += [(cast("Node", item), cast("Node", value)) for item in inner if _is_node(item)]
    return found


def _is_node(value: object) -> bool:
    return isinstance(value, dict)


def _named(url: str, node: Mapping[str, Any]) -> int:
    """How much of an address names the job: "baker-night" more than "baker"; 0 for none of it."""
    path = urlsplit(url).path + "?" + urlsplit(url).query
    keys = ("id", "shortcode", "slug", "uuid", "jobReqId")
    names = {str(node[key]) for key in keys if isinstance(node.get(key), str | int)}
    return max((len(name) for name in names if len(name) > 3 and _holds(path, name)), default=0)


def _holds(path: str, name: str) -> bool:
    # Between marks only: 1234 does not name the job 51234.
    bounded = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"
    return name in path and re.search(bounded, path) is not None


def _node(value: object) -> Node:
    return cast("Node", value) if isinstance(value, dict) else {}


def _nodes(value: object) -> list[Node]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Node", item) for item in items if isinstance(item, dict)]


def _salary(currency: object, low: object, high: object, unit: object) -> Node | None:
    if not (low or high):
        return None
    value = {"minValue": low, "maxValue": high, "unitText": unit}
    return {"currency": currency, "value": value}


def _place(*parts: object) -> str | None:
    return ", ".join(dict.fromkeys(p for p in parts if isinstance(p, str) and p)) or None


def _section(heading: object, content: object) -> str:
    title, text = (part if isinstance(part, str) else "" for part in (heading, content))
    return f"<h3>{title}</h3>{text}" if title and text else text


def _workplace(*values: object) -> str | None:
    """The most exact word for it; some systems call a hybrid job remote as well."""
    words = [str(value) for value in values if isinstance(value, str) and value]
    if words:
        return words[0].replace("_", "-").replace("OnSite", "on-site")
    return "TELECOMMUTE" if any(value is True for value in values) else None


def _greenhouse(job: Node, _parent: Node) -> Node:
    metadata = {str(m.get("name", "")).lower(): m.get("value") for m in _nodes(job.get("metadata"))}
    pay = next(iter(_nodes(job.get("pay_input_ranges"))), _node(None))
    cents = [pay.get("min_cents"), pay.get("max_cents")]
    low, high = (c / 100 if isinstance(c, int | float) and c < 1e15 else None for c in cents)
    return {
        "title": job.get("title"),
        "hiringOrganization": job.get("company_name"),
        "jobLocation": _node(job.get("location")).get("name"),
        "jobLocationType": _workplace(metadata.get("workplace type")),
        "datePosted": job.get("first_published"),
        "validThrough": job.get("application_deadline"),
        "description": job.get("content"),
        "identifier": job.get("requisition_id") or job.get("id"),
        "url": job.get("absolute_url"),
        "baseSalary": _salary(pay.get("currency_type"), low, high, None),
    }


def _lever(job: Node, _parent: Node) -> Node:
    categories = _node(job.get("categories"))
    pay = _node(job.get("salaryRange"))
    lists = [_section(x.get("text"), x.get("content")) for x in _nodes(job.get("lists"))]
    hosted = str(job.get("hostedUrl") or "")
    texts = [job.get("description"), *lists, job.get("additional")]
    return {
        "title": job.get("text"),
        # The answer names no company; its address does.
        "hiringOrganization": urlsplit(hosted).path.strip("/").split("/")[0] or None,
        "jobLocation": categories.get("allLocations") or categories.get("location"),
        "jobLocationType": _workplace(job.get("workplaceType")),
        "employmentType": categories.get("commitment"),
        "datePosted": job.get("createdAt"),
        "description": "\n".join(str(text) for text in texts if text),
        "identifier": job.get("id"),
        "url": hosted,
        "baseSalary": _salary(
            pay.get("currency"), pay.get("min"), pay.get("max"), _spaced(pay.get("interval"))
        ),
    }


def _spaced(value: object) -> str | None:
    return value.replace("-", " ") if isinstance(value, str) else None


def _ashby(job: Node, _parent: Node) -> Node:
    others = [x.get("location") for x in _nodes(job.get("secondaryLocations"))]
    address = urlsplit(str(job.get("jobUrl") or "")).path.strip("/").split("/")[0]
    return {
        "title": job.get("title"),
        "hiringOrganization": address or None,
        "jobLocation": [place for place in (job.get("location"), *others) if place],
        "jobLocationType": _workplace(job.get("workplaceType"), job.get("isRemote")),
        "employmentType": job.get("employmentType"),
        "datePosted": job.get("publishedAt"),
        "description": job.get("descriptionHtml") or job.get("descriptionPlain"),
        "identifier": job.get("id"),
        "url": job.get("jobUrl"),
        "baseSalary": _node(job.get("compensation")).get("scrapeableCompensationSalarySummary"),
    }


def _workday(info: Node, parent: Node) -> Node:
    return {
        "title": info.get("title"),
        "hiringOrganization": _node(parent.get("hiringOrganization")).get("name"),
        "jobLocation": [info.get("location"), *listed(info.get("additionalLocations"))],
        "jobLocationType": _workplace(info.get("remoteType")),
        "employmentType": info.get("timeType"),
        "datePosted": info.get("startDate"),
        "description": info.get("jobDescription"),
        "identifier": info.get("jobReqId"),
        "url": info.get("externalUrl"),
    }


def _smartrecruiters(job: Node, _parent: Node) -> Node:
    place = _node(job.get("location"))
    sections = _node(_node(job.get("jobAd")).get("sections")).values()
    texts = [_section(_node(s).get("title"), _node(s).get("text")) for s in sections]
    kind = "hybrid" if place.get("hybrid") else None
    if kind is None and place.get("remote") is not None:
        kind = "TELECOMMUTE" if place.get("remote") else "on-site"
    return {
        "title": job.get("name"),
        "hiringOrganization": _node(job.get("company")).get("name"),
        "jobLocation": place.get("fullLocation")
        or _place(place.get("city"), place.get("region"), place.get("country")),
        "jobLocationType": kind,
        "employmentType": _node(job.get("typeOfEmployment")).get("label"),
        "datePosted": job.get("releasedDate"),
        "description": "\n".join(text for text in texts if text),
        "industry": _node(job.get("industry")).get("label"),
        "identifier": job.get("refNumber") or job.get("id"),
        "url": job.get("postingUrl"),
    }


def _workable(job: Node, parent: Node) -> Node:
    texts = [job.get(key) for key in ("description", "requirements", "benefits")]
    place = _node(job.get("location")) or job
    return {
        "title": job.get("title"),
        "hiringOrganization": parent.get("name"),
        "jobLocation": _place(
            place.get("city"), place.get("state") or place.get("region"), place.get("country")
        ),
        "jobLocationType": _workplace(
            job.get("workplace"), job.get("telecommuting") or job.get("remote")
        ),
        "employmentType": job.get("employment_type") or job.get("type"),
        "datePosted": job.get("published_on") or job.get("published") or job.get("created_at"),
        "description": "\n".join(str(text) for text in texts if text),
        "industry": job.get("industry"),
        "identifier": job.get("shortcode"),
        "url": job.get("url"),
    }


def _recruitee(job: Node, _parent: Node) -> Node:
    pay = _node(job.get("salary"))
    texts = [job.get("description"), job.get("requirements")]
    kind = "hybrid" if job.get("hybrid") else "TELECOMMUTE" if job.get("remote") else None
    return {
        "title": job.get("title"),
        "hiringOrganization": job.get("company_name"),
        "jobLocation": job.get("location") or _place(job.get("city"), job.get("country")),
        "jobLocationType": kind or ("on-site" if job.get("on_site") else None),
        "employmentType": _fulltime(job.get("employment_type_code")),
        "datePosted": job.get("published_at"),
        "validThrough": job.get("close_at"),
        "description": "\n".join(str(text) for text in texts if text),
        "identifier": job.get("id"),
        "url": job.get("careers_url"),
        "baseSalary": _salary(
            pay.get("currency"), pay.get("min"), pay.get("max"), pay.get("period")
        ),
    }


def _fulltime(code: object) -> str | None:
    return (
        code.replace("_", " ").replace("fulltime", "full time") if isinstance(code, str) else None
    )


_SHAPES: tuple[tuple[frozenset[str], Callable[[Node, Node], Node]], ...] = (
    (frozenset({"title", "content", "absolute_url"}), _greenhouse),
    (frozenset({"text", "categories", "hostedUrl"}), _lever),
    (frozenset({"title", "jobUrl", "publishedAt"}), _ashby),
    (frozenset({"title", "jobDescription", "jobReqId"}), _workday),
    (frozenset({"name", "jobAd", "releasedDate"}), _smartrecruiters),
    (frozenset({"title", "shortcode"}), _workable),
    (frozenset({"title", "careers_url", "employment_type_code"}), _recruitee),
)
