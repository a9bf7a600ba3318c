"""The OpenAI SDK with nothing around it, of whichever environment this runs in."""

from __future__ import annotations

import asyncio
import sys

from contender import PROMPT, take_turns
from openai import AsyncOpenAI


async def main() -> None:
    """Take turns."""
    model = sys.argv[1]
    async with AsyncOpenAI() as client:

        async def call() -> str:
            answer = await client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": PROMPT}]
            )
            return answer.choices[0].message.content or ""

        await call()
        await take_turns(call, ["openai"])


asyncio.run(main())
