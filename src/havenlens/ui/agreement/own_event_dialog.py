"""An event of the panel's own: another code, another time, other people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PyQt6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from havenlens.domain.codebook import Code, Kind, ModifierKind, Scheme
from havenlens.domain.coding import holders
from havenlens.domain.events import Event, ModifierValue
from havenlens.domain.time import Micros, Span, clock, parse_clock
from havenlens.services.alternatives import Alternative
from havenlens.ui.theme.tokens import Space
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.dialog_buttons import confirm_or_cancel
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say


class OwnEventDialog(Dialog):
    """Begins from an event as somebody coded it; what is asked of it follows the code."""

    def __init__(
        self,
        scheme: Scheme,
        casting: Mapping[str, Sequence[UUID]],
        people: Mapping[UUID, str],
        base: Event,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("The panel's own event"))
        self._scheme, self._people, self._base = scheme, people, base
        self._casting = {role: tuple(held) for role, held in casting.items()}
        self.code = _box(tr("Code"))
        for code in scheme.codes:
            self.code.addItem(code.name, code.id)
        self.onset = QLineEdit(clock(base.span.start))
        self.onset.setAccessibleName(tr("Onset"))
        self.end = QLineEdit(clock(base.span.start if base.span.end is None else base.span.end))
        self.end.setAccessibleName(tr("End"))
        self.actor, self.target = _box(tr("Who")), _box(tr("To whom"))
        self.answers: dict[str, QComboBox] = {}
        self._form = QFormLayout()
        self._form.setSpacing(Space.S)
        self.problem = QLabel()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._made: Alternative | None = None
        self._arrange()
        self.code.setCurrentIndex(max(0, self.code.findData(base.code)))
        self.code.currentIndexChanged.connect(self._show_code)
        self._show_code()

    def _arrange(self) -> None:
        title = QLabel(tr("The panel's own event"))
        title.setProperty("role", "heading")
        for name, field in (
            (tr("Code"), self.code),
            (tr("Onset"), self.onset),
            (tr("End"), self.end),
            (tr("Who"), self.actor),
            (tr("To whom"), self.target),
        ):
            self._form.addRow(name, field)
        buttons, _ = confirm_or_cancel(self, tr("Choose"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addLayout(self._form)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        self.keep_wide(380)

    def _chosen_code(self) -> Code:
        return self._scheme.code_by_id[self.code.currentData()]

    def _show_code(self, _index: int = 0) -> None:
        code = self._chosen_code()
        self._form.setRowVisible(self.end, code.kind is Kind.STATE)
        acting = holders(code.actors or tuple(self._casting), self._casting)
        _fill(self.actor, [(self._people.get(one, "–"), one) for one in acting], self._base.actor)
        aimed = holders(code.targets, self._casting)
        targets = [("–", None), *((self._people.get(one, "–"), one) for one in aimed)]
        _fill(self.target, targets, self._base.target)
        self._form.setRowVisible(self.target, bool(aimed))
        for box in self.answers.values():
            self._form.removeRow(box)
        self.answers.clear()
        for modifier in self._scheme.modifiers_of(code.id):
            if modifier.kind is ModifierKind.SINGLE:
                box = _box(modifier.name)
                options = [("–", None), *((option.name, option.id) for option in modifier.options)]
                _fill(box, options, self._base.modifiers.get(modifier.id))
                self.answers[modifier.id] = box
                self._form.addRow(modifier.name, box)

    @property
    def made(self) -> Alternative | None:
        """Give the event, once the dialog was accepted."""
        return self._made

    def accept(self) -> None:
        """Keep the dialog open where a time cannot be read, or the end lies before the onset."""
        state = self._chosen_code().kind is Kind.STATE
        try:
            start = parse_clock(self.onset.text())
            end = parse_clock(self.end.text()) if state else start
            if end < start:
                raise ValueError  # noqa: TRY301 - the same words for both
        except ValueError:
            self.problem.setText(say("panel.bad_time"))
            self.problem.show()
            return
        code = self.code.currentData()
        self._made = Alternative(
            code,
            Span(start, Micros(end)),
            self.actor.currentData(),
            self.target.currentData(),
            self._answers(),
        )
        super().accept()

    def _answers(self) -> dict[str, ModifierValue]:
        """Give what was chosen, and of the event it began from what cannot be chosen here."""
        asked = {modifier.id for modifier in self._scheme.modifiers_of(self.code.currentData())}
        kept = {k: v for k, v in self._base.modifiers.items() if k in asked and k not in self.answers}
        given = {name: box.currentData() for name, box in self.answers.items()}
        return {**kept, **{name: value for name, value in given.items() if value is not None}}


def _box(name: str) -> QComboBox:
    box = ShortBox()
    box.setAccessibleName(name)
    return box


def _fill(box: QComboBox, choices: Sequence[tuple[str, object]], chosen: object) -> None:
    box.clear()
    for text, value in choices:
        box.addItem(text, value)
    values = [value for _, value in choices]
    box.setCurrentIndex(values.index(chosen) if chosen in values else 0)
