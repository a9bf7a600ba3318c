"""What a call needs to know before anything is sent, read at one moment of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.credentials import find_accounts
from orchestrator.health import marks_of
from orchestrator.prices import prices_of
from orchestrator.pricing import PriceList
from orchestrator.quotas import limits_of
from orchestrator.retry import candidates_of
from orchestrator.routing import chain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from orchestrator.health import Mark
    from orchestrator.providers.base import ProviderType
    from orchestrator.quotas import Limit
    from orchestrator.retry import Candidate
    from orchestrator.routing import Link
    from orchestrator.settings import Settings
    from profiles.store.rows import Rows


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up for one call.

    Attributes:
        plan: The user's.
        candidates: Whom to ask, in order; none when there are no credentials.
        limits: All that bind a call through any of them.
        prices: What calls cost.
        marks: What is held against them.
    """

    plan: str
    candidates: Sequence[Candidate]
    limits: Sequence[Limit]
    prices: PriceList
    marks: Mapping[Candidate, Mark]


class Route:
    """Whom the route of a plan's task asks, with which accounts.

    Attributes:
        links: In order; known once the candidates are.

    Args:
        task: As the caller names it.
        provider: Asked instead of the route's; None for none.
        model: Asked instead of the route's; None for none.
        settings: Of the process.
    """

    def __init__(
        self, task: str, provider: ProviderType | None, model: str | None, settings: Settings
    ) -> None:
        self._task = task
        self._provider: ProviderType | None = provider
        self._model = model
        self._settings = settings
        self.links: tuple[Link, ...] = ()

    def candidates(self, rows: Rows, plan: str) -> list[Candidate]:
        """Return whom to ask on a plan, in order; none when there are no credentials.

        Raises:
            ConfigurationError: a key that is there cannot be used.
        """
        self.links = chain_of(rows, plan, self._task, provider=self._provider, model=self._model)
        accounts = find_accounts(
            rows,
            [link.provider for link in self.links],
            self._settings.secrets,
            self._settings.environment,
        )
        return candidates_of(self.links, accounts, keep_model=self._model is not None)


def look_up(
    rows: Rows, user_id: str, plan: str, candidates: Callable[[Rows, str], Sequence[Candidate]]
) -> Found:
    """Look up whom to ask, what limits a call, what it costs and who is healthy.

    Args:
        rows: Of the store.
        user_id: Whose call it is.
        plan: The user's.
        candidates: Finds whom to ask on a plan.
    """
    found = candidates(rows, plan)
    configs = {one.account.config_id for one in found if one.account.config_id is not None}
    return Found(
        plan,
        found,
        limits_of(rows, plan, user_id, configs),
        PriceList(prices_of(rows)),
        marks_of(rows, found),
    )
