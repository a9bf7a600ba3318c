"""The master profile: what a person really did, as a JSON Resume document with citable lines."""

from profiles.master_profile.changes import Changes, changes_between
from profiles.master_profile.citations import CitableLine, citable_lines, entries_of, entry_dates
from profiles.master_profile.gaps import Gap, find_gaps
from profiles.master_profile.line_ids import SECTIONS, LineIds
from profiles.master_profile.merging import merge
from profiles.master_profile.reading import (
    ImportedProfile,
    Notice,
    master_profile_from,
    read_json_resume,
)
from profiles.master_profile.schema import (
    Award,
    Basics,
    Certificate,
    Education,
    Interest,
    Language,
    Location,
    MasterProfile,
    Meta,
    NetworkProfile,
    Project,
    Publication,
    Reference,
    Skill,
    Volunteer,
    Work,
)

__all__ = [
    "SECTIONS",
    "Award",
    "Basics",
    "Certificate",
    "Changes",
    "CitableLine",
    "Education",
    "Gap",
    "ImportedProfile",
    "Interest",
    "Language",
    "LineIds",
    "Location",
    "MasterProfile",
    "Meta",
    "NetworkProfile",
    "Notice",
    "Project",
    "Publication",
    "Reference",
    "Skill",
    "Volunteer",
    "Work",
    "changes_between",
    "citable_lines",
    "entries_of",
    "entry_dates",
    "find_gaps",
    "master_profile_from",
    "merge",
    "read_json_resume",
]
