"""Editing with the mouse on the timeline: real drags over a real study file."""

from __future__ import annotations

from uuid import UUID

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.events import Changes, Flag
from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.ui.coding import bid_threads
from havenlens.ui.timeline.model import TimelineThread
from tests.support.coding_page import (
    ALT,
    CTRL,
    LEFT,
    NONE,
    SHIFT,
    Key,
    begin_anew,
    choose,
    chosen,
    coded,
    coding_window,
    drag,
    entry,
    go,
    made,
    now,
    open_menu,
    person,
    place_of,
    press,
    seconds,
    usual_events,
)


@pytest.fixture(scope="module")
def workspace(qapp, demo, tmp_path_factory):
    with coding_window(demo, tmp_path_factory.mktemp("timeline")) as (_, page):
        yield page


@pytest.fixture
def page(workspace):
    return begin_anew(
        workspace,
        made(workspace, 1, "distress", 10, 20),
        made(workspace, 2, "engaged", 30, 40),
        made(workspace, 3, "bid_direct", 14, target=person(workspace, "Ms. Reyes")),
        made(workspace, 4, "resp_comfort", 16, who="Ms. Reyes", link=UUID(int=3)),
    )


def track_place(page, name: str, group: str, x: int) -> QPoint:
    """Give a pixel on the track of a person in a group."""
    tracks = page.timeline._scene.tracks.values()
    track = next(t for t in tracks if t.person == name and group in t.group)
    view = page.timeline.view()
    row = view.layout.row(track.key)
    return QPoint(x, round(row.top + view.offset + row.height / 2))


def steps(page) -> int:
    return len(page.bridge.session.history.undo)


def test_a_state_is_moved_in_time_and_snaps_to_frames(page):
    before = steps(page)
    drag(page.timeline, place_of(page, 2, 35), place_of(page, 2, 45))
    span = now(page, 2).span
    assert abs(span.start - 40 * SECOND) < 300_000
    assert span.length == 10 * SECOND
    assert span.start in page.player.times.times
    assert steps(page) == before + 1
    assert coded(page)
    press(page, Key.Key_Z, CTRL)
    assert now(page, 2).span == Span(seconds(30), seconds(40))


def test_a_point_is_moved_too(page):
    drag(page.timeline, place_of(page, 3), place_of(page, 3, 24))
    span = now(page, 3).span
    assert span.is_instant
    assert abs(span.start - 24 * SECOND) < 300_000


def test_an_edge_holds_on_to_the_edge_of_another_event_unless_alt_is_held(qtbot, page):
    near = QPoint(place_of(page, 2, 30).x() - 1, place_of(page, 2).y())
    goal = place_of(page, 2, 20.1)
    assert abs(goal.x() - page.timeline.scale().x_of(20 * SECOND)) < 5
    drag(page.timeline, near, goal, drop=False)
    assert page.timeline._moving.drag.magnet == 20 * SECOND
    QTest.mouseRelease(page.timeline, LEFT, NONE, goal)
    assert now(page, 2).span.start == 20 * SECOND
    press(page, Key.Key_Z, CTRL)
    drag(page.timeline, near, goal, ALT)
    start = now(page, 2).span.start
    assert start == page.timeline.scale().time_at(goal.x())
    assert start not in page.player.times.times


def test_a_whole_event_holds_on_with_its_end_to_the_playhead(qtbot, page):
    go(page, 60)
    drag(page.timeline, place_of(page, 2, 35), place_of(page, 2, 55.1))
    assert now(page, 2).span == Span(seconds(50), seconds(60))


def test_escape_puts_back_what_is_dragged(qtbot, page):
    before = steps(page)
    goal = place_of(page, 2, 50)
    drag(page.timeline, place_of(page, 2, 35), goal, drop=False)
    assert page.timeline._moving.drag is not None
    press(page, Key.Key_Escape)
    assert page.timeline._moving.drag is None
    QTest.mouseRelease(page.timeline, LEFT, NONE, goal)
    assert now(page, 2).span.start == 30 * SECOND
    assert steps(page) == before


