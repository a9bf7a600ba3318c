"""The errors of AI calls and of sources.

JobaiError                          (profiles.errors)
├── ConfigurationError              (also ValueError) nothing was sent, nothing was spent
│   ├── ProviderNotConfiguredError  no credentials for any link of the route
│   ├── PlanNotFoundError           no such user, or no active subscription
│   └── SecretKeyError              a stored key cannot be decrypted
├── QuotaExceededError              a limit would be passed; nothing was sent
├── SourceError                     a source that yields no posting, or no CV
│   ├── UnreadableSourceError       missing, empty, too large, damaged, encrypted, not text
│   ├── FetchError                  a URL that did not answer with a page
│   ├── NotAPostingError            readable, but a listing, a login wall, a script shell, ...
│   └── NotACvError                 readable, but an invoice, a posting, a letter
├── ProviderError                   a call to a provider failed; it is in the ledger
│   ├── CredentialsRefusedError     the key is wrong, revoked or not allowed to do this
│   ├── BillingError                the provider's account has no credit left
│   ├── RateLimitedError            429: too many requests
│   ├── OverloadedError             408, 409, 5xx, 529: worth a second try
│   ├── ModelNotFoundError          404: the model is gone, or not for this key
│   ├── RequestRejectedError        400, 413, 422 and other 4xx: the same request fails again
│   ├── ConnectionFailedError       refused, DNS, dropped, redirected
│   ├── CallTimeoutError            no whole answer before the deadline
│   ├── MalformedResponseError      the provider answered, but not in its own protocol
│   └── AllAttemptsFailedError      several attempts, each with its own cause
├── AnswerError                     an answer came and was paid for, but cannot be used
│   ├── AnswerTruncatedError        the output limit was reached
│   ├── AnswerRefusedError          the model declined, or a safety filter blocked it
│   ├── AnswerInvalidError          not the structure that was asked for, even after repair
│   └── AnswerUnverifiedError       a draft says more than its cited lines, even after repair
└── EditUnverifiedError             a person's edit says more than the profile, and was to fail
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from profiles.errors import JobaiError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from profiles.drafts import Unverified

SourceReason = Literal[
    "bad_url", "binary", "blocked", "bot_wall", "connection", "credentials", "damaged", "directory",
    "dns", "empty", "encoding", "encrypted", "gone", "http_status", "illegible", "listing",
    "login_wall", "missing", "not_a_cv", "not_a_file", "not_a_posting", "not_joinable",
    "permission", "private_address", "proxy", "refused", "removed", "scan", "scheme",
    "script_shell", "timeout", "tls", "too_large", "too_many_redirects", "too_slow", "unreadable",
    "unsupported_type",
]  # fmt: skip
"""Why a source yields nothing, in words that scripts may rely on."""


class ConfigurationError(JobaiError, ValueError):
    """Something must be set up first; nothing was sent and nothing was spent."""


class ProviderNotConfiguredError(ConfigurationError):
    """No credentials for any provider that the route names."""


class PlanNotFoundError(ConfigurationError):
    """The user does not exist or has no active subscription."""


class SecretKeyError(ConfigurationError):
    """A stored provider key cannot be decrypted with the secret key at hand."""


class QuotaExceededError(JobaiError):
    """A limit would be passed, so the call was not made.

    Attributes:
        limit: The limit's name, such as "tokens per day" or "cost per month".
        cap: The most that the limit allows, in the limit's own unit; a cost is in nano-dollars.
        used: What is used and held so far, same unit.
        asked: What the call could need in the worst case, same unit; None when nobody knows what
            the model costs.
        resets_at: When the window ends (UTC).
    """

    def __init__(
        self,
        message: str,
        *,
        limit: str,
        cap: int,
        used: int,
        asked: int | None,
        resets_at: datetime,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.limit = limit
        self.cap = cap
        self.used = used
        self.asked = asked
        self.resets_at = resets_at


class SourceError(JobaiError):
    """A source that does not yield a posting, or a document that yields no CV.

    Attributes:
        reason: A stable word for scripts.
    """

    def __init__(self, message: str, *, reason: SourceReason, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason: SourceReason = reason


class UnreadableSourceError(SourceError):
    """A file, page or image that cannot be read."""


class FetchError(SourceError):
    """A URL that did not answer with a page.

    Attributes:
        status_code: The HTTP status, None when no answer came.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: SourceReason,
        status_code: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, reason=reason, hint=hint)
        self.status_code = status_code


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingLink:
    """A posting that a listing leads to.

    Attributes:
        title: As the listing has it.
        url: Where it is; relative where the listing's own address is unknown.
    """

    title: str
    url: str


