"""What people call a draft: its number, the latest, a job's, an employer's, a file's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_saved_drafts import CV, LETTER, READER

from profiles.accounts import add_user
from profiles.draft_references import find_draft
from profiles.errors import InvalidInputError, NotFoundError
from profiles.jobs import save_job
from profiles.postings import JobPosting, Organization, Source
from profiles.saved_drafts import DraftInputs, save_draft
from profiles.store.base import utc_now
from profiles.written_files import intend_to_write, remember_written

if TYPE_CHECKING:
    from pathlib import Path

    from profiles.store.engine import Store

JOBS = (
    ("Engineer", "Acme Rail"),
    ("Night Baker", "Acme Bakery"),
    ("Lead", "Łódź Söhne"),
    ("Tram Driver", "Acme"),
)


@pytest.fixture
async def shelf(store: Store) -> Store:
    """Drafts 1 to 6: a CV for each job, a letter for job 1, and a second version of its CV."""
    inputs = DraftInputs("0" * 64, "0" * 64, "0" * 64)
    async with store.write() as session:
        for user in ("me", "you"):
            await add_user(session, user)
        jobs: list[int] = []
        for title, company in JOBS:
            source = Source(kind="text", sha256="0" * 64, fetched_at=utc_now(), text=title)
            posting = JobPosting(
                title=title,
                hiring_organization=Organization(name=company),
                source=source,
                url=f"https://{len(jobs)}.example/job",
            )
            saved = await save_job(session, "me", posting, READER)
            jobs.append(saved.id)
        for job in jobs:
            await save_draft(session, "me", job, CV, inputs, READER)
        await save_draft(session, "me", jobs[0], LETTER, inputs, READER)
        second = CV.model_copy(update={"sections": CV.sections[:1]})
        await save_draft(session, "me", jobs[0], second, inputs, READER)
    return store


async def meant(store: Store, reference: str, user: str = "me") -> int:
    async with store.read() as session:
        return await find_draft(session, user, reference)


async def test_a_draft_is_found_by_what_people_have_at_hand(shelf: Store) -> None:
    expected = {
        "3": 3, "latest": 6, "LATEST": 6, "cv": 6, "letter": 5,
        "cv/1": 6, "letter/1": 5, "job/2": 2, "bakery": 2, "night baker": 2,
        "cv/rail": 6, "Letter/Acme Rail": 5, "söhne": 3, "bak": 2, "acme": 4, "driver": 4,
    }  # fmt: skip
    found = {reference: await meant(shelf, reference) for reference in expected}

    assert found == expected


async def test_what_may_be_several_names_them_and_guesses_nothing(shelf: Store) -> None:
    with pytest.raises(InvalidInputError, match="may be 2 drafts") as caught:
        await meant(shelf, "acme rail")
    assert "6 (CV v2 for Engineer, Acme Rail)" in caught.value.message
    assert "5 (letter v1 for Engineer, Acme Rail)" in caught.value.message
    with pytest.raises(InvalidInputError, match="may be 2 drafts"):
        await meant(shelf, "job/1")


async def test_what_is_no_draft_is_not_found(shelf: Store) -> None:
    strange = ("", "   ", "/", "..", "\0", "\ud800", "-1", "x" * 5000, "no/such/cv.pdf")
    for reference in ("7", "0", "9" * 40, "cv/9", "letter/2", "job/bakers", "sohne", *strange):
        with pytest.raises(NotFoundError, match=r"there is no|is for"):
            await meant(shelf, reference)


async def test_nobody_finds_the_drafts_of_others(shelf: Store) -> None:
    for reference in ("1", "latest", "bakery"):
        with pytest.raises(NotFoundError) as caught:
            await meant(shelf, reference, "you")
        assert "jobai draft-cv" in (caught.value.hint or "")


async def test_a_file_leads_to_the_draft_that_it_was_written_from(
    shelf: Store, tmp_path: Path
) -> None:
    file = tmp_path / "acme.pdf"
    async with shelf.write() as session:
        await intend_to_write(session, "me", file, b"%PDF")
        await remember_written(session, "me", file, b"%PDF", draft_id=2)

    assert await meant(shelf, str(file)) == 2
    with pytest.raises(NotFoundError):
        await meant(shelf, str(tmp_path / "other.pdf"))


async def test_a_number_with_thousands_of_digits_is_no_drafts(shelf: Store) -> None:
    async with shelf.read() as session:
        for reference in ("9" * 5_000, f"cv/{'9' * 5_000}"):
            with pytest.raises(NotFoundError):
                await find_draft(session, "me", reference)
