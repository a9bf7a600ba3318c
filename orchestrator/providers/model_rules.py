"""What models can be told, read from `data/model_rules.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.providers.base import ProviderType

_RULES_FILE = "data/model_rules.toml"


@lru_cache
def takes_temperature(provider: ProviderType, model: str) -> bool:
    """Say whether a model accepts a temperature at all.

    An unknown model does, except where the rules name the models that do.
    """
    rules = cast("dict[str, list[str]]", _rules()["temperature"].get(provider, {}))
    name = _bare(model)
    if "taken_by" in rules:
        return _any_match(rules["taken_by"], name)
    return not _any_match(rules.get("refused_by", []), name)


def _any_match(patterns: list[str], name: str) -> bool:
    return any(re.match(pattern, name) for pattern in patterns)


def least_reasoning(provider: ProviderType, model: str) -> Mapping[str, str | int]:
    """Return the parameters that make a model think as little as it can.

    Empty for a model that does not think unasked, and for one that no rule knows.
    """
    name = _bare(model)
    for rule in cast("list[dict[str, str | int]]", _rules()["least_reasoning"].get(provider, [])):
        if re.match(str(rule["models"]), name):
            return {key: value for key, value in rule.items() if key != "models"}
    return {}


def vendor_of(model: str) -> ProviderType | None:
    """Say whose model a name is; None for a name that no rule knows."""
    name = model.lower()
    for vendor, patterns in cast("dict[ProviderType, list[str]]", _rules()["vendors"]).items():
        if _any_match(patterns, name):
            return vendor
    return None


def _bare(model: str) -> str:
    return model.lower().rsplit("/", 1)[-1]


@cache
def _rules() -> dict[str, dict[str, object]]:
    text = files("orchestrator.providers").joinpath(_RULES_FILE).read_text(encoding="utf-8")
    return cast("dict[str, dict[str, object]]", tomllib.loads(text))
