"""Tables on bids, episodes and repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from havenlens.domain.time import in_seconds
from havenlens.sequences.bids import BidSummary
from havenlens.sequences.suppression import is_of_person, without_rates
from havenlens.services.sequences.bids import BidResults
from havenlens.services.sequences.episodes import EpisodeResults, RepairResults
from havenlens.services.sequences.naming import part_name
from havenlens.services.sequences.report_figures import (
    DASH,
    ReportTable,
    coefficient,
    figure,
    notes_of,
    recipe_heading,
    seconds,
    with_interval,
)
from havenlens.services.sequences.results import SchemeResults
from havenlens.words.catalogue import tr
from havenlens.words.sentences import say

_MOST_PEOPLE = 40


def bid_tables(found: SchemeResults) -> Iterator[ReportTable]:
    """Give the tables on what was asked for, and whether and when it was met."""
    several = len(found.bids) > 1
    for bids in found.bids:
        yield _bids(bids, several=several, level=0.95)
        if bids.sweep:
            yield _sweep(bids, several=several)
    for episodes in found.episodes:
        yield _episodes(episodes)
        for repairs in episodes.repairs:
            yield _repairs(repairs)


def _bids(bids: BidResults, *, several: bool, level: float) -> ReportTable:
    window = in_seconds(bids.recipe.window)
    heading = tr("Bids and responses within {seconds} s").format(seconds=f"{window:g}")
    rows = [_row(tr("all"), bids.whole, level)]
    for key, parts in bids.by.items():
        if key == "seeker" and len(parts) > _MOST_PEOPLE:
            continue
        rows += [
            _row(part_name(bids, key, value), part, level, few=is_of_person(key, value) and bids.is_few(part))
            for value, part in parts.items()
        ]
    hidden = any(
        is_of_person(key, value) and bids.is_few(part)
        for key, parts in bids.by.items()
        for value, part in parts.items()
    )
    median = bids.pooled["median_latency_s"]
    curve = bids.curve
    notes = [
        say("sequences.note_wilson"),
        *((say("sheet.equity_least", least=bids.least),) if hidden else ()),
        say(
            "sequences.note_over_observations",
            answered=coefficient(bids.pooled["share_answered"]),
            sensitive=coefficient(bids.pooled["share_sensitive"]),
            median=coefficient(median),
        ),
        say(
            "sequences.note_curve",
            median=seconds(curve.median),
            low=seconds(curve.median_interval[0]),
            high=seconds(curve.median_interval[1]),
            n=curve.n_bids,
            censored=curve.n_bids - curve.n_answered,
        ),
        *notes_of(list(bids.pooled.values())),
    ]
    columns = (*("", tr("bids"), tr("cut off"), tr("answered"), tr("sensitive"), tr("median s")),)
    return ReportTable(recipe_heading(heading, bids.recipe.id, several), columns, tuple(rows), tuple(notes))


def _row(name: str, part: BidSummary, level: float, *, few: bool = False) -> tuple[str, ...]:
    counts = (name, str(part.n_bids), str(part.n_censored))
    if few:
        return (*counts, DASH, DASH, DASH)
    return (
        *counts,
        with_interval(part.share_answered, part.answered_interval(level)),
        with_interval(part.share_sensitive, part.sensitive_interval(level)),
        seconds(part.median_latency),
    )


def _sweep(bids: BidResults, *, several: bool) -> ReportTable:
    rows = tuple(_row(f"{in_seconds(window):g} s", part, 0.95) for window, part in sorted(bids.sweep.items()))
    columns = ("", tr("bids"), tr("cut off"), tr("answered"), tr("sensitive"), tr("median s"))
    return ReportTable(recipe_heading(tr("With other windows"), bids.recipe.id, several), columns, rows)


def _episodes(found: EpisodeResults) -> ReportTable:
    rows = [(tr("all"), *_episode_cells(found.whole.as_json()))]
    if len(found.people) <= _MOST_PEOPLE:
        rows += [
            (person, *_episode_cells(without_rates(part.as_json(), few=found.is_few(part))))
            for person, part in found.people.items()
        ]
    columns = (
        "",
        tr("episodes"),
        tr("cut off"),
        tr("bids each"),
        tr("answered"),
        tr("sensitive"),
        tr("median s"),
        tr("resolved"),
    )
    pooled = found.pooled
    note = say(
        "sequences.note_episodes",
        answered=coefficient(pooled["share_answered"]),
        sensitive=coefficient(pooled["share_sensitive"]),
    )
    return ReportTable(tr("Episodes"), columns, tuple(rows), (note, *notes_of(list(pooled.values()))))


def _episode_cells(part: Mapping[str, Any]) -> Iterable[str]:
    yield _count(part["n_episodes"])
    yield _count(part["n_censored"])
    yield figure(part["bids_per_episode"], 1)
    yield figure(part["share_answered"])
    yield figure(part["share_sensitive"])
    yield figure(part["time_to_first_response_s"])
    yield figure(part["share_resolved"])


def _count(value: float | None) -> str:
    return DASH if value is None else f"{value:g}"


def _repairs(found: RepairResults) -> ReportTable:
    whole = found.whole
    rows = [
        (
            tr("all"),
            str(whole.n_misses),
            str(whole.n_censored),
            str(whole.n_repaired),
            with_interval(whole.as_json()["share_repaired"], whole.repaired_interval()),
            figure(whole.as_json()["time_to_repair_s"]),
            str(whole.n_explicit),
        )
    ]
    columns = (
        "",
        tr("missed runs"),
        tr("cut off"),
        tr("repaired"),
        tr("share"),
        tr("median s"),
        tr("explicit"),
    )
    notes = (say("sequences.note_repairs"), *notes_of(list(found.pooled.values())))
    return ReportTable(tr("Repair of missed bids"), columns, tuple(rows), notes)
