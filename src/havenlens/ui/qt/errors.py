"""What happens to an exception nobody caught: a sentence, or a report to copy; the process lives on."""

from __future__ import annotations

import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from importlib.metadata import version
from types import TracebackType

from PyQt6.QtCore import PYQT_VERSION_STR, QObject, Qt, pyqtSignal, qVersion
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import Problem, StudyError
from havenlens.ui.qt.signals import connect_queued
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.dialog import Dialog
from havenlens.words.catalogue import tr

_LOG = logging.getLogger(__name__)

Tell = Callable[[Problem], None]


class ErrorReporter(QObject):
    """Takes exceptions from any thread and shows them from the event loop, one dialog at a time.

    Showing waits for the event loop because an exception may come out of the middle of painting.
    """

    caught = pyqtSignal(object)
    """Carries the exception."""

    def __init__(self, tell: Tell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tell = tell
        self._dialog: CrashDialog | None = None
        self._seen: set[str] = set()
        connect_queued(self.caught, self._show)

    @property
    def dialog(self) -> CrashDialog | None:
        """Give the crash dialog that is open."""
        return self._dialog

    def handle(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take an exception; what asks the program to end is passed on to Python's own hook."""
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        self.caught.emit(error.with_traceback(trace))

    def handle_in_thread(self, args: threading.ExceptHookArgs) -> None:
        """Take an exception that ended a thread."""
        if args.exc_value is not None:
            self.handle(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, error: Exception) -> None:
        if isinstance(error, StudyError):
            self._tell(error.problem)
            return
        report = crash_report(error)
        _LOG.critical("%s", report)
        if report in self._seen:  # something that fails at every painting would never stop asking
            return
        self._seen.add(report)
        if self._dialog is None:
            self._dialog = CrashDialog()
            self._dialog.finished.connect(self._forget_dialog)
            self._dialog.show()
        self._dialog.add(report)

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


class CrashDialog(Dialog):
    """Says that something went wrong that should not have, and offers the report for copying."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        words = QLabel(
            tr(
                "Havenlens has made a mistake. Everything coded up to now is saved, and you can go on. "
                "Please copy this report and send it to the people who make Havenlens; it contains nothing "
                "of your study but may name its files, so read it first."
            )
        )
        words.setWordWrap(True)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(tr("Report"))
        copy = QPushButton(tr("Copy the report"))
        copy.clicked.connect(self.copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(words)
        layout.addWidget(self._text)
        layout.addWidget(buttons)
        self.begin_in(640, 420)

    @property
    def text(self) -> str:
        """Give the reports shown."""
        return self._text.toPlainText()

    def add(self, report: str) -> None:
        """Show one more report, below what is there."""
        self._text.appendPlainText(report)

    def copy(self) -> None:
        """Put the reports on the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.text)


def crash_report(error: BaseException) -> str:
    """Write what the makers need: versions, system, and where it happened; the home folder is ``~``."""
    facts = (
        f"Havenlens {version('havenlens')}, Python {platform.python_version()}, "
        f"Qt {qVersion()}, PyQt {PYQT_VERSION_STR}, {platform.platform()}"
    )
    trace = "".join(traceback.format_exception(error))
    home = os.path.expanduser("~")  # noqa: PTH111 - never raises, which Path.home() does where there is none
    if os.path.dirname(home) != home:  # noqa: PTH120 - the root of everything is nobody's home
        for written in (home, repr(home)[1:-1]):  # an error writes a path of Windows with its strokes doubled
            trace = trace.replace(written, "~")
    return f"{facts}\n\n{trace}"


def install_excepthook(tell: Tell, parent: QObject | None = None) -> ErrorReporter:
    """Show every exception nobody caught, from slots and threads alike, instead of ending the process.

    ``tell`` gets the `Problem` of a `StudyError`. To be called once there is an application and before the
    first widget; the reporter has to be kept.
    """
    reporter = ErrorReporter(tell, parent)
    sys.excepthook = reporter.handle
    threading.excepthook = reporter.handle_in_thread
    return reporter
