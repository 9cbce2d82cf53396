"""The waveform on the timeline: computed in the background, kept beside the study."""

from __future__ import annotations

from contextlib import suppress

from havenlens.domain.observation import RecordingFile
from havenlens.services.disk_cache import DiskCache
from havenlens.services.ports import Waveform
from havenlens.services.waveforms import FilePart, recording_waveform
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.qt.jobs import Job
from havenlens.words.catalogue import tr


class Sound(Feature):
    """Shows how loud the first view is, as soon as it is known."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._job: Job | None = None

    def show(self) -> None:
        parts = recording_parts(self.desk)
        if parts and all(part.path.is_file() for part in parts):  # what is missing, the player says
            self._job = self.desk.jobs.submit(
                recording_waveform,
                self.desk.media,
                DiskCache(self.desk.cache),
                parts,
                on_done=self._show_waveform,
                title=tr("Waveform"),
            )

    def close(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_waveform(self, waveform: Waveform) -> None:
        self._job = None
        self.desk.parts.timeline.set_waveform(waveform if waveform.peaks else None)


def recording_parts(desk: Desk) -> tuple[FilePart, ...]:
    """List the files of an observation's first view, each with a name for its content."""
    wanted = desk.session.coding.observation
    observation = next(o for o in desk.study.store.observations() if o.id == wanted)
    files = observation.recordings[0].files if observation.recordings else ()
    return tuple(_part(desk, file) for file in files)


def _part(desk: Desk, file: RecordingFile) -> FilePart:
    path, size = desk.study.media_path(file), 0
    with suppress(OSError):  # a missing file is told by the player
        size = path.stat().st_size
    return FilePart(path, file.time_base, f"{file.fingerprint[:40]}-{size}")
