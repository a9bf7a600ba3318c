"""Other inputs made of one: changed bytes, changed JSON trees, changed parts of archives."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

LARGEST = 60_000
"""Bytes. What only size does is asked by `growing.py`."""

_NUMBER = re.compile(rb"\d+")
_NUMBERS = (
    b"0", b"-1", b"1", b"00", b"99", b"2147483648", b"9223372036854775808", b"1e999", b"1e-400",
    b"NaN", b"-Infinity", b"0x10", b"9" * 40, b"9" * 5_000, b"1.5", b"1,5", b"1_000", b"\xd9\xa3",
    b"\xc2\xbd", b"\xc2\xb2", b"\xf0\x9d\x9f\x97", b"2024-02-30", b"0000", b"10000", b"31",
)  # fmt: skip
_PIECES = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        "", " ", "\t", "\n", "\r\n", "\0", "\x1b[31m", "\x7f", "\u0085", "\u00a0", "\u00ad",
        "\u061c", "\u200b", "\u200d", "\u2028", "\u202e", "\u2066", "\ufeff", "\ufffd", "\ufffe",
        "\ud800", "\udfff", "\U0001f468\u200d\U0001f469", "e\u0301", "\u0130", "\u00df", "\ufb03",
        "\u1e9e", "\u0345", "\U0010ffff", "\u0300" * 40, "(", ")", "[", "]", "{", "}", "<", ">",
        "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&#0;", "&#x110000;", "&", '"', "'", "\\",
        "/", ":", ": ", "::", ",", ";", "-", "\u2013", "|", "*", "#", "%", "%s", "{0}", "$", "@",
        "!", "!!python/object:os.system", "&a", "*a", "<<", "~", "null", "true", "a" * 300,
        "../../etc/passwd", "http://[::1]/", "https://xn--a/", "\u5e74", "\u4e07", "\u0663",
    )
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.5, -0.0, 1e308, 10**30, 2**63, "", " ", "0", "null", "\0",
    "\ud800", "1e999", "9" * 5_000, "2024-02-30", "https://", "a" * 3_000, [], {}, [[]], [None],
    [{}], {"": ""}, {"@type": []}, ["a", 1, None, {}], {"a": {"a": {"a": None}}},
)  # fmt: skip
_DEEP = 3_000
_MOST_VALUES = 3_000


class Mutator(Protocol):
    """Makes another input of one."""

    def __call__(
        self, data: bytes, random: Random, others: Sequence[bytes], words: Sequence[bytes]
    ) -> bytes:
        """Return it, no longer than `LARGEST`.

        Args:
            data: What to change.
            random: Decides.
            others: Inputs to take pieces of.
            words: Pieces to put in.
        """
        ...


def changed_bytes(
    data: bytes, random: Random, others: Sequence[bytes], words: Sequence[bytes]
) -> bytes:
    """Change a text or a file here and there, without knowing what is in it."""
    found = bytearray(data)
    for _ in range(1 << random.randrange(5)):
        start, end = _stretch(found, random)
        match random.randrange(11):
            case 0:
                del found[start:end]
            case 1:
                found[start:start] = found[start:end]
            case 2 if found:
                found[start % len(found)] ^= 1 << random.randrange(8)
            case 3 if found:
                found[start % len(found)] = random.randrange(256)
            case 4:
                found[start:start] = random.choice(_PIECES)
            case 5 | 6 if words:
                found[start:start] = random.choice(words)
            case 7 if others:
                other = random.choice(others)
                first, last = _stretch(other, random)
                found[start:end] = other[first:last]
            case 8:
                again = found[start : start + 1 + random.randrange(24)]
                found[start:start] = again * random.choice((2, 3, 50, 400))
            case 9:
                numbers = list(_NUMBER.finditer(found))
                if numbers:
                    one = random.choice(numbers)
                    found[one.start() : one.end()] = random.choice(_NUMBERS)
            case _:
                to = random.randrange(len(found) + 1)
                piece = found[start:end]
                del found[start:end]
                found[to:to] = piece
    return bytes(found[:LARGEST])


def changed_json(
    data: bytes, random: Random, others: Sequence[bytes], words: Sequence[bytes]
) -> bytes:
    """Change values, names and the shape of a JSON document; now and then its text."""
    if random.random() < 0.2:
        return changed_bytes(data, random, others, words)
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return changed_bytes(data, random, others, words)
    try:
        for _ in range(1 << random.randrange(4)):
            tree = _changed_tree(tree, random, others, words)
        text = json.dumps(tree, ensure_ascii=random.random() < 0.5)
    except (ValueError, RecursionError):
        return data
    return text.encode("utf-8", "surrogatepass")[:LARGEST]


def changed_archive(
    data: bytes, random: Random, others: Sequence[bytes], words: Sequence[bytes]
) -> bytes:
    """Change what is in a zip archive; now and then the archive."""
    if random.random() < 0.15:
        return changed_bytes(data, random, others, words)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - what is no archive any more is changed as bytes
        return changed_bytes(data, random, others, words)
    for _ in range(1 + random.randrange(2)):
        if parts:
            name = random.choice(list(parts))
            if random.random() < 0.05:
                del parts[name]
            else:
                parts[name] = changed_bytes(parts[name], random, list(parts.values()), words)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", random.choice((0, 8))) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _stretch(data: bytes | bytearray, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    most = random.choice((1, 4, 16, 64, 1_000))
    return start, min(len(data), start + random.randrange(most + 1))


def _changed_tree(
    tree: Any, random: Random, others: Sequence[bytes], words: Sequence[bytes]
) -> Any:
    places: list[tuple[Any, Any]] = []
    _collect(tree, places)
    if not places:
        return random.choice(_VALUES)
    if len(places) > _MOST_VALUES:
        return random.choice(places)[0]
    holder, key = random.choice(places)
    _, other_key = random.choice(places)
    value = holder[key]
    match random.randrange(9):
        case 0:
            del holder[key]
        case 1:
            holder[key] = random.choice(_VALUES)
        case 2:
            holder[key] = [value] * random.choice((1, 2, 30))
        case 3:
            holder[key] = {str(other_key): value}
        case 4 if isinstance(holder, dict):
            named = random.choice(words).decode("utf-8", "replace") if words else str(other_key)
            del holder[key]
            holder[named] = value
        case 5:
            source, name = random.choice(places)
            if source is not holder:
                holder[key] = source[name]
        case 6 if random.random() < 0.1:
            for _ in range(random.choice((5, 100, _DEEP))):
                value = [value] if random.random() < 0.5 else {"a": value}
            holder[key] = value
        case _:
            text = value if isinstance(value, str) else json.dumps(value)
            mutated = changed_bytes(text.encode("utf-8", "replace"), random, others, words)
            holder[key] = mutated.decode("utf-8", "replace")
    return tree


def _collect(tree: Any, places: list[tuple[Any, Any]]) -> None:
    waiting = [tree]
    while waiting and len(places) <= _MOST_VALUES:
        node = waiting.pop()
        if isinstance(node, dict):
            found = cast("dict[Any, Any]", node)
            places.extend((found, key) for key in found)
            waiting.extend(found.values())
        elif isinstance(node, list):
            items = cast("list[Any]", node)
            places.extend((items, index) for index in range(len(items)))
            waiting.extend(items)
