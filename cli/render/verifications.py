"""A verification for people and as JSON: what is wrong first, then how much is supported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show, stderr, stdout, text_width
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from rich.text import Text

    from cli.documents.drafts import Verification
    from profiles.verification_reports import Verdict, VerificationReport

_MOST_CITED = 2
_LONGEST_CITED = 160


def report_document(report: VerificationReport) -> Verification:
    """Return a verification as JSON."""
    counts = report.counts
    return {
        "schema_version": SCHEMA_VERSION,
        "file": report.file,
        "kind": report.kind,
        "profile_version": report.profile_version,
        "verdicts": [verdict.model_dump(mode="json") for verdict in report.verdicts],
        "contradictions": [finding.model_dump(mode="json") for finding in report.contradictions],
        "counts": {
            "supported": counts["supported"],
            "unsupported": counts["unsupported"],
            "no_claim": counts["no_claim"],
        },
        "is_clean": report.is_clean,
    }


def print_report(report: VerificationReport, *, all_lines: bool, quiet: bool) -> None:
    """Print what is not supported with its reasons; `all_lines`: what is, too. Then the counts."""
    from rich.padding import Padding
    from rich.text import Text

    width = text_width(stdout())
    wrong = [verdict for verdict in report.verdicts if verdict.status == "unsupported"]
    for verdict in wrong:
        show(Text(verdict.text, style="bold red"), width=width)
        show(Padding(_reasons(verdict), (0, 0, 1, 4)), width=width)
    for finding in report.contradictions:
        told = Text.assemble(("Contradiction: ", "bold red"), finding.reason)
        show(Padding(told, (0, 0, 1, 0)), width=width)
    if all_lines:
        for verdict in report.verdicts:
            if verdict.status == "supported":
                show(Text(verdict.text), width=width)
                show(Padding(_carried(verdict), (0, 0, 0, 4)), width=width)
    if not quiet:
        stderr().print(Text(_summary(report, all_lines), style=_style(report)))


def _summary(report: VerificationReport, all_lines: bool) -> str:
    if not report.verdicts:
        return f"{report.file}: nothing was found in it that could be verified."
    counts = report.counts
    said = f"{report.file}: {counts['unsupported']} not supported, {counts['supported']} supported"
    if counts["no_claim"]:
        said += f", {counts['no_claim']} without a claim"
    hint = "" if all_lines or not counts["supported"] else " --all lists the supported ones."
    return f"{said}.{hint}"


def _style(report: VerificationReport) -> str:
    return "green" if report.is_clean and report.verdicts else "bold red"


def _reasons(verdict: Verdict) -> Text:
    from rich.text import Text

    told = Text(f"{_where(verdict)}\n", style="dim")
    for finding in verdict.findings:
        told.append(f"{finding.kind}: ", style="yellow")
        told.append(f"{finding.reason}\n", style="")
    for key, text in list(zip(verdict.citations, verdict.cited_texts, strict=False))[:_MOST_CITED]:
        told.append(f"your profile, {key}: ", style="dim")
        told.append(f"{_cut(text)}\n", style="green")
    told.rstrip()
    return told


def _carried(verdict: Verdict) -> Text:
    from rich.text import Text

    citations = ", ".join(verdict.citations)
    return Text(f"{_where(verdict)}{f' [{citations}]' if citations else ''}", style="dim")


def _where(verdict: Verdict) -> str:
    place = [f"page {verdict.page}"] if verdict.page else []
    place += [f"line {verdict.line}"] if verdict.line else []
    return ", ".join([*place, verdict.where])


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return words.cut(flat, _LONGEST_CITED)
