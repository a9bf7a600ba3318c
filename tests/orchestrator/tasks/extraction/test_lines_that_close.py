"""What closes a posting in twelve languages, and what only sounds like it."""

from __future__ import annotations

import pytest
from reading_samples import page

from orchestrator.tasks.extraction.reading import read

POSTINGS = {
    "en": (
        "Data Engineer",
        "Responsibilities",
        "Build pipelines for our reports",
        "Requirements",
        "3 years of SQL",
    ),
    "de": (
        "Dateningenieur",
        "Ihre Aufgaben",
        "Aufbau von Datenstrecken",
        "Ihr Profil",
        "Drei Jahre Erfahrung mit SQL",
    ),
    "fr": (
        "Comptable",
        "Missions",
        "Tenir les comptes",
        "Profil recherché",
        "Diplôme de comptabilité",
    ),
    "es": ("Contable", "Funciones", "Llevar las cuentas", "Requisitos", "Título de contabilidad"),
    "pt": (
        "Contabilista",
        "Responsabilidades",
        "Tratar das contas",
        "Requisitos",
        "Curso de contabilidade",
    ),
    "it": ("Contabile", "Mansioni", "Tenere i conti", "Requisiti", "Diploma di ragioneria"),
    "nl": ("Boekhouder", "Taken", "De boeken bijhouden", "Functie-eisen", "Diploma boekhouden"),
    "cs": ("Účetní", "Náplň práce", "Vedení účetnictví", "Požadujeme", "Praxe v účetnictví"),
    "pl": (
        "Księgowa",
        "Obowiązki",
        "Prowadzenie ksiąg",
        "Wymagania",
        "Doświadczenie w księgowości",
    ),
    "sv": ("Ekonom", "Arbetsuppgifter", "Sköta bokföringen", "Kvalifikationer", "Examen i ekonomi"),
    "ru": ("Бухгалтер", "Обязанности", "Вести учёт", "Требования", "Опыт работы"),
    "ja": ("経理スタッフ", "仕事内容", "経理業務全般", "応募資格", "経理の経験"),
}

CLOSED = [
    ("en", "This job is no longer accepting applications."),
    ("en", "This vacancy has now closed."),
    ("en", "We are no longer accepting applications for this role."),
    ("en", "This position was filled on 3 March."),
    ("en", "The application deadline for this job has passed."),
    ("en", "Recruitment for this position is complete."),
    ("en", "Applications for this role have closed."),
    ("en", "This advert has expired."),
    ("de", "Diese Stelle ist leider schon vergeben."),
    ("de", "Die Bewerbungsfrist ist abgelaufen."),
    ("de", "Das Stellenangebot ist nicht mehr verfügbar."),
    ("de", "Für diese Stelle werden keine Bewerbungen mehr entgegengenommen."),
    ("de", "Die Ausschreibung ist beendet."),
    ("fr", "Ce poste n'est plus à pourvoir."),
    ("fr", "Cette annonce a expiré."),
    ("fr", "La date limite de candidature est dépassée."),
    ("fr", "Nous ne prenons plus de candidatures pour ce poste."),
    ("fr", "Offre archivée"),
    ("es", "Este puesto ya ha sido cubierto."),
    ("es", "El plazo de presentación de solicitudes ha finalizado."),
    ("es", "Esta oferta ya no admite candidaturas."),
    ("es", "Oferta no disponible"),
    ("pt", "Esta vaga já foi preenchida."),
    ("pt", "As candidaturas para esta vaga estão encerradas."),
    ("pt", "Esta oferta já não está ativa."),
    ("pt", "O prazo para candidaturas terminou."),
    ("it", "Questa posizione non è più aperta."),
    ("it", "L'annuncio non è più attivo."),
    ("it", "Le candidature per questa posizione sono terminate."),
    ("it", "Il termine per candidarsi è scaduto."),
    ("nl", "Deze vacature is niet langer beschikbaar."),
    ("nl", "De sluitingsdatum van deze vacature is verstreken."),
    ("nl", "Je kunt niet meer solliciteren op deze vacature."),
    ("nl", "Deze functie is inmiddels ingevuld."),
    ("cs", "Tato pozice již byla obsazena."),
    ("cs", "Inzerát již není aktuální."),
    ("cs", "Na tuto nabídku již nelze reagovat."),
    ("cs", "Výběrové řízení bylo uzavřeno."),
    ("pl", "To ogłoszenie jest już nieaktualne."),
    ("pl", "Rekrutacja na to stanowisko została zakończona."),
    ("pl", "Termin nadsyłania zgłoszeń upłynął."),
    ("pl", "Oferta pracy jest nieaktywna."),
    ("sv", "Den här tjänsten är inte längre ledig."),
    ("sv", "Ansökningstiden har passerat."),
    ("sv", "Annonsen är avpublicerad."),
    ("sv", "Tjänsten är tillsatt."),
    ("ru", "Вакансия больше не актуальна."),
    ("ru", "Эта вакансия закрыта."),
    ("ru", "Приём откликов завершён."),
    ("ja", "この求人は掲載を終了しました。"),
    ("ja", "こちらの求人の募集は締め切りました。"),
    ("ja", "この求人への応募受付は終了しました。"),
]

