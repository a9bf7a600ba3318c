"""How a run speaks: what the line says of it, else the environment, else the config file.

It is known before the line is parsed, so that what is wrong with the line is told in that manner
too.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FLAGS = {"--quiet": "-q", "--verbose": "-v", "--debug": None, "--plain": None}
"""The options that say it, each with its short name; `--no-quiet` and so on overrule a file."""

_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})
_LINE, _ENVIRONMENT, _FILE = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run speaks.

    Attributes:
        quiet: Nothing but results and errors.
        verbose: Also what is read, who is asked and what it costs.
        debug: Also when, and the traceback of an error.
        plain: Lines of words: no colour, no drawing, nothing that moves.
    """

    quiet: bool = False
    verbose: bool = False
    debug: bool = False
    plain: bool = False


_manner: ContextVar[Manner] = ContextVar("manner")
_PLAINLY = Manner()


def manner() -> Manner:
    """Return how this run speaks."""
    return _manner.get(_PLAINLY)


def speak(how: Manner) -> None:
    """Set how this run speaks."""
    _manner.set(how)


def manner_of(
    options: Sequence[str], environment: Mapping[str, str], values: Mapping[str, Any]
) -> Manner:
    """Read how a run is to speak.

    Args:
        options: Of the line, such as `--plain` and `--no-plain`; the last one counts.
        environment: With `JOBAI_PLAIN` and so on. A terminal that says it is dumb is spoken to
            plainly.
        values: Of the config file.
    """
    said = {
        flag[2:]: _said(flag, short, options, environment, values) for flag, short in FLAGS.items()
    }
    (quiet, by), (verbose, other) = said["quiet"], said["verbose"]
    is_dumb = environment.get("TERM") == "dumb" and not said["plain"][1]
    return Manner(
        quiet=quiet and not (verbose and other > by),
        verbose=verbose and not (quiet and by >= other),
        debug=said["debug"][0],
        plain=said["plain"][0] or is_dumb,
    )


def _said(
    flag: str,
    short: str | None,
    options: Sequence[str],
    environment: Mapping[str, str],
    values: Mapping[str, Any],
) -> tuple[bool, int]:
    """Return whether a flag is set, and how near to the line that was said; 0 when nobody did."""
    name = flag[2:]
    no = f"--no-{name}"
    for option in reversed(options):
        if option in {flag, short, no}:
            return option != no, _LINE
    if variable := environment.get(f"JOBAI_{name.upper()}"):
        return variable.strip().lower() in _TRUE, _ENVIRONMENT
    value = values.get(name)
    return (value is True, _FILE) if isinstance(value, bool) else (False, 0)
