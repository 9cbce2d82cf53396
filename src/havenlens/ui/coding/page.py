"""The Code workspace: one coding, its video, its timeline and its events."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.coding import holders
from havenlens.domain.events import Changes
from havenlens.domain.frames import FrameTimes
from havenlens.domain.keymap import Binding, Keymap, KeyStroke
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, clock
from havenlens.services.asking import Asked
from havenlens.services.ports import MediaLibrary
from havenlens.ui.coding.aftermath import Aftermath
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.ui.coding.codes_panel import CodesPanel
from havenlens.ui.coding.desk import Action, Desk, Feature, Parts
from havenlens.ui.coding.edits import film_of
from havenlens.ui.coding.event_editor import EventEditor
from havenlens.ui.coding.events_table import EventsTable, dress_table, edit_onset
from havenlens.ui.coding.features import FEATURES
from havenlens.ui.coding.help import KeyHelp, with_keys
from havenlens.ui.coding.opening import CodingView
from havenlens.ui.coding.places import Places
from havenlens.ui.coding.timeline_content import content_of, item_of
from havenlens.ui.models.events import EventColours, EventsModel
from havenlens.ui.player.player import Player
from havenlens.ui.player.reel import Part
from havenlens.ui.player.transport import TransportBar
from havenlens.ui.player.view import VideoView
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.qt.keyboard import finish_typing, open_and_return, take_keyboard
from havenlens.ui.qt.keys import stroke_of
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.timeline.marks import fill_of
from havenlens.ui.timeline.widget import TimelineWidget
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_SAVE_POSITION_MS = 10_000


class CodePage(QWidget):
    """Plays and codes; every key is heard here, and its first deed is to read the playhead."""

    status_changed = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""
    counts_changed = pyqtSignal(str)
    saved_changed = pyqtSignal(bool)

    def __init__(
        self,
        opened: OpenStudy,
        view: CodingView,
        media: MediaLibrary,
        jobs: Jobs,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._session = view, view.session
        self._lettered = view.session.scheme
        self.bridge = CodingBridge(view.session, self)
        self.video = VideoView()
        self.player = Player(self.video, media, self)
        self.transport = TransportBar(self.player)
        self.codes = CodesPanel()
        self.timeline = TimelineWidget()
        self.model = EventsModel(
            view.session.scheme, view.session.events, view.session.names, self.bridge.edit_text, self
        )
        self.table = EventsTable()
        self.editor = EventEditor(self.bridge)
        self.banner = Banner()
        self.places = Places(self.timeline, self.table, tr("Events"))
        self._arrange()
        parts = Parts(
            self.video, self.transport, self.codes, self.timeline, self.table, self.editor, self.places
        )
        self.desk = Desk(opened, view, self.bridge, self.player, self.model, parts, media, jobs, self)
        self.bridge.film = partial(film_of, self.desk)
        self.features: tuple[Feature, ...] = tuple(feature(self.desk) for feature in FEATURES)
        self._listeners = [one for one in self.features if type(one).hear is not Feature.hear]
        self._actions: dict[str, Action] = {
            "next_pane": self._next_pane,
            "edit": self._edit_cell,
            "step_back": self._step_back,
            "help": self._show_help,
        }
        for feature in self.features:
            self._actions.update(feature.actions())
        self._keymap = self.desk.own_keys = self.desk.keys = self._make_keymap()
        self._aftermath = Aftermath(lambda: self.player.is_playing, self)
        self._connect()
        self._clock = QTimer(self)
        self._clock.setInterval(_SAVE_POSITION_MS)
        self._clock.timeout.connect(self.save_position)
        self._show_all()

    # --- building -----------------------------------------------------------------------------------

    def _arrange(self) -> None:
        film = QFrame()
        film.setProperty("ground", "card")
        column = QVBoxLayout(film)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.video, 1)
        column.addWidget(self.transport)
        self.table.setModel(self.model)
        dress_table(self.table)
        side, tabs = self.places.beside, self.places.tabs
        top = splitter(Qt.Orientation.Horizontal, film, side, self.codes, sizes=(1000, 340, 360))
        bottom = splitter(Qt.Orientation.Horizontal, tabs, self.editor, sizes=(900, 460))
        # What scrolls may get small, so that a low window is shared as a high one is.
        for low, least in ((tabs, 96), (self.editor, 80)):
            low.setMinimumHeight(current_look().metrics.px(least))
        top.setObjectName("top")
        bottom.setObjectName("bottom")
        self.split = splitter(Qt.Orientation.Vertical, top, self.places.lower, bottom, sizes=(400, 300, 150))
        self.split.setObjectName("whole")
        page = QVBoxLayout(self)
        page.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        page.setSpacing(Space.S)
        page.addWidget(self.banner)
        page.addWidget(self.split, 1)
        self._panes: tuple[QWidget, ...] = (self.video, self.timeline, self.table, self.editor)
        for pane in (self.video, self.timeline):
            pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            pane.installEventFilter(self)
        for button in self.transport.findChildren(QWidget):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.installEventFilter(self)

    def _make_keymap(self) -> Keymap:
        edit, find = tr("Code and edit"), tr("Find your way")
        own = (
            Binding(KeyStroke("escape"), "step_back", tr("Close the question or the sheet"), edit),
            Binding(KeyStroke("e", ctrl=True), "edit", tr("Edit the selected event in the table"), edit),
            Binding(KeyStroke("f6"), "next_pane", tr("To the next pane"), find),
            Binding(KeyStroke("f1"), "help", tr("Show all keys"), find),
        )
        return Keymap([*(b for feature in self.features for b in feature.bindings()), *own])

    def _connect(self) -> None:
        self.bridge.changed.connect(self._show_changes)
        self.bridge.said.connect(self._say)
        self.bridge.asked.connect(self._ask)
        self.bridge.failed.connect(self._show_failure)
        self.bridge.focus_moved.connect(self._show_focus)
        self.desk.said.connect(self.status_changed)
        self.desk.failed.connect(self._show_failure)
        self.desk.preferred.connect(self._rebind)
        self.codes.code_chosen.connect(self._code_by_mouse)
        self.codes.person_chosen.connect(self.bridge.focus_on)
        self.codes.answer_chosen.connect(self.bridge.answer)
        self.player.opened.connect(self._indexed)
        self.player.position_changed.connect(self._follow)
        self.player.state_changed.connect(self._playing_changed)
        self.player.failed.connect(self._show_video_problem)
        self.timeline.seek_requested.connect(self.player.seek)

    def _show_all(self) -> None:
        session, view = self._session, self._view
        self.codes.show_scheme(session.scheme)
        acting = holders(tuple(role.id for role in session.scheme.roles), session.coding.casting)
        cast = [(person.id, person.pseudonym) for person in session.people if person.id in acting]
        self.codes.people.show_people(cast, session.focusable)
        self._show_focus()
        self._use_colours()
        self.timeline.set_editable(session.editable)
        self.timeline.set_content(content_of(session, view.film, view.transcript))
        self._tell_counts()
        for feature in self.features:
            feature.show()
        self._clock.start()
        if not view.videos:
            self.player.close_recording(tr("This observation has no video."))
            return
        self.player.open([Part(path, base) for path, base in view.videos], session.coding.resume_at)

    # --- keys ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        at = self.player.playhead.now()
        if event is None or not self._hear(event, at):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear keys before the table takes letters for a search, and before Tab moves the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            at = self.player.playhead.now()
            if watched is self.table or event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                return self._hear(event, at)
        return super().eventFilter(watched, event)

    def _hear(self, event: QKeyEvent, at: Micros) -> bool:
        stroke = stroke_of(event)
        if stroke is None:
            return False
        self._aftermath.catch_up()
        binding = self._keymap.match(stroke)
        repeated = self.desk.held_keys.is_repeated(event)
        if repeated and binding is not None and not binding.repeats:
            if binding.action == "code" and not self.desk.preferences.hold_to_code:
                self.bridge.tell("coding.repeated", code=binding.text)
            return True
        if any(feature.hear(stroke, at) for feature in self._listeners):
            return True
        if binding is None:
            return False
        self._actions[binding.action](binding.argument, at)
        return True

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        at = self.player.playhead.now()
        super().keyReleaseEvent(event)
        if event is not None:
            self.desk.held_keys.release(event, at)

    def _rebind(self) -> None:
        """Use the coder's own keys from here on, and show their letters beside the codes."""
        scheme = self._session.scheme
        before = self._lettered
        self._keymap = self.desk.own_keys.rebound(self.desk.preferences.overrides(scheme))
        self.desk.keys = self._keymap
        self._lettered = with_keys(scheme, self._keymap)
        if self._lettered != before:
            self._show_letters(before)

    def _show_letters(self, before: Scheme) -> None:
        """Show every code with the letter it has for this coder, wherever its letter stands."""
        session, scheme = self._session, self._lettered
        session.scheme = scheme
        self.codes.show_scheme(scheme)
        if scheme.passes:
            groups = None if session.pass_ is None else scheme.passes[session.pass_]
            self.codes.show_pass(session.pass_name, groups)
        self.model.use_letters(scheme)
        self.editor.renew()
        changed = {code.id for code in scheme.codes if code.key != before.code_by_id[code.id].key}
        touched = [item_of(event, session) for event in session.events if event.code in changed]
        self.timeline.apply(replaced=touched)

    def _edit_cell(self, _argument: str, at: Micros) -> None:
        edit_onset(self.table, at)

    def _step_back(self, _argument: str, _at: Micros) -> None:
        any(feature.step_back() for feature in self.features)

    def _next_pane(self, _argument: str, _at: Micros) -> None:
        focused = next((n for n, pane in enumerate(self._panes) if pane.hasFocus()), -1)
        take_keyboard(self._panes[(focused + 1) % len(self._panes)], Qt.FocusReason.TabFocusReason)

    def _show_help(self, _argument: str, _at: Micros) -> None:
        overlay = KeyHelp(self._keymap, self)
        overlay.chosen.connect(self._do)
        open_and_return(overlay)

    def _do(self, binding: Binding) -> None:
        """Do what was chosen from the list of keys, at the frame on the screen."""
        self.desk.listen()
        self._actions[binding.action](binding.argument, self.player.playhead.now())

    # --- showing ------------------------------------------------------------------------------------

    def _show_changes(self, changes: Changes) -> None:
        self.model.apply(changes)
        session = self._session
        self.timeline.apply(
            added=tuple(item_of(event, session) for event in changes.added),
            replaced=tuple(item_of(after, session) for _, after in changes.replaced),
            removed=tuple(event.id for event in changes.removed),
        )
        fresh = [*changes.added, *(after for _, after in changes.replaced)]
        if changes.added:
            self.select(changes.added[-1].id)
        elif any(event.id == self.editor.event_id for event in fresh):
            self.editor.show_event(session.events.get(self.editor.event_id))
        elif session.events.get(self.editor.event_id) is None:
            self.editor.show_event(None)
        self._aftermath.show(self._show_aftermath)
        self.desk.changed.emit(changes)

    def _show_aftermath(self) -> None:
        self._show_open_states()
        self._tell_counts()
        self.saved_changed.emit(True)

    def _say(self, problem: Problem, refused: bool) -> None:
        self._aftermath.show(partial(self.status_changed.emit, problem.sentence, refused))

    def _ask(self, question: Asked | None) -> None:
        self._aftermath.show(partial(self._show_question, question))

    def _show_question(self, question: Asked | None) -> None:
        self.codes.now.show_question(question)
        self._show_open_states()

    def _show_failure(self, error: StudyError) -> None:
        self._aftermath.catch_up()
        self.banner.say(str(error), Level.DANGER)
        self.saved_changed.emit(False)

    def _show_video_problem(self, error: StudyError) -> None:
        self.banner.say(str(error), Level.WARNING)

    def _show_focus(self) -> None:
        self.codes.people.show_focus(self._session.focus[0] if self._session.focus else None)

    def _indexed(self, times: FrameTimes) -> None:
        """Let dragged edges and typed times snap to frames, once the frames are known."""
        self.bridge.snap = times.snap
        self.timeline.set_snap(times.snap)

    def _follow(self, at: Micros) -> None:
        self.timeline.set_playhead(at)
        self._show_open_states(at)

    def _show_open_states(self, at: Micros | None = None) -> None:
        states = [
            (event, self._lettered.code_by_id[event.code], self._session.names[event.actor])
            for event in self._session.events.open_states()
        ]
        self.codes.now.show_open(states, self.player.playhead.now() if at is None else at)

    def _tell_counts(self) -> None:
        self.counts_changed.emit(say("coding.counts", n=len(self._session.events)))

    def _playing_changed(self, playing: bool) -> None:
        self.timeline.set_playing(playing)
        self.editor.put_off(putting_off=playing)
        if not playing:
            self.save_position()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme: the table draws with colours that suit its ground."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._use_colours()

    def _use_colours(self) -> None:
        tokens = current_look().tokens
        codes = {code.id: fill_of(code.colour, tokens) for code in self._session.scheme.codes}
        self.model.use_colours(EventColours(codes, tokens.warning))

    def select(self, event_id: UUID | None) -> None:
        """Choose an event everywhere: in the table, on the timeline, in the editor."""
        self.desk.select(event_id)

    # --- intents by mouse ---------------------------------------------------------------------------

    def _code_by_mouse(self, code: str) -> None:
        self.desk.press(code, self.desk.now)

    # --- coming back --------------------------------------------------------------------------------

    def greet(self) -> None:
        """Say where the coder left off, and which states are still open."""
        at = self._session.coding.resume_at
        names = [
            f"{self._session.scheme.code_by_id[event.code].name} ({self._session.names[event.actor]})"
            for event in self._session.events.open_states()
        ]
        if names:
            self.status_changed.emit(say("coding.resumed", at=clock(at), states=", ".join(names)), False)
        elif at > 0:
            self.status_changed.emit(say("coding.resumed_nothing_open", at=clock(at)), False)
        self._show_open_states(at)
        self.desk.listen()

    def save_position(self) -> None:
        """Remember the moment, so that the coder comes back to it."""
        if self.player.playhead.position is None:
            return
        try:
            self._session.save_position(self.player.playhead.now())
        except StudyError as error:
            self._show_failure(error)

    def close_coding(self) -> None:
        """Write what is being typed, remember the moment, and let go of the video and of the events."""
        finish_typing(self)
        self._aftermath.catch_up()
        for feature in self.features:
            feature.close()
        self.save_position()
        self._clock.stop()
        self.desk.let_go()
