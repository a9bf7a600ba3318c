"""`jobai extract` of several sources: lists, folders, order, failures, and manners."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from commands import EXAMPLES
from loopback_site import Site, page
from PIL import Image
from terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from commands import Jobai, Result
    from loopback_site import Request
    from wire import WireRequest, WireServer

POSTING = EXAMPLES / "posting.html"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A web site on loopback."""
    async with Site() as opened:
        yield opened


def posting(title: str, company: str = "Blue Heron Analytics") -> str:
    return (
        f"<title>{title} - {company}</title><h1>{title}</h1><p>Company: {company}</p>"
        "<p>Location: Lyon, France</p><h2>Requirements</h2><ul><li>3 years of experience with "
        "SQL</li><li>Patience</li></ul><p>Apply by email to jobs@heron.example.</p>"
    )


def saved_pages(folder: Path, count: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    pages = [folder / f"{number:03}.html" for number in range(count)]
    for number, path in enumerate(pages):
        path.write_text(posting(f"Beekeeper {number}"))
    return pages


def lines_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    "content",
    [
        "first.html\nsecond.html\n",
        "\ufefffirst.html\r\nsecond.html\r\n",
        '# what I like\n\n  first.html  \n\n"second.html"\n',
        "'first.html'\rsecond.html",
        "first.html\nsecond.html\nfirst.html\n./second.html\n",
    ],
    ids=["plain", "of Windows", "with comments", "of an old Mac", "with the same twice"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_list_names_sources_one_a_line(
    jobai: Jobai, tmp_path: Path, content: str, encoding: str
) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.html").write_text(posting(f"Keeper of the {name} hive"))
    text = content.removeprefix("\ufeff") if encoding == "utf-16" else content
    (tmp_path / "list.txt").write_bytes(text.encode(encoding))

    result = jobai("extract", "--from", "list.txt", "--json")

    documents = lines_of(result)
    assert result.code == 0, result.stderr
    assert [document["source"] for document in documents] == ["first.html", "second.html"]
    assert [document["index"] for document in documents] == [0, 1]
    assert [document["job"]["title"] for document in documents] == [
        "Keeper of the first hive", "Keeper of the second hive",
    ]  # fmt: skip


def test_a_list_comes_from_standard_input_and_beside_sources_on_the_line(
    jobai: Jobai, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 3)

    result = jobai(
        "extract", "saved/002.html", "--from", "-", "--json", stdin="saved/000.html\nsaved/001.html"
    )

    assert [line["source"] for line in lines_of(result)] == [
        "saved/002.html", "saved/000.html", "saved/001.html",
    ]  # fmt: skip


def test_a_folder_stands_for_its_pages_and_a_pattern_for_what_it_fits(
    jobai: Jobai, tmp_path: Path
) -> None:
    pages = saved_pages(tmp_path / "saved", 3)
    below = tmp_path / "saved" / "000_files"
    below.mkdir()
    (below / "frame.html").write_text("<p>An advertisement</p>")
    (tmp_path / "saved" / "notes.docx").write_bytes(b"PK")
    (tmp_path / "saved" / ".hidden.html").write_text(posting("Ghost"))

    folder = lines_of(jobai("extract", tmp_path / "saved", "--json"))
    pattern = lines_of(jobai("extract", "saved/00[12].html", "--json"))
    none = jobai("extract", "saved/9*.html", "--json")

    assert [line["source"] for line in folder] == [str(path) for path in pages]
    assert [line["source"] for line in pattern] == ["saved/001.html", "saved/002.html"]
    assert (none.code, none.json["error"]["reason"]) == (3, "missing")


def test_nothing_at_all_is_not_the_working_folder(jobai: Jobai, tmp_path: Path) -> None:
    saved_pages(tmp_path, 1)

    assert jobai("extract", "", "--json").code == 3
    assert jobai("extract", ".", "--json").code == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "missing"),
        (b"", "empty"),
        (b"# nothing yet\n\n", "empty"),
        (POSTING.read_bytes(), "unsupported_type"),
        (b"a.html\0b.html", "unsupported_type"),
        (b"%PDF-1.7\n", "unsupported_type"),
        (b'{"title": "Beekeeper"}', "unsupported_type"),
    ],
)
def test_a_list_that_is_none_is_said_before_anything_is_done(
    jobai: Jobai, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / "list.txt").write_bytes(content)

    result = jobai("extract", "--from", "list.txt", "--json")

    assert (result.code, result.json["error"]["reason"]) == (3, reason)
    assert "Hint: " in result.stderr
    assert not jobai.store.exists()


