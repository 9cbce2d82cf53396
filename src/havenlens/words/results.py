"""What is said in tables of results and about them."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    # columns
    "sheet.low": N_("{value}: lower end of the 95 % interval"),
    "sheet.high": N_("{value}: upper end of the 95 % interval"),
    "sheet.of": N_("{value}: of how many"),
    "sheet.answered_within": N_("Answered within {seconds}"),
    "sheet.swept": N_("All bids, answered within {seconds}"),
    "sheet.by_seconds": N_("By {seconds}"),
    "sheet.by_split": N_("By {split}"),
    "sheet.censored": N_(
        "Bids without an answer whose window runs past the end; they are counted here and in no share."
    ),
    "sheet.censored_episodes": N_(
        "Episodes without an answer whose time runs past the end; they are counted here and in no share."
    ),
    "sheet.censored_chains": N_(
        "Chains that the end of the observation cut off before they were complete; they are in no share."
    ),
    "sheet.wilson": N_("n of how many, per cent, and Wilson's 95 % interval."),
    "sheet.sensitive": N_(
        "With an answer of a class that the scheme calls sensitive; n of how many, per cent, and Wilson's "
        "95 % interval."
    ),
    "sheet.median_latency": N_("Median time to the first answer, of the answered bids."),
    "sheet.median": N_("Median of those that were answered."),
    "sheet.bootstrap": N_(
        "95 % interval by resampling whole observations, because what happens in one observation hangs "
        "together."
    ),
    "sheet.answered_at_all": N_("Answered within the widest window that is looked at."),
    "sheet.waits_cut_off": N_("Bids that were watched up to the widest window or the end without an answer."),
    "sheet.median_wait": N_(
        "When half of the bids had an answer (Kaplan–Meier, with its 95 % interval); bids that were cut off "
        "count as long as they were watched."
    ),
    "sheet.by_seconds_tip": N_("Share of bids with an answer by then (Kaplan–Meier)."),
    "sheet.nobody_watched": N_("No bid was watched that long."),
    "sheet.episodes": N_("Bids of the same person close to each other, taken together."),
    "sheet.misses": N_("Runs of episodes of one person without a sensitive answer."),
    "sheet.repaired": N_(
        "Runs of missed episodes that something made good for; with Wilson's 95 % interval."
    ),
    "sheet.explicit": N_("Repairs that named what was missed."),
    "sheet.time_to_repair": N_("Median time from the first missed bid to the repair."),
    "sheet.complete": N_("Chains with every required step; with Wilson's 95 % interval."),
    "sheet.completeness": N_("Required steps that were reached, as a share of all that there could be."),
    "sheet.furthest": N_("The last step that was reached."),
    "sheet.breaks": N_("What broke a chain while it went on."),
    "sheet.whole_chain": N_("Median time from the first to the last required step, of complete chains."),
    "sheet.stage": N_("Median time between two required steps that were both reached."),
    "sheet.n_partner": N_("Moves, turns or pairs of intervals that the value rests on."),
    "sheet.time_to_turn": N_("Median time to the turn after a fitting move."),
    "sheet.coupling": N_("Correlation of two ratings over intervals, within persons."),
    "sheet.value": N_("Shares with Wilson's 95 % interval; ratios and rates as they are."),
    "sheet.of_or_for": N_("Of how many for a share, for how many in a ratio, seconds for a rate."),
    "sheet.expected": N_("How often it would be if codes came in any order."),
    "sheet.share_after": N_("Share of all that comes after it."),
    "sheet.z": N_("Adjusted residual; a dash where too little is expected to read it."),
    "sheet.p": N_("p of shifts in a circle, where the residual cannot be read."),
    "sheet.rate": N_("Starts for each minute in which the person could be observed."),
    "sheet.time": N_("Time in the state, off camera left out."),
    "sheet.share_of_time": N_("Share of the time in which the person could be observed."),
    "sheet.expected_together": N_("How long they would hold together by chance."),
    "sheet.ratio": N_("Time together over the time expected; above 1 they go together."),
    "sheet.responses": N_("Everything the scheme calls a response that names the person, asked for or not."),
    "sheet.beyond": N_("Share of all responses minus share of all bids: above 0, more came than was asked."),
    "sheet.part_from_1": N_("Part of the observation, from 1."),
    "sheet.rating_mean": N_("Mean of the scores; a domain is the mean of its dimensions."),
    "sheet.rating_n": N_("Rated periods with a score."),
    "sheet.rating_missing": N_("Rated periods with a reason instead of a score."),
    # cells
    "sheet.open_interval": N_("{value} (from {low})"),
    "sheet.share": N_("{part} of {whole} · {share}"),
    "sheet.interval": N_("{value} ({low} to {high})"),
    "sheet.few": N_("Fewer than {least} bids: too few to give a rate."),
    "sheet.few_cases": N_("It rests on fewer than {least}: too few to give a rate about a person."),
    "sheet.part": N_("{of}: {part}"),
    "sheet.towards": N_("{who} → {whom}"),
    "sheet.persons_state": N_("{who}: {code}"),
    "sheet.from_to": N_("{one} to {other}"),
    "sheet.in_state": N_("Moves while the other one is in {state}"),
    "sheet.turn": N_("Turn {since}"),
    "sheet.coupled": N_("{x} with {y}, same interval"),
    "sheet.coupled_later": N_("{x} with {y}, {lag} later"),
    "sheet.within_bins": N_("within {seconds}, in bins of {bin}"),
    "sheet.later": N_("{lag} events later"),
    "sheet.domain": N_("Domain: {name}"),
    "sheet.domain_tip": N_("Mean of its dimensions; those where lower is better are turned first."),
    "sheet.provisional": N_("Provisional."),
    "sheet.reasons": N_("No score: {reasons}."),
    "sheet.rated_apart": N_("From single clips or episodes."),
    # moments
    "sheet.answered": N_("answered by {who} after {seconds}: {code}"),
    "sheet.unanswered": N_("unanswered"),
    "sheet.cut_off": N_("not watched to the end of its window"),
    "sheet.episode_answered": N_("n = {n} bids, answered after {seconds}."),
    "sheet.episode": N_("n = {n} bids, {state}."),
    "sheet.not_repaired": N_("Not repaired."),
    "sheet.not_watched": N_("Not watched long enough to see a repair."),
    "sheet.repaired_by": N_("Repaired by {code} after {seconds}."),
    "sheet.repaired_explicit": N_("Repaired in words by {code} after {seconds}."),
    "sheet.step": N_("step {n}: {step}"),
    "sheet.last_step": N_("last step: {step}, {state}"),
    "sheet.fits": N_("fits the state"),
    "sheet.fits_other": N_("does not fit the state"),
    "sheet.fits_none": N_("fits no state"),
    "sheet.turned": N_("turn after {seconds}"),
    "sheet.then": N_("after {seconds} {who}: {code}"),
    "sheet.then_pause": N_("after {seconds}: {pause}"),
    "sheet.lasts": N_("lasts {seconds}"),
    "sheet.both": N_("together for {seconds}"),
    "sheet.scored": N_("{period}: {score}"),
    "sheet.most_moments": N_("Shown are the first {shown} of {n} moments."),
    # titles of pictures
    "sheet.follows_in": N_("What follows what in {place}"),
    "sheet.time_in": N_("Time budget of {place}"),
    "sheet.equity_in": N_("Shares of bids and of responses in {place}"),
    "sheet.ratings_of": N_("Ratings of {of}"),
    # notes
    "sheet.pauses": N_("Every {seconds} in which nothing was coded and no state lasts count as a pause."),
    "sheet.no_pauses": N_("No pause of {seconds} occurs: there is none while any state lasts."),
    "sheet.by_person": N_("In the order of events codes are told apart by who acts."),
    "sheet.no_repeats": N_("No code follows itself at once."),
    "sheet.impossible": N_("Left out, because they follow themselves: {n}."),
    "sheet.parts": N_("Each observation is cut into {n} parts of the same length."),
    "sheet.permuted": N_("Permutations drawn where counts are small: {n}."),
    "sheet.equity_least": N_(
        "Of moments, not of people; rates need {least} bids or more that had their time."
    ),
    "sheet.gini": N_("Gini's index of bids {bids}, of responses {responses}; 0 is all alike."),
    "sheet.hidden": N_(
        "Others' codings of what you are to code are left out until you have handed in your own: {n}."
    ),
    "sheet.left_out": N_("Left out or not worked out: {n}. {first}"),
    # why there is nothing
    "sheet.no_codings": N_("Nothing has been coded yet; what is handed in is counted here."),
    "sheet.nothing_counts": N_(
        "No coding counts yet: those that have been begun ({n}) were not handed in. Hand one in, and its "
        "numbers stand here."
    ),
    "sheet.nothing_by_rule": N_(
        "By the study's rule no coding counts, whether it was handed in or not; choose another rule under "
        "Study, Results, or make the codings that it asks for."
    ),
    "sheet.rule_counts_nothing": N_(
        "By this rule no coding counts, so the results stay empty until there is one."
    ),
    "sheet.all_hidden": N_(
        "What others have coded stays hidden from you until you have handed in your own coding of the same."
    ),
    "sheet.no_bids": N_(
        "This scheme does not say what a bid and its answer are; a recipe of the kind response window "
        "says so."
    ),
    "sheet.no_latency": N_(
        "This scheme does not say what a bid and its answer are, so nothing waits for an answer."
    ),
    "sheet.no_episodes": N_("This scheme has no recipe that takes bids together as episodes."),
    "sheet.no_chains": N_("This scheme has no recipe for chains of steps."),
    "sheet.no_partners": N_("This scheme has no recipe for moves that fit a partner's state."),
    "sheet.no_shares": N_("This scheme has no recipe that counts shares, ratios or rates."),
    "sheet.no_follows": N_("Nothing is coded with this scheme that could follow anything."),
    "sheet.no_time": N_("Nothing is coded with this scheme whose time could be counted."),
    "sheet.no_together": N_("No two states are coded with this scheme that could hold at the same time."),
    "sheet.no_equity": N_("This scheme has no recipe that counts bids and responses for each person."),
    "sheet.no_ratings": N_("Nothing has been rated with this scheme."),
    # what cannot be typed
    "sheet.number_range": N_("{name}: a whole number from {low} to {high}; anything else is not taken."),
    "sheet.pause_range": N_(
        "{name}: seconds from 0.01 to 1,000,000, or 0 for none; anything else is not taken."
    ),
    # saved tables
    "sheet.missing": N_("not defined, or too few to be given"),
    "sheet.about_scheme": N_("Scheme and version"),
    "sheet.about_window_s": N_("Seconds within which an answer counts"),
    "sheet.about_lag": N_("How many events later"),
    "sheet.about_permutations": N_("Permutations asked for where counts are small"),
    "sheet.about_pause_s": N_("Seconds without an event that count as a pause; empty without pauses"),
    "sheet.about_by_person": N_("Whether codes are told apart by who acts"),
    "sheet.about_no_repeats": N_("Whether no code can follow itself at once"),
    "sheet.about_periods": N_("Parts of the same length into which each observation is cut"),
    "sheet.about_seed": N_("Seed of everything that is drawn at random"),
    "sheet.about_counting_rule": N_("Which codings count"),
}
