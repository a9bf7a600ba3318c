from __future__ import annotations

import hashlib
import io
import os
import socket
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import SourceError, UnreadableSourceError
from orchestrator.tasks.extraction.sources import Limits, open_bytes, open_file, open_source

ROOT = Path(__file__).parents[5]
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def refusal(path: Path, limits: Limits | None = None) -> UnreadableSourceError:
    with pytest.raises(UnreadableSourceError) as caught:
        open_file(path, limits=limits)
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.html", "<p>Cook</p>", "html"),
        ("a.htm", "Cook without any tag", "html"),
        ("a.xhtml", "<html xmlns='x'><p>Cook</p></html>", "html"),
        ("a.txt", "Cook wanted", "text"),
        ("a.md", "# Cook\n\n<b>wanted</b>", "text"),
        ("a.md", "<p align=center>Cook</p>\n\n# wanted", "text"),
        ("a.json", '{"title": "Cook"}', "json"),
        ("a", "Cook wanted", "text"),
    ],
)
def test_a_file_is_read_as_what_it_is(tmp_path: Path, name: str, content: str, kind: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    document = open_file(path)
    assert document.kind == kind
    assert (document.html or document.text) == content
    assert (document.html is None) != (document.text is None)
    assert document.file_name == name
    assert document.url is None
    assert document.sha256 == hashlib.sha256(content.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", "<!doctype html><p>Cook</p>", "html"),
        ("a.json", "<html><p>Cook</p></html>", "html"),
        ("a.html", '\n[{"title": "Cook"}]', "json"),
        ("a.md", "\ufeff<!-- saved --><html><body>Cook</body></html>", "html"),
        ("a.json", "Cook wanted {not json", "text"),
    ],
)
def test_the_content_decides_and_not_the_name(
    tmp_path: Path, name: str, content: str, kind: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert open_file(path).kind == kind


def test_xml_is_read_as_a_page_with_its_cdata_opened() -> None:
    feed = '<?xml version="1.0"?><job><name>Cook</name><value><![CDATA[<p>Bake</p>]]></value></job>'
    document = open_bytes(feed.encode(), name="feed.xml")
    assert document.html is not None
    assert "<value><p>Bake</p></value>" in document.html


def test_line_ends_of_a_text_become_plain() -> None:
    assert open_bytes(b"a\r\nb\rc\n", name=None).text == "a\nb\nc\n"


def test_standard_input_has_no_file_name() -> None:
    document = open_bytes(b"Cook wanted", name=None)
    assert (document.kind, document.file_name) == ("text", None)
    with pytest.raises(UnreadableSourceError, match="Standard input is empty"):
        open_bytes(b"", name=None)


def test_markup_on_standard_input_is_a_page() -> None:
    assert open_bytes(b"  <div class='job'>Cook</div>", name=None).kind == "html"
    assert open_bytes(b"<3 cooking? Join us", name=None).kind == "text"


def test_the_caller_can_say_what_was_given() -> None:
    assert open_bytes(b"<html>x", name=None, kind="url").kind == "url"


MHTML = b"""\
From: <Saved by Blink>
Snapshot-Content-Location: https://careers.example.com/jobs/1
Subject: Cook
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--b"

----b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://careers.example.com/jobs/1

<html><head><meta charset=3D"utf-8"></head><body><h1>K=C3=B6chin</h1></body></html>
----b
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
----b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

PHA+Z2VyYWhtdDwvcD4=
----b--
"""


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_page_saved_as_mhtml_is_read_with_its_frames(line_end: bytes) -> None:
    document = open_bytes(MHTML.replace(b"\n", line_end), name="a.mhtml")
    assert document.kind == "html"
    assert document.html is not None
    assert "<h1>Köchin</h1>" in document.html
    assert "<p>gerahmt</p>" in document.html
    assert "iVBOR" not in document.html


def test_a_posting_that_came_by_mail_is_read() -> None:
    mail = (
        "Received: from a\nFrom: hr@example.com\nSubject: Cook\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
        "Wir suchen eine Köchin.\n"
    )
    document = open_bytes(mail.encode("latin-1"), name="a.eml")
    assert (document.kind, document.text) == ("text", "Wir suchen eine Köchin.\n")


def test_a_message_without_text_is_empty() -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        open_bytes(b"MIME-Version: 1.0\nContent-Type: image/png\n\nxx", name="a.eml")
    assert caught.value.reason == "empty"


def test_a_message_of_parts_within_parts_without_end_is_damaged() -> None:
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(5_000)
    )
    with pytest.raises(UnreadableSourceError) as caught:
        open_bytes(b"MIME-Version: 1.0\n" + nested.encode(), name="a.eml")
    assert caught.value.reason == "damaged"


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "data",
    [
        b"<!---->" * 1_000_000 + b"x",
        b"<?xml ?>" + b"<![CDATA[" * 1_000_000,
        b"a" * 9_000_000 + b"\xe9",
        b"[" * 9_000_000,
        b"MIME-Version: 1.0\n" * 400_000 + b"\nx",
    ],
    ids=["comments", "cdata", "one line", "brackets", "headers"],
)
def test_text_made_to_keep_a_parser_busy_does_not(data: bytes) -> None:
    document = open_bytes(data, name=None)
    assert document.html is not None or document.text is not None


