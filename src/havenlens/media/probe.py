"""What can be known of a media file before anybody looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from av.audio.stream import AudioStream

from havenlens.domain.time import SECOND, Micros
from havenlens.media.fingerprint import fingerprint
from havenlens.media.index import FrameIndex
from havenlens.media.opening import micros, opened, picture_stream
from havenlens.services.ports import AudioFacts, MediaFacts

_JITTER = 1_000


def facts(path: Path, index: FrameIndex) -> MediaFacts:
    """Say what a video is like; width and height are those of the upright picture, in square pixels.

    ``rotation`` is by how many degrees clockwise the coded picture was turned to make it upright. The nominal
    frame rate of a film with variable frame rate is its mean.
    """
    with opened(path) as container:
        stream = picture_stream(container, path)
        declared = float(stream.guessed_rate or 0)
        tick = SECOND * index.base
        audio = next((audio_facts(a, index.origin) for a in container.streams.audio), None)
    variable = is_variable(index.times.times, float(tick))
    return MediaFacts(
        path=path,
        size=path.stat().st_size,
        fingerprint=fingerprint(path),
        duration=index.end,
        width=index.shape.width,
        height=index.shape.height,
        rotation=index.shape.orientation.rotation,
        fps_nominal=_mean_rate(index.times.times) if variable or not declared else declared,
        variable_frame_rate=variable,
        n_frames=len(index.times),
        start=index.times.time_of(0),
        audio=audio,
    )


def is_variable(times: Sequence[int], tick: float = 0.0) -> bool:
    """Tell whether frames last differently long, beyond what rounding to ticks (microseconds) explains.

    >>> is_variable([0, 33_000, 67_000, 100_000], tick=1_000), is_variable([0, 33_000, 100_000], tick=1_000)
    (False, True)
    """
    lasting = sorted(after - before for before, after in pairwise(times))
    if not lasting:
        return False
    usual = lasting[len(lasting) // 2]
    return max(usual - lasting[0], lasting[-1] - usual) > max(_JITTER, 2 * tick)


def _mean_rate(times: Sequence[int]) -> float:
    return round((len(times) - 1) * SECOND / (times[-1] - times[0]), 3) if len(times) > 1 else 0.0


def audio_facts(stream: AudioStream, origin: Micros) -> AudioFacts:
    """Say what a sound stream is like; ``origin`` is the container's start."""
    begins = 0 if stream.start_time is None else micros(stream.start_time, stream.time_base) - origin
    return AudioFacts(stream.codec_context.name, stream.rate, stream.channels, Micros(begins))
