"""Documents as they were kept: what breaks its schema now is a fault of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from profiles.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

ModelT = TypeVar("ModelT", bound=BaseModel)


def as_kept(form: type[ModelT], document: Mapping[str, Any], name: str, *, hint: str) -> ModelT:
    """Read a document that was valid when it was kept.

    Args:
        form: What it is.
        document: As it is in the store.
        name: Which it is, for the error: "job 7".
        hint: How to come by it again.

    Raises:
        StoreError: it is damaged.
    """
    try:
        return form.model_validate(document)
    except ValidationError as error:
        raise StoreError(
            f"{name} cannot be read any more: {error.error_count()} of its fields break the schema",
            hint=hint,
        ) from error


def require_object(value: object, name: str, *, hint: str) -> None:
    """Refuse what a table's types promise to be an object of JSON, and is none.

    Raises:
        StoreError: it is damaged.
    """
    if not isinstance(value, dict):
        raise StoreError(f"{name} cannot be read any more: its options are no object", hint=hint)
