"""What the features of the Code workspace work with, and where they put what they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QObject, Qt, pyqtSignal
from PyQt6.QtWidgets import QWidget

from havenlens.domain.events import Event
from havenlens.domain.keymap import Binding, Keymap, KeyStroke
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.coding import CodingSession
from havenlens.services.ports import MediaLibrary
from havenlens.services.preferences import Preferences
from havenlens.services.study import Study
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.ui.coding.codes_panel import CodesPanel
from havenlens.ui.coding.event_editor import EventEditor
from havenlens.ui.coding.events_table import EventsTable
from havenlens.ui.coding.opening import CodingView
from havenlens.ui.coding.places import Places
from havenlens.ui.models.events import EventId, EventsModel
from havenlens.ui.player.player import Player
from havenlens.ui.player.transport import TransportBar
from havenlens.ui.player.view import VideoView
from havenlens.ui.qt.held_keys import HeldKeys
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.timeline.model import TimelineContent
from havenlens.ui.timeline.widget import TimelineWidget
from havenlens.ui.workplace import OpenStudy
from havenlens.words.sentences import say

Action = Callable[[str, Micros], None]
"""What a key does: given the binding's argument and the time of the frame on the screen."""


@dataclass(frozen=True)
class Parts:
    """The widgets of the workspace."""

    video: VideoView
    transport: TransportBar
    codes: CodesPanel
    timeline: TimelineWidget
    table: EventsTable
    editor: EventEditor
    places: Places


