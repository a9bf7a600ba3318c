"""Patterns that are made when they are first asked."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from orchestrator.tasks.extraction.patterns import regex


def test_a_pattern_answers_as_the_one_it_stands_for() -> None:
    source = r"(?P<day>\d)\s*x"
    asked, made = regex(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)
    text = "1 X, 2x and 3"

    for _ in range(2):  # asked for the first time, and once it is made
        assert asked.findall(text) == made.findall(text)
        assert asked.sub("-", text) == made.sub("-", text)
        assert asked.split(text) == made.split(text)
        assert [m.span() for m in asked.finditer(text)] == [m.span() for m in made.finditer(text)]
        assert asked.fullmatch("4x") is not None
        assert asked.match(text, 5) is not None
        assert (found := asked.search(text)) is not None
        assert found["day"] == "1"
    assert asked.pattern == made.pattern


def test_what_no_pattern_can_do_is_an_error_and_makes_none() -> None:
    with pytest.raises(AttributeError):
        _ = regex("(").unknown  # type: ignore[attr-defined]


def test_importing_the_rules_makes_no_pattern() -> None:
    code = (
        "import re\n"
        "import profiles.postings, selectolax.lexbor\n"
        "import orchestrator.tasks.extraction.words\n"
        "made = []\n"
        "compile_ = re.compile\n"
        "re.compile = lambda *given: made.append(given) or compile_(*given)\n"
        "import orchestrator.tasks.extraction.by_rules\n"
        "print(len(made))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(ran.stdout) == 0
