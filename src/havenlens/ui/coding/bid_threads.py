"""Keep the threads between bids and answers on the timeline as they are linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from PyQt6.QtCore import QTimer

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import Changes, Event
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.coding.timeline_content import threads_of
from havenlens.ui.qt.jobs import Job
from havenlens.ui.timeline.model import TimelineThread
from havenlens.ui.timeline.threads import Threads

_AT_ONCE = 2_000
"""Events among which threads are found so quickly that the timeline is first painted with them."""
_SOON_MS = 200
"""How long after opening a larger coding, or after a change to it, they are looked for."""


class BidThreads(Feature):
    """Joins and parts what a change links and unlinks; once one is linked, unanswered bids end hollow.

    In a large coding a job finds the threads that there are when it is opened, after it is on the screen.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        scheme = desk.session.scheme
        self._bids = frozenset(code.id for code in scheme.codes if code.code_class == "bid")
        self._known = self._linking = False
        self._job: Job | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._look)
        desk.changed.connect(self._renew)

    def show(self) -> None:
        session, timeline = self.desk.session, self.desk.parts.timeline
        self._known = len(session.events) <= _AT_ONCE
        if not self._known:
            self._soon.start()
        else:
            self._take(_found(session.events, session.scheme, timeline.thread_maker()))

    def close(self) -> None:
        self._soon.stop()
        if self._job is not None:
            self._job.cancel()

    def _look(self) -> None:
        session, maker = self.desk.session, self.desk.parts.timeline.thread_maker()
        work = (_found, tuple(session.events), session.scheme, maker)
        self._job = self.desk.jobs.submit(*work, on_done=self._take)

    def _take(self, threads: Threads) -> None:
        self._known, self._job = True, None
        self._linking = len(threads) > 0
        self.desk.parts.timeline.set_threads(threads)

    def _renew(self, changes: Changes) -> None:
        if self._known:
            self._join(changes)
            return
        if self._job is not None:  # what it finds would lack this change
            self._job.cancel()
        self._soon.start()

    def _join(self, changes: Changes) -> None:
        pairs: list[tuple[Event | None, Event | None]] = [
            *((event, None) for event in changes.removed),
            *changes.replaced,
            *((None, event) for event in changes.added),
        ]
        timeline, touched = self.desk.parts.timeline, set[UUID]()
        linking = self._linking
        for before, after in pairs:
            old = None if before is None else before.link
            new = None if after is None else after.link
            event = after or before
            if event is None:
                continue
            if {one.code for one in (before, after) if one is not None} & self._bids:
                touched.add(event.id)
            if old == new:
                continue
            linking = linking or new is not None
            if old is not None:
                timeline.remove_thread(TimelineThread(old, event.id))
            if new is not None:
                timeline.add_thread(TimelineThread(new, event.id))
            touched |= {one for one in (old, new) if one is not None}
        if linking and not self._linking:
            self._begin_linking()
        elif linking:
            for bid in touched:
                self._end(bid)

    def _begin_linking(self) -> None:
        """From the first link on, every bid that nothing answers ends hollow."""
        events = self.desk.session.events
        self._linking = True
        if len(events) > _AT_ONCE:
            self._known = False
            self._soon.start()
            return
        for event in events:
            if event.code in self._bids:
                self._end(event.id)

    def _end(self, bid: UUID) -> None:
        """Give a bid its hollow end where nothing answers it, and take it away where something does."""
        event = self.desk.session.events.get(bid)
        hollow = TimelineThread(bid)
        if event is None or event.code not in self._bids or self.desk.session.events.linked_to(bid):
            self.desk.parts.timeline.remove_thread(hollow)
        else:
            self.desk.parts.timeline.add_thread(hollow)


def _found(
    events: Iterable[Event], scheme: Scheme, maker: Callable[[Iterable[TimelineThread]], Threads]
) -> Threads:
    return maker(threads_of(events, scheme))
