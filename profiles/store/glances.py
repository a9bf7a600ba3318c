"""Names in a store, read at once while somebody types: no SQLAlchemy, no migration, no error."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from profiles.store.location import StoreLocation

Kind = Literal["job", "draft", "provider", "user"]

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
}


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
