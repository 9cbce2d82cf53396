"""Sentences about what became of a scheme's codes in its next version, and about recoding."""

from havenlens.words.catalogue import N_

_WRONG = {
    "map.uncovered": N_("{code} of version {version} has no place in the map; say what became of it."),
    "map.covered_twice": N_("{code} stands in the map twice; keep one of the two."),
    "map.unknown_old": N_("Version {version} has no code {code}; take it out of the map."),
    "map.unknown_target": N_(
        "{code} goes to {target}, which version {version} does not have; choose another."
    ),
    "map.wants_one": N_("{code} needs one code to go to; choose it."),
    "map.wants_several": N_("{code} is split, which takes at least two different codes; choose them."),
    "map.wants_none": N_("{code} is dropped, but goes to {target}; leave that out."),
    "map.kept_elsewhere": N_("{code} is kept, but goes to {target}; call it renamed or merged."),
    "map.merged_alone": N_("Nothing but {code} goes to {target}; call it renamed."),
    "map.renamed_shared": N_("{code} is renamed to {target}, but so is another code; call both merged."),
    "map.kind_differs": N_(
        "{code} is a {kind} in version {version}, but {target} is a {other_kind}: its events cannot be taken "
        "over; drop it, and {target} is looked for anew."
    ),
}

_POOLS = {
    "map.pools_kept": N_("Code by code, these pool with version {version}: {codes}."),
    "map.pools_renamed": N_("{code} is called {target} now, and pools under that name."),
    "map.pools_merged": N_("{codes} pool only together, as {target}."),
    "map.pools_with_care": N_("{code} pools, but with care: {changed} changed."),
    "map.not_split": N_(
        "{code} was split into {targets}; neither it nor they pool until its events are labelled again."
    ),
    "map.not_dropped": N_(
        "{code} is not coded any more; its events stay in the codings of version {version}."
    ),
    "map.not_new": N_("New, with nothing to pool with: {codes}."),
    "map.pools_groups": N_("Whole groups that pool: {groups}."),
    "map.not_groups": N_("Whole groups that do not pool: {groups}."),
    "map.pools_modifiers": N_("Modifiers that pool: {modifiers}."),
    "map.pools_modifier_for": N_("The modifier {modifier} pools for these codes only: {codes}."),
    "map.not_modifiers": N_("Modifiers that do not pool: {modifiers}."),
    "map.pools_dimensions": N_("Ratings that pool: {dimensions}."),
    "map.not_dimensions": N_("Ratings that do not pool: {dimensions}."),
}

_RECODING = {
    "recode.gone": N_("This item is not in the queue any more; look at the list again."),
    "recode.done_already": N_("This item was answered already."),
    "recode.no_such_choice": N_("{code} is no choice for this item; take one of: {choices}."),
    "recode.made": N_("Things to look at again: {items}; codings that they are in: {codings}."),
    "recode.nothing": N_("Every event was taken over; there is nothing to code again."),
    "recode.unanswered": N_(
        "Answers that the new version does not take are left out, and their codings are in progress again: "
        "{answers}."
    ),
    "recode.lost_answers": N_("{code} · {question}: {answers}"),
    "recode.left_out": N_(
        "The new version does not take these answers, so they were left out: {answers}. "
        "Look whether another answer fits."
    ),
    "recode.which": N_("What was {code} at {at} by {who}: {choices}?"),
    "recode.look_for": N_("Look through the whole observation for {code}."),
}

SENTENCES = _WRONG | _POOLS | _RECODING
