"""What is said about feedback that is sent, and about answers that come back."""

from __future__ import annotations

from havenlens.words.catalogue import N_

SENTENCES: dict[str, str] = {
    "pack.too_big": N_(
        "{path} would take {size} MB, more than the {most} MB that a pack may have; shorten the clips, or "
        "allow more in the study's coaching rules."
    ),
    "pack.written": N_("Wrote {path} ({size} MB)."),
    "answers.another_document": N_(
        "{path} answers a document that is not of this study; open the study it was sent from."
    ),
    "answers.another_cycle": N_("{path} answers cycle {number}; open that cycle to take it in."),
    "answers.another_clip": N_(
        "{path} answers {n} clips that this document does not have; ask for the answers to the newest one."
    ),
    "answers.nothing": N_("{path} holds no answer; ask whether the right file was sent."),
    "answers.taken_in": N_(
        "{teacher}, cycle {number}: {new} new answers, {same} known, {struck} clips struck."
    ),
}
