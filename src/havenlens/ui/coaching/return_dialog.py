"""What came back from a teacher: a file, or a mail that is pasted; seen before it is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import in_reading_order
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.taking_in import TakenIn, take_in_answers
from havenlens.services.feedback_answers import AnswerSource, FeedbackAnswers, asked_of
from havenlens.services.mail_answers import answers_in
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class ReturnDialog(Dialog):
    """Reads answers from a file or a pasted mail; `done_with` is what was kept."""

    def __init__(self, desk: CycleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent or desk.page)
        self.setWindowTitle(tr("Answers that came back"))
        self._desk = desk
        self._answers: FeedbackAnswers | None = None
        self._source: Path | None = None
        self.done_with: TakenIn | None = None
        self.choose = QPushButton(tr("Choose a file…"))
        self.mail = QPlainTextEdit()
        self.found = QLabel()
        self.said = QLabel()
        self._arrange()
        self.choose.clicked.connect(self._choose)
        self.mail.textChanged.connect(self._read_mail)
        self._show()

    def _arrange(self) -> None:
        about = QLabel(tr("Choose the file that the page saved, or the Word document; or paste the mail."))
        for label in (about, self.found, self.said):
            label.setWordWrap(True)
        self.said.setProperty("role", "danger")
        self.mail.setAccessibleName(tr("The mail"))
        self.mail.setPlaceholderText(tr("Paste the mail here. Answers are found by their numbers or titles."))
        self.mail.setTabChangesFocus(True)
        self.buttons, self.keep = confirm_or_cancel(self, tr("Keep the answers"))
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        page.setSpacing(Space.M)
        page.addWidget(about)
        page.addLayout(row)
        for part in (self.mail, self.found, self.said, self.buttons):
            page.addWidget(part)
        self.begin_in(620, 520)

    # --- reading ------------------------------------------------------------------------------------

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Answers that came back"), "", tr("Answers (*.json *.docx);;All files (*)")
        )
        if path:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Read a file, and show what is in it."""
        try:
            self._answers, self._source = self._desk.workplace.read_answers(path), path
        except StudyError as error:
            self._answers = None
            self.said.setText(str(error))
        else:
            self.said.clear()
        self._show()

    def _read_mail(self) -> None:
        cycle = self._desk.cycle
        text = self.mail.toPlainText()
        if cycle is None or not text.strip():
            self._answers = None
            self.said.clear()
        else:
            found = answers_in(text, asked_of(cycle.clips))
            self._answers, self._source = replace(found.answers, source=AnswerSource.MAIL), None
            lost = " / ".join(found.unplaced)
            self.said.setText(say("answers.not_placed", text=lost) if lost else "")
        self._show()

    def _show(self) -> None:
        """Show each answer beside what was asked."""
        cycle, answers = self._desk.cycle, self._answers
        parts: list[str] = []
        if cycle is not None and answers is not None:
            given = answers.by_clip
            for number, clip in enumerate(in_reading_order(c for c in cycle.clips if not c.struck), start=1):
                text = say("answers.struck") if clip.id in answers.struck else given.get(clip.id) or "–"
                parts.append(f"{number}. {clip.title}\n{text}")
            if answers.usefulness is not None:
                parts.append(say("answers.useful", n=answers.usefulness))
        self.found.setText("\n\n".join(parts))
        self.keep.setEnabled(answers is not None and not answers.is_empty)

    # --- keeping ------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Keep the answers in the study; where that is refused, say why and stay open."""
        cycle, answers = self._desk.cycle, self._answers
        if cycle is None or answers is None:
            return
        try:
            self.done_with = take_in_answers(
                self._desk.study, answers, cycle=cycle.id, source=self._source, coder=self._desk.coach
            )
        except StudyError as error:
            self.said.setText(str(error))
            return
        self._desk.reload()
        done, teacher = self.done_with, self._desk.teacher()
        self._desk.say(
            "answers.taken_in",
            teacher=teacher.pseudonym if teacher else "",
            number=cycle.number,
            new=done.new,
            same=done.same,
            struck=done.struck,
        )
        super().accept()
