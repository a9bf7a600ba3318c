"""What the commands of `jobai usage` have in common: which calls they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import completing, completing_words

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from cli.runtime import Runtime
    from orchestrator.usage_lines import Dimension, Filter

Since = Annotated[
    str | None,
    typer.Option(
        metavar="WHEN", help="From then on: 30d, monday, last month, 2026-11, 2026-11-22T09:30."
    ),
]
Until = Annotated[
    str | None, typer.Option(metavar="WHEN", help="Until then, a named day or month included.")
]
Timezone = Annotated[
    str,
    typer.Option(
        metavar="ZONE",
        help="Where days begin: local, UTC, Europe/Berlin. Limits go by UTC.",
        autocompletion=completing_words.timezones,
    ),
]
AllUsers = Annotated[bool, typer.Option("--all-users", help="Of all users of this store.")]
Provider = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Only calls to this provider, or through one config of `jobai providers list`; a "
        "config that is called like a provider is config/NAME.",
        autocompletion=completing.callees,
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Only of this model, as it answered.",
        autocompletion=completing.models,
    ),
]
Task = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Only of this task, such as extraction.",
        autocompletion=completing.tasks_used,
    ),
]
Status = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Only success, error, pending or interrupted.",
        autocompletion=completing_words.words("success", "error", "pending", "interrupted"),
    ),
]
Plan = Annotated[
    str | None,
    typer.Option(
        metavar="NAME", help="Only under this plan.", autocompletion=completing_words.plans
    ),
]
AttemptKind = Annotated[
    str | None,
    typer.Option(
        metavar="KIND",
        help="Only first, retry, fallback or repair.",
        autocompletion=completing_words.words("first", "retry", "fallback", "repair"),
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which calls are asked for.

    Attributes:
        user_id: None for all users.
        since: From when (inclusive, aware); None from the start.
        until: Until when (exclusive, aware); None to the end.
        timezone: Of days, weeks and months.
        where: The value that fields must have.
        said: The same in the words of whoever asked.
    """

    user_id: str | None
    since: datetime | None
    until: datetime | None
    timezone: tzinfo
    where: dict[Filter, str]
    said: dict[Dimension, str]


async def asked(context: typer.Context, runtime: Runtime, *, now: datetime) -> Asked:
    """Read what a command was told; what it has no option for leaves everything in.

    Raises:
        InvalidInputError: for what is no time, no time zone, no span or no provider.
    """
    from orchestrator.periods import parse_span
    from orchestrator.timezones import timezone_named
    from orchestrator.usage_lines import FIELDS
    from profiles.errors import InvalidInputError

    told: dict[str, Any] = context.params
    for name in ("since", "until", *FIELDS):
        if (value := told.get(name)) is not None and not value.strip():
            option = f"--{name.replace('_', '-')}"
            raise InvalidInputError(
                f"{option} names nothing", hint=f"name it, or leave {option} out"
            )
    since: str | None = told["since"]
    until: str | None = told["until"]
    zone = timezone_named(told["timezone"])
    start = parse_span(since, now=now, timezone=zone).start if since else None
    end = parse_span(until, now=now, timezone=zone).end if until else None
    if start and end and start >= end:
        raise InvalidInputError(
            f"--since {since} is not before --until {until}", hint="name an earlier --since"
        )
    said: dict[Dimension, str] = {name: told[name] for name in FIELDS if told.get(name)}
    where: dict[Filter, str] = {name: told[name] for name in FIELDS if told.get(name)}
    if (provider := where.pop("provider", None)) is not None:
        from orchestrator.usage_providers import calls_of

        async with runtime.store.read() as session:
            kind, value = await calls_of(session, provider)
        where[kind] = value
    return Asked(None if told["all_users"] else runtime.user, start, end, zone, where, said)
