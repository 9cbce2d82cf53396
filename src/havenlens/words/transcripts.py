"""Sentences about transcripts, and about what is computed in the background."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "transcript.no_transcript": N_(
        "This is neither WebVTT nor SubRip (SRT): WebVTT begins with the word WEBVTT, and in both each line "
        "has a time such as 00:00:01.000 --> 00:00:02.500."
    ),
    "transcript.bad_time": N_("“{text}” is no time; write it as 00:00:01.000 --> 00:00:02.500."),
    "transcript.ends_early": N_(
        "The line would end ({end}) before it begins ({start}); correct one of the two."
    ),
    "transcript.no_format": N_("{path} must end in .vtt or .srt, which says what to write."),
    "transcript.read": N_("Lines read from {path}: {n}."),
    "transcript.read_without": N_("Lines read from {path}: {n}; left out: {what}."),
    "transcript.strangers": N_(
        "Nobody in the study is called {names}, so the names stand before what was said; choose who it was."
    ),
    "transcript.guessed": N_("Its letters were read as {encoding}, which is a guess; look at the accents."),
    "transcript.nothing_in_it": N_("{path} has no lines in it, so nothing was changed."),
    "transcript.there_already": N_("There are lines already ({n}); {path} brings {new}."),
    "transcript.written": N_("Lines written to {path}: {n}."),
    "transcript.one_file": N_("Drop one transcript at a time."),
    "transcript.gone": N_("This line is no longer there; choose another one."),
    "transcript.too_short": N_("The line at {start} must end after it begins; give it a later end."),
    "transcript.split_outside": N_(
        "The line from {start} cannot be split at {at}; go to a moment inside it first."
    ),
    "transcript.join_one": N_("Choose two or more lines to join."),
    "transcript.choose_one": N_("Choose a line first."),
    "transcript.nothing_to_undo": N_("No edit of the transcript is left to undo."),
    "transcript.nothing_to_redo": N_("No edit of the transcript is left to do again."),
    "transcript.read_only": N_("The study is open to read, so the transcript cannot be changed."),
    "transcript.nothing_found": N_("“{text}” is not in the transcript."),
    "transcript.typing": N_("Type what is said between {start} and {end}; Enter saves and goes on."),
    "transcript.typed": N_("{start} to {end} · saved"),
    "transcript.imported": N_("Lines now in {observation}: {n}."),
    "seeing.filmstrip_on": N_("The filmstrip is shown; F11 hides it."),
    "seeing.filmstrip_off": N_("The filmstrip is hidden; F11 shows it."),
    "seeing.filmstrip_no_film": N_("There is no video to make a filmstrip of; Alt+V adds one."),
    "seeing.filmstrip_no_room": N_("There is no room for the filmstrip; drag the timeline taller."),
    "seeing.no_others": N_(
        "You have no other coding of this observation whose tracks may be shown; what other coders did stays "
        "hidden while this coding is open."
    ),
    "seeing.kept_apart": N_("{scheme} is coded apart from this scheme, so it is not shown beside it."),
    "seeing.job_failed": N_("{job}: {problem}"),
    "seeing.nothing_runs": N_("Nothing is being computed."),
}
