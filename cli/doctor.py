"""`jobai doctor`: what is set up, what is wrong, and what to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.command import Json

if TYPE_CHECKING:
    from cli.finding import Finding


def doctor(
    context: typer.Context,
    json: Json = False,
) -> None:
    """Check the store, keys, config file, disk, plan, models, clock, and servers of your own.

    Of the network it touches only addresses that you gave providers, and sends nothing there.
    What is only worth knowing is a note.
    """
    from cli.checkup import examine
    from cli.context import invocation
    from cli.render import doctor as render
    from cli.render.consoles import print_json

    findings: list[Finding] = examine(invocation(context), context.find_root().command)
    if json:
        print_json(render.findings_document(findings))
    else:
        render.print_findings(findings)
    raise typer.Exit(int(any(finding.state == "wrong" for finding in findings)))
