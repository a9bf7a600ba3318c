"""A posting by rules alone: structured data first, the visible text for what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.blocks import rendered
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.origins import quote_of
from orchestrator.tasks.extraction.rules.company import find_company
from orchestrator.tasks.extraction.rules.company_names import is_site, may_be_name, name_key
from orchestrator.tasks.extraction.rules.contact import (
    application_url_in,
    find_application_url,
    find_contact,
)
from orchestrator.tasks.extraction.rules.contradictions import names_no_job, places_said_instead
from orchestrator.tasks.extraction.rules.language import language_of
from orchestrator.tasks.extraction.rules.location import find_places
from orchestrator.tasks.extraction.rules.money import (
    country_of_dollar,
    load_currency_of_country,
    load_currency_of_language,
)
from orchestrator.tasks.extraction.rules.orders import without_orders
from orchestrator.tasks.extraction.rules.places import country_code, country_of
from orchestrator.tasks.extraction.rules.places_in_text import place_at_foot, place_beside
from orchestrator.tasks.extraction.rules.posting_dates import find_dates
from orchestrator.tasks.extraction.rules.requirements import find_requirements
from orchestrator.tasks.extraction.rules.salary import find_salary, in_shown_currency, with_period
from orchestrator.tasks.extraction.rules.sections import points_of, sections_of
from orchestrator.tasks.extraction.rules.seniority import seniority_in
from orchestrator.tasks.extraction.rules.skills import find_skills
from orchestrator.tasks.extraction.rules.terms import (
    contradicted_hours,
    find_employment,
    find_workplace,
)
from orchestrator.tasks.extraction.rules.title import find_title
from orchestrator.tasks.extraction.rules.title_cleaning import without_place
from profiles.postings import JobPosting, Origin, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.reading import Reading
    from orchestrator.tasks.extraction.rules.labels import Pair
    from orchestrator.tasks.extraction.rules.sections import Section
    from orchestrator.tasks.extraction.visible_text import Link

_MOST_POINTS = 60
_OF_PAGE = frozenset({"json_ld", "microdata", "rdfa"})
_HOMES = frozenset({"/", "./", "/index.html", "index.html", "/index.php", "index.php"})
_TOP_LINKS, _LONGEST_HOME = 4, 60
_MONTH_FIRST = ("US", "PH")
_TELLING = frozenset({"responsibilities", "requirements", "nice", "benefits"})
_PLAIN_FIELDS = ("job_start_date", "identifier", "industry", "seniority", "work_hours")


def posting_by_rules(reading: Reading) -> JobPosting:
    """Read a posting without any model; what is not stated stays None."""
    found: dict[str, Any] = dict(reading.facts)
    blocks, pairs = without_orders(reading.page.subject), reading.page.pairs

    def fill(name: str, value: Callable[[], object]) -> None:
        if not found.get(name):
            found[name] = value()

    _fill_names(reading, blocks, pairs, found)
    whole = _described(reading, reading.page.subject, found.get("title"))
    described = without_orders(whole)
    fill(
        "job_location_type",
        lambda: find_workplace(blocks, pairs, found.get("title"), found["job_location"]),
    )
    if found.get("employment_type") in (None, [], ["OTHER"]):
        shown = find_employment(blocks, pairs, found.get("title"))
        found["employment_type"] = shown or found.get("employment_type") or []
    else:
        found["employment_type"] = contradicted_hours(found["employment_type"], pairs)
    country = _country(reading, found)
    _fill_salary(reading, found, [*blocks, *reading.description_blocks], country)
    fill("in_language", lambda: _language(reading, described))
    _complete_currency(found, reading, country)
    month_first = _month_first(country, found, reading.structured.language)
    posted, until = find_dates(
        blocks, pairs, reading.document, found.get("title"), month_first=month_first
    )
    fill("date_posted", lambda: posted)
    fill("valid_through", lambda: until)
    for name in _PLAIN_FIELDS:
        fill(name, lambda name=name: _labelled(pairs, name))
    fill("seniority", lambda: seniority_in(found["title"] or ""))
    sections = sections_of(described)
    _fill_sections(sections, found)
    fill("application_contact", lambda: find_contact(blocks, pairs, _name(found)))
    fill("application_url", lambda: find_application_url(reading.page.links))
    if not reading.page.links:
        fill("application_url", lambda: application_url_in(blocks))
    found["description"] = rendered(whole) or reading.text
    found["requirements"] = find_requirements(sections, reading.text, pairs)
    fill("skills", lambda: find_skills(described, found["in_language"]))
    found["closed"] = reading.kind == "closed_posting"
    found["origins"] = _origins(reading, found, blocks, pairs)
    found["source"] = _source(reading)
    return JobPosting.model_validate({name: value for name, value in found.items() if value})


def _fill_salary(
    reading: Reading, found: dict[str, Any], blocks: Sequence[Block], country: str | None
) -> None:
    stated = found.get("base_salary")
    if stated and len(_countries(found)) > 1:
        return
    shown = find_salary(blocks, reading.page.pairs, country)
    found["base_salary"] = in_shown_currency(stated, shown) if stated else shown


def _countries(found: dict[str, Any]) -> set[str]:
    places = cast("list[dict[str, Any]]", found.get("job_location") or [])
    return {str(place.get("address_country") or country_of(place["name"])) for place in places}


def _fill_names(
    reading: Reading, blocks: Sequence[Block], pairs: Sequence[Pair], found: dict[str, Any]
) -> None:
    structured = reading.structured
    titles = (structured.title, structured.meta.get("og:title"))
    heads = list(dict.fromkeys(head for head in titles if head))
    organization, known = found.get("hiring_organization"), _name(found)
    stated = found.get("title")
    if not stated or names_no_job(stated, known):
        found["title"] = find_title(blocks, head_titles=heads, pairs=pairs, company=known) or stated
    if reading.kind == "application_form" and not found["title"]:
        blocks, pairs = [], []  # a form for any job: what its fields ask for is no fact
    if reading.origins.get("job_location") in _OF_PAGE:
        said = places_said_instead(found["job_location"], pairs, _all_told(reading))
        found["job_location"] = [{"name": name} for name in said] or found["job_location"]
    if not any(map(_is_narrow, cast("list[dict[str, Any]]", found.get("job_location") or []))):
        named = find_places(blocks, pairs, found.get("title"), heads)
        shown = [{"name": name} for name in named]
        if not found.get("job_location") or any(country_code(p["name"]) is None for p in shown):
            found["job_location"] = shown
    stated_name = _name(found)
    is_stated = stated_name is not None and not is_site(stated_name)
    if not is_stated or _labels_another(stated_name or "", reading, pairs):
        sites = [structured.site_name or "", *structured.organizations[:1]]
        name = find_company(
            blocks,
            reading.page.blocks,
            title=found.get("title"),
            head_titles=heads,
            site_names=list(dict.fromkeys(site for site in sites if site)),
            logos=[*reading.page.logos, *_home_links(reading.page.links)],
            pairs=pairs,
            url=_address(reading),
            places=[place["name"] for place in found["job_location"] if place.get("name")],
        )
        found["hiring_organization"] = {"name": name} if name else organization
    if not found["job_location"] and _name(found):
        name = _name(found) or ""
        place = place_beside(blocks, name) or place_at_foot(reading.page.blocks, name)
        found["job_location"] = [{"name": place}] if place else []
    title = cast("str | None", found.get("title"))
    if title and title != stated:
        towns = [place["name"] for place in found["job_location"] if place.get("name")]
        found["title"] = without_place(title, towns)


def _labels_another(name: str, reading: Reading, pairs: Sequence[Pair]) -> bool:
    """Whether a label names the employer, and nothing shown the one of the structured data.

    That one is then the system's through which the employer hires.
    """
    said = (pair.value for pair in pairs if pair.field == "company")
    if not any(may_be_name(value, surely=True) for value in said):
        return False
    key = name_key(name)
    return all(key not in name_key(block.text) for block in reading.page.blocks)


def _all_told(reading: Reading) -> str:
    """What the posting shows and what its structured description tells."""
    title = reading.structured.title or ""
    return "\n".join([title, rendered(reading.page.subject), rendered(reading.description_blocks)])


def _home_links(links: Sequence[Link]) -> list[str]:
    """The words at the top of a page that lead home: the name of whoever runs the site."""
    top = (link for link in links[:_TOP_LINKS] if len(link.text) <= _LONGEST_HOME)
    return [link.text for link in top if link.href in _HOMES][:1]


def _origins(
    reading: Reading, found: dict[str, Any], blocks: Sequence[Block], pairs: Sequence[Pair]
) -> dict[str, Origin]:
    further = [reading.structured.title or "", *(block.text for block in reading.page.blocks)]
    origins: dict[str, Origin] = {}
    for name, value in found.items():
        if not value:
            continue
        source = reading.origins.get(name)
        if source is not None and value == reading.facts.get(name):
            detail = reading.board if source == "job_board" else None
            origins[name] = Origin(source=source, detail=detail)
        else:
            quote = quote_of(name, value, pairs, blocks, further)
            origins[name] = Origin(source="text", quote=quote)
    return origins


def _address(reading: Reading) -> str | None:
    # A saved page still names its address in its head, where anything may stand.
    address = reading.document.url or reading.structured.meta.get("og:url")
    try:
        urlsplit(address or "")
    except ValueError:
        return None
    return address


def _is_narrow(place: dict[str, Any]) -> bool:
    """Whether a place is more than a country's name, or a region's in it."""
    region, country = place.get("address_region"), place.get("address_country")
    if region and country and not place.get("address_locality"):
        return not place["name"].startswith(region)
    return country_code(place["name"]) is None


def _country(reading: Reading, found: dict[str, Any]) -> str | None:
    """The country of the job, as far as places, the site's address or US terms tell it."""
    places = cast("list[dict[str, Any]]", found.get("job_location") or [])
    for place in places:
        country = place.get("address_country") or country_of(place["name"])
        if country and len(country) == 2:
            return country
    for name in cast("list[str]", found.get("applicant_location_requirements") or []):
        country = country_of(name)
        if country:
            return country
    host = (_address(reading) or "").split("/")[2:3]
    tail = host[0].rsplit(".", 1)[-1].upper() if host else ""
    if tail in ("AU", "NZ", "CA", "SG", "MX", "SE", "NO", "DK"):
        return tail
    return None


