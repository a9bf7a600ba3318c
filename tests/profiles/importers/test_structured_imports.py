"""Documents with fields, from bytes to a master profile: every form, and every way to be broken."""

from __future__ import annotations

import codecs
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.errors import UnreadableProfileError
from profiles.exporters.yaml_text import to_yaml
from profiles.importers.documents import load_yaml
from profiles.importers.kinds import STRUCTURED, kind_of
from profiles.importers.sources import Source, read_source
from profiles.importers.structured import import_structured
from profiles.master_profile import master_profile_from
from profiles.master_profile.dates import is_ongoing, iso_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from profiles.master_profile import ImportedProfile

NOOR = {
    "basics": {"name": "Noor Vance", "email": "noor@example.com", "phone": "0176 5550"},
    "work": [{"name": "Oldmill", "position": "Developer", "startDate": "2018-03",
              "highlights": ["Ran 40 services"]}],
    "skills": [{"name": "Code", "keywords": ["C++", "Go"]}],
}  # fmt: skip


def _source(data: bytes | str, name: str = "file") -> Source:
    return Source(name, name, data.encode() if isinstance(data, str) else data)


def _read(data: bytes | str, name: str = "file") -> ImportedProfile:
    source = _source(data, name)
    kind = kind_of(source)
    assert kind in STRUCTURED
    return import_structured(source, kind)


def _zip(files: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    "encoded",
    [
        json.dumps(NOOR).encode(),
        codecs.BOM_UTF8 + json.dumps(NOOR).encode(),
        json.dumps(NOOR, ensure_ascii=False).encode("utf-16"),
        json.dumps(NOOR).encode("utf-16-le"),
        json.dumps(NOOR).encode("utf-32"),
        json.dumps([NOOR]).encode(),
        json.dumps({"resume": NOOR}).encode(),
        json.dumps({"data": {"cv": NOOR}}).encode(),
        to_yaml(NOOR).encode(),
        codecs.BOM_UTF8 + to_yaml(NOOR).encode(),
    ],
    ids=[
        "json",
        "bom",
        "utf16",
        "utf16 bare",
        "utf32",
        "list",
        "wrapped",
        "deep",
        "yaml",
        "yaml bom",
    ],
)
def test_one_profile_is_the_same_in_every_form(encoded: bytes) -> None:
    assert _read(encoded).profile.to_json_resume() == NOOR


