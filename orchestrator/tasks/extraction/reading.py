"""A document read into text and facts, before any model is asked."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.blocks import Block, rendered
from orchestrator.tasks.extraction.bounded_html import bounded_html
from orchestrator.tasks.extraction.data_documents import is_data, opened_data
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.main_posting import (
    distinct_postings,
    is_of_another_job,
    main_posting,
)
from orchestrator.tasks.extraction.page_kind import PageKind, is_filled_later, kind_of
from orchestrator.tasks.extraction.pasted_cards import without_card
from orchestrator.tasks.extraction.plain_text import text_blocks
from orchestrator.tasks.extraction.refusals import refusal_of
from orchestrator.tasks.extraction.remembering import make_room
from orchestrator.tasks.extraction.schema_org import (
    description_html,
    merged_facts,
    plain,
    unescaped,
)
from orchestrator.tasks.extraction.structured_data import (
    Stated,
    StructuredData,
    structured_data,
)
from orchestrator.tasks.extraction.visible_text import Page, visible_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from orchestrator.tasks.extraction.documents import Document
    from profiles.postings import OriginSource


_SHELL_CHARACTERS = 300
_NOTHING_SHOWN = frozenset({"script_shell", "login_wall", "bot_wall"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, for rules and for models.

    Attributes:
        document: Where it came from.
        text: The visible text; with the structured description behind it where the page does not
            show that. Every quote is a substring of this.
        kind: What the source is.
        facts: What structured data says: JobPosting field names and JSON-able values; empty when
            it says nothing.
        origins: What stated each of the facts.
        page: The visible page: blocks, links, form fields.
        structured: Names in the head, raw objects.
        board: The system whose answer the posting was told by; None when none was.
        description_blocks: The structured description as blocks; empty when there is none.
    """

    document: Document
    text: str
    kind: PageKind
    facts: Mapping[str, Any] = field(repr=False)
    page: Page = field(repr=False)
    structured: StructuredData = field(repr=False)
    origins: Mapping[str, OriginSource] = field(repr=False)
    board: str | None = None
    description_blocks: tuple[Block, ...] = field(default=(), repr=False)


def read(document: Document) -> Reading:
    """Read a document with text.

    Raises:
        UnreadableSourceError: with the reason "empty" when there is neither text nor data.
    """
    make_room(len(document.html or document.text or ""))
    page, structured = _with_board(document, *_opened(document))
    stated = main_posting(structured, page)
    facts, origins = merged_facts(stated)
    described = _description_blocks(stated)
    visible = rendered(page.blocks)
    if stated and _tells_of_another_job(
        facts, described, f"{structured.title}\n{visible}", page, document
    ):
        structured.postings.clear()
        stated, facts, origins, described = [], {}, {}, []
    if "description" in facts:
        facts["description"] = rendered(described)
    text = _text_with(described, visible, facts)
    is_gone = document.board is not None and document.board.is_gone
    html_source = document.html or ""
    filled_later = page.scripts_asked or is_filled_later(html_source)
    is_something = (
        facts or len(structured.postings) > 1 or filled_later or is_gone or structured.title
    )
    if not text.strip() and not is_something:
        raise UnreadableSourceError(
            f"{_name(document)} holds no text and no data about a job.",
            reason="empty",
            hint="Paste the text with `jobai extract -`, or give a screenshot of the posting.",
        )
    kind = kind_of(page, structured, document, has_main_posting=bool(stated and facts))
    if is_gone and kind not in ("posting", "closed_posting"):
        kind = "removed"
    told = next((one.posting for one in stated if one.source == "job_board"), None)
    if kind == "posting" and told and told.get("closed"):
        kind = "closed_posting"
    return Reading(
        document=document,
        text=text,
        kind=kind,
        facts=facts,
        page=page,
        structured=structured,
        origins=origins,
        board=told.get("board") if told else None,
        description_blocks=tuple(described),
    )


def require_posting(reading: Reading) -> None:
    """Let pass what can be one posting.

    Raises:
        NotAPostingError: with what was found, and what to do instead.
    """
    refusal = refusal_of(reading.kind, reading.page, reading.structured, reading.document)
    if refusal is not None:
        raise refusal


