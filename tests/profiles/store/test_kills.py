"""Commands that are killed at exact moments lose nothing, leave no halves, and can be run again.

`tests/long/kills.py` does the same at hundreds of moments, also at random in time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kill_places import Stores
from kill_points import SCENARIOS, Bench, moments_of

if TYPE_CHECKING:
    from pathlib import Path

    from wire import WireServer

    from profiles.store.engine import Store


@pytest.fixture
def stores(request: pytest.FixtureRequest, tmp_path: Path, store: Store) -> Stores:
    """Makes stores of the kind that the tests run on."""
    del store  # says that this test runs on both kinds
    kind = str(request.config.getoption("--store"))
    server = None if kind == "sqlite" else request.getfixturevalue("postgresql_server")
    return Stores(kind, tmp_path / "places", server)


POINTS = {"extract": 2, "extract-folder": 3, "draft": 2, "migrate": 3, "few-calls": 2}


@pytest.mark.timeout(400)
def test_what_is_killed_leaves_all_in_order_and_ends_its_work_when_it_is_run_again(
    stores: Stores, wire_server: WireServer
) -> None:
    for name, points in POINTS.items():
        bench = Bench(SCENARIOS[name], stores, wire_server)
        bench.prepare()
        bench.rehearse()
        for moment, _ in moments_of(bench, 2 * points, seed=7):
            if moment:
                wrong = bench.kill(moment=moment)
                assert wrong == [], f"{name}, before {bench.moments[moment - 1]}"
