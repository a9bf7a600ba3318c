"""What an orchestrator needs to know of its surroundings."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestrator.retry import RetryPolicy
from orchestrator.secrets import SecretBox

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of an orchestrator.

    Attributes:
        environment: Where provider keys and their base URLs are looked for when the store has
            no config; nothing else is read from it.
        secrets: Opens the keys in the store.
        retry: How patient a call is.
        max_repairs: How often a model may mend an answer that breaks its schema.
    """

    environment: Mapping[str, str] = field(repr=False)
    secrets: SecretBox
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    max_repairs: int = 2

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Take the process's environment, as it is whenever it is asked, or one that is given."""
        environment = os.environ if environment is None else dict(environment)
        return cls(environment=environment, secrets=SecretBox.from_environment(environment))
