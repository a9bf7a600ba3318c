"""`AIOrchestrator`: every AI call goes through it, in the steps that `ask` shows."""

from __future__ import annotations

from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from orchestrator import providers
from orchestrator.answers import AnswerStream
from orchestrator.attempts import Attempts
from orchestrator.call import Call
from orchestrator.course import Course
from orchestrator.credentials import needs_model, not_configured
from orchestrator.errors import QuotaExceededError
from orchestrator.health import Health
from orchestrator.idempotency import Claim, inputs_key, named_key
from orchestrator.ledger import Ledger
from orchestrator.lookups import Route, look_up
from orchestrator.reports import answered_call
from orchestrator.request import DEFAULT_MAX_OUTPUT_TOKENS, Request, free_text
from orchestrator.retry import Deadline
from orchestrator.routing import no_plan, provider_type
from orchestrator.settings import Settings
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import new_id
from profiles.store.faults import translated
from profiles.store.joined import caller_lock, holds_write_lock
from profiles.store.rows import within
from profiles.store.transactions import read_rows
from profiles.subscriptions import current_plan, subscriptions_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from orchestrator.answers import Answer
    from orchestrator.errors import PlanNotFoundError, ProviderNotConfiguredError
    from orchestrator.idempotency import Kept
    from orchestrator.ledger import Attempt
    from orchestrator.lookups import Found
    from orchestrator.providers.base import OpenProvider
    from orchestrator.quotas import Limit
    from orchestrator.retry import Candidate
    from orchestrator.spending import SpendingCap
    from profiles.store.base import UserId
    from profiles.store.rows import Rows

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
        cap: The most that the calls of one run may cost together; beside the user's limits.
    """

    def __init__(
        self,
        db: AsyncSession,
        *,
        settings: Settings | None = None,
        plan_resolver: Callable[[UserId], Awaitable[str | None]] | None = None,
        open_provider: OpenProvider = providers.open_provider,
        cap: SpendingCap | None = None,
    ) -> None:
        self._db = db
        self._engine = AsyncEngine(db.get_bind().engine)
        self._settings = settings or Settings.from_environment()
        self._plan_resolver = plan_resolver
        self._open_provider = open_provider
        self._cap = cap

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
        idempotency_key: str | None = None,
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
            idempotency_key: As of `ask`.

        Raises:
            ConfigurationError: (a ValueError) no plan, no credentials; nothing was spent.
            QuotaExceededError: a limit would be passed; nothing was spent.
            ProviderError: the providers failed; every attempt is in the ledger.
            AnswerError: an answer came but cannot be used; it is in the ledger.
        """
        request = await free_text(task, prompt, system_prompt, image_data, temperature, max_tokens)
        return await self.text_of(user_id, request, provider_type, model, idempotency_key)

    async def text_of(
        self,
        user_id: UserId,
        request: Request,
        provider_type: str | None = None,
        model: str | None = None,
        idempotency_key: str | None = None,
    ) -> str:
        """Return only the text of `ask`."""
        answer = await self.ask(
            user_id,
            request,
            provider_name=provider_type,
            model=model,
            idempotency_key=idempotency_key,
        )
        return answer.text

    def generate_stream(
        self,
        user_id: UserId,
        task: str,
        prompt: str,
        system_prompt: str | None = None,
        image_data: bytes | None = None,
        temperature: float | None = _SEED_TEMPERATURE,
        max_tokens: int = DEFAULT_MAX_OUTPUT_TOKENS,
        provider_type: str | None = None,
        model: str | None = None,
    ) -> AnswerStream:
        """Ask for free text and give it as it comes; arguments and errors as `generate`.

        A provider that fails before its first piece is replaced by the next link. After that what
        fails is raised: also a stream that ends before the model has said that it is done.
        """

        async def items() -> AsyncGenerator[str | Answer]:
            request = await free_text(
                task, prompt, system_prompt, image_data, temperature, max_tokens
            )
            call = await self._opened(user_id, request, provider_type, model)
            async with aclosing(call.stream()) as stream:
                async for item in stream:
                    yield item

        return AnswerStream(items())

    async def ask(
        self,
        user_id: UserId,
        request: Request,
        *,
        provider_name: str | None = None,
        model: str | None = None,
        idempotency_key: str | None = None,
        reuse: bool = False,
        refresh: bool = False,
    ) -> Answer:
        """Make one call and return the answer with what it took.

        Args:
            user_id: Whose plan routes and limits the call.
            request: What to ask.
            provider_name: Ask this provider instead of the plan's route.
            model: Ask this model instead of the route's.
            idempotency_key: A call of the same user with the same key returns the first answer
                instead of paying twice, also while the first is under way in another process. Only
                answers are kept: after a failure the next call asks.
            reuse: Without a key of your own: make one of everything that is sent and of all who
                could be asked.
            refresh: Ask anew, and keep the new answer under the key.

        Raises:
            InvalidInputError: (a ValueError) the key was used for another request.
            ConfigurationError, QuotaExceededError, ProviderError, AnswerError: as `generate`.
        """
        named = named_key(idempotency_key) if idempotency_key is not None else None
        if not (named or reuse):
            return await (await self._opened(user_id, request, provider_name, model)).run()
        call, candidates = await self._begun(user_id, request, provider_name, model)
        # What is offline costs nothing, and its rules get better.
        if candidates[0].link.provider == "offline":
            return await call.run()
        key = named or inputs_key(request, candidates)
        claim = Claim(
            self._engine,
            user_id=str(user_id),
            key=key,
            fingerprint=request.fingerprint("", ""),
            request_id=call.attempts.request_id,
            provider=candidates[0].link.provider,
            caller=call.attempts.ledger.caller,
        )
        while (kept := await claim.take(call.attempts.deadline, refresh=refresh)) is not None:
            answer = await self._reused(request, kept)
            if answer is not None:
                return answer
            refresh = True  # what was good enough then is not any more
        call.attempts.keep = claim.keep
        async with claim.held():
            return await call.run()

    async def ask_one(self, user_id: UserId, request: Request, candidate: Candidate) -> Answer:
        """Make one call to this very account and model, whatever the routes say.

        Args:
            user_id: Whose plan limits the call.
            request: What to ask.
            candidate: Who is asked.

        Raises:
            ConfigurationError, QuotaExceededError, ProviderError, AnswerError: as `generate`.
        """
        look = await self._look(user_id, lambda _rows, _plan: [candidate])
        found = await self._found(user_id, look)
        return await (await self._beside(user_id, request, found)).run()

    async def _begun(
        self, user_id: UserId, request: Request, provider_name: str | None, model: str | None
    ) -> tuple[Call, Sequence[Candidate]]:
        """Look everything up that a call needs; nothing is sent or written yet."""
        route = self._route(request, provider_name, model)
        found = await self._found(user_id, await self._look(user_id, route.candidates))
        if not found.candidates:
            raise await self._without_credentials(route)
        return await self._beside(user_id, request, found), found.candidates

    async def _opened(
        self, user_id: UserId, request: Request, provider_name: str | None, model: str | None
    ) -> Call:
        """Look everything up and reserve the first attempt, in one transaction if that is shorter.

        To wait for the disk once less is a tenth of what a call costs. On a server the user's lock
        would be held for longer, and who reads in the caller's transaction cannot write beside it.
        """
        if self._engine.dialect.name != "sqlite" or self._joins:
            return (await self._begun(user_id, request, provider_name, model))[0]
        route = self._route(request, provider_name, model)
        look = await self._look(user_id, route.candidates)
        ledger = Ledger(self._engine, cap=self._cap)
        calls: list[Call] = []
        planned = False

        def find(rows: Rows) -> tuple[Attempt, Sequence[Limit]] | None:
            nonlocal planned
            found = look(rows)
            planned = found is not None
            if found is None or not found.candidates:
                return None
            calls.append(self._call(user_id, request, found, ledger))
            return calls[-1].planned(), found.limits

        try:
            reserved = await ledger.reserve_found(find)
        except QuotaExceededError as refusal:
            reserved = refusal
        if reserved is None:
            raise await (self._without_credentials(route) if planned else self._planless(user_id))
        calls[-1].attempts.first = reserved
        return calls[-1]

    def _route(self, request: Request, provider_name: str | None, model: str | None) -> Route:
        override = provider_type(provider_name) if provider_name is not None else None
        if override == "offline" and request.by_rules is None:
            raise needs_model(pictures=bool(request.images))
        return Route(request.task, override, model, self._settings)

    async def _look(
        self, user_id: UserId, candidates: Callable[[Rows, str], Sequence[Candidate]]
    ) -> Callable[[Rows], Found | None]:
        """Return what looks up whom to ask, what limits a call, what it costs, who is healthy.

        It finds nothing for a user without a plan.
        """
        resolved = await self._resolved(user_id)

        def look(rows: Rows) -> Found | None:
            plan = resolved or current_plan(rows, str(user_id))
            return None if plan is None else look_up(rows, str(user_id), plan, candidates)

        return look

    async def _found(self, user_id: UserId, look: Callable[[Rows], Found | None]) -> Found:
        if self._joins:
            async with caller_lock(self._db):
                with translated(self._engine.url):
                    found = await within(self._db, look)
        else:
            found = await read_rows(self._engine, look)
        if found is None:
            raise await self._planless(user_id)
        return found

    async def _planless(self, user_id: UserId) -> PlanNotFoundError:
        async with self._lookups() as session:
            return no_plan(user_id, await subscriptions_of(session, str(user_id)))

    async def _without_credentials(self, route: Route) -> ProviderNotConfiguredError:
        async with self._lookups() as session:
            return await not_configured(session, [link.provider for link in route.links])

    async def _beside(self, user_id: UserId, request: Request, found: Found) -> Call:
        """Make a call whose rows are written beside the caller's transaction, or within it."""
        caller = await self._caller_who_locks()
        ledger = Ledger(self._engine, caller=caller, cap=self._cap)
        return self._call(user_id, request, found, ledger)

    def _call(self, user_id: UserId, request: Request, found: Found, ledger: Ledger) -> Call:
        ledger.prices = found.prices
        attempts = Attempts(
            request=request,
            request_id=new_id(),
            user_id=str(user_id),
            plan=found.plan,
            limits=found.limits,
            ledger=ledger,
            deadline=Deadline(self._settings.retry.deadline_s),
            open_provider=self._open_provider,
        )
        health = Health(self._engine, found.marks, caller=ledger.caller)
        course = Course(
            found.candidates,
            policy=self._settings.retry,
            deadline=attempts.deadline,
            health=health,
            request_id=attempts.request_id,
        )
        return Call(attempts, course, health, max_repairs=self._settings.max_repairs)

    async def _reused(self, request: Request, kept: Kept) -> Answer | None:
        """Return a kept answer as today's rules read it; None when it does not pass them."""
        try:
            text = kept.text if request.check is None else request.check(kept.text)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, a model is asked again
            return None
        async with self._lookups() as session:
            with translated(self._engine.url):
                return await answered_call(session, kept.request_id, text)

    async def _caller_who_locks(self) -> AsyncSession | None:
        """Write beside the caller's transaction; within it only where it locks everybody out."""
        async with caller_lock(self._db):
            locks = await holds_write_lock(self._db, AIProviderUsageLog)
        return self._db if locks else None

    async def _resolved(self, user_id: UserId) -> str | None:
        """Return the plan that the host says; None when our own tables say it."""
        if self._plan_resolver is None:
            return None
        plan = await self._plan_resolver(user_id)
        if plan is None:
            raise no_plan(user_id)
        return plan

    @property
    def _joins(self) -> bool:
        """Whether to read in the caller's session: it holds what others cannot see yet.

        Else it is read beside it, so that the caller's stays without a transaction while the
        provider works.
        """
        return bool(self._db.in_transaction() or self._db.new or self._db.dirty)

    @asynccontextmanager
    async def _lookups(self) -> AsyncGenerator[AsyncSession]:
        """Open the session to read from."""
        if self._joins:
            async with caller_lock(self._db):
                yield self._db
        else:
            async with AsyncSession(self._engine) as session:
                yield session
