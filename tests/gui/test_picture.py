"""What a person does with the picture: zoom, move, brighten, loop, jump, keep a frame, take it out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QImage, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QToolButton

from havenlens.domain.time import Micros, Span
from havenlens.media.library import VideoLibrary
from havenlens.ui.coding.detaching import Detaching
from havenlens.ui.coding.page import CodePage
from havenlens.ui.player.adjusting_sheet import AdjustingSheet
from havenlens.ui.player.picture_adjusting import Adjustment, adjusted
from havenlens.ui.player.player import Player
from havenlens.ui.player.transport import TransportBar
from havenlens.ui.player.view import VideoView
from tests.support.several_views import Camera, CodingDesk, study_of
from tests.support.videos import Recipe
from tests.support.watching import Watcher, number_in

Key = Qt.Key
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
FRAME = 40_000


@pytest.fixture(scope="module")
def desk(qapp, tmp_path_factory) -> Iterator[CodingDesk]:
    """Open one coding for all tests here; each finds it empty, at its first frame."""
    folder = tmp_path_factory.mktemp("one")
    study = study_of(folder, [Camera("", Recipe(seconds=8, size=(640, 360)))])
    desk = CodingDesk(study, folder / "settings")
    yield desk
    desk.close()


@pytest.fixture
def page(qtbot, desk) -> CodePage:
    page = desk.page
    qtbot.waitUntil(lambda: page.player.times is not None and page.player.playhead.position is not None)
    if (own := detached(page)) is not None:
        own.close()
    page.player.loop(None)
    page.player.pause()
    page.desk.mark_span(None)
    page.bridge.delete([event.id for event in page.bridge.session.events])
    page.video.reset_look()
    page.player.set_rate(1.0)
    page.player.seek(Micros(0))
    qtbot.waitUntil(lambda: page.player.playhead.number == 0)
    page.video.setFocus()
    return page


def detached(page):
    return next(feature for feature in page.features if isinstance(feature, Detaching)).window


def press(page, key, held=NONE) -> None:
    QTest.keyClick(page.video, key, held)


def go(qtbot, page, at: int) -> None:
    page.player.seek(Micros(at))
    qtbot.waitUntil(lambda: page.player.playhead.now() == at)


def said(page) -> list[str]:
    heard: list[str] = []
    page.status_changed.connect(lambda text, _refused: heard.append(text))
    return heard


# --- zoom ------------------------------------------------------------------------------------------------


def test_keys_zoom_and_move_the_picture_and_say_so_in_it(page):
    view = page.video
    whole = view.picture_area()
    for _ in range(5):
        press(page, Key.Key_Plus, CTRL)
    zoomed = view.picture_area()
    assert zoomed.width() == pytest.approx(whole.width() * 1.25**5, abs=4)
    assert view.look_words() == "zoom 3.1×"
    press(page, Key.Key_Left, ALT)
    assert view.picture_area().left() == pytest.approx(zoomed.left() + 40, abs=1)
    press(page, Key.Key_Minus, CTRL)
    press(page, Key.Key_0, CTRL)
    assert view.picture_area() == whole
    assert view.look_words() == ""


def test_a_zoomed_picture_never_leaves_the_edge_of_the_view_behind(page):
    view = page.video
    for _ in range(6):
        press(page, Key.Key_Plus, CTRL)
    for _ in range(80):
        press(page, Key.Key_Left, ALT)
    assert view.picture_area().left() <= 0
    assert view.picture_area().right() >= view.width() - 2


def test_the_wheel_with_ctrl_zooms_around_the_mouse_and_a_double_click_fits(qtbot, page):
    view = page.video
    place = QPointF(view.width() * 0.7, view.height() * 0.6)
    for _ in range(4):
        press(page, Key.Key_Plus, CTRL)
    before = view.picture_area()
    point = (place.x() - before.left()) / before.width()
    for _ in range(3):
        QApplication.sendEvent(
            view,
            QWheelEvent(
                place,
                view.mapToGlobal(place),
                QPoint(),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                CTRL,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
    after = view.picture_area()
    assert after.width() > before.width() * 1.5
    assert (place.x() - after.left()) / after.width() == pytest.approx(point, abs=0.01)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert view.zoom.is_fit


def test_dragging_moves_a_zoomed_picture(qtbot, page):
    view = page.video
    for _ in range(6):
        press(page, Key.Key_Plus, CTRL)
    before = view.picture_area()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
    qtbot.mouseMove(view, QPoint(190, 95))
    qtbot.mouseMove(view, QPoint(180, 90))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(180, 90))
    assert view.picture_area().left() == pytest.approx(before.left() - 20, abs=1)


def test_a_click_on_the_chip_shows_the_picture_as_it_is(qtbot, page):
    press(page, Key.Key_Plus, CTRL)
    chip = page.video._chip
    assert chip.isVisible()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert page.video.zoom.is_fit
    assert not chip.isVisible()


def test_the_same_pixels_are_shown_larger_not_others(qtbot, page):
    go(qtbot, page, 25 * FRAME)
    for _ in range(3):
        press(page, Key.Key_Plus, CTRL)
    area = page.video.picture_area()
    shown = page.video.grab().toImage()
    frame = page.video.frame.image
    for x, y in ((0.42, 0.5), (0.5, 0.62), (0.55, 0.45)):
        here = shown.pixelColor(round(area.left() + x * area.width()), round(area.top() + y * area.height()))
        there = frame.pixelColor(round(x * frame.width()), round(y * frame.height()))
        assert abs(here.green() - there.green()) < 12


# --- brightness ------------------------------------------------------------------------------------------


def test_sliders_brighten_the_picture_and_the_time_stays_that_of_the_frame(qtbot, page):
    go(qtbot, page, 10 * FRAME)
    watcher = Watcher(page.video)
    dark = page.video.frame.image.pixelColor(400, 300).green()
    press(page, Key.Key_B, CTRL)
    sheet = page.findChild(AdjustingSheet)
    assert sheet.isVisible()
    sheet.sliders[0].setValue(20)
    qtbot.waitUntil(lambda: page.video.frame.image.pixelColor(400, 300).green() > dark + 15)
    assert page.video.look_words() == "brightness +20"
    QTest.keyClick(sheet, Key.Key_Escape)
    assert not sheet.isVisible()
    for number in (11, 12, 13):
        press(page, Key.Key_Right)
        qtbot.waitUntil(lambda number=number: page.player.playhead.number == number)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.playhead.number > 30 and len(watcher.seen) > 10, timeout=20_000)
    press(page, Key.Key_Space)
    assert [position.number for position, _ in watcher.seen] == [number for _, number in watcher.seen]
    assert all(position.at == position.number * FRAME for position, _ in watcher.seen)
    stood = page.player.playhead.position
    qtbot.wait(100)
    assert page.player.playhead.position == stood
    page.video.reset_look()
    qtbot.waitUntil(lambda: abs(page.video.frame.image.pixelColor(400, 300).red()) >= 0)
    assert page.video.look_words() == ""
    assert number_in(page.video.frame.image) == page.player.playhead.number


def test_a_key_codes_at_the_frame_that_is_seen_brightened(qtbot, page):
    page.video.adjust(Adjustment(gamma=40))
    go(qtbot, page, 50 * FRAME)
    press(page, Key.Key_B)
    event = page.bridge.session.events[page.bridge.session.last_event]
    assert event.span.start == 50 * FRAME
    assert number_in(page.video.frame.image) == 50


@pytest.mark.parametrize(
    ("adjustment", "grey"),
    [
        (Adjustment(), 100),
        (Adjustment(brightness=40), 151),
        (Adjustment(contrast=50), 72),
        (Adjustment(gamma=100), 187),
        (Adjustment(brightness=-100), 0),
    ],
)
def test_every_pixel_is_changed_by_the_same_rule(adjustment, grey):
    image = QImage(64, 8, QImage.Format.Format_RGB32)
    image.fill(0xFF646464)
    made = adjusted(image, adjustment).pixelColor(63, 7)
    assert made.red() == made.blue() == pytest.approx(grey, abs=1)
    assert made.alpha() == 255
    assert image.pixelColor(5, 5).red() == 100


# --- loop ------------------------------------------------------------------------------------------------


def test_ctrl_l_loops_two_seconds_around_a_point_and_ends_it(qtbot, page):
    go(qtbot, page, 100 * FRAME)
    qtbot.wait(320)  # the same key sooner is taken for a slip
    press(page, Key.Key_B)
    press(page, Key.Key_Escape)
    heard = said(page)
    press(page, Key.Key_L, CTRL)
    assert page.player.looped == Span(Micros(2_000_000), Micros(6_000_000))
    assert page.player.is_playing
    assert page.transport.loop.isChecked()
    assert heard[-1].startswith("Looping 00:00:02.000 to 00:00:06.000")
    press(page, Key.Key_L, CTRL)
    assert page.player.looped is None
    assert not page.transport.loop.isChecked()
    assert heard[-1] == "The loop has ended"


def test_the_marked_stretch_goes_before_the_event_and_repeats(qtbot, page):
    for key, number in ((Key.Key_I, 50), (Key.Key_O, 65)):
        go(qtbot, page, number * FRAME)
        press(page, key)
    press(page, Key.Key_L, CTRL)
    assert page.player.looped == Span(Micros(50 * FRAME), Micros(65 * FRAME))
    watcher = Watcher(page.video)
    qtbot.waitUntil(
        lambda: any(b < a for a, b in zip(watcher.times, watcher.times[1:], strict=False)), timeout=20_000
    )
    press(page, Key.Key_Space)
    assert all(50 <= position.number <= 65 for position, _ in watcher.seen)


def test_with_nothing_to_loop_it_says_what_to_do(page):
    heard = said(page)
    press(page, Key.Key_L, CTRL)
    assert heard == ["There is nothing to loop; select an event, or mark a span with I and O."]
    page.transport.loop.click()
    assert not page.transport.loop.isChecked()


# --- jump ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"), [("0:02.440", 61), ("3.2", 80), ("+1", 75), ("-1", 25), ("f123", 123), ("F 7", 7)]
)
def test_a_typed_place_is_gone_to(qtbot, page, typed, number):
    go(qtbot, page, 50 * FRAME)
    press(page, Key.Key_G, CTRL)
    assert page.transport.jump.hasFocus()
    QTest.keyClicks(page.transport.jump, typed)
    QTest.keyClick(page.transport.jump, Key.Key_Return)
    qtbot.waitUntil(lambda: page.player.playhead.number == number)
    assert page.video.hasFocus()
    assert page.transport.time.isVisible()
    assert len(page.bridge.session.events) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("noon", "noon is no time and no frame; write 1:02.440, 62.44, +5, -2 or, for a frame, f1561."),
        ("90", "00:01:30.000 lies outside the recording, which runs from 00:00:00.000 to 00:00:08.000."),
        ("-3", "-00:00:03.000 lies outside the recording, which runs from 00:00:00.000 to 00:00:08.000."),
        ("f200", "There is no frame 200; the frames of this recording are 0 to 199."),
    ],
)
def test_a_place_that_is_not_there_is_refused_and_escape_leaves(page, typed, sentence):
    heard = said(page)
    press(page, Key.Key_G, CTRL)
    QTest.keyClicks(page.transport.jump, typed)
    QTest.keyClick(page.transport.jump, Key.Key_Return)
    assert heard == [sentence]
    assert page.transport.jump.toolTip() == sentence
    QTest.keyClick(page.transport.jump, Key.Key_Escape)
    assert page.video.hasFocus()
    assert page.player.playhead.number == 0


@pytest.mark.parametrize("width", [320, 390, 470, 560, 900])
def test_nothing_in_the_bar_below_the_picture_is_cut_off(qtbot, width):
    view = VideoView()
    qtbot.addWidget(view)
    player = Player(view, VideoLibrary())
    bar = TransportBar(player)
    qtbot.addWidget(bar)
    bar.resize(width, bar.sizeHint().height())
    bar.show()
    parts = [child for child in bar.findChildren(QToolButton) if child.isVisible()]
    parts += [part for part in (bar.time, bar.frame, bar.volume) if part.isVisible()]
    assert {bar.back, bar.play, bar.forward, bar.time, bar.more} <= set(parts)
    for part in parts:
        place = part.mapTo(bar, QPoint(0, 0)).x()
        assert place >= 0
        assert place + part.width() <= bar.width()
        text = "" if part is bar.volume else part.text()
        assert part.width() >= part.fontMetrics().horizontalAdvance(text)
    assert bar.width() == width
    player.close()


# --- snapshot --------------------------------------------------------------------------------------------


def test_a_frame_is_kept_as_a_picture_and_nothing_is_overwritten(qtbot, page, desk):
    go(qtbot, page, 61 * FRAME)
    heard = said(page)
    page.video.adjust(Adjustment(brightness=60))
    for count in (1, 2):
        press(page, Key.Key_S, CTRL | SHIFT)
        qtbot.waitUntil(lambda count=count: len(heard) == count, timeout=10_000)
    folder = desk.opened.path.with_name("views snapshots")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["01 00-00-02.440 f61 (2).png", "01 00-00-02.440 f61.png"]
    kept = QImage(str(folder / names[1]))
    assert (kept.width(), kept.height()) == (640, 360)
    assert number_in(kept) == 61
    assert kept.pixelColor(500, 300).green() == pytest.approx(60 + 61 * 7 % 120, abs=4)
    assert heard[0].startswith("Frame 61 at 00:00:02.440 is now in views snapshots")


# --- detached --------------------------------------------------------------------------------------------


def test_keys_are_heard_in_a_window_of_its_own_at_the_frame_painted_there(qtbot, page):
    press(page, Key.Key_D, CTRL)
    own = detached(page)
    assert page.video.window() is own
    qtbot.waitExposed(own)
    qtbot.waitUntil(page.video.isVisible)
    press(page, Key.Key_Right)
    qtbot.waitUntil(lambda: page.player.playhead.number == 1)
    go(qtbot, page, 77 * FRAME)
    QTest.keyClick(own, Key.Key_B)
    event = page.bridge.session.events[page.bridge.session.last_event]
    assert (event.code, event.span.start) == ("bid_direct", 77 * FRAME)
    assert number_in(page.video.frame.image) == 77
    QTest.keyClick(page.video, Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.playhead.number > 90)
    QTest.keyClick(own, Key.Key_Space)
    assert not page.player.is_playing


def test_closing_the_window_puts_the_picture_back_and_its_place_is_remembered(qtbot, page):
    press(page, Key.Key_D, CTRL)
    own = detached(page)
    own.resize(700, 400)
    own.close()
    assert detached(page) is None
    assert page.video.window() is page.window()
    qtbot.waitUntil(page.video.isVisible)
    press(page, Key.Key_D, CTRL)
    assert (detached(page).width(), detached(page).height()) == (700, 400)
    QTest.keyClick(page.video, Key.Key_D, CTRL)
    assert page.video.window() is page.window()


def take_out(qtbot, page) -> None:
    press(page, Key.Key_D, CTRL)
    own = detached(page)
    own.activateWindow()
    qtbot.waitUntil(own.isActiveWindow)
    page.video.setFocus()


@pytest.mark.parametrize(
    ("letter", "key", "held"),
    [  # letters that differ, since the same key at once is ignored
        (Key.Key_B, Key.Key_Return, NONE),
        (Key.Key_C, Key.Key_E, CTRL),
        (Key.Key_B, Key.Key_F, CTRL),
        (Key.Key_C, Key.Key_G, CTRL),
        (Key.Key_B, Key.Key_N, CTRL | SHIFT),
    ],
)
def test_a_key_that_opens_a_field_takes_the_keyboard_out_of_the_detached_window(
    qtbot, page, letter, key, held
):
    page.window().activateWindow()
    press(page, letter)
    before = list(page.bridge.session.events)
    assert len(before) == 1
    page.table.selectRow(0)
    take_out(qtbot, page)
    press(page, key, held)
    qtbot.waitUntil(page.window().isActiveWindow)
    field = QApplication.focusWidget()
    assert page.isAncestorOf(field)
    QTest.keyClicks(field, "d")  # distress, if it were heard as a code
    assert list(page.bridge.session.events) == before
    QTest.keyClick(field, Key.Key_Escape)
    if key != Key.Key_E:  # leaving a cell goes back to its table
        qtbot.waitUntil(detached(page).isActiveWindow)
        assert QApplication.focusWidget() is page.video


def test_the_checklist_takes_the_keyboard_and_gives_it_back(qtbot, page):
    take_out(qtbot, page)
    press(page, Key.Key_Return, CTRL)
    qtbot.waitUntil(page.window().isActiveWindow)
    assert page.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    qtbot.waitUntil(detached(page).isActiveWindow)
    assert QApplication.focusWidget() is page.video


def test_f6_goes_from_the_detached_window_to_the_other_panes_and_back(qtbot, page):
    take_out(qtbot, page)
    press(page, Key.Key_F6)
    qtbot.waitUntil(page.window().isActiveWindow)
    assert page.timeline.hasFocus()
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_F6)
    qtbot.waitUntil(detached(page).isActiveWindow)
    assert page.video.hasFocus()


def test_a_dialog_gives_the_keyboard_back_to_the_detached_window(qtbot, page):
    take_out(qtbot, page)
    press(page, Key.Key_F1)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    QTest.keyClick(QApplication.activeModalWidget(), Key.Key_Escape)
    qtbot.waitUntil(detached(page).isActiveWindow)
    assert QApplication.focusWidget() is page.video


def test_closing_the_coding_takes_the_window_along(qtbot, page):
    press(page, Key.Key_D, CTRL)
    page.close_coding()
    qtbot.wait(50)
    assert not any(
        widget.objectName() == "detached" and widget.isVisible() for widget in QApplication.topLevelWidgets()
    )
