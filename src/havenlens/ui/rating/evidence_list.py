"""The coder's own events of a period, to be ticked as evidence for a rating."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QWidget

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import short_clock
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import tr

_ROWS = 7
_PASSED_ON = "0123456789"


class EvidenceList(QListWidget):
    """Events with a box each: Space or the box ticks, a click on the words or Enter goes there."""

    cited = pyqtSignal(object, bool)
    """Carries the id of an event, and whether it is evidence now."""
    visited = pyqtSignal(object)
    """Carries the id of the event to go to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Your events of this period, as evidence"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._ticked: dict[UUID, bool] = {}
        self._shown: list[tuple[UUID, str]] = []
        self.itemClicked.connect(self._clicked)

    def show_events(
        self, events: Sequence[Event], cited: Collection[UUID], scheme: Scheme, names: dict[UUID, str]
    ) -> None:
        """List events with those ticked that are evidence; rows stay while the same events are listed."""
        rows = [(event.id, _line(event, scheme, names)) for event in events]
        if rows != self._shown:
            self._shown = rows
            self.clear()
            for event_id, line in rows:
                item = QListWidgetItem(line, self)
                item.setData(Qt.ItemDataRole.UserRole, event_id)
                item.setToolTip(line)
            height = current_look().metrics.px(28) * min(max(1, len(rows)), _ROWS) + 6
            self.setFixedHeight(height)
        self._ticked = {event_id: event_id in cited for event_id, _ in rows}
        for row, (event_id, _) in enumerate(rows):
            state = Qt.CheckState.Checked if event_id in cited else Qt.CheckState.Unchecked
            if (listed := self.item(row)) is not None:
                listed.setCheckState(state)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Tick with Space, go there with Enter; digits and all else is for the sheet."""
        if event is None:
            return
        current = self.currentItem()
        if event.key() == Qt.Key.Key_Space and current is not None:
            self._toggle(current.data(Qt.ItemDataRole.UserRole))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.visited.emit(current.data(Qt.ItemDataRole.UserRole))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _toggle(self, event_id: UUID) -> None:
        self.cited.emit(event_id, not self._ticked[event_id])

    def _clicked(self, item: QListWidgetItem) -> None:
        event_id = item.data(Qt.ItemDataRole.UserRole)
        checked = item.checkState() == Qt.CheckState.Checked
        if checked != self._ticked[event_id]:
            self.cited.emit(event_id, checked)
        else:
            self.visited.emit(event_id)


def _line(event: Event, scheme: Scheme, names: dict[UUID, str]) -> str:
    who = names[event.actor] if event.target is None else f"{names[event.actor]} → {names[event.target]}"
    return f"{short_clock(event.span.start)}  {scheme.code_by_id[event.code].name} · {who}"
