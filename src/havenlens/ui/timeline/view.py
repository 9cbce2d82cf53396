"""What is shown where: everything that painting and pointing need to know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRect
from PyQt6.QtGui import QFont, QFontMetricsF

from havenlens.ui.theme.look import Look
from havenlens.ui.timeline.geometry import Box, Layout, RowSizes, TimeScale, item_box
from havenlens.ui.timeline.model import TimelineItem
from havenlens.ui.timeline.scene import TimelineScene
from havenlens.words.catalogue import tr


class Lettering:
    """The two fonts of a timeline with their measures, made once for a look."""

    def __init__(self, look: Look) -> None:
        size = look.metrics.label
        self.plain = look.font(size, tabular=True)
        self.strong = look.font(size, QFont.Weight.DemiBold, tabular=True)
        self.plain_metrics = QFontMetricsF(self.plain)
        self.strong_metrics = QFontMetricsF(self.strong)


@dataclass(frozen=True, slots=True)
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

    def anchor(self, item: TimelineItem | None) -> QPointF | None:
        """Give the pixel at an item's onset, in the middle of its sub-row; None where it has no row."""
        row = None if item is None else self.layout.row(item.track)
        if item is None or row is None:
            return None
        centre = row.centre(self.scene.lane(item), self.layout.sizes) + self.offset
        return QPointF(self.scale.x_of(item.span.start), centre)

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
        sound=metrics.px(46),
        text=metrics.px(26),
        track=metrics.track_row,
        lane=metrics.px(20),
        mark=metrics.px(17),
        gutter=round(min(max(widest + 2, metrics.px(80)), metrics.px(190))) + 2 * metrics.px(12),
        margin=metrics.px(14),
    )
