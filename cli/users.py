"""`jobai users`: list, add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing_words
from cli.command import Command, Json, group
from cli.plan import From, Until

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("Who uses this store, on which plan, and at what cost: list, add.")


@app.command("list", cls=Command)
def list_(context: typer.Context, json: Json = False) -> None:
    """List users with their plan, and their calls and cost this month (UTC).

    Examples:
        jobai users list
        jobai users list --json
    """
    from cli.render import users as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.spend import spend_this_month
    from profiles.people import people
    from profiles.store.base import utc_now

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            found = await people(session)
            spent = await spend_this_month(session, "user_id", utc_now())
        if json:
            print_json(render.users_document(found, spent))
        else:
            render.print_users(found, spent)

    run(context, work, for_user=False)


@app.command(cls=Command)
def add(
    context: typer.Context,
    user: Annotated[str, typer.Argument(metavar="ID", help="What --user will name.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The person's name, for your lists only.")
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="PLAN",
            help="freemium if you name none.",
            autocompletion=completing_words.plans,
        ),
    ] = None,
    starts: From = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Add a user. A plan with an end is laid over freemium, which then holds again.

    Examples:
        jobai users add ann
        jobai users add bob --name "Bob Ray" --plan pro_monthly --until 2027-01-31
    """
    from cli.dates import beginning, ending
    from cli.render import plans
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.plans import terms_of
    from profiles.accounts import new_user
    from profiles.store.users import FREEMIUM
    from profiles.subscriptions import set_plan

    starts_at, ends_at = beginning("--from", starts), ending("--until", until)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            await new_user(session, user, name=name)
            set_ = await set_plan(
                session, user, plan or FREEMIUM, starts_at=starts_at, ends_at=ends_at
            )
            terms = await terms_of(session, user, set_)
        if json:
            print_json(plans.user_document(user, name, terms))
        notice(f"Added. {plans.told(user, terms)}", quiet=runtime.invocation.quiet or json)

    run(context, work, for_user=False)