def test_standard_input_cannot_be_the_list_and_a_source_of_it(jobai: Jobai) -> None:
    result = jobai("extract", "-", "--from", "-", stdin="a.html")

    assert result.code == 3
    assert "Standard input" in result.stderr


def test_the_exit_code_is_that_of_the_first_source_in_the_list_that_failed(
    jobai: Jobai, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 2)
    picture = EXAMPLES / "posting.png"

    picture_first = jobai("extract", "saved/000.html", picture, "nothing.html", "saved/001.html")
    missing_first = jobai("extract", "saved/000.html", "nothing.html", picture, "saved/001.html")
    none = jobai("extract", "saved/000.html", "saved/001.html")

    assert (picture_first.code, missing_first.code, none.code) == (4, 3, 0)
    assert "4 sources: 2 new, 2 failed." in picture_first.stderr
    assert "2 sources: 2 known already. Cost: $0.00." in none.stderr


def test_in_a_pipe_each_job_is_a_line_and_nothing_else_is_on_stdout(
    jobai: Jobai, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 3)

    result = jobai("extract", "saved")
    quiet = jobai("extract", "saved", "--quiet")

    assert result.stdout.splitlines() == [
        f"    {number + 1}  Beekeeper {number}  Blue Heron Analytics · Lyon, France"
        for number in range(3)
    ]
    assert quiet.stdout.count("(unchanged)") == 3
    assert quiet.stderr == ""


def test_the_same_posting_in_several_sources_is_one_job(jobai: Jobai, tmp_path: Path) -> None:
    for name in ("a.html", "b.html", "c.html"):
        (tmp_path / name).write_text(posting("Beekeeper"))

    documents = lines_of(jobai("extract", "a.html", "b.html", "c.html", "--json"))

    assert [document["id"] for document in documents] == [1, 1, 1]
    assert [document["outcome"] for document in documents] == ["new", "unchanged", "unchanged"]


class Crowd:
    """Counts who is served at the same moment, by host."""

    def __init__(self) -> None:
        self.now: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.most_of_all = 0

    async def serve(self, request: Request) -> AsyncIterator[bytes]:
        host = request.headers["host"].partition(":")[0]
        self.now[host] = self.now.get(host, 0) + 1
        self.most[host] = max(self.most.get(host, 0), self.now[host])
        self.most_of_all = max(self.most_of_all, sum(self.now.values()))
        await asyncio.sleep(0.15)
        self.now[host] -= 1
        yield page(posting(f"Beekeeper {request.target}"))


async def test_no_web_site_is_crowded_and_others_do_not_wait_for_it(
    jobai: Jobai, site: Site, tmp_path: Path
) -> None:
    crowd = Crowd()
    urls = [site.url(f"/jobs/{n}", host="127.0.0.1") for n in range(8)]
    urls += [site.url(f"/jobs/{n}", host="localhost") for n in range(8)]
    for url in urls:
        site.routes["/" + url.split("/", 3)[3]] = crowd.serve
    (tmp_path / "urls.txt").write_text("\n".join(urls))

    result = await asyncio.to_thread(jobai, "extract", "--from", "urls.txt", "--json")

    assert result.code == 0, result.stderr
    assert len(lines_of(result)) == 16
    assert crowd.most == {"127.0.0.1": 2, "localhost": 2}
    assert crowd.most_of_all == 4


