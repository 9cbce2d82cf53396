"""What the use cases need of the outside: protocols and the values that cross them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from havenlens.domain.frames import FrameTimes
from havenlens.domain.time import Micros

Progress = Callable[[int, int], None]
"""Called with (done, total); may raise `Cancelled` to stop the work."""


class Cancelled(Exception):  # noqa: N818 - a person's wish, not an error
    """The person asked for the work to stop; nothing half done is left."""


def no_progress(_done: int, _total: int) -> None:
    """Show nobody how far the work is."""


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
    """One decoded frame in display format: upright, 32 bits a pixel, blue-green-red-unused in memory."""

    number: int
    at: Micros
    width: int
    height: int
    stride: int
    pixels: bytes | memoryview


class FrameSource(Protocol):
    """Exact frames of one video, by number; safe to use from one thread at a time."""

    @property
    def times(self) -> FrameTimes: ...

    def picture(self, number: int) -> Picture: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Waveform:
    """The loudness of a recording: one peak (0–255) for each ``bin_us`` microseconds."""

    bin_us: int
    peaks: bytes


class MediaLibrary(Protocol):
    """What the desktop app and the use cases ask of video files; every error is a `StudyError`."""

    def facts(self, path: Path, progress: Progress = no_progress) -> MediaFacts: ...

    def open_frames(self, path: Path) -> FrameSource: ...

    def waveform(self, path: Path, bin_us: int = 20_000, progress: Progress = no_progress) -> Waveform: ...

    def thumbnail(self, path: Path, at: Micros, width: int) -> bytes: ...

    def still(self, path: Path, number: int, out: Path) -> None: ...

    def clip(
        self,
        path: Path,
        start: Micros,
        end: Micros,
        out: Path,
        progress: Progress = no_progress,
        height: int = 720,
    ) -> None: ...
