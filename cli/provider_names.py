"""How provider configs are named on the line."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import completing

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="The config's name.", autocompletion=completing.providers),
]
NameOrAll = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        help="A config; all of them without it.",
        autocompletion=completing.providers,
    ),
]
