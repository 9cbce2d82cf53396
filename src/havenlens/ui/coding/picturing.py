"""Zoom into the picture, move it, make it brighter; keep a frame as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QAction

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, clock
from havenlens.services.file_names import file_name
from havenlens.services.files import make_folder
from havenlens.services.ports import MediaLibrary
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.opening import ViewFile
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.coding.viewing import VIEWS
from havenlens.ui.player.adjusting_sheet import AdjustingSheet
from havenlens.ui.player.picture_adjusting import Adjustment
from havenlens.ui.player.zooming import STEP, Zoom
from havenlens.ui.qt.key_names import menu_key
from havenlens.words.catalogue import N_, tr

_PAN = 40
_KEYS = (
    (KeyStroke("+", ctrl=True), "zoom_picture", N_("Zoom the picture in (or Ctrl and the wheel)"), "1"),
    (KeyStroke("-", ctrl=True), "zoom_picture", N_("Zoom the picture out"), "-1"),
    (KeyStroke("0", ctrl=True), "zoom_picture", N_("Show the whole picture (or double-click)"), "0"),
    (
        KeyStroke("left", alt=True),
        "pan_picture",
        N_("Move the zoomed picture to the right (or drag it)"),
        "1 0",
    ),
    (KeyStroke("right", alt=True), "pan_picture", N_("Move the zoomed picture to the left"), "-1 0"),
    (KeyStroke("up", alt=True), "pan_picture", N_("Move the zoomed picture down"), "0 1"),
    (KeyStroke("down", alt=True), "pan_picture", N_("Move the zoomed picture up"), "0 -1"),
    (KeyStroke("b", ctrl=True), "adjust_picture", N_("Brightness, contrast and gamma"), ""),
    (KeyStroke("s", ctrl=True, shift=True), "keep_picture", N_("Keep this frame as a picture file"), ""),
)


class Picturing(Feature):
    """What a person does with the picture of the leading view; each view keeps its own look."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views = ViewDesk.on(desk)
        self._sheet: AdjustingSheet | None = None
        menu = desk.parts.transport.menu
        for text, key, do in (
            (tr("Brightness, contrast and gamma…"), KeyStroke("b", ctrl=True), self._open_sheet),
            (tr("Show the picture as it is"), None, self._reset),
            (tr("Keep this frame as a picture file"), KeyStroke("s", ctrl=True, shift=True), self._keep_now),
        ):
            action = QAction(f"{text}\t{menu_key(key)}" if key else text, menu)
            action.triggered.connect(do)
            menu.addAction(action)

    def bindings(self) -> Sequence[Binding]:
        section = tr(VIEWS)
        return [Binding(s, act, tr(text), section, value) for s, act, text, value in _KEYS]

    def actions(self) -> Mapping[str, Action]:
        return {
            "zoom_picture": self._zoom,
            "pan_picture": self._pan,
            "adjust_picture": self._adjust,
            "keep_picture": self._keep,
        }

    def close(self) -> None:
        if self._sheet is not None:
            self._sheet.close()

    def _zoom(self, direction: str, _at: Micros) -> None:
        video = self.desk.parts.video
        if direction == "0":
            video.set_zoom(Zoom())
        else:
            video.magnify(STEP ** int(direction))

    def _pan(self, direction: str, _at: Micros) -> None:
        x, y = (int(part) * _PAN for part in direction.split())
        self.desk.parts.video.pan(x, y)

    def _reset(self) -> None:
        for video in self._views.all_videos():
            video.reset_look()

    # --- brightness ---------------------------------------------------------------------------------

    def _adjust(self, _argument: str, _at: Micros) -> None:
        self._open_sheet()

    def _open_sheet(self) -> None:
        video = self.desk.parts.video
        if self._sheet is None:
            self._sheet = AdjustingSheet(self.desk.page)
            self._sheet.changed.connect(self._use)
            self._sheet.closed.connect(self.desk.listen)
        self._sheet.show_adjustment(video.adjustment)
        self._sheet.adjustSize()
        corner = video.mapToGlobal(QPoint(video.width() - self._sheet.width() - 12, 44))
        self._sheet.move(corner)
        self._sheet.show()
        self._sheet.sliders[0].setFocus()

    def _use(self, adjustment: Adjustment) -> None:
        self.desk.parts.video.adjust(adjustment)

    # --- snapshot -----------------------------------------------------------------------------------

    def _keep_now(self) -> None:
        self._keep("", self.desk.now)

    def _keep(self, _argument: str, _at: Micros) -> None:
        position = self.desk.player.playhead.position
        if position is None or not self._views.views:
            self.desk.say("views.nothing_to_keep", refused=True)
            return
        view = self._views.views[self._views.leader]
        names = [self._observation_name()] + ([view.name] if self._views.count > 1 else [])
        folder = self.desk.opened.path.with_name(f"{self.desk.opened.path.stem} snapshots")
        self.desk.jobs.submit(
            keep_frame,
            self.desk.media,
            view.files,
            position.at,
            position.number,
            folder,
            " ".join(names),
            on_done=self._kept,
            on_failed=self._not_kept,
        )

    def _observation_name(self) -> str:
        wanted: UUID = self.desk.session.coding.observation
        return next(o.name for o in self.desk.study.store.observations() if o.id == wanted)

    def _kept(self, kept: tuple[Path, Micros, int]) -> None:
        path, at, number = kept
        shown = path.relative_to(self.desk.opened.path.parent)
        self.desk.say("views.snapshot", frame=number, at=clock(at), path=shown)

    def _not_kept(self, error: StudyError) -> None:
        self.desk.tell(error.problem)


def keep_frame(
    media: MediaLibrary, files: Sequence[ViewFile], at: Micros, number: int | None, folder: Path, name: str
) -> tuple[Path, Micros, int]:
    """Write exactly the frame of an observation time as a PNG of a name that nothing else has.

    Give the file, and the frame's time and number. The frame is found in the recording's own files, whatever
    copy of them is on the screen.
    """
    file, local = files[0], 0
    for each in files:
        with closing(media.open_frames(each.path)) as source:
            if each is files[0] or at >= each.base.to_observation(source.times.time_of(0)):
                file, local = each, source.times.nearest(each.base.to_presentation(at))
    shown = local if number is None else number
    stem = f"{file_name(name, 'frame')} {clock(at).replace(':', '-')} f{shown}"
    make_folder(folder)
    path, again = folder / f"{stem}.png", 2
    while path.exists():
        path, again = folder / f"{stem} ({again}).png", again + 1
    media.still(file.path, local, path)
    return path, at, shown
