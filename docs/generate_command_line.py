"""Write all that is generated in the documentation, from the code.

docs/command-line.md has the exit codes and what `jobai --help` prints; docs/commands/ has a page
for each command that it names, with all those below it; docs/configuration.md has every option
that a config file can set; docs/errors.md has the errors, docs/api.md the names of the library,
docs/ci.md the workflows of the examples, and docs/man/ the manual pages.

usage: python docs/generate_command_line.py [--check]

With --check nothing is written; the exit code is 1 when a page is out of date, and they are named.
"""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path

import api_page
import errors_page
import manual_pages
from command_tree import paths, printed_help, root

from cli.configuring import settings
from cli.exit_codes import EXIT_CODES

PAGE = Path(__file__).with_name("command-line.md")
SETTINGS = Path(__file__).with_name("configuration.md")
ERRORS = Path(__file__).with_name("errors.md")
CI = Path(__file__).with_name("ci.md")
WORKFLOWS = Path(__file__).parent.parent / "examples" / "github-actions"
FOLDER = Path(__file__).with_name("commands")


def main() -> int:
    """Bring the pages up to date, or say which are not."""
    fresh = pages()
    there = [*FOLDER.glob("*.md"), *manual_pages.FOLDER.glob("*.1")]
    stale = [path for path in there if path not in fresh]
    changed = [
        path
        for path, text in fresh.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in (*changed, *stale):
            print(path.relative_to(PAGE.parent.parent), "is out of date", file=sys.stderr)  # noqa: T201
        return int(bool(changed or stale))
    for folder in (FOLDER, manual_pages.FOLDER):
        folder.mkdir(exist_ok=True)
    for path in changed:
        path.write_text(fresh[path], encoding="utf-8")
    for path in stale:
        path.unlink()
    return 0


def pages() -> dict[Path, str]:
    """Return what stands in each page, by its path."""
    found: dict[Path, str] = {}
    links: list[str] = []
    below = [path for path in paths(root()) if path]
    for name, group in groupby(below, key=lambda path: path[0]):
        listed = list(group)
        found[FOLDER / f"{name}.md"] = _command_page(listed)
        links.append(f"[`{name}`](commands/{name}.md)")
    page = PAGE.read_text(encoding="utf-8")
    text = f"\n```text\n{printed_help(())}```\n\nEach has a page: {', '.join(links)}.\n\n"
    page = _filled(_filled(page, "exit codes", _exit_codes()), "help", text)
    configuration = _filled(SETTINGS.read_text(encoding="utf-8"), "settings", _settings())
    return {
        PAGE: page,
        SETTINGS: configuration,
        ERRORS: _filled(ERRORS.read_text(encoding="utf-8"), "errors", errors_page.tree()),
        api_page.PAGE: api_page.page(),
        CI: _ci(),
        **found,
        **manual_pages.pages(),
    }


def _ci() -> str:
    """Put the workflows of the examples into the page, word for word."""
    page = CI.read_text(encoding="utf-8")
    for file in sorted(WORKFLOWS.glob("*.yml")):
        page = _filled(page, file.name, f"```yaml\n{file.read_text(encoding='utf-8')}```\n")
    return page


def _command_page(below: list[tuple[str, ...]]) -> str:
    parts: list[str] = []
    for path in below:
        level = "#" if len(path) == 1 else "##"
        parts.append(f"{level} jobai {' '.join(path)}\n\n```text\n{printed_help(path)}```\n")
    return "\n".join(parts)


def _filled(page: str, name: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    filled, count = pattern.subn(lambda marks: f"{marks[1]}{content}{marks[2]}", page)
    if count != 1:
        raise ValueError(f"{count} places for {name}, not one")
    return filled


def _settings() -> str:
    """A row for each name of an option: what it may be, and which commands have it."""
    commands: dict[str, list[str]] = {}
    values: dict[str, str] = {}
    for one in settings(root()):
        commands.setdefault(one.name, []).append(" ".join(one.path) or "every command")
        option = one.option
        value = "true or false" if option.is_flag else option.metavar or option.name.upper()
        values.setdefault(one.name, value.replace("|", " \\| "))
    rows = "".join(
        f"| `{name}` | {values[name]} | {', '.join(commands[name])} |\n"
        for name in sorted(commands)
        if name != "json"
    )
    return f"\n| key | value | of |\n|---|---|---|\n{rows}\n"


def _exit_codes() -> str:
    rows = "".join(f"| {code} | {text} |\n" for code, text in EXIT_CODES.items())
    return f"\n| code | meaning |\n|---|---|\n{rows}\n"


if __name__ == "__main__":
    sys.exit(main())
