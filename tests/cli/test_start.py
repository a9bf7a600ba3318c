"""What a command imports: by modules, since a clock says something else each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import EXAMPLES, imported_by

if TYPE_CHECKING:
    from commands import Jobai

SDKS = {"openai", "anthropic", "google.genai", "httpx2"}
PICTURES = {"PIL", "typst", "pypdfium2", "docx"}
PRICES = {"genai_prices"}
MIGRATING = {"alembic", "mako"}
POSTGRESQL = {"sqlalchemy.dialects.postgresql", "psycopg"}
OTHERS = {"yaml", "tomlkit", "cryptography", "selectolax", "duckdb"}
NEVER = SDKS | PRICES | MIGRATING | POSTGRESQL
READS_ONLY = NEVER | PICTURES | OTHERS | {"pydantic"}


@pytest.mark.parametrize(
    ("line", "unused"),
    [
        ("jobs list", READS_ONLY),
        ("usage report", READS_ONLY),
        ("usage log", READS_ONLY),
        ("plan show", READS_ONLY),
        ("providers list", READS_ONLY),
        ("db path", READS_ONLY | {"sqlalchemy", "asyncio"}),
        ("jobs show 1", NEVER | PICTURES | OTHERS),
        ("drafts list", NEVER | PICTURES),
        ("draft-cv --job 1 --output cv.pdf", NEVER | PICTURES - {"typst", "pypdfium2"}),
        (
            f"extract {EXAMPLES / 'posting.html'}",
            NEVER
            | PICTURES
            | {"profiles.master_profile", "xml.etree", "statistics", "rich._emoji_codes"}
            | {"orchestrator.usage_lines", "orchestrator.usage_sums", "orchestrator.usage_names"},
        ),
    ],
)
def test_a_command_imports_nothing_that_it_does_not_use(
    ready: Jobai, line: str, unused: set[str]
) -> None:
    loaded = imported_by(ready, line)

    assert "cli.app" in loaded
    assert loaded & unused == set()
