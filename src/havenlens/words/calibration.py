"""Sentences about calibration: training sets, certificates, drift, double coding, who is due what."""

from havenlens.words.catalogue import N_

SENTENCES = {
    # training sets and their rules
    "calibration.no_set": N_("There is no training set {name} in this study; there are {names}."),
    "calibration.set_name": N_("Give the training set a name of up to {longest} characters."),
    "calibration.set_taken": N_("There is a training set {name} already; choose another name."),
    "calibration.no_scheme": N_(
        "The scheme of this training set is not in the study; choose one of {known}."
    ),
    "calibration.set_empty": N_("Choose at least one observation with a master coding."),
    "calibration.no_observation": N_(
        "One of the observations is not in the study any more; choose the observations again."
    ),
    "calibration.no_master": N_(
        "There is no master coding of {observations} with {scheme} that was handed in; hand one in first, or "
        "leave the observation out of the set."
    ),
    "calibration.no_rules": N_("The set asks for nothing yet; add a threshold for scores or for events."),
    "calibration.nothing_rated": N_("{scheme} has no rating scales; take out the thresholds for scores."),
    "calibration.nothing_coded": N_("{scheme} has no codes for events; take out the thresholds for events."),
    "calibration.months": N_("A certificate holds 1 to {most} months, not {value}; change the number."),
    "calibration.threshold": N_("A threshold cannot be {value}; choose one from {low} to {high}."),
    "calibration.unknown_measure": N_("No threshold can be about {value}; it may be {allowed}."),
    "calibration.unknown_part": N_("{value} is not in the scheme of this set; there are {known}."),
    # checks and certificates
    "calibration.not_all_coded": N_(
        "{coder} has not handed in all of {set}; hand in {observations} for training or reliability, then "
        "check again."
    ),
    "calibration.no_events": N_(
        "{coder} handed in no events for {observations}, or it has no length; return the coding, or take the "
        "observation out of the set."
    ),
    "calibration.own_master": N_(
        "A master coding of {set} is {coder}'s own, so it cannot certify {coder}; choose another set."
    ),
    "calibration.rule_missed": N_("{what}: {why}"),
    "calibration.paused_by_check": N_(
        "{coder} is paused with {scheme} since the check against {set} on {day}. {why}"
    ),
    "calibration.paused_by_drift": N_(
        "{coder} is paused with {scheme} since drift was found on {day}. {why}"
    ),
    "calibration.no_new_work": N_(
        "{why} Only training can be assigned until a check is passed or the pause is lifted."
    ),
    "calibration.your_pause": N_(
        "{why} Ask whoever leads the study before you go on; nothing you coded is lost."
    ),
    "calibration.not_paused": N_("This coder is not paused; there is nothing to lift."),
    "calibration.lift_reason": N_("Say why the coder may go on; the reason is kept in the change log."),
    "calibration.lifted": N_("{reason}"),
    "calibration.passed": N_("{coder} passed {set}; the certificate holds until {day}."),
    "calibration.failed": N_(
        "{coder} did not pass {set} and is paused; codings handed in since the last pass: {n}."
    ),
    "calibration.drifted_within": N_(
        "{what}: a share of {value} of the last {n} scores in {days} days is within the tolerance; {limit} "
        "is needed."
    ),
    "calibration.drifted_kappa": N_(
        "{what}: the mean kappa of the last {n} codings in {days} days is {value}; {limit} is needed."
    ),
    # what rules are about
    "certifies.within": N_("Within {k}"),
    "certifies.exact": N_("Exact"),
    "certifies.bias": N_("Severity"),
    "certifies.mean_abs_deviation": N_("Mean deviation"),
    "certifies.kappa": N_("Weighted kappa"),
    "certifies.overall": N_("overall"),
    "certifies.segment": N_("in each video"),
    "certifies.dimension": N_("in each dimension"),
    "certifies.scores": N_("{what}, {where}"),
    "certifies.events": N_("{what}: {method}"),
    # double coding
    "double.share": N_(
        "The share to code twice cannot be {value}; choose one above 0 and up to 1, such as 0.2."
    ),
    "double.again": N_(
        "The share by the same coder again cannot be {value}; it is part of the whole share, 0 to {share}."
    ),
    "double.seed": N_("The seed cannot be {value}; choose a whole number from 0 to {most}."),
    "double.no_variable": N_("There is no observation variable {name} to draw by; there are {known}."),
    "double.no_coder": N_("One of the coders is not in the study; choose the coders again."),
    "double.nothing_coded": N_(
        "Nobody codes with this scheme for research yet, so there is nothing to draw from; assign research "
        "first."
    ),
    "double.short": N_(
        "{stratum}: {drawn} of {wanted} drawn; nobody else may code the rest, so add a coder or lift a pause."
    ),
    "double.short_again": N_(
        "The same coder again: {drawn} of {wanted} drawn; more follow when observations are added."
    ),
    "double.drawn": N_("{n} drawn and assigned, {there} were there already."),
    # the board
    "due.paused": N_("{why} Codings since the last pass: {n}."),
    "due.expired": N_("The certificate of {coder} for {scheme} ended on {day}; check again."),
    "due.expires": N_("The certificate of {coder} for {scheme} ends on {day}."),
    "due.draw": N_("{scheme}: {n} to be drawn for double coding ({strata})."),
    "due.assignment": N_("{observation} · {scheme}: {status}"),
}
