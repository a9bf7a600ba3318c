"""What commands end with: one table for the help, the documentation, the schemas and the code."""

from __future__ import annotations

FAULT = 1
USAGE = 2
SOURCE = 3
CREDENTIALS = 4
QUOTA = 5
PROVIDER = 6
ANSWER = 7
NOT_FOUND = 8
INTERRUPTED = 130

EXIT_CODES = {
    0: "done",
    FAULT: "a fault of jobai or of its store",
    USAGE: "wrong usage",
    SOURCE: "nothing to read, or no posting in it",
    CREDENTIALS: "no provider, or its credentials are refused",
    QUOTA: "a quota or budget would be passed",
    PROVIDER: "the provider failed after all attempts",
    ANSWER: "an answer that cannot be used or verified",
    NOT_FOUND: "no such job, draft, profile, user or provider config",
    INTERRUPTED: "interrupted",
}
