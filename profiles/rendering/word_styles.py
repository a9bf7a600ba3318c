"""The paragraph styles of a Word document: Word's own names, so that they can be changed there.

What is put into XML here are numbers and colours of our themes; a draft's texts never are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.document import Document
    from docx.shape import InlineShape

    from profiles.rendering.content import Content

_TWIPS_PER_POINT = 20
_NORMAL_WEIGHT = 400
_LONG_NAME = 26
"""Characters from which on a name is set smaller."""
_LINE = 264
"""Between lines, in 240ths of a line."""


def set_styles(
    document: Document, look: Mapping[str, Any], content: Content, *, is_cv: bool
) -> None:
    """Give every style that a draft uses the theme's form."""
    _Styles(document, look, content).set(is_cv=is_cv)


class _Styles:
    def __init__(self, document: Document, look: Mapping[str, Any], content: Content) -> None:
        self._document = document
        self._look = look
        self._is_rtl = content.direction == "rtl"
        self._language = content.language
        self._size = 0.0
        name = content.head.name or ""
        self._name_scale = max(0.6, min(1.0, _LONG_NAME / max(len(name), 1)))

    def set(self, *, is_cv: bool) -> None:
        look = self._look
        self._size = look["size_pt" if is_cv else "letter_size_pt"]
        air = look["air"]
        centered = "center" if look["head"] == "center" else "start"
        bullet = air["bullet"] * 0.25
        self._defaults()
        around = 0 if is_cv else 0.4
        self._set("Normal", before=around, after=bullet if is_cv else around, colour="ink")
        is_bold = look["name_weight"] > _NORMAL_WEIGHT
        self._set("Title", size=look["name"] * self._name_scale, bold=is_bold, colour="accent",
                  after=0.1, side=centered)  # fmt: skip
        self._set("Subtitle", size=look["label"], colour="muted", after=0.15, side=centered)
        self._set("Contact", colour="muted", size=0.95, after=0.9 if is_cv else 2.2, side=centered)
        caps = "<w:smallCaps/>" if look["heading_form"] == "smallcaps" else ""
        if is_cv:
            self._set("Heading 1", size=look["heading"], bold=True, colour="accent", more=caps,
                      before=air["section"] * 0.75, after=0.35, keep=True, outline=0,
                      rule=True)  # fmt: skip
        else:
            self._set("Heading 1", size=1.05, bold=True, colour="ink", before=0.9, after=0.9,
                      keep=True, outline=0)  # fmt: skip
        self._set("Heading 2", colour="ink", before=air["entry"] * 0.4, keep=True, outline=1)
        self._set("Brief Entry", colour="ink", after=0.1)
        italic = "<w:i/><w:iCs/>" if look["facts_style"] == "italic" else ""
        self._set("Facts", colour="muted", more=italic, after=bullet, keep=True)
        self._set("List Bullet", colour="ink", after=bullet, bullets=True)
        self._set("Date", colour="ink", after=0.9, side="start" if is_cv else "end")
        self._set("Address", colour="ink")
        self._set("Signature", colour="ink", before=2.2)

    def _defaults(self) -> None:
        """Language and fonts of everything, in place of the template's."""
        rtl = "<w:rtl/>" if self._is_rtl else ""
        styles: Any = self._document.styles.element
        defaults = styles.find(qn("w:docDefaults"))
        defaults.clear()
        defaults.append(
            parse_xml(
                f"<w:rPrDefault {nsdecls('w')}><w:rPr>{self._fonts()}"
                f'<w:sz w:val="{self._half_points(1)}"/><w:szCs w:val="{self._half_points(1)}"/>'
                f'{rtl}<w:lang w:val="{self._language}" w:bidi="{self._language}"/>'
                "</w:rPr></w:rPrDefault>"
            )
        )
        bidi = "<w:bidi/>" if self._is_rtl else ""
        defaults.append(
            parse_xml(
                f"<w:pPrDefault {nsdecls('w')}><w:pPr>{bidi}"
                f'<w:spacing w:after="0" w:line="{_LINE}" w:lineRule="auto"/>'
                "</w:pPr></w:pPrDefault>"
            )
        )

    def _set(
        self,
        name: str,
        *,
        size: float = 1,
        bold: bool = False,
        colour: str,
        before: float = 0,
        after: float = 0,
        side: str = "start",
        keep: bool = False,
        outline: int | None = None,
        rule: bool = False,
        bullets: bool = False,
        more: str = "",
    ) -> None:
        """Set one style; lengths are in em of the text."""
        # The elements stand in the order that the schema demands.
        paragraph = [
            "<w:keepNext/><w:keepLines/>" if keep else "",
            '<w:numPr><w:numId w:val="1"/></w:numPr>' if bullets else "",
            self._rule() if rule and self._look["rule_pt"] else "",
            f'<w:spacing w:before="{self._twips(before)}" w:after="{self._twips(after)}"/>',
            '<w:ind w:start="255" w:hanging="255"/>' if bullets else "",
            f'<w:jc w:val="{side}"/>',
            f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else "",
        ]
        letters = [
            self._fonts(),
            "<w:b/><w:bCs/>" if bold else "",
            more,
            f'<w:color w:val="{self._look[colour].lstrip("#")}"/>',
            f'<w:sz w:val="{self._half_points(size)}"/>',
            f'<w:szCs w:val="{self._half_points(size)}"/>',
        ]
        element = self._style(name)
        for tag in ("w:pPr", "w:rPr"):
            for old in element.findall(qn(tag)):
                element.remove(old)
        element.append(parse_xml(f"<w:pPr {nsdecls('w')}>{''.join(paragraph)}</w:pPr>"))
        element.append(parse_xml(f"<w:rPr {nsdecls('w')}>{''.join(letters)}</w:rPr>"))

    def _style(self, name: str) -> Any:
        styles: Any = self._document.styles
        if name not in styles:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
        return styles[name].element

    def _fonts(self) -> str:
        font = self._look["word_font"]
        return f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'

    def _rule(self) -> str:
        eighths = round(self._look["rule_pt"] * 8)
        colour = self._look["rule"].lstrip("#")
        line = f'<w:bottom w:val="single" w:sz="{eighths}" w:space="2" w:color="{colour}"/>'
        return f"<w:pBdr>{line}</w:pBdr>"

    def _twips(self, em: float) -> int:
        return round(em * self._size * _TWIPS_PER_POINT)

    def _half_points(self, em: float) -> int:
        return round(em * self._size * 2)


def float_right(picture: InlineShape, description: str) -> None:
    """Let the text stand beside a picture at the right margin; the picture gets a description."""
    inline: Any = picture._inline  # pyright: ignore[reportPrivateUsage] # no public way to float it
    width, height = (int(side) for side in (inline.extent.cx, inline.extent.cy))
    anchor: Any = parse_xml(
        f"<wp:anchor {nsdecls('wp')} distT='0' distB='0' distL='180000' distR='0' simplePos='0' "
        "relativeHeight='1' behindDoc='0' locked='0' layoutInCell='1' allowOverlap='0'>"
        "<wp:simplePos x='0' y='0'/>"
        "<wp:positionH relativeFrom='margin'><wp:align>right</wp:align></wp:positionH>"
        "<wp:positionV relativeFrom='margin'><wp:align>top</wp:align></wp:positionV>"
        f"<wp:extent cx='{width}' cy='{height}'/>"
        "<wp:wrapSquare wrapText='left'/>"
        "</wp:anchor>"
    )
    properties = inline.docPr
    properties.set("descr", description)
    anchor.append(properties)
    anchor.append(inline.graphic)
    inline.getparent().replace(inline, anchor)
