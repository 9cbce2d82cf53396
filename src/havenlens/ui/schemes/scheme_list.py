"""The list of a study's schemes, and of the drafts that are not saved into it yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from havenlens.domain.scheme_versions import version_parts
from havenlens.services.scheme_drafts import Draft
from havenlens.services.study import Study
from havenlens.services.study_store import StoredScheme
from havenlens.ui.theme.look import current_look
from havenlens.ui.widgets.tables import dress_rows
from havenlens.words.catalogue import N_, tr
from havenlens.words.reports import day

_Row = Qt.ItemDataRole.UserRole
_COLUMNS = (N_("Scheme"), N_("Version"), N_("Status"), N_("Codings"))


class SchemeList(QTableWidget):
    """Drafts first, then every version of each scheme, the newest on top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_COLUMNS), parent)
        side, head = dress_rows(self, tr("Schemes"))
        self.setHorizontalHeaderLabels([tr(words) for words in _COLUMNS])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        side.setDefaultSectionSize(current_look().metrics.px(30))
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_rows(self, study: Study, drafts: Sequence[Draft]) -> None:
        """List a study's schemes and its drafts anew; a row stays chosen."""
        codings = [coding.scheme for coding in study.store.list_codings()]
        stored = sorted(study.store.schemes(), key=lambda row: version_parts(row.version), reverse=True)
        stored.sort(key=lambda row: study.scheme(row.id).name)
        self.setRowCount(len(drafts) + len(stored))
        for number, draft in enumerate(drafts):
            kept = draft.kept_at.astimezone()
            self._show_row(number, draft, [draft.name, _when(kept), tr("draft, not saved"), ""])
        for number, row in enumerate(stored, start=len(drafts)):
            scheme = study.scheme(row.id)
            count = str(codings.count(row.id) or "–")
            self._show_row(number, row, [scheme.name, row.version, tr(scheme.status), count])
        for column in range(1, len(_COLUMNS)):
            self.resizeColumnToContents(column)
        self._line_up_numbers(len(_COLUMNS) - 1)
        if self.rowCount() and self.currentRow() < 0:
            self.selectRow(0)

    def _show_row(self, number: int, row: Draft | StoredScheme, texts: list[str]) -> None:
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(_Row, row)
            self.setItem(number, column, item)

    def _line_up_numbers(self, column: int) -> None:
        """Put numbers below each other at their last digit."""
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        cells = (self.item(number, column) for number in range(self.rowCount()))
        for item in (self.horizontalHeaderItem(column), *cells):
            if item is not None:
                item.setTextAlignment(side)

    def chosen(self) -> Draft | StoredScheme | None:
        """Give the draft or the stored scheme that is chosen."""
        item = self.item(self.currentRow(), 0)
        found: Draft | StoredScheme | None = None if item is None else item.data(_Row)
        return found

    def choose(self, scheme: UUID) -> None:
        """Choose a stored scheme or a draft by its id."""
        for number in range(self.rowCount()):
            item = self.item(number, 0)
            if item is not None and getattr(item.data(_Row), "id", None) == scheme:
                self.selectRow(number)


def _when(at: datetime) -> str:
    return f"{day(at.date())}, {at:%H:%M}"
