"""The names by which a usage report is asked for: dimensions, and the values of its filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from sqlalchemy import select

from orchestrator.catalogue import models_of
from orchestrator.routes import TASKS
from orchestrator.routing import provider_type
from orchestrator.usage_lines import DIMENSIONS, FILTERS, MODES, STATUSES
from profiles.accounts import known_plans
from profiles.attempts import AttemptKind
from profiles.errors import InvalidInputError
from profiles.naming import meant, nearest
from profiles.store.ai import AIRoute
from profiles.store.rollups import AIUsageSeries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.usage_lines import Dimension, Filter, Mode

_KINDS: tuple[str, ...] = get_args(AttemptKind)
_NEARLY_SAME = 0.75


def fields_asked(
    by: Sequence[Dimension], where: Mapping[Filter, str] | None, mode: Mode
) -> dict[Filter, str]:
    """Return the filters of a report, as the ledger names them.

    Raises:
        InvalidInputError: for a dimension, a filter, a mode, a provider, a status or a kind of
            attempt that does not exist.
    """
    for name in by:
        _require(name, DIMENSIONS, "usage cannot be reported by {}")
    found: dict[Filter, str] = {}
    for name, value in (where or {}).items():
        if name not in FILTERS:
            raise InvalidInputError(
                f"usage cannot be filtered by {name!r}",
                hint=f"choose of: {', '.join(FILTERS)}; times go by since and until",
            )
        if name == "status":
            _require(value, STATUSES, "{} is no status of an attempt")
        elif name == "attempt_kind":
            _require(value, _KINDS, "{} is no kind of attempt")
        found[name] = provider_type(value) if name == "provider" else value
    _require(mode, MODES, "usage cannot be reported as {}")
    return found


async def require_used(session: AsyncSession, fields: Mapping[Filter, str]) -> None:
    """Check, where filters left nothing in, that none of them is a slip of the pen.

    Raises:
        InvalidInputError: for a plan that there is not, and for a model or a task that nobody
            asked for while another is called nearly so.
    """
    if (plan := fields.get("plan")) is not None:
        used = await session.scalars(select(AIUsageSeries.plan).distinct())
        plans = list(dict.fromkeys([*await known_plans(session), *used]))
        _require(plan, plans, "there is no plan {}")
    if (task := fields.get("task")) is not None:
        tasks = await session.scalars(select(AIUsageSeries.task_type).distinct())
        routed = await session.scalars(select(AIRoute.task).distinct())
        _refuse_slip(task, {*TASKS, *tasks, *routed}, "there is no call for a task {}")
    if (model := fields.get("model")) is not None:
        models = await session.scalars(select(AIUsageSeries.model).distinct())
        known = {*models, *models_of("gemini"), *models_of("openai"), *models_of("claude")}
        _refuse_slip(model, known, "there is no call to a model {}")


def _require(name: str, known: Sequence[str], told: str) -> None:
    if name not in known:
        raise InvalidInputError(
            told.format(repr(name)) + meant(name, known), hint=f"choose of: {', '.join(known)}"
        )


def _refuse_slip(name: str, known: Iterable[str], told: str) -> None:
    names = set(known)
    near = nearest(name, names, cutoff=_NEARLY_SAME)
    if name not in names and near is not None:
        raise InvalidInputError(
            f"{told.format(repr(name))}. Did you mean {near}?",
            hint="see what there is: jobai usage report --all-users --by task,model",
        )
