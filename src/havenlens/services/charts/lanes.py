"""Places one observation's events in lanes: one for each participant and code group."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from havenlens.services.charts.model import Axis
from havenlens.services.charts.signs import DISC, CodeSign, sign_of

if TYPE_CHECKING:
    from havenlens.sequences.acts import Act

LEVEL = 19.0
"""The height of one row of marks within a lane."""

_LEVELS, _AIR = 3, 4.0
HEADER = 22.0


@dataclass(frozen=True, slots=True)
class Mark:
    """An event where it is drawn; ``small`` where there is no room for its letter."""

    act: Act
    sign: CodeSign
    x: float
    width: float
    level: int
    small: bool

    @property
    def middle(self) -> float:
        """Give where a point stands, or the middle of a bar."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Lane:
    """The marks of one participant in one code group, with the top and the height they take."""

    person: str
    group: str
    top: float
    height: float
    marks: tuple[Mark, ...] = ()
    acts: tuple[Act, ...] = ()

    def y_of(self, mark: Mark) -> float:
        """Give the middle of a mark's row."""
        return self.top + _AIR / 2 + LEVEL * (mark.level + 0.5)


@dataclass(frozen=True, slots=True)
class Block:
    """All lanes of one participant below a line with the name."""

    person: str
    top: float
    bottom: float
    lanes: tuple[Lane, ...]


@dataclass
class _Rows:
    """Which pixels of a lane's rows are taken, up to which."""

    ends: list[float] = field(default_factory=list)

    def place(self, start: float, end: float) -> tuple[int, bool]:
        """Give a row with room, and whether there is none, which leaves the one that is free first."""
        for level, taken in enumerate(self.ends):
            if start >= taken:
                self.ends[level] = end
                return level, False
        if len(self.ends) < _LEVELS:
            self.ends.append(end)
            return len(self.ends) - 1, False
        level = self.ends.index(min(self.ends))
        return level, True


def blocks_of(
    acts: Sequence[Act],
    signs: Mapping[str, CodeSign],
    people: Iterable[str],
    axis: Axis,
    top: float,
    unanswered: frozenset[Hashable],
    *,
    binned: bool,
) -> tuple[Block, ...]:
    """Place acts below ``top``, people in the order given, groups in the scheme's order.

    ``unanswered`` names acts that need room for a ring; with ``binned`` lanes have one row and no marks.
    """
    groups = tuple(dict.fromkeys((sign.group, sign.group_name) for sign in signs.values()))
    own: dict[tuple[str, str], list[Act]] = {}
    for act in acts:
        own.setdefault((act.actor, sign_of(signs, act.code).group), []).append(act)
    blocks, y = [], top
    for person in people:
        start, lanes = y, []
        y += HEADER
        for group, name in groups:
            mine = own.get((person, group), [])
            if not mine:
                continue
            marks = () if binned else _marks(mine, signs, axis, unanswered)
            rows = 1 + max((mark.level for mark in marks), default=0)
            lanes.append(Lane(person, name, y, rows * LEVEL + _AIR, marks, tuple(mine)))
            y += rows * LEVEL + _AIR
        if lanes:
            blocks.append(Block(person, start, y, tuple(lanes)))
            y += 6
        else:
            y = start
    return tuple(blocks)


def _marks(
    acts: Sequence[Act], signs: Mapping[str, CodeSign], axis: Axis, unanswered: frozenset[Hashable]
) -> tuple[Mark, ...]:
    rows, found = _Rows(), []
    for act in acts:
        sign = sign_of(signs, act.code)
        if sign.lasts:
            start = axis(max(act.onset, axis.low))
            over = axis.high if act.offset is None else min(act.offset, axis.high)
            width = max(2.0, axis(over) - start)
            level, _ = rows.place(start, start + width)
            found.append(Mark(act, sign, min(start, axis.last - width), width, level, small=False))
        else:
            middle = axis(act.onset)
            ring = 12.0 if act.id in unanswered else 0.0
            level, full = rows.place(middle - DISC, middle + DISC + ring)
            found.append(Mark(act, sign, middle, 0.0, level, full))
    return tuple(found)
