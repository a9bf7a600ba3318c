"""What a page says to machines: JSON-LD, microdata, RDFa-lite, embedded state, meta elements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from orchestrator.tasks.extraction.blocks import one_line
from orchestrator.tasks.extraction.embedded_states import embedded_states
from orchestrator.tasks.extraction.json_ld import nodes_of, read_json, types_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from profiles.postings import OriginSource

_POSTING_TYPE = "jobposting"
_NEWS_TYPE = "newsarticle"
_ORGANIZATIONS = frozenset({"organization", "corporation", "localbusiness", "employmentagency"})


class Stated(NamedTuple):
    """A schema.org JobPosting object as it stands, and what stated it."""

    source: OriginSource
    posting: dict[str, Any]


@dataclass(slots=True)
class StructuredData:
    """Everything in the page that is not for the eye.

    Attributes:
        postings: JobPosting objects, most trustworthy source first.
        organizations: Names of Organization objects beside the postings.
        site_name: Of a WebSite object or `og:site_name`.
        meta: Contents of meta elements by lower-case name, the first of each.
        title: The `<title>` of the head.
        language: The `lang` of the page, as written.
        is_news: It calls itself an article of a newspaper.
        states: Embedded application states (Inertia, Next.js, ...), decoded.
    """

    postings: list[Stated] = field(default_factory=list[Stated])
    organizations: list[str] = field(default_factory=list[str])
    site_name: str | None = None
    meta: dict[str, str] = field(default_factory=dict[str, str])
    title: str | None = None
    language: str | None = None
    is_news: bool = False
    states: list[Any] = field(default_factory=list[Any])


def structured_data(tree: LexborHTMLParser, source: str) -> StructuredData:
    """Read a parsed page.

    Args:
        tree: The page.
        source: The same page as text: tells in no time which syntaxes need looking for.
    """
    data = StructuredData()
    _read_head(tree, data)
    for script in tree.css('script[type*="ld+json" i]'):
        _take(read_json(script.text() or ""), "json_ld", data)
    if "itemscope" in source or "typeof=" in source:
        from orchestrator.tasks.extraction.microdata import attribute_items

        items = attribute_items(tree.root)
        _take(items.microdata, "microdata", data)
        _take(items.rdfa, "rdfa", data)
    data.states = embedded_states(tree)
    return data


def structured_json(value: object) -> StructuredData:
    """Take the postings out of a JSON document."""
    data = StructuredData()
    _take(value, "json_ld", data)
    return data


def _take(value: object, source: OriginSource, data: StructuredData) -> None:
    for node in nodes_of(value):
        types = types_of(node)
        if _POSTING_TYPE in types:
            data.postings.append(Stated(source, node))
        elif types & _ORGANIZATIONS and isinstance(node.get("name"), str):
            data.organizations.append(one_line(node["name"]))
        elif _NEWS_TYPE in types:
            data.is_news = True
        elif "website" in types and isinstance(node.get("name"), str):
            data.site_name = data.site_name or one_line(node["name"])


def _read_head(tree: LexborHTMLParser, data: StructuredData) -> None:
    for title in tree.css("title"):
        parent = title.parent
        if parent is not None and parent.tag == "svg":
            continue  # the name of an icon
        text = one_line(title.text() or "")
        if text:
            data.title = text
            break
    for element in tree.css("meta[content]"):
        attributes = element.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = one_line(attributes.get("content") or "")
        if name and content:
            data.meta.setdefault(name.lower(), content)
    root = tree.root
    if root is not None:
        data.language = root.attributes.get("lang")
    data.site_name = data.meta.get("og:site_name") or data.site_name
