"""What Word documents hold that python-docx has no words for: controls, bookmarks, fields, facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

INK, SECONDARY, ACCENT, EDGE = "1A232E", "5B6878", "1F6F8B", "76828F"
FONT = "Calibri"

_TICKED, _OPEN = "\u2612", "\u2610"
_SYMBOLS = "MS Gothic"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CUSTOM_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FACTS_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def new(tag: str, **attributes: str) -> Any:
    """Make an element such as ``w:tag`` with attributes of the same namespace."""
    space = tag.split(":", maxsplit=1)[0]
    from docx.oxml import OxmlElement  # noqa: PLC0415 - slow to import
    from docx.oxml.ns import qn  # noqa: PLC0415

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"{space}:{name}"), value)
    return element


# --- styles -----------------------------------------------------------------------------------------


def set_language(styles: Any, language: str) -> None:
    """Tell the language of all text, so that a screen reader and the spelling check know it."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import

    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(new("w:lang", val=language, eastAsia=language, bidi="ar-SA"))


def set_style(
    styles: Any,
    name: str,
    points: float,
    colour: str,
    *,
    base: str = "",
    bold: bool = False,
    before: float = 0,
    after: float = 0,
) -> None:
    """Set a paragraph style, made where it is missing; its font is one that Word always has."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style = styles[name] if name in {each.name for each in styles} else styles.add_style(name, 1)
    if base:
        style.base_style = styles[base]
    style.font.name, style.font.size, style.font.bold = FONT, Pt(points), bold
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in [each for each in fonts.attrib if "heme" in each]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:cs"), "Arial")
    fonts.set(qn("w:eastAsia"), FONT)
    size = style.element.rPr.find(qn("w:sz"))  # letters of other scripts are as large
    for old in style.element.rPr.findall(qn("w:szCs")):
        style.element.rPr.remove(old)
    size.addnext(new("w:szCs", val=size.get(qn("w:val"))))
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.15


def shaded(style: Any, colour: str) -> None:
    """Lay a quiet ground behind a style's paragraphs, with room around the words."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import

    settings = style.element.get_or_add_pPr()
    edges = new("w:pBdr")
    for edge in ("top", "left", "bottom", "right"):
        edges.append(new(f"w:{edge}", val="single", sz="4", space="6", color=colour))
    ground = new("w:shd", val="clear", color="auto", fill=colour)
    spacing = settings.find(qn("w:spacing"))
    place = len(settings) if spacing is None else list(settings).index(spacing)
    settings.insert(place, edges)
    settings.insert(place + 1, ground)


# --- tables -----------------------------------------------------------------------------------------


def borders_of(table: Any, colour: str) -> None:
    """Draw a thin line around a table."""
    edges = new("w:tblBorders")
    for edge in ("top", "left", "bottom", "right"):
        edges.append(new(f"w:{edge}", val="single", sz="6", space="0", color=colour))
    _put_in_order(table._tbl.tblPr, edges, _AFTER_BORDERS)  # noqa: SLF001 - python-docx has no other way


def set_margins_of(
    table: Any, *, left_mm: float = 0, right_mm: float = 0, top_mm: float = 0, bottom_mm: float = 0
) -> None:
    """Set the room around what stands in a table's cells."""
    margins = new("w:tblCellMar")
    # In the standard's order; Word opens no other.
    for edge, wide in (("top", top_mm), ("left", left_mm), ("bottom", bottom_mm), ("right", right_mm)):
        margins.append(new(f"w:{edge}", w=_twips(wide), type="dxa"))
    _put_in_order(table._tbl.tblPr, margins, _AFTER_MARGINS)  # noqa: SLF001 - as above


def set_indent_of(table: Any, left_mm: float) -> None:
    """Move a table's left edge, which else stands out by as much as its text is away from it."""
    _put_in_order(table._tbl.tblPr, new("w:tblInd", w=_twips(left_mm), type="dxa"), _AFTER_INDENT)  # noqa: SLF001


def _twips(millimetres: float) -> str:
    return str(round(millimetres * 1440 / 25.4))


