"""The command `jobai`: its commands by name, each imported only when it is run."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli import (
    completing,
    config,
    doctor,
    draft,
    drafts,
    extract,
    jobs,
    plan,
    profile,
    providers,
    usage,
    users,
    verify,
)
from cli import db as db_group
from cli.boundary import run_app
from cli.command import Command, Group
from cli.context import DEFAULT_USER, Invocation

_ORDER = (
    "extract",
    "draft-cv",
    "draft-letter",
    "verify",
    "jobs",
    "drafts",
    "profile",
    "providers",
    "plan",
    "users",
    "usage",
)
"""First in the help what is done first; the rest follows as it is listed below."""


class _InOrder(Group):
    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order of the help's panels."""
        known = super().list_commands(ctx)
        return [*_ORDER, *(name for name in known if name not in _ORDER)]


app = typer.Typer(
    name="jobai",
    cls=_InOrder,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"jobai {version('jobai')}")
        raise typer.Exit


@app.callback()
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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with an error.")] = False,
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
    context.obj = Invocation(db=db, user=user, quiet=quiet, debug=debug)
    if context.invoked_subcommand is None:
        from cli.render.help import greeting

        typer.echo(greeting())


app.command("extract", cls=Command, rich_help_panel="Read and draft")(extract.extract)
app.command("draft-cv", cls=Command, rich_help_panel="Read and draft")(draft.draft_cv)
app.command("draft-letter", cls=Command, rich_help_panel="Read and draft")(draft.draft_letter)
app.command("verify", cls=Command, rich_help_panel="Read and draft")(verify.verify)
app.add_typer(jobs.app, name="jobs", rich_help_panel="Keep")
app.add_typer(drafts.app, name="drafts", rich_help_panel="Keep")
app.add_typer(profile.app, name="profile", rich_help_panel="Keep")
app.add_typer(providers.app, name="providers", rich_help_panel="Set up and check")
app.add_typer(plan.app, name="plan", rich_help_panel="Set up and check")
app.add_typer(users.app, name="users", rich_help_panel="Set up and check")
app.add_typer(usage.app, name="usage", rich_help_panel="Set up and check")
app.add_typer(config.app, name="config", rich_help_panel="Set up and check")
app.add_typer(db_group.app, name="db", rich_help_panel="Set up and check")
app.command("doctor", cls=Command, rich_help_panel="Set up and check")(doctor.doctor)


def main() -> None:
    """Run the command line and exit with its code."""
    run_app(app)


if __name__ == "__main__":
    main()
