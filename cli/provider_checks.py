"""`jobai providers test`: does a provider work, and what can it do?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Json
from cli.provider_names import NameOrAll

if TYPE_CHECKING:
    from cli.runtime import Runtime
    from orchestrator.live_tests import CheckKind
    from orchestrator.provider_tests import Live


def check(
    context: typer.Context,
    name: NameOrAll = None,
    live: Annotated[
        bool,
        typer.Option("--live", help="Also a small call each of text, image, schema; it costs."),
    ] = False,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Of the live calls only these: text, image, schema.",
            autocompletion=completing_words.list_of("text", "image", "schema"),
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Live: ask this model, not the one of your routes."),
    ] = None,
    json: Json = False,
) -> None:
    """Ask each provider for its list of models: that proves the key and costs nothing.

    With --live it also answers: a text, a picture, a schema. The calls are small, count against
    your limits and are in the ledger as task provider_test.

    Examples:
        jobai providers test
        jobai providers test gemini --live
        jobai providers test ollama --live --only text,schema --json
    """
    from cli.render import provider_tests as render
    from cli.render.consoles import print_json
    from cli.render.progress import working
    from cli.runtime import run
    from orchestrator.provider_tests import run_tests

    checks = _checks(live=live, only=only, model=model)

    async def work(runtime: Runtime) -> int:
        wanted = _live(runtime.user, model, checks) if live else None
        with working(f"Asking {name or 'every provider'}", quiet=runtime.invocation.quiet or json):
            results = await run_tests(runtime.store, runtime.settings, name, wanted)
        if json:
            print_json(render.tests_document(results))
        else:
            render.print_tests(results, quiet=runtime.invocation.quiet)
        return render.tests_exit_code(results)

    raise typer.Exit(run(context, work))


def _checks(*, live: bool, only: str | None, model: str | None) -> list[CheckKind]:
    from typing import get_args

    from orchestrator.live_tests import CheckKind
    from profiles.errors import InvalidInputError
    from profiles.naming import meant

    known: tuple[CheckKind, ...] = get_args(CheckKind)
    if not live and (only is not None or model is not None):
        raise InvalidInputError(
            "--only and --model are for live tests", hint="add --live, which costs a little"
        )
    wanted = [one.strip() for one in (only or ",".join(known)).split(",") if one.strip()]
    for one in wanted:
        if one not in known:
            raise InvalidInputError(
                f"there is no test {one!r}{meant(one, known)}", hint="choose text, image, schema"
            )
    return [one for one in known if one in wanted]


def _live(user: str, model: str | None, checks: list[CheckKind]) -> Live:
    from orchestrator.provider_tests import Live

    return Live(user, model, checks)
