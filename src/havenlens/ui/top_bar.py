"""The bar across the top: the workspaces, what is open, whether it is saved, and the menu."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import Qt, pyqtBoundSignal, pyqtSignal
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from havenlens.ui.theme.icons import Tint, show_icon
from havenlens.ui.theme.tokens import Space, Theme
from havenlens.ui.widgets.labels import ElidedLabel, give_role
from havenlens.ui.widgets.navigation import SegmentedNav
from havenlens.words.catalogue import tr


class TopBar(QFrame):
    """Tells what was chosen; the window does it."""

    new_requested = pyqtSignal()
    open_requested = pyqtSignal()
    export_requested = pyqtSignal()
    check_requested = pyqtSignal()
    close_requested = pyqtSignal()
    theme_chosen = pyqtSignal(object)
    coder_requested = pyqtSignal()
    settings_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "bar")
        self.nav = SegmentedNav(
            [("study", tr("Study")), ("code", tr("Code")), ("agree", tr("Agree")), ("coach", tr("Coach"))]
        )
        self.where = ElidedLabel()
        self.where.setProperty("role", "strong")
        self.about = ElidedLabel()
        self.saved = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.XS + 2, Space.M, Space.XS + 2)
        row.setSpacing(Space.L)
        row.addWidget(self.nav)
        place = QHBoxLayout()
        place.setSpacing(Space.S)
        for part in (self.where, self.about):
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            place.addWidget(part)
        place.addStretch(1)
        row.addLayout(place, 1)
        row.addWidget(self.saved)
        row.addWidget(self._coder_button())
        row.addWidget(self._menu_button())

    def show_place(self, name: str, about: str) -> None:
        """Say what is being coded, and with which scheme, by whom and for what; nothing where nothing is."""
        self.where.show_text(name)
        self.about.show_text(about)

    def _coder_button(self) -> QToolButton:
        self.coder = QToolButton()
        self.coder.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.coder.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.coder.clicked.connect(self.coder_requested)
        show_icon(self.coder, "user", Tint.SECONDARY)
        return self.coder

    def show_saved(self, saved: bool, *, editable: bool) -> None:
        """Say whether what was coded is on the disk, or that nothing can be coded here."""
        if not editable:
            give_role(self.saved, "secondary")
            self.saved.setText(tr("read only"))
            return
        give_role(self.saved, "good" if saved else "danger")
        self.saved.setText("✓ " + tr("saved") if saved else tr("not saved"))

    def show_coder(self, name: str | None) -> None:
        """Show who is at work; a click says that it is somebody else."""
        self.coder.setText(name or tr("Who codes?"))
        self.coder.setToolTip(tr("Who is coding; click to change") if name else tr("Say who is coding"))
        self.coder.setAccessibleName(tr("Coder") + f": {name}" if name else tr("Say who is coding"))

    def _menu_button(self) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(tr("Menu"))
        button.setToolTip(tr("Menu"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        show_icon(button, "settings")
        menu = QMenu(button)
        for text, keys, signal in (
            (tr("New study…"), QKeySequence.StandardKey.New, self.new_requested),
            (tr("Open a study…"), QKeySequence.StandardKey.Open, self.open_requested),
            (tr("Export tables…"), None, self.export_requested),
            (tr("Check the study"), None, self.check_requested),
            (tr("Settings and keys…"), None, self.settings_requested),
            (tr("Close the study"), None, self.close_requested),
        ):
            menu.addAction(self._action(text, signal, keys))
        menu.addSeparator()
        for theme, text in (
            (Theme.SYSTEM, tr("Theme of the system")),
            (Theme.LIGHT, tr("Light theme")),
            (Theme.DARK, tr("Dark theme")),
        ):
            action = QAction(text, self)
            action.triggered.connect(partial(self.theme_chosen.emit, theme))
            menu.addAction(action)
        button.setMenu(menu)
        return button

    def _action(self, text: str, signal: pyqtBoundSignal, keys: QKeySequence.StandardKey | None) -> QAction:
        action = QAction(text, self)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(signal)
        return action
