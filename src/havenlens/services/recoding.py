"""After a change of measurement: take over what keeps its meaning, and queue what has to be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from havenlens.domain.codebook import UNLABELLED, Scheme
from havenlens.domain.coding import check_event, check_overlap
from havenlens.domain.events import Changes, Event, Rating, RatingPeriod
from havenlens.domain.observation import Coding, CodingStatus
from havenlens.domain.queries import EventSeries
from havenlens.domain.scheme_maps import LOST, NEW, SPLIT, Fate, SchemeMap
from havenlens.services.checklist import OPEN_STATUSES, missing_in
from havenlens.services.coding import CodingSession
from havenlens.services.history import RECODE, Step
from havenlens.services.lost_answers import LostAnswers, answer_words, together
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study

_AT_ONCE = 500
"""How many events are written between two looks at whether somebody wants it to stop."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A recode queue as it was built: the codings that were made, and how much there is to look at.

    ``lost`` are the answers that a question does not take any more, though it is asked.
    """

    map: UUID
    codings: int
    items: int
    lost: tuple[LostAnswers, ...]


@dataclass
class _Copies:
    """What one coding becomes under the new version."""

    events: list[Event] = field(default_factory=list)
    renewed: dict[UUID, UUID] = field(default_factory=dict)
    waiting: dict[UUID, tuple[UUID, tuple[str, ...]]] = field(default_factory=dict)
    lost: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    """The answers left out, counted, by code and question."""
    first_lost: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def lose(self, event: Event, question: str, answer: str) -> None:
        """Count an answer that is left out of an event."""
        self.lost.setdefault((event.code, question), Counter())[answer] += 1
        self.first_lost.setdefault((event.code, question), event.id)


def build_queue(study: Study, map_id: UUID, progress: Progress = no_progress) -> Queue:
    """Make a coding with the new version for each one with the old, and queue what has to be looked at.

    Events of kept, renamed and merged codes are copied; those that the new version's rules refuse, and those
    of split codes, stand there unlabelled and wait; every new code is looked for, and so are the events whose
    answer is none any more. A coding with something to look at, or to fill in, is in progress again. One
    transaction. Codings of the old version are left as they are; one that has its new coding already is
    passed over. ``progress`` counts events, each once when it was looked at and once when it was written.
    """
    store = study.store
    row = store.rows_of("scheme_maps", id=map_id)[0]
    made = SchemeMap.of_plain(row["map"])
    old, new = study.scheme(row["old_scheme"]), study.scheme(row["new_scheme"])
    codings = store.list_codings()
    there = {_key(c) for c in codings if c.scheme == row["new_scheme"]}
    todo = [c for c in codings if c.scheme == row["old_scheme"] and _key(c) not in there]
    counts = store.event_counts()
    meter = _Meter(progress, 2 * sum(counts.get(coding.id, 0) for coding in todo))
    items, lost = 0, list[LostAnswers]()
    with store.transaction():
        for coding in todo:
            found, left_out = _recode(study, coding, row, made, old, new, meter)
            items += found
            lost += left_out
    return Queue(map_id, len(todo), items, together(lost))


@dataclass
class _Meter:
    """Tells how far the work has come, now and then."""

    progress: Progress
    total: int
    done: int = 0

    def advance(self, n: int = 1) -> None:
        before, self.done = self.done, min(self.done + n, self.total)
        if before // _AT_ONCE != self.done // _AT_ONCE:
            self.progress(self.done, self.total)


def _key(coding: Coding) -> tuple[Any, ...]:
    return coding.observation, coding.coder, coding.purpose, coding.attempt


def _recode(
    study: Study,
    old_coding: Coding,
    row: Mapping[str, Any],
    made: SchemeMap,
    old: Scheme,
    new: Scheme,
    meter: _Meter,
) -> tuple[int, Sequence[LostAnswers]]:
    """Make one coding of the new version; count what waits in it, and give the answers it lost."""
    store, now = study.store, datetime.now(UTC)
    casting = {role: people for role, people in old_coding.casting.items() if role in new.role_by_id}
    coding = replace(old_coding, id=uuid4(), scheme=row["new_scheme"], casting=casting)
    events = store.events_of(old_coding.id)
    copies = _copies(events, made, old, new, casting, meter)
    added = made.added(new)
    if copies.waiting or added or copies.lost:
        coding = replace(coding, status=CodingStatus.IN_PROGRESS)
    _add_coding(study, old_coding, coding, now)
    step_id = uuid4()
    for first in range(0, len(copies.events), _AT_ONCE):
        some = tuple(copies.events[first : first + _AT_ONCE])
        store.write_events(coding.id, Step(step_id, RECODE, Changes(added=some), now, coding.coder))
        meter.advance(len(some))
    _copy_ratings(study, old_coding, coding, old, new, copies.renewed)
    was = {event.id: event.code for event in events}
    items = [
        _item(row["id"], coding, SPLIT, choices, old_event, event, was[old_event])
        for event, (old_event, choices) in copies.waiting.items()
    ]
    items += [_item(row["id"], coding, NEW, (code,)) for code in added]
    lost = {key: LostAnswers.counted(*key, found) for key, found in copies.lost.items()}
    for key, answers in lost.items():
        item = _item(row["id"], coding, LOST, (), event=copies.first_lost[key])
        items.append({**item, "choices": answers.plain()})
    store.add("recode_items", "recode_item", items)
    _reopen_unfinished(study, coding, new)
    return len(items), tuple(lost.values())


def _reopen_unfinished(study: Study, coding: Coding, new: Scheme) -> None:
    """Put a coding in progress that was handed in and misses what the new version wants."""
    if coding.status in OPEN_STATUSES:
        return
    place = next(o for o in study.store.observations() if o.id == coding.observation)
    people = [person for person in study.store.participants() if person.id in place.participants]
    session = CodingSession(study.store.codings, coding, new, people, now=monotonic)
    if any(one.blocks for one in missing_in(study, session)):
        values = {"status": CodingStatus.IN_PROGRESS.value, "submitted_at": None}
        study.store.change("codings", "coding", coding.id, **values)


def _item(
    map_id: UUID,
    coding: Coding,
    kind: str,
    choices: tuple[str, ...],
    old_event: UUID | None = None,
    event: UUID | None = None,
    was: str = "",
) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "map": map_id,
        "coding": coding.id,
        "old_event": old_event,
        "event": event,
        "kind": kind,
        "choices": {"codes": list(choices), "was": was},
        "done_at": None,
    }


def _add_coding(study: Study, old: Coding, coding: Coding, now: datetime) -> None:
    before = study.store.rows_of("codings", id=old.id)[0]
    row = {
        "id": coding.id,
        "observation": coding.observation,
        "scheme": coding.scheme,
        "coder": coding.coder,
        "purpose": coding.purpose.value,
        "attempt": coding.attempt,
        "status": coding.status.value,
        "resume_us": 0,
        "begun_at": now,
        "submitted_at": before["submitted_at"] if coding.status is old.status else None,
    }
    cast = [
        {"coding": coding.id, "role": role, "participant": person, "position": place}
        for role, people in coding.casting.items()
        for place, person in enumerate(people)
    ]
    study.store.add("codings", "coding", [row])
    study.store.add("casting", "casting", cast)


def _copies(
    events: Sequence[Event],
    made: SchemeMap,
    old: Scheme,
    new: Scheme,
    casting: Mapping[str, tuple[UUID, ...]],
    meter: _Meter,
) -> _Copies:
    """Copy events with ids of their own; links follow, as far as their other end is there."""
    out = _Copies()
    ids = {event.id: uuid4() for event in events}
    series = EventSeries(new, [])
    asked_before = {modifier.id: modifier for modifier in old.modifiers}
    for event in events:
        meter.advance()
        link = ids.get(event.link) if event.link is not None else None
        copy = event.with_(id=ids[event.id], link=link)
        choices = _choices(event.code, made)
        if choices is None:
            continue
        if not choices:
            copy = copy.with_(code=made.target_of(event.code) or event.code)
            copy = copy.with_(modifiers=_kept_modifiers(copy, new))
            if check_event(copy, new, casting) or check_overlap(copy, new, series):
                choices = (copy.code,)
        if choices:
            copy = copy.with_(code=UNLABELLED, modifiers={})
            out.waiting[copy.id] = (event.id, choices)
        elif copy.code != UNLABELLED:
            gone = event.modifiers.keys() - copy.modifiers.keys()
            for question in new.modifiers_of(copy.code):
                if question.id in gone:
                    words = answer_words(asked_before.get(question.id), event.modifiers[question.id])
                    out.lose(copy, question.id, words)
            series.apply(Changes(added=(copy,)))
        out.events.append(copy)
    there = {event.id for event in out.events}
    out.renewed = {old: copy for old, copy in ids.items() if copy in there}
    out.events = [
        event if event.link is None or event.link in there else event.with_(link=None) for event in out.events
    ]
    return out


def _choices(code: str, made: SchemeMap) -> tuple[str, ...] | None:
    """Give the codes that an event of an old code may be now: none to choose, several, or no event at all."""
    fate = made.by_old.get(code)
    if fate is None:
        return ()
    if fate.fate is Fate.DROPPED:
        return None
    return fate.new if fate.fate is Fate.SPLIT else ()


def _kept_modifiers(event: Event, new: Scheme) -> dict[str, Any]:
    known = {modifier.id: modifier for modifier in new.modifiers_of(event.code)}
    return {
        name: value for name, value in event.modifiers.items() if name in known and known[name].takes(value)
    }


def _copy_ratings(
    study: Study, old_coding: Coding, coding: Coding, old: Scheme, new: Scheme, renewed: Mapping[UUID, UUID]
) -> None:
    """Take over the ratings of dimensions that are rated as before."""
    if old.scale != new.scale:
        return
    periods: dict[UUID, RatingPeriod] = {}
    ratings: list[Rating] = []
    for period, rating in study.store.ratings_of(old_coding.id):
        before, after = old.dimension_by_id.get(rating.dimension), new.dimension_by_id.get(rating.dimension)
        if before is None or after is None or before.direction is not after.direction:
            continue
        copy = periods.setdefault(period.id, replace(period, id=uuid4()))
        evidence = tuple(renewed[event] for event in rating.evidence if event in renewed)
        ratings.append(replace(rating, id=uuid4(), period=copy.id, evidence=evidence))
    if ratings:
        study.store.add_ratings(coding, list(periods.values()), ratings)
