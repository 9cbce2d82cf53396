"""A pack to send: in which language, on which paper, with or without a password, and how big it may be."""

from __future__ import annotations

from PyQt6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.coaching.sending import SendOptions
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

LANGUAGES = (("en", "English"), ("es", "Español"), ("de", "Deutsch"))
_SHORTEST = 8
"""Characters of a password that are worth its trouble."""


class PackDialog(Dialog):
    """Asks how a document or a send pack is written; `options` gives the answer."""

    def __init__(self, desk: CycleDesk, *, is_pack: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent or desk.page)
        self.setWindowTitle(tr("Pack to send") if is_pack else tr("Write the document"))
        self.language, self.paper = ShortBox(), ShortBox()
        for code, name in LANGUAGES:
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(0, place_of(self.language, desk.language())))
        self.paper.addItem("A4", "a4")
        self.paper.addItem("US Letter", "letter")
        self.encrypts = QCheckBox(tr("Encrypt it with a password"))
        self.password, self.again = QLineEdit(), QLineEdit()
        self.said = QLabel()
        most = f"{desk.rules.most_bytes / 1e6:g}"
        self._about = QLabel(say("pack.about", most=most) if is_pack else "")
        self._arrange(is_pack=is_pack)
        self.encrypts.toggled.connect(self._check)
        self.password.textChanged.connect(self._check)
        self.again.textChanged.connect(self._check)
        self._check()

    def _arrange(self, *, is_pack: bool) -> None:
        form = QFormLayout()
        form.addRow(tr("Language"), self.language)
        form.addRow(tr("Paper"), self.paper)
        for field, name in ((self.password, tr("Password")), (self.again, tr("Once more"))):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(name)
        if is_pack:
            form.addRow(self.encrypts)
            form.addRow(tr("Password"), self.password)
            form.addRow(tr("Once more"), self.again)
        self._about.setWordWrap(True)
        self._about.setProperty("role", "secondary")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "secondary")
        self.buttons, self.write = confirm_or_cancel(self, tr("Choose the file…"))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        page.setSpacing(Space.M)
        if is_pack:
            page.addWidget(self._about)
        page.addLayout(form)
        page.addWidget(self.said)
        page.addWidget(self.buttons)
        self.keep_wide(420)

    def options(self) -> SendOptions:
        """Give what was chosen; nothing has passed the gate yet."""
        return SendOptions(
            self.language.currentData(),
            self.paper.currentData(),
            self.password.text() if self.encrypts.isChecked() else "",
        )

    def _check(self) -> None:
        wanted = self.encrypts.isChecked()
        self.password.setEnabled(wanted)
        self.again.setEnabled(wanted)
        words = ""
        if wanted and len(self.password.text()) < _SHORTEST:
            words = say("pack.short_password", n=_SHORTEST)
        elif wanted and self.password.text() != self.again.text():
            words = say("pack.other_password")
        elif wanted:
            words = say("pack.tell_password")
        self.said.setText(words)
        right = self.password.text() == self.again.text() and len(self.password.text()) >= _SHORTEST
        self.write.setEnabled(not wanted or right)
