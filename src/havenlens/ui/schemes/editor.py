"""The scheme editor: parts on the left, a form on the right, what is wrong below; checked while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from havenlens.domain.problems import StudyError
from havenlens.services.scheme_drafts import Draft, Drafts
from havenlens.services.scheme_editing import Editing, Findings, Path, SchemeText
from havenlens.services.scheme_fields import part_at, place_of, senseless
from havenlens.services.scheme_parts import doubled, new_part
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.schemes.checking import SchemeChecks
from havenlens.ui.schemes.colours import PaletteView
from havenlens.ui.schemes.form import PartForm
from havenlens.ui.schemes.problems import ProblemList, state_in_words
from havenlens.ui.schemes.tree import PartsTree
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.labels import ElidedLabel
from havenlens.ui.widgets.splitter import splitter
from havenlens.ui.widgets.tab_order import tab_through
from havenlens.ui.widgets.tool_buttons import tool_button
from havenlens.words.catalogue import tr

_SETTLE_AFTER = 1200
"""Milliseconds of rest after which the next edit of the same field is a step of its own."""


class SchemeEditor(QWidget):
    """One draft on the desk; nothing is saved into the study from here."""

    save_wanted = pyqtSignal(object)
    """Carries the findings of a check that found no errors."""
    closed = pyqtSignal()
    failed = pyqtSignal(object)
    """Carries the `StudyError` where the draft could not be kept."""

    def __init__(self, files: SchemeText, drafts: Drafts, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files, self._drafts = files, drafts
        self.editing = Editing({})
        self.draft = Draft.begun({})
        self.checks = SchemeChecks(files, jobs, self)
        self.tree = PartsTree()
        self.forms = QStackedWidget()
        self._forms: dict[str, PartForm] = {}
        self.problems = ProblemList()
        self.palette_view = PaletteView()
        self._title, self._state = ElidedLabel(), ElidedLabel()
        self.undo_button = tool_button("undo-2", tr("Undo"), self.undo)
        self.redo_button = tool_button("redo-2", tr("Redo"), self.redo)
        self.add_button = tool_button("plus", tr("Add (Insert)"), self.add_part)
        self.copy_button = tool_button("copy", tr("Double (Ctrl+D)"), self.copy_part)
        self.remove_button = tool_button("trash-2", tr("Remove (Delete)"), self.remove_part)
        self.up_button = tool_button("chevron-up", tr("Up (Alt+Up)"), partial(self.move_part, -1))
        self.down_button = tool_button("chevron-down", tr("Down (Alt+Down)"), partial(self.move_part, 1))
        self.save_button = QPushButton(tr("Save…"))
        self.save_button.setProperty("role", "primary")
        self.close_button = QPushButton(tr("Close"))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_SETTLE_AFTER)
        self._rest.timeout.connect(self._settle)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self._title.setProperty("role", "heading")
        self._state.setProperty("role", "secondary")
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        for part in (self._title, self._state):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            head.addWidget(part)
        head.addStretch()
        self._heads = (self.undo_button, self.redo_button, self.close_button, self.save_button)
        for button in self._heads:
            head.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        tools = QHBoxLayout()
        tools.setSpacing(2)
        self._tools = (
            self.add_button,
            self.copy_button,
            self.remove_button,
            self.up_button,
            self.down_button,
        )
        for button in self._tools:
            tools.addWidget(button)
        tools.addStretch()
        column.addWidget(self.tree, 1)
        column.addLayout(tools)
        right = QFrame()
        right.setProperty("ground", "card")
        inner = QVBoxLayout(right)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.forms)
        upper = splitter(Qt.Orientation.Horizontal, left, right, sizes=(290, 760))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.palette_view)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.problems, tr("Problems"))
        self.tabs.addTab(scroll, tr("Colours"))
        self.tabs.setMinimumHeight(current_look().metrics.px(120))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(Space.S)
        page.addLayout(head)
        page.addWidget(splitter(Qt.Orientation.Vertical, upper, self.tabs, sizes=(520, 170)), 1)

    def _connect(self) -> None:
        self.tree.part_chosen.connect(self._show_part)
        self.tree.add_wanted.connect(self.add_part)
        self.tree.remove_wanted.connect(self.remove_part)
        self.tree.move_wanted.connect(self.move_part)
        self.tree.copy_wanted.connect(self.copy_part)
        self.problems.place_chosen.connect(self.go_to)
        self.palette_view.code_chosen.connect(self._code_chosen)
        self.checks.due.connect(self.check)
        self.checks.found.connect(self._show_findings)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close_draft)
        keys = QKeySequence.StandardKey
        for key, slot in (
            (keys.Undo, self.undo),
            (keys.Redo, self.redo),
            (keys.Save, self.save),
            (keys.New, self.add_part),
        ):
            shortcut = QShortcut(self)
            shortcut.setKeys(key)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # --- what is on the desk ------------------------------------------------------------------------

    def open_draft(self, draft: Draft) -> None:
        """Put a draft on the desk."""
        self.draft, self.checks.findings = draft, None
        self.editing = Editing(draft.values, draft.source)
        self.tree.choose(())
        self._refresh()
        self._show_part(())
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        self.check()

    def keep_draft(self) -> None:
        """Write the draft beside the study."""
        self.draft = replace(self.draft, values=self.editing.values, kept_at=datetime.now(UTC))
        try:
            self._drafts.keep(self.draft)
        except StudyError as error:
            self.failed.emit(error)

    def close_draft(self) -> None:
        """Leave the desk; what was edited stays as a draft."""
        self._leave_field()
        self.checks.put_off()
        if self.is_changed:
            self.keep_draft()
        self.closed.emit()

    @property
    def is_changed(self) -> bool:
        """Tell whether anything was edited since the draft was opened."""
        return self.editing.values != self.draft.values or self.editing.can_undo

    def _leave_field(self) -> None:
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()  # a field that is read when it is left is read now

    # --- edits --------------------------------------------------------------------------------------

    def _edited(self, name: str, value: Any) -> None:
        path = self.tree.current_path()
        part = part_at(path)
        if name == "":
            self.editing.put_rest(path, {field.name for field in part.fields}, value)
        elif name == "id" and not part.single:
            self.editing.rename(path, part.name, str(value))
        else:
            values = {**(self.editing.at(path) or {}), name: value}
            self.editing.put_with((*path, name), value, senseless(part, values))
            if name == "name":
                self.editing.follow_name(path, str(value or ""))
        self._changed()

    def add_part(self) -> None:
        """Add a part of the kind that is chosen, after it, and begin to name it."""
        path = self.tree.current_path()
        part = part_at(path)
        if part.single:
            return
        rows = self.editing.at((part.name,)) or []
        place = int(path[1]) + 1 if len(path) > 1 else len(rows)
        self.editing.insert((part.name,), place, new_part(part, self.editing.values), fresh=True)
        self._restructured((part.name, place), part.fields[0].name)

    def copy_part(self) -> None:
        """Double the part that is chosen, under an id of its own; its key and colour are new, too."""
        path = self.tree.current_path()
        row = self.editing.at(path)
        part = part_at(path)
        if part.single or len(path) < 2 or not isinstance(row, Mapping):
            return
        self.editing.insert(path[:-1], int(path[1]) + 1, doubled(part, row, self.editing.values))
        self._restructured((part.name, int(path[1]) + 1), part.fields[0].name)

    def remove_part(self) -> None:
        """Remove the part that is chosen; what names it is listed under the problems."""
        path = self.tree.current_path()
        if len(path) > 1 and self.editing.remove(path):
            self._restructured((path[0], max(int(path[1]) - 1, 0)), None)

    def move_part(self, by: int) -> None:
        """Move the part that is chosen up or down."""
        path = self.tree.current_path()
        if len(path) > 1 and self.editing.move(path, by):
            place = min(max(int(path[1]) + by, 0), len(self.editing.at(path[:-1])) - 1)
            self._restructured((path[0], place), None)

    def undo(self) -> None:
        """Take the last step back and show its place."""
        self._stepped(self.editing.undo())

    def redo(self) -> None:
        """Do the step again that was taken back last, and show its place."""
        self._stepped(self.editing.redo())

    def _stepped(self, place: Path | None) -> None:
        if place is not None:
            self._restructured(place_of(place), None)

    def _restructured(self, path: Path, field: str | None) -> None:
        self._changed()
        self.tree.choose(path)
        self._show_part(self.tree.current_path())
        if field is not None:
            self.forms_for(self.tree.current_path()).go_to(field)

    def _changed(self) -> None:
        self._refresh()
        self.checks.expect()
        self._rest.start()

    def _settle(self) -> None:
        self.editing.settle()

    # --- showing ------------------------------------------------------------------------------------

    def forms_for(self, path: Path) -> PartForm:
        """Give the form for a part's kind, made when first needed."""
        part = part_at(path)
        if part.name not in self._forms:
            form = PartForm(part, self._files)
            form.edited.connect(self._edited)
            self._forms[part.name] = form
            self.forms.addWidget(form)
        return self._forms[part.name]

    def _show_part(self, path: Path) -> None:
        self.editing.settle()
        part = part_at(path)
        form = self.forms_for(path)
        listed = not part.single and len(path) < 2
        form.setEnabled(not listed)
        form.show_part(path, self.editing.values)
        self.forms.setCurrentWidget(form)
        tab_through(*self._heads, self.tree, *self._tools, self.forms, self.tabs)
        self._show_findings()
        self.add_button.setEnabled(not part.single)
        for button in (self.copy_button, self.remove_button, self.up_button, self.down_button):
            button.setEnabled(len(path) > 1)

    def _refresh(self) -> None:
        values = self.editing.values
        self._title.show_text(str(values.get("name") or tr("New scheme")))
        self.tree.show_values(values)
        self.palette_view.show_values(values)
        self.undo_button.setEnabled(self.editing.can_undo)
        self.redo_button.setEnabled(self.editing.can_redo)
        path = self.tree.current_path()
        form = self.forms_for(path)
        if self.forms.currentWidget() is form:
            form.show_part(path, values)

    def _show_findings(self) -> None:
        found = self.checks.findings
        if found is None:
            return
        path = self.tree.current_path()
        self.tree.mark(place for _, place in found.errors)
        self.problems.show_findings(found, self.editing.values)
        n, thoughts = len(found.errors), len(found.warnings)
        self.tabs.setTabText(0, tr("Problems") + (f" ({n + thoughts})" if n + thoughts else ""))
        self._state.show_text(state_in_words(n, thoughts))
        size = len(path)
        here = [
            (p, str(at[size]) if len(at) > size else "") for p, at in found.errors if place_of(at) == path
        ]
        warnings = {str(at[size]): p for p, at in found.warnings if place_of(at) == path and len(at) > size}
        form = self.forms_for(path)
        form.show_problems(here, warnings)
        if form.part.name == "derived":
            form.show_words(found.in_words(str(self.editing.at((*path, "id")))))

    def go_to(self, path: Path) -> None:
        """Show the part that a problem is about, with the cursor in its field."""
        place = place_of(path)
        self.tree.choose(place)
        form = self.forms_for(place)
        form.go_to(str(path[len(place)]) if len(path) > len(place) else form.part.fields[0].name)

    def _code_chosen(self, place: int) -> None:
        self.go_to(("codes", place, "colour"))

    # --- checking and saving ------------------------------------------------------------------------

    def check(self) -> None:
        """Check what is on the desk in the background, and keep the draft."""
        self._check(None)

    def after_check(self, then: Callable[[Findings], None]) -> None:
        """Check what is on the desk now, and go on with what was found."""
        self._leave_field()
        self._check(then)

    def _check(self, then: Callable[[Findings], None] | None) -> None:
        if self.is_changed:
            self.keep_draft()
        self.checks.begin(self.editing.values, self.editing.source, then)

    def save(self) -> None:
        """Check once more and ask for saving; with errors, show the first one instead."""
        self.after_check(self._save)

    def _save(self, found: Findings) -> None:
        if found.errors:
            self.tabs.setCurrentIndex(0)
            self.go_to(found.errors[0][1])
            self.failed.emit(StudyError("scheme.not_saved"))
        else:
            self.save_wanted.emit(found)
