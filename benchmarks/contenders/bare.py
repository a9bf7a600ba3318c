"""A vendor's SDK with nothing around it, of whichever environment this runs in.

usage: bare.py openai|gemini|claude MODEL
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

from contender import PROMPT, take_turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TEMPERATURE = 0.7
MAX_TOKENS = 4096
"""What jobai's `generate` asks for: what an SDK makes of them is its own cost."""


def _openai(model: str) -> Callable[[], Awaitable[str]]:
    from openai import AsyncOpenAI

    client = AsyncOpenAI()

    async def call() -> str:
        answer = await client.chat.completions.create(
            model=model,
            max_completion_tokens=MAX_TOKENS,
            messages=[{"role": "user", "content": PROMPT}],
        )
        return answer.choices[0].message.content or ""

    return call


def _gemini(model: str) -> Callable[[], Awaitable[str]]:
    from google import genai

    url = os.environ["GOOGLE_GEMINI_BASE_URL"]
    client = genai.Client(
        api_key=os.environ["GEMINI_API_KEY"],
        vertexai=False,
        http_options=genai.types.HttpOptions(base_url=url),
    )

    async def call() -> str:
        config = genai.types.GenerateContentConfig(
            temperature=TEMPERATURE, max_output_tokens=MAX_TOKENS
        )
        answer = await client.aio.models.generate_content(
            model=model, contents=PROMPT, config=config
        )
        return answer.text or ""

    return call


def _claude(model: str) -> Callable[[], Awaitable[str]]:
    from anthropic import AsyncAnthropic

    client = AsyncAnthropic()

    async def call() -> str:
        answer = await client.messages.create(
            model=model,
            max_tokens=MAX_TOKENS,
            extra_body={"temperature": TEMPERATURE},  # this SDK has no parameter for it any more
            messages=[{"role": "user", "content": PROMPT}],
        )
        block = answer.content[0]
        return block.text if block.type == "text" else ""

    return call


SDKS = {
    "openai": (_openai, "openai"),
    "gemini": (_gemini, "google-genai"),
    "claude": (_claude, "anthropic"),
}


async def main(sdk: str, model: str) -> None:
    """Take turns."""
    make, package = SDKS[sdk]
    call = make(model)
    await call()
    await take_turns(call, [package])


asyncio.run(main(*sys.argv[1:]))
