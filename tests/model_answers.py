"""What a sensible model says: of a posting its first line, of a draft the first lines it may cite.

Everything else is answered by the least that fits the schema.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wire.schemas import smallest_instance

if TYPE_CHECKING:
    from wire import WireRequest

_POSTING = re.compile(r"<posting-\w+>\n(.*?)\n</posting-", re.DOTALL)
_PROFILE = re.compile(r"<profile>\n(\{.*?\})\n</profile>", re.DOTALL)
_TITLE = "Senior Backend Engineer, Routing Platform"


def answer(request: WireRequest) -> str:
    """Answer by what is asked for."""
    if request.schema is None:
        return "Hello"
    said = smallest_instance(request.schema)
    asked: set[str] = set(request.schema.get("properties", {}))
    if "is_posting" in asked:
        said |= {"is_posting": True, "title": _title(request)}
        if "transcript" in asked:
            said |= {"title": _TITLE, "transcript": f"{_TITLE}\nTidewater Freight Systems"}
    elif "entries" in asked:
        said["entries"] = _chosen(request, "lines")
    elif "paragraphs" in asked:
        said["paragraphs"] = _chosen(request, "sentences")
    return json.dumps(said)


def _title(request: WireRequest) -> str:
    found = _POSTING.search(request.text)
    if found is None:
        return request.text.partition(" at ")[0]
    return _TITLE if _TITLE in found[1] else found[1].split("\n")[0]


def _chosen(request: WireRequest, lines: str) -> list[dict[str, Any]]:
    found = _PROFILE.search(request.text)
    assert found
    ids = [one for one in json.loads(found[1]) if re.fullmatch(r"work/\d+/highlights/\d+", one)]
    entries: dict[str, list[dict[str, Any]]] = {}
    for one in ids:
        entry = one.rpartition("/highlights")[0]
        entries.setdefault(entry, []).append({"text": None, "citations": [one]})
    return [{"entry": entry, lines: cited} for entry, cited in entries.items()]
