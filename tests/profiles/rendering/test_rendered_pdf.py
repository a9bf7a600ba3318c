"""PDFs, read back from their bytes with a reader of its own."""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
import sys
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw
import pytest
from drafts_to_render import CV, EMPTY_CV, EMPTY_LETTER, LETTER, cv_with

import profiles.rendering.typesetting as typesetting
from profiles.errors import InvalidInputError, JobaiError
from profiles.rendering import PAPERS, THEMES, RenderOptions, render
from profiles.rendering.content import content_of, texts_of
from profiles.rendering.proofreading import PrintedPages, proofread
from profiles.rendering.typefaces import SANS, SERIF, typefaces

if TYPE_CHECKING:
    from pathlib import Path

    from profiles.drafts import CvDraft, LetterDraft
    from profiles.rendering import Theme
    from profiles.rendering.content import Content

RAW: Any = pypdfium2.raw
_CLASSIC_MARGIN_PT = 2.3 / 2.54 * 72


def pdf(draft: CvDraft | LetterDraft, **options: Any) -> bytes:
    return render(draft, "pdf", RenderOptions(**options)).data


def lines_of(data: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(data)) as opened:
        document: Any = opened
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return [" ".join(found.split()) for found in text.splitlines() if found.strip()]


def links_of(data: bytes) -> list[str]:
    found: list[str] = []
    with closing(pypdfium2.PdfDocument(data)) as opened:
        document: Any = opened
        page = document[0]
        at, link = ctypes.c_int(0), RAW.FPDF_LINK()
        while RAW.FPDFLink_Enumerate(page.raw, at, link):
            action = RAW.FPDFLink_GetAction(link)
            size = RAW.FPDFAction_GetURIPath(document.raw, action, None, 0)
            buffer = ctypes.create_string_buffer(size)
            RAW.FPDFAction_GetURIPath(document.raw, action, buffer, size)
            found.append(buffer.value.decode("ascii"))
    return found


def test_a_cv_reads_from_top_to_bottom_with_dates_beside_their_job() -> None:
    lines = lines_of(pdf(CV))

    assert lines[:2] == ["Noor Vance", "Platform Engineer"]
    job = lines.index("Staff Engineer, Brightwater Payments")
    assert lines[job - 1] == "Work Experience"
    assert lines[job + 1] == "Mar 2021 – present · Delft · brightwater.example"
    assert lines[job + 2] == "• Runs the platform team"
    assert "MSc, Computer Science, Universiteit Utrecht · 2011 – 2013 · 8.4 of 10" in lines
    assert "Cloud (Expert): AWS, Go" in lines
    assert "Dutch (native) · English (C2)" in lines


def test_what_a_person_wrote_is_never_markup() -> None:
    lines = lines_of(pdf(CV))

    written = "Wrote C#, *bold* claims & a #let x = $1$ of <b>markup</b> \\ [link](x)"
    assert f"• {written}" in lines


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_theme_takes_every_draft_on_every_paper(theme: str, paper: str) -> None:
    width = {"a4": 595, "letter": 612}[paper]
    for draft in (CV, LETTER, EMPTY_CV, EMPTY_LETTER):
        rendering = render(draft, "pdf", RenderOptions(theme=theme, paper=paper))  # pyright: ignore

        with closing(pypdfium2.PdfDocument(rendering.data)) as opened:
            document: Any = opened
            assert rendering.pages == len(document) == 1
            assert round(document[0].get_width()) == width


def test_the_same_draft_gives_the_same_bytes_here_and_in_another_process() -> None:
    code = (
        "import hashlib; from drafts_to_render import CV;"
        "from profiles.rendering import render, RenderOptions;"
        "print(hashlib.sha256(render(CV, 'pdf', RenderOptions(theme='modern')).data).hexdigest())"
    )
    first, second = pdf(CV, theme="modern"), pdf(CV, theme="modern")
    there = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=_folder(), check=True
    )

    assert first == second
    assert there.stdout.strip() == hashlib.sha256(first).hexdigest()


def _folder() -> Path:
    from pathlib import Path

    return Path(__file__).parent


