"""Sentences about the picture and about several views of one observation."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "views.no_place": N_(
        "{text} is no time and no frame; write 1:02.440, 62.44, +5, -2 or, for a frame, f1561."
    ),
    "views.outside": N_("{at} lies outside the recording, which runs from {start} to {end}."),
    "views.no_such_frame": N_("There is no frame {frame}; the frames of this recording are 0 to {last}."),
    "views.not_ready": N_("The video is still being read; try again in a moment."),
    "views.nothing_to_loop": N_("There is nothing to loop; select an event, or mark a span with I and O."),
    "views.looping": N_("Looping {start} to {end}; Ctrl+L ends it"),
    "views.loop_ended": N_("The loop has ended"),
    "views.snapshot": N_("Frame {frame} at {at} is now in {path}"),
    "views.nothing_to_keep": N_("There is no picture to keep; open a video first."),
    "views.detached": N_(
        "The picture is in its own window; keys are heard there, too. Ctrl+D brings it back."
    ),
    "views.attached": N_("The picture is back in its place"),
    "views.leads": N_("{name} leads now: its frames time what is coded; no event has changed"),
    "views.sounds": N_("You hear {name}"),
    "views.no_picture_to_lead": N_(
        "{name} has no picture at {at}; go to a time that it shows, then let it lead."
    ),
    "views.only_one": N_("This observation has one view; add others with Views… first."),
    "views.arranged": N_("Views: {layout}"),
    "views.too_many": N_("{observation} has {most} views already, which is the most; remove one first."),
    "views.twice": N_("{path} is a view of {observation} already; choose another video."),
    "views.name_taken": N_("{observation} has a view named {name} already; choose another name."),
    "views.first_stays": N_(
        "{name} is the observation's first view and its clock, so it stays; place the other views against it."
    ),
    "views.offset_too_large": N_("Two cameras cannot be more than {hours} hours apart; correct the offset."),
    "views.drift_too_large": N_(
        "A drift of {ppm} ppm is more than any camera has (at most {most}); correct it."
    ),
    "views.gone": N_("This view is no longer part of {observation}; close the list and open it again."),
    "views.placed": N_("{name}: offset {offset} s, drift {drift} ppm; no event has changed"),
    "views.added": N_("{name} is now a view of {observation}"),
    "views.removed": N_("{name} is no longer a view of {observation}; its file stays where it is"),
    "views.file_twice": N_("{path} is part of {observation} already; choose another file."),
    "views.file_other_kind": N_(
        "One of {other} and {path} has a picture and the other has only sound, so they cannot be one "
        "recording; choose a file of the same kind."
    ),
    "views.only_file": N_("{name} has one file only; to take the view out of {observation}, choose Remove."),
    "views.file_coded": N_(
        "Only {path} shows what is coded, rated or clipped there (events, ratings and clips: {n}), "
        "so it stays; delete or move them first."
    ),
    "views.file_added": N_("{path} follows now; {name} ends at {at}"),
    "views.files_added": N_("{n} files follow now; {name} ends at {at}"),
    "views.file_removed": N_(
        "{path} is no longer part of {name}, which ends at {at}; the file stays where it is"
    ),
    "views.match_kept": N_("Match {n} at {at}; offset {offset} s, drift {drift} ppm"),
    "views.match_too_near": N_(
        "The matches are less than {seconds} s apart, so the drift stays; match once more further on."
    ),
    "views.by_eye": N_(
        "Left and Right step {name} alone, with Shift by ten; Enter when it matches, Escape ends"
    ),
    "views.aligned": N_(
        "The sound matches in {n} of {of} places, within {spread} ms: offset {offset} s, drift {drift} ppm"
    ),
    "views.no_sound": N_("{path} has no sound to compare; set the view by eye or by number."),
    "views.sound_differs": N_(
        "The sound of {path} does not match that of {other}; set the view by eye or by number."
    ),
    "views.making_copies": N_(
        "Making small copies so that all views can play: {done} of {total}, {percent} %"
    ),
    "views.copies_stopped": N_(
        "The small copies were not made, so only the leading view plays; all show when paused."
    ),
    "views.copy_differs": N_(
        "A small copy of {path} would not show the same frames, so this view shows only when paused."
    ),
    "views.read_only": N_("The study is open to read, so its views cannot be changed."),
}
