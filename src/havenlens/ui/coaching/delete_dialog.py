"""Asks whether a video is to be deleted for good: its name has to be typed."""

from __future__ import annotations

from datetime import date

from PyQt6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from havenlens.services.coaching.retention import StoredVideo
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.reports import day
from havenlens.words.sentences import say


class DeleteVideoDialog(Dialog):
    """Nothing is deleted here; who asked does that once it is accepted."""

    def __init__(self, video: StoredVideo, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Delete a video"))
        self._name = video.observation.name
        self._is_due = video.until is not None and video.until < today
        heading = QLabel(tr("Delete the video of {name} for good?").format(name=self._name))
        heading.setProperty("role", "heading")
        heading.setWordWrap(True)
        files = QLabel("\n".join(str(path) for path in video.files))
        files.setProperty("role", "secondary")
        files.setWordWrap(True)
        files.setAccessibleName(tr("Files that are deleted"))
        self.typed = QLineEdit()
        self.typed.setAccessibleName(tr("Type the name of the video"))
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(current_look().metrics.px(58))
        buttons, self.sure = confirm_or_cancel(self, tr("Delete it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        for part in (heading, files):
            column.addWidget(part)
        if self._is_due:
            self.reason.setPlaceholderText(tr("A reason, if you like"))
        else:
            early = QLabel(_why_a_reason(video))
            early.setProperty("role", "warning")
            early.setWordWrap(True)
            column.addWidget(early)
            has_last_day = video.until is not None
            self.reason.setPlaceholderText(
                tr("Why is it deleted before its last day?") if has_last_day else tr("Why is it deleted?")
            )
        column.addWidget(self.reason)
        column.addWidget(QLabel(tr("Type “{name}” to be sure:").format(name=self._name)))
        column.addWidget(self.typed)
        column.addSpacing(Space.S)
        column.addWidget(buttons)
        self.keep_wide(460)
        self.typed.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self._check()

    def _check(self, _text: str = "") -> None:
        typed = self.typed.text().strip() == self._name
        self.sure.setEnabled(typed and (self._is_due or bool(self.reason.toPlainText().strip())))


def _why_a_reason(video: StoredVideo) -> str:
    name = video.observation.name
    if video.until is None:
        return say("retention.no_last_day", observation=name)
    return say("retention.not_due", observation=name, until=day(video.until))
