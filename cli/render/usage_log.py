"""Single calls: a list of the latest, one that goes on, and one call with all its attempts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from cli.render import words
from cli.render.consoles import notice, print_json, show, stdout
from cli.render.errors import SCHEMA_VERSION
from profiles.money import NANO_PER_USD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from rich.table import Table
    from rich.text import Text

    from cli.documents.usage import (
        AttemptDocument,
        CallDocument,
        CallHistory,
        FollowedCall,
        LogDocument,
    )
    from orchestrator.usage_log import LoggedAttempt, LoggedCall, LogPage

Following = Callable[["LoggedCall"], None]

_STYLES = {"success": "green", "error": "bold red", "pending": "yellow", "interrupted": "yellow"}
_ID_SHOWN = 8
"""How much of a request id a table shows: `usage show` takes a beginning."""
_WIDE = 110


def print_log(page: LogPage, timezone: tzinfo, *, all_users: bool) -> None:
    """Print calls, newest first, and how to come to the next page."""
    table = _table(all_users=all_users)
    for call in page.calls:
        table.add_row(*_cells(call, timezone, all_users=all_users))
    show(table)
    if page.more:
        last = page.calls[-1].request_id[:_ID_SHOWN]
        notice(f"More: add --before {last}", quiet=False)


def following(timezone: tzinfo, *, all_users: bool, as_json: bool) -> Following:
    """Return what prints one call a line, as they come."""
    if as_json:
        return lambda call: print_json(_followed(call), one_line=True)
    console = stdout()

    def told(call: LoggedCall) -> None:
        cells = [cell for cell in _cells(call, timezone, all_users=all_users) if cell.plain]
        line = cells[0].copy()
        for cell in cells[1:]:
            line = line + "  " + cell
        console.print(line, soft_wrap=True)
        console.file.flush()

    return told


def _followed(call: LoggedCall) -> FollowedCall:
    return {"schema_version": SCHEMA_VERSION, **_call(call)}


def log_document(page: LogPage) -> LogDocument:
    """Return a page of calls as JSON, newest first."""
    return {
        "schema_version": SCHEMA_VERSION,
        "calls": [_call(call) for call in page.calls],
        "more": page.more,
    }


def print_call(call: LoggedCall, reasons: Sequence[str], names: Mapping[str, str]) -> None:
    """Print a call, and below it each attempt with why it was made and how it ended."""
    from rich.text import Text

    first, last = call.attempts[0], call.last
    console = stdout()
    console.print(
        Text.assemble(
            "Request ", (call.request_id, "bold"), ", ", (last.status, _STYLES.get(last.status, ""))
        )
    )
    console.print(
        f"{words.local_time(first.created_at)}, {first.task} for {first.user_id} "
        f"on {first.plan}: {_money(call)}",
        markup=False,
    )
    for attempt, reason in zip(call.attempts, reasons, strict=True):
        console.print()
        title = f"{attempt.attempt}. {attempt.attempt_kind}: {attempt.provider} {attempt.model}"
        console.print(
            Text.assemble(
                (title, "bold"),
                f" by {names.get(attempt.credential, attempt.credential)}, ",
                (attempt.status, _STYLES.get(attempt.status, "")),
            )
        )
        for name, text in _told(attempt, reason):
            console.print(Text.assemble((f"   {name}: ", "dim"), text))


def call_document(call: LoggedCall, reasons: Sequence[str]) -> CallHistory:
    """Return a call with all its attempts as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        **_call(call),
        "attempts": [
            _attempt(attempt, reason)
            for attempt, reason in zip(call.attempts, reasons, strict=True)
        ],
    }


def _table(*, all_users: bool) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Began", no_wrap=True)
    table.add_column("Request", no_wrap=True)
    if all_users:
        table.add_column("User", overflow="ellipsis", no_wrap=True)
    table.add_column("Task", no_wrap=True)
    table.add_column("Model", overflow="ellipsis")  # what gives way when there is no room
    table.add_column("Ended", no_wrap=True)
    if stdout().width >= _WIDE:
        for name in ("Tries", "Input", "Output", "Time"):
            table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Cost", justify="right", no_wrap=True)
    return table


