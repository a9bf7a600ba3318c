"""Whatever is given as a source: an exit code, words that help, and a store without a trace."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sqlite3
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from loopback_site import Site, page, redirect
from tiny_pdf import scanned_pdf, text_pdf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from commands import Jobai, Result

SOURCE, CREDENTIALS = 3, 4
POSTING_HTML = """<html><head><title>Rope Splicer - Tall Ships Ltd</title></head><body>
<h1>Rope Splicer</h1><p>Company: Tall Ships Ltd</p><p>Location: Lisbon, Portugal</p>
<h2>Requirements</h2><ul><li>5 years of experience with ropes</li><li>No fear of heights</li></ul>
<p>Send your application to jobs@tallships.example by the end of the month.</p></body></html>"""


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A web site on loopback."""
    async with Site() as opened:
        yield opened


def refused(jobai: Jobai, *arguments: str | Path, stdin: bytes = b"") -> tuple[str, Result]:
    """Run `extract --json`, expect a refusal, and return its reason."""
    result = jobai("extract", *arguments, "--json", stdin=stdin)
    document = json.loads(result.stdout)
    assert document["error"]["exit_code"] == result.code
    assert "Error: " in result.stderr
    assert "Hint: " in result.stderr
    assert stored(jobai) == {"postings": 0, "ai_provider_usage_logs": 0}
    return str(document["error"].get("reason")), result


def stored(jobai: Jobai) -> dict[str, int]:
    connection = sqlite3.connect(jobai.store)
    counts = {
        table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        for table in ("postings", "ai_provider_usage_logs")
    }
    connection.close()
    return counts


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


def test_a_missing_file(jobai: Jobai, tmp_path: Path) -> None:
    reason, result = refused(jobai, tmp_path / "nothing.html")

    assert (result.code, reason) == (SOURCE, "missing")
    assert "nothing.html" in result.stderr


def test_a_folder(jobai: Jobai, tmp_path: Path) -> None:
    reason, result = refused(jobai, tmp_path)

    assert (result.code, reason) == (SOURCE, "directory")


def test_a_file_of_0_bytes(jobai: Jobai, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.touch()

    reason, result = refused(jobai, empty)

    assert (result.code, reason) == (SOURCE, "empty")


def test_empty_standard_input(jobai: Jobai) -> None:
    reason, result = refused(jobai, "-")

    assert (result.code, reason) == (SOURCE, "empty")


@pytest.mark.parametrize("name", ["junk.html", "junk.pdf", "junk.png", "junk"])
def test_binary_junk_under_any_name(jobai: Jobai, tmp_path: Path, name: str) -> None:
    junk = tmp_path / name
    junk.write_bytes(bytes(range(256)) * 40)

    reason, result = refused(jobai, junk)

    assert (result.code, reason) == (SOURCE, "binary")


def test_a_page_of_50_mb(jobai: Jobai, tmp_path: Path) -> None:
    large = tmp_path / "large.html"
    large.write_bytes(POSTING_HTML.encode() + b"<p>again</p>" * 4_300_000)

    reason, result = refused(jobai, large)

    assert (result.code, reason) == (SOURCE, "too_large")


def test_50_mb_of_standard_input(jobai: Jobai) -> None:
    reason, result = refused(jobai, "-", stdin=b"a job is a job. " * 3_300_000)

    assert (result.code, reason) == (SOURCE, "too_large")


async def test_a_gzip_bomb_behind_a_url(jobai: Jobai, site: Site) -> None:
    bomb = gzip.compress(b"<p>boom</p>" * 20_000_000)
    site.routes["/"] = page(bomb, Content_Encoding="gzip")

    reason, result = await asyncio.to_thread(refused, jobai, site.url())

    assert (result.code, reason) == (SOURCE, "too_large")


def test_a_pdf_with_a_password(jobai: Jobai, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(text_pdf("Rope Splicer", password="sesame"))

    reason, result = refused(jobai, locked)

    assert (result.code, reason) == (SOURCE, "encrypted")
    assert "password" in result.stderr


def test_a_scanned_pdf_without_a_key_says_that_it_takes_a_model_that_sees(
    jobai: Jobai, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scanned_pdf())

    _, result = refused(jobai, scan)

    assert result.code == CREDENTIALS
    assert "jobai providers add" in result.stderr


@pytest.mark.parametrize("size", [(60_000, 60_000), (2_000_000_000, 1)])
def test_an_image_that_is_a_decompression_bomb(
    jobai: Jobai, tmp_path: Path, size: tuple[int, int]
) -> None:
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png_that_claims(*size))

    reason, result = refused(jobai, bomb)

    assert (result.code, reason) == (SOURCE, "too_large")


def test_an_image_that_ends_early(jobai: Jobai, tmp_path: Path) -> None:
    cut = tmp_path / "cut.png"
    cut.write_bytes(png_that_claims(100, 100)[:60])

    reason, result = refused(jobai, cut)

    assert (result.code, reason) == (SOURCE, "damaged")


async def test_a_page_in_another_charset_than_it_says_is_read_right(
    jobai: Jobai, site: Site
) -> None:
    czech = POSTING_HTML.replace("Rope Splicer", "Správce lanoví").replace(
        "<head>", '<head><meta charset="windows-1250">'
    )
    site.routes["/"] = page(czech.encode("cp1250"), content_type="text/html; charset=utf-8")

    result = await asyncio.to_thread(jobai, "extract", site.url(), "--json")

    assert result.code == 0, result.stderr
    assert result.json["job"]["title"] == "Správce lanoví"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "gone"), (410, "gone"), (403, "blocked"), (999, "blocked"), (500, "http_status")],
)
async def test_a_url_that_answers_with_an_error(
    jobai: Jobai, site: Site, status: int, reason: str
) -> None:
    site.routes["/"] = page("<h1>No</h1>", status=status)

    found, result = await asyncio.to_thread(refused, jobai, site.url())

    assert (result.code, found) == (SOURCE, reason)
    assert result.json["error"]["status_code"] == status


