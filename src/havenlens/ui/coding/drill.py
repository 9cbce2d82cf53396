"""Learn the keys of the scheme, without coding anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import Micros
from havenlens.ui.coding.desk import Action, Feature
from havenlens.ui.coding.help import with_keys
from havenlens.ui.coding.preferences import WORKING
from havenlens.ui.qt.keyboard import open_and_return
from havenlens.ui.working.key_drill_dialog import KeyDrillDialog
from havenlens.words.catalogue import tr


class Drilling(Feature):
    """Ctrl+Shift+K asks for the scheme's keys, one after another."""

    def bindings(self) -> Sequence[Binding]:
        stroke = KeyStroke("k", ctrl=True, shift=True)
        return [Binding(stroke, "drill", tr("Practise the keys of this scheme"), tr(WORKING))]

    def actions(self) -> Mapping[str, Action]:
        return {"drill": self._drill}

    def _drill(self, _argument: str, _at: Micros) -> None:
        desk = self.desk
        desk.player.pause()
        open_and_return(KeyDrillDialog(with_keys(desk.session.scheme, desk.keys), desk.page))
