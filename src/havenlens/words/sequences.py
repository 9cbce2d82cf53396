"""What is said about what follows what: bids, episodes, chains, lags and equity."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    # which codings count
    "sequences.rule_usual": N_(
        "For each observation and scheme one coding counts: the consensus, else the first coder's research "
        "coding, else the master; training, reliability and coaching codings are left out."
    ),
    "sequences.rule_primary": N_(
        "For each observation and scheme one coding counts: the first coder's research coding; all others "
        "are left out."
    ),
    "sequences.rule_random": N_(
        "For each observation and scheme one coding counts: one of the coders' research codings, drawn at "
        "random with the seed {seed}; all others are left out."
    ),
    "sequences.rule_purpose": N_(
        "For each observation and scheme one coding counts: the one with the purpose {purpose}; all others "
        "are left out."
    ),
    "sequences.rule_coder": N_(
        "For each observation and scheme one coding counts: that of {coder}; all others are left out."
    ),
    "sequences.rule_coder_gone": N_(
        "The codings that count are to be those of a coder who is not in this study; set another rule."
    ),
    "sequences.rule_handed_in": N_("Only codings that were handed in count."),
    "sequences.rule_unfinished": N_("Codings that were not handed in count as well."),
    "sequences.rule_set": N_("Kept in the study. {rule}"),
    "sequences.format": N_("{path} has to end in .html, .xlsx, .csv or .json."),
    "sequences.no_rule": N_("{rule} is no rule for which codings count; choose one of {choices}."),
    "sequences.bad_option": N_(
        "The option {option} is out of range: windows, lags and periods are above 0, windows and pauses at "
        "most 1,000,000 s, pauses at least 0.01 s, levels lie between 0 and 1, all other numbers are 0 or "
        "more."
    ),
    "sequences.too_many_by_person": N_(
        "By person there are {n} codes that occur in {scheme}, and at most {most} can be told apart; count "
        "without telling people apart (no --by-person), or choose another scheme (--scheme)."
    ),
    "sequences.nothing_counts": N_(
        "No coding counts, so there is nothing to analyse. {rule} Codings begun and not handed in: {n}; "
        "hand them in, or choose others with --codings or --unfinished."
    ),
    "sequences.not_handed_in": N_(
        "{observation}: the coding of {coder} with {scheme} is left out, because it was not handed in; "
        "submit it, or let unfinished codings count."
    ),
    "sequences.left_out": N_("Left out:"),
    # reports
    "sequences.of": N_("Sequences in {name}"),
    "sequences.counted": N_("Codings that count: {n} ({purposes})."),
    "sequences.note_wilson": N_(
        "In brackets: Wilson intervals, which take bids as independent. Bids that were cut off are in no "
        "share."
    ),
    "sequences.note_over_observations": N_(
        "Over observations, resampled as wholes: answered {answered}, sensitively {sensitive}, median "
        "{median} s."
    ),
    "sequences.note_curve": N_(
        "Kaplan-Meier median of the wait for a first answer: {median} s [{low}, {high}], {n} bids, "
        "{censored} cut off."
    ),
    "sequences.note_episodes": N_(
        "Episodes over observations: answered {answered}, sensitively {sensitive}."
    ),
    "sequences.note_repairs": N_(
        "A run of missed episodes is cut off where the time in which something could make good for it runs "
        "past the end."
    ),
    "sequences.note_furthest": N_("Last step reached: {steps}."),
    "sequences.note_bins": N_(
        "a: bins after what is given, with the target; b: without it; c and d: other bins. z is shown only "
        "where it can be read as a normal deviate; else p is that of the permutation."
    ),
    "sequences.note_lags": N_(
        "Transitions: {n}. Shown are {shown} of {found} cells out of {cells} that differ from chance (|z| "
        "at least 1.96, or p of the permutation below 0.05); with so many cells some do by chance."
    ),
    "sequences.note_budget": N_(
        "Rates and shares are of the time in which those who may show a code could be observed."
    ),
    "sequences.note_equity": N_(
        "Shares of moments in these observations, no trait of anybody; no rate on fewer than {least} bids."
    ),
    "sequences.note_gini": N_("Gini index: of bids {bids}, of responses {responses}."),
    "sequences.note_to_nobody": N_("Responses that name nobody: {n}; they are in no share."),
    "sequences.note_provisional": N_(
        "* provisional: it rests on too few periods, or a dimension is missing."
    ),
    "sequences.note_missing": N_("Scores that are missing: {n} ({reasons})."),
    "sequences.note_apart": N_("Scores of clips and episodes, which stay out of these means: {n}."),
    "sequences.note_dimensions": N_("Mean over periods, lowest and highest score in brackets."),
    "sequences.note_bias": N_("Bias: the scores of {second} minus those of {first}, on average."),
    # what cannot be analysed
    "sequences.unknown_code": N_(
        "{observation}: the event {label} of {actor} at {at} is not in the scheme {scheme}; add the code, "
        "or change the event."
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
        "The recipe {recipe} names {name}, which the scheme {scheme} does not have; change the recipe in "
        "the scheme editor, or put it back."
    ),
    "sequences.recipe_builds_on": N_(
        "The recipe {recipe} builds on {other}, which cannot be worked out; correct {other} first."
    ),
    # why there is no value
    "sequences.nothing_to_pool": N_("No observation has anything to count."),
    "sequences.few_pairs": N_("Pairs of intervals: {n}; a correlation needs three."),
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
    "sequences.small_table_alone": N_(
        "{expected} were expected among {n}; below {least} expected or {tallies} in all z is not shown, and "
        "no permutation was made that could take its place."
    ),
    "sequences.no_ratio": N_(
        "There are {numerator} of the one and {denominator} of the other, so they have no ratio."
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
