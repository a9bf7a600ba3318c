"""litellm's `Router` with `fallbacks`, and the defaults for everything else.

usage: litellm_router.py MODEL NEXT_MODEL

`num_retries` is not given, so it is the SDK's `DEFAULT_MAX_RETRIES` = 2: the first model is asked
three times, and its `Retry-After` is waited for each time, before the fallback is asked. A model
that fails is left alone for 5 s (`DEFAULT_COOLDOWN_TIME_SECONDS`), unless it is the only one of its
name, as here.
"""

from __future__ import annotations

import asyncio
import os
import sys

from contender import PROMPT, take_turns
from litellm import Router


async def main(first: str, second: str) -> None:
    """Take turns."""
    router = Router(
        model_list=[
            {
                "model_name": name,
                "litellm_params": {
                    "model": f"openai/{name}",
                    "api_key": os.environ["OPENAI_API_KEY"],
                    "api_base": os.environ["OPENAI_BASE_URL"],
                },
            }
            for name in (first, second)
        ],
        fallbacks=[{first: [second]}],
    )

    async def call(model: str = first) -> str:
        answer = await router.acompletion(
            model=model, messages=[{"role": "user", "content": PROMPT}]
        )
        return answer.choices[0].message.content

    await call(second)
    await take_turns(call, ["litellm", "openai"])


asyncio.run(main(*sys.argv[1:]))
