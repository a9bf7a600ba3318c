"""How small a picture may be made before its text suffers, and which part of it shows anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_STRIPS = 8  # columns that are looked at each by itself: lines of two are seldom level
_MOST_ROWS = 3_000  # looked at, from the middle of a tall picture
_EDGE = 48  # of 255: neighbours that differ by this are the edge of a letter
_INKED = 5  # of 255, on average over a strip
_LEAST_LINES = 12
_LINE_HEIGHTS = range(5, 160)  # pixels
_MOST_UNEVEN = 2.0
_MARGIN = 16  # pixels that stay around what is shown
_WIDE = 784  # pixels: what is narrower needs no cut
_MOST_KEPT = 0.85  # of the width: with more, a cut saves nothing
_SAME = 12  # of 255: what differs less is one ground, as in a JPEG


def line_height(picture: Picture) -> float | None:
    """Measure the height of letters in lines of text, about 0.9 of the size of the type.

    Args:
        picture: RGB.

    Returns:
        Pixels, of the smaller lines rather than of headings; None when there are few lines.
    """
    from statistics import quantiles

    import PIL.Image
    from PIL import ImageChops

    top = max(0, (picture.height - _MOST_ROWS) // 2)
    grey = picture.crop((0, top, picture.width, min(picture.height, top + _MOST_ROWS))).convert("L")
    beside = ImageChops.offset(grey, 1, 0)
    edges = ImageChops.difference(grey, beside).point(_edge_table())  # pyright: ignore[reportUnknownMemberType] - numpy is not installed
    strips = edges.resize((_STRIPS, edges.height), PIL.Image.Resampling.BOX)  # pyright: ignore[reportUnknownMemberType] - numpy is not installed
    rows = strips.tobytes()
    heights = [
        run
        for strip in range(_STRIPS)
        for run in _runs(rows[strip::_STRIPS])
        if run in _LINE_HEIGHTS
    ]
    if len(heights) < _LEAST_LINES:
        return None
    tenths = quantiles(heights, n=10)
    # Lines of a photo that stand askew run into each other, and what is measured is chance.
    return tenths[3] if tenths[7] <= _MOST_UNEVEN * tenths[1] else None


def shown_part(picture: Picture) -> Picture:
    """Cut off what is one colour on both sides; a page in a wide window is mostly that.

    Args:
        picture: RGB.
    """
    if picture.width < _WIDE:
        return picture
    import PIL.Image
    from PIL import ImageChops

    ground = PIL.Image.new("RGB", picture.size, picture.getpixel((0, picture.height // 2)))
    different = ImageChops.difference(picture, ground).convert("L")
    box = different.point(_ground_table()).getbbox()  # pyright: ignore[reportUnknownMemberType] - numpy is not installed
    if box is None:
        return picture
    left, right = max(0, box[0] - _MARGIN), min(picture.width, box[2] + _MARGIN)
    is_worth_it = right - left < _MOST_KEPT * picture.width
    return picture.crop((left, 0, right, picture.height)) if is_worth_it else picture


def _edge_table() -> list[int]:
    return [255 if value >= _EDGE else 0 for value in range(256)]


def _ground_table() -> list[int]:
    return [255 if value > _SAME else 0 for value in range(256)]


def _runs(means: bytes) -> list[int]:
    """How many rows in a row have ink, again and again."""
    runs: list[int] = []
    length = 0
    for mean in means:
        if mean >= _INKED:
            length += 1
        elif length:
            runs.append(length)
            length = 0
    return runs