def _complete_currency(found: dict[str, Any], reading: Reading, country: str | None) -> None:
    """Say which dollars or crowns a pay is in, by the country or else by the text."""
    salary = found.get("base_salary")
    if not salary or salary.get("currency") is not None:
        return
    text, language = salary.get("text") or "", found.get("in_language")
    currency = None
    if "$" in text:
        country = country or country_of_dollar(reading.text, language)
        currency = load_currency_of_country().get(country or "")
        currency = None if currency and currency.endswith("K") else currency
    elif "kr" in fold(text):
        currency = load_currency_of_language().get(language or "")
    if currency:
        found["base_salary"] = with_period({**salary, "currency": currency})


def _month_first(country: str | None, found: dict[str, Any], declared: str | None) -> bool | None:
    """How a posting writes 08/01: as its country does, else as that of its money, its language.

    English alone does not tell: None.
    """
    if country is not None:
        return country in _MONTH_FIRST
    salary: dict[str, Any] = found.get("base_salary") or {}
    currency = salary.get("currency")
    if currency is not None:
        return currency in ("USD", "PHP")
    if found["in_language"] not in ("en", None):
        return False
    region = (declared or "")[3:5].upper()
    return region in _MONTH_FIRST if region.isalpha() and len(region) == 2 else None


def _language(reading: Reading, described: Sequence[Block]) -> str | None:
    declared = (reading.structured.language or "")[:2].lower()
    declared = "no" if declared in ("nb", "nn") else declared
    declared = declared if len(declared) == 2 and declared.isalpha() else None
    return language_of(rendered(described) or reading.text, declared) or declared


