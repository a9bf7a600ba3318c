"""The lines of a PDF page with their places, as far as a reader of the page sees them."""

from __future__ import annotations

import ctypes
import math
import re
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from orchestrator.documents.columns import Gap, Line
from orchestrator.documents.right_to_left import Glyph, cells_of, runs_right_to_left, text_of_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = 1.5  # of the size of the type: two cells, not two words, even where lines are justified
_LOOSE = 0.45  # of the size of the type: more than between words that are not justified
_WITHIN_WORD = 0.08  # of the size of the type, between letters
_LEAST_SIZE = 2.0  # points; smaller type hides text from people
_HYPHENS = frozenset("\x02\ufffe\uffff\u00ad")
"""PDFium writes one of these for a hyphen at the end of a line, with the line break left out."""

_SAME = {"\u2010": "-", "\u2011": "-"}
"""XeLaTeX writes the hyphen of many fonts as one of these."""

_LINE_ENDS = _HYPHENS | {"\r", "\n"}
_CODES = 0x110000
_FIRST_FROM_THE_RIGHT = 0x590
_BOLD = re.compile(
    rb"bold|black|heavy|semibold|demi(?!light)|medi(?!um)|\+?(?:cm|sf|ec|lm|eu)[a-z]{0,3}b(?:x|\d)|sfsx",
    re.IGNORECASE,
)
"""By the font's name; LaTeX has CMBX10, CMSSBX10, SFBX1095 and NimbusRomNo9L-Medi."""

_PRIVATE_BULLET = re.compile(r"^[\ue000-\uf8ff](?=\s)")  # of Wingdings and Symbol
_INVISIBLE = 3  # rendering mode: neither filled nor stroked
_PALE = 235  # of 255: white text, which is hidden unless the ground is dark
_CLEAR = 25  # of 255: as good as transparent
_CONTRAST = 40  # of 255: less between letters and ground is not read

_LONGEST_URL = 2_048  # bytes
_MOST_LINKS = 500  # of a page


class _PageText(NamedTuple):
    """What stands on a page, in the order of the file.

    Attributes:
        lines: What is drawn with ink.
        invisible: Lines without ink, as behind a scan.
        pale: Lines in white or nearly so: on white they are hidden.
        order: All but the invisible ones.
    """

    lines: list[Line]
    invisible: list[Line]
    pale: list[Line]
    order: list[Line]


def seen_lines(page: Any) -> list[Line]:
    """Read the text layer of a page as far as people see it; 2 to 8 ms.

    Text without ink counts when a scan stands over it, white text when its ground is dark.

    Args:
        page: A `pypdfium2.PdfPage`; it has no types.
    """
    from pypdfium2 import raw

    box = page.get_bbox()
    with closing(page.get_textpage()) as text_page:
        found = _Reader(text_page, raw, box, page.get_rotation()).read()
    if found.invisible and has_scan(page):
        return [*found.lines, *found.invisible]
    if not found.pale:
        return found.lines
    shown = _shown(page, found.pale)
    hidden = {id(line) for line in found.pale} - {id(line) for line in shown}
    return [line for line in found.order if id(line) not in hidden]


def has_scan(page: Any) -> bool:
    """Whether one picture covers more than half of a page."""
    from pypdfium2 import raw

    box = page.get_bbox()
    area = (box[2] - box[0]) * (box[3] - box[1])
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > area / 2:
            return True
    return False


class Link(NamedTuple):
    """An address that a click on the page leads to, and where; from the top left, in points."""

    left: float
    top: float
    right: float
    bottom: float
    url: str


def links_of(page: Any) -> list[Link]:
    """Read the addresses behind words and icons of a page; none of a page that is turned."""
    import pypdfium2.raw

    raw: Any = pypdfium2.raw
    found: list[Link] = []
    if page.get_rotation():
        return found
    left, _, _, top = page.get_bbox()
    position, link = ctypes.c_int(0), raw.FPDF_LINK()
    box, buffer = raw.FS_RECTF(), ctypes.create_string_buffer(_LONGEST_URL)
    while len(found) < _MOST_LINKS and raw.FPDFLink_Enumerate(page.raw, position, link):
        action = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        length = raw.FPDFAction_GetURIPath(page.pdf.raw, action, buffer, _LONGEST_URL)
        if not 1 < length <= _LONGEST_URL or not raw.FPDFLink_GetAnnotRect(link, box):
            continue
        url = buffer.raw[: length - 1].decode("utf-8", "replace").strip()
        found.append(Link(box.left - left, top - box.top, box.right - left, top - box.bottom, url))
    return found


