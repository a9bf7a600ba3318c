from __future__ import annotations

import codecs
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback_site import Site, page

from orchestrator.documents.charset import codec_for, decode
from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction.sources import open_bytes, open_url

CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy. Hledáme řidiče skupiny C."
FRENCH = "Nous cherchons un développeur expérimenté à Genève, salaire à négocier."
RUSSIAN = "Требуется инженер с опытом работы от трёх лет. Оклад по договорённости."
JAPANESE = "東京で経験豊富なエンジニアを募集しています。年収は応相談です。"
CHINESE = "我们正在招聘一位有五年以上经验的软件工程师，薪资面议。"
KOREAN = "서울에서 경력 5년 이상의 소프트웨어 엔지니어를 모집합니다."
GERMAN = "Wir suchen eine Köchin für unsere Küche in Görlitz, Vergütung 3.400 €."


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("latin-1", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("euc-kr", "cp949"),
        ("iso-8859-9", "cp1254"),
        (' "UTF-8" ', "utf-8"),
        ("rot13", None),
        ("unicode_escape", None),
        ("punycode", None),
        ("zlib", None),
        ("", None),
        (None, None),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str | None, codec: str | None) -> None:
    assert codec_for(label) == codec
    if codec is not None:
        codecs.lookup(codec)


POLISH = "Szukamy doświadczonego inżyniera z Łodzi; praca zdalna możliwa."
GREEK = "Ζητείται έμπειρος μηχανικός λογισμικού στην Αθήνα, μισθός κατόπιν συμφωνίας."
SPANISH = "Buscamos un diseñador gráfico con más de tres años de experiencia en Málaga."

PAIRS = [
    (CZECH, "cp1250", "windows-1250"),
    (CZECH, "iso8859-2", "iso-8859-2"),
    (FRENCH, "cp1252", "iso-8859-1"),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (RUSSIAN, "cp1251", "windows-1251"),
    (JAPANESE, "cp932", "shift_jis"),
    (JAPANESE, "euc_jp", "euc-jp"),
    (JAPANESE, "iso2022_jp", "iso-2022-jp"),
    (CHINESE, "gb18030", "gb2312"),
    (KOREAN, "cp949", "euc-kr"),
]


@pytest.mark.parametrize(("text", "codec", "label"), PAIRS)
async def test_the_header_decides(site: Site, text: str, codec: str, label: str) -> None:
    site.routes["/"] = page(f"<p>{text}".encode(codec), content_type=f"text/html; charset={label}")
    assert (await open_url(site.url(), allow_private=True)).html == f"<p>{text}"


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="{}">',
        "<meta charset={}>",
        '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={}">',
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
@pytest.mark.parametrize(("text", "codec", "label"), PAIRS)
def test_without_a_header_the_page_itself_decides(
    declaration: str, text: str, codec: str, label: str
) -> None:
    html = f"{declaration.format(label)}<html><p>{text}"
    assert open_bytes(html.encode(codec), name="a.html").html == html


def test_a_declaration_beyond_the_first_4_kb_does_not_count() -> None:
    html = "<html>" + " " * 5000 + f'<meta charset="koi8-r"><p>{GERMAN}'
    assert decode(html.encode("cp1252"), shown="x") == html


def test_the_header_wins_over_the_page() -> None:
    html = f'<meta charset="koi8-r"><p>{CZECH}'
    assert decode(html.encode("cp1250"), declared="windows-1250", shown="x") == html


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins_over_everything(mark: str) -> None:
    html = f'<meta charset="koi8-r"><p>{RUSSIAN}'
    assert decode(html.encode(mark), declared="windows-1252", shown="x") == html


@pytest.mark.parametrize(
    "mark", [codecs.BOM_UTF16_BE + "<p>Köchin".encode("utf-16-be"), b"\xef\xbb\xbf<p>K\xc3\xb6chin"]
)
def test_the_mark_itself_is_no_text(mark: bytes) -> None:
    assert decode(mark, shown="x") == "<p>Köchin"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [GERMAN, f"<html><p>{CZECH}"])
def test_utf_16_without_a_mark_is_recognised(codec: str, text: str) -> None:
    assert decode(text.encode(codec), shown="x") == text


