"""Turn ratings and their periods into rows and log payloads, and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update

from havenlens.domain.events import PeriodKind, Rating, RatingChange, RatingPeriod
from havenlens.domain.time import Micros, Span
from havenlens.store.tables import rating_periods, ratings

_RATED = (
    select(
        ratings,
        rating_periods.c.kind,
        rating_periods.c.ordinal,
        rating_periods.c.onset_us,
        rating_periods.c.offset_us,
    )
    .join(rating_periods)
    .where(rating_periods.c.coding == bindparam("of"))
    .order_by(rating_periods.c.kind, rating_periods.c.ordinal, ratings.c.dimension)
)
_UPDATE = update(ratings).where(ratings.c.id == bindparam("changed"))
_DELETE = delete(ratings).where(ratings.c.id == bindparam("gone"))
_DELETE_EMPTY = delete(rating_periods).where(
    rating_periods.c.id == bindparam("empty"), ~exists().where(ratings.c.period == rating_periods.c.id)
)
_PERIODS = select(rating_periods.c.id).where(rating_periods.c.coding == bindparam("of"))


def rated(connection: Connection, coding: UUID) -> list[tuple[RatingPeriod, Rating]]:
    """Load a coding's ratings with their periods, in the order of the periods."""
    return [(_period_of_row(row), _rating_of_row(row)) for row in connection.execute(_RATED, {"of": coding})]


def period_row(coding: UUID, period: RatingPeriod) -> dict[str, Any]:
    """Give the row of a period."""
    return {**_period_values(period), "id": period.id, "coding": coding}


def rating_row(rating: Rating) -> dict[str, Any]:
    """Give the row of a rating."""
    return {
        "id": rating.id,
        "period": rating.period,
        "dimension": rating.dimension,
        "subject": rating.subject,
        "partner": rating.partner,
        "score": rating.score,
        "reason": rating.reason,
        "note": rating.note,
        "evidence": [event.hex for event in rating.evidence],
    }


def apply_rating_changes(connection: Connection, coding: UUID, changes: Sequence[RatingChange]) -> None:
    """Write what became of ratings, inside the caller's transaction.

    A period's row comes with its first rating and goes with its last one.
    """
    if not changes:
        return
    there = {row.id for row in connection.execute(_PERIODS, {"of": coding})}
    for change in changes:
        if change.after is not None and change.period.id not in there:
            connection.execute(insert(rating_periods), period_row(coding, change.period))
            there.add(change.period.id)
        if change.after is None:
            connection.execute(_DELETE, {"gone": change.rating.id})
        elif change.before is None:
            connection.execute(insert(ratings), rating_row(change.after))
        else:
            old, new = rating_row(change.before), rating_row(change.after)
            values = {name: value for name, value in new.items() if old[name] != value}
            if values:
                connection.execute(_UPDATE.values(**values), {"changed": change.after.id})
    for period in {change.period.id for change in changes if change.after is None}:
        connection.execute(_DELETE_EMPTY, {"empty": period})


def drop_evidence(connection: Connection, gone: Collection[UUID]) -> None:
    """Take events from the evidence of every rating that names them."""
    hidden = {event.hex for event in gone}
    for row in connection.execute(select(ratings.c.id, ratings.c.evidence)).all():
        left = [event for event in row.evidence if event not in hidden]
        if left != row.evidence:
            connection.execute(_UPDATE.values(evidence=left), {"changed": row.id})


def rating_payload(change: RatingChange) -> dict[str, Any]:
    """Give what the change log holds of a rating: its period, and how it was before and is after."""
    return {
        "period": {"id": change.period.id.hex, **_period_values(change.period)},
        "rating_before": None if change.before is None else _plain(change.before),
        "rating_after": None if change.after is None else _plain(change.after),
    }


def change_of_payload(content: Mapping[str, Any]) -> RatingChange | None:
    """Give the change that a payload holds; None where it is about something else."""
    before, after = content.get("rating_before"), content.get("rating_after")
    if before is None and after is None:
        return None
    period = content["period"]
    return RatingChange(
        RatingPeriod(UUID(period["id"]), PeriodKind(period["kind"]), period["ordinal"], _span(period)),
        None if before is None else _rating_of_plain(before),
        None if after is None else _rating_of_plain(after),
    )


def logged_ratings(links: Iterable[Any]) -> dict[str, Any]:
    """Rebuild a coding's ratings from its log, by id; rows with an erased payload are passed over.

    Rows with ``rating`` alone state how a rating is: those that were brought in whole, and those that a
    withdrawal stated anew.
    """
    alive: dict[str, Any] = {}
    for link in links:
        if link.payload is None or '"rating' not in link.payload:
            continue
        content = json.loads(link.payload)
        if content.get("rating_before"):
            alive.pop(content["rating_before"]["id"], None)
        after = content.get("rating_after") or content.get("rating")
        if after:
            alive[after["id"]] = {"evidence": [], **after}
    return alive


def _period_values(period: RatingPeriod) -> dict[str, Any]:
    span = period.span
    return {
        "kind": period.kind.value,
        "ordinal": period.ordinal,
        "onset_us": None if span is None else span.start,
        "offset_us": None if span is None else span.end,
    }


def _period_of_row(row: Any) -> RatingPeriod:
    span = None if row.onset_us is None else Span(row.onset_us, row.offset_us)
    return RatingPeriod(row.period, PeriodKind(row.kind), row.ordinal, span)


def _rating_of_row(row: Any) -> Rating:
    evidence = tuple(UUID(hex=event) for event in row.evidence)
    return Rating(
        row.id,
        row.period,
        row.dimension,
        row.score,
        row.reason,
        row.subject,
        row.partner,
        row.note,
        evidence,
    )


def _span(content: Mapping[str, Any]) -> Span | None:
    onset, offset = content["onset_us"], content["offset_us"]
    return None if onset is None else Span(Micros(onset), None if offset is None else Micros(offset))


def _plain(rating: Rating) -> dict[str, Any]:
    return {
        name: value.hex if isinstance(value, UUID) else value for name, value in rating_row(rating).items()
    }


def _rating_of_plain(content: Mapping[str, Any]) -> Rating:
    return Rating(
        id=UUID(content["id"]),
        period=UUID(content["period"]),
        dimension=content["dimension"],
        score=content["score"],
        reason=content["reason"],
        subject=None if content["subject"] is None else UUID(content["subject"]),
        partner=None if content["partner"] is None else UUID(content["partner"]),
        note=content["note"],
        evidence=tuple(UUID(event) for event in content["evidence"]),
    )
