"""The way from the list of observations to the views of one."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QWidget

from havenlens.domain.observation import Observation
from havenlens.services.ports import MediaLibrary
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.study.views_dialog import ViewsDialog
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class ViewsMenu(QObject):
    """Puts *Views…* into the context menu of a list, with Alt+V."""

    def __init__(
        self,
        table: QWidget,
        opened: OpenStudy,
        media: MediaLibrary,
        jobs: Jobs,
        current: Callable[[], Observation | None],
        changed: Callable[[], None],
    ) -> None:
        super().__init__(table)
        self._table, self._opened, self._media, self._jobs = table, opened, media, jobs
        self._current, self._changed = current, changed
        self.action = QAction(tr("Views…"), table)
        self.action.setShortcut(QKeySequence("Alt+V"))
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.action.triggered.connect(self.open)
        table.addAction(self.action)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def open(self) -> None:
        """Show the views of the chosen observation."""
        observation = self._current()
        if observation is not None:
            dialog = ViewsDialog(self._opened, observation, self._media, self._jobs, self._table.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.finished.connect(self._finished)
            dialog.open()

    def _finished(self, _result: int) -> None:
        self._changed()
