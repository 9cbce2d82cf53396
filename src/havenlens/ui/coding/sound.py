"""The waveform on the timeline: computed in the background, kept beside the study."""

from __future__ import annotations

from contextlib import suppress

from havenlens.services.disk_cache import DiskCache
from havenlens.services.ports import Waveform
from havenlens.services.waveforms import FilePart, recording_waveform
from havenlens.ui.coding.desk import Desk, Feature
from havenlens.ui.coding.opening import ViewFile
from havenlens.ui.qt.jobs import Job
from havenlens.words.catalogue import tr


class Sound(Feature):
    """Shows how loud the first view is, as soon as it is known."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._job: Job | None = None
        self._parts: tuple[FilePart, ...] = ()
        desk.refilmed.connect(self._follow)

    def show(self) -> None:
        self._listen_to(recording_parts(self.desk))

    def _follow(self, _view: object) -> None:
        parts = recording_parts(self.desk)
        if parts != self._parts:
            self._stop()
            self._listen_to(parts)

    def _listen_to(self, parts: tuple[FilePart, ...]) -> None:
        self._parts = parts
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
        self._stop()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _show_waveform(self, waveform: Waveform) -> None:
        self._job = None
        self.desk.parts.timeline.set_waveform(waveform if waveform.peaks else None)


def recording_parts(desk: Desk) -> tuple[FilePart, ...]:
    """List the files of an observation's first view, each with a name for its content."""
    views = desk.view.views
    return tuple(_part(file) for file in views[0].files) if views else ()


def _part(file: ViewFile) -> FilePart:
    size = 0
    with suppress(OSError):  # a missing file is told by the player
        size = file.path.stat().st_size
    return FilePart(file.path, file.base, f"{file.fingerprint[:40]}-{size}")
