"""The panels of a study: those at work, those that are done, and a new one."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtCore import QEvent, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.services.panel_rows import Panel, PanelKind
from havenlens.services.panels import panels_of
from havenlens.services.ports import MediaLibrary
from havenlens.services.training import hidden_codings
from havenlens.ui.agreement.new_panel_dialog import NewPanelDialog
from havenlens.ui.agreement.panel_view import PanelView
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.messages import EmptyState
from havenlens.ui.widgets.tables import dress_rows
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class PanelsPage(QWidget):
    """A table of panels; Enter opens one, and it goes on where it was left."""

    said = pyqtSignal(str, bool)
    """Carries what to say in the status line, and whether it is a refusal."""

    def __init__(self, opened: OpenStudy, media: MediaLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = opened
        self._coder: UUID | None = None
        self._listed: tuple[Panel, ...] = ()
        self.new = QPushButton(tr("New panel…"))
        self.new.setEnabled(opened.writable)
        self.table = QTableWidget(0, 4)
        self.view = PanelView(opened, media)
        self._empty = EmptyState(
            "users",
            tr("No panel yet"),
            tr("Two coders agree on one coding, or two to five people make a master; the originals stay."),
            tr("New panel…") if opened.writable else "",
        )
        self._arrange()
        self.new.clicked.connect(self._begin)
        self._empty.primary_chosen.connect(self._begin)
        self.table.doubleClicked.connect(self._open_index)
        self.table.installEventFilter(self)
        self.view.back_requested.connect(self._list_panels)
        self.view.said.connect(self.said)

    def _arrange(self) -> None:
        side, top = dress_rows(self.table, tr("Panels"))
        side.setDefaultSectionSize(current_look().metrics.table_row)
        self.table.setHorizontalHeaderLabels([tr("What"), tr("Observation"), tr("Scheme"), tr("State")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        top.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        title = ElidedLabel(tr("Panels"))
        title.setProperty("role", "heading")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.new)
        listing = QWidget()
        inside = QVBoxLayout(listing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(Space.S)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)
        self._stack = QStackedWidget()
        for page in (listing, self._empty, self.view):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def show_for(self, coder: UUID | None) -> None:
        """Say who is at work: what they may not see is not offered, and no panel of another stays open."""
        if coder == self._coder:
            return
        self._coder = coder
        self.view.video.player.pause()
        self._list_panels()

    def refresh(self) -> None:
        """List the panels again; a panel that is open stays open."""
        if self._stack.currentWidget() is not self.view:
            self._list_panels()

    def _list_panels(self) -> None:
        study = self._opened.study
        hidden = hidden_codings(study, self._coder)
        self._listed = tuple(
            one for one in panels_of(study) if one.result not in hidden and not hidden & set(one.codings)
        )
        places = {place.id: place.name for place in study.store.observations()}
        self.table.setRowCount(len(self._listed))
        for row, one in enumerate(self._listed):
            made = tr("Consensus") if one.kind is PanelKind.CONSENSUS else tr("Master coding")
            state = tr("At work") if one.closed_at is None else tr("Closed")
            cells = (made, places[one.observation], study.scheme(one.scheme).name, state)
            for column, text in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self._stack.setCurrentIndex(0 if self._listed else 1)
        if self._listed:
            self.table.selectRow(max(0, self.table.currentRow()))
        if self._listed and self.isVisible():
            self.table.setFocus()

    def open_panel(self, panel: Panel) -> None:
        """Go on with a panel."""
        self._stack.setCurrentWidget(self.view)
        self.view.show_panel(panel, self._coder)

    def _begin(self) -> None:
        study = self._opened.study
        dialog = NewPanelDialog(study, self._coder, hidden_codings(study, self._coder), self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.panel is not None:
            self.refresh()
            self.open_panel(dialog.panel)

    def _open_index(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._listed):
            self.open_panel(self._listed[index.row()])

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Open what is chosen with Enter."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        opens = (
            pressed and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        )
        if opens and watched is self.table:
            self._open_index(self.table.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def close_video(self) -> None:
        """Let go of the video; nothing can be shown afterwards."""
        self.view.close_video()
