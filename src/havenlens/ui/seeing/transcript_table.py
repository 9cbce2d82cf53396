"""The table of spoken lines: edited in the cell, with keys of its own; other keys stay the coder's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PyQt6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from havenlens.domain.keymap import KeyStroke
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.seeing.transcript_model import TEXT, WHO, TranscriptModel
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr

_WIDTHS = (134, 112, 130)
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class TranscriptTable(QTableView):
    """Whole rows, several at once; Enter edits what was said, and what is no key of the table codes."""

    chosen = pyqtSignal(object)
    """Carries the id of the line that was gone to by mouse or key."""
    scrolled = pyqtSignal()
    """The person has scrolled away."""
    asked = pyqtSignal(str)
    """Carries what was asked for: undo, redo, delete, split, join."""

    def __init__(self, model: TranscriptModel, people: Sequence[tuple[UUID, str]]) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        vertical, horizontal = dress_rows(self, tr("Transcript"), several=True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setItemDelegateForColumn(WHO, SpeakerDelegate(people, self))
        self.setWordWrap(False)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(current_look().metrics.table_row)
        horizontal.setStretchLastSection(True)
        horizontal.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, current_look().metrics.px(width))
        bar = self.verticalScrollBar()
        assert bar is not None
        bar.sliderMoved.connect(self.scrolled)
        self._keys: dict[KeyStroke, Callable[[], None]] = {
            KeyStroke("enter"): self.edit_text,
            KeyStroke("z", ctrl=True): self._asking("undo"),
            KeyStroke("z", ctrl=True, shift=True): self._asking("redo"),
            KeyStroke("y", ctrl=True): self._asking("redo"),
            KeyStroke("delete"): self._asking("delete"),
            KeyStroke("t", ctrl=True): self._asking("split"),
            KeyStroke("j", ctrl=True): self._asking("join"),
            KeyStroke("a", ctrl=True): self.selectAll,
        }

    def selected_lines(self) -> list[UUID]:
        """List the lines that are selected, in their order."""
        selection = self.selectionModel()
        assert selection is not None
        rows = sorted(index.row() for index in selection.selectedRows())
        return [self._model.lines[row].id for row in rows]

    def select_line(self, line_id: UUID | None) -> None:
        """Select a line and bring it into sight."""
        row = self._model.row_of(line_id)
        if row is not None:
            self.go_to_row(row)

    def go_to_row(self, row: int) -> None:
        """Select one row, whatever keys are held, and bring it into sight."""
        selection, index = self.selectionModel(), self._model.index(row, TEXT)
        assert selection is not None
        flags = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def edit_text(self) -> None:
        """Edit what was said in the current line."""
        if self.currentIndex().isValid():
            self.edit(self._model.index(self.currentIndex().row(), TEXT))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()  # what the cell's editor leaves over is meant for nobody else
            return
        stroke = stroke_of(event)
        act = None if stroke is None else self._keys.get(stroke)
        if act is not None:
            act()
        elif event.key() in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            self._tell_chosen(self.currentIndex())
        else:
            event.ignore()  # a letter codes, Space plays: the workspace hears it

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        super().mouseReleaseEvent(event)
        plain = event is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event is not None and plain and event.button() == Qt.MouseButton.LeftButton:
            self._tell_chosen(self.indexAt(event.position().toPoint()))

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        super().wheelEvent(event)
        self.scrolled.emit()

    def _asking(self, what: str) -> Callable[[], None]:
        def ask() -> None:
            self.asked.emit(what)

        return ask

    def _tell_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.lines[index.row()].id)


class SpeakerDelegate(QStyledItemDelegate):
    """Chooses who speaks from the people of the observation, or nobody."""

    def __init__(self, people: Sequence[tuple[UUID, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._people = people

    def createEditor(
        self, parent: QWidget | None, _option: QStyleOptionViewItem, _index: QModelIndex
    ) -> QWidget:
        box = QComboBox(parent)
        box.setAccessibleName(tr("Who"))
        fill_speakers(box, self._people)
        box.activated.connect(self._finish)
        return box

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findText(index.data())))

    def setModelData(
        self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex
    ) -> None:
        if isinstance(editor, QComboBox) and model is not None:
            model.setData(index, editor.currentData())

    def _finish(self, _place: int) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self.commitData.emit(box)
            self.closeEditor.emit(box)


def fill_speakers(box: QComboBox, people: Sequence[tuple[UUID, str]]) -> None:
    """Offer everybody, and nobody first."""
    box.addItem(tr("nobody named"), None)
    for person, name in people:
        box.addItem(name, person)
