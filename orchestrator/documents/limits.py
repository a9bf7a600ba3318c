"""How much of a source is read, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Budgets for one source. The defaults let every posting through that was ever measured.

    The largest of 78 real posting pages had 0.9 MB; a full-page screenshot of 1440 x 30000 pixels
    has 43 MP.

    Attributes:
        connect_s: Seconds for one connection, TLS included.
        total_s: Seconds for everything: redirects, retries, waiting and reading.
        board_wait_s: Seconds that a page which has text of its own waits for the answer of its
            job board, asked at the same time.
        redirects: How many are followed.
        retries: Second tries after 429, 5xx and transport errors, per page.
        backoff_s: Seconds; the first wait is at most this long, each further one twice that.
        url_characters: The longest URL; servers commonly refuse more than 8,000.
        page_raw_bytes: A page or text as it comes over the wire, still compressed.
        page_decoded_bytes: The same after decompression, and a text file.
        binary_bytes: A PDF or an image, before and after decompression.
        image_pixels: Width times height of an image, checked before it is decoded.
        pdf_pages: A PDF with more pages is refused.
        pdf_s: Seconds for the pages of one PDF, checked between pages.
        pictures: The most images that one source becomes; providers charge for each.
        pictures_as_one: The same for several sources that are one posting.
    """

    connect_s: float = 5.0
    total_s: float = 20.0
    board_wait_s: float = 4.0
    redirects: int = 5
    retries: int = 2
    backoff_s: float = 0.4
    url_characters: int = 8_000
    page_raw_bytes: int = 5 * MB
    page_decoded_bytes: int = 10 * MB
    binary_bytes: int = 20 * MB
    image_pixels: int = 50_000_000
    pdf_pages: int = 200
    pdf_s: float = 30.0
    pictures: int = 8
    pictures_as_one: int = 20


def in_megabytes(size: int) -> str:
    """Write a size in bytes for people: "5 MB", "0.4 MB"."""
    return f"{size / MB:.1f}".removesuffix(".0") + " MB"
