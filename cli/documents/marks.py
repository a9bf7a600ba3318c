"""What the fields of documents are beyond their Python types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from orchestrator.providers.base import ProviderType

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler

Version = Literal[1]
"""Of all documents. Within it fields are added, never renamed, removed or given another meaning."""


@dataclass(frozen=True, slots=True)
class Form:
    """A format of JSON Schema, such as "date-time"."""

    name: str

    def __get_pydantic_json_schema__(
        self, core: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add it to the schema."""
        return {**handler(core), "format": self.name}


@dataclass(frozen=True, slots=True)
class OneOf:
    """What a value may be: what a Literal is, where the code has a plain text or number."""

    words: tuple[str | int, ...]

    @classmethod
    def literal(cls, literal: Any) -> OneOf:
        """Take the words of a Literal."""
        return cls(get_args(literal))

    def __get_pydantic_json_schema__(
        self, core: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add them to the schema."""
        return {**handler(core), "enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Dumped:
    """What a pydantic model or a dataclass is as JSON.

    In a document it is a dict; its fields are told once, where the model is.
    """

    model: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        """Take the model's schema in place of a dict's."""
        return handler.generate_schema(self.model)


Time = Annotated[str, Form("date-time")]
"""ISO 8601 with its zone, in UTC."""

Day = Annotated[str, Form("date")]
"""ISO 8601."""

Provider = Annotated[str, OneOf.literal(ProviderType)]