def test_what_stands_beside_a_wrapped_profile_is_kept() -> None:
    read = _read(json.dumps({"id": 7, "data": {"resume": NOOR, "theme": "flat"}}))

    assert read.profile.to_json_resume() == {**NOOR, "x-wrapper": {"id": 7, "data.theme": "flat"}}
    assert read.notices[0].path == "data.resume"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ('{"work": [\n  {"a": 1},\n]}', "cv.json", "line 3, column 1: a comma too many before ]"),
        ('{"work": [{"name": "A"}', "cv.json", "ends too early"),
        ("{'name': 'Noor'}", "cv.json", "line 1, column 2"),
        ('{"work": [], "work": []}', "cv.json", "the key 'work' stands twice"),
        ('{"work": NaN}', "cv.json", "NaN is not a number"),
        ("[]", "cv.json", "a list of 0"),
        ('[{"work": []}, {"work": []}]', "cv.json", "a list of 2"),
        ('"Noor"', "cv.json", "a text"),
        ('{"name": "left-pad", "version": "1.0"}', "package.json", "nothing of a résumé"),
        ('{"basics": "Noor"}', "cv.json", "basics: an object belongs here, not 'Noor' (str)"),
        ('{"work": ' + "[" * 90 + "]" * 90 + "}", "cv.json", "nested more than"),
        ("[" * 100_000, "cv.json", "nested more than"),
        ("work:\n  - name: A\n   b: c\n", "cv.yaml", "line 3, column 4"),
        ("work: []\nwork: []\n", "cv.yaml", "line 2, column 1: the key 'work' stands twice"),
        ("basics: !!python/object:os.system x\n", "cv.yaml", "could not determine a constructor"),
        ("a: &a [x,x]\nb: &b [*a,*a]\n" + "".join(
            f"{chr(c)}: &{chr(c)} [{','.join(['*' + chr(c - 1)] * 9)}]\n" for c in range(99, 108)
        ), "cv.yaml", "too many"),
        ("a: &a [*a]\n", "cv.yaml", "stands in itself"),
        ("a: " + "[" * 5_000, "cv.yaml", "nested more than"),
        ("basics: {name: A}\n---\nbasics: {name: B}\n", "cv.yaml", "line 2"),
        ("just words", "cv.yaml", "a text"),
        (b'{"basics": {"name": "Ren\xe9"}}', "cv.json", "line 1, column 25 has the byte 0xe9"),
        (b"{\\rtf1 Noor}", "cv.json", "Rich Text"),
        ("<!DOCTYPE html><p>Noor", "cv.html", "HTML"),
        (b"PK\x03\x04garbage", "cv.zip", "a broken zip archive"),
        (b"\x01\x02\x00\x03\x04\x00", "cv", "no text"),
        ('{"work": [{"startDate": "soon"}, {"endDate": "05/06/2014"}]}', "cv.json",
         "work[0].startDate: a date is YYYY, YYYY-MM or YYYY-MM-DD, not 'soon' (str); work[1]"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_and_where(
    content: bytes | str, name: str, words: str
) -> None:
    with pytest.raises(UnreadableProfileError) as raised:
        _read(content, name)
    assert words in raised.value.message
    assert len(raised.value.message) < 400


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7", "cv.json", "pdf"),
        (_zip({"word/document.xml": ""}), "cv.pdf", "docx"),
        (_zip({"Export/Positions.csv": ""}), "cv.docx", "linkedin"),
        ("cv:\n  name: Noor\n", "cv.txt", "rendercv"),
        ('{"cv": {"name": "Noor", "sections": {}}}', "cv.json", "rendercv"),
        ("basics:\n  name: Noor\n", "cv.txt", "yaml"),
        ("{}", "cv.md", "json-resume"),
        ("Noor Vance\nDeveloper: Python\n- Ran it", "cv.txt", "text"),
        ("Experience: Oldmill, 2014\nSkills: Go", "cv.txt", "text"),
        ("[Noor Vance]\nDeveloper", "cv.txt", "text"),
    ],
)
def test_the_kind_of_a_file_is_found_from_what_is_in_it(
    content: bytes | str, name: str, kind: str
) -> None:
    assert kind_of(_source(content, name)) == kind


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2014", "2014"), ("2014-6", "2014-06"), ("2014/06", "2014-06"), ("06/2014", "2014-06"),
        ("6.2014", "2014-06"), ("June 2014", "2014-06"), ("Jun. 2014", "2014-06"),
        ("juin 2014", "2014-06"), ("29 de junio de 2014", "2014-06-29"),
        ("1. Juni 2014", "2014-06-01"),
        ("June 29th, 2014", "2014-06-29"), ("29.06.2014", "2014-06-29"),
        ("13/06/2014", "2014-06-13"),
        ("06/13/2014", "2014-06-13"), ("06/06/2014", "2014-06-06"), ("2014年6月", "2014-06"),
        ("2014-06-29T10:00:00Z", "2014-06-29"), ("март 2014", "2014-03"), ("2014 June", "2014-06"),
        ("05/06/2014", None), ("06/14", None), ("soon", None), ("2014-13", None), ("", None),
        ("2014-02-30", None), ("Fall 2019", None), ("0014", None), ("x" * 100_000, None),
    ],
)  # fmt: skip
def test_a_date_is_read_where_it_can_mean_only_one_thing(written: str, date: str | None) -> None:
    assert iso_date(written) == date


@pytest.mark.parametrize("word", ["Present", "heute", "présent", "(actualidad)", "至今", "н.в."])
def test_an_end_that_has_not_come_is_known_in_many_languages(word: str) -> None:
    assert is_ongoing(word)
    assert not is_ongoing(f"{word} 2014")


def test_yaml_keeps_what_it_would_take_for_something_else() -> None:
    text = (
        "basics: {phone: 0176, location: {countryCode: NO, postalCode: 01067}}\n"
        "education:\n- {startDate: 2014-06-01, endDate: 2016-07, score: 1.10, area: 12:30}\n"
        "x-n: [1, 2.5, true, yes, ~, null]\n"
    )
    read = load_yaml(text, "cv.yaml")

    assert read == {
        "basics": {"phone": "0176", "location": {"countryCode": "NO", "postalCode": "01067"}},
        "education": [
            {"startDate": "2014-06-01", "endDate": "2016-07", "score": "1.10", "area": "12:30"}
        ],
        "x-n": [1, 2.5, True, "yes", None, None],
    }


_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12
).map(lambda text: f"v{text}v")
_AWKWARD = _TEXT | st.sampled_from(
    ["yes", "NO", "~", "0176", "1e5", "a: b", "- x", "# no", "two\nlines", "'", '"', "|", "=", "<<"]
)
_DATE = st.sampled_from(["2014", "2014-06", "2014-06-29"])
_VALUES = (
    st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | _AWKWARD
)
_OTHER = st.dictionaries(_TEXT.map(lambda key: f"x-{key}"), _VALUES, max_size=2)


