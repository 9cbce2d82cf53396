"""What the parts of the Coach workspace share: the open study, the cycle at hand, and how it is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from havenlens.domain.coaching import ClipType, CoachingCycle
from havenlens.domain.cycle_steps import CoachingRules
from havenlens.domain.observation import Observation, Participant
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.cycles import cycle_by_id
from havenlens.services.coaching.editing import observation_of
from havenlens.services.coaching.rules import coaching_rules
from havenlens.services.ports import MediaLibrary
from havenlens.services.study import Study
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.sentences import say

Edit = Callable[[], object]


class CycleDesk(QObject):
    """One cycle on the table; every part asks here for what it shows, and changes it through `do`."""

    taken_up = pyqtSignal(object)
    """Carries the `CoachingCycle` that is at hand from now on, or None."""
    changed = pyqtSignal()
    """Something of the cycles was written; ``cycle`` is as it is now."""
    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""
    page_requested = pyqtSignal(str, object)
    """Carries the key of the sub-page to go to, and the place in it (a clip's id, a part's name) or None."""
    leaving = pyqtSignal()
    """What has been typed and not written has to be written now."""

    def __init__(self, opened: OpenStudy, workplace: Workplace, jobs: Jobs, page: QWidget) -> None:
        super().__init__(page)
        self.opened, self.workplace, self.jobs, self.page = opened, workplace, jobs, page
        self.coach: UUID | None = None
        """Who is at work, where the window knows it."""
        self.cycle: CoachingCycle | None = None
        self.today: Callable[[], date] = _today
        self._rules: CoachingRules | None = None
        self._backs: list[tuple[str, Edit]] = []

    # --- what is there ------------------------------------------------------------------------------

    @property
    def study(self) -> Study:
        """Give the study, to be used on this thread; jobs open a reader of their own."""
        return self.opened.study

    @property
    def media(self) -> MediaLibrary:
        """Give the video library."""
        return self.workplace.media

    @property
    def cycle_id(self) -> UUID | None:
        """Give the id of the cycle at hand."""
        return None if self.cycle is None else self.cycle.id

    @property
    def observation(self) -> Observation | None:
        """Give the observation the cycle at hand is about; None before filming."""
        if self.cycle is None or self.cycle.observation is None:
            return None
        return observation_of(self.study, self.cycle.observation)

    @property
    def rules(self) -> CoachingRules:
        """Give how the study coaches; asked for at every painting, so it is read once between changes."""
        if self._rules is None:
            self._rules = coaching_rules(self.study)
        return self._rules

    @property
    def cache(self) -> Path:
        """Give the folder beside the study for what can be computed again; it may not be there yet."""
        return self.opened.path.with_name(f"{self.opened.path.stem}.havenlens-cache")

    def people(self) -> dict[UUID, Participant]:
        """Give everybody in the study by id."""
        return {person.id: person for person in self.study.store.participants()}

    def teacher(self) -> Participant | None:
        """Give the teacher of the cycle at hand."""
        return None if self.cycle is None else self.people().get(self.cycle.teacher)

    def label(self, kind: ClipType) -> str:
        """Name a block as the study names it."""
        return self.rules.labels.get(kind) or say(f"report.{kind.value}")

    def language(self) -> str:
        """Give the language of the document of the cycle at hand."""
        return (self.cycle.language if self.cycle else "") or self.rules.language

    # --- what is done -------------------------------------------------------------------------------

    def take_up(self, cycle: UUID | None) -> None:
        """Put another cycle on the table; what was typed into the last one is written first."""
        if cycle == self.cycle_id:
            return
        self.leaving.emit()
        self._backs.clear()
        try:
            self.cycle = None if cycle is None else cycle_by_id(self.study, cycle)
        except StudyError as error:
            self.cycle = None
            self.said.emit(str(error), True)
        self.taken_up.emit(self.cycle)

    def do(self, edit: Edit) -> bool:
        """Write one change and show it everywhere; say why where it is refused. Tell whether it was done."""
        try:
            edit()
        except StudyError as error:
            self.said.emit(str(error), True)
            return False
        self.reload()
        return True

    def remember(self, words: str, back: Edit) -> None:
        """Keep how something that was just done is taken back with Ctrl+Z; ``words`` name it."""
        self._backs.append((words, back))

    def take_back(self) -> None:
        """Take back the last change that can be."""
        if not self._backs:
            self.say("cycle.no_way_back", refused=True)
            return
        words, edit = self._backs.pop()
        if self.do(edit):
            self.say("cycle.taken_back", what=words)

    def reload(self) -> None:
        """Read the cycle at hand again, and tell everybody."""
        self.read_again()
        self.changed.emit()

    def read_again(self) -> None:
        """Read the cycle at hand and the study's rules again."""
        self._rules = None
        if self.cycle is not None:
            try:
                self.cycle = cycle_by_id(self.study, self.cycle.id)
            except StudyError as error:
                self.cycle = None
                self.said.emit(str(error), True)
                self.taken_up.emit(None)

    def go_to(self, page: str, place: object = None) -> None:
        """Show a sub-page, at a place in it."""
        self.page_requested.emit(page, place)

    def say(self, code: str, /, *, refused: bool = False, **values: object) -> None:
        """Say something in the status line, by its code."""
        self.said.emit(say(code, **values), refused)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - steps are due on days where the coach is


class CoachPart(QWidget):
    """A sub-page of the Coach workspace; subclasses override what they need.

    It is built when somebody first goes there. `CycleDesk.taken_up` and `CycleDesk.changed` reach every part
    that has been built, whether it is seen or not: ask `isVisible` before doing much, and do it in `refresh`.
    """

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self.desk = desk

    def refresh(self) -> None:
        """Show the cycle at hand as it is now; called whenever the part comes to the front."""

    def show_place(self, place: object) -> None:
        """Go to a place in this part that somebody asked for."""

    def leave(self) -> None:
        """Write what is left to write, and stop what plays; another part comes to the front."""

    def close_part(self) -> None:
        """Let go of videos and threads; nothing can be shown afterwards."""
