"""Work as the coder likes to: reaction lag, holding a key to code, layout, where to go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from PyQt6.QtCore import QEvent, QObject, QTimer
from PyQt6.QtWidgets import QSplitter

from havenlens.domain.codebook import Kind
from havenlens.domain.events import Changes
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.preferences import Preferences, keep_preferences
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.words.catalogue import N_, tr

WORKING = N_("Your work")
_WIDE = 1280
_SETTLED_MS = 800
_REPLAYED = 5.0
_A_FRAME = 40_000
_LOWER = "lower"


class Liking(Feature):
    """Settings by key, the layout as it was left, and the last seconds again on opening."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._class = ""
        self._replays = desk.session.coding.resume_at > 0
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._keep_layout)
        desk.preferred.connect(self._use)
        desk.player.opened.connect(self._resume)
        desk.page.installEventFilter(self)
        for one in self._splitters():
            one.splitterMoved.connect(self._moved)
        desk.parts.places.tabs.currentChanged.connect(self._moved)

    def bindings(self) -> Sequence[Binding]:
        return [Binding(KeyStroke(",", ctrl=True), "settings", tr("Settings and keys"), tr(WORKING))]

    def actions(self) -> Mapping[str, Action]:
        return {"settings": self._ask_for_settings}

    def _ask_for_settings(self, _argument: str, _at: Micros) -> None:
        self.desk.player.pause()
        self.desk.settings_requested.emit()

    def _use(self) -> None:
        self.desk.session.reaction_lag = self.desk.preferences.reaction_lag
        self._class = ""
        self._lay_out()

    def _resume(self, _times: object) -> None:
        """Play the last seconds again where the coder wants that; the coding was opened where it was left."""
        replays, self._replays = self._replays, False
        if replays and self.desk.preferences.replay_on_opening and self.desk.page.isVisible():
            at = self.desk.session.coding.resume_at
            self.desk.player.play_span(Span(self.desk.not_before(at - 5 * SECOND), Micros(at + 1)))

    # --- layout -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._lay_out()
        return super().eventFilter(watched, event)

    def _splitters(self) -> list[QSplitter]:
        return [one for one in self.desk.page.findChildren(QSplitter) if one.objectName()]

    def _lay_out(self) -> None:
        """Restore the layout of this size of window, once the window has it."""
        page = self.desk.page
        size = "wide" if page.width() >= _WIDE else "narrow"
        if not page.isVisible() or size == self._class:
            return
        self._class = size
        kept = self.desk.preferences.layouts.get(size, {})
        for one in self._splitters():
            sizes = kept.get(one.objectName())
            if sizes is not None and len(sizes) == one.count():
                one.setSizes(list(sizes))
        tabs = self.desk.parts.places.tabs
        name = self.desk.preferences.tabs.get(_LOWER)
        place = next((n for n in range(tabs.count()) if tabs.tabText(n) == name), None)
        if place is not None:
            tabs.blockSignals(True)
            tabs.setCurrentIndex(place)
            tabs.blockSignals(False)

    def _moved(self, *_where: int) -> None:
        if self._class:
            self._settled.start()

    def _keep_layout(self) -> None:
        desk = self.desk
        if desk.coder is None or not self._class:
            return
        sizes = {one.objectName(): tuple(one.sizes()) for one in self._splitters()}
        tabs = desk.parts.places.tabs
        desk.preferences = replace(
            desk.preferences,
            layouts={**desk.preferences.layouts, self._class: sizes},
            tabs={**desk.preferences.tabs, _LOWER: tabs.tabText(tabs.currentIndex())},
        )
        self._keep(desk.preferences)

    def _keep(self, preferences: Preferences) -> None:
        coder = self.desk.coder
        try:
            if coder is not None:
                keep_preferences(self.desk.study, coder, preferences)
        except StudyError as error:
            self.desk.fail(error)

    def close(self) -> None:
        if self._settled.isActive():
            self._settled.stop()
            self._keep_layout()


class Holding(Feature):
    """Hold to code: a state begins when its key goes down and ends when the key is let go."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pressed: tuple[str, str] | None = None
        self._held: dict[str, UUID] = {}
        desk.changed.connect(self._begun)
        desk.held_keys.let_go.connect(self._let_go)
        desk.page.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Forget held keys when the window is left: it hears of no key that is let go elsewhere."""
        if event is not None and event.type() == QEvent.Type.WindowDeactivate:
            self._held.clear()
        return super().eventFilter(watched, event)

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002 - only which key is of interest
        """Remember which key goes down; of its repetitions nobody hears."""
        self._pressed = None
        if not self.desk.preferences.hold_to_code:
            return False
        self._held.pop(stroke.key, None)  # nobody heard that it was let go
        binding = self.desk.keys.match(stroke)
        if binding is not None and binding.action in ("code", "code_again"):
            self._pressed = (stroke.key, binding.argument)
        return False

    def _begun(self, changes: Changes) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        key, code = pressed
        kind = self.desk.session.scheme.code_by_id[code].kind
        for event in changes.added:
            if event.code == code and kind is Kind.STATE and event.span.is_open:
                self._held[key] = event.id

    def _let_go(self, stroke: KeyStroke, at: Micros) -> None:
        held = self._held.pop(stroke.key, None)
        session = self.desk.session
        event = session.events.get(held)
        if event is None or not event.span.is_open:
            return
        lag = session.reaction_lag if self.desk.player.is_playing else 0
        end = max(at - lag, event.span.start + _A_FRAME)
        self.desk.bridge.edit(event.id, span=Span(event.span.start, Micros(end)))
