"""Word documents with tables as APA sets them: a bold number, a title, no vertical lines, a note below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from havenlens.reporting.word_parts import add_field, set_language, set_margins_of
from havenlens.words.sentences import say

Cells = Sequence[tuple[str, str]]
"""What stands in each cell of a row: a text and the letters of its notes."""
Row = tuple[str, int, Cells]
"""The name of a row, how deep it is indented, and its cells."""

_RULE = {"val": "single", "sz": "8", "space": "0", "color": "000000"}
_INDENT_PT = 12
_MARGIN_CM = 2.2
_PAD_CM = 0.1
_NAME_CM = 3.2
"""So wide at least is a column of text: long words fit into it."""
_FIGURE_CM = 0.9
_SIGN_CM, _RAISED_CM, _INDENT_CM = 0.16, 0.1, 0.43
"""About so much room takes a character in a table, one that is raised, and a step of indent."""
_TABLE_PT, _NOTE_PT, _BODY_PT = 9, 8.5, 11


class ApaDocument:
    """A document that numbers its tables; text is set in styles, so that a person can restyle it at once."""

    def __init__(self, title: str, author: str, made: datetime, language: str) -> None:
        from docx import Document  # noqa: PLC0415 - slow to import
        from docx.shared import Cm  # noqa: PLC0415

        self._document = Document()
        self._tables = 0
        facts = self._document.core_properties
        facts.title, facts.author, facts.created, facts.language = title, author, made, language
        facts.comments = ""
        for section in self._document.sections:
            section.page_width, section.page_height = Cm(21.0), Cm(29.7)
            section.left_margin = section.right_margin = Cm(_MARGIN_CM)
        set_language(self._document.styles, language)
        self._number_pages()
        self._set_styles()
        self._document.add_heading(title, level=1)

    def _number_pages(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415 - slow to import

        head = self._document.sections[0].header.paragraphs[0]
        head.alignment = ALIGN.RIGHT
        add_field(head, "PAGE")

    def _set_styles(self) -> None:
        from docx.oxml.ns import qn  # noqa: PLC0415 - slow to import
        from docx.shared import Pt, RGBColor  # noqa: PLC0415

        styles: Any = self._document.styles
        for name, size in (
            ("Normal", _BODY_PT),
            ("Heading 1", 16),
            ("Heading 2", 13),
            ("Caption", _BODY_PT),
            ("Header", _BODY_PT),
            ("List Bullet", _BODY_PT),
        ):
            style = styles[name]
            style.font.name, style.font.size = "Times New Roman", Pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in list(fonts.attrib):
                if "Theme" in attribute or "theme" in attribute:
                    del fonts.attrib[attribute]
            fonts.set(qn("w:eastAsia"), "Times New Roman")
        styles["Caption"].font.bold = False
        own: tuple[tuple[str, float], ...] = (("Table Text", _TABLE_PT), ("Table Note", _NOTE_PT))
        for name, points in own:
            style = styles.add_style(name, 1)
            style.base_style, style.font.size = styles["Normal"], Pt(points)
            style.paragraph_format.space_after = Pt(0 if name == "Table Text" else 14)
            style.paragraph_format.space_before = Pt(1 if name == "Table Text" else 4)

    def heading(self, text: str) -> None:
        """Add a heading below the title."""
        self._document.add_heading(text, level=2)

    def paragraph(self, text: str) -> None:
        """Add a paragraph of plain text."""
        self._document.add_paragraph(text)

    def points(self, texts: Sequence[str]) -> None:
        """Add a list with a bullet before each text."""
        for text in texts:
            self._document.add_paragraph(text, style="List Bullet")

    def save(self, path: Path) -> None:
        """Write the document."""
        self._document.save(str(path))

    def table(
        self,
        title: str,
        over: Sequence[tuple[str, int]],
        heads: Sequence[str],
        rows: Sequence[Row],
        note: str,
        notes: Sequence[tuple[str, str]],
        *,
        texts: int = 1,
    ) -> None:
        """Add a table: ``over`` are headings with how many columns each spans, the first of them the rows'.

        ``heads`` are those below, for all columns, or for all but the first where ``over`` names that.
        ``rows`` have a name, a depth of indent, and cells; the first ``texts`` columns are set flush left.
        """
        self._caption(title)
        width = 1 + len(rows[0][2]) if rows else len(heads) + bool(over)
        table: Any = self._document.add_table(rows=1 + bool(over) + len(rows), cols=width)
        lines = list(table.rows)
        below = list(heads)
        if over:
            self._over(lines[0].cells, over)
            below = [over[0][0], *heads]
        for place, text in enumerate(below):
            self._fill(lines[bool(over)].cells[place], text, left=place < texts)
        for line, (name, depth, cells) in zip(lines[1 + bool(over) :], rows, strict=True):
            own = line.cells
            self._fill(own[0], name, left=True, indent=depth)
            for place, (text, letters) in enumerate(cells, 1):
                self._fill(own[place], text, left=place < texts, raised=letters)
        self._rule(lines, 1 + bool(over))
        self._size(table, _widths(below, rows, texts))
        self._below(note, notes)

    def _caption(self, title: str) -> None:
        self._tables += 1
        paragraph = self._document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(say("report.table", number=self._tables)).bold = True
        paragraph.add_run().add_break()
        paragraph.add_run(title).italic = True

    def _over(self, cells: Sequence[Any], over: Sequence[tuple[str, int]]) -> None:
        """Head several columns at once; the heading of the rows stands in the line below, beside theirs."""
        place = over[0][1]
        self._fill(cells[0], "", left=True)
        for text, span in over[1:]:
            cell = cells[place] if span == 1 else cells[place].merge(cells[place + span - 1])
            self._fill(cell, text, left=False, centred=True)
            _border(cell, "bottom", {**_RULE, "sz": "4"})
            place += span

    def _fill(
        self,
        cell: Any,
        text: str,
        *,
        left: bool,
        indent: int = 0,
        raised: str = "",
        centred: bool = False,
    ) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415 - slow to import
        from docx.shared import Pt  # noqa: PLC0415

        paragraph = cell.paragraphs[0]
        paragraph.style = self._document.styles["Table Text"]
        paragraph.alignment = ALIGN.CENTER if centred else ALIGN.LEFT if left else ALIGN.RIGHT
        if indent:
            paragraph.paragraph_format.left_indent = Pt(_INDENT_PT * indent)
        run = paragraph.add_run(text)
        run.italic = text == "n" or None
        if raised:
            paragraph.add_run(raised).font.superscript = True

    def _rule(self, lines: Sequence[Any], heads: int) -> None:
        """Draw the three lines of a table, repeat its heads on every page, and keep rows whole.

        No head stands at the end of a page without a row, and no note begins one without its table.
        """
        from docx.oxml import OxmlElement  # noqa: PLC0415 - slow to import

        for cell in lines[0].cells:
            _border(cell, "top", _RULE)
        for cell in lines[heads - 1].cells:
            _border(cell, "bottom", _RULE)
        for cell in lines[-1].cells:
            _border(cell, "bottom", _RULE)
        for place, line in enumerate(lines):
            settings = line._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
            settings.append(OxmlElement("w:cantSplit"))
            if place < heads:
                settings.append(OxmlElement("w:tblHeader"))
            if place < heads or place == len(lines) - 1:
                for cell in line.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True

    def _size(self, table: Any, widths: Sequence[float]) -> None:
        """Fix the widths of columns in centimetres; some programs go by the columns, others by the cells."""
        from docx.shared import Cm  # noqa: PLC0415 - slow to import

        table.autofit = False
        set_margins_of(table, left_mm=10 * _PAD_CM, right_mm=10 * _PAD_CM)
        for column, wide in zip(table.columns, widths, strict=True):
            column.width = Cm(wide)
        for line in table.rows:
            place = 0
            for cell in line._tr.tc_lst:  # noqa: SLF001 - python-docx gives a merged cell once for each column
                cell.width = Cm(sum(widths[place : place + cell.grid_span]))
                place += cell.grid_span

    def _below(self, note: str, notes: Sequence[tuple[str, str]]) -> None:
        paragraph = self._document.add_paragraph(style="Table Note")
        if note:
            paragraph.add_run(say("report.note")).italic = True
            paragraph.add_run(f" {note}")
        for number, (letters, sentence) in enumerate(notes):
            if note or number:
                paragraph.add_run().add_break()
            paragraph.add_run(letters).font.superscript = True
            paragraph.add_run(f" {sentence}")


def _widths(heads: Sequence[str], rows: Sequence[Row], texts: int) -> list[float]:
    """Share the width of the page out: figures get what they need, the columns of text what they leave."""
    room = 21.0 - 2 * (_MARGIN_CM - _PAD_CM)
    wanted = [_SIGN_CM * len(head) for head in heads]
    for name, depth, cells in rows:
        own = [_SIGN_CM * len(name) + _INDENT_CM * depth]
        own += [_SIGN_CM * len(text) + _RAISED_CM * len(letters) for text, letters in cells]
        wanted = [max(pair) for pair in zip(wanted, own, strict=True)]
    wanted = [max(each + 2 * _PAD_CM, _FIGURE_CM) for each in wanted]
    names, figures = wanted[:texts], wanted[texts:]
    most = room - _NAME_CM * texts
    if sum(figures) > most:
        figures = [each * most / sum(figures) for each in figures]
    left = room - sum(figures)
    if sum(names) > left:
        names = [each * left / sum(names) for each in names]
    spare = (left - sum(names)) / len(wanted)
    return [each + spare for each in (*names, *figures)]


def _border(cell: Any, edge: str, line: dict[str, str]) -> None:
    """Draw one edge of a cell; python-docx has no borders of its own."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - slow to import
    from docx.oxml.ns import qn  # noqa: PLC0415

    settings = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no other way
    borders = settings.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        settings.append(borders)
    drawn = borders.find(qn(f"w:{edge}"))
    if drawn is None:
        drawn = OxmlElement(f"w:{edge}")
        borders.append(drawn)
    for name, value in line.items():
        drawn.set(qn(f"w:{name}"), value)
