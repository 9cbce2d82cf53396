"""Find events, show only some of them, and replace what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QSplitter

from havenlens.domain.event_filter import EventFilter
from havenlens.domain.events import Changes
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, Span
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import why_not
from havenlens.ui.coding.find_bar import FindBar
from havenlens.ui.coding.replace_dialog import ReplaceDialog
from havenlens.ui.qt.keyboard import open_and_return
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import N_, tr

FIND = N_("Find your way")
_ROWS = 3
"""How many events are at least to be seen below the bar."""


class Finding(Feature):
    """Ctrl+F opens the bar above the table, which shows only what fits; Ctrl+H replaces."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lent: tuple[list[int], list[int]] = ([], [])
        self.bar = FindBar(desk.session)
        self.bar.hide()
        desk.parts.places.add_above_events(self.bar)
        self.bar.changed.connect(self._filter)
        self.bar.stepped.connect(self._step)
        self.bar.closed.connect(self._close_bar)
        self.bar.replace_asked.connect(self._replace)
        desk.changed.connect(self._changed)

    def bindings(self) -> Sequence[Binding]:
        return [
            Binding(KeyStroke("f", ctrl=True), "find", tr("Find events, and show only those"), tr(FIND)),
            Binding(KeyStroke("h", ctrl=True), "replace", tr("Find and replace in events"), tr(FIND)),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {"find": self._find, "replace": self._ask_replace}

    def step_back(self) -> bool:
        if self.bar.isHidden():
            return False
        self._close_bar()
        return True

    def _find(self, _argument: str, _at: Micros) -> None:
        scale = self.desk.parts.timeline.scale()
        self.bar.set_sight(Span(Micros(round(scale.start)), Micros(round(scale.end))))
        self.desk.parts.places.show_tab(self.desk.parts.table)
        self.bar.begin()
        self._make_room()
        self._count()

    def _make_room(self) -> None:
        """Let the table show some rows below the bar, with height from what is above it."""
        table, split = self.desk.parts.table, self._split()
        viewport, layout = table.viewport(), self.desk.parts.places.events.layout()
        if viewport is None or layout is None or split is None:
            return
        layout.activate()
        lacking = _ROWS * current_look().metrics.table_row - viewport.height()
        sizes = split.sizes()
        if lacking > 0 and len(sizes) > 1:
            tallest = max(range(len(sizes) - 1), key=sizes.__getitem__)
            sizes[tallest] -= lacking
            sizes[-1] += lacking
            self._lent = (split.sizes(), sizes)
            split.setSizes(sizes)

    def _give_back(self) -> None:
        """Give the height back that the bar needed, unless somebody has moved something since."""
        (before, lent), self._lent = self._lent, ([], [])
        split = self._split()
        if lent and split is not None and split.sizes() == lent:
            split.setSizes(before)

    def _split(self) -> QSplitter | None:
        """Give the splitter that shares the page's height."""
        parent = self.desk.parts.places.tabs.parentWidget()
        while parent is not None:
            if isinstance(parent, QSplitter) and parent.orientation() is Qt.Orientation.Vertical:
                return parent
            parent = parent.parentWidget()
        return None

    def _filter(self, wanted: EventFilter) -> None:
        self.desk.model.set_filter(wanted)
        self._count()

    def _changed(self, _changes: Changes) -> None:
        if not self.desk.model.filter.is_empty:
            self._count()

    def _count(self) -> None:
        self.bar.show_count(self.desk.model.rowCount(), self.desk.model.total())

    def _step(self, direction: int) -> None:
        """Go to the next event that is shown, by time, and round from the last one to the first."""
        shown = sorted(self.desk.model.shown(), key=lambda event: (event.span.start, event.id.int))
        if not shown:
            self.desk.say("editing.no_match", refused=True)
            return
        current = self.desk.session.events.get(self.desk.parts.timeline.selected())
        if current is None:
            at = self.desk.now
            later = [n for n, event in enumerate(shown) if event.span.start >= at]
            place = (later[0] if later else 0) if direction > 0 else (later[0] if later else 0) - 1
        else:
            key = (current.span.start, current.id.int)
            before = sum((event.span.start, event.id.int) < key for event in shown)
            inside = before < len(shown) and shown[before].id == current.id
            place = before + (direction if inside or direction < 0 else 0)
        self.desk.visit(shown[place % len(shown)])

    def _close_bar(self) -> None:
        self.bar.clear()
        self.bar.hide()
        self._give_back()
        self.desk.listen()

    def _ask_replace(self, _argument: str, _at: Micros) -> None:
        self._replace()

    def _replace(self) -> None:
        reason = why_not(self.desk.session)
        if reason is None:
            open_and_return(ReplaceDialog(self.desk, self.desk.page))
        else:
            self.desk.tell(reason)
