"""Walls, shells, listings, forms, closed and removed postings, in all languages."""

from __future__ import annotations

import pytest
from reading_samples import page, pasted, posting_of

from orchestrator.errors import NotAPostingError, SourceError
from orchestrator.tasks.extraction.by_rules import posting_by_rules
from orchestrator.tasks.extraction.reading import read, require_posting

SITE_TOP = '<header><nav><a href="/">Home</a><a href="/careers">Careers</a></nav></header>'
SITE_END = "<footer><p>© 2026 Norvik Ltd</p></footer>"
COOKIES = (
    '<div id="cookie-banner"><h2>We value your privacy</h2><p>We use cookies to personalise '
    "content and to analyse our traffic.</p><button>Accept all</button></div>"
)
FORM = (
    "<form><label>First name</label><input><label>Last name</label><input><label>Email</label>"
    "<input type=email><label>CV</label><input type=file><button>Submit application</button></form>"
)
POSTING = (
    "<h1>Data Engineer</h1><p>Norvik Ltd · Oslo · Full-time</p><h2>What you will do</h2>"
    "<ul><li>Build pipelines</li></ul><h2>What you bring</h2><ul><li>3 years of SQL</li></ul>"
)


def site(title: str, body: str, language: str = "en") -> str:
    return (
        f'<html lang="{language}"><head><title>{title}</title></head><body>'
        f"{SITE_TOP}{body}{SITE_END}{COOKIES}</body></html>"
    )


def cards(titles: str, note: str = "") -> str:
    return "".join(
        f'<div><h3><a href="/jobs/{number}">{title}</a></h3><p>{note}</p></div>'
        for number, title in enumerate(titles.split("; "))
    )


EN_JOBS = "Data Engineer; Product Manager; Accountant; Field Technician; Office Manager"


CLOSED = [
    ("en", "No longer accepting applications", "Responsibilities", "Requirements"),
    ("en", "Applications closed on 3 May 2026", "Duties", "Qualifications"),
    ("en", "Closed", "Duties", "Qualifications"),
    ("de", "Die Bewerbungsphase ist beendet.", "Ihre Aufgaben", "Ihr Profil"),
    ("fr", "Cette offre est clôturée.", "Missions", "Profil recherché"),
    ("es", "Inscripción cerrada", "Funciones", "Requisitos"),
    ("pt", "Vaga encerrada", "Responsabilidades", "Requisitos"),
    ("it", "Annuncio chiuso: la candidatura non è più possibile.", "Attività", "Requisiti"),
    ("nl", "Helaas, deze vacature is verlopen.", "Taken", "Functie-eisen"),
    ("cs", "Výběrové řízení bylo ukončeno.", "Náplň práce", "Požadujeme"),
    ("pl", "Rekrutacja została zakończona", "Obowiązki", "Wymagania"),
    ("sv", "Ansökningstiden har gått ut.", "Arbetsuppgifter", "Kvalifikationer"),
    ("ru", "Вакансия в архиве", "Обязанности", "Требования"),
    ("ja", "この求人の募集は終了いたしました。", "仕事内容", "応募資格"),
]


@pytest.mark.parametrize(("language", "notice", "duties", "needs"), CLOSED)
def test_a_closed_posting_is_read_as_closed(
    language: str, notice: str, duties: str, needs: str
) -> None:
    body = (
        f"<h1>Data Engineer</h1><p>Oslo</p><p>{notice}</p><h2>{duties}</h2><p>Pipelines</p>"
        f"<h2>{needs}</h2><p>SQL</p>"
    )
    document = page(site("Data Engineer", body, language))
    assert read(document).kind == "closed_posting"
    assert posting_of(document).closed
    assert not posting_of(page(site("Data Engineer", body.replace(notice, ""), language))).closed


def test_a_short_closed_posting_without_headings_keeps_its_facts() -> None:
    facts = (("Seniority level", "Associate"), ("Employment type", "Part-time"))
    criteria = "".join(f"<li><h3>{name}</h3><span>{value}</span></li>" for name, value in facts)
    body = (
        "<h1>Payroll Clerk</h1><h4>Norvik Ltd · Oslo, Norway</h4>"
        "<figcaption>No longer accepting applications</figcaption>"
        "<p>You will run 30 payrolls a month.</p><ul><li>Two years in an office</li></ul>"
        f"<ul>{criteria}</ul>"
    )

    posting = posting_of(page(site("Norvik Ltd hiring Payroll Clerk in Oslo, Norway", body)))

    assert (posting.title, posting.employment_type) == ("Payroll Clerk", ["PART_TIME"])
    assert posting.closed


