"""Work through a recode queue: what is left to look at, what it was, and what a person says it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from havenlens.domain.codebook import UNLABELLED, Scheme
from havenlens.domain.observation import Coding
from havenlens.domain.problems import Problem, StudyError
from havenlens.domain.scheme_maps import LOST, NEW, SPLIT
from havenlens.domain.time import Micros, clock
from havenlens.services.coding_record import CodingRecord
from havenlens.services.lost_answers import LostAnswers
from havenlens.services.sign_in import has_pins
from havenlens.services.study import Study
from havenlens.services.training import hidden_codings


@dataclass(frozen=True, slots=True)
class RecodeItem:
    """One thing to look at in a coding of the new version.

    A *split* item is an event that waits for one of ``choices``; a *new* item is a code (the only choice) to
    look for in the whole observation; a *lost* item is events of a code (the only choice) that had answers
    which a question does not take any more. ``at`` is the moment to open the coding at.
    """

    id: UUID
    map: UUID
    coding: UUID
    kind: str
    choices: tuple[str, ...]
    event: UUID | None
    old_code: str
    at: Micros
    end: Micros | None
    who: str
    observation: str
    coder: str
    done: bool
    lost: LostAnswers | None = None

    def question(self, scheme: Scheme, old: Scheme) -> str:
        """Say in one sentence what is asked."""
        names = ", ".join(scheme.code_by_id[code].name for code in self.choices)
        if self.kind == NEW:
            return Problem("recode.look_for", {"code": names}).sentence
        if self.lost is not None:
            return Problem("recode.left_out", {"answers": self.lost.words(scheme)}).sentence
        code = old.code_by_id[self.old_code].name if self.old_code in old.code_by_id else self.old_code
        values = {"code": code, "at": clock(self.at), "who": self.who, "choices": names}
        return Problem("recode.which", values).sentence


class RecodeQueue:
    """Every recode item of a study that was ever made, in the order of observations and moments.

    A split item is done when its event has a code (wherever it was given) or was deleted, so undoing brings
    it back; any other item is done when somebody says that it was looked through. ``coder`` is who is at
    work: what they may not see yet is not in their queue.
    """

    def __init__(self, study: Study, coder: UUID | None = None) -> None:
        self._study, self._coder = study, coder
        self._skipped: list[UUID] = []

    def items(self, *, all_items: bool = False) -> list[RecodeItem]:
        """List what is left, what was skipped last at the end; with ``all_items`` also what is done."""
        store = self._study.store
        codings = {coding.id: coding for coding in store.list_codings()}
        places = {place.id: (number, place) for number, place in enumerate(store.observations())}
        names = {person.id: person.pseudonym for person in store.participants()}
        coders = {coder.id: coder.name for coder in store.coders()}
        rows: dict[UUID, list[Mapping[str, Any]]] = {}
        hidden = hidden_codings(self._study, self._coder)
        for row in store.rows_of("recode_items"):
            if row["coding"] in hidden:
                continue
            rows.setdefault(row["coding"], []).append(row)
        found: list[tuple[int, RecodeItem]] = []
        for coding_id, some in rows.items():
            coding = codings[coding_id]
            waiting = {row["id"]: row for row in store.rows_of("events", coding=coding_id, code=UNLABELLED)}
            number, place = places[coding.observation]
            for row in some:
                event = waiting.get(row["event"])
                if row["kind"] == LOST:
                    event = next(iter(store.rows_of("events", id=row["event"])), None)
                item = _item(row, event, names)
                title = f"{place.name}  {place.title}".strip()
                found.append((number, replace(item, observation=title, coder=coders[coding.coder])))
        found.sort(key=lambda pair: (self._turn(pair[1]), pair[0], pair[1].coder, pair[1].at))
        return [item for _, item in found if all_items or not item.done]

    def progress(self) -> tuple[int, int]:
        """Count what is done, and everything."""
        items = self.items(all_items=True)
        return sum(item.done for item in items), len(items)

    def skip(self, item: UUID) -> None:
        """Leave an item for later: it comes last until the queue is opened again."""
        self._skipped = [*(each for each in self._skipped if each != item), item]

    def answer(self, item: RecodeItem, code: str, record: CodingRecord | None = None) -> None:
        """Say which code a split event has now, as one step of its coding; raise `StudyError` where refused.

        ``record`` is the one that has this coding open, so that its memory follows.
        """
        if code not in item.choices:
            raise StudyError("recode.no_such_choice", code=code, choices=", ".join(item.choices))
        row = self._row(item)
        self._refuse_foreign(item)
        if row["done_at"] is not None and item.kind != SPLIT:
            raise StudyError("recode.done_already")
        coding = next(c for c in self._study.store.list_codings() if c.id == item.coding)
        if record is None or record.coding.id != coding.id:
            record = self._record(coding)
        with record.within(self._study.store.transaction()):
            self._study.store.change("recode_items", "recode_item", item.id, done_at=datetime.now(UTC))
            if item.kind == SPLIT:
                _label(item, code, record)

    def _refuse_foreign(self, item: RecodeItem) -> None:
        """Refuse what belongs to another coder, where people say by PIN who they are."""
        owner = next(c.coder for c in self._study.store.list_codings() if c.id == item.coding)
        if owner != self._coder and has_pins(self._study):
            raise StudyError("sign.not_yours", coder=item.coder)

    def _record(self, coding: Coding) -> CodingRecord:
        store = self._study.store
        place = next(o for o in store.observations() if o.id == coding.observation)
        people = [person for person in store.participants() if person.id in place.participants]
        scheme = self._study.scheme(coding.scheme)
        return CodingRecord(store.codings, coding, scheme, people)

    def _row(self, item: RecodeItem) -> Mapping[str, Any]:
        rows = self._study.store.rows_of("recode_items", id=item.id)
        if not rows:
            raise StudyError("recode.gone")
        return rows[0]

    def _turn(self, item: RecodeItem) -> int:
        return self._skipped.index(item.id) + 1 if item.id in self._skipped else 0


def _label(item: RecodeItem, code: str, record: CodingRecord) -> None:
    """Give a split event its code, where it is still there."""
    if item.event is None or item.event not in record.events:
        return
    reply = record.edit(item.event, code=code)
    if reply.refused:
        raise StudyError.of(reply.notice)


def _item(row: Mapping[str, Any], event: Mapping[str, Any] | None, names: Mapping[UUID, str]) -> RecodeItem:
    """Make an item of its row and of the row of its event; one that has its code is no longer waited for."""
    end = None if event is None or event["offset_us"] is None else Micros(event["offset_us"])
    return RecodeItem(
        id=row["id"],
        map=row["map"],
        coding=row["coding"],
        kind=row["kind"],
        choices=tuple(row["choices"]["codes"]),
        event=row["event"],
        old_code=row["choices"].get("was", ""),
        at=Micros(0) if event is None else Micros(event["onset_us"]),
        end=end,
        who="" if event is None else names.get(event["actor"], ""),
        observation="",
        coder="",
        done=event is None if row["kind"] == SPLIT else row["done_at"] is not None,
        lost=LostAnswers.of_plain(row["choices"]) if row["kind"] == LOST else None,
    )
