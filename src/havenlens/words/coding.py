"""Sentences a coder meets: what a key did, and why it was refused."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "coding.added": N_("{code} · {who} · {at}"),
    "coding.begun": N_("{code} · {who} · from {at}, open"),
    "coding.begun_until": N_("{code} · {who} · {at} to {end}, where the next state begins"),
    "coding.always_one": N_(
        "{code} is not ended, since {group} always has one state; press the key of the one that comes next."
    ),
    "coding.split_instead": N_("Split it: {code} goes on from {at} to {end}"),
    "coding.goes_on_instead": N_("{other} goes on from {at} to {end}"),
    "coding.between_instead": N_("Put it between: {other} goes on when {key} ends {code}"),
    "coding.kept": N_("{code} stays as it is"),
    "coding.no_such_choice": N_("There is no choice {key}; take one that is shown, or go on coding."),
    "coding.not_in_pass": N_("{code} belongs to another pass than {name}; Ctrl+P changes the pass."),
    "coding.pass_begun": N_("Pass: {name}"),
    "coding.write_with_enter": N_("{modifier} takes words; press Enter to write them."),
    "coding.segment_kept": N_("{at} to {end} is marked, to be labelled later"),
    "coding.coded_span": N_("{code} · {who} · {at} to {end}"),
    "coding.sampled": N_("Interval {n} · {who}: {code}"),
    "coding.out_before_in": N_("Mark where the stretch begins first, with I, before this moment."),
    "coding.marked_in": N_("A stretch begins at {at}; O marks where it ends."),
    "coding.marked_span": N_("{at} to {end}: a letter codes it, Enter keeps it to be labelled later."),
    "coding.nothing_chosen": N_("No event is selected; select one in the table or on the timeline."),
    "coding.no_bid_before": N_("{code}: there is no bid in the two minutes before it that it could answer."),
    "coding.no_thread": N_("Select a bid, or a response that is linked to one, to play them together."),
    "coding.presence_not_here": N_("Who is off camera cannot be noted in a coding that is read only."),
    "coding.absence_taken_back": N_("{who} was not off camera after all"),
    "coding.off_camera": N_("{who} is off camera from {at}; Alt+O again when back."),
    "coding.back_on_camera": N_("{who} is on camera again from {at}"),
    "coding.walk_done": N_("The walk is done: nothing is blank any more."),
    "coding.walk_nothing": N_("Nothing is blank: there is nothing to walk through."),
    "coding.walk_left": N_("The walk is over; blanks passed by: {n}."),
    "coding.walk_at": N_("Walk: {left} left · {code} · {who} · {at}"),
    "coding.walk_label": N_("Walk: {left} left · {at} to {end} waits for a code; press its letter."),
    "coding.sample_at": N_("Interval {n} of {count} · {start}–{end} · {who}"),
    "coding.samples_done": N_("Every interval is coded."),
    "coding.sampling_off": N_("Sampling is off; Ctrl+Shift+P turns it on."),
    "coding.left_blank": N_("Left blank."),
    "coding.begun_ending": N_("{code} · {who} · from {at}; {other} ended here"),
    "coding.replaced": N_("{code} · {who} · from {at}, in place of {other}"),
    "coding.took_over": N_("{code} · {who} · {at} to {end}, taken from {other}"),
    "coding.ended": N_("{code} · {who} · ended {at} after {seconds} s"),
    "coding.restarted": N_("{code} · {who} · ended and begun again at {at}"),
    "coding.answered": N_("{code} · {modifier}: {option}"),
    "coding.edited": N_("{code} changed"),
    "coding.unchanged": N_("{code} is as it was"),
    "coding.deleted": N_("Deleted: {what}"),
    "coding.undone": N_("Undone: {what}"),
    "coding.redone": N_("Done again: {what}"),
    "coding.nothing_to_undo": N_("There is nothing to undo."),
    "coding.nothing_to_redo": N_("There is nothing to do again."),
    "coding.no_question": N_("Digits answer a question, and none is open; a letter codes."),
    "coding.no_such_option": N_("{modifier} has no answer {key}; choose one that is shown."),
    "coding.number_too_large": N_(
        "{modifier} goes up to {most}, so {typed} is no answer; Backspace takes the last digit back."
    ),
    "coding.number_too_small": N_(
        "{modifier} begins at {least}, so {typed} is no answer; type on, or take digits back with Backspace."
    ),
    "coding.repeated": N_("{code}: the same key again within 0.3 s was ignored."),
    "coding.nobody_in_role": N_(
        "{code}: nobody is cast as {role}; add a person to that role in this coding."
    ),
    "coding.say_who": N_("{code}: say who first, with F2 to F9: {people}."),
    "coding.ends_before_start": N_("{code} begins at {onset}; go forward past that moment to end it."),
    "coding.unknown_code": N_("{scheme} has no code {code}; import with the scheme version it was coded in."),
    "coding.unknown_person": N_("Nobody in this observation is called {person}; add the person first."),
    "coding.unknown_dimension": N_("{scheme} has no rating {dimension}; check the name."),
    "coding.score_outside": N_("{score} lies outside the scale {low} to {high} of {dimension}; correct it."),
    "coding.score_or_reason": N_(
        "{dimension} in cycle {n} needs a score or a reason why there is none; fill in one of the two."
    ),
    "coding.rated_twice": N_("{dimension} is rated twice in cycle {n}; remove one of the two."),
    "coding.coded_already": N_(
        "{observation} is coded already by {coder} with {scheme}; import it for another coder or purpose."
    ),
    "coding.point_has_length": N_("{code} at {onset} marks a moment and cannot have an end; remove the end."),
    "coding.state_without_length": N_("{code} at {onset} is a state and must end after it begins."),
    "coding.ends_early": N_(
        "An event cannot end ({offset}) before it begins ({onset}); correct one of the two."
    ),
    "coding.actor_not_allowed": N_("{code} at {onset}: this person cannot show it in this scheme."),
    "coding.target_not_allowed": N_("{code} at {onset}: it cannot be aimed at this person in this scheme."),
    "coding.modifier_not_allowed": N_("{code} cannot have {modifier} = {option} in this scheme."),
    "coding.overlap": N_(
        "{code} would overlap {other} from {onset}, which it excludes; shorten one of them."
    ),
    "coding.not_open": N_(
        "This coding is {status}, so it can be read but not changed; begin a coding of your own in Study."
    ),
    "coding.read_only": N_(
        "The study is open to read, so nothing was coded; close it where else it is open, and open it again."
    ),
    "coding.open_state": N_("{code} · {who} open {seconds} s · {key} ends it"),
    "coding.resumed": N_("Back at {at}. Still open: {states}. Backspace replays the last 5 seconds."),
    "coding.resumed_nothing_open": N_("Back at {at}. Backspace replays the last 5 seconds."),
    "coding.counts": N_("Events: {n} · F1 keys"),
    "coding.gone": N_("This event is no longer there; choose another one."),
    "coding.same_time": N_("The next code gets the time of the last event, {at}"),
    "coding.own_time": N_("The next code gets the time of its own frame."),
    "coding.nothing_to_comment": N_("There is no event to comment on; code one first, or select one."),
    "coding.no_frame": N_(
        "No frame of the video is on the screen, so there is no time to take and nothing was done; wait "
        "until it shows."
    ),
    "coding.no_last_event": N_("There is no last event to take the time from; code one first."),
    "coding.link_nowhere": N_("The event at {onset} can only be linked to another event of this coding."),
}
