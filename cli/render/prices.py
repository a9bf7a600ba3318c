"""Prices that were set by hand, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show
from cli.render.errors import SCHEMA_VERSION
from orchestrator.pricing import price_version
from profiles.money import dollars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.models import PriceDocument, PricesDocument, SetPrice
    from orchestrator.pricing import ManualPrice


def print_prices(prices: Sequence[ManualPrice]) -> None:
    """Print them, in US dollars for a million tokens."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Provider", "Model", "Input", "Output", "Cached", "Written", "Since"):
        justify = "right" if name in {"Input", "Output", "Cached", "Written"} else "left"
        table.add_column(name, justify=justify, overflow="fold")
    for price in prices:
        table.add_row(
            price.provider,
            Text(price.model),
            *(_shown(rate) for rate in (price.input, price.output)),
            *(_shown(rate) for rate in (price.cached_input, price.cache_write)),
            words.local_time(price.starts_at),
        )
    show(table)


def prices_document(prices: Sequence[ManualPrice]) -> PricesDocument:
    """Return them as JSON, in nano-dollars for a million tokens; null is as other input."""
    return {
        "schema_version": SCHEMA_VERSION,
        "table": price_version(),
        "prices": [_price(price) for price in prices],
    }


def price_document(price: ManualPrice) -> SetPrice:
    """Return one that was set, or has ended, as JSON."""
    ends_at = price.ends_at.isoformat() if price.ends_at else None
    return {"schema_version": SCHEMA_VERSION, **_price(price), "ends_at": ends_at}


def _price(price: ManualPrice) -> PriceDocument:
    return {
        "provider": price.provider,
        "model": price.model,
        "input_nano_usd_per_mtok": price.input,
        "output_nano_usd_per_mtok": price.output,
        "cached_input_nano_usd_per_mtok": price.cached_input,
        "cache_write_nano_usd_per_mtok": price.cache_write,
        "starts_at": price.starts_at.isoformat(),
    }


def _shown(rate: int | None) -> str:
    return "" if rate is None else dollars(rate)
