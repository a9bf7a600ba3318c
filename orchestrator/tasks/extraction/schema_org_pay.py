"""`baseSalary` as sites publish it: an object, a number, a string, zero, or words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.blocks import one_line
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.money import CODES_IN_USE, find_money, number
from orchestrator.tasks.extraction.rules.periods import unit_in

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNIT_CODES = {
    "ann": "YEAR", "year": "YEAR", "years": "YEAR", "hur": "HOUR", "hour": "HOUR", "mon": "MONTH",
    "month": "MONTH", "wee": "WEEK", "week": "WEEK", "day": "DAY", "yearly": "YEAR",
}  # fmt: skip
_GROUPED = regex(r"[1-9]\d{0,2}\.\d{3}")
_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "zł": "PLN", "kč": "CZK"}


def base_salary(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """Read the salary; None when there is none, or when it is zero."""
    outer, bare = _object_or_value(raw.get("baseSalary"))
    inner, stated = _object_or_value(outer.get("value") if outer else bare)
    currency = _currency(
        outer.get("currency"), inner.get("currency"), outer.get("salaryCurrency"),
        raw.get("salaryCurrency"), outer.get("priceCurrency"),
    )  # fmt: skip
    unit = _unit(inner, outer, raw)
    low = _figure(inner.get("minValue"), unit) or _figure(outer.get("minValue"), unit)
    high = _figure(inner.get("maxValue"), unit) or _figure(outer.get("maxValue"), unit)
    text: object = inner.get("value") if inner else stated
    if low is None and high is None:
        if isinstance(text, str):
            return _from_text(text, currency, unit)
        low = high = _figure(text, unit)
        if low is None:
            return None
    elif low is not None and high is not None and low > high:
        low, high = high, low
    return {"currency": currency, "min": low, "max": high, "unit": unit}


def _object_or_value(value: object) -> tuple[dict[str, Any], object]:
    """The first of what stands there: as an object, or, with an empty object, as it is."""
    if isinstance(value, list):
        value = next(iter(cast("list[object]", value)), None)
    if isinstance(value, dict):
        return cast("dict[str, Any]", value), None
    return {}, cast("object", value)


def _from_text(text: str, currency: str | None, unit: str | None) -> dict[str, Any] | None:
    plain = _figure(text, unit)
    if plain is not None:
        return {"currency": currency, "min": plain, "max": plain, "unit": unit}
    money = next(find_money(text, bare=True), None)
    if money is None or not (money.low or money.high):
        return None
    return {
        "currency": currency or money.currency,
        "min": money.low,
        "max": money.high,
        "unit": unit or money.unit,
        "text": one_line(text[:200]),
    }


def _figure(value: object, unit: str | None) -> float | None:
    """A figure above zero; sites write zero, and less, for "none"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if 0 < value < 1e12 else None
    if isinstance(value, str):
        text = value.strip()
        if text and len(text) < 24 and all(c.isdecimal() or c in ".,' " for c in text):
            try:
                # "45.000" is no 45 but in the pay of an hour.
                is_grouped = unit != "HOUR" and _GROUPED.fullmatch(text)
                return _figure(number(text) if is_grouped else float(text), unit)
            except ValueError:
                return _figure(number(text), unit) if text[0].isdecimal() else None
    return None


def _currency(*values: object) -> str | None:
    for value in values:
        if isinstance(value, str):
            text = value.strip()
            if len(text) == 3 and text.isascii() and text.isalpha():
                return CODES_IN_USE.get(text.upper(), text.upper())
            if text.lower() in _SIGNS:
                return _SIGNS[text.lower()]
    return None


def _unit(*nodes: Mapping[str, Any]) -> str | None:
    for node in nodes:
        for key in ("unitText", "unitCode", "duration"):
            value = node.get(key)
            if isinstance(value, str):
                unit = _UNIT_CODES.get(value.strip().lower()) or unit_in(value)
                if unit:
                    return unit
    return None
