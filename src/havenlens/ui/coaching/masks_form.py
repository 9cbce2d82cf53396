"""How the chosen box hides: whom it hides, in which style, and whether a person has confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.masks import MOST_CELLS, MaskStyle
from havenlens.domain.time import short_clock
from havenlens.ui.coaching.masks_work import MaskWork
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.words.catalogue import ntr, tr


class MaskForm(QWidget):
    """The fields of the chosen box, or how to draw one."""

    finished = pyqtSignal()
    """A choice was made: the keyboard goes back to the picture."""

    def __init__(self, work: MaskWork) -> None:
        super().__init__()
        self._work = work
        self.head = QLabel()
        self.whom = ShortBox()
        self.style_box = ShortBox()
        self.cells = QSpinBox()
        self.warning = QLabel(tr("Blur hides least: who knows somebody may still tell who it is."))
        self.waits = QLabel(tr("A machine found this. It hides nothing until you confirm it."))
        self.keys = QLabel()
        self.confirm = QPushButton(tr("Confirm (C)"))
        self.remove = QPushButton(tr("Remove"))
        self._fields = QWidget()
        self._people: list[UUID | None] = [None]
        self._arrange()
        self.whom.activated.connect(self._set_whom)
        self.style_box.activated.connect(self._set_style)
        self.cells.valueChanged.connect(self._set_cells)
        self.confirm.clicked.connect(self._confirm)
        self.remove.clicked.connect(self._remove)

    def _arrange(self) -> None:
        for style, words in (
            (MaskStyle.SOLID, tr("Black: hides everything")),
            (MaskStyle.PIXELATE, tr("A few cells")),
            (MaskStyle.BLUR, tr("Blur: hides least")),
        ):
            self.style_box.addItem(words, style)
        self.cells.setRange(1, MOST_CELLS)
        self.cells.setSuffix(" " + tr("cells a side"))
        for field, name in (
            (self.whom, tr("Who is hidden")),
            (self.style_box, tr("How it hides")),
            (self.cells, tr("Cells a side")),
        ):
            field.setAccessibleName(name)
        self.head.setProperty("role", "strong")
        for label, role in ((self.warning, "warning"), (self.waits, "warning"), (self.keys, "secondary")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.confirm.setProperty("role", "primary")
        self.remove.setToolTip(tr("Shift+Delete"))
        for button in (self.confirm, self.remove):
            button.setAutoDefault(False)
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Whom"), self.whom)
        form.addRow(tr("How"), self.style_box)
        form.addRow("", self.cells)
        buttons = QHBoxLayout()
        buttons.addWidget(self.confirm)
        buttons.addWidget(self.remove)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for part in (self.head, self.waits, self._fields, self.warning, self.keys):
            column.addWidget(part)
        column.addLayout(buttons)

    def list_people(self, names: Mapping[UUID, str]) -> None:
        """Offer these people to be hidden."""
        self._people = [None, *names]
        with QSignalBlocker(self.whom):
            self.whom.clear()
            self.whom.addItems([tr("nobody in particular"), *names.values()])

    def show_chosen(self, name: str, *, writable: bool) -> None:
        """Show the box that is chosen; ``name`` is how the strip names it."""
        mask = self._work.chosen
        for part in (self._fields, self.keys, self.remove):
            part.setVisible(mask is not None)
        self.confirm.setVisible(mask is not None and mask.proposed)
        self.waits.setVisible(mask is not None and mask.proposed)
        self.warning.setVisible(mask is not None and mask.style is MaskStyle.BLUR)
        if mask is None:
            self.head.setText(tr("No box is chosen"))
            self.keys.setText(tr("Drag over the picture to draw one, or press N."))
            self.keys.show()
            return
        end = mask.span.end or mask.span.start
        self.head.setText(f"{name} · {short_clock(mask.span.start)}–{short_clock(end)}")
        n, known = len(mask.keys), mask.participant in self._people
        self.keys.setText(
            ntr("{n} keyframe. Go on and move the box where the person moves.", "{n} keyframes.", n)
        )
        with QSignalBlocker(self.whom), QSignalBlocker(self.style_box), QSignalBlocker(self.cells):
            self.whom.setCurrentIndex(self._people.index(mask.participant) if known else 0)
            self.style_box.setCurrentIndex(self.style_box.findData(mask.style))
            self.cells.setValue(mask.cells)
        self.cells.setVisible(mask.style is not MaskStyle.SOLID)
        for field in (self._fields, self.confirm, self.remove):
            field.setEnabled(writable)

    def _set_whom(self, place: int) -> None:
        self._work.restyle(participant=self._people[place])
        self.finished.emit()

    def _set_style(self, place: int) -> None:
        self._work.restyle(style=self.style_box.itemData(place))
        self.finished.emit()

    def _set_cells(self, n: int) -> None:
        self._work.restyle(cells=n)

    def _confirm(self) -> None:
        self._work.confirm()
        self.finished.emit()

    def _remove(self) -> None:
        self._work.remove()
        self.finished.emit()
