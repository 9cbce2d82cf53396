"""The gate before clips leave: who in them lacks which consent, and three ways out."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.consent import Lack, Override, may_override
from havenlens.services.coaching.sending import missing_consents, pass_the_gate
from havenlens.ui.coaching.consent_form import ConsentForm
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.masks_dialog import MasksDialog, open_masks
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.labels import IconLabel
from havenlens.words.catalogue import ntr, tr
from havenlens.words.sentences import say

Passed = frozenset[tuple[UUID, UUID]]


def ask_gate(desk: CycleDesk, cycle: CoachingCycle) -> Passed | None:
    """Ask until a cycle's clips may leave: give whose missing consent was passed over, or None to stay.

    Nothing is asked where nobody lacks anything.
    """
    try:
        if not missing_consents(desk.study, cycle, desk.today()):
            return frozenset()
    except StudyError as error:
        desk.said.emit(str(error), True)
        return None
    dialog = GateDialog(desk, cycle, desk.page.window() or desk.page)
    try:
        return dialog.passed if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()


class GateDialog(Dialog):
    """A card for each who lacks consent; it closes by itself once nobody does. ``passed`` is the outcome."""

    def __init__(self, desk: CycleDesk, cycle: CoachingCycle, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Before the clips leave"))
        self._desk, self._cycle = desk, cycle
        self.passed: Passed | None = None
        self.lacks: tuple[Lack, ...] = ()
        self._editor: MasksDialog | None = None
        self.heading, self.note, self.said = QLabel(), QLabel(), QLabel()
        self.reason = QPlainTextEdit()
        self.override = QPushButton(tr("Let them leave all the same"))
        self.cancel = QPushButton(tr("Not now"))
        self._authority = QLabel()
        self._cards = QVBoxLayout()
        self._arrange()
        self.override.clicked.connect(self._pass_over)
        self.cancel.clicked.connect(self.reject)
        self.reason.textChanged.connect(self._check_reason)
        desk.changed.connect(self._show)
        self._show()

    def _arrange(self) -> None:
        self.heading.setProperty("role", "heading")
        self.heading.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self.note.setText(tr("Hide each of them all the time, write down their consent, or give a reason."))
        self.note.setWordWrap(True)
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(Space.S)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.addLayout(self._cards)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        page.setSpacing(Space.M)
        for part in (self.heading, self.note):
            page.addWidget(part)
        page.addWidget(area, 1)
        page.addWidget(self._reason_part())
        page.addLayout(foot)
        self.begin_in(620, 520)

    def _reason_part(self) -> QFrame:
        card = QFrame()
        card.setProperty("ground", "raised")
        title = QLabel(tr("Pass over it, with a reason"))
        title.setProperty("role", "strong")
        self._authority.setProperty("role", "secondary")
        self._authority.setWordWrap(True)
        self.reason.setPlaceholderText(tr("Why may these clips leave without it?"))
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(current_look().metrics.px(58))
        self.said.setProperty("role", "danger")
        self.said.setWordWrap(True)
        self.said.hide()
        for button in (self.override, self.cancel):
            button.setAutoDefault(False)
        self.override.setProperty("role", "danger")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        for part in (title, self._authority, self.reason, self.said):
            column.addWidget(part)
        column.addWidget(self.override, 0, Qt.AlignmentFlag.AlignRight)
        return card

    # --- showing ------------------------------------------------------------------------------------

    def _show(self) -> None:
        cycle = self._desk.cycle
        if cycle is not None and cycle.id == self._cycle.id:
            self._cycle = cycle
        self.lacks = missing_consents(self._desk.study, self._cycle, self._desk.today())
        if self._editor is not None:
            return  # somebody is still drawing; it is asked again once they are done
        if not self.lacks:
            self.passed = frozenset()
            self.accept()
            return
        n = len({lack.person.id for lack in self.lacks})
        self.heading.setText(
            ntr(
                "{n} person in these clips has not allowed this",
                "{n} people in these clips have not allowed this",
                n,
            )
        )
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for lack in self.lacks:
            self._cards.addWidget(self._card(lack))
        self._show_authority()

    def _card(self, lack: Lack) -> QFrame:
        card = QFrame()
        card.setProperty("ground", "card")
        words = QLabel(lack.sentence)
        words.setWordWrap(True)
        hide, consent = QPushButton(tr("Hide in the clip…")), QPushButton(tr("Write down consent…"))
        name = lack.person.pseudonym or lack.person.label
        for button, act in ((hide, partial(self._hide, lack)), (consent, partial(self._record, lack))):
            button.setAutoDefault(False)
            button.setAccessibleName(f"{name}: {button.text()}")
            button.setEnabled(self._desk.opened.writable)
            button.clicked.connect(act)
        hide.setVisible(any(clip.id == lack.clip for clip in self._cycle.clips))
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(IconLabel("triangle-alert", 16, Tint.WARNING))
        head.addWidget(words, 1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addStretch()
        row.addWidget(hide)
        row.addWidget(consent)
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addLayout(row)
        return card

    def _show_authority(self) -> None:
        study, coach = self._desk.study, self._desk.coach
        allowed = coach is not None and may_override(study, coach)
        if coach is None:
            self._authority.setText(say("consent.sign_in_first"))
        elif not allowed:
            name = next((one.name for one in study.store.coders() if one.id == coach), "–")
            self._authority.setText(say("consent.not_authorised", coach=name))
        else:
            self._authority.setText(
                tr("It is logged with your name, the day, whom it is about and the reason.")
            )
        self.reason.setVisible(allowed)
        self.override.setVisible(allowed)
        self._check_reason()

    def _check_reason(self) -> None:
        self.override.setEnabled(bool(self.reason.toPlainText().strip()))

    # --- doing --------------------------------------------------------------------------------------

    def _hide(self, lack: Lack, _checked: bool = False) -> None:  # noqa: FBT002 - a button's signal
        self._desk.take_up(self._cycle.id)
        self._editor = open_masks(self._desk, lack.clip, self)
        self._editor.finished.connect(self._drawn)

    def _drawn(self, _result: int) -> None:
        self._editor = None
        self._show()

    def _record(self, lack: Lack, _checked: bool = False) -> None:  # noqa: FBT002 - a button's signal
        form = ConsentForm(self._desk, lack.person, wanted=lack.needed, parent=self)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.open()

    def _pass_over(self) -> None:
        coach = self._desk.coach
        if coach is None:
            return
        override = Override(coach, self.reason.toPlainText().strip())
        try:
            self.passed = pass_the_gate(self._desk.study, self._cycle, self._desk.today(), override)
        except StudyError as error:
            self.said.setText(str(error))
            self.said.show()
            return
        self.accept()
