"""What the columns of the tables of sequences mean, and what an empty cell means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from havenlens.domain.codebook import ModifierKind
from havenlens.domain.recipes import ChainRecipe, ResponseWindow
from havenlens.services.sequences.gathering import Counted
from havenlens.services.tables.columns import Column, Kind
from havenlens.words.catalogue import N_, tr

T, C, I, N, F = Kind.TEXT, Kind.CATEGORY, Kind.INTEGER, Kind.NUMBER, Kind.FLAG  # noqa: E741 - a table below

_FACTS = ("observation", "scheme", "scheme_version", "coder", "purpose", "attempt")
_STUDY = ("scheme", "scheme_version")
_CELL = ("expected", "z", "z_reason", "p", "yules_q", "odds_ratio")

_TABLES: Mapping[str, tuple[str, ...]] = {
    "bids": (
        *(*_FACTS, "recipe", "window_s", "event_id", "at_s", "code", "seeker", "addressed", "provider"),
        *("answered", "latency_s", "latency_reason", "sensitive", "latency_sensitive_s", "first_class"),
        *("best_class", "n_answers", "linked"),
    ),
    "episodes": (
        *(*_FACTS, "recipe", "seeker", "start_s", "last_bid_s", "n_bids", "first_response_s"),
        *("first_sensitive_s", "response_reason", "resolved", "censored"),
    ),
    "repairs": (
        *(*_FACTS, "recipe", "seeker", "n_missed", "first_missed_s", "last_missed_s", "repaired"),
        *("repaired_by", "explicit", "repaired_at_s", "time_to_repair_s", "repair_reason"),
    ),
    "chains": (
        *(*_FACTS, "recipe", "person", "furthest", "completeness", "complete", "closed", "n_breaks"),
        *("start_s", "total_s", "total_reason"),
    ),
    "moves": (
        *_FACTS,
        "recipe",
        "event_id",
        "at_s",
        "code",
        "mover",
        "person",
        "state",
        "matched",
        "counter",
    ),
    "contingencies": (
        *_STUDY,
        *("recipe", "window_s", "unit_s", "observations", "a", "b", "c", "d"),
        *_CELL,
    ),
    "lags": (*_STUDY, "lag", "given", "target", "n", "share", *_CELL),
    "time_budget": (
        *(*_FACTS, "person", "code", "period", "n", "seconds", "observable_s", "share", "rate_per_minute"),
    ),
    "equity": (
        *(*_STUDY, "recipe", "observations", "person", "n_bids", "n_counted", "suppressed", "share_answered"),
        *("share_sensitive", "median_latency_s", "n_responses", "share_of_all_bids"),
        *("share_of_all_responses", "share_if_equal", "responses_minus_bids"),
    ),
    "rating_scores": (
        *(*_STUDY, "of", "name", "teacher", "cycle", "kind", "measure", "value", "low", "high", "n"),
        *("n_missing", "provisional", "reason", "n_periods", "rated_apart"),
    ),
    "sequence_results": (
        *(*_STUDY, "level", "name", "recipe", "measure", "estimate", "ci_low", "ci_high", "interval_method"),
        *("n", "observations", "undefined", "warnings", "rule"),
    ),
}

_COLUMNS: Mapping[str, tuple[Kind, str]] = {
    "observation": (C, N_("name of the observation")),
    "scheme": (C, N_("coding scheme")),
    "scheme_version": (C, N_("version of the coding scheme")),
    "coder": (C, N_("name of the coder")),
    "purpose": (C, N_("what the coding that counts was made for")),
    "attempt": (I, N_("counts codings of the same kind by the same coder")),
    "recipe": (C, N_("recipe of the scheme by which it is worked out")),
    "window_s": (N, N_("seconds within which an answer counts")),
    "unit_s": (N, N_("length of a bin in seconds")),
    "event_id": (T, N_("id of the event, the same in every export")),
    "at_s": (N, N_("moment from which is counted, in seconds")),
    "code": (C, N_("what was coded")),
    "seeker": (C, N_("label of the person who makes the bid")),
    "addressed": (C, N_("label of the person the bid is aimed at")),
    "provider": (C, N_("label of the person who answered first")),
    "answered": (F, N_("whether it was answered within the window, or by a link")),
    "latency_s": (N, N_("seconds to the first answer")),
    "latency_reason": (
        C,
        N_("why there is no latency: censored, unanswered, or not_shared where people left out have a part"),
    ),
    "sensitive": (F, N_("whether any answer was of a sensitive class")),
    "latency_sensitive_s": (N, N_("seconds to the first sensitive answer")),
    "first_class": (C, N_("class of the first answer")),
    "best_class": (C, N_("best class among the answers")),
    "n_answers": (I, N_("number of answers that count")),
    "linked": (F, N_("whether the coder's own links named the answers")),
    "start_s": (N, N_("begin in seconds")),
    "last_bid_s": (N, N_("last bid of the episode, in seconds")),
    "n_bids": (I, N_("number of bids")),
    "first_response_s": (N, N_("seconds from the first bid to the first answer")),
    "first_sensitive_s": (N, N_("seconds from the first bid to the first sensitive answer")),
    "response_reason": (
        C,
        N_("why there is no answer: censored, unanswered, or not_shared where people left out have a part"),
    ),
    "resolved": (F, N_("whether what resolves it came before the person's next episode")),
    "censored": (F, N_("whether its time ran past the end without an answer")),
    "n_missed": (I, N_("number of missed episodes in the run")),
    "first_missed_s": (N, N_("first bid of the run, in seconds")),
    "last_missed_s": (N, N_("last bid of the run, in seconds")),
    "repaired": (F, N_("whether something made good for the run")),
    "repaired_by": (C, N_("code of the act that made good for it")),
    "explicit": (F, N_("whether the repair was made explicit")),
    "repaired_at_s": (N, N_("moment of the repair, in seconds")),
    "time_to_repair_s": (N, N_("seconds from the run's first bid to the repair")),
    "repair_reason": (
        C,
        N_("why there is no repair: censored, unrepaired, or not_shared where people left out have a part"),
    ),
    "person": (C, N_("label of the person it is about")),
    "furthest": (C, N_("last step that was reached")),
    "completeness": (N, N_("share of the required steps that were reached")),
    "complete": (F, N_("whether every required step was reached")),
    "closed": (C, N_("how the chain ended: finished, reopened, gave_out or cut_off")),
    "n_breaks": (I, N_("breaks while the chain went on")),
    "total_s": (N, N_("seconds from the first required step to the last")),
    "total_reason": (C, N_("why there is no total: censored or incomplete")),
    "mover": (C, N_("label of the person who makes the move")),
    "state": (C, N_("state the other person is in")),
    "matched": (F, N_("whether the move fits the state")),
    "counter": (F, N_("whether the move fits no state")),
    "observations": (I, N_("number of observations, or of people, it rests on")),
    "a": (I, N_("bins after what is given, with the target")),
    "b": (I, N_("bins after what is given, without the target")),
    "c": (I, N_("other bins with the target")),
    "d": (I, N_("other bins without the target")),
    "expected": (N, N_("count that the totals alone would lead to")),
    "z": (N, N_("adjusted residual; only where it can be read as a normal deviate")),
    "z_reason": (T, N_("why no residual is shown")),
    "p": (N, N_("two-sided p of the permutation by shifts, where it was needed")),
    "yules_q": (N, N_("Yule's Q")),
    "odds_ratio": (N, N_("odds ratio")),
    "lag": (I, N_("how many events later")),
    "given": (C, N_("code that comes first")),
    "target": (C, N_("code that follows")),
    "n": (I, N_("how often, or on how many cases it rests")),
    "share": (N, N_("share of the whole: of the time that could be observed, or of all that follows")),
    "period": (C, N_("part of the observation, from 1")),
    "seconds": (N, N_("seconds in the state")),
    "observable_s": (N, N_("seconds in which the person could be observed")),
    "rate_per_minute": (N, N_("starts for each minute that could be observed")),
    "n_counted": (I, N_("bids that are not censored")),
    "suppressed": (F, N_("whether rates are left out because they would rest on too few bids")),
    "share_answered": (N, N_("share of bids with an answer")),
    "share_sensitive": (N, N_("share of bids with a sensitive answer")),
    "median_latency_s": (N, N_("median seconds to the first answer")),
    "n_responses": (I, N_("number of responses towards the person")),
    "share_of_all_bids": (N, N_("the person's share of all bids")),
    "share_of_all_responses": (N, N_("the person's share of all responses")),
    "share_if_equal": (N, N_("share that everybody would have if all had the same")),
    "responses_minus_bids": (N, N_("share of all responses minus share of all bids")),
    "of": (C, N_("what the score is of: observation, teacher or coaching cycle")),
    "name": (T, N_("name of the observation, the teacher, the cycle or the participant")),
    "teacher": (C, N_("label of the teacher")),
    "cycle": (I, N_("number of the coaching cycle")),
    "kind": (C, N_("dimension, or domain as the mean of dimensions")),
    "measure": (C, N_("what is measured")),
    "value": (N, N_("mean score; where lower is better, dimensions are turned before a domain")),
    "low": (I, N_("lowest score")),
    "high": (I, N_("highest score")),
    "n_missing": (I, N_("number of periods with a reason instead of a score")),
    "provisional": (F, N_("whether it rests on too few periods, or a dimension is missing")),
    "reason": (T, N_("why there is no value")),
    "n_periods": (I, N_("number of rated periods")),
    "rated_apart": (F, N_("whether only clips or episodes were rated")),
    "level": (C, N_("study, or participant")),
    "estimate": (N, N_("value, not rounded; empty where it is undefined")),
    "ci_low": (N, N_("lower end of the interval")),
    "ci_high": (N, N_("upper end of the interval")),
    "interval_method": (C, N_("how the interval was made")),
    "undefined": (T, N_("why there is no value")),
    "warnings": (T, N_("what to beware of")),
    "rule": (T, N_("which codings count")),
}
_MISSING: Mapping[str, str] = {
    "addressed": N_("aimed at nobody"),
    "provider": N_("nobody answered, or see latency_reason"),
    "answered": N_("see latency_reason"),
    "sensitive": N_("see latency_reason"),
    "n_answers": N_("see latency_reason"),
    "linked": N_("see latency_reason"),
    "latency_s": N_("see latency_reason"),
    "latency_sensitive_s": N_("no sensitive answer, or see latency_reason"),
    "first_class": N_("nobody answered, or see latency_reason"),
    "best_class": N_("nobody answered, or see latency_reason"),
    "first_response_s": N_("see response_reason"),
    "first_sensitive_s": N_("no sensitive answer, or see response_reason"),
    "resolved": N_("the recipe names nothing that resolves, or see response_reason"),
    "censored": N_("see response_reason"),
    "repaired": N_("see repair_reason"),
    "explicit": N_("see repair_reason"),
    "repaired_by": N_("see repair_reason"),
    "repaired_at_s": N_("see repair_reason"),
    "time_to_repair_s": N_("see repair_reason"),
    "total_s": N_("see total_reason"),
    "z": N_("see z_reason"),
    "p": N_("no permutation was needed, or there is no residual"),
    "seconds": N_("the code marks a moment"),
    "share": N_("the code marks a moment, or there is nothing to share"),
    "period": N_("the whole observation"),
    "share_answered": N_("suppressed, or no bid counts"),
    "share_sensitive": N_("suppressed, or no bid counts"),
    "median_latency_s": N_("suppressed, or no bid was answered"),
    "value": N_("see reason"),
    "estimate": N_("see undefined"),
    "ci_low": N_("too few observations"),
    "ci_high": N_("too few observations"),
}


def columns_of(name: str, schemes: Iterable[Counted] = ()) -> tuple[Column, ...]:
    """Describe a table's columns; those of the schemes' own steps and modifiers come last.

    They are those that the recipes name, whether anything came of them or not.
    """
    own = dict.fromkeys(each for counted in schemes for each in _OWN.get(name, _none)(counted))
    return (*(_column(each) for each in _TABLES[name]), *(_own_column(each) for each in own))


def _none(_: Counted) -> Iterator[str]:
    yield from ()


def _modifiers(counted: Counted) -> Iterator[str]:
    worded = {one.id for one in counted.scheme.modifiers if one.kind is ModifierKind.TEXT}
    for recipe in counted.of_kind(ResponseWindow):
        yield from (f"modifier_{name}" for name in recipe.by.modifiers if name not in worded)


def _steps(counted: Counted) -> Iterator[str]:
    for recipe in counted.of_kind(ChainRecipe):
        yield from (f"step_{step.name}_s" for step in recipe.steps)


_OWN: Mapping[str, Callable[[Counted], Iterator[str]]] = {"bids": _modifiers, "chains": _steps}


def _column(name: str) -> Column:
    kind, meaning = _COLUMNS[name]
    missing = _MISSING.get(name)
    return Column(name, kind, tr(meaning), tr(missing) if missing else "")


def _own_column(name: str) -> Column:
    if name.startswith("step_"):
        return Column(name, Kind.NUMBER, tr("moment of a step, in seconds"), tr("the step was not reached"))
    return Column(name, Kind.TEXT, tr("the coder's answer about the bid"), tr("not asked or not answered"))