def _shown(page: Any, pale: Sequence[Line]) -> list[Line]:
    """The lines that show up against their ground: the page is drawn small and looked at."""
    with closing(page.render(scale=1)) as bitmap:
        picture = bitmap.to_pil().convert("L")
    shown: list[Line] = []
    for line in pale:
        box = (int(line.left), int(line.top), int(line.right) + 1, int(line.bottom) + 1)
        low, high = cast("tuple[int, int]", picture.crop(box).getextrema())
        if high - low >= _CONTRAST:
            shown.append(line)
    return shown


def _characters_of(codes: Sequence[int]) -> list[str]:
    """PDFium's UTF-16 as one text for each index: the second half of a pair is nothing."""
    found = [chr(code) if 0 < code < _CODES else "\ufffd" for code in codes]
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xDC00 and index + 1 < len(codes):
            low = codes[index + 1]
            if 0xDC00 <= low < 0xE000:
                found[index : index + 2] = [
                    chr(0x10000 + ((code - 0xD800) << 10) + low - 0xDC00),
                    "",
                ]
    return [_SAME.get(x, "\ufffd" if "\ud800" <= x <= "\udfff" else x) for x in found]


class _Reader:
    """Goes through the characters of a page, in places as the page is shown: y grows downwards."""

    def __init__(
        self, text_page: Any, raw: Any, box: tuple[float, float, float, float], rotation: int
    ) -> None:
        self._text_page = text_page.raw  # the bare pointer: it is handed over for each character
        self._count: int = text_page.count_chars()
        self._raw = raw
        self._rotation = rotation
        self._page_left, self._page_bottom, self._page_right, self._page_top = box
        across, down = box[2] - box[0], box[3] - box[1]
        self._width, self._height = (down, across) if rotation in {90, 270} else (across, down)
        self._name = ctypes.create_string_buffer(256)
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._matrix = raw.FS_MATRIX()
        self._found = _PageText([], [], [], [])
        self._start_line()

    def _start_line(self) -> None:
        self._characters: list[str] = []
        self._first = self._last = -1
        self._left = self._top = self._right = self._bottom = 0.0
        self._gaps: list[Gap] = []
        self._is_ended = False

    def read(self) -> _PageText:
        get_unicode = self._raw.FPDFText_GetUnicode
        get_box = self._raw.FPDFText_GetLooseCharBox
        rectangle, text_page = self._raw.FS_RECTF(), self._text_page
        codes = [get_unicode(text_page, index) for index in range(self._count)]
        characters = _characters_of(codes)
        if max(codes, default=0) >= _FIRST_FROM_THE_RIGHT and runs_right_to_left(characters):
            return self._read_from_the_right(characters)
        for index, character in enumerate(characters):
            if character in _HYPHENS:
                if self._characters:
                    self._characters.append("-")
                self._end_line()
            elif character in _LINE_ENDS:
                self._is_ended = True
            elif not character:
                continue
            elif character.isspace():
                self._characters.append(" ")
            elif get_box(text_page, index, rectangle):
                self._place(index, character, self._as_shown(rectangle))
        self._end_line()
        return self._found

    def _read_from_the_right(self, characters: Sequence[str]) -> _PageText:
        """Put lines together by the places of their characters, whatever order they come in."""
        get_box = self._raw.FPDFText_GetLooseCharBox
        get_origin, x, y = self._raw.FPDFText_GetCharOrigin, ctypes.c_double(), ctypes.c_double()
        rectangle, point = self._raw.FS_RECTF(), self._raw.FS_RECTF()
        glyphs: list[Glyph] = []
        for index, character in enumerate(characters):
            is_mark = not character or character in _LINE_ENDS
            if is_mark or not get_box(self._text_page, index, rectangle):
                continue
            place = self._as_shown(rectangle)
            if not character.isspace():
                get_origin(self._text_page, index, x, y)
                point.left = point.right = x.value
                point.top = point.bottom = y.value
                glyphs.append(Glyph(index, character, *place, self._as_shown(point)[1]))
            elif glyphs:  # the box of a blank has no height
                glyphs.append(glyphs[-1]._replace(character=" ", left=place[0], right=place[2]))
        for cell in cells_of(glyphs):
            self._characters = [text_of_cell(cell)]
            ordered = sorted(glyph.number for glyph in cell)
            self._first, self._last = ordered[0], ordered[-1]
            self._left, self._right = min(g.left for g in cell), max(g.right for g in cell)
            self._top, self._bottom = min(g.top for g in cell), max(g.bottom for g in cell)
            self._end_line()
        return self._found

    def _as_shown(self, box: Any) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a box on the page as it is turned for its reader."""
        if self._rotation == 0:
            return (
                box.left - self._page_left,
                self._page_top - box.top,
                box.right - self._page_left,
                self._page_top - box.bottom,
            )
        if self._rotation == 90:
            return (
                box.bottom - self._page_bottom,
                box.left - self._page_left,
                box.top - self._page_bottom,
                box.right - self._page_left,
            )
        if self._rotation == 180:
            return (
                self._page_right - box.right,
                box.bottom - self._page_bottom,
                self._page_right - box.left,
                box.top - self._page_bottom,
            )
        return (
            self._page_top - box.top,
            self._page_right - box.right,
            self._page_top - box.bottom,
            self._page_right - box.left,
        )

    def _place(self, index: int, character: str, place: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = place
        if self._last >= 0:
            size = max(self._bottom - self._top, 0.1)
            middle = (top + bottom) / 2
            is_off = not self._top - 0.2 * size < middle < self._bottom + 0.2 * size
            gap = left - self._right
            # PDFium may see an end of line behind each letter of a word.
            is_ended = self._is_ended and abs(gap) > _WITHIN_WORD * size
            if is_off or is_ended or gap > _GAP * size or gap < -2 * size:
                self._end_line()
            elif gap > _LOOSE * size:
                before = sum(not x.isspace() for x in self._characters)
                self._gaps.append(Gap(before, self._right, left))
        if self._last < 0:
            self._characters = [character]
            self._first = index
            self._left, self._top, self._right, self._bottom = place
        else:
            self._characters.append(character)
            self._left, self._right = min(self._left, left), max(self._right, right)
            self._top, self._bottom = min(self._top, top), max(self._bottom, bottom)
        self._last = index
        self._is_ended = False

    def _end_line(self) -> None:
        text = " ".join("".join(self._characters).split())
        if text and self._last >= 0 and self._is_on_page():
            starts_bold, ends_bold = self._is_bold(self._first), self._is_bold(self._last)
            bold_start = self._bold_start(text) if starts_bold and not ends_bold else 0
            line = Line(
                self._left,
                self._top,
                self._right,
                self._bottom,
                _PRIVATE_BULLET.sub("•", text),
                bold=starts_bold and ends_bold,
                points=self._points(self._first),
                bold_start=bold_start,
                gaps=tuple(self._gaps),
            )
            kind = self._list_for(self._first)
            kind.append(line)
            if kind is not self._found.invisible:
                self._found.order.append(line)
        self._start_line()

    def _bold_start(self, text: str) -> int:
        """Find where the bold letters at the start of a line end."""
        low, high = self._first, self._last
        get_unicode = self._raw.FPDFText_GetUnicode

        def is_blank(index: int) -> bool:  # blanks that PDFium adds have no font
            return chr(get_unicode(self._text_page, index)).isspace()

        while high - low > 1:
            middle = (low + high) // 2
            at = next((i for i in range(middle, low, -1) if not is_blank(i)), None)
            at = at or next((i for i in range(middle, high) if not is_blank(i)), None)
            if at is None:
                break
            low, high = (at, high) if self._is_bold(at) else (low, at)
        codes = (get_unicode(self._text_page, index) for index in range(self._first, low + 1))
        left = sum(not x.isspace() for x in _characters_of(list(codes)) if x)
        for at, character in enumerate(text):
            left -= not character.isspace()
            if left == 0:
                return at + 1
        return 0

    def _is_on_page(self) -> bool:
        is_beside = self._right < 0 or self._left > self._width
        is_small = self._bottom - self._top < _LEAST_SIZE
        return not (is_beside or is_small) and 0 <= (self._top + self._bottom) / 2 <= self._height

    def _points(self, index: int) -> float:
        raw, matrix = self._raw, self._matrix
        size = raw.FPDFText_GetFontSize(self._text_page, index)
        if not raw.FPDFText_GetMatrix(self._text_page, index, matrix):
            return 0.0
        return round(size * math.hypot(matrix.c, matrix.d), 1)

    def _is_bold(self, index: int) -> bool:
        length = self._raw.FPDFText_GetFontInfo(
            self._text_page, index, self._name, len(self._name), ctypes.c_int()
        )
        return _BOLD.search(self._name.raw[: max(0, length)]) is not None

    def _list_for(self, index: int) -> list[Line]:
        raw = self._raw
        text_object = raw.FPDFText_GetTextObject(self._text_page, index)
        if text_object and raw.FPDFTextObj_GetTextRenderMode(text_object) == _INVISIBLE:
            return self._found.invisible
        red, green, blue, alpha = self._colour
        if raw.FPDFText_GetFillColor(self._text_page, index, red, green, blue, alpha):
            is_pale = min(red.value, green.value, blue.value) >= _PALE
            if is_pale or alpha.value <= _CLEAR:
                return self._found.pale
        return self._found.lines
