"""CVs in Arabic, Hebrew, Russian, Chinese and Polish, as text and as the pages of a PDF."""

from cv_samples import jobs, profile

from orchestrator.documents.columns import Line
from orchestrator.documents.right_to_left import Glyph, cells_of, text_of_cell
from orchestrator.tasks.importing.dates import spans
from orchestrator.tasks.importing.pdf_rows import rows_of

RUSSIAN = """\
Марфа Зеленская
marfa.zelenskaya@pochta.example
+7 (912) 555-01-44
Проживает: Пермь

Опыт работы — 7 лет 2 месяца

Ведущий технолог
ООО «Камский сыр»
Март 2020 — настоящее время
- Запуск линии мягких сыров

Образование

Магистр, Пищевая инженерия
Уральский университет
2012 — 2017

Знание языков
Русский — родной
Английский — B2
"""
CHINESE = """\
姓名：沈一鸣
电话：138-5555-0190
邮箱：shenyiming@youxiang.example

工作经历
2020年7月 - 至今    蓝桥软件有限公司    后端工程师
- 负责支付系统
2017.07 - 2020.06    青竹科技有限公司    测试工程师
- 编写自动化测试

教育背景
2013.09 - 2017.06    江海大学    软件工程 本科

专业技能
Java、MySQL、Redis
"""


def test_a_russian_cv_is_read_by_its_own_words() -> None:
    document = profile(RUSSIAN)

    assert document["basics"]["name"] == "Марфа Зеленская"
    assert jobs(document) == [("Ведущий технолог", "ООО «Камский сыр»", "2020-03", None)]
    assert document["education"][0]["institution"] == "Уральский университет"
    assert [x["language"] for x in document["languages"]] == ["Русский", "Английский"]


def test_a_chinese_cv_is_read_by_its_own_words() -> None:
    document = profile(CHINESE)

    assert document["basics"]["name"] == "沈一鸣"
    assert jobs(document) == [
        ("后端工程师", "蓝桥软件有限公司", "2020-07", None),
        ("测试工程师", "青竹科技有限公司", "2017-07", "2020-06"),
    ]
    assert [skill["name"] for skill in document["skills"]] == ["Java", "MySQL", "Redis"]


def test_dates_of_further_languages() -> None:
    told = {
        "2019年4月～2022年6月": ("2019-04", "2022-06"),
        "2021년 3월 - 현재": ("2021-03", None),
        "Август 2016 — Февраль 2020": ("2016-08", "2020-02"),
        "wrzesień 2014 – obecnie": ("2014-09", None),
        "مارس 2019 - حتى الآن": ("2019-03", None),
        "٢٠١٥ - ٢٠١٩": ("2015", "2019"),
        "2016 - היום": ("2016", None),
        "Mart 2018 – halen": ("2018-03", None),
    }

    found = {text: [(span.start, span.end) for span in spans(text)] for text in told}

    assert found == {text: [dates] for text, dates in told.items()}


def test_hebrew_is_put_in_order_by_the_places_of_its_letters() -> None:
    # As shown: the sentence starts at the right, the Latin word and the years run to the right.
    shown = "2019 - 2021 Python ב חותיפ"
    glyphs = [
        Glyph(number, character, 10.0 + 6 * number, 100, 15.5 + 6 * number, 110, 108)
        for number, character in enumerate(shown)
        if character != " "
    ]

    (cell,) = cells_of(glyphs[::-1])

    assert text_of_cell(cell) == "פיתוח ב Python 2021 - 2019"


def test_a_page_from_the_right_keeps_its_entries_and_indents() -> None:
    lines = [
        Line(400, 50, 550, 62, "ניסיון תעסוקתי", bold=True),
        Line(420, 70, 550, 80, "מהנדסת תוכנה, ארז מערכות"),
        Line(40, 70, 100, 80, "2020 - היום"),
        Line(380, 85, 535, 95, "פיתוח מערכת סליקה"),
    ]

    rows = rows_of([lines], [590])

    assert [row.cells for row in rows] == [
        ("ניסיון תעסוקתי",),
        ("מהנדסת תוכנה, ארז מערכות", "2020 - היום"),
        ("פיתוח מערכת סליקה",),
    ]
    assert rows[2].left > rows[1].left == rows[0].left
