"""Employment types out of days, hours, labels and short sentences; and what is none of them."""

from __future__ import annotations

import pytest
from reading_samples import page, posting_of


def types(body: str) -> list[str]:
    return [kind.value for kind in posting_of(page(body)).employment_type]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<h1>Nurse</h1><p>Join our ward in Leeds. 3 days a week, no nights.</p>", ["PART_TIME"]),
        ("<h1>Nurse</h1><p>2 days a week in our office in Leeds, the rest at home.</p>", []),
        ("<h1>Koch</h1><p>Wir öffnen um elf. Vollzeit, 5-Tage-Woche.</p>", ["FULL_TIME"]),
        ("<h1>ホールスタッフ</h1><p>時給1,200円</p><p>週2日〜、1日4時間から</p>", ["PART_TIME"]),
        ("<h1>Kok</h1><div><b>Contract</b> <span>Tijdelijk</span></div>", ["TEMPORARY"]),
        ("<h1>Kok</h1><p>Contract bepaalde duur (1 jaar)</p>", ["TEMPORARY"]),
        ("<h1>Planner</h1><p>Salaris € 2.600 - € 3.100 obv fulltime</p>", []),
        ("<h1>Planner</h1><p>We zoeken een planner (24 uur) in Goes.</p>", ["PART_TIME"]),
        ("<h1>Sozialarbeiter/in</h1><p>Umfang: 30-35 Wochenstunden</p>", ["PART_TIME"]),
        ("<h1>Betreuer</h1><p>Gerne 25-30 Stunden in der Woche.</p>", ["PART_TIME"]),
        ("<h1>Analyst</h1><p>Contract type: 12 months, may be extended</p>", ["TEMPORARY"]),
        ("<h1>Koch</h1><p>20 - 40 Std./Woche, unbefristet</p>", ["FULL_TIME", "PART_TIME"]),
        ("<h1>Účetní</h1><p>Pracovní poměr na dobu neurčitou, úvazek 0,5.</p>", ["PART_TIME"]),
        ("<h1>Bediening (part-time)</h1><p>Grand Café De Steiger, Harlingen</p>", ["PART_TIME"]),
        ("<h1>Stage UX</h1><p>Je werkt 4 dagen per week. Dienstverband: stage</p>", ["INTERN"]),
    ],
)
def test_a_week_tells_the_employment_type(body: str, wanted: list[str]) -> None:
    assert types(body) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<h1>Clerk</h1><p>Office in Reading. WFH Fridays.</p>", "HYBRID"),
        ("<h1>Engineer</h1><p>Location: Anywhere (UTC-5 to UTC+2)</p>", "TELECOMMUTE"),
        ("<h1>Developer</h1><p>Brugman zoekt een developer. 36-40 uur, hybride.</p>", "HYBRID"),
        ("<h1>Sviluppatore</h1><p>Cerchiamo uno sviluppatore, ibrido 2 giorni.</p>", "HYBRID"),
        ("<h1>Projectleider</h1><p>Stad Veurne zoekt. Telewerk is mogelijk.</p>", "HYBRID"),
        ("<p>#vacancy #remote</p><h1>Editor</h1><p>We seek an editor.</p>", "TELECOMMUTE"),
        ("<h1>経理スタッフ</h1><p>勤務時間：8:30〜17:30（週2日まで在宅勤務可）</p>", "HYBRID"),
    ],
)
def test_days_at_home_are_hybrid(body: str, wanted: str) -> None:
    assert posting_of(page(body)).job_location_type == wanted


def test_the_day_a_mail_was_sent_is_not_that_of_the_posting_but_gives_its_year() -> None:
    posting = posting_of(
        page(
            "<p>Van: Joke Blom</p><p>Verzonden: dinsdag 3 februari 2026 16:12</p>"
            "<p>Onderwerp: vacature planner</p><p>We zoeken een planner. Reageren kan tot"
            " 20 februari bij mij.</p>"
        )
    )
    assert posting.date_posted is None
    assert str(posting.valid_through) == "2026-02-20"
