"""Sentences about answers that come back from a teacher."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "answers.not_answers": N_(
        "{path} is no file of answers; choose the file that the teacher's page saved, which ends in .json."
    ),
    "answers.damaged": N_(
        "The file of answers {path} breaks off or was changed; ask the teacher to save and send it again."
    ),
    "answers.newer": N_(
        "The answers in {path} were saved in a newer form ({version}) than this program reads ({known}); "
        "update Havenlens."
    ),
    "answers.no_word": N_(
        "{path} cannot be read as a Word document; open it in the program it comes from and save it as .docx."
    ),
    "answers.no_boxes": N_(
        "{path} has no answer boxes of a feedback document; copy the answers out of it and paste them."
    ),
}
