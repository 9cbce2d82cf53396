"""Dated notes of a scheme: read them, and add a ruling to a code."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.days import day_of
from havenlens.services.scheme_notes import add_note, notes_of
from havenlens.services.study import Study
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.words.catalogue import tr
from havenlens.words.reports import day


class NotesDialog(Dialog):
    """The notes of one scheme version, latest first, and a place to write another."""

    def __init__(
        self,
        study: Study,
        scheme_id: UUID,
        author: str,
        parent: QWidget | None = None,
        *,
        code: str = "",
        writable: bool = True,
    ) -> None:
        super().__init__(parent)
        self._study, self._scheme_id = study, scheme_id
        self._scheme = study.scheme(scheme_id)
        self.setWindowTitle(tr("Dated notes: {scheme}").format(scheme=self._scheme.name))
        look = current_look()
        self.begin_in(620, 520)
        self.banner = Banner()
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(tr("Dated notes"))
        self._none = QLabel(tr("No note yet. What is decided about this scheme stands here with its day."))
        self._none.setProperty("role", "secondary")
        self._none.setWordWrap(True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Note"))
        self.text.setPlaceholderText(tr("A ruling, such as: a sigh that can be heard is an indirect bid"))
        self.text.setMaximumHeight(look.metrics.px(84))
        self.code = ShortBox()
        self.code.addItem(tr("the whole scheme"), "")
        for one in self._scheme.codes:
            self.code.addItem(one.name, one.id)
        self.code.setCurrentIndex(max(self.code.findData(code), 0))
        self.author = QLineEdit(author)
        self.add = QPushButton(tr("Add the note"))
        self.add.setProperty("role", "primary")
        self.add.clicked.connect(self._add)
        self._arrange(writable=writable)
        self.refresh()

    def _arrange(self, *, writable: bool) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.addRow(tr("Note"), self.text)
        form.addRow(tr("About"), self.code)
        form.addRow(tr("Written by"), self.author)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.setSpacing(Space.S)
        row.addWidget(self.add)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        heading = QLabel(f"{self._scheme.name}  {self._scheme.version}")
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        column.addWidget(self.banner)
        column.addWidget(self.list, 1)
        column.addWidget(self._none, 1)
        column.addLayout(form)
        column.addLayout(row)
        for part in (self.text, self.code, self.author, self.add):
            part.setEnabled(writable)

    def refresh(self) -> None:
        """Read the notes again."""
        self.list.clear()
        for note in notes_of(self._study.store, self._scheme_id):
            code = self._scheme.code_by_id.get(note.code)
            about = [day(day_of(note.noted_at)), note.author, "" if code is None else code.name]
            self.list.addItem("  ·  ".join(part for part in about if part) + f"\n{note.text}")
        self.list.setVisible(self.list.count() > 0)
        self._none.setVisible(self.list.count() == 0)

    def _add(self) -> None:
        self.banner.hide()
        author = self.author.text().strip()
        try:
            text, code = self.text.toPlainText(), self.code.currentData()
            add_note(self._study.store, self._scheme_id, text, author, code)
        except StudyError as error:
            self.banner.say(str(error), Level.DANGER)
            return
        self.text.clear()
        self.refresh()
