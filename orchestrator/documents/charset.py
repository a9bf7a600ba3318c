"""Bytes to text, in the order in which the evidence can be trusted.

A byte order mark, the HTTP header, what the page itself declares in its first 4 kB, strict UTF-8,
statistics, and windows-1252 in the end. A charset that the bytes contradict is passed over.
Labels mean what browsers take them for (WHATWG Encoding Standard): "latin-1" is windows-1252,
"gb2312" is GB 18030, "shift_jis" is windows-31j.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import TYPE_CHECKING

from orchestrator.documents.hints import PASTE, READABLE
from orchestrator.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARED_WITHIN = 4_096
_STATISTICS_SAMPLE = 65_536
_META = re.compile(
    rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.()-]{2,40})", re.IGNORECASE
)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']")
_KANJI_IN_7_BITS = re.compile(rb"\x1b\$[@B](?:[!-~]{2})+\x1b\([BJ]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Only these codecs are ever used: Python has others, such as "punycode" or "unicode_escape", that
# no page may choose.
_LABELS = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "utf-16-le": "utf-16 utf-16le utf16 ucs-2 unicode iso-10646-ucs-2 csunicode",
    "utf-16-be": "utf-16be unicodefffe",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 latin-1"
    " l1 ascii us-ascii ansi ansi_x3.4-1968 ibm819 cp819 iso-ir-100",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5 l5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "cp874": "windows-874 iso-8859-11 tis-620 dos-874",
    "cp866": "ibm866 cp866 866",
    "iso8859-2": "iso-8859-2 iso8859-2 latin2 latin-2 l2",
    "iso8859-3": "iso-8859-3 iso8859-3 latin3",
    "iso8859-4": "iso-8859-4 iso8859-4 latin4",
    "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
    "iso8859-6": "iso-8859-6 iso8859-6 arabic",
    "iso8859-7": "iso-8859-7 iso8859-7 greek",
    "iso8859-8": "iso-8859-8 iso8859-8 iso-8859-8-i hebrew logical",
    "iso8859-10": "iso-8859-10 iso8859-10 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13",
    "iso8859-14": "iso-8859-14 iso8859-14",
    "iso8859-15": "iso-8859-15 iso8859-15 latin9 latin-9",
    "iso8859-16": "iso-8859-16 iso8859-16",
    "koi8-r": "koi8-r koi8 koi8_r koi",
    "koi8-u": "koi8-u koi8-ru",
    "mac-roman": "macintosh mac x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "gb18030 gbk x-gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 cp936",
    "big5hkscs": "big5 big5-hkscs x-x-big5 cn-big5 csbig5",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j ms932 cp932",
    "euc_jp": "euc-jp x-euc-jp",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cp949",
}
_CODEC_OF = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_ASIAN = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "iso2022_jp", "cp949"})
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "koi8-r", *sorted(_ASIAN)]
"""What statistics may find: with rarer ones in the choice they win too often."""
_LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254")
_ALPHABETS = (
    "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "áâãàçéêíóôõú", "àèéìíîòóù", "åäöé", "æøåéö", "éëïóöüè",
    "áðéíóúýþæö", "àçèéíïòóúü", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű",
    "ăâîșțşţ", "čćđšž", "çğıöşü",
)  # fmt: skip
_FOREIGN = re.compile(r"[^\W\x00-\x7fªº²³¹µ¼½¾]|[\x80-\x9f\ufffd]|(?<=[^\W\d_])[¡-¿](?=[^\W\d_])")
_MULTI_BYTE = _ASIAN | {"utf-8", "utf-16-le", "utf-16-be"}


def codec_for(label: str | None) -> str | None:
    """The Python codec that a charset label means on the web; None for an unknown label."""
    return _CODEC_OF.get(label.strip(" \t\r\n\"'").lower()) if label else None


def decode(data: bytes, *, declared: str | None = None, shown: str) -> str:
    """Turn bytes into text.

    Args:
        data: A page or a text.
        declared: The charset of the HTTP header or of the message part, as it stands there.
        shown: What the source is called in messages.

    Raises:
        UnreadableSourceError: It is not text (reason "binary").
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], codec)
            if text is not None:
                return _checked(text, shown)
    wide = _utf16_without_mark(data)
    if wide is not None:
        return _checked(wide, shown)
    _refuse_binary(data, shown)
    data = data.replace(b"\x00", b"")
    for codec in _candidates(data, declared):
        text = _try(data, codec)
        if text is not None:
            return text
    return data.decode("cp1252", errors="replace")


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    stated = [codec_for(declared), codec_for(_declared_inside(data))]
    is_utf8 = _try(data, "utf-8", tolerant=False) is not None
    if is_utf8 and _KANJI_IN_7_BITS.search(data) and data.isascii():
        yield "iso2022_jp"  # whatever it is declared as: nothing else shifts so
    for codec in stated:
        # Text that is whole UTF-8 and says it is in a charset of single bytes is UTF-8 behind a
        # server's careless default: by chance it happens in no text of more than a few words.
        if codec is not None and not (is_utf8 and codec not in _MULTI_BYTE):
            # UTF-16 has been recognised by now, so whoever says so here is wrong.
            yield "utf-8" if codec.startswith("utf-16") else codec
    yield "utf-8"
    guess = _statistics(data)
    if guess is not None:
        yield guess


