"""The command `jobai`: its commands by name, each imported only when it is run."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from cli import __version__, completing
from cli.boundary import run_app
from cli.command import Command, Group
from cli.context import DEFAULT_USER, Invocation
from cli.manner import manner
from cli.tree import Commands, build_group

_root = Commands(
    name="jobai",
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"jobai {__version__}")
        raise typer.Exit


@_root.callback()
def jobai(
    context: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(
            envvar="JOBAI_DB",
            metavar="URL|FILE",
            help="The store; a file in your data folder if you name none.",
        ),
    ] = None,
    user: Annotated[
        str,
        typer.Option(
            envvar="JOBAI_USER",
            metavar="NAME",
            help="Whose jobs, plan and usage.",
            autocompletion=completing.users,
        ),
    ] = DEFAULT_USER,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet/--no-quiet", "-q", envvar="JOBAI_QUIET", help="Only results and errors."
        ),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose/--no-verbose",
            "-v",
            envvar="JOBAI_VERBOSE",
            help="Say what is read, who is asked, and the tokens and cost of each call.",
        ),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug/--no-debug",
            envvar="JOBAI_DEBUG",
            help="The same with times and more, and the traceback of an error.",
        ),
    ] = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain/--no-plain",
            envvar="JOBAI_PLAIN",
            help="For screen readers and simple terminals: lines of words, no tables, no colour, "
            "nothing that moves.",
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Read job postings, draft CVs and letters from what you really did, see what AI calls cost.

    The options below may stand anywhere on the line. Every command has its own --help.

    Examples:
        jobai extract https://example.com/careers/42
        jobai profile import resume.json
        jobai draft-cv --job 1 --output cv.md
    """
    context.obj = Invocation(db=db, user=user, quiet=manner().quiet)
    if context.invoked_subcommand is None:
        from cli.next_steps import greeting
        from cli.render.help import greeting_text

        typer.echo(greeting_text(greeting(context.obj)))


_READ = "Read and draft"
_KEEP = "Keep"
_SET_UP = "Set up and check"

_COMMANDS = (
    ("extract", "cli.extract:extract", _READ,
     "Read job postings and keep them. What a model has read before is not paid for again."),
    ("draft-cv", "cli.draft:draft_cv", _READ,
     "Draft a CV for a job. Every line is traced to your master profile."),
    ("draft-letter", "cli.draft:draft_letter", _READ,
     "Draft a cover letter for a job. Every factual sentence is traced to your master "
     "profile."),
    ("verify", "cli.verify:verify", _READ,
     "Check that a CV or letter says no more than your master profile, also one written "
     "elsewhere."),
    ("jobs", "cli.jobs:app", _KEEP,
     "The jobs you have read: list, show, match, rm."),
    ("drafts", "cli.drafts:app", _KEEP,
     "The CVs and letters you have drafted: list, show, diff, edit, render, rm."),
    ("profile", "cli.profile:app", _KEEP,
     "Your master profile, what you really did: import, show, edit, check."),
    ("providers", "cli.providers:app", _SET_UP,
     "The AI providers that jobai may ask, their keys, models, routes, prices and limits: "
     "add, list, test, use, remove, models, routes, explain, ..."),
    ("plan", "cli.plan:app", _SET_UP,
     "Your plan, its models and its limits: show, set, end, limits."),
    ("users", "cli.users:app", _SET_UP,
     "Who uses this store, on which plan, and at what cost: list, add."),
    ("usage", "cli.usage:app", _SET_UP,
     "What AI calls used and what they cost: report, log, show, quota, check, export."),
    ("doctor", "cli.doctor:doctor", _SET_UP,
     "Check the store, keys, config file, disk, plan, models, clock, and servers of your "
     "own."),
    ("config", "cli.config:app", _SET_UP,
     "What options are when you do not name them: list, get, set, unset, path."),
    ("db", "cli.db:app", _SET_UP,
     "The store of everything: path, upgrade, backup, restore, copy, vacuum, partition."),
    ("schema", "cli.schema:schema", _SET_UP,
     "Print the JSON Schema of what a command prints with --json; all their names if you name "
     "none."),
)  # fmt: skip
"""In the order of the help. What it says of each stands here too, so that it need not import them
all; a test holds the two together.
"""

for _name, _target, _panel, _text in _COMMANDS:
    _root.at(_name, _target, panel=_panel, text=_text)

app = build_group(_root, Command)


def main() -> None:
    """Run the command line and exit with its code."""
    # What imports make stays; to look through it for garbage takes an eighth of a command's time.
    gc.set_threshold(300_000, 20, 50)
    run_app(app)


if __name__ == "__main__":
    main()
