"""Write docs/schemas/, a JSON Schema of each document, and docs/json.md, the same to read.

usage: python docs/generate_schemas.py [--check]

With --check nothing is written; the exit code is 1 when a file is out of date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cli.documents.kinds import KINDS
from cli.schemas import schema_of

FOLDER = Path(__file__).with_name("schemas")


def main() -> int:
    """Bring the files up to date, or say whether they are."""
    fresh = {
        FOLDER / f"{kind}.schema.json": f"{json.dumps(schema_of(kind), indent=2)}\n"
        for kind in KINDS
    }
    known = set(FOLDER.glob("*.schema.json"))
    stale = [file for file in known if file not in fresh]
    changed = {
        file: text
        for file, text in fresh.items()
        if file not in known or file.read_text(encoding="utf-8") != text
    }
    if "--check" in sys.argv[1:]:
        return int(bool(stale or changed))
    FOLDER.mkdir(exist_ok=True)
    for file in stale:
        file.unlink()
    for file, text in changed.items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
