"""The documents of `providers` about models: offers, routes, prices."""

from __future__ import annotations

from typing_extensions import TypedDict

from cli.documents.errors import Failure
from cli.documents.limits import LinkDocument
from cli.documents.marks import Day, Provider, Time, Version
from orchestrator.explain import Why
from orchestrator.pricing import CostSource


class UseDocument(TypedDict):
    """A place in a route that asks a model.

    Attributes:
        plan: Whose route it is.
        task: Of which task; "*" is any other.
        position: 0 is asked first.
    """

    plan: str
    task: str
    position: int


class OfferDocument(TypedDict):
    """One model at one provider.

    Attributes:
        model: Its name.
        offered: Whether the provider lists it; null when the provider has no list.
        input_nano_usd_per_mtok: Nano-dollars for a million tokens; null: no known price.
        output_nano_usd_per_mtok: Likewise.
        cached_input_nano_usd_per_mtok: Likewise.
        price_source: The price table, or set by hand; null: no known price.
        released: Null when it is not known.
        retires: The first day without a promise of an answer; null: none is announced.
        replacement: What the vendor names in its place; null where it names nothing.
        asked_by: The routes that ask it.
    """

    model: str
    offered: bool | None
    input_nano_usd_per_mtok: int | None
    output_nano_usd_per_mtok: int | None
    cached_input_nano_usd_per_mtok: int | None
    price_source: CostSource | None
    released: Day | None
    retires: Day | None
    replacement: str | None
    asked_by: list[UseDocument]


class ProviderOffers(TypedDict):
    """What one config, or one key in the environment, offers.

    Attributes:
        name: The config's name, or the variable.
        provider: Whose models they are.
        own_model: The model that the config asks whatever a route says; null when routes say.
        error: Why it could not be asked; null when it was. The models are then those of the routes.
        models: Those that routes ask first.
    """

    name: str
    provider: Provider
    own_model: str | None
    error: Failure | None
    models: list[OfferDocument]


class ModelsDocument(TypedDict):
    """What each provider offers.

    Attributes:
        schema_version: Of all documents.
        providers: One for each config and key.
    """

    schema_version: Version
    providers: list[ProviderOffers]


class RouteDocument(TypedDict):
    """The chain of one plan's task.

    Attributes:
        plan: Whose route it is.
        task: Of which task; "*" is any other.
        changed: It is not as jobai ships it.
        links: In the order they are asked.
    """

    plan: str
    task: str
    changed: bool
    links: list[LinkDocument]


class SetRoute(RouteDocument):
    """A route that was set.

    Attributes:
        schema_version: Of all documents.
    """

    schema_version: Version


class RoutesDocument(TypedDict):
    """Every route, plan by plan.

    Attributes:
        schema_version: Of all documents.
        routes: As calls take them.
    """

    schema_version: Version
    routes: list[RouteDocument]


class ResetRoutes(TypedDict):
    """Routes that are as jobai ships them again.

    Attributes:
        schema_version: Of all documents.
        reset: As they were before.
    """

    schema_version: Version
    reset: list[RouteDocument]


class UsedUpLimit(TypedDict):
    """A limit that has nothing left: no call at all is made before it resets.

    Attributes:
        limit: Its name, such as "tokens per day".
        resets_at: When it has something left again.
    """

    limit: str
    resets_at: Time


class Candidate(TypedDict):
    """One candidate of a route.

    Attributes:
        turn: 1 is asked first, 2 when that fails, ...; null: not asked.
        provider: Who is asked.
        model: For which model.
        name: The config's name, or the variable of a key in the environment; null without a key.
        why: Why it is not asked, or asked late, in one word; null for nothing.
        reason: The same for a person.
        until: Until when that holds; null when it does not end on its own.
        input_nano_usd_per_mtok: Nano-dollars for a million tokens; null: no known price.
        output_nano_usd_per_mtok: Likewise.
        retires: The first day without a promise of an answer; null: none is announced.
        replacement: What the vendor names in its place; null where it names nothing.
    """

    turn: int | None
    provider: Provider
    model: str
    name: str | None
    why: Why | None
    reason: str | None
    until: Time | None
    input_nano_usd_per_mtok: int | None
    output_nano_usd_per_mtok: int | None
    retires: Day | None
    replacement: str | None


class RouteExplanation(TypedDict):
    """Where a call of a plan's task would go now, and why.

    Attributes:
        schema_version: Of all documents.
        plan: Whose route it is.
        user: Whose limits were looked at; null when only a plan was named.
        task: That was asked about; "*" is any other.
        route_task: The task whose route it takes: "*" when it has none of its own.
        changed: The route is not as jobai ships it.
        limits_used_up: Of the user.
        candidates: In the order they are asked; those that are not come last.
    """

    schema_version: Version
    plan: str
    user: str | None
    task: str
    route_task: str
    changed: bool
    limits_used_up: list[UsedUpLimit]
    candidates: list[Candidate]


class PriceDocument(TypedDict):
    """A price that was set by hand, in nano-dollars for a million tokens.

    Attributes:
        provider: Whose model it is.
        model: Its name.
        input_nano_usd_per_mtok: Of input.
        output_nano_usd_per_mtok: Of output.
        cached_input_nano_usd_per_mtok: Of input from a cache; null: as other input.
        cache_write_nano_usd_per_mtok: Of input that is written to a cache; null: as other input.
        starts_at: From when it holds.
    """

    provider: Provider
    model: str
    input_nano_usd_per_mtok: int
    output_nano_usd_per_mtok: int
    cached_input_nano_usd_per_mtok: int | None
    cache_write_nano_usd_per_mtok: int | None
    starts_at: Time


class SetPrice(PriceDocument):
    """A price that was set, or has ended.

    Attributes:
        schema_version: Of all documents.
        ends_at: Until when it held, exclusive; null: it holds.
    """

    schema_version: Version
    ends_at: Time | None


class PricesDocument(TypedDict):
    """The prices that were set by hand.

    Attributes:
        schema_version: Of all documents.
        table: The price table of all other models, with its version.
        prices: Those that hold now.
    """

    schema_version: Version
    table: str
    prices: list[PriceDocument]
