"""Forms for any job, templates of postings, closed ones and lists, beside the postings."""

from __future__ import annotations

import pytest
from reading_samples import page, posting_of

from orchestrator.errors import NotAPostingError
from orchestrator.tasks.extraction.reading import read, require_posting

FORM = (
    "<form><label>Name<input type=text></label><label>Email<input type=email></label><label>Tel"
    "<input type=tel></label><textarea></textarea><label>CV (PDF, max. 5 MB)<input type=file>"
    "</label><button>OK</button></form>"
)


def site(title: str, body: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        (
            "Giardiniere",
            "<p>Questa posizione è stata ricoperta.</p><h1>Giardiniere</h1><p>Verona – tempo "
            "pieno</p><h2>Mansioni</h2><ul><li>Potare</li></ul><h2>Requisiti</h2><ul><li>"
            "Patente B</li></ul>",
            "closed_posting",
        ),
        (
            "Bakker",
            "<p>Deze vacature is inmiddels vervuld.</p><h1>Bakker</h1><p>Zwolle - fulltime</p>"
            "<h2>Taken</h2><ul><li>Bakken</li></ul>",
            "closed_posting",
        ),
        (
            "Jobs im Seeblick",
            "<p>Koch/Köchin</p><p>Wir suchen ab sofort einen Koch oder eine Köchin für unsere "
            "Küche, gerne auch Quereinsteiger mit Erfahrung.</p><p>Servicekraft</p><p>Für "
            "unsere Terrasse suchen wir Servicekräfte in Voll- und Teilzeit, die gern mit "
            "Menschen arbeiten.</p><p>Zimmermädchen</p><p>Zur Verstärkung suchen wir "
            "Zimmermädchen, die mit Sorgfalt und guter Laune arbeiten wollen, auch am "
            "Wochenende.</p>",
            "listing",
        ),
        (
            "Electrician Job Description Template",
            "<h1>Electrician Job Description Template</h1><p>Use this template to post a job "
            "for an electrician.</p><h2>Responsibilities</h2><ul><li>Install wiring</li></ul>"
            "<h2>Requirements</h2><ul><li>Licence</li></ul><p>Download this template</p>",
            "not_a_posting",
        ),
        (
            "Stellenbeschreibung Vorlage: Elektriker",
            "<h1>Elektriker: Stellenbeschreibung Vorlage</h1><p>Nutzen Sie diese Vorlage für "
            "Ihre Stellenanzeige.</p><h2>Aufgaben</h2><ul><li>Leitungen verlegen</li></ul><h2>"
            "Anforderungen</h2><ul><li>Gesellenbrief</li></ul><p>Vorlage herunterladen</p>",
            "not_a_posting",
        ),
        (
            "Candidatura spontanea | Caseificio Lodi",
            "<h1>Candidatura spontanea</h1><p>Compila il modulo: conserveremo i tuoi dati.</p>"
            + FORM,
            "application_form",
        ),
        (
            "Candidature spontanée - Atelier Brun",
            "<h1>Envoyez-nous votre CV</h1><p>Remplissez le formulaire.</p>" + FORM,
            "application_form",
        ),
    ],
)
def test_pages_beside_the_postings_are_told_apart(title: str, body: str, kind: str) -> None:
    reading = read(page(site(title, body)))
    if kind in ("closed_posting", "application_form"):
        assert reading.kind == kind
    else:
        with pytest.raises(NotAPostingError) as refusal:
            require_posting(reading)
        assert refusal.value.reason == kind


def test_a_form_for_any_job_has_no_title_and_no_place() -> None:
    body = f"<h1>Candidatura spontanea</h1><p>Compila il modulo.</p>{FORM}"
    posting = posting_of(page(site("Candidatura spontanea | Caseificio Lodi", body)))
    assert posting.title is None
    assert posting.job_location == []
