"""Which characters a font file has, by its own account."""

from __future__ import annotations

from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

import profiles.rendering
from profiles.rendering.sfnt import covered, covered_by_table

SANS = Path(profiles.rendering.__file__).parent / "fonts" / "SourceSans3-Regular.otf"
ASKED = (0x41, 0x42, 0x43, 0x60, 0x61, 0x1F600, 0x1F601, 0x1F602)


def cmap(*subtables: tuple[int, int, bytes]) -> bytes:
    """A table with subtables by platform and encoding."""
    head, body = pack(">HH", 0, len(subtables)), b""
    start = len(head) + 8 * len(subtables)
    for platform, encoding, subtable in subtables:
        head += pack(">HHI", platform, encoding, start + len(body))
        body += subtable
    return head + body


def mapping(*segments: tuple[int, int, int, tuple[int, ...]]) -> bytes:
    """Format 4: first, last, delta and, where it is not empty, a list of glyph numbers."""
    count = len(segments)
    offsets: list[int] = []
    glyphs: list[int] = []
    for at, (_, _, _, numbers) in enumerate(segments):
        offsets.append(2 * (count - at + len(glyphs)) if numbers else 0)
        glyphs += numbers
    return (
        pack(">HHHHHHH", 4, 0, 0, 2 * count, 0, 0, 0)
        + pack(f">{count}H", *(last for _, last, _, _ in segments))
        + pack(">H", 0)
        + pack(f">{count}H", *(first for first, _, _, _ in segments))
        + pack(f">{count}H", *(delta for _, _, delta, _ in segments))
        + pack(f">{count}H", *offsets)
        + pack(f">{len(glyphs)}H", *glyphs)
    )


def groups(*found: tuple[int, int, int]) -> bytes:
    """Format 12: first, last and the glyph of the first."""
    return pack(">HHIII", 12, 0, 0, 0, len(found)) + b"".join(pack(">III", *x) for x in found)


FORMAT_4 = mapping((0x41, 0x43, 0, (7, 0, 9)), (0x61, 0x61, 0xFFA0, ()), (0xFFFF, 0xFFFF, 1, ()))
FORMAT_12 = groups((0x42, 0x42, 5), (0x1F600, 0x1F601, 0))


def test_both_forms_of_the_table_say_what_has_a_glyph() -> None:
    narrow = covered_by_table(cmap((3, 1, FORMAT_4)), ASKED)
    wide = covered_by_table(cmap((3, 1, FORMAT_4), (3, 10, FORMAT_12)), ASKED)

    # B has glyph 0, "none", and so has the first of the wide ones.
    assert narrow == {0x41, 0x43, 0x61}
    assert wide == {0x42, 0x1F601}


def sfnt(table: bytes, start: int = 0) -> bytes:
    return (
        pack(">4sHHHH", b"OTTO", 1, 0, 0, 0)
        + pack(">4sIII", b"cmap", 0, start + 28, len(table))
        + table
    )


def test_a_font_of_a_collection_is_asked_by_its_number(tmp_path: Path) -> None:
    first, second = cmap((3, 1, FORMAT_4)), cmap((3, 10, FORMAT_12))
    head = 20
    one = sfnt(first, head)
    both = pack(">4sIIII", b"ttcf", 0, 2, head, head + len(one)) + one
    file = tmp_path / "both.ttc"
    file.write_bytes(both + sfnt(second, len(both)))

    assert covered(file, 0, ASKED) == {0x41, 0x43, 0x61}
    assert covered(file, 1, ASKED) == {0x42, 0x1F601}
    assert covered(file, 2, ASKED) == frozenset()


def test_our_own_font_has_latin_greek_and_cyrillic_and_no_chinese() -> None:
    has = covered(SANS, 0, map(ord, "AzéßαЖ€₹✓漢א"))

    assert "".join(sorted(map(chr, has))) == "".join(sorted("AzéßαЖ€₹✓"))


@given(st.binary(max_size=200))
def test_a_broken_table_breaks_nothing(table: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "broken.otf"
        file.write_bytes(sfnt(table))

        assert covered(file, 0, ASKED) <= set(ASKED)


@pytest.mark.parametrize("length", [0, 3, 11, 13, 27, 40])
def test_a_font_cut_short_has_nothing(tmp_path: Path, length: int) -> None:
    file = tmp_path / "cut.otf"
    file.write_bytes(sfnt(cmap((3, 1, FORMAT_4)))[:length])

    assert covered(file, 0, ASKED) == frozenset()
