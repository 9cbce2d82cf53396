"""How long the analyses of a large study take: bids, episodes, chains, lags, equity and budgets."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TypeVar

import numpy as np

from benchmarks.run import load
from benchmarks.table import Row, print_table
from havenlens.domain.codebook import Kind, Scheme
from havenlens.domain.recipes import (
    ChainRecipe,
    EpisodeRecipe,
    LagSequential,
    PerSubject,
    RepairRecipe,
    ResponseWindow,
    Selector,
)
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.exchange.schemes import find_scheme, load_scheme
from havenlens.sequences.acts import Act, CodedActs, coded
from havenlens.sequences.bids import bid_rows, narrow, summarise, summarise_by
from havenlens.sequences.budget import co_occurrence, sum_budgets, time_budget
from havenlens.sequences.chains import chains_of, summarise_chains
from havenlens.sequences.contingency import bin_series, contingency, pooled_q
from havenlens.sequences.episodes import episodes_of, repairs_of, summarise_episodes, summarise_repairs
from havenlens.sequences.equity import equity_of, sum_equity
from havenlens.sequences.lags import lag_table, stream_of
from havenlens.sequences.latency import latency_curve, pool_waits, waits_of
from havenlens.sequences.pooling import pooled_median, pooled_share

Kind_ = TypeVar("Kind_")

OBSERVATIONS, EVENTS = 1000, 300
BAR_S = 10.0
MINUTES = 20
PEOPLE = [f"C{number:02d}" for number in range(1, 13)]
ADULTS = ["T1", "T2"]


@dataclass(frozen=True, slots=True)
class _Plan:
    """One person's states must not overlap, so each takes its turn in a part of the observation."""

    scheme: Scheme
    points: tuple[str, ...]
    states: tuple[str, ...]


def _acts(plan: _Plan, generator: np.random.Generator) -> list[Act]:
    length = MINUTES * 60 * SECOND
    scheme, found = plan.scheme, []
    n_states = EVENTS // 10
    for number in range(n_states):
        part = length // n_states
        start = number * part + int(generator.integers(part // 2))
        code = plan.states[number % len(plan.states)]
        found.append(Act(number, start, start + part // 3, code, PEOPLE[number % len(PEOPLE)]))
    onsets = generator.integers(length, size=EVENTS - n_states)
    codes = generator.integers(len(plan.points), size=EVENTS - n_states)
    children = generator.integers(len(PEOPLE), size=EVENTS - n_states)
    adults = generator.integers(len(ADULTS), size=EVENTS - n_states)
    for number, (at, code, child, adult) in enumerate(zip(onsets, codes, children, adults, strict=True)):
        name = plan.points[code]
        seeks = "seeker" in scheme.code_by_id[name].actors
        pair = (PEOPLE[child], ADULTS[adult]) if seeks else (ADULTS[adult], PEOPLE[child])
        answers = {"need": "help"} if seeks else {}
        found.append(Act(n_states + number, int(at), None, name, *pair, answers))
    return found


def make() -> list[list[Act]]:
    """Make the events of 1,000 observations with the shipped scheme of bids."""
    scheme = load_scheme(find_scheme("safe_haven_bids"))
    points = tuple(code.id for code in scheme.codes if code.kind is Kind.POINT)
    states = tuple(code.id for code in scheme.codes if code.kind is Kind.STATE and "seeker" in code.actors)
    plan = _Plan(scheme, points, states)
    generator = np.random.default_rng(2026)
    return [_acts(plan, generator) for _ in range(OBSERVATIONS)]


def _recipe(scheme: Scheme, kind: type[Kind_]) -> Kind_:
    return next(recipe for recipe in scheme.recipes if isinstance(recipe, kind))


class _Clock:
    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.parts[name] = self.parts.get(name, 0.0) + now - self._since
        self._since = now


def _bids(codings: list[CodedActs], scheme: Scheme, clock: _Clock) -> None:
    base, subject = _recipe(scheme, ResponseWindow), _recipe(scheme, PerSubject)
    widest, waited, equities, seekers = max(base.window, *base.sweep), [], [], []
    each = []
    for coding in codings:
        rows = bid_rows(coding, base)
        each.append(summarise(rows))
        seekers.append(summarise_by(rows, lambda row: row.seeker))
        wide = bid_rows(coding, base, widest)
        for window in base.sweep:
            narrow(wide, window, coding.end)
        waited.append(waits_of(wide, widest, coding.end))
        equities.append(equity_of(coding, subject, base, rows))
    latency_curve(pool_waits(waited))
    pooled_share("share_answered", [(one.n_answered, one.n_in_denominator) for one in each])
    pooled_share("share_sensitive", [(one.n_sensitive, one.n_in_denominator) for one in each])
    pooled_median("median_latency", [one.latencies for one in each])
    sum_equity(equities).rows()
    clock.lap("bids, sweep, curve, equity")


def _episodes(codings: list[CodedActs], scheme: Scheme, clock: _Clock) -> None:
    base, grouping = _recipe(scheme, ResponseWindow), _recipe(scheme, EpisodeRecipe)
    mending, chain = _recipe(scheme, RepairRecipe), _recipe(scheme, ChainRecipe)
    for coding in codings:
        found = episodes_of(coding, grouping, base)
        summarise_episodes(found)
        summarise_repairs(repairs_of(coding, mending, found))
    clock.lap("episodes and repair")
    for coding in codings:
        summarise_chains(chains_of(coding, chain))
    clock.lap("chains")


def _lags(codings: list[CodedActs], scheme: Scheme, clock: _Clock) -> tuple[int, int]:
    recipe, codes = _recipe(scheme, LagSequential), tuple(code.id for code in scheme.codes)
    series = [bin_series(coding, recipe) for coding in codings]
    needed = sum(contingency([one]).permutations > 0 for one in series)
    contingency(series)
    pooled_q(series)
    clock.lap("contingency in windows")
    everything = Selector(codes=codes)
    streams = [stream_of(coding, everything, codes) for coding in codings]
    shifted = sum(lag_table([stream], codes).permutations > 0 for stream in streams)
    lag_table(streams, codes)
    clock.lap("lag 1 of all codes")
    return needed, shifted


def _budgets(codings: list[CodedActs], clock: _Clock) -> None:
    sum_budgets(row for coding in codings for row in time_budget(coding))
    for coding in codings:
        co_occurrence(coding)
    clock.lap("budgets, co-occurrence")


def main() -> int:
    """Measure, print, and give 1 where the bar is not met."""
    scheme = load_scheme(find_scheme("safe_haven_bids"))
    acts, film = make(), Span(Micros(0), Micros(MINUTES * 60 * SECOND))
    clock, before = _Clock(), process_time()
    codings = [coded(found, scheme, film, roles={"seeker": tuple(PEOPLE)}) for found in acts]
    clock.lap("check and order")
    _bids(codings, scheme, clock)
    _episodes(codings, scheme, clock)
    needed, shifted = _lags(codings, scheme, clock)
    _budgets(codings, clock)
    for name, seconds in clock.parts.items():
        print(f"{name}: {seconds:.2f} s")
    print(f"{process_time() - before:.1f} s of processor time, on a load of {load()}")
    print(f"permutations in {needed} of {OBSERVATIONS} contingencies, {shifted} lag tables")
    whole = sum(clock.parts.values())
    what = f"bids, episodes, chains, lags, equity, budgets: {OBSERVATIONS:,} x {EVENTS} events"
    print_table([Row(what, f"<= {BAR_S:.0f} s", f"{whole:.1f} s", whole <= BAR_S)])
    return int(whole > BAR_S)


if __name__ == "__main__":
    sys.exit(main())
