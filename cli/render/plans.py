"""A plan as tables and as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION
from cli.render.limits import limit_documents, print_limits
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cli.documents.limits import AddedUser, PlanDocument, PlanTerms, TermDocument
    from orchestrator.plans import PlanOverview, Term, Terms

_ANY = "any other task"


def print_plan(overview: PlanOverview) -> None:
    """Print a plan: since when, who is asked for what, and what is left of its limits."""
    from rich.table import Table
    from rich.text import Text

    console = stdout()
    term = overview.term
    console.print(Text.assemble("Plan ", (overview.plan, "bold"), f", user {overview.user_id}"))
    console.print(Text(f"Since {words.day(term.starts_at)}, {_end(term, overview.next_plan)}"))
    for coming in _to_come(overview.terms):
        end = f" until {last_day(coming.ends_at)}" if coming.ends_at else ""
        console.print(Text(f"Then {coming.plan} from {words.day(coming.starts_at)}{end}"))
    console.print()
    routes = Table(box=None, pad_edge=False, header_style="bold")
    routes.add_column("Task", no_wrap=True)
    routes.add_column("Asked in this order", overflow="fold")
    for task, links in overview.routes.items():
        routes.add_row(_ANY if task == "*" else task, ", then ".join(link.model for link in links))
    show(routes)
    console.print()
    print_limits(overview.limits)


def told(user: str, terms: Terms) -> str:
    """Say what was set, and what comes after it."""
    term = terms.set_
    if term.ends_at is not None and term.ends_at <= utc_now():
        return f"{user} is on {terms.next_plan} now; {term.plan} has ended."
    begins = f"from {words.day(term.starts_at)}" if term.starts_at > utc_now() else "now"
    if term.ends_at is None:
        return f"{user} is on {term.plan} {begins}."
    after = f", then on {terms.next_plan} again" if terms.next_plan else ""
    return f"{user} is on {term.plan} {begins}, until {last_day(term.ends_at)}{after}."


def plan_document(overview: PlanOverview) -> PlanDocument:
    """Return a plan as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "user": overview.user_id,
        "plan": overview.plan,
        "starts_at": overview.term.starts_at.isoformat(),
        "ends_at": _iso(overview.term.ends_at),
        "next_plan": overview.next_plan,
        "subscriptions": _terms(overview.terms),
        "routes": {
            task: [{"provider": link.provider, "model": link.model} for link in links]
            for task, links in overview.routes.items()
        },
        "limits": limit_documents(overview.limits),
    }


def terms_document(user: str, terms: Terms) -> PlanTerms:
    """Return a plan that was set as JSON."""
    term = terms.set_
    return {
        "schema_version": SCHEMA_VERSION,
        "user": user,
        "plan": term.plan,
        "starts_at": term.starts_at.isoformat(),
        "ends_at": _iso(term.ends_at),
        "next_plan": terms.next_plan,
        "subscriptions": _terms(terms.terms),
    }


def user_document(user: str, name: str | None, terms: Terms) -> AddedUser:
    """Return a user who was added as JSON."""
    return {**terms_document(user, terms), "name": name}


def last_day(ends_at: datetime) -> str:
    """Return the last day, included, of a time that ends; with the hour when it is not midnight."""
    local = ends_at.astimezone()
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{local.date() - timedelta(days=1):%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M}"


def _end(term: Term, following: str | None) -> str:
    if term.ends_at is None:
        return "without an end"
    after = f"then {following} again" if following else "then no plan"
    return f"until {last_day(term.ends_at)}; {after}"


def _to_come(terms: Iterable[Term]) -> list[Term]:
    now = utc_now()
    return sorted((one for one in terms if one.starts_at > now), key=lambda one: one.starts_at)


def _terms(terms: Iterable[Term]) -> list[TermDocument]:
    return [
        {"plan": one.plan, "starts_at": one.starts_at.isoformat(), "ends_at": _iso(one.ends_at)}
        for one in terms
    ]


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
