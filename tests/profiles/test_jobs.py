"""The jobs a user keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from profiles.errors import NotFoundError
from profiles.jobs import (
    Job,
    Reader,
    get_job,
    list_jobs,
    posting_identity,
    remove_jobs,
    save_job,
)
from profiles.postings import JobPosting, Organization, Place, Source
from profiles.store.documents import Draft, Posting, PostingVersion

if TYPE_CHECKING:
    from profiles.store.engine import Store

READER = Reader("gemini", "gemini-2.5-flash", "r1")
URL = "https://jobs.example.com/42"


def _posting(text: str = "We seek a cook.", url: str | None = URL, **facts: Any) -> JobPosting:
    source = Source(
        kind="url" if url else "text",
        url=url,
        sha256="0" * 64,
        fetched_at=datetime(2026, 11, 22, tzinfo=UTC),
        text=text,
    )
    return JobPosting(source=source, **facts)


async def _save(store: Store, posting: JobPosting, user: str = "ann", by: Reader = READER) -> Job:
    async with store.write() as session:
        return await save_job(session, user, posting, by)


@pytest.mark.parametrize(
    "other",
    [
        f"{URL}/",
        f"{URL}#apply",
        f"{URL}?utm_source=mail&UTM_Campaign=x",
        f"{URL}?gclid=1&fbclid=2&msclkid=3&mc_cid=4&trk=5&gh_src=6",
        "http://jobs.example.com/42",
        "https://JOBS.example.com/42",
    ],
)
async def test_the_same_address_is_one_job_however_one_came_there(store: Store, other: str) -> None:
    first = await _save(store, _posting())
    second = await _save(store, _posting(url=other))

    assert (first.outcome, second.outcome) == ("new", "unchanged")
    assert (first.id, first.version) == (second.id, second.version)


@pytest.mark.parametrize(
    "other",
    [
        "https://jobs.example.com/43",
        "https://example.com/42",
        f"{URL}?id=7",
        "https://jobs.example.com/42/details",
    ],
)
async def test_another_address_is_another_job_even_with_the_same_text(
    store: Store, other: str
) -> None:
    first = await _save(store, _posting())

    assert (await _save(store, _posting(url=other))).id != first.id


def test_the_order_of_parameters_makes_no_difference() -> None:
    one, other = (_posting(url=f"{URL}?{query}") for query in ("a=1&b=2", "b=2&utm_id=3&a=1"))

    assert posting_identity(one) == posting_identity(other)


async def test_a_text_without_an_address_is_one_job_whatever_its_blanks(store: Store) -> None:
    first = await _save(store, _posting("We seek\n a cook.", url=None))
    again = await _save(store, _posting("we seek a  COOK.", url=None))
    other = await _save(store, _posting("We seek a waiter.", url=None))

    assert again.id == first.id
    assert other.id != first.id


@pytest.mark.parametrize("url", ["http://[bad", "/jobs/42", "", "not an address"])
def test_what_a_page_calls_its_address_wrongly_is_not_used(url: str) -> None:
    one = JobPosting(url=url, source=_posting("We seek a cook.", url=None).source)
    other = JobPosting(url=url, source=_posting("We seek a waiter.", url=None).source)

    assert posting_identity(one) != posting_identity(other)


async def test_a_changed_text_is_a_new_version_and_the_old_one_stays(store: Store) -> None:
    await _save(store, _posting("We seek a cook.", title="Cook"))
    second = await _save(store, _posting("We seek a chef.", title="Chef"))

    assert (second.outcome, second.version, second.posting.title) == ("updated", 2, "Chef")
    async with store.read() as session:
        assert (await get_job(session, "ann", second.id)).posting.title == "Chef"
        old = await get_job(session, "ann", second.id, version=1)
        assert (old.posting.title, old.version) == ("Cook", 1)
        with pytest.raises(NotFoundError, match="no version 3") as caught:
            await get_job(session, "ann", second.id, version=3)
        assert "2" in str(caught.value.hint)
        [line] = await list_jobs(session, "ann")
    assert (line.title, line.version) == ("Chef", 2)


async def test_a_second_reading_of_the_same_text_replaces_what_the_first_one_found(
    store: Store,
) -> None:
    await _save(store, _posting(title="Cook"), by=Reader("offline", "rules", "r1"))
    again = await _save(store, _posting(title="Head cook"), by=READER)

    assert (again.outcome, again.version) == ("unchanged", 1)
    async with store.read() as session:
        kept = await get_job(session, "ann", again.id)
        assert await session.scalar(select(func.count()).select_from(PostingVersion)) == 1
    assert (kept.posting.title, kept.reader) == ("Head cook", READER)


async def test_a_list_has_the_newest_job_first(store: Store) -> None:
    for number in range(3):
        await _save(
            store,
            _posting(
                url=f"{URL}/{number}",
                title=f"Job {number}",
                hiring_organization=Organization(name="Acme"),
                job_location=[Place(name="Utrecht"), Place(name="Gouda")],
            ),
        )

    async with store.read() as session:
        lines = await list_jobs(session, "ann")
        newest = await list_jobs(session, "ann", limit=1)
    assert [line.title for line in lines] == ["Job 2", "Job 1", "Job 0"]
    assert [line.title for line in newest] == ["Job 2"]
    assert (lines[0].hiring_organization, lines[0].job_location) == ("Acme", "Utrecht; Gouda")


async def test_what_was_read_comes_back_as_it_was(store: Store) -> None:
    posting = _posting("Grüße 😀", title="Köchin", skills=["Backen"])

    saved = await _save(store, posting)

    async with store.read() as session:
        assert (await get_job(session, "ann", saved.id)).posting == posting


async def test_another_users_job_is_not_seen_and_not_removed(store: Store) -> None:
    job = await _save(store, _posting())
    bobs = await _save(store, _posting(), user="bob")

    assert bobs.id != job.id
    async with store.write() as session:
        assert [line.id for line in await list_jobs(session, "bob")] == [bobs.id]
        with pytest.raises(NotFoundError, match=f"no job {job.id}") as caught:
            await get_job(session, "bob", job.id)
        assert "jobai jobs list" in str(caught.value.hint)
        with pytest.raises(NotFoundError):
            await remove_jobs(session, "bob", [bobs.id, job.id])
    async with store.read() as session:
        assert (await get_job(session, "ann", job.id)).id == job.id
        assert (await get_job(session, "bob", bobs.id)).id == bobs.id


async def test_jobs_are_removed_all_or_none(store: Store) -> None:
    ids = [(await _save(store, _posting(url=f"{URL}/{number}"))).id for number in range(3)]

    with pytest.raises(NotFoundError, match="no job 99"):
        async with store.write() as session:
            await remove_jobs(session, "ann", [ids[0], 99, ids[1]])

    async with store.write() as session:
        assert len(await list_jobs(session, "ann")) == 3
        await remove_jobs(session, "ann", [ids[0], ids[2], ids[0]])
    async with store.read() as session:
        assert [line.id for line in await list_jobs(session, "ann")] == [ids[1]]


async def test_a_removed_job_takes_its_versions_and_drafts_along_and_its_number_is_not_reused(
    store: Store,
) -> None:
    job = await _save(store, _posting())
    await _save(store, _posting("Changed."))
    async with store.write() as session:
        session.add(
            Draft(
                user_id="ann",
                posting_id=job.id,
                kind="cv",
                version=1,
                document={},
                profile_sha256="",
                posting_sha256="",
                request_sha256="",
                provider="offline",
                created_at=job.created_at,
            )
        )

    async with store.write() as session:
        await remove_jobs(session, "ann", [job.id])

    async with store.read() as session:
        for table in (Posting, PostingVersion, Draft):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
    assert (await _save(store, _posting())).id > job.id


async def test_somebody_without_jobs_is_told_how_to_get_one(store: Store) -> None:
    async with store.read() as session:
        with pytest.raises(NotFoundError) as caught:
            await get_job(session, "ann", 1)

    assert "jobai extract" in str(caught.value.hint)
