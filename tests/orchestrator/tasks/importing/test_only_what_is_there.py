"""Every imported value stands in the document: of a model's answer, and of the rules'."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from cv_samples import TEXT, imported, jobs, pdf, profile, read
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_pdf import scanned_pdf, text_pdf

from orchestrator.errors import NotACvError, UnreadableSourceError
from orchestrator.request import AnswerFaultError
from orchestrator.tasks.importing.by_rules import profile_by_rules
from orchestrator.tasks.importing.checking import Checker
from orchestrator.tasks.importing.rows import Sheet
from orchestrator.tasks.importing.source_text import SourceText
from orchestrator.tasks.importing.task import import_request
from orchestrator.tasks.importing.text_rows import rows_of
from orchestrator.tasks.importing.unplaced import strings

JOB = {
    "employer": "Spokeworks Ltd",
    "position": "Product Engineer",
    "location": "Aarhus",
    "start": "2021-03",
    "end": None,
    "summary": None,
    "highlights": ["Taught two apprentices"],
}


def answer(**sections: Any) -> dict[str, Any]:
    return {"is_cv": True, **sections}


def test_a_models_answer_that_copies_is_taken_and_contact_comes_from_the_rules() -> None:
    document = profile(TEXT, answer(work=[JOB], label="Product Engineer"))

    assert jobs(document) == [("Product Engineer", "Spokeworks Ltd", "2021-03", None)]
    assert document["basics"]["email"] == "tove.halberg@mail.example"
    assert "Maintained a booking system in Java" in document["x-unplaced"]
    assert document["education"], "what the model says nothing of is as the rules have it"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("employer", "Initech"),
        ("position", "Chief Engineer"),
        ("location", "Berlin"),
        ("start", "2020-03"),
        ("start", "2017-08"),  # another job's
        ("end", "2024"),
    ],
)
def test_what_a_model_adds_or_moves_is_dropped_and_told(field: str, value: str) -> None:
    second = {**JOB, "employer": "Quayside Software", "start": None, "highlights": []}
    found = imported(TEXT, answer(work=[{**JOB, field: value}, second]))

    assert value not in json.dumps(found.profile.to_json_resume()["work"])
    assert any(x.action == "dropped" and value in x.detail for x in found.notices)


def test_a_highlight_must_be_there_whole_and_word_by_word() -> None:
    lines = ["Taught two apprentices", "Taught 20 apprentices", "Built the parts catalog"]
    found = imported(TEXT, answer(work=[{**JOB, "highlights": lines}]))

    assert found.profile.work[0].highlights == ["Taught two apprentices"]
    assert sum(x.action == "dropped" for x in found.notices) == 2


def test_a_skill_within_another_word_is_not_there() -> None:
    skills = [{"name": "Languages", "level": None, "keywords": ["Java", "JavaScript", "Kot"]}]

    assert profile(TEXT, answer(skills=skills))["skills"][0]["keywords"] == ["Java"]


def test_an_answer_without_any_true_employer_is_sent_back() -> None:
    with pytest.raises(AnswerFaultError, match="letter for letter"):
        imported(TEXT, answer(work=[{**JOB, "employer": "Initech"}]))


def test_contact_data_is_not_sent_and_the_document_is_marked_as_data() -> None:
    request = import_request(read(TEXT.encode()))

    for secret in ("halberg", "mail.example", "55 01 47"):
        assert secret not in request.text.casefold()
    assert "Spokeworks Ltd" in request.text
    assert request.task == "profile_import"


def test_a_model_that_finds_no_cv_is_believed() -> None:
    with pytest.raises(NotACvError):
        imported(TEXT, {"is_cv": False})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Invoice\nInvoice number: 2231\nBill to: Mara Stone\nHosting 20.00\nSubtotal 20.00\n"
         "VAT 4.00\nTotal due 24.00\n", "invoice"),
        ("Backend Engineer\nWe are looking for an engineer.\nYour responsibilities\n- Build\n"
         "Your profile\n- 5 years of experience\nWhat we offer\n- Fruit\nApply now\n", "posting"),
        ("Dear Ms Stone,\n\nI read your posting with interest and would like to apply.\n\n"
         "Kind regards,\nTove Halberg\n", "letter"),
    ],
)  # fmt: skip
def test_what_is_clearly_no_cv_is_refused_before_anybody_is_asked(text: str, what: str) -> None:
    with pytest.raises(NotACvError, match=what):
        import_request(read(text.encode()))


def test_a_text_without_any_life_in_it_is_refused_by_the_rules() -> None:
    with pytest.raises(NotACvError, match="no jobs"):
        imported("The rain fell on the harbour all day long and nobody came to the market.\n" * 3)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"  \n", "empty"),
        (b"Tove Halberg", "empty"),
        (text_pdf(TEXT, password="sesame"), "encrypted"),
        (text_pdf(TEXT)[:-400], "damaged"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"{\\rtf1 Tove}", "unsupported_type"),
        (b"<!doctype html><html><body>Tove Halberg</body></html>", "unsupported_type"),
    ],
)
def test_a_document_that_cannot_be_read_stops_with_advice(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        read(data)

    assert caught.value.reason == reason
    assert caught.value.hint


def test_a_scan_is_sent_as_pictures_and_never_becomes_a_person_by_itself() -> None:
    document = read(scanned_pdf())
    request = import_request(document)

    assert document.sheet is None
    assert len(request.images) == 1
    assert request.by_rules is not None


def test_pictures_are_checked_against_their_transcript() -> None:
    request = import_request(read(scanned_pdf()))
    assert request.check is not None
    told = answer(work=[{**JOB, "highlights": ["Built rockets"]}], transcript=TEXT)
    document = json.loads(request.check(json.dumps(told)))["document"]

    assert "highlights" not in document["work"][0]
    assert document["basics"]["name"] == "TOVE HALBERG"


def test_what_the_rules_read_of_a_pdf_is_in_its_text() -> None:
    data = pdf("# Ora Whitfield", "ora@mail.example", "# Experience",
               "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)",
               "• Runs two shifts and transmis-", [(58, "sions")])  # fmt: skip

    assert not [x for x in imported(data).notices if x.action == "dropped"]


@pytest.mark.parametrize(
    "text", ["1" * 150_000, "[a](" * 20_000, "Jan 2019 - " * 9_000, "a," * 60_000]
)
def test_a_hostile_text_is_read_or_refused_in_time(text: str) -> None:
    started = time.process_time()
    with suppress(UnreadableSourceError, NotACvError):
        imported(f"{TEXT}\n{text}")

    assert time.process_time() - started < 10


_LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [*TEXT.splitlines(), "Education", "Skills", "2019 – 2021", "• x", "Jan 2020"]
        ),
    ),
    max_size=25,
)


@settings(max_examples=120, deadline=None)
@given(_LINES)
def test_no_text_makes_the_rules_fail_or_invent(lines: list[str]) -> None:
    rows, links = rows_of("\n".join(lines))
    sheet = Sheet(tuple(rows), tuple(links))
    source = SourceText(sheet)
    document = Checker(sheet).checked(profile_by_rules(sheet).document)

    for text in strings(document):
        assert all(source.holds(part) for part in text.split("\n")) or text in source.all_dates


@pytest.mark.parametrize(
    "line",
    [
        "tove{0}@mail.example | +45 20 55 {0:04d} | github.com/tove{0}",
        "BSc in Subject {0}, University of Town {0}, 2001 - 2004",
    ],
)
def test_thousands_of_lines_of_one_kind_cost_no_square_of_time(line: str) -> None:
    text = "Tove Halberg\n{0}\nEXPERIENCE\nEngineer, Spokeworks Ltd (2001 - 2010)\nEDUCATION\n{0}\n"
    lines = "\n".join(line.format(number) for number in range(1_300))

    started = time.process_time()
    profile(text.format(lines))

    assert time.process_time() - started < 5  # it was 20 and more; a second on two cores now


def test_a_summary_that_names_the_person_keeps_its_words() -> None:
    text = TEXT.replace("Builds tools for", "Tove Halberg builds tools for")
    answer = {
        "summary": "[name] builds tools for people who repair bicycles.",
        "work": [{"employer": "Spokeworks Ltd", "position": "[name]"}],
    }

    document = profile(text, answer)

    assert document["basics"]["summary"] == (
        "Tove Halberg builds tools for people who repair bicycles."
    )
    assert "[name]" not in json.dumps(document)


def test_a_posting_with_a_year_in_it_is_no_person() -> None:
    text = (
        "Senior Engineer (m/f/d)\nSpokeworks Ltd, Aarhus\n\nAbout the role\nWe are looking for an "
        "engineer.\n\nYour responsibilities\n- Build the catalogue\n\nRequirements\n- 5 years of "
        "Python\n\nWhat we offer\n- 30 days off\n\nApply now at jobs@spokeworks.example. We have "
        "been around since 1998.\n"
    )

    with pytest.raises(NotACvError, match="a job posting"):
        imported(text)
