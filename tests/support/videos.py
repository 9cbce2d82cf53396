"""Draw test videos whose pictures say which frame they are, and read that number back.

Each picture carries its frame number as sixteen black and white blocks, once as it is and once inverted
below, so that a wrong, torn or wrongly turned picture is not taken for another frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np

BITS = 16
RATE = 48_000
TICKS = 90_000
_COLUMNS = BITS + 2
_FONT = {  # three by five dots each, one row a number of three bits
    "0": (7, 5, 5, 5, 7),
    "1": (2, 6, 2, 2, 7),
    "2": (7, 1, 7, 4, 7),
    "3": (7, 1, 3, 1, 7),
    "4": (5, 5, 7, 1, 1),
    "5": (7, 4, 7, 1, 7),
    "6": (7, 4, 7, 5, 7),
    "7": (7, 1, 2, 2, 2),
    "8": (7, 5, 7, 5, 7),
    "9": (7, 5, 7, 1, 7),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a test video is like; times in seconds."""

    fps: Fraction = Fraction(25)
    seconds: float = 3.0
    seed: int | None = None
    """With a seed the frames last irregularly long (variable frame rate)."""
    start: float = 0.0
    picture_after_sound: float = 0.0
    rotation: int = 0
    """Degrees clockwise by which a player has to turn the coded picture."""
    mirrored: bool = False
    b_frames: int = 2
    gop: int = 12
    container: str = "mp4"
    sound: bool = True
    picture: bool = True
    sound_codec: str = "aac"
    size: tuple[int, int] = (320, 180)
    """Width and height as a person sees them, upright."""
    pixel_shape: Fraction = Fraction(1)
    codec: str = "libx264"
    x264: str = ""
    """Parameters for x264, such as ``open-gop=1``."""
    faststart: bool = False


@dataclass(frozen=True, slots=True)
class Film:
    """A test video that was made, and what is true of it."""

    path: Path
    recipe: Recipe
    times_us: list[int]
    """When each picture is shown, from the container's start."""
    numbers: list[int] = field(default_factory=list)
    """The number painted in each picture."""


