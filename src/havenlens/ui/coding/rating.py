"""Rate periods: the sheet beside the video, asking at the end of each, and all ratings in a tab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QSplitter

from havenlens.domain.events import Changes, PeriodKind, RatingPeriod
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.ratings import RatingUnit
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.rating import PAUSING, RATINGS_BEGUN, RatingWork
from havenlens.services.rating_words import period_name
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.opening import CodingView
from havenlens.ui.coding.rated_periods import RatedPeriods
from havenlens.ui.qt.keyboard import take_keyboard
from havenlens.ui.rating.overview import RatingsOverview
from havenlens.ui.rating.sheet import RatingSheet
from havenlens.ui.theme.look import current_look
from havenlens.words.catalogue import N_, tr

RATE = N_("Rate")
_LEAP = 2 * SECOND
"""How far the playhead may come between two frames of playing; more is a jump, which ends no period."""


_HEIGHT, _LEAST = 400, 120
"""How high the sheet should be to read in it, and what it leaves to the panes below, in pixels."""


class Rating(Feature):
    """Ctrl+R opens the sheet at the period under the playhead; playing past its end opens it by itself."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._before: Micros | None = None
        self._asking: RatingPeriod | None = None
        self._plays_on = False
        self._sizes: tuple[list[int], list[int]] | None = None
        self.work: RatingWork | None = None
        scheme = desk.session.scheme
        if scheme.dimensions and scheme.scale is not None:
            self._set_up(desk)

    def _set_up(self, desk: Desk) -> None:
        state, duration = desk.view.state, desk.view.duration
        work = RatingWork(desk.session, duration, state.get(RATINGS_BEGUN) or {}, self._keep_begun)
        self.work, self._drawn = work, RatedPeriods(desk.parts.timeline, work, self)
        self._pauses = bool(state.get(PAUSING, desk.session.scheme.plan.rate_each_unit))
        self.sheet = RatingSheet(work, desk.bridge.do)
        self.sheet.pausing.setChecked(self._pauses)
        self.overview = RatingsOverview(work)
        desk.parts.places.add_tab(self.overview, self.overview.title)
        self._connect(desk)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self._begin)
        self._first.start(0)

    def _connect(self, desk: Desk) -> None:
        sheet, overview = self.sheet, self.overview
        sheet.closed.connect(self._close_sheet)
        sheet.left.connect(desk.listen)
        sheet.completed.connect(self._completed)
        sheet.visited.connect(self._visit)
        sheet.told.connect(desk.tell)
        sheet.moved.connect(overview.show_cell)
        sheet.pausing_chosen.connect(self._set_pausing)
        overview.table.opened.connect(self._open)
        overview.table.moved_to.connect(self._follow_cell)
        overview.period_wanted.connect(self._add_period)
        desk.changed.connect(self._changed)
        desk.rating_requested.connect(self._go_on_with)
        desk.player.position_changed.connect(self._passed)
        desk.player.film_ended.connect(self._ended)
        desk.player.state_changed.connect(self._playing_changed)
        desk.refilmed.connect(self._lay_anew)
        self._drawn.chosen.connect(self._open)

    def _begin(self) -> None:
        """Show the periods; without a video, or without codes, rating is what there is to do."""
        self._drawn.show()
        scheme, desk = self.desk.session.scheme, self.desk
        if not scheme.codes or not desk.view.videos:
            desk.parts.places.show_tab(self.overview)
            work = self._rating
            waiting = (p for p in work.periods.regular if work.blanks(p))
            period = next(waiting, None) or next(iter(work.periods.regular), None)
            if period is not None:
                self._open(period)

    # --- keys ---------------------------------------------------------------------------------------

    def bindings(self) -> Sequence[Binding]:
        if self.work is None:
            return ()
        keys = (
            (
                KeyStroke("r", ctrl=True),
                "rate_period",
                N_("Rate the period under the playhead; again for evidence"),
            ),
            (KeyStroke("r", ctrl=True, shift=True), "rate_apart", N_("Rate a stretch as episode or clip")),
            (KeyStroke("r", ctrl=True, alt=True), "all_ratings", N_("To the table of all ratings")),
            (KeyStroke("r", alt=True), "rate_pausing", N_("Pause at the end of each period, or play on")),
            (KeyStroke("n", alt=True), "rate_none", N_("Say why nothing that is blank here has a score")),
        )
        neighbours = (
            (KeyStroke("up", shift=True), N_("Rate the period before"), "-1"),
            (KeyStroke("down", shift=True), N_("Rate the next period"), "1"),
        )
        return [
            *(Binding(stroke, action, tr(text), tr(RATE)) for stroke, action, text in keys),
            *(Binding(stroke, "rate_neighbour", tr(text), tr(RATE), by) for stroke, text, by in neighbours),
        ]

    def actions(self) -> Mapping[str, Action]:
        if self.work is None:
            return {}
        return {
            "rate_period": self._rate,
            "rate_apart": self._rate_apart,
            "all_ratings": self._to_overview,
            "rate_pausing": self._toggle_pausing,
            "rate_none": self._rate_none,
            "rate_neighbour": self._rate_neighbour,
        }

    def hear(self, stroke: KeyStroke, at: Micros) -> bool:  # noqa: ARG002
        """Take digits, arrows and Enter while the sheet shows; a question about an event comes first."""
        held = stroke.ctrl or stroke.alt or stroke.shift
        if not self._is_open or held or self.desk.session.question is not None:
            return False
        if stroke.key.isdigit():
            self.sheet.digit(stroke.key)
        elif stroke.key in ("up", "down"):
            self.sheet.step(1 if stroke.key == "down" else -1)
        elif stroke.key == "enter" and self.desk.marked_span is None:
            self._close_sheet()
        else:
            return False
        return True

    def close(self) -> None:
        if self.work is not None:
            self.sheet.keep_typed()

    def step_back(self) -> bool:
        if self.work is None:
            return False
        if self.overview.table.hasFocus():
            self.desk.listen()
            return True
        if not self._is_open:
            return False
        if not self.sheet.step_back():
            self._close_sheet()
        return True

    @property
    def _rating(self) -> RatingWork:
        assert self.work is not None
        return self.work

    @property
    def _is_open(self) -> bool:
        return self.work is not None and self.desk.parts.places.beside.shows(self.sheet)

    def _rate(self, _argument: str, at: Micros) -> None:
        if self._is_open:
            self.sheet.enter()
            return
        period = self._rating.periods.at(at) or next(iter(self._rating.periods.apart), None)
        if period is None:
            self.desk.say("rating.no_span", refused=True)
        else:
            self._open(period)

    def _rate_none(self, argument: str, at: Micros) -> None:
        if not self._is_open:
            self._rate(argument, at)
        if self._is_open:
            self.sheet.ask_why(of_all=True)

    def _rate_neighbour(self, by: str, at: Micros) -> None:
        if self._is_open:
            self.sheet.step_period(int(by))
        else:
            self._rate("", at)

    def _to_overview(self, _argument: str, _at: Micros) -> None:
        table = self.overview.table
        self.desk.parts.places.show_tab(self.overview)
        if not table.currentIndex().isValid():
            table.setCurrentIndex(self.overview.model.index(0, 0))
        take_keyboard(table)

    # --- episodes and clips -------------------------------------------------------------------------

    def _rate_apart(self, _argument: str, _at: Micros) -> None:
        """Rate what lies between in and out as a clip, else the selected event's stretch as an episode."""
        marked, session = self.desk.marked_span, self.desk.session
        if marked is not None and marked.end is not None:
            self.desk.mark_span(None)  # else Enter would keep it as an event
            self._open_apart(PeriodKind.CLIP, marked)
            return
        event = session.events.get(self.desk.parts.timeline.selected())
        if event is None or event.span.is_instant:
            self.desk.say("rating.no_span", refused=True)
        elif event.span.is_open:
            name = session.scheme.code_by_id[event.code].name
            self.desk.say("rating.open_span", refused=True, code=name)
        else:
            self._open_apart(PeriodKind.EPISODE, event.span)

    def _open_apart(self, kind: PeriodKind, span: Span) -> None:
        self._open(self._rating.periods.add(kind, span))
        self._refresh_overview()

    def _add_period(self) -> None:
        regular = self._rating.periods.regular
        if regular:
            self._open(self._rating.periods.add(regular[-1].kind, None))
            self._refresh_overview()

    # --- the end of a period ------------------------------------------------------------------------

    def _passed(self, at: Micros) -> None:
        before, self._before = self._before, at
        if before is None or not before < at <= before + _LEAP * max(1.0, self.desk.player.speed):
            return
        if self.desk.player.speed > 0 and not self.desk.player.plays_stretch:
            period = self._rating.periods.ending_between(before, at)
            if period is not None:
                self._ask(period)

    def _ended(self) -> None:
        """Ask at the end of the film, whose last frame begins before the last period ends."""
        times = self.desk.player.times
        at = times.time_of(len(times) - 1) if times else self.desk.now  # the last one need not be painted
        last = next((p for p in reversed(self._rating.periods.regular) if p.span is not None), None)
        end = None if last is None or last.span is None else last.span.end
        if last is not None and end is not None and 0 <= end - at <= SECOND:
            self._ask(last)

    def _ask(self, period: RatingPeriod) -> None:
        blank = len(self._rating.blanks(period))
        if not blank or not self.desk.session.editable:
            return
        was_playing = self.desk.player.is_playing
        if self._pauses:
            self.desk.player.pause()
        self._open(period)
        self._asking, self._plays_on = period, self._pauses and was_playing
        said = "rating.ends" if self._pauses else "rating.passed"
        self.desk.say(said, period=period_name(period), n=blank)

    def _playing_changed(self, playing: bool) -> None:
        """Close a sheet that opened by itself once the film plays on past its period."""
        asked = self._asking
        self._before = None
        if not playing or asked is None or asked.span is None or asked.span.end is None:
            return
        if self._pauses and self.desk.now + SECOND // 10 >= asked.span.end:
            self._close_sheet()

    def _completed(self, period: RatingPeriod) -> None:
        """After the last rating: intervals play on by themselves, longer periods wait for Enter."""
        plays_on = self._plays_on and self._asking is not None and self._asking.id == period.id
        if plays_on and period.kind is PeriodKind.INTERVAL and not self._at_end():
            self._close_sheet()
            self.desk.player.play()
            return
        self.desk.say("rating.complete", period=period_name(period))

    def _at_end(self) -> bool:
        times, number = self.desk.player.times, self.desk.player.playhead.number
        return times is not None and number is not None and number + 1 >= len(times)

    def _toggle_pausing(self, _argument: str, _at: Micros) -> None:
        self._set_pausing(not self._pauses)

    def _set_pausing(self, pauses: bool) -> None:
        self._pauses = pauses
        self.sheet.pausing.setChecked(pauses)
        self.desk.keep_state(**{PAUSING: pauses})
        self.desk.say("rating.pausing" if pauses else "rating.not_pausing")

    # --- showing ------------------------------------------------------------------------------------

    def _open(self, period: RatingPeriod, unit: RatingUnit | None = None) -> None:
        self._asking, self._plays_on = None, False
        if not self._is_open:
            self.desk.parts.places.beside.open(self.sheet)
            self._make_room()
        self.sheet.show_period(period, unit)
        if not self.overview.table.hasFocus():
            self.desk.listen()

    def _go_on_with(self, period: RatingPeriod) -> None:
        """Open a period at the first rating that is missing in it."""
        self._open(period, next(iter(self._rating.blanks(period)), None))

    def _follow_cell(self, period: RatingPeriod, unit: RatingUnit) -> None:
        if self._is_open and (self.sheet.period, self.sheet.unit) != (period, unit):
            self.sheet.show_period(period, unit)

    def _make_room(self) -> None:
        """Let the sheet be high enough to read, at the cost of what lies below; closing gives it back."""
        split = self.desk.page.findChild(QSplitter, "whole")
        if split is None or len(sizes := split.sizes()) < 3:
            return
        lack = current_look().metrics.px(_HEIGHT) - sizes[0]
        made = list(sizes)
        for place, least in ((2, _LEAST), (1, _LEAST)):
            given = max(0, min(lack, made[place] - current_look().metrics.px(least)))
            made[0], made[place], lack = made[0] + given, made[place] - given, lack - given
        if made != sizes:
            split.setSizes(made)
            self._sizes = (sizes, split.sizes())

    def _give_room_back(self) -> None:
        split, sizes = self.desk.page.findChild(QSplitter, "whole"), self._sizes
        self._sizes = None
        if split is not None and sizes is not None and split.sizes() == sizes[1]:
            split.setSizes(sizes[0])

    def _close_sheet(self) -> None:
        self._asking, self._plays_on = None, False
        self._give_room_back()
        self.desk.parts.places.beside.close_sheet(self.sheet)
        self.desk.listen()

    def _changed(self, changes: Changes) -> None:
        if changes.ratings or changes.removed:
            self._drawn.show()
            self._refresh_overview()
        if self._is_open:
            self.sheet.refresh()

    def _lay_anew(self, view: CodingView) -> None:
        """Lay the periods over what was filmed now; those that have ratings stay what they are about."""
        work, asked = self._rating, self._asking
        work.lay(view.duration)
        if asked is not None:
            self._asking = work.periods.find(asked)
        self._drawn.show()
        self._refresh_overview()
        if self._is_open:
            self.sheet.refresh()

    def _refresh_overview(self) -> None:
        self.overview.refresh()
        tabs = self.desk.parts.places.tabs
        tabs.setTabText(tabs.indexOf(self.overview), self.overview.title)
        tabs.setTabToolTip(tabs.indexOf(self.overview), self.overview.planned)

    def _visit(self, event_id: UUID) -> None:
        self.desk.visit(self.desk.session.events.get(event_id))

    def _keep_begun(self, begun: Mapping[str, object]) -> None:
        self.desk.keep_state(**{RATINGS_BEGUN: dict(begun)})
