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

_LAGS_TAKE = 4
"""How much of the work it is to count what follows what, where any other part is 1."""


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
    parts = in_parts(progress, 1, 1, 1, 1, 1, _LAGS_TAKE, 1, 1, 1)
    bids = all_bids(counted, options)
    parts[0](1, 1)
    episodes = all_episodes(counted, options)
    parts[1](1, 1)
    chains = all_chains(counted, options)
    parts[2](1, 1)
    matches, couplings = all_matches(counted, options), all_couplings(counted, options)
    parts[3](1, 1)
    windows = all_windows(counted, options)
    parts[4](1, 1)
    lags = lags_of(counted, options, parts[5])
    parts[5](1, 1)
    budget = budgets_of(counted, options)
    parts[6](1, 1)
    equity = all_equity(counted, bids)
    parts[7](1, 1)
    shares = shares_of(counted, options)
    parts[8](1, 1)
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
    parts = in_parts(progress, *([1] * 2 * len(results.schemes)))
    for one, in_windows, counting in zip(results.schemes, parts[::2], parts[1::2], strict=True):
        windows = all_windows(one.counted, chosen)
        in_windows(1, 1)
        schemes.append(replace(one, windows=windows, lags=lags_of(one.counted, chosen, counting)))
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
