"""Who the employer is and what the job is called, where neither stands by itself."""

from __future__ import annotations

import pytest
from reading_samples import page, pasted, posting_of

TASKS = "<h3>Requirements</h3><ul><li>Patience</li><li>A steady hand</li></ul>"


def company(html: str) -> str | None:
    organization = posting_of(page(html)).hiring_organization
    return organization.name if organization else None


def title(html: str) -> str | None:
    return posting_of(page(html)).title


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (
            "<h1>Programátor</h1><p>Chceš dělat něco nového? Jsme Netlisty s.r.o., internetová "
            f"společnost z Prahy.</p>{TASKS}",
            "Netlisty s.r.o.",
        ),
        (
            "<title>Teaching Assistant - Public Notices</title><h1>Teaching Assistant</h1><p>The "
            "Governors of St Hilda’s CofE Aided Primary & Nursery School are seeking to appoint an "
            f"experienced teaching assistant.</p>{TASKS}",
            "St Hilda’s CofE Aided Primary & Nursery School",
        ),
        (
            "<h1>Software Engineer</h1><p>Je werkt mee aan de kwaliteit die binnen Van den Broek & "
            f"Zonen gewoon is.</p>{TASKS}<p>Mail naar werk@vdbz.example</p>",
            "Van den Broek & Zonen",
        ),
        (
            "<h1>Vaga: Auxiliar de Cozinha</h1><h2>Local: A Casa Minha, Pato Branco, Paraná</h2>"
            "<p>Buscamos um auxiliar para se juntar à equipe na pizzaria A Casa Minha. Se você "
            f"gosta, venha!</p>{TASKS}",
            "A Casa Minha",
        ),
        (
            '<a href="/">Весёлый Ёж</a><h1>Web-разработчик</h1><h3>Умный</h3>'
            f"<p>и честный</p>{TASKS}",
            "Весёлый Ёж",
        ),
        (
            "<title>Mareas en Red</title><h2>Back-end dev</h2><p>Puesto: Back-end dev</p>"
            "<p>Dónde: Buenos Aires</p><h3>Requisitos</h3><ul><li>Conocimientos de JavaScript y de "
            "las herramientas que usa el equipo para el desarrollo de la web.</li></ul>",
            "Mareas en Red",
        ),
        (
            "<title>Vaga</title><h3>Desenvolvedor Júnior</h3><p><b>BrumaVale</b></p>"
            f"<h5>Descrição</h5><p>Buscamos uma pessoa para o time.</p>{TASKS}",
            "BrumaVale",
        ),
        (
            "<title>Jardinero | Tajo Empleos</title><h1>Jardinero</h1><p>Plan de empleo del "
            f"Ayuntamiento de Valdeoca para este verano.</p>{TASKS}",
            "Ayuntamiento de Valdeoca",
        ),
        (
            f"<p>Empresa: Ministerio de Mareas / Servicio de Salud de la Costa Norte y Sur</p>"
            f"<h1>Enfermero</h1>{TASKS}",
            "Ministerio de Mareas / Servicio de Salud de la Costa Norte y Sur",
        ),
    ],
)
def test_the_employer_is_found_where_postings_name_it(html: str, name: str) -> None:
    assert company(html) == name


@pytest.mark.parametrize(
    "html",
    [
        f"<title>Practical Hints</title><h1>Baker</h1><p>You bake with us and for us.</p>{TASKS}",
        f"<title>Koch | KV Recrutement</title><p>KV Recrutement</p><h1>Koch</h1>{TASKS}",
        "<h1>Baker</h1><p>Write to work@abc.example, a big chance for all bakers.</p>" + TASKS,
        "<h1>Cook</h1><p><a>Casa</a> <a>Imobiliária</a> <a>Imóveis</a> <a>Contato</a></p>" + TASKS,
    ],
)
def test_what_only_looks_like_a_name_is_none(html: str) -> None:
    assert company(html) in (None, "KV Recrutement")


