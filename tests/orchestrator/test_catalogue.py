"""The catalogue of models: what it says, and that it agrees with the vendors' own tables."""

from __future__ import annotations

import inspect
import re
from datetime import date, datetime

import pytest
from anthropic.resources.messages.messages import DEPRECATED_MODELS
from openai.types.shared import chat_model

from orchestrator.catalogue import lifecycle, models_of, read_on
from orchestrator.providers.model_rules import vendor_of
from profiles.store.defaults import default_routes


def _openai_dates() -> dict[str, date]:
    text = " ".join(inspect.getsource(chat_model).partition('"""Deprecated values')[2].split())
    found: dict[str, date] = {}
    for entry in text.split(" - ")[1:]:
        day = re.search(r"shutdown date: (\d{4}-\d\d-\d\d)", entry)
        if day:
            names: list[str] = re.findall(r'"([^"]+)"', entry)
            found |= dict.fromkeys(names, date.fromisoformat(day[1]))
    return found


def _claude_dates() -> dict[str, date]:
    plain = {m: re.sub(r"(\d)(st|nd|rd|th)", r"\1", day) for m, day in DEPRECATED_MODELS.items()}
    return {m: datetime.strptime(day, "%B %d, %Y").date() for m, day in plain.items()}  # noqa: DTZ007


@pytest.mark.parametrize(("provider", "dates"), [("openai", _openai_dates()), ("claude", _claude_dates())])  # fmt: skip  # noqa: E501
def test_it_has_the_dates_that_the_vendors_sdk_has(provider: str, dates: dict[str, date]) -> None:
    assert len(dates) > 15
    found = {model: known.shutdown if (known := lifecycle(provider, model)) else None for model in dates}  # fmt: skip  # noqa: E501
    assert found == dates


def test_the_models_that_jobai_routes_to_first_are_known_to_go_and_by_what_they_are_replaced() -> (
    None
):
    fast, quality = lifecycle("gemini", "gemini-2.5-flash"), lifecycle("gemini", "gemini-1.5-pro")

    assert fast is not None
    assert (fast.shutdown, fast.replacement) == (date(2026, 12, 1), "gemini-3.5-flash-lite")
    assert fast.state(date(2026, 11, 30)) == "retiring"
    assert fast.state(date(2026, 12, 1)) == "retired"
    assert quality is not None
    assert quality.state(date(2026, 11, 23)) == "retired"


def test_behind_every_first_link_of_a_default_route_stands_one_that_stays() -> None:
    chains: dict[tuple[str, str], list[str]] = {}
    for link in default_routes():
        known = lifecycle(link.provider, link.model)
        if known is None or known.shutdown is None:
            chains.setdefault((link.plan, link.task), []).append(link.provider)

    assert all({"gemini", "openai", "claude"} <= set(left) for left in chains.values())
    assert len(chains) == 16


@pytest.mark.parametrize(
    "name", ["gemini-2.5-flash", "models/gemini-2.5-flash", "gemini-2.5-flash-001"]
)
def test_a_pinned_name_is_known_by_its_model(name: str) -> None:
    known = lifecycle("gemini", name)
    assert known is not None
    assert known.shutdown == date(2026, 12, 1)


def test_what_is_not_in_it_is_unknown_and_what_stays_has_no_end() -> None:
    assert lifecycle("openai", "qwen3") is None
    stays = lifecycle("gemini", "gemini-3.8-flash")
    assert stays is not None
    assert (stays.shutdown, stays.state(date(2030, 1, 1))) == (None, "offered")


def test_every_entry_is_of_the_vendor_that_its_name_tells() -> None:
    assert read_on() >= date(2026, 11, 23)
    for provider in ("gemini", "openai", "claude"):
        assert models_of(provider)
        others = {
            model for model in models_of(provider) if vendor_of(model) not in {provider, None}
        }
        assert others == set()
