"""A study's contents as tables: one tidy table a kind, as named columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import NOTHING, UNLABELLED, Scheme
from havenlens.domain.events import Event, Flag, ModifierValue, Rating, RatingPeriod
from havenlens.domain.observation import Coding, Observation, Participant
from havenlens.domain.time import in_seconds
from havenlens.services.ports import Progress, no_progress
from havenlens.services.study import Study
from havenlens.services.working_time import work_spans
from havenlens.words.catalogue import N_, tr

FrameOf = Callable[[Observation, int], int | None]
"""Gives the frame on the screen at a moment of an observation, where its video can be read."""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table as columns of equal length, with what each column means; None is a missing value."""

    name: str
    columns: Mapping[str, Sequence[Any]]
    meaning: Mapping[str, str]


_MEANING = {
    "observation": N_("name of the observation"),
    "scheme": N_("coding scheme"),
    "scheme_version": N_("version of the coding scheme"),
    "coder": N_("name of the coder"),
    "purpose": N_("what the coding was made for; choose by it, since every coding is in the table"),
    "event_id": N_("id of the event, the same in every export"),
    "code": N_(
        "what was coded; unlabelled is a stretch that waits for its code, nothing a sample without any"
    ),
    "group": N_("group of the code"),
    "kind": N_("point or state; in ratings, what was rated: cycle, interval, episode or clip"),
    "actor": N_("label of the person who acts"),
    "target": N_("label of the person it is aimed at"),
    "onset_us": N_("begin in whole microseconds of observation time"),
    "offset_us": N_("end in whole microseconds; empty while a state is open"),
    "onset_s": N_("begin in seconds"),
    "offset_s": N_("end in seconds"),
    "frame": N_("frame on the screen at the onset, counted from 0"),
    "link": N_("event_id of the bid that is answered"),
    "comment": N_("the coder's comment"),
    "flags": N_("unsure, off_camera, discuss"),
    "defaults": N_("values the program filled in, not the coder"),
    "reaction_lag_us": N_("microseconds taken off the key press's time"),
    "period": N_("number of the rated period, from 1"),
    "dimension": N_("what was rated"),
    "score": N_("the score; empty where there is a reason"),
    "reason": N_("why there is no score"),
    "subject": N_("label of the person who was rated"),
    "partner": N_("label of the partner in the rating"),
    "note": N_("the coder's note on the rating"),
    "evidence": N_("event_ids of the coder's own events that the rating rests on"),
    "label": N_("short label of the person, unique in the study"),
    "pseudonym": N_("name the person goes by in the study"),
    "role": N_("role of the person"),
    "consent": N_("how far the person's picture may travel"),
    "status": N_("how far the coding has come"),
    "attempt": N_("counts codings of the same kind by the same coder"),
    "n_events": N_("number of events with a code of the scheme"),
    "title": N_("title of the observation"),
    "filmed_on": N_("day of filming"),
    "duration_s": N_("length in seconds"),
    "work": N_("what the time was spent on: coding, walk or rating"),
    "began_at": N_("when the work began, in UTC"),
    "ended_at": N_("when it ended, in UTC"),
    "active_s": N_("seconds in which the coder was active, pauses of more than a minute left out"),
    "due_on": N_("day by which the work was due"),
}


def study_tables(
    study: Study,
    frame_of: FrameOf = lambda _observation, _at: None,
    progress: Progress = no_progress,
    hidden: Collection[UUID] = (),
) -> list[DataTable]:
    """Make every table of a study: events, ratings, observations, participants, codings and work.

    Codings that are ``hidden`` from the person who exports are left out.
    """
    people = {person.id: person for person in study.store.participants()}
    observations = {observation.id: observation for observation in study.store.observations()}
    coders = {coder.id: coder.name for coder in study.store.coders()}
    codings = [coding for coding in study.store.list_codings() if coding.id not in hidden]
    named = _Names(study, people, observations, coders)
    return [
        _events(named, codings, frame_of, progress),
        _ratings(named, codings),
        _observations(study, observations),
        _participants(people),
        _codings(named, codings),
        _work(named, codings),
    ]


@dataclass(frozen=True, slots=True)
class _Names:
    study: Study
    people: Mapping[UUID, Participant]
    observations: Mapping[UUID, Observation]
    coders: Mapping[UUID, str]

    def label(self, person: UUID | None) -> str | None:
        return None if person is None else self.people[person].label

    def coding(self, coding: Coding) -> dict[str, Any]:
        scheme = self.study.scheme(coding.scheme)
        return {
            "observation": self.observations[coding.observation].name,
            "scheme": scheme.id,
            "scheme_version": scheme.version,
            "coder": self.coders[coding.coder],
            "purpose": coding.purpose.value,
            "attempt": coding.attempt,
        }


def _table(
    name: str,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    own: Mapping[str, str] = MappingProxyType({}),
) -> DataTable:
    """Make a table; ``own`` says what the columns mean that are the study's own."""
    meaning = {column: own.get(column) or tr(_MEANING[column]) for column in columns}
    return DataTable(name, {column: [row.get(column) for row in rows] for column in columns}, meaning)


