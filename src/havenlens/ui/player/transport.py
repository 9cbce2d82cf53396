"""The bar below the video: move, play, read the time, choose speed and loudness."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QActionGroup, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QSlider,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from havenlens.domain.keymap import KeyStroke
from havenlens.domain.time import Span, clock
from havenlens.ui.player.playback import Sound
from havenlens.ui.player.player import RATES, Player
from havenlens.ui.player.playhead import Position
from havenlens.ui.qt.key_names import menu_key
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr

_LOUDEST = 100


class JumpField(QLineEdit):
    """Where a place to go to is typed; Escape leaves it, and so does going on elsewhere."""

    left = pyqtSignal()
    abandoned = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
        if event is not None:
            event.accept()  # no key that is typed here may code

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.abandoned.emit()


class TimeLabel(QLabel):
    """The time under the picture; a click on it opens the field to jump."""

    clicked = pyqtSignal()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        super().mousePressEvent(event)
        self.clicked.emit()


class TransportBar(QFrame):
    """Buttons, time, frame number, speed, loop and volume of one player."""

    jump_opened = pyqtSignal()
    """The time was clicked: a person wants to type where to go."""
    jump_typed = pyqtSignal(str)
    """Carries what was typed in the field to jump."""
    jump_left = pyqtSignal()
    """The field to jump was left without going anywhere."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.setAccessibleName(tr("Playback"))
        self.time = TimeLabel(clock(0))
        self.jump = JumpField()
        self._place = QStackedWidget()
        self.frame = QLabel()
        self.start = self._button("skip-back", tr("Go to the first frame"), tr("Home"), player.go_to_start)
        self.back = self._button("step-back", tr("One frame back"), tr("Left arrow"), self._step_back)
        self.play = self._button("play", tr("Play"), tr("Space"), player.toggle, Tint.ON_ACCENT)
        self.forward = self._button("step-forward", tr("One frame on"), tr("Right arrow"), self._step_on)
        self.end = self._button("skip-forward", tr("Go to the last frame"), tr("End"), player.go_to_end)
        self.rate = self._rate_button()
        self.loop = self._button("repeat", tr("Loop"), tr("Ctrl+L"), None)
        self.more = QToolButton(self)
        self.menu = QMenu(self.more)
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
        self.time.setCursor(Qt.CursorShape.PointingHandCursor)
        self.time.setToolTip(
            tr("Jump to a time or a frame ({key})").format(key=menu_key(KeyStroke("g", ctrl=True)))
        )
        self.time.setAccessibleName(tr("Time of the frame on the screen"))
        self.jump.setFont(self.time.font())
        self.jump.setAccessibleName(tr("Jump to a time or a frame"))
        self.jump.setPlaceholderText("1:02.440  +5  f1561")
        width = self.time.fontMetrics().horizontalAdvance("00:00:00.000")
        for part in (self._place, self.time):
            part.setFixedSize(width + metrics.px(22), metrics.px(30))
        self._place.addWidget(self.time)
        self._place.addWidget(self.jump)
        self.loop.setCheckable(True)
        self._dress_more()
        self._dress_frame()
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
        row.setSizeConstraint(
            QLayout.SizeConstraint.SetNoConstraint
        )  # `_fit` makes room where there is little
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.XS)
        for button in (self.start, self.back, self.play, self.forward, self.end):
            row.addWidget(button)
        row.addSpacing(Space.M)
        row.addWidget(self._place)
        row.addWidget(self.frame)
        row.addWidget(self.rate)
        row.addWidget(self.loop)
        row.addStretch(1)
        row.addWidget(self.mute)
        row.addWidget(self.volume)
        row.addWidget(self.more)

    def _dress_frame(self) -> None:
        metrics = current_look().metrics
        self.frame.setProperty("role", "secondary")
        self.frame.setAccessibleName(tr("Number of the frame on the screen"))
        self.frame.setToolTip(tr("Number of the frame on the screen"))
        self.frame.setFont(current_look().font(metrics.body, tabular=True))
        # Of fixed size, or every frame that plays would lay out the whole window again.
        self.frame.setFixedSize(
            self.frame.fontMetrics().horizontalAdvance(_frame_words(888_888)) + 2, metrics.px(30)
        )

    def _dress_more(self) -> None:
        show_icon(self.more, "layers")
        _describe(self.more, tr("Picture and views"), "")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.menu)

    def _connect(self) -> None:
        self._player.frame_painted.connect(self._show_time)
        self._player.state_changed.connect(self._show_state)
        self._player.rate_changed.connect(self._show_rate)
        self._player.speed_changed.connect(self._show_speed)
        self._player.sound_changed.connect(self._show_sound)
        self.volume.valueChanged.connect(self._set_volume)
        self.time.clicked.connect(self.jump_opened)
        self.jump.returnPressed.connect(self._type_jump)
        self.jump.left.connect(self.jump_left)
        self.jump.abandoned.connect(self.close_jump)
        self.jump.textEdited.connect(self._mind_jump)

    # --- jumping and looping ------------------------------------------------------------------------

    def open_jump(self, text: str) -> None:
        """Open the field to jump, with a time in it that typing replaces."""
        self._mind_jump()
        self.jump.setText(text)
        self._place.setCurrentWidget(self.jump)
        self.jump.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.jump.selectAll()
        take_keyboard(self.jump)

    def close_jump(self) -> None:
        """Show the time again."""
        self._place.setCurrentWidget(self.time)

    def refuse_jump(self, why: str) -> None:
        """Show that what was typed is no place to go to; it stays to be corrected."""
        self._mark_jump(why)
        self.jump.selectAll()

    def show_loop(self, span: Span | None) -> None:
        """Show whether a span is played again and again, and which."""
        self.loop.setChecked(span is not None)
        words = tr("Loop")
        if span is not None and span.end is not None:
            words = tr("Looping {start} to {end}").format(start=clock(span.start), end=clock(span.end))
        _describe(self.loop, words, tr("Ctrl+L"))

    def minimumSizeHint(self) -> QSize:
        needed = (self.play, self._place, self.more)
        wide = sum(part.sizeHint().width() + Space.XS for part in needed) + 3 * Space.M
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what has no room: every part of it has a key, or stands in the menu."""
        row = self.layout()
        assert row is not None
        least: tuple[QWidget, ...] = (self.volume, self.start, self.end, self.mute, self.rate, self.loop)
        least = (*least, self.frame, self.back, self.forward)
        for part in least:
            part.show()
        for part in least:
            if row.minimumSize().width() <= self.width():
                break
            part.hide()

    def _type_jump(self) -> None:
        self.jump_typed.emit(self.jump.text())

    def _mind_jump(self, _text: str = "") -> None:
        self._mark_jump("")

    def _mark_jump(self, why: str) -> None:
        self.jump.setToolTip(why)
        self.jump.setProperty("invalid", bool(why))
        style = self.jump.style()
        assert style is not None
        style.unpolish(self.jump)
        style.polish(self.jump)

    # --- parts --------------------------------------------------------------------------------------

    def _button(
        self, icon: str, words: str, key: str, do: Callable[[], None] | None, tint: Tint = Tint.TEXT
    ) -> QToolButton:
        button = QToolButton(self)
        show_icon(button, icon, tint)
        _describe(button, words, key)
        # A click must not take the keyboard away from coding; Tab still reaches the button.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if do is not None:
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
    return tr("f {number}").format(number=number)


def _speed_words(speed: float) -> str:
    return f"{speed:.2f}".removesuffix("0").replace("-", "−") + "×"
