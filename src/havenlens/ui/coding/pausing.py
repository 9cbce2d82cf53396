"""Tell a coder who is paused, when they open a coding, and why."""

from __future__ import annotations

from havenlens.services.certificates import PAUSED_FROM, paused_by, why_paused
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.words.sentences import say


class Pausing(Feature):
    """A strip above the timeline; what was begun can still be coded."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.banner = Banner()
        desk.parts.places.add_strip(self.banner)

    def show(self) -> None:
        coding = self.desk.session.coding
        if coding.purpose not in PAUSED_FROM or not self.desk.session.editable:
            return
        study = self.desk.study
        entry = paused_by(study, coding.coder, coding.scheme)
        if entry is not None:
            text = say("calibration.your_pause", why=why_paused(study, entry).sentence)
            self.banner.say(text, Level.WARNING)
