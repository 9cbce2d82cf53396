"""Sentences of the scheme editor: colours, drafts, saving, notes."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "scheme.colours_alike": N_(
        "{where} and {other} stand on one row in one shape, and their colours look alike to people who do "
        "not tell red from green (ΔE {difference}, at least 12 is needed); {where} could be {colour}."
    ),
    "scheme.colours_crowded": N_(
        "{where} and {other} stand on one row in one shape, and their colours look alike to people who do "
        "not tell red from green (ΔE {difference}, at least 12 is needed); move one to another group."
    ),
    "scheme.not_saved": N_("The scheme cannot be saved yet; put right what is listed under the form."),
    "scheme.save_stopped": N_("Saving was stopped: nothing was changed, and the draft is still here."),
    "scheme.nothing_to_save": N_("Nothing has changed since version {version}."),
    "scheme.id_taken": N_("The study has a scheme {id} already; choose another id, or edit that one."),
    "scheme.draft_unreadable": N_("The draft {path} cannot be read and was left where it is."),
    "scheme.note_missing": N_("Say what changed and why; the note stands in the codebook with its date."),
    "scheme.map_missing": N_(
        "{id} measures something else now; say what became of each code of version {version} before saving."
    ),
    "scheme.part_not_fields": N_("Write fields such as “window_s: 10”, one a line."),
    "scheme.saved": N_("{name} is saved as version {version}."),
    "scheme.written": N_("Written: {path}"),
    "scheme.draft_kept": N_("The draft is kept; it is offered again when you come back."),
}
