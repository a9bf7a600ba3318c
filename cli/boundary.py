"""Where errors end: lines on stderr, an exit code, never a traceback unless asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from profiles.errors import InvalidInputError, JobaiError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

FAULT = 1
USAGE = 2
SOURCE = 3
CREDENTIALS = 4
QUOTA = 5
PROVIDER = 6
ANSWER = 7
NOT_FOUND = 8

_GLOBAL_VALUES = frozenset({"--db", "--user"})
_GLOBAL_FLAGS = frozenset({"--quiet", "-q", "--debug"})


def run_app(app: typer.Typer) -> NoReturn:
    """Run the application on the process's arguments and exit."""
    arguments = hoisted(sys.argv[1:])
    debug = "--debug" in arguments
    try:
        app(args=arguments, prog_name="jobai")
    except JobaiError as error:
        if debug:
            raise
        _tell(error, as_json="--json" in arguments)
        sys.exit(exit_code(error))
    except Exception as error:
        if debug:
            raise
        fault = JobaiError(
            f"jobai failed unexpectedly: {type(error).__name__}: {error}",
            hint="this is a fault of jobai; run the command again with --debug and report it",
        )
        _tell(fault, as_json="--json" in arguments)
        sys.exit(FAULT)
    sys.exit(0)


def exit_code(error: JobaiError) -> int:
    """Return the exit code of an error."""
    from orchestrator import errors

    if isinstance(error, errors.AllAttemptsFailedError):
        codes = {exit_code(cause) for cause in error.causes}
        return codes.pop() if len(codes) == 1 else PROVIDER
    table: tuple[tuple[type[JobaiError], int], ...] = (
        (errors.CredentialsRefusedError, CREDENTIALS),
        (errors.ConfigurationError, CREDENTIALS),
        (errors.QuotaExceededError, QUOTA),
        (errors.SourceError, SOURCE),
        (errors.AnswerError, ANSWER),
        (errors.ProviderError, PROVIDER),
        (NotFoundError, NOT_FOUND),
        (InvalidInputError, USAGE),
    )
    return next((code for kind, code in table if isinstance(error, kind)), FAULT)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """Put the options that every command obeys before the command, wherever they stood."""
    front: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        argument = queue.pop(0)
        if argument == "--":
            rest += [argument, *queue]
            break
        if argument in _GLOBAL_FLAGS or argument.partition("=")[0] in _GLOBAL_VALUES:
            front.append(argument)
            if argument in _GLOBAL_VALUES and queue:
                front.append(queue.pop(0))
        else:
            rest.append(argument)
    return front + rest


def _tell(error: JobaiError, *, as_json: bool) -> None:
    from cli.render.errors import print_error, print_error_json

    if as_json:
        print_error_json(error, exit_code(error))
    print_error(error)
