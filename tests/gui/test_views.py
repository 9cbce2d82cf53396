"""Several views of one observation: one leads, the others follow, and no event is touched by that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtTest import QTest

from havenlens.domain.time import Micros, TimeBase
from havenlens.ui.coding.page import CodePage
from havenlens.ui.coding.syncing import SyncSheet
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.player.wall import Arrangement, arrangements, places
from tests.support.several_views import Camera, CodingDesk, study_of
from tests.support.videos import Recipe
from tests.support.watching import Watcher, number_in

# A file that is opened anew while it is still being opened is let go of, which Qt's player notes in its log.
pytestmark = pytest.mark.qt_log_ignore("Could not open media", extend=True)

Key = Qt.Key
NONE, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
FRAME = 40_000
FRONT = Recipe(seconds=8)
DOOR = Recipe(seconds=6, fps=Fraction(30), b_frames=0)
LATER = TimeBase(Micros(1_000_000), 50.0)


@pytest.fixture(scope="module")
def two(qapp, tmp_path_factory) -> Iterator[CodingDesk]:
    """Open a coding of an observation that two cameras filmed, the second one from second 1 to second 7."""
    folder = tmp_path_factory.mktemp("two")
    cameras = [Camera("front", FRONT), Camera("door", DOOR, LATER)]
    desk = CodingDesk(study_of(folder, cameras), folder / "settings")
    yield desk
    desk.close()


@pytest.fixture
def page(qtbot, two) -> CodePage:
    page = two.page
    views = ViewDesk.on(page.desk)
    qtbot.waitUntil(lambda: all(views.player_of(n).times is not None for n in (0, 1)), timeout=20_000)
    page.player.pause()
    if views.leader:
        go(qtbot, page, 3_000_000)
        views.lead_with(0)
        qtbot.waitUntil(lambda: page.player.times is not None)
    views.hear(0)
    views.wall.arrange(Arrangement.SIDE)
    views.arrange_seen()
    page.player.set_rate(1.0)
    page.bridge.delete([event.id for event in page.bridge.session.events])
    go(qtbot, page, 3_000_000)
    qtbot.waitUntil(lambda: together(page), timeout=20_000)
    page.video.setFocus()
    return page


def views_of(page) -> ViewDesk:
    return ViewDesk.on(page.desk)


def go(qtbot, page, at: int) -> None:
    page.player.seek(Micros(at))
    qtbot.waitUntil(lambda: abs(page.player.playhead.now() - at) < FRAME, timeout=20_000)


def together(page) -> bool:
    """Tell whether the second view shows the frame that belongs to the time of the leading one."""
    views = views_of(page)
    other = views.player_of(1 - views.leader)
    if other.times is None or other.playhead.position is None:
        return False
    return other.playhead.number == other.times.shown_at(page.player.playhead.now())


def press(page, key, held=NONE) -> None:
    QTest.keyClick(page.video, key, held)


def test_both_views_show_the_same_moment_each_with_its_own_frame_and_name(page):
    views = views_of(page)
    assert [view.accessibleName() for view in views.all_videos()] == ["1  front · leads · sound", "2  door"]
    door = views.player_of(1)
    assert page.player.playhead.number == 75
    assert door.playhead.number == round((3_000_000 - LATER.offset) / (1 + 50e-6) * 30 // 1_000_000)
    assert number_in(door.view.frame.image) == door.playhead.number
    assert all(view.isVisible() for view in views.all_videos())


def test_steps_and_seeks_of_the_leading_view_move_the_other_one_along(qtbot, page):
    watcher = Watcher(views_of(page).video_of(1))
    for _ in range(4):
        press(page, Key.Key_Right)
    qtbot.waitUntil(lambda: page.player.playhead.number == 79)
    qtbot.waitUntil(lambda: together(page))
    for at in (5_320_000, 1_480_000, 6_000_000):
        go(qtbot, page, at)
        qtbot.waitUntil(lambda: together(page), timeout=20_000)
    assert all(position.number == number for position, number in watcher.seen)


@pytest.mark.parametrize("rate", [0.5, 1.0, 2.0])
def test_they_play_and_pause_together(qtbot, page, rate):
    views = views_of(page)
    go(qtbot, page, 1_500_000)
    qtbot.waitUntil(lambda: together(page))
    page.player.set_rate(rate)
    press(page, Key.Key_Space)
    other = views.player_of(1)
    qtbot.waitUntil(lambda: other.is_playing and other.speed == pytest.approx(rate, rel=0.1))
    start = other.playhead.now()
    qtbot.waitUntil(lambda: other.playhead.now() > start + 700_000 * rate, timeout=20_000)
    assert abs(views.differences()[1]) < 400_000 * rate
    press(page, Key.Key_Space)
    assert not other.is_playing
    qtbot.waitUntil(lambda: together(page), timeout=20_000)


def test_a_view_that_ends_earlier_stays_on_its_last_frame_and_never_begins_again(qtbot, page):
    views = views_of(page)
    go(qtbot, page, 6_600_000)
    qtbot.waitUntil(lambda: together(page))
    watcher = Watcher(views.video_of(1))
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: views.video_of(1).message == "No picture at this time", timeout=20_000)
    press(page, Key.Key_Space)
    assert all(position.at > 6_500_000 for position, _ in watcher.seen)


def test_a_view_that_is_at_its_end_before_the_other_one_is_there_does_not_begin_again(qtbot, page):
    views = views_of(page)
    go(qtbot, page, 6_800_000)
    qtbot.waitUntil(lambda: together(page))
    views.player_of(1).go_to_end()  # as where the last frames are painted late
    qtbot.waitUntil(lambda: views.player_of(1).playhead.number == 179, timeout=20_000)
    watcher = Watcher(views.video_of(1))
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: views.video_of(1).message == "No picture at this time", timeout=20_000)
    press(page, Key.Key_Space)
    assert [position for position, _ in watcher.seen if position.number != 179] == []


def test_keys_typed_into_the_sheet_do_not_code(page):
    sheet = sheet_of(page)
    for part in (sheet.form.name, sheet.form.offset, sheet.form.list):
        part.setFocus()
        QTest.keyClick(part, Key.Key_B)
        QTest.keyClick(part, Key.Key_D)
        sheet.form.name.setText("door")
    assert len(page.bridge.session.events) == 0
    QTest.keyClick(sheet.form.list, Key.Key_Escape)
    assert not sheet.isVisible()


def test_going_backwards_takes_the_other_view_along(qtbot, page):
    go(qtbot, page, 5_000_000)
    press(page, Key.Key_J)
    other = views_of(page).player_of(1)
    qtbot.waitUntil(lambda: other.playhead.now() < 4_500_000, timeout=20_000)
    press(page, Key.Key_K)
    qtbot.waitUntil(lambda: together(page), timeout=20_000)


def test_another_view_leads_and_no_event_changes(qtbot, page):
    views = views_of(page)
    press(page, Key.Key_B)
    press(page, Key.Key_Escape)
    before = list(page.bridge.session.events)
    press(page, Key.Key_2, ALT)
    assert page.player.playhead.position is not None  # there is no moment without a time
    assert views.leader == 1
    assert list(page.bridge.session.events) == before
    qtbot.waitUntil(lambda: page.player.times is not None and page.player.playhead.number is not None)
    press(page, Key.Key_Right)
    qtbot.waitUntil(lambda: page.player.playhead.now() > 3_000_000)
    assert number_in(page.video.frame.image) == page.player.playhead.number
    assert page.player.playhead.now() == LATER.to_observation(round(page.player.playhead.number * 1e6 / 30))
    qtbot.waitUntil(lambda: together(page), timeout=20_000)
    assert page.video.accessibleName() == "2  door · leads"


def test_a_click_on_a_view_lets_it_lead_while_playing_and_it_plays_on(qtbot, page):
    views = views_of(page)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.playhead.now() > 3_300_000)
    qtbot.mouseClick(views.video_of(1), Qt.MouseButton.LeftButton)
    assert views.leader == 1
    now = page.player.playhead.now()
    assert now > 3_200_000
    qtbot.waitUntil(lambda: page.player.playhead.now() > now + 300_000, timeout=20_000)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: together(page), timeout=20_000)


def test_each_view_keeps_its_own_zoom_when_another_one_leads(qtbot, page):
    views = views_of(page)
    press(page, Key.Key_Plus, CTRL)
    press(page, Key.Key_2, ALT)
    assert views.video_of(0).look_words() == "zoom 1.2×"
    assert views.video_of(1).look_words() == ""
    qtbot.waitUntil(lambda: page.player.times is not None)
    views.video_of(0).reset_look()


def test_a_view_without_material_says_so_and_comes_back(qtbot, page):
    views = views_of(page)
    go(qtbot, page, 400_000)
    qtbot.waitUntil(lambda: views.video_of(1).message == "No picture at this time")
    heard = []
    page.status_changed.connect(lambda text, _refused: heard.append(text))
    press(page, Key.Key_2, ALT)
    assert heard == ["door has no picture at 00:00:00.400; go to a time that it shows, then let it lead."]
    assert views.leader == 0
    go(qtbot, page, 2_000_000)
    qtbot.waitUntil(lambda: together(page), timeout=20_000)
    go(qtbot, page, 7_600_000)
    qtbot.waitUntil(lambda: views.video_of(1).message == "No picture at this time")


def test_only_the_chosen_view_is_heard(page):
    views = views_of(page)
    sounds = {}
    for number in (0, 1):
        views.player_of(number).heard_changed.connect(
            lambda sound, number=number: sounds.__setitem__(number, sound)
        )
    press(page, Key.Key_9, ALT)
    assert (sounds[0].muted, sounds[1].muted) == (True, False)
    page.player.set_volume(0.4)
    assert sounds[1].volume == pytest.approx(0.4)
    assert not page.player.sound.muted  # the bar below the picture shows what is heard
    press(page, Key.Key_9, ALT)
    assert (sounds[0].muted, sounds[1].muted) == (False, True)


def test_arrangements_change_by_key_and_are_remembered_with_the_coding(qtbot, page, two):
    views = views_of(page)
    press(page, Key.Key_0, ALT)
    assert views.wall.how is Arrangement.BIG
    assert views.video_of(0).width() > 2 * views.video_of(1).width()
    press(page, Key.Key_0, ALT)
    assert not views.video_of(1).isVisible()
    kept = two.opened.study.store.rows_of("codings", id=page.bridge.session.coding.id)[0]["state"]
    assert kept["views"]["arrangement"] == "one"
    press(page, Key.Key_2, ALT)  # a view that is not seen can lead, and is seen then
    qtbot.waitUntil(lambda: views.video_of(1).isVisible() and page.player.times is not None)
    assert page.player.playhead.position is not None


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("room", [QSize(1000, 420), QSize(500, 700)])
def test_views_never_overlap_and_stay_in_the_room(count, room):
    for how in arrangements(count):
        for leader in range(count):
            found = places(how, count, leader, room)
            seen = [place for place in found if not place.isEmpty()]
            assert not found[leader].isEmpty()
            assert all(p.left() >= 0 and p.right() < room.width() for p in seen)
            assert all(p.top() >= 0 and p.bottom() < room.height() for p in seen)
            pairs = [(a, b) for n, a in enumerate(seen) for b in seen[n + 1 :]]
            assert not any(a.intersects(b) for a, b in pairs)
            if how is Arrangement.BIG:
                assert found[leader].width() * found[leader].height() == max(
                    p.width() * p.height() for p in seen
                )


# --- setting views against each other ---------------------------------------------------------------------


def sheet_of(page) -> SyncSheet:
    press(page, Key.Key_V, ALT)
    sheet = page.findChild(SyncSheet)
    assert sheet.isVisible()
    return sheet


def test_the_views_are_listed_below_each_other_whole(page):
    rows = sheet_of(page).form.list
    boxes = [rows.visualItemRect(rows.item(number)) for number in range(2)]
    assert boxes[0].bottom() < boxes[1].top()
    press(page, Key.Key_V, ALT)


def place_of(two) -> TimeBase:
    return two.opened.study.observation("01").recordings[1].files[0].time_base


def settle(qtbot, page, two) -> None:
    """Wait until the second view shows what its new place in time says."""
    door = views_of(page).player_of(1)
    qtbot.waitUntil(lambda: together(page) and door.times.time_of(0) == place_of(two).offset, timeout=20_000)


def test_a_number_places_a_view_and_is_logged_but_changes_no_event(qtbot, page, two):
    press(page, Key.Key_B)
    before = list(page.bridge.session.events)
    sheet = sheet_of(page)
    assert sheet.form.place_chosen == 1
    sheet.form.offset.setValue(1.5)
    assert place_of(two) == replace(LATER, offset=Micros(1_500_000))
    assert sheet.form.note.text() == "door: offset +1.500 s, drift +50.0 ppm; no event has changed"
    qtbot.waitUntil(lambda: together(page), timeout=20_000)
    assert list(page.bridge.session.events) == before
    sheet.form.offset.setValue(1.0)
    sheet.form.drift.setValue(0)
    sheet.form.drift.setValue(50)
    assert place_of(two) == LATER
    settle(qtbot, page, two)
    press(page, Key.Key_Escape)
    press(page, Key.Key_Escape)
    assert not sheet.isVisible()


def test_by_eye_two_matches_give_offset_and_drift(qtbot, page, two):
    sheet = sheet_of(page)
    views = views_of(page)
    sheet.by_eye.click()
    door = views.player_of(1)
    number = door.playhead.number
    press(page, Key.Key_Right)
    qtbot.waitUntil(lambda: door.playhead.number == number + 1)
    press(page, Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: door.playhead.number == number - 9)
    assert page.player.playhead.number == 75  # the leading view stands still
    press(page, Key.Key_Return)
    shift = place_of(two).offset - LATER.offset
    assert shift == pytest.approx(9 * 1e6 / 30, abs=FRAME)
    settle(qtbot, page, two)
    assert door.playhead.number == number - 9
    assert sheet.matches.text() == "Match 1 at 00:00:03.000"
    sheet.form.offset.setValue(1.0)
    press(page, Key.Key_V, ALT)
    assert place_of(two).rate_ppm == 50.0
    settle(qtbot, page, two)


def test_escape_ends_matching_by_eye_and_the_view_follows_again(qtbot, page):
    sheet = sheet_of(page)
    sheet.by_eye.click()
    press(page, Key.Key_Right)
    press(page, Key.Key_Escape)
    assert not sheet.by_eye.isChecked()
    qtbot.waitUntil(lambda: together(page), timeout=20_000)
    press(page, Key.Key_V, ALT)


def test_the_sound_places_a_view(qtbot, page, two):
    sheet = sheet_of(page)
    sheet.form.align.click()
    assert sheet.form.work.isVisible()
    qtbot.waitUntil(lambda: "The sound matches" in sheet.form.note.text(), timeout=30_000)
    assert place_of(two).offset == pytest.approx(0, abs=5_000)  # both test videos have the same sound
    sheet.form.place(LATER)
    press(page, Key.Key_V, ALT)
    settle(qtbot, page, two)
