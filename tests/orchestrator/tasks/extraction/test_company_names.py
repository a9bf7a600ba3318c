from __future__ import annotations

import pytest
from reading_samples import page, pasted, posting_of

from orchestrator.tasks.extraction.rules.company_addresses import address_names


def company(html: str, *, url: str | None = None) -> str | None:
    organization = posting_of(page(html, url=url)).hiring_organization
    return organization.name if organization else None


BODY = "<h1>Baker</h1><p>You bake bread.</p>"


@pytest.mark.parametrize(
    "line",
    [
        "Company: Bread Ltd",
        "Arbeitgeber: Bread Ltd",
        "Entreprise : Bread Ltd",
        "Empresa: Bread Ltd",
        "Pracodawca: Bread Ltd",
        "Работодатель: Bread Ltd",
        "会社名：Bread Ltd",
    ],
)
def test_the_company_is_read_after_its_label(line: str) -> None:
    assert company(f"{BODY}<p>{line}</p>") == "Bread Ltd"


@pytest.mark.parametrize(
    "markup",
    [
        '<meta property="og:site_name" content="Bread Ltd">',
        "<title>Bread Ltd is hiring Baker in Leeds</title>",
        "<title>Brot &amp; Korn GmbH sucht Baker</title>",
        "<title>Baker | Careers at Bread Ltd</title>",
        "<title>Baker | Bread Ltd Careers</title>",
        "<title>Baker - Leeds - Full-time - Bread Ltd</title>",
    ],
)
def test_the_head_of_a_page_names_the_company(markup: str) -> None:
    assert company(f"<html><head>{markup}</head><body>{BODY}") in ("Bread Ltd", "Brot & Korn GmbH")


@pytest.mark.parametrize(
    "rest",
    [
        "<h2>About Bread Ltd</h2><footer>© 2019 - 2026 Bread Ltd. All rights reserved</footer>",
        "<h2>About Bread Ltd</h2><nav><p>Careers at Bread Ltd</p></nav>",
        "<p>Careers at Bread Ltd</p><img alt='Bread Ltd logo'>",
        "<p><b>Why join Bread Ltd?</b></p><footer>Copyright Bread Ltd | Privacy</footer>",
        "<p>Bread Ltd is hiring bakers who like to see the sun rise over the roofs of the old "
        "town.</p><footer>© Bread Ltd</footer>",
    ],
)
def test_two_parts_of_a_page_that_agree_name_the_company(rest: str) -> None:
    assert company(BODY + rest) == "Bread Ltd"


@pytest.mark.parametrize(
    "rest",
    [
        "<p>© 2026</p>",
        "<p>About us</p><p>Careers at Leeds</p>",
        "<h2>About the role</h2><footer>© 2026 Greenhouse</footer>",
        "<img alt='Logo'><p>Company: https://bread.example</p><p>Company: 12345</p>",
        "<p>Company: jobs@bread.example</p><p>Company: Software Engineer</p>",
        "<p>Company: one two three four five six seven eight nine</p>",
        "<p>Company: a small family business</p>",
        f"<p>Company: {'B' * 90}</p>",
        "<p>Company: Baker</p>",
        "<p>Company: Leeds, England</p>",
    ],
)
def test_what_names_no_company_leaves_it_unknown(rest: str) -> None:
    assert company(BODY + rest) is None


def test_a_legal_form_makes_a_name_of_an_occupation() -> None:
    assert company(f"{BODY}<p>Company: Architect Ltd</p>") == "Architect Ltd"


@pytest.mark.parametrize(
    ("url", "heading"),
    [
        ("https://jobs.breadandmore.example/1", "Bread and More"),
        ("https://careers-breadmore.example/1", "Bread More"),
        ("https://board.example/breadmore/1", "Bread More"),
    ],
)
def test_an_address_that_spells_a_name_of_the_page_names_the_company(
    url: str, heading: str
) -> None:
    assert company(f"{BODY}<h2>{heading}</h2><p>We bake.</p>", url=url) == heading


def test_an_address_alone_names_no_company() -> None:
    assert company(BODY, url="https://jobs.breadmore.example/1") is None
    long = "<p>" + "Supercalifragilistic" * 4 + " Extraordinarily Long Words</p>"
    assert company(BODY + long, url="https://jobs.breadmore.example/1") is None


@pytest.mark.parametrize(
    ("url", "names"),
    [
        (None, set[str]()),
        ("https://careers.bread.example/jobs/123", {"bread"}),
        ("https://www.breadgroup.example/", {"breadgroup", "bread"}),
        ("https://greenhouse.example/apply", set[str]()),
        ("nonsense", set[str]()),
    ],
)
def test_an_address_without_words_for_jobs_and_systems_is_what_may_name_a_company(
    url: str | None, names: set[str]
) -> None:
    assert address_names(url) == names


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Bread Ltd - Leeds, England", "Bread Ltd"),
        ("Bread Ltd · Leeds · Full-time", "Bread Ltd"),
        ("Leeds · Full-time", None),
        ("Apply: Leeds", None),
        ("Our people make the difference, every morning, every day - Leeds", None),
        ("Night shift £20", None),
    ],
)
def test_the_line_under_the_title_names_the_company_beside_the_place(
    line: str, name: str | None
) -> None:
    text = f"Baker\n{line}\n\nYou bake bread for us.\n\nRequirements\n- Early mornings"
    found = posting_of(pasted(text)).hiring_organization
    assert (found.name if found else None) == name


