"""The documents a user keeps: master profiles, postings and drafts, each with its versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from profiles.store.base import Base, RowId, UserIdText


class Profile(Base):
    """One version of a user's master profile: a JSON Resume document.

    Attributes:
        line_ids: `profiles.master_profile.LineIds` as JSON; None when ids are the positions.
        origin: What it came from, `kind` and `file_name`; None when that is unknown.
    """

    __tablename__ = "profiles"
    __table_args__ = (UniqueConstraint("user_id", "version"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[str] = mapped_column(UserIdText())
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    line_ids: Mapped[dict[str, Any] | None]
    origin: Mapped[dict[str, Any] | None]


class Posting(Base):
    """A job that a user looks at. What was read is in its versions.

    Attributes:
        identity: What makes two readings one job: the posting's address or its text, hashed.
        title: Of the newest version, for lists.
        hiring_organization: Of the newest version, for lists.
        job_location: Of the newest version, for lists.
        latest_version: The number of the newest version.
    """

    __tablename__ = "postings"
    # Numbers are never given twice: a removed job's number must not name another job.
    __table_args__ = (UniqueConstraint("user_id", "identity"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[str] = mapped_column(UserIdText())
    identity: Mapped[str] = mapped_column(String(64))
    title: Mapped[str | None]
    hiring_organization: Mapped[str | None]
    job_location: Mapped[str | None]
    latest_version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    versions: Mapped[list[PostingVersion]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="PostingVersion.version"
    )


class PostingVersion(Base):
    """One reading of a posting.

    Attributes:
        document: A `profiles.postings.JobPosting` as JSON.
        text_sha256: Of the text that it was read from; a new one makes a new version.
        provider: Who read it: "offline" or a vendor of models.
        request_id: Of the call in the ledger.
    """

    __tablename__ = "posting_versions"
    __table_args__ = (UniqueConstraint("posting_id", "version"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    posting_id: Mapped[int] = mapped_column(RowId, ForeignKey("postings.id", ondelete="CASCADE"))
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    text_sha256: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(32))
    model: Mapped[str | None] = mapped_column(String(128))
    request_id: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]


class UnfinishedRun(Base):
    """One source that a run over many has done, for as long as the run has not come to its end.

    Attributes:
        run: What makes two runs the same, hashed.
        source: What makes two sources the same, hashed.
        posting_id: The job that came of it.
    """

    __tablename__ = "unfinished_runs"

    user_id: Mapped[str] = mapped_column(UserIdText(), primary_key=True)
    run: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    posting_id: Mapped[int] = mapped_column(RowId, ForeignKey("postings.id", ondelete="CASCADE"))
    done_at: Mapped[datetime]


class Draft(Base):
    """One version of a CV or a cover letter for one job.

    Attributes:
        kind: "cv" or "letter".
        document: A draft of `profiles.drafts` as JSON.
        profile_sha256: Of the master profile it was made from; another one makes it stale.
        posting_sha256: Of the posting's text it was made for.
        request_sha256: Of the prompt, the model and the options.
        request_id: Of the call in the ledger.
        profile_version: The number of that profile; None in rows from before it was kept.
        posting_version: The number of that reading of the posting, likewise.
        prompt_sha256: Of the instructions that a model got, or of the rules; None likewise.
        template_sha256: Of headings and frames; None likewise.
        options: What the command was asked with, by the names of its options.
        author: "drafted" by a model or by rules, or "edited" by hand.
        based_on: The draft that was edited; it may be gone.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("posting_id", "kind", "version"),
        Index("ix_drafts_user_id", "user_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[str] = mapped_column(UserIdText())
    posting_id: Mapped[int] = mapped_column(RowId, ForeignKey("postings.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    document: Mapped[dict[str, Any]]
    profile_sha256: Mapped[str] = mapped_column(String(64))
    posting_sha256: Mapped[str] = mapped_column(String(64))
    request_sha256: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(32))
    model: Mapped[str | None] = mapped_column(String(128))
    request_id: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime]
    profile_version: Mapped[int | None]
    posting_version: Mapped[int | None]
    prompt_sha256: Mapped[str | None] = mapped_column(String(64))
    template_sha256: Mapped[str | None] = mapped_column(String(64))
    options: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    author: Mapped[str] = mapped_column(String(16), default="drafted", server_default="drafted")
    based_on: Mapped[int | None] = mapped_column(RowId)


class WrittenFile(Base):
    """A file that jobai has written, so that it replaces its own files and nobody else's.

    Attributes:
        path: Absolute, hashed: paths have no largest length.
        sha256: Of the bytes that were written.
        draft_id: What it was made from, when it was a draft; that may be gone.
    """

    __tablename__ = "written_files"

    user_id: Mapped[str] = mapped_column(UserIdText(), primary_key=True)
    path: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    draft_id: Mapped[int | None] = mapped_column(RowId)
    written_at: Mapped[datetime]
