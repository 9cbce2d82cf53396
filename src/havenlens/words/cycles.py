"""What is said about coaching cycles: their steps, their clips and what is due."""

from __future__ import annotations

from havenlens.words.catalogue import N_, tr

STEPS = (N_("film"), N_("review"), N_("publish"), N_("respond"), N_("conference"), N_("plan"))
"""The steps of a cycle by their ids, marked here for translation."""

_ACTORS = (N_("teacher"), N_("coach"))

_COLUMNS = (
    ("teacher", N_("Teacher")),
    ("coach", N_("Coach")),
    ("cycle", N_("Cycle")),
    ("year", N_("School year")),
    ("complete", N_("Complete")),
    ("filmed_on_time", N_("Filmed on time")),
    ("clips_count", N_("Clips")),
    ("clip_seconds", N_("Clips, s")),
    ("prompts_strength", N_("Working well")),
    ("prompts_look_again", N_("Worth another look")),
    ("prompts_link", N_("Cause and effect")),
    ("words_per_prompt", N_("Words per prompt")),
    ("lint_warnings", N_("Hints left")),
    ("teacher_responded", N_("Answered")),
    ("response_words", N_("Words in answers")),
    ("conference_minutes", N_("Conference, min")),
    ("plan_present", N_("Plan made")),
    ("previous_plan_reviewed", N_("Last plan reviewed")),
    ("days_from_film_to_publish", N_("Days to publish")),
    ("days_total", N_("Days in all")),
    ("exemplar_minutes", N_("Exemplar, min")),
    ("teacher_usefulness_rating_1_5", N_("Usefulness, 1–5")),
    ("cycles", N_("Cycles")),
    ("cycles_completed", N_("Completed")),
    ("share_within_length", N_("Completed in time")),
    ("exemplar_minutes_watched", N_("Exemplar, min")),
    ("teacher_usefulness_rating_1_5_mean", N_("Usefulness, 1–5 (mean)")),
)
"""The columns of the fidelity log by their names in files."""

SENTENCES: dict[str, str] = {
    "cycle.per_year": N_("{n} cycles a year do not fit; choose {fewest} to {most}."),
    "cycle.bad_days": N_(
        "The steps of a cycle have to follow one another within its {days} days; correct the days."
    ),
    "cycle.no_clips_yet": N_("This cycle has no clips yet; choose them in the review."),
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
    "cycle.short_clip": N_("{seconds} s is short; from {least} s on there is something to see."),
    "cycle.long_clip": N_("{seconds} s is long; up to {most} s is watched to the end."),
    "cycle.suggest_repaired": N_(
        "{adult} turns to {child} at {at}, after {n} signals without an answer that met the need."
    ),
    "cycle.suggest_answered": N_("{child} signals, and {adult} answers warmly at {at}, after {seconds} s."),
    "cycle.suggest_unasked": N_("{adult} turns to {child} at {at} without being asked."),
    "cycle.suggest_missed": N_(
        "{child} signals from {first} to {last} ({n}×) and gets no answer that meets the need."
    ),
    "cycle.suggest_missed_repaired": N_(
        "{child} signals from {first} to {last} ({n}×) without an answer that meets the need; {adult} makes "
        "good for it at {at}."
    ),
    "cycle.suggest_relief": N_("{code} by {adult} at {at}; {seconds} s later {child} settles."),
    "cycle.no_way_back": N_("There is nothing to take back on this page."),
    "cycle.taken_back": N_("Taken back: {what}."),
    "cycle.no_coach": N_("Nobody in this study coaches yet; add a coder first."),
    "cycle.started": N_("Cycle {number} of {teacher} has begun."),
    "cycle.step_done": N_("{teacher}: “{step}” was done on {day}."),
    "cycle.step_skipped": N_("{teacher}: “{step}” is skipped."),
    "cycle.step_taken_back": N_("{teacher}: “{step}” is open again."),
    "cycle.pressed_twice": N_("The same press twice counts once."),
    "cycle.marked": N_("Marked at {at}: {start} to {end}. 1, 2 or 3 puts it into a block."),
    "cycle.assigned": N_("{at} belongs to “{block}”."),
    "cycle.nothing_left": N_("Nothing would be left at {at}; go to a frame inside the clip."),
    "cycle.take_first": N_("This is only suggested; press Enter to take it, then trim it."),
    "cycle.trimmed": N_("{start} to {end}, {seconds} s."),
    "cycle.chosen": N_("“{block}” has a clip from {start} to {end}. Now the prompt."),
    "cycle.removed": N_("{at} is removed; Ctrl+Z brings it back."),
    "cycle.still_outside": N_(
        "This frame lies outside the clip that begins at {start}; go to one inside it."
    ),
    "cycle.still_set": N_("The frame at {at} stands for the clip on paper."),
    "cycle.choose_first": N_("Choose a mark or a clip first: in the list, on the strip, or with ↑ and ↓."),
    "cycle.no_video_yet": N_("This cycle has no video yet; choose one under “Around the clips”."),
    "cycle.gap_no_strength": N_("There is no clip that shows what works well; choose one."),
    "cycle.gap_no_look_again": N_("There is no clip that is worth another look; choose one."),
    "cycle.gap_no_link": N_("There is no clip of cause and effect; choose one."),
    "cycle.gap_no_title": N_("The document has no title."),
    "cycle.gap_no_focus": N_("No focus is chosen."),
    "cycle.gap_no_opening": N_("The document has no opening sentence."),
    "cycle.gap_unconfirmed": N_("Clip {clip}: nobody has confirmed {n} of its masks; look at each of them."),
    "cycle.gap_no_prompt": N_("Clip {clip} says nothing about what was seen."),
    "cycle.gap_no_question": N_("Clip {clip} has no question."),
    "cycle.gap_no_clip_title": N_("Clip {clip} has no title."),
    "cycle.gap_nobody": N_("Nobody is named in clip {clip}, so nobody's consent can be checked."),
    "cycle.gap_no_lines": N_("Clip {clip} has no spoken lines beside it."),
    "cycle.gap_no_alternative": N_("Clip {clip} does not say what its still picture shows."),
    "cycle.gap_long_prompt": N_("The prompt of clip {clip} has {n} words; up to {most} are easy to read."),
    "cycle.gap_length": N_("Clip {clip} is shorter or longer than people watch well."),
    "cycle.nothing_missing": N_("Nothing is missing."),
    "cycle.writing_stopped": N_("Stopped; nothing was written."),
    "cycle.most_evidence": N_("A document shows at most {most} numbers; leave one out."),
}


def step_name(step: str) -> str:
    """Name a step of a cycle in the reader's language."""
    return tr(str(step))


def actor_name(actor: str) -> str:
    """Name who acts in a step: ``teacher`` or ``coach``; what is already a name is given as it is."""
    return tr(actor) if actor in _ACTORS else actor


def column_name(column: str) -> str:
    """Name a column of the fidelity log."""
    return tr(dict(_COLUMNS)[column])
