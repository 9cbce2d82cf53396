"""Entries of a form: each shows one value of a scheme and tells how it was edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.scheme_fields import Entry, Field
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.words.catalogue import tr

Offer = Sequence[tuple[str, str]]
"""Ids that may be chosen, each with the name to show."""

_Id = Qt.ItemDataRole.UserRole
_MOST_LINES = 10


class FieldEntry(QWidget):
    """Shows one value; ``edited`` carries the new one, None where nothing is given."""

    edited = pyqtSignal(object)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        self.column = column

    def show_value(self, value: Any) -> None:
        """Show a value without telling that it was edited."""
        raise NotImplementedError

    def offer(self, known: Offer) -> None:
        """Say what may be chosen; entries that choose nothing pass it over."""

    def take_focus(self) -> None:
        """Put the cursor where the value is typed."""
        target = self.focusProxy()
        (target or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _holds(self, widget: QWidget) -> None:
        """Put the widget that is typed in into place."""
        widget.setAccessibleName(tr(self.field.label))
        if self.field.hint:
            widget.setAccessibleDescription(tr(self.field.hint))
        self.setFocusProxy(widget)
        self.column.addWidget(widget)

    def mark(self, *, invalid: bool) -> None:
        """Show whether something is wrong with the value."""
        target = self.focusProxy()
        if target is None or target.property("invalid") == invalid:
            return
        target.setProperty("invalid", invalid)
        style = target.style()
        assert style is not None
        style.unpolish(target)
        style.polish(target)


class _UndoPasser(QObject):
    """Lets Ctrl+Z reach the editor, which undoes more than the text of one field."""

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return True
        return False


class LineEntry(FieldEntry):
    """One line of text; numbers are read where they are numbers, and told as typed where they are not."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.line = QLineEdit()
        self._passer = _UndoPasser(self)
        self.line.installEventFilter(self._passer)
        if field.entry in (Entry.LETTER, Entry.DIGIT):
            self.line.setMaxLength(1)
        if field.entry in (Entry.LETTER, Entry.DIGIT, Entry.NUMBER, Entry.WHOLE):
            self.line.setMaximumWidth(current_look().metrics.px(110))
        if field.hint:
            self.line.setPlaceholderText(tr(field.hint) if field.entry is not Entry.LETTER else "")
        self._holds(self.line)
        if field.entry is Entry.ID:
            self._shown = ""
            self.line.editingFinished.connect(self._finished)
        else:
            self.line.textEdited.connect(self._typed)

    def show_value(self, value: Any) -> None:
        text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        self._shown = text
        if text != self.line.text() and self._read(self.line.text()) != value:
            self.line.setText(text)

    def _finished(self) -> None:
        if self.line.text() != self._shown:
            self._shown = self.line.text()
            self._typed(self._shown)

    def _typed(self, text: str) -> None:
        self.edited.emit(self._read(text))

    def _read(self, text: str) -> Any:
        text = text.strip()
        if not text:
            return "" if self.field.required else None
        if self.field.entry in (Entry.NUMBER, Entry.WHOLE):
            try:
                return int(text)
            except ValueError:
                pass
            try:
                return float(text.replace(",", ".")) if self.field.entry is Entry.NUMBER else text
            except ValueError:
                return text
        return text