def test_a_move_onto_what_it_excludes_is_refused_with_the_reason(qtbot, page):
    with qtbot.waitSignal(page.status_changed) as said:
        drag(page.timeline, place_of(page, 2, 35), place_of(page, 2, 18))
    assert said.args[1]
    assert said.args[0].startswith("Engaged would overlap Distress from 00:00:10.000")
    assert now(page, 2).span.start == 30 * SECOND


def test_an_event_is_moved_to_another_person_at_its_own_time(page):
    start = place_of(page, 2, 35)
    goal = track_place(page, "Leo", "state", start.x() + 2)
    drag(page.timeline, start, goal)
    event = now(page, 2)
    assert (event.actor, event.code) == (person(page, "Leo"), "engaged")
    assert event.span == Span(seconds(30), seconds(40))


def test_a_move_to_a_track_of_other_codes_asks_which_one(page):
    start = place_of(page, 3)
    goal = track_place(page, "Maya", "outcome", start.x())
    drag(page.timeline, start, goal)
    menu = open_menu()
    entry(menu, "Settles").trigger()
    menu.close()
    event = now(page, 3)
    assert (event.code, event.target, event.span.start) == ("out_settles", None, 14 * SECOND)
    assert coded(page)


def test_a_move_to_a_track_without_such_codes_says_so(qtbot, page):
    start = place_of(page, 2, 35)
    goal = track_place(page, "Maya", "bid", start.x())
    with qtbot.waitSignal(page.status_changed) as said:
        drag(page.timeline, start, goal)
    assert said.args[0].startswith("Maya has no code of this kind in Bids")
    assert now(page, 2).code == "engaged"


def test_ctrl_and_shift_clicks_select_several_also_in_the_table_and_the_editor(page):
    QTest.mouseClick(page.timeline, LEFT, NONE, place_of(page, 1, 15))
    QTest.mouseClick(page.timeline, LEFT, CTRL, place_of(page, 3))
    QTest.mouseClick(page.timeline, LEFT, SHIFT, place_of(page, 4))
    assert chosen(page) == [1, 3, 4]
    assert len(page.table.selectionModel().selectedRows()) == 3
    assert page.editor._title.text() == "3 events selected"
    QTest.mouseClick(page.timeline, LEFT, CTRL, place_of(page, 3))
    assert chosen(page) == [1, 4]
    QTest.mouseClick(page.timeline, LEFT, NONE, place_of(page, 1, 15))
    assert chosen(page) == [1]


def test_a_rubber_band_selects_what_it_touches(page):
    top = place_of(page, 1, 8)
    bottom = QPoint(place_of(page, 3, 15).x(), place_of(page, 3).y() + 6)
    drag(page.timeline, top, bottom)
    assert chosen(page) == [1, 3]
    drag(page.timeline, place_of(page, 2, 28), place_of(page, 2, 32), CTRL)
    assert chosen(page) == [1, 2, 3]


def test_rows_selected_in_the_table_are_selected_on_the_timeline(page):
    page.table.selectRow(0)
    press(page, Key.Key_A, CTRL)
    assert len(page.timeline.chosen()) == 4
    page.table.clearSelection()
    assert page.timeline.chosen() == ()


def test_several_events_are_dragged_together_as_one_step(page):
    choose(page, 1, 3)
    before = steps(page)
    drag(page.timeline, place_of(page, 1, 13), place_of(page, 1, 15))
    moved = now(page, 1).span.start - 10 * SECOND
    assert abs(moved - 2 * SECOND) < 300_000
    assert now(page, 3).span.start == 14 * SECOND + moved
    assert steps(page) == before + 1


