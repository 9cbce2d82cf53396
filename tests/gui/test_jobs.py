"""Work runs elsewhere, its callbacks here; exceptions are shown and end nothing."""

from __future__ import annotations

import sys
import threading
from time import sleep

import pytest
from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QPushButton

from havenlens.domain.problems import Problem, StudyError
from havenlens.services.ports import Cancelled
from havenlens.ui.qt.errors import crash_report, install_excepthook
from havenlens.ui.qt.jobs import Jobs, hear_no_more


class Calls(QObject):
    """Notes what was called back, and on which thread."""

    called = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple] = []

    def _note(self, name: str, *values: object) -> None:
        assert threading.current_thread() is threading.main_thread()
        self.seen.append((name, *values))

    def done(self, value: object) -> None:
        self._note("done", value)

    def failed(self, error: StudyError) -> None:
        self._note("failed", error.problem.code)

    def progress(self, done: int, total: int) -> None:
        self._note("progress", done, total)

    def cancelled(self) -> None:
        self._note("cancelled")


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.shutdown()


@pytest.fixture
def calls(qapp):
    return Calls()


def to_all(calls: Calls) -> dict:
    return {"on_done": calls.done, "on_failed": calls.failed, "on_cancelled": calls.cancelled}


def idle(jobs: Jobs, qtbot) -> None:
    qtbot.waitUntil(lambda: jobs.is_idle, timeout=20_000)


def test_a_result_is_handed_back_on_the_gui_thread(jobs, calls, qtbot):
    jobs.submit(lambda a, b: (a + b, threading.current_thread().name), 2, 3, **to_all(calls))
    assert not jobs.is_idle
    assert calls.seen == []
    idle(jobs, qtbot)
    [(name, (value, thread))] = calls.seen
    assert (name, value) == ("done", 5)
    assert thread.startswith("job")


def test_a_study_error_goes_to_whoever_waits_for_it(jobs, calls, qtbot):
    def work():
        raise StudyError("file.missing", path="a.csv")

    jobs.submit(work, **to_all(calls))
    idle(jobs, qtbot)
    assert calls.seen == [("failed", "file.missing")]


def test_progress_comes_in_order_the_last_one_surely(jobs, calls, qtbot):
    def work(progress):
        for done in range(1, 2001):
            progress(done, 2000)
        return "end"

    jobs.submit(work, on_progress=calls.progress, **to_all(calls))
    idle(jobs, qtbot)
    reports = [values for name, *values in calls.seen if name == "progress"]
    assert reports == sorted(reports)
    assert len(reports) < 200
    assert calls.seen[-2:] == [("progress", 2000, 2000), ("done", "end")]


def test_cancelling_stops_the_work_and_calls_nothing_else(jobs, calls, qtbot):
    stopped, begun = [], threading.Event()

    def work(progress):
        begun.set()
        try:
            while True:
                progress(0, 10)
                sleep(0.001)
        except Cancelled:
            stopped.append(True)
            raise

    job = jobs.submit(work, on_progress=calls.progress, **to_all(calls))
    begun.wait(20)
    job.cancel()
    idle(jobs, qtbot)
    assert stopped == [True]
    assert [name for name, *_ in calls.seen if name != "progress"] == ["cancelled"]


def test_a_result_that_comes_after_cancelling_is_not_wanted(jobs, calls, qtbot):
    begun, go_on = threading.Event(), threading.Event()

    def work():
        begun.set()
        go_on.wait(20)
        return 1

    job = jobs.submit(work, **to_all(calls))
    begun.wait(20)
    job.cancel()
    go_on.set()
    idle(jobs, qtbot)
    assert calls.seen == [("cancelled",)]


def test_a_callback_of_a_widget_that_is_gone_is_not_called(jobs, qtbot):
    class Gone(QPushButton):
        def take(self, _value):
            raise AssertionError(self)

    widget, go_on = Gone(), threading.Event()
    jobs.submit(go_on.wait, 20, on_done=widget.take)
    widget.deleteLater()
    qtbot.wait(10)
    go_on.set()
    idle(jobs, qtbot)


