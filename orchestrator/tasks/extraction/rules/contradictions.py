"""What a page's structured data state, and the page itself says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.rules.company_names import named_after_careers
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.location import split_places
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import are_wide, looks_like_place
from orchestrator.tasks.extraction.words import is_generic, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.extraction.rules.labels import Pair


def names_no_job(title: str, company: str | None) -> bool:
    """Whether a stated title is the page's or the employer's: "Careers at Acme", "Vacancies"."""
    if has_job_noun(title):
        return False
    is_company = company is not None and fold(title) == fold(company)
    return is_company or is_generic(title) or named_after_careers(title) is not None


def places_said_instead(
    stated: Sequence[Mapping[str, Any]], pairs: Sequence[Pair], shown: str
) -> list[str]:
    """The towns of the page's own labels, where it shows none of those that its data state.

    A system may put the head office of the firm into the data of all its jobs.

    Args:
        stated: Places of the structured data.
        pairs: Labelled values of the posting.
        shown: All that the posting shows and tells.
    """
    folded = fold(shown)
    towns = {fold(place.get("address_locality") or _first(place["name"])) for place in stated}
    if not towns or any(town in folded for town in towns):
        return []
    for pair in pairs:
        is_area = fold_label(pair.label) in words().lists["location.areas"]
        if pair.field != "location" or is_area or label_field(pair.value):
            continue
        said = split_places(pair.value.strip(" *-–:"))
        if said and all(looks_like_place(place) and not are_wide(place) for place in said):
            return said
    return []


def _first(name: str) -> str:
    return name.partition(",")[0].strip()
