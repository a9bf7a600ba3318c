"""Every word that goes into an import of RenderCV or LinkedIn comes out of the export again."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.exporters.yaml_text import to_yaml
from profiles.importers.kinds import kind_of
from profiles.importers.sources import Source
from profiles.importers.structured import import_structured

if TYPE_CHECKING:
    from profiles.importers.kinds import Structured

WORDS = st.lists(st.integers(10_000, 99_999), min_size=1, max_size=3).map(
    lambda numbers: " ".join(f"w{number}" for number in numbers)
)
"""Texts whose words stand nowhere else."""

MARKED = WORDS | WORDS.map(lambda x: f"**{x}** and [{x}](https://{x.split()[0]}.example)")
DATES = st.sampled_from(["2019", "2020-05", "2021-06-30", "present"]) | WORDS
TITLES = st.sampled_from(
    (
        "experience",
        "Berufserfahrung",
        "education",
        "skills",
        "Sprachen",
        "projects",
        "papers",
        "awards",
        "certificates",
        "volunteer work",
        "interests",
        "references",
        "summary",
        "talks",
    )
)
_DATED = {"start_date": DATES, "end_date": DATES, "date": DATES, "location": WORDS}
_LINES = {"summary": MARKED, "highlights": st.lists(MARKED, max_size=3), "x-own": WORDS}


def _entry(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.fixed_dictionaries(fields, optional={**_DATED, **_LINES})


ENTRIES: st.SearchStrategy[object] = st.one_of(
    MARKED,
    st.fixed_dictionaries({"bullet": MARKED}),
    st.fixed_dictionaries({"number": MARKED}),
    st.fixed_dictionaries({"reversed_number": MARKED}),
    st.fixed_dictionaries({"label": WORDS, "details": MARKED}),
    _entry(name=MARKED),
    _entry(company=WORDS, position=WORDS),
    _entry(institution=WORDS, area=WORDS, degree=WORDS),
    _entry(title=WORDS, authors=st.lists(WORDS, max_size=2), journal=WORDS, doi=WORDS),
)
CVS = st.fixed_dictionaries(
    {"name": WORDS},
    optional={
        "headline": WORDS, "location": WORDS, "email": WORDS, "phone": WORDS, "website": WORDS,
        "social_networks": st.lists(st.fixed_dictionaries({"network": WORDS, "username": WORDS})),
        "custom_connections": st.lists(st.fixed_dictionaries({"placeholder": WORDS})),
        "sections": st.dictionaries(TITLES, st.lists(ENTRIES, max_size=3), max_size=4),
    },
)  # fmt: skip
TABLES = {
    "Profile.csv": ["First Name", "Last Name", "Maiden Name", "Headline", "Summary", "Websites",
                    "Twitter Handles", "Zip Code", "Geo Location", "Address", "Birth Date"],
    "Positions.csv": ["Company Name", "Title", "Description", "Location", "Started On",
                      "Finished On", "A New Column"],
    "Education.csv": ["School Name", "Start Date", "End Date", "Notes", "Degree Name",
                      "Activities"],
    "Certifications.csv": ["Name", "Url", "Authority", "Started On", "License Number"],
    "Projects.csv": ["Title", "Description", "Url", "Started On", "Finished On"],
    "Email Addresses.csv": ["Email Address", "Confirmed", "Primary"],
    "PhoneNumbers.csv": ["Extension", "Number", "Type"],
    "Recommendations_Received.csv": ["First Name", "Last Name", "Company", "Text", "Status"],
    "Patents.csv": ["Title", "Description"],
}  # fmt: skip
CELLS = WORDS | st.lists(WORDS, min_size=2, max_size=3).map("\n- ".join) | st.just("")


def _words_of(value: object) -> set[str]:
    text = json.dumps(value, ensure_ascii=False)
    return {word for word in text.replace("\\n", " ").split('"') for word in _tokens(word)}


def _tokens(text: str) -> list[str]:
    letters = "".join(x if x.isalnum() else " " for x in text)
    return [word for word in letters.split() if word[0] == "w" and word[1:].isdigit()]


def _exported(data: bytes, name: str, kind: Structured) -> object:
    source = Source(name, name, data)
    assert kind_of(source) == kind
    return import_structured(source, kind).profile.to_json_resume()


@settings(deadline=None, max_examples=60)
@given(CVS)
def test_no_word_of_a_rendercv_file_is_lost(cv: dict[str, object]) -> None:
    exported = _exported(to_yaml({"cv": cv}).encode(), "cv.yaml", "rendercv")
    assert _words_of(cv) <= _words_of(exported)


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_no_cell_of_a_linkedin_export_is_lost(data: st.DataObject) -> None:
    packed = io.BytesIO()
    rows: list[list[str]] = []
    with zipfile.ZipFile(packed, "w") as archive:
        for name, columns in TABLES.items():
            count = 1 if name == "Profile.csv" else data.draw(st.integers(0, 2))
            table = [[data.draw(CELLS) for _ in columns] for _ in range(count)]
            text = io.StringIO()
            csv.writer(text).writerows([columns, *table])
            archive.writestr(name, text.getvalue())
            rows += table
    exported = _exported(packed.getvalue(), "export.zip", "linkedin")
    assert _words_of(rows) <= _words_of(exported)
