"""The table of events: batches of stored rows turned into columns, without making an event of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from havenlens.domain.codebook import NOTHING, UNLABELLED
from havenlens.domain.events import Flag
from havenlens.domain.frames import FrameTimes
from havenlens.domain.observation import Observation
from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND, TimeBase
from havenlens.services.stored_columns import Coded, Ids, Numbers
from havenlens.services.study_store import EventBatch
from havenlens.services.tables.columns import BATCH, Batch, Column, TableSource, Values
from havenlens.services.tables.contents import CODING_FACTS, Contents
from havenlens.services.tables.meanings import column
from havenlens.services.tables.modifiers import Answers

if TYPE_CHECKING:
    import numpy as np  # slow to import
    from numpy.typing import NDArray

_FLAGS = tuple(
    " ".join(flag.value for place, flag in enumerate(Flag) if bits >> place & 1)
    for bits in range(1 << len(Flag))
)
_OPEN, _NO_DEFAULTS = ("open",), "[]"
_NO_FRAME = ("no_recording", "unreadable", "no_picture")


@dataclass(frozen=True, slots=True)
class FrameClock:
    """When the frames of an observation's first view are on the screen, counted through all its files."""

    times: FrameTimes
    base: TimeBase

    def shown_at(self, moments: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the frames on the screen at moments of observation time."""
        import numpy as np  # noqa: PLC0415 - slow to import

        presented = np.rint((moments - self.base.offset) / (1 + self.base.rate_ppm / 1e6))
        found = np.searchsorted(np.asarray(self.times.times), presented, side="right") - 1
        return np.asarray(np.maximum(found, 0), dtype=np.int64)


FramesOf = Callable[[Observation], FrameClock | str]
"""Gives an observation's frames, or why there are none: no_recording, unreadable or no_picture."""


def no_frames(_place: Observation) -> FrameClock | str:
    """Look no video up."""
    return "unreadable"


def event_source(contents: Contents, frames_of: FramesOf = no_frames) -> TableSource:
    """Make the table of events."""
    gone = _gone_events(contents) if contents.left_out else None
    counts = contents.study.store.event_counts()
    answers = Answers([contents.scheme(coding) for coding in contents.codings], contents.with_words)
    names = ["event_id", "code", "group", "kind", "actor", "target", "onset_us", "offset_us", "onset_s"]
    names += ["offset_s", "frame", "link", *(["comment"] if contents.with_words else []), "flags", "defaults"]
    names += ["reaction_lag_us", "offset_reason", "frame_reason"]
    labels = _labels(contents)
    columns: list[Column] = [column(name, missing="") for name in CODING_FACTS]
    columns += [column(name, **labels.get(name, {})) for name in names]

    def batches() -> Iterator[Batch]:
        maker = _Maker(contents, frames_of, answers)
        for batch in _batches(contents):
            left = batch if gone is None else _without(batch, contents.left_out, gone)
            if len(left.onset):
                made = maker.columns_of(left)
                yield [made[each.name] for each in chain(columns, answers.columns)]

    n_rows = sum(counts.get(coding.id, 0) for coding in contents.codings)
    n_rows -= 0 if gone is None else len(gone)
    return TableSource("events", (*columns, *answers.columns), n_rows, batches)


def _batches(contents: Contents) -> Iterator[EventBatch]:
    return contents.study.store.event_batches([coding.id for coding in contents.codings], BATCH)


def about(batch: EventBatch, people: Collection[UUID]) -> NDArray[np.bool_]:
    """Tell of each event whether one of the people acts in it, or it is aimed at one of them."""
    import numpy as np  # noqa: PLC0415 - slow to import

    found = np.zeros(len(batch.onset), dtype=bool)
    for who in (batch.actor, batch.target):
        meant = np.array([*(UUID(each) in people for each in who.values), False], dtype=bool)
        found |= meant[who.places]
    return found


def _gone_events(contents: Contents) -> NDArray[np.bytes_]:
    """Give the ids of the events about people who are left out."""
    import numpy as np  # noqa: PLC0415 - slow to import

    gone = [batch.id.digits[about(batch, contents.left_out)] for batch in _batches(contents)]
    return np.concatenate([np.empty(0, dtype="S32"), *gone])


def _without(batch: EventBatch, people: Collection[UUID], gone: NDArray[np.bytes_]) -> EventBatch:
    """Take away the events about some people, and all links to the events that are ``gone``."""
    import numpy as np  # noqa: PLC0415 - slow to import

    rows = np.flatnonzero(~about(batch, people))
    columns: dict[str, Any] = {each.name: getattr(batch, each.name) for each in fields(batch)}
    for name, values in columns.items():
        columns[name] = values[rows] if isinstance(values, np.ndarray) else picked(values, rows)
    left = EventBatch(**columns)
    links = left.link.digits
    return replace(left, link=Ids(np.where(np.isin(links, gone), b"", links)))


def _labels(contents: Contents) -> dict[str, dict[str, Any]]:
    """Give the names of codes and groups; one id with several names has all of them."""
    codes: dict[str, dict[str, None]] = {}
    groups: dict[str, dict[str, None]] = {}
    for scheme in {coding.scheme: contents.scheme(coding) for coding in contents.codings}.values():
        for code in scheme.codes:
            codes.setdefault(code.id, {})[code.name] = None
        for group in scheme.groups:
            groups.setdefault(group.id, {})[group.name] = None
    return {
        "code": {"labels": {each: " / ".join(names) for each, names in codes.items()}},
        "group": {"labels": {each: " / ".join(names) for each, names in groups.items()}},
    }


class _Maker:
    """Makes columns of batches; what repeats is looked up once."""

    def __init__(self, contents: Contents, frames_of: FramesOf, answers: Answers) -> None:
        self._contents, self._frames_of, self._answers = contents, frames_of, answers
        self._frames: tuple[UUID, FrameClock | str] | None = None
        self._told: set[tuple[object, ...]] = set()

    @cached_property
    def _facts(self) -> dict[str, tuple[NDArray[np.int32], list[str]]]:
        """Give, for each fact about codings, its place for each coding, and the values."""
        facts = [self._contents.facts_of(coding) for coding in self._contents.codings]
        return {name: encoded([fact[name] for fact in facts]) for name in CODING_FACTS if name != "attempt"}

    @cached_property
    def _attempts(self) -> NDArray[np.int64]:
        import numpy as np  # noqa: PLC0415 - slow to import

        return np.array([coding.attempt for coding in self._contents.codings], dtype=np.int64)

    def columns_of(self, batch: EventBatch) -> dict[str, Values]:
        """Turn stored rows into columns by name."""
        made: dict[str, Values] = {
            name: Coded(places[batch.coding], values) for name, (places, values) in self._facts.items()
        }
        made["attempt"] = Numbers(self._attempts[batch.coding])
        made |= {"event_id": batch.id, **self._codes(batch), **self._times(batch)}
        made |= {"actor": self._people(batch.actor), "target": self._people(batch.target)}
        made["link"] = batch.link
        made["comment"] = [comment or None for comment in batch.comment]
        made["flags"] = Coded(batch.flags - 1, _FLAGS[1:])
        made["defaults"] = _defaults(batch.defaults)
        made["reaction_lag_us"] = Numbers(batch.reaction_lag)
        made |= self._framed(batch)
        return made | self._answers.of(batch.modifiers, self._unknown_answer(batch))

    def _people(self, ids: Coded) -> Coded:
        return Coded(*_renamed(ids.places, [self._contents.label(UUID(each)) for each in ids.values]))

    def _codes(self, batch: EventBatch) -> dict[str, Values]:
        """Give code, group and kind; a code that the scheme has not is told of and has no group."""
        import numpy as np  # noqa: PLC0415 - slow to import

        places, codes = batch.code.places, batch.code.values
        pairs, which = np.unique(batch.coding * len(codes) + places, return_inverse=True)
        groups, kinds = [], []
        for pair in pairs.tolist():
            coding = self._contents.codings[pair // len(codes)]
            code = self._contents.scheme(coding).code_by_id.get(codes[pair % len(codes)])
            groups.append(None if code is None or code.id in (UNLABELLED, NOTHING) else code.group)
            kinds.append(None if code is None else code.kind.value)
            if code is None:
                self._tell_gone_code(batch, pair // len(codes), pair % len(codes))
        own, kind = encoded(groups), encoded(kinds)
        return {
            "code": Coded(places, codes),
            "group": Coded(own[0][which], own[1]),
            "kind": Coded(kind[0][which], kind[1]),
        }

    def _tell_gone_code(self, batch: EventBatch, which: int, place: int) -> None:
        coding, code = self._contents.codings[which], batch.code.values[place]
        if (coding.id, code) not in self._told:
            self._told.add((coding.id, code))
            row = int(((batch.coding == which) & (batch.code.places == place)).argmax())
            self._tell("export.code_gone", batch, row, code=code, scheme=self._contents.scheme(coding).ref)

    def _tell(self, problem: str, batch: EventBatch, row: int, **values: Any) -> None:
        coding = self._contents.codings[int(batch.coding[row])]
        facts = self._contents.facts_of(coding)
        where = {
            "event": batch.id.at(row),
            "at": f"{int(batch.onset[row]) / SECOND:.3f}",
            "coder": facts["coder"],
            "observation": facts["observation"],
        }
        self._contents.notice(Problem(problem, {**where, **values}))

    def _times(self, batch: EventBatch) -> dict[str, Values]:
        import numpy as np  # noqa: PLC0415 - slow to import

        for row in np.flatnonzero(batch.offset < batch.onset).tolist():
            self._tell("export.ends_before", batch, row, end=f"{int(batch.offset[row]) / SECOND:.3f}")
        closed = ~batch.is_open if batch.is_open.any() else None
        return {
            "onset_us": Numbers(batch.onset),
            "offset_us": Numbers(batch.offset, closed),
            "onset_s": Numbers(batch.onset / SECOND),
            "offset_s": Numbers(batch.offset / SECOND, closed),
            "offset_reason": Coded(batch.is_open.astype(np.int32) - 1, _OPEN),
        }

    def _framed(self, batch: EventBatch) -> dict[str, Values]:
        """Give frame numbers, coding after coding, since each has its own video."""
        import numpy as np  # noqa: PLC0415 - slow to import

        frames = np.zeros(len(batch.onset), dtype=np.int64)
        reasons = np.full(len(batch.onset), -1, dtype=np.int32)
        places = {place.id: place for place in self._contents.observations}
        cuts = np.flatnonzero(np.diff(batch.coding)) + 1
        ends = [0, *cuts.tolist(), len(batch.onset)]
        for begin, end in pairwise(ends):
            place = places[self._contents.codings[int(batch.coding[begin])].observation]
            if self._frames is None or self._frames[0] != place.id:
                self._frames = (place.id, self._frames_of(place))
            found = self._frames[1]
            if isinstance(found, str):
                reasons[begin:end] = _NO_FRAME.index(found)
            else:
                frames[begin:end] = found.shown_at(batch.onset[begin:end])
        return {"frame": Numbers(frames, reasons < 0), "frame_reason": Coded(reasons, _NO_FRAME)}

    def _unknown_answer(self, batch: EventBatch) -> Callable[[int, str], None]:
        """Say once which answer has no column, and where the first such event is."""

        def tell(place: int, modifier: str) -> None:
            if (modifier,) not in self._told:
                self._told.add((modifier,))
                row = int((batch.modifiers.places == place).argmax())
                self._tell("export.modifier_gone", batch, row, modifier=modifier)

        return tell


def _defaults(stored: Sequence[str]) -> Coded:
    import numpy as np  # noqa: PLC0415 - slow to import

    if stored.count(_NO_DEFAULTS) == len(stored):
        return Coded(np.full(len(stored), -1, dtype=np.int32), ())
    places, values = encoded(stored)
    return Coded(*_renamed(places, [" ".join(sorted(json.loads(text))) or None for text in values]))


def encoded(texts: Sequence[str | None]) -> tuple[NDArray[np.int32], list[str]]:
    """Give each text's place in a list of those that occur, and the list; None is at -1."""
    import numpy as np  # noqa: PLC0415 - slow to import

    values = [text for text in dict.fromkeys(texts) if text is not None]
    known: dict[str | None, int] = {text: place for place, text in enumerate(values)}
    known[None] = -1
    return np.fromiter(map(known.__getitem__, texts), dtype=np.int32, count=len(texts)), values


def _renamed(
    places: NDArray[np.integer[Any]], names: Sequence[str | None]
) -> tuple[NDArray[np.int32], list[str]]:
    """Put names in the place of what was encoded; several may get one name, or none."""
    import numpy as np  # noqa: PLC0415 - slow to import

    own, values = encoded(names)
    return np.append(own, np.int32(-1))[places], values


def picked(values: Values, rows: NDArray[np.intp]) -> Values:
    """Give some rows of a column; texts of no such row are not among its texts any more."""
    if isinstance(values, Coded):
        return _used(Coded(values.places[rows], values.values))
    if isinstance(values, Numbers):
        return Numbers(values.values[rows], None if values.known is None else values.known[rows])
    if isinstance(values, Ids):
        return Ids(values.digits[rows])
    return [values[row] for row in rows.tolist()]


def _used(column: Coded) -> Coded:
    import numpy as np  # noqa: PLC0415 - slow to import

    occurs = np.zeros(len(column.values) + 1, dtype=bool)
    occurs[column.places] = True  # -1, a missing value, is the last one
    places = np.full(len(occurs), -1, dtype=np.int32)
    places[:-1][occurs[:-1]] = np.arange(occurs[:-1].sum())
    return Coded(
        places[column.places], [text for text, used in zip(column.values, occurs, strict=False) if used]
    )
