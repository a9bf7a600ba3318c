"""Does a provider work? Asked for its list of models, which costs nothing; live for answers too."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.errors import CredentialsRefusedError, ModelNotFoundError
from orchestrator.listing import Listing, find_subjects, list_models
from orchestrator.plans import TASKS
from orchestrator.provider_configs import record_test
from orchestrator.routes import all_routes
from orchestrator.routing import active_plan, chain
from orchestrator.verdicts import verdict_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.listing import Subject
    from orchestrator.live_tests import CheckKind, LiveCheck
    from orchestrator.settings import Settings
    from orchestrator.verdicts import Verdict
    from profiles.errors import JobaiError
    from profiles.store.engine import Store


@dataclass(frozen=True, slots=True)
class Live:
    """What live tests are asked with.

    Attributes:
        user_id: Whose limits hold, and whose routes name the models.
        model: This one instead.
        checks: What is asked beside text.
    """

    user_id: str
    model: str | None
    checks: Sequence[CheckKind]


@dataclass(frozen=True, slots=True)
class TestResult:
    """How one test went.

    Attributes:
        name: The config's name, or the variable of a key in the environment.
        verdict: Of the list of models, or of the first live check that failed.
        error: None when the key was accepted, and every live check passed.
        models: How many models the key sees; None when the server lists none.
        not_offered: Models that calls would ask and that the list does not have.
        latency_ms: Until the list came.
        checks: The live ones; a model that is gone is no failure while another one answers.
    """

    name: str
    provider: str
    verdict: Verdict
    error: JobaiError | None
    models: int | None
    latency_ms: int
    not_offered: tuple[str, ...] = ()
    checks: tuple[LiveCheck, ...] = ()


async def run_tests(
    store: Store, settings: Settings, name: str | None, live: Live | None = None
) -> list[TestResult]:
    """Test one config, or all of them and the keys in the environment.

    Args:
        store: Where the configs are, and the ledger for live calls.
        settings: Where keys are found.
        name: Of a config, or of a variable that holds a key; None tests all.
        live: Also ask for answers, which costs.

    Raises:
        NotFoundError: there is no config of that name.
        PlanNotFoundError: live, and the user has no plan.
    """
    subjects = await find_subjects(store, settings, name)
    if live is not None:
        async with store.read() as session:
            await active_plan(session, live.user_id)
    results = await asyncio.gather(*(_tested(store, settings, one, live) for one in subjects))
    for subject, result in zip(subjects, results, strict=True):
        if subject.config_id is not None:
            async with store.write() as session:
                status = type(result.error).__name__ if result.error else "ok"
                if result.verdict in {"no_vision", "no_schema"}:
                    status = result.verdict
                await record_test(session, subject.name, status)
    return list(results)


async def _tested(
    store: Store, settings: Settings, subject: Subject, live: Live | None
) -> TestResult:
    if subject.account is None:
        verdict = verdict_of(subject.error)
        return TestResult(subject.name, subject.provider, verdict, subject.error, None, 0)
    listing = await list_models(subject.account.credential)
    routed = await _routed_models(store, subject, live)
    checks: list[LiveCheck] = []
    if live is not None and listing.error is None:
        from orchestrator.live_tests import run_live_checks

        models = [live.model] if live.model else routed
        checks = await run_live_checks(store, settings, live.user_id, subject, models, live.checks)
    failed = _failure(checks)
    error = listing.error or (failed.error if failed else None)
    _point_out(error, subject)
    return TestResult(
        subject.name,
        subject.provider,
        failed.verdict if failed and listing.error is None else verdict_of(listing.error),
        error,
        None if listing.models is None else len(listing.models),
        listing.latency_ms,
        _not_offered(listing, routed),
        tuple(checks),
    )


def _failure(checks: Sequence[LiveCheck]) -> LiveCheck | None:
    """Return the first check that failed; gone models count only when nothing else answered."""
    told = [check for check in checks if check.verdict != "model_gone"] or checks
    return next((check for check in told if check.verdict != "ok"), None)


async def _routed_models(store: Store, subject: Subject, live: Live | None) -> list[str]:
    """Return the models that calls ask of an account, those of the user's own plan first."""
    assert subject.account is not None
    if subject.account.model is not None:
        return [subject.account.model]
    async with store.read() as session:
        plan = await active_plan(session, live.user_id) if live is not None else None
        chains = [await chain(session, plan, task) for task in TASKS] if plan else []
        chains += [route.links for route in await all_routes(session)]
    links = [link for links in chains for link in links if link.provider == subject.provider]
    return list(dict.fromkeys(link.model for link in links))


def _not_offered(listing: Listing, routed: Sequence[str]) -> tuple[str, ...]:
    if not listing.models:
        return ()
    listed = {model.id for model in listing.models}
    # A server of local models lists "qwen3:latest" and answers to "qwen3".
    return tuple(one for one in routed if not {one, f"{one}:latest"} & listed)


def _point_out(error: JobaiError | None, subject: Subject) -> None:
    """Say what to type for this very config."""
    if isinstance(error, CredentialsRefusedError):
        error.hint = (
            f"give it another key: jobai providers rotate-key {subject.name}"
            if subject.config_id is not None
            else f"set {subject.name} to a valid key"
        )
    elif isinstance(error, ModelNotFoundError):
        error.hint = f"see which models it has: jobai providers models {subject.name}"
