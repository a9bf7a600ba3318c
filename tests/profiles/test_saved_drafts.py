"""Drafts in the store: versions, what has changed since, what became of each line, files."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from profiles.accounts import add_user
from profiles.draft_diff import diff_drafts, diff_profile
from profiles.drafts import (
    Contact,
    CvDraft,
    CvSection,
    DraftEntry,
    DraftLine,
    LetterDraft,
    Paragraph,
    Recipient,
    RequirementMet,
    Target,
)
from profiles.errors import InvalidInputError, NotFoundError
from profiles.jobs import Reader, save_job
from profiles.master_profile import master_profile_from
from profiles.postings import JobPosting, Source
from profiles.saved_drafts import (
    DraftInputs,
    draft_of_job,
    get_draft,
    list_drafts,
    newest_draft_ids,
    remove_drafts,
    save_draft,
)
from profiles.saved_profiles import save_profile
from profiles.staleness import Method, changes_since
from profiles.store.base import utc_now
from profiles.written_files import check_writable, intend_to_write, remember_written, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from profiles.saved_drafts import SavedDraft
    from profiles.store.engine import Store

READER = Reader("offline", "rules", None)
RULES = Method("rules", "frames")
METHODS = {(kind, True): RULES for kind in ("cv", "letter")}
DOCUMENT: dict[str, Any] = {
    "basics": {"name": "Noor Vance", "email": "noor@example.com"},
    "work": [
        {
            "name": "Brightwater",
            "position": "Engineer",
            "startDate": "2021",
            "highlights": ["# of *stars* went up", "Wrote C# and a [tool]", "Rowed"],
        },
        {"name": "Oldmill", "position": "Miller", "startDate": "2018", "highlights": ["Milled"]},
    ],
    "skills": [{"name": "Cloud", "keywords": ["AWS", "Go"]}],
}


def first_job(**change: Any) -> dict[str, Any]:
    first, *rest = DOCUMENT["work"]
    return {"work": [{**first, **change}, *rest]}


def line(text: str, *citations: str) -> DraftLine:
    return DraftLine(text=text, citations=list(citations), origin="verbatim")


def entry(entry_id: str, *lines: DraftLine) -> DraftEntry:
    empty = dict.fromkeys(
        ("title", "organization", "location", "start_date", "end_date", "dates", "url", "detail")
    )
    return DraftEntry.model_validate({**empty, "entry": entry_id, "lines": lines})


def section(section_id: str, *entries: DraftEntry) -> CvSection:
    return CvSection(id=section_id, heading=section_id, layout="entries", entries=list(entries))


_NOBODY = Contact(
    name="Noor Vance", label=None, email=None, phone=None, url=None, location=None, profiles=[]
)
_TARGET = Target(title="Lead", company="Acme")
STARS = line("# of *stars* went up", "work/0/highlights/0")
TOOL = line("Wrote C# and a [tool]", "work/0/highlights/1")
CV = CvDraft(
    language="en",
    target=_TARGET,
    basics=_NOBODY,
    summary=[],
    sections=[
        section("work", entry("work/0", STARS, TOOL)),
        section("skills", entry("skills/0", line("AWS", "skills/0/keywords/0"))),
    ],
)
LETTER = LetterDraft(
    language="en",
    target=_TARGET,
    basics=_NOBODY,
    recipient=Recipient(name=None, company="Acme"),
    subject="Application",
    salutation="Hello,",
    paragraphs=[Paragraph(sentences=[STARS])],
    closing="Bye,",
    signature="Noor Vance",
)


def posting(text: str) -> JobPosting:
    source = Source(kind="text", sha256="0" * 64, fetched_at=utc_now(), text=text)
    return JobPosting(title="Lead", source=source, url="https://acme.example/jobs/1")


class Shelf:
    """A user with a profile and a job, and their drafts."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def furnish(self, document: dict[str, Any] = DOCUMENT, text: str = "We mill.") -> None:
        async with self.store.write() as session:
            self.profile = await save_profile(session, "me", master_profile_from(document))
            self.job = await save_job(session, "me", posting(text), READER)

    async def keep(self, draft: Any = CV, **options: Any) -> SavedDraft:
        inputs = DraftInputs(
            self.profile.sha256, self.job.text_sha256, "r",
            profile_version=self.profile.version, posting_version=self.job.version,
            prompt_sha256="rules", template_sha256="frames", options={"pages": 1},
        )  # fmt: skip
        async with self.store.write() as session:
            return await save_draft(session, "me", self.job.id, draft, inputs, READER, **options)

    async def changes(self, draft: SavedDraft) -> list[tuple[str, bool]]:
        async with self.store.read() as session:
            found = await changes_since(session, "me", [draft], METHODS)
        return [(change.input, change.touches_draft) for change in found[draft.id]]


