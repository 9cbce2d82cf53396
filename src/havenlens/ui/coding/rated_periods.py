"""The rating periods on the timeline: how far each is rated, and the way to its sheet."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QHelpEvent, QMouseEvent
from PyQt6.QtWidgets import QToolTip

from havenlens.domain.events import RatingPeriod
from havenlens.domain.time import Span
from havenlens.services.rating import RatingWork
from havenlens.services.rating_words import period_name, whole_name
from havenlens.ui.timeline.geometry import CYCLES
from havenlens.ui.timeline.model import CycleItem
from havenlens.ui.timeline.widget import TimelineWidget
from havenlens.words.catalogue import tr


class RatedPeriods(QObject):
    """Draws the periods over the tracks, and names the one under the mouse."""

    chosen = pyqtSignal(object)
    """Carries the `RatingPeriod` that was clicked."""

    def __init__(self, timeline: TimelineWidget, work: RatingWork, parent: QObject) -> None:
        super().__init__(parent)
        self._timeline, self._work = timeline, work
        timeline.installEventFilter(self)

    def show(self) -> None:
        """Show the periods as they are now; one rated apart over another stands in the table alone."""
        periods = self._work.periods
        regular = [self._cycle(period.span, period) for period in periods.regular if period.span is not None]
        apart = [
            self._cycle(period.span, period)
            for period in periods.apart
            if period.span is not None and not any(item.span.overlaps(period.span) for item in regular)
        ]
        self._timeline.set_cycles((*regular, *apart))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Tell which period is clicked, and name it on hovering."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            period = self._period_at(event.position().x(), event.position().y())
            if period is not None and event.button() == Qt.MouseButton.LeftButton:
                self.chosen.emit(period)
                return True
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            period = self._period_at(event.pos().x(), event.pos().y())
            if period is not None:
                given = self._work.given(period)
                stands = tr("{n} of {m} rated").format(n=given.given, m=given.expected)
                text = f"{whole_name(period)} · {stands}"
                QToolTip.showText(event.globalPos(), text, self._timeline)
                return True
        return super().eventFilter(watched, event)

    def _cycle(self, span: Span, period: RatingPeriod) -> CycleItem:
        given = self._work.given(period)
        stands = tr("rated") if given.is_complete else tr("not rated")
        if 0 < given.given < given.expected:
            stands = tr("{n} of {m} rated").format(n=given.given, m=given.expected)
        return CycleItem(span, f"{period_name(period)} · {stands}", given.is_complete)

    def _period_at(self, x: float, y: float) -> RatingPeriod | None:
        """Find the period drawn at a pixel."""
        view = self._timeline.view()
        row = view.layout.row_at(y - view.offset) if y >= view.layout.sizes.ruler else None
        if row is None or row.key != CYCLES or x < view.layout.sizes.gutter:
            return None
        at = view.scale.time_at(x)
        spanned = (p for p in self._work.periods.all if p.span is not None and p.span.covers(at))
        return next(spanned, None)
