"""Tests of providers as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.boundary import exit_code
from cli.render import words
from cli.render.consoles import notice, stdout
from cli.render.errors import SCHEMA_VERSION, error_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.errors import Failure
    from cli.documents.providers import LiveCheckDocument, ProviderTests
    from orchestrator.live_tests import LiveCheck
    from orchestrator.provider_tests import TestResult

_STYLES = {True: "bold green", False: "bold red"}


def print_tests(results: Sequence[TestResult], *, quiet: bool) -> None:
    """Print how the tests went, with what to do about each failure."""
    from rich.text import Text

    console = stdout()
    if not results:
        notice("Nothing to test. Add a provider with: jobai providers add gemini", quiet=quiet)
    for result in results:
        kind = f" ({result.provider})" if result.provider != result.name else ""
        listed = result.error is None or bool(result.checks)
        if listed:
            models = "no list of models" if result.models is None else f"{result.models} models"
            told = Text.assemble(("ok", _STYLES[True]), f", {models}, {result.latency_ms} ms")
        else:
            told = _failed(words.verdict(result.verdict), str(result.error))
        console.print(Text.assemble((result.name, "bold"), f"{kind}: ", told))
        for check in result.checks:
            console.print(Text.assemble(f"  {check.check:7}", _check(check)))
        if result.error is not None and result.error.hint:
            console.print(Text(f"  {result.error.hint}", style="dim"))
        if result.not_offered:
            names = ", ".join(result.not_offered)
            console.print(Text(f"  not in its list, calls go on to the next: {names}", style="dim"))


def tests_document(results: Sequence[TestResult]) -> ProviderTests:
    """Return the tests as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tests": [
            {
                "name": result.name,
                "provider": result.provider,
                "ok": result.error is None,
                "verdict": result.verdict,
                "models": result.models,
                "not_offered": list(result.not_offered),
                "latency_ms": result.latency_ms,
                "error": _error(result),
                "live": [_check_document(check) for check in result.checks],
            }
            for result in results
        ],
    }


def tests_exit_code(results: Sequence[TestResult]) -> int:
    """Return 0 when all is well, else the code of the first failure."""
    return next((exit_code(result.error) for result in results if result.error), 0)


def _failed(word: str, why: str) -> Any:
    from rich.text import Text

    return Text.assemble((word, _STYLES[False]), f": {why}")


def _check(check: LiveCheck) -> Any:
    from rich.text import Text

    if check.error is not None:
        return _failed(words.verdict(check.verdict), check.error.message)
    cost = "unpriced" if check.cost_nano_usd is None else words.usd(check.cost_nano_usd)
    facts = f", {check.model}, {check.latency_ms} ms, {cost}"
    return Text.assemble(("ok", _STYLES[True]), facts)


def _check_document(check: LiveCheck) -> LiveCheckDocument:
    return {
        "check": check.check,
        "model": check.model,
        "ok": check.error is None,
        "verdict": check.verdict,
        "latency_ms": check.latency_ms,
        "cost_nano_usd": check.cost_nano_usd,
        "request_id": check.request_id,
        "error": _error(check),
    }


def _error(result: TestResult | LiveCheck) -> Failure | None:
    if result.error is None:
        return None
    return error_document(result.error, exit_code(result.error))["error"]
