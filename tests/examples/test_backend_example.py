"""The example of a backend, over HTTP: jobai within somebody else's service and database."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import uvicorn
from backend.main import create_app
from commands import EXAMPLES
from wire import faults

from orchestrator.providers.base import TokenUsage
from profiles.drafts import CvDraft, LetterDraft
from profiles.postings import JobPosting

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from wire import WireRequest, WireServer

    from orchestrator.providers.base import ProviderType

THREE: list[ProviderType] = ["gemini", "openai", "claude"]
PATIENCE_S = 30.0
POSTING = "Senior Platform Engineer at Acme Rail, Utrecht. You bring 5+ years with Kubernetes."
PROFILE: dict[str, Any] = json.loads((EXAMPLES / "profile.json").read_text(encoding="utf-8"))
CITED = {"text": None, "citations": ["work/0/highlights/0"]}
FAILED = "AI generation failed"


def _answer(request: WireRequest) -> str:
    """Say what fits the task, which the schema tells."""
    properties: dict[str, Any] = (request.schema or {})["properties"]
    if "paragraphs" in properties:
        paragraphs = [{"entry": "work/0", "sentences": [CITED]}]
        return json.dumps({"paragraphs": paragraphs, "requirements": []})
    if "entries" in properties:
        entries = [{"entry": "work/0", "lines": [CITED]}]
        return json.dumps({"summary": [], "entries": entries, "requirements": []})
    quote = "5+ years with Kubernetes"
    requirement = {"text": quote, "kind": "skill", "level": "must", "years": 5, "quote": quote}
    title = "Senior Platform Engineer"
    return json.dumps({"is_posting": True, "title": title, "requirements": [requirement]})


@dataclass(frozen=True, slots=True)
class Service:
    """The running service, and the file that its database is."""

    database: Path
    client: httpx2.Client

    def post(
        self, route: str, token: str = "free-token", key: str | None = None, **body: object
    ) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.client.post(route, json=body, headers=headers)

    def usage(self, token: str = "free-token") -> list[dict[str, Any]]:
        """What the host itself reads in the ledger, through its own session."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.get("/usage", headers=headers).raise_for_status().json()

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def add_customer(self, email: str, plan: str) -> None:
        columns = "INSERT INTO users (email, token, plan, master_profile) VALUES (?, ?, ?, ?)"
        self.query(columns, email, f"{plan}-token", plan, json.dumps(PROFILE))

    def of_the_host(self, *tables: str) -> list[Any]:
        """Everything of these tables, letter for letter: how they were made and what is in them."""
        made = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? ORDER BY name"
        return [
            (self.query(made, table), self.query(f"SELECT rowid, * FROM {table} ORDER BY rowid"))
            for table in tables
        ]


