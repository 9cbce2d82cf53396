"""What is shown where: everything that painting and pointing need to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRect, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QStaticText

from havenlens.domain.codebook import Kind
from havenlens.ui.theme.look import Look
from havenlens.ui.timeline.geometry import Box, Layout, RowSizes, TimeScale, item_box
from havenlens.ui.timeline.marks import bar_colours, fill_of
from havenlens.ui.timeline.model import TimelineItem
from havenlens.ui.timeline.scene import Mark, TimelineScene
from havenlens.words.catalogue import tr

_KEPT_TEXTS = 2000
"""How many laid out texts are kept; a coding has few names, but many lengths that they are cut to."""


class Lettering:
    """The two fonts of a timeline with their measures, the texts that were laid out in them, and fills."""

    def __init__(self, look: Look) -> None:
        size = look.metrics.label
        self.plain = look.font(size, tabular=True)
        self.strong = look.font(size, QFont.Weight.DemiBold, tabular=True)
        self.plain_metrics = QFontMetricsF(self.plain)
        self.strong_metrics = QFontMetricsF(self.strong)
        self._widths: dict[str, float] = {}
        self._letters: dict[str, tuple[QStaticText, float]] = {}
        self._texts: dict[str, QStaticText] = {}
        self._cut: dict[tuple[str, int, Qt.TextElideMode], str] = {}
        self._tokens = look.tokens
        self._fills: dict[Mark, int] = {}
        self._known: tuple[Sequence[Mark], int, NDArray[np.uint32]] = ((), 0, np.empty(0, np.uint32))

    def fill(self, mark: Mark) -> int:
        """Give a mark's fill as ARGB, quieter for states than for points."""
        found = self._fills.get(mark)
        if found is None:
            lasts = mark.kind is Kind.STATE
            colour, tokens = mark.colour, self._tokens
            fill = bar_colours(colour, tokens)[0] if lasts else fill_of(colour, tokens)
            found = self._fills[mark] = 0xFF000000 | int(fill[1:], 16)
        return found

    def fills(self, marks: Sequence[Mark]) -> NDArray[np.uint32]:
        """Give the fills of marks as ARGB; a list that only grows is looked through when it has grown."""
        known, count, colours = self._known
        if known is not marks or count != len(marks):
            colours = np.array([self.fill(mark) for mark in marks], dtype=np.uint32)
            self._known = marks, len(marks), colours
        return colours

    def letter(self, letter: str) -> tuple[QStaticText, float]:
        """Lay a letter out in the strong font; give it with its width."""
        found = self._letters.get(letter)
        if found is None:
            text = _laid_out(letter, self.strong)
            found = self._letters[letter] = text, self.strong_metrics.horizontalAdvance(letter)
        return found

    def text(self, text: str) -> QStaticText:
        """Lay a text out in the plain font."""
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= _KEPT_TEXTS:
                self._texts.clear()
            found = self._texts[text] = _laid_out(text, self.plain)
        return found

    def width(self, text: str) -> float:
        """Measure a text in the plain font."""
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) >= _KEPT_TEXTS:
                self._widths.clear()
            found = self._widths[text] = self.plain_metrics.horizontalAdvance(text)
        return found

    def cut(self, text: str, room: float, side: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> str:
        """Shorten a text to some pixels of the plain font; empty where nearly nothing would be left."""
        if self.width(text) <= room:
            return text
        key = (text, int(room), side)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) >= _KEPT_TEXTS:
                self._cut.clear()
            short = self.plain_metrics.elidedText(text, side, int(room))
            found = self._cut[key] = short if len(short) > 3 else ""
        return found


def _laid_out(text: str, font: QFont) -> QStaticText:
    laid_out = QStaticText(text)
    laid_out.setTextFormat(Qt.TextFormat.PlainText)
    laid_out.prepare(font=font)
    return laid_out


@dataclass(frozen=True)
class View:
    """What is shown where: the scene through a scale and a layout, scrolled down by some pixels."""

    scene: TimelineScene
    scale: TimeScale
    layout: Layout
    look: Look
    lettering: Lettering
    width: int
    height: int
    scroll: int = 0
    density: float = 1.0

    @property
    def offset(self) -> int:
        """Give what is added to a row's place to get to the widget's pixels."""
        return self.layout.sizes.ruler - self.scroll

    @property
    def right(self) -> float:
        """Give the pixel at which the shown time ends."""
        return self.scale.left + self.scale.width

    @property
    def lanes_area(self) -> QRect:
        """Give the rectangle in which time runs."""
        sizes = self.layout.sizes
        return QRect(sizes.gutter, sizes.ruler, self.width - sizes.gutter, self.height - sizes.ruler)

    @cached_property
    def tops(self) -> dict[str, float]:
        """Give the middle of each row's first sub-row, in the widget's pixels."""
        return {row.key: row.centre(0, self.layout.sizes) + self.offset for row in self.layout.rows}

    @cached_property
    def lanes(self) -> dict[str, int]:
        """Count the sub-rows of each row."""
        return {row.key: row.lanes for row in self.layout.rows}

    @cached_property
    def mark_colours(self) -> NDArray[np.uint32]:
        """Give each mark's fill as ARGB."""
        return self.lettering.fills(self.scene.marks)

    def anchor(self, item: TimelineItem | None) -> QPointF | None:
        """Give the pixel at an item's onset, in the middle of its sub-row; None where it has no row."""
        top = None if item is None else self.tops.get(item.track)
        if item is None or top is None:
            return None
        lane = min(self.scene.lane(item), self.lanes[item.track] - 1)
        return QPointF(self.scale.x_of(item.span.start), top + lane * self.layout.sizes.lane)

    def box(self, item: TimelineItem, now: int) -> Box | None:
        """Give where an item is drawn while the playhead is at ``now``; None where it has no row."""
        anchor = self.anchor(item)
        if anchor is None:
            return None
        return item_box(item.span, item.kind, anchor.y(), self.scale, now, self.layout.sizes.mark)


def row_sizes(look: Look, labels: Iterable[str]) -> RowSizes:
    """Give sizes that suit the text, and a column wide enough for the tracks' labels up to a limit."""
    metrics = look.metrics
    font = QFontMetricsF(look.font(metrics.label))
    widest = max(font.horizontalAdvance(label) for label in (tr("Sound"), tr("Transcript"), *labels))
    return RowSizes(
        ruler=metrics.px(26),
        sound=metrics.px(34),
        text=metrics.px(26),
        track=metrics.track_row,
        lane=metrics.px(20),
        mark=metrics.px(17),
        gutter=round(min(max(widest + 2, metrics.px(80)), metrics.px(190))) + 2 * metrics.px(12),
        margin=metrics.px(14),
    )
