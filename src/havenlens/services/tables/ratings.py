"""The table of ratings: a row each, with the reason where there is no score."""

from __future__ import annotations

from typing import Any

from havenlens.domain.events import Rating, RatingPeriod
from havenlens.domain.observation import Coding
from havenlens.domain.time import in_seconds
from havenlens.services.rated_people import people_rated
from havenlens.services.rating_words import known_reasons, reason_text
from havenlens.services.tables.columns import TableSource, source_of_rows
from havenlens.services.tables.contents import CODING_FACTS, Contents
from havenlens.services.tables.meanings import column
from havenlens.words.catalogue import tr

OTHER_REASON = "other"
"""Stands for a reason in somebody's own words, where words are left out."""


def rating_source(contents: Contents) -> TableSource:
    """Make the table of ratings."""
    names = ["kind", "period", "onset_s", "offset_s", "dimension", "score", "reason", "subject", "partner"]
    if contents.with_words:
        names.append("note")
    rows = [row for coding in contents.codings for row in _rows(contents, coding)]
    dimensions = {
        dimension.id: dimension.name
        for coding in contents.codings
        for dimension in contents.scheme(coding).dimensions
    }
    reasons = {reason: reason_text(reason) for reason in known_reasons()}
    own: dict[str, dict[str, Any]] = {
        **{name: {"missing": ""} for name in CODING_FACTS},
        "dimension": {"labels": dimensions},
        "reason": {"labels": reasons if contents.with_words else reasons | {OTHER_REASON: tr("other")}},
        "offset_s": {"missing": tr("the period has no place in time")},
        "kind": {"missing": ""},
    }
    columns = [column(name, **own.get(name, {})) for name in (*CODING_FACTS, *names, "evidence")]
    return source_of_rows("ratings", columns, rows)


def _rows(contents: Contents, coding: Coding) -> list[dict[str, Any]]:
    found = contents.study.store.ratings_of(coding.id)
    if not found:
        return []
    facts = contents.facts_of(coding)
    filmed = next(place for place in contents.observations if place.id == coding.observation).participants
    events = (
        _kept_events(contents, coding) if contents.left_out and any(r.evidence for _, r in found) else None
    )
    return [
        {**facts, **_cells(contents, period, rating, events)}
        for period, rating in found
        if contents.left_out.isdisjoint(people_rated(rating, coding, filmed))
    ]


def _kept_events(contents: Contents, coding: Coding) -> frozenset[str]:
    """Give the ids of the coding's events that are in the tables, to which evidence may refer."""
    return frozenset(
        str(event.id)
        for event in contents.study.store.events_of(coding.id)
        if not {event.actor, event.target} & contents.left_out
    )


def _cells(
    contents: Contents, period: RatingPeriod, rating: Rating, events: frozenset[str] | None
) -> dict[str, Any]:
    span, reason = period.span, rating.reason
    if reason is not None and not contents.with_words and reason not in known_reasons():
        reason = OTHER_REASON
    evidence = [str(event) for event in rating.evidence]
    return {
        "kind": period.kind.value,
        "period": period.ordinal,
        "onset_s": None if span is None else in_seconds(span.start),
        "offset_s": None if span is None or span.end is None else in_seconds(span.end),
        "dimension": rating.dimension,
        "score": rating.score,
        "reason": reason,
        "subject": contents.label(rating.subject),
        "partner": contents.label(rating.partner),
        "note": rating.note or None,
        "evidence": " ".join(one for one in evidence if events is None or one in events) or None,
    }
