"""The host's database: how it is made, and the session of each request."""

from collections.abc import AsyncGenerator

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from jobai import create_ai_tables

from .models import Base


async def create_tables(engine: AsyncEngine) -> None:
    """Make the host's own tables, and jobai's beside them."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.run_sync(create_ai_tables)


async def get_db(request: Request) -> AsyncGenerator[AsyncSession]:
    """Give a request its session; what is not committed at the end is rolled back."""
    async with AsyncSession(request.app.state.engine, expire_on_commit=False) as db:
        yield db
