"""Sentences about video and sound files."""

from havenlens.words.catalogue import N_

SENTENCES = {
    "media.missing": N_("There is no file {path}; check the name, or point to the file again."),
    "media.empty": N_("{path} is empty (0 bytes); copy it again from the camera."),
    "media.not_a_video": N_("{path} is no video that can be read; export it as MP4, MOV or MKV."),
    "media.truncated": N_("{path} breaks off before its end; copy it again from the camera."),
    "media.no_video_stream": N_("{path} has sound but no picture; choose a file with video."),
    "media.no_such_frame": N_("{path} has no frame {frame}; its frames are 0 to {last}."),
    "media.outside": N_("{at} lies outside {path}, which runs from {start} to {end}."),
    "media.bad_time": N_("{text} is not a time; write it as HH:MM:SS.mmm, for example 00:01:02.345."),
}