def test_a_pdf_is_tagged_titled_and_says_whose_it_is_and_in_which_language() -> None:
    data = pdf(CV.model_copy(update={"language": "de"}))

    with closing(pypdfium2.PdfDocument(data)) as opened:
        document: Any = opened
        about = document.get_metadata_dict()
        assert RAW.FPDFCatalog_IsTagged(document.raw)
        assert (about["Title"], about["Author"]) == ("Noor Vance, Lebenslauf", "Noor Vance")
        assert about["CreationDate"] == ""
    assert b"/Lang(de)" in data
    assert b"pdfuaid" in data


def test_with_a_day_given_the_file_is_dated_and_fit_for_an_archive() -> None:
    data = pdf(CV, dated=date(2026, 11, 23))

    assert b"<pdfaid:part>2<" in data
    with closing(pypdfium2.PdfDocument(data)) as opened:
        document: Any = opened
        assert document.get_metadata_dict()["CreationDate"].startswith("D:20261123")


def test_addresses_are_shown_short_and_lead_to_the_whole() -> None:
    data = pdf(CV)

    assert "noorvance.example" in " ".join(lines_of(data))
    assert {
        "mailto:noor.vance@example.com",
        "tel:+31612345678",
        "https://www.noorvance.example/",
        "https://github.com/noorv/exactmoney",
    } <= set(links_of(data))


@pytest.mark.parametrize(
    ("paper", "above"),
    [
        ("a4", ["Ines Okafor", "Acme Clearing Ltd.", "Utrecht, 23 November 2026"]),
        ("letter", ["Utrecht, 23 November 2026", "Ines Okafor", "Acme Clearing Ltd."]),
    ],
)
def test_a_letter_has_its_date_where_its_readers_expect_it(paper: str, above: list[str]) -> None:
    lines = lines_of(pdf(LETTER, paper=paper))

    start = lines.index(above[0])
    assert lines[start : start + 5] == [*above, "Application: Lead", "Dear Ines Okafor,"]
    assert "I am applying. Here is my record." in lines
    assert lines[-4:] == ["• Ran it", "• Built it", "Kind regards,", "Noor Vance"]


def test_a_page_too_long_loses_gaps_first_and_says_so() -> None:
    draft = cv_with(*["Did this and that with care"] * 46)

    loose = render(draft, "pdf")
    fitted = render(draft, "pdf", RenderOptions(pages=1))

    assert (loose.pages, fitted.pages) == (2, 1)
    assert fitted.notes == ("To fit 1 page, the gaps became smaller.",)
    assert render(CV, "pdf", RenderOptions(pages=1)).notes == ()


@pytest.mark.parametrize("theme", THEMES)
def test_a_person_without_a_name_gets_the_same_page_without_it(theme: Theme) -> None:
    nameless = CV.basics.model_copy(update={"name": None})
    for draft in (CV, LETTER):
        lines = lines_of(pdf(draft.model_copy(update={"basics": nameless}), theme=theme))
        assert "Noor Vance" not in lines[0]
    few = cv_with("Did this").model_copy(update={"basics": nameless})
    assert lowest_and_size(few, theme)[1] == lowest_and_size(cv_with("Did this"), theme)[1]


def lowest_and_size(draft: CvDraft | LetterDraft, theme: Theme) -> tuple[float, float]:
    """Of the last page, the share down to its lowest letter, and the size of a bullet's type."""
    with closing(
        pypdfium2.PdfDocument(render(draft, "pdf", RenderOptions(theme=theme)).data)
    ) as pdf:
        document: Any = pdf
        page = document[len(document) - 1]
        text = page.get_textpage()
        count = text.count_chars()
        boxes = (text.get_charbox(at) for at in range(count))
        lowest = min(bottom for _, bottom, _, top in boxes if top > bottom)
        size = RAW.FPDFText_GetFontSize(text.raw, text.get_text_range().index("Did"))
        return 1 - lowest / page.get_height(), size


