"""`jobai draft-cv` and `jobai draft-letter`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Json
from cli.draft_options import (
    FontDirs,
    Force,
    Format,
    OnUnverified,
    Output,
    Paper,
    Photo,
    Theme,
)
from cli.extract import FallbackOffline, Model, Provider, Refresh
from cli.job_names import ForJobs

if TYPE_CHECKING:
    from orchestrator.request import Request
    from profiles.jobs import Job
    from profiles.saved_profiles import SavedProfile

All = Annotated[bool, typer.Option("--all", help="Draft for all of your jobs.")]
MinMatch = Annotated[
    float | None,
    typer.Option(metavar="SHARE", min=0, max=1, help="Only for jobs that fit so well, 0 to 1."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write a file for each job into this folder."),
]
MaxCost = Annotated[
    str | None, typer.Option(metavar="USD", help="The most that all of it may cost together.")
]
Concurrency = Annotated[
    int, typer.Option(metavar="N", min=1, max=32, help="How many jobs to draft for at once.")
]
Edit = Annotated[
    bool, typer.Option("--edit", help="Open it in your editor; what you change is verified.")
]
Language = Annotated[
    str | None,
    typer.Option(
        metavar="CODE",
        help="en de fr es it nl pt, instead of your profile's own.",
        autocompletion=completing_words.words("en", "de", "fr", "es", "it", "nl", "pt"),
    ),
]


def draft_cv(
    context: typer.Context,
    job: ForJobs = None,
    all_: All = False,
    min_match: MinMatch = None,
    output: Output = None,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
    json: Json = False,
    edit: Edit = False,
    pages: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=3, help="Its length, 1 to 3; one if you say nothing."),
    ] = None,
    language: Language = None,
    theme: Theme = "classic",
    paper: Paper = "a4",
    photo: Photo = None,
    font_dir: FontDirs = None,
    on_unverified: OnUnverified = "verbatim",
    provider: Provider = None,
    model: Model = None,
    fallback_offline: FallbackOffline = False,
    refresh: Refresh = False,
    max_cost: MaxCost = None,
    concurrency: Concurrency = 4,
) -> None:
    """Draft a CV for a job. Every line is traced to your master profile.

    Without --output it is printed; it is kept in any case, see `jobai drafts`. For several jobs,
    one that fails does not stop the rest; interrupted, the same command continues.

    Examples:
        jobai draft-cv --job 1
        jobai draft-cv --job 1 --output cv.pdf --theme modern --pages 1
        jobai draft-cv --job 3 --job 5 --out applications --format pdf,docx
        jobai draft-cv --all --min-match 0.6 --out applications --max-cost 0.50
    """
    from cli.draft_command import Asked, draft
    from cli.draft_options import asked_with, is_said, look
    from cli.drafting import Drafting

    def request(profile: SavedProfile, found: Job) -> Request:
        from orchestrator.tasks.drafting.cv import cv_request

        return cv_request(
            profile.profile,
            found.posting,
            pages=pages or 1,
            language=language,
            on_unverified=on_unverified,
        )

    options = asked_with({"pages": pages, "language": language, "on_unverified": on_unverified})
    draft(
        context,
        Drafting("cv", request, options),
        Asked(
            jobs=job, every=all_, min_match=min_match, output=output, folder=out, force=force,
            as_json=json, edit=edit, provider=provider, model=model, refresh=refresh,
            fallback_offline=fallback_offline, max_cost=max_cost, at_once=concurrency,
            on_unverified=on_unverified, says_on_unverified=is_said(context, "on_unverified"),
        ),
        look(format_, theme, paper, pages, photo, font_dir, fits_pages=pages or 1),
    )  # fmt: skip


def draft_letter(
    context: typer.Context,
    job: ForJobs = None,
    all_: All = False,
    min_match: MinMatch = None,
    output: Output = None,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
    json: Json = False,
    edit: Edit = False,
    words: Annotated[
        int, typer.Option(metavar="N", min=80, max=600, help="About how long, 80 to 600.")
    ] = 250,
    tone: Annotated[
        str,
        typer.Option(
            metavar="TONE",
            help="formal, friendly or plain.",
            autocompletion=completing_words.words("formal", "friendly", "plain"),
        ),
    ] = "formal",
    recipient: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Whom it is for, instead of the posting's contact."),
    ] = None,
    language: Language = None,
    theme: Theme = "classic",
    paper: Paper = "a4",
    font_dir: FontDirs = None,
    on_unverified: OnUnverified = "verbatim",
    provider: Provider = None,
    model: Model = None,
    fallback_offline: FallbackOffline = False,
    refresh: Refresh = False,
    max_cost: MaxCost = None,
    concurrency: Concurrency = 4,
) -> None:
    """Draft a cover letter for a job. Every factual sentence is traced to your master profile.

    Without --output it is printed; it is kept in any case, see `jobai drafts`. For several jobs,
    one that fails does not stop the rest; interrupted, the same command continues.

    Examples:
        jobai draft-letter --job 1
        jobai draft-letter --job 1 --words 180 --output letter.pdf
        jobai draft-letter --job 1 --tone friendly --recipient "Ines Holt" --edit
        jobai draft-letter --all --min-match 0.6 --out applications --format pdf
    """
    from cli.draft_command import Asked, draft
    from cli.draft_options import asked_with, is_said, look
    from cli.drafting import Drafting

    def request(profile: SavedProfile, found: Job) -> Request:
        from orchestrator.tasks.drafting.letter import letter_request

        return letter_request(
            profile.profile,
            found.posting,
            length_words=words,
            tone=tone,
            recipient=recipient,
            language=language,
            on_unverified=on_unverified,
        )

    options = asked_with(
        {
            "words": words,
            "tone": tone,
            "recipient": recipient,
            "language": language,
            "on_unverified": on_unverified,
        }
    )
    draft(
        context,
        Drafting("letter", request, options),
        Asked(
            jobs=job, every=all_, min_match=min_match, output=output, folder=out, force=force,
            as_json=json, edit=edit, provider=provider, model=model, refresh=refresh,
            fallback_offline=fallback_offline, max_cost=max_cost, at_once=concurrency,
            on_unverified=on_unverified, says_on_unverified=is_said(context, "on_unverified"),
        ),
        look(format_, theme, paper, None, None, font_dir, fits_pages=1),
    )  # fmt: skip
