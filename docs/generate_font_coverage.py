"""Write the table of the characters that the serif font inside the typst wheel has.

The font is compiled into typst's library and can be asked for nothing, so a table is kept.

    python docs/generate_font_coverage.py        writes profiles/rendering/data/coverage.toml
"""

from __future__ import annotations

import mmap
import struct
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import TYPE_CHECKING

from profiles.rendering.sfnt import covered_by_table

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILY = "Libertinus Serif"
FACES = ("Libertinus Serif Regular", "Libertinus Serif Semibold", "Libertinus Serif Italic")
OUTPUT = Path(__file__).parent.parent / "profiles" / "rendering" / "data" / "coverage.toml"
MOST_TABLES = 40
ALL_CODES = range(0x20, 0x20000)


def embedded_fonts() -> Iterator[tuple[str, bytes]]:
    """Each OpenType font in typst's library: its full name and its cmap table."""
    spec = find_spec("typst")
    assert spec is not None
    assert spec.origin is not None
    library = next(
        path for path in Path(spec.origin).parent.iterdir() if path.suffix in (".so", ".pyd")
    )
    with library.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = data.find(b"OTTO")
        while start >= 0:
            found = _font_at(data, start)
            if found is not None:
                yield found
            start = data.find(b"OTTO", start + 4)


def _font_at(data: mmap.mmap, start: int) -> tuple[str, bytes] | None:
    try:
        (count,) = unpack_from(">H", data, start + 4)
        if count > MOST_TABLES:
            return None  # not a font, just the same four letters
        tables = {
            tag: data[start + offset : start + offset + length]
            for tag, _, offset, length in iter_unpack(
                ">4sIII", data[start + 12 : start + 12 + 16 * count]
            )
            if tag in (b"name", b"cmap")
        }
        return _full_name(tables[b"name"]), tables[b"cmap"]
    except (struct.error, KeyError, UnicodeDecodeError, StopIteration):
        return None


def _full_name(table: bytes) -> str:
    (count, strings) = unpack_from(">HH", table, 2)
    return next(
        table[strings + offset : strings + offset + length].decode("utf-16-be")
        for platform, _, _, kind, length, offset in iter_unpack(">6H", table[6 : 6 + 12 * count])
        if platform == 3 and kind == 4
    )


def ranges(codes: list[int]) -> str:
    """Sorted code points as "20-7e a0-17f"."""
    starts = [codes[0], *(b for a, b in pairwise(codes) if b != a + 1)]
    ends = [*(a for a, b in pairwise(codes) if b != a + 1), codes[-1]]
    return " ".join(
        f"{a:x}-{b:x}" if a != b else f"{a:x}" for a, b in zip(starts, ends, strict=True)
    )


def main() -> None:
    """Write the table: what all of the faces we use have."""
    faces = {name: cmap for name, cmap in embedded_fonts() if name in FACES}
    assert len(faces) == len(FACES), sorted(faces)
    common = frozenset(ALL_CODES)
    for cmap in faces.values():
        common &= covered_by_table(cmap, ALL_CODES)
    words = ranges(sorted(common)).split()
    lines = [" ".join(words[i : i + 12]) for i in range(0, len(words), 12)]
    OUTPUT.write_text(
        "# Written by docs/generate_font_coverage.py: code points in hexadecimal that the\n"
        "# regular, the semibold and the italic face inside the typst wheel all have.\n\n"
        f'"{FAMILY}" = """\n' + "\n".join(lines) + '\n"""\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