def painted(number: int, width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Paint the picture of a frame: its number as blocks and as digits, and a grey that changes slowly."""
    picture = np.full((height, width, 3), 60 + number * 7 % 120, np.uint8)
    picture[:, : width // 2, 0] = 200
    block = width / _COLUMNS
    for bit in range(BITS):
        on = number >> (BITS - 1 - bit) & 1
        left, right = round(block * (1 + bit)), round(block * (2 + bit))
        picture[round(block) : round(2 * block), left:right] = 255 * on
        picture[round(2 * block) : round(3 * block), left:right] = 255 * (1 - on)
    dot = max(2, width // 80)
    for place, digit in enumerate(str(number)):
        for row, dots in enumerate(_FONT[digit]):
            for column in range(3):
                if dots >> (2 - column) & 1:
                    x, y = width // 8 + (place * 4 + column) * dot, height // 2 + row * dot
                    picture[y : y + dot, x : x + dot] = 255
    return picture


def read_number(picture: np.ndarray[Any, Any]) -> int:
    """Read the frame number out of a picture (height, width, channels); raise ValueError if there is none."""
    block = picture.shape[1] / _COLUMNS
    margin = max(1, round(block / 4))

    def bright(column: int, row: int) -> float:
        x, y = round((column + 0.5) * block), round((row + 0.5) * block)
        patch = picture[y - margin : y + margin, x - margin : x + margin, :3]
        return float(patch.mean()) if patch.size else 128.0

    number = 0
    for bit in range(BITS):
        plain, inverted = bright(bit + 1, 1), bright(bit + 1, 2)
        if abs(plain - inverted) < 100:
            message = f"no number to be read: block {bit} is {plain:.0f} against {inverted:.0f}"
            raise ValueError(message)
        number = number << 1 | (plain > inverted)
    return number


def sound(first: int, count: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Give samples of the sound of every test video: noise without high tones, the same in each."""
    return _noise()[first : first + count]


@lru_cache
def _noise() -> np.ndarray[Any, np.dtype[np.float32]]:
    whole = np.random.default_rng(7).standard_normal(RATE * 12)
    return (0.2 * np.convolve(whole, np.hanning(25) / 12, mode="same")).astype(np.float32)


def ticks(recipe: Recipe) -> list[int]:
    """Give the presentation time of every frame in 1/90000 s from the first frame."""
    step = TICKS / recipe.fps
    count = round(recipe.seconds * recipe.fps)
    if recipe.seed is None:
        return [round(n * step) for n in range(count)]
    rng = np.random.default_rng(recipe.seed)
    lasting = rng.choice([0.5, 0.9, 1.0, 1.1, 1.7, 3.0], size=count) * float(step)
    return [0, *(int(t) for t in np.cumsum(np.round(lasting / 90) * 90)[:-1])]


def make(path: Path, recipe: Recipe) -> Film:
    """Draw a test video into a file and say what is true of it."""
    shown = ticks(recipe)
    begin = round(recipe.start * TICKS)
    lead = round(recipe.picture_after_sound * TICKS)
    kind = {"mkv": "matroska", "ts": "mpegts"}.get(recipe.container, recipe.container)
    options = {"movflags": "+faststart"} if recipe.faststart else {}
    with av.open(str(path), "w", format=kind, options=options) as out:
        lines: list[Iterator[tuple[int, av.Packet[Any]]]] = []
        if recipe.picture:
            lines.append(_pictures(out, recipe, [begin + lead + t for t in shown]))
        if recipe.sound:
            lines.append(_sounds(out, recipe, begin))
        _mux(out, lines)
    zero = _zero(recipe)
    times = [_rounded(begin + lead + t, recipe) - zero for t in shown]
    return Film(path, recipe, times if recipe.picture else [], list(range(len(shown))))


def _zero(recipe: Recipe) -> int:
    """Say when the container starts on the file's own clock, in microseconds."""
    begin, lead = round(recipe.start * TICKS), round(recipe.picture_after_sound * TICKS)
    if not recipe.sound:
        return _rounded(begin + lead, recipe)
    if recipe.container == "mp4" and begin:
        # AAC starts with 1024 samples of silence, and FFmpeg writes an empty edit in whole milliseconds.
        return round(begin * 1_000_000 / TICKS - 1024 * 1_000_000 / RATE) // 1000 * 1000
    return _rounded(begin, recipe)


def _rounded(tick: int, recipe: Recipe) -> int:
    if recipe.container == "mkv":
        return round(Fraction(tick, 90)) * 1000
    return round(Fraction(tick * 1_000_000, TICKS))


def _mux(out: Any, lines: list[Iterator[tuple[int, av.Packet[Any]]]]) -> None:
    heads = [next(line, None) for line in lines]
    while any(head is not None for head in heads):
        turn = min((n for n, head in enumerate(heads) if head), key=lambda n: heads[n][0])  # type: ignore[index]
        out.mux(heads[turn][1])  # type: ignore[index]
        heads[turn] = next(lines[turn], None)


def _pictures(out: Any, recipe: Recipe, shown: list[int]) -> Iterator[tuple[int, Any]]:
    width, height = recipe.size
    narrow = round(width / recipe.pixel_shape)
    turned = recipe.rotation % 180 != 0
    options = {"preset": "ultrafast", "crf": "20", "x264-params": recipe.x264}
    known = recipe.codec == "libx264"
    stream = out.add_stream(recipe.codec, rate=recipe.fps, options=options if known else {"q": "3"})
    stream.width, stream.height = (height, narrow) if turned else (narrow, height)
    stream.pix_fmt = "yuv420p"
    base = Fraction(1, TICKS) if known else 1 / recipe.fps
    stream.codec_context.time_base = base
    stream.codec_context.max_b_frames = recipe.b_frames
    stream.codec_context.gop_size = recipe.gop
    if recipe.pixel_shape != 1:
        stream.codec_context.sample_aspect_ratio = recipe.pixel_shape
    if recipe.rotation or recipe.mirrored:
        stream.set_display_rotation(-recipe.rotation, hflip=recipe.mirrored)
    for number, at in enumerate(shown):
        upright = painted(number, width, height)
        if recipe.mirrored:
            upright = upright[:, ::-1]
        coded = np.ascontiguousarray(np.rot90(upright, k=recipe.rotation // 90))
        frame = av.VideoFrame.from_ndarray(coded, format="rgb24").reformat(
            width=stream.width, height=stream.height, format="yuv420p"
        )
        frame.pts, frame.time_base = round(Fraction(at, TICKS) / base), base
        for packet in stream.encode(frame):
            yield _stamp(packet), packet
    for packet in stream.encode(None):
        yield _stamp(packet), packet


def _sounds(out: Any, recipe: Recipe, begin: int) -> Iterator[tuple[int, Any]]:
    stream = out.add_stream(recipe.sound_codec, rate=RATE, layout="mono")
    layout = stream.codec_context.format.name
    samples = sound(0, round((recipe.seconds + recipe.picture_after_sound) * RATE))
    if layout == "s16":
        samples = (samples * 32767).astype(np.int16)
    for first in range(0, len(samples), 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, first : first + 1024], format=layout, layout="mono")
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = first + round(begin * RATE / TICKS)
        for packet in stream.encode(frame):
            yield _stamp(packet), packet
    for packet in stream.encode(None):
        yield _stamp(packet), packet


def _stamp(packet: Any) -> int:
    return round((packet.dts or 0) * packet.time_base * 1_000_000)


def cut_by_copying(film: Film, at_us: int, path: Path) -> Film:
    """Copy a film from a moment on without encoding: the pictures before it stay, hidden by an edit list."""
    with av.open(str(film.path)) as source, av.open(str(path), "w", format="mp4") as out:
        source.seek(at_us, backward=True)
        copies = {stream.index: out.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.pts is None or packet.dts is None:
                continue
            shift = round(Fraction(at_us, 1_000_000) / packet.time_base)
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = copies[packet.stream_index]
            out.mux(packet)
    kept = [(t - at_us, n) for t, n in zip(film.times_us, film.numbers, strict=True) if t >= at_us]
    return replace(film, path=path, times_us=[t for t, _ in kept], numbers=[n for _, n in kept])
