"""What is said about consent, masks, retention and who opened what."""

from __future__ import annotations

from havenlens.words.catalogue import N_, tr

SENTENCES: dict[str, str] = {
    "mask.outside_picture": N_(
        "The box {box} leaves the picture; keep left + width and top + height within 0 to 1."
    ),
    "mask.empty_box": N_("The box {box} hides nothing; give it a width and a height above 0."),
    "mask.no_box": N_("The mask from {start} on has no box; draw at least one."),
    "mask.same_moment": N_("The mask has two boxes at {at}; keep one of them."),
    "mask.cells": N_("A mask of {cells} cells a side would show too much or nothing; choose 1 to {most}."),
    "mask.endless": N_("The mask from {start} on has no end; say until when it hides."),
    "mask.no_time": N_("The mask at {start} ends where it starts and hides nothing; give it a later end."),
    "mask.missing_part": N_("The mask does not say its “{part}”; add it."),
    "mask.bad_part": N_("“{value}” is no “{part}” of a mask; see the guide on clips and masks for what is."),
    "mask.unknown_part": N_("“{part}” is nothing a mask says; it says {known}."),
    "mask.bad_json": N_("This is no valid JSON; check the brackets, the commas and the quotes there."),
    "mask.none_in_file": N_("There is no mask in this file; write at least one, as the guide shows."),
    "mask.beside_clip": N_(
        "The mask from {start} to {end} lies outside the clip and hides nothing; correct its times."
    ),
    "mask.unconfirmed": N_(
        "Proposed masks wait for a person ({count}, the first at {at}); confirm or remove each of them first."
    ),
    "cover.endless": N_("The covered sound from {start} on has no end; say until when it is covered."),
    "cover.no_time": N_("The covered sound at {start} ends where it starts; give it a later end."),
    "consent.nobody_named": N_(
        "Nothing was written: nobody has said who is in “{clip}”; tick them beside the clip first."
    ),
    "consent.lacks": N_("{person} in “{clip}” allows {has}, not {needed}."),
    "consent.none_recorded": N_("For {person} in “{clip}” no consent holds; {needed} is needed."),
    "consent.heard": N_(
        "{person} is heard in “{clip}” and allows {has}, not {needed}; a box hides no voice, so cover the "
        "sound."
    ),
    "consent.refused": N_(
        "Nothing was written: {lacks} Hide them in the clip, record their consent, or let an authorised "
        "coach give a reason."
    ),
    "consent.not_authorised": N_(
        "{coach} may not pass over a missing consent; ask whoever leads the study to allow it."
    ),
    "consent.no_reason": N_("Passing over a missing consent needs a reason; write it down."),
    "consent.nobody": N_("Nobody in the study is called “{person}”; there are: {labels}."),
    "consent.no_level": N_("“{level}” is no level of consent; choose {levels}."),
    "consent.ends_before": N_("Consent from {first} cannot end on {last}; choose a later last day."),
    "consent.recorded": N_("{person} allows {level} from {day} on."),
    "consent.recorded_until": N_("{person} allows {level} from {day} to {last}."),
    "consent.override_given": N_("{coach} may pass over a missing consent from now on, with a reason."),
    "consent.override_ended": N_("{coach} may no longer pass over a missing consent."),
    "consent.sign_in_first": N_("Say who you are first: whoever passes over a missing consent is logged."),
    "consent.somebody_is_seen": N_("Somebody is seen or heard in every clip; tick the others first."),
    "key.unreadable": N_("{path} cannot be read; check where it is, and that you may open it."),
    "key.not_text": N_("{path} is no text in UTF-8; save the table as CSV in UTF-8."),
    "key.no_column": N_("{path} has no column “{column}”; its first line has to be label,name."),
    "key.half_row": N_("Line {line} of {path} has a label or a name only; write both, or neither."),
    "key.label_twice": N_("Line {line} of {path} names {label} for the second time; keep one of them."),
    "key.empty": N_("{path} names nobody; write a line with a label and a name for each person."),
    "key.beside_study": N_(
        "The key file lies in the study's folder, so whoever copies that has the names; keep it elsewhere."
    ),
    "key.shown": N_("{known} of {people} names are shown; they are kept nowhere."),
    "retention.set": N_("The video of {observation} may stay until {until}."),
    "retention.by_rule": N_("The video of {observation} may stay as long as the study's rule says."),
    "retention.no_date": N_("“{text}” is no day; write it as 2026-05-31, or none for the study's rule."),
    "retention.deleted": N_("The video of {observation} is deleted; codings, ratings and texts stay."),
    "access.saved": N_("The log was saved as {path}."),
    "retention.no_files": N_("The video of {observation} is not on this disk; there is nothing to delete."),
    "retention.not_due": N_(
        "The video of {observation} may stay until {until}; give a reason to delete it before."
    ),
    "retention.no_last_day": N_("The video of {observation} has no last day; give a reason to delete it."),
    "retention.stuck": N_(
        "{path} could not be deleted; close what plays it, and check that you may write there."
    ),
    "mask.none_here": N_("There is no keyframe on this frame; Shift+Delete removes the whole box."),
    "mask.choose_first": N_("Choose a box first, or draw one on the picture."),
    "mask.off_span": N_("The box does not hide anything at this frame; draw its span longer first."),
    "mask.found": N_("Faces found: {n}; look at each and confirm or remove it."),
    "mask.none_found": N_("No face was found; draw a box where somebody must not be seen."),
    "mask.none_wait": N_("No proposal waits any more."),
    "mask.some_wait": N_(
        "Proposed boxes that still wait: {n}; nothing leaves until each is confirmed or removed."
    ),
    "mask.search_ended": N_("The search was ended; nothing was changed."),
    "cover.no_end": N_("The sound cover has to end after {start}; go on and press O again."),
    "library.no_clip": N_("Open a cycle that has clips first; one of them can go into the library."),
    "library.added": N_("“{clip}” is in the library."),
    "library.removed": N_("“{clip}” was taken out of the library; Ctrl+Z brings it back."),
    "library.used": N_("“{clip}” is what {teacher} is asked to watch."),
    "library.nobody": N_(
        "Nobody is named in “{clip}”, and nobody belongs to its observation; say who is seen in it first."
    ),
    "library.no_note": N_("“{clip}” has no note what to watch for; write one."),
}

