"""Which two events may be one and the same: by onset, by overlap, or both."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND
from havenlens.reliability.codings import TimedEvent

By = Literal["onset", "overlap", "onset and overlap", "onset or overlap", "onset and offset"]
ShareOf = Literal["longer", "shorter"]

TOLERANCE = 2 * SECOND
OVERLAP = 0.6
"""The share of the longer duration from which EasyDIAg takes two events as one."""


@dataclass(frozen=True, slots=True)
class Linking:
    """The rule by which two events of the same person may be one.

    ``tolerance`` is how far onsets may lie apart, ``offset_tolerance`` offsets (as far, where it is None),
    both in microseconds and inclusive. ``overlap`` is the least share that the common time has of the
    ``longer`` or ``shorter`` duration. Where one of the two has no duration, their onsets alone decide.
    StudyError for a tolerance below 0, an overlap that is no share, an unknown rule.
    """

    by: By = "onset"
    tolerance: int = TOLERANCE
    overlap: float = OVERLAP
    share_of: ShareOf = "longer"
    offset_tolerance: int | None = None

    def __post_init__(self) -> None:
        for tolerance in (self.tolerance, self.offset_tolerance or 0):
            if tolerance < 0:
                raise StudyError("agreement.tolerance_negative", tolerance=tolerance / SECOND)
        if not 0 < self.overlap <= 1:
            raise StudyError("agreement.overlap_range", overlap=f"{self.overlap:g}")
        for value, known in ((self.by, get_args(By)), (self.share_of, get_args(ShareOf))):
            if value not in known:
                raise StudyError("agreement.unknown_linking", value=value, known=", ".join(known))

    @property
    def by_onset_first(self) -> bool:
        """Tell whether onsets must be near, whatever else is asked."""
        return self.by in {"onset", "onset and overlap", "onset and offset"}

    def links(self, one: TimedEvent, two: TimedEvent) -> bool:
        """Tell whether two events of one person may be one."""
        near = abs(one.onset - two.onset) <= self.tolerance
        if self.by == "onset" or one.offset is None or two.offset is None:
            return near
        if one.offset == one.onset or two.offset == two.onset:
            return near
        if self.by == "onset and offset":
            allowed = self.tolerance if self.offset_tolerance is None else self.offset_tolerance
            return near and abs(one.offset - two.offset) <= allowed
        if self.by == "onset or overlap" and near:
            return True
        if self.by == "onset and overlap" and not near:
            return False
        return shared(one, two, self.share_of) >= self.overlap

    def reach(self, onset: NDArray[np.int64], offset: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the last onset that an event can be linked with; an instant's offset is its onset."""
        near = onset + self.tolerance
        return near if self.by_onset_first else np.maximum(near, offset - 1)

    def candidates(
        self, first: Sequence[TimedEvent], second: Sequence[TimedEvent]
    ) -> Iterator[Sequence[int]]:
        """Give for each event the places of those that it may be; both are one person's, by onset."""
        onsets = [event.onset for event in second]
        if self.by == "onset":
            for one in first:
                low = bisect_left(onsets, one.onset - self.tolerance)
                yield range(low, bisect_right(onsets, one.onset + self.tolerance, low))
            return
        offsets = (event.onset if event.offset is None else event.offset for event in second)
        ends = list(accumulate(offsets, max))
        for one in first:
            low = bisect_left(onsets, one.onset - self.tolerance)
            high = bisect_right(onsets, one.onset + self.tolerance)
            if not self.by_onset_first and one.offset is not None:
                low = min(low, bisect_right(ends, one.onset))
                high = max(high, bisect_left(onsets, one.offset))
            yield [place for place in range(low, high) if self.links(one, second[place])]

    def as_params(self) -> dict[str, Any]:
        """Give the rule under the names used in results, times in seconds."""
        params: dict[str, Any] = {"by": self.by}
        if self.by != "overlap":
            params["tolerance"] = self.tolerance / SECOND
        else:
            params["instants_tolerance"] = self.tolerance / SECOND
        if self.by == "onset and offset":
            allowed = self.tolerance if self.offset_tolerance is None else self.offset_tolerance
            params["offset_tolerance"] = allowed / SECOND
        if "overlap" in self.by:
            params |= {
                "overlap_threshold": self.overlap,
                "overlap": f"intersection / {self.share_of} duration",
            }
        return params


def shared(one: TimedEvent, two: TimedEvent, share_of: ShareOf = "longer") -> float:
    """Give the share of the longer or shorter duration that two events have in common; 0 where they touch.

    >>> shared(TimedEvent(0, 10, "a"), TimedEvent(5, 25, "a")), shared(TimedEvent(0, 10, "a"),
    ...        TimedEvent(5, 25, "a"), "shorter"), shared(TimedEvent(0, 10, "a"), TimedEvent(10, 20, "a"))
    (0.25, 0.5, 0.0)
    """
    if one.offset is None or two.offset is None:
        return 0.0
    common = min(one.offset, two.offset) - max(one.onset, two.onset)
    durations = (one.offset - one.onset, two.offset - two.onset)
    whole = max(durations) if share_of == "longer" else min(durations)
    return common / whole if common > 0 else 0.0
