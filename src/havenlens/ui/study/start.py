"""What the app shows before a study is open: the demo, a new study, one that is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PyQt6.QtCore import Qt, pyqtBoundSignal, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.messages import EmptyState
from havenlens.words.catalogue import tr


class StartPage(QWidget):
    """Three ways to begin, and the studies opened last."""

    demo_requested = pyqtSignal()
    new_requested = pyqtSignal()
    open_requested = pyqtSignal()
    recent_chosen = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout()
        column.setSpacing(Space.S)
        name = QLabel("Havenlens")
        name.setProperty("role", "title")
        line = QLabel(
            tr("Code bids and responses on video, see whether coders agree, give feedback that helps.")
        )
        line.setProperty("role", "secondary")
        line.setWordWrap(True)
        column.addWidget(name)
        column.addWidget(line)
        column.addSpacing(Space.L)
        for icon, text, hint, signal, role in (
            (
                "play",
                tr("Open the demo study"),
                tr("Three drawn scenes, coded twice, with a finished feedback document."),
                self.demo_requested,
                "primary",
            ),
            ("file-plus", tr("New study…"), tr("For your own videos."), self.new_requested, ""),
            (
                "folder-open",
                tr("Open a study…"),
                tr("A file that ends in .havenlens."),
                self.open_requested,
                "",
            ),
        ):
            column.addLayout(_choice(icon, text, hint, signal, role))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        column.addSpacing(Space.L)
        column.addLayout(self._recent)
        box = QWidget()
        box.setLayout(column)
        box.setFixedWidth(current_look().metrics.px(560))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        across = QHBoxLayout(self)
        across.addStretch()
        across.addWidget(box, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addStretch()

    def show_recent(self, paths: list[Path]) -> None:
        """List the studies opened last."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if paths:
            label = QLabel(tr("RECENT"))
            label.setProperty("role", "label")
            self._recent.addWidget(label)
        for path in paths:
            button = QPushButton(f"{path.stem}   {path.parent}")
            button.setProperty("role", "quiet")
            button.setStyleSheet("text-align: left")
            button.setToolTip(str(path))
            button.clicked.connect(partial(self.recent_chosen.emit, path))
            self._recent.addWidget(button)


def _choice(icon: str, text: str, hint: str, signal: pyqtBoundSignal, role: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    button = QPushButton(text)
    button.setProperty("role", role)
    button.setMinimumWidth(current_look().metrics.px(200))
    show_icon(button, icon, Tint.ON_ACCENT if role == "primary" else Tint.TEXT)
    button.clicked.connect(signal)
    says = QLabel(hint)
    says.setProperty("role", "secondary")
    says.setWordWrap(True)
    row.addWidget(button)
    row.addWidget(says, 1)
    return row


def no_coding() -> EmptyState:
    """Say what to do where no coding is open."""
    return EmptyState(
        "film",
        tr("No coding is open"),
        tr("Choose a video in Study and start a coding, or go on with one that is listed there."),
        tr("Go to Study"),
    )
