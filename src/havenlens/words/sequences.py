"""What is said about what follows what: bids, episodes, chains, lags and equity."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    # what cannot be analysed
    "sequences.unknown_code": N_(
        "{observation}: the event {label} of {actor} at {at} is not in the scheme {scheme}; add the code, or "
        "change the event."
    ),
    "sequences.ends_before_it_starts": N_(
        "{observation}: {label} of {actor} at {at} ends before it starts; correct its end."
    ),
    "sequences.states_overlap": N_(
        "{observation}: {label} of {actor} at {at} starts while {other} from {since} still lasts, and a "
        "person can only be in one of them; correct one of the two."
    ),
    "sequences.no_duration": N_(
        "{observation} has no length, so it cannot be said which windows run past its end; enter its "
        "duration."
    ),
    "sequences.recipe_names_gone": N_(
        "The recipe {recipe} names {name}, which the scheme {scheme} does not have; change the recipe in the "
        "scheme editor, or put it back."
    ),
    "sequences.recipe_builds_on": N_(
        "The recipe {recipe} builds on {other}, which cannot be worked out; correct {other} first."
    ),
    # why there is no value
    "sequences.nothing_to_pool": N_("No observation has anything to count."),
    "sequences.few_pairs": N_("There are {n} pairs of intervals, and a correlation needs three."),
    "sequences.no_spread": N_(
        "One of the two ratings never changes within a person, so nothing can be said."
    ),
    "sequences.no_bins": N_("The coded time is shorter than one bin."),
    "sequences.given_constant": N_(
        "What is given holds in every bin or in none, so nothing can follow from it."
    ),
    "sequences.hit_constant": N_(
        "The target starts in every bin or in none, so it cannot depend on anything."
    ),
    "sequences.no_odds": N_("A cell of the table is empty, so the odds ratio has no finite value."),
    "sequences.no_q": N_("Too many cells of the table are empty, so Yule's Q has no value."),
    "sequences.small_table": N_(
        "{expected} were expected among {n}; below {least} expected or {tallies} in all, the permutation is "
        "shown instead of z."
    ),
    "sequences.cannot_follow": N_("{target} cannot follow {given}."),
    "sequences.no_residual": N_(
        "Nothing follows {given}, or {target} follows nothing, or one of them stands in every pair."
    ),
    "sequences.domain_incomplete": N_("{domain} has no value without {missing}."),
    # what to beware of
    "sequences.few_intervals": N_(
        "The correlation rests on {n} pairs of intervals; with fewer than {least} it says little."
    ),
    "sequences.few_observations": N_(
        "The interval rests on few observations ({n}) and is likely too narrow."
    ),
}
