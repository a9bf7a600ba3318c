"""How providers stand, as a table and as JSON. Of a key, the last four at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import notice, show
from cli.render.errors import SCHEMA_VERSION
from cli.render.users import spend_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.providers import (
        ConfigDocument,
        MarkDocument,
        ProviderConfig,
        ProvidersDocument,
        StateDocument,
    )
    from orchestrator.health import Mark
    from orchestrator.provider_states import ProviderState
    from profiles.store.ai import AIProviderConfig


def print_providers(states: Sequence[ProviderState], *, quiet: bool) -> None:
    """Print the configs, then the keys that the environment adds."""
    from rich.table import Table
    from rich.text import Text

    if not states:
        notice("No provider yet. Add one with: jobai providers add gemini", quiet=quiet)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Name", overflow="fold")
    table.add_column("Key", overflow="fold")
    table.add_column("Health", overflow="fold")
    table.add_column("Last test", overflow="fold")
    table.add_column("This month", justify="right", overflow="fold")
    for state in states:
        table.add_row(
            Text(_name(state)),
            Text(_key(state)),
            Text(_health(state)),
            Text(_last_test(state)),
            Text(_spent(state)),
        )
    show(table)
    for state in states:
        for line in _remarks(state):
            notice(f"{state.name}: {line}", quiet=quiet)


def providers_document(states: Sequence[ProviderState]) -> ProvidersDocument:
    """Return how providers stand as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "providers": [
            {**_config(state.config), **_state(state)} for state in states if state.config
        ],
        "environment": [
            {
                "provider": state.provider,
                "variable": state.name,
                "used": state.standing != "not_used",
                **_state(state),
            }
            for state in states
            if state.config is None
        ],
    }


def config_document(config: AIProviderConfig) -> ProviderConfig:
    """Return one config, as it is or was, as JSON."""
    return {"schema_version": SCHEMA_VERSION, **_config(config)}


def switched(config: AIProviderConfig, states: Sequence[ProviderState]) -> str:
    """Say who is asked now that a config was switched on or off."""
    name, kind = config.name, config.provider_type
    asked = [
        state.name
        for state in states
        if state.provider == kind and state.standing not in {"inactive", "not_used"}
    ]
    if config.is_active:
        before = asked[: asked.index(name)]
        return f"{name} is asked again{f', after {before[-1]}' if before else ''}."
    instead = f"{kind} calls go to {asked[0]}" if asked else f"no {kind} is asked"
    return f"{name} is switched off: {instead}. Back: jobai providers enable {name}"


def _config(config: AIProviderConfig) -> ConfigDocument:
    tested = config.last_tested_at
    return {
        "name": config.name,
        "provider": config.provider_type,
        "api_key_last4": config.api_key_last4,
        "api_key_env": config.api_key_env,
        "base_url": config.base_url,
        "api_version": config.api_version,
        "model": config.model,
        "is_default": config.is_default,
        "is_active": config.is_active,
        "last_tested_at": tested.isoformat() if tested else None,
        "last_test_status": config.last_test_status,
    }


def _state(state: ProviderState) -> StateDocument:
    return {
        "health": state.standing,
        "problem": state.error.message if state.error else None,
        "models_gone": [_mark(*mark) for mark in _marks(state, "gone")],
        "models_busy": [_mark(*mark) for mark in _marks(state, "cooling")],
        "this_month": spend_document(state.spend),
    }


def _mark(model: str, mark: Mark) -> MarkDocument:
    return {"model": model, "until": mark.until.isoformat(), "reason": mark.reason}


def _marks(state: ProviderState, kind: str) -> list[tuple[str, Mark]]:
    return [(model, mark) for model, mark in state.marks.items() if mark.state == kind]


def _name(state: ProviderState) -> str:
    config = state.config
    if config is None:
        return state.name
    facts = [state.provider] if state.provider != config.name else []
    facts += ["first"] if config.is_default else []
    return f"{config.name} ({', '.join(facts)})" if facts else config.name


def _key(state: ProviderState) -> str:
    config = state.config
    if config is None:
        return "environment"
    if config.api_key_env is not None:
        return f"${config.api_key_env}"
    return f"...{config.api_key_last4}" if config.api_key_last4 else "stored"


def _health(state: ProviderState) -> str:
    gone, busy = _marks(state, "gone"), _marks(state, "cooling")
    told = {
        "ok": "ok",
        "key_missing": "no key",
        "inactive": "off",
        "not_used": "not used",
        "models_gone": f"{len(gone)} gone",
        "busy": f"{len(busy)} busy",
    }[state.standing]
    return f"{told}, {len(gone)} gone" if state.standing == "busy" and gone else told


def _last_test(state: ProviderState) -> str:
    config = state.config
    if config is None:
        return ""
    if config.last_tested_at is None:
        return "never"
    return f"{words.test_status(config.last_test_status)}, {words.day(config.last_tested_at)}"


def _spent(state: ProviderState) -> str:
    spend = state.spend
    if not spend.calls and not spend.cost_nano_usd:
        return "nothing"
    return words.usd(spend.cost_nano_usd, unpriced=spend.unpriced)


def _remarks(state: ProviderState) -> list[str]:
    """Return what does not fit into a table."""
    lines: list[str] = []
    if state.config is not None and state.config.base_url:
        lines.append(f"at {state.config.base_url}")
    if state.config is not None and state.config.model:
        lines.append(f"asks {state.config.model}, whatever a route says")
    if state.error is not None:
        lines.append(state.error.message)
    if state.standing == "not_used":
        lines.append(f"not used: a {state.provider} config stands before it")
    for model, mark in _marks(state, "gone"):
        lines.append(f"{model} is gone; not asked before {words.local_time(mark.until)}")
    for model, mark in _marks(state, "cooling"):
        lines.append(f"{model} is busy; asked last before {words.local_time(mark.until)}")
    return lines