class ProseEntry(FieldEntry):
    """Several lines of text."""

    def __init__(self, field: Field, parent: QWidget | None = None, lines: int = 3) -> None:
        super().__init__(field, parent)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setUndoRedoEnabled(False)
        self._passer = _UndoPasser(self)
        self.text.installEventFilter(self._passer)
        self._least = lines
        if field.hint:
            self.text.setPlaceholderText(tr(field.hint))
        self._holds(self.text)
        self.text.textChanged.connect(self._typed)
        self.text.textChanged.connect(self._fit)
        self._fit()

    def show_value(self, value: Any) -> None:
        if self.read() == value:
            return
        self.text.blockSignals(True)
        self.text.setPlainText(self.written(value))
        self.text.blockSignals(False)
        self._fit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Grow with the text, whose height a plain text edit counts in lines, as far as can be overseen."""
        document = self.text.document()
        lines = 0 if document is None else round(document.size().height())
        shown = min(max(lines, self._least), max(_MOST_LINES, self._least))
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * shown + 18)

    def _typed(self) -> None:
        self.edited.emit(self.read())

    def read(self) -> Any:
        """Give the value that the text stands for."""
        text = self.text.toPlainText().strip()
        return text if text or self.field.required else None

    def written(self, value: Any) -> str:
        """Give the text that stands for a value."""
        return "" if value is None else str(value)


class LinesEntry(ProseEntry):
    """A list of texts, one a line."""

    def read(self) -> Any:
        lines = [line.strip() for line in self.text.toPlainText().splitlines() if line.strip()]
        return lines if lines or self.field.required else None

    def written(self, value: Any) -> str:
        return "\n".join(str(line) for line in value) if isinstance(value, list) else str(value or "")


class PassesEntry(LinesEntry):
    """Passes, one a line: the ids of their groups with commas."""

    def read(self) -> Any:
        lines = super().read()
        return lines and [
            {"groups": [group.strip() for group in line.split(",") if group.strip()]} for line in lines
        ]

    def written(self, value: Any) -> str:
        rows = value if isinstance(value, list) else []
        return "\n".join(
            ", ".join(map(str, row.get("groups") or ())) for row in rows if isinstance(row, dict)
        )


class ChoiceEntry(FieldEntry):
    """One of some words, or of the ids of another list; nothing where it may be left out."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.box = ShortBox()
        self.box.setMinimumContentsLength(14)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._holds(self.box)
        self.offer([(word, tr(word)) for word in field.choices])
        self.box.activated.connect(self._chosen)

    def offer(self, known: Offer) -> None:
        chosen = self.box.currentData()
        rows = [(word, name) for word, name in known]
        if not self.field.required and self.field.default is None:
            rows.insert(0, ("", "–"))
        if rows == [(self.box.itemData(n), self.box.itemText(n)) for n in range(self.box.count())]:
            return
        self.box.clear()
        for word, name in rows:
            self.box.addItem(name, word)
        self.show_value(chosen)

    def show_value(self, value: Any) -> None:
        value = self.field.default if value is None else value
        place = self.box.findData(value or "")
        if place < 0 and value:
            self.box.addItem(tr("{name} (not there)").format(name=value), value)
            place = self.box.count() - 1
        self.box.setCurrentIndex(place)

    def _chosen(self, _place: int) -> None:
        self.edited.emit(self.box.currentData() or None)


class FlagEntry(FieldEntry):
    """True or false."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.box = QCheckBox(tr(field.label))
        self._holds(self.box)
        self.box.clicked.connect(self._ticked)

    def show_value(self, value: Any) -> None:
        self.box.setChecked(bool(self.field.default if value is None else value))

    def _ticked(self) -> None:
        self.edited.emit(self.box.isChecked())


class ChoicesEntry(FieldEntry):
    """Several of a few words, as boxes to tick."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        self.boxes = {word: QCheckBox(tr(word)) for word in field.choices}
        for place, box in enumerate(self.boxes.values()):
            grid.addWidget(box, place // 4, place % 4)
            box.clicked.connect(self._ticked)
        grid.setColumnStretch(4, 1)
        self._holds(holder)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def show_value(self, value: Any) -> None:
        for word, box in self.boxes.items():
            box.setChecked(isinstance(value, list) and word in value)

    def _ticked(self) -> None:
        self.edited.emit([word for word, box in self.boxes.items() if box.isChecked()] or None)


class SomeOfEntry(FieldEntry):
    """Several ids of another list, as a list to tick; what is named but not there can be unticked."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.list = QListWidget()
        self.list.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._known: Offer = ()
        self._holds(self.list)
        self.list.itemChanged.connect(self._ticked)

    def offer(self, known: Offer) -> None:
        self._known = list(known)

    def show_value(self, value: Any) -> None:
        ticked = [str(one) for one in value] if isinstance(value, list) else []
        names = dict(self._known)
        rows = [*names.items()]
        rows += [(one, tr("{name} (not there)").format(name=one)) for one in ticked if one not in names]
        self.list.blockSignals(True)
        if rows != [(item.data(_Id), item.text()) for item in self._items()]:
            self._fill(rows)
        for item in self._items():
            on = item.data(_Id) in ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def _fill(self, rows: Offer) -> None:
        place = self.list.currentRow()
        self.list.clear()
        for one, name in rows:
            item = QListWidgetItem(name)
            item.setData(_Id, one)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(place, 0), len(rows) - 1))
        high = max(self.list.sizeHintForRow(0), current_look().metrics.px(20))
        self.list.setFixedHeight(high * min(max(len(rows), 1), 6) + 4)

    def _items(self) -> list[QListWidgetItem]:
        return [item for n in range(self.list.count()) if (item := self.list.item(n)) is not None]

    def _ticked(self, _item: QListWidgetItem) -> None:
        chosen = [item.data(_Id) for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        self.edited.emit(chosen)
