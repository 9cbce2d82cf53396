"""Keys that move the video and the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import SECOND, Micros
from havenlens.ui.coding.desk import Action, Feature
from havenlens.words.catalogue import N_, tr

PLAY = N_("Watch")
_VOLUME_STEP = 0.1
_KEYS = (
    (KeyStroke("space"), "toggle_play", N_("Play or pause"), ""),
    (KeyStroke("j"), "shuttle", N_("Play backwards; again for faster"), "-1"),
    (KeyStroke("k"), "shuttle", N_("Stand still"), "0"),
    (KeyStroke("l"), "shuttle", N_("Play forwards; again for 2×, 4×"), "1"),
    (KeyStroke("left"), "step", N_("One frame back"), "-1"),
    (KeyStroke("right"), "step", N_("One frame on"), "1"),
    (KeyStroke("left", shift=True), "jump", N_("One second back"), "-1"),
    (KeyStroke("right", shift=True), "jump", N_("One second on"), "1"),
    (KeyStroke("left", ctrl=True), "jump", N_("Five seconds back"), "-5"),
    (KeyStroke("right", ctrl=True), "jump", N_("Five seconds on"), "5"),
    (KeyStroke("up", ctrl=True), "rate", N_("Faster"), "1"),
    (KeyStroke("down", ctrl=True), "rate", N_("Slower"), "-1"),
    (KeyStroke("backspace"), "replay", N_("Replay the last 5 seconds"), "5"),
    (KeyStroke("m", ctrl=True), "mute", N_("Sound off or on"), ""),
    (KeyStroke("up", ctrl=True, shift=True), "volume", N_("Louder"), "1"),
    (KeyStroke("down", ctrl=True, shift=True), "volume", N_("Quieter"), "-1"),
    (KeyStroke("home"), "go_to_start", N_("To the beginning"), ""),
    (KeyStroke("end"), "go_to_end", N_("To the end"), ""),
    (KeyStroke("+"), "zoom", N_("Zoom the timeline in"), "1"),
    (KeyStroke("-"), "zoom", N_("Zoom the timeline out"), "-1"),
)


class Watching(Feature):
    """Play, shuttle, step, jump, change speed and loudness, zoom the timeline."""

    def bindings(self) -> Sequence[Binding]:
        return [Binding(stroke, act, tr(text), tr(PLAY), value) for stroke, act, text, value in _KEYS]

    def actions(self) -> Mapping[str, Action]:
        return {
            "toggle_play": self._toggle_play,
            "shuttle": self._shuttle,
            "step": self._step,
            "jump": self._jump,
            "rate": self._change_rate,
            "replay": self._replay,
            "mute": self._mute,
            "volume": self._change_volume,
            "go_to_start": self._go_to_start,
            "go_to_end": self._go_to_end,
            "zoom": self._zoom,
        }

    def _toggle_play(self, _argument: str, _at: Micros) -> None:
        self.desk.player.toggle()

    def _shuttle(self, direction: str, _at: Micros) -> None:
        self.desk.player.shuttle(int(direction))

    def _step(self, frames: str, _at: Micros) -> None:
        self.desk.player.step(int(frames))

    def _jump(self, seconds: str, at: Micros) -> None:
        self.desk.player.seek(self.desk.not_before(at + int(seconds) * SECOND))

    def _change_rate(self, steps: str, _at: Micros) -> None:
        self.desk.player.change_rate(int(steps))

    def _replay(self, seconds: str, _at: Micros) -> None:
        self.desk.player.replay(float(seconds))

    def _mute(self, _argument: str, _at: Micros) -> None:
        player = self.desk.player
        player.set_muted(not player.sound.muted)

    def _change_volume(self, direction: str, _at: Micros) -> None:
        player = self.desk.player
        player.set_volume(player.sound.volume + int(direction) * _VOLUME_STEP)

    def _go_to_start(self, _argument: str, _at: Micros) -> None:
        self.desk.player.go_to_start()

    def _go_to_end(self, _argument: str, _at: Micros) -> None:
        self.desk.player.go_to_end()

    def _zoom(self, direction: str, _at: Micros) -> None:
        timeline = self.desk.parts.timeline
        (timeline.zoom_in if int(direction) > 0 else timeline.zoom_out)()
