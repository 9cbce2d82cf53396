"""A chart with room to scroll, drawn anew for the width there is, to be saved, copied and followed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil
from pathlib import Path

from PyQt6.QtCore import QByteArray, QMimeData, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QImage, QPainter, QResizeEvent
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import Problem, StudyError
from havenlens.services.charts.model import Chart, Hit
from havenlens.ui.charts.chart_view import ChartView, palette_of
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import LIGHT, Space
from havenlens.ui.widgets.wrapped_label import WrappedLabel
from havenlens.ui.workplace import Workplace
from havenlens.words.catalogue import tr

MakeChart = Callable[[float], Chart]
"""Draws a chart for a width in pixels."""

PRINT_WIDTH = 760.0
_LEAST, _MOST, _COPIED = 420.0, 1100.0, 2.0
_LEAST_HIGH = 120
_WIDE = 560
"""From this width on, what can be done with the chart stands beside the buttons; else above them."""
_SETTLED_MS = 60
_KINDS = {"SVG (*.svg)": ".svg", "PNG (*.png)": ".png", "PDF (*.pdf)": ".pdf"}


class ChartPanel(QWidget):
    """Shows one chart; hovering tells, clicking or Enter goes to the moment, and it can be saved and copied.

    What is saved is drawn for print, whatever the width of the window is.
    """

    chosen = pyqtSignal(object)
    """Carries the `Moment` of a part that was clicked or entered."""
    said = pyqtSignal(str, bool)
    """Carries what became of saving or copying, and whether it failed."""

    def __init__(self, workplace: Workplace, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workplace, self._jobs = workplace, jobs
        self._make: MakeChart | None = None
        self._width = 0.0
        self.view = ChartView(workplace.draw_chart)
        self.save = QPushButton(tr("Save the picture…"))
        self.copy = QPushButton(tr("Copy the picture"))
        show_icon(self.save, "download")
        show_icon(self.copy, "copy")
        self._about = WrappedLabel()
        self._about.setProperty("role", "secondary")
        self._sheet = _Sheet(self.view)
        self._sheet.setMinimumHeight(current_look().metrics.px(_LEAST_HIGH))
        self._head = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(Space.S)
        row.addWidget(self._about, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch()
        buttons.addWidget(self.copy)
        buttons.addWidget(self.save)
        row.addLayout(buttons)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(Space.S)
        page.addLayout(row)
        page.addWidget(self._sheet, 1)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._draw_anew)
        self._sheet.resized.connect(self._settled.start)
        self.view.chosen.connect(self.chosen)
        self.view.reached.connect(self._show_hit)
        self.save.clicked.connect(self._ask_where)
        self.copy.clicked.connect(self.copy_picture)
        self.show_chart(None)

    @property
    def chart(self) -> Chart | None:
        """Give the chart as it is shown."""
        return self.view.chart

    def show_chart(self, make: MakeChart | None) -> None:
        """Show what ``make`` draws for the width there is, or nothing."""
        self._make, self._width = make, 0.0
        self._draw_anew()
        chart = self.chart
        leads = chart is not None and any(hit.moment for hit in chart.hits)
        self._about.setText(
            tr("Click a part, or walk with the arrows and press Enter, to see its moment.") if leads else ""
        )
        for button in (self.save, self.copy):
            button.setEnabled(chart is not None)
        self._sheet.to_the_top()

    def _draw_anew(self) -> None:
        scale = current_look().metrics.scale
        width = min(max(self._sheet.room() / scale, _LEAST), _MOST)
        if self._make is not None and width == self._width:
            return
        self._width = width
        chart = None if self._make is None else self._make(width)
        self.view.show_chart(chart)
        size = QSize(0, 0) if chart is None else QSize(ceil(chart.width * scale), ceil(chart.height * scale))
        self.view.setMinimumSize(size)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= current_look().metrics.px(_WIDE)
        ways = QBoxLayout.Direction
        self._head.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)

    def _show_hit(self, hit: Hit) -> None:
        place = self.view.place_of(hit).toPoint()
        at = self.view.mapTo(self._sheet.widget(), place)
        self._sheet.ensureVisible(at.x(), at.y(), 60, 60)

    # --- saving and copying -------------------------------------------------------------------------

    def _ask_where(self) -> None:
        if self.chart is None:
            return
        name, kind = QFileDialog.getSaveFileName(
            self, tr("Save the picture"), f"{self.chart.name}.svg", ";;".join(_KINDS)
        )
        if name:
            path = Path(name)
            self.write(path if path.suffix else path.with_suffix(_KINDS.get(kind, ".svg")))

    def write(self, path: Path) -> None:
        """Save the picture, drawn for print, in the format of the path's suffix."""
        if self._make is None:
            return
        self._jobs.submit(
            self._workplace.write_chart,
            self._make(PRINT_WIDTH),
            path,
            on_done=partial(self._written, path),
            on_failed=self._failed,
        )

    def _written(self, path: Path, notices: list[Problem]) -> None:
        told = [Problem("done.written", {"path": path}), *notices]
        self.said.emit(" ".join(each.sentence for each in told), bool(notices))

    def _failed(self, error: StudyError) -> None:
        self.said.emit(str(error), True)

    def copy_picture(self) -> None:
        """Put the picture on the clipboard as it is printed, as SVG and as pixels."""
        clipboard = QGuiApplication.clipboard()
        if self._make is None or clipboard is None:
            return
        chart = self._make(PRINT_WIDTH)
        svg = self._workplace.draw_chart(chart, palette_of(LIGHT)).encode()
        picture = QImage(
            ceil(chart.width * _COPIED), ceil(chart.height * _COPIED), QImage.Format.Format_RGB32
        )
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(QByteArray(svg)).render(painter, QRectF(picture.rect()))
        painter.end()
        copied = QMimeData()
        copied.setImageData(picture)
        copied.setData("image/svg+xml", QByteArray(svg))
        clipboard.setMimeData(copied)
        self.said.emit(tr("Copied the picture."), False)


class _Sheet(QScrollArea):
    """The room a chart scrolls in; it tells when that becomes wider or narrower."""

    resized = pyqtSignal()

    def __init__(self, view: ChartView) -> None:
        super().__init__()
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        layout.addWidget(view)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setProperty("ground", "card")
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The card's ground shows through: shapes in the surface's ink have to stand on the surface.
        for part in (inner, self.viewport()):
            if part is not None:
                part.setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def room(self) -> float:
        """Give the width a chart may take, with a place kept for the scroll bar."""
        style = self.style()
        bar = style.pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) if style else 0
        return float(self.width() - bar - 2 * Space.L)

    def to_the_top(self) -> None:
        """Show the beginning."""
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            if bar is not None:
                bar.setValue(0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.resized.emit()
