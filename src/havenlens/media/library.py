"""Everything the rest of the program asks of video files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import av

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, clock
from havenlens.media import probe
from havenlens.media.clips import ClipOptions, write_clip
from havenlens.media.frames import ExactFrames
from havenlens.media.index import FrameIndex, read_index
from havenlens.media.stills import thumbnail, write_still
from havenlens.media.waveform import waveform
from havenlens.services.ports import MediaFacts, Progress, Waveform, no_progress

_CACHE_BYTES = 128 * 1024 * 1024
_INDEXES_KEPT = 8

_Seen = tuple[Path, int, int]


class VideoLibrary:
    """Facts, frames, waveforms, stills and clips of video files; every error is a `StudyError`.

    ``cache_bytes`` bounds the decoded pictures that each open source of frames keeps.
    """

    def __init__(self, cache_bytes: int = _CACHE_BYTES) -> None:
        self._cache_bytes = cache_bytes
        self._indexes: OrderedDict[_Seen, FrameIndex] = OrderedDict()

    def facts(self, path: Path, progress: Progress = no_progress) -> MediaFacts:
        """Say what a video is like; reads the whole file once, so ``progress`` counts bytes."""
        with _plainly(path):
            return probe.facts(path, self._index(path, progress))

    def open_frames(self, path: Path) -> ExactFrames:
        """Open a video for exact frames by number."""
        with _plainly(path):
            return ExactFrames(path, self._index(path), self._cache_bytes)

    def times(self, path: Path) -> FrameTimes:
        """Give the time of every frame."""
        with _plainly(path):
            return self._index(path).times

    def frame_at(self, path: Path, at: Micros) -> int:
        """Give the frame on the screen at a time from the container's start; raise `StudyError` outside."""
        with _plainly(path):
            index = self._index(path)
        if not 0 <= at <= index.end:
            raise StudyError("media.outside", path=path, at=clock(at), start=clock(0), end=clock(index.end))
        return index.times.shown_at(at)

    def waveform(self, path: Path, bin_us: int = 20_000, progress: Progress = no_progress) -> Waveform:
        """Give the loudness of the first sound stream; no peaks where there is no sound."""
        with _plainly(path):
            return waveform(path, bin_us, progress)

    def still(self, path: Path, number: int, out: Path) -> None:
        """Write exactly one frame as a PNG or JPEG file, by the suffix."""
        with _plainly(path), closing(self.open_frames(path)) as frames:
            picture = frames.picture(number)
            _require_another(path, out)
            write_still(picture, out)

    def thumbnail(self, path: Path, at: Micros, width: int) -> bytes:
        """Give the frame on the screen at a time as a small JPEG of at most ``width`` columns."""
        with _plainly(path), closing(self.open_frames(path)) as frames:
            return thumbnail(frames.picture(frames.times.shown_at(at)), width)

    def clip(
        self,
        path: Path,
        start: Micros,
        end: Micros,
        out: Path,
        progress: Progress = no_progress,
        height: int = 720,
    ) -> None:
        """Write the span ``[start, end)`` as an MP4 file of at most ``height`` rows.

        ``progress`` counts frames and may cancel.
        """
        with _plainly(path):
            index = self._index(path)
            if out.suffix.lower() != ".mp4":
                raise StudyError("media.no_clip_format", path=out)
            _require_another(path, out)
            write_clip(path, index, start, end, out, ClipOptions(height=height), progress)

    def _index(self, path: Path, progress: Progress = no_progress) -> FrameIndex:
        """Read the index of a file, or remember it if the file has not changed since."""
        try:
            found = path.stat()
        except OSError:
            return read_index(path, progress)  # which says what is wrong with the path
        seen = (path.absolute(), found.st_size, found.st_mtime_ns)
        if seen not in self._indexes:
            self._indexes[seen] = read_index(path, progress)
        self._indexes.move_to_end(seen)
        while len(self._indexes) > _INDEXES_KEPT:
            self._indexes.popitem(last=False)
        return self._indexes[seen]


def _require_another(path: Path, out: Path) -> None:
    if out.exists() and out.samefile(path):
        raise StudyError("media.same_file", path=path)


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """Say what FFmpeg or the system has against a file where nothing more exact was known."""
    try:
        yield
    except av.FFmpegError as error:
        raise StudyError("media.failed", path=path, reason=error.strerror) from error
    except OSError as error:  # the file went away while it was read
        raise StudyError("media.unreadable", path=path) from error
