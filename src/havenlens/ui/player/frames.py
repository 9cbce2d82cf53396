"""Exact frames, decoded by one worker that owns the files."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock

from PyQt6.QtCore import QObject, QSize, QTimer, pyqtSignal

from havenlens.domain.problems import StudyError
from havenlens.services.ports import Cancelled, MediaLibrary, Progress
from havenlens.ui.player.frame import Frame, frame_of
from havenlens.ui.player.ready import ReadyFrames
from havenlens.ui.player.reel import Part, Reel
from havenlens.ui.qt.jobs import Job, Jobs
from havenlens.ui.qt.signals import connect_queued

_BACKLOG = 4
"""How many steps may wait: with more, a slow decoder would go on stepping after the key is let go."""
_REST_MS = 150
"""How long others show the recording before what was decoded is dropped: a short look is no reason to."""
_STANDS_MS = 400
"""How long nobody steps on before a frame is shown in full size, and those behind it are decoded."""


@dataclass(frozen=True, slots=True)
class _Around:
    """Where to look ahead from; whether one ``rests`` there, and wants the picture in full size."""

    number: int
    direction: int
    rests: bool = False
    sharpens: bool = False


@dataclass(frozen=True, slots=True)
class _Made:
    """What the worker made for a request."""

    asked: int
    answer: Frame | StudyError


class ExactFrames(QObject):
    """Opens recordings and gives exactly the frames asked for, without keeping anybody waiting.

    A seek replaces every request still waiting; steps are answered in order. While nothing is asked for, the
    worker makes the next pictures in the direction of the last move ready, and decodes the frames around.
    What is kept is as large as it is shown; a frame that goes on being shown follows in full size.
    """

    opened = pyqtSignal(object)
    """Carries the `Reel` once every file has been indexed."""
    progressed = pyqtSignal(int, int)
    """Carries how far indexing is, in bytes of the file being read: (done, total)."""
    delivered = pyqtSignal(object)
    """Carries a `Frame`."""
    failed = pyqtSignal(object)
    """Carries the `StudyError` of a file that cannot be opened or decoded."""
    _made = pyqtSignal(object)

    def __init__(self, library: MediaLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = Jobs(self, workers=1, name="frames")
        self._opening: Job | None = None
        self._reel: Reel | None = None
        self._owned: list[Reel] = []  # touched by the worker only
        self._lock = Lock()
        self._waiting: deque[tuple[int, int]] = deque(maxlen=_BACKLOG)
        self._around: _Around | None = None
        self._shown_size: tuple[int, int] | None = None
        self._ready = ReadyFrames()
        self._working = False
        self._asked = 0
        """Counts up whenever what was asked for before is not wanted any more."""
        self._awaited = 0
        """How many requests have not been answered yet."""
        self._late = 0
        self._is_small = False  # what was delivered last
        self._standing = QTimer(self)
        self._standing.setSingleShot(True)
        self._standing.setInterval(_STANDS_MS)
        self._standing.timeout.connect(self._stand)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._drop)
        connect_queued(self._made, self._take)

    def open(self, parts: Sequence[Part]) -> None:
        """Let go of what is open, and index these files."""
        self.let_go()
        self._opening = self._jobs.submit(
            self._open, tuple(parts), on_done=self._keep, on_failed=self._fail, on_progress=self._tell
        )

    def let_go(self) -> None:
        """Close the files, without waiting for it; what was asked for is not delivered any more."""
        if self._opening is not None:
            self._opening.cancel()
        self._reel = None
        self.forget()
        self._jobs.submit(self._close_owned)

    def seek(self, number: int, direction: int = 1) -> None:
        """Ask for a frame instead of all that were asked for before."""
        self.forget()
        self.step(number, direction)

    def step(self, number: int, direction: int) -> None:
        """Ask for a frame after those that were asked for before; one that is ready comes at once."""
        if self._reel is None:
            return
        with self._lock:
            is_next = not self._awaited
            frame = self._ready.get(number) if is_next else None
        if frame is None and is_next:
            frame = self._held(self._reel, number)
        with self._lock:
            if frame is None:
                if len(self._waiting) < _BACKLOG:
                    self._awaited += 1
                self._waiting.append((self._asked, number))
            self._around = _Around(number, direction)
        self._standing.start()
        self._work_on()
        if frame is not None:
            self._deliver(frame)

    def _held(self, reel: Reel, number: int) -> Frame | None:
        """Make a kept frame's picture here and now: the worker may be in the midst of another."""
        if self._shown_size is None or not reel.holds(number):
            return None
        try:
            frame = frame_of(reel.glimpse(number))
        except KeyError:  # it was dropped just now
            return None
        self._have_ready(reel, frame)
        return frame

    def forget(self) -> None:
        """Deliver nothing of what has been asked for up to now, and decode nothing more for the moment."""
        self._asked += 1
        self._standing.stop()
        with self._lock:
            self._awaited = 0
            self._waiting.clear()
            self._around = None
            if self._reel is None:
                self._ready.clear()

    def rest(self, *, returns: bool) -> None:
        """Decode nothing more and keep no picture ready, while others show the recording.

        They need memory, too: unless one ``returns`` to frames that are kept, all are dropped after a while.
        """
        self.forget()
        with self._lock:
            self._ready.clear()
        if returns:
            self._resting.stop()
        else:
            self._resting.start()

    def prepare(self, number: int, direction: int | None = None) -> None:
        """Decode the neighbours of a frame, so that a step from it is answered at once."""
        with self._lock:
            before = 1 if self._around is None else self._around.direction
            self._around = _Around(number, direction or before)
        self._is_small = False  # it is somebody else's picture
        self._standing.start()
        self._work_on()

    def fit(self, size: QSize) -> None:
        """Keep frames no larger than they are shown: in so many pixels."""
        wanted = (size.width(), size.height())
        with self._lock:
            before, self._shown_size = self._shown_size, wanted
            if wanted == before:
                return
            if before is not None and wanted > before:  # what is ready is too coarse now
                self._ready.clear()
        self._work_on()

    def _stand(self) -> None:
        with self._lock:
            if self._around is None:
                return
            self._around = replace(self._around, rests=True, sharpens=self._is_small and not self._awaited)
        self._work_on()

    def _drop(self) -> None:
        with self._lock:
            is_wanted = bool(self._waiting) or self._around is not None
        if self._reel is not None and not is_wanted:
            self._jobs.submit(self._reel.let_go)

    @property
    def ready_bytes(self) -> int:
        """Give the bytes that pictures take which are ready to be painted."""
        with self._lock:
            return self._ready.bytes

    @property
    def late(self) -> int:
        """Give how many requests have had to wait for a frame to be decoded."""
        return self._late

    @property
    def is_at_rest(self) -> bool:
        """Tell whether nothing is being decoded and nothing is left to get ready."""
        with self._lock:
            return not self._working

    def close(self) -> None:
        """Close the files and end the worker."""
        self._reel = None
        self.forget()
        self._jobs.shutdown()
        self._close_owned()

    def _open(self, parts: tuple[Part, ...], progress: Progress) -> Reel:
        reel = Reel.open(self._library, parts, progress)
        self._owned.append(reel)
        return reel

    def _close_owned(self) -> None:
        while self._owned:
            self._owned.pop().close()

    def _tell(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)

    def _keep(self, reel: Reel) -> None:
        self._opening = None
        self._reel = reel
        self.opened.emit(reel)

    def _fail(self, error: StudyError) -> None:
        self.failed.emit(error)

    def _work_on(self) -> None:
        with self._lock:
            if self._working or self._reel is None:
                return
            self._working = True
        self._jobs.submit(self._work, self._reel)

    def _take(self, made: _Made) -> None:
        if made.asked != self._asked:
            return
        answer = made.answer
        with self._lock:
            if isinstance(answer, Frame) and answer.is_again:
                if self._awaited or self._around is None or self._around.number != answer.position.number:
                    return
            else:
                self._awaited = max(0, self._awaited - 1)
        if isinstance(answer, StudyError):
            self.failed.emit(answer)
        else:
            self._deliver(answer)

    def _deliver(self, frame: Frame) -> None:
        self._is_small = frame.full_size is not None
        self.delivered.emit(frame)

    # --- on the worker's thread ---------------------------------------------------------------------

    def _work(self, reel: Reel) -> None:
        """Answer what is asked for; between two answers, get ready what will be asked for next."""
        try:
            while self._work_once(reel):
                pass
        except BaseException:
            with self._lock:
                self._working = False
            raise

    def _work_once(self, reel: Reel) -> bool:
        with self._lock:
            request = self._waiting.popleft() if self._waiting else None
            around, size, asked = self._around, self._shown_size, self._asked
            if request is None and (around is None or reel is not self._reel):
                self._working = False
                return False
        if size is not None:
            reel.fit(*size)
        if request is not None:
            self._answer(reel, *request)
            return True
        assert around is not None
        if around.sharpens:
            self._sharpen(reel, around, asked)
            return True
        if self._make_ready(reel, around.number, around.direction) or _look_ahead(reel, around):
            return True
        with self._lock:
            self._working = bool(self._waiting) or self._around != around or self._shown_size != size
            return self._working

    def _answer(self, reel: Reel, asked: int, number: int) -> None:
        def wanted(_done: int, _total: int) -> None:
            if asked != self._asked and reel is not self._reel:
                raise Cancelled

        try:
            with self._lock:
                frame = self._ready.get(number)
            if frame is None and reel.holds(number):
                frame = frame_of(reel.glimpse(number))
            elif frame is None:
                self._late += 1
                frame = frame_of(reel.picture(number, wanted))
            self._have_ready(reel, frame)
            self._made.emit(_Made(asked, frame))
        except Cancelled:
            return
        except StudyError as error:
            self._made.emit(_Made(asked, error))

    def _sharpen(self, reel: Reel, around: _Around, asked: int) -> None:
        """Go a little of the way to a picture in full size, and show it where it can be had."""
        frame, number = None, around.number
        try:
            if reel.sharpen(number):
                return
            if reel.holds(number, full=True):
                frame = frame_of(reel.picture(number))
        except StudyError:  # what was shown is there, and is left as it is
            pass
        with self._lock:
            if self._around == around:
                self._around = replace(around, sharpens=False)
        if frame is not None:
            self._made.emit(_Made(asked, replace(frame, is_again=True)))

    def _make_ready(self, reel: Reel, number: int, direction: int) -> bool:
        """Make one more picture of those next to a frame; False where all that can be made are there."""
        with self._lock:
            # The one that was sought is there in full size; those that follow are as large as they are shown.
            have, most = set(self._ready), self._ready.most
        wanted = [number + direction * ahead for ahead in range(1, max(2, most - 1))]
        wanted = [near for near in (*wanted, number - direction) if 0 <= near <= reel.last][: most - 1]
        missing = next((near for near in wanted if near not in have and reel.holds(near)), None)
        if missing is None:
            return False
        frame = frame_of(reel.glimpse(missing))
        with self._lock:
            self._ready.keep((*wanted, number))
        self._have_ready(reel, frame)
        return True

    def _have_ready(self, reel: Reel, frame: Frame) -> None:
        with self._lock:
            if reel is self._reel:
                self._ready.add(frame)


def _look_ahead(reel: Reel, around: _Around) -> bool:
    try:
        return reel.look_ahead(around.number, around.direction, rests=around.rests)
    except StudyError:  # it is told when the frame itself is asked for
        return False