@pytest.mark.parametrize("theme", ["classic", "modern", "compact"])
def test_little_text_is_set_more_openly_and_never_onto_a_further_page(theme: Theme) -> None:
    share, size = lowest_and_size(cv_with(*["Did this"] * 3), theme)
    assert size == pytest.approx({"compact": 9.5}.get(theme, 10.5) + 1, abs=0.1)
    assert share < 0.7  # and is not blown up to fill the page
    full = cv_with(*["Did this and that with care"] * 40)
    assert render(full, "pdf", RenderOptions(theme=theme)).pages == 1


def test_much_more_text_loses_margins_and_type_too_but_never_below_9_pt() -> None:
    rendering = render(
        cv_with(*["Did this and that with care"] * 58), "pdf", RenderOptions(pages=1)
    )

    assert rendering.pages == 1
    assert rendering.notes[0].startswith("To fit 1 page, the gaps, the margins and the type (to ")
    with closing(pypdfium2.PdfDocument(rendering.data)) as opened:
        document: Any = opened
        text = document[0].get_textpage()
        sizes = {RAW.FPDFText_GetFontSize(text.raw, at) for at in range(text.count_chars())}
        left = text.get_charbox(text.get_text_range().index("Work"))[0]
    assert left < _CLASSIC_MARGIN_PT - 10
    assert min(size for size in sizes if size > 1) > 8.5


def test_what_cannot_fit_is_refused_with_the_number_of_lines_over() -> None:
    with pytest.raises(InvalidInputError) as refused:
        render(cv_with(*["Did this and that"] * 90), "pdf", RenderOptions(pages=1))

    assert "does not fit 1 page" in refused.value.message
    assert "narrow margins and 9 pt type" in refused.value.message
    over = int(refused.value.message.split(": ")[1].split()[0])
    assert 5 <= over <= 30
    assert "2 pages" in (refused.value.hint or "")


def test_a_heading_never_ends_a_page() -> None:
    for count in range(36, 46):
        draft = cv_with(*["Did this and that with care"] * count)
        more = [*draft.sections, *CV.sections[1:]]
        data = pdf(draft.model_copy(update={"sections": more}))

        with closing(pypdfium2.PdfDocument(data)) as opened:
            document: Any = opened
            first = document[0].get_textpage().get_text_bounded().splitlines()
        last = [found.strip() for found in first if found.strip()][-1]
        assert last not in {section.heading for section in more}


def test_a_word_as_long_as_a_line_is_broken_and_not_cut_off() -> None:
    word = "".join(chr(ord("a") + at % 26) for at in range(400))

    text = "".join(lines_of(pdf(cv_with(f"See {word} there"))))

    assert word in text.replace(" ", "")


def test_what_no_page_can_show_is_left_out() -> None:
    data = pdf(cv_with("bell\x07 nul\x00 soft\u00adhyphen zero\u200bwidth over\u202eride a\u2028b"))

    assert "• bell nul softhyphen zerowidth override a b" in lines_of(data)


def test_letters_in_parts_are_put_together() -> None:
    assert "• Zürich café" in lines_of(pdf(cv_with("Zu\u0308rich cafe\u0301")))


SHOWN = "Привет Ελληνικά Tiếng Việt Türkçe Łódź ₹ € → ✓ ½"


@pytest.mark.parametrize("theme", THEMES)
def test_scripts_and_signs_of_europe_need_no_further_font(theme: str) -> None:
    assert f"{SHOWN}" in " ".join(lines_of(pdf(cv_with(SHOWN), theme=theme)))


def test_characters_that_no_font_has_are_named_with_the_way_out() -> None:
    with pytest.raises(InvalidInputError) as refused:
        pdf(cv_with("Worked in 東京 and القاهرة"))

    assert "東 (U+6771)" in refused.value.message
    assert "ق (U+0642, Arabic letter qaf)" in refused.value.message
    assert "--font-dir" in (refused.value.hint or "")


def test_a_folder_without_the_character_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.otf").write_bytes(b"OTTO\xff\xff" + b"\x00" * 40)

    with pytest.raises(InvalidInputError, match="Neither our fonts nor those in"):
        pdf(cv_with("東"), font_dirs=(tmp_path,))
    with pytest.raises(InvalidInputError, match="is not a folder"):
        pdf(CV, font_dirs=(tmp_path / "none",))


