"""Check the built site: it loads nothing from elsewhere, and all of its links lead somewhere.

usage: python docs/check_site.py [--external] [FOLDER]

FOLDER is `site` if none is named. With --external every link to another site is asked for too,
which needs the network and is therefore not done by the tests. The exit code is 1 when anything is
wrong, and each thing is named.
"""

# ruff: noqa: T201

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADS = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "link[rel~=stylesheet]": "href",
    "link[rel~=icon]": "href",
    "link[rel~=preload]": "href",
    "link[rel~=preconnect]": "href",
}
_LOADED_BY_CSS = re.compile(r"(?:url\(|@import)\s*['\"]?\s*((?:https?:)?//[^'\")\s]+)")
_TIMEOUT_S = 20
_MET = {200, 401, 403, 405, 429}
"""Who answers so is there, though not for programs."""


def main() -> int:
    """Print what is wrong."""
    named = [word for word in sys.argv[1:] if not word.startswith("-")]
    folder = Path(named[0] if named else "site").resolve()
    pages = {path: _Page(path) for path in folder.rglob("*.html")}
    if not pages:
        print(f"there are no pages in {folder}")
        return 1
    faults = [*_loaded(folder, pages), *_dead(folder, pages)]
    if "--external" in sys.argv[1:]:
        faults += _unreachable(pages)
    print(*sorted(set(faults)), sep="\n", end="\n" if faults else "")
    print(f"{len(pages)} pages, {len(faults)} faults")
    return int(bool(faults))


class _Page:
    """What a page loads, links and can be linked by."""

    def __init__(self, path: Path) -> None:
        tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
        self.loads = [
            node.attributes.get(name) or ""
            for tag, name in _LOADS.items()
            for node in tree.css(f"{tag}[{name}]")
        ]
        self.links = [node.attributes.get("href") or "" for node in tree.css("a[href]")]
        self.anchors = {node.attributes.get("id") for node in tree.css("[id]")}


def _loaded(folder: Path, pages: dict[Path, _Page]) -> Iterator[str]:
    for path, page in pages.items():
        for target in page.loads:
            if urlsplit(target).netloc:
                yield f"{path.relative_to(folder)} loads {target}"
            elif not _file(folder, path, target).exists():
                yield f"{path.relative_to(folder)} loads {target}, which is not there"
    for sheet in folder.rglob("*.css"):
        for target in _LOADED_BY_CSS.findall(sheet.read_text(encoding="utf-8")):
            yield f"{sheet.relative_to(folder)} loads {target}"


def _dead(folder: Path, pages: dict[Path, _Page]) -> Iterator[str]:
    for path, page in pages.items():
        for link in page.links:
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            target, anchor = urldefrag(link)
            file = _file(folder, path, target) if target else path
            if not file.exists():
                yield f"{path.relative_to(folder)} links {link}, which is not there"
            elif anchor and file in pages and unquote(anchor) not in pages[file].anchors:
                yield f"{path.relative_to(folder)} links {link}, but the page has no such place"


def _file(folder: Path, page: Path, target: str) -> Path:
    path = unquote(urlsplit(target).path)
    found = folder / path.lstrip("/") if path.startswith("/") else page.parent / path
    found = found.resolve()
    return found / "index.html" if found.is_dir() else found


def _unreachable(pages: dict[Path, _Page]) -> Iterator[str]:
    import httpx2

    links = {
        urldefrag(link)[0]
        for page in pages.values()
        for link in page.links
        if link.startswith(("http://", "https://"))
    }
    with httpx2.Client(follow_redirects=True, timeout=_TIMEOUT_S) as client:
        for link in sorted(links):
            host = urlsplit(link).hostname or ""
            if host.endswith((".example", "example.com", "localhost")):
                continue
            try:
                with client.stream("GET", link) as answer:
                    status = answer.status_code
            except httpx2.HTTPError as error:
                yield f"{link}: {type(error).__name__}"
                continue
            if status not in _MET:
                yield f"{link}: HTTP {status}"


if __name__ == "__main__":
    sys.exit(main())