def test_a_locked_coding_is_not_dragged(page):
    page.timeline.set_editable(False)
    drag(page.timeline, place_of(page, 2, 35), place_of(page, 2, 45))
    assert now(page, 2).span.start == 30 * SECOND


def ask_menu(page, place: QPoint) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, page.timeline.mapToGlobal(place))
    QApplication.sendEvent(page.timeline, event)


def test_the_menu_of_an_event_changes_it(page):
    ask_menu(page, place_of(page, 3))
    menu = open_menu()
    entry(menu, "Change the code", "Approach bid").trigger()
    assert now(page, 3).code == "bid_approach"
    entry(menu, "Flags", "discuss").trigger()
    assert now(page, 3).flags == {Flag.DISCUSS}
    entry(menu, "What is wanted", "Help").trigger()
    assert now(page, 3).modifiers["need"] == "help"
    entry(menu, "To whom", "Nobody").trigger()
    assert now(page, 3).target is None
    menu.close()


def test_the_menu_links_an_answer_to_its_bid_and_takes_the_link_away(page):
    ask_menu(page, place_of(page, 4))
    menu = open_menu()
    entry(menu, "Answers", "Take the link away").trigger()
    assert now(page, 4).link is None
    entry(menu, "Answers", "Direct bid 0:14.0 (Maya)").trigger()
    assert now(page, 4).link == UUID(int=3)
    menu.close()


def test_a_link_that_is_made_or_taken_away_is_drawn_at_once(qtbot, page):
    def drawn() -> set[UUID | None]:
        return {thread.answer for thread in page.timeline._scene.threads.of(UUID(int=3))}

    qtbot.waitUntil(lambda: drawn() == {UUID(int=4)})
    page.bridge.edit(UUID(int=4), link=None)
    qtbot.waitUntil(lambda: drawn() == {None})  # a hollow end
    press(page, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: drawn() == {UUID(int=4)})
    page.bridge.delete([UUID(int=4)])
    qtbot.waitUntil(lambda: drawn() == {None})


def test_a_bid_that_nobody_answers_ends_hollow(qtbot, page):
    def hollow() -> set[int]:
        return {thread.bid.int for thread in page.timeline._scene.threads.keys if thread.answer is None}

    whom = person(page, "Ms. Reyes")
    lone, late = (made(page, n, "bid_direct", at, target=whom) for n, at in ((5, 40), (6, 50)))
    begin_anew(page, *(event.with_(link=None) for event in usual_events(page)), lone)
    qtbot.waitUntil(lambda: hollow() == {3, 5})
    page.bridge.edit(UUID(int=4), link=UUID(int=3))
    qtbot.waitUntil(lambda: hollow() == {5})
    session, said = page.bridge.session, Problem("coding.edited", {"code": "x"})
    page.bridge.do(lambda: session.apply("edit", Changes(added=(late,)), said))
    qtbot.waitUntil(lambda: hollow() == {5, 6})
    page.bridge.delete([lone.id])
    qtbot.waitUntil(lambda: hollow() == {6})
    page.bridge.edit(late.id, code="out_settles", target=None)
    qtbot.waitUntil(lambda: hollow() == set())


def test_an_answer_in_the_window_is_joined_to_its_bid_without_a_link(qtbot, page):
    def drawn(bid: int) -> set[TimelineThread]:
        return set(page.timeline._scene.threads.of(UUID(int=bid)))

    begin_anew(page, made(page, 5, "bid_direct", 40, target=person(page, "Ms. Reyes")))
    session, said = page.bridge.session, Problem("coding.edited", {"code": "x"})
    maya = person(page, "Maya")
    answers = [
        made(page, n, "resp_comfort", at, who="Ms. Reyes", target=maya) for n, at in ((6, 44), (7, 42))
    ]
    joined = [TimelineThread(UUID(int=5), event.id, by_rule=True) for event in answers]
    for event, thread in zip(answers, joined, strict=True):  # the second one is the earlier one
        page.bridge.do(lambda event=event: session.apply("edit", Changes(added=(event,)), said))
        qtbot.waitUntil(lambda thread=thread: drawn(5) == {thread})
    page.select(UUID(int=7))
    press(page, Key.Key_U, CTRL | SHIFT)
    assert page.player.is_playing
    assert page.player._stretches.once.span.start == 38 * SECOND
    page.player.pause()
    page.bridge.edit(UUID(int=7), link=UUID(int=5))
    qtbot.waitUntil(lambda: drawn(5) == {TimelineThread(UUID(int=5), UUID(int=7))})
    page.bridge.edit(UUID(int=7), span=Span.instant(Micros(39 * SECOND)), link=None)
    qtbot.waitUntil(lambda: drawn(5) == {joined[0]})
    press(page, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: drawn(5) == {TimelineThread(UUID(int=5), UUID(int=7))})