def _declared_inside(data: bytes) -> str | None:
    head = data[:_DECLARED_WITHIN]
    found = _XML.search(head) or _META.search(head)
    return found[1].decode("ascii") if found else None


def _try(data: bytes, codec: str, *, tolerant: bool = True) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        pass
    if not tolerant or codec not in _MULTI_BYTE:
        return None
    text = data.decode(codec, errors="replace")
    faults = text.count("\ufffd")
    sound = sum(1 for character in text if character > "\x7f") - faults
    # One broken character in a page of thousands does not make the declared charset wrong.
    return text if faults * 20 <= sound else None


def _statistics(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = _around_non_ascii(data)
    for codec in ("cp932", "euc_jp"):
        if _is_japanese(_try(sample, codec)):
            return codec
    matches = from_bytes(sample, cp_isolation=_LIKELY)
    best = matches.best()
    if best is None:
        return None
    if best.encoding in _LATIN:
        return _latin_codec(sample)
    for match in matches:  # of equals the one that far more pages use
        if match.encoding == "cp1252" and match.chaos <= best.chaos + 0.01:
            is_latin = match.coherence >= best.coherence - 0.05
            return _latin_codec(sample) if is_latin else best.encoding
    return best.encoding


def _latin_codec(sample: bytes) -> str:
    """Which of the charsets for Latin letters makes words of one language; of equals the first."""
    return max(_LATIN, key=lambda codec: _fit(sample.decode(codec, errors="replace")))


def _fit(text: str) -> float:
    """The share of letters with marks that the language knows to which most of them belong.

    A control character, and a sign within a word, counts as a letter of none.
    """
    foreign = Counter(_FOREIGN.findall(text.lower()))
    return max(sum(foreign[letter] for letter in letters) for letters in _ALPHABETS) / max(
        1, foreign.total()
    )


def _is_japanese(text: str | None) -> bool:
    """Every Japanese text has kana; other charsets read as a Japanese one give hardly any."""
    if not text:
        return False
    foreign = [character for character in text if character > "\x7f"]
    return sum("\u3041" <= c <= "\u30fc" for c in foreign) > len(foreign) / 5


def _around_non_ascii(data: bytes) -> bytes:
    """Shorten to the lines that can tell charsets apart, without their markup."""
    lines = (line for line in re.split(rb"[<>\n]+", data) if not line.isascii())
    return b"\n".join(lines)[:_STATISTICS_SAMPLE]


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[: _DECLARED_WITHIN // 2 * 2]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return _try(data[: len(data) // 2 * 2], "utf-16-le")
    if even > 0.3 and odd < 0.05:
        return _try(data[: len(data) // 2 * 2], "utf-16-be")
    return None


def _refuse_binary(data: bytes, shown: str) -> None:
    nul = data.count(0)
    control = len(data) - len(data.translate(None, _CONTROL))
    if nul > len(data) / 1_000 or control > len(data) / 50:
        raise _binary(shown)


_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b") - {0} | {127})


def _checked(text: str, shown: str) -> str:
    """UTF-16 and UTF-32 can decode to characters that no text has."""
    start = text[:_DECLARED_WITHIN]
    odd = sum(1 for c in start if c == "\ufffd" or (c < " " and c not in "\t\n\r\f"))
    if odd > len(start) / 50:
        raise _binary(shown)
    return text.replace("\x00", "")


def _binary(shown: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        f"{shown} is not text.", reason="binary", hint=f"{READABLE} {PASTE}"
    )
