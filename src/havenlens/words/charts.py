"""What is said in pictures of results."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    "chart.no_format": N_("{path} must end in .svg, .png or .pdf, which says how the picture is saved."),
    "chart.progress": N_("{teacher} over the cycles"),
    "chart.answered": N_("Bids answered"),
    "chart.first_response": N_("First response"),
    "chart.step_tried": N_("Step tried"),
    "chart.yes": N_("yes"),
    "chart.no": N_("no"),
    "chart.range": N_("median {middle}, {low} to {high}, n = {n}"),
    "chart.provisional": N_("Provisional: fewer than three cycles."),
}
