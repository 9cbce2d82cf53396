"""Which frames the gate lets through, and what the bar below the video shows."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import Qt

from havenlens.domain.time import Micros
from havenlens.ui.player.gate import Gate, Verdict
from havenlens.ui.player.player import Player
from havenlens.ui.player.playhead import Playhead, Position
from havenlens.ui.player.transport import TransportBar
from tests.support.videos import Recipe
from tests.support.watching import open_file

SHOW, HOLD, EARLIER = Verdict.SHOW, Verdict.HOLD_BACK, Verdict.START_EARLIER


def test_frames_before_the_wanted_one_are_held_back_until_it_comes():
    gate = Gate(Micros(1_000_000))
    assert [gate.judge(at, 0.0) for at in (920_000, 960_000, 1_000_000, 1_040_000)] == [
        HOLD,
        HOLD,
        SHOW,
        SHOW,
    ]


def test_a_frame_that_is_early_by_rounding_is_the_wanted_one():
    assert Gate(Micros(1_000_000)).judge(999_500, 0.0) is SHOW


def test_frames_are_shown_where_the_wanted_one_never_comes():
    gate = Gate(Micros(1_000_000))
    assert [gate.judge(900_000, now) for now in (5.0, 5.4, 5.6)] == [HOLD, HOLD, SHOW]


def test_a_start_that_is_too_late_is_tried_again_further_back_and_then_taken_as_it_is():
    gate = Gate(Micros(9_000_000))
    starts = [
        gate.start for late in range(12_000_000, 12_160_000, 40_000) if gate.judge(late, 0.0) is EARLIER
    ]
    assert starts == [8_000_000, 5_000_000, 0]
    assert gate.is_open


def test_the_frame_that_was_too_late_does_not_count_again_when_it_comes_twice():
    gate = Gate(Micros(500_000))
    assert [gate.judge(at, 0.0) for at in (1_000_000, 1_000_000, 0, 500_000)] == [EARLIER, HOLD, HOLD, SHOW]


def test_nothing_is_tried_again_where_the_file_stands_at_the_frame_already():
    assert Gate(Micros(9_000_000), seeks=False).judge(12_000_000, 0.0) is SHOW


def test_a_playhead_tells_the_frame_last_painted():
    playhead = Playhead()
    assert (playhead.now(), playhead.number) == (0, None)
    playhead.record(Position(Micros(40_000), 1))
    assert (playhead.now(), playhead.number) == (40_000, 1)


@pytest.fixture
def bar(player: Player, qtbot) -> TransportBar:
    made = TransportBar(player)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_bar_shows_time_and_frame_and_its_buttons_move(bar, player, film, qtbot):
    made = film(Recipe(seconds=5))
    open_file(player, made.path)
    for button, number in ((bar.end, 124), (bar.back, 123), (bar.start, 0), (bar.forward, 1)):
        qtbot.waitUntil(lambda: player.times is not None, timeout=20_000)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda number=number: bar.frame.text() == f"f {number}", timeout=20_000)
    assert bar.time.text() == "00:00:00.040"


def test_the_play_button_says_what_it_does_next(bar, player, film, qtbot):
    open_file(player, film(Recipe(seconds=5)).path)
    qtbot.waitUntil(lambda: player.times is not None, timeout=20_000)
    assert bar.play.toolTip() == "Play (Space)"
    qtbot.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert bar.play.accessibleName() == "Pause"
    qtbot.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert bar.play.accessibleName() == "Play"


def test_speed_and_sound_are_shown_and_set(bar, player):
    player.set_rate(0.25)
    assert bar.rate.text() == "0.25×"
    player.change_rate(1)
    assert bar.rate.text() == "0.5×"
    player.set_rate(99)
    assert (player.rate, bar.rate.text()) == (4.0, "4.0×")
    bar.volume.setValue(30)
    assert player.sound.volume == 0.3
    bar.mute.click()
    assert player.sound.muted
    assert bar.mute.accessibleName() == "Sound on"
    bar.volume.setValue(40)
    assert not player.sound.muted


def test_everything_on_the_bar_has_a_name_and_leaves_the_keyboard_to_coding(bar):
    controls = (bar.start, bar.back, bar.play, bar.forward, bar.end, bar.rate, bar.mute, bar.volume)
    assert all(control.accessibleName() for control in controls)
    assert all(not control.focusPolicy() & Qt.FocusPolicy.ClickFocus for control in controls)
