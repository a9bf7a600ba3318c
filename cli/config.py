"""`jobai config`: list, get, set, unset, path."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import completing_words
from cli.command import Command, Json, group

if TYPE_CHECKING:
    from pathlib import Path

    from cli.configuring import Said, Setting

app = group("What options are when you do not name them: list, get, set, unset, path.")

Key = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help="An option, or COMMAND.OPTION for one command alone.",
        autocompletion=completing_words.settings,
    ),
]


@app.command("list", cls=Command)
def list_(context: typer.Context, json: Json = False) -> None:
    """List what the config file sets, and what the environment says instead."""
    from cli.configuring import keys_in, read_config
    from cli.render import settings as render
    from cli.render.consoles import notice, print_json

    path = _path()
    values = read_config(path)
    found = [_said(context, key, values) for key in keys_in(values)]
    if json:
        print_json(render.settings_document(path, found))
    elif found:
        render.print_settings(found)
    else:
        notice(f"Nothing is set in {path}. For example: jobai config set paper letter", quiet=False)


@app.command(cls=Command)
def get(context: typer.Context, key: Key, json: Json = False) -> None:
    """Print what an option is: from the environment, else from the config file.

    Exits with 8 when neither says it.
    """
    from cli.configuring import read_config
    from cli.render import settings as render
    from cli.render.consoles import print_json
    from profiles.errors import NotFoundError

    _settings(context, key)
    path = _path()
    found = _said(context, key, read_config(path))
    if found.value is None:
        raise NotFoundError(f"{key} is not set", hint=f"jobai config set {key} VALUE")
    if json:
        print_json(render.settings_document(path, [found]))
    else:
        render.print_value(found)


@app.command("set", cls=Command)
def set_(
    context: typer.Context,
    key: Key,
    value: Annotated[
        list[str], typer.Argument(metavar="VALUE", help="Several for an option that takes several.")
    ],
    json: Json = False,
) -> None:
    """Set an option for all commands that have it, or for one. The line and the environment win.

    Examples:
        jobai config set paper letter
        jobai config set draft-cv.theme modern
        jobai config set db ~/applications/jobai.db
    """
    from cli.configuring import read_config
    from cli.render import settings as render
    from cli.render.consoles import print_json
    from cli.writing_config import parsed, write_setting

    given = parsed(_settings(context, key), key, value, context)
    path = _path()
    write_setting(path, key, given)
    found = _said(context, key, read_config(path))
    if json:
        print_json(render.settings_document(path, [found]))
    else:
        render.print_set(path, found)


@app.command(cls=Command)
def unset(key: Key, json: Json = False) -> None:
    """Take an option out of the config file."""
    from cli.render import settings as render
    from cli.render.consoles import print_json, print_text
    from cli.writing_config import remove_setting

    path = _path()
    remove_setting(path, key)
    if json:
        print_json(render.settings_document(path, []))
    else:
        print_text(f"{key} is no longer set in {path}.\n")


@app.command(cls=Command)
def path(json: Json = False) -> None:
    """Print where the config file is, whether it is there or not; JOBAI_CONFIG moves it."""
    from cli.render import settings as render
    from cli.render.consoles import print_json, print_text

    found = _path()
    if json:
        print_json(render.path_document(found))
    else:
        print_text(f"{found}\n")


def _path() -> Path:
    from cli.configuring import config_path

    return config_path(os.environ)


def _settings(context: typer.Context, key: str) -> list[Setting]:
    """Return the options that a key names.

    Raises:
        InvalidInputError: when there is none.
    """
    from difflib import get_close_matches

    from cli.command import did_you_mean
    from cli.configuring import find_settings, settings
    from profiles.errors import InvalidInputError

    root: Any = context.find_root().command
    found = find_settings(root, key)
    if not found:
        known = {name for one in settings(root) for name in (one.key, one.name)}
        near = get_close_matches(key, sorted(known), n=2)
        raise InvalidInputError(
            f"no option is called {key!r}",
            hint=did_you_mean(near) if near else "name an option of a command's --help",
        )
    return found


def _said(context: typer.Context, key: str, values: dict[str, Any]) -> Said:
    from cli.configuring import said

    return said(context.find_root().command, key, values, os.environ)