def _events(named: _Names, codings: Sequence[Coding], frame_of: FrameOf, progress: Progress) -> DataTable:
    rows = []
    modifiers: dict[str, str] = {}
    for done, coding in enumerate(codings):
        progress(done, len(codings))
        scheme = named.study.scheme(coding.scheme)
        modifiers.update({f"modifier_{modifier.id}": modifier.name for modifier in scheme.modifiers})
        shared = named.coding(coding)
        observation = named.observations[coding.observation]
        rows += [
            {
                **shared,
                **_event(event, scheme, named),
                "frame": frame_of(observation, event.span.start),
                **{f"modifier_{name}": _flat(value) for name, value in event.modifiers.items()},
            }
            for event in named.study.store.events_of(coding.id)
        ]
    fixed = [
        "observation",
        "scheme",
        "scheme_version",
        "coder",
        "purpose",
        "attempt",
        "event_id",
        "code",
        "group",
        "kind",
        "actor",
        "target",
        "onset_us",
        "offset_us",
        "onset_s",
        "offset_s",
        "frame",
        "link",
        "comment",
        "flags",
        "defaults",
        "reaction_lag_us",
    ]
    return _table("events", rows, [*fixed, *modifiers], modifiers)


def _flat(value: ModifierValue) -> str | int | float:
    """Put several answers into one cell."""
    return "; ".join(value) if isinstance(value, tuple) else value


def _event(event: Event, scheme: Scheme, named: _Names) -> dict[str, Any]:
    code = scheme.code_by_id[event.code]
    end = event.span.end
    return {
        "event_id": str(event.id),
        "code": event.code,
        "group": code.group,
        "kind": code.kind.value,
        "actor": named.label(event.actor),
        "target": named.label(event.target),
        "onset_us": event.span.start,
        "offset_us": end,
        "onset_s": in_seconds(event.span.start),
        "offset_s": None if end is None else in_seconds(end),
        "link": None if event.link is None else str(event.link),
        "comment": event.comment or None,
        "flags": " ".join(flag.value for flag in Flag if flag in event.flags) or None,
        "defaults": " ".join(sorted(event.defaults)) or None,
        "reaction_lag_us": event.reaction_lag,
    }


_RATING_COLUMNS = (
    "observation",
    "scheme",
    "scheme_version",
    "coder",
    "purpose",
    "attempt",
    "kind",
    "period",
    "onset_s",
    "offset_s",
    "dimension",
    "score",
    "reason",
    "subject",
    "partner",
    "note",
    "evidence",
)


def _ratings(named: _Names, codings: Sequence[Coding]) -> DataTable:
    rows = [
        {**named.coding(coding), **_rating(period, rating, named)}
        for coding in codings
        for period, rating in named.study.store.ratings_of(coding.id)
    ]
    return _table("ratings", rows, _RATING_COLUMNS)


def _rating(period: RatingPeriod, rating: Rating, named: _Names) -> dict[str, Any]:
    span = period.span
    return {
        "kind": period.kind.value,
        "period": period.ordinal,
        "onset_s": None if span is None else in_seconds(span.start),
        "offset_s": None if span is None or span.end is None else in_seconds(span.end),
        "dimension": rating.dimension,
        "score": rating.score,
        "reason": rating.reason,
        "subject": named.label(rating.subject),
        "partner": named.label(rating.partner),
        "note": rating.note or None,
        "evidence": " ".join(str(event) for event in rating.evidence) or None,
    }


def _observations(study: Study, observations: Mapping[UUID, Observation]) -> DataTable:
    names = [variable.name for variable in study.store.variables()]
    rows = [
        {
            **observation.variables,
            "observation": observation.name,
            "title": observation.title,
            "filmed_on": observation.filmed_on,
            "duration_s": None if observation.duration is None else in_seconds(observation.duration),
        }
        for observation in observations.values()
    ]
    own = dict.fromkeys(names, tr("variable of the study"))
    return _table("observations", rows, ["observation", "title", "filmed_on", "duration_s", *names], own)


def _participants(people: Mapping[UUID, Participant]) -> DataTable:
    rows = [
        {"label": p.label, "pseudonym": p.pseudonym, "role": p.role, "consent": p.consent.value}
        for p in people.values()
    ]
    return _table("participants", rows, ["label", "pseudonym", "role", "consent"])


def _codings(named: _Names, codings: Sequence[Coding]) -> DataTable:
    counts = named.study.store.event_counts(leaving_out=(UNLABELLED, NOTHING))
    rows = [
        {
            **named.coding(coding),
            "status": coding.status.value,
            "n_events": counts.get(coding.id, 0),
        }
        for coding in codings
    ]
    columns = ["observation", "scheme", "scheme_version", "coder", "purpose", "attempt", "status", "n_events"]
    return _table("codings", rows, columns)


def _work(named: _Names, codings: Sequence[Coding]) -> DataTable:
    """Say who worked when and how long on which coding; a row each sitting and kind of work."""
    known = {coding.id: coding for coding in codings}
    due = {row["coding"]: row["due_on"] for row in named.study.store.rows_of("assignments")}
    rows = [
        {
            **named.coding(known[span["coding"]]),
            "coder": named.coders[span["coder"]],
            "work": span["kind"],
            "began_at": span["began_at"].isoformat(timespec="seconds"),
            "ended_at": span["ended_at"].isoformat(timespec="seconds"),
            "active_s": in_seconds(span["active_us"]),
            "due_on": due.get(span["coding"]),
        }
        for span in work_spans(named.study)
        if span["coding"] in known
    ]
    columns = ["observation", "scheme", "scheme_version", "coder", "purpose", "attempt"]
    return _table("work", rows, [*columns, "work", "began_at", "ended_at", "active_s", "due_on"])
