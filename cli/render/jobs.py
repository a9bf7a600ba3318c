"""A job as a panel, jobs as a table, both as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show, stdout, text_width
from cli.render.errors import SCHEMA_VERSION
from cli.render.posting import MOST_REQUIREMENTS, posting_parts
from profiles.money import NANO_PER_USD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.panel import Panel
    from rich.text import Text

    from cli.documents.jobs import (
        JobDocument,
        JobsDocument,
        ReadingUsage,
        ReadJob,
        RemovedJobs,
    )
    from orchestrator.answers import Answer
    from profiles.jobs import Job, JobLine

_AROUND = 3
"""Lines of a screen around a job: the command, what to type next, and the prompt."""


def job_document(job: Job) -> JobDocument:
    """Return a job as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": job.id,
        "version": job.version,
        "provider": job.reader.provider,
        "model": job.reader.model,
        "request_id": job.reader.request_id,
        "created_at": job.created_at.isoformat(),
        "updated_at": job.updated_at.isoformat(),
        "job": job.posting.model_dump(mode="json"),
    }


def read_document(job: Job, answer: Answer | None, sources: Sequence[str]) -> ReadJob:
    """Return a job that was read as JSON; without an answer an interrupted run has read it."""
    document: ReadJob = {
        **job_document(job),
        "outcome": job.outcome if answer and job.outcome else "unchanged",
        "usage": _usage(answer) if answer else _reused(job.reader.model),
        "source": sources[0],
    }
    if len(sources) > 1:
        document["sources"] = list(sources)
    return document


def removed_document(jobs: Sequence[int]) -> RemovedJobs:
    """Return jobs that were removed as JSON."""
    return {"schema_version": SCHEMA_VERSION, "removed": list(jobs)}


def _usage(answer: Answer) -> ReadingUsage:
    cost = answer.cost_nano_usd
    return {
        "input_tokens": answer.usage.input_tokens if answer.usage else None,
        "output_tokens": answer.usage.output_tokens if answer.usage else None,
        "cost_nano_usd": cost,
        "cost_usd": None if cost is None else cost / NANO_PER_USD,
        "served_model": answer.served_model,
        "attempts": len(answer.attempts),
        "reused": answer.reused,
    }


def _reused(model: str | None) -> ReadingUsage:
    """Return what a reading takes that an interrupted run has paid for."""
    return {
        "input_tokens": None,
        "output_tokens": None,
        "cost_nano_usd": 0,
        "cost_usd": 0.0,
        "served_model": model,
        "attempts": 0,
        "reused": True,
    }


def print_job(job: Job, *, full: bool = False) -> None:
    """Print a job as a panel; on a terminal with as much of it as can be seen at once.

    `full` shows the whole description; in a pipe it comes without the panel then, since another
    program is to read it.
    """
    from rich.console import Group
    from rich.text import Text

    console = stdout()
    title = Text(f"Job {job.id}", style="bold")
    if job.outcome in {"updated", "unchanged"}:
        title.append(f" ({job.outcome})", style="dim")
    read_by = job.reader.provider
    if job.reader.model and job.reader.provider != "offline":
        read_by = f"{job.reader.provider} {job.reader.model}"
    if full and not console.is_terminal:
        parts = posting_parts(job.posting, job.id, full=True)
        show(Group(Text.assemble(title, f", read by {read_by}"), Text(), *parts, Text()))
        return
    counts = (MOST_REQUIREMENTS,) if full else range(MOST_REQUIREMENTS, -1, -1)
    panels = (
        _panel(posting_parts(job.posting, job.id, full=full, requirements=count), title, read_by)
        for count in counts
    )
    panel = next(panels)
    while console.is_terminal and len(console.render_lines(panel)) > console.height - _AROUND:
        smaller = next(panels, None)
        if smaller is None:
            break
        panel = smaller
    show(panel)


def _panel(parts: Sequence[RenderableType], title: Text, read_by: str) -> Panel:
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    return Panel(
        Group(*parts),
        title=title,
        title_align="left",
        subtitle=Text(f"read by {read_by}"),
        subtitle_align="right",
        border_style="cyan",
        padding=(0, 2),
        width=text_width(stdout()),
    )


def print_jobs(lines: Sequence[JobLine]) -> None:
    """Print jobs as a table."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Job", justify="right", no_wrap=True)
    table.add_column("Title", ratio=4, overflow="fold")
    table.add_column("Company", ratio=3, overflow="fold")
    table.add_column("Location", ratio=3, overflow="fold")
    table.add_column("Read", no_wrap=True)
    for line in lines:
        table.add_row(
            str(line.id),
            _plain(line.title or "(no title)"),
            _plain(line.hiring_organization or ""),
            _plain(line.job_location or ""),
            words.local_time(line.updated_at),
        )
    show(table)


def jobs_document(lines: Sequence[JobLine]) -> JobsDocument:
    """Return jobs as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "jobs": [
            {
                "id": line.id,
                "title": line.title,
                "hiring_organization": line.hiring_organization,
                "job_location": line.job_location,
                "version": line.version,
                "created_at": line.created_at.isoformat(),
                "updated_at": line.updated_at.isoformat(),
            }
            for line in lines
        ],
    }


def _plain(text: str) -> RenderableType:
    from rich.text import Text

    return Text(text)
