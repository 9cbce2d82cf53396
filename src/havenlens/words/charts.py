"""What is said in pictures of results."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    "chart.no_format": N_("{path} must end in .svg, .png or .pdf, which says how the picture is saved."),
    "chart.no_font": N_(
        "No font on this computer has {letters}, so the picture shows boxes for them; install a font that "
        "has them and save it again, or save an .svg and open it where there is one."
    ),
    "chart.progress": N_("{teacher} over the cycles"),
    "chart.answered": N_("Bids answered"),
    "chart.first_response": N_("First response"),
    "chart.step_tried": N_("Step tried"),
    "chart.yes": N_("yes"),
    "chart.no": N_("no"),
    "chart.range": N_("median {middle}, {low} to {high}, n = {n}"),
    "chart.provisional": N_("Provisional: fewer than three cycles."),
    "chart.draft": N_("Draft scheme {scheme}: not validated."),
    "chart.percent": N_("{value} %"),
    "chart.pause": N_("pause"),
    "chart.raster": N_("{observation}: events over time"),
    "chart.no_events": N_("Nothing has been coded in this stretch yet."),
    "chart.event": N_("{code} · {who} · {at}"),
    "chart.event_to": N_("{code} · {who} → {target} · {at}"),
    "chart.event_answered": N_("{event}, answered after {seconds}"),
    "chart.event_unanswered": N_("{event}, unanswered"),
    "chart.event_cut_off": N_("{event}, not watched to the end of its window"),
    "chart.unanswered": N_("unanswered"),
    "chart.cut_off": N_("not watched to the end of its window"),
    "chart.off_camera": N_("off camera"),
    "chart.off_camera_span": N_("{who} off camera · {start} – {end}"),
    "chart.bin": N_("n = {n} from {start}: {codes}"),
    "chart.binned": N_(
        "Too many events to draw each: they are counted in bins of {seconds}, the fullest has {most}."
    ),
    "chart.n_events": N_("n = {n} events."),
    "chart.n_bids": N_("n = {n} events; bids: {bids}, answered: {answered}, cut off: {cut_off}."),
    "chart.latency": N_("How long bids wait for a first response"),
    "chart.latency_about": N_("Share of bids still without a response, by seconds since the bid"),
    "chart.no_bids": N_("There are no bids to draw: none has been coded, or none of these people made one."),
    "chart.window": N_("window {seconds}"),
    "chart.latency_note": N_(
        "Kaplan–Meier estimate with {level} intervals; an upright stroke is a bid that was cut off."
    ),
    "chart.groups_left_out": N_("Drawn are the first {shown} groups; left out: {n}."),
    "chart.no_median": N_("no median, as fewer than half were answered"),
    "chart.median": N_("median {seconds}"),
    "chart.median_interval": N_("median {seconds} ({low} to {high})"),
    "chart.median_open": N_("median {seconds} (from {low}, no upper end)"),
    "chart.step": N_("after {seconds}, {answered} of {n} answered; {share} still without"),
    "chart.step_interval": N_(
        "after {seconds}, {answered} of {n} answered; {share} still without ({low} to {high})"
    ),
    "chart.still_watched": N_("Bids still waiting and watched"),
    "chart.curve": N_("n = {n}, answered: {answered}, cut off: {cut_off}, {median}"),
    "chart.budget": N_("Time budget"),
    "chart.budget_about": N_("Share of the time in which each person could be observed"),
    "chart.no_states": N_("There is no time to draw: no code that lasts has been coded."),
    "chart.nobody_seen": N_("There is no time to draw: everybody was off camera all the time."),
    "chart.nothing_coded": N_("{who}: nothing coded in {share}"),
    "chart.off_camera_share": N_("{who} off camera: {minutes} min, {share} of the time"),
    "chart.off_camera_part": N_("off camera, as a share of the whole time"),
    "chart.budget_part": N_("{who}, {code}: {minutes} of {whole} min, {share}, n = {n}"),
    "chart.budget_note": N_("People: {n}; {minutes} min observable in all."),
    "chart.equity": N_("Shares of bids and of responses"),
    "chart.equity_about": N_("Of moments in these videos, not of people; in the order of the labels"),
    "chart.bids": N_("bids"),
    "chart.responses": N_("responses"),
    "chart.answered_share": N_("answered"),
    "chart.share_interval": N_("{share} ({low}–{high})"),
    "chart.share_of_bids": N_("share of all bids"),
    "chart.share_of_responses": N_("share of all responses"),
    "chart.fair_share": N_("equal shares: 1/{n}, {share}"),
    "chart.equity_few": N_("– (fewer than {least} bids that were not cut off: {counted})"),
    "chart.equity_row": N_(
        "{bids} bids ({of_bids} of all), {responses} responses ({of_responses} of all), answered {answered}"
    ),
    "chart.equity_note": N_(
        "n = {n} people, {bids} bids, {responses} responses; the share answered needs {least} bids or more, "
        "and has Wilson's 95 % interval."
    ),
    "chart.to_nobody": N_("Responses that name nobody are in no share: {n}."),
    "chart.ratings": N_("Ratings by cycle"),
    "chart.ratings_about": N_("Circles are single scores, a bar is their range, a stroke their mean"),
    "chart.no_ratings": N_("There are no ratings to draw: nothing has been rated yet."),
    "chart.ratings_note": N_("n = {n} scores on a scale from {low} to {high}."),
    "chart.ratings_provisional": N_("A diamond marks what is provisional: too few cycles have a score."),
    "chart.lower_better": N_("lower is better"),
    "chart.no_score": N_("no score ({why})"),
    "chart.mean_range": N_("{mean} ({low} to {high}), n = {n}"),
    "chart.mean_one": N_("{mean}, n = 1"),
    "chart.provisional_mark": N_("provisional"),
    "chart.overall": N_("in all {value}"),
    "chart.transitions": N_("What follows what"),
    "chart.often_next": N_("Arrows: what comes next more often than by chance"),
    "chart.often_later": N_("Arrows: what comes {lag} events later more often than by chance"),
    "chart.all_next": N_("Arrows: everything that comes next"),
    "chart.all_later": N_("Arrows: everything that comes {lag} events later"),
    "chart.no_transitions": N_("There is nothing to draw: no event is followed by another one."),
    "chart.transition": N_("{given} → {target}: {share}, n = {n}, {residual}"),
    "chart.residual": N_("adjusted residual {z}"),
    "chart.residual_hidden": N_("only {expected} expected, so the residual is hidden"),
    "chart.residual_p": N_("only {expected} expected, permutation p {p}"),
    "chart.cannot_follow": N_("{given} → {target}: cannot happen by the rules of the scheme"),
    "chart.arrow_share": N_("{share}, n = {n}"),
    "chart.arrow_count": N_("n = {n}"),
    "chart.transitions_note": N_(
        "n = {n} transitions; per cent of all that follows a code, the wider the arrow the larger {weight}."
    ),
    "chart.weight_z": N_("the adjusted residual"),
    "chart.weight_share": N_("the per cent"),
    "chart.dashed_note": N_("Dashed: fewer than 5 expected."),
    "chart.arrows_left_out": N_("Weaker arrows left out: {n}."),
    "chart.nothing_beyond_chance": N_("Nothing follows more often than by chance."),
    "chart.matrix_about": N_("Rows are followed by columns: n, and the adjusted residual below it"),
    "chart.matrix_note": N_(
        "n = {n} transitions; the ground darkens at residuals of 1.96, 2.58 and 3.29, a frame means less "
        "often than by chance, × cannot happen, "
        "and a dash stands where fewer than 5 were expected."
    ),
}