@pytest.fixture
async def shelf(store: Store) -> Shelf:
    async with store.write() as session:
        await add_user(session, "me")
    furnished = Shelf(store)
    await furnished.furnish()
    return furnished


def with_work(*lines: DraftLine, **update: Any) -> CvDraft:
    sections = [section("work", entry("work/0", *lines)), *CV.sections[1:]]
    return CV.model_copy(update={"sections": sections, **update})


def reworded(text: str) -> CvDraft:
    return with_work(line(text, "work/0/highlights/0"))


async def test_the_same_draft_twice_is_one_version_and_another_the_next(shelf: Shelf) -> None:
    first, again = await shelf.keep(), await shelf.keep()
    other, letter = await shelf.keep(reworded("Rowed")), await shelf.keep(LETTER)

    assert (first.is_new, again.is_new, again.id) == (True, False, first.id)
    assert (other.version, letter.version) == (2, 1)
    async with shelf.store.read() as session:
        assert [x.id for x in await list_drafts(session, "me")] == [letter.id, other.id, first.id]
        assert await newest_draft_ids(session, "me") == {other.id, letter.id}
        found = await draft_of_job(session, "me", shelf.job.id, "cv", version=1)
        assert found == replace(first, is_new=False)
        assert (await draft_of_job(session, "me", shelf.job.id, "cv")).id == other.id


async def test_an_edit_is_a_version_of_its_own_that_knows_its_origin(shelf: Shelf) -> None:
    drafted = await shelf.keep()
    edited = await shelf.keep(reworded("Rowed far"), based_on=drafted)

    assert (edited.author, edited.based_on, edited.version) == ("edited", drafted.id, 2)
    assert edited.inputs == drafted.inputs


async def test_drafts_of_another_user_are_not_found(shelf: Shelf) -> None:
    draft = await shelf.keep()
    async with shelf.store.write() as session:
        with pytest.raises(NotFoundError, match=f"no draft {draft.id}"):
            await get_draft(session, "somebody", draft.id)
        with pytest.raises(NotFoundError, match="no draft 99"):
            await remove_drafts(session, "me", [draft.id, 99])
        with pytest.raises(NotFoundError, match="no letter yet"):
            await draft_of_job(session, "me", shelf.job.id, "letter")
        assert (await get_draft(session, "me", draft.id)).version == 1
        await remove_drafts(session, "me", [draft.id])
        assert await list_drafts(session, "me") == []


async def test_a_draft_is_fresh_until_an_input_changes(shelf: Shelf) -> None:
    draft = await shelf.keep()

    assert await shelf.changes(draft) == []
    await shelf.furnish(text="We mill and row.")
    assert await shelf.changes(draft) == [("posting", True)]


@pytest.mark.parametrize(
    ("change", "touches"),
    [
        (first_job(highlights=["Stars went up a bit", "Wrote C# and a [tool]"]), True),
        (first_job(name="Brightwater Ltd"), True),
        ({"basics": {"name": "Noor Vance", "email": "noor@new.example"}}, True),
        ({"interests": [{"name": "Rowing"}]}, False),
    ],
    ids=["a cited line", "an employer", "contact data", "a line that is not cited"],
)  # fmt: skip
async def test_a_change_of_the_profile_says_whether_it_touches_the_draft(
    shelf: Shelf, change: dict[str, Any], touches: bool
) -> None:
    draft = await shelf.keep()

    await shelf.furnish({**DOCUMENT, **change})

    assert await shelf.changes(draft) == [("profile", touches)]


async def test_a_newer_jobai_makes_stale_what_an_older_one_drafted(shelf: Shelf) -> None:
    draft = await shelf.keep()
    newer = {("cv", True): Method("better rules", "better frames")}

    async with shelf.store.read() as session:
        found = await changes_since(session, "me", [draft], newer)

    assert [change.input for change in found[draft.id]] == ["prompt", "template"]


