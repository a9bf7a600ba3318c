"""What was typed for an option is converted by Typer, but only where there is something to convert.

Typer makes a pydantic validator for each option of a command that runs, said or not. To import
pydantic alone takes a tenth of a short command's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def convert_when_needed(params: list[Any]) -> list[Any]:
    """Let options and arguments take what is of their type as it is."""
    for param in params:
        if not isinstance(param.get_runtime_param, _WhenNeeded):
            param.get_runtime_param = _WhenNeeded(param.get_runtime_param)
    return params


@dataclass(frozen=True, slots=True)
class _WhenNeeded:
    """A parameter's conversion, made when there is something to convert.

    Attributes:
        make: Typer's own maker of the conversion.
    """

    make: Callable[[], Any]

    def __call__(self) -> _WhenNeeded:
        return self

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        """Return the value as the command takes it, or raise Typer's error."""
        if value is None:
            return () if _takes_many(param) else None
        if _is_converted(value, param):
            return value
        return self.make().coerce(value, param=param, ctx=ctx)


def _is_converted(value: Any, param: Any) -> bool:
    kind = param.type_descriptor
    if kind.parameter_info.parser is not None or _takes_many(param):
        return False
    if kind.is_choice:
        # A word equals the member of a StrEnum that it names, but is not it.
        return any(one == value and type(one) is type(value) for one in kind.choices)
    if type(value) is int and kind.annotation is int:
        return value == param.default  # what was typed may be too large or too small
    return type(value) is str and kind.annotation is str


def _takes_many(param: Any) -> bool:
    return param.multiple or param.nargs == -1
