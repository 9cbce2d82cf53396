"""Cut a span out of a video into a file of its own, which holds that span and nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from havenlens.domain.masks import Mask, SoundCover, require_confirmed
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.media.clip_copying import copy_clip
from havenlens.media.clip_writing import Coding, Cut, TooLarge, encode_clip
from havenlens.media.index import FrameIndex
from havenlens.media.sound import sound_shape
from havenlens.services.files import whole_file
from havenlens.services.ports import Progress, no_progress

_ROWS = (720, 540, 480, 360, 270, 180)
_BITS_A_PIXEL = 0.06
"""Fewer bits than this for a pixel of a frame look worse than a smaller picture does."""
_FOR_CONTAINER = 0.95
_AGAIN = 0.85
_TRIES = 4
_LEAST_BITS = 40_000
_SOUND_BITS = (24_000, 96_000)


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """What a clip is like: at most so many rows, and x264's constant rate factor (lower is finer).

    ``masks`` and ``covers`` hide parts of picture and sound, on the clock of the recording. With
    ``max_bytes`` the clip is made smaller and coarser until it fits. ``copies`` lets pictures be taken over
    as they are where nothing else is asked for and the span is made of whole groups of frames.
    """

    height: int | None = 720
    crf: int = 21
    masks: tuple[Mask, ...] = ()
    covers: tuple[SoundCover, ...] = ()
    max_bytes: int | None = None
    copies: bool = False


def write_clip(
    path: Path,
    index: FrameIndex,
    start: Micros,
    end: Micros,
    out: Path,
    options: ClipOptions,
    progress: Progress = no_progress,
) -> None:
    """Write the frames that begin in ``[start, end)``, and the sound of just that span, as MP4.

    The clip's time 0 is ``start``: a first frame that begins later is shown later, as in the original.
    Nothing from outside the span is in the file; frames keep their times; metadata is left out. Raise
    `StudyError` for a span outside the video or without frames, for a mask that nobody has confirmed, and
    where the clip cannot be made as small as it must be.
    """
    require_confirmed(options.masks)
    cut = _planned(path, index, start, end, options)
    with whole_file(out) as temporary:
        copied = options.copies and copy_clip(cut, temporary, options.max_bytes, progress)
        if not copied and not _encoded(cut, options, temporary, progress):
            size = f"{options.max_bytes or 0:,}"
            raise StudyError("media.too_large", path=path, start=clock(start), end=clock(end), size=size)
    progress(len(cut.numbers), len(cut.numbers))


def _planned(path: Path, index: FrameIndex, start: Micros, end: Micros, options: ClipOptions) -> Cut:
    if end <= start:
        raise StudyError("media.backwards", start=clock(start), end=clock(end))
    times = index.times
    last = max(index.end, times.end_of(len(times) - 1))
    for at in (start, end):
        if not 0 <= at <= last:
            raise StudyError("media.outside", path=path, at=clock(at), start=clock(0), end=clock(index.end))
    numbers = range(bisect_left(times.times, start), bisect_left(times.times, end))
    if not numbers:
        raise StudyError("media.nothing_in_span", path=path, start=clock(start), end=clock(end))
    shape = index.shape.within(options.height)
    sound = sound_shape(path)
    return Cut(path, index, start, end, numbers, shape, sound, options.masks, options.covers)


def _encoded(cut: Cut, options: ClipOptions, out: Path, progress: Progress) -> bool:
    """Encode a clip, coarser and coarser until it is as small as it must be; False where it never is."""
    for each, coding in _codings(cut, options):
        with suppress(TooLarge):
            encode_clip(each, coding, out, progress)
            return True
    return False


def _codings(cut: Cut, options: ClipOptions) -> Iterator[tuple[Cut, Coding]]:
    """Give what to try: as finely as wished, then with as many bits as there is room for, then fewer."""
    yield cut, Coding(options.crf, most=options.max_bytes)
    if options.max_bytes is None:
        return
    room = 8 * SECOND * options.max_bytes * _FOR_CONTAINER / cut.length
    for _ in range(_TRIES):
        channels = 0 if cut.sound is None else cut.sound.channels
        least, most = _SOUND_BITS
        sound_bits = max(least, min(most, round(room / 8)))
        bits = round(room - channels * sound_bits)
        if bits < _LEAST_BITS:
            return
        yield _scaled(cut, bits), Coding(options.crf, bits, sound_bits, options.max_bytes)
        room *= _AGAIN


def _scaled(cut: Cut, bits: int) -> Cut:
    """Make the picture so small that there are bits enough for it."""
    a_second = len(cut.numbers) * SECOND / cut.length
    for rows in (cut.shape.height, *_ROWS):
        shape = cut.index.shape.within(min(rows, cut.shape.height))
        if shape.width * shape.height * a_second * _BITS_A_PIXEL <= bits:
            break
    return replace(cut, shape=shape)
