"""Make one coding of several: a consensus of coders, or a panel's master; the originals stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.codebook import Kind, Scheme
from havenlens.domain.events import Changes, Event
from havenlens.domain.observation import Coding, Purpose
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.time import Micros, Span
from havenlens.services.alternatives import Accepted, Alternative
from havenlens.services.coding_record import CodingRecord
from havenlens.services.disagreements import check_comparable
from havenlens.services.divergences import BOUNDARY
from havenlens.services.panel_items import Choice, Decision, PanelItem, items_of
from havenlens.services.panel_rows import (
    Panel,
    PanelKind,
    ScoreChoice,
    decision_of,
    panel_of_row,
    plain_row,
    row_of_plain,
)
from havenlens.services.panel_scores import PanelScores, ScoreItem
from havenlens.services.study import Study
from havenlens.services.submitting import lock, may_review, submit

FEWEST, MOST = 2, 5
_STEP = "panel"


def panels_of(study: Study) -> tuple[Panel, ...]:
    """List the panels of a study, those still open first, then the latest."""
    found = [panel_of_row(row) for row in study.store.rows_of("panels")]
    found.sort(key=lambda one: one.opened_at, reverse=True)
    return tuple(sorted(found, key=lambda one: one.closed_at is not None))


def open_panel(
    study: Study,
    kind: PanelKind,
    codings: Sequence[Coding],
    coder: UUID,
    *,
    hidden: Collection[UUID] = (),
) -> Panel:
    """Put codings beside each other and begin a new coding with what all of them agree on.

    ``coder`` is whose coding is made: the panel's own, or one of the coders. The same codings again give the
    panel that is open. Raise `StudyError` for codings that cannot be compared.
    """
    _check(study, codings, hidden)
    ids = tuple(coding.id for coding in codings)
    same = (
        one
        for one in panels_of(study)
        if (one.kind, set(one.codings), one.closed_at) == (kind, set(ids), None)
    )
    found = next(same, None)
    if found is not None:
        return found
    first = codings[0]
    with study.store.transaction():
        made = study.add_coding(
            first.observation,
            first.scheme,
            coder,
            kind.purpose,
            _casting(codings),
            attempt=_next_attempt(study, first, coder, kind.purpose),
        )
        row = {
            "id": uuid4(),
            "kind": kind.value,
            "observation": first.observation,
            "scheme": first.scheme,
            "codings": [coding.hex for coding in ids],
            "result": made.id,
            "opened_at": datetime.now(UTC),
            "closed_at": None,
        }
        study.store.add("panels", "panel", [row])
        panel = panel_of_row(row)
        PanelWork(study, panel).begin()
    return panel


class PanelWork:
    """A panel at work: every decision is written at once, with its event, its votes and its reason."""

    def __init__(self, study: Study, panel: Panel, coder: UUID | None = None) -> None:
        self.study, self.panel, self.coder = study, panel, coder
        self.scheme: Scheme = study.scheme(panel.scheme)
        known = {coding.id: coding for coding in study.store.list_codings()}
        self.codings = tuple(known[one] for one in panel.codings)
        people = {person.id: person for person in study.store.participants()}
        place = next(o for o in study.store.observations() if o.id == panel.observation)
        present = [people[one] for one in place.participants if one in people]
        self.record = CodingRecord(study.store.codings, known[panel.result], self.scheme, present)
        events = {coding.id: study.store.events_of(coding.id) for coding in self.codings}
        self._items = {one.id: one for one in items_of(panel.id, self.scheme, events)}
        self._within = {
            (coding, event.id): item
            for item, one in self._items.items()
            for coding, event in one.events.items()
            if event is not None
        }
        self._decisions = self._read_decisions()
        self.scores = PanelScores(study, panel, self.record, self._write)

    # --- looking ------------------------------------------------------------------------------------

    @property
    def items(self) -> tuple[PanelItem, ...]:
        """List every moment in time order, with what was decided and what stands in the coding now."""
        return tuple(self.item(one) for one in self._items)

    @property
    def all(self) -> tuple[PanelItem | ScoreItem, ...]:
        """List the moments, then the scores."""
        return (*self.items, *self.scores.items)

    def item(self, item: UUID) -> PanelItem:
        """Give one moment as it is now; StudyError where it is none of this panel."""
        if item not in self._items:
            raise StudyError("panel.gone")
        decision, result = self._decisions.get(item), self.record.events.get(item)
        return replace(self._items[item], decision=decision, result=result)

    def next_undecided(self, after: UUID | None = None) -> PanelItem | ScoreItem | None:
        """Give the next moment or score to decide after one, then from the start; None where all are."""
        listed = self.all
        place = next((n for n, one in enumerate(listed, 1) if one.id == after), 0)
        return next((one for one in (*listed[place:], *listed[:place]) if one.undecided), None)

    @property
    def progress(self) -> tuple[int, int, int]:
        """Give how many are decided, how many are to be decided in all, and how many were agreed at once."""
        listed = self.all
        agreed = sum(one.agreed for one in listed)
        left = sum(one.undecided for one in listed)
        return len(listed) - agreed - left, len(listed) - agreed, agreed

    # --- deciding -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Write what all agree on."""
        agreed = [one for one in self._items.values() if one.agreed]
        added = tuple(self._made(one, Choice(take=self.codings[0].id)) for one in agreed)
        there = {event.id for event in added}
        linked = tuple(
            event.with_(link=link if (link := self._link(one)) in there else None)
            for one, event in zip(agreed, added, strict=True)
        )
        self._write(Changes(added=linked, ratings=self.scores.agreed_changes()))

    def decide(
        self,
        item: UUID,
        choice: Choice,
        *,
        votes: Mapping[UUID, int] | None = None,
        alternatives: Sequence[Alternative] = (),
        nothing: bool = False,
        rationale: str = "",
    ) -> PanelItem:
        """Decide a moment, or decide it anew; the event is written with it.

        ``alternatives`` are accepted beside the choice, ``nothing`` that it is missed. A reason is asked for
        unless every member voted the same. Raise `StudyError` where the event does not fit what is around it.
        """
        one = self.item(item)
        given = dict(votes or {})
        unanimous = len(given) == len(self.codings) and len(set(given.values())) == 1
        if not rationale.strip() and not unanimous:
            raise StudyError("panel.no_reason")
        event = None if choice.drops else self._fitted(self._made(one, choice))
        accepted = Accepted(None if event is None else event.id, tuple(alternatives), nothing)
        before = one.decision
        decision = Decision(
            uuid4() if before is None else before.id,
            choice,
            given,
            accepted,
            rationale.strip(),
            datetime.now(UTC),
            self.coder,
        )
        with self.record.within(self.study.store.transaction()):
            self._refuse_closed()
            self._keep(one, decision, before)
            self._put(one, event, decision)
        self._decisions[item] = decision
        return self.item(item)

    def undo(self) -> PanelItem | ScoreItem:
        """Take the last decision back: what was decided before holds again, or nothing is decided yet."""
        self._refuse_closed()
        rows = self._rows()
        if not rows:
            raise StudyError("panel.nothing_to_undo")
        row = max(rows, key=lambda each: each["decided_at"])
        if self._item_of(row) in self.scores:
            return self.scores.undo(row)
        one = self.item(self._item_of(row))
        earlier = row["events"].get("before")
        decision = None if earlier is None else decision_of(row["id"], earlier, one)
        choice = Choice(take=self.codings[0].id) if decision is None else decision.choice
        gone = choice.drops or (decision is None and not one.agreed)
        event = None if gone else self._fitted(self._made(one, choice))
        with self.record.within(self.study.store.transaction()):
            if earlier is None:
                self.study.store.remove("panel_decisions", "decision", [row["id"]])
            else:
                self.study.store.change("panel_decisions", "decision", row["id"], **row_of_plain(earlier))
            self._put(one, event, decision)
        self._decisions = self._read_decisions()
        return self.item(one.id)

    def close(self) -> Coding:
        """Hand the coding in, and lock it where whoever closes may; StudyError while something is open."""
        self._refuse_closed()
        done, all_, _ = self.progress
        if done < all_:
            raise StudyError("panel.undecided", n=all_ - done)
        with self.study.store.transaction():
            coding = submit(self.study, self.record.coding)
            if may_review(self.study, self.coder):
                coding = lock(self.study, coding, self.coder)
            at = datetime.now(UTC)
            self.study.store.change("panels", "panel", self.panel.id, closed_at=at)
        self.record.coding = coding
        self.panel = replace(self.panel, closed_at=at)
        return coding

    def decide_score(
        self,
        item: UUID,
        choice: ScoreChoice,
        *,
        votes: Mapping[UUID, int] | None = None,
        rationale: str = "",
    ) -> ScoreItem:
        """Decide a score, or decide it anew; the rating is written with it."""
        self._refuse_closed()
        return self.scores.decide(item, choice, votes=votes, rationale=rationale, coder=self.coder)

    # --- inside -------------------------------------------------------------------------------------

    def _refuse_closed(self) -> None:
        if self.panel.closed_at is not None:
            raise StudyError("panel.closed")

    def _made(self, one: PanelItem, choice: Choice) -> Event:
        """Make the panel's own event of a choice."""
        base = one.events.get(choice.take) if choice.take is not None else None
        if base is not None:
            return Event(one.id, base.code, base.span, base.actor, base.target, base.modifiers)
        own = choice.own
        assert own is not None
        return Event(one.id, own.code, own.span, own.actor, own.target, own.modifiers)

    def _link(self, one: PanelItem) -> UUID | None:
        """Give the moment that an event is linked to, as its source has it, or else whoever linked it."""
        source = one.source()
        order = (source,) if source is not None else tuple(one.events)
        for coding in order:
            event = one.events[coding]
            if event is not None and event.link is not None:
                return self._within.get((coding, event.link))
        return None

    def _fitted(self, event: Event) -> Event:
        """Trim a state by up to the limit at which edges count as the same, where it meets its neighbours."""
        if self.scheme.code_by_id[event.code].kind is not Kind.STATE:
            return event
        for _ in range(2):
            other = self.record.events.in_the_way(event)
            if other is None or event.span.end is None or other.span.end is None:
                break
            start, end = event.span.start, event.span.end
            if other.span.start > start and end - other.span.start <= BOUNDARY:
                end = other.span.start
            elif other.span.end < end and other.span.end - start <= BOUNDARY:
                start = other.span.end
            else:
                break
            event = event.with_(span=Span(Micros(start), Micros(end)))
        return event

    def _put(self, one: PanelItem, event: Event | None, decision: Decision | None) -> None:
        """Let the coding have this event for a moment, with the links between moments that follow."""
        events = self.record.events
        there = {item for item in self._items if item in events} | ({one.id} if event else set())
        there -= set() if event else {one.id}
        changes = Changes()
        before = events.get(one.id)
        if event is not None:
            link = self._link(replace(one, decision=decision))
            event = event.with_(link=link if link in there else None)
            changes = Changes(added=(event,)) if before is None else Changes(replaced=((before, event),))
        elif before is not None:
            changes = Changes(removed=(before,))
        followers = []
        for other in self.items:
            if other.id != one.id and other.result is not None and self._link(other) == one.id:
                link = one.id if event else None
                if other.result.link != link:
                    followers.append((other.result, other.result.with_(link=link)))
        self._write(replace(changes, replaced=(*changes.replaced, *followers)))

    def _write(self, changes: Changes) -> None:
        reply = self.record.apply(_STEP, changes, Problem("panel.done"))
        if reply.refused:
            raise StudyError("panel.in_the_way", why=reply.notice.sentence)

    def _rows(self) -> list[Mapping[str, Any]]:
        """Give what was decided about moments that still are: a withdrawal may have taken some away."""
        rows = self.study.store.rows_of("panel_decisions", panel=self.panel.id)
        return [row for row in rows if self._item_of(row) in self._items or self._item_of(row) in self.scores]

    def _read_decisions(self) -> dict[UUID, Decision]:
        rows = self.study.store.rows_of("panel_decisions", panel=self.panel.id)
        listed = ((self._items[i], row) for row in rows if (i := self._item_of(row)) in self._items)
        return {one.id: decision_of(row["id"], plain_row(row), one) for one, row in listed}

    def _item_of(self, row: Mapping[str, Any]) -> UUID:
        return UUID(row["events"]["item"])

    def _keep(self, one: PanelItem, decision: Decision, before: Decision | None) -> None:
        of = {coding.hex: None if e is None else e.id.hex for coding, e in one.events.items()}
        events = {"item": one.id.hex, "of": of, "choice": decision.choice.plain(), "before": None}
        row = {
            "onset_us": one.at,
            "events": events,
            "votes": {coding.hex: number for coding, number in decision.votes.items()},
            "result": decision.accepted.event,
            "alternatives": decision.accepted.plain(),
            "rationale": decision.rationale,
            "decided_at": decision.decided_at,
            "coder": decision.coder,
        }
        store = self.study.store
        if before is None:
            store.add("panel_decisions", "decision", [{"id": decision.id, "panel": self.panel.id, **row}])
            return
        [old] = store.rows_of("panel_decisions", id=decision.id)
        events["before"] = plain_row(old)
        store.change("panel_decisions", "decision", decision.id, **row)


