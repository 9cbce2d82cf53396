"""What the keys do to the video, the timeline and the coding itself."""

from __future__ import annotations

from havenlens.domain.keymap import Binding
from havenlens.domain.time import SECOND, Micros
from havenlens.ui.coding.bridge import CodingBridge
from havenlens.ui.player.player import Player
from havenlens.ui.timeline.widget import TimelineWidget

_VOLUME_STEP = 0.1


class KeyActions:
    """One method an action of the keymap; `knows` tells which actions are the page's own."""

    def __init__(self, bridge: CodingBridge, player: Player, timeline: TimelineWidget) -> None:
        self._bridge, self._player, self._timeline = bridge, player, timeline

    def knows(self, action: str) -> bool:
        """Tell whether an action is one of these."""
        return hasattr(self, f"_do_{action}")

    def run(self, binding: Binding, at: Micros) -> None:
        """Do what a key is bound to, at the moment it was pressed."""
        getattr(self, f"_do_{binding.action}")(binding.argument, at)

    def _do_code(self, code: str, at: Micros) -> None:
        self._bridge.press(code, at, restart=False, playing=self._player.is_playing)

    def _do_code_again(self, code: str, at: Micros) -> None:
        self._bridge.press(code, at, restart=True, playing=self._player.is_playing)

    def _do_answer(self, digit: str, _at: Micros) -> None:
        self._bridge.answer(digit)

    def _do_focus(self, place: str, _at: Micros) -> None:
        people = self._bridge.session.focusable
        if int(place) < len(people):
            self._bridge.focus_on(people[int(place)])

    def _do_focus_back(self, _argument: str, _at: Micros) -> None:
        self._bridge.focus_back()

    def _do_same_time(self, _argument: str, _at: Micros) -> None:
        self._bridge.same_time_next()

    def _do_skip(self, _argument: str, _at: Micros) -> None:
        self._bridge.skip_question()

    def _do_undo(self, _argument: str, _at: Micros) -> None:
        self._bridge.undo()

    def _do_redo(self, _argument: str, _at: Micros) -> None:
        self._bridge.redo()

    def _do_toggle_play(self, _argument: str, _at: Micros) -> None:
        self._player.toggle()

    def _do_shuttle(self, direction: str, _at: Micros) -> None:
        self._player.shuttle(int(direction))

    def _do_step(self, frames: str, _at: Micros) -> None:
        self._player.step(int(frames))

    def _do_jump(self, seconds: str, at: Micros) -> None:
        self._player.seek(Micros(max(0, at + int(seconds) * SECOND)))

    def _do_rate(self, steps: str, _at: Micros) -> None:
        self._player.change_rate(int(steps))

    def _do_replay(self, seconds: str, _at: Micros) -> None:
        self._player.replay(float(seconds))

    def _do_mute(self, _argument: str, _at: Micros) -> None:
        self._player.set_muted(not self._player.sound.muted)

    def _do_volume(self, direction: str, _at: Micros) -> None:
        self._player.set_volume(self._player.sound.volume + int(direction) * _VOLUME_STEP)

    def _do_go_to_start(self, _argument: str, _at: Micros) -> None:
        self._player.go_to_start()

    def _do_go_to_end(self, _argument: str, _at: Micros) -> None:
        self._player.go_to_end()

    def _do_zoom(self, direction: str, _at: Micros) -> None:
        (self._timeline.zoom_in if int(direction) > 0 else self._timeline.zoom_out)()
