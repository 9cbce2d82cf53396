"""What is asked before a scheme is saved: a dated note for other words, a map for another measurement."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.codebook import Code, Scheme
from havenlens.domain.scheme_maps import TAKEN_OVER, CodeFate, Fate, SchemeMap, pools, propose
from havenlens.services.scheme_saving import Saving
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.ui.widgets.menu_button import MenuField
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.widgets.tab_order import tab_through
from havenlens.words.catalogue import N_, ntr, tr

_FATES = {
    Fate.KEPT: N_("kept"),
    Fate.RENAMED: N_("renamed to"),
    Fate.MERGED: N_("merged into"),
    Fate.SPLIT: N_("split into"),
    Fate.DROPPED: N_("dropped"),
}


class NoteDialog(Dialog):
    """Asks who changed the words of a scheme that is in use, and why."""

    def __init__(self, saving: Saving, scheme: Scheme, author: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("A dated note"))
        self.keep_wide(480)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(tr("What changed, and why"))
        self.text.setAccessibleName(tr("Note"))
        self.text.setMaximumHeight(current_look().metrics.px(120))
        self.code = ShortBox()
        self.code.addItem(tr("the whole scheme"), "")
        for code in scheme.codes:
            self.code.addItem(code.name, code.id)
        self.author = QLineEdit(author)
        assert saving.change is not None
        changed = [one.path.split(".") for one in saving.change.differences]
        about = {path[1] for path in changed if path[0] == "codes" and len(path) > 1}
        if len(about) == 1:
            self.code.setCurrentIndex(max(self.code.findData(about.pop()), 0))
        heading = QLabel(
            tr("Only words changed, so the codings go on with version {version}.").format(
                version=saving.version
            )
        )
        heading.setWordWrap(True)
        places = QLabel(tr("Changed: {places}").format(places=saving.change.changed or tr("order")))
        places.setProperty("role", "secondary")
        places.setWordWrap(True)
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.addRow(tr("Note"), self.text)
        form.addRow(tr("About"), self.code)
        form.addRow(tr("Written by"), self.author)
        self.buttons, self.ok = confirm_or_cancel(
            self, tr("Save version {version}").format(version=saving.version)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(heading)
        column.addWidget(places)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.text.textChanged.connect(self._allow)
        self._allow()

    def _allow(self) -> None:
        self.ok.setEnabled(bool(self.text.toPlainText().strip()))


class TargetsButton(MenuField):
    """A button whose menu chooses new codes: one, or several where a code is split."""

    targets_changed = pyqtSignal()

    def __init__(self, code: Code, new: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.several = False
        self.chosen: tuple[str, ...] = ()
        self._new = new
        menu = QMenu(self)
        self._actions: dict[str, QAction] = {}
        for target in new.codes:
            action = menu.addAction(f"{target.key}  {target.name}")
            assert action is not None
            action.setCheckable(True)
            action.triggered.connect(partial(self._picked, target.id))
            self._actions[target.id] = action
        self.setMenu(menu)
        self.setAccessibleName(tr("What {code} is now").format(code=code.name))
        self.choose(())

    def choose(self, targets: tuple[str, ...]) -> None:
        """Choose codes without telling."""
        self.chosen = targets
        for target, action in self._actions.items():
            action.setChecked(target in targets)
        names = ", ".join(self._new.code_by_id[one].name for one in targets)
        self.setText(names or "–")
        self.setToolTip(names)

    def _picked(self, target: str, checked: bool) -> None:
        if not self.several:
            self.choose((target,))
        elif checked:
            self.choose((*self.chosen, target))
        else:
            self.choose(tuple(one for one in self.chosen if one != target))
        self.targets_changed.emit()


class MapDialog(Dialog):
    """Asks what became of each old code, and says at once what still pools."""

    def __init__(
        self, saving: Saving, old: Scheme, new: Scheme, author: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What became of each code"))
        self.begin_in(960, 600)
        self._old, self._new = old, new
        self.author = author
        self._fates: dict[str, QComboBox] = {}
        self._targets: dict[str, TargetsButton] = {}
        self.table = QTableWidget(len(old.codes), 3)
        self.said = QPlainTextEdit()
        self.said.setReadOnly(True)
        self.said.setTabChangesFocus(True)
        self.said.setAccessibleName(tr("What still pools"))
        self._note = QLabel()
        self._note.setWordWrap(True)
        proposed = propose(old, new)
        self._fill(proposed)
        save = tr("Save version {version}").format(version=saving.version)
        self.buttons, self.ok = confirm_or_cancel(self, save)
        self._arrange(saving)
        self._show()

    def _fill(self, proposed: SchemeMap) -> None:
        self.table.setHorizontalHeaderLabels(
            [tr("Code in {version}").format(version=self._old.version), tr("is"), tr("now")]
        )
        self.table.setAccessibleName(tr("Map from old to new codes"))
        head, side = self.table.horizontalHeader(), self.table.verticalHeader()
        assert head is not None
        assert side is not None
        side.hide()
        side.setDefaultSectionSize(current_look().metrics.px(34))
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, current_look().metrics.px(130))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for row, code in enumerate(self._old.codes):
            fate = proposed.by_old[code.id]
            self.table.setItem(row, 0, QTableWidgetItem(f"{code.key}  {code.name}"))
            box = ShortBox()
            for one, words in _FATES.items():
                box.addItem(tr(words), one)
            box.setCurrentIndex(box.findData(fate.fate))
            box.setAccessibleName(tr("What became of {code}").format(code=code.name))
            targets = TargetsButton(code, self._new)
            targets.choose(fate.new)
            self._fates[code.id], self._targets[code.id] = box, targets
            self.table.setCellWidget(row, 1, box)
            self.table.setCellWidget(row, 2, targets)
            box.activated.connect(partial(self._fate_chosen, code.id))
            targets.targets_changed.connect(self._show)

    def _arrange(self, saving: Saving) -> None:
        heading = QLabel(
            ntr(
                "Another thing is measured now, and {n} coding was made with the old version. "
                "It stays as it is.",
                "Another thing is measured now, and {n} codings were made with the old version. "
                "They stay as they are.",
                saving.codings,
            )
        )
        heading.setWordWrap(True)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        label = QLabel(tr("What still pools"))
        label.setProperty("role", "strong")
        beside.addWidget(label)
        beside.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(heading)
        both = splitter(Qt.Orientation.Horizontal, self.table, right, sizes=(560, 340))
        column.addWidget(both, 1)
        column.addWidget(self._note)
        column.addWidget(self.buttons)
        lines = zip(self._fates.values(), self._targets.values(), strict=True)
        tab_through(*(part for line in lines for part in line), self.said, self.buttons)

    def made(self) -> SchemeMap:
        """Give the map as it is set now."""
        return SchemeMap(
            tuple(
                CodeFate(code.id, self._fates[code.id].currentData(), self._targets[code.id].chosen)
                for code in self._old.codes
            )
        )

    def set_fate(self, code: str, fate: Fate, targets: tuple[str, ...]) -> None:
        """Say what became of one old code."""
        self._fates[code].setCurrentIndex(self._fates[code].findData(fate))
        self._targets[code].choose(targets)
        self._show()

    def _fate_chosen(self, code: str, _place: int) -> None:
        fate, targets = self._fates[code].currentData(), self._targets[code]
        if fate is Fate.DROPPED:
            targets.choose(())
        elif fate is Fate.KEPT:
            targets.choose((code,) if code in self._new.code_by_id else ())
        elif fate in TAKEN_OVER:
            targets.choose(targets.chosen[:1])
        self._show()

    def _show(self) -> None:
        made = self.made()
        for code, box in self._fates.items():
            fate = box.currentData()
            self._targets[code].several = fate is Fate.SPLIT
            self._targets[code].setEnabled(fate not in (Fate.DROPPED, Fate.KEPT))
        problems = made.problems(self._old, self._new)
        sentences = problems or pools(made, self._old, self._new)
        self.said.setPlainText("\n\n".join(problem.sentence for problem in sentences))
        self.ok.setEnabled(not problems)
        added = [self._new.code_by_id[code].name for code in made.added(self._new)]
        new = tr("New, and looked for in every coding: {codes}").format(codes=", ".join(added))
        self._note.setText(new if added else tr("No code is new."))
        self._note.setProperty("role", "secondary")
