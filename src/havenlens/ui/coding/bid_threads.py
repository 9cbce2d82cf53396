"""Keep the threads between bids and answers on the timeline as they are linked."""

from __future__ import annotations

from uuid import UUID

from havenlens.domain.events import Changes, Event
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.timeline.model import TimelineThread


class BidThreads(Feature):
    """Joins and parts what a change links and unlinks; a bid that nothing answers any more ends hollow."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        scheme = desk.session.scheme
        self._bids = frozenset(code.id for code in scheme.codes if code.code_class == "bid")
        desk.changed.connect(self._renew)

    def _renew(self, changes: Changes) -> None:
        pairs: list[tuple[Event | None, Event | None]] = [
            *((event, None) for event in changes.removed),
            *changes.replaced,
            *((None, event) for event in changes.added),
        ]
        timeline, touched = self.desk.parts.timeline, set[UUID]()
        for before, after in pairs:
            old = None if before is None else before.link
            new = None if after is None else after.link
            event = after or before
            if event is None or old == new:
                continue
            if old is not None:
                timeline.remove_thread(TimelineThread(old, event.id))
            if new is not None:
                timeline.add_thread(TimelineThread(new, event.id))
            touched |= {one for one in (old, new) if one is not None}
        for bid in touched:
            self._end(bid)

    def _end(self, bid: UUID) -> None:
        """Give a bid its hollow end where nothing answers it, and take it away where something does."""
        event = self.desk.session.events.get(bid)
        hollow = TimelineThread(bid)
        if event is None or event.code not in self._bids or self.desk.session.events.linked_to(bid):
            self.desk.parts.timeline.remove_thread(hollow)
        else:
            self.desk.parts.timeline.add_thread(hollow)
