"""Cut a span out of a video into a file of its own, which holds that span and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream

from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, clock
from havenlens.media.decoder import Decoder
from havenlens.media.index import FrameIndex
from havenlens.media.pictures import Painter, Pixels
from havenlens.media.sound import Samples, SoundShape, samples_between, sound_shape
from havenlens.services.files import whole_file
from havenlens.services.ports import Progress, no_progress

_MICROS = Fraction(1, SECOND)
_AAC_RATES = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000}
_USUAL_RATE = 48_000
_KEY_EVERY = 2


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """How a clip is encoded: at most so many rows, and x264's constant rate factor (lower is finer)."""

    height: int | None = 720
    crf: int = 21
