"""Who is at work in the open study, with their settings; signs in, covers the window, changes settings."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.keymap import Keymap
from havenlens.domain.observation import Coding
from havenlens.domain.problems import Problem, StudyError
from havenlens.services.preferences import Preferences, keep_preferences, preferences_of
from havenlens.services.sign_in import Account, account, has_pins
from havenlens.services.submitting import OPEN
from havenlens.ui.qt.keyboard import open_and_return
from havenlens.ui.settings import Settings
from havenlens.ui.theme.tokens import Theme
from havenlens.ui.working.idle_lock import IdleLock
from havenlens.ui.working.settings_dialog import Chosen, SettingsDialog
from havenlens.ui.working.sign_in_dialog import SignInDialog
from havenlens.ui.workplace import OpenStudy


class Crew(QObject):
    """Knows the coder at this computer; where nobody is asked for, it is whoever coded last."""

    changed = pyqtSignal()
    """Somebody else is at work, or has other settings."""
    theme_wanted = pyqtSignal(object)
    failed = pyqtSignal(object)
    """Carries a `StudyError` of settings that could not be kept."""
    pause_requested = pyqtSignal()

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._opened: OpenStudy | None = None
        self.coder: Account | None = None
        self.preferences = Preferences()
        self.lock = IdleLock(window)
        self.lock.locked.connect(self.pause_requested)
        self.lock.other_requested.connect(self._let_somebody_else_in)
        self.dialog: SignInDialog | SettingsDialog | None = None

    @property
    def coder_id(self) -> UUID | None:
        """Give who is at work, or None."""
        return None if self.coder is None else self.coder.id

    @property
    def asks(self) -> bool:
        """Tell whether somebody has to say who they are before they code."""
        return self._opened is not None and (self._settings.asks_who or has_pins(self._opened.study))

    # --- coming and going ---------------------------------------------------------------------------

    def join(self, opened: OpenStudy) -> None:
        """Begin with a study: ask who codes where that is wanted, else take whoever coded last."""
        self._opened = opened
        mark = opened.study.handed_out
        last = self._settings.last_coder(opened.path) if mark is None else mark.coder
        if self.asks:
            self._be(None)
            self.sign_in()
        else:
            self._be(account(opened.study, last) if last is not None else None)

    def leave(self) -> None:
        """Take leave: the study closes."""
        self.lock.rest()
        self._opened = None
        self._be(None)

    def begin_coding(self, coding: Coding) -> Problem | None:
        """Take note of a coding that opens; say why it may only be read, or None.

        Where nobody is asked for, whoever's coding is opened to go on with is at work from then on.
        """
        opened = self._opened
        assert opened is not None
        self.preferences = preferences_of(opened.study, self.coder_id)  # the layout was kept meanwhile
        if coding.coder == self.coder_id:
            return None
        owner = account(opened.study, coding.coder)
        assert owner is not None
        if self.asks:
            return Problem("sign.not_yours", {"coder": owner.name})
        if opened.writable and (self.coder is None or coding.status in OPEN):
            self._be(owner)
        return None

    def sign_in(self) -> None:
        """Ask who codes."""
        opened = self._opened
        if opened is None:
            return
        last = self.coder_id or self._settings.last_coder(opened.path)
        may_add = opened.writable and opened.study.handed_out is None
        dialog = SignInDialog(opened.study, last, self._window, may_add=may_add)
        dialog.accepted.connect(self._signed_in)
        dialog.rejected.connect(self.lock.ask_again)
        self._show(dialog)
        dialog.open()

    def be(self, coder: UUID) -> None:
        """Go on as somebody who said who they are."""
        if self._opened is not None and coder != self.coder_id:
            self._be(account(self._opened.study, coder))

    def _show(self, dialog: SignInDialog | SettingsDialog) -> None:
        """Keep a dialog while it is open, and no longer: the window is open for a whole day."""
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog

    def _let_somebody_else_in(self) -> None:
        self.sign_in()

    def _signed_in(self) -> None:
        if isinstance(self.dialog, SignInDialog) and self.dialog.account is not None:
            if self.lock.is_locked:
                self.lock.uncover()
            self._be(self.dialog.account)

    def _be(self, coder: Account | None) -> None:
        self.coder, opened = coder, self._opened
        if opened is None:
            self.preferences = Preferences()
            self.changed.emit()
            return
        self.preferences = preferences_of(opened.study, self.coder_id)
        if coder is not None:
            self._settings.remember_coder(opened.path, coder.id)
        if self.preferences.theme in set(Theme):
            self.theme_wanted.emit(Theme(self.preferences.theme))
        self.lock.watch(opened.study, coder, self.preferences.idle_minutes)
        self.changed.emit()

    # --- settings -----------------------------------------------------------------------------------

    def edit_settings(self, keys: tuple[Keymap, Scheme] | None) -> None:
        """Show the settings, with the keys of a scheme where one is open."""
        opened = self._opened
        if opened is None:
            return
        self.preferences = preferences_of(opened.study, self.coder_id)
        own = self.preferences.theme
        theme = Theme(own) if own in set(Theme) else self._settings.theme
        before = Chosen(self.preferences, self._settings.asks_who, theme)
        known = self.coder if opened.writable else None
        dialog = SettingsDialog(opened.study, known, before, keys, self._window)
        dialog.finished.connect(self._settings_closed)
        self._show(dialog)
        open_and_return(dialog)

    def _settings_closed(self, accepted: int) -> None:
        dialog, opened = self.dialog, self._opened
        if not isinstance(dialog, SettingsDialog) or opened is None:
            return
        if accepted:
            chosen = dialog.chosen
            self._settings.asks_who = chosen.asks_who
            if self.coder is None:
                self.theme_wanted.emit(chosen.theme)
            self._keep(opened, chosen.preferences)
        # A PIN may have been set or taken away, whichever button closed the dialog.
        self._be(None if self.coder is None else account(opened.study, self.coder.id))

    def _keep(self, opened: OpenStudy, preferences: Preferences) -> None:
        if self.coder is not None:
            try:
                keep_preferences(opened.study, self.coder.id, preferences)
            except StudyError as error:
                self.failed.emit(error)

    def choose_theme(self, theme: Theme) -> None:
        """Remember the theme with the coder, where somebody is at work."""
        opened = self._opened
        if opened is None or self.coder is None:
            return
        self.preferences = preferences_of(opened.study, self.coder.id)
        self.preferences = replace(self.preferences, theme=theme.value)
        self._keep(opened, self.preferences)
