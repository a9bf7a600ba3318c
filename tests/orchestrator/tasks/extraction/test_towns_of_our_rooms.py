"""Towns that stand only in a sentence about our own rooms, or in the title's."""

from __future__ import annotations

import pytest
from reading_samples import page, posting_of


def places(title: str, text: str) -> list[str]:
    html = (
        f"<h1>{title}</h1><p>You will look after what we make and whoever buys it, all the year "
        f"round.</p><h3>Requirements</h3><ul><li>Patience</li><li>{text}</li></ul>"
    )
    return [place.name for place in posting_of(page(html)).job_location]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The ability to work onsite at our Portland, OR office.", "Portland, OR"),
        ("Our 90-acre Durham campus is a short walk from the station.", "Durham"),
        ("You spend two days a week in our quiet Leeds studio.", "Leeds"),
        ("You join our small team in Ely, Cambridgeshire.", "Ely, Cambridgeshire"),
        ("Notre petit atelier à Die (26) vous attend.", "Die (26)"),
        ("Du arbeitest in unserem Berliner Büro.", "Berlin"),
        ("Je werkt op ons Amsterdamse kantoor.", "Amsterdam"),
    ],
)
def test_the_town_that_names_our_rooms_is_the_place(text: str, place: str) -> None:
    assert places("Software Engineer", text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "Working closely with our London office.",
        "Visits to the customer's Leeds warehouse.",
        "You go to and fro between our Leeds studio and our Durham workshop.",
        "At our busy office nobody is bored.",
    ],
)
def test_rooms_that_may_be_others_name_no_place(text: str) -> None:
    assert places("Software Engineer", text) == []


def test_the_town_within_the_title_stands_before_one_in_the_prose() -> None:
    title = "The Harbour Fund in Nairobi Hiring Programme Officer for Water"
    text = "There are 35 people, with those of the office in Mogadishu, Somalia."
    assert places(title, text) == ["Nairobi"]


def test_the_town_that_the_work_is_near_to_is_its_place_where_no_other_is_told() -> None:
    text = "Hollin House, a farm near Salisbury, is looking for an engineer."
    assert places("Software Engineer", text) == ["Salisbury"]


def test_an_address_among_the_contacts_stands_behind_the_town_of_our_site() -> None:
    html = (
        "<h1>Engineer</h1><p>for our Stuttgart site, permanent</p><h2>Your profile</h2><ul><li>"
        "Patience</li></ul><h2>Contact</h2><p>Neckarweg 4 · 73730 Esslingen</p>"
    )
    assert [place.name for place in posting_of(page(html)).job_location] == ["Stuttgart"]


def test_a_line_of_an_employer_and_one_more_name_tells_the_town() -> None:
    html = (
        "<p>Gasthof zum Steg, Brillen</p><p>Wir suchen eine/n</p><p>Restaurantleiter/in 100%</p>"
        "<p>Freude an der Gastronomie? Dann melden Sie sich bei Familie Abt.</p>"
    )
    assert [place.name for place in posting_of(page(html)).job_location] == ["Brillen"]
