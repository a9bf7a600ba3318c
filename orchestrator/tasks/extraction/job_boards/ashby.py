"""Ashby: its public board answer, and the state inside its own pages (`window.__appData`)."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    company_of_site,
    figure,
    items,
    job_location_type,
    named,
    node,
    nodes,
    salary,
    site_of,
    text,
    workplace_of_places,
)


def ashby(job: Job) -> Node:
    """Tell a job of api.ashbyhq.com/posting-api; hybrid jobs there have `isRemote` true as well."""
    raw = job.node
    description = raw.get("descriptionHtml") or raw.get("descriptionPlain")
    others = (entry.get("location") for entry in nodes(raw.get("secondaryLocations")))
    places = [spoken for value in (raw.get("location"), *others) if (spoken := text(value))]
    return {
        "title": raw.get("title"),
        "hiringOrganization": company_of_site(site_of(raw.get("jobUrl")), description),
        "jobLocation": places,
        "jobLocationType": job_location_type(raw.get("workplaceType"), flag=raw.get("isRemote"))
        or workplace_of_places(places),
        "employmentType": raw.get("employmentType"),
        "datePosted": raw.get("publishedAt"),
        "description": description,
        "identifier": raw.get("id"),
        "url": raw.get("jobUrl"),
        "baseSalary": _pay(node(raw.get("compensation"))),
    }


def ashby_state(job: Job) -> Node:
    """Tell the posting in the state of a page of jobs.ashbyhq.com."""
    raw = job.node
    organization = named(job.around("organization"))
    others = items(raw.get("secondaryLocationNames"))
    others += [
        named(entry, "locationName", "name") for entry in nodes(raw.get("secondaryLocations"))
    ]
    places = [spoken for value in (raw.get("locationName"), *others) if (spoken := text(value))]
    return {
        "title": raw.get("title"),
        "hiringOrganization": organization,
        "jobLocation": list(dict.fromkeys(places)),
        "jobLocationType": job_location_type(raw.get("workplaceType"), flag=raw.get("isRemote"))
        or workplace_of_places(places),
        "employmentType": raw.get("employmentType"),
        "datePosted": raw.get("publishedDate") or raw.get("publishedAt"),
        "validThrough": raw.get("applicationDeadline"),
        "description": raw.get("descriptionHtml") or raw.get("descriptionPlainText"),
        "identifier": raw.get("id"),
        "baseSalary": text(raw.get("scrapeableCompensationSalarySummary")),
    }


def _pay(compensation: Node) -> Node | str | None:
    """The base pay; tiers for several places become one range, equity and bonus stay out."""
    tiers = [
        entry for tier in nodes(compensation.get("compensationTiers"))
        for entry in nodes(tier.get("components"))
    ]  # fmt: skip
    components = nodes(compensation.get("summaryComponents")) or tiers
    stated = [entry for entry in components if entry.get("compensationType") == "Salary"]
    kinds = {(str(e.get("currencyCode")), str(e.get("interval"))) for e in stated}
    found = _range(stated) if len(kinds) == 1 else None
    summary = compensation.get("scrapeableCompensationSalarySummary")
    return found or text(summary)


def _range(stated: list[Node]) -> Node | None:
    lows = [v for entry in stated if (v := figure(entry.get("minValue")))]
    highs = [v for entry in stated if (v := figure(entry.get("maxValue")))]
    count, _, unit = str(stated[0].get("interval") or "").partition(" ")
    if count != "1":
        return None
    low, high = min(lows, default=None), max(highs, default=None)
    return salary(stated[0].get("currencyCode"), low, high, unit)


SHAPES = (
    Shape(
        "ashby",
        frozenset({"title", "jobUrl"}),
        frozenset({"publishedAt", "isListed", "applyUrl", "descriptionHtml"}),
        ashby,
        ("id",),
    ),
    Shape(
        "ashby",
        frozenset({"title", "locationName"}),
        frozenset({"descriptionHtml", "descriptionPlainText", "departmentName", "isListed"}),
        ashby_state,
        ("id",),
    ),
)
