"""The prices that were set by hand: reading, setting and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from orchestrator.pricing import ManualPrice, PriceList
from orchestrator.routing import provider_type
from profiles.errors import InvalidInputError, NotFoundError
from profiles.money import NANO_PER_USD, dollars
from profiles.naming import meant
from profiles.store.ai import AIModelPrice
from profiles.store.base import utc_now
from profiles.store.rows import Query, within

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from profiles.store.rows import Rows

_HIGHEST = 1_000_000 * NANO_PER_USD
"""For a million tokens; a thousand times what any model costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrice:
    """What to set, in nano-dollars for a million tokens: 1 USD is 1,000,000,000.

    Attributes:
        cached_input: None takes that of other input.
        cache_write: None takes that of other input.
    """

    provider: str
    model: str
    input: int
    output: int
    cached_input: int | None = None
    cache_write: int | None = None


async def read_prices(session: AsyncSession, *, ended: bool = False) -> PriceList:
    """Return the prices that hold; with `ended` also those that once did."""
    return PriceList(await manual_prices(session, ended=ended))


async def manual_prices(session: AsyncSession, *, ended: bool = False) -> list[ManualPrice]:
    """Return the prices set by hand that hold, by provider and model; with `ended` all of them."""
    return await within(session, lambda rows: prices_of(rows, ended=ended))


def prices_of(rows: Rows, *, ended: bool = False) -> list[ManualPrice]:
    """Return what `manual_prices` does."""
    return [ManualPrice(*found) for found in rows.all(_prices(ended))]


@lru_cache
def _prices(ended: bool) -> Query:
    row = AIModelPrice
    query = select(
        row.id,
        row.provider,
        row.model,
        row.input_nano_usd_per_mtok,
        row.output_nano_usd_per_mtok,
        row.cached_input_nano_usd_per_mtok,
        row.cache_write_nano_usd_per_mtok,
        row.starts_at,
        row.ends_at,
    ).order_by(row.provider, row.model, row.id)
    return Query(query if ended else query.where(row.ends_at.is_(None)), lasting=True)


async def set_price(session: AsyncSession, new: NewPrice) -> ManualPrice:
    """Price a model from now on; the price that was set before it ends now.

    Raises:
        InvalidInputError: for a price that is none, or a provider that needs none.
    """
    provider, model = _named(new.provider, new.model)
    for rate in (new.input, new.output, new.cached_input, new.cache_write):
        if rate is not None and not 0 <= rate <= _HIGHEST:
            raise InvalidInputError(
                f"{dollars(rate)} is not what a million tokens cost",
                hint="give it in US dollars, such as 0.30",
            )
    now = utc_now()
    await session.execute(
        update(AIModelPrice).where(*_holding(provider, model)).values(ends_at=now)
    )
    row = AIModelPrice(
        provider=provider,
        model=model,
        input_nano_usd_per_mtok=new.input,
        output_nano_usd_per_mtok=new.output,
        cached_input_nano_usd_per_mtok=new.cached_input,
        cache_write_nano_usd_per_mtok=new.cache_write,
        starts_at=now,
    )
    session.add(row)
    await session.flush()
    return next(price for price in await manual_prices(session) if price.id == row.id)


async def end_price(session: AsyncSession, provider: str, model: str) -> ManualPrice:
    """Go back to the price table for a model, and return the price that ended.

    What was priced by hand stays priced.

    Raises:
        NotFoundError: when no price was set for it.
    """
    provider, model = _named(provider, model)
    held = list(await session.scalars(select(AIModelPrice).where(*_holding(provider, model))))
    if not held:
        known = [one.model for one in await manual_prices(session) if one.provider == provider]
        raise NotFoundError(
            f"no price was set for {provider} model {model!r}{meant(model, known)}",
            hint="see all with `jobai providers prices`",
        )
    now = utc_now()
    for row in held:
        row.ends_at = now
    await session.flush()
    ended = {row.id for row in held}
    return next(price for price in await manual_prices(session, ended=True) if price.id in ended)


def _named(provider: str, model: str) -> tuple[str, str]:
    kind = provider_type(provider)
    if kind == "offline":
        raise InvalidInputError(
            "offline costs nothing and needs no price", hint="name gemini, openai or claude"
        )
    bare = model.strip().removeprefix("models/")
    if not bare or len(bare) > 128 or not bare.isprintable():
        raise InvalidInputError(
            "that cannot be a model's name", hint="name one, such as gpt-6-luna"
        )
    return kind, bare


def _holding(provider: str, model: str) -> tuple[ColumnElement[bool], ...]:
    row = AIModelPrice
    return (row.provider == provider, row.model == model, row.ends_at.is_(None))