def test_each_of_our_families_stands_in_for_the_other() -> None:
    assert typefaces(SERIF, ["✓"]).families == (SERIF, SANS)
    assert typefaces(SANS, ["שלום"]).families == (SANS, SERIF)


@pytest.mark.parametrize(
    ("text", "wished"), [("経験あり", "JP"), ("经验", "SC"), ("경험 經驗", "KR")]
)
def test_the_form_of_a_chinese_character_follows_from_what_stands_beside_it(
    text: str, wished: str
) -> None:
    from profiles.rendering.typefaces import _wishes  # pyright: ignore[reportPrivateUsage]

    assert _wishes(SERIF, frozenset(text)) == (wished, "Serif")


def test_hebrew_runs_from_right_to_left_and_is_whole() -> None:
    draft = cv_with("הובלת צוות של שישה מהנדסים", "פיתוח שירות תשלומים ב Python")
    name = CV.basics.model_copy(
        update={
            "name": "נועה כהן",
            "label": "מהנדסת תוכנה ומנהלת צוות",
            "url": None,
            "profiles": [],
        }
    )
    hebrew = draft.model_copy(update={"summary": [], "basics": name})

    data = pdf(hebrew)

    with closing(pypdfium2.PdfDocument(data)) as opened:
        document: Any = opened
        text = document[0].get_textpage()
        at = text.get_text_range().index("הובלת")
        assert text.get_charbox(at)[0] > document[0].get_width() / 2


def test_the_table_of_the_embedded_font_claims_nothing_that_it_lacks() -> None:
    from profiles.rendering.typefaces import _serif_codes  # pyright: ignore[reportPrivateUsage]

    codes = [code for code in sorted(_serif_codes()) if code > 0x20]
    shown = "".join(chr(code) for code in codes if chr(code).isprintable())
    data = _typeset_plainly(shown)

    assert len(codes) > 1500
    assert data.startswith(b"%PDF")


def _typeset_plainly(text: str) -> bytes:
    """PDF/UA refuses a text that the font has no glyph for."""
    import typst

    source = (
        '#set document(title: "t")\n'
        '#set text(font: "Libertinus Serif", fallback: false)\n'
        "#sys.inputs.text\n\n#strong(sys.inputs.text)\n\n#emph(sys.inputs.text)"
    )
    return typst.compile(
        source.encode(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"text": " ".join(text)},
        pdf_standards=["ua-1"],
    )


def test_proofreading_finds_what_is_missing_torn_or_moved() -> None:
    content = content_of(CV, RenderOptions())
    texts = list(texts_of(content))
    whole = PrintedPages(("\n".join(texts),), tagged=True)
    proofread(whole, content)

    faults = {
        "missing": texts[:5] + texts[6:],
        "moved": [*texts[:4], texts[5], texts[4], *texts[6:]],
        "torn": [*texts[:5], texts[5][:8], "Page 2", texts[5][8:], *texts[6:]],
        "no glyph": [*texts, "\ufffd"],
    }
    for name, printed in faults.items():
        with pytest.raises(JobaiError, match="read back it is faulty"):
            proofread(PrintedPages(("\n".join(printed),), tagged=True), content)
            pytest.fail(name)
    with pytest.raises(JobaiError, match="screen readers"):
        proofread(PrintedPages(whole.pages, tagged=False), content)


def test_a_letter_drawn_in_pieces_is_let_through_and_told_of() -> None:
    draft = cv_with("Taught Yoru\u0300ba\u0301, such as ọ́wọ́ and ẹ̀kọ́")

    classic = render(draft, "pdf")
    modern = render(draft, "pdf", RenderOptions(theme="modern"))

    assert "a letter with a separate accent twice" in classic.notes[0]
    assert modern.notes == ()


def test_a_pdf_that_reads_back_wrong_is_an_error_and_not_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = typesetting._plain  # pyright: ignore[reportPrivateUsage]

    def forgetful(content: Content) -> dict[str, Any]:
        """As when the template forgot a part of the draft."""
        return {**plain(content), "summary": ""}

    monkeypatch.setattr(typesetting, "_plain", forgetful)

    with pytest.raises(JobaiError, match="Engineer of payment systems"):
        pdf(CV)