_ACTIONS = (
    ("opened", N_("opened")),
    ("exported", N_("exported")),
    ("sent", N_("sent")),
    ("took_in", N_("took in")),
    ("overrode", N_("passed over a missing consent")),
    ("deleted", N_("deleted a video")),
    ("allowed", N_("wrote down a consent")),
)

_DETAILS = (
    ("file", N_("file")),
    ("bytes", N_("size")),
    ("files", N_("files")),
    ("has", N_("allows")),
    ("needed", N_("needed")),
    ("level", N_("allows")),
    ("from", N_("from")),
    ("to", N_("to")),
    ("answers", N_("answers")),
    ("struck", N_("struck clips")),
    ("by", N_("by")),
)

_ALLOWED = (
    ("none", N_("nothing")),
    ("coding", N_("coding")),
    ("feedback", N_("coach feedback")),
    ("exemplar", N_("use as an exemplar")),
    ("publication", N_("publication")),
)


def allows(level: str) -> str:
    """Say what a level of consent allows.

    >>> allows("exemplar")
    'use as an exemplar'
    """
    return tr(dict(_ALLOWED)[str(level)])


def action_name(action: str) -> str:
    """Name what somebody did, as the log says it.

    >>> action_name("took_in")
    'took in'
    """
    return tr(dict(_ACTIONS)[str(action)])


def action_names() -> dict[str, str]:
    """Name every kind of action, in the order in which they are offered."""
    return {action: tr(words) for action, words in _ACTIONS}


def detail_name(name: str) -> str:
    """Name a detail of a line of the log; what is not known is named by itself."""
    known = dict(_DETAILS)
    return tr(known[name]) if name in known else name
