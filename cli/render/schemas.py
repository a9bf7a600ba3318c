"""The names of all documents, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.contracts import OF_FILES
from cli.documents.kinds import KINDS
from cli.documents.schemas import address, commands_of
from cli.render.consoles import show
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from cli.documents.schema_list import SchemaList


def print_schemas() -> None:
    """Print a line for each kind of document."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Document", no_wrap=True)
    table.add_column("Printed by", overflow="fold")
    for kind in KINDS:
        table.add_row(kind, Text(printed_by(kind)))
    show(table)


def printed_by(kind: str) -> str:
    """Say which commands print a kind of document, or where else it is."""
    return ", ".join(commands_of(kind)) or OF_FILES[kind]


def schemas_document() -> SchemaList:
    """Return them as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "schemas": [
            {"name": kind, "id": address(kind), "commands": commands_of(kind)} for kind in KINDS
        ],
    }
