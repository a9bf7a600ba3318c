"""The service: `uvicorn --app-dir examples --factory backend.main:create_app`."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine

from .database import create_tables
from .routes import router


def create_app() -> FastAPI:
    """Make the service; its database is `DATABASE_URL`, else a file in the working folder."""
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///backend.db"))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        app.state.engine = engine
        try:
            await create_tables(engine)
            yield
        finally:
            await engine.dispose()

    app = FastAPI(title="A job board's backend", lifespan=lifespan)
    app.include_router(router)
    return app
