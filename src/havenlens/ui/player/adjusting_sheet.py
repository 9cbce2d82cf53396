"""Sliders for brightness, contrast and gamma, in a small window by the picture."""

from __future__ import annotations

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from havenlens.ui.player.picture_adjusting import MOST, Adjustment
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr


class AdjustingSheet(QFrame):
    """Tells every change at once, so that the picture follows the sliders; Escape or Enter closes it."""

    changed = pyqtSignal(object)
    """Carries the `Adjustment`."""
    closed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("adjusting")
        self.setProperty("ground", "card")
        self.setAccessibleName(tr("Brightness, contrast and gamma"))
        names = (tr("Brightness"), tr("Contrast"), tr("Gamma"))
        self.sliders = tuple(self._slider(name) for name in names)
        self._values = tuple(QLabel() for _ in names)
        self.reset = QPushButton(tr("Reset"))
        self.reset.setEnabled(False)
        self.reset.clicked.connect(self._reset)
        self._arrange(names)

    def _slider(self, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(-MOST, MOST)
        slider.setSingleStep(2)
        slider.setPageStep(10)
        slider.setFixedWidth(current_look().metrics.px(180))
        slider.setAccessibleName(name)
        slider.valueChanged.connect(self._tell)
        return slider

    def _arrange(self, names: tuple[str, ...]) -> None:
        look = current_look()
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        for row, (name, slider, value) in enumerate(zip(names, self.sliders, self._values, strict=True)):
            value.setFont(look.font(look.metrics.body, tabular=True))
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance("−100"))
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(QLabel(name), row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(value, row, 2)
        note = QLabel(tr("Only on this screen: the video and what is coded stay as they are."))
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.M)
        column.addLayout(grid)
        column.addWidget(note)
        column.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignRight)

    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Put the sliders where they belong, without telling anybody."""
        values = (adjustment.brightness, adjustment.contrast, adjustment.gamma)
        for slider, value in zip(self.sliders, values, strict=True):
            with QSignalBlocker(slider):
                slider.setValue(value)
        self._show_values(adjustment)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.close()
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _tell(self, _value: int) -> None:
        adjustment = Adjustment(*(slider.value() for slider in self.sliders))
        self._show_values(adjustment)
        self.changed.emit(adjustment)

    def _reset(self) -> None:
        self.show_adjustment(Adjustment())
        self.changed.emit(Adjustment())

    def _show_values(self, adjustment: Adjustment) -> None:
        shown = (
            f"{adjustment.brightness:+d}" if adjustment.brightness else "0",
            f"{adjustment.contrast:+d}" if adjustment.contrast else "0",
            f"{adjustment.exponent:.2f}",
        )
        for label, text in zip(self._values, shown, strict=True):
            label.setText(text.replace("-", "−"))
        self.reset.setEnabled(not adjustment.is_neutral)
