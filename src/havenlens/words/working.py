"""Sentences about the work itself: signing in, keys, assignments, submitting, training."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "sign.wrong_pin": N_("That is not the PIN; try again, or ask whoever leads the study to take it off."),
    "sign.wait": N_("Wait {seconds} s, then try again."),
    "sign.pin_form": N_("A PIN has {shortest} to {longest} digits; choose another one."),
    "sign.pins_differ": N_("The two PINs are not the same; type both again."),
    "sign.courtesy": N_(
        "A PIN keeps apart the people who share this computer. It does not protect the data: whoever has the "
        "file can read it."
    ),
    "sign.locked": N_("Covered after {minutes} min without keys or mouse. Nothing is lost."),
    "sign.not_yours": N_(
        "This coding is {coder}'s, so it can be read but not changed; sign in as {coder} to go on with it."
    ),
    "keys.fixed": N_("The key for “{action}” is the same for everybody and cannot be changed."),
    "keys.kept": N_("{key} keeps its meaning: digits answer questions, Escape closes; choose another key."),
    "keys.not_a_letter": N_(
        "{key} cannot code “{action}”: take a letter by itself (not j, k, l, i, o), or a pedal or media key."
    ),
    "keys.letters_code": N_(
        "{key} cannot mean “{action}”, since letters by themselves are the scheme's codes; hold Ctrl or Alt."
    ),
    "keys.taken": N_("{key} means “{other}”; press Enter to swap the two, or choose another key."),
    "keys.set": N_("“{action}” is on {key} now."),
    "keys.swapped": N_("“{action}” is on {key} now, and “{other}” on {old}."),
    "keys.not_swapped": N_("{key} means “{other}”, which cannot be on {old}; choose another key."),
    "keys.press": N_("Press the new key for “{action}”; Escape leaves it as it is."),
    "work.not_open": N_("This coding is {status} already; there is nothing to hand in."),
    "work.not_complete": N_("This coding cannot be handed in yet; the list says what is missing ({n})."),
    "work.note_missing": N_("Say in the note why the coding goes back; its coder reads it."),
    "work.leads_only": N_("Only whoever leads the study can do this; sign in as a researcher."),
    "work.wrong_status": N_("This coding is {status}; choose one in the state that this applies to."),
    "work.nothing_to_assign": N_("Choose at least one observation and one coder."),
    "work.assigned": N_("{n} assigned, {there} were there already."),
    "work.ended_all": N_("Open states that end at {at} now: {n}."),
    "work.none_to_end": N_("No open state begins before {at}, where the recording ends, so none was ended."),
    "work.submitted": N_("Handed in. It can be read, and no longer changed."),
    "work.submitted_next": N_("Handed in. {keys} opens what is due next."),
    "work.returned": N_("Returned: {note}"),
    "work.read_only": N_("This coding is {status}, so it can be read but not changed."),
    "work.nothing_next": N_("Nothing else is assigned to {coder}; well done."),
    "work.nobody": N_("Say who is coding first: choose your name at the top right."),
    "work.nothing_missing": N_("Nothing is missing."),
    "work.blocking": N_("{n} to be done before this can be handed in."),
    "missing.label": N_("The stretch at {at} has no code yet."),
    "missing.end": N_("{code} · {who} from {at} is still open."),
    "missing.too_short": N_(
        "{code} · {who} at {at} lasts {seconds} s, less than the {least} s the scheme asks for."
    ),
    "missing.target": N_("{code} · {who} at {at}: at whom it is aimed is missing."),
    "missing.answer": N_("{code} · {who} at {at}: {modifier} is not answered."),
    "missing.outside": N_("{code} at {at} lies outside the recording, which goes from {start} to {end}."),
    "missing.bid_answer": N_("{code} at {at} has no answer linked; leave it so if none came."),
    "missing.answer_link": N_("{code} at {at} is not linked to what it answers."),
    "missing.gap": N_("{group} · {who}: nothing from {start} to {end}, though one must always hold."),
    "missing.sample": N_("Interval {n} at {at}: what {who} showed is not said."),
    "missing.recode": N_("The new scheme version asks to look for {choices}; say when that is done."),
    "missing.pass_empty": N_("Pass {number} ({groups}) has left no event."),
    "training.no_master": N_("This observation has no master coding with this scheme to compare with."),
    "training.not_handed_in": N_("Hand the coding in first; the master is shown then."),
    "training.omission": N_("Missed: {code} · {who}"),
    "training.extra": N_("Not in the master: {code} · {who}"),
    "training.wrong_code": N_("{code} in place of {master}"),
    "training.onset_late": N_("{code} begins {seconds} s too late"),
    "training.onset_early": N_("{code} begins {seconds} s too early"),
    "training.end_late": N_("{code} ends {seconds} s too late"),
    "training.end_early": N_("{code} ends {seconds} s too early"),
    "training.target": N_("{code}: aimed at {own}, in the master at {master}"),
    "training.link": N_("{code}: linked to another event than in the master"),
    "training.modifier": N_("{code}: {modifier} is {own}, in the master {master}"),
    "training.alike": N_("{alike} of {all} of the master's events are the same."),
    "training.hidden": N_("The master coding is shown once you have handed in your own."),
    "drill.right": N_("Right"),
    "drill.wrong": N_("That was {pressed}; it is {key}"),
    "drill.done": N_("You know all the keys ({n})."),
    "drill.score": N_("{presses} presses, {share}% right, {seconds} s for each"),
    "drill.hardest": N_("Hardest: {keys}"),
    "drill.unused": N_("Nothing is written; Escape ends the drill."),
    "plan.column": N_("{file} has no column {column}; it needs observation, scheme and coder."),
    "plan.empty": N_("{file} has no line below its heading; write one for each observation and coder."),
    "plan.row": N_("{file} line {line}: {problem}"),
    "plan.purpose": N_("{value} is no purpose; write one of {purposes}."),
    "plan.date": N_("{value} is not a date; write it as 2026-03-12."),
}
