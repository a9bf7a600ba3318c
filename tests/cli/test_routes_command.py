"""`jobai providers routes`, `explain` and `models`: who is asked for what, and what it costs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from terminal import Terminal

if TYPE_CHECKING:
    from commands import Jobai
    from wire import WireServer


def test_a_route_is_changed_explained_and_given_back(ready: Jobai, wire_server: WireServer) -> None:
    ready.environment = wire_server.environment("openai")
    set_ = ready("providers", "routes", "set", "freemium", "cv_draft", "openai:qwen3", "gpt-5-mini")
    shown = ready("providers", "routes", "--plan", "freemium").stdout
    explained = ready("providers", "explain", "--task", "cv_draft").stdout
    reset = ready("providers", "routes", "reset", "freemium")
    after = ready("providers", "routes", "--plan", "freemium", "--json").json["routes"]

    assert "freemium, cv_draft: qwen3, then gpt-5-mini." in set_.stderr
    assert "gpt-5-mini: shuts down on 2026-12-11" in set_.stderr
    assert "qwen3, gpt-5-mini (changed)" in shown
    assert "me is on freemium, task cv_draft, a route of your own" in explained
    assert "1. qwen3 (openai by OPENAI_API_KEY): asked first" in explained
    assert "jobai providers price openai qwen3" in explained
    assert "Back to what jobai ships: freemium cv_draft." in reset.stderr
    assert not any(route["changed"] for route in after)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("routes set fremium cv_draft gpt-6-luna", "Did you mean freemium?"),
        ("routes set freemium cv_drat gpt-6-luna", "Did you mean cv_draft?"),
        ("routes set freemium cv_draft qwen3", "openai:qwen3"),
        ("routes set gold any gpt-6-luna", "--new-plan"),
        ("routes st", "Did you mean 'set'"),
        ("explain --task cover_leter", "Did you mean cover_letter?"),
        ("explain --plan pro_anual", "Did you mean pro_annual?"),
        ("explain --provider opnai", "Did you mean openai?"),
        ("add gemeni", "Did you mean gemini?"),
    ],
)
def test_a_misspelt_name_is_asked_about(ready: Jobai, line: str, words: str) -> None:
    result = ready("providers", *line.split())

    assert (result.code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_slip_in_a_models_name_is_noticed_in_a_route_and_in_a_call(
    ready: Jobai, wire_server: WireServer
) -> None:
    ready.environment = wire_server.environment("gemini")
    wire_server.gone = {"gemini-3.8-flahs"}

    set_ = ready("providers", "routes", "set", "freemium", "any", "gemini-3.8-flahs")
    call = ready("draft-letter", "--job", "1", "--model", "gemini-3.8-flahs")

    assert "Did you mean gemini-3.8-flash?" in set_.stderr
    assert call.code == 6
    assert "Did you mean gemini-3.8-flash?" in call.stderr


def test_models_are_listed_with_price_end_and_route(ready: Jobai, wire_server: WireServer) -> None:
    ready.environment = wire_server.environment("gemini")
    wire_server.model_names = ["gemini-2.5-flash", "somebodys-own"]

    printed = ready("providers", "models").stdout
    used = ready("providers", "models", "GEMINI_API_KEY", "--used", "--json").json

    lines = {line.split()[0]: line for line in printed.splitlines()}
    assert lines["gemini-2.5-flash"].split()[1:4] == ["$0.30", "$2.50", "2026-12-01"]
    assert "every task" in lines["gemini-2.5-flash"]
    assert "gone" in lines["gemini-1.5-pro"]
    assert "pro_monthly, pro_annual: cv_draft, cover_letter" in lines["gemini-1.5-pro"]
    assert "not offered to this key" in lines["gemini-1.5-pro"]
    assert "unpriced" in lines["somebodys-own"]
    [provider] = used["providers"]
    assert "somebodys-own" not in {model["model"] for model in provider["models"]}


def test_models_of_a_provider_that_refuses_the_key_are_those_of_the_routes(
    ready: Jobai, wire_server: WireServer
) -> None:
    ready.environment = wire_server.environment("gemini") | {"GEMINI_API_KEY": "wrong-key-01234"}

    result = ready("providers", "models")
    document = ready("providers", "models", "--json")

    assert (result.code, document.code) == (4, 4)
    assert "refused the API key" in result.stderr
    assert "gemini-2.5-flash" in result.stdout
    [provider] = document.json["providers"]
    assert provider["error"]["exit_code"] == 4
    assert {model["offered"] for model in provider["models"]} == {None}


def test_its_tables_fit_80_columns(ready: Jobai, wire_server: WireServer) -> None:
    ready.environment = wire_server.environment("gemini", "openai")

    for command in (["routes"], ["explain", "--task", "cv_draft"], ["models"]):
        with Terminal(ready, "providers", *command, no_color=True) as terminal:
            screen = terminal.wait()
        assert terminal.code == 0, screen
        lines = re.sub(r"\x1b\[\d*m", "", screen).splitlines()
        assert max(map(len, lines)) <= 80, screen
