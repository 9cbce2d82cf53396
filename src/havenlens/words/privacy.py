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
    "mask.unconfirmed": N_(
        "{count} proposed masks wait for a person, the first at {at}; confirm or remove each of them first."
    ),
    "cover.endless": N_("The covered sound from {start} on has no end; say until when it is covered."),
    "cover.no_time": N_("The covered sound at {start} ends where it starts; give it a later end."),
    "consent.lacks": N_("{person} in “{clip}” allows {has}, not {needed}."),
    "consent.none_recorded": N_("For {person} in “{clip}” no consent holds; {needed} is needed."),
    "consent.refused": N_(
        "Nothing was written: {lacks} Hide them in the clip, record their consent, or let an authorised "
        "coach give a reason."
    ),
    "consent.not_authorised": N_(
        "{coach} may not pass over a missing consent; ask whoever leads the study to allow it."
    ),
    "consent.no_reason": N_("Passing over a missing consent needs a reason; write it down."),
    "retention.no_files": N_("The video of {observation} is not on this disk; there is nothing to delete."),
    "retention.not_due": N_(
        "The video of {observation} may stay until {until}; give a reason to delete it before."
    ),
    "retention.stuck": N_(
        "{path} could not be deleted; close what plays it, and check that you may write there."
    ),
    "library.no_note": N_("“{clip}” has no note what to watch for; write one."),
}

_ALLOWED = {
    "none": N_("nothing"),
    "coding": N_("coding"),
    "feedback": N_("coach feedback"),
    "exemplar": N_("use as an exemplar"),
    "publication": N_("publication"),
}


def allows(level: str) -> str:
    """Say what a level of consent allows.

    >>> allows("exemplar")
    'use as an exemplar'
    """
    return tr(_ALLOWED[str(level)])
