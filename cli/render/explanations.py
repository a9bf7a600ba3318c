"""Where a call would go, and why, as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import stdout
from cli.render.errors import SCHEMA_VERSION
from cli.render.lifecycles import remark
from cli.render.routes import task_name
from profiles.money import dollars

if TYPE_CHECKING:
    from cli.documents.models import Candidate, RouteExplanation
    from orchestrator.explain import Explanation, Step

_TURNS = {1: "asked first", 2: "asked second", 3: "asked third"}


def print_explanation(found: Explanation) -> None:
    """Print each candidate in the order it is asked; below it what is to know of it."""
    from rich.padding import Padding
    from rich.text import Text

    console = stdout()
    whose = f"{found.user_id} is on {found.plan}" if found.user_id else f"Plan {found.plan}"
    route = f"{whose}, task {task_name(found.task)}"
    if found.route_task != found.task:
        route += f" (takes the route of {task_name(found.route_task)})"
    console.print(Text(route + (", a route of your own" if found.changed else "")))
    for one in found.full:
        reset = words.local_time(one.resets_at)
        text = f"No call is made before {reset}: {one.limit.described} is used up."
        console.print(Text(text, style="bold red"))
    console.print()
    for step in found.steps:
        mark = f"{step.turn}." if step.turn else "-"
        by = f" by {step.name}" if step.name and step.name != step.link.provider else ""
        what = _TURNS.get(step.turn, f"asked as number {step.turn}") if step.turn else "not asked"
        console.print(
            Text.assemble(
                f"{mark:3}",
                (step.link.model, "bold" if step.turn == 1 else ""),
                f" ({step.link.provider}{by}): {what}",
            )
        )
        for line in _facts(step):
            console.print(Padding(Text(line, style="dim"), (0, 0, 0, 3)))


def explanation_document(found: Explanation) -> RouteExplanation:
    """Return it as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "plan": found.plan,
        "user": found.user_id,
        "task": found.task,
        "route_task": found.route_task,
        "changed": found.changed,
        "limits_used_up": [
            {"limit": one.limit.name, "resets_at": one.resets_at.isoformat()} for one in found.full
        ],
        "candidates": [_step(step) for step in found.steps],
    }


def _facts(step: Step) -> list[str]:
    facts: list[str] = []
    if step.reason:
        until = f" (until {words.local_time(step.until)})" if step.until else ""
        facts.append(f"{step.reason}{until}")
    if step.name is None:
        facts.append(f"add one: jobai providers add {step.link.provider}")
    if step.rates is not None and step.turn:
        price = f"{dollars(step.rates.input)} in, {dollars(step.rates.output)} out"
        facts.append(f"{price} for a million tokens")
    elif step.turn:
        model = f"{step.link.provider} {step.link.model}"
        facts.append(f"no known price: jobai providers price {model} --input USD --output USD")
    told = remark(step.link.provider, step.link.model)
    return [*facts, told.partition(": ")[2]] if told else facts


def _step(step: Step) -> Candidate:
    known = step.lifecycle
    return {
        "turn": step.turn,
        "provider": step.link.provider,
        "model": step.link.model,
        "name": step.name,
        "why": step.why,
        "reason": step.reason,
        "until": step.until.isoformat() if step.until else None,
        "input_nano_usd_per_mtok": step.rates.input if step.rates else None,
        "output_nano_usd_per_mtok": step.rates.output if step.rates else None,
        "retires": known.shutdown.isoformat() if known and known.shutdown else None,
        "replacement": known.replacement if known else None,
    }
