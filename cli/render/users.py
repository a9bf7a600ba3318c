"""Users with their plans and what they spent, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show
from cli.render.errors import SCHEMA_VERSION
from cli.render.plans import last_day
from orchestrator.spend import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cli.documents.limits import SpendDocument, UsersDocument
    from orchestrator.spend import Spend
    from profiles.people import Person


def print_users(found: Sequence[Person], spent: Mapping[str, Spend]) -> None:
    """Print a line for each user; calls and cost are those of this month."""
    from rich.table import Table
    from rich.text import Text

    named, ending = any(one.name for one in found), any(one.until for one in found)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("User", overflow="fold")
    if named:
        table.add_column("Name", overflow="fold")
    table.add_column("Plan", no_wrap=True)
    table.add_column("Since", no_wrap=True)
    if ending:
        table.add_column("Until", no_wrap=True)
    table.add_column("Calls", justify="right", no_wrap=True)
    table.add_column("Cost this month", justify="right")
    for person in found:
        spend = spent.get(person.user_id, NOTHING)
        row = [Text(person.user_id)]
        row += [Text(person.name or "")] if named else []
        row += [Text(person.plan or "none"), Text(words.day(person.since) if person.since else "")]
        row += [Text(last_day(person.until) if person.until else "")] if ending else []
        cost = words.usd(spend.cost_nano_usd, unpriced=spend.unpriced)
        table.add_row(*row, f"{spend.calls:,}", cost)
    show(table)


def users_document(found: Sequence[Person], spent: Mapping[str, Spend]) -> UsersDocument:
    """Return the users as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "users": [
            {
                "user": person.user_id,
                "name": person.name,
                "created_at": person.created_at.isoformat(),
                "plan": person.plan,
                "starts_at": person.since.isoformat() if person.since else None,
                "ends_at": person.until.isoformat() if person.until else None,
                "this_month": spend_document(spent.get(person.user_id, NOTHING)),
            }
            for person in found
        ],
    }


def spend_document(spend: Spend) -> SpendDocument:
    """Return what was spent this month as JSON."""
    return {
        "calls": spend.calls,
        "errors": spend.errors,
        "unpriced": spend.unpriced,
        "cost_nano_usd": spend.cost_nano_usd,
        "cost_usd": spend.cost_nano_usd / 1_000_000_000,
        "cost_is_lower_bound": spend.unpriced > 0,
    }
