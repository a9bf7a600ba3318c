"""An audit of the ledger: one line when it adds up, one for each fault when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.exit_codes import FAULT
from cli.render import words
from cli.render.consoles import stdout
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from cli.documents.usage import LedgerAudit
    from orchestrator.audit import Audit, LedgerFault


def print_audit(audit: Audit) -> None:
    """Print what an audit has found."""
    from rich.text import Text

    console = stdout()
    for fault in audit.faults:
        console.print(Text.assemble((_where(fault), "bold"), f": {fault.text}"))
    if more := audit.fault_count - len(audit.faults):
        console.print(f"and {more:,} more")
    state = (f"{audit.fault_count:,} wrong", "bold red") if audit.faults else ("ok", "bold green")
    cost = words.usd(audit.cost_nano_usd, unpriced=audit.unpriced)
    rows = f"{audit.rows:,} row" if audit.rows == 1 else f"{audit.rows:,} rows"
    console.print(Text.assemble(state, f", {rows}, {cost}"))
    if audit.other_prices:
        remark = f"{audit.other_prices:,} priced by another price table: not priced again"
        console.print(remark, style="dim")


def audit_document(audit: Audit) -> LedgerAudit:
    """Return an audit as JSON. `faults` has the first of them, `fault_count` counts all."""
    return {
        "schema_version": SCHEMA_VERSION,
        "ok": not audit.fault_count,
        "rows": audit.rows,
        "cost_nano_usd": audit.cost_nano_usd,
        "unpriced": audit.unpriced,
        "other_prices": audit.other_prices,
        "fault_count": audit.fault_count,
        "faults": [
            {"request_id": fault.request_id, "attempt": fault.attempt, "text": fault.text}
            for fault in audit.faults
        ],
    }


def audit_exit_code(audit: Audit) -> int:
    """Return 0 when the ledger adds up."""
    return FAULT if audit.fault_count else 0


def _where(fault: LedgerFault) -> str:
    if fault.request_id is None:
        return "sum"
    attempt = "" if fault.attempt is None else f" attempt {fault.attempt}"
    return f"request {fault.request_id}{attempt}"
