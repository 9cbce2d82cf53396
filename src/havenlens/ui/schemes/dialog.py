"""The schemes in a window of their own, over the Study workspace."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeyEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.schemes.page import SchemesPage
from havenlens.ui.schemes.recode import ENTER_KEYS, RecordOf, nothing_open
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.workplace import OpenStudy, Workplace
from havenlens.words.catalogue import tr


class SchemesDialog(Dialog):
    """Holds the page; closing it keeps what is being edited as a draft."""

    moment_requested = pyqtSignal(object, object)
    schemes_changed = pyqtSignal()

    def __init__(
        self,
        opened: OpenStudy,
        workplace: Workplace,
        jobs: Jobs,
        author: str = "",
        record_of: RecordOf = nothing_open,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Schemes of {study}").format(study=opened.name))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.author = author
        self.page = SchemesPage(opened, workplace, jobs, author, record_of)
        self.page.moment_requested.connect(self.moment_requested)
        self.page.schemes_changed.connect(self.schemes_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.table.setFocus(Qt.FocusReason.OtherFocusReason)
        room = parent.size() if parent is not None else self.sizeHint()
        self.resize(max(room.width() - 60, 900), max(room.height() - 60, 600))

    def reject(self) -> None:
        """Go back to the list from the editor; close the window from the list."""
        if self.page.is_editing:
            self.page.editor.close_draft()
        else:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in ENTER_KEYS:
            return  # Enter in a field or a list presses no button
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if self.page.is_editing:
            self.page.editor.close_draft()
        super().closeEvent(event)
