"""Sentences of the codebook: a scheme as people read it."""

from havenlens.words.catalogue import N_

_PAGE = {
    "codebook.codebook": N_("Codebook"),
    "codebook.document_title": N_("{name} · codebook, version {version}"),
    "codebook.version": N_("version {version}"),
    "codebook.hash": N_("measures {hash}"),
    "codebook.ages": N_("ages: {ages}"),
    "codebook.used_for": N_("for: {contexts}"),
    "codebook.glance": N_("At a glance"),
    "codebook.roles": N_("Roles"),
    "codebook.plan": N_("How an observation is coded"),
    "codebook.codes": N_("Codes"),
    "codebook.ratings": N_("Ratings"),
    "codebook.modifiers": N_("Questions about events"),
    "codebook.results": N_("What is computed"),
    "codebook.rules": N_("Rules"),
    "codebook.notes": N_("Notes"),
    "codebook.dated": N_("Dated notes"),
    "codebook.sources": N_("Sources"),
    "codebook.targets": N_("How far coders should agree"),
    "codebook.rating_procedure": N_("How to rate"),
    "codebook.aggregation": N_("How ratings are put together"),
    "codebook.domains": N_("Domains"),
    "codebook.starts": N_("Starts"),
    "codebook.ends": N_("Ends"),
    "codebook.include": N_("Counts"),
    "codebook.exclude": N_("Does not count"),
    "codebook.example": N_("Example"),
    "codebook.note": N_("Note"),
    "codebook.look_for": N_("Look for"),
    "codebook.no_score": N_("No score"),
    "codebook.also": N_("also called {names}"),
    "codebook.many": N_("several people can hold it"),
    "codebook.one_state": N_("one state at a time for each person"),
    "codebook.always_one": N_("one of its states always holds"),
    "codebook.not_exclusive": N_("excludes nothing"),
    "codebook.point": N_("point"),
    "codebook.state": N_("state"),
    "codebook.shortest": N_("at least {seconds} s"),
    "codebook.target_required": N_("a target must be given"),
    "codebook.class": N_("class {name}"),
    "codebook.people": N_("{actors} → {targets}"),
    "codebook.asked_now": N_("asked at once"),
    "codebook.asked_walk": N_("asked in the walk"),
    "codebook.required": N_("must be answered"),
    "codebook.after_miss": N_("only after a bid that was missed"),
    "codebook.asked_about": N_("about {codes}"),
    "codebook.several": N_("several answers can be given"),
    "codebook.number": N_("a number"),
    "codebook.from_to": N_("a number from {low} to {high}"),
    "codebook.at_least": N_("a number from {low} on"),
    "codebook.at_most": N_("a number up to {high}"),
    "codebook.in_unit": N_("{number}, in {unit}"),
    "codebook.text": N_("a few words"),
    "codebook.lower_better": N_("lower is better"),
    "codebook.higher_better": N_("higher is better"),
    "codebook.scale": N_("from {low} to {high}"),
    "codebook.band": N_("{name} {low}–{high}"),
    "codebook.mean_of": N_("the mean of {members}"),
    "codebook.pass": N_("Pass {number}: {groups}"),
    "codebook.dated_by": N_("{day}, {author}"),
    "codebook.footer": N_("{name} {version}"),
    "codebook.page": N_("{page} of {pages}"),
    "codebook.draft": N_(
        "This scheme is a draft: nobody has shown yet that it measures what it is meant to."
    ),
    "codebook.mark_key": N_(
        "Points are marks with their letter, one shape for each group; states are bars. No colour is ever "
        "the only sign."
    ),
    "codebook.no_format": N_("{path} is no codebook; give it a name that ends in .html or .pdf."),
}

