"""docs/privacy.md says exactly what leaves the machine: it is compared with what arrives."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any, get_args

import pytest
from commands import EXAMPLES, Jobai
from documents import ROOT
from model_answers import answer

from orchestrator.providers.base import ProviderType

if TYPE_CHECKING:
    from pathlib import Path

    from wire import WireRequest, WireServer

PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
_PROVIDERS: list[ProviderType] = [x for x in get_args(ProviderType) if x != "offline"]
_OF_EVERY_REQUEST = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
}
_KEYS = {"authorization", "x-api-key", "x-goog-api-key"}

PROFILE: dict[str, Any] = json.loads(
    """{
  "basics": {
    "name": "Wanda Quillmark", "label": "mk-label", "email": "mk.mail@example.com",
    "phone": "+1-555-019-7731", "url": "https://mk-url.example.com",
    "image": "https://mk-image.example.com/a.png",
    "summary": "mk-summary of Wanda, mk.mail@example.com, +1-555-019-7731, 17 Mkstreet.",
    "location": {"address": "17 Mkstreet", "postalCode": "MK-90210", "city": "Mkcity",
                 "region": "Mkregion", "countryCode": "QQ"},
    "profiles": [{"network": "Mknetwork", "username": "mkhandle",
                  "url": "https://mk-profile.example.com/mkhandle"}]
  },
  "work": [{"name": "mk-work-name", "position": "mk-work-position", "location": "mk-work-location",
    "url": "https://mk-work.example.com", "startDate": "1971-01", "endDate": "1972-01",
    "description": "mk-work-description", "summary": "mk-work-summary",
    "highlights": ["mk-work-highlights with Python"]}],
  "volunteer": [{"organization": "mk-volunteer-organization", "position": "mk-volunteer-position",
    "url": "https://mk-volunteer.example.com", "startDate": "1973-01", "endDate": "1980-01",
    "summary": "mk-volunteer-summary", "highlights": ["mk-volunteer-highlights"]}],
  "education": [{"institution": "mk-education-institution", "area": "mk-education-area",
    "url": "https://mk-education.example.com", "studyType": "mk-education-studyType",
    "startDate": "1974", "endDate": "1975", "score": "mk-education-score",
    "courses": ["mk-education-courses"]}],
  "awards": [{"title": "mk-awards-title", "date": "1976", "awarder": "mk-awards-awarder",
    "summary": "mk-awards-summary"}],
  "certificates": [{"name": "mk-certificates-name", "date": "1977",
    "url": "https://mk-certificates.example.com", "issuer": "mk-certificates-issuer"}],
  "publications": [{"name": "mk-publications-name", "publisher": "mk-publications-publisher",
    "releaseDate": "1978", "url": "https://mk-publications.example.com",
    "summary": "mk-publications-summary"}],
  "skills": [{"name": "mk-skills-name", "level": "mk-skills-level",
    "keywords": ["mk-skills-keywords"]}],
  "languages": [{"language": "mk-languages-language", "fluency": "mk-languages-fluency"}],
  "interests": [{"name": "mk-interests-name", "keywords": ["mk-interests-keywords"]}],
  "references": [{"name": "mk-references-name", "reference": "mk-references-reference"}],
  "projects": [{"name": "mk-projects-name", "description": "mk-projects-description",
    "highlights": ["mk-projects-highlights"], "keywords": ["mk-projects-keywords"],
    "startDate": "1979-01", "endDate": "1981-01", "url": "https://mk-projects.example.com",
    "roles": ["mk-projects-roles"], "entity": "mk-projects-entity", "type": "mk-projects-type"}],
  "meta": {"canonical": "https://mk-meta.example.com"},
  "x-own": "mk-x-own"
}"""
)
PERSONAL = (
    "Wanda",
    "Quillmark",
    "mk.mail",
    "555-019",
    "Mkstreet",
    "mk-url",
    "mk-image",
    "mkhandle",
)


def table(name: str) -> list[list[str]]:
    text = PAGE.partition(f"<!-- {name} -->")[2].partition("<!-- end -->")[0]
    rows = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)[1:]
    return [row.split(" | ") for row in rows]


def named(text: str) -> set[str]:
    return set(re.findall(r"`([\w-]+)`", text))


def fields(value: object, path: tuple[str, ...] = ()) -> dict[tuple[str, str], str]:
    """Each text of a profile by its section and the nearest name."""
    if isinstance(value, dict):
        found: dict[tuple[str, str], str] = {}
        for key, below in value.items():  # pyright: ignore[reportUnknownVariableType]
            found |= fields(below, (*path, str(key)))  # pyright: ignore[reportUnknownArgumentType]
        return found
    if isinstance(value, list):
        return fields(value[0], path)  # pyright: ignore[reportUnknownArgumentType]
    return {(path[0], path[-1]): str(value)}


@pytest.fixture(scope="module")
def telling_home(furnished_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example posting as job 1, and a profile in which every field can be told."""
    jobai = Jobai(tmp_path_factory.mktemp("telling") / "home")
    shutil.copytree(furnished_home, jobai.home)
    file = jobai.home / "profile.json"
    file.write_text(json.dumps(PROFILE), encoding="utf-8")
    imported = jobai("profile", "import", file, "--quiet")
    assert imported.code == 0, imported.stderr
    return jobai.home