@pytest.mark.parametrize(
    ("said", "job"),
    [
        ("Oferta actual: Técnico/a laboral", "Técnico/a laboral"),
        ("Lavora con noi: addetto alle vendite", "addetto alle vendite"),
        ("Aktuelles Stellenangebot: Koch (m/w/d)", "Koch (m/w/d)"),
        ("Offre de stage - Boulanger", "Boulanger"),
        ("НАМ НУЖЕН WEB-РАЗРАБОТЧИК", "WEB-РАЗРАБОТЧИК"),
        ("Koch (m/w/d) zum 01.02.2027", "Koch (m/w/d)"),
        ("Búsqueda laboral: Programador [Actualizado]", "Programador"),
        ("Teaching Assistant job", "Teaching Assistant"),
        ("[Remoto] Analista de dados", "Analista de dados"),
        ("[London / Hybrid] Baker", "Baker"),
    ],
)
def test_a_title_is_freed_of_what_stands_around_it(said: str, job: str) -> None:
    assert title(f"<h1>{said}</h1>{TASKS}") == job


def test_a_job_beside_its_employer_is_read_by_itself() -> None:
    line = "<div><span>Junior C# Developer</span> <span>Bystrzak</span></div>"

    assert title(f"<title>Tablica</title>{line}{TASKS}") == "Junior C# Developer"


def test_a_heading_in_two_scripts_is_no_title() -> None:
    html = (
        "<title>RECRUIT｜TIDE</title><h2>recruit採用情報</h2><h3>募集中の職種</h3>"
        "<h4>Webデザイナー</h4><p>雇用形態</p><p>正社員</p><p>仕事内容</p><p>サイトの制作。</p>"
    )

    assert title(html) == "Webデザイナー"


def test_who_signs_a_notice_is_not_the_job() -> None:
    notice = pasted(
        "COMUNE DI VALDORSA\n\nAVVISO PUBBLICO PER L’ASSUNZIONE A TEMPO DETERMINATO DI N. 1 "
        "ISTRUTTORE DIRETTIVO\n\nLa domanda deve pervenire al protocollo.\n\nIl Responsabile del "
        "Servizio\n\nDott.ssa Anna Prova"
    )

    assert posting_of(notice).title == "ISTRUTTORE DIRETTIVO"


def test_a_whole_posting_in_one_paragraph_names_its_employer() -> None:
    text = (
        "Teaching Assistant Grade 3 £24,404 - £25,183 pro rata. "
        + "We are looking for a teaching assistant to join our small and friendly team. " * 15
        + "Bramblemoor Primary School is committed to the safety of every child."
    )

    assert (
        company(f"<title>Teaching Assistant</title><p>{text}</p>") == "Bramblemoor Primary School"
    )


def test_a_sentence_above_a_list_and_a_fact_with_its_label_are_no_titles() -> None:
    notice = pasted(
        "Job vacancy\n\nWe are seeking a part-time Harbour Centre worker (31 hours per week) to "
        "join our team.\n\nPay: £30,678 p.a. pro rata\n\nPension: NEST workplace pension (3% "
        "employer’s contribution)\n\nAs our new worker at the centre you will:\n\n- answer"
    )

    assert posting_of(notice).title == "Harbour Centre worker"


def test_the_class_of_a_licence_belongs_to_the_job() -> None:
    assert posting_of(pasted("Hledáme řidiče kat. C+E na dopravu.")).title == "řidiče kat. C+E"


def test_a_job_before_its_terms_is_read_by_itself() -> None:
    line = "<p>Mécanicien automobile H/F, CDI 39h, 2 100 € brut/mois + primes.</p>"
    html = f"<p>GARAGE MOLINET</p><h2>On recrute !</h2>{line}<p>Vous savez réparer.</p>"

    assert title(html) == "Mécanicien automobile H/F"


def test_staff_is_nobody_in_particular() -> None:
    html = (
        "<title>スタッフ募集 | カフェあじさい</title><h1>スタッフ募集</h1><table><tr><th>職種</th>"
        "<td>ホールスタッフ</td></tr><tr><th>時給</th><td>1,200円</td></tr></table>"
    )

    assert title(html) == "ホールスタッフ"


