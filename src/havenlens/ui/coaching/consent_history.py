"""What one person allowed since when: the rows, and adding, correcting and removing one."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.coaching.consents import ConsentRow, Standing, consent_history, set_consents
from havenlens.ui.coaching.consent_form import ConsentForm
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.icons import Tint, icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr
from havenlens.words.privacy import allows

_Place = Qt.ItemDataRole.UserRole


class ConsentHistory(QWidget):
    """The row that counts today is ticked; the latest stands on top."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._standing: Standing | None = None
        self._rows: tuple[ConsentRow, ...] = ()
        self.head = QLabel()
        self.list = QListWidget()
        self.write = QPushButton(tr("Write down…"))
        self.correct = QPushButton(tr("Correct…"))
        self.remove = QPushButton(tr("Remove"))
        self._arrange()
        self.write.clicked.connect(self._add)
        self.correct.clicked.connect(self._correct)
        self.remove.clicked.connect(self._remove)
        self.list.itemActivated.connect(self._correct)

    def _arrange(self) -> None:
        self.head.setProperty("role", "heading")
        self.head.setWordWrap(True)
        self.list.setAccessibleName(tr("What this person allowed since when"))
        metrics = current_look().metrics
        self.list.setFixedHeight(metrics.px(168))
        self.list.setIconSize(QSize(metrics.icon, metrics.icon))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.write.setProperty("role", "primary")
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for button in (self.write, self.correct, self.remove):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.head)
        column.addWidget(self.list)
        column.addLayout(row)

    def show_person(self, standing: Standing | None) -> None:
        """Show somebody's rows."""
        self._standing = standing
        self._rows = ()
        if standing is not None:
            self._rows = consent_history(self._desk.study, standing.person.id)
            self.head.setText(standing.person.pseudonym or standing.person.label)
        else:
            self.head.setText(tr("Nobody is chosen"))
        self.list.clear()
        for place, row in enumerate(self._rows):
            counts = standing is not None and standing.row is not None and standing.row.id == row.id
            item = QListWidgetItem(_in_words(row, counts=counts))
            name, tint = ("check", Tint.GOOD) if counts else ("history", Tint.SECONDARY)
            item.setIcon(icon(name, tint=tint))
            item.setData(_Place, place)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        writable = self._desk.opened.writable and standing is not None
        self.write.setEnabled(writable)
        for button in (self.correct, self.remove):
            button.setEnabled(writable and bool(self._rows))

    def add(self, _person: UUID | None = None) -> None:
        """Ask for a new row."""
        self._add()

    def _add(self) -> None:
        if self._standing is not None and self._desk.opened.writable:
            self._ask(None)

    def _correct(self, _item: object = None) -> None:
        row = self._chosen()
        if row is not None and self._desk.opened.writable:
            self._ask(row)

    def _ask(self, row: ConsentRow | None) -> None:
        assert self._standing is not None
        form = ConsentForm(self._desk, self._standing.person, row, parent=self.window())
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.open()

    def _chosen(self) -> ConsentRow | None:
        item = self.list.currentItem()
        return None if item is None else self._rows[item.data(_Place)]

    def _remove(self) -> None:
        row, before = self._chosen(), self._rows
        if row is None or self._standing is None:
            return
        study, person, coach = self._desk.study, self._standing.person, self._desk.coach
        kept = tuple(one for one in before if one.id != row.id)
        if self._desk.do(partial(set_consents, study, person.id, kept, coder=coach)):
            back = partial(set_consents, study, person.id, before, coder=coach)
            self._desk.remember(tr("the removed consent of {person}").format(person=person.label), back)


def _in_words(row: ConsentRow, *, counts: bool) -> str:
    first = "" if row.valid_from is None else tr("from {day}").format(day=row.valid_from.isoformat())
    last = "" if row.valid_to is None else tr("to {day}").format(day=row.valid_to.isoformat())
    days = " ".join(filter(None, [first, last])) or tr("without dates")
    today = [tr("counts today")] if counts else []
    return " · ".join([allows(row.level), *today]) + f"\n{days}"
