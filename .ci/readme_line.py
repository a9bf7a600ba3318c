"""Print one of the README's marked command lines: `readme_line.py start` or `test`."""

import re
import sys
from pathlib import Path

readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
found = re.search(rf"<!-- line: {sys.argv[1]} -->\s*```\w*\n(.*?)\n```", readme, re.DOTALL)
if found is None:
    sys.exit(f"README.md has no line marked {sys.argv[1]!r}")
sys.stdout.write(found[1] + "\n")
