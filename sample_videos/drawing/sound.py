"""The sound of a scene: a beep at the start, noises, a quiet room and spoken lines."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from drawing.script import FPS, Line, Scene

RATE = 48_000
PEAK, SPEECH_RMS, ROOM_RMS = 0.82, 0.11, 0.0011
Samples = NDArray[np.float64]


def _fade(x: Samples, seconds: float = 0.006) -> Samples:
    """Take the clicks off both ends."""
    n = min(len(x) // 2, round(seconds * RATE))
    ramp = np.linspace(0, 1, n)
    x = x.copy()
    x[:n] *= ramp
    x[len(x) - n :] *= ramp[::-1]
    return x


def _band(rng: np.random.Generator, seconds: float, low: float, high: float) -> Samples:
    """Give noise between two frequencies."""
    sos = signal.butter(2, [low, high], "bandpass", fs=RATE, output="sos")
    noise = signal.sosfilt(sos, rng.standard_normal(round(seconds * RATE)))
    out: Samples = noise / np.abs(noise).max()
    return out


def _knock(rng: np.random.Generator, pitch: float) -> Samples:
    """Give one wooden block hitting the floor."""
    t = np.arange(round(0.16 * RATE)) / RATE
    tone = np.sin(2 * np.pi * pitch * t) + 0.5 * np.sin(2 * np.pi * pitch * 2.7 * t)
    return _fade((0.6 * tone + 0.5 * _band(rng, 0.16, 300, 5000)) * np.exp(-t * 38), 0.001)


def _beep(_rng: np.random.Generator) -> Samples:
    """Give the sync beep: three frames of 1 kHz that begin at once."""
    t = np.arange(round(0.12 * RATE)) / RATE
    tone = 0.5 * np.sin(2 * np.pi * 1000 * t)
    tone[-240:] *= np.linspace(1, 0, 240)
    return tone


def _crash(rng: np.random.Generator) -> Samples:
    """Give five blocks that fall one after the other."""
    out = np.zeros(round(1.3 * RATE))
    for at, gain in (
        (0.10, 0.3),
        (0.28, 0.55),
        (0.36, 0.7),
        (0.47, 0.9),
        (0.55, 0.8),
        (0.68, 0.5),
        (0.86, 0.3),
    ):
        knock = _knock(rng, float(rng.uniform(240, 520))) * gain
        i = round(at * RATE)
        out[i : i + len(knock)] += knock
    return 0.55 * out


def _snap(rng: np.random.Generator) -> Samples:
    """Give a pencil that breaks."""
    t = np.arange(round(0.09 * RATE)) / RATE
    return 0.6 * _band(rng, 0.09, 1200, 9000) * np.exp(-t * 70)


def _sigh(rng: np.random.Generator) -> Samples:
    """Give a breath let out; it lies under the line that begins with it."""
    t = np.arange(round(0.8 * RATE)) / RATE
    return _fade(0.10 * _band(rng, 0.8, 350, 2200) * np.sin(np.pi * np.minimum(1, t / 0.8)) ** 1.4)


def _kettle(rng: np.random.Generator) -> Samples:
    """Give a switch, then water that gets louder, boils and switches off."""
    seconds = 9.0
    t = np.arange(round(seconds * RATE)) / RATE
    rise = np.clip(t / 6.5, 0, 1) ** 1.8 * np.clip((seconds - 0.3 - t) / 0.8, 0, 1)
    bubbles = 1 + 0.35 * np.sin(2 * np.pi * 9 * t + 3 * np.sin(2 * np.pi * 1.3 * t))
    out: Samples = 0.075 * _band(rng, seconds, 180, 1500) * rise * bubbles
    for at in (0.0, seconds - 0.35):
        click = 0.5 * _snap(rng)
        i = round(at * RATE)
        out[i : i + len(click)] += click
    return out


MAKERS = {"sync_beep": _beep, "crash": _crash, "snap": _snap, "sigh": _sigh, "kettle": _kettle}


def _trim(x: Samples) -> Samples:
    """Cut silence off both ends."""
    loud = np.flatnonzero(np.abs(x) > 0.012 * np.abs(x).max())
    return x[loud[0] : loud[-1] + 1]


def _espeak(words: str, voice: dict[str, Any], speed: int) -> Samples:
    """Let espeak-ng say words at a speed; `lift` makes the voice smaller and higher."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "line.wav"
        command = [
            "espeak-ng",
            "-v",
            voice["voice"],
            "-p",
            str(voice["pitch"]),
            "-s",
            str(speed),
            "-w",
            str(file),
            words,
        ]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(str(file)) as w:
            raw = np.frombuffer(w.readframes(w.getnframes()), dtype=np.int16).astype(np.float64)
            rate = w.getframerate()
    rate = round(rate * float(voice.get("lift", 1.0)))
    out: Samples = signal.resample_poly(_trim(raw), RATE // 100, round(rate / 100))
    return out


def _hum(words: str, voice: dict[str, Any], seconds: float) -> Samples:
    """Give soft syllables where no voice is installed."""
    t = np.arange(round(seconds * RATE)) / RATE
    syllables = max(
        1, sum(1 for a, b in zip(" " + words, words, strict=False) if b in "aeiouy" and a not in "aeiouy")
    )
    pitch = 90 + 2.2 * voice["pitch"]
    tone = np.sin(2 * np.pi * pitch * t) + 0.4 * np.sin(4 * np.pi * pitch * t)
    out: Samples = tone * np.abs(np.sin(np.pi * syllables * t / seconds)) ** 0.7
    return out


def say(line: Line, voice: dict[str, Any]) -> Samples:
    """Speak a line so that it fits into its time."""
    room = (line.t1 - line.t0) * 0.98
    if shutil.which("espeak-ng") is None:
        spoken = _hum(line.text, voice, room)
    else:
        words = line.text.replace(" - ", ", ")
        spoken = _espeak(words, voice, 160)
        speed = 160.0
        for _ in range(3):
            speed = min(400.0, max(105.0, speed * len(spoken) / RATE / room))
            spoken = _espeak(words, voice, round(speed))
            if 0.93 * room < len(spoken) / RATE <= room:
                break
        if len(spoken) / RATE > room:
            spoken = signal.resample(spoken, round(room * RATE))
    spoken = _fade(spoken[: round(room * RATE)])
    active = spoken[np.abs(spoken) > 0.05 * np.abs(spoken).max()]
    out: Samples = spoken * SPEECH_RMS / np.sqrt(np.mean(active**2))
    return out


def _openings(spoken: Samples) -> NDArray[np.float64]:
    """Give for every frame how far the mouth is open."""
    hop = RATE // FPS
    count = -(-len(spoken) // hop)
    padded = np.pad(spoken, (0, count * hop - len(spoken)))
    level = np.sqrt(np.mean(padded.reshape(count, hop) ** 2, axis=1))
    openings: Samples = np.clip(level / (np.percentile(level, 85) + 1e-9), 0, 1.15) ** 0.8
    return openings


def _add(track: Samples, part: Samples, at: float) -> None:
    """Lay a part over the track."""
    i = round(at * RATE)
    part = part[: len(track) - i]
    track[i : i + len(part)] += part


def build(scene: Scene) -> tuple[Samples, dict[str, NDArray[np.float64]]]:
    """Give the sound track of a scene and the opening of every mouth at every frame."""
    rng = np.random.default_rng(crc32(scene.id.encode()))
    count = round(scene.duration * RATE)
    track = _band(rng, scene.duration, 60, 700)[:count]
    track *= ROOM_RMS / np.sqrt(np.mean(track**2))
    for at, kind in scene.sounds:
        _add(track, MAKERS[kind](rng), at)
    mouths = {p.id: np.zeros(scene.frames) for p in scene.people}
    for line in scene.lines:
        spoken = say(line, scene.person(line.who).voice)
        _add(track, spoken, line.t0)
        opening = _openings(spoken)
        i = round(line.t0 * FPS)
        n = min(len(opening), scene.frames - i)
        mouths[line.who][i : i + n] = opening[:n]
    loudest = np.abs(track).max()
    return (track * PEAK / loudest if loudest > PEAK else track), mouths
