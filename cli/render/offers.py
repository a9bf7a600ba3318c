"""What providers offer as tables and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.boundary import exit_code
from cli.render.consoles import notice, show, stdout
from cli.render.errors import SCHEMA_VERSION, error_document, print_error
from cli.render.routes import task_name
from orchestrator.routes import TASKS
from profiles.money import dollars
from profiles.store.base import utc_now
from profiles.store.users import PLANS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cli.documents.models import ModelsDocument, OfferDocument
    from orchestrator.offers import Offer, Offers, Use


def print_offers(found: Sequence[Offers], *, used: bool, quiet: bool) -> None:
    """Print a table for each provider, first what routes ask."""
    if not found:
        notice("No provider yet. Add one with: jobai providers add gemini", quiet=quiet)
    several = len(found) > 1
    for position, one in enumerate(found):
        if several:
            stdout().print(f"\n{one.name}" if position else one.name, style="bold", markup=False)
        if one.error is not None:
            print_error(one.error, about=one.name)
        offers = _wanted(one, used=used)
        if offers:
            _print_table(one, offers)
        if one.error is None and not any(offer.offered for offer in one.offers):
            notice(f"{one.name} has no list of models.", quiet=quiet)


def offers_document(found: Sequence[Offers], *, used: bool) -> ModelsDocument:
    """Return what providers offer as JSON; prices in nano-dollars for a million tokens."""
    return {
        "schema_version": SCHEMA_VERSION,
        "providers": [
            {
                "name": one.name,
                "provider": one.provider,
                "own_model": one.own_model,
                "error": (
                    error_document(one.error, exit_code(one.error))["error"] if one.error else None
                ),
                "models": [_offer(offer) for offer in _wanted(one, used=used)],
            }
            for one in found
        ],
    }


def offers_exit_code(found: Sequence[Offers]) -> int:
    """Return 0 when all could be asked, else the code of the first failure."""
    return next((exit_code(one.error) for one in found if one.error), 0)


def _print_table(one: Offers, offers: Sequence[Offer]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Model", overflow="fold")
    for title in ("Input", "Output"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("Ends", no_wrap=True)
    table.add_column("Asked by", overflow="fold")
    for offer in offers:
        rates = offer.rates
        table.add_row(
            Text(offer.model),
            dollars(rates.input) if rates else "unpriced",
            dollars(rates.output) if rates else "",
            _ends(offer.retires),
            Text(_asked_by(offer, known=one.error is None)),
        )
    show(table)


def _wanted(one: Offers, *, used: bool) -> list[Offer]:
    return [offer for offer in one.offers if offer.uses or not used]


def _ends(retires: date | None) -> str:
    if retires is None:
        return ""
    return "gone" if retires <= utc_now().date() else retires.isoformat()


def _asked_by(offer: Offer, *, known: bool) -> str:
    told = _uses(offer.uses)
    return f"{told}; not offered to this key" if known and offer.offered is False else told


def _uses(uses: Sequence[Use]) -> str:
    """Return which routes ask a model: "freemium: every task; pro_annual: extraction"."""
    tasks: dict[str, list[str]] = {}
    for use in uses:
        tasks.setdefault(use.plan, []).append(task_name(use.task))
    plans: dict[tuple[str, ...], list[str]] = {}
    for plan, names in tasks.items():
        every = len(set(names)) >= len(TASKS)
        plans.setdefault(("every task",) if every else tuple(dict.fromkeys(names)), []).append(plan)
    if len(plans) == 1 and set(tasks) >= set(PLANS):
        [names] = plans
        return f"every plan: {', '.join(names)}"
    return "; ".join(f"{', '.join(of)}: {', '.join(names)}" for names, of in plans.items())


def _offer(offer: Offer) -> OfferDocument:
    return {
        "model": offer.model,
        "offered": offer.offered,
        "input_nano_usd_per_mtok": offer.rates.input if offer.rates else None,
        "output_nano_usd_per_mtok": offer.rates.output if offer.rates else None,
        "cached_input_nano_usd_per_mtok": offer.rates.cached_input if offer.rates else None,
        "price_source": offer.rates.source if offer.rates else None,
        "released": offer.released.isoformat() if offer.released else None,
        "retires": offer.retires.isoformat() if offer.retires else None,
        "replacement": offer.replacement,
        "asked_by": [
            {"plan": use.plan, "task": use.task, "position": use.position} for use in offer.uses
        ],
    }
