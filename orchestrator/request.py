"""What a task asks of the orchestrator, and how its answer is checked."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from orchestrator.providers.base import AnswerSchema, Image
from orchestrator.providers.characters import sound_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from orchestrator.errors import AnswerError
    from orchestrator.providers.base import ProviderType

AnswerT = TypeVar("AnswerT", bound=BaseModel)

DEFAULT_MAX_OUTPUT_TOKENS = 4096
"""Source: the signature of `generate` in the guide that jobai was founded on."""

_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\s*\n(?P<body>.*?)\n?```\s*\Z", re.DOTALL)
_KEPT_KEYWORDS = frozenset(
    {"type", "properties", "items", "enum", "const", "anyOf", "description", "required"}
)
_FAULTS_SHOWN = 10


class AnswerFaultError(Exception):
    """An answer that breaks its rules. The text is sent back to the model for repair.

    Attributes:
        verdict: Makes the error for when it is not mended, of the provider and model that answered;
            None is `AnswerInvalidError`.
    """

    def __init__(
        self, message: str, *, verdict: Callable[[ProviderType, str], AnswerError] | None = None
    ) -> None:
        super().__init__(message)
        self.verdict = verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question, in no vendor's dialect and for no model yet.

    Attributes:
        task: "extraction", "cv_draft", "cover_letter" or a name of the caller's own.
        text: The user's message.
        system: The system instruction.
        images: Sent before the text.
        schema: None for free text.
        check: Takes the answer's text, returns the text to hand on, raises `AnswerFaultError` on a
            fault. None takes any text.
        by_rules: How `offline` answers, without a model; None when it cannot.
        temperature: None leaves it to the model.
        max_output_tokens: The most the model may write, reasoning included.
        least_reasoning: Ask the model to think as little as it can: for work that copies.
    """

    task: str
    text: str
    system: str | None = None
    images: tuple[Image, ...] = ()
    schema: AnswerSchema | None = None
    check: Callable[[str], str] | None = None
    by_rules: Callable[[], str] | None = None
    temperature: float | None = None
    max_output_tokens: int = DEFAULT_MAX_OUTPUT_TOKENS
    least_reasoning: bool = False

    def __post_init__(self) -> None:
        """Mend texts that could not be sent."""
        object.__setattr__(self, "text", well_formed(self.text))
        if self.system is not None:
            object.__setattr__(self, "system", well_formed(self.system))

    def fingerprint(self, provider: str, model: str) -> str:
        """Return a hash of everything that is sent, and of whom it is sent to."""
        digest = hashlib.sha256()
        parts = (
            provider,
            model,
            self.task,
            self.system or "",
            self.text,
            json.dumps(dict(self.schema.json_schema), sort_keys=True) if self.schema else "",
            f"{self.temperature} {self.max_output_tokens} {self.least_reasoning}",
        )
        for part in parts:
            encoded = part.encode("utf-8", "replace")
            digest.update(len(encoded).to_bytes(8) + encoded)
        for image in self.images:
            digest.update(hashlib.sha256(image.data).digest())
        return digest.hexdigest()


def well_formed(text: str) -> str:
    """Put "?" for halves of surrogate pairs: no UTF-8 holds them, so neither does any request."""
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def answer_schema(model: type[BaseModel], name: str) -> AnswerSchema:
    """Turn a pydantic model into the schema that all three vendors accept.

    References are inlined, objects closed, every property required; keywords that a vendor
    rejects (lengths, patterns, formats, defaults) are left to pydantic, which checks the answer.
    """
    return AnswerSchema(name=name, json_schema=_ModelSchema(model))


class _ModelSchema(Mapping[str, Any]):
    """The schema of a model, made when it is first read: who answers by rules never does."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    @cached_property
    def _made(self) -> dict[str, Any]:
        raw = self._model.model_json_schema()
        return _closed(raw, cast("dict[str, Any]", raw.get("$defs", {})))

    def __getitem__(self, key: str) -> Any:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _closed(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        target = definitions[str(node["$ref"]).rsplit("/", 1)[-1]]
        described = {"description": node["description"]} if "description" in node else {}
        return _closed({**target, **described}, definitions)
    closed = {key: value for key, value in node.items() if key in _KEPT_KEYWORDS}
    if "properties" in closed:
        properties = cast("dict[str, dict[str, Any]]", closed["properties"])
        closed["properties"] = {k: _closed(v, definitions) for k, v in properties.items()}
        closed["required"] = list(properties)
        closed["additionalProperties"] = False
    if "items" in closed:
        closed["items"] = _closed(closed["items"], definitions)
    if "anyOf" in closed:
        closed["anyOf"] = [_closed(option, definitions) for option in closed["anyOf"]]
    return closed


async def free_text(
    task: str,
    prompt: str,
    system_prompt: str | None,
    image_data: bytes | None,
    temperature: float | None,
    max_tokens: int,
) -> Request:
    """Ask for free text, perhaps about a picture; arguments as of `AIOrchestrator.generate`."""
    images: tuple[Image, ...] = ()
    if image_data is not None:
        from orchestrator.tasks.extraction.sources import prepare_images

        images = await asyncio.to_thread(prepare_images, image_data)
    return Request(
        task=task,
        text=prompt,
        system=system_prompt,
        images=images,
        temperature=temperature,
        max_output_tokens=max_tokens,
    )


def parse_answer(text: str, model: type[AnswerT]) -> AnswerT:
    """Read a JSON answer into a pydantic model; a Markdown fence around it is forgiven.

    Raises:
        AnswerFaultError: with each fault's place and rule, in words a model can act on.
    """
    fenced = _FENCE.match(text)
    body = fenced["body"] if fenced else text
    try:
        data: Any = json.loads(body, strict=False)
        if "\\u" in body:  # what no answer can hold, its escapes may
            data = sound_json(data)
    except (ValueError, RecursionError) as error:
        raise AnswerFaultError(f"The answer is not valid JSON: {error}.") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise AnswerFaultError(_faults(error)) from error


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_context=False)
    lines = [
        f"- {'.'.join(str(part) for part in fault['loc']) or '(top)'}: {fault['msg']}"
        for fault in faults[:_FAULTS_SHOWN]
    ]
    if len(faults) > _FAULTS_SHOWN:
        lines.append(f"- and {len(faults) - _FAULTS_SHOWN} more")
    return "The answer breaks the schema:\n" + "\n".join(lines)
