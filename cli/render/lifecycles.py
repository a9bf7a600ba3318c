"""What vendors say of the end of a model, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.catalogue import lifecycle
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from datetime import date


def remark(provider: str, model: str) -> str | None:
    """Return one line on a model that goes or is gone; None for one that stays."""
    known = lifecycle(provider, model)
    if known is None or known.shutdown is None:
        return None
    instead = f"; {known.replacement} takes its place" if known.replacement else ""
    return f"{model}: {ends(known.shutdown)}{instead}"


def ends(shutdown: date) -> str:
    """Return when a model goes, or since when it is gone."""
    gone = shutdown <= utc_now().date()
    return f"shut down on {shutdown}" if gone else f"shuts down on {shutdown}"
