"""What a page is reckoned to hold, held against what typst sets on it."""

from contextlib import closing
from typing import Any

import pypdfium2
import pytest
from drafts_to_render import CV, cv_with

from profiles.drafts import CvDraft
from profiles.rendering import PAPERS, THEMES, Paper, RenderOptions, Theme
from profiles.rendering.content import CvContent, content_of
from profiles.rendering.page_space import PageSpace
from profiles.rendering.resources import table
from profiles.rendering.typesetting import Fit, Press

_PT_PER_CM = 72 / 2.54


def printed_pages(draft: CvDraft, theme: Theme, paper: Paper) -> float:
    """Whole pages and the share of the last one down to its lowest letter."""
    options = RenderOptions(theme=theme, paper=paper)
    press = Press.of(content_of(draft, options), options, None)
    data = press.print(Fit(press.size)).data
    margin: float = table("themes")[theme]["margin_cm"][1] * _PT_PER_CM
    with closing(pypdfium2.PdfDocument(data)) as opened:
        document: Any = opened
        last = document[len(document) - 1]
        text = last.get_textpage()
        boxes = (text.get_charbox(at) for at in range(text.count_chars()))
        lowest = min(bottom for _, bottom, _, top in boxes if top > bottom)
        height: float = last.get_height()
        return len(document) - 1 + (height - margin - lowest) / (height - 2 * margin)


def reckoned_pages(draft: CvDraft, theme: Theme, paper: Paper) -> float:
    content = content_of(draft, RenderOptions())
    assert isinstance(content, CvContent)
    space = PageSpace(theme, paper)
    return space.pages(content.head, content.summary, content.sections)


@pytest.mark.parametrize("theme", THEMES)
def test_a_page_is_reckoned_as_it_is_set(theme: Theme) -> None:
    for paper in PAPERS:
        assert reckoned_pages(CV, theme, paper) == pytest.approx(
            printed_pages(CV, theme, paper), abs=0.012
        )


def test_lines_are_broken_where_typst_breaks_them() -> None:
    texts = (
        "Moved the time-series store to a three-node cluster and/or its stand-by, without a stop. ",
        "Größte Überraschung: Wasserstraßen-Verwaltung für 1 200 Brücken — ohne Änderung. ",
        "Ведомость учёта материалов и Προϋπολογισμός Δήμου, bilingual. ",
    )
    for repeated in (1, 2, 3, 5):
        draft = cv_with(*(text * repeated for text in texts))
        for theme in ("classic", "modern"):
            assert reckoned_pages(draft, theme, "a4") == pytest.approx(
                printed_pages(draft, theme, "a4"), abs=0.012
            )
