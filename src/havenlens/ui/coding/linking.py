"""Join a response to its bid, and play a bid with its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from havenlens.domain.events import Event
from havenlens.domain.keymap import Binding, KeyStroke
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.bid_threads import ThreadRule
from havenlens.services.linking import is_bid, which_bid
from havenlens.ui.coding.desk import Action, Desk, Feature
from havenlens.words.catalogue import N_, tr

_KEYS = (
    (KeyStroke("u", ctrl=True), "link", N_("Say which bid the event answers"), N_("Code and edit")),
    (KeyStroke("u", ctrl=True, shift=True), "play_thread", N_("Play a bid and its answer"), N_("Watch")),
)
_LEAD, _TAIL = 2 * SECOND, 2 * SECOND
_ALONE = 10 * SECOND
"""How long a bid without an answer is played."""


class Linking(Feature):
    """Ctrl+U asks for the bid of the event that is chosen, or of the one coded last; digits answer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rule = ThreadRule(desk.session.scheme)

    def bindings(self) -> Sequence[Binding]:
        return [Binding(stroke, action, tr(text), tr(section)) for stroke, action, text, section in _KEYS]

    def actions(self) -> Mapping[str, Action]:
        return {"link": self._link, "play_thread": self._play_thread}

    def _chosen(self) -> Event | None:
        session = self.desk.session
        chosen = self.desk.chosen()
        return session.events.get(chosen[0] if chosen else session.last_event)

    def _link(self, _argument: str, _at: Micros) -> None:
        desk, event = self.desk, self._chosen()
        if event is None:
            desk.say("coding.nothing_chosen", refused=True)
            return
        asked = which_bid(desk.session, event)
        if asked is None:
            desk.say(
                "coding.no_bid_before", code=desk.session.scheme.code_by_id[event.code].name, refused=True
            )
            return
        desk.bridge.ask(asked)

    def _play_thread(self, _argument: str, _at: Micros) -> None:
        desk, event, events = self.desk, self._chosen(), self.desk.session.events
        threads = () if event is None else self._rule.of_event(event, events, desk.view.film)
        bid = events.get(threads[0].bid) if threads else event
        if bid is None or not is_bid(bid, desk.session.scheme):
            desk.say("coding.no_thread", refused=True)
            return
        answers = [answer for one in threads if (answer := events.get(one.answer)) is not None]
        ends = [answer.span.end or answer.span.start for answer in answers]
        end = max(ends) + _TAIL if ends else bid.span.start + _ALONE
        desk.player.play_span(Span(desk.not_before(bid.span.start - _LEAD), Micros(end)))
