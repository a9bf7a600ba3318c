"""A true line under another employer is false: it goes back to its own entry, or out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cv_samples import TEXT, imported, jobs, page, pdf, pdf_of

if TYPE_CHECKING:
    from profiles.master_profile import ImportedProfile

CATALOGUE = (
    "Built the parts catalogue that 400 shops search every day, and kept it answering within "
    "a tenth of a second"
)
GROUPED = """\
Wen Thorsby
wen@mail.example

EXPERIENCE
Cascadia Build Systems, Seattle
Product Lead, May 2022 - present
- Owns the build cache
Product Manager, Feb 2019 - Apr 2022
- Shipped the hosted version
Puget Maps Inc., Bellevue
Software Engineer, Jul 2014 - Jan 2019
- Wrote the tile renderer

EDUCATION
M.S. in Computer Science, Olympic University, 2012 - 2014
"""


def job(employer: str, position: str | None, start: str | None, *lines: str) -> dict[str, Any]:
    return {"employer": employer, "position": position, "start": start, "highlights": list(lines)}


def read(text: str | bytes, *work: dict[str, Any]) -> ImportedProfile:
    return imported(text, {"is_cv": True, "work": list(work)})


def lines_of(found: ImportedProfile) -> dict[str, list[str]]:
    return {f"{x.position}, {x.name}": list(x.highlights) for x in found.profile.work}


def told(found: ImportedProfile) -> list[tuple[str, str]]:
    return [(x.action, x.path) for x in found.notices if x.action != "kept"]


def test_a_highlight_under_another_employer_goes_back_to_where_it_stands() -> None:
    found = read(
        TEXT,
        job("Spokeworks Ltd", "Product Engineer", "2021-03", "Taught two apprentices"),
        job("Quayside Software", "Junior Developer", "2017-08",
            CATALOGUE, "Maintained a booking system in Java"),
    )  # fmt: skip

    assert lines_of(found) == {
        "Product Engineer, Spokeworks Ltd": [CATALOGUE, "Taught two apprentices"],
        "Junior Developer, Quayside Software": ["Maintained a booking system in Java"],
    }
    assert told(found) == [("mapped", "work[1].highlights")]
    assert "Spokeworks Ltd" in found.notices[0].detail


def test_what_stands_at_an_employer_that_the_model_leaves_out_is_dropped_and_kept_apart() -> None:
    line = "Maintained a booking system in Java"
    found = read(TEXT, job("Spokeworks Ltd", "Product Engineer", "2021-03", line))

    assert lines_of(found) == {"Product Engineer, Spokeworks Ltd": []}
    assert ("dropped", "work[0].highlights") in told(found)
    assert line in str(found.profile.to_json_resume()["x-unplaced"])


@pytest.mark.parametrize("text", [TEXT, GROUPED])
def test_swapped_titles_are_put_right(text: str) -> None:
    one, two = (
        (job("Spokeworks Ltd", "Junior Developer", "2021-03"),
         job("Quayside Software", "Product Engineer", "2017-08"))
        if text == TEXT else
        (job("Cascadia Build Systems", "Software Engineer", "2022-05"),
         job("Puget Maps Inc.", "Product Lead", "2014-07"))
    )  # fmt: skip
    found = read(text, one, two)

    titles = {x.name: x.position for x in found.profile.work}
    assert titles[one["employer"]] in (two["position"], None)
    assert titles[two["employer"]] in (one["position"], None)


def test_several_roles_at_one_employer_keep_what_is_theirs() -> None:
    work = [
        job("Cascadia Build Systems", "Product Lead", "2022-05", "Owns the build cache"),
        job("Cascadia Build Systems", "Product Manager", "2019-02", "Shipped the hosted version"),
        job("Puget Maps Inc.", "Software Engineer", "2014-07", "Wrote the tile renderer"),
    ]
    found = read(GROUPED, *work)
    swapped = read(GROUPED, work[0] | {"highlights": work[1]["highlights"]},
                   work[1] | {"highlights": work[0]["highlights"]}, work[2])  # fmt: skip

    assert told(found) == []
    assert lines_of(found) == lines_of(swapped)
    assert [start for _, _, start, _ in jobs(found.profile.to_json_resume())] == [
        "2022-05", "2019-02", "2014-07"]  # fmt: skip


def test_a_start_that_is_the_end_of_the_own_dates_is_no_start() -> None:
    found = read(GROUPED, job("Puget Maps Inc.", "Software Engineer", "2019-01"))

    assert found.profile.work[0].start_date is None
    assert ("dropped", "work[0].startDate") in told(found)


def test_a_sidebar_between_a_header_and_its_lines_takes_nothing_away() -> None:
    main = [(200.0, "Yard Manager, Alderbrook Freight Inc."), (200.0, "Mar 2019 - Present")]
    data = pdf("# Ora Whitfield", "ora@mail.example",
               [(50, "# Skills"), (200, "# Experience")],
               [(50, "Forklift"), main[0]], [(50, "Rotas"), main[1]],
               [(50, "# Education"), (200, "• Runs two shifts of twelve")],
               [(50, "BSc Logistics"), (200, "• Cut demurrage by a third")],
               [(50, "Tern University, 2014"), (200, "• Trains the new drivers")])  # fmt: skip
    lines = ["Runs two shifts of twelve", "Cut demurrage by a third", "Trains the new drivers"]
    found = read(data, job("Alderbrook Freight Inc.", "Yard Manager", "2019-03", *lines))

    assert told(found) == []
    assert found.profile.work[0].highlights == lines


def test_lines_on_the_next_page_belong_to_the_last_header() -> None:
    first = page("# Ora Whitfield", "ora@mail.example", "# Experience",
                 "Yard Manager, Alderbrook Freight Inc. (Mar 2019 - Present)",
                 "• Runs two shifts")  # fmt: skip
    second = page("• Cut demurrage by a third", "Clerk, Hollow Quay Ltd (2015 - 2018)",
                  "• Kept the ledgers")  # fmt: skip
    found = read(
        pdf_of(first, second),
        job("Alderbrook Freight Inc.", "Yard Manager", "2019-03", "Runs two shifts"),
        job("Hollow Quay Ltd", "Clerk", "2015", "Cut demurrage by a third", "Kept the ledgers"),
    )

    assert lines_of(found) == {
        "Yard Manager, Alderbrook Freight Inc.": ["Runs two shifts", "Cut demurrage by a third"],
        "Clerk, Hollow Quay Ltd": ["Kept the ledgers"],
    }