def test_in_a_very_large_coding_only_links_are_drawn(qtbot, page, monkeypatch):
    whom, maya = person(page, "Ms. Reyes"), person(page, "Maya")
    lone = made(page, 5, "bid_direct", 40, target=whom)
    begin_anew(page, lone, made(page, 6, "resp_comfort", 42, who="Ms. Reyes", target=maya))
    feature = next(one for one in page.features if isinstance(one, bid_threads.BidThreads))
    qtbot.waitUntil(lambda: len(page.timeline._scene.threads) == 1)
    monkeypatch.setattr(bid_threads, "_MOST_BY_RULE", 1)
    feature.show()
    assert len(page.timeline._scene.threads) == 0


def test_the_links_of_a_large_coding_are_drawn_soon_as_they_are_by_then(page, qtbot, monkeypatch):
    def drawn() -> set[UUID | None]:
        return {thread.answer for thread in page.timeline._scene.threads.of(UUID(int=3))}

    page.bridge.edit(UUID(int=4), link=None)
    monkeypatch.setattr(bid_threads, "_AT_ONCE", 0)
    page.timeline.set_threads(page.timeline.thread_maker()(()))
    feature = next(one for one in page.features if isinstance(one, bid_threads.BidThreads))
    feature.show()
    assert drawn() == set()
    page.bridge.edit(UUID(int=4), link=UUID(int=3))  # before anybody has looked
    assert drawn() == set()
    qtbot.waitUntil(lambda: drawn() == {UUID(int=4)})
    page.bridge.edit(UUID(int=4), link=None)
    qtbot.waitUntil(lambda: drawn() == {None})


def test_the_menu_of_an_empty_place_codes_there_for_its_person(page):
    focus = page.bridge.session.focus
    ask_menu(page, place_of(page, 3, 50))
    menu = open_menu()
    entry(menu, "Approach bid").trigger()
    menu.close()
    event = next(e for e in coded(page) if e.code == "bid_approach")
    assert event.actor == person(page, "Maya")
    assert abs(event.span.start - 50 * SECOND) < 300_000
    assert event.span.start in page.player.times.times
    assert page.bridge.session.focus == focus


def test_the_menu_key_opens_the_menu_of_the_selected_event(page):
    choose(page, 3)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 60), QPoint(5, 60))
    QApplication.sendEvent(page.timeline, event)
    menu = open_menu()
    entry(menu, "Delete").trigger()
    menu.close()
    assert UUID(int=3) not in page.bridge.session.events
    assert now(page, 4).link is None


def test_the_label_says_the_new_times(page):
    from havenlens.ui.timeline.dragging import label_of

    drag(page.timeline, place_of(page, 2, 35), place_of(page, 2, 36), ALT, drop=False)
    moving = page.timeline._moving.drag
    text = label_of(moving, page.timeline.view())
    assert text.startswith("00:00:3")
    assert "–" in text
    assert f"{moving.by / SECOND:+.3f} s" in text
    page.timeline.cancel_drag()
    assert Micros(0) == now(page, 2).span.start - 30 * SECOND
