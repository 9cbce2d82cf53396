"""What is said about coaching cycles: their steps, their clips and what is due."""

from __future__ import annotations

from havenlens.words.catalogue import N_, tr

STEPS = (N_("film"), N_("review"), N_("publish"), N_("respond"), N_("conference"), N_("plan"))
"""The steps of a cycle by their ids, marked here for translation."""

SENTENCES: dict[str, str] = {
    "cycle.per_year": N_("{n} cycles a year do not fit; choose {fewest} to {most}."),
    "cycle.bad_days": N_(
        "The steps of a cycle have to follow one another within its {days} days; correct the days."
    ),
    "cycle.complete": N_("This cycle is complete; start the next one."),
    "cycle.not_next": N_("“{step}” cannot be done yet, because “{next}” comes first; do or skip that."),
    "cycle.no_reason": N_("“{step}” was not skipped; say why in a few words."),
    "cycle.too_early": N_(
        "“{step}” cannot have been done on {day}, because the step before it was done on {last}; "
        "correct the day."
    ),
    "cycle.nothing_done": N_("No step of this cycle was done yet; there is nothing to take back."),
    "cycle.exists": N_("{teacher} has a cycle {number} already; choose another number."),
    "cycle.no_video": N_("{observation} has no video; choose an observation with one."),
    "cycle.gone": N_("This cycle is not in the study any more; open another one."),
    "cycle.clip_gone": N_("This clip is not in the cycle any more; choose another one."),
    "cycle.past_the_end": N_(
        "The clip ends at {end}, after the end of the video at {last}; choose an earlier end."
    ),
    "cycle.no_length": N_("The clip begins at {start} and ends there too; choose a later end."),
    "cycle.most_steps": N_("A plan has one or two steps, not {n}; keep the ones that matter most."),
    "cycle.most_evidence": N_("A document shows at most {most} numbers; leave one out."),
}


def step_name(step: str) -> str:
    """Name a step of a cycle in the reader's language."""
    return tr(str(step))
