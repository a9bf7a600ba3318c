"""A CV as a JSON Resume document and as RenderCV's YAML; and which format a name asks for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from drafts_to_render import CV, EMPTY_CV, LETTER, cv_with, entry, line, section

from profiles.drafts import CvDraft, NetworkLink
from profiles.errors import InvalidInputError
from profiles.master_profile import MasterProfile
from profiles.rendering import FORMATS, RenderOptions, format_for, render


def resume(draft: CvDraft) -> dict[str, Any]:
    return json.loads(render(draft, "json-resume").data)


def rendercv(draft: CvDraft) -> dict[str, Any]:
    return yaml.safe_load(render(draft, "rendercv").data)["cv"]


def test_a_resume_has_each_chosen_line_where_it_came_from() -> None:
    document = resume(CV)

    assert document["basics"]["location"] == {"city": "Utrecht", "countryCode": "NL"}
    job = document["work"][0]
    assert (job["name"], job["position"]) == ("Brightwater Payments", "Staff Engineer")
    assert (job["startDate"], "endDate" in job) == ("2021-03", False)
    assert job["summary"] == "Runs the platform team"
    assert job["highlights"][0].startswith("Cut the median settlement time")
    assert "endDate" in document["work"][1]
    study = document["education"][0]
    assert (study["studyType"], study["area"]) == ("MSc", "Computer Science")
    assert document["skills"][0] == {"name": "Cloud", "level": "Expert", "keywords": ["AWS", "Go"]}
    assert document["certificates"][0]["date"] == "2022-04"
    project = document["projects"][0]
    assert (project["description"], project["keywords"]) == ("Exact money arithmetic", ["Go"])
    assert project["roles"] == ["Maintainer"]
    assert document["languages"][1] == {"language": "English", "fluency": "C2"}


def test_a_resume_is_read_back_as_a_master_profile_without_an_unknown_key() -> None:
    profile = MasterProfile.model_validate(resume(CV))

    assert not profile.model_extra
    for part in (profile.basics, *profile.work, *profile.education, *profile.projects):
        assert not part.model_extra


def test_an_empty_draft_is_an_empty_resume() -> None:
    assert resume(EMPTY_CV)["basics"] == {}
    assert rendercv(EMPTY_CV) == {"sections": {}}


@pytest.mark.parametrize("file_format", ["json-resume", "rendercv"])
def test_a_letter_is_no_resume(file_format: str) -> None:
    with pytest.raises(InvalidInputError, match="A letter cannot be written as"):
        render(LETTER, file_format)


def test_rendercv_gets_entries_of_one_type_to_a_section() -> None:
    sections = rendercv(CV)["sections"]

    assert sections["summary"] == ["Engineer of payment systems", "Quiet on-call shifts."]
    job = sections["Work Experience"][0]
    assert job["company"] == "[Brightwater Payments](https://brightwater.example)"
    assert (job["start_date"], job["end_date"]) == ("2021-03", "present")
    study = sections["Education"][0]
    assert (study["institution"], study["area"], study["degree"]) == (
        "Universiteit Utrecht",
        "Computer Science",
        "MSc",
    )
    assert sections["Skills"][0] == {"label": "Cloud (Expert)", "details": "AWS, Go"}
    assert sections["Certificates"][0] == {"name": "Kubernetes Administrator, CNCF", **_in_2022()}


def _in_2022() -> dict[str, str]:
    return {"date": "2022-04"}


def test_rendercv_gets_plain_entries_where_a_field_that_it_demands_is_missing() -> None:
    jobs = section(
        "work",
        "Work",
        entry("work/0", title="Engineer", organization="Mercadia", dates="2017"),
        entry("work/1", "Helped out", title="Volunteer", start_date="2019", end_date="2018"),
    )
    skills = section(
        "skills", "Skills", entry("skills/0", "AWS", title="Cloud"), entry("skills/1", title="Go")
    )
    sections = rendercv(CV.model_copy(update={"sections": [jobs, skills]}))["sections"]

    assert [job["name"] for job in sections["Work"]] == ["Engineer, Mercadia", "Volunteer"]
    assert "start_date" not in sections["Work"][1]
    assert sections["Skills"] == ["Cloud: AWS", "Go"]


def test_rendercv_gets_nothing_in_a_checked_field_that_it_could_refuse() -> None:
    basics = CV.basics.model_copy(
        update={
            "email": "noor at home",
            "url": "my site",
            "profiles": [
                NetworkLink(network="GitHub", username="noor v", url="https://github.com/noorv"),
                NetworkLink(network="github", username="noorv", url=None),
                NetworkLink(network="Mastodon", username="@noor", url=None),
            ],
        }
    )
    head = rendercv(CV.model_copy(update={"basics": basics}))

    assert not {"email", "website", "phone"} & set(head)
    assert head["social_networks"] == [{"network": "GitHub", "username": "noorv"}]
    shown = {other["placeholder"]: other["url"] for other in head["custom_connections"]}
    assert shown == {
        "noor at home": None,
        "+31 6 1234 5678": None,
        "my site": None,
        "github.com/noorv": "https://github.com/noorv",
        "Mastodon: @noor": None,
    }


def test_rendercv_finds_no_markup_in_what_a_person_wrote() -> None:
    highlights = rendercv(cv_with("*a* _b_ snake_case `c` [d](e)"))["sections"]["Work Experience"]

    assert highlights[0]["highlights"] == [r"\*a\* \_b\_ snake_case \`c\` [d\](e)"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("cv.pdf", "pdf"),
        ("CV.PDF", "pdf"),
        ("a.b.docx", "docx"),
        ("x.html", "html"),
        ("x.md", "md"),
        ("x.txt", "txt"),
        ("x.json", "json"),
        ("x.yaml", "rendercv"),
    ],
)
def test_a_files_name_says_the_format(name: str, found: str) -> None:
    assert format_for(Path(name)) == found


def test_a_name_or_an_option_that_is_none_of_ours_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidInputError) as refused:
        format_for(Path("cv.odt"))
    assert "cv.docx" in (refused.value.hint or "")
    for options in ({"theme": "fancy"}, {"paper": "a5"}, {"pages": 0}, {"pages": 1000}):
        with pytest.raises(InvalidInputError):
            RenderOptions(**options)  # pyright: ignore
    with pytest.raises(InvalidInputError, match="There is no format 'odt'"):
        render(CV, "odt")


def test_every_format_takes_a_cv_and_gives_the_same_bytes_twice() -> None:
    for file_format in FORMATS:
        first = render(CV, file_format)
        assert first.data
        assert first.data == render(CV, file_format).data


def test_the_draft_itself_comes_back_from_json() -> None:
    assert CvDraft.model_validate_json(render(CV, "json").data) == CV
    assert line("x").text == "x"


def test_what_draws_is_not_loaded_before_it_is_used() -> None:
    code = (
        "import sys, profiles.rendering as r; from drafts_to_render import CV;"
        "r.render(CV, 'md'); r.render(CV, 'html'); r.render(CV, 'json-resume');"
        "print(*{'typst', 'docx', 'lxml', 'PIL', 'pypdfium2', 'yaml'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )

    assert done.stdout.strip() == ""


@pytest.mark.parametrize("language", ["pt-BR", "de_AT", "", "English", "\ud800", '"/><x'])
@pytest.mark.parametrize("file_format", ["pdf", "docx", "html"])
def test_a_draft_is_rendered_whatever_its_language_is_called(
    language: str, file_format: str
) -> None:
    assert render(CV.model_copy(update={"language": language}), file_format).data