def test_a_callback_inside_a_page_that_was_closed_is_not_called_though_qt_has_not_deleted_it(
    jobs, calls, qtbot
):
    page = QObject()
    calls.setParent(page)
    jobs.submit(int, **to_all(calls))
    hear_no_more(page)
    idle(jobs, qtbot)
    assert calls.seen == []
    calls.setParent(None)


def test_shutting_down_waits_and_calls_nothing_back(calls, qtbot):
    jobs = Jobs(workers=1, name="ending")

    def work(progress):
        while True:
            progress(1, 2)
            sleep(0.001)

    for _ in range(3):
        jobs.submit(work, on_progress=calls.progress, **to_all(calls))
    jobs.shutdown()
    jobs.submit(work, **to_all(calls))
    qtbot.wait(20)
    assert [name for name, *_ in calls.seen if name != "progress"] == []
    assert [t.name for t in threading.enumerate() if t.name.startswith("ending")] == []


@pytest.fixture
def hooked(qtbot, expected_log, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    told: list[Problem] = []
    reporter = install_excepthook(told.append)
    yield reporter, told
    if reporter.dialog is not None:
        reporter.dialog.reject()


def raise_bug():
    message = "the tower fell"
    raise RuntimeError(message)


def raise_for_a_person():
    raise StudyError("file.missing", path="a.csv")


def test_an_exception_in_a_slot_opens_a_report_and_the_program_lives(hooked, qtbot, expected_log):
    reporter, told = hooked
    expected_log.append("the tower fell")
    QTimer.singleShot(0, raise_bug)
    qtbot.waitUntil(lambda: reporter.dialog is not None, timeout=20_000)
    text = reporter.dialog.text
    assert "RuntimeError: the tower fell" in text
    assert "raise_bug" in text
    assert "Qt 6" in text
    assert told == []
    reporter.dialog.copy()
    assert QGuiApplication.clipboard().text() == text
    reporter.dialog.reject()
    assert reporter.dialog is None


def test_an_exception_that_keeps_coming_is_shown_once(hooked, qtbot, expected_log):
    reporter, _ = hooked
    expected_log.append("the tower fell")
    for _ in range(5):
        QTimer.singleShot(0, raise_bug)
    qtbot.wait(50)
    assert reporter.dialog.text.count("RuntimeError: the tower fell") == 1


def test_a_study_error_is_told_in_a_sentence(hooked, qtbot):
    reporter, told = hooked
    QTimer.singleShot(0, raise_for_a_person)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0].sentence == "There is no file a.csv; check the name."
    assert reporter.dialog is None


def test_a_bug_in_a_job_and_in_a_thread_are_reported_too(hooked, qtbot, jobs, expected_log):
    reporter, told = hooked
    expected_log.append("the tower fell")
    jobs.submit(raise_bug)
    jobs.submit(raise_for_a_person)
    qtbot.waitUntil(lambda: reporter.dialog is not None and bool(told), timeout=20_000)
    thread = threading.Thread(target=raise_bug, name="own")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "threading.py" in reporter.dialog.text, timeout=20_000)


def test_a_report_does_not_tell_the_home_folder(home):
    report = crash_report(FileNotFoundError(f"{home}/children/maya.mp4"))
    assert str(home) not in report
    assert "~" in report


def test_a_report_does_not_tell_the_home_folder_as_an_error_on_windows_writes_it(monkeypatch):
    home = r"C:\Users\maya.miller"
    monkeypatch.setattr("os.path.expanduser", lambda path: path.replace("~", home))
    report = crash_report(FileNotFoundError(2, "No such file", home + r"\children\maya.mp4"))
    assert "maya.miller" not in report
    assert r"~\\children" in report


def test_a_report_stays_readable_where_the_home_is_the_root(monkeypatch):
    monkeypatch.setenv("HOME", "/")
    assert "/children/maya.mp4" in crash_report(FileNotFoundError("/children/maya.mp4"))
