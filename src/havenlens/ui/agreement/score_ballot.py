"""One score before the panel: what each coder gave, their votes, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
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
from havenlens.services.panel_rows import ScoreChoice
from havenlens.services.panel_scores import ScoreItem
from havenlens.services.rating import reasons_for
from havenlens.services.rating_words import reason_text
from havenlens.ui.agreement.ballot_keys import ENTER, hear
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr

_VOTE = 3


class ScoreBallot(QWidget):
    """Digits give each coder's vote; the score with the most votes is chosen, and Enter decides."""

    decided = pyqtSignal()
    next_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item: ScoreItem | None = None
        self._values: tuple[int, ...] = ()
        self._coders: Sequence[tuple[UUID, str]] = ()
        self.name = QLabel()
        self.name.setProperty("role", "strong")
        self.name.setWordWrap(True)
        self.anchors = QLabel()
        self.anchors.setProperty("role", "secondary")
        self.anchors.setWordWrap(True)
        self.votes = QTableWidget(0, 4)
        self.score = ShortBox()
        self.score.setAccessibleName(tr("Score of the panel"))
        self.rationale = QLineEdit()
        self.rationale.setPlaceholderText(tr("Why (not needed where all vote the same)"))
        self.rationale.setAccessibleName(tr("Why"))
        self.decide = QPushButton(tr("Decide"))
        self.decide.setProperty("role", "primary")
        self._arrange()
        self.rationale.returnPressed.connect(self.decided)
        self.decide.clicked.connect(self.decided)
        self.votes.installEventFilter(self)

    def _arrange(self) -> None:
        side, top = dress_rows(self.votes, tr("Votes"))
        side.setDefaultSectionSize(current_look().metrics.table_row)
        self.votes.setHorizontalHeaderLabels([tr("Coder"), tr("Gave"), tr("Note"), tr("Vote")])
        self.votes.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.votes.setWordWrap(False)
        top.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        top.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        label = QLabel(tr("Score of the panel"))
        label.setBuddy(self.score)
        chosen = QHBoxLayout()
        chosen.setSpacing(Space.S)
        chosen.addWidget(label)
        chosen.addWidget(self.score, 1)
        chosen.addWidget(self.decide)
        hint = QLabel(tr("Digits vote · Enter decides · N next open one · Space plays"))
        hint.setProperty("role", "label")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for part in (self.name, self.anchors):
            column.addWidget(part)
        column.addWidget(self.votes, 1)
        column.addWidget(self.rationale)
        column.addLayout(chosen)
        column.addWidget(hint)

    def show_item(
        self, item: ScoreItem, scheme: Scheme, name: str, coders: Sequence[tuple[UUID, str]]
    ) -> None:
        """Show a score with what was decided about it; ``coders`` are codings and their coders' names."""
        self._item, self._coders = item, coders
        dimension = scheme.dimension_by_id[item.unit.dimension]
        self._values = scheme.scale.values if scheme.scale else ()
        self.name.setText(name)
        self.anchors.setText(" ".join(f"{level}: {text}" for level, text in dimension.anchors.items()))
        self.anchors.setVisible(bool(dimension.anchors))
        decision = item.decision
        given = {} if decision is None else decision.votes
        self.votes.setRowCount(len(coders))
        for row, (coding, who) in enumerate(coders):
            rating = item.given.get(coding)
            shown = "–"
            if rating is not None:
                shown = str(rating.score) if rating.score is not None else reason_text(rating.reason or "")
            texts = (who, shown, "" if rating is None else rating.note, str(given.get(coding, "")))
            for column, text in enumerate(texts):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.votes.setItem(row, column, cell)
        self.score.clear()
        for value in self._values:
            self.score.addItem(str(value), ScoreChoice(score=value))
        for reason in reasons_for(dimension):
            self.score.addItem(reason_text(reason), ScoreChoice(reason=reason))
        self.score.addItem(tr("No rating at all"), ScoreChoice())
        self.rationale.setText("" if decision is None else decision.rationale)
        self._choose(self._standing())
        self.votes.selectRow(0)

    def _standing(self) -> ScoreChoice | None:
        assert self._item is not None
        if self._item.decision is not None:
            return self._item.decision.choice
        result = self._item.result
        return None if result is None else ScoreChoice(result.score, result.reason)

    def _choose(self, choice: ScoreChoice | None) -> None:
        choices = [self.score.itemData(n) for n in range(self.score.count())]
        self.score.setCurrentIndex(choices.index(choice) if choice in choices else -1)

    @property
    def choice(self) -> ScoreChoice | None:
        """Give what is chosen; None where nothing is."""
        data = self.score.currentData()
        return data if isinstance(data, ScoreChoice) else None

    @property
    def ballots(self) -> dict[UUID, int]:
        """Give each coder's vote."""
        cells = ((coding, self.votes.item(row, _VOTE)) for row, (coding, _) in enumerate(self._coders))
        return {coding: int(cell.text()) for coding, cell in cells if cell is not None and cell.text()}

    def vote(self, score: int) -> None:
        """Vote for the coder whose turn it is, and go on to the next one."""
        if score not in self._values:
            return
        row = max(0, self.votes.currentRow())
        cell = self.votes.item(row, _VOTE)
        assert cell is not None
        cell.setText(str(score))
        given = self.ballots
        ranked = Counter(given.values()).most_common(2)
        clear = len(ranked) == 1 or ranked[0][1] > ranked[1][1]
        self._choose(ScoreChoice(score=ranked[0][0]) if clear else None)
        if row + 1 < self.votes.rowCount():
            self.votes.selectRow(row + 1)
        elif len(given) == len(self._coders):
            (self.decide if len(ranked) == 1 else self.rationale).setFocus()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear digits before the table takes them for a search."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        asked: dict[int, Callable[[], None]] = {
            **dict.fromkeys(ENTER, self.decided.emit),
            Qt.Key.Key_N: self.next_requested.emit,
        }
        return hear(event, self.vote, asked)