def test_a_header_that_says_utf_8_wrongly_gives_way_to_the_page() -> None:
    html = f'<meta charset="windows-1250"><p>{CZECH}'
    assert decode(html.encode("cp1250"), declared="utf-8", shown="x") == html


def test_a_careless_latin_1_header_does_not_spoil_utf_8() -> None:
    assert decode(CZECH.encode(), declared="iso-8859-1", shown="x") == CZECH


def test_one_broken_character_does_not_cost_the_charset() -> None:
    data = (CZECH * 20).encode() + b"\xff" + CZECH.encode()
    for declared in ("utf-8", None):
        assert decode(data, declared=declared, shown="x") == CZECH * 20 + "\ufffd" + CZECH


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        (CZECH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
        (KOREAN, "cp949"),
        (GREEK, "cp1253"),
        (POLISH, "cp1250"),
        (SPANISH, "cp1252"),
    ],
)
def test_without_any_statement_statistics_find_the_charset(text: str, codec: str) -> None:
    for times in (1, 20):
        html = f"<p>{text}</p>\n" * times
        assert decode(html.encode(codec), shown="x") == html


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03" * 50,
        random.Random(3).randbytes(5_000),
        b"text with " + b"\x00" * 40 + b" in between",
        b"\x07\x08\x01" * 20 + b"words",
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSourceError) as caught:
        open_bytes(data, name="posting.txt")
    assert caught.value.reason == "binary"
    assert caught.value.hint


def test_a_stray_nul_in_a_page_is_left_out() -> None:
    assert decode(b"<p>Coo" + b"k and more " * 200 + b"\x00</p>", shown="x").endswith("more </p>")


def test_a_large_page_in_an_unknown_charset_is_decoded_in_a_moment() -> None:
    data = (CZECH * 100_000).encode("cp1250")
    start = time.monotonic()
    decode(data, shown="x")
    assert time.monotonic() - start < 5


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "shift_jis", "gb2312", "x"]))
def test_any_bytes_give_text_or_our_error(data: bytes, declared: str | None) -> None:
    try:
        assert "\x00" not in decode(data, declared=declared, shown="x")
    except UnreadableSourceError as error:
        assert error.reason == "binary"  # noqa: PT017


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf_8_is_always_read_back(text: str) -> None:
    assert decode(text.encode(), shown="x") == text.removeprefix("\ufeff")


EAST = [
    "Požadujeme: zkušenosti s řízením, čistý rejstřík, ochotu učit se. Nástup možný ihned.",
    "Łódź: jesteś inżynierem, piszesz książki, umiesz też słuchać i mówić.",
    "Vodič skupiny C, ľahká práca, každý piatok voľno, ďalšie výhody, šťastie.",
    "Keresünk tapasztalt mérnököt Győrbe, hosszú távú szerződés, fűtött iroda.",
]
WEST = [
    GERMAN + " Größe ½, µm",
    "Vi søger en medarbejder til vores værksted i Ærø. Løn efter aftale, vi glæder os.",
    "Nous cherchons à Genève une «équipe» où être bien reçu, salaire à négocier¹.",
    "È richiesta esperienza; sarà titolo preferenziale l’abilità «alla guida».",
    "Við leitum að kennara í Reykjavík, góð laun og þægilegt umhverfi, frítt fæði.",
]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "iso8859-2") for text in EAST),
        *((text, "cp1250") for text in EAST),
        *((text, "cp1252") for text in WEST),
        (
            "İstanbul'da deneyimli yazılım mühendisi arıyoruz; ücret görüşülür.",
            "cp1254",
        ),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "<html><body><p>{}</p></body></html>"])
def test_latin_letters_whose_charset_is_not_told_make_words_of_one_language(
    text: str, encoding: str, frame: str
) -> None:
    data = frame.format(text).encode(encoding)

    assert text in decode(data, shown="x")


@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "iso-2022-jp", "us-ascii"])
def test_japanese_in_seven_bits_is_known_by_its_shifts(declared: str | None) -> None:
    data = f"<p>{JAPANESE}</p>".encode("iso2022_jp")

    assert decode(data, declared=declared, shown="x") == f"<p>{JAPANESE}</p>"


def test_an_escape_that_shifts_to_nothing_is_ascii() -> None:
    assert "Baker" in decode(b"\x1b[1mBaker\x1b[0m costs \x1b$Bxx and more", shown="x")