def test_a_url_where_nobody_listens(jobai: Jobai) -> None:
    reason, result = refused(jobai, "http://127.0.0.1:9/jobs/1")

    assert (result.code, reason) == (SOURCE, "refused")


async def test_a_redirect_to_a_login_page(jobai: Jobai, site: Site) -> None:
    site.routes["/jobs/1"] = redirect("/login?next=/jobs/1")
    site.routes["/login"] = page("<title>Sign in</title><form><input type=password></form>")

    reason, result = await asyncio.to_thread(refused, jobai, site.url("/jobs/1"))

    assert (result.code, reason) == (SOURCE, "login_wall")
    assert "jobai extract -" in result.stderr


PAGES_WITHOUT_A_POSTING = {
    "login_wall": """<title>Sign In | Jobs</title><h1>Sign in to continue</h1>
        <form><label>Email</label><input type=email><input type=password>
        <button>Sign in</button></form><a href=/signup>Join now</a>""",
    "script_shell": """<title>Careers</title><body><div id="root"></div>
        <noscript>You need to enable JavaScript to run this app.</noscript>
        <script src="/main.js"></script></body>""",
    "not_a_posting": """<title>Lemon cake</title><h1>My grandmother's lemon cake</h1>
        <p>Beat four eggs with the sugar until they are pale, then fold in the flour and the zest
        of two lemons. Pour it into a tin and bake it for forty minutes at 180 degrees.</p>
        <p>Let it cool before you pour the icing over it. It keeps for three days in a tin, if
        nobody finds it. Serve it with whipped cream and a cup of tea.</p>""",
}


@pytest.mark.parametrize("reason", PAGES_WITHOUT_A_POSTING)
def test_a_page_that_holds_no_posting(jobai: Jobai, tmp_path: Path, reason: str) -> None:
    source = tmp_path / "page.html"
    source.write_text(f"<html><body>{PAGES_WITHOUT_A_POSTING[reason]}</body></html>")

    found, result = refused(jobai, source)

    assert (result.code, found) == (SOURCE, reason)
    assert "jobai extract -" in result.stderr


def test_a_pipe_that_never_ends_is_not_waited_for(jobai: Jobai, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    reason, result = refused(jobai, fifo)

    assert (result.code, reason) == (SOURCE, "not_a_file")


@pytest.mark.parametrize("source", ["file:///etc/passwd", "ftp://example.com/job"])
def test_another_scheme_than_http(jobai: Jobai, source: str) -> None:
    reason, result = refused(jobai, source)

    assert (result.code, reason) == (SOURCE, "scheme")


def test_an_unknown_provider_is_wrong_usage(jobai: Jobai, tmp_path: Path) -> None:
    source = tmp_path / "job.html"
    source.write_text(POSTING_HTML)

    result = jobai("extract", source, "--provider", "skynet")

    assert result.code == 2
    assert "skynet" in result.stderr
    assert "gemini" in result.stderr


def test_a_store_that_is_no_store_is_kept_and_named(jobai: Jobai, tmp_path: Path) -> None:
    source = tmp_path / "job.html"
    source.write_text(POSTING_HTML)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam, " * 50)

    result = jobai("extract", source, "--db", letter)

    assert result.code == 1
    assert "letter.txt" in result.stderr
    assert letter.read_text() == "Dear Sir or Madam, " * 50
