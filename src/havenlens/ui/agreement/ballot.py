"""One moment before the panel: what each coder has, their votes, what else is right, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Event
from havenlens.domain.time import SECOND, short_clock
from havenlens.services.alternatives import Alternative
from havenlens.services.panel_items import DROPPED, Choice, PanelItem, leading
from havenlens.ui.agreement.ballot_keys import ENTER, hear
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr

_VOTE = 2


class Ballot(QWidget):
    """Digits vote, for one coder after the other; then Enter decides. O makes an event of the panel's own."""

    decided = pyqtSignal()
    own_requested = pyqtSignal()
    next_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item: PanelItem | None = None
        self._scheme: Scheme | None = None
        self._people: Mapping[UUID, str] = {}
        self._coders: Sequence[tuple[UUID, str]] = ()
        self._own: Alternative | None = None
        self.votes = QTableWidget(0, 3)
        self.ways = QTableWidget(0, 4)
        self.nothing = QCheckBox(tr("Missing it is right, too"))
        self.rationale = QLineEdit()
        self.rationale.setPlaceholderText(tr("Why (not needed where all vote the same)"))
        self.rationale.setAccessibleName(tr("Why"))
        self.own = QPushButton(tr("Own event… (O)"))
        self.decide = QPushButton(tr("Decide"))
        self.decide.setProperty("role", "primary")
        self._arrange()
        self.rationale.returnPressed.connect(self.decided)
        self.decide.clicked.connect(self.decided)
        self.own.clicked.connect(self.own_requested)
        for table in (self.votes, self.ways):
            table.installEventFilter(self)

    def _arrange(self) -> None:
        for table, name, heads in (
            (self.votes, tr("Votes"), (tr("Coder"), tr("Coded"), tr("Vote"))),
            (self.ways, tr("What it can be"), ("", tr("What"), tr("Votes"), tr("Also right"))),
        ):
            side, top = dress_rows(table, name)
            side.setDefaultSectionSize(current_look().metrics.table_row)
            table.setHorizontalHeaderLabels(list(heads))
            table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            # What two coders did may differ only in its last words: they wrap where there is little room.
            table.setWordWrap(True)
            top.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            top.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
            top.sectionResized.connect(table.resizeRowsToContents)
            top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.own)
        buttons.addStretch(1)
        buttons.addWidget(self.decide)
        hint = QLabel(tr("Digits vote · Enter decides · N next open one · Space plays"))
        hint.setProperty("role", "label")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.votes, 2)
        column.addWidget(self.ways, 3)
        for part in (self.nothing, self.rationale):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(hint)

    # --- what is shown ------------------------------------------------------------------------------

    def show_item(
        self,
        item: PanelItem,
        scheme: Scheme,
        people: Mapping[UUID, str],
        coders: Sequence[tuple[UUID, str]],
    ) -> None:
        """Show a moment with what was decided about it; ``coders`` are codings and their coders' names."""
        self._item, self._scheme, self._people, self._coders = item, scheme, people, coders
        decision = item.decision
        self._own = None if decision is None else decision.choice.own
        self.rationale.setText("" if decision is None else decision.rationale)
        self.nothing.setChecked(decision is not None and decision.accepted.nothing)
        self.votes.setRowCount(len(coders))
        given = {} if decision is None else decision.votes
        for row, (coding, name) in enumerate(coders):
            event = item.events.get(coding)
            shown = (name, tr("nothing") if event is None else self._shown(event))
            for column, text in enumerate((*shown, str(given.get(coding, "")))):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.votes.setItem(row, column, cell)
        accepted = () if decision is None else decision.accepted.alternatives
        self._fill_ways([Alternative.of(one.event) in accepted for one in item.proposals])
        self.votes.resizeRowsToContents()
        self.votes.selectRow(0)
        self._choose(self._number_decided())

    def use_own(self, own: Alternative) -> None:
        """Let an event of the panel's own be what is chosen."""
        self._own = own
        self._fill_ways([number in self._ticked() for number in range(1, len(self._proposals()) + 1)])
        self._choose(len(self._proposals()) + 1)
        self.rationale.setFocus()

    def _proposals(self) -> Sequence[Event]:
        return () if self._item is None else [one.event for one in self._item.proposals]

    def _fill_ways(self, ticked: Sequence[bool]) -> None:
        assert self._item is not None
        proposals = self._proposals()
        rows = [tr("Leave it out"), *map(self._shown, proposals)]
        if self._own is not None:
            rows.append(tr("Own: {what}").format(what=self._shown(self._own)))
        self.ways.setRowCount(len(rows))
        counts = Counter(self.ballots.values())
        for row, text in enumerate(rows):
            own = row > len(proposals)
            for column, words in enumerate(("–" if own else str(row), text, str(counts[row] or ""), "")):
                cell = QTableWidgetItem(words)
                cell.setToolTip(words)
                self.ways.setItem(row, column, cell)
            if 0 < row <= len(proposals):
                cell = QTableWidgetItem()
                cell.setFlags(cell.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                cell.setCheckState(Qt.CheckState.Checked if ticked[row - 1] else Qt.CheckState.Unchecked)
                cell.setData(Qt.ItemDataRole.AccessibleTextRole, tr("Also right"))
                self.ways.setItem(row, 3, cell)
        self.ways.resizeRowsToContents()

    def _shown(self, event: Event | Alternative) -> str:
        assert self._scheme is not None
        parts = [self._scheme.code_by_id[event.code].name, _to_a_tenth(event.span.start)]
        if not event.span.is_instant and event.span.end is not None:
            parts[-1] += f"–{_to_a_tenth(event.span.end)}"
        who = self._people.get(event.actor, "–")
        parts.append(who if event.target is None else f"{who} → {self._people.get(event.target, '–')}")
        named = {modifier.id: modifier for modifier in self._scheme.modifiers_of(event.code)}
        parts += [named[name].shown(value) for name, value in event.modifiers.items() if name in named]
        return " · ".join(parts)

    def _number_decided(self) -> int | None:
        assert self._item is not None
        decision = self._item.decision
        if decision is None:
            return 1 if self._item.agreed else None
        if decision.choice.own is not None:
            return len(self._proposals()) + 1
        take = decision.choice.take
        return DROPPED if take is None else self._item.number_of(take)

    def _choose(self, number: int | None) -> None:
        if number is None:
            self.ways.clearSelection()
            self.ways.setCurrentCell(-1, -1)
        else:
            self.ways.selectRow(number)

    # --- what was answered --------------------------------------------------------------------------

    @property
    def ballots(self) -> dict[UUID, int]:
        """Give each coder's vote."""
        found = {}
        for row, (coding, _) in enumerate(self._coders):
            cell = self.votes.item(row, _VOTE)
            if cell is not None and cell.text():
                found[coding] = int(cell.text())
        return found

    @property
    def choice(self) -> Choice | None:
        """Give what is chosen; None where nothing is."""
        row = self.ways.currentRow()
        if self._item is None or row < 0:
            return None
        if row > len(self._proposals()):
            return Choice(own=self._own)
        return self._item.choice_of(row)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """List what is right as well, beside what is chosen."""
        row = self.ways.currentRow()
        proposals = enumerate(self._proposals(), 1)
        ticked = self._ticked()
        return tuple(
            Alternative.of(event) for number, event in proposals if number in ticked and number != row
        )

    def _ticked(self) -> frozenset[int]:
        cells = ((row, self.ways.item(row, 3)) for row in range(self.ways.rowCount()))
        on = Qt.CheckState.Checked
        return frozenset(row for row, cell in cells if cell is not None and cell.checkState() == on)

    def vote(self, number: int) -> None:
        """Vote for the coder whose turn it is, and go on to the next one."""
        if self._item is None or number > len(self._proposals()):
            return
        row = max(0, self.votes.currentRow())
        cell = self.votes.item(row, _VOTE)
        assert cell is not None
        cell.setText(str(number))
        self._fill_ways([one in self._ticked() for one in range(1, len(self._proposals()) + 1)])
        given = self.ballots
        self._choose(leading(given))
        if row + 1 < self.votes.rowCount():
            self.votes.selectRow(row + 1)
        elif len(given) == len(self._coders):
            unanimous = len(set(given.values())) == 1
            (self.decide if unanimous else self.rationale).setFocus()

    # --- keys ---------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear digits before the tables take them for a search."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        asked: dict[int, Callable[[], None]] = {
            **dict.fromkeys(ENTER, self.decided.emit),
            Qt.Key.Key_O: self.own_requested.emit,
            Qt.Key.Key_N: self.next_requested.emit,
        }
        return hear(event, self.vote, asked)


def _to_a_tenth(at: int) -> str:
    """Write a time so that half a second shows."""
    return f"{short_clock(at)}.{at % SECOND // 100_000}"
