"""Other codings of the same observation as faint tracks under the timeline, chosen with F12."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QMenu

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros, Span
from havenlens.services.beside import Beside, codings_beside
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.filmstrip import SEE
from havenlens.ui.coding.opening import CodingView, view_of
from havenlens.ui.coding.overview import overview_of
from havenlens.ui.coding.timeline_content import content_with_threads
from havenlens.ui.qt.jobs import Job
from havenlens.ui.seeing.other_tracks import OtherCoding, OtherTracks, other_coding
from havenlens.ui.workplace import OpenStudy
from havenlens.words.catalogue import tr


class OtherSchemes(Feature):
    """Offers what may be shown beside this coding, and loads it on a connection that only reads."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tracks = OtherTracks(desk.parts.timeline)
        desk.parts.places.add_below(self.tracks)
        self._jobs: dict[UUID, Job] = {}
        menu = overview_of(desk.parts.places).menu
        self.menu = QMenu(tr("Other codings"), menu)
        menu.addMenu(self.menu)
        self.menu.aboutToShow.connect(self._fill)
        desk.refilmed.connect(self._follow)

    def bindings(self) -> Sequence[Binding]:
        return [Binding(KeyStroke("f12"), "show_also", tr("Show other codings of this video"), tr(SEE))]

    def actions(self) -> Mapping[str, Action]:
        return {"show_also": self._offer}

    def close(self) -> None:
        for job in self._jobs.values():
            job.cancel()

    def toggle(self, beside: Beside) -> None:
        """Show a coding, or hide it where it is shown; refuse one that must stay apart, with the reason."""
        if beside.refusal is not None:
            self.desk.tell(beside.refusal)
        elif beside.coding in self.tracks.codings():
            self.tracks.hide_coding(beside.coding)
        elif beside.coding not in self._jobs:
            self._jobs[beside.coding] = self.desk.jobs.submit(
                load_coding,
                self.desk.opened.reader,
                beside,
                self.desk.view.film,
                on_done=self._loaded,
                on_failed=self._forget_and_tell,
            )

    def _offer(self, _argument: str, _at: Micros) -> None:
        if not codings_beside(self.desk.study, self.desk.session.coding):
            self.desk.say("seeing.no_others", refused=True)
            return
        bar = overview_of(self.desk.parts.places)
        self.menu.popup(bar.mapToGlobal(QPoint(0, bar.height())))
        self.menu.setFocus()

    def _fill(self) -> None:
        self.menu.clear()
        for beside in codings_beside(self.desk.study, self.desk.session.coding):
            action = self.menu.addAction(beside.name)
            assert action is not None
            action.setCheckable(True)
            action.setChecked(beside.coding in self.tracks.codings())
            action.setEnabled(beside.refusal is None)
            action.setToolTip("" if beside.refusal is None else beside.refusal.sentence)
            action.triggered.connect(partial(self._toggled, beside))
        if self.menu.isEmpty():
            nothing = self.menu.addAction(tr("None that may be shown"))
            assert nothing is not None
            nothing.setEnabled(False)
        self.menu.setToolTipsVisible(True)

    def _toggled(self, beside: Beside, _checked: bool) -> None:
        self.toggle(beside)

    def _loaded(self, other: OtherCoding) -> None:
        self._jobs.pop(other.coding, None)
        other.scene.set_film(self.desk.view.film)
        self.tracks.show_coding(other)

    def _follow(self, view: CodingView) -> None:
        self.tracks.set_film(view.film)

    def _forget_and_tell(self, error: object) -> None:
        self._jobs.clear()
        self.desk.failed.emit(error)


def load_coding(reader: Callable[[], OpenStudy], beside: Beside, film: Span) -> OtherCoding:
    """Load a coding as the timeline shows it; runs on a worker, with a connection of its own."""
    study = reader()
    try:
        view = view_of(study.study, beside.coding)
        return other_coding(beside.coding, beside.name, content_with_threads(view.session, film))
    finally:
        study.close()
