"""The documents of `config`, `db` and `doctor`."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from cli.documents.marks import Version

SettingValue = bool | int | float | str | list[str | int | float | bool] | None

SettingDocument = TypedDict(
    "SettingDocument",
    {"key": str, "value": SettingValue, "from": str | None, "known": bool},
)
SettingDocument.__doc__ = """A setting, and who says it.

    Attributes:
        key: As in the file: an option's name, or a command and an option, "draft-cv.theme".
        value: Null when nobody says it.
        from: "config file", or the variable that says it; null when nobody does.
        known: Whether any option is called so.
    """


class SettingsDocument(TypedDict):
    """Settings of the config file and the environment.

    Attributes:
        schema_version: Of all documents.
        path: Of the config file.
        settings: Those that were asked for, or changed; empty after one was taken out.
    """

    schema_version: Version
    path: str
    settings: list[SettingDocument]


class ConfigPath(TypedDict):
    """Where the config file is.

    Attributes:
        schema_version: Of all documents.
        path: Of the config file.
        exists: Whether there is one.
    """

    schema_version: Version
    path: str
    exists: bool


class StorePath(TypedDict):
    """Where the store is.

    Attributes:
        schema_version: Of all documents.
        store: Its address; a password is not in it.
        path: Of its file; null: a server.
        exists: Whether there is a file; null: a server.
    """

    schema_version: Version
    store: str
    path: str | None
    exists: bool | None


class StoreUpgrade(TypedDict):
    """From which schema to which a store went.

    Attributes:
        schema_version: Of all documents; the tables' revisions are `before` and `after`.
        store: Its address; a password is not in it.
        before: The revision of its tables; null: it was new.
        after: The revision now.
    """

    schema_version: Version
    store: str
    before: str | None
    after: str


class CopyDocument(TypedDict):
    """A copy of a store.

    Attributes:
        path: Of the file.
        size_bytes: Of the file.
        revision: Of its tables.
    """

    path: str
    size_bytes: int
    revision: str


class StoreBackup(CopyDocument):
    """A copy of the store that was made.

    Attributes:
        schema_version: Of all documents.
    """

    schema_version: Version


StoreRestore = TypedDict(
    "StoreRestore",
    {"schema_version": Version, "store": str, "from": CopyDocument, "before": str | None},
)
StoreRestore.__doc__ = """A copy that was put in the place of the store.

    Attributes:
        schema_version: Of all documents.
        store: Its address.
        from: The copy.
        before: The path of what was there; null: nothing.
    """


class CopiedTableDocument(TypedDict):
    """One table of a copied store; it was found the same on both sides.

    Attributes:
        table: Its name.
        rows: In it.
        sha256: Of its rows as lines of text, in the order of its key.
    """

    table: str
    rows: int
    sha256: str


StoreCopied = TypedDict(
    "StoreCopied",
    {
        "schema_version": Version,
        "from": str,
        "to": str,
        "revision": str,
        "tables": list[CopiedTableDocument],
        "users": int,
        "months": int,
        "cost_nano_usd": int,
        "cost_is_lower_bound": bool,
        "unpriced": int,
        "pending": int,
        "stored_keys": int,
        "replaced_characters": int,
        "duration_ms": int,
    },
)
StoreCopied.__doc__ = """A store that was copied into another, and compared with it.

    Attributes:
        schema_version: Of all documents; the tables' is `revision`.
        from: The address of what was copied; no password is in it.
        to: The address of the copy, likewise.
        revision: Of the tables of both.
        tables: All of them.
        users: That have rows in the ledger.
        months: Of them, whose sums in the ledger were compared.
        cost_nano_usd: What the ledger's rows cost together, on both sides.
        cost_is_lower_bound: Whether some rows have no price.
        unpriced: How many have none.
        pending: Attempts that were under way: in the copy they count at what they held.
        stored_keys: Keys of providers, which open with the same secret key only.
        replaced_characters: What PostgreSQL cannot keep: U+FFFD stands for each.
        duration_ms: Of copying and comparing.
    """


class StoreVacuum(TypedDict):
    """A store's file that was packed.

    Attributes:
        schema_version: Of all documents.
        store: Its address.
        before_bytes: The size of the file before.
        after_bytes: The size of the file now.
    """

    schema_version: Version
    store: str
    before_bytes: int
    after_bytes: int


class StorePartition(TypedDict):
    """A store on PostgreSQL whose calls are kept by months.

    Attributes:
        schema_version: Of all documents.
        store: Its address; a password is not in it.
        was_whole: Whether all calls were in one table before.
        months: Those that were made, "2026-11".
        rows: Attempts that were moved.
    """

    schema_version: Version
    store: str
    was_whole: bool
    months: list[str]
    rows: int


class FindingDocument(TypedDict):
    """What one check found.

    Attributes:
        subject: What was looked at.
        state: "note" is worth knowing, "wrong" will fail.
        text: What was found.
        hint: What to type; null when nothing is to be done.
    """

    subject: str
    state: Literal["ok", "note", "wrong"]
    text: str
    hint: str | None


class DoctorDocument(TypedDict):
    """What `jobai doctor` found; with something wrong its exit code is 1.

    Attributes:
        schema_version: Of all documents.
        findings: One for each check.
    """

    schema_version: Version
    findings: list[FindingDocument]
