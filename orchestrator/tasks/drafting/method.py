"""How drafts are made by this version of jobai, hashed: kept with a draft, compared later."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from orchestrator.request import answer_schema
from orchestrator.tasks.drafting.answers import CvAnswer, LetterAnswer
from orchestrator.tasks.drafting.resources import prompt
from profiles.staleness import Method

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_TASKS = {"cv": ("cv_draft", CvAnswer), "letter": ("cover_letter", LetterAnswer)}
_TEMPLATES = {"cv": ("headings.toml",), "letter": ("letters.toml",)}
_RULES = (".py", ".toml")


def all_methods() -> dict[tuple[str, bool], Method]:
    """Return how each kind is made today, by a model (False) and by rules (True)."""
    return {
        (kind, offline): method(kind, offline=offline)
        for kind in _TASKS
        for offline in (False, True)
    }


@cache
def method(kind: str, *, offline: bool) -> Method:
    """Return how a "cv" or a "letter" is made today.

    Rules are told apart by their own source and tables, a model's work by its instructions.
    """
    folder = files("orchestrator.tasks.drafting")
    if offline:
        rules = hashlib.sha256()
        for file in _under(folder):
            rules.update(file.read_bytes())
        prompt_sha256 = rules.hexdigest()
    else:
        task, answer = _TASKS[kind]
        schema = json.dumps(dict(answer_schema(answer, task).json_schema), sort_keys=True)
        prompt_sha256 = hashlib.sha256(f"{prompt(task)}\n{schema}".encode()).hexdigest()
    templates = hashlib.sha256()
    for name in _TEMPLATES[kind]:
        templates.update(folder.joinpath("data", name).read_bytes())
    return Method(prompt_sha256, templates.hexdigest())


def _under(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _under(item)
        elif item.name.endswith(_RULES):
            yield item
