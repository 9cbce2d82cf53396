"""Sentences about agreement between coders: why a value is undefined, and what to beware of."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "method.percent": N_("exact"),
    "method.within_k": N_("within one"),
    "method.weighted_kappa": N_("weighted kappa"),
    "method.time_unit_kappa": N_("kappa over time"),
    "method.event_kappa": N_("kappa over events"),
    "method.ICC(2,1)": N_("ICC(2,1)"),
    "agreement.between": N_("{scheme} · {coders}"),
    "agreement.note": N_("{where}: {what}"),
    # what stops a computation
    "agreement.not_a_number": N_(
        "{rater} has “{text}” for unit {unit} where a number belongs; correct that cell, "
        "or leave it empty if there is no score."
    ),
    "agreement.ragged": N_(
        "Unit {unit} has {found} scores but there are {expected} coders; give each coder one cell."
    ),
    "agreement.off_scale": N_(
        "{rater} gave {value} to unit {unit}, which is not on the scale {low} to {high}; "
        "correct the score or the scale."
    ),
    "agreement.doubled_rater": N_("Two columns are called {rater}; give each coder a name of their own."),
    "agreement.unknown_code": N_(
        "{coder} used the code {label} for unit {unit}, which is not one of {codes}; add it to the list, "
        "or leave the cell empty."
    ),
    "agreement.ends_before_it_starts": N_(
        "{coder}'s {label} at {at} ends before it starts; correct its end."
    ),
    "agreement.overlapping_states": N_(
        "{coder} has {label} and {other} for {actor} at the same time, at {at}; end one before the other "
        "begins, or treat the group as not exclusive."
    ),
    "agreement.weights_shape": N_(
        "The weights are {rows} by {columns}, but there are {codes} categories; give one row and one "
        "column for each."
    ),
    "agreement.weights_range": N_(
        "Weights must be finite, none below 0 and at least one above 0; correct the weights."
    ),
    "agreement.unknown_form": N_("There is no ICC called {form}; choose one of {known}."),
    # why there is no value
    "agreement.no_units": N_(
        "No unit has scores from two coders, so nothing can be compared; have some material coded twice."
    ),
    "agreement.too_few_units": N_(
        "Only {n} unit was coded by both, and one unit cannot show how coders agree; have more coded twice."
    ),
    "agreement.one_coder": N_(
        "There are scores from one coder only, so nothing can be compared; have a second person code."
    ),
    "agreement.one_category": N_(
        "Both coders put everything into {category}, so agreement cannot be told from chance; "
        "report the percentage and find material in which other codes occur."
    ),
    "agreement.chance_is_full": N_(
        "Chance alone would already give full agreement with these totals and weights, so there is no "
        "value beyond chance; report the percentage."
    ),
    "agreement.no_variance": N_(
        "All scores are the same, so there is no variance to share out; report the percentage and find "
        "material that differs."
    ),
    "agreement.no_variance_between": N_(
        "The units hardly differ from each other compared with the coders' differences, so this ICC has "
        "no value; report the percentage and find material that differs."
    ),
    "agreement.no_events": N_("Neither coder has an event here, so there is nothing to compare."),
    "agreement.coder_without_events": N_(
        "{coder} has no event here, so agreement beyond chance has no value; check that the coding is "
        "finished."
    ),
    "agreement.one_code": N_(
        "Only the code {label} occurs here, so agreement beyond chance has no value; report how many "
        "events were matched."
    ),
    "agreement.code_unused": N_("Neither coder used {label}, so there is no value for it."),
    "agreement.no_time": N_("There is no coded time to compare; check the length of the observations."),
    # what to beware of
    "agreement.little_variance": N_(
        "Too little variance: {share} of everything is {category}, so the coefficient says little; "
        "read the percentage beside it."
    ),
    "agreement.narrow_scale": N_(
        "Too little variance: only the scores {low} to {high} of {least} to {most} were given, so the "
        "coefficient says little; read the percentage beside it."
    ),
    "agreement.code_never_used": N_(
        "{coder} never used {codes}, which {other} used; compare the definitions."
    ),
    "agreement.few_events": N_(
        "Few events: {n} in all, so the value can change much with one more event; code more material."
    ),
    "agreement.few_units": N_(
        "Few units: {n}, so the value can change much with one more unit; have more coded twice."
    ),
    "agreement.hides_a_code": N_(
        "The pooled value of {pooled} hides {label}, which reaches only {value}; report it separately."
    ),
    "agreement.hides_an_undefined_code": N_(
        "The pooled value covers {codes} too, for which there is no value of its own; report that."
    ),
    "agreement.units_dropped": N_(
        "{dropped} of {n} units were left out because a score is missing; the value rests on the rest."
    ),
    "agreement.no_interval": N_("There is no interval, because it cannot be worked out from these data."),
    "agreement.few_observations": N_(
        "The interval rests on {n} observations and is likely too narrow; use ten or more."
    ),
    "agreement.one_observation": N_(
        "There is no interval, because one observation cannot show how much observations differ."
    ),
    "agreement.resamples_undefined": N_(
        "{n} of {draws} resamples had no value and were left out of the interval."
    ),
    "agreement.uncoded_time": N_(
        "{seconds} s without a code were left out, although one code of this group must always hold; "
        "check the codings for gaps."
    ),
    # sequences of events
    "sequences.unknown_code": N_(
        "The event {label} of {actor} at {at} is not in the scheme {scheme}; add the code, or change the "
        "event."
    ),
    "sequences.ends_before_it_starts": N_(
        "{label} of {actor} at {at} ends before it starts; correct its end."
    ),
    "sequences.no_duration": N_(
        "{observation} has no length, so it cannot be said which windows run past its end; enter its "
        "duration."
    ),
}
