"""The server that all contenders call, in a process of its own so that its CPU is not theirs.

usage: python benchmarks/loopback.py [--busy MODEL --retry-after SECONDS] [--delay SECONDS]

Prints the variables that lead to it as JSON; each line on standard input is answered with how often
each model was asked; the end of the input ends it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter

from wire import WireServer, faults


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--busy", metavar="MODEL")
    parser.add_argument("--retry-after", metavar="SECONDS", default="20")
    parser.add_argument("--delay", metavar="SECONDS", type=float, default=0.0)
    asked = parser.parse_args()
    with WireServer() as server:
        server.delay_s = asked.delay
        server.answer_with("Hello")
        if asked.busy:
            busy = faults.rate_limited(retry_after=asked.retry_after)
            server.fail(busy, times=None, model=asked.busy)
        print(json.dumps(server.environment("gemini", "openai", "claude")), flush=True)
        for _ in sys.stdin:
            print(json.dumps(Counter(request.model for request in server.requests)), flush=True)


if __name__ == "__main__":
    main()