OPEN = [
    ("en", "This position is open until filled."),
    ("en", "The application form must be completed online."),
    ("en", "Get the job finished on time."),
    ("en", "The role is filled with variety and challenge."),
    ("en", "Applications received after the closing date will not be considered."),
    ("en", "Interviews will be held once the deadline has passed."),
    ("en", "The post may be filled before the closing date."),
    ("en", "We may close this vacancy early if the position is filled."),
    ("en", "A completed apprenticeship or internship."),
    ("en", "The vacancy will be archived after six months."),
    ("en", "Late applications are not accepted."),
    ("en", "If this job has expired, see our other jobs."),
    ("en", "The office is closed on Fridays."),
    ("en", "Work in an open, not closed, job market."),
    ("de", "Die Stelle ist zum 1. Mai zu besetzen."),
    ("de", "Die Stelle kann auch in Teilzeit besetzt werden."),
    ("de", "Bewerbungen nach Ablauf der Bewerbungsfrist werden nicht mehr berücksichtigt."),
    ("de", "Abgeschlossene Ausbildung und abgeschlossenes Praktikum."),
    ("de", "Sobald die Stelle besetzt ist, informieren wir Sie."),
    ("de", "Nur fünf Minuten von der Haltestelle entfernt."),
    ("fr", "Le poste est à pourvoir au 1er mai."),
    ("fr", "Formation terminée et permis B."),
    ("fr", "Les candidatures reçues après la date limite ne seront plus acceptées."),
    ("fr", "Dès que le poste sera pourvu, nous vous informerons."),
    ("fr", "L'année passée, nous avons ouvert trois postes."),
    ("es", "Último puesto ocupado."),
    ("es", "Estudios terminados y trabajo bien terminado."),
    ("es", "Plazo de presentación hasta que la plaza esté cubierta."),
    ("es", "Se valorará haber concluido el proceso de formación."),
    ("pt", "Trabalho em lugar fechado."),
    ("pt", "Curso concluído e última função ocupada."),
    ("pt", "A vaga será encerrada quando for preenchida."),
    ("it", "Svolgere le attività nel rispetto del ruolo assegnato."),
    ("it", "Le candidature saranno chiuse il 5 maggio."),
    ("it", "Aver concluso il percorso di studi e ultima posizione ricoperta."),
    ("nl", "Opleiding afgerond en stage voltooid."),
    ("nl", "De vacature sluit op 5 mei."),
    ("nl", "Zodra de vacature is vervuld, hoor je van ons."),
    ("cs", "Ukončené středoškolské vzdělání."),
    ("cs", "Místo bude obsazeno od 1. května."),
    ("cs", "Nabídka platí, dokud místo není obsazeno."),
    ("pl", "Wykształcenie wyższe ukończone."),
    ("pl", "Termin składania ofert upływa 5 maja."),
    ("pl", "Nabór trwa do obsadzenia stanowiska."),
    ("sv", "Tjänsten tillsätts så snart som möjligt."),
    ("sv", "Du har avslutad utbildning."),
    ("sv", "När tjänsten är tillsatt hör vi av oss."),
    ("ru", "Законченное высшее образование."),
    ("ru", "Вакансия открыта, пока не закрыта позиция."),
    ("ru", "Опыт завершённых проектов."),
    ("ja", "充足次第、募集を終了します。"),
    ("ja", "応募者多数の場合は募集を締め切ることがあります。"),
    ("ja", "定員になり次第締め切りとさせていただきます。"),
]


def kind_with(language: str, line: str) -> str:
    title, tasks, task, wanted, point = POSTINGS[language]
    body = (
        f"<p>{line}</p><h1>{title}</h1><p>Norvik AS</p><h2>{tasks}</h2><ul><li>{task}</li></ul>"
        f"<h2>{wanted}</h2><ul><li>{point}</li></ul>"
    )
    head = f"<head><title>{title} - Norvik</title></head>"
    return read(page(f'<html lang="{language}">{head}<body>{body}</body></html>')).kind


@pytest.mark.parametrize(("language", "line"), CLOSED)
def test_a_line_that_says_that_a_posting_is_over_closes_it(language: str, line: str) -> None:
    assert kind_with(language, line) == "closed_posting"


@pytest.mark.parametrize(("language", "line"), OPEN)
def test_a_line_that_tells_when_or_how_closes_nothing(language: str, line: str) -> None:
    assert kind_with(language, line) == "posting"
