"""The document of `schema` itself."""

from __future__ import annotations

from typing_extensions import TypedDict

from cli.documents.marks import Version


class NamedSchema(TypedDict):
    """A kind of document.

    Attributes:
        name: What `jobai schema` calls it.
        id: The `$id` of its schema.
        commands: Those that print it; none for an error, and for what is only in files.
    """

    name: str
    id: str
    commands: list[str]


class SchemaList(TypedDict):
    """Every kind of document that commands print.

    Attributes:
        schema_version: Of all documents.
        schemas: In the order of the help.
    """

    schema_version: Version
    schemas: list[NamedSchema]
