"""The Review: watch once and mark, choose three moments, write the prompts."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PyQt6.QtGui import QKeyEvent, QShowEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from havenlens.domain.coaching import Clip
from havenlens.domain.observation import Observation, TranscriptLine
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.coaching.cycles import marks_of
from havenlens.services.coaching.suggestions import Suggestion, not_taken, suggestions_of
from havenlens.services.training import hidden_codings
from havenlens.ui.coaching.around import AroundEditor
from havenlens.ui.coaching.clip_editor import ClipEditor
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.coaching.moments import Moment, moments_of
from havenlens.ui.coaching.moments_list import MomentsList
from havenlens.ui.coaching.pictures import MomentPictures
from havenlens.ui.coaching.review_actions import AROUND, CLIP, MOMENTS, ReviewActions
from havenlens.ui.coaching.review_keys import repeats, review_keymap
from havenlens.ui.coaching.screen import ReviewScreen
from havenlens.ui.coaching.strip import MomentStrip
from havenlens.ui.coaching.strip_content import strip_content
from havenlens.ui.qt.held_keys import HeldKeys
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.splitter import splitter
from havenlens.words.catalogue import tr

_ALWAYS = frozenset({"escape", "f1", "f6"})
"""Keys that are heard while somebody types, too."""
_SHARES = (62, 38)
"""How the page is shared between the video and what becomes of it."""


class ReviewPage(CoachPart):
    """The video on the left, what becomes of it on the right; every key works while the video plays."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__(desk)
        self.keymap = review_keymap()
        self._held_keys = HeldKeys(self)
        self.screen_part = ReviewScreen(desk)
        self.player, self.video = self.screen_part.player, self.screen_part.view
        self.strip = MomentStrip(desk.label)
        self.pictures = MomentPictures(desk, self)
        self.list = MomentsList(desk.label, self.pictures)
        self.editor = ClipEditor(desk)
        self.around = AroundEditor(desk)
        self.tabs = QTabWidget()
        self.choose = QPushButton()
        self._moments: tuple[Moment, ...] = ()
        self._selected: UUID | None = None
        self._place: Observation | None = None
        self._lines: tuple[TranscriptLine, ...] = ()
        self._names: dict[UUID, str] = {}
        self._suggested: tuple[Suggestion, ...] = ()
        self._shown_cycle: UUID | None = None
        self._is_split = False
        self._none = EmptyState(
            "film",
            tr("Nothing is marked yet"),
            tr("Watch once. M marks a moment while the video plays on; 1, 2 or 3 puts it into a block."),
        )
        self.acts = ReviewActions(self)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.choose.setProperty("role", "primary")
        moments = QWidget()
        column = QVBoxLayout(moments)
        column.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self._none, 1)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, Space.XS, 0)
        foot.addStretch()
        foot.addWidget(self.choose)
        column.addLayout(foot)
        self.list.setProperty("frame", "none")
        self.tabs.setDocumentMode(False)
        for part, name in (
            (moments, tr("Moments")),
            (self.editor, tr("Clip")),
            (self.around, tr("Around the clips")),
        ):
            self.tabs.addTab(part, name)
        strip = QFrame()
        strip.setProperty("ground", "card")
        inside = QVBoxLayout(strip)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.strip)
        left = QWidget()
        stage = QVBoxLayout(left)
        stage.setContentsMargins(0, 0, 0, 0)
        stage.setSpacing(Space.S)
        stage.addWidget(self.screen_part, 1)
        stage.addWidget(strip)
        self.tabs.setMinimumWidth(current_look().metrics.px(360))
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self._split = splitter(Qt.Orientation.Horizontal, left, self.tabs, sizes=_SHARES)
        page.addWidget(self._split)
        self.setFocusProxy(self.video)

    def _connect(self) -> None:
        self.player.position_changed.connect(self.strip.show_playhead)
        self.player.opened.connect(self._note_frames)
        self.strip.sought.connect(self.player.seek)
        self.strip.chosen.connect(self.select)
        self.list.chosen.connect(self._choose_in_list)
        self.list.doubleClicked.connect(self.acts.choose)
        self.list.installEventFilter(self)
        self.choose.clicked.connect(self.acts.choose)
        self.editor.still_wanted.connect(self.acts.set_still)
        self.editor.cover_wanted.connect(self.acts.hide_somebody)
        self.editor.picker.typing_begun.connect(self.acts.type_line)
        self.editor.picker.lines_changed.connect(self._show_lines)
        self.around.numbers.sought.connect(self.player.seek)
        self.around.numbers.moment_wanted.connect(self.acts.lead_number)
        for part in (self.editor, self.around):
            part.left.connect(self.listen)
        self.screen_part.transport.loop.clicked.connect(self.acts.loop)
        self.tabs.currentChanged.connect(self._show_tab)
        self.desk.changed.connect(self._show_change)
        self.desk.taken_up.connect(self._take_up)

    @property
    def place(self) -> Observation | None:
        """Give the observation the cycle is about."""
        return self._place

    # --- showing ------------------------------------------------------------------------------------

    @property
    def moments(self) -> tuple[Moment, ...]:
        """List the clips, the marks and the suggestions that are shown."""
        return self._moments

    @property
    def selected(self) -> Moment | None:
        """Give the moment that is chosen."""
        return next((one for one in self._moments if one.id == self._selected), None)

    def refresh(self) -> None:
        """Show the cycle at hand, its video opened where it is another one."""
        if self._shown_cycle != self.desk.cycle_id or self._place is None:
            self._open()
        self._show()
        self.listen()

    def _take_up(self, _cycle: object) -> None:
        self.editor.show_clip(None, None, (), {})
        if not self.isVisible():
            self._shown_cycle = None

    def _open(self) -> None:
        self._shown_cycle, self._selected = self.desk.cycle_id, None
        place = self.desk.observation
        if place is None or self._place is None or place.id != self._place.id:
            self.player.pause()
            self.screen_part.show_place(place)
            self.pictures.open(self.screen_part.parts)
        self._place = place
        self._names = {person: one.pseudonym for person, one in self.desk.people().items()}
        self._read_lines()
        self._suggest()
        self.tabs.setCurrentIndex(MOMENTS)

    def _read_lines(self) -> None:
        place = self._place
        self._lines = () if place is None else tuple(self.desk.study.store.transcript_of(place.id))
        hidden = hidden_codings(self.desk.study, self.desk.coach)
        self.strip.show_content(strip_content(self.desk.study, place, self._lines, hidden))

    def _show_lines(self) -> None:
        """Show a line at once that was typed while the clip loops."""
        self._read_lines()
        self._show_selected()

    def _show_change(self) -> None:
        if not self.isVisible() or self.desk.cycle is None:
            return
        known = None if self._place is None else self._place.id
        if self.desk.cycle.observation != known:
            self._open()
        self._show()

    def _note_frames(self, _times: object) -> None:
        self._suggest()
        self._show()

    def _show(self) -> None:
        cycle = self.desk.cycle
        if cycle is None:
            return
        marks = marks_of(self.desk.study, cycle.id)
        self._moments = moments_of(cycle.clips, marks, not_taken(self._suggested, cycle.clips))
        with QSignalBlocker(self.list):
            self.list.moments.show_moments(self._moments)
            self.list.select_moment(self._selected)
        self.list.setVisible(bool(self._moments))
        self._none.setVisible(not self._moments)
        self.strip.show_moments(self._moments, self._selected)
        self._show_selected()
        if self.tabs.currentIndex() == AROUND:
            self.around.show_cycle(cycle)

    def _show_tab(self, place: int) -> None:
        if place == AROUND:
            self.around.show_cycle(self.desk.cycle)

    def _suggest(self) -> None:
        """Look for moments in what was coded; once for each video, and again when its frames are known."""
        self._suggested = ()
        if self._place is None:
            return
        try:
            hidden = hidden_codings(self.desk.study, self.desk.coach)
            self._suggested = suggestions_of(self.desk.study, self._place, self.player.times, hidden)
        except StudyError as error:
            self.desk.said.emit(str(error), True)

    def _show_selected(self) -> None:
        moment = self.selected
        clip = moment.source if moment is not None and isinstance(moment.source, Clip) else None
        self.editor.show_clip(clip, self._place, self._lines, self._names)
        if clip is None and self.tabs.currentIndex() == CLIP:
            self.tabs.setCurrentIndex(MOMENTS)  # a tab that closes would give way to the one after it
        self.tabs.setTabEnabled(CLIP, clip is not None)
        words = tr("Make a clip of it (Enter)") if clip is None else tr("Write the prompt (Enter)")
        self.choose.setText(words)
        self.choose.setEnabled(moment is not None and (clip is not None or self.desk.opened.writable))
        if self.screen_part.transport.loop.isChecked() and moment is not None:
            self.player.loop(moment.span)

    def show_place(self, place: object) -> None:
        """Go to a clip by its id, or to what stands around the clips by its name."""
        if isinstance(place, UUID):
            self.select(place)
            self.acts.edit()
        elif place == "around":
            self.tabs.setCurrentIndex(AROUND)
            self.around.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def select(self, own: UUID | None, *, goes: bool = True) -> None:
        """Choose a moment, and go to where it begins unless it was only just marked."""
        if own != self._selected:
            self.editor.flush()
        self._selected = own
        moment = self.selected
        with QSignalBlocker(self.list):
            self.list.select_moment(own)
        self.strip.show_moments(self._moments, own)
        self._show_selected()
        is_watched = self.player.is_playing and self.player.looped is None
        if moment is not None and goes and not is_watched:
            self.player.seek(moment.span.start)

    def _choose_in_list(self, moment: Moment) -> None:
        self.select(moment.id)

    def listen(self) -> None:
        """Give the keyboard back to the video."""
        self.video.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Write what was typed; nothing plays where nobody looks."""
        self.editor.flush()
        self.around.flush()
        self.player.pause()

    def close_part(self) -> None:
        """Let go of the video."""
        self.screen_part.close_screen()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        if not self._is_split:
            self._is_split = True
            self._split.setSizes([self.width() * share // 100 for share in _SHARES])

    # --- keys ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        at = self.player.playhead.now()
        if event is None or not self._hear(event, at):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        at = self.player.playhead.now()
        super().keyReleaseEvent(event)
        if event is not None:
            self._held_keys.release(event, at)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear keys before the list takes letters for a search."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.list:
            return self._hear(event, self.player.playhead.now())
        return super().eventFilter(watched, event)

    def _hear(self, event: QKeyEvent, at: Micros) -> bool:
        stroke = stroke_of(event)
        binding = None if stroke is None else self.keymap.match(stroke)
        if stroke is None or binding is None or self.desk.cycle is None:
            return False
        if self._is_typing() and not (stroke.ctrl or stroke.key in _ALWAYS):
            return False
        if self._held_keys.is_repeated(event) and not repeats(binding):
            return True
        self.acts.do(binding.action, binding.argument, at)
        return True

    def _is_typing(self) -> bool:
        """Tell whether the keyboard is with the fields, where plain keys are not for the video."""
        focused = self.focusWidget()
        return focused is not None and any(part.isAncestorOf(focused) for part in (self.editor, self.around))