@pytest.mark.parametrize(
    "sentence",
    [
        "This posting will remain open until the position has been filled.",
        "Applications close on 3 December 2026.",
        "Die Anzeige bleibt online, bis die Stelle besetzt ist.",
        "採用が決まり次第、募集を終了します。掲載終了日：2026年12月31日",
        "L'annonce reste en ligne jusqu'à ce que le poste soit pourvu.",
    ],
)
def test_what_will_close_one_day_is_open(sentence: str) -> None:
    assert read(page(site("Data Engineer", f"{POSTING}<p>{sentence}</p>"))).kind == "posting"


def test_a_closed_neighbour_does_not_close_the_posting() -> None:
    neighbour = "<h2>Similar jobs</h2><h3>Baker</h3><p>This job is no longer available</p>"
    assert read(page(site("Data Engineer", POSTING + neighbour))).kind == "posting"


REMOVED = [
    ("Page not found", "Sorry, but we can't find that page."),
    ("Careers", "Sorry, this job is no longer available"),
    ("Job has expired", "Sorry, this job has expired."),
    ("Norvik", "The page you are looking for doesn't exist."),
    ("Jobs", "Diese Stellenanzeige ist leider nicht mehr online"),
    ("Offre expirée", "Cette offre n'est plus disponible"),
    ("Oferta no disponible", "Esta oferta ya no está disponible"),
    ("Annuncio", "L'annuncio che cerchi non è più disponibile"),
    ("Vaga indisponível", "Esta vaga não está mais disponível"),
    ("Vacature niet gevonden", "Deze vacature is helaas niet meer beschikbaar"),
    ("Stránka nenalezena", "Tato nabídka již není aktuální"),
    ("Oferta nieaktualna", "Ta oferta pracy nie jest już dostępna"),
    ("Sidan hittades inte", "Annonsen finns inte längre"),
    ("Вакансия не найдена", "Такой страницы не существует"),
    ("ページが見つかりません", "お探しの求人は見つかりませんでした"),
    ("Error", "Something went wrong"),
]


@pytest.mark.parametrize(("title", "heading"), REMOVED)
def test_a_page_of_a_job_that_is_gone_is_refused(title: str, heading: str) -> None:
    stub = f"<h1>{heading}</h1><p>Search our other offers.</p>"
    assert read(page(site(title, stub))).kind == "removed"


def test_a_job_that_is_gone_is_told_before_the_jobs_that_are_left() -> None:
    body = f"<h1>This job is no longer available</h1>{cards(EN_JOBS)}"
    assert read(page(site("Careers", body))).kind == "removed"


BOT_WALLS = [
    "<head><title>Just a moment...</title></head>",
    "<title>Just a moment...</title><noscript>Enable JavaScript and cookies</noscript>",
    "<title>Access Denied</title><h1>Access Denied</h1>You don't have permission to access this.",
    "<h1>Please verify you are a human</h1><p>Access to this page has been denied because we "
    "believe you are using automation tools.</p><ul><li>Javascript is disabled</li></ul>",
    "<title>norvik.example</title><p>Please enable JS and disable any ad blocker</p>",
    "<iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful.</iframe>",
    "<title>Norvik</title><div id=px-captcha></div><p>One more step</p>",
    "<h1>Sind Sie ein Roboter?</h1><p>Bitte bestätigen Sie, dass Sie kein Roboter sind.</p>",
    "<h1>Vérifiez que vous êtes humain</h1>",
    "<h1>Verifica que eres humano</h1>",
    "<h1>Confirme que você é humano</h1>",
    "<h1>Non sei un robot?</h1><p>Conferma di non essere un robot.</p>",
    "<h1>Bevestig dat u een mens bent</h1>",
    "<h1>Ověřte, že jste člověk</h1>",
    "<h1>Potwierdź, że nie jesteś robotem</h1>",
    "<h1>Bekräfta att du är människa</h1>",
    "<h1>Подтвердите, что запросы отправляли вы, а не робот</h1>",
    "<h1>ロボットではないことを確認してください</h1>",
]


@pytest.mark.parametrize("wall", BOT_WALLS)
def test_a_check_for_robots_is_refused(wall: str) -> None:
    assert read(page(f"<html>{wall}</html>")).kind == "bot_wall"


