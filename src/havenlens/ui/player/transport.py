"""The bar below the video: move, play, read the time, choose speed and loudness."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QSignalBlocker, Qt
from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QWidget

from havenlens.domain.time import clock
from havenlens.ui.player.playback import Sound
from havenlens.ui.player.player import RATES, Player
from havenlens.ui.player.playhead import Position
from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr

_LOUDEST = 100


class TransportBar(QFrame):
    """Buttons, time, frame number, speed and volume of one player."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.setAccessibleName(tr("Playback"))
        self.time = QLabel(clock(0))
        self.frame = QLabel()
        self.start = self._button("skip-back", tr("Go to the first frame"), tr("Home"), player.go_to_start)
        self.back = self._button("step-back", tr("One frame back"), tr("Left arrow"), self._step_back)
        self.play = self._button("play", tr("Play"), tr("Space"), player.toggle, Tint.ON_ACCENT)
        self.forward = self._button("step-forward", tr("One frame on"), tr("Right arrow"), self._step_on)
        self.end = self._button("skip-forward", tr("Go to the last frame"), tr("End"), player.go_to_end)
        self.rate = self._rate_button()
        self.mute = self._button("volume-2", tr("Mute"), "", self._toggle_sound)
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self._arrange()
        self._connect()
        self._show_time(None)
        self._show_state(player.is_playing)
        self._show_rate(player.rate)
        self._show_sound(player.sound)

    def _arrange(self) -> None:
        metrics = current_look().metrics
        self.play.setProperty("role", "primary")
        self.time.setProperty("role", "timecode")
        self.time.setFont(current_look().font(metrics.timecode, tabular=True))
        self.time.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.time.setAccessibleName(tr("Time of the frame on the screen"))
        self.frame.setProperty("role", "secondary")
        self.frame.setFont(current_look().font(metrics.body, tabular=True))
        self.frame.setMinimumWidth(self.frame.fontMetrics().horizontalAdvance(_frame_words(88_888)))
        # The style sheet gives tool buttons the least width of an icon, which outdoes setMinimumWidth.
        width = self.rate.fontMetrics().horizontalAdvance(_speed_words(-0.25))
        self.rate.setStyleSheet(f"min-width: {width}px")
        self.volume.setRange(0, _LOUDEST)
        self.volume.setPageStep(10)
        self.volume.setFixedWidth(metrics.px(88))
        self.volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.volume.setAccessibleName(tr("Volume"))
        self.volume.setToolTip(tr("Volume"))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.XS)
        for button in (self.start, self.back, self.play, self.forward, self.end):
            row.addWidget(button)
        row.addSpacing(Space.M)
        row.addWidget(self.time)
        row.addSpacing(Space.M)
        row.addWidget(self.frame)
        row.addWidget(self.rate)
        row.addStretch(1)
        row.addWidget(self.mute)
        row.addWidget(self.volume)

    def _connect(self) -> None:
        self._player.frame_painted.connect(self._show_time)
        self._player.state_changed.connect(self._show_state)
        self._player.rate_changed.connect(self._show_rate)
        self._player.speed_changed.connect(self._show_speed)
        self._player.sound_changed.connect(self._show_sound)
        self.volume.valueChanged.connect(self._set_volume)

    def _button(
        self, icon: str, words: str, key: str, do: Callable[[], None], tint: Tint = Tint.TEXT
    ) -> QToolButton:
        button = QToolButton(self)
        show_icon(button, icon, tint)
        _describe(button, words, key)
        # A click must not take the keyboard away from coding; Tab still reaches the button.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(do)
        return button

    def _rate_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        _describe(button, tr("Speed"), tr("Ctrl+Up, Ctrl+Down"))
        menu = QMenu(button)
        group = QActionGroup(menu)
        for rate in RATES:
            action = menu.addAction(_speed_words(rate))
            assert action is not None
            action.setData(rate)
            action.setCheckable(True)
            group.addAction(action)
        group.triggered.connect(self._choose_rate)
        button.setMenu(menu)
        self._rates = group
        return button

    def _step_back(self) -> None:
        self._player.step(-1)

    def _step_on(self) -> None:
        self._player.step(1)

    def _toggle_sound(self) -> None:
        self._player.set_muted(not self._player.sound.muted)

    def _set_volume(self, value: int) -> None:
        self._player.set_volume(value / _LOUDEST)

    def _choose_rate(self, action: QAction) -> None:
        self._player.set_rate(float(action.data()))

    def _show_time(self, position: Position | None) -> None:
        self.time.setText(clock(0 if position is None else position.at))
        number = None if position is None else position.number
        self.frame.setText("" if number is None else _frame_words(number))

    def _show_state(self, playing: bool) -> None:
        show_icon(self.play, "pause" if playing else "play", Tint.ON_ACCENT)
        _describe(self.play, tr("Pause") if playing else tr("Play"), tr("Space"))

    def _show_rate(self, rate: float) -> None:
        self.rate.setText(_speed_words(rate))
        for action in self._rates.actions():
            action.setChecked(action.data() == rate)

    def _show_speed(self, speed: float) -> None:
        self.rate.setText(_speed_words(speed or self._player.rate))

    def _show_sound(self, sound: Sound) -> None:
        silent = sound.muted or sound.volume == 0
        show_icon(self.mute, "volume-x" if silent else "volume-2" if sound.volume > 0.5 else "volume-1")
        _describe(self.mute, tr("Sound on") if sound.muted else tr("Mute"), "")
        with QSignalBlocker(self.volume):
            self.volume.setValue(round(sound.volume * _LOUDEST))


def _describe(button: QToolButton, words: str, key: str) -> None:
    button.setAccessibleName(words)
    button.setToolTip(f"{words} ({key})" if key else words)


def _frame_words(number: int) -> str:
    return tr("frame {number}").format(number=number)


def _speed_words(speed: float) -> str:
    return f"{speed:.2f}".removesuffix("0").replace("-", "−") + "×"
