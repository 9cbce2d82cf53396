"""Asks why a step of a cycle is skipped."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QWidget

from havenlens.ui.widgets.asking_why import AskingWhy
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class SkipDialog(AskingWhy):
    """Which step, and room for the reason."""

    def __init__(self, teacher: str, step: str, parent: QWidget | None = None) -> None:
        heading = QLabel(tr("{teacher}: skip “{step}”").format(teacher=teacher, step=step))
        heading.setProperty("role", "heading")
        hint = tr("Why is it skipped? A few words are enough.")
        super().__init__(heading, hint, say("cycle.no_reason", step=step), tr("Skip it"), parent)
        self.setWindowTitle(tr("Skip a step"))
        self.begin_in(440, 240)
