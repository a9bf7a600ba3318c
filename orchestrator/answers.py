"""What a call gives back: the text, and what it took to get it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator.ledger import AttemptKind
    from orchestrator.providers.base import ProviderType, TokenUsage


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt of a call, as the ledger has it.

    Attributes:
        kind: "first", "retry", "fallback" or "repair".
        error_type: None for the attempt that succeeded.
        cost_nano_usd: None for a model without a price.
    """

    kind: AttemptKind
    provider: ProviderType
    model: str
    error_type: str | None
    cost_nano_usd: int | None
    latency_ms: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that passed its check.

    Attributes:
        text: What `Request.check` made of the answer.
        request_id: The call's id in the ledger.
        provider: Who answered.
        model: The model that was asked.
        served_model: The model that answered, when the vendor says.
        usage: Of the attempt that succeeded; None when the vendor did not say.
        cost_nano_usd: Of all attempts together; None when one of them has no price.
        attempts: All attempts, in their order.
    """

    text: str
    request_id: str
    provider: ProviderType
    model: str
    served_model: str | None
    usage: TokenUsage | None
    cost_nano_usd: int | None
    attempts: tuple[AttemptRecord, ...]
