"""pydantic-ai's `FallbackModel` of two OpenAI models with their default clients.

usage: pydantic_ai_fallback.py MODEL NEXT_MODEL

`fallback_on` is not given, so it is `(ModelAPIError,)`; the client is the SDK's own, which asks the
first model `DEFAULT_MAX_RETRIES` = 2 times again, and waits for its `Retry-After` each time, before
an error reaches the `FallbackModel`.
"""

from __future__ import annotations

import asyncio
import sys

from contender import PROMPT, take_turns
from pydantic_ai import Agent
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.openai import OpenAIChatModel


async def main(first: str, second: str) -> None:
    """Take turns."""
    healthy = OpenAIChatModel(second)
    agent = Agent(FallbackModel(OpenAIChatModel(first), healthy))

    async def call() -> str:
        return (await agent.run(PROMPT)).output

    await agent.run(PROMPT, model=healthy)
    await take_turns(call, ["pydantic-ai-slim", "openai"])


asyncio.run(main(*sys.argv[1:]))
