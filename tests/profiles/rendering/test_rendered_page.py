"""HTML pages, read with a parser."""

from __future__ import annotations

from typing import Any

from drafts_to_render import CV, EMPTY_CV, EMPTY_LETTER, LETTER, cv_with
from selectolax.lexbor import LexborHTMLParser

from profiles.drafts import NetworkLink
from profiles.rendering import THEMES, RenderOptions, render


def page(draft: Any, **options: Any) -> LexborHTMLParser:
    return LexborHTMLParser(render(draft, "html", RenderOptions(**options)).data.decode("utf-8"))


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def test_a_page_says_what_each_part_is() -> None:
    tree = page(CV)

    assert texts(tree, "h1") == ["Noor Vance"]
    assert texts(tree, "h2")[:2] == ["Work Experience", "Education"]
    assert texts(tree, "h3")[0] == "Staff Engineer, Brightwater Payments"
    assert texts(tree, "article .lines li")[0] == "Runs the platform team"
    assert texts(tree, "title") == ["Noor Vance, CV"]
    root = tree.css_first("html")
    assert root is not None
    assert root.attributes == {"lang": "en", "dir": "ltr"}


def test_nothing_that_a_person_wrote_becomes_an_element() -> None:
    hostile = '<script>alert(1)</script> <img src=x onerror="y"> &lt; "quoted"'
    basics = CV.basics.model_copy(
        update={
            "name": hostile,
            "url": "javascript:alert(1)",
            "email": '"@"><b>.example',
            "profiles": [NetworkLink(network="X", username=None, url='https://a.example/"><b>')],
        }
    )
    tree = page(cv_with(hostile).model_copy(update={"basics": basics, "language": '"><b>'}))

    assert texts(tree, "h1") == [hostile]
    assert texts(tree, ".lines li") == [hostile]
    assert not tree.css("script, img, b")
    links = [str(node.attributes["href"]) for node in tree.css("a")]
    assert not [link for link in links if link.startswith("javascript")]


def test_a_page_needs_nothing_beside_it() -> None:
    for theme in THEMES:
        html = render(CV, "html", RenderOptions(theme=theme)).data.decode()
        assert "<link" not in html
        assert "url(" not in html
        assert "@import" not in html
        assert "default-src 'none'" in html


def test_the_paper_is_in_the_style_for_print() -> None:
    assert "size: A4" in render(CV, "html").data.decode()
    assert "size: letter" in render(CV, "html", RenderOptions(paper="letter")).data.decode()


def test_a_letter_is_whole_and_in_order() -> None:
    words = " ".join(texts(page(LETTER), "main"))

    parts = ["Ines Okafor", "Utrecht, 23", "Application: Lead", "Dear", "Built it", "Kind regards"]
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_empty_drafts_are_pages_too() -> None:
    assert not page(EMPTY_CV).css("h1, h2, section")
    assert not page(EMPTY_LETTER).css("h1, h2")
