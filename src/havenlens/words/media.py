"""Sentences about video and sound files."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "media.no_clip_format": N_("{path} must end in .mp4, which is what is written."),
    "media.no_picture_format": N_("{path} must end in .png or .jpg, which says what to write."),
    "media.missing": N_("There is no file {path}; check the name, or point to the file again."),
    "media.folder": N_("{path} is a folder; name the video file in it."),
    "media.unreadable": N_("{path} cannot be read; ask whoever keeps it for the right to read it."),
    "media.empty": N_("{path} is empty (0 bytes); copy it again from the camera."),
    "media.not_a_video": N_("{path} is no video that can be read; export it as MP4, MOV or MKV."),
    "media.still_image": N_("{path} is a still picture, not a video; choose the video file."),
    "media.unknown_codec": N_("{path} is coded in a way that cannot be read; export it as MP4 with H.264."),
    "media.truncated": N_("{path} breaks off before its end; copy it again from the camera."),
    "media.damaged": N_("{path} is damaged at {at}; copy it again from the camera."),
    "media.failed": N_("{path} could not be processed ({reason}); export it as MP4 with H.264 and try that."),
    "media.no_video_stream": N_("{path} has sound but no picture; choose a file with video."),
    "media.no_playback": N_(
        "{path} cannot be played with sound here and is shown without; export it as MP4 with H.264 and AAC."
    ),
    "media.no_such_frame": N_("{path} has no frame {frame}; its frames are 0 to {last}."),
    "media.outside": N_("{at} lies outside {path}, which runs from {start} to {end}."),
    "media.backwards": N_("The clip would end at {end}, not after its start at {start}; give a later end."),
    "media.nothing_in_span": N_("No frame of {path} begins between {start} and {end}; choose a longer span."),
    "media.too_large": N_(
        "The clip of {path} from {start} to {end} does not fit in {size} bytes; shorten it or allow more."
    ),
    "media.no_faces": N_(
        'Faces are found by an optional part; install it with pip install "havenlens[faces]", or draw boxes.'
    ),
    "media.same_file": N_("{path} is the video itself; choose another name for the output."),
    "media.bad_time": N_("{text} is not a time; write it as HH:MM:SS.mmm, for example 00:01:02.345."),
    "media.bad_stretch": N_("{text} is no stretch; write it as FROM-TO, for example 00:01:02-00:01:05.5."),
    "media.still_written": N_("Frame {frame}, on the screen at {at}, is now in {path}."),
    "media.clip_written": N_("The span from {start} to {end} is now in {path}."),
    "media.frames_constant": N_("{count} frames from {start} to {end}, at a constant rate."),
    "media.frames_variable": N_("{count} frames from {start} to {end}, at a variable rate."),
}
