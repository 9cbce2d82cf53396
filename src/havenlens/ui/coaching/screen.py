"""The video of a review with its bar: play, step and jump by key or by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QVBoxLayout

from havenlens.domain.jumps import JumpKind, parse_jump
from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.coding.opening import filmed_views
from havenlens.ui.player.player import Player
from havenlens.ui.player.reel import Part
from havenlens.ui.player.transport import TransportBar
from havenlens.ui.player.view import VideoView
from havenlens.words.catalogue import tr


class ReviewScreen(QFrame):
    """One recording, its first view; `obey` does what the keys for watching ask for."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self.setProperty("ground", "card")
        self._desk = desk
        self.view = VideoView()
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.player = Player(self.view, desk.media, self)
        self.transport = TransportBar(self.player)
        self.transport.more.hide()
        self.parts: tuple[Part, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.transport)
        self.view.clicked.connect(self._click)
        self.player.failed.connect(self._fail)
        self.player.loop_changed.connect(self.transport.show_loop)
        self.transport.jump_opened.connect(self._open_jump)
        self.transport.jump_typed.connect(self._jump)
        self.transport.jump_left.connect(self._leave_jump)

    def show_place(self, place: Observation | None) -> None:
        """Open the recording of an observation, or say that there is none."""
        views = () if place is None else filmed_views(self._desk.study, place)
        self.parts = tuple(Part(file.path, file.base) for file in views[0].files) if views else ()
        if self.parts:
            self.player.open(self.parts, Micros(0))
        elif place is None:
            self.player.close_recording(tr("Not filmed yet: choose the video under “Around the clips”."))
        else:
            self.player.close_recording(tr("This observation has no video."))

    def obey(self, action: str, argument: str, at: Micros) -> None:
        """Do what a key for watching asks for."""
        player = self.player
        moves: dict[str, Callable[[], None]] = {
            "toggle_play": player.toggle,
            "shuttle": partial(_shuttle, player, argument),
            "step": partial(_step, player, argument),
            "jump": partial(_jump, player, argument, at),
            "rate": partial(_change_rate, player, argument),
            "replay": player.replay,
            "mute": partial(player.set_muted, not player.sound.muted),
            "go_to_start": player.go_to_start,
            "go_to_end": player.go_to_end,
            "jump_to": self._open_jump,
        }
        moves[action]()

    def close_screen(self) -> None:
        """Let go of everything."""
        self.player.close()
        self.view.close_view()

    def _click(self) -> None:
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)
        self.player.toggle()

    def _fail(self, error: StudyError) -> None:
        if self.player.times is None:
            self.player.close_recording(str(error))
        self._desk.said.emit(str(error), True)

    def _open_jump(self) -> None:
        self.transport.open_jump(clock(self.player.playhead.now()))

    def _leave_jump(self) -> None:
        self.transport.close_jump()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _jump(self, text: str) -> None:
        try:
            jump = parse_jump(text, self.player.playhead.now())
        except StudyError as error:
            self.transport.refuse_jump(str(error))
            self._desk.said.emit(str(error), True)
            return
        if jump.kind is JumpKind.FRAME:
            self.player.seek_frame(jump.value)
        else:
            self.player.seek(Micros(max(0, jump.value)))
        self._leave_jump()


def _shuttle(player: Player, direction: str) -> None:
    player.shuttle(int(direction))


def _step(player: Player, frames: str) -> None:
    player.step(int(frames))


def _jump(player: Player, seconds: str, at: Micros) -> None:
    player.seek(Micros(max(0, at + int(seconds) * SECOND)))


def _change_rate(player: Player, steps: str) -> None:
    player.change_rate(int(steps))
