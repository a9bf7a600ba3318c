"""docs/command-line.md, and all else that is generated, says what the program really does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cli.exit_codes import EXIT_CODES

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGE = (DOCS / "command-line.md").read_text(encoding="utf-8")


def test_what_is_generated_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, DOCS / "generate_command_line.py", "--check"])

    assert done.returncode == 0, "run: python docs/generate_command_line.py"


def test_every_exit_code_is_on_the_page() -> None:
    for code, text in EXIT_CODES.items():
        assert f"| {code} | {text} |" in PAGE
