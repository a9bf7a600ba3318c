"""The one seam to the vendors: what goes in, what comes out, and who can be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

ProviderType = Literal["gemini", "openai", "claude", "offline"]
"""The vendors by the names the store and the command line use."""

FinishReason = Literal["stop", "length", "refusal", "other"]
"""Why the model stopped: whole answer, output limit, declined or blocked, anything else."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What opens a provider. Its repr never shows the key.

    Attributes:
        provider: The vendor.
        api_key: The key itself: printable ASCII without blanks. Empty for `offline`.
        base_url: Where to send calls instead of the vendor's own address.
        api_version: Gemini only: "v1" (default) or "v1beta".
        source: Where it came from, such as "config:3" or "env:GEMINI_API_KEY"; safe to print.
    """

    provider: ProviderType
    api_key: str = field(repr=False)
    source: str
    base_url: str | None = None
    api_version: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """One picture, ready to send: upright, no metadata, PNG, JPEG or WebP.

    Attributes:
        data: The encoded bytes.
        mime_type: "image/png", "image/jpeg" or "image/webp".
        width: Pixels.
        height: Pixels.
        overlap: Rows of pixels at the top that the picture before it shows too; 0 where a new
            picture starts.
    """

    data: bytes = field(repr=False)
    mime_type: str
    width: int
    height: int
    overlap: int = 0


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """The structure an answer must have.

    Attributes:
        name: Letters, digits and underscores; OpenAI wants one.
        json_schema: A JSON Schema object, closed (`additionalProperties: false`) with every
            property required (null is allowed as a value): what all three vendors accept.
    """

    name: str
    json_schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """One more turn after the first: the model's answer, or what is said of it."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request to one model, in no vendor's dialect.

    Attributes:
        model: The vendor's model id.
        text: The user's message.
        system: The system instruction.
        images: Sent before the text.
        schema: None for free text.
        temperature: None leaves it to the model; some models refuse any value.
        max_output_tokens: The most the model may write, reasoning included.
        least_reasoning: Ask the model to think as little as it can, where it can be asked.
        follow_up: Turns after the first, oldest first: a bad answer and what is wrong with it.
        by_rules: How `offline` answers this very prompt, without a model.
    """

    model: str
    text: str
    system: str | None = None
    images: tuple[Image, ...] = ()
    schema: AnswerSchema | None = None
    temperature: float | None = None
    max_output_tokens: int = 4096
    least_reasoning: bool = False
    follow_up: tuple[Turn, ...] = ()
    by_rules: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """What a call used, in inclusive buckets.

    Attributes:
        input_tokens: All input, cached and written to the cache included.
        output_tokens: All output, reasoning included.
        cached_input_tokens: The part of the input read from the vendor's cache.
        cache_write_tokens: The part of the input written to the vendor's cache.
        reasoning_tokens: The part of the output that the model thought and did not say.
    """

    input_tokens: int
    output_tokens: int
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer.

    Attributes:
        text: What the model said; empty when it declined.
        finish_reason: Why it stopped.
        finish_detail: The vendor's own word for it, such as "SAFETY" or "max_tokens".
        usage: None when the vendor did not say.
        served_model: The model that answered, from the response; None when it did not say.
        provider_request_id: The vendor's id of the request.
        dropped_params: Parameters of the prompt that were not sent because the model refuses them.
    """

    text: str
    finish_reason: FinishReason
    finish_detail: str | None
    usage: TokenUsage | None
    served_model: str | None
    provider_request_id: str | None = None
    dropped_params: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model that a provider lists.

    Attributes:
        id: What a route names.
        retires_at: ISO 8601 date, when the vendor says one.
    """

    id: str
    retires_at: str | None = None


class Provider(Protocol):
    """A vendor of models. An implementation translates; it does not retry, route or log."""

    async def complete(self, prompt: Prompt) -> Completion:
        """Send one prompt and wait for the whole answer.

        Raises:
            ProviderError: for every failure of the vendor; its own exceptions never escape.
        """
        ...

    def stream(self, prompt: Prompt) -> AsyncGenerator[str | Completion]:
        """Send one prompt and give the answer as it comes.

        Closing the generator before its end drops the vendor's response at once; a caller that
        may stop early holds it in `contextlib.aclosing`.

        Yields:
            Pieces of the text, never empty ones; last, once, the `Completion` that `complete`
            would give, with the whole text.

        Raises:
            ProviderError: as `complete`, also after some pieces. An answer that ends before the
                vendor calls it finished is a ConnectionFailedError, never a short answer.
        """
        ...

    async def list_models(self) -> tuple[ModelInfo, ...]:
        """List the models that the key can see: the cheapest check of a key; costs nothing.

        Raises:
            ProviderError: as `complete`.
        """
        ...

    async def aclose(self) -> None:
        """Release what the vendor's client holds; the shared HTTP client stays open."""
        ...


class OpenProvider(Protocol):
    """What makes the adapter for a credential."""

    def __call__(self, credential: Credential, *, timeout_s: float) -> Provider:
        """Make it; no connection is opened yet. `timeout_s` bounds each wait for the vendor."""
        ...
