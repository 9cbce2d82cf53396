"""Start the desktop app: put its parts together and show the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtWidgets import QApplication, QMessageBox

from havenlens.app.bootstrap import (
    add_shipped_schemes,
    create_study,
    open_study,
    read_scheme,
    scheme_text,
)
from havenlens.app.display import refuse_without_display, sentence_for_crash
from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import Problem, StudyError
from havenlens.exchange.transcripts import SubtitleFiles
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.charts.model import Chart, Ink
from havenlens.services.coaching.sending import SendOptions
from havenlens.services.exporting import Exported, ExportOrder
from havenlens.services.feedback_answers import FeedbackAnswers
from havenlens.services.ports import MediaLibrary, Progress, no_progress
from havenlens.services.scheme_notes import SchemeNote
from havenlens.services.study import Study
from havenlens.services.training import hidden_codings
from havenlens.ui.qt.errors import install_excepthook
from havenlens.ui.qt.language import speak
from havenlens.ui.qt.typed_first import type_first
from havenlens.ui.settings import Settings
from havenlens.ui.theme.style import apply_theme
from havenlens.ui.window import MainWindow
from havenlens.ui.workplace import OpenStudy

if TYPE_CHECKING:
    from havenlens.services.tables import TableSource
    from havenlens.store.study_file import StudyFile
    from havenlens.store.study_rows import StudyRows

_TURN = 0.0005
"""Seconds that a job goes on in Python when the window wants its turn, of which it has one for each cell it
paints; with the usual 0.005 a table is painted three times as slowly while something is worked out."""


class DesktopWorkplace:
    """Gives the window its studies, videos and use cases."""

    def __init__(self, media: MediaLibrary) -> None:
        self.media = media
        self.schemes = scheme_text()

    def open_study(self, path: Path) -> OpenStudy:
        """Open a study to write, or to read where another window has it."""
        self._keep_indexes(path)
        return _opened(*open_study(path, write=True, must=False))

    def new_study(self, path: Path, name: str) -> OpenStudy:
        """Make a study with the shipped schemes in it, and open it."""
        self._keep_indexes(path)
        return _opened(*create_study(path, name, add_shipped_schemes))

    def _keep_indexes(self, study: Path) -> None:
        """Let each video be read once in its life: what was found out is kept beside the study."""
        self.media.keep_indexes_in(study.with_name(f"{study.stem}.havenlens-cache"))

    def build_demo(self, folder: Path, progress: Progress = no_progress) -> Path:
        """Build the demo study in a folder; where it is there already, give it."""
        from havenlens.app.demo import run_demo  # noqa: PLC0415 - first start only
        from havenlens.app.demo.building import STUDY_NAME  # noqa: PLC0415

        if (folder / STUDY_NAME).exists():
            return folder / STUDY_NAME
        return run_demo(folder, self.media, progress).study

    def write_report(
        self,
        study: OpenStudy,
        teacher: str,
        cycle: int,
        path: Path,
        progress: Progress = no_progress,
        options: SendOptions | None = None,
    ) -> list[Path]:
        """Write a cycle's document."""
        from havenlens.app.feedback_files import write_report  # noqa: PLC0415 - when it is wanted

        return write_report(study.study, teacher, cycle, [path], self.media, progress, options)

    def read_answers(self, path: Path) -> FeedbackAnswers:
        """Read what a teacher gave back, from the page's small file or from the Word document."""
        from havenlens.app.answer_files import read_answer_file  # noqa: PLC0415 - when it is wanted

        return read_answer_file(path)

    def draw_chart(self, chart: Chart, palette: Mapping[Ink, str]) -> str:
        """Draw a chart as SVG."""
        from havenlens.reporting.chart_svg import draw_svg  # noqa: PLC0415 - when it is wanted

        # Qt takes a list of fonts for the name of one.
        return draw_svg(chart, palette, hits=False, family="Inter")

    def write_chart(self, chart: Chart, path: Path) -> list[Problem]:
        """Save a chart as SVG, PNG or PDF; give what is to be said about it."""
        from havenlens.reporting.chart_files import write_chart  # noqa: PLC0415 - when it is wanted

        return write_chart(chart, path)

    def write_agreement(self, study: OpenStudy, results: Sequence[AgreementResult], path: Path) -> None:
        """Write agreement in the format of the path's suffix."""
        from havenlens.app.agreement_files import write_study_agreement  # noqa: PLC0415 - when it is wanted

        write_study_agreement(study.study, study.path, results, [path])

    def write_codebook(self, scheme: Scheme, notes: Sequence[SchemeNote], path: Path) -> None:
        """Write a scheme's codebook."""
        from havenlens.app.codebooks import write_codebook  # noqa: PLC0415 - when it is wanted

        write_codebook(scheme, notes, path)

    def write_table(self, table: TableSource, path: Path) -> list[Path]:
        """Write one table in the format of the path's suffix, its data dictionary beside it."""
        from havenlens.exchange.table_files import write_table  # noqa: PLC0415 - when it is wanted

        return write_table(table, path)

    def export_tables(
        self,
        study: OpenStudy,
        order: ExportOrder,
        coder: UUID | None = None,
        progress: Progress = no_progress,
    ) -> Exported:
        """Write the study's tables, without what the coder at work may not see yet."""
        from havenlens.app.results import export  # noqa: PLC0415 - when it is wanted

        reader = study.reader()
        try:
            hidden = hidden_codings(reader.study, coder)
            return export(reader.study, order, self.media, progress, hidden)
        finally:
            reader.close()


