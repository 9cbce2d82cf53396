"""The filmstrip over the timeline, shown or hidden with F11."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QAction

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros
from havenlens.services.disk_cache import DiskCache
from havenlens.services.filmstrips import Filmstrips
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.overview import overview_of
from havenlens.ui.coding.sound import recording_parts
from havenlens.ui.seeing.filmstrip_bar import FilmstripBar
from havenlens.ui.seeing.other_tracks import OtherTracks
from havenlens.ui.settings import Settings
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import N_, tr

SEE = N_("See")
_ROOM = 228
"""How high the pane of the timeline has to be for a filmstrip to be worth its room."""


class Filmstrip(Feature):
    """Small pictures at the visible zoom, made while the video stands still."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._settings = Settings()
        self._parts = recording_parts(desk)
        self.bar = FilmstripBar(desk.parts.timeline, self._strips(), desk.jobs)
        self.bar.hide()
        for part in (desk.parts.places.lower, desk.parts.timeline):
            part.installEventFilter(self)
        desk.parts.places.add_strip(self.bar)
        self._entry = QAction(tr("Filmstrip") + "\tF11", self)
        self._entry.setCheckable(True)
        self._entry.setChecked(self._settings.filmstrip)
        self._entry.setVisible(bool(self._parts))
        self._entry.toggled.connect(self._show)
        overview_of(desk.parts.places).menu.addAction(self._entry)
        self.bar.seek_requested.connect(desk.player.seek)
        desk.player.opened.connect(self._begin)
        desk.player.state_changed.connect(self.bar.set_playing)
        desk.refilmed.connect(self._follow)

    def _strips(self) -> Filmstrips:
        return Filmstrips(self.desk.media, DiskCache(self.desk.cache), self._parts)

    def _follow(self, _view: object) -> None:
        """Make pictures of other files, or of the same ones where they lie now."""
        parts = recording_parts(self.desk)
        if parts != self._parts:
            self._parts = parts
            self._entry.setVisible(bool(parts))
            self.bar.use(self._strips())
            self._fit()

    def bindings(self) -> Sequence[Binding]:
        return [Binding(KeyStroke("f11"), "filmstrip", tr("Show or hide the filmstrip"), tr(SEE))]

    def actions(self) -> Mapping[str, Action]:
        return {"filmstrip": self._toggle}

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Give the tracks the room where there is little of it."""
        if event is not None and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def close(self) -> None:
        self.bar.close_strip()

    def _begin(self, _times: object) -> None:
        self.bar.begin()

    def _toggle(self, _argument: str, _at: Micros) -> None:
        if self._parts:
            self._entry.toggle()
        else:
            self.desk.say("seeing.filmstrip_no_film", refused=True)

    def _show(self, wanted: bool) -> None:
        self._settings.filmstrip = wanted
        self._fit()
        if wanted and not self._has_room:
            self.desk.say("seeing.filmstrip_no_room", refused=True)
        elif wanted:
            self.desk.say("seeing.filmstrip_on")
        else:
            self.desk.say("seeing.filmstrip_off")

    @property
    def _has_room(self) -> bool:
        lower = self.desk.parts.places.lower
        others = lower.findChild(OtherTracks)
        taken = others.height() if others is not None and not others.isHidden() else 0
        return lower.height() - taken >= current_look().metrics.px(_ROOM)

    def _fit(self) -> None:
        self.bar.setVisible(bool(self._parts) and self._settings.filmstrip and self._has_room)
