"""What was wrong with a line, in words of jobai's own, and what was likely meant."""

from __future__ import annotations

import re
import shlex
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from cli.command import GLOBAL_VALUES, did_you_mean
from cli.manner import FLAGS
from profiles.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer import TyperException

OTHER_WORDS = {
    "cv": ["draft-cv"],
    "resume": ["draft-cv"],
    "draft": ["draft-cv", "draft-letter"],
    "letter": ["draft-letter"],
    "cover-letter": ["draft-letter"],
    "read": ["extract"],
    "fetch": ["extract"],
    "add": ["extract", "providers add"],
    "check": ["verify", "profile check", "usage check"],
    "login": ["providers add"],
    "auth": ["providers add"],
    "key": ["providers add"],
    "keys": ["providers add", "providers list"],
    "setup": ["providers add"],
    "init": ["profile import", "providers add"],
    "models": ["providers models"],
    "settings": ["config list"],
    "cost": ["usage report"],
    "costs": ["usage report"],
    "spend": ["usage report"],
    "status": ["doctor"],
    "search": ["jobs match"],
    "migrate": ["db upgrade"],
    "version": ["--version"],
    "completion": ["--install-completion"],
}
"""What people type for commands that are called otherwise."""

_NO_NUMBER = re.compile(r"Input should be a valid (integer|number)(,[^.]*)?")
_BOUND = re.compile(r"Input should be (greater|less) than or equal to (\S+)")
_CHOICES = re.compile(r"'([^']*)' is not one of (.*?)\.?$", re.DOTALL)
_TOO_MUCH = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", re.DOTALL)
_FILE = re.compile(r"\S+\.(pdf|docx|html|md|txt|json|yaml|csv|jsonl|parquet)", re.IGNORECASE)
_NEARLY = 0.7


def wrong_usage(error: TyperException, command: Any, line: Sequence[str]) -> tuple[str, str]:
    """Return what was wrong with a line, and the command to type for help.

    Typer keeps its usage errors to itself; only their root is public.

    Args:
        error: Of Typer.
        command: The whole of `jobai`.
        line: What was typed, without the options that every command obeys.
    """
    message = plain(error.format_message())
    context: Any = getattr(error, "ctx", None)
    mistyped: str | None = getattr(error, "option_name", None)
    if mistyped is not None and message.startswith("No such option"):
        message = f"No such option: {mistyped}.{_option_meant(mistyped, context)}"
    if (extra := _TOO_MUCH.match(message)) is not None:
        message = f"Too much on the line: {extra[1]}.{_extra_meant(extra[1], context)}"
    param: Any = getattr(error, "param", None)
    if context is not None and param is not None:
        source = context.get_parameter_source(param.name)
        if source is not None and source.name == "DEFAULT_MAP":
            message += " That is what your config file says: jobai config list"
    path = context.command_path if context is not None else " ".join(_path(command, line))
    listed = "jobai jobs list, or " if _is_job(param) else ""
    return message, f"{listed}{path} --help"


def plain(message: str) -> str:
    """Return what Typer says of a value without the words of the libraries that it asks."""
    said = message.replace("Value error, ", "")
    whole = {"integer": "that is not a whole number", "number": "that is not a number"}
    said = _NO_NUMBER.sub(lambda found: whole[found[1]], said)
    least = {"greater": "at least", "less": "at most"}
    said = _BOUND.sub(lambda found: f"it is {least[found[1]]} {found[2]}", said)
    choices = _CHOICES.search(said)
    if choices is None:
        return said
    near = nearest(choices[1], re.findall(r"'([^']*)'", choices[2]))
    return f"{said} {did_you_mean([near])}" if near else said


def _option_meant(mistyped: str, context: Any) -> str:
    known = [*GLOBAL_VALUES, *FLAGS]
    if context is not None:
        known += [name for param in context.command.get_params(context) for name in param.opts]
    near = get_close_matches(mistyped, list(dict.fromkeys(known)), n=1, cutoff=_NEARLY)
    return f" {did_you_mean(near)}" if near else ""


def _extra_meant(extra: str, context: Any) -> str:
    """Ask for the option that was left out before a bare word: a job's, or a file to write."""
    if context is None:
        return ""
    options = {name for param in context.command.get_params(context) for name in param.opts}
    words = extra.split()
    if "--output" in options and len(words) == 1 and _FILE.fullmatch(extra):
        return f" {did_you_mean([f'--output {extra}'])}"
    if "--job" not in options or context.params.get("job"):
        return ""
    jobs = words if all(word.isdecimal() for word in words) else [extra]
    return f" {did_you_mean([' '.join(f'--job {shlex.quote(job)}' for job in jobs)])}"


def _is_job(param: Any) -> bool:
    return param is not None and param.name in {"job", "jobs"}


def _path(command: Any, line: Sequence[str]) -> list[str]:
    """Return the command's words at the beginning of a line."""
    found = ["jobai"]
    for word in line:
        if word not in getattr(command, "commands", {}):
            break
        command = command.commands[word]
        found.append(word)
    return found
