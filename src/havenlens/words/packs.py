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
        "{path} answers clips that this document does not have ({n}); ask for the answers to the newest one."
    ),
    "pack.only_packs": N_("{path} cannot be encrypted; only a pack that ends in .zip can."),
    "pack.not_logged": N_(
        "The study may only be read now, so its log does not tell that this left; open it to write next time."
    ),
    "pack.about": N_(
        "One file with the page, its clips and the PDF, for mail or a stick; at most {most} MB. Clips are "
        "made smaller where they have to be."
    ),
    "pack.short_password": N_("Take {n} characters or more."),
    "pack.other_password": N_("The two are not the same yet."),
    "pack.tell_password": N_("Tell the password on another way than the file, such as by telephone."),
    "pack.bad_logo": N_("{path} is no PNG or JPEG of up to {most} kB; choose another picture."),
    "answers.not_placed": N_("These parts of the mail belong to no clip: {text}"),
    "answers.struck": N_("The teacher leaves this clip out."),
    "answers.useful": N_("Useful: {n} of 5"),
    "answers.nothing": N_("{path} holds no answer; ask whether the right file was sent."),
    "answers.older": N_(
        "Answers in {path} older than those that are there: {n}; they are kept below the later ones."
    ),
    "answers.taken_in": N_(
        "{teacher}, cycle {number}: {new} new answers, {same} known, {struck} clips struck."
    ),
}
