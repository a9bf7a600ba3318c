"""A job in any shape."""

from datetime import UTC, datetime

import pytest

from orchestrator.tasks.drafting.job_facts import job_facts
from profiles.errors import InvalidInputError
from profiles.postings import (
    ApplicationContact,
    JobPosting,
    Organization,
    Requirement,
    Source,
)


def our_posting() -> JobPosting:
    return JobPosting(
        title="Engineer",
        hiring_organization=Organization(name="Acme"),
        description="We run trains.",
        qualifications=["Python, three years"],
        application_contact=ApplicationContact(name="Ines Holt", email="jobs@acme.example"),
        requirements=[
            Requirement(id="r1", text="Python", kind="skill", level="must", quote="Python")
        ],
        source=Source(
            kind="text", sha256="0" * 64, fetched_at=datetime(2026, 6, 1, tzinfo=UTC), text="..."
        ),
    )


def test_our_own_posting_is_read_as_a_model_and_as_json() -> None:
    posting = our_posting()
    facts = job_facts(posting)
    assert facts == job_facts(posting.model_dump(mode="json"))
    assert (facts.title, facts.company, facts.contact_name) == ("Engineer", "Acme", "Ines Holt")
    assert facts.requirements == tuple(posting.requirements)


def test_a_schema_org_posting_in_a_graph_is_read() -> None:
    facts = job_facts(
        {
            "@graph": [
                {"@type": "Organization", "name": "Not this"},
                {
                    "@type": "JobPosting",
                    "title": "Engineer &amp; Driver",
                    "hiringOrganization": {"@type": "Organization", "name": "Acme"},
                    "description": "<p>We run <b>trains</b>.</p><ul><li>Daily</li></ul>",
                    "skills": "Python, Go",
                    "educationRequirements": {"credentialCategory": "bachelor degree"},
                },
            ]
        }
    )
    assert facts.title == "Engineer & Driver"
    assert "<" not in facts.description
    assert [(x.id, x.text, x.kind) for x in facts.requirements] == [
        ("r1", "Python", "skill"),
        ("r2", "Go", "skill"),
        ("r3", "bachelor degree", "education"),
    ]


def test_what_the_command_prints_of_a_job_is_read() -> None:
    printed = {"schema_version": 1, "id": 3, "job": {"title": "Miller", "description": "We mill."}}
    facts = job_facts(printed)
    assert (facts.title, facts.description) == ("Miller", "We mill.")


def test_a_flat_dict_of_a_host_is_read() -> None:
    facts = job_facts(
        {
            "jobTitle": "Engineer",
            "company": "Acme",
            "requirements": "- 3+ years of Python\n- Kubernetes is a plus\n- Fluent German",
            "nice_to_have": ["Go"],
        }
    )
    assert [(x.text, x.kind, x.level, x.years) for x in facts.requirements] == [
        ("3+ years of Python", "experience", "unknown", 3.0),
        ("Kubernetes is a plus", "skill", "nice", None),
        ("Fluent German", "language", "unknown", None),
        ("Go", "skill", "nice", None),
    ]


def test_requirements_keep_ids_that_are_theirs_and_never_share_one() -> None:
    facts = job_facts({"requirements": [{"id": "r2", "text": "A"}, "B", {"id": "r2", "text": "C"}]})
    ids = [item.id for item in facts.requirements]
    assert ids[0] == "r2"
    assert len(set(ids)) == 3


@pytest.mark.parametrize("job", [{}, {"url": "https://example.com"}, {"title": "  "}])
def test_a_job_that_says_nothing_is_refused(job: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="no title, description or requirements"):
        job_facts(job)


def test_a_job_that_is_no_object_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="JSON object"):
        job_facts("Engineer")  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("endless", ["<!--", "<a", "1,", "\u0660", "&lt;", "- ", "1. "])
@pytest.mark.timeout(10)
def test_a_posting_made_to_be_slow_is_read_at_once(endless: str) -> None:
    text = endless * (60_000 // len(endless))
    facts = job_facts({"title": "Cook", "description": text, "requirements": text})
    assert all(len(item.text) <= 500 for item in facts.requirements)


def test_numbers_inside_a_requirement_are_no_bullets() -> None:
    facts = job_facts({"requirements": "1. Python 3. Go\n2) SQL - advanced"})
    assert [item.text for item in facts.requirements] == ["Python 3. Go", "SQL - advanced"]
