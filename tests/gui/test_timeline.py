"""The timeline under real mouse, wheel and paint events."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import QColor, QMouseEvent, QPixmap, QRegion, QWheelEvent
from PyQt6.QtWidgets import QApplication, QToolTip

from havenlens.domain.codebook import Kind
from havenlens.domain.events import Flag
from havenlens.domain.time import SECOND, Micros, Span, seconds
from havenlens.services.ports import Waveform
from havenlens.ui.theme.style import apply_theme
from havenlens.ui.theme.tokens import DARK, LIGHT, Theme
from havenlens.ui.timeline.model import (
    CycleItem,
    TimelineContent,
    TimelineItem,
    TimelineThread,
    TimelineTrack,
    TranscriptItem,
)
from havenlens.ui.timeline.pointing import tip_at
from havenlens.ui.timeline.widget import TimelineWidget

DISTRESS, BID, ANSWER, ENGAGED, LONELY = (UUID(int=n) for n in range(1, 6))
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def state(item_id: UUID, start: float, end: float | None, colour: str = "#D55E00") -> TimelineItem:
    span = Span(seconds(start), None if end is None else seconds(end))
    return TimelineItem(item_id, "state", span, "d", "Distress", colour, Kind.STATE, "Maya")


def point(item_id: UUID, at: float, track: str = "bids", name: str = "Direct bid") -> TimelineItem:
    span = Span.instant(seconds(at))
    return TimelineItem(item_id, track, span, "b", name, "#0072B2", Kind.POINT, "Maya", "Ms. Reyes")


CONTENT = TimelineContent(
    duration=seconds(75),
    tracks=(
        TimelineTrack("state", "Maya · state"),
        TimelineTrack("bids", "Maya · bids"),
        TimelineTrack("answers", "Ms. Reyes · responses"),
    ),
    items=(
        state(DISTRESS, 9, 29),
        state(ENGAGED, 41, 75, "#009E73"),
        point(BID, 14.6),
        point(ANSWER, 15.8, "answers"),
    ),
    threads=(TimelineThread(BID, ANSWER),),
    transcript=(TranscriptItem(Span(seconds(14.6), seconds(15.7)), "My <tower> fell.", "Maya"),),
    cycles=(CycleItem(Span(seconds(0), seconds(60)), "Cycle 1"),),
    waveform=Waveform(20_000, bytes(range(250)) * 15),
)


@pytest.fixture
def timeline(qapp, qtbot) -> TimelineWidget:
    apply_theme(qapp, Theme.LIGHT)
    widget = TimelineWidget()
    qtbot.addWidget(widget)
    widget.resize(1000, 320)
    widget.set_content(CONTENT)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def centre(widget: TimelineWidget, item_id: UUID) -> QPoint:
    box = widget.view().box(widget.item(item_id), widget.playhead())
    return QPoint(round((box.left + box.right) / 2), round((box.top + box.bottom) / 2))


def x_of(widget: TimelineWidget, at: float) -> int:
    return round(widget.scale().x_of(seconds(at)))


def in_seconds(at: Micros) -> float:
    return at / SECOND


def send(widget: TimelineWidget, kind: QEvent.Type, place: QPoint, pressed: Qt.MouseButton = LEFT) -> None:
    button = NONE if kind is QEvent.Type.MouseMove else LEFT
    where = QPointF(place)
    event = QMouseEvent(
        kind, where, QPointF(widget.mapToGlobal(place)), button, pressed, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


def wheel(
    widget: TimelineWidget, place: QPoint, angle: QPoint, modifiers=Qt.KeyboardModifier.NoModifier
) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        angle,
        NONE,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def has_colour(widget: TimelineWidget, place: QPoint, colour: str, reach: int = 8) -> bool:
    picture = widget.grab().toImage()
    wanted = QColor(colour)
    for x in range(place.x() - reach, place.x() + reach + 1):
        for y in range(place.y() - reach, place.y() + reach + 1):
            found = picture.pixelColor(x, y)
            if all(abs(a - b) <= 6 for a, b in zip(found.getRgb()[:3], wanted.getRgb()[:3], strict=True)):
                return True
    return False


def test_a_click_on_an_event_selects_it_and_does_not_seek(qtbot, timeline):
    with qtbot.assertNotEmitted(timeline.seek_requested), qtbot.waitSignal(timeline.event_selected) as heard:
        qtbot.mouseClick(timeline, LEFT, pos=centre(timeline, BID))
    assert heard.args == [BID]
    assert timeline.selected() == BID


def test_a_double_click_opens_an_event(qtbot, timeline):
    with qtbot.waitSignal(timeline.event_activated) as heard:
        qtbot.mouseDClick(timeline, LEFT, pos=centre(timeline, DISTRESS))
    assert heard.args == [DISTRESS]


def test_a_click_on_free_ground_seeks_there_and_keeps_the_selection(qtbot, timeline):
    timeline.select(BID)
    place = QPoint(x_of(timeline, 35), centre(timeline, BID).y())
    with qtbot.waitSignal(timeline.seek_requested) as heard:
        qtbot.mouseClick(timeline, LEFT, pos=place)
    assert in_seconds(heard.args[0]) == pytest.approx(35, abs=0.1)
    assert timeline.selected() == BID


def test_a_seek_beyond_35_minutes_arrives_whole(qtbot, timeline):
    timeline.set_content(TimelineContent(seconds(7200), CONTENT.tracks))
    with qtbot.waitSignal(timeline.seek_requested) as heard:
        qtbot.mouseClick(timeline, LEFT, pos=QPoint(x_of(timeline, 7000), 10))
    assert in_seconds(heard.args[0]) == pytest.approx(7000, abs=8)


def test_the_playhead_is_dragged_along_the_ruler_and_stays_inside(qtbot, timeline):
    heard: list[Micros] = []
    timeline.seek_requested.connect(heard.append)
    send(timeline, QEvent.Type.MouseButtonPress, QPoint(x_of(timeline, 20), 8))
    send(timeline, QEvent.Type.MouseMove, QPoint(x_of(timeline, 40), 8))
    send(timeline, QEvent.Type.MouseMove, QPoint(5000, 8))
    send(timeline, QEvent.Type.MouseButtonRelease, QPoint(5000, 8))
    send(timeline, QEvent.Type.MouseMove, QPoint(x_of(timeline, 10), 8), NONE)
    assert [in_seconds(at) for at in heard] == pytest.approx([20, 40, 75], abs=0.1)


def test_the_label_column_does_not_seek(qtbot, timeline):
    with qtbot.assertNotEmitted(timeline.seek_requested):
        qtbot.mouseClick(timeline, LEFT, pos=QPoint(20, 120))


def drag_end(timeline: TimelineWidget, to: float) -> None:
    y = centre(timeline, DISTRESS).y()
    send(timeline, QEvent.Type.MouseButtonPress, QPoint(x_of(timeline, 29) - 1, y))
    send(timeline, QEvent.Type.MouseMove, QPoint(x_of(timeline, 29) + 1, y))
    send(timeline, QEvent.Type.MouseMove, QPoint(x_of(timeline, to), y))


def test_a_dragged_edge_asks_and_changes_nothing(qtbot, timeline):
    before = timeline.item(DISTRESS)
    moved: list[tuple[UUID, str, Micros]] = []
    timeline.edge_dragged.connect(lambda *values: moved.append(values))
    drag_end(timeline, 33)
    assert has_colour(timeline, QPoint(x_of(timeline, 33), 250), LIGHT.accent)
    with qtbot.waitSignal(timeline.edge_drag_finished) as heard:
        send(timeline, QEvent.Type.MouseButtonRelease, QPoint(x_of(timeline, 33), 130))
    assert heard.args[:2] == [DISTRESS, "end"]
    assert in_seconds(heard.args[2]) == pytest.approx(33, abs=0.1)
    assert moved[-1] == tuple(heard.args)
    assert timeline.item(DISTRESS) is before


def test_a_dragged_edge_snaps_and_stays_behind_the_other_one(qtbot, timeline):
    timeline.set_snap(lambda at: Micros(round(at / SECOND) * SECOND))
    drag_end(timeline, 33.3)
    with qtbot.waitSignal(timeline.edge_drag_finished) as heard:
        send(timeline, QEvent.Type.MouseButtonRelease, QPoint(0, 0))
    assert heard.args[2] == 33 * SECOND
    drag_end(timeline, 2)
    with qtbot.waitSignal(timeline.edge_drag_finished) as heard:
        send(timeline, QEvent.Type.MouseButtonRelease, QPoint(0, 0))
    assert heard.args[2] == 9 * SECOND + 1


def test_escape_gives_a_dragged_edge_up(qtbot, timeline):
    drag_end(timeline, 33)
    with qtbot.assertNotEmitted(timeline.edge_drag_finished):
        with qtbot.waitSignal(timeline.edge_drag_cancelled):
            qtbot.keyClick(timeline, Qt.Key.Key_Escape)
        send(timeline, QEvent.Type.MouseButtonRelease, QPoint(0, 0))


def test_an_event_that_goes_while_its_edge_is_dragged_ends_the_drag(qtbot, timeline):
    drag_end(timeline, 33)
    timeline.apply(removed=(DISTRESS,))
    timeline.grab()
    with qtbot.assertNotEmitted(timeline.edge_drag_finished):
        send(timeline, QEvent.Type.MouseMove, QPoint(x_of(timeline, 34), 130))
        send(timeline, QEvent.Type.MouseButtonRelease, QPoint(0, 0))


def test_edges_of_a_locked_coding_cannot_be_dragged(qtbot, timeline):
    timeline.set_editable(False)
    with qtbot.assertNotEmitted(timeline.edge_dragged):
        drag_end(timeline, 33)
    send(timeline, QEvent.Type.MouseButtonRelease, QPoint(0, 0))
    assert timeline.selected() == DISTRESS


def test_the_cursor_tells_an_edge_from_a_bar(qtbot, timeline):
    y = centre(timeline, DISTRESS).y()
    send(timeline, QEvent.Type.MouseMove, QPoint(x_of(timeline, 29), y), NONE)
    assert timeline.cursor().shape() == Qt.CursorShape.SizeHorCursor
    send(timeline, QEvent.Type.MouseMove, QPoint(x_of(timeline, 20), y), NONE)
    assert timeline.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_ctrl_and_wheel_zoom_at_the_cursor(timeline):
    place = QPoint(x_of(timeline, 30), 150)
    under = timeline.scale().time_at(place.x())
    wheel(timeline, place, QPoint(0, 480), Qt.KeyboardModifier.ControlModifier)
    assert timeline.scale().span < 75 * SECOND * 0.6
    assert timeline.scale().x_of(under) == pytest.approx(place.x(), abs=0.5)


def test_shift_and_wheel_or_a_sideways_wheel_pan(timeline):
    timeline.zoom_to(Span(seconds(20), seconds(40)))
    start = timeline.scale().start
    wheel(timeline, QPoint(500, 150), QPoint(0, -120), Qt.KeyboardModifier.ShiftModifier)
    assert timeline.scale().start > start
    wheel(timeline, QPoint(500, 150), QPoint(120, 0))
    assert timeline.scale().start == pytest.approx(start)


def test_a_middle_button_drag_moves_the_view(timeline):
    timeline.zoom_to(Span(seconds(20), seconds(40)))
    start = timeline.scale().start
    middle = Qt.MouseButton.MiddleButton
    for kind, x in ((QEvent.Type.MouseButtonPress, 500), (QEvent.Type.MouseMove, 400)):
        button = middle if kind is QEvent.Type.MouseButtonPress else NONE
        modifiers = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, QPointF(x, 150), QPointF(x, 150), button, middle, modifiers)
        QApplication.sendEvent(timeline, event)
    assert timeline.scale().start == pytest.approx(start + 100 * timeline.scale().us_per_px)


def test_zooming_by_steps_goes_around_the_playhead_and_back_to_all(timeline):
    timeline.set_playhead(seconds(30))
    x = timeline.scale().x_of(seconds(30))
    timeline.zoom_in()
    assert timeline.scale().x_of(seconds(30)) == pytest.approx(x)
    timeline.zoom_out()
    timeline.zoom_in()
    timeline.zoom_to_fit()
    assert timeline.scale().is_whole


def test_more_rows_than_room_scroll_down(qtbot, timeline):
    timeline.resize(1000, 140)
    wheel(timeline, QPoint(500, 100), QPoint(0, -1200))
    assert timeline.view().scroll > 0
    with qtbot.waitSignal(timeline.event_selected) as heard:
        qtbot.mouseClick(timeline, LEFT, pos=centre(timeline, ANSWER))
    assert heard.args == [ANSWER]


def test_the_page_turns_when_the_playing_playhead_runs_out_of_sight(timeline):
    timeline.zoom_to(Span(seconds(10), seconds(20)))
    timeline.set_playing(True)
    timeline.set_playhead(seconds(15))
    before = timeline.scale().start
    timeline.set_playhead(seconds(22))
    assert before < timeline.scale().start < seconds(22) < timeline.scale().end


def test_the_view_stays_where_the_person_left_it_while_the_playhead_is_elsewhere(timeline):
    timeline.set_playing(True)
    timeline.zoom_to(Span(seconds(50), seconds(60)))
    before = timeline.scale()
    timeline.set_playhead(seconds(10))
    timeline.set_playhead(seconds(11))
    assert timeline.scale() == before
    timeline.ensure_visible(seconds(11))
    assert timeline.scale().start <= seconds(11) <= timeline.scale().end


def test_events_come_change_and_go_on_the_screen(timeline):
    place = QPoint(x_of(timeline, 60), centre(timeline, BID).y())
    assert not has_colour(timeline, place, "#0072B2")
    timeline.apply(added=(point(LONELY, 60),))
    assert has_colour(timeline, place, "#0072B2")
    timeline.apply(replaced=(point(LONELY, 65),))
    assert not has_colour(timeline, place, "#0072B2")
    assert has_colour(timeline, centre(timeline, LONELY), "#0072B2")
    timeline.apply(removed=(LONELY,))
    assert not has_colour(timeline, QPoint(x_of(timeline, 65), place.y()), "#0072B2")


def test_a_piecewise_update_paints_what_a_whole_one_does(timeline):
    timeline.grab()
    timeline.apply(added=(point(LONELY, 16.1),))
    timeline.add_thread(TimelineThread(LONELY))
    timeline.remove_thread(TimelineThread(BID, ANSWER))
    timeline.apply(replaced=(state(DISTRESS, 8, 27),))
    piecewise = timeline.grab().toImage()
    timeline.resize(999, 320)
    timeline.grab()
    timeline.resize(1000, 320)
    assert piecewise == timeline.grab().toImage()


def test_changes_of_one_intent_do_not_stack_what_only_overlapped_in_between(timeline):
    ended = state(DISTRESS, 9, 20)
    begun = state(LONELY, 20, None, "#009E73")
    timeline.apply(removed=(ENGAGED,))
    height = timeline.sizeHint().height()
    timeline.apply(replaced=(ended,), added=(begun,))
    assert timeline.sizeHint().height() == height


def test_an_unanswered_bid_ends_in_a_hollow_ring(timeline):
    timeline.apply(added=(point(LONELY, 60),))
    place = centre(timeline, LONELY) + QPoint(18, 0)
    assert not has_colour(timeline, place, LIGHT.warning, 5)
    timeline.add_thread(TimelineThread(LONELY))
    assert has_colour(timeline, place, LIGHT.warning, 5)


def test_an_open_state_grows_with_the_playhead_and_pulses(qtbot, timeline):
    timeline.apply(removed=(ENGAGED,))
    timeline.set_playhead(seconds(45))
    timeline.apply(added=(state(LONELY, 40, None),))
    y = centre(timeline, DISTRESS).y()
    orange = "#DE7F32"
    assert not has_colour(timeline, QPoint(x_of(timeline, 55), y + 6), orange, 1)
    timeline.set_playhead(seconds(65))
    assert has_colour(timeline, QPoint(x_of(timeline, 55), y + 6), orange, 1)
    first = timeline._moving.pulse
    qtbot.waitUntil(lambda: timeline._moving.pulse != first)
    timeline.hide()
    assert not timeline._pulse.is_beating


def moved_piecewise(timeline, places: Iterable[Micros]) -> QPixmap:
    """Move the playhead from place to place, painting only what the timeline itself has painted anew."""
    shown = timeline.grab()
    painted: list[QRegion] = []
    timeline.update = lambda area=None: painted.append(QRegion(area or timeline.rect()))
    for at in places:
        timeline.set_playhead(at)
        for area in painted:
            timeline.render(shown, area.boundingRect().topLeft(), area)
        painted.clear()
    return shown


def test_the_name_of_a_state_that_grows_is_whole_at_every_length(timeline):
    timeline.apply(removed=(ENGAGED,), added=(state(LONELY, 40, None),))
    timeline.set_playhead(seconds(40))
    shown = moved_piecewise(timeline, (Micros(at * SECOND // 100) for at in range(4040, 5500, 40)))
    left, right = x_of(timeline, 40), x_of(timeline, 55) - 30
    name = QRect(left, centre(timeline, DISTRESS).y() - 12, right - left, 24)
    assert shown.copy(name).toImage() == timeline.grab(name).toImage()


def test_a_chosen_state_that_is_open_leaves_nothing_of_its_ring_behind(timeline):
    timeline.apply(removed=(ENGAGED,), added=(state(LONELY, 40, None),))
    timeline.select(LONELY)
    timeline.set_playhead(seconds(70))
    shown = moved_piecewise(timeline, [seconds(50)])
    left = x_of(timeline, 55)
    behind = QRect(left, 0, x_of(timeline, 75) - left, timeline.height())
    assert shown.copy(behind).toImage() == timeline.grab(behind).toImage()


def test_the_playhead_is_drawn_in_the_danger_colour(timeline):
    timeline.set_playhead(seconds(50))
    assert has_colour(timeline, QPoint(x_of(timeline, 50), 270), LIGHT.danger, 2)


def test_tips_say_what_who_and_when_and_escape_what_was_typed(timeline):
    place = centre(timeline, BID)
    tip = tip_at(timeline.view(), place.x(), place.y(), Micros(0))
    for part in ("Direct bid", "Maya → Ms. Reyes", "00:00:14.600"):
        assert part in tip
    line = timeline.view().layout.row("·transcript").top + timeline.view().offset + 8
    assert "My &lt;tower&gt; fell." in tip_at(timeline.view(), x_of(timeline, 15), line, Micros(0))
    assert "Ms. Reyes · responses" in tip_at(timeline.view(), 20, centre(timeline, ANSWER).y(), Micros(0))
    assert tip_at(timeline.view(), x_of(timeline, 60), place.y(), Micros(0)) == ""


def test_a_tip_names_flags_and_how_long_a_state_is_open(timeline):
    open_state = state(LONELY, 40, None)
    timeline.apply(
        added=(
            TimelineItem(
                LONELY,
                "state",
                open_state.span,
                "d",
                "Distress",
                "#D55E00",
                Kind.STATE,
                "Maya",
                "",
                frozenset({Flag.DISCUSS}),
            ),
        )
    )
    timeline.set_playhead(seconds(52.4))
    place = centre(timeline, LONELY)
    tip = tip_at(timeline.view(), place.x(), place.y(), timeline.playhead())
    assert "open 12.4 s" in tip
    assert "to discuss" in tip


def test_hovering_shows_the_tip(qtbot, timeline):
    from PyQt6.QtGui import QHelpEvent

    place = centre(timeline, BID)
    QApplication.sendEvent(timeline, QHelpEvent(QEvent.Type.ToolTip, place, timeline.mapToGlobal(place)))
    assert "Direct bid" in QToolTip.text()
    QToolTip.hideText()


def test_an_empty_timeline_says_what_to_do_and_bears_the_mouse(qtbot, qapp):
    widget = TimelineWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 200)
    widget.show()
    qtbot.mouseClick(widget, LEFT, pos=QPoint(400, 100))
    wheel(widget, QPoint(400, 100), QPoint(0, 120), Qt.KeyboardModifier.ControlModifier)
    widget.zoom_in()
    assert not widget.grab().isNull()


def test_the_timeline_follows_the_theme(qapp, timeline):
    place = QPoint(x_of(timeline, 35), 280)
    assert has_colour(timeline, place, LIGHT.surface, 1)
    apply_theme(qapp, Theme.DARK)
    try:
        assert has_colour(timeline, place, DARK.surface, 1)
    finally:
        apply_theme(qapp, Theme.LIGHT)


def test_a_screen_reader_hears_how_much_there_is(timeline):
    assert timeline.accessibleName() == "Timeline"
    assert timeline.accessibleDescription() == "3 tracks, 4 events"
    timeline.apply(added=(point(LONELY, 60),))
    assert timeline.accessibleDescription() == "3 tracks, 5 events"


def test_letters_are_left_to_the_page(qtbot, timeline):
    from PyQt6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "b")
    QApplication.sendEvent(timeline, event)
    assert not event.isAccepted()


def test_thousands_of_events_are_drawn_by_column(timeline):
    many = tuple(point(UUID(int=1000 + n), n * 75 / 4000) for n in range(4000))
    states = tuple(state(UUID(int=9000 + n), n * 0.05, n * 0.05 + 0.04) for n in range(1500))
    timeline.set_content(TimelineContent(seconds(75), CONTENT.tracks, (*many, *states)))
    y = timeline.view().layout.row("bids").top + timeline.view().offset + 13
    assert has_colour(timeline, QPoint(x_of(timeline, 37), y), "#0072B2", 3)
    before = timeline.grab().toImage()
    timeline.apply(removed=(UUID(int=1000),))
    timeline.apply(added=(many[0],))
    assert timeline.grab().toImage() == before