def _name(found: dict[str, Any]) -> str | None:
    organization = found.get("hiring_organization")
    return organization["name"] if organization else None


def _labelled(pairs: Sequence[Pair], name: str) -> str | None:
    values = (pair.value for pair in pairs if pair.field == name)
    return next((value for value in values if 0 < len(value) <= 120), None)


def _described(reading: Reading, blocks: Sequence[Block], title: str | None) -> list[Block]:
    """The blocks that describe the job: the structured ones, unless the page shows more.

    Structured descriptions are often cut: the page that shows sections they lack is the fuller.
    """
    stated = list(reading.description_blocks)
    shown = _from_title(blocks, title)
    return stated if stated and not _telling(shown) - _telling(stated) else shown


def _from_title(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """The visible blocks from the title on: what stands above is the site's, not the posting's."""
    wanted = fold(title or "")
    starts = (i for i, b in enumerate(blocks) if wanted and fold(b.text[:400]).startswith(wanted))
    return [block for block in blocks[next(starts, 0) :] if block.kind != "control"]


def _telling(blocks: Sequence[Block]) -> set[str]:
    return {section.name for section in sections_of(blocks) if section.name in _TELLING}


def _fill_sections(sections: Sequence[Section], found: dict[str, Any]) -> None:
    points: dict[str, list[str]] = {}
    for section in sections:
        if section.name:
            points.setdefault(section.name, []).extend(points_of(section))
    names = {
        "responsibilities": ("responsibilities",),
        "qualifications": ("requirements", "nice"),
        "job_benefits": ("benefits",),
    }
    for field, told in names.items():
        if not found.get(field):
            lines = [line for name in told for line in points.get(name, [])]
            found[field] = list(dict.fromkeys(lines))[:_MOST_POINTS]


def _source(reading: Reading) -> Source:
    document = reading.document
    return Source(
        kind=document.kind,
        url=document.url,
        file_name=document.file_name,
        sha256=document.sha256,
        fetched_at=document.fetched_at,
        text=reading.text,
    )