def _check(study: Study, codings: Sequence[Coding], hidden: Collection[UUID]) -> None:
    if not FEWEST <= len({coding.id for coding in codings}) <= MOST:
        raise StudyError("panel.too_few", n=len(codings))
    if len({(coding.observation, coding.scheme) for coding in codings}) > 1:
        raise StudyError("panel.not_alike")
    made = {one.result for one in panels_of(study)}
    if any(coding.purpose is Purpose.CONSENSUS or coding.id in made for coding in codings):
        raise StudyError("panel.not_original")
    names = {coder.id: coder.name for coder in study.store.coders()}
    coders = [coding.coder for coding in codings]
    twice = next((one for one in coders if coders.count(one) > 1), None)
    if twice is not None:
        raise StudyError("panel.same_coder", coder=names[twice])
    for coding in codings[1:]:
        check_comparable(study, codings[0], coding, hidden)


def _casting(codings: Sequence[Coding]) -> Mapping[str, tuple[UUID, ...]]:
    cast: dict[str, dict[UUID, None]] = {}
    for coding in codings:
        for role, people in coding.casting.items():
            cast.setdefault(role, {}).update(dict.fromkeys(people))
    return {role: tuple(people) for role, people in cast.items()}


def _next_attempt(study: Study, first: Coding, coder: UUID, purpose: Purpose) -> int:
    wanted = (first.observation, first.scheme, coder, purpose)
    same = (
        one.attempt
        for one in study.store.list_codings()
        if (one.observation, one.scheme, one.coder, one.purpose) == wanted
    )
    return max(same, default=0) + 1
