"""Small buttons with an icon and a name that a screen reader says."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QToolButton

from havenlens.ui.theme.icons import show_icon


def tool_button(icon: str, words: str, do: Callable[[], object]) -> QToolButton:
    """Make a button that does something when it is clicked; Tab reaches it, a click leaves the focus."""
    button = QToolButton()
    show_icon(button, icon)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def clicked(_checked: bool) -> None:
        do()

    button.clicked.connect(clicked)
    return button
