"""One attempt of an AI call, as the ledger has it and as errors and answers tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AttemptKind = Literal["first", "retry", "fallback", "repair"]


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt of a call.

    Attributes:
        kind: Why it was made.
        provider: "gemini", "openai", "claude" or "offline".
        model: The model that was asked for.
        error_type: The name of our error class; None for the attempt that succeeded.
        cost_nano_usd: None for a model without a price.
        latency_ms: From just before the request to the whole answer.
    """

    kind: AttemptKind
    provider: str
    model: str
    error_type: str | None
    cost_nano_usd: int | None
    latency_ms: int