def _entries(fields: Mapping[str, st.SearchStrategy[object]]) -> st.SearchStrategy[object]:
    entry = st.fixed_dictionaries({}, optional=dict(fields))
    full = st.tuples(entry, _OTHER).map(lambda parts: {**parts[0], **parts[1]})
    return st.lists(full.filter(bool), min_size=1, max_size=2)


_LINES: st.SearchStrategy[object] = st.lists(_AWKWARD, min_size=1, max_size=3)
_WORK = {"name": _AWKWARD, "position": _AWKWARD, "startDate": _DATE, "endDate": _DATE,
         "summary": _AWKWARD, "highlights": _LINES}  # fmt: skip
_EDUCATION = {"institution": _AWKWARD, "studyType": _AWKWARD, "score": _AWKWARD, "courses": _LINES}
_SKILLS = {"name": _AWKWARD, "level": _AWKWARD, "keywords": _LINES}
DOCUMENTS: st.SearchStrategy[dict[str, object]] = st.tuples(
    st.fixed_dictionaries(
        {"basics": st.fixed_dictionaries({"name": _AWKWARD, "summary": _AWKWARD})},
        optional={
            "work": _entries(_WORK),
            "education": _entries(_EDUCATION),
            "skills": _entries(_SKILLS),
        },
    ),
    _OTHER,
).map(lambda parts: {**parts[0], **parts[1]})


def _trimmed(value: object) -> object:
    """Blanks around a text are no words."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {key: _trimmed(item) for key, item in cast("dict[str, object]", value).items()}
    return [_trimmed(x) for x in cast("list[object]", value)] if isinstance(value, list) else value


@settings(deadline=None, max_examples=60)
@given(DOCUMENTS)
def test_export_of_an_import_loses_nothing_in_json_and_in_yaml(document: dict[str, object]) -> None:
    for text, name in ((json.dumps(document), "cv.json"), (to_yaml(document), "cv.yaml")):
        exported = _read(text, name).profile.to_json_resume()
        assert _trimmed(exported) == _trimmed(document)
        assert _read(json.dumps(exported)).profile.to_json_resume() == exported
        assert load_yaml(to_yaml(exported), "cv.yaml") == exported
        assert _schema_faults(exported) == []


_FIELDS = {
    "work": {"name", "location", "description", "position", "url", "startDate", "summary"},
    "education": {"institution", "url", "area", "studyType", "startDate", "endDate", "score"},
    "skills": {"name", "level"},
    "publications": {"name", "publisher", "releaseDate", "url", "summary"},
    "projects": {"name", "description", "startDate", "endDate", "url", "entity", "type"},
    "awards": {"title", "date", "awarder", "summary"},
    "certificates": {"name", "date", "url", "issuer"},
    "languages": {"language", "fluency"},
}  # fmt: skip
_LISTS_OF_TEXT = {"highlights", "courses", "keywords", "roles"}
_ISO = re.compile(r"[1-2][0-9]{3}(-[0-1][0-9](-[0-3][0-9])?)?")


def _schema_faults(document: Mapping[str, object]) -> list[str]:
    """What JSON Resume 1.3.1 forbids: its sections are lists of objects, its fields texts."""
    faults: list[str] = []
    for section, fields in _FIELDS.items():
        entries = cast("list[dict[str, object]]", document.get(section, []))
        for index, entry in enumerate(entries):
            for key, value in entry.items():
                here = f"{section}[{index}].{key}"
                if key in fields and not isinstance(value, str):
                    faults.append(here)
                if key in _LISTS_OF_TEXT and not all(
                    isinstance(x, str) for x in cast("list[object]", value)
                ):
                    faults.append(here)
                if key.lower().endswith("date") and not _ISO.fullmatch(str(value)):
                    faults.append(here)
    return faults


RENDERCV = """
cv:
  name: Noor Vance
  headline: Platform engineer
  location: Utrecht, NL
  email: [noor@example.com, n@example.org]
  phone: tel:+31-20-555-0110
  website: https://noor.example.com
  social_networks: [{network: GitHub, username: noorv}]
  custom_connections: [{fontawesome_icon: phone, placeholder: "+31 1"}, {placeholder: Chess}]
  sections:
    Über mich: [Keeps **payments** up.]
    Berufserfahrung:
      - {company: Brightwater, position: Engineer, start_date: 2021-03, end_date: present,
         location: Utrecht, highlights: ["Moved *40* services to [K8s](https://k8s.example)"]}
      - {company: Oldmill, position: Developer, date: 2018-01 – 2021-02, summary: Shops}
    education:
      - {institution: Hill College, area: Physics, degree: BSc, date: Fall 2016, highlights: [Opus]}
    Projects: [{name: "[Tidal](https://tidal.example)", date: 2020, summary: A tide clock}]
    papers: [{title: Tides, authors: [Noor Vance], journal: Sea, doi: 10.1/x, date: 2019-05}]
    Skills: [{label: Code, details: "Python, Go (basic, daily)"}, "Tools: git, make"]
    Sprachen: [{label: Dutch, details: native}, {bullet: German (B2)}]
    selected_honors: [{bullet: Harbour prize}]
    Certificates: [{name: Diver, company: PADI, date: 2015}]
    Freiwilliges Ehrenamt: [{company: Sea rescue, position: Helper}]
    invited_talks: [{reversed_number: On tides}]
