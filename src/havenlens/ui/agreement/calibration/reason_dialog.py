"""Asks why a paused coder may go on; the reason is kept."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QWidget

from havenlens.ui.widgets.asking_why import AskingWhy
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class ReasonDialog(AskingWhy):
    """What paused the coder, and room for the reason."""

    def __init__(self, why: str, parent: QWidget | None = None) -> None:
        hint, missing = tr("Why may this coder go on?"), say("calibration.lift_reason")
        super().__init__(QLabel(why), hint, missing, tr("Lift the pause"), parent)
        self.setWindowTitle(tr("Lift the pause"))
        self.begin_in(460, 280)
