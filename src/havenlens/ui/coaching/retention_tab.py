"""The videos on the disk by the last day on which they may stay; what is due stands on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QDate, QSignalBlocker, Qt
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.coaching.retention import StoredVideo, delete_video, keep_until, stored_videos
from havenlens.services.coaching.rules import set_coaching_rules
from havenlens.ui.coaching.dates import day_field
from havenlens.ui.coaching.delete_dialog import DeleteVideoDialog
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coaching.row_table import Row, RowTable, Shown
from havenlens.ui.theme.icons import Tint
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.messages import EmptyState
from havenlens.words.catalogue import ntr, tr
from havenlens.words.reports import day, number

_SOON = 30
"""Days before its last day from which on a video is marked."""


class RetentionTab(QWidget):
    """Sets last days, one by one or by a rule of the study, and deletes what has to go."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._videos: dict[UUID, StoredVideo] = {}
        columns = (tr("Video"), tr("Filmed"), tr("Last day"), tr("Set by"), tr("State"), tr("Size"))
        self.table = RowTable(tr("Videos and their last days"), columns, 4)
        self.has_rule = QCheckBox(tr("Videos may stay"))
        self.days = QSpinBox()
        self.name = ElidedLabel()
        self.last_day = day_field(desk.today(), tr("Last day"))
        self.set_day = QPushButton(tr("Set the last day"))
        self.by_rule = QPushButton(tr("Leave it to the rule"))
        self.delete = QPushButton(tr("Delete the video…"))
        self._stack = QStackedWidget()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.days.setRange(1, 3650)
        self.days.setValue(365)
        self.days.setSuffix(" " + tr("days after filming"))
        self.days.setAccessibleName(tr("Days after filming"))
        self.name.setProperty("role", "strong")
        self.delete.setProperty("role", "danger")
        rule = QHBoxLayout()
        rule.setSpacing(Space.S)
        rule.addWidget(self.has_rule)
        rule.addWidget(self.days)
        rule.addStretch()
        bar = QFrame()
        bar.setProperty("ground", "card")
        row = QHBoxLayout(bar)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self.name, 1)
        for part in (self.last_day, self.set_day, self.by_rule, self.delete):
            row.addWidget(part)
        self._stack.addWidget(self.table)
        self._stack.addWidget(
            EmptyState("film", tr("No video is on this disk"), tr("Videos of the study show up here."))
        )
        note = QLabel(tr("Deleting a video frees the disk; codings, ratings, texts and documents stay."))
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(Space.S)
        page.addLayout(rule)
        page.addWidget(self._stack, 1)
        page.addWidget(bar)
        page.addWidget(note)

    def _connect(self) -> None:
        self.table.chosen.connect(self._show_video)
        self.table.opened.connect(self._focus_day)
        self.has_rule.toggled.connect(self._set_rule)
        self.days.editingFinished.connect(self._set_rule)
        self.set_day.clicked.connect(self._set_day)
        self.by_rule.clicked.connect(self._leave_to_rule)
        self.delete.clicked.connect(self.ask_to_delete)

    # --- showing ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read which videos are there."""
        self._videos = {one.observation.id: one for one in stored_videos(self._desk.study)}
        keep_days, writable = self._desk.rules.keep_days, self._desk.opened.writable
        with QSignalBlocker(self.has_rule), QSignalBlocker(self.days):
            self.has_rule.setChecked(keep_days is not None)
            if keep_days is not None:
                self.days.setValue(keep_days)
        self.has_rule.setEnabled(writable)
        self.days.setEnabled(writable and keep_days is not None)
        self.table.show_rows([self._row(one) for one in self._videos.values()])
        self._stack.setCurrentIndex(0 if self._videos else 1)

    def summary(self) -> str:
        """Say how many videos are due."""
        today = self._desk.today()
        n = sum(one.is_due(today) for one in self._videos.values())
        return (
            ntr("{n} video is due for deletion", "{n} videos are due for deletion", n)
            if n
            else tr("Nothing is due")
        )

    def _row(self, one: StoredVideo) -> Row:
        place = one.observation
        until = "–" if one.until is None else one.until.isoformat()
        filmed = "–" if place.filmed_on is None else place.filmed_on.isoformat()
        by = "" if one.until is None else tr("this video") if one.is_own else tr("the rule")
        size = tr("{size} MB").format(size=number(round(one.size / 1_000_000, 1)))
        name = f"{place.name}  {place.title}".strip()
        return Row(
            place.id,
            (Shown(name), Shown(filmed), Shown(until), Shown(by), self._state(one.until), Shown(size)),
        )

    def _state(self, until: date | None) -> Shown:
        if until is None:
            return Shown(tr("may stay"), "minus")
        left = (until - self._desk.today()).days
        if left < 0:
            return Shown(ntr("due for {n} day", "due for {n} days", -left), "triangle-alert", Tint.DANGER)
        words = ntr("{n} day left", "{n} days left", left) if left else tr("last day today")
        return Shown(words, "clock", Tint.WARNING if left <= _SOON else Tint.SECONDARY)

    def _show_video(self, key: UUID | None) -> None:
        video = None if key is None else self._videos.get(key)
        writable = self._desk.opened.writable and video is not None
        for part in (self.last_day, self.set_day, self.delete):
            part.setEnabled(writable)
        self.by_rule.setEnabled(writable and video is not None and video.is_own)
        self.name.show_text("" if video is None else video.observation.name)
        if video is not None and video.until is not None:
            self.last_day.setDate(QDate(video.until.year, video.until.month, video.until.day))

    def _focus_day(self, _key: UUID) -> None:
        self.last_day.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> StoredVideo | None:
        key = self.table.key
        return None if key is None else self._videos.get(key)

    # --- doing --------------------------------------------------------------------------------------

    def _set_rule(self, _on: object = None) -> None:
        rules = self._desk.rules
        keep_days = self.days.value() if self.has_rule.isChecked() else None
        if keep_days != rules.keep_days:
            self._desk.do(partial(set_coaching_rules, self._desk.study, replace(rules, keep_days=keep_days)))

    def _set_day(self) -> None:
        video, until = self._chosen(), self.last_day.date().toPyDate()
        if video is None:
            return
        place = video.observation
        if self._desk.do(partial(keep_until, self._desk.study, place.id, until)):
            self._desk.say("retention.set", observation=place.name, until=day(until))

    def _leave_to_rule(self) -> None:
        video = self._chosen()
        if video is not None and self._desk.do(
            partial(keep_until, self._desk.study, video.observation.id, None)
        ):
            self._desk.say("retention.by_rule", observation=video.observation.name)

    def ask_to_delete(self) -> None:
        """Ask for the name of the video, typed, and delete it for good."""
        video = self._chosen()
        if video is None or not self._desk.opened.writable:
            return
        dialog = DeleteVideoDialog(video, self._desk.today(), self)
        dialog.finished.connect(partial(self._deleted, dialog, video))
        dialog.open()

    def _deleted(self, dialog: DeleteVideoDialog, video: StoredVideo, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            desk, place = self._desk, video.observation
            reason = dialog.reason.toPlainText().strip()
            desk.leaving.emit()
            if desk.do(partial(delete_video, desk.study, place.id, desk.today(), desk.coach, reason)):
                desk.say("retention.deleted", observation=place.name)
        dialog.deleteLater()
