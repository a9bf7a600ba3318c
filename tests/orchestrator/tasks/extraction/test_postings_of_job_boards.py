"""Invented reductions of how job boards and company pages lay out a posting, and of their traps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from reading_samples import json_ld, page, posting_of

from profiles.postings import JobLocationType, JobPosting

BODY = "<h2>Duties</h2><ul><li>Keep the bees.</li></ul>"


def of(html: str, head: str = "") -> JobPosting:
    return posting_of(page(f"<head><title>{head}</title></head><body>{html}{BODY}</body>"))


def company(posting: JobPosting) -> str | None:
    return posting.hiring_organization.name if posting.hiring_organization else None


def places(posting: JobPosting) -> list[str]:
    return [place.name for place in posting.job_location]


@pytest.mark.parametrize(
    ("head", "html", "title"),
    [
        ("Beekeeper - Apiary Ltd - Career Page", "<h1>Beekeeper</h1>", "Beekeeper"),
        ("Job Description - Beekeeper (2500871)", "<h2>Beekeeper (2500871)</h2>", "Beekeeper"),
        ("Posting Details", "<h1>Opportunity Detail</h1><h3>Hive Inspector</h3>", "Hive Inspector"),
        ("Beekeeper - Indeed.com", "<h1>Beekeeper - job post</h1>", "Beekeeper"),
        ("", "<h1>養蜂スタッフ - 求人情報</h1>", "養蜂スタッフ"),
        ("", "<table><tr><td>Home</td><td>HIVE INSPECTOR NEEDED</td></tr></table>",
         "HIVE INSPECTOR"),
    ],
)  # fmt: skip
def test_what_a_site_says_of_itself_is_no_part_of_the_title(
    head: str, html: str, title: str
) -> None:
    assert of(html, head).title == title


@pytest.mark.parametrize(
    ("head", "html", "name"),
    [
        ("Beekeeper - Brindlewick Farms - Career Page", "<h1>Beekeeper</h1>", "Brindlewick Farms"),
        ("Beekeeper | Brindlewick Farms on Notion", "<h1>Beekeeper</h1>", "Brindlewick Farms"),
        ("Вакансия «Пчеловод» в Самаре, работа в компании «Улей» — Хабр Карьера",
         "<h1>Пчеловод</h1><p>Компания «Улей» ищет пчеловода.</p>", "Улей"),
        ("", "<h1>養蜂スタッフ</h1><p>株式会社ハチノキでは、スタッフを募集しています。</p>",
         "株式会社ハチノキ"),
        ("", "<h1>Пчеловод</h1><p>от 60 000 ₽/месяц</p><p>ООО Медовый Двор</p><p>Казань</p>",
         "ООО Медовый Двор"),
        ("", "<h1>Beekeeper</h1><p>© 2026 ADP, Inc. All rights reserved</p>", None),
        ("Beekeeper | SuperJob", "<h1>Beekeeper</h1>", None),
    ],
)  # fmt: skip
def test_the_employer_is_told_from_the_site_that_carries_its_posting(
    head: str, html: str, name: str | None
) -> None:
    found = company(of(html, head))
    assert found == name or (found or "").strip("«»") == name


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<h4>Locations</h4><p>Showing 1 location</p><p>Elm House</p><p>4 Elm Rd</p>"
         "<p>Tampa, FL 33602</p>", ["Elm House, 4 Elm Rd, Tampa, FL 33602"]),
        ("<dl><dt>Locations</dt><dd>2 vacancies in the following locations:"
         "<ul><li>Fort Collins, CO</li><li>Grand Junction, CO</li></ul></dd></dl>",
         ["Fort Collins, CO", "Grand Junction, CO"]),
        ("<p>Charlotte, North Carolina, United States of America</p>",
         ["Charlotte, North Carolina, United States of America"]),
        ("<p>勤務地：〒530-0001 大阪府大阪市北区梅田1-1-1</p>",
         ["〒530-0001 大阪府大阪市北区梅田1-1-1"]),
        ("<h2>勤務地</h2><p>＜勤務地詳細＞</p><p>住所：愛知県名古屋市港区9-9</p>",
         ["愛知県名古屋市港区9-9"]),
        ("<p>Казань, улица Восстания, 100</p>", ["Казань, улица Восстания, 100"]),
        ("<p>Middle</p><p>Leeds, United Kingdom</p>", ["Leeds, United Kingdom"]),
    ],
)  # fmt: skip
def test_places_are_read_however_they_are_listed(html: str, found: list[str]) -> None:
    assert places(of(f"<h1>Beekeeper</h1>{html}")) == found


@pytest.mark.parametrize(
    ("html", "posted", "until"),
    [
        ("<p>Open &amp; closing dates</p><p>08/04/2025 to 08/15/2025</p>",
         date(2025, 8, 4), date(2025, 8, 15)),
        ("<p>Posting Date: 04/22/2025</p><p>Apply Before: 05/10/2025</p><p>Leeds, UK</p>",
         date(2025, 4, 22), date(2025, 5, 10)),
        ("<p>掲載予定期間：2025/9/15〜2025/12/14</p>", date(2025, 9, 15), date(2025, 12, 14)),
        ("<p>9 февраля 2026</p>", date(2026, 2, 9), None),
        ("<p>Send your CV to us by Friday, May 16, 2025.</p>", None, date(2025, 5, 16)),
        ("<p>Действительна до: 21.09.2025</p>", None, date(2025, 9, 21)),
        ("<p>Closing date: 30 September 2025</p>", None, date(2025, 9, 30)),
        ("<p>The festival began on 3 May 2019.</p>", None, None),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_order_that_the_page_shows(
    html: str, posted: date | None, until: date | None
) -> None:
    read = of(f"<h1>Beekeeper</h1>{html}")
    assert (read.date_posted, read.valid_through) == (posted, until)


@pytest.mark.parametrize(
    ("html", "pay"),
    [
        ("<p>Salary Range: $22.00 To $27.50 Hourly</p><p>Springfield, MO</p>",
         ("USD", 22, 27.5, "HOUR")),
        ("<p>Pay: $38.00 - $29.50 per hour</p><p>Austin, TX</p>", ("USD", 29.5, 38, "HOUR")),
        ("<dl><dt>Min</dt><dd>USD $24.50/Hr.</dd><dt>Max</dt><dd>USD $28.00/Hr.</dd></dl>",
         ("USD", 24.5, 28, "HOUR")),
        ("<p>$5,500 to $7,500</p><p>Monthly</p><p>Location: Singapore</p>",
         ("SGD", 5500, 7500, "MONTH")),
        ("<p>от 90 000 ₽/месяц</p><p>• компенсация обедов 5 000 ₽</p>",
         ("RUB", 90_000, None, "MONTH")),
        ("<p>Acme Bees | Lyon | Full-time | €50k-€60k + equity</p>",
         ("EUR", 50_000, 60_000, "YEAR")),
        ("<p>Salary: R25 000 - R30 000 CTC per month</p>", ("ZAR", 25_000, 30_000, "MONTH")),
        ("<p>Rate: US$12–16 an hour for a studio in Tasmania, Australia</p>",
         ("USD", 12, 16, "HOUR")),
        ("<table><tr><th>賃金形態等</th><td>時給</td></tr>"
         "<tr><th>通勤手当</th><td>月額 15,000円</td></tr></table>", None),
        ("<p>We raised $100 million and pay no less than others.</p>", None),
    ],
)  # fmt: skip
def test_pay_is_read_where_boards_put_it(html: str, pay: tuple[Any, ...] | None) -> None:
    found = of(f"<h1>Beekeeper</h1>{html}").base_salary
    assert (found and (found.currency, found.min, found.max, found.unit)) == pay


def test_full_and_part_time_of_two_lines_are_not_made_of_the_word_permanent() -> None:
    read = of("<h1>Beekeeper</h1><p>Part-time (21 hours per week)</p><p>Permanent</p>")
    assert read.employment_type == ["PART_TIME"]


def test_a_system_named_as_the_employer_gives_way_to_the_one_that_the_page_names() -> None:
    posting = posting_of(
        json_ld(
            {
                "@type": "JobPosting",
                "title": "Beekeeper",
                "hiringOrganization": {"name": "SmartRecruiters"},
                "datePosted": "2025-05-20",
                "validThrough": "2035-05-20",
                "jobLocation": {"address": {"addressLocality": "Cork", "addressRegion": "Europe"}},
            },
            body="<h1>Beekeeper</h1><h2>About Brindlewick Farms</h2>"
            "<p>Brindlewick Farms keeps bees.</p><p>© Brindlewick Farms</p>",
        )
    )
    assert company(posting) == "Brindlewick Farms"
    assert (posting.date_posted, posting.valid_through) == (date(2025, 5, 20), None)
    assert places(posting) == ["Cork"]


def test_a_type_of_structured_data_that_says_nothing_gives_way_to_the_page() -> None:
    posting = posting_of(
        json_ld(
            {
                "@type": "JobPosting",
                "title": "Beekeeper",
                "employmentType": "OTHER",
                "jobLocation": {
                    "address": {
                        "addressLocality": "80302",
                        "addressRegion": "CO",
                        "addressCountry": "US",
                    }
                },
            },
            body="<h1>Beekeeper</h1><p>Boulder, CO · Part time</p>",
        )
    )
    assert posting.employment_type == ["PART_TIME"]
    assert places(posting) == ["Boulder, CO"]


def test_a_country_of_structured_data_gives_way_to_the_town_on_the_page() -> None:
    posting = posting_of(
        json_ld(
            {
                "@type": "JobPosting",
                "title": "Beekeeper",
                "datePosted": "03/06/2025",
                "jobLocation": {"address": {"addressRegion": "-", "addressCountry": "GB"}},
            },
            body="<h1>Beekeeper</h1><p>Location: Leeds</p>",
        )
    )
    assert places(posting) == ["Leeds"]
    assert posting.date_posted == date(2025, 6, 3)


REQUIREMENTS: list[tuple[str, list[tuple[str, str, float | None, str]]]] = [
    ("<p>Requirements</p><p>- 2 years of hive experience</p><p>- Able to pass a drug screen</p>",
     [("experience", "must", 2, "2 years of hive experience"),
      ("legal", "must", None, "Able to pass a drug screen")]),
    ("<h3>Qualifications</h3><ul><li>Fluent English</li><li>German is a plus</li>"
     "<li>12+ months of beekeeping experience</li></ul><p>Primary Location: Leeds</p>"
     "<p>Job Posting: Feb 11, 2025</p><p>Apply Online</p>",
     [("language", "must", None, "Fluent English"), ("language", "nice", None, "German is a plus"),
      ("experience", "must", 1, "12+ months of beekeeping experience")]),
    ("<h3>Requirements</h3><p>Travel Required</p><p>No</p><h3>Conditions of employment</h3>"
     "<ul><li>Must be a citizen</li></ul>", [("legal", "must", None, "Must be a citizen")]),
    ("<h2>Our new colleague</h2><p>You will have a degree in biology and a driving licence.</p>",
     [("legal", "must", None, "You will have a degree in biology and a driving licence.")]),
    ("<p>【応募資格】</p><p>・養蜂の実務経験3年以上</p><p>【休日】土日祝</p>",
     [("experience", "must", 3, "養蜂の実務経験3年以上")]),
    ("<p>Что ждём:</p><p>- опыт от 3 лет</p><p>- желательно знание AutoCAD</p>"
     "<p>Контакт: @uley_hr</p>",
     [("experience", "must", 3, "опыт от 3 лет"),
      ("skill", "nice", None, "желательно знание AutoCAD")]),
    ("<h3>About you</h3><ul><li>Calm</li></ul><h3>What's on offer</h3>"
     "<ul><li>$50,000 - $60,000 + super</li><li>Permanent full time</li></ul>",
     [("skill", "must", None, "Calm")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "wanted"), REQUIREMENTS)
def test_requirements_are_what_is_asked_for_and_nothing_that_stands_beside_it(
    html: str, wanted: list[tuple[str, str, float | None, str]]
) -> None:
    posting = posting_of(page(f"<h1>Beekeeper</h1>{BODY}{html}"))
    found = [(r.kind, r.level, r.years, r.quote) for r in posting.requirements]
    assert found == wanted


def test_work_from_elsewhere_beside_a_town_leaves_the_choice() -> None:
    read = of("<h1>Beekeeper</h1><p>Leeds or Remote</p>")
    assert places(read) == ["Leeds or Remote"]
    assert read.job_location_type == JobLocationType.TELECOMMUTE
