"""What the desktop app works with: an open study, the video library, and the use cases, handed in whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.problems import Problem
from havenlens.services.agreement_results import AgreementResult
from havenlens.services.charts.model import Chart, Ink
from havenlens.services.coaching.sending import SendOptions
from havenlens.services.exporting import Exported, ExportOrder
from havenlens.services.feedback_answers import FeedbackAnswers
from havenlens.services.ports import MediaLibrary, Progress
from havenlens.services.scheme_editing import SchemeText
from havenlens.services.scheme_notes import SchemeNote
from havenlens.services.study import Study
from havenlens.services.transcripts import TranscriptFiles

if TYPE_CHECKING:
    from havenlens.services.tables import TableSource  # NumPy is slow to import


@dataclass(frozen=True, slots=True)
class OpenStudy:
    """A study that is open in the app: its use cases, and whether it may be written."""

    path: Path
    name: str
    study: Study
    writable: bool
    close: Callable[[], None]
    check: Callable[[], list[Problem]]
    reader: Callable[[], OpenStudy]
    """Opens the study again, to read on another thread; the job closes it."""
    writer: Callable[[], OpenStudy]
    """Opens the study again, to write on another thread while this window waits; the job closes it."""
    transcripts: TranscriptFiles
    """Reads and writes transcripts as other programs have them."""


class DrawChart(Protocol):
    """Draws a chart as SVG, each ink in its colour."""

    def __call__(self, chart: Chart, palette: Mapping[Ink, str]) -> str: ...


class Workplace(Protocol):
    """What the app's composition root gives to the window."""

    media: MediaLibrary
    schemes: SchemeText

    def open_study(self, path: Path) -> OpenStudy: ...

    def new_study(self, path: Path, name: str) -> OpenStudy: ...

    def build_demo(self, folder: Path, progress: Progress) -> Path: ...

    def write_report(
        self,
        study: OpenStudy,
        teacher: str,
        cycle: int,
        path: Path,
        progress: Progress,
        options: SendOptions | None = None,
    ) -> list[Path]: ...

    def read_answers(self, path: Path) -> FeedbackAnswers: ...

    def draw_chart(self, chart: Chart, palette: Mapping[Ink, str]) -> str: ...

    def write_chart(self, chart: Chart, path: Path) -> list[Problem]: ...

    def write_agreement(self, study: OpenStudy, results: Sequence[AgreementResult], path: Path) -> None: ...

    def write_codebook(self, scheme: Scheme, notes: Sequence[SchemeNote], path: Path) -> None: ...

    def write_table(self, table: TableSource, path: Path) -> list[Path]: ...

    def export_tables(
        self, study: OpenStudy, order: ExportOrder, coder: UUID | None, progress: Progress
    ) -> Exported: ...
