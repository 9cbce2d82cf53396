"""A second camera that was started before the first one, and stopped after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest

from havenlens.domain.time import SECOND, Micros, Span, TimeBase, seconds
from havenlens.ui.coding.submitting import Submitting
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.seeing.overview_bar import OverviewBar
from havenlens.ui.study.views_form import ViewsForm
from tests.support.coding_page import feature
from tests.support.several_views import Camera, CodingDesk, study_of
from tests.support.videos import Recipe, make

Key = Qt.Key
NONE, CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
FILM = Span(seconds(-2), seconds(6))


@pytest.fixture
def desk(qapp, qtbot, tmp_path) -> Iterator[CodingDesk]:
    """Open a coding of a door that was filmed from -2 to 6 s, and a front from 0 to 4 s, which is first."""
    cameras = [
        Camera("front", Recipe(seconds=4, sound=False)),
        Camera("door", Recipe(seconds=8, sound=False), TimeBase(seconds(-2))),
    ]
    desk = CodingDesk(study_of(tmp_path, cameras), tmp_path / "settings")
    qtbot.waitUntil(lambda: desk.page.player.times is not None, timeout=20_000)
    desk.page.video.setFocus()
    yield desk
    desk.close()


def press(page, key, held=NONE) -> None:
    QTest.keyClick(page.video, key, held)


def lead(qtbot, page, number: int) -> None:
    """Let a view lead, and wait until its frames are known."""
    views = ViewDesk.on(page.desk)
    qtbot.waitUntil(lambda: views.player_of(number).times is not None, timeout=20_000)
    views.lead_with(number)
    first = FILM.start if number else 0
    ready = lambda: page.player.times is not None and page.player.times.time_of(0) == first  # noqa: E731
    qtbot.waitUntil(ready, timeout=20_000)


def go(qtbot, page, at: float) -> None:
    page.player.seek(seconds(at))
    qtbot.waitUntil(lambda: page.player.playhead.now() == seconds(at), timeout=20_000)


def test_the_timeline_covers_all_that_was_filmed(desk):
    scale = desk.page.timeline.scale()
    assert (scale.first, scale.last) == (FILM.start, FILM.end)
    assert scale.x_of(-2 * SECOND) == scale.left
    assert scale.x_of(6 * SECOND) == pytest.approx(scale.left + scale.width)
    whole = desk.page.findChild(OverviewBar).whole
    assert (whole.first, whole.last) == (FILM.start, FILM.end)


def test_before_the_first_view_begins_all_ways_through_the_film_work(qtbot, desk):
    page = desk.page
    lead(qtbot, page, 1)
    go(qtbot, page, -1)
    press(page, Key.Key_B)
    (bid,) = page.bridge.session.events
    assert bid.span.start == seconds(-1)
    press(page, Key.Key_L, CTRL)
    assert page.player.looped is not None
    assert FILM.start <= page.player.looped.start < bid.span.start
    press(page, Key.Key_L, CTRL)
    page.player.pause()
    press(page, Key.Key_W, CTRL)
    qtbot.waitUntil(lambda: page.player.is_playing, timeout=20_000)
    press(page, Key.Key_Escape)
    page.player.pause()
    go(qtbot, page, -1.6)
    press(page, Key.Key_Right, SHIFT)
    qtbot.waitUntil(lambda: page.player.playhead.now() == seconds(-0.6), timeout=20_000)
    go(qtbot, page, -1)
    press(page, Key.Key_Left, SHIFT)
    qtbot.waitUntil(lambda: page.player.playhead.now() == FILM.start, timeout=20_000)
    go(qtbot, page, 0)
    page.player.replay(1)
    page.player.pause()
    qtbot.waitUntil(lambda: page.player.playhead.now() < 0, timeout=20_000)


def test_what_is_open_ends_where_the_longest_view_ends(qtbot, desk):
    page = desk.page
    lead(qtbot, page, 1)
    go(qtbot, page, 5)
    press(page, Key.Key_D)
    press(page, Key.Key_Return, CTRL)
    feature(page, Submitting)._end_open_states()
    assert [event.span for event in page.bridge.session.events] == [Span(seconds(5), FILM.end)]


def test_what_is_missing_is_not_looked_up_any_more_when_the_study_is_closed(qtbot, qapp, tmp_path):
    desk = CodingDesk(study_of(tmp_path, [Camera("", Recipe(seconds=2))]), tmp_path / "settings")
    qtbot.waitUntil(lambda: desk.page.player.times is not None, timeout=20_000)
    press(desk.page, Key.Key_D)
    press(desk.page, Key.Key_Return, CTRL)
    feature(desk.page, Submitting)._end_open_states()  # the list is made anew a moment after a change
    desk.close()
    with qtbot.captureExceptions() as raised:
        qtbot.wait(600)
    assert raised == []


def test_the_first_view_may_lead_while_an_event_lies_before_and_behind_it(qtbot, desk):
    page, said = desk.page, []
    page.bridge.said.connect(lambda problem, refused: said.append((problem.sentence, refused)))
    go(qtbot, page, 2)
    press(page, Key.Key_D)
    (event,) = page.bridge.session.events
    assert page.bridge.edit_text(event, "onset", "-00:00:01.5")
    (event,) = page.bridge.session.events
    assert page.bridge.edit_text(event, "offset", "5.5")
    (event,) = page.bridge.session.events
    assert event.span == Span(seconds(-1.5), seconds(5.5))
    for typed, clock in (("99:00", "01:39:00.000"), ("-3", "-00:00:03.000")):
        assert not page.bridge.edit_text(event, "onset", typed)
        sentence = f"{clock} lies outside the recording, which runs from -00:00:02.000 to 00:00:06.000."
        assert said[-1] == (sentence, True)
    assert [one.span for one in page.bridge.session.events] == [event.span]
    page.timeline.choose([event.id])
    page.timeline.events_chosen.emit((event.id,))
    press(page, Key.Key_Right, CTRL | SHIFT)
    (event,) = page.bridge.session.events
    assert event.span == Span(Micros(-1_460_000), Micros(5_540_000))


def test_a_file_that_is_added_while_coding_lengthens_the_timeline(qtbot, desk, tmp_path):
    page = desk.page
    press(page, Key.Key_V, ALT)
    form = page.findChild(ViewsForm)
    form.choose(0)
    form.add_files([make(tmp_path / "next.mp4", Recipe(seconds=3, sound=False)).path])
    qtbot.waitUntil(lambda: page.timeline.scale().last == seconds(7), timeout=20_000)
    frames = 175
    qtbot.waitUntil(
        lambda: page.player.times is not None and len(page.player.times) == frames, timeout=20_000
    )
    go(qtbot, page, 6.48)
    press(page, Key.Key_D)
    assert [event.span.start for event in page.bridge.session.events] == [seconds(6.48)]
    assert page.timeline.scale().first == FILM.start
