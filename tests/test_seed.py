"""The founding guide's own tests and its cost query, as they stand there.

Only the line of the import is changed: `jobai` for the names that the guide takes from elsewhere.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from commands import EXAMPLES
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from jobai import (
    FREEMIUM,
    PRO_MONTHLY,
    AIProviderUsageLog,
    User,
    draft_cv,
    extract_job_data,
    locate_store,
    open_store,
)
from orchestrator.tasks.extraction.sources import prepare_images

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from wire import WireServer

TITLE = "Senior Platform Engineer"
POSTING = json.dumps({"is_posting": True, "title": TITLE, "transcript": f"{TITLE}, Acme Rail"})
DRAFT = json.dumps(
    {
        "summary": [],
        "entries": [
            {"entry": "work/0", "lines": [{"text": None, "citations": ["work/0/highlights/0"]}]}
        ],
        "requirements": [],
    }
)
PROFILE: dict[str, Any] = json.loads((EXAMPLES / "profile.json").read_text(encoding="utf-8"))


@pytest.fixture
async def db(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wire_server: WireServer
) -> AsyncIterator[AsyncSession]:
    """An application's session, with a key in the process's environment."""
    for name, value in wire_server.environment("gemini").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("JOBAI_HOME", str(tmp_path))
    store = await open_store(locate_store(str(tmp_path / "jobai.db"), {}))
    async with AsyncSession(store.engine) as session:
        yield session
    await store.aclose()


@pytest.fixture
async def user_id(db: AsyncSession) -> str:
    """Somebody on a plan that has room for a picture."""
    user = User(plan=PRO_MONTHLY)
    user_id = user.id
    db.add(user)
    await db.commit()
    return user_id


@pytest.fixture
def prompt() -> str:
    return "Senior Platform Engineer at Acme Rail, Utrecht. You bring 5+ years with Kubernetes."


async def test_1_verify_plan_aware_routing(
    db: AsyncSession, prompt: str, wire_server: WireServer
) -> None:
    wire_server.answer_with(POSTING)

    # Create free user
    free_user = User(plan=FREEMIUM)
    db.add(free_user)

    # Create pro user
    pro_user = User(plan=PRO_MONTHLY)
    db.add(pro_user)

    # Both extract job
    free_response = await extract_job_data(db, free_user.id, prompt)
    pro_response = await extract_job_data(db, pro_user.id, prompt)

    # Check logs - free should use gemini-2.5-flash, pro should use gemini-1.5-pro for CV
    assert json.loads(free_response)["title"] == json.loads(pro_response)["title"] == TITLE
    wire_server.answer_with(DRAFT)
    for user in (free_user, pro_user):
        await draft_cv(db, user.id, PROFILE, json.loads(pro_response))
    logged = await db.execute(
        select(
            AIProviderUsageLog.user_id, AIProviderUsageLog.task_type, AIProviderUsageLog.model
        ).order_by(AIProviderUsageLog.id)
    )
    assert [tuple(row) for row in logged] == [
        (free_user.id, "extraction", "gemini-2.5-flash"),
        (pro_user.id, "extraction", "gemini-2.5-flash"),
        (free_user.id, "cv_draft", "gemini-2.5-flash"),
        (pro_user.id, "cv_draft", "gemini-1.5-pro"),
    ]


async def test_2_verify_usage_logging(
    db: AsyncSession, user_id: str, prompt: str, wire_server: WireServer
) -> None:
    wire_server.answer_with(POSTING)

    # Generate content
    response = await extract_job_data(db, user_id, prompt)

    # Check usage log was created
    log_entry = await db.execute(
        select(AIProviderUsageLog)
        .where(AIProviderUsageLog.user_id == user_id)
        .order_by(AIProviderUsageLog.created_at.desc())
        .limit(1)
    )
    entry = log_entry.scalar_one()
    assert entry.status == "success"
    assert entry.task_type == "extraction"
    assert entry.estimated_cost_usd > 0  # pyright: ignore[reportOptionalOperand]
    assert response


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # the guide's own open()
async def test_3_multimodal_image_support(
    db: AsyncSession,
    user_id: str,
    wire_server: WireServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wire_server.answer_with(POSTING)
    shutil.copy(EXAMPLES / "posting.png", tmp_path / "test_job_posting.png")
    monkeypatch.chdir(tmp_path)

    # Test with image upload
    image_bytes = open("test_job_posting.png", "rb").read()  # noqa: ASYNC230, PTH123, SIM115
    response = await extract_job_data(
        db=db,
        user_id=user_id,
        prompt="Extract job details from this image",
        image_data=image_bytes,
    )

    assert json.loads(response)["title"] == TITLE
    [request] = wire_server.requests
    assert [sent for _, sent in request.images] == [
        image.data for image in prepare_images(image_bytes)
    ]


async def test_the_query_of_the_months_cost(
    db: AsyncSession, user_id: str, prompt: str, wire_server: WireServer
) -> None:
    wire_server.answer_with(POSTING)
    for _ in range(2):
        await extract_job_data(db, user_id, prompt)

    # Cost per user (this month)
    stmt = select(
        AIProviderUsageLog.user_id,
        func.sum(AIProviderUsageLog.estimated_cost_usd).label("total_cost_cents"),
    ).where(
        AIProviderUsageLog.created_at >= func.current_date()
    ).group_by(
        AIProviderUsageLog.user_id
    )  # fmt: skip
    result = await db.execute(stmt)

    [(who, total)] = result.all()
    rows = (await db.scalars(select(AIProviderUsageLog))).all()
    assert who == user_id
    assert total == sum(row.estimated_cost_usd or 0 for row in rows) > 0
