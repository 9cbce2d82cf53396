"""Sentences a coder meets while editing: what changed, and why something was refused."""

from __future__ import annotations

from havenlens.words.catalogue import N_, ntr

SENTENCES = {
    "editing.split": N_("{what} split at {at}; answers, link and comment stay with the first part"),
    "editing.split_outside": N_(
        "None of the selected events lasts over {at}; move the playhead inside a selected state to split it."
    ),
    "editing.merged": N_("{code}: {n} events are one now, {at} to {end}"),
    "editing.nothing_to_merge": N_(
        "There is no later event of the same code and person to merge with; select two or more of them."
    ),
    "editing.merge_differs": N_(
        "Only events of the same code and the same person can be merged; select such events."
    ),
    "editing.merge_points": N_("{code} marks moments, which cannot be merged; delete the one too many."),
    "editing.shifted": N_("{n} moved in time; the first one begins at {at}"),
    "editing.moved": N_("{what} moved to {who}, {at}"),
    "editing.leaves_film": N_(
        "{code} at {onset} would lie outside the recording ({start} to {end}), so nothing was moved; "
        "move by less."
    ),
    "editing.leaves_start": N_(
        "{code} at {onset} would lie before the beginning ({start}), so nothing was moved; move by less."
    ),
    "editing.set": N_("{what}: {n} changed"),
    "editing.as_they_were": N_("{n} selected, and all of them are as they were"),
    "editing.nothing_selected": N_("No event is selected; select one in the table or on the timeline first."),
    "editing.nothing_found": N_("Nothing was found to replace; change what is looked for, or where."),
    "editing.replaced": N_("Replaced in {n}"),
    "editing.no_code_here": N_(
        "{who} has no code of this kind in {group}; put the event on another track, or change its code."
    ),
    "editing.copied": N_("Copied: {n}"),
    "editing.pasted": N_("Pasted: {n}"),
    "editing.pasted_some": N_("Pasted {n} of {total}; left out: {why}."),
    "editing.pasted_none": N_("None of {total} could be pasted: {why}."),
    "editing.nothing_to_paste": N_("There are no copied events to paste; copy some with Ctrl+C first."),
    "editing.no_match": N_("No event has this; change what is looked for."),
    "editing.filtered": N_("{shown} of {total} events"),
}


def left_out(known: int, unknown: int, nobody: int, outside: int, overlapping: int, unfit: int) -> str:
    """Say in one clause how many copied events could not be pasted for each reason."""
    parts = (
        (known, ntr("{n} is there already", "{n} are there already", known)),
        (unknown, ntr("{n} has a code this scheme has not", "{n} have codes this scheme has not", unknown)),
        (nobody, ntr("{n} has nobody here in the role", "{n} have nobody here in the role", nobody)),
        (outside, ntr("{n} lies outside the recording", "{n} lie outside the recording", outside)),
        (
            overlapping,
            ntr("{n} overlaps a state it excludes", "{n} overlap states they exclude", overlapping),
        ),
        (unfit, ntr("{n} does not fit this scheme", "{n} do not fit this scheme", unfit)),
    )
    return ", ".join(text for count, text in parts if count)
