"""Keys and menu for several views: who leads, who is heard, and how they are arranged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu

from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.services.views import MOST_VIEWS
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.player.wall import Arrangement, arrangements
from havenlens.ui.qt.key_names import menu_key
from havenlens.words.catalogue import N_, tr

VIEWS = N_("Picture and views")
_ARRANGED = {
    Arrangement.ONE: N_("Only the leading view"),
    Arrangement.SIDE: N_("Side by side"),
    Arrangement.BIG: N_("One large, the others small"),
    Arrangement.GRID: N_("Two by two"),
}


class Viewing(Feature):
    """Shows all views of the observation, and remembers with the coding how they were shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._views = ViewDesk.on(desk)
        menu = desk.parts.transport.menu
        self._menu = QMenu(tr("Views"), menu)
        self._menu.aboutToShow.connect(self._fill_menu)
        menu.insertMenu(None, self._menu)
        self._views.changed.connect(self._offer)
        self._offer()

    def bindings(self) -> Sequence[Binding]:
        section = tr(VIEWS)
        text = tr("Let this view lead (1 to 4)")
        lead = [
            Binding(KeyStroke(str(n), alt=True), "lead_view", text, section if n == 1 else "", str(n))
            for n in range(1, MOST_VIEWS + 1)
        ]
        return [
            *lead,
            Binding(
                KeyStroke("0", alt=True), "arrange_views", tr("Arrange the views in another way"), section
            ),
            Binding(KeyStroke("9", alt=True), "hear_view", tr("Hear the next view"), section),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {"lead_view": self._lead, "arrange_views": self._arrange_next, "hear_view": self._hear_next}

    def show(self) -> None:
        """Show the views as they were shown when the coding was left."""
        kept = self.desk.view.state.get("views")
        if not isinstance(kept, dict) or self._views.count < 2:
            return
        if kept.get("arrangement") in [how.value for how in arrangements(self._views.count)]:
            self._arrange(Arrangement(kept["arrangement"]), remember=False)
        if isinstance(kept.get("heard"), int):
            self._views.hear(kept["heard"])

    def close(self) -> None:
        self._views.close()

    # --- keys ---------------------------------------------------------------------------------------

    def _lead(self, number: str, _at: Micros) -> None:
        place = int(number) - 1
        if self._refuse_one() or place >= self._views.count:
            return
        try:
            self._views.lead_with(place)
        except StudyError as error:
            self.desk.tell(error.problem)
        else:
            self.desk.say("views.leads", name=self._views.views[place].name)

    def _arrange_next(self, _argument: str, _at: Micros) -> None:
        if not self._refuse_one():
            known = arrangements(self._views.count)
            self._arrange(known[(known.index(self._views.wall.how) + 1) % len(known)])

    def _hear_next(self, _argument: str, _at: Micros) -> None:
        if not self._refuse_one():
            self._hear((self._views.heard + 1) % self._views.count)

    def _refuse_one(self) -> bool:
        if self._views.count < 2:
            self.desk.say("views.only_one", refused=True)
        return self._views.count < 2

    # --- menu ---------------------------------------------------------------------------------------

    def _offer(self) -> None:
        action = self._menu.menuAction()
        assert action is not None
        action.setVisible(self._views.count > 1)

    def _fill_menu(self) -> None:
        menu, views = self._menu, self._views
        menu.clear()
        leads = self._choices(tr("Leads"), [v.name for v in views.views], views.leader, keyed=True)
        leads.triggered.connect(self._lead_chosen)
        heard = self._choices(tr("Is heard"), [v.name for v in views.views], views.heard)
        heard.triggered.connect(self._heard_chosen)
        known = arrangements(views.count)
        names = [tr(_ARRANGED[how]) for how in known]
        how = self._choices(tr("Arrangement"), names, known.index(views.wall.how))
        how.triggered.connect(self._arrangement_chosen)

    def _choices(self, title: str, names: Sequence[str], chosen: int, *, keyed: bool = False) -> QActionGroup:
        self._menu.addSection(title)
        group = QActionGroup(self._menu)
        for number, name in enumerate(names):
            key = f"\t{menu_key(KeyStroke(str(number + 1), alt=True))}" if keyed else ""
            action = QAction(name + key, self._menu)
            action.setCheckable(True)
            action.setChecked(number == chosen)
            action.setData(number)
            group.addAction(action)
            self._menu.addAction(action)
        return group

    def _lead_chosen(self, action: QAction) -> None:
        self._lead(str(int(action.data()) + 1), self.desk.now)

    def _heard_chosen(self, action: QAction) -> None:
        self._hear(int(action.data()))

    def _arrangement_chosen(self, action: QAction) -> None:
        self._arrange(arrangements(self._views.count)[int(action.data())])

    def _hear(self, number: int) -> None:
        self._views.hear(number)
        self.desk.say("views.sounds", name=self._views.views[number].name)
        self._remember()

    def _arrange(self, how: Arrangement, *, remember: bool = True) -> None:
        self._views.wall.arrange(how)
        self._views.arrange_seen()
        if remember:
            self.desk.say("views.arranged", layout=tr(_ARRANGED[how]))
            self._remember()

    def _remember(self) -> None:
        self.desk.keep_state(views={"arrangement": self._views.wall.how.value, "heard": self._views.heard})
