"""Sentences a coder meets while rating: what was given, what is blank, and why something was refused."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES = {
    "rating.scored": N_("{dimension}: {score} · {period}"),
    "rating.excused": N_("{dimension}: no score, {reason} · {period}"),
    "rating.cleared": N_("{dimension} is blank again · {period}"),
    "rating.noted": N_("Note on {dimension} · {period}"),
    "rating.cited": N_("Evidence for {dimension} · {period}: {n} of your events"),
    "rating.kept_back": N_("Kept until {dimension} has a score · {period}"),
    "rating.closed": N_("This coding can be read but not changed, so nothing was rated."),
    "rating.no_key": N_(
        "{key} is no score; the scale goes from {low} to {high}, and {blank} says why there is none."
    ),
    "rating.no_reason": N_("{key} is no reason here; choose one that is shown, or press Escape to go back."),
    "rating.reason_needed": N_("Say why {dimension} has no score, in a few words."),
    "rating.long_reason": N_(
        "The reason for {dimension} may have {most} characters; put the rest into the note."
    ),
    "rating.foreign_evidence": N_(
        "Only events of this coding can be evidence for {dimension}; choose some that are listed."
    ),
    "rating.nothing_blank": N_("Nothing is blank in {period}; pick a rating to change it."),
    "rating.no_span": N_(
        "Select an event that lasts, or mark in and out, to rate that stretch as an episode or a clip."
    ),
    "rating.open_span": N_("{code} is still open; end it first to rate it as an episode."),
    "rating.ends": N_("{period} ends here, {n} to rate · digits score, Space plays on"),
    "rating.passed": N_("{period} has ended, {n} to rate · the sheet waits, digits score"),
    "rating.complete": N_("{period} is complete · Enter closes the sheet"),
    "rating.pausing": N_("Playing pauses at the end of each period to rate it · Alt+R plays on instead"),
    "rating.not_pausing": N_("Playing goes on at the end of a period; its sheet waits · Alt+R pauses"),
    "rating.missing": N_("{period} ({span}): {dimensions} not rated"),
    "rating.missing_episodes": N_("No episode is rated; select what makes one and press Ctrl+Shift+R."),
}
