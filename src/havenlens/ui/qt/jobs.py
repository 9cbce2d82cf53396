"""Work away from the GUI thread: an executor, and one signal that brings every report back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event, Lock
from time import monotonic
from typing import Any

from PyQt6 import sip
from PyQt6.QtCore import QObject, pyqtSignal

from havenlens.domain.problems import StudyError
from havenlens.services.ports import Cancelled
from havenlens.ui.qt.signals import connect_queued

_REPORT_EVERY = 0.05
"""Seconds between two reports of progress: what a person can see, and no flood of events."""

Callback = Callable[..., None]
_CLOSED = "closed"
"""The property of an object that is closed, while Qt has not deleted it yet."""


def hear_no_more(owner: QObject) -> None:
    """Call nothing of an object, nor of one inside it, any more: it is closed, and Qt deletes it later.

    In between, what has been reported already would reach a page whose study is closed.
    """
    owner.setProperty(_CLOSED, True)


class Job:
    """One piece of work that was handed in, and the way to stop it.

    A job with a ``title`` is shown to the person; ``share`` is how much of it is done, 0 to 1, None while
    that is not known.
    """

    def __init__(self, on_cancelled: Callback | None = None, title: str = "") -> None:
        self._cancelled = Event()
        self.on_cancelled = on_cancelled
        self.title = title
        self.share: float | None = None

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress; nothing but `on_cancelled` is called after."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Tell whether somebody asked for the work to stop."""
        return self._cancelled.is_set()


@dataclass(frozen=True, slots=True)
class _Report:
    job: Job
    receiver: Callback | None = None
    values: tuple[Any, ...] = ()
    error: Exception | None = None
    is_last: bool = True


class Jobs(QObject):
    """Run work on threads of its own and hand the results to the thread this object lives in.

    Work gets and gives frozen values only. Its callbacks are called on the GUI thread, in the order in which
    the work reported; a callback that belongs to a widget which is gone or closed by then is not called.
    """

    listed = pyqtSignal(object)
    """Carries a `Job` with a title, once it was handed in."""
    advanced = pyqtSignal(object)
    """Carries a `Job` with a title that has come further."""
    finished = pyqtSignal(object, object)
    """Carries a `Job` with a title that has ended, and the `StudyError` nobody else waits for, or None."""
    _reported = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None, *, workers: int = 2, name: str = "job") -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)
        self._running: set[Job] = set()
        self._closed = False
        connect_queued(self._reported, self._deliver)

    def submit(
        self,
        work: Callable[..., Any],
        *values: Any,
        on_done: Callback | None = None,
        on_failed: Callback | None = None,
        on_progress: Callback | None = None,
        on_cancelled: Callback | None = None,
        title: str = "",
    ) -> Job:
        """Run ``work(*values)``, or ``work(*values, progress=…)`` where `on_progress` or a title is given.

        `on_done` gets the result, `on_failed` the `StudyError`, `on_progress` (done, total). A `StudyError`
        nobody waits for and every other exception go to ``sys.excepthook``. Work that was cancelled, by
        `Job.cancel` or by raising `Cancelled` itself, ends in `on_cancelled` alone. Work with a ``title``
        stands in the status bar with its progress and a way to cancel it, and where it fails and nobody
        waits for its error, that is said there.
        """
        job = Job(on_cancelled, title)
        if self._closed:
            job.cancel()
            return job
        watched = bool(on_progress or title)
        extra = {"progress": self._progress(job, on_progress)} if watched else {}

        def run() -> None:
            try:
                if job.is_cancelled:
                    raise Cancelled  # noqa: TRY301 - the same end as work that stops itself
                report = _Report(job, on_done, (work(*values, **extra),))
            except Cancelled:
                job.cancel()
                report = _Report(job)
            except StudyError as error:
                report = _Report(job, on_failed, (error,), None if on_failed or title else error)
            except Exception as error:  # noqa: BLE001 - it goes to the excepthook, on the GUI thread
                report = _Report(job, error=error)
            self._post(report)

        self._running.add(job)
        if title:
            self.listed.emit(job)
        self._executor.submit(run)
        return job

    @property
    def is_idle(self) -> bool:
        """Tell whether every job has ended and has been reported."""
        return not self._running

    def shutdown(self) -> None:
        """Cancel what runs, wait for it, and take no more; nothing is called back from now on."""
        self._closed = True
        for job in self._running:
            job.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    def _progress(self, job: Job, receiver: Callback | None) -> Callback:
        last, lock = [0.0], Lock()

        def progress(done: int, total: int) -> None:
            if job.is_cancelled:
                raise Cancelled
            with lock:
                if done < total and monotonic() - last[0] < _REPORT_EVERY:
                    return
                last[0] = monotonic()
            self._post(_Report(job, receiver, (done, total), is_last=False))

        return progress

    def _post(self, report: _Report) -> None:
        if not self._closed:
            self._reported.emit(report)

    def _deliver(self, report: _Report) -> None:
        if self._closed:
            return
        if report.is_last:
            self._running.discard(report.job)
        if report.job.title:
            self._tell(report)
        if report.error is not None:
            sys.excepthook(type(report.error), report.error, report.error.__traceback__)
        elif not report.job.is_cancelled:
            _call(report.receiver, *report.values)
        elif report.is_last:
            _call(report.job.on_cancelled)

    def _tell(self, report: _Report) -> None:
        job = report.job
        if not report.is_last:
            done, total = report.values
            job.share = done / total if total else None
            self.advanced.emit(job)
            return
        first = report.values[0] if report.values and report.receiver is None else None
        self.finished.emit(job, first if isinstance(first, StudyError) and not job.is_cancelled else None)


def _call(receiver: Callback | None, *values: Any) -> None:
    whole = receiver
    while isinstance(whole, partial):
        whole = whole.func
    owner = getattr(whole, "__self__", None)
    if receiver is not None and not (isinstance(owner, QObject) and _is_gone(owner)):
        receiver(*values)


def _is_gone(owner: QObject) -> bool:
    """Tell whether an object is deleted, or inside one that is closed."""
    if sip.isdeleted(owner):
        return True
    around: QObject | None = owner
    while around is not None and not around.property(_CLOSED):
        around = around.parent()
    return around is not None