def test_the_words_that_changed_are_told_apart() -> None:
    lines = diff_drafts(reworded("Built the old mill"), reworded("Built the new tall mill"))

    [line] = [line for line in lines if line.change == "reworded"]
    assert line.words == (
        ("kept", "Built the"), ("removed", "old"), ("added", "new tall"), ("kept", "mill"),
    )  # fmt: skip


def test_what_was_moved_added_and_omitted_is_said() -> None:
    after = with_work(TOOL, STARS, line("Rowed", "work/0/highlights/2"), summary=[])

    lines = diff_drafts(CV, after)

    back = diff_drafts(after, CV)

    assert sorted(line.change for line in lines) == ["added", "kept", "kept", "reordered"]
    assert sorted(line.change for line in back) == ["kept", "kept", "omitted", "reordered"]


def test_what_the_profile_has_and_the_draft_leaves_out_is_named_with_what_it_would_answer() -> None:
    wanted = RequirementMet(
        requirement_id="r1", text="Milling", level="must", status="met",
        citations=["work/1/highlights/0"],
    )  # fmt: skip
    draft = with_work(TOOL, STARS, requirements_met=[wanted])

    found = diff_profile(master_profile_from(DOCUMENT), draft)

    omitted = {line.before: line.requirements for line in found if line.change == "omitted"}
    assert omitted["Milled"] == (wanted,)
    assert omitted["Rowed"] == ()
    assert any("Oldmill" in (text or "") for text in omitted)
    assert sorted(x.change for x in found if x.change != "omitted") == ["kept", "kept", "reordered"]


async def test_only_what_jobai_wrote_and_nobody_changed_is_replaced(
    shelf: Shelf, tmp_path: Path
) -> None:
    file = tmp_path / "cv.md"

    async def check(**options: bool) -> None:
        async with shelf.store.read() as session:
            await check_writable(session, "me", file, **options)

    await check()
    write_whole(file, b"mine")
    with pytest.raises(InvalidInputError, match="was not written by jobai"):
        await check()
    await check(force=True)
    async with shelf.store.write() as session:
        await remember_written(session, "me", file, b"mine")
    await check()
    file.write_bytes(b"mine, by hand")
    with pytest.raises(InvalidInputError, match="was changed since"):
        await check()


async def test_a_file_of_a_process_that_was_killed_is_known_until_somebody_changes_it(
    shelf: Shelf, tmp_path: Path
) -> None:
    file, left, young = (tmp_path / name for name in ("cv.md", ".cv.md.a.unfinished", ".cv.md.b"))
    left.touch()
    os.utime(left, (0, 0))
    young.touch()

    async def check() -> None:
        async with shelf.store.read() as session:
            await check_writable(session, "me", file)

    for text in (b"one", b"two"):  # killed before it could say that the second was written
        async with shelf.store.write() as session:
            await intend_to_write(session, "me", file, text)
        write_whole(file, text)
        await check()
        if text == b"one":
            async with shelf.store.write() as session:
                await remember_written(session, "me", file, text)
    file.write_bytes(b"three")
    with pytest.raises(InvalidInputError, match="was changed since"):
        await check()
    file.write_bytes(b"one")  # killed before it wrote anything
    await check()
    assert not left.exists()
    assert young.exists()


async def test_what_is_no_file_to_write_is_said_before(shelf: Shelf, tmp_path: Path) -> None:
    async with shelf.store.read() as session:
        for path in (tmp_path, tmp_path / "no" / "cv.md"):
            with pytest.raises(InvalidInputError):
                await check_writable(session, "me", path)
        await check_writable(session, "me", tmp_path.parent / os.devnull)


def test_a_file_is_whole_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "cv.md", tmp_path / "newest.md"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)

    write_whole(link, b"new")

    assert link.is_symlink()
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o640)
    assert sorted(x.name for x in tmp_path.iterdir() if x.suffix == ".md") == ["cv.md", "newest.md"]
    with pytest.raises(InvalidInputError, match="cannot be written"):
        write_whole(tmp_path / "no" / "cv.md", b"new")


def test_the_subject_of_a_sentence_is_no_line_of_a_diff() -> None:
    subject = DraftLine(text="I", citations=[], origin="template")
    told = LETTER.model_copy(update={"paragraphs": [Paragraph(sentences=[subject, TOOL])]})
    assert {x.change: x.after or x.before for x in diff_drafts(LETTER, told)} == {
        "added": TOOL.text,
        "omitted": STARS.text,
    }
