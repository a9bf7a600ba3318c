"""Names in a store, read at once while somebody types: no SQLAlchemy, no migration, no error."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from profiles.store.location import StoreLocation

Kind = Literal["job", "draft", "provider", "user", "call", "model", "task"]

_MOST = 200
_WAIT_S = 0.2
_QUERIES: dict[Kind, str] = {
    "job": """
        SELECT id, coalesce(title, 'no title') || coalesce(', ' || hiring_organization, '')
        FROM postings WHERE user_id = :user ORDER BY id DESC LIMIT :most""",
    "draft": """
        SELECT d.id, CASE d.kind WHEN 'cv' THEN 'CV' ELSE d.kind END || ' v' || d.version
               || coalesce(', ' || p.title, '') || coalesce(', ' || p.hiring_organization, '')
        FROM drafts d JOIN postings p ON p.id = d.posting_id
        WHERE d.user_id = :user ORDER BY d.id DESC LIMIT :most""",
    "provider": "SELECT name, provider_type FROM ai_provider_configs ORDER BY name LIMIT :most",
    "user": "SELECT id, coalesce(name, '') FROM users ORDER BY id LIMIT :most",
    "call": """
        SELECT substr(request_id, 1, 8), task_type || ' at ' || substr(created_at, 1, 16) || ' UTC'
        FROM ai_provider_usage_logs WHERE user_id = :user AND attempt = 1
        ORDER BY created_at DESC LIMIT :most""",
    "model": "SELECT model, min(provider) FROM ai_usage_series GROUP BY model LIMIT :most",
    "task": "SELECT DISTINCT task_type, '' FROM ai_usage_series ORDER BY 1 LIMIT :most",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a user has in a store, for who asks what to do next.

    Attributes:
        profile_version: The newest; None without a profile.
        jobs: How many.
        drafts: How many CVs and letters, each counted once whatever its versions.
        undrafted: The newest job without a draft, with its title; None when there is none.
        without_letter: The newest job with a CV and no letter.
        outdated: The newest job with a draft that was made from another version of the profile,
            the draft's kind, and the job's title.
        providers: How many configs may be asked.
    """

    profile_version: int | None = None
    jobs: int = 0
    drafts: int = 0
    undrafted: tuple[int, str] | None = None
    without_letter: tuple[int, str] | None = None
    outdated: tuple[int, str, str] | None = None
    providers: int = 0


NOTHING = Standing()
_NEWEST = """SELECT version, sha256 FROM profiles WHERE user_id = :user
    ORDER BY version DESC LIMIT 1"""
_STANDING = {
    "jobs": "SELECT count(*) FROM postings WHERE user_id = :user",
    "drafts": """SELECT count(*) FROM (SELECT DISTINCT posting_id, kind FROM drafts
        WHERE user_id = :user)""",
    "providers": "SELECT count(*) FROM ai_provider_configs WHERE is_active",
}
_OF_JOBS = {
    "undrafted": """
        SELECT p.id, coalesce(p.title, 'job ' || p.id) || coalesce(', ' || hiring_organization, '')
        FROM postings p WHERE p.user_id = :user
        AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.posting_id = p.id)
        ORDER BY p.id DESC LIMIT 1""",
    "without_letter": """
        SELECT p.id, coalesce(p.title, 'job ' || p.id) || coalesce(', ' || hiring_organization, '')
        FROM postings p WHERE p.user_id = :user
        AND EXISTS (SELECT 1 FROM drafts d WHERE d.posting_id = p.id AND d.kind = 'cv')
        AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.posting_id = p.id AND d.kind <> 'cv')
        ORDER BY p.id DESC LIMIT 1""",
    "outdated": """
        SELECT p.id, d.kind,
               coalesce(p.title, 'job ' || p.id) || coalesce(', ' || hiring_organization, '')
        FROM drafts d JOIN postings p ON p.id = d.posting_id
        WHERE d.user_id = :user AND d.profile_sha256 <> :sha256 AND d.version = (
            SELECT max(e.version) FROM drafts e
            WHERE e.posting_id = d.posting_id AND e.kind = d.kind)
        ORDER BY p.id DESC LIMIT 1""",
}


def standing(location: StoreLocation, user: str) -> Standing:
    """Return what a user has.

    Nothing for a store on a server, and wherever a store cannot be read at once.
    """
    if location.path is None or not location.path.exists():
        return NOTHING
    with suppress(sqlite3.Error, OSError):
        address = f"{location.path.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_S)) as connection:
            version, sha256 = connection.execute(_NEWEST, {"user": user}).fetchone() or (None, "")
            asked = {"user": user, "sha256": sha256}
            counts = {
                name: connection.execute(query, asked).fetchone()[0]
                for name, query in _STANDING.items()
            }
            jobs = {
                name: connection.execute(query, asked).fetchone()
                for name, query in _OF_JOBS.items()
            }
            return Standing(version, **counts, **jobs)
    return NOTHING


def glance(location: StoreLocation, kind: Kind, user: str) -> list[tuple[str, str]]:
    """Return what can be named of a kind, newest first, each with what it is.

    Empty for a store on a server, and wherever a store cannot be read at once.
    """
    if location.path is None:
        return []
    with suppress(sqlite3.Error, OSError):
        address = f"{location.path.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_S)) as connection:
            rows = connection.execute(_QUERIES[kind], {"user": user, "most": _MOST})
            return [(str(name), str(text)) for name, text in rows]
    return []
