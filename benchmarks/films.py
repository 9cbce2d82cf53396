"""Films for the benchmarks: drawn once, kept in the system's folder for temporary files."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.support.videos import BITS, TICKS, painted

FPS = 30
_GRAIN = 6
_SIZES = {1080: (1920, 1080), 720: (1280, 720), 2160: (3840, 2160)}


@dataclass(frozen=True, slots=True)
class Long:
    """A film like one from a camera: grain that moves, three B-frames between two others, sound as wished."""

    frames: int = 750
    group: int = 250
    rows: int = 1080
    sound: bool = False


def folder() -> Path:
    """Give the folder in which films are kept from one benchmark to the next."""
    kept = Path(tempfile.gettempdir()) / "havenlens-benchmarks"
    kept.mkdir(exist_ok=True)
    return kept


def long_film(recipe: Long) -> Path:
    """Draw a film whose frames carry their numbers, or give the one that was drawn before."""
    name = f"film-{recipe.rows}-{recipe.frames}-{recipe.group}{'-sound' if recipe.sound else ''}.mp4"
    path = folder() / name
    if not path.exists():
        unfinished = path.with_suffix(".part")
        _draw(unfinished, recipe)
        unfinished.replace(path)
    return path


def repeated(source: Path, size: int, suffix: str) -> Path:
    """Repeat the packets of a film, without encoding anything, until a file has a size in bytes."""
    path = folder() / f"{source.stem}-{size >> 20}-megabytes{suffix}"
    if not path.exists():
        _repeat(source, path, max(1, -(-size // source.stat().st_size)))
    return path


def stretched(source: Path, seconds: int) -> Path:
    """Repeat the packets of a film until a file lasts so long."""
    path = folder() / f"{source.stem}-{seconds}-seconds.mp4"
    if not path.exists():
        with av.open(str(source)) as film:
            turns = -(-seconds * 1_000_000 // (film.duration or 1))
        _repeat(source, path, turns)
    return path


def _repeat(source: Path, path: Path, turns: int) -> None:
    unfinished = path.with_name(f"unfinished{path.suffix}")
    with av.open(str(source)) as film, av.open(str(unfinished), "w") as out:
        packets = [packet for packet in film.demux() if packet.size]
        copies = {stream.index: out.add_stream_from_template(stream) for stream in film.streams}
        length = max(Fraction(p.pts + p.duration) * p.time_base for p in packets)
        for turn in range(turns):
            for packet in packets:
                if turn and packet.pts < 0:  # the run-up of the sound, which would overlap what was before
                    continue
                shift = round(turn * length / packet.time_base)
                copy = av.Packet(bytes(packet))
                copy.pts, copy.dts = packet.pts + shift, packet.dts + shift
                copy.duration, copy.time_base = packet.duration, packet.time_base
                copy.is_keyframe, copy.stream = packet.is_keyframe, copies[packet.stream_index]
                out.mux(copy)
    unfinished.replace(path)


def _draw(path: Path, recipe: Long) -> None:
    wide, high = _SIZES[recipe.rows]
    ground = _ground(wide + 2 * recipe.frames % 512 + 512, high)
    params = f"keyint={recipe.group}:min-keyint={recipe.group}:scenecut=0:bframes=3:b-adapt=0"
    with av.open(str(path), "w", format="mp4") as out:
        options = {"preset": "veryfast", "crf": "24", "x264-params": params}
        stream: Any = out.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = wide, high, "yuv420p"
        stream.codec_context.time_base = Fraction(1, TICKS)
        sound: Any = out.add_stream("aac", rate=48_000, layout="mono") if recipe.sound else None
        for number in range(recipe.frames):
            frame = av.VideoFrame.from_ndarray(_picture(ground, number, wide, high), format="rgb24")
            frame.pts, frame.time_base = number * TICKS // FPS, Fraction(1, TICKS)
            out.mux(stream.encode(frame))
            if sound is not None:
                out.mux(sound.encode(_tone(number)))
        out.mux(stream.encode(None))
        if sound is not None:
            out.mux(sound.encode(None))


def _ground(wide: int, high: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    chance = np.random.default_rng(1)
    coarse = chance.integers(30, 220, (high // 60 + 2, wide // 60 + 2, 3), dtype=np.uint8)
    smooth = np.repeat(np.repeat(coarse, 60, axis=0), 60, axis=1)[:high, :wide].astype(np.int16)
    grain = chance.normal(0, _GRAIN, smooth.shape).astype(np.int16)
    return np.clip(smooth + grain, 0, 255).astype(np.uint8)


def _picture(
    ground: np.ndarray[Any, np.dtype[np.uint8]], number: int, wide: int, high: int
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    left = 2 * number % 512
    picture = np.ascontiguousarray(ground[:high, left : left + wide])
    block = wide / (BITS + 2)
    rows, columns = slice(round(block), round(3 * block)), slice(round(block), round(block * (BITS + 1)))
    picture[rows, columns] = painted(number, wide, high)[rows, columns]
    return picture


def _tone(number: int) -> av.AudioFrame:
    count = 48_000 // FPS
    at = np.arange(number * count, (number + 1) * count) / 48_000
    wave = (0.1 * np.sin(2 * np.pi * 220 * at)).astype(np.float32)[None, :]
    frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, number * count, Fraction(1, 48_000)
    return frame
