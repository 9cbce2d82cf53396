"""The picture in a window of its own, with the keys still heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QVBoxLayout

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.coding.viewing import VIEWS
from havenlens.ui.player.detached import DetachedWindow
from havenlens.ui.qt.key_names import menu_key
from havenlens.ui.settings import Settings
from havenlens.ui.widgets.messages import EmptyState
from havenlens.words.catalogue import tr

_DETACH = KeyStroke("d", ctrl=True)


class Detaching(Feature):
    """Ctrl+D takes the picture out and puts it back; where it was is remembered on this computer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wall = ViewDesk.on(desk).wall
        self._window: DetachedWindow | None = None
        self._stand_in = EmptyState(
            "monitor",
            tr("The picture is in its own window"),
            tr("Keys are heard there, too; Ctrl+D brings it back."),
            tr("Bring it back"),
        )
        self._stand_in.primary_chosen.connect(self._put_back)
        self._stand_in.hide()
        film = self._wall.parentWidget()
        place = None if film is None else film.layout()
        assert isinstance(place, QVBoxLayout)
        self._place = place
        place.insertWidget(place.indexOf(self._wall), self._stand_in, 1)
        menu = desk.parts.transport.menu
        action = QAction(tr("In a window of its own") + f"\t{menu_key(_DETACH)}", menu)
        action.triggered.connect(self._toggle)
        menu.addAction(action)

    def bindings(self) -> Sequence[Binding]:
        text = tr("The picture in a window of its own; again brings it back")
        return [Binding(_DETACH, "detach_picture", text, tr(VIEWS))]

    def actions(self) -> Mapping[str, Action]:
        return {"detach_picture": self._detach}

    @property
    def window(self) -> DetachedWindow | None:
        """Give the window that holds the picture; None while it is in its place."""
        return self._window

    def close(self) -> None:
        self._put_back()

    def _detach(self, _argument: str, _at: Micros) -> None:
        self._toggle()

    def _toggle(self) -> None:
        if self._window is None:
            self._take_out()
        else:
            self._put_back()

    def _take_out(self) -> None:
        title = f"{self.desk.view.name} · {self.desk.view.about}"
        window = self._window = DetachedWindow(self._wall, self.desk.page, title)
        window.closed.connect(self._closed)
        kept = Settings().detached_geometry
        if kept is not None:
            window.restoreGeometry(kept)
        self._stand_in.show()
        window.show()
        window.activateWindow()
        self.desk.listen()
        self.desk.say("views.detached")

    def _put_back(self) -> None:
        window = self._window
        if window is not None:
            self._closed()
            window.hide()  # not closed: a cover does not let that happen

    def _closed(self) -> None:
        window, self._window = self._window, None
        if window is None:
            return
        Settings().detached_geometry = window.saveGeometry()
        self._stand_in.hide()
        self._place.insertWidget(self._place.indexOf(self._stand_in), self._wall, 1)
        self._wall.show()
        window.deleteLater()
        self.desk.listen()
        self.desk.say("views.attached")
