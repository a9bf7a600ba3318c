"""litellm's `acompletion`, asking for what jobai asks for, else all defaults.

It keeps no record of the call.

usage: litellm_acompletion.py openai|gemini|claude MODEL
"""

from __future__ import annotations

import asyncio
import os
import sys

import litellm
from contender import PROMPT, take_turns

NAMES = {"openai": "openai", "gemini": "gemini", "claude": "anthropic"}


async def main(sdk: str, model: str) -> None:
    """Take turns."""
    asked = {"max_completion_tokens" if sdk == "openai" else "max_tokens": 4096}
    if sdk != "openai":  # whose model takes none
        asked["temperature"] = 0.7
    if sdk == "gemini":  # it reads no variable for the address
        url = os.environ["GOOGLE_GEMINI_BASE_URL"]
        asked["api_base"] = f"{url}/v1beta/models/{model}"

    async def call() -> str:
        answer = await litellm.acompletion(
            model=f"{NAMES[sdk]}/{model}",
            messages=[{"role": "user", "content": PROMPT}],
            **asked,
        )
        return answer.choices[0].message.content

    await call()
    await take_turns(call, ["litellm", "openai"] if sdk == "openai" else ["litellm"])


asyncio.run(main(*sys.argv[1:]))
