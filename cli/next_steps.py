"""What somebody who types `jobai` alone may want to type next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.context import Invocation
    from profiles.store.glances import Standing

_MOST = 3
KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENAI_API_KEY", "ANTHROPIC_API_KEY")
"""As in `orchestrator.credentials`, which is too much to import for a greeting; a test compares."""


class Step(NamedTuple):
    """A command to type, and what it is for."""

    command: str
    text: str


class Greeting(NamedTuple):
    """What stands there already, in a line or not at all, and what may come next."""

    state: str | None
    steps: list[Step]
    remark: str | None


def greeting(said: Invocation) -> Greeting:
    """Look at what is there; a store that is not there yet, or cannot be read at once, is empty."""
    from profiles.errors import JobaiError
    from profiles.store.glances import NOTHING, standing
    from profiles.store.location import locate_store

    try:
        found = standing(locate_store(said.db, os.environ), said.user)
    except JobaiError:
        found = NOTHING
    has_key = bool(found.providers) or any(os.environ.get(name, "").strip() for name in KEYS)
    remark = None
    if not has_key:
        remark = "No AI provider yet: rules do the work. With one: jobai providers add gemini"
    return Greeting(_state(found), list(_steps(found))[:_MOST], remark)


def _state(found: Standing) -> str | None:
    parts = [_counted(found.jobs, "job"), _counted(found.drafts, "draft")]
    if found.profile_version is not None:
        parts.insert(0, f"profile version {found.profile_version}")
    return ", ".join(parts) if found.jobs or found.profile_version is not None else None


def _steps(found: Standing) -> Iterator[Step]:
    if not found.jobs:
        yield Step("jobai extract URL", "read a job posting, also from a file")
    if found.profile_version is None:
        yield Step("jobai profile import FILE", "your CV; with none: jobai profile edit")
    if found.undrafted is not None:
        job, title = found.undrafted
        yield Step(f"jobai draft-cv --job {job} -o cv.pdf", f"a CV for {title}")
    elif not found.jobs:
        yield Step("jobai draft-cv --job 1 -o cv.pdf", "a CV for that job, from what you did")
    if found.outdated is not None:
        job, kind, title = found.outdated
        what = "draft-cv" if kind == "cv" else "draft-letter"
        yield Step(f"jobai {what} --job {job}", f"anew: the profile changed; {title}")
    if found.without_letter is not None:
        job, title = found.without_letter
        yield Step(f"jobai draft-letter --job {job} -o letter.pdf", f"a letter for {title}")
    if found.jobs:
        yield Step("jobai jobs match", "which job fits you best")
    yield Step("jobai extract URL", "read another job posting")
    yield Step("jobai usage report", "what AI calls cost so far")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
