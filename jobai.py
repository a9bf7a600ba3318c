"""jobai: job postings, CVs, letters, and an account of every AI call.

`import jobai` costs nothing: each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.answers import Answer, AnswerStream
    from orchestrator.core import AIOrchestrator
    from orchestrator.errors import (
        AllAttemptsFailedError,
        AnswerError,
        AnswerInvalidError,
        AnswerRefusedError,
        AnswerTruncatedError,
        AnswerUnverifiedError,
        BillingError,
        CallError,
        CallTimeoutError,
        ConfigurationError,
        ConnectionFailedError,
        CredentialsRefusedError,
        EditUnverifiedError,
        FetchError,
        MalformedResponseError,
        ModelNotFoundError,
        NotACvError,
        NotAPostingError,
        OverloadedError,
        PlanNotFoundError,
        ProviderError,
        ProviderNotConfiguredError,
        QuotaExceededError,
        RateLimitedError,
        RequestRejectedError,
        SecretKeyError,
        SourceError,
        UnreadableSourceError,
    )
    from orchestrator.functions import draft_cover_letter, draft_cv, extract_job_data
    from orchestrator.request import Request
    from orchestrator.retry import RetryPolicy
    from orchestrator.settings import Settings
    from profiles.attempts import AttemptRecord
    from profiles.drafts import CvDraft, LetterDraft
    from profiles.errors import (
        InvalidInputError,
        JobaiError,
        MissingExtraError,
        NotFoundError,
        StoreError,
        UnreadableProfileError,
    )
    from profiles.postings import JobPosting
    from profiles.rendering import Rendering, RenderOptions, render
    from profiles.store.ai import AIProviderConfig, AIProviderUsageLog
    from profiles.store.base import Base
    from profiles.store.engine import Store, open_store
    from profiles.store.host import create_ai_tables
    from profiles.store.location import StoreLocation, locate_store
    from profiles.store.users import (
        FREEMIUM,
        PAY_AS_YOU_GO,
        PRO_ANNUAL,
        PRO_MONTHLY,
        Subscription,
        User,
    )

__all__ = [
    "FREEMIUM",
    "PAY_AS_YOU_GO",
    "PRO_ANNUAL",
    "PRO_MONTHLY",
    "AIOrchestrator",
    "AIProviderConfig",
    "AIProviderUsageLog",
    "AllAttemptsFailedError",
    "Answer",
    "AnswerError",
    "AnswerInvalidError",
    "AnswerRefusedError",
    "AnswerStream",
    "AnswerTruncatedError",
    "AnswerUnverifiedError",
    "AttemptRecord",
    "Base",
    "BillingError",
    "CallError",
    "CallTimeoutError",
    "ConfigurationError",
    "ConnectionFailedError",
    "CredentialsRefusedError",
    "CvDraft",
    "EditUnverifiedError",
    "FetchError",
    "InvalidInputError",
    "JobPosting",
    "JobaiError",
    "LetterDraft",
    "MalformedResponseError",
    "MissingExtraError",
    "ModelNotFoundError",
    "NotACvError",
    "NotAPostingError",
    "NotFoundError",
    "OverloadedError",
    "PlanNotFoundError",
    "ProviderError",
    "ProviderNotConfiguredError",
    "QuotaExceededError",
    "RateLimitedError",
    "RenderOptions",
    "Rendering",
    "Request",
    "RequestRejectedError",
    "RetryPolicy",
    "SecretKeyError",
    "Settings",
    "SourceError",
    "Store",
    "StoreError",
    "StoreLocation",
    "Subscription",
    "UnreadableProfileError",
    "UnreadableSourceError",
    "User",
    "create_ai_tables",
    "draft_cover_letter",
    "draft_cv",
    "extract_job_data",
    "locate_store",
    "open_store",
    "render",
]

_ERRORS = frozenset(
    {
        "InvalidInputError",
        "JobaiError",
        "MissingExtraError",
        "NotFoundError",
        "StoreError",
        "UnreadableProfileError",
    }
)
_HOMES = {
    "AIOrchestrator": "orchestrator.core",
    "Answer": "orchestrator.answers",
    "AnswerStream": "orchestrator.answers",
    "Request": "orchestrator.request",
    "RetryPolicy": "orchestrator.retry",
    "Settings": "orchestrator.settings",
    "draft_cover_letter": "orchestrator.functions",
    "draft_cv": "orchestrator.functions",
    "extract_job_data": "orchestrator.functions",
    "AttemptRecord": "profiles.attempts",
    "CvDraft": "profiles.drafts",
    "LetterDraft": "profiles.drafts",
    "JobPosting": "profiles.postings",
    "RenderOptions": "profiles.rendering",
    "Rendering": "profiles.rendering",
    "render": "profiles.rendering",
    "AIProviderConfig": "profiles.store.ai",
    "AIProviderUsageLog": "profiles.store.ai",
    "Base": "profiles.store.base",
    "Store": "profiles.store.engine",
    "open_store": "profiles.store.engine",
    "create_ai_tables": "profiles.store.host",
    "StoreLocation": "profiles.store.location",
    "locate_store": "profiles.store.location",
    "FREEMIUM": "profiles.store.users",
    "PAY_AS_YOU_GO": "profiles.store.users",
    "PRO_ANNUAL": "profiles.store.users",
    "PRO_MONTHLY": "profiles.store.users",
    "Subscription": "profiles.store.users",
    "User": "profiles.store.users",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'jobai' has no attribute {name!r}")
    home = _HOMES.get(name)
    if home is None:
        home = "profiles.errors" if name in _ERRORS else "orchestrator.errors"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def _require_own_rooms(*rooms: str) -> None:
    """Refuse to run on somebody else's `orchestrator`, `profiles` or `cli`.

    The folders have common names; a host application may have a package of the same name earlier
    on its path, and half of jobai would then be half of something else.
    """
    here = Path(__file__).resolve().parent
    for room in rooms:
        spec = find_spec(room)
        places = [*(spec.submodule_search_locations or ()), spec.origin] if spec else []
        found = next((Path(place).resolve() for place in places if place), None)
        if found != here / room:
            raise ImportError(
                f"jobai needs its own package {room!r} at {here / room}, but Python finds "
                f"{found or 'none'} first. Rename that one, or run jobai in an environment of its "
                "own (pipx install jobai)."
            )


_require_own_rooms("orchestrator", "profiles")

if __name__ == "__main__":
    _require_own_rooms("cli")

    from cli.app import main

    main()
