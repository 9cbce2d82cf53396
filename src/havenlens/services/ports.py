"""What the use cases need of the outside: protocols and the values that cross them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from havenlens.domain.frames import FrameTimes
from havenlens.domain.masks import Mask, SoundCover
from havenlens.domain.time import Micros, Span

Progress = Callable[[int, int], None]
"""Called with (done, total); may raise `Cancelled` to stop the work."""


class Cancelled(Exception):  # noqa: N818 - a person's wish, not an error
    """The person asked for the work to stop; nothing half done is left."""


def no_progress(_done: int, _total: int) -> None:
    """Show nobody how far the work is."""


_FINENESS = 1000


def in_parts(progress: Progress, *weights: float) -> tuple[Progress, ...]:
    """Give each part of a piece of work a progress of its own, which moves that of the whole by its weight.

    >>> told = []
    >>> read, write = in_parts(lambda *one: told.append(one), 1, 3)
    >>> read(1, 2); read(2, 2); write(1, 3)
    >>> told
    [(125, 1000), (250, 1000), (500, 1000)]
    """
    whole = sum(weights) or 1
    return tuple(
        _part(progress, sum(weights[:place]) / whole, weight / whole) for place, weight in enumerate(weights)
    )


def _part(progress: Progress, before: float, share: float) -> Progress:
    def tell(done: int, total: int) -> None:
        progress(round(_FINENESS * (before + share * min(1, done / max(1, total)))), _FINENESS)

    return tell


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """The first sound stream of a file."""

    codec: str
    sample_rate: int
    channels: int
    start: Micros


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What can be known of a media file; times count from the container's start.

    ``fps_nominal`` is frames per second as declared; ``fingerprint`` is the SHA-256 of size, first and last
    4 MiB, by which a moved file is known again; ``start`` is the first frame's time.
    """

    path: Path
    size: int
    fingerprint: str
    duration: Micros
    width: int
    height: int
    rotation: int
    fps_nominal: float
    variable_frame_rate: bool
    n_frames: int
    start: Micros
    audio: AudioFacts | None


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded frame in display format: upright, 32 bits a pixel, blue-green-red-unused in memory.

    ``full_size`` is the frame's own width and height where the picture is smaller.
    """

    number: int
    at: Micros
    width: int
    height: int
    stride: int
    pixels: bytes | memoryview
    full_size: tuple[int, int] | None = None


class FrameSource(Protocol):
    """Exact frames of one video, by number; safe to use from one thread at a time.

    A recording without picture has places in time in their stead; their pictures have no pixels.
    """

    @property
    def times(self) -> FrameTimes: ...

    @property
    def has_pictures(self) -> bool: ...

    def picture(self, number: int, progress: Progress = no_progress) -> Picture:
        """Give a frame's picture; ``progress`` may cancel where decoding takes long."""
        ...

    def holds(self, number: int, *, full: bool = False) -> bool:
        """Tell whether a frame's picture, or its picture in ``full`` size, needs no decoding."""
        ...

    def fit(self, width: int, height: int) -> None:
        """Keep frames no larger than they are shown: in so many pixels."""
        ...

    def glimpse(self, number: int) -> Picture:
        """Give the picture of a frame that is held, no larger than it is shown; KeyError for any other.

        Any thread may ask, while another one decodes.
        """
        ...

    def sharpen(self, number: int) -> bool:
        """Decode one more frame on the way to one in full size; False where that is as near as can be."""
        ...

    def look_ahead(self, number: int, direction: int, *, rests: bool = True) -> bool:
        """Decode one more frame that steps from here will want; False where nothing is left to do.

        Where nobody ``rests`` there, only what steps in the same direction will want.
        """
        ...

    def let_go(self) -> None:
        """Drop the frames that are kept."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RawFrame:
    """A frame as another decoder gives it: ``layout`` is FFmpeg's name for how pixels lie in memory.

    ``planes`` are memory and bytes a row; ``colours`` is bt601, bt709, bt2020, or empty where it is not said;
    ``rotation`` is by how many degrees clockwise the frame has to be turned.
    """

    layout: str
    size: tuple[int, int]
    planes: tuple[tuple[Any, int], ...]
    colours: str = ""
    full_range: bool = False
    rotation: int = 0


class FramePainter(Protocol):
    """Makes pictures in display format of raw frames; for one thread at a time."""

    def pixels(self, raw: RawFrame) -> tuple[memoryview, int, int]:
        """Give rows of 32-bit pixels as in `Picture`, ``4 × width`` bytes each, with width and height."""
        ...


@dataclass(frozen=True, slots=True)
class Waveform:
    """The loudness of a recording: one peak (0–255) for each ``bin_us`` microseconds."""

    bin_us: int
    peaks: bytes


@dataclass(frozen=True, slots=True)
class SoundMatches:
    """Moments that sound the same in two files, as pairs of times from each container's start.

    ``tried`` is how many stretches were compared; ``spread`` how far, at most, the pairs lie from one line.
    """

    pairs: tuple[tuple[Micros, Micros], ...]
    tried: int
    spread: Micros


class MediaLibrary(Protocol):
    """What the desktop app and the use cases ask of video files; every error is a `StudyError`."""

    def facts(self, path: Path, progress: Progress = no_progress) -> MediaFacts: ...

    def open_frames(self, path: Path, progress: Progress = no_progress) -> FrameSource: ...

    def painter(self) -> FramePainter: ...

    def keep_indexes_in(self, folder: Path | None) -> None: ...

    def sound_matches(
        self, reference: Path, other: Path, progress: Progress = no_progress
    ) -> SoundMatches: ...

    def proxy(self, path: Path, out: Path, progress: Progress = no_progress) -> None: ...

    def waveform(self, path: Path, bin_us: int = 20_000, progress: Progress = no_progress) -> Waveform: ...

    def thumbnail(self, path: Path, at: Micros, width: int) -> bytes: ...

    def film_cells(
        self, path: Path, cells: Sequence[Span], height: int, progress: Progress = no_progress
    ) -> tuple[bytes, ...]: ...

    def still(self, path: Path, number: int, out: Path, masks: Sequence[Mask] = ()) -> None:
        """Write one frame as PNG or JPEG, with what masks hide in it hidden."""
        ...

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
        """Write a span as MP4; its times, and those of masks and covers, count from the container's start."""
        ...

    def propose_masks(self, path: Path, span: Span, progress: Progress = no_progress) -> tuple[Mask, ...]:
        """Propose masks for the faces of a span; a person has to confirm each before it hides anything."""
        ...