design: {theme: classic}
"""


def test_rendercvs_nine_types_of_entries_find_their_sections() -> None:
    read = _read(RENDERCV, "noor_cv.yaml")
    profile = read.profile

    assert profile.basics.model_dump(exclude_defaults=True, by_alias=True) == {
        "name": "Noor Vance", "label": "Platform engineer", "email": "noor@example.com",
        "phone": "+31-20-555-0110", "url": "https://noor.example.com",
        "summary": "Keeps payments up.",
        "location": {"address": "Utrecht, NL"}, "x-emails": ["n@example.org"],
        "profiles": [{"network": "GitHub", "username": "noorv"}],
    }  # fmt: skip
    first, second = profile.work
    assert (first.name, first.start_date, first.end_date) == ("Brightwater", "2021-03", None)
    assert first.highlights == ["Moved 40 services to K8s (https://k8s.example)"]
    assert (second.start_date, second.end_date, second.summary) == ("2018-01", "2021-02", "Shops")
    school = profile.education[0]
    assert (school.institution, school.study_type, school.highlights) == (
        "Hill College", "BSc", ["Opus"],
    )  # fmt: skip
    assert school.model_extra == {"x-rendercv": {"date": "Fall 2016"}}
    assert (profile.projects[0].name, profile.projects[0].url) == ("Tidal", "https://tidal.example")
    assert (profile.projects[0].description, profile.projects[0].end_date) == (
        "A tide clock",
        "2020",
    )
    paper = profile.publications[0]
    assert (paper.name, paper.publisher, paper.release_date) == ("Tides", "Sea", "2019-05")
    assert [(x.name, x.keywords) for x in profile.skills] == [
        ("Code", ["Python", "Go (basic, daily)"]), ("Tools", ["git", "make"]),
    ]  # fmt: skip
    assert [(x.language, x.fluency) for x in profile.languages] == [
        ("Dutch", "native"), ("German", "B2"),
    ]  # fmt: skip
    assert profile.awards[0].title == "Harbour prize"
    assert (profile.certificates[0].issuer, profile.certificates[0].date) == ("PADI", "2015")
    assert profile.volunteer[0].organization == "Sea rescue"
    kept = cast("dict[str, Any]", (profile.model_extra or {})["x-rendercv"])
    assert kept["custom_connections"][1] == {"placeholder": "Chess"}
    assert kept["sections"] == {"invited_talks": [{"reversed_number": "On tides"}]}
    assert not [x for x in read.notices if x.action == "dropped"]
    assert "cv.sections.invited_talks" in {x.path for x in read.notices if x.action == "kept"}


LINKEDIN = {
    "Profile.csv": "First Name,Last Name,Maiden Name,Headline,Summary,Zip Code,Geo Location,"
    "Websites\n"
    'Noor,Vance,,Engineer,"Keeps payments up.",3511,Utrecht,"[COMPANY:https://n.example]"\n',
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    'Brightwater,Engineer,"Runs it.\n\u2022 Moved 40 services\n- Cut costs",Utrecht,Mar 2021,\n'
    "Oldmill,Developer,,,2018,soon\n",
    "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name,Activities\n"
    "Hill College,2012,2016,Cum laude,BSc Physics,Rowing\n",
    "Skills.csv": "Name\nPython\nGo\n",
    "Languages.csv": "Name,Proficiency\nDutch,Native\n",
    "Certifications.csv": "Name,Url,Authority,Started On,Finished On,License Number\n"
    "Diver,,PADI,Jun 2015,,A-7\n",
    "Email Addresses.csv": "Email Address,Confirmed,Primary,Updated On\n"
    "old@example.com,Yes,No,x\nnoor@example.com,Yes,Yes,x\n",
    "PhoneNumbers.csv": "Extension,Number,Type\n,+31 20 555 0110,Mobile\n",
    "Courses.csv": "Name,Number\nOptics,P7\n",
    "messages.csv": "FROM,TO\na,b\n",
}


def _check_linkedin(read: ImportedProfile) -> None:
    profile = read.profile
    assert (profile.basics.name, profile.basics.email) == ("Noor Vance", "noor@example.com")
    assert (profile.basics.phone, profile.basics.url) == ("+31 20 555 0110", "https://n.example")
    first, second = profile.work
    assert (first.name, first.start_date, first.summary) == ("Brightwater", "2021-03", "Runs it.")
    assert first.highlights == ["Moved 40 services", "Cut costs"]
    assert second.model_extra == {"x-linkedin": {"Finished On": "soon"}}
    school = profile.education[0]
    assert (school.study_type, school.summary, school.highlights) == (
        "BSc Physics", "Cum laude", ["Rowing"],
    )  # fmt: skip
    assert [x.name for x in profile.skills] == ["Python", "Go"]
    assert profile.certificates[0].model_extra == {"x-linkedin": {"License Number": "A-7"}}
    kept = cast("dict[str, object]", (profile.model_extra or {})["x-linkedin"])
    assert kept["courses"] == [{"Name": "Optics", "Number": "P7"}]
    assert "messages" not in json.dumps(profile.to_json_resume())
    exported = json.dumps(profile.to_json_resume())
    for word in ("old@example.com", "3511", "Utrecht", "A-7", "soon"):
        assert word in exported


def test_linkedins_export_is_read_from_the_archive_and_from_its_folder(tmp_path: Path) -> None:
    packed = _zip({f"Basic_Export/{name}": text for name, text in LINKEDIN.items()})
    _check_linkedin(_read(packed, "export.zip"))
    for name, text in LINKEDIN.items():
        (tmp_path / name).write_text("\ufeff" + text, encoding="utf-8", newline="")
    source = read_source(tmp_path)
    assert kind_of(source) == "linkedin"
    _check_linkedin(import_structured(source, "linkedin"))


def test_a_zip_bomb_and_a_damaged_archive_are_refused() -> None:
    bomb = _zip({"Profile.csv": "First Name\n" + "a" * 6_000_000})
    assert len(bomb) < 20_000
    with pytest.raises(UnreadableProfileError, match="5 MB unpacked"):
        _read(bomb, "export.zip")
    whole = bytearray(_zip({"Profile.csv": "First Name\n" + "".join(map(str, range(999)))}))
    whole[60:90] = bytes(30)
    with pytest.raises(UnreadableProfileError, match="zip archive"):
        _read(bytes(whole), "export.zip")


def test_an_empty_and_a_missing_file_and_a_strange_folder_are_named(tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text(" \n")
    for path, words in ((empty, "is empty"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(UnreadableProfileError, match=words):
            read_source(path)
    with pytest.raises(UnreadableProfileError, match="LinkedIn"):
        kind_of(read_source(tmp_path))


def test_characters_that_no_store_holds_do_not_come_in() -> None:
    read = _read(b'{"basics": {"name": "No\\u0000or\\ud800"}}', "cv.json")
    assert read.profile.basics.name == "Noor\ufffd"


def test_present_is_no_loss_and_an_empty_value_neither() -> None:
    text = '{"work": [{"name": "A", "endDate": "Present", "highlights": [null, ""]}, null]}'
    read = _read(text, "cv.json")
    assert {x.action for x in read.notices} == {"mapped"}
    assert read.profile == master_profile_from({"work": [{"name": "A"}]})


def test_a_phone_number_that_rendercv_would_refuse_comes_back_as_one() -> None:
    connections = "custom_connections: [{fontawesome_icon: phone, placeholder: +31 1}]"
    read = _read(f"cv: {{name: Noor, {connections}}}", "cv.yaml")
    assert read.profile.basics.phone == "+31 1"


def test_a_line_that_yaml_takes_for_an_object_is_a_line() -> None:
    text = "work:\n- name: A\n  highlights:\n  - Thesis: On tides\n"
    assert _read(text, "cv.yaml").profile.work[0].highlights == ["Thesis: On tides"]
    entry = "{company: A, position: B, highlights: [{Thesis: On tides}]}"
    read = _read(f"cv: {{name: Noor, sections: {{experience: [{entry}]}}}}", "cv.yaml")
    assert read.profile.work[0].highlights == ["Thesis: On tides"]
