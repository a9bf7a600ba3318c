"""`AIOrchestrator`: every AI call goes through it, in the steps that `ask` shows."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from orchestrator import providers
from orchestrator.call import Call
from orchestrator.credentials import find_accounts, needs_model, not_configured
from orchestrator.health import Health, read_marks
from orchestrator.ledger import Ledger
from orchestrator.quotas import plan_limits
from orchestrator.request import DEFAULT_MAX_OUTPUT_TOKENS, Request
from orchestrator.retry import Candidate
from orchestrator.routing import Link, active_plan, chain, no_plan, provider_type
from orchestrator.settings import Settings
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import new_id
from profiles.store.joined import holds_write_lock

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

    from orchestrator.answers import Answer
    from orchestrator.credentials import Account
    from orchestrator.providers.base import Image, OpenProvider, ProviderType
    from profiles.store.base import UserId

_SEED_TEMPERATURE = 0.7
"""Of `generate`, as in the guide that jobai was founded on. Models that refuse it do not get it."""


class AIOrchestrator:
    """Routes, limits, makes and accounts for AI calls.

    Args:
        db: The caller's session; its database is the store. Users, plans and configs are read
            from it, the ledger is written beside it, in transactions of its own, and survives
            its rollback.
        settings: None takes the process's environment.
        plan_resolver: For a host with users of its own: from user id to plan; None as its answer
            means that the user has no plan.
        open_provider: Makes the adapter of a provider; tests and hosts may bring their own.
    """

    def __init__(
        self,
        db: AsyncSession,
        *,
        settings: Settings | None = None,
        plan_resolver: Callable[[UserId], Awaitable[str | None]] | None = None,
        open_provider: OpenProvider = providers.open_provider,
    ) -> None:
        self._db = db
        self._engine = AsyncEngine(db.get_bind().engine)
        self._settings = settings or Settings.from_environment()
        self._plan_resolver = plan_resolver
        self._open_provider = open_provider

    async def generate(
        self,
        user_id: UserId,
        task: str,
        prompt: str,
        system_prompt: str | None = None,
        image_data: bytes | None = None,
        mime_type: str | None = None,
        temperature: float | None = _SEED_TEMPERATURE,
        max_tokens: int = DEFAULT_MAX_OUTPUT_TOKENS,
        provider_type: str | None = None,
        model: str | None = None,
    ) -> str:
        """Ask for free text and return it.

        Args:
            user_id: Whose plan routes and limits the call.
            task: "extraction", "cv_draft", "cover_letter", or any name of the caller's own.
            prompt: The user's message.
            system_prompt: The system instruction.
            image_data: A PNG, JPEG or WebP picture; it is turned upright, freed of metadata and
                cut into tiles where it is tall.
            mime_type: Ignored where the bytes say what they are, which they do.
            temperature: Not sent to models that refuse it.
            max_tokens: The most the model may write.
            provider_type: Ask this provider instead of the plan's route.
            model: Ask this model instead of the route's.

        Raises:
            ConfigurationError: (a ValueError) no plan, no credentials; nothing was spent.
            QuotaExceededError: a limit would be passed; nothing was spent.
            ProviderError: the providers failed; every attempt is in the ledger.
            AnswerError: an answer came but cannot be used; it is in the ledger.
        """
        images = await _prepared(image_data) if image_data is not None else ()
        request = Request(
            task=task,
            text=prompt,
            system=system_prompt,
            images=images,
            temperature=temperature,
            max_output_tokens=max_tokens,
        )
        answer = await self.ask(user_id, request, provider_name=provider_type, model=model)
        return answer.text

    async def ask(
        self,
        user_id: UserId,
        request: Request,
        *,
        provider_name: str | None = None,
        model: str | None = None,
    ) -> Answer:
        """Make one call and return the answer with what it took.

        Raises:
            As `generate`.
        """
        override = provider_type(provider_name) if provider_name is not None else None
        if override == "offline" and request.by_rules is None:
            raise needs_model(pictures=bool(request.images))
        async with self._lookups() as session:
            plan = await self._plan(session, user_id)
            links = await chain(session, plan, request.task, provider=override, model=model)
            accounts = await find_accounts(
                session,
                [link.provider for link in links],
                self._settings.secrets,
                self._settings.environment,
            )
            limits = await plan_limits(session, plan)
            candidates = _candidates(links, accounts, keep_model=model is not None)
            marks = await read_marks(session, candidates)
        if not candidates:
            raise not_configured(" or ".join(dict.fromkeys(link.provider for link in links)))
        caller = await self._caller_who_locks()
        call = Call(
            request=request,
            request_id=new_id(),
            user_id=str(user_id),
            plan=plan,
            limits=limits if candidates[0].link.provider != "offline" else (),
            ledger=Ledger(self._engine, caller=caller),
            health=Health(self._engine, marks, caller=caller),
            settings=self._settings,
            open_provider=self._open_provider,
        )
        return await call.run(candidates)

    async def _caller_who_locks(self) -> AsyncSession | None:
        """Write beside the caller's transaction; within it only where it locks everybody out."""
        return self._db if await holds_write_lock(self._db, AIProviderUsageLog) else None

    async def _plan(self, session: AsyncSession, user_id: UserId) -> str:
        if self._plan_resolver is None:
            return await active_plan(session, user_id)
        plan = await self._plan_resolver(user_id)
        if plan is None:
            raise no_plan(user_id)
        return plan

    @asynccontextmanager
    async def _lookups(self) -> AsyncGenerator[AsyncSession]:
        """Open the session to read from.

        The caller's own, when it holds what others cannot see yet; else one beside it, so that
        the caller's stays without a transaction while the provider works.
        """
        if self._db.in_transaction() or self._db.new or self._db.dirty:
            yield self._db
        else:
            async with AsyncSession(self._engine) as session:
                yield session


def _candidates(
    links: Sequence[Link],
    accounts: Mapping[ProviderType, Sequence[Account]],
    *,
    keep_model: bool,
) -> list[Candidate]:
    """Pair every link with every account of its provider, each pair once."""
    pairs = [
        Candidate(
            link if keep_model or account.model is None else Link(link.provider, account.model),
            account,
        )
        for link in links
        for account in accounts.get(link.provider, ())
    ]
    return list(dict.fromkeys(pairs))


async def _prepared(image_data: bytes) -> tuple[Image, ...]:
    from orchestrator.tasks.extraction.sources import prepare_images

    return await asyncio.to_thread(prepare_images, image_data)
