"""Pages that stand around postings: reports, landing pages, lists, stubs; and small postings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reading_samples import page

from orchestrator.tasks.extraction.reading import read

if TYPE_CHECKING:
    from orchestrator.tasks.extraction.documents import Document

REPORTS = [
    page(
        "<title>Fern Foods seeks 200 workers - Vale Courier</title><h1>Fern Foods seeks 200 "
        "workers</h1><p>By Dana Reeve</p><p>Fern Foods is looking for machine operators and "
        "technicians for its new plant, officials said.</p><p>“We are glad to grow here,” she "
        "said. Starting pay will be $21 an hour.</p>"
    ),
    page(
        "<title>El ayuntamiento busca 54 auxiliares: requisitos</title><h1>El ayuntamiento busca "
        "54 auxiliares: requisitos</h1><p>Redacción | 03/02/2026</p><p>El consistorio abre 54 "
        "plazas de auxiliar, según informó ayer el concejal de Personal.</p><h2>Requisitos</h2>"
        "<ul><li>Título de la ESO</li></ul><p>El sueldo ronda los 1.400 euros, indicó el edil.</p>"
    ),
    page(
        "<title>Завод примет 300 слесарей</title><h1>Завод примет 300 слесарей</h1><p>Завод "
        "примет 300 слесарей и операторов, сообщил глава района.</p><p>Зарплата составит от "
        "70 000 рублей, рассказал директор. «Ждём молодых», — заявил он.</p>"
    ),
]
QUOTED = page(
    "<title>Night nurse - St Anna</title><h1>Night nurse</h1><p>“I love the team and the work "
    "that we do,” she said.</p><h2>Your tasks</h2><ul><li>Care</li></ul><h2>What you bring</h2>"
    "<ul><li>Registration</li></ul>"
)
LANDING = page(
    "<title>Lavora con noi | Officina Lenta</title><h1>Competenze, curiosità e passione.</h1>"
    "<p>Cerchiamo persone interessate al legno, disponibili a imparare con metodo.</p>"
)
SOME_WORK = page(
    "<title>Karriere | Teestube Halm</title><h1>Wir suchen dich!</h1><p>Für unsere Teestube suchen "
    "wir ab sofort eine Aushilfe im Service in Teilzeit.</p><p>Melde dich unter 0123 456.</p>"
)
TABLE = page(
    "<title>Lediga jobb - Granby kommun</title><h1>Lediga jobb</h1><p>Vi söker dig som vill göra "
    "vardagen bättre för alla som bor här, och som tycker om att arbeta tillsammans med andra.</p>"
    "<table><tr><th>Tjänst</th><th>Ansök senast</th></tr><tr><td>Lärare i musik</td><td>2 oktober"
    "</td></tr><tr><td>Kock till skolan</td><td>3 oktober</td></tr></table>"
)
BUTTONS = page(
    "<title>Werken bij De Linde</title><h1>Werken bij De Linde</h1><h2>Onze vacatures</h2>"
    "<button>Verzorgende</button><p>Voor 24 uur per week.</p><button>Kok</button><p>32 uur.</p>"
)
ONE_OR_ANY = page(
    "<title>Lavora con noi</title><h1>Lavora con noi</h1><h2>Posizioni aperte</h2>"
    "<button>Sviluppatore</button><p>Stiamo cercando uno sviluppatore per il team di Varese.</p>"
    "<button>Candidatura spontanea</button><p>Scrivici comunque.</p>"
)
SOUGHT_LIST = page(
    "<title>Empleo - Hotel Bruma</title><h1>Trabaja con nosotros</h1><p>Actualmente buscamos:</p>"
    "<ul><li>Recepcionista de noche</li><li>Cocinero/a</li></ul><p>Envía tu CV.</p>"
)
RESULTS = page(
    "<title>Nurse jobs in Leeds</title><h1>Nurse jobs in Leeds</h1><p>1 - 20 of 214 jobs</p>"
    "<a href=/job/1>Staff Nurse</a><p>£31,000 - £37,000</p><a href=/job/2>Night Nurse</a>"
)
ONE_CARD = page(
    "<title>Les offres d'emploi Lune</title><div itemscope itemtype='https://schema.org/JobPosting'>"
    "<a href=/offres/1><span itemprop=title>Boulanger</span></a>"
    "<p itemprop=description>Nous cherchons un boulanger.</p></div>"
)
ONE_BELOW = page(
    "<title>Kok - De Linde</title><h1>Kok</h1><h2>Wat ga je doen?</h2><p>Koken.</p><h2>Vacatures"
    "</h2><button>Ober</button><button>Afwasser</button><button>Open sollicitatie</button>"
)
STATED = page(
    "<title>Boulanger - Les offres d'emploi Lune</title><div itemscope "
    "itemtype='https://schema.org/JobPosting'><a href=/offres/1><span itemprop=title>Boulanger"
    "</span></a><p itemprop=description>Nous cherchons un boulanger.</p></div>"
)
THREE_LINES = page(
    "<title>Office Manager at Larch</title><h1>Office Manager</h1><div>Leeds, UK</div>"
    "<div>Larch</div>"
)
TERMS = page(
    "<title>Jobs | Wildwood</title><h1>Keeper of the long path</h1><p>From September.</p>"
    "<ul><li>Salary: £22,000</li><li>Closing date: 1 June 2026</li></ul>"
)
MOVED = page(
    "<title>Redirecting</title><script>location='/jobs'</script>"
    "<meta http-equiv='refresh' content='0; url=/jobs'><a href=/jobs>Click here.</a>"
)
WALL = page(
    "<title>Inicia sesión</title><h1>Inicia sesión para ver esta oferta</h1><form>"
    "<input type=email><input type=password></form>"
)
KEPT_ASIDE = page("<template id=state>{}</template>")


@pytest.mark.parametrize("document", REPORTS)
def test_a_report_of_who_seeks_people_is_no_posting(document: Document) -> None:
    assert read(document).kind == "not_a_posting"


@pytest.mark.parametrize("document", [LANDING, MOVED])
def test_a_page_that_tells_of_no_job_is_no_posting(document: Document) -> None:
    assert read(document).kind == "not_a_posting"


@pytest.mark.parametrize("document", [TABLE, BUTTONS, ONE_OR_ANY, SOUGHT_LIST, RESULTS, ONE_CARD])
def test_jobs_to_choose_from_are_a_listing(document: Document) -> None:
    assert read(document).kind == "listing"


@pytest.mark.parametrize("document", [QUOTED, SOME_WORK, ONE_BELOW, STATED, THREE_LINES, TERMS])
def test_a_posting_is_one_however_little_it_says_and_whatever_is_near(document: Document) -> None:
    assert read(document).kind == "posting"


def test_a_heading_that_names_the_offer_does_not_open_the_wall_before_it() -> None:
    assert read(WALL).kind == "login_wall"


def test_a_page_that_keeps_everything_aside_is_a_shell() -> None:
    assert read(KEPT_ASIDE).kind == "script_shell"


def test_a_day_on_which_a_vacancy_closed_closes_it() -> None:
    document = page(
        "<h1>Baker</h1><p>Applications for this vacancy closed on 3 May 2026.</p>"
        "<h2>Your tasks</h2><ul><li>Bake</li></ul>"
    )

    assert read(document).kind == "closed_posting"


@pytest.mark.parametrize(
    "story",
    [
        "<h1>Bus drivers walk out</h1><p>4 May 2026</p><p>Three hundred drivers walked out over "
        "their pay of £15.20 an hour. “Our members have had enough of it,” said "
        "the head of the union.</p>",
        "<h1>Les infirmiers en grève</h1><p>Par L. Dupuis</p><p>Ils réclament 300 euros de plus "
        "par mois. « On ne dort plus la nuit », témoigne Sarah.</p>",
    ],
)
def test_a_story_with_people_in_it_is_no_posting(story: str) -> None:
    assert read(page(story)).kind == "not_a_posting"


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        ("Ta oferta jest już nieaktualna", "closed_posting"),
        ("Questa offerta di lavoro è scaduta.", "closed_posting"),
        ("As candidaturas para esta vaga foram encerradas", "closed_posting"),
        ("The vacancy is expired since 3 May.", "closed_posting"),
        ("Výběrové řízení bude ukončeno dne 30. června.", "posting"),
        ("Die Ausschreibung wird am 3. Mai geschlossen.", "posting"),
        ("Applications must be handed in closed envelopes.", "posting"),
        ("Applications close on 3 June.", "posting"),
    ],
)
def test_a_line_closes_a_posting_where_it_says_that_it_is_over(notice: str, kind: str) -> None:
    document = page(f"<p>{notice}</p><h1>Baker</h1><h2>Your tasks</h2><ul><li>Bake</li></ul>")

    assert read(document).kind == kind


@pytest.mark.parametrize(
    "body",
    [
        "<title>Jobs</title><h1>Job vacancies</h1><table><tr><th>Post</th><th>Salary</th>"
        "<th>Closing date</th></tr><tr><td>Town Clerk</td><td>£38,000</td><td>1 June</td></tr>"
        "<tr><td>Gardener</td><td>£24,000</td><td>3 June</td></tr></table>",
        "<title>Lavora con noi</title><h1>Lavora con noi</h1><h2>Posizioni aperte</h2>"
        "<h3>Grafico junior</h3><p>Torino</p><a href=/g>Scopri di più</a>"
        "<h3>Soffiatore</h3><p>Torino</p><a href=/s>Scopri di più</a>",
    ],
)
def test_a_list_may_name_jobs_that_nobody_knows(body: str) -> None:
    assert read(page(body)).kind == "listing"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Lehrkraft (m/w/d)</h1><p>Wir suchen eine Lehrkraft in Teilzeit.</p><table>"
        "<tr><td>Schulleiterin</td><td>Fr. Roth</td></tr><tr><td>Sekretärin</td><td>Fr. Lund</td>"
        "</tr><tr><td>Hausmeister</td><td>Hr. Dub</td></tr></table>",
        "<h1>Digital lead</h1><p>We are looking for:</p><ul><li>A strong manager</li>"
        "<li>A natural writer</li></ul><p>Full-time, £40,000 a year.</p>",
        "<h1>Vacancy: Communications Assistant</h1><p>By Green Roots | March 3, 2026</p><p>“We "
        "need someone who loves words,” says Ida Holm, who has announced a programme.</p>"
        "<p>Send your CV to jobs@greenroots.example by 30 March 2026.</p>",
    ],
)
def test_people_named_in_a_posting_do_not_make_it_a_list_or_a_report(body: str) -> None:
    assert read(page(body)).kind == "posting"
