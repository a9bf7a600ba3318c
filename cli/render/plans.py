"""A plan as tables and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION
from cli.render.limits import limit_documents, print_limits

if TYPE_CHECKING:
    from orchestrator.plans import PlanOverview

_ANY = "any other task"


def print_plan(overview: PlanOverview) -> None:
    """Print a plan: who is asked for what, and what is left of its limits."""
    from rich.table import Table
    from rich.text import Text

    console = stdout()
    console.print(Text.assemble("Plan ", (overview.plan, "bold"), f", user {overview.user_id}"))
    console.print()
    routes = Table(box=None, pad_edge=False, header_style="bold")
    routes.add_column("Task", no_wrap=True)
    routes.add_column("Asked in this order", overflow="fold")
    for task, links in overview.routes.items():
        routes.add_row(_ANY if task == "*" else task, ", then ".join(link.model for link in links))
    show(routes)
    console.print()
    print_limits(overview.standings)


def plan_document(overview: PlanOverview) -> dict[str, Any]:
    """Return a plan as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "user": overview.user_id,
        "plan": overview.plan,
        "routes": {
            task: [{"provider": link.provider, "model": link.model} for link in links]
            for task, links in overview.routes.items()
        },
        "limits": limit_documents(overview.standings),
    }
