"""The findings of `jobai doctor` for a person and for a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render.consoles import stdout
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.stores import DoctorDocument
    from cli.finding import Finding

_STYLES = {"ok": "green", "note": "yellow", "wrong": "bold red"}


def print_findings(findings: Sequence[Finding]) -> None:
    """Print one line for each finding, and below it what to type."""
    from rich.text import Text

    console = stdout()
    for finding in findings:
        mark = (f"{finding.state:5}", _STYLES[finding.state])
        console.print(Text.assemble(mark, "  ", (finding.subject, "bold"), f": {finding.text}"))
        if finding.hint:
            console.print(Text(f"       {finding.hint}", style="dim"))


def findings_document(findings: Sequence[Finding]) -> DoctorDocument:
    """Return the findings as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "findings": [
            {
                "subject": finding.subject,
                "state": finding.state,
                "text": finding.text,
                "hint": finding.hint,
            }
            for finding in findings
        ],
    }
