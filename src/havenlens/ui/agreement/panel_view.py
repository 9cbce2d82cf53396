"""A panel at work: the codings of two to five people beside each other, decided moment by moment."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.events import Event
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.disagreements import AROUND, lead_in
from havenlens.services.panel_items import PanelItem
from havenlens.services.panel_rows import Panel, PanelKind
from havenlens.services.panel_scores import ScoreItem
from havenlens.services.panels import PanelWork
from havenlens.services.ports import MediaLibrary
from havenlens.ui.agreement.ballot import Ballot
from havenlens.ui.agreement.looping_video import LoopingVideo
from havenlens.ui.agreement.own_event_dialog import OwnEventDialog
from havenlens.ui.agreement.panel_moments import PanelMoments, words_of
from havenlens.ui.agreement.scene import Scene, Strip, scene_of
from havenlens.ui.agreement.score_ballot import ScoreBallot
from havenlens.ui.agreement.strips import Strips, carded
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.widgets.tool_buttons import tool_button
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_MARGIN = 3 * SECOND
_TRACKS = 2


class PanelView(QWidget):
    """Each moment is watched, voted on and decided; every decision is kept at once and can be taken back."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""
    closed = pyqtSignal()
    """The panel was closed: its coding is handed in."""
    back_requested = pyqtSignal()

    def __init__(self, opened: OpenStudy, media: MediaLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._work: PanelWork | None = None
        self._scene: Scene | None = None
        self.back = tool_button("chevron-left", tr("Back to the panels (Escape)"), self._go_back)
        self.title = ElidedLabel()
        self.title.setProperty("role", "heading")
        self.progress = QLabel()
        self.progress.setProperty("role", "secondary")
        self.undo = tool_button("undo-2", tr("Take the last decision back (Ctrl+Z)"), self.step_back)
        self.finish = QPushButton(tr("Close the panel"))
        self.finish.setToolTip(tr("Hand the coding in; the codings it was made of stay as they are"))
        self.banner = Banner()
        self.moments = PanelMoments()
        self.video = LoopingVideo(media)
        self.strips = Strips()
        self.ballot = Ballot()
        self.score_ballot = ScoreBallot()
        self._ballots = QStackedWidget()
        self._ballots.addWidget(self.ballot)
        self._ballots.addWidget(self.score_ballot)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        for part in (self.progress, self.undo, self.finish):
            head.addWidget(part)
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(Space.S)
        inside.addWidget(self.video, 1)
        self._card = carded(self.strips)
        inside.addWidget(self._card)
        whole = splitter(
            Qt.Orientation.Horizontal, self.moments, middle, self._ballots, sizes=(250, 540, 400)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(whole, 1)
        middle.setMinimumWidth(current_look().metrics.px(280))

    def _connect(self) -> None:
        selection = self.moments.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(self._chosen)
        self.finish.clicked.connect(self._close_panel)
        self.ballot.own_requested.connect(self._ask_for_own)
        for ballot in (self.ballot, self.score_ballot):
            ballot.decided.connect(self.decide)
            ballot.next_requested.connect(self.go_to_undecided)
        self.video.player.position_changed.connect(self.strips.show_playhead)
        self.strips.sought.connect(self.video.seek)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.step_back, context=_HERE)
        self.moments.installEventFilter(self.ballot)

    # --- what is shown ------------------------------------------------------------------------------

    @property
    def work(self) -> PanelWork | None:
        """Give the panel that is open."""
        return self._work

    def show_panel(self, panel: Panel, coder: UUID | None) -> None:
        """Open a panel where it was left: at the first moment that is not decided."""
        study = self._opened.study
        self._work = PanelWork(study, panel, coder)
        self._scene = scene_of(study, self._work.codings)
        made = tr("Consensus") if panel.kind is PanelKind.CONSENSUS else tr("Master coding")
        self.title.show_text(f"{made} · {self._scene.title} · {self._scene.scheme.name}")
        self.moments.show_items(self._work.all, self._scene)
        self._show_progress()
        first = self._work.next_undecided()
        self._go_to(first.id if first is not None else None)
        self._voting().setFocus()

    def _voting(self) -> QTableWidget:
        scores = self._ballots.currentWidget() is self.score_ballot
        return self.score_ballot.votes if scores else self.ballot.votes

    def _show_progress(self) -> None:
        assert self._work is not None
        done, all_, agreed = self._work.progress
        self.progress.setText(say("panel.progress", done=done, all=all_, agreed=agreed))
        open_ = self._work.panel.closed_at is None and self._opened.writable
        for part in (self.finish, self.undo, self.ballot.decide, self.ballot.own, self.score_ballot.decide):
            part.setEnabled(open_)
        if self._work.panel.closed_at is not None:
            self.banner.say(say("panel.closed"), Level.INFO, closable=False)
        elif done == all_:
            self.banner.say(say("panel.done"), Level.GOOD, closable=False)
        else:
            self.banner.hide()

    @property
    def current(self) -> PanelItem | ScoreItem | None:
        """Give the moment that the panel is at."""
        row = self.moments.currentRow()
        if self._work is None or not 0 <= row < self.moments.rowCount():
            return None
        return self._work.all[row]

    def _chosen(self, _index: QModelIndex, _before: QModelIndex) -> None:
        item = self.current
        if item is not None:
            self._show_item(item)

    def _show_item(self, item: PanelItem | ScoreItem) -> None:
        assert self._work is not None
        assert self._scene is not None
        scene = self._scene
        coders = list(zip(self._work.panel.codings, scene.coders, strict=True))
        if isinstance(item, ScoreItem):
            self._ballots.setCurrentWidget(self.score_ballot)
            self.score_ballot.show_item(item, scene.scheme, words_of(item, scene), coders)
        else:
            self._ballots.setCurrentWidget(self.ballot)
            self.ballot.show_item(item, scene.scheme, scene.people, coders)
        self._watch(item)

    def _watch(self, item: PanelItem | ScoreItem) -> None:
        """Show a moment's span on the video and on the strips; a score's whole period."""
        assert self._work is not None
        assert self._scene is not None
        span = _span_of(item)
        assert span.end is not None
        watch = Span(lead_in(span.start, AROUND), Micros(span.end + AROUND))
        window = Span(lead_in(span.start, AROUND + _MARGIN), Micros(span.end + AROUND + _MARGIN))
        result = Strip(tr("Panel"), tuple(self._work.record.events))
        framed: tuple[Event, ...] = ()
        if isinstance(item, PanelItem):
            framed = (*item.there, *([item.result] if item.result else []))
        scene = self._scene
        strips = (*scene.strips, result)
        self._card.setVisible(any(strip.events for strip in strips))
        self.strips.show_strips(strips, scene.scheme, scene.people, window, span, framed, most=_TRACKS)
        self.video.show_span(scene.parts, watch)

    # --- deciding -----------------------------------------------------------------------------------

    def decide(self) -> None:
        """Keep what is chosen, and go on to the next moment that is not decided."""
        item = self.current
        if item is None or self._work is None or not self.finish.isEnabled():
            return
        ballot = self.score_ballot if isinstance(item, ScoreItem) else self.ballot
        if ballot.choice is None:
            self.banner.say(say("panel.nothing_chosen"), Level.WARNING)
            return
        try:
            after = self._decide_score(item) if isinstance(item, ScoreItem) else self._decide(item)
        except StudyError as error:
            self.banner.say(str(error), Level.WARNING)
            ballot.rationale.setFocus()
            return
        self.moments.show_state(self.moments.currentRow(), after)
        self._show_progress()
        following = self._work.next_undecided(item.id)
        self._go_to(item.id if following is None else following.id)
        self._voting().setFocus()

    def _decide(self, item: PanelItem) -> PanelItem:
        ballot = self.ballot
        assert self._work is not None
        assert ballot.choice is not None
        return self._work.decide(
            item.id,
            ballot.choice,
            votes=ballot.ballots,
            alternatives=ballot.alternatives,
            nothing=ballot.nothing.isChecked(),
            rationale=ballot.rationale.text(),
        )

    def _decide_score(self, item: ScoreItem) -> ScoreItem:
        ballot = self.score_ballot
        assert self._work is not None
        assert ballot.choice is not None
        return self._work.decide_score(
            item.id, ballot.choice, votes=ballot.ballots, rationale=ballot.rationale.text()
        )

    def step_back(self) -> None:
        """Take the last decision back, and go to it."""
        if self._work is None or not self.undo.isEnabled():
            return
        try:
            item = self._work.undo()
        except StudyError as error:
            self.said.emit(str(error), True)
            return
        self._show_progress()
        self._go_to(item.id)
        self.moments.show_state(self.moments.currentRow(), item)

    def go_to_undecided(self) -> None:
        """Go to the next moment that is not decided."""
        item = self.current
        found = None if self._work is None else self._work.next_undecided(None if item is None else item.id)
        if found is not None:
            self._go_to(found.id)

    def _go_to(self, item: UUID | None) -> None:
        assert self._work is not None
        ids = [one.id for one in self._work.all]
        row = ids.index(item) if item in ids else 0
        if row == self.moments.currentRow() and ids:
            self._show_item(self._work.all[row])
        self.moments.selectRow(row)

    def _ask_for_own(self) -> None:
        item = self.current
        if not isinstance(item, PanelItem) or self._work is None or self._scene is None:
            return
        if not self.ballot.own.isEnabled():
            return
        self.video.player.pause()
        casting = self._work.record.coding.casting
        dialog = OwnEventDialog(self._scene.scheme, casting, self._scene.people, item.there[0], self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.made is not None:
            self.ballot.use_own(dialog.made)

    def _close_panel(self) -> None:
        if self._work is None:
            return
        try:
            self._work.close()
        except StudyError as error:
            self.banner.say(str(error), Level.WARNING)
            return
        self._show_progress()
        self.closed.emit()

    # --- leaving ------------------------------------------------------------------------------------

    def _go_back(self) -> None:
        self.video.player.pause()
        self.back_requested.emit()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        deeds: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Escape: self._go_back,
            Qt.Key.Key_Space: self.video.toggle,
        }
        do = None if event is None else deeds.get(event.key())
        if do is None:
            super().keyPressEvent(event)
        else:
            do()

    def close_video(self) -> None:
        """Let go of the video; nothing can be shown afterwards."""
        self.video.close_video()


_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


def _span_of(item: PanelItem | ScoreItem) -> Span:
    if isinstance(item, PanelItem):
        return item.span
    span = Span.instant(Micros(0)) if item.period.span is None else item.period.span
    return Span(span.start, span.start if span.end is None else span.end)
