"""The document as the teacher gets it on paper, made in the background and shown page by page."""

from __future__ import annotations

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, Qt, pyqtSignal
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtPdfWidgets import QPdfView
from PyQt6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout

from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.problems import StudyError
from havenlens.services.coaching.sending import SendOptions
from havenlens.services.files import working_folder
from havenlens.services.ports import Progress
from havenlens.ui.coaching.desk import CycleDesk
from havenlens.ui.qt.jobs import Job
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr


class Preview(QFrame):
    """Shows the PDF of a cycle; the same one is not made twice."""

    shown = pyqtSignal()
    """The pages are there."""

    def __init__(self, desk: CycleDesk) -> None:
        super().__init__()
        self.setProperty("ground", "card")
        self._desk = desk
        self._job: Job | None = None
        self._about: object = None
        self._buffer: QBuffer | None = None
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setPageSpacing(Space.M)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName(tr("The document as the teacher gets it"))
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setProperty("role", "secondary")
        self.words.setMargin(Space.XL)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.words)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._stack)

    @property
    def n_pages(self) -> int:
        """Give how many pages are shown."""
        return self.document.pageCount() if self._stack.currentWidget() is self.view else 0

    def show_cycle(self, cycle: CoachingCycle, teacher: str, options: SendOptions) -> None:
        """Make the pages of a cycle, unless they are the ones that are shown."""
        about = (cycle, options)
        if about == self._about:
            return
        self.stop()
        self._about = about
        if not any(not clip.struck for clip in cycle.clips):
            self._say(tr("The pages are shown here once there is a clip."))
            return
        if self.document.pageCount() == 0:
            self._say(tr("Making the pages…"))
        self._job = self._desk.jobs.submit(
            self._make,
            teacher,
            cycle.number,
            options,
            on_done=self._show,
            on_failed=self._fail,
            on_progress=_keep_going,
        )

    def show_words(self, words: str) -> None:
        """Say why there are no pages."""
        self.stop()
        self._about = None
        self._say(words)

    def stop(self) -> None:
        """Make no more pages that nobody waits for."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._about = None

    def _make(self, teacher: str, number: int, options: SendOptions, progress: Progress) -> bytes:
        opened = self._desk.opened.reader()
        try:
            with working_folder() as folder:
                path = folder / "preview.pdf"
                self._desk.workplace.write_report(opened, teacher, number, path, progress, options)
                return path.read_bytes()
        finally:
            opened.close()

    def _show(self, content: bytes) -> None:
        self._job = None
        scroll = self.view.verticalScrollBar()
        place = 0 if scroll is None else scroll.value()
        old, self._buffer = self._buffer, QBuffer(self)
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        if old is not None:
            old.deleteLater()
        self._stack.setCurrentWidget(self.view)
        if scroll is not None:
            scroll.setValue(place)
        self.shown.emit()

    def _fail(self, error: StudyError) -> None:
        self._job = None
        self._say(str(error))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self._stack.setCurrentWidget(self.words)


def _keep_going(_done: int, _total: int) -> None:
    """Let the job be cancelled although nobody watches how far it is."""