def _opened(document: Document) -> tuple[Page, StructuredData]:
    if document.html is not None:
        from selectolax.lexbor import LexborHTMLParser

        source = bounded_html(document.html)
        tree = LexborHTMLParser(source)
        page, structured = visible_page(tree.root), structured_data(tree, source)
        _add_state(page, structured, document)
        return page, structured
    text = document.text or ""
    if document.board and document.board.posting:
        return Page(), StructuredData()
    if is_data(text):
        fetched_on = document.fetched_at.date() if document.kind == "url" else None
        structured = opened_data(text, document.url, fetched_on=fetched_on)
        if structured and structured.postings:
            titles = list(distinct_postings(structured)) if len(structured.postings) > 1 else []
            return Page(blocks=[Block("item", title) for title in titles if title]), structured
    return Page(blocks=without_card(text_blocks(text))), StructuredData(title=document.title)


def _add_state(page: Page, structured: StructuredData, document: Document) -> None:
    """Put the job of the page's embedded states behind what it states as schema.org."""
    if not structured.states:
        return
    from orchestrator.tasks.extraction.state_postings import state_posting

    groups = distinct_postings(structured)
    heads = [block.text for block in page.blocks if block.kind == "heading" and block.level == 1]
    heads += [structured.title or "", structured.meta.get("og:title", "")]
    stated = (
        plain(next(iter(groups.values()))[0].posting.get("title")) if len(groups) == 1 else None
    )
    posting = state_posting(
        structured.states,
        url=document.url or structured.meta.get("og:url"),
        titles=[*heads, stated or ""],
        is_shell=sum(len(block.text) for block in page.blocks) < _SHELL_CHARACTERS,
    )
    if posting and not groups:
        structured.postings.append(Stated("embedded_state", posting))
    elif posting and stated:
        ours, theirs = fold(str(posting["title"])), fold(stated)
        if ours in theirs or theirs in ours:
            shared = {**posting, "title": stated}
            structured.postings.append(Stated("embedded_state", shared))


def _with_board(
    document: Document, page: Page, structured: StructuredData
) -> tuple[Page, StructuredData]:
    """Put the answer of the job board before all that the page says itself."""
    board = document.board
    if board is None or not board.posting:
        return page, structured
    if kind_of(page, structured, document, has_main_posting=False) in _NOTHING_SHOWN:
        page = Page()
    from orchestrator.tasks.extraction.job_boards import posting_with_employer

    texts = (structured.title, structured.site_name, rendered(page.blocks[:200]))
    posting = posting_with_employer(board, *texts)
    structured.postings.insert(0, Stated("job_board", posting))
    if board.site and not posting.get("hiringOrganization"):
        structured.site_name = structured.site_name or board.site
    return page, structured


def _tells_of_another_job(
    facts: Mapping[str, Any],
    described: Sequence[Block],
    visible: str,
    page: Page,
    document: Document,
) -> bool:
    """Whether a page that shows a posting states the data of another: left over, or a trap."""
    if document.board is not None or not is_of_another_job(facts, described, visible):
        return False
    return kind_of(page, StructuredData(), document, has_main_posting=False) == "posting"


def _description_blocks(stated: Sequence[Stated]) -> list[Block]:
    """Of several descriptions the longest: the others are often cut."""
    sources = [description_html(one.posting) for one in stated]
    return html_or_text_blocks(max(sources, key=len, default=""))


def html_or_text_blocks(source: str) -> list[Block]:
    """Read a fragment that may be HTML or plain text into blocks."""
    source = unescaped(source)
    if "<" not in source or ">" not in source:
        return text_blocks(html.unescape(source))
    from selectolax.lexbor import LexborHTMLParser

    if "<p" not in source and "<br" not in source and "<li" not in source and "<div" not in source:
        source = source.replace("\n", "<br>")
    return visible_page(LexborHTMLParser(f"<body>{bounded_html(source)}").root).blocks


def _text_with(described: list[Block], visible: str, facts: Mapping[str, Any]) -> str:
    if not described and not facts:
        return visible
    lines = [block.text for block in described]
    shown = sum(1 for line in lines if line in visible)
    if lines and shown == len(lines):
        return visible
    organization = cast("dict[str, str | None]", facts.get("hiring_organization") or {})
    names = (facts.get("title"), organization.get("name"))
    head = [str(name) for name in names if name and str(name) not in visible]
    head += [
        place["name"] for place in facts.get("job_location", []) if place["name"] not in visible
    ]
    parts = [visible.strip(), "\n".join(head), rendered(described)]
    return "\n\n".join(part for part in parts if part)


def _name(document: Document) -> str:
    return document.url or document.file_name or "The input"
