"""Entries that hold several rows or fields: options, bands, anchors, and what is edited as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.scheme_editing import free_id
from havenlens.services.scheme_fields import Entry, Field
from havenlens.ui.schemes.entries import FieldEntry, ProseEntry
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.tool_buttons import tool_button
from havenlens.words.catalogue import N_, tr

_BAND_COLUMNS = (
    Field("name", N_("Band"), required=True),
    Field("low", N_("From"), Entry.WHOLE, required=True),
    Field("high", N_("To"), Entry.WHOLE, required=True),
)


class RowsEntry(FieldEntry):
    """Rows of a few short fields, edited in their cells; a new option's id follows its name."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._columns = field.columns or _BAND_COLUMNS
        self.table = QTableWidget(0, len(self._columns))
        self.table.setHorizontalHeaderLabels([tr(column.label) for column in self._columns])
        head, side = self.table.horizontalHeader(), self.table.verticalHeader()
        assert head is not None
        assert side is not None
        side.hide()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        self.table.setShowGrid(False)
        side.setDefaultSectionSize(current_look().metrics.px(28))
        for place, column in enumerate(self._columns):
            wide = column.name == "name"
            mode = QHeaderView.ResizeMode.Stretch if wide else QHeaderView.ResizeMode.Interactive
            head.setSectionResizeMode(place, mode)
            self.table.setColumnWidth(place, current_look().metrics.px(150 if column.name == "id" else 70))
        self.table.setTabKeyNavigation(False)
        self._holds(self.table)
        self.column.addLayout(self._buttons())
        self.table.itemChanged.connect(self._changed)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        for icon, words, slot in (
            ("plus", tr("Add a row"), self.add_row),
            ("trash-2", tr("Remove the row"), self.remove_row),
            ("chevron-up", tr("Move the row up"), self._up),
            ("chevron-down", tr("Move the row down"), self._down),
        ):
            row.addWidget(tool_button(icon, words, slot))
        row.addStretch()
        return row

    def show_value(self, value: Any) -> None:
        if value == self._read():
            return
        rows = self._rows_of(value)
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for place, column in enumerate(self._columns):
                self.table.setItem(number, place, QTableWidgetItem(str(row.get(column.name, ""))))
        self.table.blockSignals(False)
        self._fit()

    def _fit(self) -> None:
        high = current_look().metrics.px(28)
        self.table.setFixedHeight(high * (min(max(self.table.rowCount(), 1), 9) + 1) + 6)

    def _rows_of(self, value: Any) -> list[Mapping[str, Any]]:
        if isinstance(value, Mapping):
            pairs = ((name, list(ends) if isinstance(ends, list) else []) for name, ends in value.items())
            return [
                {"name": name, "low": ends[0] if ends else "", "high": ends[-1] if ends else ""}
                for name, ends in pairs
            ]
        return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []

    def _read(self) -> Any:
        rows = [
            {column.name: self._text(number, place) for place, column in enumerate(self._columns)}
            for number in range(self.table.rowCount())
        ]
        if self.field.entry is Entry.BANDS:
            return {row["name"]: [_whole(row["low"]), _whole(row["high"])] for row in rows} or None
        order = ("id", "key", "name")
        return [{name: row[name] for name in order if name in row} for row in rows]

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return "" if item is None else item.text().strip()

    def _changed(self, item: QTableWidgetItem) -> None:
        names = [column.name for column in self._columns]
        if names[item.column()] == "name" and "id" in names:
            self._name_follows(item.row(), names.index("id"), item.text())
        self.edited.emit(self._read())

    def _name_follows(self, row: int, column: int, name: str) -> None:
        own = self._text(row, column)
        if own.startswith("option") or not own:
            others = [self._text(n, column) for n in range(self.table.rowCount()) if n != row]
            self.table.blockSignals(True)
            self.table.setItem(row, column, QTableWidgetItem(free_id(name, others)))
            self.table.blockSignals(False)

    def add_row(self) -> None:
        """Add a row at the end, with the next digit, and begin to edit its name."""
        row = self.table.rowCount()
        self.table.blockSignals(True)
        self.table.insertRow(row)
        filled = {"key": str(row + 1) if row < 9 else "", "id": "option" if row == 0 else f"option_{row + 1}"}
        for place, column in enumerate(self._columns):
            text = filled.get(column.name, "") if self.field.entry is Entry.ROWS else ""
            self.table.setItem(row, place, QTableWidgetItem(text))
        self.table.blockSignals(False)
        self._fit()
        self.edited.emit(self._read())
        place = next(n for n, column in enumerate(self._columns) if column.name == "name")
        self.table.setCurrentCell(row, place)
        self.table.editItem(self.table.item(row, place))

    def remove_row(self) -> None:
        """Remove the current row."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())
            self._fit()
            self.edited.emit(self._read())

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row, column = self.table.currentRow(), self.table.currentColumn()
        value = self._read()
        if row < 0 or not 0 <= row + by < self.table.rowCount():
            return
        rows = list(value.items()) if isinstance(value, Mapping) else list(value)
        rows.insert(row + by, rows.pop(row))
        new = dict(rows) if isinstance(value, Mapping) else rows
        self.show_value(new)
        self.table.setCurrentCell(row + by, column)
        self.edited.emit(new)


def _whole(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


class AnchorsEntry(FieldEntry):
    """One text for each band of the scale."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._value: dict[str, Any] = {}
        self._bands: list[str] = []
        self.boxes: dict[str, ProseEntry] = {}
        self._none = QLabel(tr("Give the rating scale bands first."))
        self._none.setProperty("role", "secondary")
        self.column.addWidget(self._none)

    def offer(self, known: Any) -> None:
        self._bands = [name for name, _ in known]

    def show_value(self, value: Any) -> None:
        self._value = dict(value) if isinstance(value, Mapping) else {}
        names = list(dict.fromkeys([*self._bands, *self._value]))
        if names != list(self.boxes):
            self._build(names)
        for name, box in self.boxes.items():
            box.show_value(self._value.get(name))

    def _build(self, names: list[str]) -> None:
        while self.column.count() > 1:
            item = self.column.takeAt(1)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        for name in names:
            label = QLabel(tr(name))
            label.setProperty("role", "label")
            box = ProseEntry(Field(name, name, Entry.PROSE), lines=2)
            box.edited.connect(self._typed)
            self.boxes[name] = box
            self.column.addWidget(label)
            self.column.addWidget(box)
        self._none.setVisible(not names)
        self.setFocusProxy(next(iter(self.boxes.values())).focusProxy() if names else None)

    def _typed(self, _value: Any) -> None:
        texts = {name: box.read() for name, box in self.boxes.items()}
        self.edited.emit({name: text for name, text in texts.items() if text} or None)


class RestEntry(ProseEntry):
    """Fields that have no form of their own, edited as they stand in the file; taken over when left."""

    def __init__(
        self,
        field: Field,
        text_of: Callable[[Mapping[str, Any]], str],
        values_of: Callable[[str], dict[str, Any]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(field, parent, lines=9)
        self._text_of, self._values_of = text_of, values_of
        look = current_look()
        font = look.font(look.metrics.body, tabular=True)
        font.setFamilies(["monospace", font.family()])
        self.text.setFont(font)
        self._said = QLabel()
        self._said.setProperty("role", "danger")
        self._said.setWordWrap(True)
        self._said.hide()
        self.column.addWidget(self._said)

    def read(self) -> Any:
        try:
            return self._values_of(self.text.toPlainText())
        except StudyError as error:
            return error

    def written(self, value: Any) -> str:
        return self._text_of(value or {})

    def _typed(self) -> None:
        value = self.read()
        wrong = isinstance(value, StudyError)
        self._said.setText(str(value) if wrong else "")
        self._said.setVisible(wrong)
        self.mark(invalid=wrong)
        if not wrong:
            self.edited.emit(value)