@pytest.fixture
def home(jobai: Jobai, telling_home: Path) -> Jobai:
    """That home, for one test."""
    shutil.copytree(telling_home, jobai.home)
    return jobai


def everything_in(request: WireRequest) -> str:
    return json.dumps([request.path, request.query, request.headers, request.body])


def test_of_a_profile_those_fields_are_sent_that_the_page_names_and_no_others(
    home: Jobai, wire_server: WireServer
) -> None:
    wire_server.answer_with(answer)
    home.environment |= wire_server.environment("openai")
    for command in ("draft-cv", "draft-letter"):
        done = home(command, "--job", "1", "--quiet", "--json")
        assert done.code == 0, done.stderr
    assert len(wire_server.requests) == 2
    told = {section.strip("`"): named(names) for section, names in table("sent")}

    for request in wire_server.requests:
        sent = everything_in(request)
        arrived: dict[str, set[str]] = {}
        for (section, name), text in fields(PROFILE).items():
            word = text.split()[0] if name in {"summary", "highlights"} else text
            if word in sent:
                arrived.setdefault(section, set()).add(name)
        assert arrived == told


def test_no_contact_data_is_sent_also_where_it_stands_in_a_text(
    home: Jobai, wire_server: WireServer
) -> None:
    wire_server.answer_with(answer)
    home.environment |= wire_server.environment("openai")
    text = home.home / "cv.txt"
    text.write_text(
        "Wanda Quillmark\nmk.mail@example.com, +1-555-019-7731, https://mk-url.example.com\n"
        "17 Mkstreet, Springfield\n\nExperience\nNurse, Elm Clinic, 2019 - 2021\n- Ran a ward.\n",
        encoding="utf-8",
    )

    home("draft-cv", "--job", "1")
    home("draft-letter", "--job", "1")
    home("profile", "import", text)

    assert len(wire_server.requests) >= 3
    assert "Elm Clinic" in everything_in(wire_server.requests[-1])
    for request in wire_server.requests:
        sent = everything_in(request)
        assert [word for word in PERSONAL if word in sent] == []


def test_what_is_never_sent_is_all_that_is_not_sent() -> None:
    sent = {section.strip("`"): named(names) for section, names in table("sent")}
    [basics, rest, *whole] = table("never")
    left: set[tuple[str, str]] = set()
    for section, name in fields(PROFILE):
        if name not in sent.get(section, set()):
            left.add((section, name))

    never = {("basics", name) for name in named(basics[1])}
    never |= {(section, name) for section, name in left if name in named(rest[1])}
    starts = tuple(x.removesuffix("...") for row in whole for x in re.findall(r"`(.*?)`", row[0]))
    never |= {(section, name) for section, name in left if section.startswith(starts)}
    assert left == never


@pytest.mark.parametrize("provider", _PROVIDERS)
def test_the_headers_of_a_request_are_those_that_the_page_names(
    provider: ProviderType, home: Jobai, wire_server: WireServer
) -> None:
    wire_server.answer_with(answer)
    home.environment |= wire_server.environment(provider)
    rows = {name.strip("`"): text for name, text in table("headers")}
    told = named(rows[provider])
    if "openai" in told:  # "the same as"
        told |= named(rows["openai"]) - {"openai"}
        told -= {"openai"}

    assert home("draft-letter", "--job", "1", "--provider", provider).code == 0

    [request] = wire_server.requests
    assert set(request.headers) - _OF_EVERY_REQUEST - _KEYS == told
    assert len(_KEYS & set(request.headers)) == 1


def test_commands_of_which_the_page_says_so_ask_nobody(
    home: Jobai, wire_server: WireServer
) -> None:
    home.environment |= wire_server.environment(*_PROVIDERS)
    for line in (
        "jobs match",
        "drafts list",
        "profile check",
        "usage report",
        "plan show",
        "users list",
        "providers list",
        "providers explain --task cv_draft",
        "config list",
        "db backup",
        "doctor",
    ):
        done = home(*line.split())
        assert done.code == 0, (line, done.stderr)
    home("verify", EXAMPLES / "profile.json")

    assert wire_server.connections == 0


def test_a_test_of_a_provider_asks_for_the_list_of_models_and_sends_nothing_else(
    home: Jobai, wire_server: WireServer
) -> None:
    home.environment |= wire_server.environment("openai")

    home("providers", "test")
    home("providers", "models")

    assert {request.method for request in wire_server.requests} == {"GET"}
    assert all(request.path.endswith("/models") for request in wire_server.requests)
    assert not any(request.body or request.query for request in wire_server.requests)
