"""Begin a panel: which observation, which codings, and whose coding comes out of it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.problems import StudyError
from havenlens.services.panel_rows import Panel, PanelKind
from havenlens.services.panels import open_panel
from havenlens.services.study import Study
from havenlens.services.submitting import HANDED_IN
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox, place_of
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr

_ROLE = Qt.ItemDataRole.UserRole


class NewPanelDialog(Dialog):
    """Lists what at least two people have handed in; codings still open, and hidden ones, are not there."""

    def __init__(
        self, study: Study, coder: UUID | None, hidden: Collection[UUID] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New panel"))
        self._study, self._hidden = study, hidden
        self.panel: Panel | None = None
        self._names = {each.id: each.name for each in study.store.coders()}
        self._codings = _by_place(study, hidden)
        self.kind = _box(tr("What is made"))
        self.kind.addItem(tr("Consensus of the coders"), PanelKind.CONSENSUS)
        self.kind.addItem(tr("Master coding for training"), PanelKind.MASTER)
        self.place = _box(tr("Observation"))
        places = {one.id: one.name for one in study.store.observations()}
        for key in self._codings:
            scheme = study.scheme(key[1])
            self.place.addItem(f"{places[key[0]]} · {scheme.name} {scheme.version}", key)
        self.coder = _box(tr("Coding of"))
        for each in study.store.coders():
            self.coder.addItem(each.name, each.id)
        self.coder.setCurrentIndex(max(0, place_of(self.coder, coder)))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Codings"))
        self.list.setMinimumHeight(current_look().metrics.px(120))
        self.problem = QLabel()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._arrange()
        self.place.currentIndexChanged.connect(self._show_codings)
        self._show_codings()

    def _arrange(self) -> None:
        title = QLabel(tr("New panel"))
        title.setProperty("role", "heading")
        note = QLabel(
            tr("Two to five codings are put beside each other. They stay as they are; a new one is made.")
        )
        note.setProperty("role", "secondary")
        note.setWordWrap(True)
        form = QFormLayout()
        form.setSpacing(Space.S)
        for field in (self.kind, self.place, self.coder):
            form.addRow(field.accessibleName(), field)
        form.addRow(tr("Codings"), self.list)
        buttons, self.confirm = confirm_or_cancel(self, tr("Begin"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addWidget(note)
        column.addLayout(form)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        self.keep_wide(460)

    def _show_codings(self, _index: int = 0) -> None:
        self.list.clear()
        for number, coding in enumerate(self._codings.get(self.place.currentData(), ())):
            item = QListWidgetItem(
                f"{self._names[coding.coder]} · {tr(coding.purpose.value)} {coding.attempt}"
            )
            item.setData(_ROLE, coding)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if number < 2 else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.confirm.setEnabled(self.list.count() > 1)

    @property
    def chosen(self) -> tuple[Coding, ...]:
        """List the codings that were ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        on = Qt.CheckState.Checked
        return tuple(item.data(_ROLE) for item in items if item is not None and item.checkState() == on)

    def accept(self) -> None:
        """Open the panel; keep the dialog open where it cannot be, saying why."""
        try:
            self.panel = open_panel(
                self._study,
                self.kind.currentData(),
                self.chosen,
                self.coder.currentData(),
                hidden=self._hidden,
            )
        except StudyError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        super().accept()


def _by_place(study: Study, hidden: Collection[UUID]) -> dict[tuple[UUID, UUID], list[Coding]]:
    found: dict[tuple[UUID, UUID], list[Coding]] = {}
    rated = {row["coding"] for row in study.store.rows_of("rating_periods")}
    filled = rated | {coding for coding, n in study.store.event_counts().items() if n}
    for coding in study.store.list_codings():
        handed_in = coding.status in HANDED_IN and coding.id not in hidden
        if handed_in and coding.purpose is not Purpose.CONSENSUS and coding.id in filled:
            found.setdefault((coding.observation, coding.scheme), []).append(coding)
    return {key: codings for key, codings in found.items() if len({one.coder for one in codings}) > 1}


def _box(name: str) -> QComboBox:
    box = ShortBox()
    box.setAccessibleName(name)
    return box
