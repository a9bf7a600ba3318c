"""What a script may count on from each command: its documents and what it can end with.

The help, `jobai schema`, the documentation and the tests all read it here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cli.exit_codes import (
    ANSWER,
    CREDENTIALS,
    EXIT_CODES,
    FAULT,
    INTERRUPTED,
    NOT_FOUND,
    PROVIDER,
    QUOTA,
    SOURCE,
    USAGE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYWHERE = (FAULT, USAGE, INTERRUPTED)
"""What every command can end with."""

_CALL = (CREDENTIALS, QUOTA, PROVIDER, ANSWER)
"""What a command can end with that asks a model."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What one command promises.

    Attributes:
        documents: The kinds of documents that it prints with --json beside errors, and for
            `usage export` without.
        exits: What it can end with beside 0 and what every command can.
        meanings: Where a code says more of this command than of others.
    """

    documents: tuple[str, ...] = ()
    exits: tuple[int, ...] = ()
    meanings: Mapping[int, str] = field(default_factory=dict[int, str])

    def codes(self) -> dict[int, str]:
        """Return all that the command can end with, in order, with what it means."""
        known = sorted({0, *EVERYWHERE, *self.exits, *self.meanings})
        return {code: self.meanings.get(code, EXIT_CODES[code]) for code in known}


_MADE_DRAFT = Contract(("made-draft",), (*_CALL, NOT_FOUND))
_CONFIG = Contract(("provider-config",), (NOT_FOUND,))
_TERMS = (CREDENTIALS,)
_LIMITS = Contract(("user-limits", "plan-limits"), _TERMS)
_PROVIDER_LIMITS = Contract(("provider-limits",), (NOT_FOUND,))
_SETTINGS = Contract(("settings",))

CONTRACTS: dict[str, Contract] = {
    "extract": Contract(("read-job",), (SOURCE, *_CALL)),
    "draft-cv": _MADE_DRAFT,
    "draft-letter": _MADE_DRAFT,
    "verify": Contract(
        ("verification",),
        (SOURCE, NOT_FOUND),
        {ANSWER: "something in it is not in your profile, or nothing could be verified"},
    ),
    "jobs list": Contract(("jobs",)),
    "jobs show": Contract(("job",), (NOT_FOUND,)),
    "jobs match": Contract(("job-matches",), (NOT_FOUND,)),
    "jobs rm": Contract(("removed-jobs",), (NOT_FOUND,)),
    "drafts list": Contract(("drafts",), (NOT_FOUND,)),
    "drafts show": Contract(("draft",), (NOT_FOUND,)),
    "drafts diff": Contract(("draft-diff",), (NOT_FOUND,)),
    "drafts edit": Contract(
        ("edited-draft",),
        (NOT_FOUND,),
        {ANSWER: "a line says more than your profile, and --on-unverified is fail"},
    ),
    "drafts render": Contract(("rendered-draft",), (NOT_FOUND,)),
    "drafts rm": Contract(("removed-drafts",), (NOT_FOUND,)),
    "profile import": Contract(("imported-profile",), (SOURCE, *_CALL)),
    "profile show": Contract(("profile", "profile-lines"), (NOT_FOUND,)),
    "profile history": Contract(("profile-history", "profile-changes"), (NOT_FOUND,)),
    "profile edit": Contract(("imported-profile",), (SOURCE,)),
    "profile check": Contract(
        ("profile-gaps",), (NOT_FOUND,), {SOURCE: "with --strict: there is something to mend"}
    ),
    "profile export": Contract(("profile-export",), (NOT_FOUND,)),
    "providers list": Contract(("providers",)),
    "providers add": Contract(("provider-config",)),
    "providers test": Contract(("provider-tests",), (CREDENTIALS, QUOTA, PROVIDER, NOT_FOUND)),
    "providers use": _CONFIG,
    "providers remove": _CONFIG,
    "providers rotate-key": Contract(("provider-config", "key-rotation"), (CREDENTIALS, NOT_FOUND)),
    "providers limits show": _PROVIDER_LIMITS,
    "providers limits set": _PROVIDER_LIMITS,
    "providers limits reset": _PROVIDER_LIMITS,
    "providers models": Contract(("models",), (CREDENTIALS, PROVIDER, NOT_FOUND)),
    "providers routes show": Contract(("routes",)),
    "providers routes set": Contract(("route",)),
    "providers routes reset": Contract(("reset-routes",)),
    "providers routes explain": Contract(("route-explanation",), _TERMS),
    "providers explain": Contract(("route-explanation",), _TERMS),
    "providers price": Contract(("price",), (NOT_FOUND,)),
    "providers prices": Contract(("prices",)),
    "plan show": Contract(("plan",), _TERMS),
    "plan set": Contract(("plan-terms",)),
    "plan limits show": _LIMITS,
    "plan limits set": _LIMITS,
    "plan limits reset": _LIMITS,
    "users list": Contract(("users",)),
    "users add": Contract(("added-user",)),
    "usage report": Contract(("usage-report",)),
    "usage log": Contract(("usage-log", "followed-call"), (NOT_FOUND,)),
    "usage show": Contract(("call",), (NOT_FOUND,)),
    "usage quota": Contract(("quota",), _TERMS),
    "usage check": Contract(
        ("usage-check",), (), {QUOTA: "more was used than allowed, or nobody knows how much"}
    ),
    "usage verify": Contract(("ledger-audit",), (), {FAULT: "the ledger does not add up"}),
    "usage export": Contract(("ledger-row",)),
    "usage archive": Contract(("pruning",)),
    "usage prune": Contract(("pruning",)),
    "config list": _SETTINGS,
    "config get": _SETTINGS,
    "config set": _SETTINGS,
    "config unset": _SETTINGS,
    "config path": Contract(("config-path",)),
    "db path": Contract(("store-path",)),
    "db upgrade": Contract(("store-upgrade",)),
    "db backup": Contract(("store-backup",)),
    "db restore": Contract(("store-restore",)),
    "db vacuum": Contract(("store-vacuum",)),
    "doctor": Contract(("doctor",), (), {FAULT: "something is wrong"}),
}
"""By the command's words."""
