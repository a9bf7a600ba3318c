"""What pages set around titles, companies, places and dates, as their makers write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from reading_samples import job, json_ld, page, posting_of

if TYPE_CHECKING:
    from profiles.postings import JobPosting


def site(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def told(posting: JobPosting, name: str) -> Any:
    company, pay = posting.hiring_organization, posting.base_salary
    values = {
        "company": company.name if company else None,
        "place": ", ".join(place.name for place in posting.job_location) or None,
        "posted": str(posting.date_posted),
        "until": str(posting.valid_through),
        "types": [kind.value for kind in posting.employment_type],
        "pay": (pay.min, pay.unit) if pay else None,
    }
    return values.get(name, posting.title)


@pytest.mark.parametrize(
    ("title", "body", "values"),
    [
        (
            "Become a Dog Groomer at Furlane | Furlane",
            '<header><a href="/">Furlane</a></header><h1>Become a Dog Groomer at Furlane</h1>'
            "<p>We wash dogs in Hull.</p><h2>What you will do</h2><ul><li>Wash and clip dogs"
            "</li></ul><h2>What you bring</h2><ul><li>Calm hands</li></ul>",
            {"title": "Dog Groomer", "company": "Furlane"},
        ),
        (
            "Werde Tischler (m/w/d) bei Holzwerk Brandt",
            "<h1>Werde Tischler (m/w/d) bei Holzwerk Brandt</h1><p>Unsere Werkstatt steht in "
            "Kassel.</p><h2>Deine Aufgaben</h2><ul><li>Möbel bauen</li></ul><h2>Dein Profil"
            "</h2><ul><li>Gesellenbrief</li></ul>",
            {"title": "Tischler (m/w/d)", "company": "Holzwerk Brandt"},
        ),
        (
            "Conviértete en Soldador | Metalúrgica Orduña",
            "<h1>Conviértete en Soldador en Metalúrgica Orduña</h1><h2>Funciones</h2><ul><li>"
            "Soldar</li></ul><h2>Requisitos</h2><ul><li>2 años de experiencia</li></ul>",
            {"title": "Soldador", "company": "Metalúrgica Orduña"},
        ),
        (
            "Diventa Pizzaiolo da Forno Bellani",
            "<h1>Diventa Pizzaiolo</h1><p>Forno Bellani cerca un pizzaiolo per la sede di "
            "Pavia.</p><h2>Requisiti</h2><ul><li>Esperienza</li></ul>",
            {"title": "Pizzaiolo", "company": "Forno Bellani"},
        ),
        (
            "Bli Barista hos Kaffestugan Linné",
            "<h1>Bli Barista hos oss!</h1><p>Kaffestugan Linné i Uppsala söker en barista.</p>"
            "<h2>Arbetsuppgifter</h2><ul><li>Brygga kaffe</li></ul>",
            {"title": "Barista", "company": "Kaffestugan Linné"},
        ),
        (
            "Devenez boulanger - Fournil Castel",
            "<h1>Devenez boulanger chez Fournil Castel</h1><h2>Vos missions</h2><ul><li>Pétrir"
            "</li></ul><h2>Profil recherché</h2><ul><li>CAP boulanger</li></ul>",
            {"title": "boulanger", "company": "Fournil Castel"},
        ),
        (
            "Kierowca kat. C - praca",
            "<h1>Wyróżnione • Kierowca kat. C</h1><p>Lublin</p><h2>Wymagania</h2><ul><li>Prawo "
            "jazdy kat. C</li></ul><h2>Oferujemy</h2><ul><li>Stałe zatrudnienie</li></ul>",
            {"title": "Kierowca kat. C"},
        ),
        (
            "New! Night Porter",
            "<h1>NEW! Night Porter</h1><p>Hotel Marram, Whitby</p><h2>Responsibilities</h2><ul>"
            "<li>Watch the door</li></ul>",
            {"title": "Night Porter", "company": "Hotel Marram"},
        ),
        (
            "Karriere | Gärtnerei Moll",
            "<h1>Mit uns wächst du über dich hinaus!</h1><h2>Gärtner (m/w/d) gesucht</h2><p>"
            "Gärtnerei Moll in Erfurt</p><h3>Aufgaben</h3><ul><li>Pflanzen</li></ul>",
            {"title": "Gärtner (m/w/d)", "company": "Gärtnerei Moll", "place": "Erfurt"},
        ),
        (
            "Serralheiro - Anúncios Norte",
            '<nav><a href="/">Anúncios Norte</a><a href="/c">Anúncios</a><a href="/p">Publicar '
            "anúncio</a></nav><h1>Serralheiro Construção</h1><p>Braga 12/03/2026 09:15</p><p>"
            "Procuramos serralheiro para oficina.</p>",
            {"title": "Serralheiro", "company": None, "posted": "2026-03-12"},
        ),
        (
            "Maler gesucht in Bremen | Kleinanzeigen",
            "<h1>Maler und Lackierer gesucht</h1><p>28195 Bremen</p><p>Wir suchen einen Maler "
            "in Vollzeit, 17 € pro Stunde.</p><aside><p><span>Farbenhaus Ott</span> <span>"
            "Gewerblicher Nutzer</span> <span>Aktiv seit 2018</span></p></aside>",
            {"title": "Maler und Lackierer", "company": "Farbenhaus Ott"},
        ),
        (
            "Serveur H/F - Petites annonces",
            "<h1>Serveur H/F</h1><p>35000 Rennes</p><p>Service du midi, CDI 35h.</p><aside><p>"
            "<span>Brasserie Le Quai</span> <span>Professionnel</span></p></aside>",
            {"title": "Serveur H/F", "company": "Brasserie Le Quai"},
        ),
        (
            "Вакансия Бухгалтер",
            '<a href="/">Резюме</a><h1>Бухгалтер</h1><p>от 60 000 ₽</p><p>Казань</p><p>Полный '
            "рабочий день</p><h3>Обязанности</h3><ul><li>Ведение учёта</li></ul><h2>О компании"
            "</h2><p>ООО «Волжанка»</p><p>До 50 сотрудников</p>",
            {"title": "Бухгалтер", "company": "ООО «Волжанка»", "place": "Казань"},
        ),
        (
            "Dependienta de frutería",
            "<h1>Dependienta de frutería</h1><p>Gijón</p><h3>Funciones</h3><ul><li>Atender al "
            "público</li></ul><h2>Sobre la empresa</h2><p>Frutas Llaneza</p><p>Comercio · 12 "
            "empleados</p>",
            {"company": "Frutas Llaneza", "place": "Gijón"},
        ),
        (
            "Saldatore | Lavora con noi",
            '<header><img alt="Carpenteria Fossati logo" src="l.png"></header><h1>Saldatore'
            "</h1><div><span>Gorgonzola, Lombardia, Italia</span> <span>Produzione</span> "
            "<span>Tempo indeterminato</span></div><h3>Requisiti</h3><ul><li>Esperienza</li>"
            "</ul>",
            {
                "title": "Saldatore",
                "company": "Carpenteria Fossati",
                "place": "Gorgonzola, Lombardia, Italia",
            },
        ),
        (
            "Fisheries Officer - Public Jobs",
            "<header>Public Jobs</header><h1>Fisheries Officer</h1><p>Agency for Coastal Waters"
            "</p><p>Apply before 3 March 2026</p><h3>Salary</h3><p>£30,000</p><h3>Location</h3>"
            "<p>Hull</p><h2>Duties</h2><ul><li>Count boats</li></ul>",
            {
                "title": "Fisheries Officer",
                "company": "Agency for Coastal Waters",
                "place": "Hull",
                "until": "2026-03-03",
            },
        ),
        (
            "Kestrel Robotics - Test Technician",
            '<img alt="Kestrel Robotics logo" src="x.png"><h2>Test Technician</h2><p>Leeds / '
            "On-site</p><h4>Submit your application</h4><form><label>Full name"
            '<input type="text" name="n"></label><label>Email<input type="email" name="e">'
            '</label><label>Phone<input type="tel"></label><label>CV<input type="file"></label>'
            "<textarea></textarea><button>Submit application</button></form>",
            {"title": "Test Technician", "company": "Kestrel Robotics"},
        ),
        (
            "Buchhalter (m/w/d) – Kontor Velten",
            '<header><a href="/">Kontor Velten</a> » Karriere</header><h1>Buchhalter (m/w/d)'
            "</h1><p>Teilzeit, 25 Stunden pro Woche</p><h2>Aufgaben</h2><ul><li>Buchen</li>"
            "</ul>",
            {"company": "Kontor Velten"},
        ),
        (
            "Site Manager - Harrow & Pike",
            "<header><div><span>Harrow &amp; Pike Services</span> <span>Projects</span> <span>"
            "Contact</span></div></header><h1>Site Manager</h1><p>York – Full time</p><h2>"
            "Responsibilities</h2><ul><li>Run the site</li></ul>",
            {"company": "Harrow & Pike", "place": "York"},
        ),
        (
            "Účetní - Mlýn Kamenec",
            "<h1>Účetní</h1><p>Sídlo firmy: Zbraslavice, okr. Kutná Hora</p><h2>Náplň práce"
            "</h2><ul><li>Účtování</li></ul><h2>Požadujeme</h2><ul><li>Praxe</li></ul>",
            {"place": "Zbraslavice"},
        ),
        (
            "Oak Ridge Club - Employment",
            "<table><tr><td><b>Groundskeeper</b><br>Oak Ridge Club is seeking a groundskeeper."
            "<br><b>Requirements:</b><br>- Driver license<br><b>How to apply:</b><br>Call us."
            "<br><center>Oak Ridge Club | 12 Fairway Drive | Dalton, GA 30720 | (706) 555-0100"
            "</center></td></tr></table>",
            {"title": "Groundskeeper", "place": "Dalton, GA 30720"},
        ),
        (
            "Fryzjer - Salon Mira",
            "<h1>Fryzjer</h1><p><span>🕒 Pełny etat</span> <span>📍 Wyszków, ul. Leśna 4</span>"
            "</p><h2>Wymagania</h2><ul><li>Doświadczenie</li></ul>",
            {"place": "Wyszków"},
        ),
        (
            "Snickare | Jobb",
            "<h1>Snickare</h1><p>Vi håller till i en gammal fabrik i Norrköping och bygger kök."
            "</p><h2>Arbetsuppgifter</h2><ul><li>Bygga kök</li></ul>",
            {"place": "Norrköping"},
        ),
        (
            "Kok",
            "<h1>Kok</h1><p>Online sinds: 3 februari 2026</p><p>Dienstverband: contract van 12 "
            "maanden</p><p>Je kunt solliciteren tot en met 1 maart 2026.</p><h2>Taken</h2><ul>"
            "<li>Koken</li></ul>",
            {"posted": "2026-02-03", "until": "2026-03-01", "types": ["TEMPORARY"]},
        ),
        (
            "Cozinheiro",
            "<h1>Cozinheiro</h1><p>Publicado desde: 10-março-2026</p><p>Será possível "
            "candidatar-se até 30 de abril de 2026.</p><h2>Requisitos</h2><ul><li>Experiência"
            "</li></ul>",
            {"posted": "2026-03-10", "until": "2026-04-30"},
        ),
        (
            "Technicien h/f",
            "<dl><dt>Temps plein / Temps partiel</dt><dd>Temps partiel</dd><dt>Publié depuis"
            "</dt><dd>02-avr.-2026</dd></dl><h1>Technicien h/f</h1><h2>Missions</h2><ul><li>"
            "Dépanner</li></ul>",
            {"types": ["PART_TIME"], "posted": "2026-04-02"},
        ),
        (
            "Producer",
            "<h1>Producer</h1><div>Film Leeds, United Kingdom 9 month FTC</div><h2>What you "
            "will do</h2><ul><li>Produce</li></ul>",
            {"types": ["TEMPORARY"]},
        ),
        (
            "Zedník",
            "<h1>Zedník</h1><ul><li>Brno</li><li>Nabídka platí ještě 12 dní</li><li>do 15. 4. "
            "2026</li><li>plný úvazek</li></ul><h2>Náplň práce</h2><ul><li>Zdít</li></ul>",
            {"until": "2026-04-15", "place": "Brno", "types": ["FULL_TIME"]},
        ),
        (
            "Sprzątaczka",
            "<h1>Sprzątaczka</h1><ul><li>Stawka godzinowa32 zł</li><li>Wymiar pracyPół etatu"
            "</li></ul><p>Radom</p><p>Szukamy osoby do sprzątania biur.</p>",
            {"pay": (32, "HOUR")},
        ),
        (
            "Werken bij Zilverberg",
            "<h1>Wij zoeken jou, met je handen uit de mouwen</h1><p>Kom langs.</p>"
            "<div role=dialog><h2>Magazijnmedewerker</h2><p>📍 Zundert, vlakbij de grens</p>"
            "<p>24 - 32 uur per week</p><h3>Wat ga je doen?</h3><ul><li>Pakken</li></ul></div>",
            {"title": "Magazijnmedewerker", "place": "Zundert, vlakbij de grens"},
        ),
        (
            "Vacante",
            "<h1>¡Únete como Recepcionista!</h1><p>Hostal Brisa, Cádiz</p><p>Media jornada</p>"
            "<p>Puedes presentar tu candidatura hasta el 20/02/2026.</p><h2>Funciones</h2>",
            {"title": "Recepcionista", "company": "Hostal Brisa", "until": "2026-02-20"},
        ),
    ],
)
def test_facts_are_read_without_what_pages_set_around_them(
    title: str, body: str, values: dict[str, Any]
) -> None:
    posting = posting_of(page(site(title, body)))
    assert {name: told(posting, name) for name in values} == values


def test_a_placeholder_in_structured_data_is_no_place() -> None:
    nowhere = {"addressLocality": "To be determined", "addressRegion": "N/A"}
    document = json_ld(
        job(jobLocation={"address": nowhere | {"addressCountry": "US"}}),
        body="<h1>Baker</h1><p>Location: Akron, OH</p>",
    )
    assert posting_of(document).job_location[0].name == "Akron, OH"
