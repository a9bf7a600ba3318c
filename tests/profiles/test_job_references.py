"""Which job is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from profiles.errors import InvalidInputError, NotFoundError
from profiles.job_references import find_job
from profiles.jobs import Reader, save_job
from profiles.postings import JobPosting, Organization, Source
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from profiles.store.engine import Store

JOBS = [
    ("Senior Backend Engineer", "Tidewater Freight"),
    ("Backend Engineer", "Café Müller GmbH"),
    ("Gardener", "Tidewater Parks"),
    ("Engineer 2", "Botany Bay"),
    (None, None),
]


@pytest.fixture
async def shelf(store: Store) -> Store:
    """Jobs 1 to 5."""
    async with store.write() as session:
        for number, (title, company) in enumerate(JOBS):
            source = Source(kind="text", sha256="0" * 64, fetched_at=utc_now(), text=f"{number}")
            posting = JobPosting(
                title=title,
                hiring_organization=Organization(name=company) if company else None,
                source=source,
            )
            await save_job(session, "me", posting, Reader("offline", None, None))
    return store


async def meant(store: Store, reference: str, user: str = "me") -> int:
    async with store.read() as session:
        return await find_job(session, user, reference)


async def test_a_job_is_found_by_what_people_have_at_hand(shelf: Store) -> None:
    for reference, number in {
        "1": 1, " 2 ": 2, "latest": 5, "Latest": 5, "gardener": 3, "freight": 1,
        "café müller": 2, "backend engineer": 2, "Tidewater Parks": 3, "tide gard": 3, "bota": 4,
    }.items():  # fmt: skip
        assert await meant(shelf, reference) == number, reference


async def test_what_looks_like_a_number_is_never_a_word_of_a_title(shelf: Store) -> None:
    assert await meant(shelf, "2") == 2
    for reference in ("9", "0", "99999999999999999999"):
        with pytest.raises(NotFoundError, match=f"there is no job {reference}"):
            await meant(shelf, reference)
    for reference in ("-2", "+2", "2.0", "1,2", "", "  "):
        with pytest.raises(InvalidInputError, match="is no job's number"):
            await meant(shelf, reference)


async def test_what_may_be_several_names_them_and_guesses_nothing(shelf: Store) -> None:
    with pytest.raises(InvalidInputError) as caught:
        await meant(shelf, "tidewater")

    assert caught.value.message == (
        "'tidewater' may be 2 jobs: 3 (Gardener, Tidewater Parks); "
        "1 (Senior Backend Engineer, Tidewater Freight)"
    )
    assert caught.value.hint == "use its number, such as 3"


async def test_what_is_no_job_is_not_found_and_what_is_nearly_one_is_asked_for(
    shelf: Store,
) -> None:
    with pytest.raises(NotFoundError, match=r"'gardner'\. Did you mean gardener\?"):
        await meant(shelf, "gardner")
    with pytest.raises(NotFoundError) as caught:
        await meant(shelf, "rope splicer")
    assert "jobs list" in str(caught.value.hint)


async def test_nobody_finds_the_jobs_of_others(shelf: Store) -> None:
    for reference in ("1", "latest", "gardener"):
        with pytest.raises(NotFoundError) as caught:
            await meant(shelf, reference, user="ann")
        assert "jobai extract" in str(caught.value.hint)