def test_a_name_that_its_own_posting_repeats_wins_over_a_slogan() -> None:
    html = (
        "<title>Boulanger | Le pain du matin | Fournil SA</title><h1>Boulanger</h1>"
        "<p>Fournil SA fait du pain. Fournil SA recrute.</p><p>Fournil SA, Nantes</p>"
    )
    assert company(html) == "Fournil SA"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<h1>Baker</h1><p>Harbor Bread</p><p>Leeds</p>", "Harbor Bread"),
        ("<h1>Baker</h1><p><a href='/c'>Harbor Bread</a></p><p>Full time</p>", "Harbor Bread"),
        ("<p>Harbor Bread Ltd</p><h1>Baker</h1><p>Leeds</p>", "Harbor Bread Ltd"),
        ("<h1>Bäcker</h1><p>Hafenbrot, Hamburg, Deutschland</p>", "Hafenbrot"),
        ("<h1>Baker</h1><p>£12 an hour</p><p>Harbor Bread</p><p>Full time</p>", "Harbor Bread"),
        ("<h1>Bäcker</h1><p>Die Hafenbrot eG sucht einen Bäcker für Hamburg.</p>", "Hafenbrot eG"),
        (
            "<h1>Baker</h1><p>Harbor Bread, a bakery of 12 people in Leeds, is looking for "
            "a baker.</p>",
            "Harbor Bread",
        ),
        ("<h1>パン職人</h1><p>株式会社みなとパン</p><p>正社員</p>", "株式会社みなとパン"),
        ("<h1>Пекарь</h1><p>ООО Портовый хлеб</p><p>Полная занятость</p>", "ООО Портовый хлеб"),
    ],
)
def test_the_lines_around_the_title_name_the_company(body: str, name: str) -> None:
    assert company(f"{body}<h3>What you do</h3><p>You bake bread.</p>") == name


@pytest.mark.parametrize(
    "line",
    ["Engineering", "Customer Success", "Vertrieb und Marketing", "3.9 out of 5", "2 days ago",
     "Category: Bread", "Se requiere:", "register"],
)  # fmt: skip
def test_other_lines_under_the_title_are_no_company(line: str) -> None:
    assert company(f"<h1>Baker</h1><p>{line}</p><p>Leeds</p><p>You bake bread.</p>") is None


@pytest.mark.parametrize(
    ("head", "job", "name"),
    [
        ("Baker at Harbor Bread in Leeds | Jobs", "Baker", "Harbor Bread"),
        ("Bäcker Vollzeit bei Hafenbrot eG in Hamburg", "Bäcker", "Hafenbrot eG"),
        ("Hafenbrot eG stellt ein: Bäcker in Hamburg | LinkedIn", "Bäcker", "Hafenbrot eG"),
        ("Вакансия Пекарь, работа в компании «Портовый хлеб»", "Пекарь", "Портовый хлеб"),
    ],
)
def test_the_title_of_a_page_says_at_whom(head: str, job: str, name: str) -> None:
    assert company(f"<title>{head}</title><h1>{job}</h1><p>You bake bread.</p>") == name


def test_a_board_gives_way_to_the_company_that_the_posting_names() -> None:
    body = (
        "<title>Baker - Harbor Bread - Careerhub</title>"
        '<meta property="og:site_name" content="Careerhub">'
        "<h1>Baker</h1><p>Harbor Bread</p><p>Leeds</p><p>You bake bread.</p>"
        "<footer>© 2026 Careerhub</footer>"
    )
    assert company(body) == "Harbor Bread"


def test_an_address_in_the_head_that_is_none_costs_nothing() -> None:
    head = '<head><meta property="og:url" content="https://[bakery"></head>'
    assert posting_of(page(f"<html>{head}<h1>Baker</h1><p>Company: Crumb Ltd</p></html>")).title


def test_a_site_that_its_posting_never_mentions_gives_way_to_whom_it_tells_of() -> None:
    body = (
        "<title>Baker - Leeds | Breadusers</title><h1>Baker</h1><p>13 February 2026</p>"
        "<p>Harbor Bread is looking for a baker who likes to get up early and to bake all day, "
        "in a team of five and with the best flour of the north.</p>"
        '<img alt="Breadusers logo" src="logo.png"><footer>© 2026 Breadusers</footer>'
    )
    assert company(body) == "Harbor Bread"


def test_a_title_says_at_whom() -> None:
    body = "<h1>Bakker bij de Goudse Broodmeesters</h1><p>Je bakt brood, elke dag.</p>"
    assert company(f"<title>Bakker</title>{body}") == "Goudse Broodmeesters"


@pytest.mark.parametrize("line", ["Engineering · Leeds · Full time", "Contractueel – voltijds"])
def test_a_category_beside_the_terms_is_no_company(line: str) -> None:
    assert company(f"<h1>Baker</h1><p>{line}</p><p>You bake bread.</p>") is None


def test_a_telephone_number_is_not_part_of_the_name() -> None:
    assert company(f"{BODY}<p>Company: Harbor Bread 011 22 33 44</p>") == "Harbor Bread"


def test_a_name_that_grew_by_its_trade_is_found_by_its_mailbox() -> None:
    html = (
        "<title>Analyst - Zelvo</title><h1>Analyst</h1><p>You measure the snow of all mountains "
        "that can be seen from the train; the train is paid for by Zelvo Labs.</p>"
        "<h3>Requirements</h3><ul><li>Patience</li></ul><p>Write to Zelvo: jobs@zelvo.example</p>"
    )
    organization = posting_of(page(html)).hiring_organization
    assert organization is not None
    assert organization.name == "Zelvo Labs"