@contextmanager
def _serving(database: Path) -> Generator[Service]:
    """Run the service in a thread of its own.

    The socket listens before the service starts, so that a first request waits for it.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(create_app(), lifespan="on", ws="none", log_config=None)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.start()
        try:
            with httpx2.Client(base_url=url, timeout=PATIENCE_S) as client:
                client.get("/openapi.json").raise_for_status()
                yield Service(database, client)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wire_server: WireServer
) -> Iterator[Service]:
    """The service with one customer on each of its plans, and one whose plan has no meaning."""
    database = tmp_path / "backend.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{database}")
    monkeypatch.setenv("JOBAI_HOME", str(tmp_path / "home"))
    wire_server.answer_with(_answer)
    with _serving(database) as started:
        for plan in ("free", "paid", "expired"):
            started.add_customer(f"{plan}@example.org", plan)
        yield started


def _configure(
    monkeypatch: pytest.MonkeyPatch, server: WireServer, *providers: ProviderType
) -> None:
    for name, value in server.environment(*providers).items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("provider", THREE)
def test_a_posting_a_cv_and_a_letter_come_back_and_the_hosts_own_rows_stay_as_they_were(
    service: Service,
    wire_server: WireServer,
    monkeypatch: pytest.MonkeyPatch,
    provider: ProviderType,
) -> None:
    _configure(monkeypatch, wire_server, provider)
    customers = service.of_the_host("users")

    extracted = service.post("/extract", token="paid-token", posting=POSTING)
    with_job = service.of_the_host("users", "jobs")
    job_id = extracted.json()["job_id"]
    cv = service.post("/draft-cv", token="paid-token", job_id=job_id)
    letter = service.post("/draft-letter", token="paid-token", job_id=job_id)

    assert [answer.status_code for answer in (extracted, cv, letter)] == [200, 200, 200]
    posting = JobPosting.model_validate(extracted.json()["job_data"])
    assert [found.quote for found in posting.requirements] == ["5+ years with Kubernetes"]
    assert PROFILE["work"][0]["highlights"][0] in cv.text
    assert CvDraft.model_validate(cv.json()).sections
    assert LetterDraft.model_validate(letter.json()).paragraphs
    assert service.of_the_host("users") == customers
    assert service.of_the_host("users", "jobs") == with_job
    assert {request.provider for request in wire_server.requests} == {provider}


def test_the_hosts_plan_chooses_the_model(
    service: Service, wire_server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, wire_server, "gemini")

    for token in ("free-token", "paid-token"):
        job_id = service.post("/extract", token=token, posting=POSTING).json()["job_id"]
        assert service.post("/draft-cv", token=token, job_id=job_id).status_code == 200

    rows = service.query("SELECT user_id, plan, task_type, model FROM ai_provider_usage_logs")
    assert sorted(rows) == [
        ("1", "freemium", "cv_draft", "gemini-2.5-flash"),
        ("1", "freemium", "extraction", "gemini-2.5-flash"),
        ("2", "pro_monthly", "cv_draft", "gemini-1.5-pro"),
        ("2", "pro_monthly", "extraction", "gemini-2.5-flash"),
    ]


def test_jobais_tables_stand_beside_the_hosts_and_no_others(service: Service) -> None:
    tables = service.query("SELECT name FROM sqlite_master WHERE type = 'table'")

    names = {name for (name,) in tables if not name.startswith("sqlite_")}
    assert {"users", "jobs", "ai_provider_usage_logs"} <= names
    assert {name for name in names if not name.startswith("ai_")} == {"users", "jobs"}


def test_a_service_that_starts_again_finds_everything_as_it_was(
    service: Service, wire_server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, wire_server, "openai")
    service.post("/extract", posting=POSTING)
    before = service.of_the_host("users", "jobs", "ai_provider_usage_logs")

    with _serving(service.database) as again:
        assert again.usage() == service.usage()

    assert service.of_the_host("users", "jobs", "ai_provider_usage_logs") == before


def test_the_ledger_is_read_through_the_hosts_own_session_each_customer_apart(
    service: Service, wire_server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, wire_server, "gemini")

    service.post("/extract", posting=POSTING)
    service.post("/extract", posting=POSTING)

    [spent] = service.usage()
    assert (spent["task_type"], spent["status"], spent["calls"]) == ("extraction", "success", 2)
    assert float(spent["usd"]) > 0
    assert service.usage("paid-token") == []


def test_a_limit_of_the_plan_is_answered_with_429_and_when_to_come_back(
    service: Service, wire_server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, wire_server, "gemini")
    wire_server.usage = TokenUsage(input_tokens=9_000, output_tokens=900)
    service.post("/extract", posting=POSTING)
    before = service.of_the_host("users", "jobs", "ai_provider_usage_logs")

    refused = service.post("/extract", posting=POSTING)

    assert refused.status_code == 429
    assert "tokens per day" in refused.json()["detail"]
    assert 0 < int(refused.headers["Retry-After"]) <= 24 * 60 * 60
    assert len(wire_server.requests) == 1
    assert service.of_the_host("users", "jobs", "ai_provider_usage_logs") == before


@pytest.mark.parametrize("provider", THREE)
def test_a_failure_of_the_provider_is_answered_with_500_and_stays_in_the_ledger(
    service: Service,
    wire_server: WireServer,
    monkeypatch: pytest.MonkeyPatch,
    provider: ProviderType,
) -> None:
    _configure(monkeypatch, wire_server, provider)
    wire_server.fail(faults.echo_key(), times=None)
    before = service.of_the_host("users", "jobs")

    failed = service.post("/extract", posting=POSTING)

    assert (failed.status_code, failed.json()) == (500, {"detail": FAILED})
    assert {(spent["task_type"], spent["status"]) for spent in service.usage()} == {
        ("extraction", "error")
    }
    assert service.of_the_host("users", "jobs") == before
    assert wire_server.key.encode() not in service.database.read_bytes()


def test_a_second_try_with_the_same_key_is_not_paid_for_again(
    service: Service, wire_server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, wire_server, "gemini")

    first = service.post("/extract", key="try-1", posting=POSTING)
    second = service.post("/extract", key="try-1", posting=POSTING)
    other = service.post("/extract", key="try-1", posting=f"{POSTING} And more.")
    service.post("/extract", posting=POSTING)

    assert (first.status_code, second.status_code, other.status_code) == (200, 200, 422)
    assert first.json()["job_data"]["title"] == second.json()["job_data"]["title"]
    assert "another request" in other.json()["detail"]
    assert len(wire_server.requests) == 2
    assert len(service.query("SELECT id FROM ai_provider_usage_logs")) == 2


def test_a_missing_key_is_answered_with_500_and_what_to_set_up(service: Service) -> None:
    failed = service.post("/extract", posting=POSTING)

    assert failed.status_code == 500
    assert failed.json()["detail"].startswith("No active provider config")
    assert service.usage() == []


def test_a_customer_without_a_plan_is_answered_with_500_and_the_reason(
    service: Service, wire_server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, wire_server, "gemini")

    failed = service.post("/extract", token="expired-token", posting=POSTING)

    assert failed.status_code == 500
    assert failed.json()["detail"].startswith("User plan not found")
    assert wire_server.requests == []


def test_strangers_and_other_peoples_jobs_are_the_hosts_own_business(
    service: Service, wire_server: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(monkeypatch, wire_server, "gemini")
    job_id = service.post("/extract", posting=POSTING).json()["job_id"]

    assert service.post("/extract", token="nobody", posting=POSTING).status_code == 401
    assert service.post("/draft-cv", token="paid-token", job_id=job_id).status_code == 404
    assert len(wire_server.requests) == 1


def test_the_readme_starts_the_service(tmp_path: Path) -> None:
    readme = (EXAMPLES / "backend" / "README.md").read_text(encoding="utf-8")
    [line] = re.findall(r"^uvicorn .*$", readme, re.MULTILINE)
    _, _, _, *arguments = shlex.split(line)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        started = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "--app-dir", str(EXAMPLES), *arguments),
                *("--fd", str(listening.fileno())),
            ],
            cwd=tmp_path,
            env={**os.environ, "JOBAI_HOME": str(tmp_path)},
            pass_fds=[listening.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        with started:
            try:
                url = f"http://127.0.0.1:{listening.getsockname()[1]}/usage"
                strangers = httpx2.get(url, timeout=PATIENCE_S)
            finally:
                started.terminate()
                told, _ = started.communicate()

    assert line.startswith("uvicorn --app-dir examples ")
    assert strangers.status_code in {401, 403}, told
    assert (tmp_path / "backend.db").exists()
