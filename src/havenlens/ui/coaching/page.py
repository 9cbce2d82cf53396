"""The Coach workspace: its sub-pages, and the cycle that is at hand in all of them."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from havenlens.domain.coaching import CoachingCycle
from havenlens.services.coaching.board import CycleName, name_cycles
from havenlens.ui.coaching.desk import CoachPart, CycleDesk
from havenlens.ui.coaching.openings import Openings
from havenlens.ui.coaching.pages import PAGES, PageEntry
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.navigation import SegmentedNav
from havenlens.ui.widgets.workspaces import Workspaces
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr


class CoachingPage(QWidget):
    """A row of sub-pages, each built when somebody first goes there."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""

    def __init__(
        self, opened: OpenStudy, workplace: Workplace, jobs: Jobs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.desk = CycleDesk(opened, workplace, jobs, self)
        self.openings = Openings(self.desk)
        self.nav = SegmentedNav([(entry.key, tr(entry.name)) for entry in PAGES])
        self.nav.setAccessibleName(tr("Parts of coaching"))
        self.cycles = ShortBox()
        self.parts: dict[str, CoachPart] = {}
        self._entries = {entry.key: entry for entry in PAGES}
        self._listed: list[CycleName] = []
        self._stack = Workspaces()
        self._no_cycle = EmptyState(
            "message-square",
            tr("No cycle is open"),
            tr("Choose a cycle on the board, or above; then its video, its clips and its document are here."),
            tr("Go to the board"),
        )
        self._stack.addWidget(self._no_cycle)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.cycles.setAccessibleName(tr("Cycle at hand"))
        self.cycles.setMinimumContentsLength(10)
        self.cycles.setMaximumWidth(current_look().metrics.px(280))
        self.cycles.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.cycles.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        bar = QFrame()
        row = QHBoxLayout(bar)
        row.setContentsMargins(Space.L, Space.S, Space.L, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.nav)
        row.addStretch(1)
        row.addWidget(self.cycles, 100)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(bar)
        page.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.nav.current_changed.connect(self._show_key)
        self.cycles.activated.connect(self._choose_cycle)
        self.desk.said.connect(self.said)
        self.desk.page_requested.connect(self.go_to)
        self.desk.taken_up.connect(self._show_taken_up)
        self.desk.changed.connect(self._list_cycles)
        self._no_cycle.primary_chosen.connect(partial(self.nav.choose, "board"))
        for number, entry in enumerate(PAGES, start=1):
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self.nav.choose, entry.key))

    # --- coming and going ---------------------------------------------------------------------------

    @property
    def current(self) -> CoachPart | None:
        """Give the sub-page in front; None where a cycle has to be chosen first."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, CoachPart) else None

    def show_for(self, coder: UUID | None) -> None:
        """Note who is at work: a coach's own cycles are shown first."""
        self.desk.coach = coder
        self.openings.note_study()
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Show what is there now; much may have changed in another workspace."""
        self.desk.read_again()
        self._list_cycles()
        self._show_key(self.nav.current())

    def go_to(self, key: str, place: object = None) -> None:
        """Show a sub-page, at a place in it where one is named."""
        if self.nav.current() == key:
            self._show_key(key)
        else:
            self.nav.choose(key)
        part = self.parts.get(key)
        if place is not None and part is not None and part is self.current:
            part.show_place(place)

    def close_videos(self) -> None:
        """Write what is left to write and let go of every video; nothing can be shown afterwards."""
        self.desk.leaving.emit()
        self.openings.close()
        for part in self.parts.values():
            part.leave()
            part.close_part()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Another workspace comes to the front: what was typed is written, and nothing plays unseen."""
        super().hideEvent(event)
        self.desk.leaving.emit()
        if self.current is not None:
            self.current.leave()

    def _show_key(self, key: str) -> None:
        before = self.current
        entry = self._entries[key]
        shown: QWidget = self._no_cycle
        if self.desk.cycle is not None or not entry.needs_cycle:
            shown = self._part(entry)
        if before is not None and before is not shown:
            self.desk.leaving.emit()
            before.leave()
        self._stack.setCurrentWidget(shown)
        self.cycles.setVisible(entry.needs_cycle and self.cycles.count() > 1)
        if isinstance(shown, CoachPart):
            shown.refresh()
        if key == "review" and self.desk.cycle_id is not None and self.isVisible():
            self.openings.note_cycle(self.desk.cycle_id)

    def _part(self, entry: PageEntry) -> CoachPart:
        part = self.parts.get(entry.key)
        if part is None:
            part = self.parts[entry.key] = entry.build(self.desk)
            self._stack.addWidget(part)
        return part

    # --- the cycle at hand --------------------------------------------------------------------------

    def _show_taken_up(self, _cycle: CoachingCycle | None) -> None:
        self._list_cycles()
        if self._entries[self.nav.current()].needs_cycle:
            self._show_key(self.nav.current())

    def _list_cycles(self) -> None:
        listed = name_cycles(self.desk.study)
        if listed == self._listed and self.cycles.currentData() == self.desk.cycle_id:
            return
        self._listed = listed
        with QSignalBlocker(self.cycles):
            self.cycles.clear()
            self.cycles.addItem(tr("Choose a cycle…"), None)
            room = self.cycles.maximumWidth() - current_look().metrics.px(64)
            for place, one in enumerate(listed, 1):
                words = _words(one)
                shown = self.cycles.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
                self.cycles.addItem(shown, one.id)
                self.cycles.setItemData(place, words, Qt.ItemDataRole.ToolTipRole)
            place = next((n for n, one in enumerate(listed, 1) if one.id == self.desk.cycle_id), 0)
            self.cycles.setCurrentIndex(place)

    def _choose_cycle(self, place: int) -> None:
        chosen = self.cycles.itemData(place)
        if chosen is not None:
            self.desk.take_up(chosen)


def _words(cycle: CycleName) -> str:
    title = f" · {cycle.title}" if cycle.title else ""
    return tr("{teacher} · cycle {number}").format(teacher=cycle.teacher, number=cycle.number) + title
