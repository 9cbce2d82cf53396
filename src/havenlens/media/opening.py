"""Open media files, and say in plain words why one cannot be opened."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros
from havenlens.media.film_without import FilmWithout

_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
_BUFFER = 256 * 1024
_EBML = b"\x1a\x45\xdf\xa3"
_STILL_FORMATS = {"image2", "gif", "apng"}
_STILL_BRANDS = {"avif", "avis", "heic", "heix", "mif1", "msf1"}


@contextmanager
def opened(path: Path, *, without: bytes | None = None) -> Iterator[InputContainer]:
    """Open a media file; whatever FFmpeg says against it becomes a `StudyError`.

    ``without`` leaves out the tracks of a kind where their tables would take much memory: `SOUND` for who
    wants pictures only, or `PICTURE`.
    """
    head = _head(path)
    film = None if without is None else FilmWithout.of(path, without)
    with nullcontext() if film is None else closing(film), _container(path, head, film) as container:
        yield container


@contextmanager
def _container(path: Path, head: bytes, film: FilmWithout | None) -> Iterator[InputContainer]:
    try:
        container = av.open(
            # An absolute name is never taken for a protocol such as "lesson:1.mp4".
            str(path.absolute()) if film is None else film,
            "r",
            buffer_size=_BUFFER,
            metadata_errors="replace",
            options={"protocol_whitelist": "file"},  # a playlist must not reach out to the network
        )
    except av.FFmpegError as error:
        begun = head[4:8] in _BOXES or head.startswith(_EBML)
        raise StudyError("media.truncated" if begun else "media.not_a_video", path=path) from error
    with container:
        name = container.format.name
        brand = container.metadata.get("major_brand", "").strip()
        if name.endswith("_pipe") or name in _STILL_FORMATS or brand in _STILL_BRANDS:
            raise StudyError("media.still_image", path=path)
        if name == "tty":  # FFmpeg draws any text file as a film of a terminal
            raise StudyError("media.not_a_video", path=path)
        yield container


def _head(path: Path) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise StudyError("media.folder", path=path)
        if not stat.S_ISREG(found.st_mode):
            raise StudyError("media.not_a_video", path=path)
        if found.st_size == 0:
            raise StudyError("media.empty", path=path)
        with path.open("rb") as file:
            return file.read(12)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StudyError("media.missing", path=path) from error
    except OSError as error:
        raise StudyError("media.unreadable", path=path) from error


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """Find the video stream; cover art is none. Raise `StudyError` where there is only sound, or neither."""
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:
            continue
        if stream.codec_context is None or not stream.width:
            raise StudyError("media.unknown_codec", path=path)
        return stream
    raise StudyError("media.no_video_stream" if container.streams.audio else "media.not_a_video", path=path)


def micros(stamp: int, base: Fraction | None) -> Micros:
    """Turn a stamp in units of a time base into microseconds, rounding half to even.

    >>> micros(1001, Fraction(1, 30_000)), micros(1, Fraction(1, 400_000)), micros(3, Fraction(1, 400_000))
    (33367, 2, 8)
    """
    if base is None:
        return Micros(stamp)
    whole, rest = divmod(stamp * base.numerator * SECOND, base.denominator)  # fractions are too slow for this
    half = 2 * rest - base.denominator
    return Micros(whole + (half > 0 or (half == 0 and whole % 2 == 1)))
