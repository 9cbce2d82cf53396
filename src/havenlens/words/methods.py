"""Sentences of a report on agreement: what each coefficient is, as a methods section says it."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "report.plain_rule": N_(
        "Every row of the files counts; a unit that only one coder scored is left out wherever two are "
        "compared."
    ),
    "report.agreement_format": N_(
        "{path} must end in .html, .docx, .xlsx, .csv or .json, which says what to write."
    ),
    "report.agreement_of": N_("Agreement between coders: {name}"),
    "report.made": N_("Made on {day} with {software}."),
    "report.rule": N_("Which codings count: {rule}"),
    "report.table": N_("Table {number}"),
    "report.caption": N_("{kind}: {about}"),
    "report.note": N_("Note."),
    "report.note_observations": N_("Observations that were coded by both {coders}: {n}."),
    "report.note_events": N_(
        "n is what was compared: seconds of time for kappa over time, matched and missed events for kappa "
        "over events."
    ),
    "report.note_units": N_("n is the number of units that were scored by more than one coder."),
    "report.note_interval": N_("Numbers in brackets are {level}% confidence intervals ({how})."),
    "report.note_resampled": N_("{how}, {n} resamples, seed {seed}"),
    "report.note_dash": N_("A dash stands where there is no value or no interval; the letters say why."),
    "report.matrix": N_("{what}, {method}: rows {first}, columns {second}"),
    "report.curve": N_("{what}: kappa over events by tolerance of onsets"),
    "report.fixed_tolerance": N_("A tolerance of {tolerance} s was fixed for the study."),
    "methods.design": N_(
        "Agreement was worked out for each two coders who had coded the same observations with {schemes} "
        "(pairs of coders: {pairs}; most observations that a pair has in common: {observations})."
    ),
    "methods.amount": N_("{n} for {names}"),
    "methods.compared": N_("What was compared (n): {listed}."),
    "methods.parameters": N_("Parameters were: {listed}."),
    "methods.changed": N_("Parameters were changed after agreement had been looked at. {listed}"),
    "methods.software": N_("{rule} Everything was computed with {software}."),
    "methods.interval": N_("Confidence intervals have a level of {level}%: {listed}."),
    "methods.interval_of": N_("{method} for {names}"),
    "methods.resampling": N_("The bootstrap drew {n} resamples with the seed {seed}."),
    "methods.clusters": N_("It resampled whole observations, {n} times with the seed {seed}."),
    # ratings and categories
    "methods.percent": N_(
        "Exact agreement is the share of pairs of scores that are the same; chance is not taken out."
    ),
    "methods.within_k": N_(
        "Agreement within {k} is the share of pairs of scores that lie no more than {k} apart; chance is not "
        "taken out."
    ),
    "methods.cohen": N_(
        "Cohen's kappa is the agreement of two coders beyond the chance that their own totals give; all "
        "disagreements weigh the same."
    ),
    "methods.weighted_kappa": N_(
        "Cohen's weighted kappa takes chance out as kappa does and counts near misses in part, with "
        "{weights} "
        "weights on the declared scale."
    ),
    "methods.scott": N_("Scott's pi takes chance from the totals of both coders together."),
    "methods.fleiss": N_(
        "Fleiss' kappa is agreement among all coders beyond the chance that the shares of the categories "
        "give."
    ),
    "methods.light": N_("Light's kappa is the mean of Cohen's kappa over all pairs of coders."),
    "methods.conger": N_(
        "Conger's kappa is agreement among all coders beyond the chance that each coder's own totals give."
    ),
    "methods.brennan_prediger": N_(
        "The coefficient of Brennan and Prediger takes chance as the same for every category (weights: "
        "{weights})."
    ),
    "methods.krippendorff": N_(
        "Krippendorff's alpha compares observed with expected disagreement, with the {scale} distance; "
        "missing "
        "scores are allowed."
    ),
    "methods.gwet_ac1": N_(
        "Gwet's AC1 takes chance from how evenly the categories are used, so that one common category does "
        "not "
        "lower it."
    ),
    "methods.gwet_ac2": N_("Gwet's AC2 is AC1 with {weights} weights."),
    "methods.icc": N_("Intraclass correlations are {forms}; they were estimated by {estimator}."),
    "methods.icc_1_1": N_("{name} (one-way random, absolute agreement, a single coder)"),
    "methods.icc_2_1": N_("{name} (two-way random, absolute agreement, a single coder)"),
    "methods.icc_3_1": N_("{name} (two-way mixed, consistency, a single coder)"),
    "methods.icc_1_k": N_("{name} (one-way random, absolute agreement, the mean of the coders)"),
    "methods.icc_2_k": N_("{name} (two-way random, absolute agreement, the mean of the coders)"),
    "methods.icc_3_k": N_("{name} (two-way mixed, consistency, the mean of the coders)"),
    "methods.pearson": N_(
        "Pearson's r is the linear correlation of the coders' scores; a constant difference does not lower "
        "it."
    ),
    "methods.spearman": N_("Spearman's rho is the correlation of the ranks of the coders' scores."),
    "methods.ccc": N_(
        "Lin's concordance correlation is how near pairs of scores lie to the line on which both are the "
        "same."
    ),
    "methods.finn": N_(
        "Finn's r compares the variance of errors with that of scores spread evenly over the scale."
    ),
    "methods.kendall_w": N_("Kendall's W is how alike all coders rank the units, corrected for ties."),
    "methods.marginal_homogeneity": N_(
        "The test of Stuart and Maxwell asks whether the coders' totals are the same; it is a chi-square, no "
        "agreement."
    ),
    "methods.kappa_acc": N_(
        "Implied accuracy is how accurate two equally good coders would be to reach the kappa that was found."
    ),
    "methods.certification": N_(
        "Certification is the share of scores within {tolerance} of the master's; a coder passes from "
        "{criterion}% on."
    ),
    "methods.gtheory": N_(
        "The generalizability coefficient is for the design {design}, with variance components by "
        "{estimator}."
    ),
    # events in time
    "methods.time_unit_kappa": N_(
        "Time-unit kappa compares the states of two coders moment by moment and takes chance out; it is "
        "exact: "
        "every stretch between two boundaries weighs what it lasts."
    ),
    "methods.time_unit_kappa_units": N_(
        "Time-unit kappa compares the states of two coders in units of {unit} s and takes chance out "
        "({sampling}; "
        "tolerance {units} units, each coder leading in turn)."
    ),
    "methods.event_kappa": N_(
        "Event kappa counts each event once, with events that only one coder saw as disagreements, and takes "
        "chance out by quasi-independence; two events of one person are the same event where {linked}."
    ),
    "methods.linked_onset": N_("their onsets lie no more than {tolerance} s apart"),
    "methods.linked_overlap": N_("they share at least {overlap} of their time"),
    "methods.linked_both": N_(
        "their onsets lie no more than {tolerance} s apart and they share at least {overlap} of their time"
    ),
    "methods.linked_either": N_(
        "their onsets lie no more than {tolerance} s apart or they share at least {overlap} of their time"
    ),
    "methods.linked_offset": N_(
        "their onsets lie no more than {tolerance} s apart, and their offsets no more than {offset} s"
    ),
    "methods.alignment_kappa": N_(
        "Alignment kappa compares the two sequences of codes after their best alignment by dynamic "
        "programming, "
        "with missed events as disagreements."
    ),
    "methods.holle_rein": N_(
        "The kappa of Holle and Rein links states that overlap by at least {overlap} (variant {variant}) and "
        "takes "
        "chance out by iterative proportional fitting."
    ),
    "methods.overlap_ratio": N_(
        "The overlap ratio is the time that both coders gave a code, divided by the time that either gave "
        "it; "
        "chance is not taken out."
    ),
    "methods.unitizing_alpha": N_(
        "Unitizing alpha compares where coders begin and end their units and what they call them ({version})."
    ),
    "methods.gamma": N_(
        "Gamma compares the disorder of the best alignment of units with that of random ones (weight of "
        "positions {alpha}, of categories {beta})."
    ),
    "methods.onset_offset": N_(
        "Deviations of onsets are in seconds, second coder minus first, over pairs of events; two are a pair "
        "where {linked}."
    ),
    "methods.counts_icc": N_(
        "The ICC of counts is {icc} of the two coders' numbers for each {of} (counted: {statistic})."
    ),
    "methods.modifier_kappa": N_(
        "Kappa of answers compares what both coders answered for the events that both saw."
    ),
    "methods.link_agreement": N_(
        "The share of equal links is how many events that both saw are linked to the same event by both."
    ),
}