class Desk(QObject):
    """One coding on the table: its session, its video, the widgets, and what they share."""

    changed = pyqtSignal(object)
    """Carries the `Changes` that were written, after table, timeline and editor show them."""
    selected = pyqtSignal(object)
    """Carries the id of the event that was selected, or None."""
    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""
    failed = pyqtSignal(object)
    """Carries a `StudyError` to be shown until it is closed."""
    marked = pyqtSignal(object)
    """Carries the span between in and out, open where only its beginning is marked, or None."""
    refilmed = pyqtSignal(object)
    """Carries the `CodingView` as it is now: it has other views or files, or they lie elsewhere in time."""

    preferred = pyqtSignal()
    """Somebody else is at work, or wants other keys, another layout or another lag."""
    coding_requested = pyqtSignal(object)
    """Carries the id of the coding to open in place of this one."""
    rating_requested = pyqtSignal(object)
    """Carries the `RatingPeriod` whose ratings are to be given."""
    settings_requested = pyqtSignal()
    handed_in = pyqtSignal()

    def __init__(
        self,
        opened: OpenStudy,
        view: CodingView,
        bridge: CodingBridge,
        player: Player,
        model: EventsModel,
        parts: Parts,
        media: MediaLibrary,
        jobs: Jobs,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self.opened, self.view, self.bridge, self.player = opened, view, bridge, player
        self.model, self.parts, self.media, self.jobs, self.page = model, parts, media, jobs, page
        self.marked_span: Span | None = None
        self.coder: UUID | None = None
        self.preferences = Preferences()
        self.own_keys = self.keys = Keymap(())
        self.held_keys = HeldKeys(self)

    @property
    def session(self) -> CodingSession:
        """Give the coding session."""
        return self.bridge.session

    @property
    def study(self) -> Study:
        """Give the study, to be used on this thread; jobs open a reader of their own."""
        return self.opened.study

    @property
    def cache(self) -> Path:
        """Give the folder beside the study for what can be computed again; it may not be there yet."""
        return self.opened.path.with_name(f"{self.opened.path.stem}.havenlens-cache")

    @property
    def now(self) -> Micros:
        """Give the time of the frame on the screen."""
        return self.player.playhead.now()

    def refuses_time(self) -> bool:
        """Say where no frame of the video is on the screen, by which anything could be timed."""
        lacking = bool(self.view.videos) and self.player.playhead.position is None
        if lacking:
            self.say("coding.no_frame", refused=True)
        return lacking

    def press(self, code: str, at: Micros, *, restart: bool = False) -> None:
        """Code at the frame on the screen; refuse where there is none."""
        if not self.refuses_time():
            self.bridge.press(code, at, restart=restart, playing=self.player.is_playing)

    def film_again(self) -> None:
        """Read from the study what was filmed, and tell everybody at the desk where it is not as before."""
        view = self.view.filmed_as(self.study)
        if view != self.view:
            self.view = view
            self.parts.timeline.set_film(view.film)
            self.refilmed.emit(view)

    def not_before(self, at: int) -> Micros:
        """Give a time, or the beginning of what was filmed where it lies before that."""
        return Micros(max(self.view.film.start, at))

    def code_of(self, stroke: KeyStroke) -> str | None:
        """Give the code that a key means to this coder; None where it means something else."""
        binding = self.keys.match(stroke)
        return binding.argument if binding is not None and binding.action == "code" else None

    def say(self, code: str, /, *, refused: bool = False, **values: object) -> None:
        """Say something in the status line, by its code."""
        self.said.emit(say(code, **values), refused)

    def tell(self, problem: Problem, *, refused: bool = True) -> None:
        """Say what a reply or a refusal says."""
        self.said.emit(problem.sentence, refused)

    def fail(self, error: StudyError) -> None:
        """Show that something could not be written or read."""
        self.failed.emit(error)

    def select(self, event_id: UUID | None) -> None:
        """Choose an event everywhere."""
        self.selected.emit(event_id)

    def keep_state(self, **values: object) -> None:
        """Remember where the coder is with this coding (a pass, a walk); what no study is about."""
        if not self.session.editable:
            return
        self.view.state.update(values)
        try:
            self.study.store.keep("codings", self.session.coding.id, state=dict(self.view.state))
        except StudyError as error:
            self.fail(error)

    def mark_span(self, span: Span | None) -> None:
        """Mark a stretch between in and out, or none."""
        if span != self.marked_span:
            self.marked_span = span
            self.parts.timeline.set_marked(span)
            self.marked.emit(span)

    def use_preferences(self, coder: UUID | None, preferences: Preferences) -> None:
        """Work as a coder likes to; None is somebody who did not say who they are."""
        self.coder, self.preferences = coder, preferences
        self.preferred.emit()

    def visit(self, event: Event | None) -> None:
        """Go to an event's onset and choose it."""
        if event is not None:
            self.player.seek(event.span.start)
            self.parts.timeline.ensure_visible(event.span.start)
            self.select(event.id)

    def chosen(self) -> list[UUID]:
        """List the selected events in the order of the table's rows, or by onset where it shows none."""
        selection = self.parts.table.selectionModel()
        assert selection is not None
        rows = [index.data(EventId) for index in selection.selectedRows()]
        return rows or list(self.parts.timeline.chosen())

    def let_go(self) -> None:
        """Close the video and forget the events, which may be very many.

        The widgets live on until Qt has deleted them and Python has looked for garbage.
        """
        self.player.close()
        self.parts.timeline.set_content(TimelineContent(Micros(0)))
        self.session.let_go()
        self.model.let_go(self.session.events)

    def listen(self) -> None:
        """Give the keyboard back to the video, where letters code."""
        take_keyboard(self.parts.video, Qt.FocusReason.OtherFocusReason)


class Feature(QObject):
    """One thing a coder can do: its keys, what they do, and what it puts on the desk.

    Subclasses connect to the desk's signals in their constructor and override what they need.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk

    def bindings(self) -> Sequence[Binding]:
        """List the keys, with the words for the help overlay."""
        return ()

    def actions(self) -> Mapping[str, Action]:
        """Give what the bindings' actions do, by name."""
        return {}

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002 - for those that listen
        """Take a key before all others, while something of this feature waits for one; tell whether taken."""
        return False

    def show(self) -> None:
        """Put what there is already on the desk; the timeline and the table show the coding by now."""

    def step_back(self) -> bool:
        """Close what Escape should close first; tell whether there was something."""
        return False

    def close(self) -> None:
        """Write what is left to write and let go; the coding closes."""