@pytest.mark.parametrize(
    ("text", "job"),
    [
        ("Cafe assistant wanted, Whitby. 25 hrs/week, £12.50/hr. Start ASAP.", "Cafe assistant"),
        ("AZIENDA a Brescia RICERCA n. 2 SALDATORI TIG con esperienza.", "SALDATORI TIG"),
        (
            "Kelp Robotics is hiring!\n\nWe need a Senior Firmware Engineer to join us in Delft.",
            "Senior Firmware Engineer",
        ),
        ("‼️ PRACA ‼️\nFirma KELP-MAX przyjmie od zaraz LAKIERNIKA.\n✅ umowa", "LAKIERNIKA"),
        ("【求人】Webデザイナー\n雇用形態：正社員\n給与：月給25万円", "Webデザイナー"),
    ],
)
def test_a_job_in_a_message_is_freed_of_its_sentence(text: str, job: str) -> None:
    assert posting_of(pasted(text)).title == job


def test_a_line_with_a_phone_number_is_no_title() -> None:
    message = pasted("【急募】スタッフ募集！\n時給1,300円以上\n応募：03-0000-0000（担当：田中）")

    assert posting_of(message).title is None


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (
            "<title>De Gouden Lepel - Vacatures</title><h1>De Gouden Lepel</h1><h1>Vacatures</h1>"
            "<p>Wij zoeken een kok voor het weekend.</p>",
            "kok",
        ),
        (
            "<title>ENTE FORESTA LUNA</title><h1>ENTE FORESTA LUNA</h1><p>Concorso pubblico ad un "
            "posto di addetto alle verifiche dei sentieri e delle opere di difesa del suolo e dei "
            "boschi.</p><table><tr><td>Ente:</td><td>ENTE FORESTA LUNA</td></tr><tr><td>Sezione:"
            "</td><td>Foresta</td></tr></table><p>Vista la legge 2 aprile,</p>",
            "addetto alle verifiche dei sentieri e delle opere di difesa del suolo e dei boschi",
        ),
    ],
)
def test_what_is_the_name_of_the_site_or_of_a_labelled_employer_is_no_title(
    html: str, wanted: str
) -> None:
    assert title(f"{html}{TASKS}") == wanted


def test_a_heading_above_that_of_the_careers_page_is_a_title_where_it_stands_below() -> None:
    html = "<title>Head of People | Careers</title><h2>Careers</h2><h1>Head of People</h1>"
    assert title(f"{html}<p>You hire.</p>{TASKS}") == "Head of People"


def test_a_site_is_called_without_its_slogan() -> None:
    html = (
        '<title>Job offer</title><a href="/">Oarwick – Rowing by the lake</a><p>Boats | Shop</p>'
        "<p>You are here: Boats / Jobs</p><h1>Boat builder</h1><p>Of the boats of Oarwick you "
        f"build the small ones.</p>{TASKS}<p>Write to Oarwick, by post.</p>"
    )
    assert company(html) == "Oarwick"


def test_a_team_that_a_heading_tells_of_is_not_the_organization() -> None:
    html = (
        "<title>Technician - Brell Lab for Tides</title><h1>Technician</h1><p>You mend.</p>"
        f"{TASKS}<h3>Organization</h3><h4>Tide Gauge Team (TGT)</h4><p>The Tide Gauge Team is part "
        "of a group that measures the sea.</p>"
    )
    assert company(html) == "Brell Lab for Tides"


def test_the_employers_of_other_jobs_below_are_not_asked() -> None:
    html = (
        "<h1>駐車場スタッフ</h1><p>海鳥ビル管理株式会社／未経験OK！駐車場スタッフ募集</p>"
        "<h2>仕事内容</h2><p>駐車場の巡回</p><h2>応募資格</h2><p>経験不問</p><h2>海鳥ビル管理株式会社</h2>"
        "<h2>この求人に似ている求人</h2><h2>警備スタッフ</h2><p>株式会社ヤマネコ警備</p>"
        "<p>株式会社ヤマネコ警備</p>"
    )
    assert company(html) == "海鳥ビル管理株式会社"


