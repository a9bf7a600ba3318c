"""Lines that are typed, and the environment around them: exit codes of ours, no traceback."""

from __future__ import annotations

import os
import shlex
import tempfile
from functools import cache
from pathlib import Path

from in_process import run_line

from cli.exit_codes import EXIT_CODES
from fuzzing.mutating import changed_bytes
from fuzzing.target import Target

ROOT = Path(__file__).parents[3]
_SEEDS = (
    "jobs list", "jobs show 1", "jobs match --json", "jobs rm 99 --yes", "drafts list --json",
    "drafts show cv/1", "drafts diff 1 2", "drafts render 1 -o a.pdf", "draft-cv --job 1 --offline",
    "profile show work/0", "profile history --diff 1 2", "profile check --strict", "profile export",
    "providers list", "providers add openai --api-key-env NAME --base-url http://127.0.0.1:9/v1",
    "providers price openai m --input 0.1 --output 1e-9", "providers limits set mine cost/month 5",
    "providers routes set freemium any gpt-6-luna", "providers explain --plan pro_monthly --task x",
    "plan set pro_annual --until 2099-01-31", "plan limits set cost/month 5",
    "users add bob --name Bob",
    "usage report --by day,model --since 30d --timezone Europe/Berlin",
    "usage log --limit 3 --json",
    "usage show 0123abcd", "usage check --max-cost 5 --max-calls 99", "usage export --format csv",
    "usage archive --before 2020 -o old.jsonl.gz", "usage prune --before 2020-01 --yes",
    "config set paper letter", "config get draft-cv.theme", "db path", "schema job", "help usage",
    "--version", "--db a.db --user b --quiet jobs list", "doctor --offline", "usage quota --plain",
    "verify nothing.md", "extract nothing.html --provider offline", "extract /dev/null --json",
    "JOBAI_USER=x JOBAI_QUIET=1 jobs list", "JOBAI_DB=sqlite:////nowhere/a.db jobs list",
    "JOBAI_PLAIN=maybe COLUMNS=0 usage report", "NO_COLOR=1 COLUMNS=abc LINES=-1 jobs list",
)  # fmt: skip
WORDS = tuple(
    f" {x}".encode()
    for x in (
        "--", "-", "--json", "--help", "--quiet", "--verbose", "--debug", "--plain", "--user",
        "--db", "-o",
        "--yes", "--job", "--limit 0", "--limit -1", "--limit 99999999999999999999",
        "--since 9999d",
        "--until now", "--by", "--format", "--timezone ''", "--plan", "--provider", "--model",
        "''", "'\u202e'", "'\x1b[2J'", "*", "~", "$HOME", "%s", "{0}", "@file", "JOBAI_DB=",
        "1 2 3", "latest",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "a" * 300, "/", "..",
        "-1", "1e9",
    )
)  # fmt: skip
_NEVER = (
    "edit",
    "install-completion",
    "show-completion",
    "restore",
    "vacuum",
    "test",
    "rotate-key",
)
"""What opens an editor, talks to a network, or has a process of its own to start."""


def _run(data: bytes) -> None:
    try:
        words = shlex.split(data.decode("utf-8", "surrogateescape").replace("\0", ""))
    except ValueError:
        return
    environment: dict[str, str] = {}
    while words and "=" in words[0] and words[0].partition("=")[0].isidentifier():
        name, _, value = words.pop(0).partition("=")
        if name.startswith("JOBAI_") or name in ("COLUMNS", "LINES", "NO_COLOR", "TERM"):
            environment[name] = value
    if any(never in word for word in words for never in _NEVER) or "http" in data.decode(
        "utf-8", "replace"
    ).replace("http://127.0.0.1:9", ""):
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        home.mkdir(mode=0o700)
        (home / "jobai.db").write_bytes(_empty_store())
        plain = {"PATH": os.environ.get("PATH", ""), "JOBAI_HOME": str(home), "TERM": "dumb"}
        done = run_line(words, folder=home.parent, environment={**plain, **_QUIET, **environment})
    assert "Traceback" not in done.stderr, done.stderr
    assert "unexpectedly" not in done.stderr, done.stderr
    assert done.code in EXIT_CODES or done.code in (0, 130), done.code
    escapes = [x for x in done.stdout + done.stderr if x in "\x1b\x07\x08\x9b\u202e"]
    assert not escapes, repr(done.stdout + done.stderr)[:2_000]


_QUIET = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")


@cache
def _empty_store() -> bytes:
    import asyncio

    from profiles.store.engine import open_store
    from profiles.store.location import locate_store

    async def make(path: Path) -> None:
        store = await open_store(locate_store(str(path), {}))
        await store.aclose()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "jobai.db")
        asyncio.run(make(path))
        return path.read_bytes()


TARGET = Target(
    "command-lines", lambda: [x.encode() for x in _SEEDS], _run, changed_bytes, WORDS, in_ci=20
)
