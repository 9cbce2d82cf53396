"""The form of one part of a scheme, made from what the part is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from havenlens.domain.problems import Problem
from havenlens.services.scheme_editing import Path, SchemeText, Values, value_at
from havenlens.services.scheme_fields import Entry, Field, Part, makes_sense
from havenlens.ui.schemes.colours import ColourEntry
from havenlens.ui.schemes.entries import (
    ChoiceEntry,
    ChoicesEntry,
    FieldEntry,
    FlagEntry,
    LineEntry,
    LinesEntry,
    PassesEntry,
    ProseEntry,
    SomeOfEntry,
)
from havenlens.ui.schemes.row_entries import AnchorsEntry, RestEntry, RowsEntry
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.tokens import Space
from havenlens.words.catalogue import tr

_ENTRIES: Mapping[Entry, type[FieldEntry]] = {
    Entry.PROSE: ProseEntry,
    Entry.LINES: LinesEntry,
    Entry.PASSES: PassesEntry,
    Entry.CHOICE: ChoiceEntry,
    Entry.ONE_OF: ChoiceEntry,
    Entry.CHOICES: ChoicesEntry,
    Entry.SOME_OF: SomeOfEntry,
    Entry.FLAG: FlagEntry,
    Entry.COLOUR: ColourEntry,
    Entry.ROWS: RowsEntry,
    Entry.BANDS: RowsEntry,
    Entry.ANCHORS: AnchorsEntry,
}


class PartForm(QScrollArea):
    """Fields of one kind of part; shows whichever part of that kind it is given."""

    edited = pyqtSignal(str, object)
    """Carries the name of a field (empty: those without a form of their own) and its new value."""

    def __init__(self, part: Part, files: SchemeText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self.entries: dict[str, FieldEntry] = {}
        self._said: dict[str, QLabel] = {}
        self._holders: dict[str, QWidget] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        page = QWidget()
        page.setProperty("ground", "none")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self._form = QFormLayout()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "secondary")
        self.words.setContentsMargins(Space.M, 0, Space.L, Space.L)
        self.words.hide()
        column.addLayout(self._form)
        column.addWidget(self.words)
        column.addStretch(1)
        self._form.setContentsMargins(Space.M, Space.M, Space.L, Space.L)
        self._form.setHorizontalSpacing(Space.L)
        self._form.setVerticalSpacing(Space.S)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in part.fields:
            self._add(field, files)
        self.setWidget(page)

    def _add(self, field: Field, files: SchemeText) -> None:
        if field.entry is Entry.REST:
            entry: FieldEntry = RestEntry(field, files.part_text, files.part_values)
        else:
            entry = _ENTRIES.get(field.entry, LineEntry)(field)
        entry.edited.connect(self._edited)
        said = QLabel()
        said.setWordWrap(True)
        said.setProperty("role", "danger")
        said.hide()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(entry)
        column.addWidget(said)
        label = QLabel("" if field.entry is Entry.FLAG else tr(field.label))
        label.setProperty("role", "strong" if field.required else "secondary")
        label.setMinimumWidth(current_look().metrics.px(132))
        label.setBuddy(entry.focusProxy() or entry)
        self._form.addRow(label, holder)
        self.entries[field.name], self._said[field.name] = entry, said
        self._holders[field.name] = holder

    def _edited(self, value: Any) -> None:
        entry = self.sender()
        if isinstance(entry, FieldEntry):
            self.edited.emit(entry.field.name, value)

    def show_part(self, path: Path, values: Values) -> None:
        """Show the part at a path."""
        part = value_at(values, path)
        part = part if isinstance(part, Mapping) else {}
        for field in self.part.fields:
            entry = self.entries[field.name]
            known = _known(field, values)
            if known is not None:
                entry.offer(known)
            value = rest_of(self.part, part) if field.entry is Entry.REST else part.get(field.name)
            entry.show_value(value)
            self._form.setRowVisible(
                self._holders[field.name], field.name in part or makes_sense(field, self.part, part)
            )

    def show_problems(self, problems: Sequence[tuple[Problem, str]], warnings: Mapping[str, Problem]) -> None:
        """Say beneath each field what is wrong with it, or what to think about."""
        errors: dict[str, Problem] = {}
        for problem, name in problems:
            errors.setdefault(name if name in self.entries else "", problem)
        for name, said in self._said.items():
            found = errors.get(name) or warnings.get(name)
            said.setText("" if found is None else bare(found))
            said.setVisible(found is not None)
            role = "danger" if name in errors else "warning"
            if said.property("role") != role:
                said.setProperty("role", role)
                style = said.style()
                assert style is not None
                style.unpolish(said)
                style.polish(said)
            self.entries[name].mark(invalid=name in errors)
        colour = self.entries.get("colour")
        if isinstance(colour, ColourEntry):
            warning = warnings.get("colour")
            colour.suggest("" if warning is None else str(warning.values.get("colour", "")))

    def show_words(self, words: str) -> None:
        """Say below the fields what they come to, for a part that is computed."""
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def go_to(self, name: str) -> None:
        """Put the cursor into a field and bring it into view."""
        entry = self.entries.get(name) or next(iter(self.entries.values()))
        entry.take_focus()
        self.ensureWidgetVisible(entry.parentWidget() or entry)


def bare(problem: Problem) -> str:
    """Give a problem's sentence without the file and line in front: the place is shown otherwise."""
    return Problem(problem.code, problem.values).sentence


def rest_of(part: Part, values: Values) -> dict[str, Any]:
    """Give the fields of a part that have no entry of their own."""
    own = {field.name for field in part.fields}
    return {name: value for name, value in values.items() if name not in own}


def _known(field: Field, values: Values) -> list[tuple[str, str]] | None:
    if field.entry is Entry.ANCHORS:
        bands = value_at(values, ("rating_scale", "bands"))
        return [(str(name), str(name)) for name in bands] if isinstance(bands, Mapping) else []
    if not field.of:
        return None
    rows = [row for row in values.get(field.of) or () if isinstance(row, Mapping)]
    return [(str(row.get("id")), str(row.get("name") or row.get("id"))) for row in rows]
