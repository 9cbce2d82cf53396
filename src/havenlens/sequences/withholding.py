"""Results of acts from which somebody's are left out: what came of it is not told where it hangs on those.

What was found among the acts that are left is compared with the ``full`` results of everybody's acts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from havenlens.sequences.bids import BidRow
from havenlens.sequences.episodes import Episode, Repair


def withhold_bids(rows: Iterable[BidRow], full: Iterable[BidRow]) -> tuple[BidRow, ...]:
    """Take away what came of the bids that came off otherwise in the full rows."""
    known = {row.bid.id: _outcome(row) for row in full}
    nothing: dict[str, Any] = dict.fromkeys(("first_class", "best_class", "latency_sensitive"))
    return tuple(
        row
        if _outcome(row) == known[row.bid.id]
        else row._replace(answers=(), **nothing, censored=True, linked=False, withheld=True)
        for row in rows
    )


def _outcome(row: BidRow) -> tuple[object, ...]:
    first = row.answers[0].id if row.answers else None
    return first, row.best_class, row.latency_sensitive, row.linked


def withhold_episodes(episodes: Iterable[Episode], full: Iterable[Episode]) -> tuple[Episode, ...]:
    """Take away what came of the episodes that are not among the full ones as they are."""
    known = {one.bids[0].id: one for one in full}
    nothing: dict[str, Any] = dict.fromkeys(("time_to_first_response", "time_to_first_sensitive", "resolved"))
    return tuple(
        one if one == known.get(one.bids[0].id) else one._replace(**nothing, censored=True, withheld=True)
        for one in episodes
    )


def withhold_repairs(repairs: Iterable[Repair], full: Iterable[Repair]) -> tuple[Repair, ...]:
    """Take away what came of the runs of missed episodes that are not among the full ones as they are."""
    known = {one.episodes[0].bids[0].id: one for one in full}
    return tuple(
        one
        if one == known.get(one.episodes[0].bids[0].id)
        else replace(one, act=None, explicit=False, censored=True, withheld=True)
        for one in repairs
    )
