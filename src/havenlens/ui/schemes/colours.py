"""Colours of codes: an entry with what it looks like to others, and the whole palette."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QFont, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PyQt6.QtWidgets import (
    QColorDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from havenlens.domain.colours import is_colour, seen_with_deuteranopia
from havenlens.services.scheme_fields import Field
from havenlens.ui.schemes.entries import FieldEntry
from havenlens.ui.theme.colours import ink_on
from havenlens.ui.theme.look import Look, current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.timeline.marks import edge_of, fill_of, mark_path
from havenlens.ui.timeline.model import Shape, shapes_of_groups
from havenlens.words.catalogue import tr


def draw_mark(
    painter: QPainter, box: QRectF, colour: str, letter: str, shape: Shape | None, look: Look
) -> None:
    """Draw a code as the timeline does: its group's mark, or a bar where it has none, with its letter."""
    fill = fill_of(colour, look.tokens)
    painter.setPen(QPen(QColor(edge_of(colour, look.tokens) or fill), 1))
    painter.setBrush(QColor(fill))
    if shape is None:
        painter.drawRoundedRect(box.adjusted(0, 2, 0, -2), 3, 3)
    else:
        square = QRectF(0, 0, box.height(), box.height())
        square.moveCenter(box.center())
        painter.drawPath(mark_path(shape, square))
    painter.setFont(look.font(box.height() * 0.62, QFont.Weight.Bold))
    painter.setPen(QColor(ink_on(fill)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def code_icon(code: Mapping[str, Any], shape: Shape, look: Look) -> QIcon:
    """Give the sign of a code for a list; an empty one where its colour is none."""
    wide, high = 22, 16
    picture = QPixmap(2 * wide, 2 * high)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    colour = str(code.get("colour"))
    if is_colour(colour):
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = code.get("kind") == "state"
        letter = str(code.get("key") or "")[:1]
        draw_mark(painter, QRectF(1, 1, wide - 2, high - 2), colour, letter, None if state else shape, look)
        painter.end()
    return QIcon(picture)


def shapes_in(values: Mapping[str, Any]) -> Mapping[str, Shape]:
    """Give the shapes of a scheme's groups, as the timeline will draw them."""
    groups = (str(row.get("id")) for row in values.get("groups") or () if isinstance(row, Mapping))
    return shapes_of_groups(groups)


class ColourEntry(FieldEntry):
    """A colour as ``#RRGGBB``, chosen or typed, beside what it looks like with deuteranopia."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.line = QLineEdit()
        self.line.setMaxLength(7)
        self.line.setMaximumWidth(current_look().metrics.px(110))
        self.swatches = _Swatches()
        self.choose = QPushButton(tr("Choose…"))
        self.better = QPushButton()
        self.better.setVisible(False)
        self._better = ""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for part in (self.line, self.swatches, self.choose, self.better):
            row.addWidget(part)
        row.addStretch()
        self._holds(holder)
        self.line.setAccessibleName(tr(field.label))
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._typed)
        self.choose.clicked.connect(self._open)
        self.better.clicked.connect(self._take_better)

    def show_value(self, value: Any) -> None:
        text = str(value or "")
        if text != self.line.text():
            self.line.setText(text)
        self.swatches.show_colour(text)

    def suggest(self, colour: str) -> None:
        """Offer a colour that can be told apart; none where it is empty."""
        self._better = colour
        self.better.setText(tr("Use {colour}").format(colour=colour))
        self.better.setVisible(bool(colour))

    def _typed(self, text: str) -> None:
        self.swatches.show_colour(text)
        self.edited.emit(text)

    def _take_better(self) -> None:
        self.line.setText(self._better)
        self._typed(self._better)

    def _open(self) -> None:
        dialog = QColorDialog(QColor(self.line.text()), self)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._picked)
        dialog.open()

    def _picked(self, colour: QColor) -> None:
        self.line.setText(colour.name().upper())
        self._typed(self.line.text())


class _Swatches(QWidget):
    """A colour as it is, and as it is seen with deuteranopia."""

    def __init__(self) -> None:
        super().__init__()
        self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("As it is, and as seen with deuteranopia (red and green look alike)"))

    def show_colour(self, colour: str) -> None:
        """Show a colour; nothing where it is none."""
        self._colour = colour if is_colour(colour) else ""
        self.update()

    def sizeHint(self) -> QSize:
        metrics = current_look().metrics
        return QSize(metrics.px(58), metrics.px(26))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_look().tokens.border), 1))
        if not self._colour:
            return
        half = self.width() / 2
        for place, colour in enumerate((self._colour, seen_with_deuteranopia(self._colour))):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(place * half + 1, 1, half - 4, self.height() - 2), 4, 4)


class PaletteView(QWidget):
    """Every code's sign, a row a group: as it is, and below as it is seen with deuteranopia."""

    code_chosen = pyqtSignal(int)
    """Carries the place of a code in the scheme."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, Shape, list[tuple[int, Mapping[str, Any]]]]] = []
        self._places: list[tuple[QRectF, int]] = []
        self.setAccessibleName(tr("Colours, as they are and as seen with deuteranopia"))
        self.setMouseTracking(True)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show a scheme's codes."""
        shapes = shapes_in(values)
        codes = [
            (place, row) for place, row in enumerate(values.get("codes") or ()) if isinstance(row, Mapping)
        ]
        groups = {
            str(row.get("id")): str(row.get("name") or row.get("id"))
            for row in values.get("groups") or ()
            if isinstance(row, Mapping)
        }
        self._rows = [
            (name, shapes[group], members)
            for group, name in groups.items()
            if (members := [pair for pair in codes if str(pair[1].get("group")) == group])
        ]
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self._step() * max(len(self._rows), 1) + 2 * Space.S)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def _step(self) -> int:
        return current_look().metrics.px(50)

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        look = current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._places = []
        size, gap, left = look.metrics.px(18), look.metrics.px(28), look.metrics.px(170)
        for number, (name, shape, codes) in enumerate(self._rows):
            top = number * self._step() + Space.S
            self._paint_label(painter, QRectF(Space.M, top, left - Space.L, 2 * size + 3), name, look)
            for column, (place, code) in enumerate(codes):
                colour, letter = str(code.get("colour")), str(code.get("key") or "")[:1]
                if not is_colour(colour):
                    continue
                form = None if code.get("kind") == "state" else shape
                own = QRectF(left + column * gap, top, size + 4, size)
                draw_mark(painter, own, colour, letter, form, look)
                seen = own.translated(0, size + 3)
                draw_mark(painter, seen, seen_with_deuteranopia(colour), letter, form, look)
                self._places.append((own.united(seen), place))

    @staticmethod
    def _paint_label(painter: QPainter, box: QRectF, name: str, look: Look) -> None:
        lines = ((name, look.tokens.text), (tr("with deuteranopia"), look.tokens.secondary))
        painter.setFont(look.font(look.metrics.label))
        high = box.height() / 2
        for place, (text, colour) in enumerate(lines):
            line = QRectF(box.left(), box.top() + place * high, box.width(), high)
            painter.setPen(QColor(colour))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _elided(painter, text, line.width()))

    def mousePressEvent(self, event: Any) -> None:
        found = [place for box, place in self._places if box.contains(event.position())]
        if found:
            self.code_chosen.emit(found[0])


def _elided(painter: QPainter, text: str, room: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))
