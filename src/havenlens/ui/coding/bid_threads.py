"""Keep the threads between bids and answers on the timeline as they are coded and linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from PyQt6.QtCore import QTimer

from havenlens.domain.events import Changes, Event
from havenlens.domain.time import Span
from havenlens.services.bid_threads import BidThread, Found, ThreadRule
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.coding.timeline_content import threads_of
from havenlens.ui.qt.jobs import Job
from havenlens.ui.timeline.model import TimelineThread
from havenlens.ui.timeline.threads import Threads

_AT_ONCE = 2_000
"""Events among which threads are found so quickly that the timeline is first painted with them."""
_MOST_BY_RULE = 20_000
"""Events up to which threads are found by the scheme's rule too: those of many more take much memory."""
_SOON_MS = 200
"""How long after opening a larger coding, or after a change to it, they are looked for."""

_Maker = Callable[[Iterable[TimelineThread]], Threads]


class BidThreads(Feature):
    """Joins and parts what a change links, answers or leaves unanswered, once the change itself is painted.

    In a large coding a job finds the threads that there are when it is opened, after it is on the screen.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        scheme = desk.session.scheme
        self._rule = self._by_rule = ThreadRule(scheme)
        self._by_links = ThreadRule(replace(scheme, recipes=()))
        self._known = self._linking = False
        self._drawn: dict[UUID, tuple[BidThread, ...]] = {}
        self._job: Job | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look)
        self._changes: list[Changes] = []
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._follow)
        desk.changed.connect(self._renew)
        desk.refilmed.connect(self._find_anew)

    def show(self) -> None:
        self._find_anew()

    def close(self) -> None:
        self._soon.stop()
        self._next.stop()
        self._let_job_go()

    def _find_anew(self, _view: object = None) -> None:
        """Find all threads: at once in a small coding, soon in a large one."""
        self._let_job_go()
        self._changes.clear()
        session, timeline = self.desk.session, self.desk.parts.timeline
        self._rule = self._by_rule if len(session.events) <= _MOST_BY_RULE else self._by_links
        self._known = len(session.events) <= _AT_ONCE
        if self._known:
            self._take(_found(session.events, self._rule, self.desk.view.film, timeline.thread_maker()))
        else:
            self._soon.start()

    def _let_job_go(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _look(self) -> None:
        session, maker = self.desk.session, self.desk.parts.timeline.thread_maker()
        work = (_found, tuple(session.events), self._rule, self.desk.view.film, maker)
        self._job = self.desk.jobs.submit(*work, on_done=self._take)

    def _take(self, found: tuple[Found, Threads]) -> None:
        self._known, self._job = True, None
        self._drawn = dict(found[0])
        self._linking = any(one.answer and not one.by_rule for each in found[0].values() for one in each)
        self.desk.parts.timeline.set_threads(found[1])

    def _renew(self, changes: Changes) -> None:
        if not self._known:  # what a job finds would lack this change
            self._let_job_go()
            self._soon.start()
            return
        self._changes.append(changes)
        self._next.start()

    def _follow(self) -> None:
        changes, self._changes = self._changes, []
        linked = any(event.link is not None for each in changes for event in _new(each))
        if (linked and not self._linking) or not self._rule.is_local:  # this has to do with all bids
            self._find_anew()
            return
        events, film = self.desk.session.events, self.desk.view.film
        for each in changes:
            found = self._rule.after(each, events, film, linking=self._linking)
            for bid, threads in found.items():
                self._draw(bid, threads)

    def _draw(self, bid: UUID, threads: tuple[BidThread, ...]) -> None:
        timeline, before = self.desk.parts.timeline, self._drawn.pop(bid, ())
        for one in before:
            if one not in threads:
                timeline.remove_thread(TimelineThread(*one))
        for one in threads:
            if one not in before:
                timeline.add_thread(TimelineThread(*one))
        if threads:
            self._drawn[bid] = threads


def _new(changes: Changes) -> Iterable[Event]:
    return (*changes.added, *(after for _, after in changes.replaced))


def _found(events: Iterable[Event], rule: ThreadRule, film: Span, maker: _Maker) -> tuple[Found, Threads]:
    found = rule.in_all(events, film)
    return found, maker(threads_of(found))
