"""Files that are dropped onto a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PyQt6.QtWidgets import QWidget


class FileDrops(QObject):
    """Lets files with some suffixes be dropped on a widget and everything in it; other files fall through."""

    dropped = pyqtSignal(object)
    """Carries the path of the file that was dropped."""
    refused = pyqtSignal()
    """Several files were dropped at once."""

    def __init__(self, target: QWidget, suffixes: Sequence[str]) -> None:
        super().__init__(target)
        self._suffixes = tuple(suffixes)
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent) and self._paths(event):
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop:
                self._drop(self._paths(event))
            return True
        return super().eventFilter(watched, event)

    def _drop(self, paths: list[Path]) -> None:
        if len(paths) == 1:
            self.dropped.emit(paths[0])
        else:
            self.refused.emit()

    def _paths(self, event: QDropEvent) -> list[Path]:
        data = event.mimeData()
        if data is None or not data.hasUrls():
            return []
        found = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        return [path for path in found if path.suffix.lower() in self._suffixes]
