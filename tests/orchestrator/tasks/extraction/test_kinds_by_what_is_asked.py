"""Forms told by what they ask, states of closing beside labels, jobs listed under one label."""

from __future__ import annotations

import pytest
from reading_samples import page

from orchestrator.tasks.extraction.reading import read


def site(title: str, body: str, language: str = "en") -> str:
    return f'<html lang="{language}"><head><title>{title}</title></head><body>{body}</body></html>'


POSTING = (
    "<h1>Data Engineer</h1><p>Norvik Ltd, Oslo, full-time</p>{}<h2>What you will do</h2>"
    "<ul><li>Build pipelines</li></ul><h2>What you bring</h2><ul><li>3 years of SQL</li></ul>"
)


@pytest.mark.parametrize(
    ("state", "language"),
    [
        ("<p>Status: closed</p>", "en"),
        ("<table><tr><td>Estado</td><td>Expirada</td></tr></table>", "pt"),
        ("<dl><dt>Statut</dt><dd>Pourvu</dd></dl>", "fr"),
        ("<p>Status: geschlossen</p>", "de"),
    ],
)
def test_a_state_beside_its_label_closes_a_posting(state: str, language: str) -> None:
    reading = read(page(site("Data Engineer", POSTING.format(state), language)))
    assert reading.kind == "closed_posting"


@pytest.mark.parametrize("state", ["<p>Status: open</p>", "<p>State: New York</p>"])
def test_other_states_close_nothing(state: str) -> None:
    assert read(page(site("Data Engineer", POSTING.format(state)))).kind == "posting"


def test_a_form_is_told_by_what_only_applicants_are_asked() -> None:
    body = (
        "<h1>Baker</h1><form><label>Full name<input></label><label>Notice period<input></label>"
        "<label>Expected salary<input></label><label>Cover letter<textarea></textarea></label>"
        "<button>Send</button></form>"
    )
    assert read(page(site("Baker - Norvik", body))).kind == "application_form"


def test_a_form_whose_fields_a_script_makes_is_told_by_its_labels() -> None:
    body = (
        "<h1>Application</h1><p>First name *</p><p>Last name *</p><p>Phone number</p>"
        "<p>How did you hear of us?</p><button>Send</button>"
    )
    assert read(page(site("Application - Norvik", body))).kind == "application_form"


def test_a_form_to_write_to_somebody_is_none_for_applicants() -> None:
    body = (
        "<h1>Contact</h1><form><label>Name<input></label><label>Email<input type=email></label>"
        "<label>Message<textarea></textarea></label><button>Send</button></form>"
    )
    assert read(page(site("Contact - Norvik", body))).kind != "application_form"


def test_jobs_under_the_same_label_over_and_over_are_a_list() -> None:
    jobs = "".join(
        f"<p>Position: {job}</p><p>Place: Oslo</p><p>Ring 555 01 0{at} for more.</p>"
        for at, job in enumerate(("Baker", "Cook", "Driver", "Gardener"))
    )
    assert read(page(site("Norvik", f"<h1>Norvik</h1>{jobs}"))).kind == "listing"


def test_the_lettered_jobs_of_a_public_notice_are_a_list() -> None:
    body = (
        "<h1>Aviso de abertura de procedimento concursal</h1><p>O município procura:</p>"
        "<p>Ref. A) - um posto de trabalho de Eletricista, com funções de manutenção</p>"
        "<p>Ref. B) - um posto de trabalho de Jardineiro, com funções de conservação</p>"
        "<p>Ref. C) - um posto de trabalho de Motorista, com funções de transporte</p>"
    )
    assert read(page(site("Aviso", body, "pt"))).kind == "listing"
