"""The three routes that ask for AI, and one that shows what it cost."""

import json
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from jobai import (
    AIProviderUsageLog,
    InvalidInputError,
    QuotaExceededError,
    draft_cover_letter,
    draft_cv,
    extract_job_data,
)

from .customers import get_current_user, get_plan_resolver
from .database import get_db
from .models import Job, User

router = APIRouter()
Db = Annotated[AsyncSession, Depends(get_db)]
CurrentUser = Annotated[User, Depends(get_current_user)]
PlanResolver = Annotated[
    Callable[[str | int | UUID], Awaitable[str | None]], Depends(get_plan_resolver)
]
IdempotencyKey = Annotated[str | None, Header(description="A second try is not paid for again")]


class JobExtractRequest(BaseModel):
    """A posting's text."""

    posting: str


class DraftRequest(BaseModel):
    """A job that was extracted before."""

    job_id: int


@contextmanager
def failures_as_http() -> Generator[None]:
    """Turn what jobai raises into answers."""
    try:
        yield
    except QuotaExceededError as e:
        # The plan's limit would be passed: nothing was sent
        wait = max(0, int((e.resets_at - datetime.now(UTC)).total_seconds()) + 1)
        headers = {"Retry-After": str(wait)}
        raise HTTPException(status_code=429, detail=str(e), headers=headers) from e
    except InvalidInputError as e:
        # What the customer has sent: an idempotency key of another request, a job without text
        raise HTTPException(status_code=422, detail=str(e)) from e
    except ValueError as e:
        # Provider config not found
        raise HTTPException(status_code=500, detail=str(e)) from e
    except Exception as e:
        # Other errors (API down, ...): already logged by the orchestrator
        raise HTTPException(status_code=500, detail="AI generation failed") from e


@router.post("/extract")
async def extract(
    request: JobExtractRequest,
    current_user: CurrentUser,
    plan_resolver: PlanResolver,
    db: Db,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Read a posting and keep it."""
    with failures_as_http():
        response_text = await extract_job_data(
            db=db,
            user_id=current_user.id,
            prompt=request.posting,
            image_data=None,
            plan_resolver=plan_resolver,
            idempotency_key=idempotency_key,
        )
    job = Job(user_id=current_user.id, job_data=json.loads(response_text))
    db.add(job)
    await db.commit()
    return {"job_id": job.id, "job_data": job.job_data}


@router.post("/draft-cv")
async def cv(
    request: DraftRequest,
    current_user: CurrentUser,
    plan_resolver: PlanResolver,
    db: Db,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Draft a CV for a job."""
    job_data = await fetch_job_data(db, current_user, request.job_id)
    with failures_as_http():
        response_text = await draft_cv(
            db=db,
            user_id=current_user.id,
            master_profile=current_user.master_profile,
            job_data=job_data,
            plan_resolver=plan_resolver,
            idempotency_key=idempotency_key,
        )
    return json.loads(response_text)


@router.post("/draft-letter")
async def letter(
    request: DraftRequest,
    current_user: CurrentUser,
    plan_resolver: PlanResolver,
    db: Db,
    idempotency_key: IdempotencyKey = None,
) -> dict[str, Any]:
    """Draft a cover letter for a job."""
    job_data = await fetch_job_data(db, current_user, request.job_id)
    with failures_as_http():
        response_text = await draft_cover_letter(
            db=db,
            user_id=current_user.id,
            master_profile=current_user.master_profile,
            job_data=job_data,
            plan_resolver=plan_resolver,
            idempotency_key=idempotency_key,
        )
    return json.loads(response_text)


@router.get("/usage")
async def usage(current_user: CurrentUser, db: Db) -> list[dict[str, Any]]:
    """Show what the customer's calls cost: jobai's ledger, through the host's own session."""
    stmt = (
        select(
            AIProviderUsageLog.task_type,
            AIProviderUsageLog.status,
            func.count().label("calls"),
            func.sum(AIProviderUsageLog.estimated_cost_usd).label("usd"),
        )
        .where(AIProviderUsageLog.user_id == current_user.id)
        .group_by(AIProviderUsageLog.task_type, AIProviderUsageLog.status)
        .order_by(AIProviderUsageLog.task_type, AIProviderUsageLog.status)
    )
    return [dict(row) for row in (await db.execute(stmt)).mappings()]


async def fetch_job_data(db: AsyncSession, user: User, job_id: int) -> dict[str, Any]:
    """Return one of the customer's own jobs."""
    job = await db.get(Job, job_id)
    if job is None or job.user_id != user.id:
        raise HTTPException(status_code=404, detail="no such job")
    return job.job_data
