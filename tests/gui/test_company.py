"""Views that play together wait for one that is late, and not for ever."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PyQt6.QtGui import QImage

from havenlens.domain.time import Micros
from havenlens.ui.player.company import Company
from havenlens.ui.player.frame import Frame
from havenlens.ui.player.playhead import Position
from tests.support.videos import Recipe
from tests.support.watching import Watcher, open_file

MS = 1000


@dataclass(eq=False)
class View:
    """A view that notes which frames it was told to paint, in milliseconds."""

    is_playing: bool = True
    speed: float = 1.0
    painted: list[int] = field(default_factory=list)
    length: int = 33

    def show_now(self, frame: Frame) -> None:
        self.painted.append(frame.position.at // MS)

    def length_of(self, _position: Position) -> int:
        return self.length * MS


@pytest.fixture
def company(qtbot) -> Company:
    return Company()


def give(company: Company, view: View, *millis: int) -> None:
    for at in millis:
        company.show(view, Frame(QImage(), Position(Micros(at * MS))))


def test_one_alone_never_waits(company):
    view = View()
    give(company, view, 0, 33, 66, 1000)
    assert view.painted == [0, 33, 66, 1000]


def test_frames_wait_for_a_view_that_is_late_and_come_with_it(company):
    one, other = View(), View()
    give(company, one, 0)
    give(company, other, 10)
    give(company, one, 33, 66, 100)
    assert one.painted == [0, 33]
    give(company, other, 43)
    assert one.painted == [0, 33, 66]
    give(company, other, 76, 110)
    assert (one.painted[-1], other.painted) == (100, [10, 43, 76, 110])


def test_the_latest_frame_that_may_be_shown_is_shown(company):
    one, other = View(), View()
    give(company, one, 0)
    give(company, other, 0)
    give(company, one, 50, 60, 70, 130)
    give(company, other, 33)
    assert one.painted == [0, 70]


@pytest.mark.parametrize("speed", [2.0, 4.0])
def test_who_plays_faster_may_be_as_much_further_ahead(company, speed):
    one, other = View(speed=speed), View(speed=speed)
    give(company, one, 0)
    give(company, other, 0)
    give(company, one, 66)
    assert one.painted == [0, 66]


def test_nobody_waits_for_long_and_then_not_again_until_they_are_together(qtbot, company):
    one, other = View(), View()
    give(company, one, 0)
    give(company, other, 0)
    give(company, one, 66, 100)
    assert one.painted == [0]
    qtbot.waitUntil(lambda: one.painted == [0, 100], timeout=5000)
    give(company, one, 133, 166)
    assert one.painted == [0, 100, 133, 166]
    give(company, other, 150)
    give(company, one, 200)
    assert one.painted[-1] == 166


def test_nobody_waits_for_one_that_stands_still_or_went_elsewhere(company):
    one, other, third = View(), View(), View()
    for view in (one, other, third):
        give(company, view, 0)
    other.is_playing = False
    give(company, one, 66)
    assert one.painted == [0]
    company.forget(third)
    assert one.painted == [0, 66]


def test_what_waited_is_not_shown_after_a_seek(qtbot, company):
    one, other = View(), View()
    give(company, one, 0)
    give(company, other, 0)
    give(company, one, 66)
    company.forget(one)
    give(company, other, 33, 66)
    give(company, one, 5000)
    qtbot.wait(350)
    assert one.painted == [0, 5000]
    assert other.painted == [0, 33, 66]


def test_a_film_of_few_pictures_holds_nobody_up_while_its_picture_lasts(company):
    one, other = View(), View(length=100)
    give(company, one, 0)
    give(company, other, 0)
    give(company, one, 33, 66, 100)
    assert one.painted == [0, 33, 66, 100]
    give(company, one, 133)
    assert one.painted[-1] == 100, "the next picture of the other one is due"
    give(company, other, 100)
    assert one.painted[-1] == 133
    give(company, other, 200)
    give(company, one, 166, 200)
    assert (one.painted[-1], other.painted) == (200, [0, 100, 200])


def test_views_that_lack_the_same_frame_do_not_wait_for_each_other(company):
    one, other = View(), View()
    for at in (0, 33):
        give(company, one, at)
        give(company, other, at)
    give(company, one, 100)
    assert one.painted[-1] == 33
    give(company, other, 100)
    assert (one.painted[-1], other.painted[-1]) == (100, 100)


def test_views_that_show_few_of_their_frames_go_on_together(company):
    one, other = View(speed=4.0), View(speed=4.0)
    for at in range(0, 4000, 200):
        give(company, one, at)
        give(company, other, at + 10)
    assert (one.painted[-1], other.painted[-1]) == (3800, 3810)
    assert len(one.painted) == len(other.painted) == 20


def test_the_last_frame_of_a_film_stays_although_others_waited(qtbot, company, player, film):
    made = film(Recipe(seconds=5))
    watcher = Watcher(player.view)
    other = View()
    with qtbot.waitSignal(player.opened, timeout=20_000):
        open_file(player, made.path, at=Micros(made.times_us[120]))
    qtbot.waitUntil(lambda: player.playhead.number == 120, timeout=20_000)
    player.company = company
    company._patience.setInterval(60_000)
    give(company, other, made.times_us[120] // MS)
    with qtbot.waitSignal(player.ended, timeout=20_000):
        player.play()
    qtbot.waitUntil(lambda: player.playhead.number == 124, timeout=20_000)
    give(company, other, made.times_us[121] // MS)
    qtbot.wait(350)
    assert player.playhead.number == 124
    assert watcher.seen[-1][1] == 124
