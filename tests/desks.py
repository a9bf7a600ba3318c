"""Where orchestrator tests ask from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, create_engine, make_url, select
from sqlalchemy.ext.asyncio import AsyncSession

from orchestrator.core import AIOrchestrator
from orchestrator.retry import RetryPolicy
from orchestrator.secrets import SecretBox
from orchestrator.settings import Settings
from profiles.store.ai import AIProviderUsageLog
from profiles.store.users import User

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Executable
    from wire import WireServer

    from orchestrator.providers.base import ProviderType
    from profiles.store.engine import Store


async def add_user(store: Store, plan: str) -> str:
    async with store.write() as session:
        someone = User(plan=plan)
        session.add(someone)
    return someone.id


def elsewhere(address: str, statement: Executable) -> list[tuple[Any, ...]]:
    """Run a statement on a connection of its own, as another process would, and return its rows."""
    url = make_url(address)
    other = create_engine(
        url.set(drivername=url.drivername.removesuffix("+aiosqlite")), poolclass=NullPool
    )
    with other.begin() as connection:
        done = connection.execute(statement)
        return [tuple(row) for row in done] if done.returns_rows else []


class Desk:
    """Where a test asks from: a session, an orchestrator and the ledger's rows."""

    def __init__(self, store: Store, server: WireServer, key_file: Path) -> None:
        self.store = store
        self.server = server
        self.secrets = SecretBox(keys=None, key_file=key_file)
        self.retry = RetryPolicy(deadline_s=20.0, backoff_base_s=0.01)
        self.environment: dict[str, str] = {}

    def configure(self, *providers: ProviderType) -> None:
        """Set the environment of these providers to the loopback server."""
        self.environment = self.server.environment(*providers)

    @property
    def settings(self) -> Settings:
        return Settings(environment=self.environment, secrets=self.secrets, retry=self.retry)

    def orchestrator(self, session: AsyncSession) -> AIOrchestrator:
        return AIOrchestrator(session, settings=self.settings)

    async def generate(self, user_id: str, *, task: str = "custom_task", **options: Any) -> str:
        async with AsyncSession(self.store.engine) as session:
            return await self.orchestrator(session).generate(user_id, task, "Say hello", **options)

    async def rows(self) -> list[AIProviderUsageLog]:
        async with self.store.read() as session:
            found = await session.scalars(
                select(AIProviderUsageLog).order_by(AIProviderUsageLog.id)
            )
            return list(found)