_AFTER_INDENT = ("w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
_AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
_AFTER_MARGINS = ("w:tblLook",)


def _put_in_order(settings: Any, element: Any, later: Sequence[str]) -> None:
    """Word opens no table whose settings stand in another order than the standard's."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import

    following = next((each for each in settings if each.tag in {qn(name) for name in later}), None)
    if following is None:
        settings.append(element)
    else:
        following.addprevious(element)


# --- pictures ---------------------------------------------------------------------------------------


def set_in_text(shape: Any, alt: str) -> None:
    """Say in words what a picture shows, and let it begin where text begins.

    LibreOffice keeps 3 mm free around a picture that does not say how much it wants.
    """
    inline = shape._inline  # noqa: SLF001 - python-docx has no other way
    inline.docPr.set("descr", alt)
    for edge in ("distT", "distB", "distL", "distR"):
        inline.set(edge, "0")


# --- marks ------------------------------------------------------------------------------------------


def bookmarked(paragraph: Any, name: str, number: int) -> None:
    """Put a bookmark around what a paragraph holds."""
    first, last = _bookmark(name, number)
    settings = paragraph._p.pPr  # noqa: SLF001 - python-docx has no other way
    if settings is None:
        paragraph._p.insert(0, first)  # noqa: SLF001
    else:
        settings.addnext(first)
    paragraph._p.append(last)  # noqa: SLF001


def _bookmark(name: str, number: int) -> tuple[Any, Any]:
    return (
        new("w:bookmarkStart", id=str(number), name=name),
        new("w:bookmarkEnd", id=str(number)),
    )


def typed_in(paragraph: Any, tag: str, about: str, text: str, empty: str, number: int) -> None:
    """Add a control to type several lines into, inside a bookmark of the same name.

    While it holds nothing it shows words that the first letter replaces.
    """
    settings, content = _control(tag, about, number)
    if not text:
        settings.append(new("w:showingPlcHdr"))
    settings.append(new("w:text", multiLine="1"))
    run = new("w:r")
    if not text:
        looks = new("w:rPr")
        looks.append(new("w:color", val=SECONDARY))
        run.append(looks)
    for place, line in enumerate((text or empty).split("\n")):
        if place:
            run.append(new("w:br"))
        run.append(_text(line))
    content.append(run)
    _put_inline(paragraph, tag, number, settings, content)


def _control(tag: str, about: str, number: int) -> tuple[Any, Any]:
    settings = new("w:sdtPr")
    settings.append(new("w:alias", val=about[:64]))
    settings.append(new("w:tag", val=tag))
    settings.append(new("w:id", val=str(1000 + number)))
    return settings, new("w:sdtContent")


def ticked(paragraph: Any, tag: str, about: str, number: int) -> None:
    """Add a box that a click ticks, inside a bookmark of the same name."""
    settings, content = _control(tag, about, number)
    box = new("w14:checkbox")
    box.append(new("w14:checked", val="0"))
    for name, sign in (("checkedState", _TICKED), ("uncheckedState", _OPEN)):
        box.append(new(f"w14:{name}", val=f"{ord(sign):04X}", font=_SYMBOLS))
    settings.append(box)
    run = new("w:r")
    looks = new("w:rPr")
    looks.append(new("w:rFonts", ascii=_SYMBOLS, eastAsia=_SYMBOLS, hAnsi=_SYMBOLS, hint="eastAsia"))
    run.append(looks)
    run.append(_text(_OPEN))
    content.append(run)
    _put_inline(paragraph, tag, number, settings, content)


def dropped_down(
    paragraph: Any, tag: str, about: str, empty: str, values: Sequence[str], number: int
) -> None:
    """Add a list that drops down; until somebody chooses, it shows words that are no answer."""
    settings, content = _control(tag, about, number)
    settings.append(new("w:showingPlcHdr"))
    items = new("w:dropDownList")
    for value in values:
        items.append(new("w:listItem", displayText=value, value=value))
    settings.append(items)
    run = new("w:r")
    run.append(_text(empty))
    content.append(run)
    _put_inline(paragraph, tag, number, settings, content)


def _put_inline(paragraph: Any, tag: str, number: int, settings: Any, content: Any) -> None:
    whole = new("w:sdt")
    whole.append(settings)
    whole.append(content)
    first, last = _bookmark(tag, number)
    for element in (first, whole, last):
        paragraph._p.append(element)  # noqa: SLF001 - python-docx has no other way


def _text(text: str) -> Any:
    element = new("w:t")
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def add_field(paragraph: Any, instruction: str) -> None:
    """Add a field that Word fills in, such as PAGE."""
    field = new("w:fldSimple", instr=instruction)
    run = new("w:r")
    run.append(_text("1"))
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no other way


# --- facts ------------------------------------------------------------------------------------------


def add_custom_facts(package: Any, facts: Mapping[str, str]) -> None:
    """Add facts of one's own to a package; other office programs keep these when they save."""
    from docx.opc.packuri import PackURI  # noqa: PLC0415 - slow to import
    from docx.opc.part import Part  # noqa: PLC0415

    rows = "".join(
        f"<property fmtid={quoteattr(_FACTS_FORMAT)} pid={quoteattr(str(number))} name={quoteattr(name)}>"
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(facts.items(), start=2)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_TYPES}">{rows}</Properties>'
    )
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_CONTENT, content.encode(), package)
    package.relate_to(part, _CUSTOM_RELATION)


def without_thumbnail(package: Any) -> None:
    """Take the picture of an empty page out, which python-docx puts into every file."""
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]
