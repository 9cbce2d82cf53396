"""The sheet beside the video: rate one period, dimension by dimension, with digits or the mouse."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QWidget

from havenlens.domain.events import Rating, RatingPeriod
from havenlens.domain.problems import Problem
from havenlens.domain.ratings import RatingUnit
from havenlens.services.coding_record import Reply
from havenlens.services.rating import RatingWork, reasons_for
from havenlens.services.rating_words import period_name, reason_text, whole_name
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.rating.guide import how_to_rate
from havenlens.ui.rating.scale_bar import blank_key, key_of
from havenlens.ui.rating.sheet_form import SheetForm
from havenlens.ui.rating.unit_strip import UnitCell
from havenlens.words.catalogue import tr

Do = Callable[[Callable[[], Reply]], bool]
"""Carries out an intent and shows what it did; tells whether it was accepted."""


class RatingSheet(SheetForm):
    """Shows one period and one unit of it; every rating is asked for as an intent, as every event is."""

    closed = pyqtSignal()
    left = pyqtSignal()
    """The keyboard goes back to the video."""
    moved = pyqtSignal(object, object)
    """Carries the period and the unit that are shown now."""
    completed = pyqtSignal(object)
    """Carries a period whose last blank was filled in."""
    visited = pyqtSignal(object)
    """Carries the id of an event to go to."""
    told = pyqtSignal(object)
    """Carries a `Problem` that refuses a key."""
    pausing_chosen = pyqtSignal(bool)

    def __init__(self, work: RatingWork, do: Do, parent: QWidget | None = None) -> None:
        super().__init__(work.session.scheme, parent)
        self.setProperty("work", "rating")  # what the time spent here is counted as
        scale = work.session.scheme.scale
        assert scale is not None
        self._work, self._do, self._scale = work, do, scale
        self._period: RatingPeriod | None = None
        self._place = 0
        self._named_periods: list[tuple[str, RatingPeriod | None]] = []
        self._asked: tuple[RatingUnit, ...] = ()
        self._show_reasons(shown=False)
        self._connect()

    # --- showing ------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.choice.activated.connect(self._period_chosen)
        self._close.clicked.connect(self.closed)
        self.strip.chosen.connect(self._go)
        self.scale_bar.score_chosen.connect(self.score)
        self.scale_bar.blank_chosen.connect(self.ask_why)
        self.reasons.reason_chosen.connect(self._excuse)
        self.reasons.left.connect(self._leave_reasons)
        self.evidence.cited.connect(self._cite)
        self.evidence.visited.connect(self.visited)
        self.note.editingFinished.connect(self._save_note)
        self.note.returnPressed.connect(self.left)
        self._clear.clicked.connect(self._make_blank)
        self.pausing.clicked.connect(self.pausing_chosen)

    @property
    def period(self) -> RatingPeriod | None:
        """Give the period that is shown."""
        return self._period

    @property
    def unit(self) -> RatingUnit | None:
        """Give what is rated now."""
        units = self._units
        return units[min(self._place, len(units) - 1)] if units else None

    @property
    def _units(self) -> tuple[RatingUnit, ...]:
        return () if self._period is None else self._work.units_of(self._period)

    def show_period(self, period: RatingPeriod, unit: RatingUnit | None = None) -> None:
        """Show a period at a unit; without one at the first that is blank."""
        self._save_note()
        self._period = period
        units, blanks = self._work.units_of(period), self._work.blanks(period)
        wanted = unit if unit is not None else next(iter(blanks), None)
        self._place = units.index(wanted) if wanted in units else 0
        self._leave_reasons()
        self._scroll_up()
        self.refresh()

    def refresh(self) -> None:
        """Show everything as it is now."""
        if self._period is None:
            return
        period = self._period = self._work.periods.find(self._period)
        unit = self.unit
        if unit is None:
            return
        self._place = self._units.index(unit)
        rating = self._work.rating(period, unit)
        self._fill_choice()
        self._progress.show_text(self._progress_text(period))
        self._fill_strip(period)
        scheme = self._work.session.scheme
        score = None if rating is None else rating.score
        self._guide.show_dimension(scheme.dimension_by_id[unit.dimension], score, self._about(unit))
        self._guide.setToolTip(how_to_rate(scheme))
        editable = self._work.session.editable
        self._stands.setText(_standing_text(rating))
        self._clear.setVisible(rating is not None and editable)
        self.scale_bar.show_rating(rating, editable=editable)
        self._fill_evidence(period, unit)
        if not (self.note.hasFocus() and self.note.isModified()):
            self.note.setText(self._work.written(period, unit).note)
        self.note.setReadOnly(not editable)
        self._settle()
        self.moved.emit(period, unit)

    def _fill_choice(self) -> None:
        assert self._period is not None
        regular, apart = list(self._work.periods.regular), list(self._work.periods.apart)
        if self._period not in (*regular, *apart):
            apart.append(self._period)
        named: list[tuple[str, RatingPeriod | None]] = [(self._named(p, len(regular)), p) for p in regular]
        named += [("", None)] if regular and apart else []
        named += [(self._named(p, 0, apart=bool(regular)), p) for p in apart]
        if named != self._named_periods:
            self._named_periods = named
            self.choice.clear()
            for name, period in named:
                if period is None:
                    self.choice.insertSeparator(self.choice.count())
                else:
                    self.choice.addItem(name, period)
        rows = (
            n for n, (_, period) in enumerate(named) if period is not None and period.id == self._period.id
        )
        self.choice.setCurrentIndex(next(rows, 0))

    def _named(self, period: RatingPeriod, count: int, *, apart: bool = False) -> str:
        name = whole_name(period, tr("of {m}").format(m=count) if count > 1 else "")
        name = tr("{period} · apart").format(period=name) if apart else name
        return f"✓ {name}" if self._work.given(period).is_complete else name

    def _progress_text(self, period: RatingPeriod) -> str:
        given = self._work.given(period)
        return tr("{n} of {m} rated").format(n=given.given, m=given.expected)

    def _fill_strip(self, period: RatingPeriod) -> None:
        scheme, names = self._work.session.scheme, self._work.session.names
        cells = []
        for unit in self._units:
            rating = self._work.rating(period, unit)
            text = "" if rating is None else "–" if rating.score is None else str(rating.score)
            who = "" if unit.subject is None else names.get(unit.subject, "")
            cells.append(UnitCell(who, scheme.dimension_by_id[unit.dimension].name, text))
        self.strip.show_cells(cells, self._place)

    def _about(self, unit: RatingUnit) -> str:
        names = self._work.session.names
        people = [names.get(p, "") for p in (unit.subject, unit.partner) if p is not None]
        if len(people) == 2:
            return tr("{person}, with {partner}").format(person=people[0], partner=people[1])
        return people[0] if people else ""

    def _fill_evidence(self, period: RatingPeriod, unit: RatingUnit) -> None:
        session = self._work.session
        events, cited = self._work.evidence_in(period), self._work.written(period, unit).evidence
        self.evidence.show_events(events, cited, session.scheme, dict(session.names))
        self.evidence.setVisible(bool(events))
        self.evidence.setEnabled(session.editable)
        title = tr("Evidence: tick your events that decided it") if events else tr("You coded no event here.")
        self._evidence_title.setText(title)

    # --- keys ---------------------------------------------------------------------------------------

    def digit(self, key: str) -> None:
        """Take a digit: a score, the question why there is none, or the answer to it."""
        if self.asks_why:
            if not self.reasons.digit(key):
                self.told.emit(Problem("rating.no_reason", {"key": key}))
            return
        score = next((score for score in self._scale.values if key_of(score) == key), None)
        blank = blank_key(self._scale)
        if score is not None:
            self.score(score)
        elif key == blank:
            self.ask_why()
        else:
            low, high = self._scale.minimum, self._scale.maximum
            values = {"key": key, "low": low, "high": high, "blank": blank}
            self.told.emit(Problem("rating.no_key", values))

    def step(self, by: int) -> None:
        """Go to the next or the previous unit of the period."""
        if self._units:
            self._go((self._place + by) % len(self._units))

    def step_period(self, by: int) -> None:
        """Go to the next or the previous period."""
        listed = [self.choice.itemData(row) for row in range(self.choice.count())]
        periods = [period for period in listed if period is not None]
        here = next((n for n, p in enumerate(periods) if self._period and p.id == self._period.id), 0)
        if 0 <= here + by < len(periods):
            self.show_period(periods[here + by])

    def step_back(self) -> bool:
        """Leave the question for a reason; tell whether it was asked."""
        asked = self.asks_why
        self._leave_reasons()
        return asked

    def enter(self) -> None:
        """Put the keyboard into the sheet: on the evidence, else on the note."""
        target = self.evidence if self.evidence.isVisible() else self.note
        take_keyboard(target)
        if target is self.evidence and self.evidence.currentRow() < 0:
            self.evidence.setCurrentRow(0)
        self._scroll.ensureWidgetVisible(target)

    def keep_typed(self) -> None:
        """Take a reason as it is written so far, where one is being written."""
        if self.asks_why and self.reasons.text.isModified() and self.reasons.text.text().strip():
            self._excuse(self.reasons.text.text())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep letters from being heard as codes; digits, arrows and Enter are for the whole sheet."""
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self._put_back_note()
            self.left.emit()
            return
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        letter = len(event.text()) == 1 and event.text().isalpha()
        if held or not (letter or self.note.hasFocus() or self.reasons.text.hasFocus()):
            event.ignore()

    # --- intents ------------------------------------------------------------------------------------

    def score(self, score: int) -> None:
        """Give a score and go on to the next unit."""
        period, unit = self._period, self.unit
        if period is not None and unit is not None:
            self._save_note()
            if self._do(lambda: self._work.score(period, unit, score)):
                self._advance(period)

    def ask_why(self, *, of_all: bool = False) -> None:
        """Ask why there is no score: for this unit, or for every blank of the person rated."""
        period, unit = self._period, self.unit
        if period is None or unit is None or not self._work.session.editable:
            return
        blanks = tuple(u for u in self._work.blanks(period) if u.subject == unit.subject)
        if of_all and not blanks:
            self.told.emit(Problem("rating.nothing_blank", {"period": period_name(period)}))
            return
        self._asked = blanks if of_all else (unit,)
        scheme = self._work.session.scheme
        dimensions = [scheme.dimension_by_id[asked.dimension] for asked in self._asked]
        names = ", ".join(dimension.name for dimension in dimensions)
        shared = [r for r in reasons_for(dimensions[0]) if all(r in reasons_for(d) for d in dimensions)]
        rating = self._work.rating(period, unit)
        rule = dimensions[0].not_observed_rule if len(dimensions) == 1 else ""
        title = tr("Why no score for {dimension}?").format(dimension=names)
        self.reasons.ask(title, rule, shared, rating.reason or "" if rating else "")
        self._show_reasons(shown=True)

    def _excuse(self, reason: str) -> None:
        period, asked = self._period, self._asked
        if period is None or not asked:
            return
        if not reason.strip():
            named = self._work.session.scheme.dimension_by_id[asked[0].dimension].name
            self.told.emit(Problem("rating.reason_needed", {"dimension": named}))
            return
        self._save_note()
        if self._do(lambda: self._work.excuse(period, asked, reason)):
            self._leave_reasons()
            self.left.emit()
            self._advance(period)

    def _advance(self, period: RatingPeriod) -> None:
        """Go on: to the next unit, after the last one to the first blank; tell when none is left."""
        blanks, units = self._work.blanks(period), self._units
        last = self._place + 1 >= len(units)
        if last and blanks:
            self._go(units.index(blanks[0]))
        elif not last:
            self._go(self._place + 1)
        else:
            self.refresh()
        if not blanks:
            self.completed.emit(period)

    def _cite(self, event_id: UUID, cited: bool) -> None:
        period, unit = self._period, self.unit
        if period is not None and unit is not None:
            self._do(lambda: self._work.cite(period, unit, event_id, cited=cited))
            self.refresh()

    def _save_note(self) -> None:
        period, unit = self._period, self.unit
        if period is not None and unit is not None and self.note.isModified():
            self.note.setModified(False)
            text = self.note.text()
            self._do(lambda: self._work.note(period, unit, text))

    def _put_back_note(self) -> None:
        if self._period is not None and self.unit is not None and self.note.isModified():
            self.note.setText(self._work.written(self._period, self.unit).note)

    def _make_blank(self, _checked: bool) -> None:
        period, unit = self._period, self.unit
        if period is not None and unit is not None:
            self._do(lambda: self._work.clear(period, unit))
            self.refresh()

    def _period_chosen(self, row: int) -> None:
        period = self.choice.itemData(row)
        if period is not None:
            self.show_period(period)
        self.left.emit()

    def _go(self, place: int) -> None:
        self._save_note()
        self._place = place
        self._leave_reasons()
        self._scroll_up()
        self.refresh()

    def _leave_reasons(self) -> None:
        if self.asks_why:
            held = self.reasons.text.hasFocus()
            self._show_reasons(shown=False)
            if held:
                self.left.emit()


def _standing_text(rating: Rating | None) -> str:
    if rating is None:
        return tr("Not rated yet")
    if rating.score is None:
        return tr("No score: {reason}").format(reason=reason_text(rating.reason or ""))
    return tr("Score {score}").format(score=rating.score)
