"""Sentences about files that are handed out to coders, and that come back."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "handout.of_a_hand_out": N_(
        "This study was handed out itself; hand out from the study it came from, which has everything."
    ),
    "handout.nothing": N_("{coder} has nothing to code yet; assign some observations first."),
    "handout.only_for": N_(
        "This file was handed out to {coder}, so nobody else codes in it; have a file handed out for them."
    ),
    "handout.not_here": N_(
        "This file was handed out to {coder}; schemes, observations and people are added to the study it "
        "came from."
    ),
    "handout.made": N_("Handed out to {coder}, in {path}; observations: {n}."),
    "handout.what": N_("Handed out to {coder} on {day}"),
    "handout.working": N_("Handing out to {coder}"),
    "handout.still_holds": N_(
        "{file}, which {coder} has, may still hold what was erased; erase it there too before it is merged."
    ),
    "merge.working": N_("Merging {path}"),
    "merge.done": N_(
        "Merged from {coder}: {new} new codings, {further} gone on with, {same} as they were; {events} "
        "events."
    ),
    "merge.nothing_new": N_("There is nothing in {path} that the study does not have; nothing was changed."),
    "merge.into_a_hand_out": N_(
        "This study was handed out itself; merge into the study it came from, which has everything."
    ),
    "merge.no_hand_out": N_(
        "{path} was not handed out to a coder but is the study itself or a copy, so there is nothing to "
        "merge."
    ),
    "merge.other_study": N_(
        "{path} belongs to another study ({study}), so nothing was merged; choose the study it came from."
    ),
    "merge.older": N_(
        "{path} was written by an older Havenlens, so nothing was merged; open it once with this one, then "
        "merge it."
    ),
    "merge.tampered": N_("{path} does not hold, so nothing was merged: {problem}"),
    "merge.mark_changed": N_(
        "{path} says otherwise in its log than in its settings to whom it was handed out, so nothing was "
        "merged; ask for the file as it was coded in."
    ),
    "merge.no_coder": N_("{path} was handed out to {coder}, who is not in this study; nothing was merged."),
    "merge.of_another": N_(
        "{path} was handed out to {coder} but has a coding by {other} in {observation}, so nothing was "
        "merged; everybody needs a file of their own."
    ),
    "merge.purpose": N_(
        "{path} has a master or consensus coding by {coder} in {observation}, so nothing was merged; these "
        "are made in the study itself."
    ),
    "merge.stranger": N_(
        "{path} has a person {person} whom the study does not know, so nothing was merged; people are added "
        "to the study before it is handed out."
    ),
    "merge.withdrawn_here": N_(
        "{person} has withdrawn from the study since {path} was handed out, so nothing was merged; erase "
        "them there too with: havenlens study withdraw {path} {person}"
    ),
    "merge.withdrawn_there": N_(
        "{person} was erased from {path} and not from the study, so nothing was merged; erase them here "
        "first with: havenlens study withdraw STUDY {person}"
    ),
    "merge.no_observation": N_(
        "{coding}: the study has no such observation, so nothing of {path} was merged; observations are "
        "added to the study before it is handed out."
    ),
    "merge.other_scheme": N_(
        "{coding} was coded with {scheme} as it is in {path}, which is not as it is in the study, so "
        "nothing was merged; schemes are changed in the study alone."
    ),
    "merge.begun_twice": N_(
        "{coding} was begun both in the study and in {path}, so nothing was merged; decide which one "
        "counts, and take in the rest with: havenlens import {path} --without {observation}"
    ),
    "merge.diverged": N_(
        "{coding} was coded on both in the study and in {path}, so nothing was merged; decide which one "
        "counts, and take in the rest with: havenlens import {path} --without {observation}"
    ),
    "merge.mixed_up": N_(
        "{coding} is another coding in the study than in {path}, so nothing was merged; ask for the file as "
        "it was coded in."
    ),
    "merge.locked": N_(
        "{coding} is locked in the study and was coded on in {path}, so nothing was merged; take the lock "
        "off first."
    ),
    "merge.unassigned": N_("{coding} is no longer assigned; it was merged all the same."),
    "merge.left_out": N_(
        "{path} also has changes that only the study itself may have, which were left out: {what}."
    ),
}
