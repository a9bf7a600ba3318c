"""A model's CV beside the rules' own: what it covers less well, and what it leaves out.

The rules' choice is a floor. A must-have that the record shows and the model's lines do not is told
by the line that the rules chose for it; and what is left out of a draft is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.answers import AnswerEntry, AnswerLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.drafting.answers import CvAnswer
    from orchestrator.tasks.drafting.record import Record
    from profiles.drafts import CvSection, RequirementMet

_MOST_ADDED = 4
_MOST_NAMED = 6
_LONGEST_NAME = 60
_MAY_BE_ADDED = frozenset({"text", "keyword"})


def completed(
    answer: CvAnswer,
    baseline: CvAnswer,
    requirements: Sequence[RequirementMet],
    printed_anyway: Iterable[str],
    record: Record,
) -> tuple[CvAnswer, list[str]]:
    """Add the lines for must-haves that a model's choice covers worse than the rules' own.

    Args:
        answer: The model's choice.
        baseline: The rules' choice for the same posting.
        requirements: As judged, with the lines that show each.
        printed_anyway: Entries whose headers are printed whether chosen or not.
        record: What the lines are from.

    Returns:
        The choice to print, and a remark for each line that was added.
    """
    headers = set(printed_anyway)
    printed = _cited(answer, headers)
    own = _cited(baseline, headers)
    added: list[str] = []
    remarks: list[str] = []
    for item in requirements:
        shown = [key for key in item.citations if key in own and _can_be_added(key, record)]
        is_open = item.level == "must" and not printed.intersection(item.citations)
        if is_open and shown and len(added) < _MOST_ADDED:
            added.append(shown[0])
            printed.add(shown[0])
            remarks.append(f'Added {shown[0]}: it shows "{_short(item.text)}", which was left out.')
    entries = [AnswerEntry(entry=x.entry, lines=list(x.lines)) for x in answer.entries]
    for key in added:
        entry_id = record.lines[key].entry
        line = AnswerLine(text=None, citations=[key])
        of_entry = next((entry for entry in entries if entry.entry == entry_id), None)
        if of_entry is None:
            entries.append(AnswerEntry(entry=entry_id, lines=[line]))
        else:
            of_entry.lines.append(line)
    return answer.model_copy(update={"entries": entries}), remarks


def left_out(sections: Sequence[CvSection], record: Record) -> list[str]:
    """One remark that names the entries of the record that a draft does not print."""
    printed = {entry.entry for section in sections for entry in section.entries}
    missing = [key for key in record.entries if key not in printed and key in record.lines]
    if not missing:
        return []
    named = ", ".join(f"{key} ({_short(record.lines[key].text)})" for key in missing[:_MOST_NAMED])
    more = len(missing) - _MOST_NAMED
    return [f"Left out: {named}{f' and {more} more' if more > 0 else ''}."]


def _cited(answer: CvAnswer, headers: set[str]) -> set[str]:
    lines = [*answer.summary, *(line for entry in answer.entries for line in entry.lines)]
    return {
        *headers,
        *(entry.entry for entry in answer.entries),
        *(key for line in lines for key in line.citations),
    }


def _can_be_added(key: str, record: Record) -> bool:
    line = record.lines[key]
    return line.kind in _MAY_BE_ADDED and line.entry in record.entries


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    if len(one_line) <= _LONGEST_NAME:
        return one_line
    return f"{one_line[: _LONGEST_NAME - 1].rstrip()}\u2026"
