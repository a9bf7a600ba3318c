"""The command `jobai`: its commands by name, each imported only when it is run."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli import doctor, draft, extract, jobs, plan, profile, providers, usage
from cli.boundary import run_app
from cli.context import DEFAULT_USER, Invocation

_EPILOG = (
    "Exit codes: 0 done, 1 a fault of jobai, 2 wrong usage, 3 nothing to read or no posting, "
    "4 no provider or its credentials refused, 5 over a quota, 6 the provider failed, "
    "7 an answer that cannot be used, 8 no such thing, 130 interrupted."
)

_ORDER = ("extract", "draft-cv", "draft-letter", "jobs", "profile")
"""First in the help what is done first; the rest follows as it is listed below."""


class _InOrder(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order of the help's panels."""
        known = super().list_commands(ctx)
        return [*_ORDER, *(name for name in known if name not in _ORDER)]


app = typer.Typer(
    name="jobai",
    cls=_InOrder,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=_EPILOG,
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
            help="The store. Default: a file in your data folder.",
        ),
    ] = None,
    user: Annotated[
        str, typer.Option(envvar="JOBAI_USER", help="Whose jobs, plan and usage.")
    ] = DEFAULT_USER,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only results and errors.")] = False,
    debug: Annotated[bool, typer.Option(help="Show a traceback with an error.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Read job postings, draft CVs and letters from what you really did, see what AI calls cost.

    The options below may stand anywhere on the line.
    """
    context.obj = Invocation(db=db, user=user, quiet=quiet, debug=debug)


app.command("extract", rich_help_panel="Work")(extract.extract)
app.command("draft-cv", rich_help_panel="Work")(draft.draft_cv)
app.command("draft-letter", rich_help_panel="Work")(draft.draft_letter)
app.add_typer(jobs.app, name="jobs", rich_help_panel="Keep")
app.add_typer(profile.app, name="profile", rich_help_panel="Keep")
app.add_typer(providers.app, name="providers", rich_help_panel="Set up and account")
app.add_typer(plan.app, name="plan", rich_help_panel="Set up and account")
app.add_typer(usage.app, name="usage", rich_help_panel="Set up and account")
app.command("doctor", rich_help_panel="Set up and account")(doctor.doctor)


def main() -> None:
    """Run the command line and exit with its code."""
    run_app(app)


if __name__ == "__main__":
    main()
