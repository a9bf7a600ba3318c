"""Oracle Recruiting Cloud: the answers behind its candidate experience sites."""

from __future__ import annotations

from orchestrator.tasks.extraction.job_boards.values import (
    Job,
    Node,
    Shape,
    job_location_type,
    joined,
    named,
    nodes,
    section,
    text,
    workplace_of_places,
)


def oracle(job: Job) -> Node:
    """Tell a requisition; it names no company."""
    raw = job.node
    others = nodes(raw.get("secondaryLocations"))
    places = [raw.get("PrimaryLocation"), *(named(entry, "Name") for entry in others)]
    places = [spoken for value in places if (spoken := text(value))]
    return {
        "title": raw.get("Title"),
        "jobLocation": list(dict.fromkeys(places)),
        "jobLocationType": job_location_type(raw.get("WorkplaceType"))
        or workplace_of_places(places),
        "employmentType": text(raw.get("JobSchedule")) or text(raw.get("JobType")),
        "datePosted": raw.get("ExternalPostedStartDate") or raw.get("PostedDate"),
        "validThrough": raw.get("ExternalPostedEndDate") or raw.get("PostingEndDate"),
        "description": joined(
            (
                raw.get("ExternalDescriptionStr"),
                section("Responsibilities", raw.get("ExternalResponsibilitiesStr")),
                section("Qualifications", raw.get("ExternalQualificationsStr")),
                raw.get("CorporateDescriptionStr"),
            )
        ),
        "identifier": raw.get("RequisitionNumber") or raw.get("Id"),
    }


SHAPES = (
    Shape(
        "oracle",
        frozenset({"Title", "Id"}),
        frozenset({"ExternalDescriptionStr", "PrimaryLocation", "ExternalPostedStartDate"}),
        oracle,
        ("Id",),
    ),
)
