"""Begin a coding by hand: ask what is needed, make it, and say which one it is."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from havenlens.domain.observation import Observation
from havenlens.domain.problems import StudyError
from havenlens.services.sign_in import Account, account
from havenlens.services.study import Study
from havenlens.ui.study.new_coding import NewCodingDialog


class Beginning(QObject):
    """Shows the dialog and makes the coding that it describes."""

    begun = pyqtSignal(object)
    """Carries the new `Coding`, of the coder who was named."""
    failed = pyqtSignal(object)
    """Carries the `StudyError` of a coding that could not be made."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def ask(self, study: Study, observation: Observation, coder: Account | None, *, asks: bool) -> None:
        """Ask what is to be coded; where signing in is asked for, only whoever is signed in may begin.

        In a hand-out it is the coder it was handed out to, and nobody else.
        """
        mark = study.handed_out
        coder = coder if mark is None else account(study, mark.coder)
        fixed = asks or mark is not None
        dialog = NewCodingDialog(study, observation, self._window, coder=coder, fixed=fixed)
        dialog.accepted.connect(partial(self._make, study, dialog, observation))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _make(self, study: Study, dialog: NewCodingDialog, observation: Observation) -> None:
        try:
            coder = study.add_coder(dialog.coder_name)
            coding = study.add_coding(
                observation.id,
                dialog.chosen_scheme().id,
                coder.id,
                dialog.purpose.currentData(),
                dialog.casting(),
            )
        except StudyError as error:
            self.failed.emit(error)
            return
        self.begun.emit(coding)
