"""The parts of a scheme as a tree to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QColor, QKeyEvent
from PyQt6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from havenlens.services.scheme_editing import Path, Values
from havenlens.services.scheme_fields import PARTS, Part, place_of
from havenlens.ui.schemes.colours import code_icon, shapes_in
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

_Path = Qt.ItemDataRole.UserRole
_Name = int(Qt.ItemDataRole.UserRole) + 1


class PartsTree(QTreeWidget):
    """Every part under its kind; keys add, remove, double and move parts."""

    part_chosen = pyqtSignal(object)
    """Carries the path of the part to show."""
    add_wanted = pyqtSignal()
    remove_wanted = pyqtSignal()
    move_wanted = pyqtSignal(int)
    copy_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setAccessibleName(tr("Parts of the scheme"))
        self.setUniformRowHeights(True)
        metrics = current_look().metrics
        self.setIconSize(QSize(metrics.px(22), metrics.px(16)))
        self.setIndentation(metrics.px(16))
        self._heads: dict[str, QTreeWidgetItem] = {}
        for part in PARTS:
            item = QTreeWidgetItem([tr(part.many)])
            path: Path = (part.name,) if part.name else ()
            item.setData(0, _Path, path)
            item.setData(0, _Name, tr(part.many))
            self.addTopLevelItem(item)
            self._heads[part.name] = item
        self._heads["codes"].setExpanded(True)
        self.currentItemChanged.connect(self._chosen)

    def show_values(self, values: Values) -> None:
        """Show a scheme's parts, keeping what is chosen and what is open."""
        self.blockSignals(True)
        chosen = self.current_path()
        shapes = shapes_in(values)
        for part in PARTS:
            if part.single:
                continue
            rows = list(values.get(part.name) or ())
            head = self._heads[part.name]
            while head.childCount() > len(rows):
                head.removeChild(head.child(head.childCount() - 1))
            while head.childCount() < len(rows):
                head.addChild(QTreeWidgetItem())
            for place, row in enumerate(rows):
                child = head.child(place)
                assert child is not None
                self._dress(child, part, place, row, shapes)
        self.choose(chosen)
        self.blockSignals(False)

    def _dress(
        self, item: QTreeWidgetItem, part: Part, place: int, row: Any, shapes: Mapping[str, Any]
    ) -> None:
        row = row if isinstance(row, Mapping) else {}
        name = str(row.get("name") or row.get("id") or tr(part.one))
        item.setText(0, name)
        item.setData(0, _Path, (part.name, place))
        item.setData(0, _Name, name)
        item.setToolTip(0, str(row.get("id") or ""))
        if part.name == "codes":
            shape = shapes.get(str(row.get("group")))
            item.setIcon(0, code_icon(row, shape or next(iter(shapes.values()), _disc()), current_look()))

    def mark(self, wrong: Iterable[Path]) -> None:
        """Mark the parts with errors, and the heads above them, with a sign and a colour."""
        places = {place_of(path) for path in wrong}
        places |= {path[:1] for path in places}
        danger = QBrush(QColor(current_look().tokens.danger))
        self.blockSignals(True)
        for item in self._items():
            bad = item.data(0, _Path) in places
            name = item.data(0, _Name)
            item.setText(0, f"⚠ {name}" if bad else name)
            item.setForeground(0, danger if bad else QBrush())
        self.blockSignals(False)

    def _items(self) -> Iterable[QTreeWidgetItem]:
        for head in self._heads.values():
            yield head
            for place in range(head.childCount()):
                child = head.child(place)
                if child is not None:
                    yield child

    def current_path(self) -> Path:
        """Give the path of what is chosen; the scheme itself where nothing is."""
        item = self.currentItem()
        return () if item is None else tuple(item.data(0, _Path))

    def choose(self, path: Path) -> None:
        """Choose a part, or its kind where it is not there any more."""
        head = self._heads[str(path[0]) if path else ""]
        item = head
        if len(path) > 1 and head.childCount():
            place = min(int(path[1]), head.childCount() - 1)
            item = head.child(place) or head
            head.setExpanded(True)
        self.setCurrentItem(item)

    def _chosen(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.part_chosen.emit(tuple(item.data(0, _Path)))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        assert event is not None
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key == Qt.Key.Key_Insert:
            self.add_wanted.emit()
        elif key == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_wanted.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)


def _disc() -> Any:
    return next(iter(shapes_in({"groups": [{"id": "none"}]}).values()))
