"""What each provider offers: its models, their prices, when they go, and which route asks them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from orchestrator.catalogue import lifecycle
from orchestrator.listing import Listing, find_subjects, list_models
from orchestrator.prices import read_prices
from orchestrator.routes import all_routes
from profiles.store.base import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.listing import Subject
    from orchestrator.pricing import PriceList, Rates
    from orchestrator.routes import Route
    from orchestrator.settings import Settings
    from profiles.errors import JobaiError
    from profiles.store.engine import Store


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a route that asks a model; position 0 is asked first."""

    plan: str
    task: str
    position: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One model at one provider.

    Attributes:
        offered: The provider lists it; None when the provider has no list.
        rates: None for a model without a price.
        released: None when it is not known.
        retires: As the provider's list says, else as jobai's catalogue does; None: not announced.
        replacement: What the vendor names in its place.
        uses: The routes that ask it.
    """

    model: str
    offered: bool | None
    rates: Rates | None
    released: date | None
    retires: date | None
    replacement: str | None
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """What one config, or one key in the environment, offers.

    Attributes:
        error: Why it could not be asked; the offers are then those of the routes alone.
        own_model: The model that the config asks whatever a route says.
    """

    name: str
    provider: str
    error: JobaiError | None
    own_model: str | None
    offers: tuple[Offer, ...]


async def offers_of(store: Store, settings: Settings, name: str | None) -> list[Offers]:
    """Ask one config, or all that calls may go to, for its models. It costs nothing.

    Raises:
        NotFoundError: there is no config of that name.
    """
    subjects = await find_subjects(store, settings, name)
    configured = {one.provider for one in subjects if one.config_id is not None}
    asked = [
        one
        for one in subjects
        if name is not None or one.config_id is not None or one.provider not in configured
    ]
    listings = await asyncio.gather(*(_listed(one) for one in asked))
    async with store.read() as session:
        routes = await all_routes(session)
        prices = await read_prices(session)
    return [
        _offers(subject, listing, routes, prices)
        for subject, listing in zip(asked, listings, strict=True)
    ]


def uses_of(routes: Sequence[Route], provider: str) -> dict[str, tuple[Use, ...]]:
    """Return for each model of a provider that routes name where they do."""
    found: dict[str, tuple[Use, ...]] = {}
    for route in routes:
        for position, link in enumerate(route.links):
            if link.provider == provider:
                use = Use(route.plan, route.task, position)
                found[link.model] = (*found.get(link.model, ()), use)
    return found


async def _listed(subject: Subject) -> Listing:
    if subject.account is None:
        return Listing(subject.error, None, 0)
    return await list_models(subject.account.credential)


def _offers(
    subject: Subject, listing: Listing, routes: Sequence[Route], prices: PriceList
) -> Offers:
    own = subject.account.model if subject.account else None
    uses = uses_of(routes, subject.provider)
    if own is not None:  # it is asked in place of every model that a route names
        uses = {own: tuple(dict.fromkeys(use for every in uses.values() for use in every))}
    listed = {one.id: one.retires_at for one in listing.models or ()}
    names = [*uses, *sorted(name for name in listed if name not in uses)]
    offers = tuple(
        _offer(subject.provider, name, listing, listed, uses.get(name, ()), prices)
        for name in names
    )
    return Offers(subject.name, subject.provider, listing.error, own, offers)


def _offer(
    provider: str,
    model: str,
    listing: Listing,
    listed: Mapping[str, str | None],
    uses: tuple[Use, ...],
    prices: PriceList,
) -> Offer:
    known = lifecycle(provider, model)
    return Offer(
        model,
        None if not listing.models else model in listed,
        prices.rates(provider=provider, model=model, at=utc_now()),
        known.released if known else None,
        _date(listed.get(model)) or (known.shutdown if known else None),
        known.replacement if known else None,
        uses,
    )


def _date(text: str | None) -> date | None:
    """Read a vendor's date; one that is none says nothing."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
