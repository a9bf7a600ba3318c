"""A verification as a table and as JSON: what carries each claim, or what of it nothing carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.render.consoles import show, stderr, stdout

if TYPE_CHECKING:
    from profiles.drafts import Finding
    from profiles.verification_reports import Verdict, VerificationReport

_MARKS = {
    "supported": ("ok", "green"),
    "unsupported": ("NOT", "bold red"),
    "no_claim": ("-", "dim"),
}


def report_document(report: VerificationReport) -> dict[str, Any]:
    """Return a verification as JSON."""
    document = report.model_dump(mode="json")
    document["counts"] = {
        status: report.counts[status] for status in ("supported", "unsupported", "no_claim")
    }
    document["is_clean"] = report.is_clean
    return document


def print_report(report: VerificationReport, *, quiet: bool) -> None:
    """Print every claim with its verdict, grouped by where it stands, and a last line of counts."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    where = None
    for verdict in report.verdicts:
        if verdict.where != where:
            where = verdict.where
            table.add_row("", Text(where, style="bold"))
        mark, style = _MARKS[verdict.status]
        table.add_row(Text(mark, style=style), _told(verdict))
    if report.verdicts:
        show(table)
    for finding in report.contradictions:
        stdout().print(Text.assemble(("Contradiction: ", "bold red"), finding.reason))
    if not quiet:
        counts = report.counts
        said = (
            f"{report.file}: {counts['supported']} supported, {counts['unsupported']} not, "
            f"{counts['no_claim']} without a claim."
        )
        if not report.verdicts:
            said = f"{report.file}: nothing was found in it that could be verified."
        stderr().print(Text(said, style="green" if report.is_clean else "bold red"))


def _told(verdict: Verdict) -> Any:
    from rich.text import Text

    style = "dim" if verdict.status == "no_claim" else ""
    told = Text(verdict.text, style=style)
    if verdict.status == "supported" and verdict.citations:
        told.append(f"  [{', '.join(verdict.citations)}]", style="dim")
    for finding in verdict.findings:
        told.append(f"\n  {_line(finding)}", style="yellow")
    if verdict.findings and verdict.citations:
        told.append(f"\n  nearest: {', '.join(verdict.citations)}", style="dim")
    return told


def _line(finding: Finding) -> str:
    return f"{finding.kind}: {finding.reason}"