@needs_posix
def test_a_file_name_that_is_not_utf_8_becomes_one_that_can_be_stored(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/k\xf6chin.txt"))
    try:
        path.write_text("Cook wanted")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert open_file(path).file_name == "k?chin.txt"


def test_a_posting_that_starts_like_a_letter_is_no_message() -> None:
    text = "Subject: Cook\nLocation: Bern\n\nWe are looking for a cook."
    assert open_bytes(text.encode(), name=None).text == text


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "word", "way_out"),
    [
        (archive("[Content_Types].xml", "xl/workbook.xml"), "Office", "PDF"),
        (archive("a.txt"), "zip", "Unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ".doc", "PDF"),
        (b"{\\rtf1\\ansi Cook}", "RTF", "PDF"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 40, "video", "screenshot"),
        (b"\x1f\x8b\x08\x00aaaa", "gzip", "Unpack"),
        (b"bplist00aaaa", "Safari", "HTML"),
    ],
)
def test_formats_that_are_not_read_are_named_with_a_way_out(
    tmp_path: Path, data: bytes, word: str, way_out: str
) -> None:
    path = tmp_path / "posting.pdf"
    path.write_bytes(data)
    error = refusal(path)
    assert error.reason == "unsupported_type"
    assert word in error.message
    assert error.hint is not None
    assert way_out in error.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "posting.html")
    assert error.reason == "missing"
    assert "posting.html" in error.message
    assert refusal(tmp_path / "no" / "such" / "folder.txt").reason == "missing"
    (tmp_path / "file").touch()
    assert refusal(tmp_path / "file" / "inside").reason == "missing"


@pytest.mark.parametrize(
    ("source", "is_text_perhaps"), [("Baker in Bern, full time.", True), ("posting.txt", False)]
)
async def test_what_may_be_a_text_and_no_file_is_told_where_texts_go(
    source: str, is_text_perhaps: bool
) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        await open_source(source)
    assert ("jobai extract -" in (caught.value.hint or "")) is is_text_perhaps


@pytest.mark.parametrize(
    "source",
    ["example.com/jobs/1", "www.example.com", "jobs.example.co.uk:8080/x?y=1", "zip.md/jobs"],
)
async def test_a_host_without_a_scheme_gets_the_hint_it_needs(source: str) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        await open_source(source)
    assert caught.value.reason == "missing"
    assert caught.value.hint is not None
    assert f"https://{source}" in caught.value.hint


@pytest.mark.parametrize("source", ["posting.html", "posting.pdf", "jobs/posting.txt", "job", "-"])
async def test_a_file_name_is_not_taken_for_a_host(source: str) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        await open_source(source)
    assert "Did you mean" not in (caught.value.hint or "")


async def test_an_existing_file_wins_over_the_look_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example.com").write_text("Cook wanted")
    assert (await open_source("example.com")).text == "Cook wanted"


async def test_file_urls_are_refused_with_the_path_to_type() -> None:
    with pytest.raises(SourceError) as caught:
        await open_source("file:///home/me/posting.html")
    assert caught.value.reason == "scheme"
    assert caught.value.hint is not None
    assert caught.value.hint.endswith("/home/me/posting.html")


@pytest.mark.parametrize(
    "source", ["We are looking\nfor a cook", "We look for a cook " * 8, "x" * 5000, "a\x00b", ""]
)
async def test_text_in_the_place_of_a_file_name_never_ends_in_a_traceback(source: str) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        await open_source(source)
    assert caught.value.reason == ("missing" if source else "empty")
    assert caught.value.hint
    assert len(caught.value.message) < 300


def test_a_folder_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path).reason == "directory"


def test_an_empty_or_blank_file_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    for content in (b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"):
        path.write_bytes(content)
        assert refusal(path).reason == "empty"


def test_a_text_larger_than_10_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"word " * 2_000_001)
    assert refusal(path).reason == "too_large"


def test_a_file_larger_than_memory_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(200_000_000_000)  # sparse: it takes no room
    assert refusal(path).reason == "too_large"


@needs_posix
@pytest.mark.timeout(10)
def test_a_pipe_or_device_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe").reason == "not_a_file"
    assert refusal(Path("/dev/zero")).reason == "not_a_file"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        assert refusal(tmp_path / "socket").reason == "not_a_file"


@needs_posix
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert refusal(path).reason == "permission"


@needs_posix
def test_a_link_that_points_at_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.symlink_to(path)
    assert refusal(path).reason == "unreadable"


@given(st.binary(max_size=300))
def test_any_bytes_give_a_document_or_our_error(data: bytes) -> None:
    for prefix in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"RIFF0000WEBP", b"GIF89a", b"<?xml", b"{"):
        try:
            document = open_bytes(prefix + data, name=None)
        except UnreadableSourceError as error:
            assert error.reason  # noqa: PT017
        else:
            filled = [document.html is not None, document.text is not None, document.images != ()]
            assert sum(filled) == 1


@given(st.text(max_size=60))
async def test_any_typed_source_gives_a_document_or_our_error(source: str) -> None:
    try:
        await open_source("nowhere/" + source, limits=Limits(total_s=1))
    except SourceError as error:
        assert error.reason  # noqa: PT017


@pytest.mark.parametrize(
    ("name", "kind"), [("posting.html", "html"), ("posting.png", "image"), ("profile.json", "json")]
)
def test_the_examples_can_be_opened(name: str, kind: str) -> None:
    assert open_file(ROOT / "examples" / name).kind == kind


def test_neither_http_nor_images_nor_pdf_are_loaded_before_they_are_needed() -> None:
    import subprocess

    program = (
        "import sys; import orchestrator.tasks.extraction.sources as s; "
        "s.open_bytes(b'<p>x', name=None); "
        "print([m for m in ('httpx2', 'PIL', 'pypdfium2', 'email') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
