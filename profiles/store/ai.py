"""What the orchestrator keeps: provider configs, routes, limits and the ledger of every call."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Index,
    String,
    Text,
    UniqueConstraint,
    case,
    event,
    text,
    type_coerce,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from profiles.money import NANO_PER_USD
from profiles.store.base import Base, RowId, UserIdText

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.engine import Dialect


class UsdFromNano(TypeDecorator[Decimal]):
    """Reads a number of nano-dollars as exact US dollars, also after `func.sum`."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Take dollars, for comparisons."""
        return None if value is None else int(Decimal(str(value)) * NANO_PER_USD)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give dollars."""
        return None if value is None else Decimal(str(value)) / NANO_PER_USD


class AIProviderConfig(Base):
    """How to reach one account at one provider.

    Attributes:
        name: What commands call it.
        provider_type: "gemini", "openai" or "claude".
        api_key_encrypted: A Fernet token; None when the key stays in the environment.
        api_key_env: The name of an environment variable that holds the key.
        api_key_last4: The only part of a key that is ever shown.
        model: Asked instead of the model that a route names, for servers with models of their own.
        is_default: Asked first among the configs of its provider.
        priority: Smaller is asked earlier.
        last_test_status: "ok" or the name of the error of the last `providers test`.
    """

    __tablename__ = "ai_provider_configs"
    # Numbers are never given twice: budgets, health and the ledger go by them.
    __table_args__ = (UniqueConstraint("name"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    provider_type: Mapped[str] = mapped_column(String(32))
    api_key_encrypted: Mapped[str | None] = mapped_column(Text)
    api_key_env: Mapped[str | None] = mapped_column(String(128))
    api_key_last4: Mapped[str | None] = mapped_column(String(4))
    base_url: Mapped[str | None] = mapped_column(Text)
    api_version: Mapped[str | None] = mapped_column(String(32))
    model: Mapped[str | None] = mapped_column(String(128))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_default: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[int] = mapped_column(default=100)
    created_at: Mapped[datetime]
    last_tested_at: Mapped[datetime | None]
    last_test_status: Mapped[str | None] = mapped_column(String(64))


class AIRoute(Base):
    """One link of the chain that a plan's task goes through.

    Attributes:
        task: A task's name, or "*" for every task that has no chain of its own.
        position: 0 is asked first.
        is_default: Seeded by jobai; a new release may replace it. A user's own rows stay.
    """

    __tablename__ = "ai_routes"
    __table_args__ = (UniqueConstraint("plan", "task", "position"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    plan: Mapped[str] = mapped_column(String(64))
    task: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    provider: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(128))
    is_default: Mapped[bool] = mapped_column(default=False)


class AILimit(Base):
    """The most that may be used in one period.

    Attributes:
        scope: Whom it binds: "plan" (each user of it), "user" or "provider_config".
        subject: The plan's name, the user's id or the config's id as text.
        metric: "tokens", "calls" or "cost_nano_usd".
        period: "hour", "day" or "month", by the UTC calendar.
        cap: In the metric's unit.
        is_default: Seeded by jobai; a new release may replace it.
    """

    __tablename__ = "ai_limits"
    __table_args__ = (UniqueConstraint("scope", "subject", "metric", "period"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    scope: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    metric: Mapped[str] = mapped_column(String(32))
    period: Mapped[str] = mapped_column(String(16))
    cap: Mapped[int] = mapped_column(BigInteger)
    is_default: Mapped[bool] = mapped_column(default=False)


class AIModelHealth(Base):
    """What was learned of one model at one account, for every process until a moment passes.

    Attributes:
        credential: As in the ledger, and what tells its key and address from those before it:
            "config:3#d2a84f4b8b65".
        state: "gone" (not asked) or "cooling" (asked after the others).
        until: From then on the row says nothing; the next answer removes it.
        reason: What the provider said.
    """

    __tablename__ = "ai_model_health"
    __table_args__ = (UniqueConstraint("credential", "model"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    credential: Mapped[str] = mapped_column(String(160))
    model: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16))
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]


class AIModelPrice(Base):
    """A price that was set by hand: it stands before the price table.

    It is never changed: a new one ends it, so that every call can be priced again as it was. All
    four are nano-dollars for a million tokens: 1 USD is 1,000,000,000.

    Attributes:
        cached_input_nano_usd_per_mtok: None takes that of other input.
        cache_write_nano_usd_per_mtok: None takes that of other input.
        ends_at: From then on (exclusive) it no longer holds; None is open-ended.
    """

    __tablename__ = "ai_model_prices"
    __table_args__ = (
        Index("ix_ai_model_prices_provider_model", "provider", "model"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    provider: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(128))
    input_nano_usd_per_mtok: Mapped[int] = mapped_column(BigInteger)
    output_nano_usd_per_mtok: Mapped[int] = mapped_column(BigInteger)
    cached_input_nano_usd_per_mtok: Mapped[int | None] = mapped_column(BigInteger)
    cache_write_nano_usd_per_mtok: Mapped[int | None] = mapped_column(BigInteger)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class AIAnswer(Base):
    """What a model answered under an idempotency key, so that nobody pays for it twice.

    Attributes:
        idempotency_key: The caller's, or one made of the inputs; each user has keys of his own.
        fingerprint: Of the request: one key stands for one request.
        text: As the model said it, before any check; None while the first call is under way.
        request_id: The call in the ledger that the text came from.
        pending_request_id: The call that is being made now; None when there is none.
        lease_until: When that call counts as dead, unless it says in time that it is alive.
    """

    __tablename__ = "ai_answers"
    __table_args__ = (UniqueConstraint("user_id", "idempotency_key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[str] = mapped_column(UserIdText())
    idempotency_key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(String(32))
    pending_request_id: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


_PENDING = text("status = 'pending'")
_PENDING_INDEX = Index("ix_ai_provider_usage_logs_pending", "created_at", sqlite_where=_PENDING)


@event.listens_for(_PENDING_INDEX, "before_create")
def _make_partial(index: Index, connection: Connection, **_options: Any) -> None:
    """Say it for PostgreSQL too; `postgresql_where` above would import its dialect for all."""
    if connection.dialect.name == "postgresql":
        index.dialect_kwargs["postgresql_where"] = _PENDING


class AIProviderUsageLog(Base):
    """One attempt at one call: the ledger's row, written before the socket opens.

    Attributes:
        request_id: Shared by all attempts of one call.
        attempt: 1, 2, ... within the call.
        attempt_kind: "first", "retry", "fallback" or "repair".
        model: The model that was asked for.
        served_model: The model that answered; it is the one that is priced.
        credential: "config:3" or "env:GEMINI_API_KEY".
        status: "pending", "success" or "error". A pending row past its lease is an interrupted
            call; it counts at what it held.
        error_type: The name of our error class.
        input_tokens: All input, cached included. None while unknown.
        output_tokens: All output, reasoning included. None while unknown.
        usage_source: "provider" or "estimate".
        held_tokens: The most the call could use, reserved before it was sent.
        held_cost_nano_usd: The most it could cost; None for a model without a price.
        cost_nano_usd: What it cost; None for a model without a price: unknown is not free.
        cost_source: "table", "manual", "free" or "unpriced".
        price_version: "genai-prices 0.2.3", or "manual 7": the row of `AIModelPrice`.
        latency_ms: From just before the request to the whole answer.
        lease_until: When a pending row counts as interrupted.
    """

    __tablename__ = "ai_provider_usage_logs"
    __table_args__ = (
        UniqueConstraint("request_id", "attempt"),
        Index("ix_ai_provider_usage_logs_user_id_created_at", "user_id", "created_at"),
        Index("ix_ai_provider_usage_logs_created_at", "created_at"),
        Index("ix_ai_provider_usage_logs_credential_created_at", "credential", "created_at"),
        _PENDING_INDEX,
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    request_id: Mapped[str] = mapped_column(String(32))
    attempt: Mapped[int]
    attempt_kind: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[str] = mapped_column(UserIdText())
    plan: Mapped[str] = mapped_column(String(64))
    task_type: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(128))
    served_model: Mapped[str | None] = mapped_column(String(128))
    credential: Mapped[str] = mapped_column(String(160))
    status: Mapped[str] = mapped_column(String(16))
    error_type: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None] = mapped_column(Text)
    http_status: Mapped[int | None]
    input_tokens: Mapped[int | None]
    cached_input_tokens: Mapped[int | None]
    cache_write_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    reasoning_tokens: Mapped[int | None]
    usage_source: Mapped[str | None] = mapped_column(String(16))
    held_tokens: Mapped[int]
    held_cost_nano_usd: Mapped[int | None] = mapped_column(BigInteger)
    cost_nano_usd: Mapped[int | None] = mapped_column(BigInteger)
    cost_source: Mapped[str | None] = mapped_column(String(16))
    price_version: Mapped[str | None] = mapped_column(String(64))
    latency_ms: Mapped[int | None]
    finish_detail: Mapped[str | None] = mapped_column(String(64))
    dropped_params: Mapped[str | None] = mapped_column(String(200))
    provider_request_id: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime]
    lease_until: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    @hybrid_property
    def tokens(self) -> int:
        """Input and output together; what was held while the call is not settled."""
        if self.input_tokens is None or self.output_tokens is None:
            return self.held_tokens
        return self.input_tokens + self.output_tokens

    @tokens.inplace.expression
    @classmethod
    def _tokens_sql(cls) -> ColumnElement[int]:
        settled = cls.input_tokens.is_not(None) & cls.output_tokens.is_not(None)
        return case((settled, cls.input_tokens + cls.output_tokens), else_=cls.held_tokens)

    @hybrid_property
    def estimated_cost_usd(self) -> Decimal | None:
        """The cost in US dollars, exact; None for a model without a price.

        In a query, `func.sum` of it is exact too; for a mean divide a sum by a count.
        """
        return None if self.cost_nano_usd is None else Decimal(self.cost_nano_usd) / NANO_PER_USD

    @estimated_cost_usd.inplace.expression
    @classmethod
    def _estimated_cost_usd_sql(cls) -> ColumnElement[Decimal]:
        return type_coerce(cls.cost_nano_usd, UsdFromNano())