async def test_one_at_a_time_is_in_order_and_a_slow_source_does_not_hold_the_rest_back(
    jobai: Jobai, site: Site, tmp_path: Path
) -> None:
    released = asyncio.Event()

    async def slow(_: Request) -> AsyncIterator[bytes]:
        await released.wait()
        yield page(posting("Slow"))

    site.routes["/slow"] = slow
    saved_pages(tmp_path / "saved", 40)
    process = await asyncio.create_subprocess_exec(
        *jobai.command("extract", site.url("/slow"), "saved", "--json", "--concurrency", "2"),
        stdout=asyncio.subprocess.PIPE, env=jobai.whole_environment, cwd=tmp_path,
    )  # fmt: skip
    assert process.stdout is not None
    first = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
    released.set()
    rest = [json.loads(line) async for line in process.stdout]

    assert await process.wait() == 0
    assert first["index"] == 1
    assert 0 in [document["index"] for document in rest]
    assert sorted([1, *(document["index"] for document in rest)]) == list(range(41))


def answer(request: WireRequest) -> str:
    return json.dumps({"is_posting": True, "title": "Beekeeper"})


def test_calls_that_hold_more_than_they_use_do_not_refuse_each_other(
    jobai: Jobai, wire_server: WireServer, tmp_path: Path
) -> None:
    """Eight holds at once pass the day's 10,000 tokens of freemium; six settled calls do not."""
    saved_pages(tmp_path / "saved", 6)
    jobai.environment = wire_server.environment("openai")
    wire_server.answer_with(answer)
    wire_server.delay_s = 0.2

    result = jobai("extract", "saved", "--json")

    assert result.code == 0, result.stderr
    assert [document["provider"] for document in lines_of(result)] == ["openai"] * 6


def test_a_limit_that_is_reached_ends_the_run_at_once(
    jobai: Jobai, wire_server: WireServer, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 12)
    jobai.environment = wire_server.environment("openai")
    wire_server.answer_with(answer)
    limited = jobai("plan", "limits", "set", "calls/hour", "3")
    assert limited.code == 0, limited.stderr

    result = jobai("extract", "saved", "--json")

    documents = lines_of(result)
    assert result.code == 5
    assert len(documents) == 12
    assert len([document for document in documents if "job" in document]) == 3
    assert {document["error"]["limit"] for document in documents if "error" in document} == {
        "calls per hour"
    }
    assert result.stderr.count("Error: ") <= 8
    assert len(wire_server.requests) == 3


def test_a_reader_that_leaves_early_is_no_error(jobai: Jobai, tmp_path: Path) -> None:
    saved_pages(tmp_path / "saved", 30)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        jobai.command("extract", "saved", "--json", "--quiet"),
        stdout=write, stderr=subprocess.PIPE, env=jobai.whole_environment, cwd=tmp_path,
    )  # fmt: skip
    os.close(write)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("columns", [80, 120])
def test_on_a_terminal_a_bar_shows_how_far_it_is(
    jobai: Jobai, tmp_path: Path, columns: int
) -> None:
    saved_pages(tmp_path / "saved", 12)

    with Terminal(
        jobai, "extract", "saved", "nothing.html", columns=columns, no_color=True
    ) as terminal:
        screen = terminal.wait()

    assert terminal.code == 3
    assert "\x1b[3" not in screen
    # What is printed starts on a line of its own, not behind the bar.
    before = [re.split(r"\x1b\[2K|\n", text)[-1] for text in screen.split("Beekeeper ")[:-1]]
    assert len(before) == 12
    assert not any("/13" in text for text in before)
    words = re.sub(r"\x1b\[[0-9?;]*[a-zA-Z]", "", screen)
    assert "/13" in words
    assert words.count("Beekeeper 7  Blue Heron Analytics") == 1
    assert "13 sources: 12 new, 1 failed." in words


