"""Which fonts a draft is set in, and what they cannot show: asked before anything is drawn.

A renderer puts a box where a font has no glyph, and text that is read back does not tell.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError
from profiles.rendering.resources import font_folder, table
from profiles.rendering.sfnt import covered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typst import FontInfo, Fonts

SERIF = "Libertinus Serif"
SANS = "Source Sans 3"
_SANS_FILE = "SourceSans3-Regular.otf"

_NEEDS_NO_GLYPH = frozenset({0x20, 0xA0, 0x200C, 0x200D})
_REGULAR_WEIGHT = 400
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Typefaces:
    """The families to set a draft in, the first one first, and where they are found."""

    families: tuple[str, ...]
    fonts: Fonts


def typefaces(first: str, texts: Iterable[str], font_dirs: Sequence[Path] = ()) -> Typefaces:
    """Choose families that together have every character.

    Args:
        first: The theme's own family; our other one stands in for what it lacks.
        texts: All that will be printed.
        font_dirs: Folders with further fonts, used only for what both of ours lack.

    Raises:
        InvalidInputError: naming the characters that no font has, or a folder without fonts.
    """
    ours = (first, *(family for family in (SERIF, SANS) if family != first))
    characters = frozenset(x for text in texts for x in text)
    missing = frozenset(map(ord, characters)) - _NEEDS_NO_GLYPH
    wishes = _wishes(first, characters)
    for family in ours:
        missing -= _in_our(family, missing)
    folders = tuple(_checked(folder) for folder in font_dirs)
    fonts = _fonts_in(folders) if folders else _our_fonts()
    families = list(ours)
    while missing:
        family, found = _best(_faces(fonts, folders), missing, wishes)
        if not found:
            raise _lacking(missing, font_dirs)
        families.append(family)
        missing -= found
    return Typefaces(tuple(families), fonts)


def _in_our(family: str, wanted: frozenset[int]) -> frozenset[int]:
    if family == SERIF:
        return wanted & _serif_codes()
    return covered(Path(_our_folder()) / _SANS_FILE, 0, wanted)


@cache
def _serif_codes() -> frozenset[int]:
    spans = (span.partition("-") for span in table("coverage")[SERIF].split())
    return frozenset(
        code for a, _, b in spans for code in range(int(a, base=16), int(b or a, base=16) + 1)
    )


@cache
def _our_fonts() -> Fonts:
    return _fonts_in(())


def _fonts_in(folders: tuple[str, ...]) -> Fonts:
    from typst import Fonts

    return Fonts(include_system_fonts=False, font_paths=[_our_folder(), *folders])


def _our_folder() -> str:
    return str(font_folder())


def _checked(folder: Path) -> str:
    if not folder.is_dir():
        raise InvalidInputError(
            f"{folder} is not a folder with fonts.", hint="Give the folder that the files are in."
        )
    return str(folder.resolve())


def _faces(fonts: Fonts, folders: Sequence[str]) -> Iterator[FontInfo]:
    """The user's upright faces, the nearest to a regular weight first within a family."""
    own = _our_folder()
    faces = [face for face in fonts.fonts() if face.path and not face.path.startswith(own)]
    upright = [face for face in faces if face.style == "normal"] or faces
    yield from sorted(
        upright if folders else [],
        key=lambda face: (face.family, abs(face.weight - _REGULAR_WEIGHT), face.path, face.index),
    )


def _wishes(first: str, characters: frozenset[str]) -> tuple[str, ...]:
    """Words that a family's name should have, the most important first.

    One Chinese character is drawn in four ways, and fonts for all East Asia come as a family for
    each: what else stands in the text says which.
    """
    names = [unicodedata.name(character, "") for character in characters]
    if any(name.startswith(("HIRAGANA", "KATAKANA")) for name in names):
        region = "JP"
    elif any(name.startswith("HANGUL") for name in names):
        region = "KR"
    else:
        region = "SC"
    return (region, "Serif" if first == SERIF else "Sans")


def _best(
    faces: Iterable[FontInfo], missing: frozenset[int], wishes: Sequence[str]
) -> tuple[str, frozenset[int]]:
    """The family whose most regular face has most of what is missing, then of what is wished."""
    best: tuple[str, frozenset[int]] = ("", frozenset())
    best_rank: tuple[object, ...] = ()
    seen: set[str] = set()
    for face in faces:
        if face.family in seen or face.path is None:
            continue
        seen.add(face.family)
        found = covered(Path(face.path), face.index, missing)
        words = face.family.split()
        rank = (len(found), "Mono" not in words, *(wish in words for wish in wishes))
        if found and rank > best_rank:
            best, best_rank = (face.family, found), rank
    return best


def _lacking(missing: frozenset[int], font_dirs: Sequence[Path]) -> InvalidInputError:
    codes = sorted(missing)
    named = ", ".join(f"{chr(code)} (U+{code:04X}{_name(code)})" for code in codes[:_MOST_NAMED])
    more = f" and {len(codes) - _MOST_NAMED} more" if len(codes) > _MOST_NAMED else ""
    where = ", ".join(str(folder) for folder in font_dirs)
    fonts = f"Neither our fonts nor those in {where} have" if where else "Our fonts do not have"
    return InvalidInputError(
        f"{fonts} {named}{more}.",
        hint="Give a folder with a font that has them: --font-dir FOLDER (Noto fonts cover every "
        "script), or write another format, such as .docx or .html.",
    )


def _name(code: int) -> str:
    name = unicodedata.name(chr(code), "")
    return f", {name.capitalize()}" if name and not name.startswith("CJK UNIFIED") else ""
