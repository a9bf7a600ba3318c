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

OF_FILES = {
    "error": "every command that fails",
    "cv": "a CV written as .json",
    "letter": "a letter written as .json",
}
"""Documents that no command prints as what it is asked for, and where they are."""

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
        missing: What of what a line names may not be there, beside the user.
        for_user: Whether it is done for the user of --user, who must be known then.
    """

    documents: tuple[str, ...] = ()
    exits: tuple[int, ...] = ()
    meanings: Mapping[int, str] = field(default_factory=dict[int, str])
    missing: tuple[str, ...] = ()
    for_user: bool = True

    def codes(self) -> dict[int, str]:
        """Return all that the command can end with, in order, with what it means."""
        told = {code: EXIT_CODES[code] for code in (0, *EVERYWHERE, *self.exits)}
        *names, last = (*self.missing, *(["user"] if self.for_user else []), "")
        if names:
            *names, last = names
            told[NOT_FOUND] = f"no such {' or '.join(filter(None, (', '.join(names), last)))}"
        return dict(sorted({**told, **self.meanings}.items()))


_MADE_DRAFT = Contract(("made-draft", "edited-draft"), _CALL, missing=("job", "profile"))
_CONFIG = Contract(("provider-config",), missing=("provider config",))
_TERMS = (CREDENTIALS,)
_LIMITS = Contract(("user-limits", "plan-limits"), _TERMS)
_PROVIDER_LIMITS = Contract(("provider-limits",), missing=("provider config",))
_SETTINGS = Contract(("settings",), for_user=False)
_SETTING = Contract(("settings",), missing=("setting",), for_user=False)

CONTRACTS: dict[str, Contract] = {
    "extract": Contract(("read-job",), (SOURCE, *_CALL)),
    "draft-cv": _MADE_DRAFT,
    "draft-letter": _MADE_DRAFT,
    "verify": Contract(
        ("verification",),
        (),
        {
            SOURCE: "the file cannot be read, or has nothing to verify",
            ANSWER: "something in it is not in your profile",
        },
        missing=("job", "profile"),
    ),
    "jobs list": Contract(("jobs",)),
    "jobs show": Contract(("job",), missing=("job",)),
    "jobs match": Contract(("job-matches",), missing=("profile",)),
    "jobs rm": Contract(("removed-jobs",), missing=("job",)),
    "drafts list": Contract(("drafts",), missing=("job",)),
    "drafts show": Contract(("draft",), missing=("draft",)),
    "drafts diff": Contract(("draft-diff",), missing=("draft",)),
    "drafts edit": Contract(
        ("edited-draft",),
        (),
        {ANSWER: "a line says more than your profile, and --on-unverified is fail"},
        missing=("draft",),
    ),
    "drafts render": Contract(("rendered-draft",), missing=("draft",)),
    "drafts rm": Contract(("removed-drafts",), missing=("draft",)),
    "profile import": Contract(
        ("imported-profile",), _CALL, {SOURCE: "a file cannot be read, or is no CV"}
    ),
    "profile show": Contract(("profile", "profile-lines"), missing=("profile", "version", "line")),
    "profile history": Contract(
        ("profile-history", "profile-changes"), missing=("profile", "version")
    ),
    "profile edit": Contract(("imported-profile",), (), {SOURCE: "what was typed is no profile"}),
    "profile check": Contract(
        ("profile-gaps",),
        (),
        {SOURCE: "with --strict: there is something to mend"},
        missing=("profile",),
    ),
    "profile export": Contract(("profile-export",), missing=("profile", "version")),
    "providers list": Contract(("providers",)),
    "providers add": Contract(("provider-config",)),
    "providers test": Contract(("provider-tests",), _CALL, missing=("provider config",)),
    "providers use": _CONFIG,
    "providers enable": _CONFIG,
    "providers disable": _CONFIG,
    "providers remove": _CONFIG,
    "providers rotate-key": Contract(
        ("provider-config", "key-rotation"), (CREDENTIALS,), missing=("provider config",)
    ),
    "providers limits show": _PROVIDER_LIMITS,
    "providers limits set": _PROVIDER_LIMITS,
    "providers limits reset": _PROVIDER_LIMITS,
    "providers models": Contract(
        ("models",), (CREDENTIALS, PROVIDER), missing=("provider config",)
    ),
    "providers routes show": Contract(("routes",)),
    "providers routes set": Contract(("route",)),
    "providers routes reset": Contract(("reset-routes",)),
    "providers routes explain": Contract(("route-explanation",), _TERMS),
    "providers explain": Contract(("route-explanation",), _TERMS),
    "providers price": Contract(("price",), missing=("price",)),
    "providers prices": Contract(("prices",)),
    "plan show": Contract(("plan",), _TERMS),
    "plan set": Contract(("plan-terms",)),
    "plan end": Contract(("plan-terms",), missing=("plan",)),
    "plan limits show": _LIMITS,
    "plan limits set": _LIMITS,
    "plan limits reset": _LIMITS,
    "users list": Contract(("users",), for_user=False),
    "users add": Contract(("added-user",), for_user=False),
    "usage report": Contract(("usage-report",)),
    "usage log": Contract(("usage-log", "followed-call"), missing=("call",)),
    "usage show": Contract(("call",), missing=("call",)),
    "usage quota": Contract(("quota",), _TERMS),
    "usage check": Contract(
        ("usage-check",), (), {QUOTA: "more was used than allowed, or nobody knows how much"}
    ),
    "usage verify": Contract(("ledger-audit",), (), {FAULT: "the ledger does not add up"}),
    "usage export": Contract(("ledger-row",)),
    "usage archive": Contract(("pruning",)),
    "usage prune": Contract(("pruning",)),
    "config list": _SETTINGS,
    "config get": _SETTING,
    "config set": _SETTINGS,
    "config unset": _SETTING,
    "config path": Contract(("config-path",), for_user=False),
    "db path": Contract(("store-path",), for_user=False),
    "db upgrade": Contract(("store-upgrade",), for_user=False),
    "db backup": Contract(("store-backup",), missing=("store",), for_user=False),
    "db restore": Contract(("store-restore",), missing=("file",), for_user=False),
    "db copy": Contract(("store-copy",), missing=("store",), for_user=False),
    "db vacuum": Contract(("store-vacuum",), missing=("store",), for_user=False),
    "db partition": Contract(("store-partition",), for_user=False),
    "schema": Contract(("schema-list",), missing=("document",), for_user=False),
    "doctor": Contract(("doctor",), (), {FAULT: "something is wrong"}, for_user=False),
}
"""By the command's words."""
