"""The moments of a panel in a list: how far each is, when it is, and which codes or score it is about."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from havenlens.domain.time import short_clock
from havenlens.services.panel_items import PanelItem
from havenlens.services.panel_scores import ScoreItem
from havenlens.services.rating_words import period_name
from havenlens.ui.agreement.scene import Scene
from havenlens.ui.theme.icons import Tint, icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import tr

_STATE, _AT, _CODES = range(3)


class PanelMoments(QTableWidget):
    """Rows in the order in which the panel has its items."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        side, top = dress_rows(self, tr("Moments of the panel"))
        side.setDefaultSectionSize(current_look().metrics.table_row)
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalHeaderLabels(["", tr("Time"), tr("Codes")])
        top.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        top.setSectionResizeMode(_CODES, QHeaderView.ResizeMode.Stretch)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setMinimumWidth(current_look().metrics.px(210))

    def show_items(self, items: Sequence[PanelItem | ScoreItem], scene: Scene) -> None:
        """List other items."""
        self.setRowCount(len(items))
        for row, item in enumerate(items):
            for column, text in ((_AT, _time_of(item)), (_CODES, words_of(item, scene))):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.setItem(row, column, cell)
            self.show_state(row, item)

    def show_state(self, row: int, item: PanelItem | ScoreItem) -> None:
        """Show how far an item is."""
        words, name, tint = _state_of(item)
        cell = QTableWidgetItem()
        cell.setIcon(icon(name, tint=tint))
        cell.setToolTip(words)
        cell.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        self.setItem(row, _STATE, cell)


def _time_of(item: PanelItem | ScoreItem) -> str:
    if isinstance(item, PanelItem):
        return short_clock(item.at)
    return "" if item.period.span is None else short_clock(item.period.span.start)


def words_of(item: PanelItem | ScoreItem, scene: Scene) -> str:
    """Say which codes, or which score of whom, a moment is about."""
    names = scene.scheme
    if isinstance(item, PanelItem):
        codes = ("–" if e is None else names.code_by_id[e.code].name for e in item.events.values())
        return " / ".join(dict.fromkeys(codes))
    subject = item.unit.subject
    who = [] if subject is None else [scene.people.get(subject, "–")]
    return " · ".join([names.dimension_by_id[item.unit.dimension].name, period_name(item.period), *who])


def _state_of(item: PanelItem | ScoreItem) -> tuple[str, str, Tint]:
    if item.decision is not None:
        return tr("Decided"), "circle-check", Tint.GOOD
    if item.agreed:
        return tr("Agreed from the start"), "check", Tint.SECONDARY
    return tr("Not decided"), "circle-help", Tint.WARNING
