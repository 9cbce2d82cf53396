"""Small copies of videos that play where several have to be decoded at once."""

from __future__ import annotations

from pathlib import Path

from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros
from havenlens.media.clips import ClipOptions, write_clip
from havenlens.media.index import FrameIndex, read_index
from havenlens.services.files import make_folder, whole_file
from havenlens.services.ports import Progress, no_progress

HEIGHT = 540
_OPTIONS = ClipOptions(height=HEIGHT, crf=24)


def write_proxy(path: Path, index: FrameIndex, out: Path, progress: Progress = no_progress) -> None:
    """Write a copy of at most 540 rows whose frames have the numbers and times of the original's.

    It is whole or not there at all, and it is read again before it counts: raise `StudyError` where its
    frames would be others. ``progress`` counts frames and may cancel.
    """
    make_folder(out.parent)
    with whole_file(out) as temporary:
        write_clip(path, index, Micros(0), index.end, temporary, _OPTIONS, progress)
        if tuple(read_index(temporary).times.times) != tuple(index.times.times):
            raise StudyError("views.copy_differs", path=path)
