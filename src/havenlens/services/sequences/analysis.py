"""Work out everything that a study's sequences give."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from havenlens.services.ports import Progress, in_parts, no_progress
from havenlens.services.sequences.bids import all_bids
from havenlens.services.sequences.budgets import budgets_of
from havenlens.services.sequences.chains import all_chains
from havenlens.services.sequences.double_ratings import double_rated
from havenlens.services.sequences.episodes import all_episodes
from havenlens.services.sequences.equity import all_equity
from havenlens.services.sequences.gathering import EVERYBODY, Counted, SequenceOptions, Whose, gather
from havenlens.services.sequences.lags import all_windows, lags_of
from havenlens.services.sequences.partners import all_couplings, all_matches
from havenlens.services.sequences.ratings import all_ratings
from havenlens.services.sequences.results import SchemeResults, SequenceResults
from havenlens.services.sequences.shares import shares_of
from havenlens.services.study import Study


def analyse(
    study: Study,
    options: SequenceOptions | None = None,
    progress: Progress = no_progress,
    hidden: Collection[UUID] = (),
    whose: Whose = EVERYBODY,
) -> SequenceResults:
    """Read what counts and work everything out; codings that are ``hidden`` are left out.

    StudyError where nothing counts.
    """
    chosen = options or SequenceOptions()
    with _uncollected():
        return _analyse(study, chosen, progress, hidden, whose)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage: a large study is many small values, and all of them are kept.

    Looking through them again and again takes a sixth of the time.
    """
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def _analyse(
    study: Study,
    chosen: SequenceOptions,
    progress: Progress,
    hidden: Collection[UUID],
    whose: Whose,
) -> SequenceResults:
    read, worked_out, rated = in_parts(progress, 3, 5, 2)
    gathered = gather(study, chosen, read, hidden, whose)
    each = in_parts(worked_out, *(1 for _ in gathered.counted))
    schemes = [
        analyse_scheme(counted, chosen, part) for counted, part in zip(gathered.counted, each, strict=True)
    ]
    ratings = all_ratings(study, gathered.counted, whose.labels)
    pairs = double_rated(study, hidden) if ratings else ()
    if chosen.schemes:
        pairs = tuple(pair for pair in pairs if pair.scheme in chosen.schemes)
    rated(1, 1)
    return SequenceResults(gathered.rule, chosen, tuple(schemes), ratings, pairs, gathered.left_out)


def analyse_scheme(
    counted: Counted, options: SequenceOptions, progress: Progress = no_progress
) -> SchemeResults:
    """Work out what one scheme version gives."""
    steps = _counter(progress, 9)
    bids = all_bids(counted, options)
    next(steps)
    episodes = all_episodes(counted, options)
    next(steps)
    chains = all_chains(counted, options)
    next(steps)
    matches, couplings = all_matches(counted, options), all_couplings(counted, options)
    next(steps)
    windows = all_windows(counted, options)
    next(steps)
    lags = lags_of(counted, options)
    next(steps)
    budget = budgets_of(counted, options)
    next(steps)
    equity = all_equity(counted, bids)
    next(steps)
    shares = shares_of(counted, options)
    next(steps)
    return SchemeResults(
        counted, bids, episodes, chains, matches, couplings, windows, lags, budget, equity, shares
    )


def with_other_order(
    results: SequenceResults, options: SequenceOptions, progress: Progress = no_progress
) -> SequenceResults:
    """Count what follows what anew, as other options say; all else stays as it was worked out.

    Nothing is read, so this takes a small part of the time. StudyError as in `analyse`.
    """
    chosen = replace(
        results.options,
        lags=options.lags,
        no_repeats=options.no_repeats,
        pause=options.pause,
        by_person=options.by_person,
        permutations=options.permutations,
    )
    schemes = []
    for done, one in enumerate(results.schemes):
        progress(2 * done, 2 * len(results.schemes))
        windows = all_windows(one.counted, chosen)
        progress(2 * done + 1, 2 * len(results.schemes))
        schemes.append(replace(one, windows=windows, lags=lags_of(one.counted, chosen)))
    return replace(results, options=chosen, schemes=tuple(schemes))


def with_other_parts(
    results: SequenceResults, options: SequenceOptions, progress: Progress = no_progress
) -> SequenceResults:
    """Cut the observations into other parts, as other options say; all else stays as it was worked out."""
    chosen = replace(results.options, periods=options.periods)
    schemes = []
    for done, one in enumerate(results.schemes):
        progress(done, len(results.schemes))
        schemes.append(replace(one, budget=budgets_of(one.counted, chosen)))
    return replace(results, options=chosen, schemes=tuple(schemes))


def _counter(progress: Progress, total: int) -> Iterator[None]:
    for done in range(1, total + 1):
        progress(done, total)
        yield
