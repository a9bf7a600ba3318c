"""Everything that the documents tell people to type is typed here, and every link is followed."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from commands import EXAMPLES, Jobai
from document_files import write_files
from documents import ROOT, Block, Page, pages
from loopback_internet import LoopbackInternet
from model_answers import answer
from typed import Shell
from wire import WireServer

import cli
import orchestrator
import profiles

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = pages()
SHELL = ("sh", "bash", "console")
KEY = "your-key"
"""What stands for a key in the documents."""

FURNISHING = """\
jobai extract examples/posting.html
jobai profile import examples/profile.json"""
"""What most pages begin with; it is typed once for all of them."""

_NOT_HERE = {"CONTRIBUTING.md", "benchmarks/README.md"}
"""Pages whose commands set up a checkout or take minutes."""


def with_blocks(*languages: str) -> list[Any]:
    found = [page for page in PAGES if any(b.is_run for b in page.blocks(*languages))]
    return [pytest.param(page, id=page.name) for page in found if page.name not in _NOT_HERE]


@pytest.fixture
def models() -> Iterator[WireServer]:
    """Every vendor, answering sensibly."""
    with WireServer(KEY) as server:
        server.answer_with(answer)
        server.model_names = ["gemini-2.5-flash", "gpt-6-luna", "llama3.3"]
        yield server


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that people in the documents have."""
    folder = tmp_path_factory.mktemp("files") / "work"
    folder.mkdir()
    shutil.copytree(EXAMPLES, folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    write_files(folder)
    return folder


@pytest.fixture(scope="session")
def furnished(files: Path) -> Path:
    """A home in which what most pages begin with was typed, to be copied."""
    home = files.parent / "furnished"
    jobai = Jobai(home)
    for line in FURNISHING.split("\n"):
        done = jobai(*(files / x if "/" in x else x for x in line.split()[1:]))
        assert done.code == 0, done.stderr
    return home


@pytest.fixture
def shell(tmp_path: Path, models: WireServer, files: Path) -> Iterator[Shell]:
    """A fresh home, the files beside it, no key, and an internet that is none."""
    folder = shutil.copytree(files, tmp_path / "work")
    html = (EXAMPLES / "posting.html").read_bytes()
    with LoopbackInternet(tmp_path, models, {"/careers/42": html}) as internet:
        given = {**internet.environment, "EDITOR": "true"}
        environment = Jobai(tmp_path / "home", given).whole_environment
        with Shell(folder, environment) as shell:
            yield shell


@pytest.mark.parametrize("page", with_blocks(*SHELL))
def test_every_command_of_a_page_does_what_the_page_says(
    page: Page, shell: Shell, furnished: Path
) -> None:
    printed = ""
    blocks = page.blocks(*SHELL, "text")
    if blocks[0].hidden and blocks[0].text == FURNISHING:
        shutil.copytree(furnished, shell.folder.parent / "home")
        blocks = blocks[1:]
    for block in blocks:
        where = f"{page.name}:{block.line}"
        if block.language == "text":
            if "prints" in block.marks:
                assert_prints(block.text, printed, where)
        elif block.is_run:
            done = shell.run(lines_of(block))
            printed = done.stdout
            wanted = int(block.marks.get("exit", "0"))
            assert done.returncode == wanted, f"{where}\n{block.text}\n{printed}"
            assert "Traceback" not in printed, where
        else:
            printed = ""


def lines_of(block: Block) -> str:
    """Return what is typed. What sets up a checkout is left out: `.ci/run` does it."""
    if block.language == "console":
        typed = [line[2:] for line in block.text.split("\n") if line.startswith("$ ")]
        return "\n".join(typed)
    if block.marks.get("line") == "test":
        return ""
    text = block.text.rpartition("&& ")[2] if "line" in block.marks else block.text
    return text.replace(".venv/bin/jobai", "jobai")


def assert_prints(shown: str, printed: str, where: str) -> None:
    left = [line.rstrip() for line in printed.split("\n")]
    for line in (each.rstrip() for each in shown.split("\n")):
        if line.strip() == "..." or not line:
            continue
        assert line in left, f"{where}: it does not print {line!r}, but\n{printed}"
        left = left[left.index(line) + 1 :]


def test_every_command_that_is_only_shown_exists() -> None:
    from typer.main import get_command

    from cli.app import app

    command: Any = app
    if not hasattr(command, "commands"):
        command = get_command(command)
    seen = 0
    for page in PAGES:
        for block in page.blocks(*SHELL):
            for words in typed_commands(lines_of(block)):
                seen += 1
                unknown = unknown_words(command, words)
                assert not unknown, f"{page.name}:{block.line}: {shlex.join(words)}: {unknown}"
    assert seen > 100


def typed_commands(lines: str) -> Iterator[list[str]]:
    for line in lines.replace("\\\n", " ").split("\n"):
        words = list(shlex.shlex(line, posix=True, punctuation_chars=True))
        parts: list[list[str]] = [[]]
        for word in words:
            if re.fullmatch(r"[|&;()<>]+", word):
                parts.append([])
            else:
                parts[-1].append(word)
        for part in parts:
            if part and part[0] == "jobai":
                yield part[1:]


def unknown_words(command: Any, words: list[str]) -> str | None:
    """Follow a line down the tree of commands; return what no command or option is called."""
    every = command
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if not word.startswith("-"):
            below = getattr(command, "commands", None)
            if below is not None:
                command = command.get_command(None, word)
                if command is None:
                    return word
        elif word not in {"-", "--"}:
            name, has_value, _ = word.partition("=")
            known = {n: p for c in (every, command) for p in c.params for n in p.opts}
            if name not in {*known, "--help", "-h"}:
                return name
            if name in known and not known[name].is_flag and not has_value:
                queue = queue[1:]
    return None


@pytest.mark.parametrize("page", with_blocks("python"))
async def test_the_python_of_a_page_runs(
    page: Page, tmp_path: Path, models: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"JOBAI_HOME": str(tmp_path), **models.environment("gemini")}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    names: dict[str, Any] = {"__name__": page.name}
    for block in page.blocks("python"):
        if not block.is_run:
            ast.parse(block.text)
        elif "asyncio.run(" in block.text:
            run_alone(block.text, tmp_path, {**os.environ, **environment})
        else:
            await run_within(block, page, names)


def run_alone(code: str, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


async def run_within(block: Block, page: Page, names: dict[str, Any]) -> None:
    padded = "\n" * block.line + block.text
    code = compile(padded, page.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    if code.co_flags & inspect.CO_COROUTINE:
        await eval(code, names)
    else:
        exec(code, names)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_data_in_a_page_is_of_the_kind_it_says(page: Page) -> None:
    readers = {"json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}
    for block in page.blocks(*readers):
        if block.is_run:
            assert readers[block.language](block.text) is not None, f"{page.name}:{block.line}"


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_every_link_within_the_repository_leads_somewhere(page: Page) -> None:
    for link in page.links():
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.path.parent / target).resolve() if target else page.path
        assert path.exists(), f"{page.name}: {link}"
        if page.path.is_relative_to(ROOT / "docs"):
            assert path.is_relative_to(ROOT / "docs"), f"{page.name}: {link} is not on the site"
        if anchor:
            assert anchor in Page(path).anchors(), f"{page.name}: {link}"


def test_every_page_of_the_site_is_in_its_navigation_once() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]

    def named(part: Any) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        else:
            for below in part.values() if isinstance(part, dict) else part:  # pyright: ignore
                yield from named(below)

    docs = ROOT / "docs"
    there = [p.path.relative_to(docs).as_posix() for p in PAGES if p.path.is_relative_to(docs)]
    assert sorted(named(nav)) == sorted(there)


def test_every_variable_that_the_code_reads_is_in_the_reference() -> None:
    told = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    read = {
        name
        for room in (cli, orchestrator, profiles)
        for path in Path(room.__path__[0]).rglob("*.py")
        for name in re.findall(r"\bJOBAI_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8"))
    }

    assert read
    assert [name for name in sorted(read) if f"`{name}`" not in told] == []


def test_every_reason_of_a_source_that_the_code_gives_is_in_the_reference() -> None:
    told = "".join((ROOT / "docs" / f"{n}.md").read_text("utf-8") for n in ("errors", "postings"))
    given = {
        reason
        for path in Path(orchestrator.__path__[0], "tasks").rglob("*.py")
        for reason in re.findall(r'\breason="([a-z_]+)"', path.read_text(encoding="utf-8"))
    }

    assert given
    assert [reason for reason in sorted(given) if f"`{reason}`" not in told] == []


def test_every_block_that_is_not_run_says_why() -> None:
    for page in PAGES:
        for block in page.blocks():
            assert block.language, f"{page.name}:{block.line} does not say what it is"
            if not block.is_run:
                assert block.marks["not run"], f"{page.name}:{block.line}"
