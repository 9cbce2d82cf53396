"""A coach at work: the Coach workspace of a window, and keys pressed on the video of a review."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from havenlens.domain.coaching import CoachingCycle
from havenlens.domain.time import SECOND, Micros
from havenlens.services.coaching.cycles import list_cycles
from havenlens.services.study import Study
from havenlens.ui.coaching.board import BoardPage
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coaching.review import ReviewPage
from havenlens.ui.window import MainWindow

NONE = Qt.KeyboardModifier.NoModifier


def coach_page(window: MainWindow) -> CoachingPage:
    """Go to the Coach workspace and give it."""
    window.activateWindow()  # shortcuts are heard in the window that is active
    window.nav.choose("coach")
    page = window.pages["coach"]
    assert isinstance(page, CoachingPage)
    return page


def board_of(window: MainWindow) -> BoardPage:
    """Go to the board and give it."""
    page = coach_page(window)
    page.go_to("board")
    part = page.current
    assert isinstance(part, BoardPage)
    return part


def only_cycle(study: Study) -> CoachingCycle:
    """Give the demo's one cycle as it is now."""
    return next(cycle for cycle in list_cycles(study) if cycle.number == 3)


def review_of(qtbot, window: MainWindow) -> ReviewPage:
    """Go to the review of the demo's cycle, with its video open; give it."""
    page = coach_page(window)
    page.desk.take_up(only_cycle(page.desk.study).id)
    page.go_to("review")
    part = page.current
    assert isinstance(part, ReviewPage)
    qtbot.waitUntil(lambda: part.player.times is not None and part.player.playhead.position is not None)
    return part


def seek(qtbot, review: ReviewPage, seconds: float) -> None:
    """Go to the frame at a time, and wait until it is painted."""
    wanted = Micros(round(seconds * SECOND))
    review.player.seek(wanted)
    qtbot.waitUntil(lambda: review.player.playhead.now() == wanted)


def press(review: ReviewPage, key: Qt.Key | str, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key on the video."""
    QTest.keyClick(review.video, key, held)
