"""The parts of the rating sheet, and where they stand."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.ui.rating.evidence_list import EvidenceList
from havenlens.ui.rating.guide import DimensionGuide
from havenlens.ui.rating.reason_list import ReasonList, WrittenLine
from havenlens.ui.rating.scale_bar import ScaleBar
from havenlens.ui.rating.unit_strip import UnitStrip
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.words.catalogue import tr


class SheetForm(QFrame):
    """What always shows stands above and below; what is read and written in between scrolls."""

    def __init__(self, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert scheme.scale is not None
        self.setProperty("ground", "card")
        self.setAccessibleName(tr("Rating sheet"))
        self.strip = UnitStrip()
        self.scale_bar = ScaleBar(scheme.scale)
        self.reasons = ReasonList()
        self.evidence = EvidenceList()
        self.note = WrittenLine()
        self._guide = DimensionGuide(scheme)
        self._arrange()
        self.setMinimumWidth(max(current_look().metrics.px(300), self.minimumSizeHint().width()))

    def _arrange(self) -> None:
        rating = QWidget()
        column = QVBoxLayout(rating)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self._scrolled(), 1)
        column.addWidget(self.scale_bar)
        self._stack = QStackedWidget()
        self._stack.addWidget(rating)
        self._stack.addWidget(scrolling(self.reasons))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        whole.setSpacing(Space.XS)
        whole.addLayout(self._head())
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.strip, 3)
        self._progress.setFixedHeight(current_look().metrics.px(26))  # as high as a line of cells
        line.addWidget(self._progress, 2, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(line)
        whole.addWidget(self._stack, 1)

    def _head(self) -> QHBoxLayout:
        self.choice = ShortBox()
        self.choice.setAccessibleName(tr("Period that is rated"))
        self.choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(12)
        self._close = QToolButton()
        self._close.setAccessibleName(tr("Close the sheet"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        show_icon(self._close, "x")
        self._progress = ElidedLabel()
        self._progress.setProperty("role", "secondary")
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(self.choice, 1)
        row.addWidget(self._close)
        return row

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, Space.XS, Space.XS, Space.XS)
        column.setSpacing(Space.S)
        column.addWidget(self._guide)
        column.addLayout(self._standing())
        self._evidence_title = QLabel()
        self._evidence_title.setProperty("role", "label")
        self._evidence_title.setWordWrap(True)
        column.addWidget(self._evidence_title)
        column.addWidget(self.evidence)
        self.note.setPlaceholderText(tr("Note: what decided it"))
        self.note.setAccessibleName(tr("Note"))
        column.addWidget(self.note)
        self.pausing = QCheckBox(tr("Pause at the end of each period"))
        self.pausing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column.addWidget(self.pausing)
        keys = QLabel(
            tr(
                "Digits score and go on · ↑ ↓ what is rated · Shift+↑ ↓ the period · "
                "Alt+N nothing here has a score · Ctrl+R evidence and note · Enter closes"
            )
        )
        keys.setProperty("role", "label")
        keys.setWordWrap(True)
        column.addWidget(keys)
        column.addStretch()
        self._scroll = scrolling(inside)
        return self._scroll

    def _standing(self) -> QHBoxLayout:
        self._stands = QLabel()
        self._stands.setWordWrap(True)
        self._stands.setProperty("role", "strong")
        self._clear = QPushButton(tr("Make blank"))
        self._clear.setProperty("role", "quiet")
        self._clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout()
        row.addWidget(self._stands, 1)
        row.addWidget(self._clear)
        return row

    @property
    def asks_why(self) -> bool:
        """Tell whether a reason is asked for."""
        return self._stack.currentIndex() == 1

    def _show_reasons(self, *, shown: bool) -> None:
        """Ask for a reason in place of the scale, or go back to it."""
        self._stack.setCurrentIndex(1 if shown else 0)

    def _settle(self) -> None:
        """Give what scrolls the room that its text needs now."""
        inside = self._scroll.widget()
        layout = None if inside is None else inside.layout()
        if layout is not None:
            layout.activate()

    def _scroll_up(self) -> None:
        bar = self._scroll.verticalScrollBar()
        assert bar is not None
        bar.setValue(0)


def scrolling(inside: QWidget) -> QScrollArea:
    """Let a widget scroll up and down where it has no room."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inside)
    return scroll
