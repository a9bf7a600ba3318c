"""The documents of plans, users and limits."""

from __future__ import annotations

from typing_extensions import TypedDict

from cli.documents.marks import Provider, Time, Version
from orchestrator.limits import Source
from orchestrator.quotas import Metric, Period, Scope


class LimitDocument(TypedDict):
    """The most that may be used of something in a period of the UTC calendar.

    Attributes:
        scope: Whose use counts: each user's own ("plan", "user"), or all that goes through one
            provider config.
        source: Whose limit it is: of the plan as jobai ships it, of the plan as it was changed, of
            a plan of your own, of the user, of a provider config.
        provider: The name of the provider config whose limit it is; null for all others.
        metric: What is counted: tokens, calls, or nano-dollars (1e-9 US dollars).
        period: The hour, day or month of the UTC calendar.
        cap: The most, in the metric's unit; null is no limit.
        instead_of: The cap that it stands in place of; null when there is none.
        used: What is used and held so far, in the metric's unit; null of a plan's limit as such.
        left: What is left, in the metric's unit; null where there is no cap, or of a plan's.
        resets_at: When the period ends; null of a plan's.
    """

    scope: Scope
    source: Source
    provider: str | None
    metric: Metric
    period: Period
    cap: int | None
    instead_of: int | None
    used: int | None
    left: int | None
    resets_at: Time | None


class UserLimits(TypedDict):
    """What limits a user.

    Attributes:
        schema_version: Of all documents.
        user: Whose they are.
        limits: The plan's, the user's own, and those of every active provider config.
    """

    schema_version: Version
    user: str
    limits: list[LimitDocument]


class PlanLimits(TypedDict):
    """What limits each user of a plan.

    Attributes:
        schema_version: Of all documents.
        plan: Whose they are.
        limits: Without what is used: each user of the plan has a standing of his own.
    """

    schema_version: Version
    plan: str
    limits: list[LimitDocument]


class ProviderLimits(TypedDict):
    """What limits all calls through provider configs.

    Attributes:
        schema_version: Of all documents.
        provider: The config's name; null: of all of them.
        limits: Of the configs.
    """

    schema_version: Version
    provider: str | None
    limits: list[LimitDocument]


class TermDocument(TypedDict):
    """A plan and the time it holds.

    Attributes:
        plan: Its name.
        starts_at: From when, inclusive.
        ends_at: Until when, exclusive; null is open-ended.
    """

    plan: str
    starts_at: Time
    ends_at: Time | None


class LinkDocument(TypedDict):
    """A link of a chain of models.

    Attributes:
        provider: Who is asked.
        model: For which model.
    """

    provider: Provider
    model: str


class PlanTerms(TermDocument):
    """The plan of a user that was set.

    Attributes:
        schema_version: Of all documents.
        user: Whose plan it is.
        next_plan: What holds when it ends; null when nothing does, or it has no end.
        subscriptions: Every plan the user ever had or will have, the one that begins last first.
    """

    schema_version: Version
    user: str
    next_plan: str | None
    subscriptions: list[TermDocument]


class AddedUser(PlanTerms):
    """A user who was added.

    Attributes:
        name: The person's, for lists; null when none was given.
    """

    name: str | None


class PlanDocument(PlanTerms):
    """A user's plan: since when, who is asked for what, and what is left of its limits.

    Attributes:
        routes: For each task the models in the order they are asked; "*" is any other task.
        limits: The plan's, the user's own, and those of every active provider config.
    """

    routes: dict[str, list[LinkDocument]]
    limits: list[LimitDocument]


class SpendDocument(TypedDict):
    """What was spent in this month of the UTC calendar.

    Attributes:
        calls: Calls, however many attempts each took.
        errors: Attempts that failed.
        unpriced: Attempts without a price: the cost is a lower bound then.
        cost_nano_usd: Of all that has a price, in nano-dollars (1e-9 US dollars), exact; calls
            under way and interrupted ones at the most they could cost.
        cost_usd: The same in US dollars, for reading.
        cost_is_lower_bound: Whether something has no price.
    """

    calls: int
    errors: int
    unpriced: int
    cost_nano_usd: int
    cost_usd: float
    cost_is_lower_bound: bool


class UserDocument(TypedDict):
    """A user in a list.

    Attributes:
        user: The user's id.
        name: The person's; null when none was given.
        created_at: When the user was added.
        plan: That holds now; null: none.
        starts_at: When the plan began; null without one.
        ends_at: When it ends, exclusive; null is open-ended.
        this_month: What the user spent.
    """

    user: str
    name: str | None
    created_at: Time
    plan: str | None
    starts_at: Time | None
    ends_at: Time | None
    this_month: SpendDocument


class UsersDocument(TypedDict):
    """The users of the store.

    Attributes:
        schema_version: Of all documents.
        users: With their plans and what they spent.
    """

    schema_version: Version
    users: list[UserDocument]
