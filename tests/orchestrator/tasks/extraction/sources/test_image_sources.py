from __future__ import annotations

import io
import random
import struct
import sys
import zlib
from typing import TYPE_CHECKING, cast

import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
import pytest
from loopback_site import Site, page

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources import Limits, open_bytes, open_url, prepare_images

if TYPE_CHECKING:
    from types import ModuleType

    from orchestrator.providers.base import Image


def encoded(picture: PIL.Image.Image, encoding: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, encoding, **options)
    return buffer.getvalue()


def decoded(image: Image) -> PIL.Image.Image:
    with PIL.Image.open(io.BytesIO(image.data)) as picture:
        picture.load()
        assert picture.get_format_mimetype() == image.mime_type
        assert picture.size == (image.width, image.height)
        return picture.copy()


def screenshot(width: int, height: int, *, size: int = 10) -> PIL.Image.Image:
    picture = PIL.Image.new("RGB", (width, height), "white")
    draw = PIL.ImageDraw.Draw(picture)
    draw.rectangle((width - 40, 0, width, 20), "gray")  # a menu at the right
    font = PIL.ImageFont.load_default(size)
    for top in range(10, height, size * 2):
        draw.text((20, top), f"Line at {top}: we are looking for a cook", fill="black", font=font)
    return picture


def noise(width: int, height: int) -> PIL.Image.Image:
    return PIL.Image.frombytes(
        "RGB", (width, height), random.Random(1).randbytes(width * height * 3)
    )


def refusal(data: bytes, limits: Limits | None = None) -> UnreadableSourceError:
    with pytest.raises(UnreadableSourceError) as caught:
        prepare_images(data, limits=limits)
    return caught.value


def test_a_screenshot_becomes_one_sharp_png() -> None:
    document = open_bytes(encoded(screenshot(800, 600)), name="posting.png")
    assert document.kind == "image"
    assert document.text is None
    assert document.html is None
    (image,) = document.images
    assert image.mime_type == "image/png"
    assert decoded(image).tobytes() == screenshot(800, 600).tobytes()


def test_a_photo_becomes_a_jpeg() -> None:
    (image,) = prepare_images(encoded(noise(300, 300)))
    assert image.mime_type == "image/jpeg"


