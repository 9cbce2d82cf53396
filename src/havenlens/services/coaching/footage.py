"""Which file of an observation shows a clip: a camera may have written one film into several."""

from __future__ import annotations

from havenlens.domain.observation import Observation, RecordingFile
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Span, clock


def file_showing(observation: Observation, span: Span) -> RecordingFile:
    """Find the file of the first view that shows a span; raise `StudyError` where it passes into the next.

    Without any file the observation has no video, which raises `StudyError` too.
    """
    view = next((recording for recording in observation.recordings if recording.files), None)
    if view is None:
        raise StudyError("report.no_video", observation=observation.name)
    files = sorted(view.files, key=lambda file: file.time_base.to_observation(0))
    begun = [file for file in files if file.time_base.to_observation(0) <= span.start]
    shown = begun[-1] if begun else files[0]
    following = files[files.index(shown) + 1 :]
    if following:
        cut = following[0].time_base.to_observation(0)
        if span.end is None or span.end > cut:
            end = "–" if span.end is None else clock(span.end)
            raise StudyError("report.across_files", start=clock(span.start), end=end, at=clock(cut))
    return shown