def test_what_failed_is_a_list_for_the_next_run(jobai: Jobai, tmp_path: Path) -> None:
    saved_pages(tmp_path / "saved", 2)
    names = ["saved/000.html", "# odd.html", '"quoted".html', "saved/001.html"]
    (tmp_path / "list.txt").write_text("\n".join(f'"{name}"' for name in names))

    first = jobai("extract", "--from", "list.txt", "--failed", "failed.txt", "--json")
    listed = (tmp_path / "failed.txt").read_text().splitlines()
    for name in names[1:3]:
        (tmp_path / name).write_text(posting(f"Keeper of {name}"))
    second = jobai("extract", "--from", "failed.txt", "--failed", "failed.txt", "--json")

    assert first.code == 3
    assert [line["source"] for line in lines_of(first) if "error" in line] == names[1:3]
    assert listed[::2] == ["# There is no file # odd.html.", '# There is no file "quoted".html.']
    assert second.code == 0, second.stderr
    assert [line["source"] for line in lines_of(second)] == names[1:3]
    assert (tmp_path / "failed.txt").read_bytes() == b""


def test_a_list_of_failures_that_cannot_be_written_is_said_before_anything_is_read(
    jobai: Jobai, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 1)

    result = jobai("extract", "saved", "--failed", "no/such/folder/failed.txt", "--json")

    assert (result.code, result.json["error"]["type"]) == (2, "InvalidInputError")
    assert not jobai.store.exists()


def test_several_screenshots_are_one_posting(
    jobai: Jobai, wire_server: WireServer, tmp_path: Path
) -> None:
    pictures: list[str] = []
    for number in (1, 2, 10):
        image = Image.new("RGB", (600, 400), (250, 250, 255 - number))
        image.save(tmp_path / f"shot-{number}.png")
        pictures.append(str(tmp_path / f"shot-{number}.png"))
    jobai.environment = wire_server.environment("openai")
    jobai("plan", "set", "pro_monthly")
    seen: list[int] = []

    def answer(request: WireRequest) -> str:
        seen.append(len(request.images))
        transcript = "Beekeeper\nBlue Heron Analytics\nLyon\nYou have patience."
        return json.dumps({"is_posting": True, "title": "Beekeeper", "transcript": transcript})

    wire_server.answer_with(answer)
    folder = tmp_path / "shots"
    folder.mkdir()
    for picture in pictures:
        shutil.copy(picture, folder)

    typed = jobai("extract", *pictures, "--as-one", "--json")
    found = jobai("extract", folder, "--as-one", "--json")

    assert (typed.code, found.code) == (0, 0), typed.stderr + found.stderr
    assert typed.json["sources"] == pictures
    assert typed.json["source"] == pictures[0]
    assert [name.rpartition("/")[2] for name in found.json["sources"]] == [
        "shot-1.png", "shot-2.png", "shot-10.png",
    ]  # fmt: skip
    assert typed.json["id"] == found.json["id"] == 1
    assert seen == [3]  # what was asked before is not asked again


def test_pages_are_not_one_posting(jobai: Jobai, tmp_path: Path) -> None:
    saved_pages(tmp_path / "saved", 2)

    result = jobai("extract", "saved", "--as-one", "--json")

    assert (result.code, result.json["error"]["reason"]) == (3, "not_joinable")


async def test_two_runs_of_the_same_list_at_once_keep_each_posting_once(
    jobai: Jobai, tmp_path: Path
) -> None:
    saved_pages(tmp_path / "saved", 60)

    both = await asyncio.gather(
        *(asyncio.to_thread(jobai, "extract", "saved", "--json") for _ in range(2))
    )

    assert [result.code for result in both] == [0, 0], both[0].stderr + both[1].stderr
    first, second = ([line["id"] for line in lines_of(result)] for result in both)
    assert sorted(first) == sorted(second) == list(range(1, 61))
    assert jobai("usage", "verify").code == 0
