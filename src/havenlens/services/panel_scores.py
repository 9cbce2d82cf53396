"""The scores of several codings beside each other, and what a panel makes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from havenlens.domain.events import Changes, Rating, RatingChange, RatingPeriod
from havenlens.domain.problems import StudyError
from havenlens.domain.ratings import RatingUnit, same_periods
from havenlens.services.coding_record import CodingRecord
from havenlens.services.panel_rows import Panel, ScoreChoice, plain_row, row_of_plain
from havenlens.services.study import Study

Write = Callable[[Changes], None]
"""Writes changes to the panel's coding; StudyError where they do not fit."""


@dataclass(frozen=True, slots=True)
class ScoreDecision:
    """What was decided about a score, by which votes (coding → score), and why."""

    choice: ScoreChoice
    votes: Mapping[UUID, int]
    rationale: str


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One dimension of one rating period across all codings; ``given`` has each coding's rating, or None.

    ``result`` is the rating that stands in the panel's coding now.
    """

    id: UUID
    period: RatingPeriod
    unit: RatingUnit
    given: Mapping[UUID, Rating | None]
    decision: ScoreDecision | None = None
    result: Rating | None = None

    @property
    def agreed(self) -> bool:
        """Tell whether all gave the same score, or the same reason for none."""
        ratings = list(self.given.values())
        same = {(rating.score, rating.reason) for rating in ratings if rating is not None}
        return None not in ratings and len(same) == 1

    @property
    def undecided(self) -> bool:
        """Tell whether the panel has to decide."""
        return not self.agreed and self.decision is None


class PanelScores:
    """The scores of a panel at work; each decision is written with the rating that it makes."""

    def __init__(self, study: Study, panel: Panel, record: CodingRecord, write: Write) -> None:
        self._study, self._panel, self._record, self._write = study, panel, record, write
        self._items = {one.id: one for one in _items(study, panel)}
        self._decisions: dict[UUID, ScoreDecision] = {}
        self.read_decisions()

    def __contains__(self, item: UUID) -> bool:
        return item in self._items

    @property
    def items(self) -> tuple[ScoreItem, ...]:
        """List every score in the order of the periods, with what was decided and what stands now."""
        return tuple(self.item(one) for one in self._items)

    def item(self, item: UUID) -> ScoreItem:
        """Give one score as it is now; StudyError where it is none of this panel."""
        if item not in self._items:
            raise StudyError("panel.gone")
        decision, result = self._decisions.get(item), self._record.ratings.get(item)
        return replace(self._items[item], decision=decision, result=result)

    def agreed_changes(self) -> tuple[RatingChange, ...]:
        """Give the ratings that all gave alike, to begin with."""
        return tuple(
            RatingChange(one.period, None, self._made(one, self._first(one)))
            for one in self._items.values()
            if one.agreed
        )

    def decide(
        self,
        item: UUID,
        choice: ScoreChoice,
        *,
        votes: Mapping[UUID, int] | None = None,
        rationale: str = "",
        coder: UUID | None = None,
    ) -> ScoreItem:
        """Decide a score, or decide it anew; a reason is asked for unless every member voted the same."""
        one, given = self.item(item), dict(votes or {})
        unanimous = len(given) == len(one.given) and set(given.values()) == {choice.score}
        if not rationale.strip() and not unanimous:
            raise StudyError("panel.no_reason")
        after = None if choice.drops else self._made(one, choice)
        of = {coding.hex: None if r is None else r.id.hex for coding, r in one.given.items()}
        events: dict[str, Any] = {"item": item.hex, "of": of, "choice": choice.plain(), "before": None}
        row: dict[str, Any] = {
            "onset_us": 0 if one.period.span is None else one.period.span.start,
            "events": events,
            "votes": {coding.hex: score for coding, score in given.items()},
            "result": None if after is None else after.id,
            "alternatives": [],
            "rationale": rationale.strip(),
            "decided_at": datetime.now(UTC),
            "coder": coder,
        }
        store = self._study.store
        with self._record.within(store.transaction()):
            old = next((each for each in self._rows() if each["events"]["item"] == item.hex), None)
            if old is None:
                row = {"id": uuid4(), "panel": self._panel.id, **row}
                store.add("panel_decisions", "decision", [row])
            else:
                events["before"] = plain_row(old)
                store.change("panel_decisions", "decision", old["id"], **row)
            self._put(one, after)
        self.read_decisions()
        return self.item(item)

    def undo(self, row: Mapping[str, Any]) -> ScoreItem:
        """Take a decision back: what was decided before holds again, or nothing is decided yet."""
        one = self.item(UUID(row["events"]["item"]))
        earlier = row["events"].get("before")
        store = self._study.store
        with self._record.within(store.transaction()):
            if earlier is None:
                store.remove("panel_decisions", "decision", [row["id"]])
                self._put(one, self._made(one, self._first(one)) if one.agreed else None)
            else:
                store.change("panel_decisions", "decision", row["id"], **row_of_plain(earlier))
                choice = ScoreChoice.of_plain(earlier["events"]["choice"])
                self._put(one, None if choice.drops else self._made(one, choice))
        self.read_decisions()
        return self.item(one.id)

    def read_decisions(self) -> None:
        """Read what was decided so far."""
        self._decisions = {
            UUID(row["events"]["item"]): ScoreDecision(
                ScoreChoice.of_plain(row["events"]["choice"]),
                {UUID(coding): score for coding, score in row["votes"].items()},
                row["rationale"],
            )
            for row in self._rows()
        }

    def _rows(self) -> list[Mapping[str, Any]]:
        rows = self._study.store.rows_of("panel_decisions", panel=self._panel.id)
        return [row for row in rows if UUID(row["events"]["item"]) in self._items]

    @staticmethod
    def _first(one: ScoreItem) -> ScoreChoice:
        given = next(rating for rating in one.given.values() if rating is not None)
        return ScoreChoice(given.score, given.reason)

    @staticmethod
    def _made(one: ScoreItem, choice: ScoreChoice) -> Rating:
        unit = one.unit
        return Rating(
            one.id, one.period.id, unit.dimension, choice.score, choice.reason, unit.subject, unit.partner
        )

    def _put(self, one: ScoreItem, after: Rating | None) -> None:
        before = self._record.ratings.get(one.id)
        if before != after:
            self._write(Changes(ratings=(RatingChange(one.period, before, after),)))


def _items(study: Study, panel: Panel) -> Sequence[ScoreItem]:
    """Put the ratings of all codings beside each other; the first coding's periods lead."""
    rated = {coding: study.store.ratings_of(coding) for coding in panel.codings}
    leading = [period for period, _ in rated[panel.codings[0]]]
    found: dict[tuple[Any, ...], ScoreItem] = {}
    for coding, ratings in rated.items():
        same = same_periods(leading, [period for period, _ in ratings])
        for period, rating in ratings:
            number, unit = same.get(period.id, period.ordinal), RatingUnit.of(rating)
            key = (period.kind, number, unit.dimension, unit.subject)
            if key not in found:
                own = RatingPeriod(
                    uuid5(panel.result, f"{period.kind} {number}"), period.kind, number, period.span
                )
                made = uuid5(panel.id, f"{period.kind} {number} {unit.dimension} {unit.subject}")
                found[key] = ScoreItem(made, own, unit, dict.fromkeys(panel.codings))
            one = found[key]
            found[key] = replace(one, given={**one.given, coding: rating})
    order = {dimension.id: n for n, dimension in enumerate(study.scheme(panel.scheme).dimensions)}
    return sorted(
        found.values(),
        key=lambda one: (one.period.kind, one.period.ordinal, order.get(one.unit.dimension, 0)),
    )
