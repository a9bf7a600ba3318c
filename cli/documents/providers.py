"""The documents of `providers`: configs, tests, keys."""

from __future__ import annotations

from typing_extensions import TypedDict

from cli.documents.errors import Failure
from cli.documents.limits import SpendDocument
from cli.documents.marks import Provider, Time, Version
from orchestrator.live_tests import CheckKind
from orchestrator.provider_states import Standing
from orchestrator.verdicts import Verdict


class ConfigDocument(TypedDict):
    """How to reach one account at one provider.

    Attributes:
        name: What commands call it.
        provider: Whose account it is; a server that speaks as OpenAI does is "openai".
        api_key_last4: The last four characters of the key; null when it stays in the environment.
        api_key_env: The variable that holds the key; null when it is stored.
        base_url: Of a server of your own; null for the provider's.
        api_version: Null for the provider's own.
        model: Asked whatever a route says; null when routes say.
        is_default: Asked first among the configs of its provider.
        is_active: Asked at all.
        last_tested_at: Null when it never was.
        last_test_status: "ok", or the name of the error; null when it never was tested.
    """

    name: str
    provider: Provider
    api_key_last4: str | None
    api_key_env: str | None
    base_url: str | None
    api_version: str | None
    model: str | None
    is_default: bool
    is_active: bool
    last_tested_at: Time | None
    last_test_status: str | None


class ProviderConfig(ConfigDocument):
    """One provider config, as it is or was.

    Attributes:
        schema_version: Of all documents.
    """

    schema_version: Version


class MarkDocument(TypedDict):
    """What is held against a model for a while.

    Attributes:
        model: Which.
        until: Until when.
        reason: What the provider said.
    """

    model: str
    until: Time
    reason: str


class StateDocument(TypedDict):
    """How a provider stands.

    Attributes:
        health: In one word; "not_used" is a key in the environment behind a config.
        problem: Why its key cannot be had; null when it can.
        models_gone: Models that are not asked.
        models_busy: Models that are asked after the others.
        this_month: What went through it.
    """

    health: Standing
    problem: str | None
    models_gone: list[MarkDocument]
    models_busy: list[MarkDocument]
    this_month: SpendDocument


class ListedConfig(ConfigDocument, StateDocument):
    """A provider config and how it stands."""


class EnvironmentKey(StateDocument):
    """A key in the environment, and how it stands.

    Attributes:
        provider: Whose key it is.
        variable: Where it is.
        used: Whether calls take it; false behind a config of the same provider.
    """

    provider: Provider
    variable: str
    used: bool


class ProvidersDocument(TypedDict):
    """Who can be asked, in the order they are.

    Attributes:
        schema_version: Of all documents.
        providers: The configs of the store.
        environment: The keys in the environment.
    """

    schema_version: Version
    providers: list[ListedConfig]
    environment: list[EnvironmentKey]


class LiveCheckDocument(TypedDict):
    """One call of a live test.

    Attributes:
        check: What was asked for.
        model: Who was asked.
        ok: Whether the answer was right.
        verdict: How it went, in one word.
        latency_ms: From just before the request to the whole answer; null when nothing was sent.
        cost_nano_usd: In nano-dollars (1e-9 US dollars); null without a price, or when nothing was
            sent.
        request_id: The call in the ledger; null when nothing was sent.
        error: Why not; null when the answer was right.
    """

    check: CheckKind
    model: str
    ok: bool
    verdict: Verdict
    latency_ms: int | None
    cost_nano_usd: int | None
    request_id: str | None
    error: Failure | None


class TestDocument(TypedDict):
    """How the test of one provider went.

    Attributes:
        name: The config's name, or the variable of a key in the environment.
        provider: Who was asked.
        ok: Whether the key was accepted, and every live check passed.
        verdict: Of the list of models, or of the first live check that failed, in one word.
        models: How many models the key sees; null when the server lists none.
        not_offered: Models that calls would ask and that the list does not have.
        latency_ms: Until the list came.
        error: Why not; null when all is well.
        live: The calls of --live.
    """

    name: str
    provider: Provider
    ok: bool
    verdict: Verdict
    models: int | None
    not_offered: list[str]
    latency_ms: int
    error: Failure | None
    live: list[LiveCheckDocument]


class ProviderTests(TypedDict):
    """How the tests of providers went.

    Attributes:
        schema_version: Of all documents.
        tests: One for each provider.
    """

    schema_version: Version
    tests: list[TestDocument]


class KeyRotation(TypedDict):
    """What became of the stored keys under a new secret key; no key is in it.

    Attributes:
        schema_version: Of all documents.
        encrypted: The names of the configs whose keys are encrypted anew.
        secret_key: Where the secret key is: the key file, or a variable.
        unneeded_keys: How many old secret keys still stand there that this store does not need.
    """

    schema_version: Version
    encrypted: list[str]
    secret_key: str
    unneeded_keys: int
