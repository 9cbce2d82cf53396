"""Sentences about what is done with disagreements: moments, rulings, panels."""

from havenlens.words.catalogue import N_

SENTENCES = {
    # kinds of disagreement
    "kind.omission": N_("Omission"),
    "kind.wrong_code": N_("Wrong code"),
    "kind.boundary": N_("Boundary"),
    "kind.lag": N_("Lag"),
    "kind.detail": N_("Detail"),
    "kind.agreed": N_("Agreed"),
    "kind.score": N_("Score"),
    # what two coders disagree about
    "moment.omission": N_("{code} · {who}: coded by {coder}, not by {missed}."),
    "moment.wrong_code": N_("{who}: {one} for {first}, {other} for {second}."),
    "moment.onset": N_("{code} · {who}: begins {seconds} s later for {late} than for {early}."),
    "moment.onset_lag": N_(
        "{code} · {who}: begins {seconds} s later for {late} than for {early}, as is usual between the two."
    ),
    "moment.end": N_("{code} · {who}: ends {seconds} s later for {late} than for {early}."),
    "moment.end_lag": N_(
        "{code} · {who}: ends {seconds} s later for {late} than for {early}, as is usual between the two."
    ),
    "moment.target": N_("{code} · {who}: aimed at {one} for {first}, at {other} for {second}."),
    "moment.link": N_("{code} · {who}: not linked to the same event by {first} and {second}."),
    "moment.modifier": N_("{code} · {who}: {modifier} is {one} for {first}, {other} for {second}."),
    "moment.agreed": N_("{code} · {who}: coded by both."),
    "moment.stretch": N_("{who}, for {seconds} s: {one} for {first}, {other} for {second}."),
    "moment.score": N_("{dimension} · {unit}: {one} from {first}, {other} from {second}."),
    "moment.lag": N_(
        "{late} begins events {seconds} s later than {early}: the median of {n} matched events, of which "
        "{share} % lie that way."
    ),
    "moment.no_lag": N_("Onsets are alike: the median deviation is {seconds} s (matched events: {n})."),
    "moment.blind": N_(
        "{observation} is blind until both codings are handed in; that of {coder} is still {status}."
    ),
    "moment.not_a_pair": N_(
        "Two codings are compared where they are of the same observation, with the same scheme version, and "
        "by different attempts; choose two such codings."
    ),
    "moment.erased": N_("The events that this was about are not in the study any more."),
    "moment.gone": N_("That moment is not on the list any more; open the list again."),
    "moment.listed": N_("On the list for the meeting, as number {n}."),
    "moment.listed_already": N_("That is on the list for the meeting already, as number {n}."),
    # rulings
    "ruling.empty": N_("Write what was decided; it becomes a dated note in the codebook."),
    "ruling.note": N_("{text} ({observation}, {at})"),
    "ruling.made": N_("The ruling stands in the codebook of {scheme}, beside {codes}."),
    # panels
    "panel.too_few": N_("A panel needs two to five codings of one observation; chosen: {n}."),
    "panel.not_alike": N_(
        "A panel compares codings of one observation with one scheme version; choose such codings only."
    ),
    "panel.same_coder": N_("{coder} has more than one of the codings; choose one from each coder."),
    "panel.not_original": N_(
        "A consensus or a master made by a panel is no coding to begin from; choose the coders' own codings."
    ),
    "panel.closed": N_("This panel is closed; what it decided can be read but not changed."),
    "panel.undecided": N_("Moments not decided yet: {n}; decide them, or drop them with a reason."),
    "panel.nothing_chosen": N_("Vote with a digit for each coder, or choose what it is in the list below."),
    "panel.bad_time": N_("Write times as 0:12.500, and an end that is not before the onset."),
    "panel.no_reason": N_("Say why in a few words; whoever learns from this coding reads it."),
    "panel.gone": N_("That moment is not part of this panel any more; open the panel again."),
    "panel.nothing_to_undo": N_("Nothing has been decided yet, so there is nothing to undo."),
    "panel.in_the_way": N_("This does not fit what is decided around it: {why}"),
    "panel.progress": N_("{done} of {all} decided · {agreed} agreed from the start"),
    "panel.done": N_("Everything is decided; close the panel to hand the coding in."),
    "panel.used": N_(
        "This coding has been compared in a panel, so it stays as it was coded; decide in the panel instead."
    ),
}
