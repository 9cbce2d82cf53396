"""Up to three small numbers, each as the teacher would read it, with the moment it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.coaching import MOST_EVIDENCE, CoachingCycle, EvidenceChoice
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, short_clock
from havenlens.services.coaching.editing import set_evidence
from havenlens.services.coaching.numbers import NumberOffer, numbers_of
from havenlens.services.training import hidden_codings
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_Offer = Qt.ItemDataRole.UserRole


class NumbersPicker(QWidget):
    """Tick what the teacher reads; choosing a line goes to its moment."""

    sought = pyqtSignal(object)
    """Carries the observation time of the moment a number leads to."""
    moment_wanted = pyqtSignal()
    """The number that is chosen is to lead to the frame on the screen."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self._desk = desk
        self._cycle: CoachingCycle | None = None
        self._offers: tuple[NumberOffer, ...] = ()
        self._about: object = None
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Numbers from the coding"))
        self.list.setWordWrap(True)
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.none = QLabel(tr("No bids were coded in this video; the document does without numbers."))
        self.none.setProperty("role", "secondary")
        self.none.setWordWrap(True)
        self.here = QPushButton(tr("Lead to this frame"))
        self._arrange()
        self.list.itemChanged.connect(self._tick)
        self.list.itemActivated.connect(self._seek)
        self.list.itemClicked.connect(self._seek)
        self.list.currentRowChanged.connect(self._show_current)
        self.here.clicked.connect(self.moment_wanted)

    def _arrange(self) -> None:
        title = QLabel(tr("Numbers"))
        title.setProperty("role", "strong")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.count)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.here)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self.none)
        column.addLayout(foot)

    @property
    def offers(self) -> tuple[NumberOffer, ...]:
        """Give the numbers that are offered."""
        return self._offers

    def show_cycle(self, cycle: CoachingCycle) -> None:
        """Offer what can be counted for a cycle."""
        self._cycle = cycle
        about = (
            cycle.id,
            cycle.evidence,
            tuple((c.span, c.struck) for c in cycle.clips),
            self._desk.language(),
        )
        if about == self._about:
            return
        self._about = about
        place = self._desk.observation
        try:
            hidden = hidden_codings(self._desk.study, self._desk.coach)
            found = (
                ()
                if place is None
                else numbers_of(self._desk.study, cycle, place, self._desk.language(), hidden)
            )
        except StudyError as error:
            self._desk.said.emit(str(error), True)
            found = ()
        # The chosen ones come first, but a list that is being clicked keeps its order.
        order = [_key(offer.choice) for offer in self._offers]
        if {_key(offer.choice) for offer in found} == set(order):
            found = tuple(sorted(found, key=lambda offer: order.index(_key(offer.choice))))
        self.list.blockSignals(True)
        if [_key(offer.choice) for offer in found] != order or self.list.count() != len(found):
            self.list.clear()
            for _ in found:
                self.list.addItem(QListWidgetItem())
        self._offers = found
        for row, offer in enumerate(found):
            _show(self.list.item(row), offer)
        self.list.blockSignals(False)
        n = sum(offer.chosen for offer in found)
        self.count.setText(tr("{n} of at most {most}").format(n=n, most=MOST_EVIDENCE))
        lines = current_look().metrics.px(min(6, len(found)) * 42 + 12)
        self.list.setFixedHeight(lines)
        self.list.setVisible(bool(found))
        self.none.setVisible(not found)
        self.list.setEnabled(self._desk.opened.writable)
        self._show_current()

    def _show_current(self, _row: int = 0) -> None:
        offer = self._current()
        self.here.setVisible(bool(self._offers))
        self.here.setEnabled(offer is not None and offer.chosen and self._desk.opened.writable)

    def _current(self) -> NumberOffer | None:
        item = self.list.currentItem()
        return None if item is None else item.data(_Offer)

    # --- choosing -----------------------------------------------------------------------------------

    def _seek(self, item: QListWidgetItem) -> None:
        self.sought.emit(item.data(_Offer).number.moment)

    def _tick(self, item: QListWidgetItem) -> None:
        offer: NumberOffer = item.data(_Offer)
        assert self._cycle is not None
        chosen = [one for one in self._cycle.evidence if _key(one) != _key(offer.choice)]
        if item.checkState() == Qt.CheckState.Checked:
            chosen.append(offer.choice)
        if not self._write(chosen):
            self._about = None
            self.show_cycle(self._cycle)

    def lead_to(self, at: Micros) -> None:
        """Let the number that is chosen lead to a moment."""
        offer = self._current()
        if offer is None or self._cycle is None:
            return
        moved = [
            replace(one, moment=at) if _key(one) == _key(offer.choice) else one
            for one in self._cycle.evidence
        ]
        self._write(moved)

    def _write(self, choices: Sequence[EvidenceChoice]) -> bool:
        assert self._cycle is not None
        study, own, before = self._desk.study, self._cycle.id, self._cycle.evidence
        if not self._desk.do(partial(set_evidence, study, own, choices)):
            return False
        self._desk.remember(tr("the numbers"), partial(set_evidence, study, own, before))
        return True


def _key(choice: EvidenceChoice) -> tuple[str, str, object]:
    return choice.kind.value, choice.scheme, choice.seeker


def _show(item: QListWidgetItem | None, offer: NumberOffer) -> None:
    assert item is not None
    number = offer.number
    see = say("report.see", at=short_clock(number.moment))
    sentence = say("report.in_clips", sentence=number.sentence) if offer.clips_only else number.sentence
    item.setText(f"{number.value}  {sentence} · {see}")
    item.setToolTip(item.text())
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if offer.chosen else Qt.CheckState.Unchecked)
    item.setData(_Offer, offer)
    item.setSizeHint(QSize(0, current_look().metrics.px(42)))
