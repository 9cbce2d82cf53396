"""What is missing before a coding can be handed in; each line knows the place it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, Code, Kind, Modifier
from havenlens.domain.coding import holders
from havenlens.domain.events import Event, RatingPeriod
from havenlens.domain.observation import CodingStatus, Observation, Presence
from havenlens.domain.problems import Problem
from havenlens.domain.recipes import response_window_of
from havenlens.domain.scheme_maps import NEW
from havenlens.domain.time import Micros, Span, clock, in_seconds
from havenlens.services.asking import applies
from havenlens.services.coding import CodingSession
from havenlens.services.linking import which_bid
from havenlens.services.ports import Progress, no_progress
from havenlens.services.rating import missing_ratings
from havenlens.services.sampling import missing_samples
from havenlens.services.study import Study
from havenlens.services.walk import whom

SLIGHT = 200_000
"""Gaps up to this long are not told: the last frame of a film begins a little before its end."""

_AWAY = "off_camera"
OPEN_STATUSES = frozenset({CodingStatus.ASSIGNED, CodingStatus.IN_PROGRESS, CodingStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class Missing:
    """One line of the list: what is missing, where, and whether it must be there before submitting."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    at: Micros | None = None
    event: UUID | None = None
    blocks: bool = True
    period: RatingPeriod | None = None
    modifier: Modifier | None = None

    @property
    def sentence(self) -> str:
        """Say it in one sentence."""
        return Problem(self.code, self.values).sentence


def missing(
    session: CodingSession,
    film: Span | None = None,
    presence: Sequence[Presence] = (),
    others: Iterable[Missing] = (),
) -> tuple[Missing, ...]:
    """List what is missing from a coding: first what must be there, then hints, each in time order.

    ``film`` is the recording from its first to its last moment, where there is one. People without a
    presence span are taken to be there all the time. ``others`` is what was found elsewhere (ratings,
    sampled intervals).
    """
    found = _all_missing(session, film, presence, others)
    return tuple(sorted(found, key=lambda one: (not one.blocks, -1 if one.at is None else one.at)))


def _all_missing(
    session: CodingSession, film: Span | None, presence: Sequence[Presence], others: Iterable[Missing]
) -> Iterator[Missing]:
    yield from others
    for event in session.events:
        yield from _in_event(event, session)
        if film is not None:
            yield from _outside(event, session, film)
    yield from _links(session)
    yield from _passes(session)
    if film is not None:
        yield from _gaps(session, film, presence)


def missing_in(study: Study, session: CodingSession) -> tuple[Missing, ...]:
    """List what is missing from a coding of a study, its ratings, passes and open recoding included."""
    place = next(o for o in study.store.observations() if o.id == session.coding.observation)
    return missing(session, *_asked_of(study, session, place))


def _asked_of(
    study: Study, session: CodingSession, place: Observation
) -> tuple[Span | None, Sequence[Presence], Sequence[Missing]]:
    length = place.duration
    others = [*_recoding(study, session), *_ratings(session, length), *_samples(session, length)]
    return place.film, study.store.presence_of(place.id), others


def ask_for(session: CodingSession, one: Missing) -> None:
    """Let the session ask what a line says is missing, so that a digit fills it in; nothing else."""
    event = session.events.get(one.event)
    if event is None:
        session.ask(None)
    elif one.modifier is not None:
        session.ask_about(event.id, one.modifier)
    elif one.code == "missing.target":
        session.ask(whom(session, event))
    else:
        session.ask(which_bid(session, event) if one.code == "missing.answer_link" else None)


def counts_missing(study: Study, progress: Progress = no_progress) -> Mapping[UUID, int]:
    """Count for every open coding what must still be done; takes a while, so away from the window."""
    people = {person.id: person for person in study.store.participants()}
    places = {place.id: place for place in study.store.observations()}
    found: dict[UUID, int] = {}
    listed = [coding for coding in study.store.list_codings() if coding.status in OPEN_STATUSES]
    for done, coding in enumerate(listed):
        progress(done, len(listed))
        place = places[coding.observation]
        present = [people[p] for p in place.participants if p in people]
        scheme = study.scheme(coding.scheme)
        session = CodingSession(study.store.codings, coding, scheme, present, now=monotonic)
        asked = _asked_of(study, session, place)
        # Counted one by one: a list of what is missing from 100,000 events takes 60 MB.
        found[coding.id] = sum(one.blocks for one in _all_missing(session, *asked))
    return found


# --- one event --------------------------------------------------------------------------------------


def _in_event(event: Event, session: CodingSession) -> Iterator[Missing]:
    scheme, at = session.scheme, event.span.start
    code = scheme.code_by_id[event.code]
    shown = {"code": code.name, "who": session.names[event.actor], "at": clock(at)}
    if event.code == UNLABELLED:
        yield Missing("missing.label", {"at": clock(at)}, at, event.id)
        return
    if event.span.is_open:
        yield Missing("missing.end", shown, at, event.id)
    elif code.kind is Kind.STATE and 0 < in_seconds(event.span.length) < code.min_duration_s:
        lasts = {"seconds": f"{in_seconds(event.span.length):.1f}", "least": f"{code.min_duration_s:g}"}
        yield Missing("missing.too_short", {**shown, **lasts}, at, event.id, blocks=False)
    others = [one for one in holders(code.targets, session.coding.casting) if one != event.actor]
    if code.target_required and event.target is None and others:
        yield Missing("missing.target", shown, at, event.id)
    for modifier in scheme.modifiers_of(code.id):
        asked = modifier.id not in event.modifiers and applies(modifier, event, scheme, session.events)
        if modifier.required and asked:
            values = {**shown, "modifier": modifier.name}
            yield Missing("missing.answer", values, at, event.id, modifier=modifier)


