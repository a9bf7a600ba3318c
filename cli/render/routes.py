"""The matrix of routes as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION
from cli.render.lifecycles import remark
from orchestrator.routes import model_meant
from orchestrator.routing import ANY_TASK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.models import ResetRoutes, RouteDocument, RoutesDocument, SetRoute
    from orchestrator.routes import Route
    from orchestrator.routing import Link

_ANY = "any other task"


def print_routes(routes: Sequence[Route]) -> None:
    """Print one line for the tasks of a plan that take the same chain."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Plan", overflow="fold")
    table.add_column("Task", overflow="fold")
    table.add_column("Asked in this order", overflow="fold")
    before: str | None = None
    for plan, tasks, links, changed in _lines(routes):
        name = "" if plan == before and stdout().is_terminal else plan
        before = plan
        chain = ", ".join(link.model for link in links)
        told = Text.assemble(chain, (" (changed)", "bold") if changed else "")
        table.add_row(Text(name), Text("\n".join(map(task_name, tasks))), told)
    show(table)
    for line in remarks([link for route in routes for link in route.links]):
        stdout().print(Text(line), style="dim")


def routes_document(routes: Sequence[Route]) -> RoutesDocument:
    """Return the matrix as JSON."""
    return {"schema_version": SCHEMA_VERSION, "routes": [_route(route) for route in routes]}


def route_document(route: Route) -> SetRoute:
    """Return one route as JSON."""
    return {"schema_version": SCHEMA_VERSION, **_route(route)}


def reset_document(gone: Sequence[Route]) -> ResetRoutes:
    """Return the routes that were reset as JSON, as they were before."""
    return {"schema_version": SCHEMA_VERSION, "reset": [_route(route) for route in gone]}


def told(route: Route) -> list[str]:
    """Say what was set, and what is known against it."""
    chain = ", then ".join(link.model for link in route.links)
    doubts = [doubt for link in route.links if (doubt := unknown_model(link))]
    return [f"{route.plan}, {task_name(route.task)}: {chain}.", *doubts, *remarks(route.links)]


def unknown_model(link: Link) -> str | None:
    """Ask whether another model is meant; None for one that is known, or near to none."""
    near = model_meant(link)
    known = f"No {link.provider} model {link.model!r} is known."
    return f"{known} Did you mean {near}?" if near else None


def told_reset(gone: Sequence[Route]) -> str:
    """Say what was reset."""
    if not gone:
        return "There was nothing to reset: these routes are as jobai ships them."
    names = ", ".join(f"{route.plan} {task_name(route.task)}" for route in gone)
    return f"Back to what jobai ships: {names}."


def remarks(links: Sequence[Link]) -> list[str]:
    """Return what the vendors say of the end of models, one line each."""
    found = (remark(link.provider, link.model) for link in dict.fromkeys(links))
    return [line for line in found if line]


def task_name(task: str) -> str:
    """Return a task as people read it."""
    return _ANY if task == ANY_TASK else task


def _lines(
    routes: Sequence[Route],
) -> list[tuple[str, list[str], tuple[Link, ...], bool]]:
    """Put the tasks of a plan together that take the same chain."""
    found: dict[tuple[str, tuple[Link, ...], bool], list[str]] = {}
    for route in routes:
        found.setdefault((route.plan, route.links, route.changed), []).append(route.task)
    return [(plan, tasks, links, changed) for (plan, links, changed), tasks in found.items()]


def _route(route: Route) -> RouteDocument:
    return {
        "plan": route.plan,
        "task": route.task,
        "changed": route.changed,
        "links": [{"provider": link.provider, "model": link.model} for link in route.links],
    }
