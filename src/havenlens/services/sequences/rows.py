"""Rows of the tables of sequences, as plain mappings with times in seconds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from havenlens.domain.codebook import ModifierKind
from havenlens.domain.time import SECOND, in_seconds
from havenlens.sequences.acts import optional_seconds
from havenlens.sequences.bids import BidRow
from havenlens.sequences.chains import Chain
from havenlens.sequences.episodes import Episode, Repair
from havenlens.services.sequences.acts import CodedObservation
from havenlens.services.sequences.gathering import Counted
from havenlens.services.sequences.ratings import Scores
from havenlens.services.sequences.results import SequenceResults
from havenlens.services.stored_columns import dashed

Row = dict[str, Any]
Facts = Callable[[CodedObservation], Row]


def bid_rows(results: SequenceResults, facts: Facts) -> list[Row]:
    """Give a row for each bid of each response window; answers in somebody's own words are left out."""
    found: list[Row] = []
    for scheme in results.schemes:
        worded = {one.id for one in scheme.counted.scheme.modifiers if one.kind is ModifierKind.TEXT}
        for recipe in scheme.bids:
            about = {"recipe": recipe.recipe.id, "window_s": recipe.recipe.window / SECOND}
            for one in recipe.observations:
                shared = {**facts(one.coding), **about}
                found += [{**shared, **_bid(bid, worded)} for bid in one.rows]
    return found


def _bid(bid: BidRow, worded: Collection[str]) -> Row:
    return {
        "event_id": dashed(str(bid.bid.id)),
        "at_s": in_seconds(bid.at),
        "code": bid.bid.code,
        "seeker": bid.seeker,
        "addressed": bid.bid.target,
        "provider": bid.answers[0].actor if bid.answers else None,
        "answered": None if bid.withheld else bool(bid.answers),
        "latency_s": optional_seconds(bid.latency),
        "latency_reason": None if bid.answers else _why(bid, "unanswered"),
        "sensitive": None if bid.withheld else bid.sensitive,
        "latency_sensitive_s": optional_seconds(bid.latency_sensitive),
        "first_class": bid.first_class,
        "best_class": bid.best_class,
        "n_answers": None if bid.withheld else len(bid.answers),
        "linked": None if bid.withheld else bid.linked,
        **{f"modifier_{name}": _flat(value) for name, value in bid.modifiers.items() if name not in worded},
    }


def _why(one: BidRow | Episode | Repair, otherwise: str) -> str:
    """Say why nothing came of it that is in the table."""
    if one.withheld:
        return "not_shared"
    return "censored" if one.censored else otherwise


