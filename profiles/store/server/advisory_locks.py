"""PostgreSQL's advisory locks: what only one transaction at a time may do, by name.

SQLite needs none: a transaction that writes has the whole file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TAKE = "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"
TAKE_ALL = (
    "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))"
    " FROM unnest(CAST({} AS text[])) WITH ORDINALITY AS asked(name, place) ORDER BY place"
)
"""Held until the transaction ends; `TAKE_ALL` takes them in the order of the list."""


def user_lock(user_id: str) -> str:
    """Return the name of the lock under which a user's limits are held."""
    return f"user {user_id}"


def config_lock(number: str) -> str:
    """Return the name of the lock under which a provider config's limits are held."""
    return f"config {number}"


def in_order(names: Iterable[str]) -> list[str]:
    """Return names in the order in which everybody takes them: users' before configs'.

    So no two transactions wait for each other.
    """
    return sorted(set(names), key=lambda name: (not name.startswith("user "), name))
