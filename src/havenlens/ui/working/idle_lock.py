"""Cover the window when nobody has been at it for a while, and ask for the PIN; nothing is lost meanwhile."""

from __future__ import annotations

from time import monotonic

from PyQt6 import sip
from PyQt6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QAction, QWindow
from PyQt6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import Problem
from havenlens.services.sign_in import Account, Doorkeeper
from havenlens.services.study import Study
from havenlens.ui.player.player import Player
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import IconLabel
from havenlens.ui.working.sign_in_dialog import PinField
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_LOOK_MS = 5_000
"""So often it looks whether somebody watches: who watches a film touches nothing for as long as it plays."""

_WAKING = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TabletPress,
        QEvent.Type.TouchBegin,
    }
)


class Cover(QFrame):
    """Lies over a whole window; on one of them the PIN is asked for."""

    unlock_requested = pyqtSignal(str)
    other_requested = pyqtSignal()

    def __init__(self, over: QWidget, name: str, minutes: int, *, asks: bool) -> None:
        super().__init__(over)
        self.setProperty("ground", "cover")
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Covered"))
        self.pin = PinField()
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "danger")
        self.said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if asks:
            self._arrange(name, minutes)
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self.show()
        self.raise_()

    def _arrange(self, name: str, minutes: int) -> None:
        title = QLabel(name)
        title.setProperty("role", "title")
        why = QLabel(say("sign.locked", minutes=minutes))
        why.setProperty("role", "secondary")
        why.setWordWrap(True)
        unlock = QPushButton(tr("Go on"))
        unlock.setProperty("role", "primary")
        unlock.clicked.connect(self._unlock)
        other = QPushButton(tr("Somebody else…"))
        other.setProperty("role", "quiet")
        other.clicked.connect(self.other_requested)
        self.pin.returnPressed.connect(self._unlock)
        box = QWidget()
        box.setFixedWidth(current_look().metrics.px(300))
        inside = QVBoxLayout(box)
        inside.setSpacing(Space.M)
        inside.addWidget(IconLabel("lock", 24), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (title, why):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for part in (title, why, self.pin, self.said, unlock, other):
            inside.addWidget(part)
        self.said.hide()
        column = QVBoxLayout(self)
        column.addWidget(box, 0, Qt.AlignmentFlag.AlignCenter)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay as large as the window, and keep it open: the field for the PIN may be in it."""
        if event is None or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(watched.rect())
        if event.type() == QEvent.Type.Close and not isinstance(watched, QMainWindow):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def refuse(self, problem: Problem) -> None:
        """Say why the PIN was not taken."""
        self.pin.clear()
        self.said.setText(problem.sentence)
        self.said.show()
        self.pin.setFocus()

    def _unlock(self) -> None:
        self.unlock_requested.emit(self.pin.text())


class IdleLock(QObject):
    """Watches keys, mouse and playing videos while somebody with a PIN is signed in.

    It listens at the windows, not at the application, which would pass every event of the program through
    here. What is covered is disabled, so that neither keys nor shortcuts reach it.
    """

    locked = pyqtSignal()
    other_requested = pyqtSignal()
    """Somebody else wants to sign in; the covers stay until they have."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._account: Account | None = None
        self._door: Doorkeeper | None = None
        self._minutes = 0
        self._milliseconds = 0
        self._covers: list[Cover] = []
        self._disabled: list[QWidget | QAction] = []
        self._focus: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._since = QElapsedTimer()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._listen_at)

    @property
    def is_locked(self) -> bool:
        """Tell whether the window is covered."""
        return bool(self._covers)

    @property
    def cover(self) -> Cover:
        """Give the cover that asks for the PIN."""
        return self._covers[0]

    def watch(self, study: Study, account: Account | None, minutes: int) -> None:
        """Watch for somebody with a PIN; nobody, no PIN or no minutes ends the watch."""
        self._timer.stop()
        self._minutes = minutes
        self._account = account if account is not None and account.has_pin and minutes else None
        if self._account is not None:
            self._door = Doorkeeper(study, monotonic)
            self._listen_at(self._window.windowHandle())
            self._timer.start()
        self.set_patience(minutes * 60_000)

    def rest(self) -> None:
        """Watch for nobody any more; what is covered is uncovered."""
        self._account = self._door = None
        self._timer.stop()
        if self.is_locked:
            self.uncover()

    def set_patience(self, milliseconds: int) -> None:
        """Wait so long from the next key or movement on."""
        self._milliseconds = milliseconds
        if self._timer.isActive():
            self._wait()

    def _wait(self) -> None:
        self._since.start()
        self._timer.start(min(self._milliseconds, _LOOK_MS))

    def _look(self) -> None:
        players = self._window.findChildren(Player)
        # What loops does so without anybody, for as long as it is let.
        if any(player.is_playing and player.looped is None for player in players):
            self._since.start()
        elif self._since.elapsed() >= self._milliseconds:
            self.lock()

    def _listen_at(self, window: QWindow | None) -> None:
        if window is not None and self._account is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Begin to wait anew at every key and movement."""
        if event is not None and event.type() in _WAKING and self._timer.isActive():
            self._since.start()
        return super().eventFilter(watched, event)

    def lock(self) -> None:
        """Cover every window and ask for the PIN where the person is."""
        if self._account is None or self._covers:
            return
        self._timer.stop()
        self.locked.emit()
        self._focus = QApplication.focusWidget()
        first = QApplication.activeModalWidget() or QApplication.activeWindow() or self._window
        windows = (one for one in QApplication.topLevelWidgets() if one.isVisible())
        others = [one for one in windows if one is not first and not isinstance(one, QMenu)]
        for over in (first, *others):
            self._disable(over)
            self._covers.append(Cover(over, self._account.name, self._minutes, asks=over is first))
        self.cover.unlock_requested.connect(self._try)
        self.cover.other_requested.connect(self.other_requested)
        take_keyboard(self.cover.pin)

    def ask_again(self) -> None:
        """Go back to the PIN, where somebody else did not sign in after all."""
        window = self.cover.window() if self._covers else None
        if window is not None:
            window.activateWindow()
            self.cover.pin.setFocus()

    def _disable(self, over: QWidget) -> None:
        """Make what lies in a window deaf, with every shortcut that is heard from it."""
        inside = over.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        parts: list[QWidget | QAction] = [part for part in inside if not part.isWindow()]
        parts += over.findChildren(QAction)
        for part in parts:
            if part.isEnabled():
                part.setEnabled(False)
                self._disabled.append(part)

    def _try(self, pin: str) -> None:
        account, door = self._account, self._door
        assert account is not None
        assert door is not None
        problem = door.refuses(account.id, pin)
        if problem is None:
            self.uncover()
        else:
            self.cover.refuse(problem)

    def uncover(self) -> None:
        """Take the covers away and give the keyboard back to where it was."""
        for cover in self._covers:
            cover.hide()
            cover.deleteLater()
        self._covers.clear()
        for part in self._disabled:
            if not sip.isdeleted(part):
                part.setEnabled(True)
        self._disabled.clear()
        if self._focus is not None and not sip.isdeleted(self._focus):
            take_keyboard(self._focus)
        self._focus = None
        if self._account is not None:
            self._wait()
