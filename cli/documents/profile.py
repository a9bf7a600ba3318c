"""The documents of `profile`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from typing_extensions import TypedDict

from cli.documents.marks import Dumped, OneOf, Provider, Time, Version
from cli.exporting import ExportFormat
from profiles.importers.kinds import Kind
from profiles.master_profile import MasterProfile
from profiles.master_profile.citations import LineKind
from profiles.master_profile.gaps import GapKind


class OriginDocument(TypedDict):
    """What a version came from.

    Attributes:
        kind: The form of the file, or "edit".
        file_name: Without its folder; null for standard input and the editor.
    """

    kind: Annotated[str, OneOf((*get_args(Kind), "edit"))]
    file_name: str | None


class ProfileVersion(TypedDict):
    """Which version of the master profile it is.

    Attributes:
        version: From 1; every import and edit that changes something makes one.
        created_at: When it was kept.
        origin: What it came from; null when it is not known.
    """

    version: int
    created_at: Time
    origin: OriginDocument | None


class LineIdChanges(TypedDict):
    """What became of lines since the version before, by their ids.

    Attributes:
        added: Lines that are new.
        removed: Lines that are gone.
        edited: Lines that say something else.
    """

    added: list[str]
    removed: list[str]
    edited: list[str]


class NoticeDocument(TypedDict):
    """One thing that reading changed, or did not understand and kept.

    Attributes:
        path: Where in the file, such as "work[2].endDate".
        action: Mapped to another name or form, kept under its unknown name, or dropped.
        detail: What became of it, in words.
    """

    path: str
    action: Literal["mapped", "kept", "dropped"]
    detail: str


class ImportedProfile(ProfileVersion):
    """What came of an import or an edit.

    Attributes:
        schema_version: Of all documents.
        is_new: Whether a version was added.
        provider: Who read a CV without fields (PDF, Word, text, a picture); null for a document
            with fields, and for an edit.
        model: Which model did; null likewise.
        citable_lines: How many lines a draft can cite.
        changes: Against the version before.
        notices: What was changed on the way.
    """

    schema_version: Version
    is_new: bool
    provider: Provider | None
    model: str | None
    citable_lines: int
    changes: LineIdChanges
    notices: list[NoticeDocument]


class ProfileLine(TypedDict):
    """One line that a draft can cite.

    Attributes:
        id: The citation, such as "work/1/highlights/3".
        entry: The id of the entry it stands under, such as "work/1"; "basics" for the summary.
        section: "basics", "work", "volunteer", ...
        kind: The header of an entry, a text that can stand alone, or a bare keyword.
        text: The person's own words; for a header, its values joined by commas.
    """

    id: str
    entry: str
    section: str
    kind: LineKind
    text: str


class ProfileDocument(ProfileVersion):
    """The whole master profile.

    Attributes:
        schema_version: Of all documents.
        sha256: Of the document, hexadecimal; drafts remember it.
        profile: The JSON Resume document (schema 1.3.1): what is filled, and every key that was
            unknown.
        lines: In reading order.
    """

    schema_version: Version
    sha256: str
    profile: Annotated[dict[str, Any], Dumped(MasterProfile)]
    lines: list[ProfileLine]


class ProfileLines(ProfileVersion):
    """Some lines of the master profile.

    Attributes:
        schema_version: Of all documents.
        lines: Those under the id that was asked for, in reading order.
    """

    schema_version: Version
    lines: list[ProfileLine]


class PastVersion(ProfileVersion):
    """A version in a list.

    Attributes:
        sha256: Of its document, hexadecimal.
        citable_lines: How many lines a draft can cite.
        changes: Against the version before.
    """

    sha256: str
    citable_lines: int
    changes: LineIdChanges


class ProfileHistory(TypedDict):
    """The versions of the master profile, newest first.

    Attributes:
        schema_version: Of all documents.
        versions: All of them.
    """

    schema_version: Version
    versions: list[PastVersion]


class EditedLine(TypedDict):
    """A line that says something else.

    Attributes:
        id: Its citation, the same in both versions.
        before: Its words then.
        after: Its words now.
    """

    id: str
    before: str
    after: str


class ProfileChanges(TypedDict):
    """What became of the lines between two versions of the master profile.

    Attributes:
        schema_version: Of all documents.
        from_version: The first one named.
        to_version: The second one named.
        added: Lines that only the second has.
        removed: Lines that only the first has.
        edited: Lines that both have, in other words.
    """

    schema_version: Version
    from_version: int
    to_version: int
    added: list[ProfileLine]
    removed: list[ProfileLine]
    edited: list[EditedLine]


class GapDocument(TypedDict):
    """One thing to mend.

    Attributes:
        kind: What is wrong with it.
        where: The id of a line or entry, or a path such as "basics.email".
        text: What is wrong, one sentence without a full stop.
        hint: What to write.
    """

    kind: GapKind
    where: str
    text: str
    hint: str


class ProfileGaps(TypedDict):
    """What the master profile lacks for a good draft, and what contradicts itself.

    Attributes:
        schema_version: Of all documents.
        version: Of the master profile.
        gaps: None when it has all that a draft needs.
    """

    schema_version: Version
    version: int
    gaps: list[GapDocument]


class ExportedProfile(TypedDict):
    """The master profile as a file.

    Attributes:
        schema_version: Of all documents.
        version: Of the master profile.
        format: Of the text or file.
        file: That was written; null when none was.
        left_out: What the format has no place for.
        text: The whole file; null when it was written.
    """

    schema_version: Version
    version: int
    format: ExportFormat
    file: str | None
    left_out: list[str]
    text: str | None
