"""Which events of a plain table are compared: of which coders, with which codes, on what stretch of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from havenlens.domain.problems import Problem, StudyError
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.continua import Continuum
from havenlens.services.plain_data import EventRow, EventTable
from havenlens.services.plain_options import AgreeOptions

_NAMED = 5
"""So many observations are named in one sentence."""


@dataclass(frozen=True, slots=True)
class CodedTable:
    """The events that are compared: of which coders, with which codes, for whom, on what stretch of time.

    ``seen`` are all events of these coders, with other codes and of other people too: they tell how long
    an observation is, who is in it, and who coded it.
    """

    rows: tuple[EventRow, ...]
    seen: tuple[EventRow, ...]
    scale: float
    coders: tuple[str, ...]
    codes: tuple[str, ...]
    actors: tuple[str, ...]
    start: int | None
    end: int | None

    def pairs(self) -> list[tuple[str, str]]:
        """List the pairs of coders."""
        return list(combinations(self.coders, 2))

    def doubles(self, coders: tuple[str, str]) -> list[DoubleCoding]:
        """Give each observation one of two coders coded, from its first onset to its last end unless set."""
        found, rows = [], _by_place(self.rows)
        for place, everything in _by_place(self.seen).items():
            seen = [row for row in everything if row.coder in coders]
            if not seen:
                continue
            both = [_events(rows.get(place, ()), coder) for coder in coders]
            start, end = self._stretch(everything)
            actors = self.actors or tuple(dict.fromkeys(row.actor for row in seen))
            found.append(DoubleCoding(both[0], both[1], start, end, actors, place))
        return found

    def without(self, coders: Sequence[str]) -> list[Problem]:
        """Say of which coders there is nothing in observations that others of them coded."""
        coded = {(row.observation, row.coder) for row in self.seen}
        found = []
        for coder in coders:
            places = [
                place
                for place in self.places
                if (place, coder) not in coded and any((place, other) in coded for other in coders)
            ]
            if places:
                named = ", ".join(places[:_NAMED]) + (" …" if len(places) > _NAMED else "")
                told = {"coder": coder, "observations": named}
                found.append(Problem("plain.nothing_from", told))
        return found

    @property
    def places(self) -> list[str]:
        """List the observations."""
        return list(dict.fromkeys(row.observation for row in self.seen))

    def continua(self) -> list[Continuum]:
        """Give each observation and person as all coders divided it."""
        found, rows = [], _by_place(self.rows)
        for place, seen in _by_place(self.seen).items():
            start, end = self._stretch(seen)
            by_coder = {coder: _events(rows.get(place, ()), coder) for coder in self.coders}
            actors = dict.fromkeys(event.actor for events in by_coder.values() for event in events)
            for actor in actors:
                units = {c: [e for e in events if e.actor == actor] for c, events in by_coder.items()}
                found.append(Continuum(units, start, end, place))
        return found

    def _stretch(self, rows: Sequence[EventRow]) -> tuple[int, int]:
        start = min(row.onset for row in rows) if self.start is None else self.start
        end = max(row.onset if row.offset is None else row.offset for row in rows)
        return start, max(start, end if self.end is None else self.end)

    def stretched(self, factor: float) -> CodedTable:
        """Give the same on a continuum so many times as long."""

        def longer(at: int | None) -> int | None:
            return None if at is None else round(at * factor)

        def moved(rows: Iterable[EventRow]) -> tuple[EventRow, ...]:
            return tuple(
                replace(row, onset=round(row.onset * factor), offset=longer(row.offset)) for row in rows
            )

        return replace(
            self,
            rows=moved(self.rows),
            seen=moved(self.seen),
            start=longer(self.start),
            end=longer(self.end),
        )

    @property
    def states(self) -> tuple[str, ...]:
        """List the codes that ever last."""
        lasting = {row.code for row in self.rows if row.offset is not None}
        return tuple(code for code in self.codes if code in lasting)


def _by_place(rows: Iterable[EventRow]) -> dict[str, list[EventRow]]:
    found: dict[str, list[EventRow]] = {}
    for row in rows:
        found.setdefault(row.observation, []).append(row)
    return found


def _events(rows: Sequence[EventRow], coder: str) -> list[TimedEvent]:
    return [TimedEvent(row.onset, row.offset, row.code, row.actor) for row in rows if row.coder == coder]


def coded_table(table: EventTable, options: AgreeOptions) -> CodedTable:
    """Choose coders, codes, people and the stretch of time, all of which parameters can set.

    StudyError for a name that is not in the table.
    """
    coders = tuple(options.texts("coders") or options.texts("observations")) or table.coders
    rows = [row for row in table.rows if row.coder in coders]
    present = sorted({row.code for row in rows})
    codes = tuple(options.texts("codes") or options.texts("code") or present)
    actors = tuple(options.texts("subjects") or options.texts("actors"))
    video = options.texts("video") if options.params.get("video") is not None else []
    for names, known in (
        (coders, table.coders),
        (codes, sorted({row.code for row in table.rows})),
        (actors, sorted({row.actor for row in table.rows})),
        (video, sorted({row.observation for row in table.rows})),
    ):
        for name in names:
            if name not in known:
                raise StudyError("plain.param_value", name=name, value=name, allowed=", ".join(known))
    seen = tuple(row for row in rows if not video or row.observation in video)
    kept = tuple(row for row in seen if row.code in codes and (not actors or row.actor in actors))
    begin = given_time(options, table.scale, "t0", "begin")
    end = given_time(options, table.scale, "t1")
    length = given_time(options, table.scale, "length")
    if end is None and length is not None and not options.params.get("time_units_per_second"):
        end = (begin or 0) + length
    factor = options.number("stretch", 1)
    whole = CodedTable(kept, seen, table.scale, coders, codes, actors, None, None)
    return replace(whole if factor == 1 else whole.stretched(factor), start=begin, end=end)


def given_time(options: AgreeOptions, scale: float, *names: str) -> int | None:
    """Give a time parameter, which is in the table's unit, in microseconds; None where it was not given."""
    name = next((name for name in names if options.params.get(name) is not None), None)
    return None if name is None else round(options.number(name, 0) * scale)
