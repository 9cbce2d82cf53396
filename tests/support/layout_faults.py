"""What a person could not read or reach in a window that is shown: found from the geometry of its widgets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)

from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.labels import ElidedLabel, KeyCap, TimecodeLabel
from havenlens.ui.widgets.menu_button import MenuField

_ENDS_IN_AN_ELLIPSIS = (ElidedLabel, MenuField)
_SLACK = 1


def faults(root: QWidget) -> list[str]:
    """List what is cut off, squeezed or outside, each as a line that says where and by how much."""
    return [fault for one in _shown(root) for fault in (*_cut(one), *_outside(one, root))]


def nameless(root: QWidget) -> list[str]:
    """List what a screen reader has no word for: of what is seen, and of buttons with only an icon."""
    return [_called(one) for one in _controls(root) if not _words_of(one).strip()]


def _shown(root: QWidget) -> Iterator[QWidget]:
    for one in [root, *root.findChildren(QWidget)]:
        if one.isVisible() and one.width() > 0 and one.height() > 0 and one.window() is root.window():
            yield one


def _cut(one: QWidget) -> Iterator[str]:
    if isinstance(one, _ENDS_IN_AN_ELLIPSIS):
        return
    if isinstance(one, QLabel):
        yield from _cut_label(one)
    elif isinstance(one, QAbstractButton) and one.text():
        whole = one.sizeHint() if isinstance(one, QPushButton | QToolButton) else one.minimumSizeHint()
        yield from _small(one, QSize(whole.width(), one.minimumSizeHint().height()))
    elif isinstance(one, QLineEdit | QComboBox | QAbstractSpinBox) and not _in_another(one):
        wide = one.minimumSizeHint().width() if isinstance(one, QAbstractSpinBox) else 0
        yield from _small(one, QSize(min(wide, one.maximumWidth()), one.fontMetrics().height() + 4))
        if isinstance(one, QComboBox):
            yield from _cut_choice(one)
    elif isinstance(one, QTableView):
        yield from _low_rows(one)
    elif isinstance(one, QListView) and one.isVisible():
        yield from _rows_over_rows(one)


def _small(one: QWidget, needs: QSize) -> Iterator[str]:
    if one.width() + _SLACK < needs.width():
        yield f"{_called(one)} is {one.width()} wide and needs {needs.width()}"
    if one.height() + _SLACK < needs.height():
        yield f"{_called(one)} is {one.height()} high and needs {needs.height()}"


def _cut_label(one: QLabel) -> Iterator[str]:
    if not one.text() or isinstance(one, KeyCap | TimecodeLabel):
        return
    room = one.contentsRect().adjusted(one.margin(), 0, -one.margin(), 0)
    if one.wordWrap():
        needs = one.heightForWidth(one.width())
        if one.height() + _SLACK < needs:
            yield f"{_called(one)} is {one.height()} high and needs {needs} for its lines"
        return
    text = one.text()
    if one.textFormat() is not Qt.TextFormat.RichText and "<" not in text:
        wide = max(one.fontMetrics().horizontalAdvance(line) for line in text.split("\n"))
        if room.width() + _SLACK < wide:
            yield f"{_called(one)} is {room.width()} wide and needs {wide}"
    if one.height() + _SLACK < one.fontMetrics().height() * (text.count("\n") + 1):
        yield f"{_called(one)} is {one.height()} high and lower than its words"


def _cut_choice(one: QComboBox) -> Iterator[str]:
    if isinstance(one, ShortBox) or one.isEditable():
        return
    words = one.fontMetrics().horizontalAdvance(one.currentText())
    if one.width() < words + one.fontMetrics().height():
        yield f"{_called(one)} is {one.width()} wide, and its choice {words}"


def _rows_over_rows(one: QListView) -> Iterator[str]:
    model = one.model()
    assert model is not None
    rows = [row for row in range(min(model.rowCount(), 40)) if not one.isRowHidden(row)]
    places = [one.visualRect(model.index(row, 0)) for row in rows]
    lies = next((over for over, under in pairwise(places) if under.top() < over.bottom() - _SLACK), None)
    if lies is not None and one.flow() is QListView.Flow.TopToBottom:
        yield f"a row of {_called(one)} is {lies.height()} high and lies over the next one"


def _low_rows(one: QTableView) -> Iterator[str]:
    model = one.model()
    if model is None or model.rowCount() == 0:
        return
    if one.rowHeight(0) < one.fontMetrics().height():
        yield f"{_called(one)} has rows of {one.rowHeight(0)} for words of {one.fontMetrics().height()}"


def _outside(one: QWidget, root: QWidget) -> Iterator[str]:
    parent = one.parentWidget()
    if one is root or parent is None or one.isWindow():
        return
    area = parent.parentWidget()
    if isinstance(area, QScrollArea) and area.viewport() is parent and area.widget() is one:
        wide = one.width() - parent.width()
        locked = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if locked and wide > _SLACK:
            yield f"{_called(one)} is {wide} wider than the area, which does not scroll to the side"
        return
    if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
        return
    place = QRect(QPoint(0, 0), one.size()).translated(one.mapTo(parent, QPoint(0, 0)))
    room = parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
    if not room.contains(place):
        sides = (place.left(), place.top(), place.right() - room.right(), place.bottom() - room.bottom())
        yield f"{_called(one)} lies outside {_called(parent)}: {sides}"


def _in_another(one: QWidget) -> bool:
    parent = one.parentWidget()
    if isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit):
        return True
    area = None if parent is None else parent.parentWidget()
    return isinstance(area, QAbstractItemView)


def _controls(root: QWidget) -> Iterator[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
    for one in root.findChildren(QWidget):
        made_by_qt = one.objectName().startswith(("qt_", "_q_")) or isinstance(one, QHeaderView)
        if not isinstance(one, kinds) or made_by_qt or _in_another(one) or one.window() is not root.window():
            continue
        bare = isinstance(one, QAbstractButton) and not one.text() and not one.icon().isNull()
        if one.isVisible() or bare:
            yield one


def _words_of(one: QWidget) -> str:
    """Give what Qt tells a screen reader: the name, else the text, else the label beside it."""
    text = one.text() if isinstance(one, QAbstractButton) else ""
    labels = (label.text() for label in one.window().findChildren(QLabel) if label.buddy() is one)
    return one.accessibleName() or text or next(labels, "")


def _called(one: QWidget) -> str:
    words = one.accessibleName() or (one.text() if isinstance(one, QLabel | QAbstractButton) else "")
    chain, above = [], one.parentWidget()
    while above is not None and len(chain) < 3:
        if type(above).__module__.startswith("havenlens"):
            chain.append(type(above).__name__)
        above = above.parentWidget()
    return f"{type(one).__name__} {words[:40]!r} in {' < '.join(chain)}"
