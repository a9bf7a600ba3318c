"""`jobai schema`: what is in the JSON that commands print."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import completing_words
from cli.command import Json


def schema(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="A document, or a command: usage report.",
            autocompletion=completing_words.schemas,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Print the JSON Schema of what a command prints with --json; all their names if you name none.

    Examples:
        jobai schema
        jobai schema usage report
        jobai schema error > error.schema.json
    """
    from cli.boundary import UsageError
    from cli.documents.schemas import kinds_named, schema_of
    from cli.render import schemas as render
    from cli.render.consoles import print_json

    if words:
        name = " ".join(words).removeprefix("jobai ")
        kind, *others = kinds_named(name)
        if others:
            raise UsageError(
                f"{name} prints one of several documents: {', '.join((kind, *others))}",
                hint=f"jobai schema {kind}",
            )
        print_json(schema_of(kind))
    elif json:
        print_json(render.schemas_document())
    else:
        render.print_schemas()
