"""Fields for one value of an event: one of several, some of several, a number, or words."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeyEvent, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDoubleSpinBox,
    QLineEdit,
    QMenu,
    QSizePolicy,
)

from havenlens.domain.codebook import Modifier, ModifierKind
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.menu_button import MenuField
from havenlens.words.catalogue import tr

Option = tuple[str, object]
"""What is shown, and the value that it stands for."""

_BEYOND = 1e12
BLANK = "–"
_WIDTH, _NARROW = 140, 72


class ChoiceField(ShortBox):
    """One of several; a wheel over it scrolls the form and changes nothing."""

    picked = pyqtSignal()

    def __init__(self, options: Sequence[Option], name: str, *, typed: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for text, value in options:
            self.addItem(text, value)
        if typed:
            self.setEditable(True)
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = self.completer()
            assert completer is not None
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setPlaceholderText(tr("several"))
        self.activated.connect(self._activated)

    def value(self) -> object:
        """Give the value that is chosen; what was typed counts where it names one, in any case."""
        if self.isEditable():
            typed = self.currentText().strip().casefold()
            texts = [self.itemText(row).casefold() for row in range(self.count())]
            starting = [row for row, text in enumerate(texts) if text.startswith(typed)]
            row = texts.index(typed) if typed in texts else starting[0] if len(starting) == 1 else -1
            return self.itemData(row) if row >= 0 and typed else self.itemData(self.currentIndex())
        return self.currentData()

    def show_value(self, value: object) -> None:
        """Show a value; Qt's own search compares ids by identity."""
        rows = (row for row in range(self.count()) if self.itemData(row) == value)
        self.setCurrentIndex(next(rows, 0))

    def show_mixed(self) -> None:
        """Show that the selected events differ."""
        self.setCurrentIndex(-1)

    def sizeHint(self) -> QSize:
        return QSize(current_look().metrics.px(_WIDTH), super().minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the form; Qt's own way to say so makes the list at once, which takes long."""
        return QSize(current_look().metrics.px(_NARROW), super().minimumSizeHint().height())

    def _activated(self, _index: int) -> None:
        self.picked.emit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None:
            event.ignore()


class _StayingMenu(QMenu):
    """A menu that stays open while its entries are checked."""

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        action = None if event is None else self.actionAt(event.position().toPoint())
        if action is None or not action.isCheckable():
            super().mouseReleaseEvent(event)
        else:
            action.trigger()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        action = self.activeAction()
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is not None and event.key() in keys and action is not None:
            action.trigger()
            if event.key() != Qt.Key.Key_Space:
                self.close()
            return
        super().keyPressEvent(event)


class SeveralField(MenuField):
    """Some of several, checked in a menu that stays open; told once, when the menu closes."""

    picked = pyqtSignal()

    def __init__(self, options: Sequence[Option], name: str, *, blank: str = BLANK) -> None:
        super().__init__()
        self._blank, self._name = blank, name
        self._menu = _StayingMenu(self)
        self._actions: list[tuple[QAction, object]] = []
        for text, value in options:
            action = QAction(text, self._menu)
            action.setCheckable(True)
            action.toggled.connect(self._show_names)
            self._menu.addAction(action)
            self._actions.append((action, value))
        self._before: tuple[object, ...] = ()
        self._menu.aboutToShow.connect(self._remember)
        self._menu.aboutToHide.connect(self._tell)
        self.setMenu(self._menu)
        self._show_names()

    def value(self) -> tuple[object, ...]:
        """List what is checked, in the order of the options."""
        return tuple(value for action, value in self._actions if action.isChecked())

    def show_value(self, value: object) -> None:
        """Show what is chosen: a collection of values, or None."""
        chosen = value if isinstance(value, tuple | frozenset | set | list) else ()
        for action, one in self._actions:
            action.setChecked(one in chosen)
        self._show_names()

    def show_mixed(self) -> None:
        """Show that the selected events differ."""
        self.show_value(())
        self.setText(tr("several"))

    def _show_names(self) -> None:
        names = ", ".join(action.text() for action, _ in self._actions if action.isChecked())
        self.setText(names or self._blank)
        self.setToolTip(names)
        self.setAccessibleName(f"{self._name}: {names}" if names else self._name)

    def _remember(self) -> None:
        self._before = self.value()

    def _tell(self) -> None:
        if self.value() != self._before:
            self.picked.emit()


class NumberField(QDoubleSpinBox):
    """A number with its unit and limits, or nothing yet."""

    picked = pyqtSignal()

    def __init__(self, modifier: Modifier) -> None:
        super().__init__()
        self._modifier = modifier
        self._shown: object = None
        low = -_BEYOND if modifier.minimum is None else modifier.minimum
        high = _BEYOND if modifier.maximum is None else modifier.maximum
        self.setDecimals(6)
        self.setRange(low - 1, high)
        self.setSpecialValueText(BLANK)
        self.setSuffix(f" {modifier.unit}" if modifier.unit else "")
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(current_look().metrics.px(60))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(modifier.name)
        limits = [f"{one:g}" for one in (modifier.minimum, modifier.maximum) if one is not None]
        self.setToolTip(" – ".join(limits))
        self.editingFinished.connect(self._tell)

    def sizeHint(self) -> QSize:
        return QSize(90, super().sizeHint().height())

    def textFromValue(self, value: float) -> str:
        """Write a number without zeros at its end."""
        return self.locale().toString(value, "g", 12)

    def stepBy(self, steps: int) -> None:
        """Step up from nothing to the smallest number, or to zero where there is none."""
        if self.value() == self.minimum():
            self.setValue(self._modifier.minimum or 0.0)
        else:
            super().stepBy(steps)

    def answer(self) -> int | float | None:
        """Give the number, or None where nothing is filled in."""
        self.interpretText()
        number = self.value()
        if number < self.minimum() + 1:
            return None
        return int(number) if number.is_integer() else number

    def show_value(self, value: object) -> None:
        """Show a number, or that there is none."""
        self._shown = value
        given = isinstance(value, int | float)
        self.setValue(float(value) if isinstance(value, int | float) and given else self.minimum())

    def show_mixed(self) -> None:
        """Show that the selected events differ."""
        self.show_value(None)
        self.setSpecialValueText(tr("several"))

    def _tell(self) -> None:
        if self.answer() != self._shown:
            self.picked.emit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None:
            event.ignore()


class TextField(QLineEdit):
    """Words; told when they are finished and differ."""

    picked = pyqtSignal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.editingFinished.connect(self._tell)

    def value(self) -> str | None:
        """Give the words, or None where there are none."""
        return self.text().strip() or None

    def show_value(self, value: object) -> None:
        """Show the words."""
        self.setPlaceholderText("")
        self.setText("" if value is None else str(value))

    def show_mixed(self) -> None:
        """Show that the selected events differ."""
        self.setText("")
        self.setPlaceholderText(tr("several"))

    def _tell(self) -> None:
        if self.isModified():
            self.setModified(False)
            self.picked.emit()


AnswerField = ChoiceField | SeveralField | NumberField | TextField


def answer_field(modifier: Modifier) -> AnswerField:
    """Make the field that answers a modifier."""
    options: list[Option] = [(f"{o.key}  {o.name}", o.id) for o in modifier.options]
    match modifier.kind:
        case ModifierKind.SINGLE:
            return ChoiceField([(BLANK, None), *options], modifier.name)
        case ModifierKind.SEVERAL:
            return SeveralField([(o.name, o.id) for o in modifier.options], modifier.name)
        case ModifierKind.NUMBER:
            return NumberField(modifier)
    return TextField(modifier.name)


def answer_in(field: AnswerField) -> object:
    """Give the answer that stands in a field; None where it is left open."""
    if isinstance(field, NumberField):
        return field.answer()
    if isinstance(field, SeveralField):
        return field.value() or None
    return field.value()