def test_a_marketplace_for_freelancers_is_not_the_employer() -> None:
    html = "<title>Dashboard build - Upwork</title><h1>Dashboard build</h1><p>Fixed price</p>"
    assert company(f"{html}{TASKS}") is None


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (
            '<title>Guide | Reedline</title><a href="/">Reedline</a><p>Reedline</p><h1>Guide</h1>'
            "<p>Organisation: Vale Trail Partners</p><p>Reedline brings you this. All that Reedline"
            " tells is free, and Reedline is glad of it.</p>",
            "Vale Trail Partners",
        ),
        (
            "<title>Work for us | The Gannet Hotel, Whitby</title><h1>Work for us</h1><h2>Night "
            "Porter</h2><p>You let the late guests in.</p>",
            "The Gannet Hotel",
        ),
        (
            "<title>Nurse - Werken bij De Wending</title><h1>Nurse</h1><p>Zorggroep De Wending "
            "zoekt een collega.</p>",
            "Zorggroep De Wending",
        ),
        (
            "<title>Lecturer in Soils - Pergament</title><p>Pergament</p><h1>Lecturer in Soils</h1>"
            f"<h2>Aldermere University - School of Soils</h2>{'<p>You tell of soils.</p>' * 25}",
            "Aldermere University",
        ),
        (
            "<title>Vedla Embassy Hiring Grants Officer for Rivers - Opportunities For Young "
            'Drivers</title><a href="/">Opportunities For Young Drivers</a><p>Jobs | Grants</p>'
            "<h1>Vedla Embassy Hiring Grants Officer for Rivers</h1><p>The Embassy of Vedla "
            "represents Vedla in many "
            "a country.</p><p>The Embassy of Vedla has two cars.</p>",
            "Embassy of Vedla",
        ),
        (
            "<title>Policy Analyst - CharityJobsNorth</title><p>CharityJobsNorth</p><h1>Policy "
            "Analyst</h1><p>at <a href='/org/1'>Vale Institute for Coasts</a></p>",
            "Vale Institute for Coasts",
        ),
        (
            "<title>Kanzlei Brügge & Sohn | Kiel</title><h1>Karriere</h1><p>Wir sind eine Kanzlei "
            "für Seerecht in Kiel.</p><h2>Sekretär (m/w/d)</h2>",
            "Kanzlei Brügge & Sohn",
        ),
        (
            "<h1>ELECTRICIAN REQUIRED FOR HOUSES, SHOPS AND YARDS</h1><p>Kilbride "
            "Electrical Ltd require an experienced electrician for work in houses.</p>",
            "Kilbride Electrical Ltd",
        ),
    ],
)
def test_the_employer_is_told_from_the_site_that_shows_the_job(html: str, name: str) -> None:
    assert company(f"{html}{TASKS}") == name


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("Convocatoria de una plaza de Técnico de archivo", "Técnico de archivo"),
        ("Vacancy notice: post of Archivist", "Archivist"),
        (
            "Convocatoria 12 plazas de Auxiliar de archivo en la Universidad de Valdearce",
            "Auxiliar de archivo",
        ),
        ("Assistant to the post of Secretary", "Assistant to the post of Secretary"),
    ],
)
def test_a_heading_that_announces_a_post_holds_the_title(heading: str, wanted: str) -> None:
    assert title(f"<h1>{heading}</h1><p>You file.</p>{TASKS}") == wanted


def test_the_name_of_a_house_above_is_no_title() -> None:
    html = "<h1>Le Relais des Tanneurs</h1><p>Nous recherchons un chef de partie en CDI.</p>"
    assert title(f"<title>Le Relais des Tanneurs - Recrutement</title>{html}{TASKS}") == (
        "chef de partie"
    )


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<h1>Clínica Vida contrata cozinheiro em Curitiba</h1>", "cozinheiro"),
        ("<h1>Verkäufer (m/w/d) in Trier gesucht</h1>", "Verkäufer (m/w/d)"),
        ("<h1>Kock sökes till Havrans skola</h1>", "Kock"),
        (
            "<title>Praxis Quast – Ihre Zahnärztin in Fulda</title><h1>Wir suchen Sie!</h1><p>Wir "
            "suchen eine Köchin.</p>",
            "Köchin",
        ),
    ],
)
def test_a_line_that_names_more_than_the_job_gives_the_job_alone(html: str, wanted: str) -> None:
    assert title(f"{html}<p>You cook.</p>{TASKS}") == wanted
