"""`jobai providers routes`: show, set, reset, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Command, Json, ShowingGroup, group

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("Which models each plan asks for each task: show, set, reset, explain.", ShowingGroup)

Plan = Annotated[
    str,
    typer.Argument(
        metavar="PLAN",
        help="freemium, pro_monthly, ...",
        autocompletion=completing_words.plans,
    ),
]
Task = Annotated[
    str,
    typer.Argument(
        metavar="TASK",
        help="extraction, cv_draft, cover_letter, any (other), yours.",
        autocompletion=completing_words.tasks,
    ),
]


@app.command(cls=Command)
def show(
    context: typer.Context,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="PLAN", help="Only of this plan.", autocompletion=completing_words.plans
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Show the models that each plan asks for each task, in this order.

    A link that is gone, down or has no key is passed over.

    Examples:
        jobai providers routes
        jobai providers routes --plan pro_monthly --json
    """
    from cli.render import routes as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.routes import all_routes
    from profiles.accounts import require_plan

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            if plan is not None:
                await require_plan(session, plan)
            found = [one for one in await all_routes(session) if plan in {None, one.plan}]
        if json:
            print_json(render.routes_document(found))
        else:
            render.print_routes(found)

    run(context, work)


@app.command("set", cls=Command)
def set_(
    context: typer.Context,
    plan: Plan,
    task: Task,
    models: Annotated[
        list[str],
        typer.Argument(metavar="MODEL", help="First asked first; openai:qwen3 says whose it is."),
    ],
    new_plan: Annotated[
        bool, typer.Option("--new-plan", help="Make the plan, if there is none of that name.")
    ] = False,
    json: Json = False,
) -> None:
    """Change which models a plan asks for a task, from now on.

    Examples:
        jobai providers routes set pro_monthly cv_draft gemini-3.8-flash claude-sonnet-5-5
        jobai providers routes set freemium any openai:qwen3
        jobai providers routes set team any gpt-6-luna --new-plan
    """
    from cli.render import routes as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.routes import link_of, set_route

    links = [link_of(model) for model in models]

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            route = await set_route(session, plan, task, links, new_plan=new_plan)
        if json:
            print_json(render.route_document(route))
        for line in render.told(route):
            notice(line, quiet=runtime.invocation.quiet or json)

    run(context, work)


@app.command(cls=Command)
def reset(
    context: typer.Context,
    plan: Annotated[
        str | None,
        typer.Argument(
            metavar="PLAN", help="All of them without it.", autocompletion=completing_words.plans
        ),
    ] = None,
    task: Annotated[
        str | None,
        typer.Argument(
            metavar="TASK", help="All of them without it.", autocompletion=completing_words.tasks
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Go back to the routes that jobai ships. A route of your own is taken away.

    Examples:
        jobai providers routes reset pro_monthly cv_draft
        jobai providers routes reset
    """
    from cli.render import routes as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.routes import reset_routes

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            gone = await reset_routes(session, plan, task)
        if json:
            print_json(render.reset_document(gone))
        notice(render.told_reset(gone), quiet=runtime.invocation.quiet or json)

    run(context, work)


@app.command(cls=Command)
def explain(
    context: typer.Context,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="PLAN",
            help="This plan instead of yours.",
            autocompletion=completing_words.plans,
        ),
    ] = None,
    task: Annotated[
        str,
        typer.Option(
            metavar="TASK",
            help="extraction, cv_draft, cover_letter, any, yours.",
            autocompletion=completing_words.tasks,
        ),
    ] = "extraction",
    provider: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="As with --provider of a call.",
            autocompletion=completing_words.providers,
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="As with --model of a call.")
    ] = None,
    json: Json = False,
) -> None:
    """Say where a call would go now: who is asked first, who next, and who is not and why.

    Nothing is sent.

    Examples:
        jobai providers explain --task cv_draft
        jobai providers explain --plan pro_monthly --task cv_draft --json
    """
    from cli.render import explanations as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.explain import explain as explained
    from orchestrator.routing import provider_type

    kind = provider_type(provider) if provider is not None else None

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            found = await explained(
                session,
                runtime.settings,
                task=task,
                user_id=runtime.user,
                plan=plan,
                provider=kind,
                model=model,
            )
        if json:
            print_json(render.explanation_document(found))
        else:
            render.print_explanation(found)

    run(context, work)
