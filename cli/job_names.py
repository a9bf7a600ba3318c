"""How jobs are named on the line."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import completing

_NAMED = "number; latest; or words of its title or employer"

JobMeant = Annotated[
    str,
    typer.Argument(metavar="JOB", help=f"Its {_NAMED}.", autocompletion=completing.jobs),
]
JobsMeant = Annotated[
    list[str],
    typer.Argument(
        metavar="JOB",
        help="The jobs: numbers, or what else `jobs show` takes.",
        autocompletion=completing.jobs,
    ),
]
ForJobs = Annotated[
    list[str] | None,
    typer.Option(
        "--job",
        metavar="JOB",
        help=f"The job: its {_NAMED}; again for further jobs.",
        autocompletion=completing.jobs,
    ),
]
OfJob = Annotated[
    str | None,
    typer.Option(
        "--job", metavar="JOB", help=f"Of this job: its {_NAMED}.", autocompletion=completing.jobs
    ),
]