def _outside(event: Event, session: CodingSession, film: Span) -> Iterator[Missing]:
    ends = event.span.start if event.span.end is None else event.span.end
    assert film.end is not None
    if event.span.start < film.start or ends > film.end:
        name = session.scheme.code_by_id[event.code].name
        values = {"code": name, "at": clock(event.span.start), "start": clock(film.start)}
        last = {"end": clock(film.end)}
        yield Missing("missing.outside", {**values, **last}, event.span.start, event.id)


# --- links ------------------------------------------------------------------------------------------


def _links(session: CodingSession) -> Iterator[Missing]:
    """Hint at bids nobody answers and answers to nothing, in schemes whose recipes link the two."""
    window = response_window_of(session.scheme)
    if window is None:
        return
    given = {code.id for code in session.scheme.selected(window.given)}
    answers = {code.id for code in session.scheme.selected(window.target)} - given
    for event in session.events:
        at = event.span.start
        values = {"code": session.scheme.code_by_id[event.code].name, "at": clock(at)}
        if event.code in given and not session.events.linked_to(event.id):
            yield Missing("missing.bid_answer", values, at, event.id, blocks=False)
        elif event.code in answers and event.link is None:
            yield Missing("missing.answer_link", values, at, event.id, blocks=False)


def _passes(session: CodingSession) -> Iterator[Missing]:
    """Hint at passes that left nothing: maybe they were not made."""
    scheme = session.scheme
    coded = {scheme.code_by_id[event.code].group for event in session.events}
    for number, groups in enumerate(scheme.passes, start=1):
        if not coded.intersection(groups):
            names = ", ".join(scheme.group_by_id[group].name for group in groups)
            yield Missing("missing.pass_empty", {"number": number, "groups": names}, blocks=False)


# --- exhaustive groups ------------------------------------------------------------------------------


def _gaps(session: CodingSession, film: Span, presence: Sequence[Presence]) -> Iterator[Missing]:
    """Find when somebody who is there shows none of a group's states, although one must always hold."""
    scheme, casting = session.scheme, session.coding.casting
    for group in scheme.groups:
        codes: tuple[Code, ...] = scheme.codes_in(group.id) if group.exhaustive else ()
        states = [code for code in codes if code.kind is Kind.STATE]
        ids = {code.id for code in states}
        roles = tuple(dict.fromkeys(role for code in states for role in code.actors))
        for person in holders(roles, casting):
            held = [e.span for e in session.events if e.actor == person and e.code in ids]
            for there in _presence(person, film, presence):
                for gap in _uncovered(there, held):
                    values = {"group": group.name, "who": session.names[person]}
                    times = {"start": clock(gap.start), "end": clock(gap.end or 0)}
                    yield Missing("missing.gap", {**values, **times}, gap.start)


def _presence(person: UUID, film: Span, presence: Sequence[Presence]) -> list[Span]:
    own = [one for one in presence if one.participant == person]
    there = [_within(one.span, film) for one in own if one.state != _AWAY]
    spans = [span for span in there if span is not None] if there else [film]
    away = [one.span for one in own if one.state == _AWAY]
    merged = _merged(spans)
    return [part for span in merged for part in _uncovered(span, away, least=0)]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that touch or overlap (somebody is visible and audible at once)."""
    merged: list[Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last is not None and last.end is not None and span.start <= last.end:
            merged[-1] = Span(last.start, Micros(max(last.end, span.end or last.end)))
        else:
            merged.append(span)
    return merged


def _within(span: Span, film: Span) -> Span | None:
    assert film.end is not None
    start, end = max(span.start, film.start), min(film.end if span.end is None else span.end, film.end)
    return Span(Micros(start), Micros(end)) if start < end else None


def _uncovered(whole: Span, by: Iterable[Span], least: int = SLIGHT) -> Iterator[Span]:
    """Give the parts of a span that no other covers, and that are longer than ``least``."""
    assert whole.end is not None
    at = whole.start
    for span in sorted(by):
        end = whole.end if span.end is None else span.end
        if min(span.start, whole.end) - at > least:
            yield Span(at, Micros(min(span.start, whole.end)))
        at = Micros(max(at, end))
    if whole.end - at > least:
        yield Span(at, whole.end)


# --- the rest ---------------------------------------------------------------------------------------


def _ratings(session: CodingSession, duration: Micros | None) -> Iterator[Missing]:
    for one in missing_ratings(session, duration):
        yield Missing(one.code, one.values, one.at, period=one.period)


def _samples(session: CodingSession, duration: Micros | None) -> Iterator[Missing]:
    for sample in missing_samples(session, duration) if duration is not None else ():
        values = {"n": sample.ordinal, "who": session.names[sample.person], "at": clock(sample.span.start)}
        yield Missing("missing.sample", values, sample.span.start)


def _recoding(study: Study, session: CodingSession) -> Iterator[Missing]:
    """List the codes of a new scheme version that nobody has looked for yet in this coding.

    Events that wait for one of several new codes are stretches without a code, and told as such.
    """
    known = session.scheme.code_by_id
    for row in study.store.rows_of("recode_items", coding=session.coding.id):
        if row["kind"] == NEW and row["done_at"] is None:
            names = [known[code].name for code in row["choices"] if code in known]
            yield Missing("missing.recode", {"choices": ", ".join(names)})
