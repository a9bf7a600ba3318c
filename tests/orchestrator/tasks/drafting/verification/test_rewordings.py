"""What people and models write when they say the same in other words, and what says more."""

import pytest

from orchestrator.tasks.drafting.verification import verify_line

HEADER = "Senior Backend Engineer, Larkspur Parcel, Portland, 2022-04 – present"
SERVICE = "Built the dispatch service in Python that assigns 42,000 parcels a day to 310 vans."
MOVED = "Moved 14 services to Kubernetes with two colleagues and wrote the runbooks for 6 of them."
QUERIES = "Reduced the slowest PostgreSQL queries from 11 s to 300 ms by partitioning a table."
TEAM = "Managed a team of 6 nurses and planned their shifts"


@pytest.mark.parametrize(
    ("line", "cited"),
    [
        ("In my current role at Larkspur Parcel I developed the dispatch service.", SERVICE),
        ("Created the service responsible for assigning 42,000 parcels each day", SERVICE),
        ("The service assigns more than 40,000 parcels daily to over 300 vans", SERVICE),
        ("Migrated 14 services to k8s alongside two colleagues", MOVED),
        ("I moved fourteen services to Kubernetes and authored runbooks for six of these", MOVED),
        ("Cut the slowest Postgres queries from 11 seconds to 300 milliseconds", QUERIES),
        ("Queries in PostgreSQL were brought down from 11 s to 300 ms", QUERIES),
        ("Led a team of six nurses and scheduled their shifts", TEAM),
        ("My responsibilities included planning the shifts of 6 nurses", TEAM),
    ],
)
def test_the_same_in_other_words_passes(line: str, cited: str) -> None:
    assert verify_line(line, [cited], headers=[HEADER], sections={"work"}) == ()


@pytest.mark.parametrize(
    ("line", "cited", "kind"),
    [
        ("Built the dispatch service for 42,000 vans", SERVICE, "number"),
        ("Built the dispatch service in Python 3", SERVICE, "technology"),
        ("Designed the dispatch service in Python", SERVICE, "authorship"),
        ("Built the dispatch service since 2019", SERVICE, "date"),
        ("Built all dispatch services in Python", SERVICE, "quantifier"),
        ("Moved 14 services to Kubernetes for Quillon Health", MOVED, "name"),
        ("Moved 14 services to Kubernetes on my own", MOVED, "authorship"),
        ("Led two colleagues who moved 14 services to Kubernetes", MOVED, "authorship"),
        ("Made PostgreSQL queries 36 times faster", QUERIES, "number"),
        ("Reduced PostgreSQL queries by 300 ms", QUERIES, "duration"),
        ("Founded a team of 6 nurses", TEAM, "authorship"),
        ("Managed a team of 6 nurses for ten years", TEAM, "duration"),
    ],
)
def test_what_says_more_is_found_by_its_kind(line: str, cited: str, kind: str) -> None:
    found = verify_line(line, [cited], headers=[HEADER], sections={"work"})
    assert kind in {finding.kind for finding in found}, found


def test_an_entrys_dates_carry_since_and_for_and_nothing_else() -> None:
    from datetime import date

    header = "Nurse, Brannock, 2019-02 – 2024-01"

    def faults(line: str, headers: tuple[str, ...] = (header,)) -> tuple[str, ...]:
        found = verify_line(line, ["Cared for patients"], headers=headers, today=date(2026, 1, 1))
        return tuple(finding.kind for finding in found)

    assert faults("Cared for patients from 2019 to 2024") == ()
    assert faults("Cared for patients since 2019") == ()
    assert faults("Cared for patients for 5 years") == ()
    assert faults("Cared for patients since 2018") == ("date",)
    assert faults("Cared for patients for 8 years") == ("duration",)
    assert faults("Cared for patients in 2020") == ("date",)
    lasting = ("Nurse, Brannock, 2023-01 – present",)
    assert faults("Cared for patients for 3 years", lasting) == ()


@pytest.mark.parametrize("text", ["a ", "1 ", "and built ", "(", "not ", "führte ", "as manager "])
@pytest.mark.parametrize("size", [2_999, 200_000])
def test_hostile_lines_take_no_time(text: str, size: int) -> None:
    import time

    start = time.perf_counter()
    verify_line((text * size)[:size], ["Built the tools and led 3 people"], headers=[HEADER])
    assert time.perf_counter() - start < 3