@pytest.mark.parametrize("encoding", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_formats_that_browsers_and_phones_make_are_read(encoding: str) -> None:
    (image,) = prepare_images(encoded(screenshot(200, 100), encoding))
    assert (image.width, image.height) == (200, 100)
    assert decoded(image).mode == "RGB"


def test_a_tall_screenshot_is_cut_into_tiles_that_overlap() -> None:
    whole = PIL.Image.new("RGB", (1000, 5000), "white")
    for top in range(0, 5000, 40):  # every row of bars differs, and PNG packs them well
        whole.paste("black", (top // 5, top, top // 5 + 10, top + 20))
    tiles = [decoded(image) for image in prepare_images(encoded(whole))]
    assert len(tiles) == 4
    assert all(tile.width == 1000 and tile.height <= 1568 for tile in tiles)
    top = 0
    for tile in tiles:
        assert tile.tobytes() == whole.crop((0, top, 1000, top + tile.height)).tobytes()
        top += tile.height - 128
    assert top + 128 == 5000


def test_a_screenshot_of_exactly_one_tile_is_not_cut() -> None:
    assert len(prepare_images(encoded(screenshot(100, 1568)))) == 1
    assert len(prepare_images(encoded(screenshot(100, 1569)))) == 2


def test_a_screenshot_of_a_fine_display_is_scaled_to_the_width_of_a_tile() -> None:
    (image,) = prepare_images(encoded(screenshot(3136, 1000, size=32)))
    assert (image.width, image.height) == (1568, 500)


def test_a_tall_screenshot_of_a_fine_display_is_scaled_and_cut() -> None:
    tiles = prepare_images(encoded(screenshot(3136, 8000, size=32)))
    assert len(tiles) == 4
    assert all(image.width == 1568 and image.height <= 1568 for image in tiles)


def test_a_phone_screenshot_is_sent_no_larger_than_its_text_needs() -> None:
    (image,) = prepare_images(encoded(screenshot(1170, 2532, size=48)))
    assert 480 <= image.width <= 600  # 20-pixel type
    tiles = prepare_images(encoded(screenshot(1170, 24_000, size=48)))
    assert len(tiles) == 8


def test_the_small_text_of_a_very_wide_screen_is_cut_in_width_and_not_made_smaller() -> None:
    tiles = prepare_images(encoded(screenshot(3840, 1000, size=14)))
    assert len(tiles) == 3
    assert all(image.width <= 1568 and image.height >= 800 for image in tiles)
    assert sum(image.width for image in tiles) > 3200


def test_a_page_in_a_wide_window_is_sent_without_its_empty_sides() -> None:
    page = PIL.Image.new("RGB", (1900, 900), "#f4f4f4")
    page.paste(screenshot(760, 900, size=16), (570, 0))
    (image,) = prepare_images(encoded(page))
    assert 760 <= image.width <= 800
    assert image.height == 900


def test_more_than_eight_tiles_are_refused_and_counted() -> None:
    assert len(prepare_images(encoded(screenshot(400, 11_600)))) == 8
    error = refusal(encoded(screenshot(400, 14_000)))
    assert error.reason == "too_large"
    assert "10 pictures" in error.message
    assert error.hint


def test_letters_are_made_smaller_before_a_tall_screenshot_is_refused() -> None:
    tiles = prepare_images(encoded(screenshot(500, 16_000, size=18)))
    assert len(tiles) == 8
    assert sum(image.height - image.overlap for image in tiles) > 9_000
    assert 250 < tiles[0].width < 500


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_phone_photo_is_turned_upright_and_loses_its_metadata(orientation: int) -> None:
    upright = PIL.Image.new("RGB", (40, 20), "white")
    upright.paste("red", (0, 0, 20, 10))  # the upper left quarter
    undo = {
        2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
        3: PIL.Image.Transpose.ROTATE_180,
        4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
        5: PIL.Image.Transpose.TRANSPOSE,
        6: PIL.Image.Transpose.ROTATE_90,
        7: PIL.Image.Transpose.TRANSVERSE,
        8: PIL.Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "taken at home"
    data = encoded(stored, "JPEG", exif=exif, quality=95, comment=b"secret place")
    (image,) = prepare_images(data)
    picture = decoded(image)
    assert picture.size == (40, 20)
    red, green, _ = picture.getpixel((5, 5))  # type: ignore[misc]
    assert red > 200 > 60 > green
    assert min(picture.getpixel((35, 15))) > 200  # type: ignore[type-var]
    assert not picture.getexif()
    assert b"taken at home" not in image.data
    assert b"secret place" not in image.data


def test_text_chunks_and_colour_profiles_are_not_sent() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "a private name")
    data = encoded(screenshot(50, 50), pnginfo=info, icc_profile=b"a colour profile")
    (image,) = prepare_images(data)
    assert b"private name" not in image.data
    assert decoded(image).info == {}


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_white_text_on_a_transparent_ground_stays_legible(mode: str) -> None:
    picture = PIL.Image.new("RGBA", (300, 60), (0, 0, 0, 0))
    PIL.ImageDraw.Draw(picture).text((10, 10), "Pastry Chef", fill=(240, 240, 240, 255))
    (image,) = prepare_images(encoded(picture.convert(mode)))
    low, high = cast("tuple[int, int]", decoded(image).convert("L").getextrema())
    assert low == 0
    assert high > 200


def test_a_white_card_with_clear_corners_stays_white() -> None:
    picture = PIL.Image.new("RGBA", (300, 60), (255, 255, 255, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 10, 10))
    (image,) = prepare_images(encoded(picture))
    assert decoded(image).getpixel((2, 2)) == (255, 255, 255)


def test_the_inverted_colours_of_adobe_are_turned_back() -> None:
    data = encoded(PIL.Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG", quality=95)
    assert b"Adobe" in data  # the mark of inverted CMYK
    (image,) = prepare_images(data)
    red, green, blue = cast("tuple[int, int, int]", decoded(image).getpixel((5, 5)))
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("encoding", ["AVIF", "BMP", "TIFF"])
def test_less_usual_formats_are_read_too(encoding: str) -> None:
    document = open_bytes(encoded(screenshot(200, 100), encoding), name="posting.bin")
    assert document.kind == "image"
    (image,) = document.images
    assert (image.width, image.height) == (200, 100)


def test_every_page_of_a_scan_in_tiff_is_read_in_order() -> None:
    pages = [PIL.Image.new("1", (60 + 10 * n, 80), 1) for n in range(3)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    assert [image.width for image in prepare_images(data)] == [60, 70, 80]
    error = refusal(data, Limits(pictures=2))
    assert error.reason == "too_large"
    assert "3 pages" in error.message


def test_a_tiff_is_turned_upright_once() -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    stored = PIL.Image.new("RGB", (20, 40), "white")
    (image,) = prepare_images(encoded(stored, "TIFF", exif=exif))
    assert (image.width, image.height) == (40, 20)


def test_heic_without_its_extra_names_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", cast("ModuleType", None))
    error = refusal(b"\x00\x00\x00\x20ftypheic" + bytes(40))
    assert error.reason == "unsupported_type"
    assert "HEIC" in error.message
    assert error.hint is not None
    assert "pip install 'jobai[heic]'" in error.hint


def test_a_heic_photo_is_read_upright_and_without_its_place() -> None:
    pillow_heif = pytest.importorskip(
        "pillow_heif", reason="the extra is not installed: pip install 'jobai[heic]'"
    )
    upright = PIL.Image.new("RGB", (64, 32), "white")
    upright.paste("red", (0, 0, 32, 16))
    exif = PIL.Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    stored = upright.transpose(PIL.Image.Transpose.ROTATE_90)
    buffer = io.BytesIO()
    pillow_heif.from_pillow(stored).save(buffer, exif=exif.tobytes(), quality=95)
    (image,) = prepare_images(buffer.getvalue())
    assert (image.width, image.height) == (64, 32)
    red, green, _ = decoded(image).getpixel((8, 6))  # type: ignore[misc]
    assert red > 200 > 60 > green
    assert b"taken at home" not in image.data
    assert refusal(buffer.getvalue()[:200]).reason == "damaged"
    assert refusal(buffer.getvalue(), Limits(image_pixels=100)).reason == "too_large"


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_becomes_white_paper(mode: str) -> None:
    if mode == "P":
        picture = PIL.Image.new("P", (20, 20), 0)
        picture.putpalette([0, 0, 0, 255, 0, 0])
        data = encoded(picture, transparency=0)
    else:
        data = encoded(PIL.Image.new(mode, (20, 20), (0,) * len(mode)))
    (image,) = prepare_images(data)
    assert decoded(image).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("picture", "encoding"),
    [
        (PIL.Image.new("1", (20, 20), 1), "PNG"),
        (PIL.Image.new("L", (20, 20), 255), "PNG"),
        (PIL.Image.new("P", (20, 20), 0), "GIF"),
        (PIL.Image.new("CMYK", (20, 20), (0, 0, 0, 0)), "JPEG"),
        (PIL.Image.new("I;16", (20, 20), 0xFFFF), "PNG"),
    ],
)
def test_every_colour_mode_becomes_rgb(picture: PIL.Image.Image, encoding: str) -> None:
    (image,) = prepare_images(encoded(picture, encoding))
    assert decoded(image).mode == "RGB"
    if picture.mode != "P":
        assert decoded(image).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    (image,) = prepare_images(encoded(PIL.Image.new("I;16", (20, 20), 0x4000)))
    assert decoded(image).getpixel((5, 5)) == (63, 63, 63)  # 0x4000 of 0xFFFF


@pytest.mark.parametrize("encoding", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_counts(encoding: str) -> None:
    frames = [PIL.Image.new("RGB", (20, 20), colour) for colour in ("blue", "red")]
    options: dict[str, object] = {"save_all": True, "append_images": frames[1:]}
    if encoding == "WEBP":
        options["lossless"] = True
    (image,) = prepare_images(encoded(frames[0], encoding, **options))
    assert decoded(image).getpixel((5, 5)) == (0, 0, 255)


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "size", [(60_000, 60_000), (12_000, 8_000), (8_000, 7_000), (2_000_000_000, 1)]
)
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    error = refusal(png_header(*size))
    assert error.reason == "too_large"
    assert error.hint


def test_a_truncated_image_is_damaged() -> None:
    for encoding in ("PNG", "JPEG", "WEBP", "GIF"):
        data = encoded(noise(200, 200), encoding)
        assert refusal(data[: len(data) // 2]).reason == "damaged", encoding
        assert refusal(data[:20]).reason == "damaged", encoding


def test_an_image_with_random_damage_never_ends_in_anything_but_our_error() -> None:
    chance = random.Random(11)
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    wholes = [
        encoded(screenshot(120, 80)),
        encoded(screenshot(120, 80), "JPEG", exif=exif),
        encoded(screenshot(120, 80), "WEBP", exif=exif),
        encoded(screenshot(120, 80), "GIF"),
    ]
    for whole in wholes:
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randrange(1, 10)):
                data[chance.randrange(12, min(len(data), 300))] = chance.randrange(256)
            try:
                images = prepare_images(bytes(data))
            except UnreadableSourceError as error:
                assert error.reason in {"damaged", "too_large"}  # noqa: PT017
            else:
                assert images


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x00\x00\x00\x20ftypqt  0000", "video"),
        (b"<svg></svg>", "image"),
    ],
)
def test_other_formats_are_named_with_the_way_out(data: bytes, word: str) -> None:
    error = refusal(data)
    assert error.reason == "unsupported_type"
    assert word in error.message
    assert error.hint
    assert "PNG" in error.hint


def test_an_empty_or_huge_image_is_refused() -> None:
    assert refusal(b"").reason == "empty"
    assert refusal(b"\xff\xd8\xff" + b"\x00" * 20_000_000).reason == "too_large"


def test_every_tile_is_small_enough_to_send() -> None:
    tiles = prepare_images(encoded(noise(1568, 3000), "JPEG", quality=90))
    assert all(len(image.data) <= 4_000_000 for image in tiles)


async def test_an_image_behind_a_url_is_read(site: Site) -> None:
    site.routes["/a"] = page(encoded(screenshot(300, 200)), content_type="text/html")
    document = await open_url(site.url("/a"), allow_private=True)
    assert document.kind == "url"
    assert [image.width for image in document.images] == [300]
