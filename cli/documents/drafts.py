"""The documents of `draft-cv`, `draft-letter`, `drafts` and `verify`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from typing_extensions import TypedDict

from cli.documents.marks import Dumped, Provider, Time, Version
from profiles.draft_diff import LineChange, WordChange
from profiles.drafts import CvDraft, Finding, LetterDraft, RequirementStatus
from profiles.saved_drafts import Author, DraftKind
from profiles.staleness import Input
from profiles.verification_reports import DocumentKind, Verdict


class DraftInputsDocument(TypedDict):
    """What a draft was made from; when one of the hashes is another one now, it is stale.

    Attributes:
        profile_version: Of the master profile; null when it is not known any more.
        profile_sha256: Of the master profile's document, hexadecimal.
        posting_version: Of the job's text; null when it is not known any more.
        posting_sha256: Of the posting's text, hexadecimal.
        prompt_sha256: Of a model's instructions, or of the rules; null when it is not known.
        template_sha256: Of headings and frames; null when it is not known.
        request_sha256: Of everything that was asked, and of whom.
    """

    profile_version: int | None
    profile_sha256: str
    posting_version: int | None
    posting_sha256: str
    prompt_sha256: str | None
    template_sha256: str | None
    request_sha256: str


class KeptDraftDocument(TypedDict):
    """What every draft has, without its text.

    Attributes:
        id: The draft's number.
        job: The number of the job that it is for.
        kind: A CV or a letter.
        version: Among those of its job and kind, from 1.
        author: "edited" by hand, or "drafted" by a model or rules.
        based_on: The draft that was edited; null for one that was not.
        provider: Who drafted it; "offline" is by rules.
        model: Which model did; of rules their version. Null when it is not known.
        request_id: The call in the ledger; null when there was none.
        created_at: When it was made.
        options: What the command was asked with, beyond the defaults.
        inputs: What it was made from.
    """

    id: int
    job: int
    kind: DraftKind
    version: int
    author: Author
    based_on: int | None
    provider: Provider
    model: str | None
    request_id: str | None
    created_at: Time
    options: dict[str, Any]
    inputs: DraftInputsDocument


class MadeDraft(KeptDraftDocument):
    """A draft that was made just now; of several jobs each on one line.

    Attributes:
        schema_version: Of all documents.
        outcome: "unchanged": the same words from the same inputs were kept already.
        cost_nano_usd: Of the whole call in nano-dollars (1e-9 US dollars), exact; null for a model
            without a price.
        reused: An earlier answer was taken and nothing was paid now.
        draft: The CV or the letter itself.
        files: That were written.
        source: Of several jobs: the job's title and employer.
        index: Of several jobs: its place among them, from 0.
    """

    schema_version: Version
    outcome: Literal["new", "unchanged"]
    cost_nano_usd: int | None
    reused: bool
    draft: Annotated[dict[str, Any], Dumped(CvDraft | LetterDraft)]
    files: list[str]
    source: NotRequired[str]
    index: NotRequired[int]


class ChangedInput(TypedDict):
    """An input of a draft that is another one today.

    Attributes:
        input: Which.
        text: What happened to it, in words.
        citations: Lines of the profile that the draft stands on and that say something else now.
        touches_draft: Whether what the draft says may be out of date; false when only something new
            could be said.
    """

    input: Input
    text: str
    citations: list[str]
    touches_draft: bool


class Aging(TypedDict):
    """Whether a draft is up to date.

    Attributes:
        stale: Whether an input is another one today.
        changes: Which inputs are.
    """

    stale: bool
    changes: list[ChangedInput]


class ShownDraft(KeptDraftDocument, Aging):
    """A draft that is kept.

    Attributes:
        schema_version: Of all documents.
        draft: The CV or the letter itself.
    """

    schema_version: Version
    draft: Annotated[dict[str, Any], Dumped(CvDraft | LetterDraft)]


class EditedDraft(KeptDraftDocument):
    """A draft that was edited.

    Attributes:
        schema_version: Of all documents.
        draft: The CV or the letter itself.
        files: That were written.
    """

    schema_version: Version
    draft: Annotated[dict[str, Any], Dumped(CvDraft | LetterDraft)]
    files: list[str]


class RenderedDraft(KeptDraftDocument, Aging):
    """A draft that was written into a file.

    Attributes:
        schema_version: Of all documents.
        files: That were written.
    """

    schema_version: Version
    files: list[str]


class ListedDraft(KeptDraftDocument, Aging):
    """A draft in a list.

    Attributes:
        title: The job's; null when the posting states none.
        hiring_organization: The employer's name; null when the posting states none.
        newest: Whether no later version of its job and kind is kept.
        unverified: How many lines of yours the profile does not carry.
    """

    title: str | None
    hiring_organization: str | None
    newest: bool
    unverified: int


class DraftsDocument(TypedDict):
    """Your drafts, newest first.

    Attributes:
        schema_version: Of all documents.
        drafts: Without their text.
    """

    schema_version: Version
    drafts: list[ListedDraft]


class Against(TypedDict):
    """What a draft is compared with.

    Attributes:
        kind: Another draft, or your master profile.
        version: Of either.
        id: Of a draft: its number.
        job: Of a draft: the number of its job.
    """

    kind: Literal["draft", "profile"]
    version: int
    id: NotRequired[int]
    job: NotRequired[int]


class Words(TypedDict):
    """A run of words of a line.

    Attributes:
        change: What became of them.
        text: The words.
    """

    change: WordChange
    text: str


class AnsweredRequirement(TypedDict):
    """A requirement of the posting that an omitted line would answer.

    Attributes:
        requirement_id: The posting's, such as "r3".
        text: In the posting's words.
        status: What the draft has to say to it.
    """

    requirement_id: str
    text: str
    status: RequirementStatus


class DiffLineDocument(TypedDict):
    """One line, and what became of it.

    Attributes:
        change: What became of it.
        where: The entry it stands under ("work/1"), "summary", or "paragraph 2".
        before: Its words then; null when it was added.
        after: Its words now; null when it was omitted.
        citations: The lines of the master profile that it rests on.
        words: Of a reworded line: its words in runs.
        requirements: Of an omitted line: what it would have answered.
    """

    change: LineChange
    where: str
    before: str | None
    after: str | None
    citations: list[str]
    words: list[Words]
    requirements: list[AnsweredRequirement]


class DraftDiff(TypedDict):
    """What became of each line between a draft and another one, or the master profile.

    Attributes:
        schema_version: Of all documents.
        id: The draft's number.
        job: The number of its job.
        kind: A CV or a letter.
        version: Of the draft.
        against: What it is compared with.
        counts: How many lines there are of each change.
        lines: In the order of the draft.
    """

    schema_version: Version
    id: int
    job: int
    kind: DraftKind
    version: int
    against: Against
    counts: dict[LineChange, int]
    lines: list[DiffLineDocument]


class RemovedDraft(TypedDict):
    """A draft that is no more.

    Attributes:
        id: Its number.
        job: The number of its job.
        kind: A CV or a letter.
        version: It was.
    """

    id: int
    job: int
    kind: DraftKind
    version: int


class RemovedDrafts(TypedDict):
    """Drafts that were removed.

    Attributes:
        schema_version: Of all documents.
        removed: Each once.
    """

    schema_version: Version
    removed: list[RemovedDraft]


class VerdictCounts(TypedDict):
    """How many claims there are of each status.

    Attributes:
        supported: What the profile carries.
        unsupported: What it does not carry.
        no_claim: What says nothing about the person, as a salutation.
    """

    supported: int
    unsupported: int
    no_claim: int


class Verification(TypedDict):
    """Every claim of a CV or letter, with what carries it or does not.

    Attributes:
        schema_version: Of all documents.
        file: The file's name as it was typed.
        kind: What it was taken for.
        profile_version: Of the master profile; null for a document that was named instead.
        verdicts: One for each claim, in the order of the file.
        contradictions: Where it disagrees with the other draft for the same job.
        counts: How many claims there are of each status.
        is_clean: Whether nothing was found: then the exit code is 0, else 7.
    """

    schema_version: Version
    file: str
    kind: DocumentKind
    profile_version: int | None
    verdicts: list[Annotated[dict[str, Any], Dumped(Verdict)]]
    contradictions: list[Annotated[dict[str, Any], Dumped(Finding)]]
    counts: VerdictCounts
    is_clean: bool
