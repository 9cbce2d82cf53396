"""Everybody with what they allow today; beside it one person's history, and who may pass over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Consent
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.consents import Standing, consents_now
from havenlens.services.coaching.key_file import lies_beside, read_key_file
from havenlens.ui.coaching.authority_list import AuthorityList
from havenlens.ui.coaching.consent_history import ConsentHistory
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.row_table import Row, RowTable, Shown
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import give_role
from havenlens.ui.widgets.side import side_column
from havenlens.words.catalogue import ntr, tr
from havenlens.words.privacy import allows
from havenlens.words.sentences import say

_ORDER = tuple(Consent)
_NAME, _ROLE = 1, 3
"""The column of real names is there only while a key file is shown; that of roles makes room for it."""


class ConsentsTab(QWidget):
    """Real names come from a key file, stand in this table alone, and are forgotten with it."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._names: Mapping[str, str] = {}
        self._standings: dict[UUID, Standing] = {}
        columns = (tr("Label"), tr("Name"), tr("Pseudonym"), tr("Role"), tr("Allows"), tr("From"), tr("To"))
        self.table = RowTable(tr("People and what they allow"), columns, 6)
        self.search = QLineEdit()
        self.names = QPushButton(tr("Show names from a key file…"))
        self.said = QLabel()
        self.history = ConsentHistory(desk)
        self.authority = AuthorityList(desk)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.search.setPlaceholderText(tr("Find somebody"))
        self.search.setAccessibleName(tr("Find somebody"))
        self.search.setClearButtonEnabled(True)
        self.names.setToolTip(
            tr("A CSV table with label,name that is kept outside the study; nothing of it is stored")
        )
        self.table.setColumnHidden(_NAME, True)
        note = QLabel(
            tr("The study holds labels and pseudonyms only. Real names stay in a key file no report reads.")
        )
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        self.said.setWordWrap(True)
        self.said.hide()
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.search, 1)
        head.addWidget(self.names)
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        left.addLayout(head)
        left.addWidget(self.said)
        left.addWidget(self.table, 1)
        left.addWidget(note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addLayout(left, 1)
        row.addWidget(self._side())

    def _side(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.L)
        column.addWidget(self.history)
        column.addWidget(self.authority)
        column.addStretch(1)
        return side_column(inside, 300)

    def _connect(self) -> None:
        self.table.chosen.connect(self._show_person)
        self.table.opened.connect(self.history.add)
        self.search.textChanged.connect(self._list)
        self.names.clicked.connect(self._choose_names)
        back = QShortcut(QKeySequence("Ctrl+Z"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._desk.take_back)

    # --- showing ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what everybody allows today."""
        found = consents_now(self._desk.study, self._desk.today())
        self._standings = {one.person.id: one for one in found}
        self._list()
        self.authority.refresh()

    def summary(self) -> str:
        """Say how many people allow coach feedback."""
        least = _ORDER.index(Consent.FEEDBACK)
        n = sum(_ORDER.index(one.level) >= least for one in self._standings.values())
        of = ntr("{n} person", "{n} people", len(self._standings))
        return tr("{some} of {people} allow coach feedback").format(some=n, people=of)

    def _list(self, _text: str = "") -> None:
        words = self.search.text().casefold().split()
        rows = [self._row(one) for one in self._standings.values()]
        told = [" ".join(cell.words for cell in row.cells).casefold() for row in rows]
        self.table.show_rows(
            [row for row, text in zip(rows, told, strict=True) if all(word in text for word in words)]
        )

    def _row(self, one: Standing) -> Row:
        person, row = one.person, one.row
        reaches = _ORDER.index(one.level) >= _ORDER.index(Consent.FEEDBACK)
        level = Shown(
            allows(one.level),
            "circle-check" if reaches else "minus",
            Tint.GOOD if reaches else Tint.SECONDARY,
        )
        days = (row.valid_from if row else None, row.valid_to if row else None)
        return Row(
            person.id,
            (
                *(Shown(person.label), Shown(self._names.get(person.label, "–")), Shown(person.pseudonym)),
                *(Shown(person.role), level),
                *(Shown("–" if day is None else day.isoformat()) for day in days),
            ),
        )

    def _show_person(self, key: UUID | None) -> None:
        standing = None if key is None else self._standings.get(key)
        self.history.show_person(standing)

    # --- real names ---------------------------------------------------------------------------------

    def _choose_names(self) -> None:
        if self._names:
            self._names = {}
            self._show_names()
            self.said.hide()
            return
        path, _ = QFileDialog.getOpenFileName(self, tr("Key file"), "", "CSV (*.csv)")
        if path:
            self.show_names(Path(path))

    def show_names(self, path: Path) -> None:
        """Show the names of a key file in this table, or say what is wrong with the file."""
        try:
            self._names = read_key_file(path)
        except StudyError as error:
            self._say(str(error), "danger")
            return
        labels = {one.person.label for one in self._standings.values()}
        known = len(labels & set(self._names))
        words = say("key.shown", known=known, people=len(labels))
        beside = lies_beside(path, self._desk.opened.path)
        self._say(
            f"{words} {say('key.beside_study')}" if beside else words, "warning" if beside else "secondary"
        )
        self._show_names()

    def _show_names(self) -> None:
        self.table.setColumnHidden(_NAME, not self._names)
        self.table.setColumnHidden(_ROLE, bool(self._names))
        words = tr("Forget the names") if self._names else tr("Show names from a key file…")
        self.names.setText(words)
        self._list()

    def _say(self, words: str, role: str) -> None:
        give_role(self.said, role)
        self.said.setText(words)
        self.said.show()
