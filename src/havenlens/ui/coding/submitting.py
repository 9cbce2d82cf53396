"""Hand a coding in: what is missing, what becomes of it, what comes next, how it compares with the master."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from havenlens.domain.events import Changes
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.observation import CodingStatus, Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, Span, clock
from havenlens.services.assignments import begin, next_assignment
from havenlens.services.checklist import Missing, ask_for, missing_in
from havenlens.services.submitting import HANDED_IN, note_on, submit
from havenlens.services.training import Comparison, Difference, compare, master_of, new_attempt
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.ui.coding.edits import why_not
from havenlens.ui.coding.master_tracks import with_master
from havenlens.ui.coding.preferences import WORKING
from havenlens.ui.qt.key_names import key_text
from havenlens.ui.qt.keyboard import finish_typing, take_keyboard
from havenlens.ui.widgets.messages import Banner, Level
from havenlens.ui.working.checklist_sheet import ChecklistSheet
from havenlens.ui.working.comparison_sheet import ComparisonSheet
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

CHECK = KeyStroke("enter", ctrl=True)
NEXT = KeyStroke("enter", ctrl=True, shift=True)
_SETTLED_MS = 250
_ROOM = 340
"""How high the sheet beside the video should be, in pixels."""


class Submitting(Feature):
    """Ctrl+Enter lists what is missing and hands in; Ctrl+Shift+Enter opens what is due next."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet = ChecklistSheet()
        self.sheet.looked_at.connect(self._look)
        self.sheet.gone_to.connect(self._go)
        self.sheet.submit_requested.connect(self._submit)
        self.sheet.end_requested.connect(self._end_open_states)
        self.sheet.closed.connect(self._close_sheets)
        self.comparison = ComparisonSheet()
        self.comparison.looked_at.connect(self._look_at_difference)
        self.comparison.attempt_requested.connect(self._try_again)
        self.comparison.closed.connect(self._close_sheets)
        self._sizes: list[int] | None = None
        self._seen: Missing | None = None
        self.banner = Banner()
        self.banner.action_chosen.connect(self._compare)
        column = desk.page.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, self.banner)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._go_on)
        desk.changed.connect(self._changed)
        desk.refilmed.connect(self._changed)
        desk.preferred.connect(self._show_status)
        self._show_status()

    def bindings(self) -> Sequence[Binding]:
        work = tr(WORKING)
        return [
            Binding(CHECK, "checklist", tr("What is missing; hand in"), work),
            Binding(
                KeyStroke("enter", ctrl=True, shift=True),
                "next_assignment",
                tr("Open what is due next"),
                work,
            ),
        ]

    def actions(self) -> Mapping[str, Action]:
        return {"checklist": self._checklist, "next_assignment": self._next}

    def close(self) -> None:
        self._settled.stop()  # the study may be closed when it is due

    def step_back(self) -> bool:
        beside = self.desk.parts.places.beside
        shown = beside.shows(self.sheet) or beside.shows(self.comparison)
        if shown:
            self._close_sheets()
        return shown

    # --- what is missing ----------------------------------------------------------------------------

    def _checklist(self, _argument: str, _at: Micros) -> None:
        desk = self.desk
        reason, coding = why_not(desk.session), desk.session.coding
        if reason is not None:
            if coding.purpose is Purpose.TRAINING and coding.status in HANDED_IN:
                self._compare()
            elif desk.session.barred is None and coding.status in HANDED_IN:
                desk.say("work.not_open", refused=True, status=tr(coding.status.value))
            else:
                desk.tell(reason)
            return
        self._put_down()
        ready = desk.parts.places.beside.shows(self.sheet) and self.sheet.submit.isEnabled()
        self._seen, found = None, self._refresh()
        if ready and not any(one.blocks for one in found):
            self._hand_in()
            return
        self._open(self.sheet)
        take_keyboard(self.sheet.lines if found else self.sheet.submit)

    def _refresh(self) -> tuple[Missing, ...]:
        found = missing_in(self.desk.study, self.desk.session)
        self.sheet.show_missing(found)
        return found

    def _changed(self, _changes: object) -> None:
        if self.desk.parts.places.beside.shows(self.sheet):
            self._settled.start()

    def _go_on(self) -> None:
        """Look at what is missing now; where a digit filled in the line, at the one that took its place."""
        found, lines = self._refresh(), self.sheet.lines
        row = lines.currentRow()
        if lines.hasFocus() and self._seen not in (None, *found) and 0 <= row < len(found):
            self._look(found[row])

    def _look(self, one: Missing) -> None:
        desk, self._seen = self.desk, one
        ask_for(desk.session, one)
        desk.bridge.asked.emit(desk.session.question)
        if one.at is not None:
            desk.player.seek(one.at)
            desk.parts.timeline.ensure_visible(one.at)
        desk.select(one.event)

    def _go(self, one: Missing) -> None:
        self._look(one)
        self.desk.listen()
        if one.period is not None:
            self.desk.rating_requested.emit(one.period)

    def _open(self, sheet: QWidget) -> None:
        """Open a sheet; in a low window it takes room from the panes below, and gives it back."""
        self.desk.parts.places.beside.open(sheet)
        whole = self.desk.page.findChild(QSplitter, "whole")
        if whole is None or whole.sizes()[0] >= _ROOM:
            return
        if self._sizes is None:
            self._sizes = whole.sizes()
        top, middle, bottom = whole.sizes()
        below = min(bottom, max(80, middle + bottom - (_ROOM - top) - 120))
        whole.setSizes([_ROOM, top + middle + bottom - _ROOM - below, below])

    def _end_open_states(self) -> None:
        """End every open state where the recording ends, as one step."""
        desk, session = self.desk, self.desk.session
        end = desk.view.film.end
        assert end is not None
        ended = tuple(
            (event, event.with_(span=Span(event.span.start, end)))
            for event in session.events.open_states()
            if event.span.start < end
        )
        if not ended:
            desk.say("work.none_to_end", refused=True, at=clock(end))
            return
        said = Problem("work.ended_all", {"n": len(ended), "at": clock(end)})
        desk.bridge.do(lambda: session.apply("edit", Changes(replaced=ended), said))

    def _close_sheets(self) -> None:
        beside = self.desk.parts.places.beside
        beside.close_sheet(self.sheet)
        beside.close_sheet(self.comparison)
        whole = self.desk.page.findChild(QSplitter, "whole")
        if whole is not None and self._sizes is not None:
            whole.setSizes(self._sizes)
        self._sizes = None
        self.desk.listen()

    # --- handing in ---------------------------------------------------------------------------------

    def _submit(self) -> None:
        self._put_down()
        self._hand_in()

    def _put_down(self) -> None:
        """Stand still, and let everything be written that is being typed: later it is not taken any more."""
        self.desk.player.pause()
        self.desk.parts.codes.now.keep_words()
        finish_typing(self.desk.page)

    def _hand_in(self) -> None:
        desk, session = self.desk, self.desk.session
        try:
            session.save_position(desk.now)
            session.coding = submit(desk.study, session.coding, missing_in(desk.study, session))
        except StudyError as error:
            desk.fail(error)
            take_keyboard(self.sheet.lines)
            return
        self._close_sheets()
        desk.bridge.skip_question()
        self._show_status()
        desk.handed_in.emit()
        upcoming = self._upcoming()
        if upcoming is None:
            desk.say("work.submitted")
        else:
            desk.say("work.submitted_next", keys=self._key_of("next_assignment"))
        desk.listen()
        if session.coding.purpose is Purpose.TRAINING:
            self._compare()

    def _key_of(self, action: str) -> str:
        found = (key_text(b.stroke) for b in self.desk.keys.bindings if b.action == action)
        return next(found, "")

    def _show_status(self) -> None:
        """Say plainly where this coding may not be changed, or why it came back."""
        session, banner = self.desk.session, self.banner
        status = session.coding.status
        if status in HANDED_IN:
            trained = session.coding.purpose is Purpose.TRAINING
            compares = trained and master_of(self.desk.study, session.coding) is not None
            action = tr("Compare with the master") if compares else ""
            sentence = say("work.read_only", status=tr(status.value))
            banner.say(sentence, Level.INFO, action, closable=False)
        elif session.barred is not None:
            banner.say(session.barred.sentence, Level.WARNING, closable=False)
        elif status is CodingStatus.RETURNED:
            note = note_on(self.desk.study, session.coding.id)
            banner.say(say("work.returned", note=note), Level.WARNING)
        else:
            banner.hide()

    # --- what comes next ----------------------------------------------------------------------------

    def _upcoming(self) -> object:
        coding = self.desk.session.coding
        return next_assignment(self.desk.study, self.desk.coder or coding.coder, coding.id)

    def _next(self, _argument: str, _at: Micros) -> None:
        desk = self.desk
        coder = desk.coder or desk.session.coding.coder
        upcoming = next_assignment(desk.study, coder, desk.session.coding.id)
        if upcoming is None:
            names = {one.id: one.name for one in desk.study.store.coders()}
            desk.say("work.nothing_next", coder=names[coder])
            return
        try:
            coding = begin(desk.study, upcoming)
        except StudyError as error:
            desk.fail(error)
            return
        QTimer.singleShot(0, partial(desk.coding_requested.emit, coding))

    # --- compared with the master -------------------------------------------------------------------

    def _compare(self) -> None:
        """Compare in the background, on a connection of its own."""
        desk = self.desk
        desk.jobs.submit(self._compared, on_done=self._show_comparison, on_failed=self._cannot_compare)

    def _compared(self) -> Comparison:
        opened = self.desk.opened.reader()
        try:
            return compare(opened.study, self.desk.session.coding)
        finally:
            opened.close()

    def _cannot_compare(self, error: StudyError) -> None:
        self.desk.tell(error.problem)

    def _show_comparison(self, comparison: Comparison) -> None:
        desk = self.desk
        mine = desk.opened.writable and desk.session.barred is None
        self.comparison.show_comparison(comparison, may_try_again=mine)
        timeline = desk.parts.timeline
        timeline.set_content(with_master(desk.session, timeline.view().scene, comparison.master_events))
        self._open(self.comparison)
        take_keyboard(self.comparison.lines)

    def _look_at_difference(self, one: Difference) -> None:
        desk = self.desk
        desk.player.seek(one.at)
        desk.parts.timeline.ensure_visible(one.at)
        desk.select(None if one.own is None else one.own.id)

    def _try_again(self) -> None:
        desk = self.desk
        try:
            made = new_attempt(desk.study, desk.session.coding)
        except StudyError as error:
            desk.fail(error)
            return
        QTimer.singleShot(0, partial(desk.coding_requested.emit, made.id))