def _flat(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else value


def episode_rows(results: SequenceResults, facts: Facts) -> list[Row]:
    """Give a row for each episode of bids."""
    return [
        {
            **facts(one.coding),
            "recipe": recipe.recipe.id,
            "seeker": episode.seeker,
            "start_s": in_seconds(episode.start),
            "last_bid_s": in_seconds(episode.last_bid),
            "n_bids": len(episode.bids),
            "first_response_s": optional_seconds(episode.time_to_first_response),
            "first_sensitive_s": optional_seconds(episode.time_to_first_sensitive),
            "response_reason": None
            if episode.time_to_first_response is not None
            else _why(episode, "unanswered"),
            "resolved": episode.resolved,
            "censored": None if episode.withheld else episode.censored,
        }
        for scheme in results.schemes
        for recipe in scheme.episodes
        for one in recipe.observations
        for episode in one.episodes
    ]


def repair_rows(results: SequenceResults, facts: Facts) -> list[Row]:
    """Give a row for each run of missed episodes."""
    return [
        {
            **facts(one.coding),
            "recipe": name,
            "seeker": repair.seeker,
            "n_missed": len(repair.episodes),
            "first_missed_s": in_seconds(repair.first_missed_bid),
            "last_missed_s": in_seconds(repair.last_missed_bid),
            "repaired": None if repair.withheld else repair.act is not None,
            "repaired_by": None if repair.act is None else repair.act.code,
            "explicit": None if repair.withheld else repair.explicit,
            "repaired_at_s": None if repair.act is None else in_seconds(repair.act.onset),
            "time_to_repair_s": optional_seconds(repair.time_to_repair),
            "repair_reason": None if repair.act is not None else _why(repair, "unrepaired"),
        }
        for scheme in results.schemes
        for recipe in scheme.episodes
        for one in recipe.observations
        for name, repairs in one.repairs.items()
        for repair in repairs
    ]


def chain_rows(results: SequenceResults, facts: Facts) -> list[Row]:
    """Give a row for each chain, with the time of each step it reached."""
    return [
        {
            **facts(one.coding),
            "recipe": recipe.recipe.id,
            "person": chain.seeker,
            "furthest": chain.furthest,
            "completeness": chain.completeness,
            "complete": chain.complete,
            "closed": chain.closing.value,
            "n_breaks": len(chain.breaks),
            "start_s": in_seconds(chain.acts[0][1].onset),
            "total_s": optional_seconds(chain.total),
            "total_reason": None if chain.total is not None else _ended(chain),
            **{f"step_{name}_s": in_seconds(at) for name, at in chain.steps.items()},
        }
        for scheme in results.schemes
        for recipe in scheme.chains
        for one in recipe.observations
        for chain in one.chains
    ]


def _ended(chain: Chain) -> str:
    return "censored" if chain.closing.value == "cut_off" else "incomplete"


def move_rows(results: SequenceResults, facts: Facts) -> list[Row]:
    """Give a row for each move that was made while somebody was in a state."""
    return [
        {
            **facts(one.coding),
            "recipe": recipe.recipe.id,
            "event_id": dashed(str(move.act.id)),
            "at_s": in_seconds(move.act.onset),
            "code": move.act.code,
            "mover": move.act.actor,
            "person": move.person,
            "state": move.state,
            "matched": move.matched,
            "counter": move.counter,
        }
        for scheme in results.schemes
        for recipe in scheme.matches
        for one in recipe.observations
        for move in one.moves
    ]


def _of(counted: Counted) -> Row:
    return {"scheme": counted.scheme.id, "scheme_version": counted.scheme.version}


def contingency_rows(results: SequenceResults, _: Facts) -> list[Row]:
    """Give a row for each recipe of contingency in time windows, over the study."""
    return [
        {
            **_of(scheme.counted),
            "recipe": one.recipe.id,
            "window_s": one.recipe.window / SECOND,
            "unit_s": one.recipe.unit / SECOND,
            "observations": one.n_observations,
            **{name: getattr(one.table, name) for name in ("a", "b", "c", "d", "expected")},
            "z": one.table.z_shown,
            "z_reason": " ".join(why.sentence for why in one.table.reasons) or None,
            "p": one.table.p,
            "yules_q": one.table.q,
            "odds_ratio": one.table.odds_ratio,
        }
        for scheme in results.schemes
        for one in scheme.windows
    ]


def lag_rows(results: SequenceResults, _: Facts) -> list[Row]:
    """Give a row for each two codes at each lag of events, over the study."""
    return [
        {
            **_of(scheme.counted),
            "lag": lag,
            "given": cell.given,
            "target": cell.target,
            "n": cell.count,
            "expected": cell.expected,
            "share": cell.share,
            "z": cell.z_shown,
            "z_reason": None if cell.reason is None else cell.reason.sentence,
            "p": cell.p,
            "yules_q": cell.q,
            "odds_ratio": cell.odds_ratio,
        }
        for scheme in results.schemes
        if scheme.lags is not None
        for lag, table in scheme.lags.tables.items()
        for cell in table.cells()
    ]


def budget_rows(results: SequenceResults, facts: Facts) -> list[Row]:
    """Give a row for each person, code and period of each observation."""
    return [
        {
            **facts(one.coding),
            "person": row.person,
            "code": row.code,
            "period": row.period or None,
            "n": row.count,
            "seconds": row.time / SECOND if row.lasts else None,
            "observable_s": row.observable / SECOND,
            "share": row.share,
            "rate_per_minute": row.rate,
        }
        for scheme in results.schemes
        if scheme.budget is not None
        for one in scheme.budget.observations
        for row in one.rows
    ]


def equity_rows(results: SequenceResults, _: Facts) -> list[Row]:
    """Give a row for each person over the study; rates on few bids are suppressed."""
    return [
        {
            **_of(scheme.counted),
            "recipe": one.recipe.id,
            "observations": len(one.observations),
            "person": row.person,
            **{key: value for key, value in row.as_json().items() if key != "n_in_denominator"},
            "n_counted": row.n_in_denominator,
        }
        for scheme in results.schemes
        for one in scheme.equity
        for row in one.whole.rows()
    ]


def score_rows(results: SequenceResults, _: Facts) -> list[Row]:
    """Give a row for each dimension and domain of each observation, teacher and coaching cycle."""
    found: list[Row] = []
    for one in results.ratings:
        shared = _of(one.counted)
        for name, scores in one.observations.items():
            found += _scores(scores, {**shared, "of": "observation", "name": name})
        for name, scores in one.teachers.items():
            found += _scores(scores, {**shared, "of": "teacher", "name": name, "teacher": name})
        for (teacher, cycle), scores in one.progress.items():
            about = {"of": "cycle", "name": f"{teacher}.cycle{cycle}", "teacher": teacher, "cycle": cycle}
            found += _scores(scores, {**shared, **about})
    return found


def _scores(scores: Scores, shared: Row) -> list[Row]:
    periods = {"n_periods": scores.n_periods, "rated_apart": scores.apart}
    dimensions = [
        {
            **shared,
            **periods,
            "kind": "dimension",
            "measure": name,
            "value": one.mean,
            "low": one.low,
            "high": one.high,
            "n": one.n,
            "n_missing": one.n_missing,
            "provisional": one.provisional,
            "reason": None,
        }
        for name, one in scores.dimensions.items()
    ]
    domains = [
        {
            **shared,
            **periods,
            "kind": "domain",
            "measure": name,
            "value": one.value,
            "provisional": one.provisional,
            "reason": None if one.reason is None else one.reason.sentence,
        }
        for name, one in scores.domains.items()
    ]
    return [*dimensions, *domains]
