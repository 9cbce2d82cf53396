"""The moments behind a number: a list, and the one that is chosen side by side."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from havenlens.domain.problems import Problem, StudyError
from havenlens.services.disagreements import Disagreement, DisagreementKind, lag_between, lag_in_words
from havenlens.services.moments import add_moment, listed, listed_in_words, playlist, type_moment
from havenlens.services.ports import MediaLibrary
from havenlens.ui.agreement.moments_list import MomentsList
from havenlens.ui.agreement.ruling import ask_for_ruling
from havenlens.ui.agreement.scene import Scene, scene_of
from havenlens.ui.agreement.side_by_side import SideBySide
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class MomentsPage(QWidget):
    """Shows moments, puts them on the list for the meeting, and takes rulings."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""
    back_requested = pyqtSignal()
    list_changed = pyqtSignal()
    """The list for the meeting is another now."""

    def __init__(self, opened: OpenStudy, media: MediaLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._coder: UUID | None = None
        self._scenes: dict[tuple[UUID, UUID], Scene] = {}
        self._numbers: dict[object, int] = {}
        self.back = QToolButton()
        show_icon(self.back, "chevron-left")
        self.back.setToolTip(tr("Back to the numbers (Escape)"))
        self.back.setAccessibleName(tr("Back to the numbers"))
        self.title = ElidedLabel()
        self.title.setProperty("role", "heading")
        self.lag = QLabel()
        self.lag.setProperty("role", "secondary")
        self.lag.setWordWrap(True)
        self.list = MomentsList()
        self.beside = SideBySide(media)
        self.beside.set_writable(opened.writable)
        self._empty = EmptyState(
            "circle-check", tr("Nothing here"), tr("There is no moment of this kind between the two codings.")
        )
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        self._split = splitter(Qt.Orientation.Horizontal, self.list, self.beside, sizes=(560, 560))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._split)
        self._stack.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.lag)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self._go_back)
        self.list.chosen.connect(self._show)
        self.list.played.connect(self._play)
        self.list.add_requested.connect(self._add)
        self.list.rule_requested.connect(self._rule)
        self.beside.stepped.connect(self.list.step)
        self.beside.add_requested.connect(self._add)
        self.beside.rule_requested.connect(self._rule)
        self.beside.kind_chosen.connect(self._judge)

    # --- what is shown ------------------------------------------------------------------------------

    def show_for(self, coder: UUID | None) -> None:
        """Say who is at work: whose name stands beside what is listed and decided."""
        self._coder = coder

    def show_moments(self, moments: Sequence[Disagreement], title: str) -> None:
        """Show moments of one pair of coders, over any number of observations, and go to the first."""
        study = self._opened.study
        self._scenes.clear()
        self._count()
        places = {place.id: place.name for place in study.store.observations()}
        self.title.show_text(title)
        self.lag.setText(self._lag_of(moments))
        self.lag.setVisible(bool(self.lag.text()))
        coders = self._scene(moments[0]).coders if moments else ("", "")
        self._stack.setCurrentWidget(self._split if moments else self._empty)
        self.list.show_moments(moments, places, (coders[0], coders[1]), self._number)
        if moments:
            self.list.table.setFocus()

    def refresh(self) -> None:
        """Look up again which moments are on the list for the meeting."""
        self._count()
        self.list.refresh()
        current = self.list.current
        if current is not None:
            self.beside.show_listed(self._number(current))

    def leave(self) -> None:
        """Show no moment any more, and let go of the video."""
        self.show_moments((), "")

    def _lag_of(self, moments: Sequence[Disagreement]) -> str:
        """Say how late one coder is, where all moments are of one pair of codings."""
        pairs = {one.key[0] for one in moments}
        if len(pairs) != 1 or moments[0].kind is DisagreementKind.SCORE:
            return ""
        first, second = moments[0].first_coding, moments[0].second_coding
        coders = self._scene(moments[0]).coders
        lag = lag_between(self._opened.study, first, second)
        return lag_in_words(lag, coders[0], coders[1]).sentence if lag.n else ""

    def _scene(self, one: Disagreement) -> Scene:
        key = one.key[0]
        if key not in self._scenes:
            self._scenes[key] = scene_of(self._opened.study, (one.first_coding, one.second_coding))
        return self._scenes[key]

    def _number(self, one: Disagreement) -> int:
        return self._numbers.get(one.key, 0)

    def _count(self) -> None:
        self._numbers = {(m.codings, m.events, m.span): m.number for m in playlist(self._opened.study)}

    def _show(self, one: Disagreement | None) -> None:
        if one is None:
            self.beside.show_nothing()
        else:
            self.beside.show_moment(one, self._scene(one), listed=self._number(one))
            self.beside.set_writable(self._opened.writable)

    def _play(self, one: Disagreement) -> None:
        self._show(one)
        self.beside.video.play()

    def _go_back(self) -> None:
        self.beside.video.player.pause()
        self.back_requested.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)

    # --- what is written ----------------------------------------------------------------------------

    def _add(self, one: Disagreement) -> None:
        if not self._opened.writable:
            return
        one = self._as_judged(one)
        new = not self._number(one)
        try:
            moment = add_moment(self._opened.study, one, self._coder)
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        self._changed()
        self._tell(listed_in_words(moment, new=new))

    def _rule(self, one: Disagreement) -> None:
        if not self._opened.writable:
            return
        self.beside.video.player.pause()
        try:
            made = ask_for_ruling(self._opened.study, self._as_judged(one), self._coder, self)
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        if made is not None:
            self._changed()
            self._tell(made)

    def _judge(self, kind: DisagreementKind) -> None:
        """Show the kind that somebody gave by hand, and keep it where the moment is on the list already."""
        before, after = self.list.current, self.beside.shown
        if before is None or after is None:
            return
        moment = listed(self._opened.study, after)
        if moment is not None and self._opened.writable:
            type_moment(self._opened.study, moment.id, kind)
            self.list_changed.emit()
        self.list.retype(before, after)

    def _as_judged(self, one: Disagreement) -> Disagreement:
        shown = self.beside.shown
        return shown if shown is not None and shown.key == one.key else one

    def _changed(self) -> None:
        self.refresh()
        self.list_changed.emit()

    def _tell(self, problem: Problem) -> None:
        self.said.emit(problem.sentence, False)

    def close_video(self) -> None:
        """Let go of the video; nothing can be shown afterwards."""
        self.beside.close_video()