LOGIN_WALLS = [
    ("Sign Up | LinkedIn", "<h1>Join LinkedIn</h1><input type=email><input type=password>"),
    ("Sign in to your account", "<h1>Sign in</h1><input type=email><button>Next</button>"),
    ("Sign In | Norvik", "<h2>Unlock to continue reading</h2><input type=email>"),
    ("Einloggen", "<h1>Einloggen</h1><input><input type=password>"),
    ("Connexion", "<h1>Connectez-vous</h1><input type=email><input type=password>"),
    ("ログイン｜転職", "<h1>ログイン</h1><input type=email><input type=password>"),
    ("Inloggen", "<h1>Log in om deze vacature te bekijken</h1><input type=password>"),
]


@pytest.mark.parametrize(("title", "body"), LOGIN_WALLS)
def test_a_sign_in_page_is_refused(title: str, body: str) -> None:
    assert read(page(f"<title>{title}</title>{body}")).kind == "login_wall"


SHELLS = [
    "<title></title><script>window.app={}</script><div id=root></div><script src=x.js></script>",
    "<title>Data Engineer</title><div id=root></div><noscript>You need to enable JavaScript to "
    "run this app.</noscript>",
    "<title>Careers</title><app-root>Loading...</app-root>",
    "<h1>{{job.title}}</h1><p>{{job.location}}</p><div>{{job.description}}</div>",
    "<title>Karriere</title><p>Bitte aktivieren Sie JavaScript in Ihrem Browser.</p>",
    "<title>Offre</title><p>Veuillez activer JavaScript pour afficher cette page.</p>",
    "<title>求人詳細</title><p>JavaScriptを有効にしてください。</p>",
    "<title>Вакансия</title><p>Необходимо включить JavaScript в браузере.</p>",
]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_page_that_only_scripts_fill_is_refused(shell: str) -> None:
    assert read(page(f"<html>{shell}</html>")).kind == "script_shell"


LISTINGS = [
    ("Jobs at Norvik", f"<h1>Current openings at Norvik</h1>{cards(EN_JOBS, 'Oslo')}"),
    ("Norvik", cards(EN_JOBS, "On-site · Full-time · Oslo")),
    ("23 Data Engineer jobs in Oslo", f"<h1>23 Data Engineer Jobs</h1>{cards(EN_JOBS)}"),
    ("Engineering | Norvik", f"<h1>Engineering</h1><p>We build.</p>{cards(EN_JOBS)}"),
    ("Jobs bei Norvik", f"<h1>Offene Stellen</h1>{cards('Buchhalter (m/w/d); Bauleiter')}"),
    ("152 offres d'emploi à Lyon", cards("Développeur Java H/F; Comptable; Vendeur H/F")),
    ("Ofertas", f"<h1>Ofertas de trabajo en Madrid</h1>{cards('Contable; Recepcionista')}"),
    ("Vagas | Norvik", f"<h1>Vagas abertas</h1>{cards('Analista de dados; Vendedor')}"),
    ("Lavora con noi", f"<h1>Posizioni aperte</h1>{cards('Impiegato; Magazziniere')}"),
    ("Vacatures", f"<h1>Onze vacatures</h1>{cards('Monteur; Administratief medewerker')}"),
    ("Nabídka práce", f"<h1>Našli jsme 512 nabídek</h1>{cards('Účetní; Skladník; Řidič')}"),
    ("Praca Warszawa", f"<h1>Oferty pracy Warszawa</h1>{cards('Księgowa; Magazynier')}"),
    ("Lediga jobb", f"<h1>Lediga tjänster</h1>{cards('Systemutvecklare; Säljare')}"),
    ("Вакансии", f"<h1>Найдено 2 345 вакансий</h1>{cards('Программист; Водитель; Повар')}"),
    ("求人検索結果", f"<h1>東京都の求人一覧</h1>{cards('データエンジニア; 営業; 事務')}"),
    ("Jobs at Norvik", "<h1>Open positions</h1><p>There are currently no open positions.</p>"),
]


@pytest.mark.parametrize(("title", "body"), LISTINGS)
def test_a_listing_is_refused(title: str, body: str) -> None:
    assert read(page(site(title, body))).kind == "listing"


def test_a_listing_as_text_or_as_bare_structured_data_is_refused() -> None:
    lines = "Open positions\n\n- Data Engineer (Oslo)\n- Product Manager\n- Accountant\n"
    assert read(pasted(lines)).kind == "listing"
    data = '[{"@type":"JobPosting","title":"Cook"},{"@type":"JobPosting","title":"Waiter"}]'
    html = f'<html><head><script type="application/ld+json">{data}</script></head></html>'
    assert read(page(html)).kind == "listing"


