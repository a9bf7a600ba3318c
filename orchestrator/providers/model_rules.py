"""What models refuse to be told, read from `data/model_rules.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from orchestrator.providers.base import ProviderType

_RULES_FILE = "data/model_rules.toml"


def takes_temperature(provider: ProviderType, model: str) -> bool:
    """Say whether a model accepts a temperature at all.

    An unknown model does, except where the rules name the models that do.
    """
    rules = _temperature_rules().get(provider, {})
    name = model.lower().rsplit("/", 1)[-1]
    if "taken_by" in rules:
        return _any_match(rules["taken_by"], name)
    return not _any_match(rules.get("refused_by", []), name)


def _any_match(patterns: list[str], name: str) -> bool:
    return any(re.match(pattern, name) for pattern in patterns)


@cache
def _temperature_rules() -> dict[str, dict[str, list[str]]]:
    text = files("orchestrator.providers").joinpath(_RULES_FILE).read_text(encoding="utf-8")
    return cast("dict[str, dict[str, list[str]]]", tomllib.loads(text)["temperature"])
