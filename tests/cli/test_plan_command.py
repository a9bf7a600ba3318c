"""`jobai plan`: showing and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from commands import Jobai

FREEMIUM = {("tokens", "day"): 10_000, ("tokens", "month"): 100_000, ("calls", "hour"): 100}


def test_a_new_user_is_on_freemium_with_its_routes_and_limits(jobai: Jobai) -> None:
    printed = jobai("plan", "show").stdout
    document = jobai("plan", "show", "--json").json

    assert "Plan freemium, user me" in printed
    assert "10,000 tokens per day" in printed
    assert (document["schema_version"], document["plan"], document["user"]) == (1, "freemium", "me")
    assert document["routes"]["extraction"][0] == {
        "provider": "gemini",
        "model": "gemini-2.5-flash",
    }
    found = {(limit["metric"], limit["period"]): limit["cap"] for limit in document["limits"]}
    assert found == FREEMIUM
    assert {limit["used"] for limit in document["limits"]} == {0}


def test_a_plan_is_changed_from_now_on(ready: Jobai) -> None:
    changed = ready("plan", "set", "pro_monthly")
    document = ready("plan", "show", "--json").json

    assert changed.code == 0
    assert "me is on pro_monthly now" in changed.stderr
    assert document["plan"] == "pro_monthly"
    assert document["routes"]["cv_draft"][0]["model"] == "gemini-1.5-pro"


def test_plans_belong_to_a_user(ready: Jobai) -> None:
    ready.environment = {"JOBAI_USER": "somebody"}
    ready("plan", "set", "pro_annual")

    assert ready("plan", "show", "--json").json["plan"] == "pro_annual"
    assert ready("plan", "show", "--json", "--user", "me").json["plan"] == "freemium"


@pytest.mark.parametrize("plan", ["gold", "", "Freemium"])
def test_an_unknown_plan_names_those_that_there_are(ready: Jobai, plan: str) -> None:
    result = ready("plan", "set", plan)

    assert result.code == 2
    assert "freemium, pay_as_you_go, pro_monthly, pro_annual" in result.stderr