def test_the_links_of_a_listing_are_absolute_and_the_command_for_them_is_shown() -> None:
    body = f"<h1>Open positions</h1>{cards(EN_JOBS)}<a href='/jobs/9?a=1&b=2'>Baker</a>"
    document = page(site("Jobs", body), url="https://norvik.example/careers/")
    with pytest.raises(NotAPostingError, match="lists 6 jobs") as caught:
        require_posting(read(document))
    links = caught.value.links
    assert links[0].title == "Data Engineer"
    assert links[0].url == "https://norvik.example/jobs/0"
    assert len(links) == 6
    hint = caught.value.hint or ""
    assert "  jobai extract https://norvik.example/jobs/0  (Data Engineer)" in hint
    assert "and 1 more" in hint


def test_the_menu_is_no_job_and_a_script_address_is_no_link() -> None:
    body = (
        f"<h1>Open positions</h1>{cards(EN_JOBS)}<a href='javascript:go(1)'>Nurse</a>"
        "<a href='/jobs/all'>All jobs</a>"
    )
    with pytest.raises(NotAPostingError) as caught:
        require_posting(read(page(site("Jobs", body), url="https://norvik.example/")))
    assert len(caught.value.links) == 5


RESUMES = [
    "Ida Holm\nData Engineer\n\nExperience\nJan 2020 - Present: Norvik\n2015 - 2019: Brekke\n\n"
    "Education\nMSc, 2015\n\nSkills\nSQL",
    "Lebenslauf\n\nMax Beispiel\n\nBerufserfahrung\n01/2020 - heute\nEntwickler, Norvik GmbH\n"
    "2016 - 2019\nBrekke AG\n\nAusbildung\nB.Sc.\n\nSprachen\nDeutsch",
    "Camille Exemple\n\nExpériences professionnelles\n2021 - Aujourd'hui : Développeuse, Norvik\n"
    "2018 - 2021 : Brekke\n\nFormation\nMaster\n\nLangues\nAnglais",
    "Lucía Ejemplo\n\nExperiencia laboral\nContable, Norvik - 2019 - Actualidad\n"
    "Auxiliar - 2016 - 2019\n\nFormación\nADE\n\nIdiomas\nInglés",
    "Jan Przykład\n\nDoświadczenie zawodowe\n2020 - obecnie Norvik, programista\n2017 - 2020 B\n\n"
    "Wykształcenie\nPolitechnika\n\nUmiejętności\nJava",
    "Иван Примеров\n\nОпыт работы\n2020 — настоящее время Норвик\n2016 — 2019 Брекке\n\n"
    "Образование\nУниверситет\n\nНавыки\nSQL",
]
OTHERS = [
    site("River sensor", "<h1>River sensor X1</h1><p>€ 499. In stock.</p><h2>Requirements</h2>"
         "<p>Bluetooth</p><h2>Benefits</h2><p>Easy</p><button>Add to cart</button>"),
    site("Norvik to cut 200 jobs", "<h1>Norvik to cut 200 jobs</h1>"
         + "<p>The chief executive told managers and engineers on Tuesday.</p>" * 6),
    site("Salary", "<h1>Data engineer salary in Oslo</h1><p>The average salary is 720,000 kr.</p>"),
    site("Privacy policy for applicants", "<h1>Privacy policy for applicants</h1>"
         + "<p>When you apply for a job with us we store your CV for six months.</p>" * 8),
    site("Join our talent community", "<h1>Join our talent community</h1>" + FORM),
    site("Application submitted", "<h1>Thank you for applying!</h1><p>Your application for Data "
         "Engineer has been submitted.</p>"),
    site("Our people", "<h1>Our people</h1><h3>Ida Holm</h3><p>Engineer</p><h3>Per</h3><p>Sales"),
]  # fmt: skip


@pytest.mark.parametrize("resume", RESUMES)
def test_a_resume_is_no_posting(resume: str) -> None:
    assert read(pasted(resume)).kind == "not_a_posting"


@pytest.mark.parametrize("html", OTHERS)
def test_other_pages_are_no_posting(html: str) -> None:
    assert read(page(html)).kind == "not_a_posting"


def test_the_letter_of_somebody_who_applies_is_no_posting() -> None:
    letter = (
        "Dear hiring manager,\n\nI am writing to apply for the position of Data Engineer. "
        "I have 5 years of experience with SQL.\n\nSincerely,\nIda Holm"
    )
    assert read(pasted(letter)).kind == "not_a_posting"