def _cells(call: LoggedCall, timezone: tzinfo, *, all_users: bool) -> list[Text]:
    from rich.text import Text

    last = call.last
    ended = last.status if last.status != "error" else last.error_type or "error"
    user = [last.user_id] if all_users else []
    wide: list[str] = []
    if stdout().width >= _WIDE:
        wide = [
            f"{len(call.attempts)}",
            f"{call.input_tokens:,}",
            f"{call.output_tokens:,}",
            f"{call.latency_ms / 1000:,.1f} s",
        ]
    return [
        Text(f"{call.attempts[0].created_at.astimezone(timezone):%m-%d %H:%M}"),
        Text(call.request_id[:_ID_SHOWN]),
        *map(Text, user),
        Text(last.task),
        Text(last.served_model or last.model),
        Text(ended.removesuffix("Error"), style=_STYLES.get(last.status, "")),
        *map(Text, wide),
        Text(_money(call)),
    ]


def _money(call: LoggedCall) -> str:
    text = words.usd(call.cost_nano_usd, unpriced=call.unpriced)
    if call.last.is_open:
        return f"up to {text}"
    return f"{text}, estimated" if call.estimated else text


def _told(attempt: LoggedAttempt, reason: str) -> list[tuple[str, str]]:
    counts = [
        (attempt.cached_input_tokens, "cached"),
        (attempt.cache_write_tokens, "written to the cache"),
    ]
    parts = "".join(f", {count:,} {what}" for count, what in counts if count)
    reasoning = f", {attempt.reasoning_tokens:,} reasoning" if attempt.reasoning_tokens else ""
    told = [("why", reason)]
    if attempt.error_type:
        http = f" (HTTP {attempt.http_status})" if attempt.http_status else ""
        told.append(("error", f"{attempt.error_type}{http}: {attempt.error_message or ''}"))
    if attempt.is_open:
        told.append(("held", f"{attempt.held_tokens:,} tokens until it ends"))
    else:
        source = ", an estimate" if attempt.usage_source == "estimate" else ""
        told.append(
            (
                "tokens",
                f"{attempt.input_tokens or 0:,} in{parts}; "
                f"{attempt.output_tokens or 0:,} out{reasoning}{source}",
            )
        )
    cost = attempt.counted_cost_nano_usd
    price = f" by {attempt.price_version}" if attempt.price_version else ""
    told.append(("cost", "no price is known" if cost is None else f"{words.usd(cost)}{price}"))
    if attempt.served_model and attempt.served_model != attempt.model:
        told.append(("answered by", attempt.served_model))
    if attempt.latency_ms is not None:
        told.append(("time", f"{attempt.latency_ms / 1000:,.2f} s"))
    told += [
        (name, value)
        for name, value in (
            ("finished", attempt.finish_detail),
            ("left out", attempt.dropped_params),
            ("provider's id", attempt.provider_request_id),
        )
        if value
    ]
    return told


def _call(call: LoggedCall) -> CallDocument:
    first, last = call.attempts[0], call.last
    return {
        "request_id": call.request_id,
        "user": last.user_id,
        "plan": last.plan,
        "task": last.task,
        "provider": last.provider,
        "model": last.model,
        "served_model": last.served_model,
        "status": last.status,
        "error_type": last.error_type,
        "attempt_count": len(call.attempts),
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cost_nano_usd": call.cost_nano_usd,
        "cost_usd": call.cost_nano_usd / NANO_PER_USD,
        "unpriced": call.unpriced,
        "estimated": call.estimated,
        "cost_is_lower_bound": call.unpriced > 0,
        "latency_ms": call.latency_ms,
        "created_at": first.created_at.isoformat(),
        "settled_at": last.settled_at.isoformat() if last.settled_at else None,
    }


def _attempt(attempt: LoggedAttempt, reason: str) -> AttemptDocument:
    values: dict[str, Any] = asdict(attempt)
    for name in ("row_id", "request_id", "user_id", "plan", "task"):
        del values[name]
    for name in ("created_at", "lease_until", "settled_at"):
        values[name] = values[name].isoformat() if values[name] else None
    return cast("AttemptDocument", {**values, "reason": reason})
