from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_samples import ENGLISH_TEXT, GERMAN_PAGE, job, json_ld, page, pasted, posting_of

from orchestrator.errors import NotAPostingError, SourceError, UnreadableSourceError
from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.reading import read, require_posting

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import Document

CARDS = "".join(
    f'<a href="/jobs/{number}"><h3>Software Engineer {number}</h3></a><p>Bern · Full-time</p>'
    for number in range(8)
)
RECIPE = (
    "Grandma's apple pie\n\nIngredients\n- 6 apples\n- 200 g flour\n\nPreparation\n1. Peel them.\n"
    "2. Bake for 40 minutes. This is a cooking recipe for the whole family."
)
NEWS = "<title>News</title><h1>Mayor opens bridge</h1>" + "<p>The mayor opened a bridge.</p>" * 30


@pytest.mark.parametrize(
    ("reason", "document"),
    [
        ("listing", page(f"<title>Jobs at Acme</title><h1>Open positions</h1>{CARDS}")),
        ("listing", json_ld(job(title="Cook"), job(title="Baker"), body="<h1>Jobs</h1>")),
        (
            "login_wall",
            page("<title>Sign in</title><form><input type=password></form><p>Hello</p>"),
        ),
        ("bot_wall", page("<title>Just a moment...</title><p>Checking your browser</p>")),
        (
            "script_shell",
            page(
                "<noscript>Please enable JavaScript</noscript><title>Careers</title><div id=root>"
            ),
        ),
        ("script_shell", page("<p>{{ job.title }}</p><p>{{ job.place }}</p><p>{{ job.text }}</p>")),
        ("removed", page("<title>Page not found</title><p>The page you requested is gone.</p>")),
        ("not_a_posting", pasted(RECIPE)),
        ("not_a_posting", page(NEWS)),
    ],
)
def test_what_is_no_posting_is_refused_with_a_way_out(reason: str, document: Document) -> None:
    reading = read(document)
    with pytest.raises(NotAPostingError) as caught:
        require_posting(reading)
    assert caught.value.reason == reason
    assert "jobai extract -" in (caught.value.hint or "")


def test_a_listing_is_refused_with_some_of_its_jobs() -> None:
    listing = page(f"<h1>Open positions</h1>{CARDS}", url="https://acme.example/jobs")
    with pytest.raises(NotAPostingError, match="lists 8 jobs") as caught:
        require_posting(read(listing))
    assert "https://acme.example/jobs/3" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "document",
    [
        page(GERMAN_PAGE),
        pasted(ENGLISH_TEXT),
        json_ld(job(description="Bake bread.")),
        pasted("We are looking for a Python developer in Berlin, full time. Apply at a@b.example"),
        page(f"{GERMAN_PAGE}<h2>Ähnliche Jobs</h2>{CARDS}"),
    ],
)
def test_a_posting_is_let_through(document: Document) -> None:
    reading = read(document)
    require_posting(reading)
    assert reading.kind == "posting"


def test_a_closed_posting_is_read_and_says_that_it_is_closed() -> None:
    closed = GERMAN_PAGE.replace("<h2>", "<p>Diese Stelle ist nicht mehr verfügbar.</p><h2>", 1)
    require_posting(read(page(closed)))
    assert posting_of(page(closed)).closed
    assert not posting_of(page(GERMAN_PAGE)).closed


def test_an_application_form_yields_what_it_says_of_the_job() -> None:
    form = page(
        "<title>Baker | Bread Ltd</title><h1>Baker</h1><p>Bern · Full-time</p>"
        "<label>First name</label><input><label>Email</label><input type=email>"
        "<input type=tel><input type=file><button>Submit application</button>"
    )
    assert read(form).kind == "application_form"
    require_posting(read(form))
    assert posting_of(form).title == "Baker"


@pytest.mark.parametrize(
    "document", [page(""), page("<html></html>"), pasted(" \n\t "), pasted("")]
)
def test_nothing_at_all_is_empty(document: Document) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        read(document)
    assert caught.value.reason == "empty"


PIECES = [
    "<h1>", "<li>", "<table><tr><td>", "</td>", "<p hidden>", "</script>", "Baker", "Location:",
    '<script type="application/ld+json">', '{"@type":"JobPosting","title":', "$10 - 20k/yr", "|",
    "\n- ", "Requirements", "<a href=x>", "1.2.2026", "Posted ", "remote", "\x00", "\ud800",
]  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)


@given(MARKUP, st.sampled_from(["html", "text", "json"]))
def test_reading_raises_nothing_but_our_errors_and_quotes_what_is_there(
    source: str, kind: str
) -> None:
    document = page(source) if kind == "html" else pasted(source)
    try:
        reading = read(document)
        posting = posting_by_rules(reading)
        require_posting(reading)
    except SourceError:
        return
    assert posting.description
    assert posting.source.text == reading.text
    assert all(item.quote in reading.text for item in posting.requirements)


def test_a_closed_posting_with_structured_data_is_closed_too() -> None:
    closed = json_ld(job(description="Bake."), body="<p>This job is no longer available.</p>")
    assert posting_of(closed).closed


def test_a_page_that_names_only_itself_has_no_title() -> None:
    assert posting_of(page("<title>Careers</title><h1>Careers</h1><p>You bake.</p>")).title is None


@pytest.mark.parametrize(
    "body",
    [
        "<title>Jobs | Café Ofen</title><h1>Komm in unser Team!</h1><p>Das Café Ofen in Jena sucht "
        "Menschen mit Herz.</p><h3>Servicekraft (m/w/d)</h3><p>Du hast ein Lächeln im Gesicht und "
        "arbeitest gern im Team, auch am Wochenende, wenn das Haus voll ist und der Kuchen duftet? "
        "Dann freuen wir uns auf dich.</p><p>Wir zahlen 14,50 € pro Stunde plus Trinkgeld.</p>",
        "<title>Vacatures - Bakkerij De Oven</title><h1>Werken bij ons</h1><p>Bakkerij De Oven in "
        "Gouda is op zoek naar:</p><h2>Zelfstandig werkend kok (fulltime)</h2><p>Heb jij minimaal "
        "2 jaar ervaring? Mail je cv naar info@oven.example</p>",
    ],
)
def test_a_small_house_with_one_job_on_its_page_is_a_posting(body: str) -> None:
    assert read(page(body)).kind == "posting"


@pytest.mark.parametrize(
    "html",
    [
        "<title>Vacancies</title><h1>Vacancies</h1><p>Position: Groundskeeper<br>Hours: 40 per "
        "week</p><p>You mow the course.</p>",
        "<title>Plumber at Brinewell</title><h1>Plumber</h1><p>Remote, USA</p><p>Brinewell</p>",
    ],
)
def test_a_short_page_of_one_job_is_a_posting(html: str) -> None:
    assert read(page(html)).kind == "posting"
