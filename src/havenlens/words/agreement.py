"""Sentences about agreement between coders: why a value is undefined, and what to beware of."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "method.percent": N_("exact"),
    "method.within_k": N_("within one"),
    "method.weighted_kappa": N_("weighted kappa"),
    "method.time_unit_kappa": N_("kappa over time"),
    "method.event_kappa": N_("kappa over events"),
    "method.cohen": N_("Cohen's kappa"),
    "method.scott": N_("Scott's pi"),
    "method.fleiss": N_("Fleiss' kappa"),
    "method.light": N_("Light's kappa"),
    "method.conger": N_("Conger's kappa"),
    "method.brennan_prediger": N_("Brennan-Prediger"),
    "method.krippendorff": N_("Krippendorff's alpha"),
    "method.gwet_ac1": N_("Gwet's AC1"),
    "method.gwet_ac2": N_("Gwet's AC2"),
    "method.icc": N_("ICC"),
    "method.pearson": N_("Pearson's r"),
    "method.spearman": N_("Spearman's rho"),
    "method.ccc": N_("concordance (Lin)"),
    "method.finn": N_("Finn's r"),
    "method.kendall_w": N_("Kendall's W"),
    "method.marginal_homogeneity": N_("equal totals (Stuart-Maxwell)"),
    "method.kappa_acc": N_("implied accuracy"),
    "method.certification": N_("certification"),
    "method.gtheory": N_("generalizability"),
    "method.alignment_kappa": N_("kappa of aligned events"),
    "method.holle_rein": N_("kappa by overlap (Holle-Rein)"),
    "method.overlap_ratio": N_("overlap of time"),
    "method.unitizing_alpha": N_("unitizing alpha"),
    "method.gamma": N_("gamma"),
    "method.onset_offset": N_("onsets apart, s"),
    "method.counts_icc": N_("ICC of counts"),
    "method.modifier_kappa": N_("kappa of answers"),
    "method.link_agreement": N_("share of equal links"),
    "method.ICC(2,1)": N_("ICC(2,1)"),
    "why.time_unit_kappa": N_(
        "States last, so what counts is the same state at the same time; it weighs long states more."
    ),
    "why.event_kappa": N_("Every event counts once, and what only one coder saw counts as disagreement."),
    "why.within_k": N_("It can be read by anybody, and certificates ask for it; chance is not taken out."),
    "why.weighted_kappa": N_("Near misses count in part, and agreement by chance is taken out."),
    "why.icc": N_(
        "It is how far one coder's score can stand for another's, with a coder's severity counted as error."
    ),
    "why.krippendorff": N_(
        "It takes any number of coders and any gaps, and scores that lie near count as near."
    ),
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
    "agreement.weights_diagonal": N_(
        "Agreement weights must be the same for every category with itself, and no higher anywhere else; "
        "correct the weights."
    ),
    "agreement.distance_diagonal": N_(
        "A category must have the distance 0 from itself; put 0 on the diagonal of the distances."
    ),
    "agreement.names_have_no_distance": N_(
        "The scores are names, which have no {level} distance; choose the level nominal or ordinal, or give "
        "the categories numbers."
    ),
    "agreement.below_zero": N_(
        "A ratio scale starts at 0, but {value} was given, so differences of such scores mean little; take "
        "the level interval."
    ),
    "agreement.too_many_categories": N_(
        "{n} different scores are too many to take as categories; use an ICC, concordance or alpha at the "
        "level interval, or round the scores."
    ),
    "agreement.not_a_count": N_(
        "Row {row} has “{text}” under {column} where a count belongs; enter a whole number from 0."
    ),
    "agreement.ragged_counts": N_(
        "Unit {unit} has {found} counts but there are {expected} categories; give each category one cell."
    ),
    "agreement.table_not_square": N_(
        "The table has {rows} rows and a row of {columns} cells; "
        "give one row and one column for each category."
    ),
    "agreement.table_not_alike": N_(
        "The rows of the table are {rows} and its columns {columns}; "
        "name the same categories in the same order."
    ),
    "agreement.prevalence": N_(
        "The shares of the codes add up to {sum}; give shares from 0 that add up to 1."
    ),
    "agreement.accuracy_range": N_("The accuracy {accuracy} is no share; give a number from 0 to 1."),
    "agreement.unknown_form": N_("There is no ICC called {form}; choose one of {known}."),
    "agreement.overlaps_itself": N_(
        "{coder} has {label} twice at the same time, at {at}; join the two, or end one before the other "
        "begins."
    ),
    "agreement.threshold_range": N_(
        "An overlap threshold of {value} is outside {low} to {high}, which is what {variant} takes; choose "
        "one inside."
    ),
    "agreement.unknown_variant": N_("There is no variant called {variant}; choose one of {known}."),
    "agreement.costs_shape": N_(
        "The costs are {rows} by {columns}, but there are {codes} codes; give a row and a column for each, "
        "and a last one for missed events."
    ),
    "agreement.costs_range": N_("Costs must be finite and none below 0; correct the costs."),
    "agreement.given_draws": N_(
        "The resamples given draw from {drawn} observations, but there are {n} here; give one column for "
        "each observation the ratings name."
    ),
    "agreement.unit_not_positive": N_("A time unit of {unit} s cannot be; give one above 0."),
    "agreement.tolerance_negative": N_("A tolerance of {tolerance} cannot be; give 0 or more."),
    "agreement.unknown_sampling": N_("There is no way of sampling called {sampling}; choose one of {known}."),
    "agreement.overlap_range": N_(
        "An overlap of {overlap} cannot be; give a share above 0 and at most 1, such as 0.6."
    ),
    "agreement.unknown_linking": N_("Events cannot be linked by {value}; choose one of {known}."),
    "agreement.unknown_statistic": N_("There is no statistic {statistic} of events; choose one of {known}."),
    "agreement.unknown_facet": N_("There is no facet {facet} for the design {design}; choose from {known}."),
    "agreement.unreadable_design": N_(
        "The design “{design}” cannot be read; write it like p x r, p x (r:o) or (c:t) x r, each facet once."
    ),
    "agreement.design_needed": N_(
        "{facet} lies within each of {others}, so the design cannot be guessed; give it, like p x (r:o)."
    ),
    "agreement.doubled_cell": N_(
        "There are two scores for {where}, but the design {design} has one for each combination; name the "
        "facet in which they differ."
    ),
    "agreement.label_missing": N_(
        "Row {row} does not have a label for each of {facets} and a score; complete it."
    ),
    "agreement.score_not_a_number": N_(
        "Row {row} has “{text}” where the score belongs; correct it, or leave it empty if there is none."
    ),
    "agreement.unknown_estimator": N_(
        "There is no estimator called {estimator}; choose auto, EMS ANOVA, Henderson or REML."
    ),
    "agreement.too_few_conditions": N_(
        "A study cannot have {n} conditions of {facet}; give a number from 1."
    ),
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
    "agreement.one_category_all": N_(
        "All coders put everything into {category}, so agreement cannot be told from chance; "
        "report the percentage and find material in which other codes occur."
    ),
    "agreement.anonymous": N_(
        "Only counts are known here and not who gave which score, so this coefficient has no value; take "
        "Fleiss's kappa, AC1 or alpha."
    ),
    "agreement.kappa_below_zero": N_(
        "Kappa is {kappa}, and observers who are right more often than chance would not fall below 0; "
        "look for codes that were mixed up."
    ),
    "agreement.no_disagreement": N_(
        "The coders never differ, so there is no difference of their totals to test."
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
    "agreement.no_correlation": N_(
        "The correlation of {pair} has no value: they share too few units, or one of the two gave every unit "
        "the same score; report the percentage."
    ),
    "agreement.no_scale": N_("This coefficient must know how many points the scale has; declare the scale."),
    "agreement.not_separable": N_(
        "With the scores that are there the components of {design} cannot be told apart; use a simpler "
        "design, or have more scored."
    ),
    "agreement.one_level": N_(
        "{facet} has only one level in each place, so its variance cannot be seen; leave it out of the "
        "design, or have more scored."
    ),
    "agreement.no_residual": N_(
        "The scores leave no residual at all, so REML has no value; use EMS ANOVA or Henderson."
    ),
    "agreement.no_true_variance": N_(
        "No variance between the levels of {object} and no error is left to compare it with, so there is no "
        "value; report the components."
    ),
    "agreement.no_overlap": N_(
        "Too few units share coders, so units and coders cannot be told apart; have more units scored by "
        "the same coders."
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
    "agreement.no_part_has_a_value": N_("None of the parts has a value of its own, so there is no mean."),
    "agreement.nothing_matched": N_(
        "No event of one coder was matched with one of the other's, so there is nothing to compare; allow "
        "more tolerance, or compare what each coder looked for."
    ),
    "agreement.code_not_matched": N_(
        "No matched event has {label} from both coders, so there is nothing to compare for it."
    ),
    "agreement.no_states": N_(
        "Neither coder has a state that lasts here, so there is no time to compare; use event kappa for "
        "instants."
    ),
    "agreement.no_durations": N_(
        "{label} has no duration here, so there is nothing to add up; count it instead."
    ),
    "agreement.no_answers": N_(
        "Nobody answered {modifier} for a matched event, so there is nothing to compare."
    ),
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
    "agreement.incomplete": N_(
        "{missing} of {cells} scores are missing; the value is estimated from all that are there "
        "({estimator})."
    ),
    "agreement.one_score": N_(
        "Units with one score only: {n}; they count towards chance agreement "
        "and not towards what was observed."
    ),
    "agreement.pairs_undefined": N_(
        "{n} of {pairs} pairs of coders have no kappa of their own and "
        "are left out of the mean; look at the pairs."
    ),
    "agreement.scores_missing": N_(
        "{missing} scores are missing; the value is estimated from all that are there."
    ),
    "agreement.negative_component": N_(
        "The component of {effects} is estimated below 0 and kept as it is; it is probably near 0, or there "
        "are too few scores."
    ),
    "agreement.component_at_zero": N_(
        "The component of {effects} is held at 0, because REML does not let it go below; there may be too "
        "few scores to see it."
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
    "agreement.codes_at_once": N_(
        "{coder} has {label} and {other} at the same time, at {at}; this coefficient takes one code at a "
        "time and would stay below 1 even for equal codings, so compare such codes apart."
    ),
    "agreement.instants_left_out": N_(
        "{n} events without an extent were left out, because extents are compared here; use event kappa for "
        "them."
    ),
    "agreement.chance_not_precise": N_(
        "After {n} random continua chance is known to {reached} only, not to {wanted}; allow more of them."
    ),
    "agreement.hides_a_person": N_(
        "The pooled value of {pooled} hides {actor}, for whom it is only {value}; report people separately, "
        "or look at that person's codings."
    ),
    "agreement.away_time": N_(
        "{seconds} s in which the person was out of view were left out of both coders."
    ),
    "agreement.coder_without_time": N_(
        "{coder} has no state here, so no time can be in common; check that the coding is finished."
    ),
    "agreement.away_events": N_(
        "{n} events that begin while their person is out of view were left out of both coders; check the "
        "presence of that person if that is many."
    ),
    "agreement.parts_without_value": N_(
        "{n} of {all} parts have no value of their own and are left out of this mean."
    ),
    "agreement.observations_without": N_(
        "{n} of {all} observations have no figure from one coder or the other and were left out."
    ),
    # drift
    "drift.too_few_days": N_(
        "There are scores of {n} videos with a date, and a slope needs three on different days; have more "
        "coded over time."
    ),
    "drift.too_few_periods": N_(
        "Too few coders have scores in two periods or more, so changes cannot be told from chance; have more "
        "coded over time."
    ),
    # certification
    "certification.met": N_("{value} meets {wanted}."),
    "certification.missed": N_("{value} does not meet {wanted}."),
    "certification.all_met": N_("All {n} meet {wanted}."),
    "certification.enough_met": N_(
        "{met} of {n} meet {wanted}, and {needed} are needed; below it: {failing}."
    ),
    "certification.too_few_met": N_(
        "Only {met} of {n} meet {wanted}, but {needed} are needed; below it: {failing}."
    ),
    "certification.no_value": N_("There is no value to judge, so this rule is not met."),
}