def _opened(file: StudyFile, study: Study) -> OpenStudy:
    return OpenStudy(
        path=file.path,
        name=file.name,
        study=study,
        writable=file.writable,
        close=file.close,
        check=file.check,
        reader=partial(_reader, file),
        writer=partial(_writer, file),
        transcripts=SubtitleFiles(),
    )


def _reader(file: StudyFile) -> OpenStudy:
    """Open the study once more, to read on another thread.

    The file itself is not touched: closing any handle of it would drop the locks that SQLite holds here.
    """
    return _beside(file, file.reader())


def _writer(file: StudyFile) -> OpenStudy:
    """Open the study once more, to write on another thread under the right that this process holds."""
    return _beside(file, file.writer())


def _beside(file: StudyFile, rows: StudyRows) -> OpenStudy:
    return OpenStudy(
        path=file.path,
        name=file.path.stem,
        study=Study(rows, read_scheme, file.path.parent),
        writable=rows.codings.writable,
        close=rows.close,
        check=list,
        reader=partial(_reader, file),
        writer=partial(_writer, file),
        transcripts=SubtitleFiles(),
    )


def make_window(app: QApplication) -> MainWindow:
    """Put the window together; the application has to be there, and nothing is shown yet."""
    from havenlens.media.library import VideoLibrary  # noqa: PLC0415 - PyAV is slow to import

    sys.setswitchinterval(_TURN)
    settings = Settings()
    appearance = apply_theme(app, settings.theme)
    return MainWindow(DesktopWorkplace(VideoLibrary()), settings, appearance)


def show_message(words: str) -> None:
    """Say something in a window of its own, where there is no other."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    speak(app)
    QMessageBox.warning(None, "Havenlens", words)


def run_desktop(study: Path | None) -> int:
    """Open the window, with a study where one is named; give the exit code."""
    if study is not None and not os.path.exists(study):  # noqa: PTH110 - never raises where a folder is closed
        raise StudyError("study.missing", path=study)
    refuse_without_display()
    QCoreApplication.setOrganizationName("Havenlens")
    QCoreApplication.setApplicationName("havenlens")
    with sentence_for_crash():
        app = QApplication(sys.argv[:1])
    speak(app)
    type_first(app)
    windows: list[MainWindow] = []

    def tell(problem: Problem) -> None:
        for window in windows:
            window.show_problem(problem)

    install_excepthook(tell, app)
    window = make_window(app)
    windows.append(window)
    window.show()
    if study is not None:
        window.open_path(study.resolve())
    code = app.exec()
    # The handler of exceptions still knows the window; it has to go while there is an application around it.
    windows.clear()
    window.deleteLater()
    app.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    return code
