"""The bar under the video of a clip: frame by frame, to its ends, the time of the frame, and as exported."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from havenlens.domain.time import Micros
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import TimecodeLabel
from havenlens.ui.widgets.tool_buttons import tool_button
from havenlens.words.catalogue import tr

_ACTIONS = (
    ("edge", "start", "skip-back"),
    ("step", "-1", "step-back"),
    ("toggle_play", "", "play"),
    ("step", "1", "step-forward"),
    ("edge", "end", "skip-forward"),
)


class MaskBar(QWidget):
    """Asks for what its buttons say; the dialog does it."""

    wanted = pyqtSignal(str, str)
    """Carries an action and its argument, as the keys name them."""

    def __init__(self) -> None:
        super().__init__()
        self.time = TimecodeLabel()
        self.preview = QPushButton(tr("As exported (E)"))
        self.preview.setCheckable(True)
        self.preview.setAutoDefault(False)
        self.preview.setToolTip(tr("Show the boxes as they hide; covered sound is not heard"))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.XS)
        words = (
            tr("To the beginning of the clip (Home)"),
            tr("One frame back (,)"),
            tr("Play or pause (Space)"),
            tr("One frame on (.)"),
            tr("To the end of the clip (End)"),
        )
        for (action, argument, icon), name in zip(_ACTIONS, words, strict=True):
            button = tool_button(icon, name, partial(self.wanted.emit, action, argument))
            row.addWidget(button)
            if action == "toggle_play":
                self._play = button
        row.addSpacing(Space.M)
        row.addWidget(self.time)
        row.addStretch()
        row.addWidget(self.preview)

    def show_playing(self, playing: bool) -> None:
        """Offer to pause while it plays."""
        show_icon(self._play, "pause" if playing else "play")

    def show_time(self, at: Micros) -> None:
        """Show the time of the frame on the screen."""
        self.time.show_time(at)
