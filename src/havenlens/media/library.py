"""Everything the rest of the program asks of video files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import av

from havenlens.domain.frames import FrameTimes
from havenlens.domain.masks import Mask, SoundCover
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, Span, clock
from havenlens.media import probe
from havenlens.media.alignment import sound_matches
from havenlens.media.clips import ClipOptions, write_clip
from havenlens.media.film_cells import film_cells
from havenlens.media.frames import ExactFrames, Room
from havenlens.media.freed_memory import give_back, keep_little
from havenlens.media.index import FrameIndex, read_index
from havenlens.media.index_store import IndexStore
from havenlens.media.listening import SoundPlaces, is_sound_only, sound_end, sound_facts
from havenlens.media.proxies import write_proxy
from havenlens.media.raw_frames import RawPainter
from havenlens.media.stills import thumbnail, write_still
from havenlens.media.waveform import waveform
from havenlens.services.ports import MediaFacts, Progress, SoundMatches, Waveform, no_progress

_FRAME_BYTES = 175_000_000
"""At 1080p, on a view that is half as wide, this is room for 160 frames besides those in flight."""
_INDEXES_KEPT = 8

_Seen = tuple[Path, int, int]


class VideoLibrary:
    """Facts, frames, waveforms, stills and clips of video files; every error is a `StudyError`.

    ``frame_bytes`` bounds the decoded frames of all open sources together: kept, and in flight.
    """

    def __init__(self, frame_bytes: int = _FRAME_BYTES) -> None:
        keep_little()
        self._room = Room(frame_bytes)
        self._indexes: OrderedDict[_Seen, FrameIndex] = OrderedDict()
        self._store: IndexStore | None = None

    def keep_indexes_in(self, folder: Path | None) -> None:
        """Keep the indexes of files in a folder from now on, or (None) nowhere."""
        self._store = None if folder is None else IndexStore(folder)

    def facts(self, path: Path, progress: Progress = no_progress) -> MediaFacts:
        """Say what a video is like; may read the whole file once, so ``progress`` counts bytes."""
        with _plainly(path):
            if is_sound_only(path):
                return sound_facts(path, sound_end(path, progress))
            return probe.facts(path, self._index(path, progress))

    def open_frames(self, path: Path, progress: Progress = no_progress) -> ExactFrames | SoundPlaces:
        """Open a video for exact frames by number; sound alone is given places in their stead."""
        with _plainly(path):
            if is_sound_only(path):
                return SoundPlaces(path, sound_end(path, progress))
            try:
                return ExactFrames(path, self._index(path, progress), self._room)
            finally:
                give_back()

    def painter(self) -> RawPainter:
        """Give what makes pictures of frames that somebody else has decoded; for one thread at a time."""
        return RawPainter()

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
            try:
                return waveform(path, bin_us, progress)
            finally:
                give_back()

    def sound_matches(self, reference: Path, other: Path, progress: Progress = no_progress) -> SoundMatches:
        """Find moments that sound the same in two files; ``progress`` counts microseconds."""
        with _plainly(other):
            return sound_matches(reference, other, progress)

    def proxy(self, path: Path, out: Path, progress: Progress = no_progress) -> None:
        """Write a copy of at most 540 rows with the same frames; ``progress`` counts them and may cancel."""
        with _plainly(path):
            write_proxy(path, self._index(path), out, progress)

    def still(self, path: Path, number: int, out: Path, masks: Sequence[Mask] = ()) -> None:
        """Write exactly one frame as a PNG or JPEG file, by the suffix, with what masks hide in it hidden."""
        with _plainly(path), closing(self._exact(path)) as frames:
            picture = frames.picture(number)
            _require_another(path, out)
            write_still(picture, out, masks, frames.times.end_of(number))

    def thumbnail(self, path: Path, at: Micros, width: int) -> bytes:
        """Give the frame on the screen at a time as a small JPEG of at most ``width`` columns."""
        with _plainly(path), closing(self._exact(path)) as frames:
            return thumbnail(frames.picture(frames.times.shown_at(at)), width)

    def film_cells(
        self, path: Path, cells: Sequence[Span], height: int, progress: Progress = no_progress
    ) -> tuple[bytes, ...]:
        """Give a frame of each cell as a small JPEG; empty where there is none, as in sound alone."""
        with _plainly(path):
            if is_sound_only(path):
                return (b"",) * len(cells)
            try:
                return film_cells(path, self._index(path), cells, height, progress)
            finally:
                give_back()

    def clip(
        self,
        path: Path,
        start: Micros,
        end: Micros,
        out: Path,
        progress: Progress = no_progress,
        height: int | None = 720,
        *,
        masks: Sequence[Mask] = (),
        covers: Sequence[SoundCover] = (),
        max_bytes: int | None = None,
        copies: bool = True,
    ) -> None:
        """Write the span ``[start, end)`` as an MP4 file of at most ``height`` rows and ``max_bytes``.

        Masks and covers are on the clock of the recording, as the span is, and burned in. ``copies`` allows
        to take pictures over as they are where that is safe. ``progress`` counts frames and may cancel.
        """
        with _plainly(path):
            index = self._index(path)
            if out.suffix.lower() != ".mp4":
                raise StudyError("media.no_clip_format", path=out)
            _require_another(path, out)
            options = ClipOptions(
                height, masks=tuple(masks), covers=tuple(covers), max_bytes=max_bytes, copies=copies
            )
            write_clip(path, index, start, end, out, options, progress)

    def propose_masks(self, path: Path, span: Span, progress: Progress = no_progress) -> tuple[Mask, ...]:
        """Look for faces in a span; raise `StudyError` where the optional part is not installed."""
        from havenlens.media.faces import propose_masks  # noqa: PLC0415 - few ask for it

        with _plainly(path):
            return propose_masks(path, self._index(path), span, progress)

    def _exact(self, path: Path) -> ExactFrames:
        return ExactFrames(path, self._index(path), self._room)

    def _index(self, path: Path, progress: Progress = no_progress) -> FrameIndex:
        """Read the index of a file, or remember it if the file has not changed since."""
        try:
            found = path.stat()
        except OSError:
            return read_index(path, progress)  # which says what is wrong with the path
        seen = (path.absolute(), found.st_size, found.st_mtime_ns)
        index = self._indexes.pop(seen, None) or self._read(path, progress)
        self._indexes[seen] = index
        while len(self._indexes) > _INDEXES_KEPT:
            self._indexes.popitem(last=False)
        return index

    def _read(self, path: Path, progress: Progress) -> FrameIndex:
        store = self._store
        index = None if store is None else store.find(path)
        if index is None:
            index = read_index(path, progress)
            give_back()
            if store is not None:
                store.keep(path, index)
        return index


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
