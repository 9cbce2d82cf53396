"""Times as people type them."""

from __future__ import annotations

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, parse_clock


def read_time(text: str) -> Micros:
    """Read a time a person typed, maybe before zero; raise `StudyError` with how to write it.

    >>> read_time("1:02.5"), read_time(" −0.25 ")
    (62500000, -250000)
    """
    typed = text.strip().replace("−", "-")
    size = typed.removeprefix("-")
    try:
        return Micros(parse_clock(size) * (-1 if size != typed else 1))
    except ValueError as error:
        raise StudyError("media.bad_time", text=text) from error
