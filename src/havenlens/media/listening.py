"""Recordings that have sound and no picture: their times, and what is known of them."""

from __future__ import annotations

from pathlib import Path

from av.container import InputContainer

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.media.fingerprint import fingerprint
from havenlens.media.opening import micros, opened, picture_stream
from havenlens.media.probe import audio_facts
from havenlens.services.ports import MediaFacts, Picture, Progress, no_progress

_STEP = 20_000
"""Microseconds between two places that can be stepped to: as fine as the loudness drawn below."""
_EVERY = 256


def is_sound_only(path: Path) -> bool:
    """Tell whether a file has sound but no picture; raise `StudyError` where it has neither."""
    with opened(path) as container:
        try:
            picture_stream(container, path)
        except StudyError as error:
            if error.problem.code == "media.no_video_stream":
                return True
            raise
    return False


def sound_end(path: Path, progress: Progress = no_progress) -> Micros:
    """Give when the sound of a file ends, in microseconds from the container's start."""
    size = path.stat().st_size
    with opened(path) as container:
        if container.duration is not None and container.format.name.startswith(("mov", "wav", "flac")):
            return Micros(container.duration)
        end = 0
        for count, packet in enumerate(container.demux(container.streams.audio)):
            if count % _EVERY == 0:
                progress(min(max(packet.pos or 0, 0), size), size)
            if packet.pts is not None:
                end = max(end, micros(packet.pts + (packet.duration or 0), packet.time_base))
        progress(size, size)
        return Micros(max(0, end - _origin(container)))


def sound_facts(path: Path, end: Micros) -> MediaFacts:
    """Say what a recording without picture is like; it has no width, no height and no frames."""
    with opened(path) as container:
        audio = audio_facts(container.streams.audio[0], _origin(container))
    return MediaFacts(
        path=path,
        size=path.stat().st_size,
        fingerprint=fingerprint(path),
        duration=end,
        width=0,
        height=0,
        rotation=0,
        fps_nominal=0.0,
        variable_frame_rate=False,
        n_frames=0,
        start=Micros(0),
        audio=audio,
    )


def _origin(container: InputContainer) -> Micros:
    return Micros(container.start_time or 0)


class SoundPlaces:
    """A `FrameSource` for sound alone: places every 20 ms, whose pictures have no pixels."""

    has_pictures = False

    def __init__(self, path: Path, end: Micros) -> None:
        self._path = path
        self.times = FrameTimes(range(0, max(1, end), _STEP))

    def holds(self, _number: int, *, full: bool = False) -> bool:  # noqa: ARG002 - as a FrameSource has it
        """Tell that nothing needs to be decoded."""
        return True

    def picture(self, number: int, _progress: Progress = no_progress) -> Picture:
        """Give an empty picture at a place; raise `StudyError` where it lies outside."""
        last = len(self.times) - 1
        if not 0 <= number <= last:
            raise StudyError("media.no_such_frame", path=self._path, frame=number, last=last)
        return Picture(number, self.times.time_of(number), 0, 0, 0, b"")

    def fit(self, _width: int, _height: int) -> None:
        """Do nothing, as nothing is shown."""

    def glimpse(self, number: int) -> Picture:
        """Give an empty picture."""
        return self.picture(number)

    def sharpen(self, _number: int) -> bool:
        """Tell that nothing needs to be decoded."""
        return False

    def look_ahead(self, _number: int, _direction: int, *, rests: bool = True) -> bool:  # noqa: ARG002 - as a FrameSource has it
        """Tell that nothing is left to do."""
        return False

    def let_go(self) -> None:
        """Drop nothing, as nothing is kept."""

    def close(self) -> None:
        """Do nothing: no file is open."""
