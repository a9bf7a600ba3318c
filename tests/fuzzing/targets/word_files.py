"""Word and OpenDocument files, as postings and as CVs."""

from __future__ import annotations

import io
import zipfile

import docx

from fuzzing.invented import CV_TEXT
from fuzzing.mutating import changed_archive
from fuzzing.reading import read_posting
from fuzzing.target import Target
from fuzzing.targets import cv_texts

WORDS = tuple(
    x.encode()
    for x in (
        "<w:p>", "</w:p>", "<w:r><w:t>", "</w:t></w:r>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:tab/>",
        "<w:br/>", '<w:hyperlink r:id="rId1">', "<w:numPr>", '<w:pStyle w:val="Heading1"/>',
        "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<?xml version='1.0' encoding='utf-16'?>",
        "<w:del>",
        "<w:vanish/>", "<text:p>", "<text:h>", "<text:s text:c='9999999'/>", "<text:list-item>",
        "]]>",
        "<table:table-cell table:number-columns-repeated='99999999'>", "<mc:AlternateContent>",
    )
)  # fmt: skip

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"


def _word() -> bytes:
    document = docx.Document()
    for line in CV_TEXT.decode().splitlines():
        document.add_paragraph(line, style="List Bullet" if line.startswith("- ") else None)
    document.add_heading("Requirements", 2)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2019 - 2020", "Baker, Crumb Ltd"
    out = io.BytesIO()
    document.save(out)
    # What no reader reads is left out: there is more to change then.
    parts = {"word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/numbering.xml"}
    parts |= {"word/styles.xml", "word/_rels/document.xml.rels"}
    small = io.BytesIO()
    with zipfile.ZipFile(out) as whole, zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            if name in parts and len(whole.read(name)) < 30_000:
                packed.writestr(name, whole.read(name))
    return small.getvalue()


def _open_document() -> bytes:
    body = "".join(f"<text:p>{line}</text:p>" for line in CV_TEXT.decode().splitlines())
    content = (
        '<?xml version="1.0"?><office:document-content'
        f' xmlns:office="{_SPACE}office:1.0" xmlns:text="{_SPACE}text:1.0"'
        f' xmlns:table="{_SPACE}table:1.0"><office:body><office:text>'
        f"<text:h>Requirements</text:h>{body}<text:list><text:list-item><text:p>5 years</text:p>"
        "</text:list-item></text:list></office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return out.getvalue()


def _run(data: bytes) -> None:
    read_posting(data)
    cv_texts.TARGET.run(data)


TARGET = Target(
    "word-files", lambda: [_word(), _open_document()], _run, changed_archive, WORDS, in_ci=15
)
