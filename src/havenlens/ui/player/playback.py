"""Play one file with sound, and give its pictures with their presentation times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

from PyQt6.QtCore import QObject, QTimer, QUrl, pyqtSignal
from PyQt6.QtGui import QImage
from PyQt6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

from havenlens.domain.time import SECOND, Micros
from havenlens.services.ports import FramePainter
from havenlens.ui.player.gate import Gate, Verdict
from havenlens.ui.player.video_frames import image_from
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.qt.signals import connect_queued

_TICK_MS = 20
_SAME = 1_000
"""Microseconds that rounding may put between two times of one frame."""
_LATE = 0.2
"""Seconds after which a place that Qt told is too old to be carried on by the clock."""


@dataclass(frozen=True, slots=True)
class Sound:
    """How loud to play: ``volume`` from 0 to 1 as a person hears it."""

    volume: float = 1.0
    muted: bool = False


@dataclass(frozen=True, slots=True)
class PictureWork:
    """Where pictures are made, and by what; both serve one player."""

    jobs: Jobs
    painter: FramePainter


class Playback(QObject):
    """One file in Qt's player; pictures are made by a worker, and only the latest one counts.

    Times count from the container's start, as in the file's index. Qt's own FFmpeg may place that start a
    little elsewhere than the index does (Matroska with sound that begins before zero); as the first frame
    that comes out is known to be the file's first frame, the difference is taken off every later one.
    A file without picture tells where its sound is instead.
    """

    pictured = pyqtSignal(object, object)
    """Carries (presentation time, QImage) of a frame to show; the image is null where there is only sound."""
    previewed = pyqtSignal(object, object)
    """Carries the same of a frame while standing still: the first one, or one near a place asked for."""
    ended = pyqtSignal()
    failed = pyqtSignal()

    def __init__(self, path: Path, work: PictureWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._media = QMediaPlayer(self)
        self._sink = QVideoSink(self)
        self._output: QAudioOutput | None = None
        self._sound = Sound()
        self._gate: Gate | None = None
        self._running = self._closed = self._looking = self._sound_only = False
        self._zero: int | None = None
        self._first: Micros | None = None
        self._latest: QVideoFrame | None = None
        self._making = False
        self._session = 0
        self._told = (0, 0.0)
        self._standing: tuple[int, QImage] | None = None  # the first frame, which does not come a second time
        self._ticker = QTimer(self)
        self._ticker.setInterval(_TICK_MS)
        self._ticker.timeout.connect(self._tell_sound)
        self._media.setVideoSink(self._sink)
        connect_queued(self._sink.videoFrameChanged, self._receive)
        connect_queued(self._media.mediaStatusChanged, self._follow)
        connect_queued(self._media.errorOccurred, self._fail)
        self._media.positionChanged.connect(self._note_place)
        self._media.setPitchCompensation(True)
        self._url = QUrl.fromLocalFile(str(path.absolute()))
        self._media.setSource(self._url)
        self._media.pause()

    def calibrate(self, first: Micros) -> None:
        """Say at which time the index has the file's first frame."""
        self._first = first

    def play_from(self, wanted: Micros, *, at_once: bool = False) -> None:
        """Play from a frame on; ``at_once`` where that frame is the last one that came out of here."""
        self._running, self._looking = True, False
        self._session += 1
        self._latest = None
        self._gate = Gate(wanted, seeks=not at_once)
        self._use_sound()
        if self._zero is not None:
            if not at_once:
                self._seek()
            self._media.play()
            self._listen()
            self._show_standing(wanted)

    def look_at(self, wanted: Micros) -> None:
        """Show a frame near a place while standing still, before anybody knows where frames begin."""
        if self._running:
            return
        self._looking = True
        self._gate = Gate(wanted)
        if self._zero is not None:
            self._media.setPosition(max(0, (wanted - self.drift) // 1000))

    def pause(self) -> None:
        """Stop; pictures that are on their way are not given any more."""
        self._running = self._looking = False
        self._latest = None
        self._ticker.stop()
        self._media.pause()

    def set_rate(self, rate: float) -> None:
        """Play slower or faster; the pitch stays."""
        self._media.setPlaybackRate(rate)
        self._note_place(self._media.position())

    def set_sound(self, sound: Sound) -> None:
        """Set how loud to play."""
        self._sound = sound
        self._apply_sound()

    def close(self) -> None:
        """Let go of the file; nothing is given any more."""
        self._closed = True
        self.pause()
        self._media.stop()
        self._media.setVideoSink(None)
        self._media.setAudioOutput(None)
        self._media.setSource(QUrl())
        self.deleteLater()

    @property
    def drift(self) -> int:
        """Give what lies between Qt's clock and the index's, in microseconds; 0 until both are known."""
        return 0 if self._first is None or self._zero is None else self._first - self._zero

    def _seek(self) -> None:
        assert self._gate is not None
        if self._gate.attempt and self._gate.start == 0:
            # Even a seek to 0 may end later in a transport stream; a file that is loaded anew begins at 0.
            self._media.setSource(QUrl())
            self._media.setSource(self._url)
            self._media.play()
        else:
            self._media.setPosition(max(0, (self._gate.start - self.drift) // 1000))
        self._apply_sound()

    def _use_sound(self) -> None:
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull():
            return
        if self._output is None:
            self._output = QAudioOutput(self)
            self._media.setAudioOutput(self._output)
        elif self._output.device() != device:
            self._output.setDevice(device)
        self._apply_sound()

    def _apply_sound(self) -> None:
        if self._output is None:
            return
        # Half the loudness a person hears is about an eighth of the amplitude.
        self._output.setVolume(self._sound.volume**3)
        runs_up = self._gate is not None and self._gate.attempt > 0 and not self._gate.is_open
        self._output.setMuted(self._sound.muted or runs_up)

    # --- pictures -----------------------------------------------------------------------------------

    def _receive(self, signalled: QVideoFrame) -> None:
        frame = QVideoFrame(signalled)  # what a signal carries is gone when its slot returns
        if self._closed or not frame.isValid() or frame.startTime() < 0:  # before 0: hidden by an edit list
            return
        if self._zero is None:
            self._begin(frame)
        elif self._looking:
            self._make_preview(frame)
        elif self._running and self._gate is not None:
            was_open = self._gate.is_open
            verdict = self._gate.judge(frame.startTime() + self.drift, monotonic())
            if verdict is Verdict.START_EARLIER:
                self._seek()
            elif verdict is Verdict.SHOW:
                if not was_open:
                    self._apply_sound()
                self._latest = frame
                self._make()

    def _begin(self, frame: QVideoFrame) -> None:
        self._zero = frame.startTime()
        if self._running:
            self._seek()
            self._media.play()
        elif self._looking and self._gate is not None:
            self._media.setPosition(self._gate.wanted // 1000)
        else:
            self._make_preview(frame)

    def _make_preview(self, frame: QVideoFrame) -> None:
        work = partial(_picture, frame, self._session, self._work.painter)
        self._work.jobs.submit(work, on_done=self._preview)

    def _make(self) -> None:
        if not self._making and self._latest is not None:
            self._making = True
            work = partial(_picture, self._latest, self._session, self._work.painter)
            self._work.jobs.submit(work, on_done=self._give)
            self._latest = None

    def _give(self, made: tuple[int, int, QImage]) -> None:
        self._making = False
        session, start, image = made
        if self._running and session == self._session and not image.isNull():
            self.pictured.emit(Micros(start + self.drift), image)
        self._make()

    def _preview(self, made: tuple[int, int, QImage]) -> None:
        session, start, image = made
        if not self._closed and not self._running and session == self._session and not image.isNull():
            self._standing = (start, image)
            self.previewed.emit(Micros(start + self.drift), image)

    def _show_standing(self, wanted: Micros) -> None:
        standing, self._standing = self._standing, None
        if standing is not None and abs(standing[0] + self.drift - wanted) < _SAME:
            self.pictured.emit(wanted, standing[1])

    # --- sound alone --------------------------------------------------------------------------------

    def _begin_sound(self) -> None:
        self._zero, self._sound_only = 0, True
        self.previewed.emit(Micros(0), QImage())
        if self._running:
            self._seek()
            self._media.play()
            self._listen()

    def _listen(self) -> None:
        if self._sound_only and self._gate is not None:
            self._told = (self._gate.wanted, monotonic())
            self._ticker.start()

    def _note_place(self, millis: int) -> None:
        self._told = (1000 * millis, monotonic())

    def _tell_sound(self) -> None:
        """Tell where the sound is; Qt says so every 50 ms, and the clock carries on from there."""
        place, at = self._told
        since, end = monotonic() - at, 1000 * self._media.duration()
        if since > _LATE and 0 < end <= place:  # without a sound device Qt does not say that it has ended
            self._end()
            return
        now = place + round(min(since, _LATE) * self._media.playbackRate() * SECOND)
        self.pictured.emit(Micros(min(now, end) if end else now), QImage())

    def _follow(self, status: QMediaPlayer.MediaStatus) -> None:
        if self._closed:
            return
        kinds = QMediaPlayer.MediaStatus
        if status is kinds.LoadedMedia and self._zero is None and not self._media.hasVideo():
            self._begin_sound()
        if status is not kinds.EndOfMedia or not self._running:
            return
        if self._gate is not None and not self._sound_only and self._gate.try_earlier():
            self._seek()
            self._media.play()
            return
        self._end()

    def _end(self) -> None:
        self._running = False
        self._latest = None
        self._ticker.stop()
        self.ended.emit()

    def _fail(self) -> None:
        if not self._closed:
            self._running = False
            self.failed.emit()


def _picture(frame: QVideoFrame, session: int, painter: FramePainter) -> tuple[int, int, QImage]:
    return session, frame.startTime(), image_from(frame, painter)
