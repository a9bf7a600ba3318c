"""Loopback servers that speak Gemini, OpenAI and Claude as the vendors' SDKs put them on the wire.

    with WireServer() as server:
        server.answer_with("Hello")              # or a function: request -> text
        server.fail(faults.rate_limited(retry_after="2"), times=1)
        provider = open_provider(server.credential("openai"), timeout_s=5)
        ...
        assert server.requests[-1].temperature is None

One server speaks all three, on one port. A command under test finds it through
`server.environment("gemini")`.
"""

from wire import faults
from wire.exchange import Reply, WireRequest
from wire.server import WireServer

__all__ = ["Reply", "WireRequest", "WireServer", "faults"]
