"""A few seconds of what `tests/long/provider_chaos.py` does for minutes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from chaos import Chaos
from desks import add_user
from wire import WireServer
from wire.unreachable import unreachable

from profiles.store.users import PRO_ANNUAL

if TYPE_CHECKING:
    from pathlib import Path

    from profiles.store.engine import Store


async def test_no_call_hangs_leaks_a_key_or_is_lost_whatever_the_providers_do(
    store: Store, wire_server: WireServer, tmp_path: Path
) -> None:
    for vendor in ("gemini", "openai", "claude"):
        import_module(f"orchestrator.providers.{vendor}")
    user = await add_user(store, PRO_ANNUAL)
    with WireServer() as elsewhere, unreachable(tmp_path, names=False) as nowhere:
        chaos = Chaos(
            store,
            wire_server,
            elsewhere,
            seed=7,
            deadline_s=2.0,
            key_file=tmp_path / "secret.key",
            unreachable=nowhere,
            light=True,
        )
        found = await chaos.run(user, range(80), at_once=12)

    assert found.broken == []
    assert (found.calls, found.outcomes.total()) == (80, 80)
    assert found.rows >= found.requests > 80
