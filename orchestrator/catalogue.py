"""When a model came and when it goes, as its vendor says. It warns, and never routes.

The dates are in `providers/data/models.toml`, each vendor's with its source.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import date

_FILE = Path(__file__).parent / "providers" / "data" / "models.toml"
_PINNED = re.compile(r"-(?:\d{4}-\d\d-\d\d|\d{8}|\d{3})\Z")
"""What pins a name to one day's or one number's build of a model."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What a vendor says of a model's time.

    Attributes:
        released: None when it is not known.
        shutdown: The first day without a promise of an answer; None while none is announced.
        replacement: What the vendor names in its place; None where it names nothing.
        source: Where that is from.
    """

    released: date | None
    shutdown: date | None
    replacement: str | None
    source: str

    def state(self, today: date) -> Literal["offered", "retiring", "retired"]:
        """Say how the model stands on a day."""
        if self.shutdown is None:
            return "offered"
        return "retired" if self.shutdown <= today else "retiring"


def lifecycle(provider: str, model: str) -> Lifecycle | None:
    """Return what is known of a model; None when nothing is."""
    bare = model.removeprefix("models/").casefold()
    known = _catalogue()
    return known.get((provider, bare)) or known.get((provider, _PINNED.sub("", bare)))


def models_of(provider: str) -> tuple[str, ...]:
    """Return the models of a vendor that the catalogue names."""
    return tuple(model for of, model in _catalogue() if of == provider)


@cache
def read_on() -> date:
    """Return the day on which the vendors' pages were read."""
    found: date = _data()["read_on"]
    return found


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _catalogue() -> dict[tuple[str, str], Lifecycle]:
    data = _data()
    return {
        (provider, model): Lifecycle(
            entry.get("released"), entry.get("shutdown"), entry.get("replacement"), source
        )
        for provider, source in data["sources"].items()
        for entry in data[provider]
        for model in entry["models"]
    }
