"""A Word document with boxes to type into, each marked so that what was typed can be found again.

Word keeps content controls by their tag; other programs may drop those and keep bookmarks, so each box
carries both, and the document names itself in three places.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from havenlens.reporting.typesetting import Paper
from havenlens.reporting.word_parts import (
    ACCENT,
    EDGE,
    INK,
    SECONDARY,
    add_custom_facts,
    add_field,
    bookmarked,
    borders_of,
    dropped_down,
    new,
    set_in_text,
    set_indent_of,
    set_language,
    set_margins_of,
    set_style,
    shaded,
    ticked,
    typed_in,
    without_thumbnail,
)

_PAPERS_MM: dict[str, tuple[float, float]] = {"a4": (210, 297), "letter": (215.9, 279.4)}
_SIDE_MM, _TOP_MM, _BOTTOM_MM = 22, 18, 20
_GUTTER_MM = 6
_NAME_MM = 36
_PAD_MM = 2.5
_ABOVE_FOOT_PT = 8


class WordPage:
    """A document that is written from top to bottom; ``inside`` puts a piece into a cell instead."""

    def __init__(self, *, title: str, author: str, made: datetime, language: str, paper: Paper) -> None:
        from docx import Document  # noqa: PLC0415 - slow to import
        from docx.shared import Mm  # noqa: PLC0415

        self._document: Any = Document()
        facts = self._document.core_properties
        facts.title, facts.author, facts.language = title, author, language
        facts.created = facts.modified = made
        facts.last_modified_by, facts.comments = author, ""
        wide, high = _PAPERS_MM[paper]
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.left_margin = section.right_margin = Mm(_SIDE_MM)
        section.top_margin, section.bottom_margin = Mm(_TOP_MM), Mm(_BOTTOM_MM)
        self._room_mm = wide - 2 * _SIDE_MM
        self._marks = 0
        self._made = made
        without_thumbnail(self._document.part.package)
        self._set_styles(language)

    def _set_styles(self, language: str) -> None:
        styles = self._document.styles
        set_language(styles, language)
        set_style(styles, "Normal", 10.5, INK, after=5)
        set_style(styles, "Heading 1", 20, INK, bold=True, before=2, after=4)
        set_style(styles, "Heading 2", 13, INK, bold=True, before=18, after=6)
        set_style(styles, "Heading 3", 11.5, INK, bold=True, before=0, after=6)
        set_style(styles, "Quiet", 9, SECONDARY, base="Normal", after=4)
        set_style(styles, "Opening", 10.5, INK, base="Normal", after=0)
        set_style(styles, "Clip Label", 9, ACCENT, base="Normal", bold=True, before=14, after=1)
        set_style(styles, "Question", 10.5, ACCENT, base="Normal", bold=True, after=5)
        set_style(styles, "Spoken", 9, SECONDARY, base="Normal", after=2)
        set_style(styles, "Box Label", 9, SECONDARY, base="Normal", before=6, after=2)
        set_style(styles, "Box", 10.5, INK, base="Normal", after=3)
        shaded(styles["Opening"], "EFF5F8")

    def name(self, document: UUID, cycle: int) -> None:
        """Write which document this is where a program may keep it: in its facts, and in a bookmark."""
        self._document.core_properties.identifier = f"havenlens.feedback:{document}"
        add_custom_facts(
            self._document.part.package, {"HavenlensDocument": str(document), "HavenlensCycle": str(cycle)}
        )
        self._name = f"doc_{document.hex}"

    def footer(self, lines: Sequence[str], page_of: str) -> None:
        """Write lines at the foot of every page, the first with the page's number at its end."""
        from docx.enum.text import WD_TAB_ALIGNMENT  # noqa: PLC0415 - slow to import
        from docx.shared import Mm, Pt  # noqa: PLC0415

        foot = self._document.sections[0].footer
        paragraph = foot.paragraphs[0]
        paragraph.style = self._document.styles["Quiet"]
        paragraph.paragraph_format.space_before = Pt(_ABOVE_FOOT_PT)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(self._room_mm), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{lines[0]}\t")
        before, after_page = page_of.split("{page}")
        between, after = after_page.split("{pages}")
        for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            if text:
                paragraph.add_run(text.replace(" ", "\u00a0"))
            if field:
                add_field(paragraph, field)
        for line in lines[1:]:
            foot.add_paragraph(line, style=self._document.styles["Quiet"])

    def logo(self, picture: bytes, alt: str) -> None:
        """Put the study's logo at the top right of the first page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - slow to import
        from docx.shared import Mm  # noqa: PLC0415

        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        shape = paragraph.add_run().add_picture(BytesIO(picture), height=Mm(12))
        if shape.width > Mm(45):
            shape.height, shape.width = int(shape.height * Mm(45) / shape.width), Mm(45)
        set_in_text(shape, alt)

    def heading(self, text: str, level: int) -> None:
        """Add a heading; the first one carries the document's name."""
        paragraph = self._document.add_heading(text, level=level)
        paragraph.paragraph_format.keep_with_next = True
        if level == 1:
            bookmarked(paragraph, self._name, self._next_mark())

    def text(
        self, text: str, style: str = "Normal", *, bold: bool = False, keep: bool = False, inside: Any = None
    ) -> None:
        """Add a paragraph, or several where the text has several lines."""
        for line in text.split("\n"):
            paragraph = _paragraph_in(inside) if inside is not None else self._document.add_paragraph()
            paragraph.style = self._document.styles[style]
            paragraph.paragraph_format.keep_with_next = keep or None
            if line:
                paragraph.add_run(line).bold = bold or None

    def picture(self, picture: BytesIO, wide_mm: float, alt: str, inside: Any) -> None:
        """Add a picture that says in words what it shows."""
        from docx.shared import Mm  # noqa: PLC0415 - slow to import

        shape = _paragraph_in(inside).add_run().add_picture(picture, width=Mm(wide_mm))
        set_in_text(shape, alt)

    def beside(self, left_mm: float) -> tuple[Any, Any]:
        """Give two cells beside each other, without lines, read from left to right."""
        table = self._document.add_table(rows=1, cols=2)
        self._shape(table, (left_mm + _GUTTER_MM, self._room_mm - left_mm - _GUTTER_MM))
        set_margins_of(table, right_mm=_GUTTER_MM)
        left, right = table.rows[0].cells
        return left, right

    def keep(self, *cells: Any) -> None:
        """Keep what stands in cells on the page of what comes after them."""
        for cell in cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True

    def pairs(self, rows: Sequence[tuple[str, str]], *, bold: bool = True) -> None:
        """Add names or figures with the words that belong to them, all on one page."""
        table = self._document.add_table(rows=len(rows), cols=2)
        wide = max(_NAME_MM, max(len(name) for name, _ in rows) * 2.0)
        left = min(wide, self._room_mm * 0.45)
        self._shape(table, (left, self._room_mm - left))
        set_margins_of(table, right_mm=_GUTTER_MM)
        for number, (row, (name, text)) in enumerate(zip(table.rows, rows, strict=True), 1):
            keep = number < len(rows)
            self.text(name, "Normal" if bold else "Quiet", bold=bold, keep=keep, inside=row.cells[0])
            self.text(text, keep=keep, inside=row.cells[1])

    def answer_box(self, clip: UUID, about: str, answer: str, empty: str, high_mm: float) -> None:
        """Add a bordered box for the answer to one clip, marked with the clip's id."""
        from docx.shared import Mm  # noqa: PLC0415 - slow to import

        table = self._document.add_table(rows=1, cols=1)
        self._shape(table, (self._room_mm,))
        borders_of(table, EDGE)
        set_margins_of(table, left_mm=_PAD_MM, right_mm=_PAD_MM, top_mm=_PAD_MM / 2, bottom_mm=_PAD_MM / 2)
        set_indent_of(table, _PAD_MM)
        table.rows[0].height = Mm(high_mm)
        cell = table.rows[0].cells[0]
        self.text("", "Box", inside=cell)
        typed_in(cell.paragraphs[0], f"answer_{clip.hex}", about, answer, empty, self._next_mark())
        self.keep(cell)

    def tick_box(self, tag: str, text: str, about: str) -> None:
        """Add a box to tick, with the words beside it."""
        paragraph = self._document.add_paragraph(style="Box Label")
        ticked(paragraph, tag, about, self._next_mark())
        paragraph.add_run(f"  {text}")

    def choice(self, tag: str, about: str, empty: str, values: Sequence[str]) -> None:
        """Add a list to choose one value from."""
        paragraph = self._document.add_paragraph(style="Box")
        dropped_down(paragraph, tag, about, empty, values, self._next_mark())

    def save(self, path: Path) -> None:
        """Write the document; the same words and pictures always give the same bytes."""
        whole = BytesIO()
        self._document.save(whole)
        at = self._made.timetuple()[:6]
        with ZipFile(whole) as parts, ZipFile(path, "w", ZIP_DEFLATED) as dated:
            for part in parts.infolist():
                dated.writestr(ZipInfo(part.filename, at), parts.read(part), ZIP_DEFLATED)

    def _next_mark(self) -> int:
        self._marks += 1
        return self._marks

    def _shape(self, table: Any, widths_mm: Sequence[float]) -> None:
        """Fix the widths of a table and keep its rows whole."""
        from docx.shared import Mm  # noqa: PLC0415 - slow to import

        table.autofit = False
        for column, wide in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(wide)
            for cell in column.cells:
                cell.width = Mm(wide)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(new("w:cantSplit"))  # noqa: SLF001 - python-docx has no other way


def _paragraph_in(cell: Any) -> Any:
    """Give a cell's first paragraph while it is empty, else a new one."""
    first = cell.paragraphs[0]
    empty = len(cell.paragraphs) == 1 and not first.runs
    return first if empty else cell.add_paragraph()