_UNITS = {
    "codebook.continuous": N_("The whole observation is coded without a break."),
    "codebook.cycle": N_("It is coded and rated in cycles."),
    "codebook.segment": N_("It is coded in segments."),
    "codebook.interval": N_("It is coded in intervals."),
    "codebook.episode": N_("Each episode is rated as a whole."),
    "codebook.clip": N_("Short clips are marked."),
    "codebook.length": N_("Each lasts {seconds} s."),
    "codebook.momentary": N_("At each mark, what holds at that moment is coded."),
    "codebook.partial_interval": N_("In each interval, what occurs at all is coded."),
    "codebook.min_units": N_("At least {n} of them are made."),
    "codebook.rate_each": N_("Every unit is rated."),
    "codebook.double_share": N_("{share}% of the observations are coded twice."),
}

_RECIPES = {
    "codebook.of_class": N_("the class {name}"),
    "codebook.of_group": N_("the group {name}"),
    "codebook.with_need": N_("{what} (with a need only)"),
    "codebook.response_window": N_(
        "Each event of {given} is a bid; its answer is the first of {target} within {seconds} s of its "
        "{edge}."
    ),
    "codebook.onset": N_("onset"),
    "codebook.offset": N_("offset"),
    "codebook.addressed": N_("Only the person addressed can answer."),
    "codebook.anyone": N_("Anybody can answer."),
    "codebook.link_wins": N_("A link that the coder set wins over the window."),
    "codebook.sensitive": N_("Answers of these classes are sensitive: {classes}."),
    "codebook.sweep": N_("Counted again with windows of {windows} s."),
    "codebook.split_by": N_("Split by {what}."),
    "codebook.the_code": N_("code"),
    "codebook.episode_recipe": N_(
        "Bids of “{builds_on}” by one person at most {seconds} s apart are one episode."
    ),
    "codebook.resolved_by": N_("It is resolved by {what}."),
    "codebook.repair_recipe": N_(
        "An episode of “{builds_on}” without a sensitive answer is a miss; {by} towards that person repairs "
        "it within {seconds} s."
    ),
    "codebook.while_in": N_("Later too, while the person is in {states}."),
    "codebook.explicit": N_("It is explicit where {modifier} is {option}."),
    "codebook.chain_recipe": N_(
        "Around one person ({role}), these steps in order, each at most {seconds} s after the last: {steps}."
    ),
    "codebook.optional": N_("{step} (may be missing)"),
    "codebook.opens_with": N_("It opens with {what}."),
    "codebook.breaks": N_("Breaks are {what}."),
    "codebook.lag_sequential": N_(
        "Whether {target} follows {given} within {seconds} s more often than by chance, in bins of {bin} s."
    ),
    "codebook.per_subject": N_("The results of “{builds_on}” for each {role}, rates from {least} bids on."),
    "codebook.domain_mean": N_(
        "The mean of {domains}; where lower is better, scores are turned round first."
    ),
    "codebook.class_ratio": N_("How many of {numerator} there are for each of {denominator}."),
    "codebook.add_half": N_("Half an event is added to both."),
    "codebook.class_share": N_("The share of {numerator} in {denominator}."),
    "codebook.per_target_share": N_("How {events} are spread over the people in the role {role}."),
    "codebook.rate_per_minute": N_("How many of {events} there are for each minute of {states}."),
    "codebook.dyad": N_("Both people's {ratings}, side by side."),
    "codebook.state_share": N_("The time in {states}, in seconds and as a share."),
    "codebook.modifier_share": N_("How the answers to {modifier} are spread over {events}."),
    "codebook.match_in_state": N_(
        "What the other person does of {moves} while somebody is in a state, and whether it fits: {fits}."
    ),
    "codebook.fit": N_("{state} with {moves}"),
    "codebook.counter": N_("These fit no state: {what}."),
    "codebook.latency": N_("The time from a fitting move of “{builds_on}” to the first of {to}."),
    "codebook.interval_correlation": N_(
        "How {x} and {y} go together over the intervals, {y} taken {lags} intervals later."
    ),
    "codebook.count_by_code": N_("How often each of {events} occurs."),
}

SENTENCES = _PAGE | _UNITS | _RECIPES
