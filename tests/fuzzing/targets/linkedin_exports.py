"""LinkedIn's export of one's data: an archive of tables."""

from __future__ import annotations

import io
import zipfile

from fuzzing.mutating import changed_archive
from fuzzing.target import Target, told
from fuzzing.targets.structured_profiles import _require_whole  # pyright: ignore
from profiles.errors import UnreadableProfileError
from profiles.importers.kinds import STRUCTURED, kind_of
from profiles.importers.sources import Source
from profiles.importers.structured import import_structured

WORDS = (
    b"First Name,Last Name,Maiden Name,Headline,Summary,Websites\n", b"Started On", b"Finished On",
    b"Jan 2020", b"\r\n", b'""', b'"', b",", b"\xef\xbb\xbf", b"[COMPANY:https://a.example]",
    b"Notes:\n",
)  # fmt: skip
_TABLES = {
    "Profile.csv": "First Name,Last Name,Headline,Summary,Geo Location,Websites\n"
    'Noor,Vance,Engineer,"Keeps systems\nup.","Utrecht, Netherlands",[BLOG:https://n.example]\n',
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    'Brightwater,Engineer,"- Moved 40 services\n- Cut time",Utrecht,Mar 2021,\n',
    "Education.csv": "School Name,Start Date,End Date,Degree Name\nHill College,2014,2018,BSc\n",
    "Skills.csv": "Name\nBash\nAWS\n",
    "Languages.csv": "Name,Proficiency\nEnglish,Native or bilingual proficiency\n",
    "Email Addresses.csv": "Email Address,Confirmed,Primary\nnoor.vance@example.com,Yes,Yes\n",
    "Certifications.csv": "Name,Url,Authority,Started On\nFirst Aid,https://a.example,R,May 2020\n",
    "Projects.csv": "Title,Description,Url,Started On\nTidal,A clock,https://t.example,Feb 2019\n",
}  # fmt: skip


def _run(data: bytes) -> None:
    source = Source("it", "export.zip", data)
    try:
        kind = kind_of(source)
        if kind not in STRUCTURED:
            return
        imported = import_structured(source, kind)
    except UnreadableProfileError as error:
        told(error)
        return
    _require_whole(imported.profile)


def _seeds() -> list[bytes]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, table in _TABLES.items():
            archive.writestr(name, table)
    return [out.getvalue()]


TARGET = Target("linkedin-exports", _seeds, _run, changed_archive, WORDS, in_ci=12)
