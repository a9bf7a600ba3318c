"""Where errors end: lines on stderr, an exit code, never a traceback unless asked for."""

from __future__ import annotations

import errno
import gc
import os
import re
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from cli.command import GLOBAL_VALUES, split_global
from cli.exit_codes import (
    ANSWER,
    CREDENTIALS,
    FAULT,
    INTERRUPTED,
    NOT_FOUND,
    PROVIDER,
    QUOTA,
    SOURCE,
    USAGE,
)
from cli.manner import manner, manner_of, speak
from profiles.errors import (
    InvalidInputError,
    JobaiError,
    NotFoundError,
    UnreadableProfileError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.core import TyperGroup

    from cli.configuring import Defaults


class UsageError(InvalidInputError):
    """The line that was typed is none of jobai's."""


class StoppedError(JobaiError):
    """The person stopped the command."""


def run_app(app: TyperGroup) -> NoReturn:
    """Run the application on the process's arguments and exit."""
    _open_closed_streams()
    _forget_odd_sizes()
    options, rest = split_global(sys.argv[1:])
    if rest[:1] == ["help"]:
        rest = [*rest[1:], "--help"]
    speak(manner_of(options, os.environ, {}))
    try:
        code = _run(app, options, rest)
    except Exception as error:  # noqa: BLE001  the last one; each is told
        if manner().debug and not isinstance(error, typer.TyperException | StoppedError):
            _print_traceback()
        code = _told(error, app, rest)
    _leave(code)


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
        (errors.EditUnverifiedError, ANSWER),
        (errors.ProviderError, PROVIDER),
        (NotFoundError, NOT_FOUND),
        (UnreadableProfileError, SOURCE),
        (InvalidInputError, USAGE),
        (StoppedError, INTERRUPTED),
    )
    return next((code for kind, code in table if isinstance(error, kind)), FAULT)


def _run(app: TyperGroup, options: list[str], rest: list[str]) -> int:
    if options and options[-1] in GLOBAL_VALUES:
        raise UsageError(f"{options[-1]} needs a value", hint="jobai --help")
    if {"--quiet", "-q"} & set(options) and {"--verbose", "-v"} & set(options):
        raise UsageError("--quiet and --verbose exclude each other", hint="leave one of them out")
    defaults = _configured(app, options, rest)
    if manner().verbose or manner().debug:
        from cli.telling import tell

        tell(debug=manner().debug, defaults=defaults)
    try:
        code: Any = app(
            args=[*options, *rest], prog_name="jobai", standalone_mode=False, default_map=defaults
        )
    except SystemExit as left:
        if "_JOBAI_COMPLETE" in os.environ:
            return 1 if left.code else 0  # fish asks in this way whether there is anything to offer
        # Typer and rich leave in this way when whoever read stdout has gone (`| head -1`): what
        # was wanted has been read.
        return 0
    except typer.Abort:
        code = INTERRUPTED
    if code == INTERRUPTED:
        raise StoppedError("interrupted")
    return int(code or 0)


def _configured(app: TyperGroup, options: list[str], rest: list[str]) -> Defaults | None:
    """Read the config file, if there is one; what mends it must work with a broken one too."""
    if rest[:1] in (["--version"], ["--help"], ["-h"]):
        return None
    from cli.configuring import ConfigFileError, Defaults, config_path, read_config

    path = config_path(os.environ)
    if not path.exists():
        return None
    from cli.render.consoles import notice  # rich: only for who has a file

    try:
        values = read_config(path)
    except ConfigFileError as error:
        if rest[:1] in (["config"], ["doctor"], []) or {"--help", "-h", "--version"} & set(rest):
            notice(f"{error.message}.", quiet=manner().quiet)
            return None
        raise
    speak(manner_of(options, os.environ, values))
    return Defaults(app, values)


def _told(error: Exception, app: TyperGroup | None = None, line: Sequence[str] = ()) -> int:
    """Say what happened, on stderr and when it is asked for as JSON, and return the exit code."""
    from cli.render.consoles import notice
    from cli.render.errors import print_error, print_error_json

    if isinstance(error, typer.TyperException):
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message(), err=True)
            return USAGE
        from cli.mistakes import wrong_usage

        message, helping = wrong_usage(error, app, line)
        known: JobaiError = UsageError(message, hint=helping)
    elif isinstance(error, JobaiError):
        known = error
    elif isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        known = JobaiError(
            f"the system refused: {error.strerror or error}",
            hint="make room, or write to another disk" if full else None,
        )
    else:
        known = JobaiError(
            f"jobai failed unexpectedly: {type(error).__name__}: {error}",
            hint="this is a fault of jobai; run the command again with --debug and report it",
        )
    code = exit_code(known)
    if known.hint is None:
        known.hint = way_out(known, code)
    with suppress(OSError):  # stdout may be what failed; stderr still tells
        if "--json" in line:
            print_error_json(known, code)
    if isinstance(known, StoppedError):
        notice("Interrupted.", quiet=False)
    else:
        print_error(known)
    return code


def _print_traceback() -> None:
    """Print it without what a terminal would obey: it quotes errors, and they quote names."""
    from cli.render.printable import shown

    sys.stderr.write(shown(traceback.format_exc()))


def way_out(error: JobaiError, code: int) -> str | None:
    """Return what to type after an error that names nothing itself; None when it is no error."""
    if code == INTERRUPTED:
        return None
    if error.request_id is not None:
        return f"see every attempt: jobai usage show {error.request_id[:8]}"
    return {
        USAGE: "jobai --help",
        CREDENTIALS: "jobai providers test",
        QUOTA: "jobai usage quota",
        PROVIDER: "jobai usage log --status error",
        ANSWER: "jobai usage log",
    }.get(code, "jobai doctor")


def _leave(code: int) -> NoReturn:
    """Exit, without a word of Python's own when nobody reads stdout any more."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if code == 0 and not isinstance(error, BrokenPipeError):
            code = _told(error)
    # Python would look through all that is left for garbage, for up to a third of the whole time.
    gc.freeze()
    sys.exit(code)


def _forget_odd_sizes() -> None:
    """Leave out sizes of a terminal that are none: rich takes every digit for one that counts."""
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch(r"[0-9]{1,5}", os.environ.get(name, "1")):
            del os.environ[name]


def _open_closed_streams() -> None:
    """Give a process that was started without stdout or stderr (`>&-`) a place to write to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