FORMS = [
    ("Norvik - Data Engineer", "<h2>Data Engineer</h2><p>Oslo / Full-time</p>"),
    ("Bewerbung: Monteur (m/w/d)", "<h1>Bewerbung als Monteur (m/w/d)</h1>"),
    ("Postuler", "<h1>Postuler à l'offre : Chef de projet H/F</h1>"),
    ("Contable", "<h1>Contable</h1><p>Inscríbete en esta oferta</p>"),
]


@pytest.mark.parametrize(("title", "body"), FORMS)
def test_an_application_form_is_told_from_the_posting(title: str, body: str) -> None:
    assert read(page(f"<title>{title}</title>{body}{FORM}")).kind == "application_form"


OPEN = [
    POSTING,
    "<h1>Analista de Dados - Vagas</h1><p>Buscamos analista com experiência em SQL.</p>",
    POSTING + "<h2>Similar jobs</h2>" + cards(EN_JOBS) * 6,
    POSTING + "<h2>People also viewed</h2>" + cards(EN_JOBS) * 6,
    "<aside><h3>Latest jobs</h3>" + cards(EN_JOBS) + "</aside>" + POSTING,
    POSTING + "<h2>Apply for this job</h2>" + FORM,
    "<h1>Data Engineer</h1><p>"
    + "We are looking for a data engineer who will build our pipelines for river data. " * 4
    + "</p>"
    + FORM,
    "<form><input><input type=password><button>Sign in</button></form>" + POSTING,
    POSTING + "<h3>Get job alerts</h3><form><input type=email></form>",
    "<h1>Reliability Engineer</h1><h2>Responsibilities</h2><ul><li>Fewer 404 and page not found "
    "errors</li><li>Bot detection: verify you are human</li></ul><h2>Requirements</h2><p>Linux</p>",
    "<h1>Speculative application</h1><p>Oslo</p><h2>Your tasks</h2><p>Tell us.</p><a>Apply now</a>",
    "<h1>Registered Nurses - 3 positions</h1><p>We are seeking nurses with 1 year of practice.</p>",
    "<h1>Postdoctoral position</h1><p>The Department invites applications for a fellowship "
    "(2026 - 2028).</p><h2>Application</h2><p>CV, publications. Deadline: 1 December 2026.</p>",
]


@pytest.mark.parametrize("body", OPEN)
def test_a_posting_passes_whatever_stands_around_it(body: str) -> None:
    assert read(page(site("Norvik", body))).kind == "posting"


@pytest.mark.parametrize(
    "text",
    [
        "Hi Ida,\n\nI'm recruiting for Norvik, who are looking for a Data Engineer in Oslo "
        "(hybrid). You'd need 3+ years of SQL. I look forward to hearing from you.\n\nPer",
        "Norvik is hiring a Senior Backend Developer (Go) in Berlin. Apply at jobs@norvik.example",
        "Data Engineer\nNorvik, present since 1998\n\nYour tasks\n- Pipelines\n\nExperience\n"
        "- 3 years\n\nEducation\n- BSc\n\nLanguages\n- English\n\nSend your CV to a@b.example",
    ],
)
def test_a_posting_by_mail_or_message_passes(text: str) -> None:
    assert read(pasted(text)).kind == "posting"


EVERYTHING = [
    *(site(title, body) for title, body in LISTINGS),
    *(site("Data Engineer", body) for body in OPEN),
    *(f"<html>{wall}</html>" for wall in [*BOT_WALLS, *SHELLS]),
    *(f"<title>{title}</title>{body}{FORM}" for title, body in FORMS),
    *OTHERS,
    "",
    "<html></html>",
    "<title>Data Engineer</title>",
    "<script>var a = 1</script>",
    '<script type="application/ld+json">{"@type":"JobPosting"}</script>',
    '<script type="application/ld+json">{"@type":"JobPosting","title":"Cook"}</script>',
    '<script type="application/ld+json">{"@type":"JobPosting","title":"Cook","description":" "}'
    "</script>",
    '<div itemscope itemtype="https://schema.org/JobPosting"></div>',
]


@pytest.mark.parametrize("html", EVERYTHING)
def test_nothing_is_read_as_a_posting_without_a_description(html: str) -> None:
    try:
        reading = read(page(html))
        require_posting(reading)
    except SourceError:
        return
    assert (posting_by_rules(reading).description or "").strip()
