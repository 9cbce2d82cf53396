"""The scale to choose a score from, band by band, and the key for having none."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QWidget

from havenlens.domain.codebook import Scale
from havenlens.domain.events import Rating
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import FOCUS_WIDTH, Radius, Space
from havenlens.words.catalogue import tr

_TEN = 10


def key_of(score: int) -> str:
    """Give the digit that gives a score: 0 stands for ten; empty where there is none.

    >>> key_of(7), key_of(10), key_of(12)
    ('7', '0', '')
    """
    return str(score % _TEN) if 0 <= score <= _TEN else ""


def blank_key(scale: Scale) -> str:
    """Give the digit that says there is no score: 0, or the last one that is no score.

    >>> blank_key(Scale(1, 7)), blank_key(Scale(0, 4)), blank_key(Scale(1, 10))
    ('0', '9', '')
    """
    taken = {key_of(score) for score in scale.values}
    return next((key for key in "0987654321" if key not in taken), "")


class ScoreButton(QAbstractButton):
    """One score, or the choice of none, with the key that chooses it."""

    def __init__(self, text: str, *, wide: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wide = wide
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred if wide else policy.Expanding, policy.Fixed)

    def sizeHint(self) -> QSize:
        look = current_look()
        width = QFontMetricsF(self._font()).horizontalAdvance(self.text()) + look.metrics.px(14)
        return QSize(max(look.metrics.px(24), round(width)), look.metrics.px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def nextCheckState(self) -> None:
        """Leave it to the sheet what is chosen: a click asks for a score, as its key does."""

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look, painter = current_look(), QPainter(self)
        tokens, chosen = look.tokens, self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = tokens.accent if chosen or self.underMouse() or self.hasFocus() else tokens.outline
        if chosen and self.hasFocus():
            edge = tokens.text  # on the accent itself it would not be seen
        width = float(FOCUS_WIDTH) if self.hasFocus() else 1.0
        painter.setPen(QPen(QColor(edge if self.isEnabled() else tokens.border), width))
        painter.setBrush(QColor(tokens.accent if chosen else tokens.surface))
        inset = width / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), Radius.CONTROL, Radius.CONTROL
        )
        ink = tokens.on_accent if chosen else tokens.text
        painter.setPen(QColor(ink if self.isEnabled() else tokens.disabled))
        painter.setFont(self._font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _font(self) -> QFont:
        look = current_look()
        weight = QFont.Weight.Medium if self._wide else QFont.Weight.DemiBold
        return look.font(look.metrics.label if self._wide else look.metrics.body, weight, tabular=True)


class ScaleBar(QWidget):
    """Every score of a scale in a row, under each band its name; nothing is chosen beforehand."""

    score_chosen = pyqtSignal(int)
    blank_chosen = pyqtSignal()

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[int, ScoreButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3)
        grid.setVerticalSpacing(1)
        column = 0
        for name, scores in _in_bands(scale):
            first = column
            for score in scores:
                button = ScoreButton(str(score))
                button.setAccessibleName(tr("Score {score}").format(score=score))
                button.clicked.connect(partial(self._choose, score))
                self._buttons[score] = button
                grid.addWidget(button, 0, column)
                grid.setColumnStretch(column, 1)
                column += 1
            label = QLabel(name)
            label.setProperty("role", "label")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(label, 1, first, 1, len(scores))
            grid.setColumnMinimumWidth(column, Space.XS)
            column += 1
        key = blank_key(scale)
        self._blank = ScoreButton(f"{key}  {tr('No score')}".strip(), wide=True)
        self._blank.setAccessibleName(tr("No score, with a reason"))
        self._blank.clicked.connect(self._ask_why)
        grid.addWidget(self._blank, 0, column)

    def show_rating(self, rating: Rating | None, *, editable: bool) -> None:
        """Mark what was given, nothing where it is blank."""
        for score, button in self._buttons.items():
            button.setChecked(rating is not None and rating.score == score)
            button.setEnabled(editable)
        self._blank.setChecked(rating is not None and rating.score is None)
        self._blank.setEnabled(editable)

    def button(self, score: int) -> ScoreButton:
        """Give the button of a score."""
        return self._buttons[score]

    def _choose(self, score: int, _checked: bool) -> None:
        self.score_chosen.emit(score)

    def _ask_why(self, _checked: bool) -> None:
        self.blank_chosen.emit()


def _in_bands(scale: Scale) -> list[tuple[str, list[int]]]:
    """Give the scores by band, in order; scores of no band stand alone without a name."""
    groups: list[tuple[str, list[int]]] = []
    for score in scale.values:
        name = next((band for band, (low, high) in scale.bands.items() if low <= score <= high), "")
        if groups and groups[-1][0] == name:
            groups[-1][1].append(score)
        else:
            groups.append((name, [score]))
    return groups
