"""Where a person wants to go in a recording, as they typed it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, parse_clock

_FRAME = re.compile(r"f\s*(\d{1,9})", re.IGNORECASE)


class JumpKind(StrEnum):
    """What a typed place means."""

    TIME = "time"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Jump:
    """A place to go to: a time in microseconds, or the number of a frame."""

    kind: JumpKind
    value: int


def parse_jump(text: str, now: Micros) -> Jump:
    """Read a time (``1:02.440``, ``62.44``), a distance (``+5``, ``-2``) or a frame (``f1561``).

    Raise `StudyError` for anything else.

    >>> parse_jump("1:02.440", Micros(0)).value, parse_jump("-2", Micros(5_000_000)).value
    (62440000, 3000000)
    >>> parse_jump("f1561", Micros(0))
    Jump(kind=<JumpKind.FRAME: 'frame'>, value=1561)
    """
    typed = text.strip().replace("−", "-")
    frame = _FRAME.fullmatch(typed)
    if frame is not None:
        return Jump(JumpKind.FRAME, int(frame[1]))
    away = {"+": 1, "-": -1}.get(typed[:1], 0)
    try:
        at = parse_clock(typed[1:] if away else typed)
    except ValueError:
        raise StudyError("views.no_place", text=text.strip()) from None
    return Jump(JumpKind.TIME, now + away * at if away else at)
