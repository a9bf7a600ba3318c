"""Which characters a TrueType or OpenType font has: its `cmap` table, read without a library.

The font is a user's file: what is broken in it counts as not having the character.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from struct import iter_unpack, unpack_from
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import BinaryIO

_COLLECTION = b"ttcf"
_LARGEST_CMAP_BYTES = 8_000_000
_BEST_FIRST = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Platform and encoding of the Unicode subtables: the whole range before the first 65,536."""


def covered(path: Path, index: int, wanted: Iterable[int]) -> frozenset[int]:
    """Those of the wanted code points that the font has a glyph for.

    Args:
        path: The font file.
        index: Which font of a collection (.ttc); 0 for a file with one.
        wanted: Unicode code points.
    """
    try:
        with path.open("rb") as file:
            glyph = _lookup(_cmap(file, index))
        return frozenset(code for code in wanted if glyph(code))
    except (OSError, struct.error, ValueError, IndexError):
        return frozenset()


def covered_by_table(cmap: bytes, wanted: Iterable[int]) -> frozenset[int]:
    """As `covered`, for a `cmap` table that is already read."""
    glyph = _lookup(cmap)
    return frozenset(code for code in wanted if glyph(code))


def _cmap(file: BinaryIO, index: int) -> bytes:
    start = 0
    if file.read(4) == _COLLECTION:
        file.seek(12 + 4 * index)
        (start,) = unpack_from(">I", file.read(4))
    file.seek(start + 4)
    (count,) = unpack_from(">H", file.read(8))
    for tag, _, offset, length in iter_unpack(">4sIII", file.read(16 * count)):
        if tag == b"cmap":
            file.seek(offset)
            return file.read(min(length, _LARGEST_CMAP_BYTES))
    raise ValueError("no cmap")


def _lookup(cmap: bytes) -> Callable[[int], int]:
    """A function from code point to glyph number; 0 is "none"."""
    (count,) = unpack_from(">H", cmap, 2)
    tables = {
        (platform, encoding): offset
        for platform, encoding, offset in iter_unpack(">HHI", cmap[4 : 4 + 8 * count])
    }
    for key in _BEST_FIRST:
        if key in tables:
            table = cmap[tables[key] :]
            (form,) = unpack_from(">H", table)
            if form == 12:
                return _segmented_coverage(table)
            if form == 4:
                return _segment_mapping(table)
    raise ValueError("no Unicode cmap")


def _segmented_coverage(table: bytes) -> Callable[[int], int]:
    """Format 12."""
    (count,) = unpack_from(">I", table, 12)
    groups = sorted(iter_unpack(">III", table[16 : 16 + 12 * count]), key=lambda group: group[1])
    ends = [end for _, end, _ in groups]

    def glyph(code: int) -> int:
        at = bisect_left(ends, code)
        if at == len(groups) or groups[at][0] > code:
            return 0
        return groups[at][2] + code - groups[at][0]

    return glyph


def _segment_mapping(table: bytes) -> Callable[[int], int]:
    """Format 4."""
    (doubled,) = unpack_from(">H", table, 6)
    count = doubled // 2
    ends = unpack_from(f">{count}H", table, 14)
    starts = unpack_from(f">{count}H", table, 16 + doubled)
    deltas = unpack_from(f">{count}H", table, 16 + 2 * doubled)
    offsets = unpack_from(f">{count}H", table, 16 + 3 * doubled)

    def glyph(code: int) -> int:
        at = bisect_left(ends, code)
        if at == count or starts[at] > code:
            return 0
        number = code
        if offsets[at]:
            # An offset counts from where it stands itself.
            place = 16 + 3 * doubled + 2 * at + offsets[at] + 2 * (code - starts[at])
            (number,) = unpack_from(">H", table, place)
            if not number:
                return 0
        return (number + deltas[at]) & 0xFFFF

    return glyph
