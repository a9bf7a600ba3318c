"""litellm's `acompletion`, all defaults. It keeps no record of the call."""

from __future__ import annotations

import asyncio
import sys

import litellm
from contender import PROMPT, take_turns


async def main() -> None:
    """Take turns."""
    model = f"openai/{sys.argv[1]}"

    async def call() -> str:
        answer = await litellm.acompletion(
            model=model, messages=[{"role": "user", "content": PROMPT}]
        )
        return answer.choices[0].message.content

    await call()
    await take_turns(call, ["litellm", "openai"])


asyncio.run(main())
