"""The job in one sentence, as postings in twelve languages begin."""

from __future__ import annotations

import pytest
from reading_samples import page, posting_of

SENTENCES = [
    (
        "en",
        "Hartwell Dairy is recruiting for a new Site Manager at its creamery in Truro.",
        "Site Manager",
    ),
    (
        "en",
        "The Larkfield Trust wishes to appoint a Finance Officer to support its work.",
        "Finance Officer",
    ),
    (
        "en",
        "Applications are invited for the post of Lecturer in Botany at the University of Fenwick.",
        "Lecturer in Botany",
    ),
    ("en", "We have a vacancy for a Dental Nurse at our practice in Ripon.", "Dental Nurse"),
    (
        "en",
        "An exciting opportunity has arisen for a Chef de Partie to join Marlowe House Hotel.",
        "Chef de Partie",
    ),
    ("en", "Brightwater Ltd has an opening for a Payroll Clerk.", "Payroll Clerk"),
    (
        "de",
        "Die Gemeinde Altenried stellt zum 1. Mai einen Bauhofmitarbeiter (m/w/d) ein.",
        "Bauhofmitarbeiter (m/w/d)",
    ),
    (
        "de",
        "Zur Verstärkung suchen wir ab sofort eine Zahnmedizinische Fachangestellte (m/w/d).",
        "Zahnmedizinische Fachangestellte (m/w/d)",
    ),
    ("de", "Werde Teil unseres Teams als Erzieherin in der Kita Sonnenhügel.", "Erzieherin"),
    (
        "de",
        "Das Autohaus Lindner bietet einen Ausbildungsplatz zum Kfz-Mechatroniker.",
        "Kfz-Mechatroniker",
    ),
    (
        "fr",
        "La mairie de Corbeval recrute un agent d'entretien à temps partiel.",
        "agent d'entretien",
    ),
    (
        "fr",
        "Nous sommes à la recherche d'une secrétaire médicale pour notre cabinet.",
        "secrétaire médicale",
    ),
    (
        "fr",
        "L'association Les Tilleuls propose un poste d'éducateur spécialisé en CDI.",
        "éducateur spécialisé",
    ),
    ("fr", "Le poste de comptable est à pourvoir au sein de la société Durmel SARL.", "comptable"),
    ("fr", "Rejoignez Boulangerie Martel en tant que vendeur !", "vendeur !"),
    ("fr", "La Maison Berthier embauche un pâtissier à Lyon.", "pâtissier"),
    (
        "es",
        "El Ayuntamiento de Valdeflor convoca una plaza de administrativo.",
        "plaza de administrativo",
    ),
    (
        "es",
        "Empresa de transportes precisa conductor de camión para ruta nacional.",
        "conductor de camión",
    ),
    ("es", "Talleres Robledo S.L. necesita incorporar un mecánico con experiencia.", "mecánico"),
    ("es", "Buscamos una enfermera para nuestra clínica en Jaén.", "enfermera"),
    ("es", "Se requiere ingeniero civil para obra en Arequipa.", "ingeniero civil para obra"),
    ("es", "En Grupo Almendro seleccionamos un contable para nuestra oficina.", "contable"),
    ("pt", "A Câmara Municipal de Vale Fundo abriu concurso para um eletricista.", "eletricista"),
    ("pt", "A Padaria Flor do Minho está a recrutar um padeiro.", "padeiro"),
    (
        "pt",
        "Estamos contratando um analista de dados para nosso escritório em Recife.",
        "analista de dados",
    ),
    ("pt", "A empresa Metalsul Ltda. procura soldador com experiência.", "soldador"),
    ("pt", "Vaga de enfermeiro disponível na Clínica Boa Vida.", "enfermeiro"),
    (
        "it",
        "La Cooperativa Sociale Il Faro ricerca un educatore per il centro diurno.",
        "educatore",
    ),
    (
        "it",
        "Il Comune di Valserena ha indetto un concorso per un istruttore amministrativo.",
        "istruttore amministrativo",
    ),
    ("it", "Siamo alla ricerca di una parrucchiera per il nostro salone.", "parrucchiera"),
    ("it", "Officine Bardi S.r.l. assume un saldatore.", "saldatore"),
    ("nl", "Gemeente Oosterveld zoekt een beleidsmedewerker wonen.", "beleidsmedewerker wonen"),
    (
        "nl",
        "Voor onze vestiging in Zwolle zijn wij op zoek naar een vrachtwagenchauffeur.",
        "vrachtwagenchauffeur",
    ),
    ("nl", "Bij Bakkerij De Korenaar is plaats voor een banketbakker.", "banketbakker"),
    ("nl", "Wij hebben een vacature voor een tandartsassistente.", "tandartsassistente"),
    ("nl", "Kom jij ons team versterken als kok?", "kok?"),
    ("nl", "Stichting Zonnehof werft een maatschappelijk werker.", "maatschappelijk werker"),
    ("cs", "Obec Lipová hledá účetní na plný úvazek.", "účetní"),
    ("cs", "Do našeho týmu hledáme zkušeného kuchaře.", "kuchaře"),
    ("cs", "Mateřská škola Sluníčko přijme učitelku.", "učitelku"),
    ("pl", "Gmina Dębowa poszukuje księgowej.", "księgowej"),
    ("pl", "Zatrudnimy kierowcę kat. C+E.", "kierowcę kat. C+E"),
    ("pl", "Urząd Miasta Lipno ogłasza nabór na stanowisko referenta.", "referenta"),
    ("pl", "Firma Zalex sp. z o.o. zatrudni spawacza.", "spawacza"),
    ("pl", "Do naszego zespołu szukamy kucharza.", "kucharza"),
    ("sv", "Björkdala kommun söker en förskollärare.", "förskollärare"),
    ("sv", "Vi söker en undersköterska till vårt boende.", "undersköterska"),
    ("sv", "Nu behöver vi förstärka teamet med en säljare.", "säljare"),
    ("sv", "Snickeri Ekholm AB anställer en snickare.", "snickare"),
    ("ru", "Компания «Северный хлеб» ищет пекаря.", "пекаря"),
    ("ru", "Требуется бухгалтер на полный рабочий день.", "бухгалтер"),
    ("ru", "ООО «Вектор» приглашает на работу водителя.", "водителя"),
    ("ru", "В школу № 12 требуется учитель математики.", "учитель математики"),
    ("ja", "株式会社ひなた製菓では、パティシエを募集しています。", "パティシエ"),
    ("ja", "営業スタッフを1名募集します。", "営業スタッフを1名募集します。"),
]


@pytest.mark.parametrize(("language", "sentence", "title"), SENTENCES)
def test_the_job_of_one_sentence_is_its_title(language: str, sentence: str, title: str) -> None:
    html = f'<html lang="{language}"><body><p>{sentence}</p></body></html>'
    assert posting_of(page(html)).title == title
