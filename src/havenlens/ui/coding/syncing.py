"""Set the views against each other: by eye, by number or by their sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QKeyEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.domain.view_fitting import LEAST_APART, Match, fit_time_base
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.coding.viewing import VIEWS
from havenlens.ui.qt.key_names import menu_key
from havenlens.ui.study.view_facts import shown_base
from havenlens.ui.study.views_form import ViewsForm
from havenlens.ui.theme.icons import show_icon
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr

_STEPS = {
    KeyStroke("left"): -1,
    KeyStroke("right"): 1,
    KeyStroke("left", shift=True): -10,
    KeyStroke("right", shift=True): 10,
}

_PLACE_VIEWS = KeyStroke("v", alt=True)


class SyncSheet(QFrame):
    """The views of the observation beside the video, with a way to match two of them by eye."""

    closed = pyqtSignal()

    def __init__(self, form: ViewsForm) -> None:
        super().__init__()
        self.setProperty("ground", "card")
        self.setAccessibleName(tr("Views"))
        self.form = form
        self.by_eye = QPushButton(tr("Match by eye"))
        self.by_eye.setCheckable(True)
        self.by_eye.setEnabled(False)  # until a view is chosen that can be placed
        self.forget = QPushButton(tr("Forget the matches"))
        self.forget.setProperty("role", "quiet")
        self.forget.hide()
        self.matches = QLabel()
        self.matches.setWordWrap(True)
        self.matches.setProperty("role", "secondary")
        self.matches.hide()
        title = QLabel(tr("Views"))
        title.setProperty("role", "heading")
        away = QToolButton()
        away.setAccessibleName(tr("Close"))
        away.setToolTip(tr("Close"))
        show_icon(away, "x")
        away.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(away)
        form.add_way(self.by_eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(head)
        column.addWidget(form, 1)
        column.addWidget(self.matches)
        column.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep keys that are typed into the sheet from coding; Escape closes it."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        if event is not None:
            event.accept()


class Syncing(Feature):
    """Alt+V opens the sheet. By eye: one view is stepped alone until it matches the one that leads.

    A match at one moment gives the offset; a second one, at least ten seconds away, gives the drift as well.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views = ViewDesk.on(desk)
        self._sheet: SyncSheet | None = None
        self._matches: dict[UUID, list[Match]] = {}
        self._held: int | None = None
        menu = desk.parts.transport.menu
        action = QAction(tr("Views: add, name, place in time…") + f"\t{menu_key(_PLACE_VIEWS)}", menu)
        action.triggered.connect(self._open)
        menu.addAction(action)
        self._views.changed.connect(self._let_go)

    def bindings(self) -> Sequence[Binding]:
        text = tr("Views: add, name, and place them in time")
        return [Binding(_PLACE_VIEWS, "place_views", text, tr(VIEWS))]

    def actions(self) -> Mapping[str, Action]:
        return {"place_views": self._toggle}

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:
        """While matching by eye, arrows step one view alone, Enter keeps the match, Escape ends it."""
        if self._held is None:
            return False
        player = self._views.player_of(self._held)
        if stroke in _STEPS:
            player.step(_STEPS[stroke])
        elif stroke == KeyStroke("enter"):
            self._keep_match(at)
        elif stroke == KeyStroke("escape"):
            self._let_go()
        else:
            return False
        return True

    def step_back(self) -> bool:
        if self._sheet is None or not self.desk.parts.places.beside.shows(self._sheet):
            return False
        self._close_sheet()
        return True

    # --- the sheet ----------------------------------------------------------------------------------

    def _toggle(self, _argument: str, _at: Micros) -> None:
        if not self.step_back():
            self._open()

    def _open(self) -> None:
        if self._sheet is None:
            self._sheet = self._make_sheet()
        self._sheet.form.refresh()
        self.desk.parts.places.beside.open(self._sheet)
        if self._views.count > 1 and self._sheet.form.place_chosen == 0:
            self._sheet.form.choose(1)

    def _make_sheet(self) -> SyncSheet:
        desk = self.desk
        observation = desk.session.coding.observation
        form = ViewsForm(desk.study, observation, desk.media, desk.jobs, writable=desk.opened.writable)
        sheet = SyncSheet(form)
        sheet.closed.connect(self._close_sheet)
        sheet.by_eye.clicked.connect(self._eye_clicked)
        sheet.forget.clicked.connect(self._forget)
        form.changed.connect(desk.film_again)
        form.chosen.connect(self._chosen)
        return sheet

    def _close_sheet(self) -> None:
        self._let_go()
        if self._sheet is not None:
            self.desk.parts.places.beside.close_sheet(self._sheet)
        self.desk.listen()

    def _chosen(self, place: int) -> None:
        if self._held is not None and place != self._held:
            self._let_go()
        if self._sheet is not None:
            self._sheet.by_eye.setEnabled(place > 0 and self.desk.opened.writable)
            self._show_matches()

    # --- by eye -------------------------------------------------------------------------------------

    def _eye_clicked(self, wanted: bool) -> None:
        if wanted:
            self._take_hold()
        else:
            self._let_go()
        self.desk.listen()

    def _take_hold(self) -> None:
        assert self._sheet is not None
        place = self._sheet.form.place_chosen
        self.desk.player.pause()
        self._views.settle()
        try:
            if place == self._views.leader:
                self._views.lead_with(0)
        except StudyError as error:
            self.desk.tell(error.problem)
        follower = self._views.follower_of(place)
        if follower is None:
            self._show_held(on=False)
            return
        follower.hold(True)
        if not self._views.views[place].shows(self.desk.now):
            follower.player.go_to_start()  # it has nothing at this time: begin where it begins
        self._held = place
        self._show_held(on=True)
        self.desk.say("views.by_eye", name=self._views.views[place].name)

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None and held < self._views.count:
            follower = self._views.follower_of(held)
            if follower is not None:
                follower.hold(False)
        self._show_held(on=False)

    def _show_held(self, *, on: bool) -> None:
        if self._sheet is not None:
            with QSignalBlocker(self._sheet.by_eye):
                self._sheet.by_eye.setChecked(on)

    def _keep_match(self, at: Micros) -> None:
        assert self._sheet is not None
        assert self._held is not None
        place = self._held
        view, position = self._views.views[place], self._views.player_of(place).playhead.position
        if position is None:
            return
        base = view.files[0].base
        kept = self._matches.setdefault(view.id, [])
        kept[:] = [match for match in kept if abs(match.at - at) >= SECOND]
        kept.append(Match(at, base.to_presentation(position.at)))
        fitted = fit_time_base(kept, base.rate_ppm)
        self._let_go()
        if not self._sheet.form.place(fitted):
            return
        self._show_matches()
        values = {"n": len(kept), "at": clock(at), **shown_base(fitted)}
        self._sheet.form.tell(Problem("views.match_kept", values))
        span = max(m.presentation for m in kept) - min(m.presentation for m in kept)
        if len(kept) > 1 and span < LEAST_APART:
            self.desk.say("views.match_too_near", seconds=LEAST_APART // SECOND, refused=True)
        else:
            self.desk.said.emit(Problem("views.match_kept", values).sentence, False)

    def _forget(self) -> None:
        assert self._sheet is not None
        recording = self._sheet.form.recording()
        if recording is not None:
            self._matches.pop(recording.id, None)
        self._show_matches()
        self.desk.listen()

    def _show_matches(self) -> None:
        assert self._sheet is not None
        recording = self._sheet.form.recording()
        kept = [] if recording is None else self._matches.get(recording.id, [])
        lines = [tr("Match {n} at {at}").format(n=n, at=clock(match.at)) for n, match in enumerate(kept, 1)]
        self._sheet.matches.setText("\n".join(lines))
        self._sheet.matches.setVisible(bool(lines))
        self._sheet.forget.setVisible(bool(lines))
