"""The three functions that an application calls: extraction, CV and cover letter."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, Any

from orchestrator.core import AIOrchestrator
from orchestrator.request import well_formed
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.settings import Settings
    from profiles.drafts import OnUnverified
    from profiles.store.base import UserId


async def extract_job_data(
    db: AsyncSession,
    user_id: UserId,
    prompt: str,
    image_data: bytes | None = None,
    *,
    provider_type: str | None = None,
    model: str | None = None,
    idempotency_key: str | None = None,
    settings: Settings | None = None,
    plan_resolver: Callable[[UserId], Awaitable[str | None]] | None = None,
) -> str:
    """Read a posting into structured data.

    Args:
        db: The caller's session.
        user_id: Whose plan routes and limits the call.
        prompt: The posting's text, with or without the caller's own words around it; beside a
            picture, what to say of it.
        image_data: A picture of the posting (PNG, JPEG, WebP, GIF, AVIF, BMP or TIFF) instead of
            its text.
        provider_type: Ask this provider instead of the plan's route; "offline" reads by rules.
        model: Ask this model instead of the route's.
        idempotency_key: A call of the same user with the same key returns the first answer instead
            of paying twice, also while the first is under way in another process.
        settings: None takes the process's environment.
        plan_resolver: For a host with users of its own, as of `AIOrchestrator`.

    Returns:
        A `JobPosting` as JSON. What the prompt or the picture does not say is null or empty;
        every requirement's quote stands in it letter for letter.

    Raises:
        ConfigurationError: (a ValueError) no plan or no credentials; nothing was spent.
        SourceError: the picture cannot be read, or there is no posting.
        QuotaExceededError, ProviderError, AnswerError: as `AIOrchestrator.generate`.
    """
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.task import picture_request, text_request

    prompt = well_formed(prompt)
    digest = hashlib.sha256(image_data or prompt.encode()).hexdigest()
    if image_data is None:
        document = Document(kind="text", text=prompt, sha256=digest, fetched_at=utc_now())
        request = text_request(document)
    else:
        from orchestrator.tasks.extraction.sources import prepare_images

        images = await asyncio.to_thread(prepare_images, image_data)
        document = Document(kind="image", images=images, sha256=digest, fetched_at=utc_now())
        request = picture_request(document, wish=prompt)
    orchestrator = AIOrchestrator(db, settings=settings, plan_resolver=plan_resolver)
    return await orchestrator.text_of(user_id, request, provider_type, model, idempotency_key)


async def draft_cv(
    db: AsyncSession,
    user_id: UserId,
    master_profile: Mapping[str, Any],
    job_data: Mapping[str, Any],
    *,
    provider_type: str | None = None,
    model: str | None = None,
    on_unverified: OnUnverified = "verbatim",
    idempotency_key: str | None = None,
    settings: Settings | None = None,
    plan_resolver: Callable[[UserId], Awaitable[str | None]] | None = None,
) -> str:
    """Draft a CV for a job from what the person really did.

    Args:
        db: The caller's session.
        user_id: Whose plan routes and limits the call.
        master_profile: A JSON Resume document.
        job_data: A posting: what `extract_job_data` returns, a schema.org JobPosting, or a dict
            with at least a title and a description.
        provider_type: Ask this provider instead of the plan's route; "offline" uses rules.
        model: Ask this model instead of the route's.
        on_unverified: What becomes of a line that says more than the lines it cites: "verbatim"
            puts the first of them in its place, "drop" leaves it out, "fail" sends the answer back
            to the model and, when that does not mend it, raises `AnswerUnverifiedError`.
        idempotency_key: A call of the same user with the same key returns the first answer instead
            of paying twice, also while the first is under way in another process.
        settings: None takes the process's environment.
        plan_resolver: For a host with users of its own, as of `AIOrchestrator`.

    Returns:
        A `CvDraft` as JSON: every line carries citations into the master profile.

    Raises:
        InvalidInputError: (a ValueError) the profile or the job cannot be read.
        ConfigurationError, QuotaExceededError, ProviderError, AnswerError: as
            `AIOrchestrator.generate`.
    """
    from orchestrator.tasks.drafting.cv import cv_request
    from profiles.master_profile import master_profile_from

    request = cv_request(master_profile_from(master_profile), job_data, on_unverified=on_unverified)
    orchestrator = AIOrchestrator(db, settings=settings, plan_resolver=plan_resolver)
    return await orchestrator.text_of(user_id, request, provider_type, model, idempotency_key)


async def draft_cover_letter(
    db: AsyncSession,
    user_id: UserId,
    master_profile: Mapping[str, Any],
    job_data: Mapping[str, Any],
    *,
    provider_type: str | None = None,
    model: str | None = None,
    on_unverified: OnUnverified = "verbatim",
    idempotency_key: str | None = None,
    settings: Settings | None = None,
    plan_resolver: Callable[[UserId], Awaitable[str | None]] | None = None,
) -> str:
    """Draft a cover letter for a job; arguments and errors as `draft_cv`.

    Returns:
        A `LetterDraft` as JSON: every factual sentence carries citations.
    """
    from orchestrator.tasks.drafting.letter import letter_request
    from profiles.master_profile import master_profile_from

    request = letter_request(
        master_profile_from(master_profile), job_data, on_unverified=on_unverified
    )
    orchestrator = AIOrchestrator(db, settings=settings, plan_resolver=plan_resolver)
    return await orchestrator.text_of(user_id, request, provider_type, model, idempotency_key)