class NotAPostingError(SourceError):
    """A readable source that is not one open posting.

    Attributes:
        links: Of a listing: the postings that it leads to, at most 200.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: SourceReason,
        hint: str | None = None,
        links: Sequence[PostingLink] = (),
    ) -> None:
        super().__init__(message, reason=reason, hint=hint)
        self.links = tuple(links)


class NotACvError(SourceError):
    """A readable document that is not one person's CV."""


class CallError(JobaiError):
    """What every failure of a call that was made has in common.

    Attributes:
        provider: "gemini", "openai", "claude" or "offline".
        model: The model that was asked for.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        model: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.provider = provider
        self.model = model


class ProviderError(CallError):
    """A call to a provider failed.

    Attributes:
        status_code: The HTTP status, None when there was none.
        code: The provider's own error code, such as "insufficient_quota".
        provider_request_id: The provider's id of the request, for its support.
        retry_after_s: How long the provider asks to wait, in seconds.
        sent: False when the request surely never reached the provider.
    """

    retryable = False
    """Whether the same request can succeed a second time."""

    outcome_unknown = False
    """Whether the provider may have done the work, and billed it, although no answer came."""

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        model: str | None = None,
        hint: str | None = None,
        status_code: int | None = None,
        code: str | None = None,
        provider_request_id: str | None = None,
        retry_after_s: float | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message, provider=provider, model=model, hint=hint)
        self.sent = sent
        self.status_code = status_code
        self.code = code
        self.provider_request_id = provider_request_id
        self.retry_after_s = retry_after_s


class CredentialsRefusedError(ProviderError):
    """The key is wrong, revoked, or not allowed to make this call."""


class BillingError(ProviderError):
    """The provider's account has no credit or has reached its spending limit."""


class RateLimitedError(ProviderError):
    """Too many requests: the provider asks to wait."""

    retryable = True


class OverloadedError(ProviderError):
    """The provider is down, overloaded or in conflict: worth a second try."""

    retryable = True


class ModelNotFoundError(ProviderError):
    """The model does not exist, is retired, or is not open to this key."""


class RequestRejectedError(ProviderError):
    """The provider rejects the request itself: the same request would fail again."""


class ConnectionFailedError(ProviderError):
    """No connection, or the connection broke before the answer was whole."""

    retryable = True
    outcome_unknown = True


class CallTimeoutError(ProviderError):
    """No whole answer before the deadline."""

    retryable = True
    outcome_unknown = True


class MalformedResponseError(ProviderError):
    """The provider answered, but not in its own protocol."""

    retryable = True
    outcome_unknown = True


class AllAttemptsFailedError(ProviderError):
    """Several attempts were made and each one failed.

    Attributes:
        causes: One error for each attempt, in the order they were made.
    """

    def __init__(
        self,
        message: str,
        *,
        causes: Sequence[CallError],
        hint: str | None = None,
    ) -> None:
        last = causes[-1]
        super().__init__(message, provider=last.provider, model=last.model, hint=hint)
        self.causes = tuple(causes)


class AnswerError(CallError):
    """An answer came and was paid for, but cannot be used."""


class AnswerTruncatedError(AnswerError):
    """The answer reached the output limit before it was whole."""


class AnswerRefusedError(AnswerError):
    """The model declined to answer, or a safety filter blocked the answer."""


class AnswerInvalidError(AnswerError):
    """The answer is not the structure that was asked for."""


class AnswerUnverifiedError(AnswerError):
    """Lines of a draft say more than the lines they cite, and were not to be replaced.

    Attributes:
        unverified: Those lines of the last answer, with what is wrong with each.
    """

    def __init__(
        self,
        message: str,
        *,
        unverified: Sequence[Unverified],
        provider: str,
        model: str,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, provider=provider, model=model, hint=hint)
        self.unverified = tuple(unverified)


class EditUnverifiedError(JobaiError):
    """Lines that a person edited say more than the master profile, and that was not to pass.

    Attributes:
        unverified: Those lines, with what is wrong with each.
    """

    def __init__(self, unverified: Sequence[Unverified]) -> None:
        count = "1 line says" if len(unverified) == 1 else f"{len(unverified)} lines say"
        super().__init__(
            f"{count} more than your master profile, and nothing of the edit was kept",
            hint="to keep your own words, marked: --on-unverified keep",
        )
        self.unverified = tuple(unverified)
