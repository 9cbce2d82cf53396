"""Loops, spans, jumps by number, sound without picture, and several files as one recording."""

from __future__ import annotations

import threading
from fractions import Fraction
from itertools import pairwise

import pytest

from havenlens.domain.time import Micros, Span, TimeBase
from havenlens.media.library import VideoLibrary
from havenlens.services.ports import no_progress
from havenlens.ui.player.player import Player
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView
from tests.support.slow_library import SlowLibrary
from tests.support.videos import Recipe
from tests.support.watching import Watcher, number_in, open_file

FILM = Recipe(seconds=5)
VARIABLE = Recipe(seconds=5, seed=3)
SOUND = Recipe(seconds=4, picture=False)
KINDS = {
    "variable": VARIABLE,
    "matroska": Recipe(seconds=5, seed=4, container="mkv"),
    "late picture": Recipe(seconds=5, picture_after_sound=0.7),
}


def opened(player: Player, path, qtbot, **how) -> Watcher:
    watcher = Watcher(player.view)
    with qtbot.waitSignal(player.opened, timeout=20_000):
        open_file(player, path, **how)
    qtbot.waitUntil(lambda: player.playhead.number is not None, timeout=20_000)
    return watcher


def reach(player: Player, number: int, qtbot) -> None:
    qtbot.waitUntil(lambda: player.playhead.number == number, timeout=20_000)


def rounds(shown: list[int | None]) -> int:
    """Count how often a row of frame numbers goes back."""
    numbers = [number for number in shown if number is not None]
    return sum(after < before for before, after in pairwise(numbers))


@pytest.mark.parametrize("kind", KINDS)
def test_a_loop_shows_its_first_to_its_last_frame_and_no_other(player, film, qtbot, kind):
    made = film(KINDS[kind])
    watcher = opened(player, made.path, qtbot, at=Micros(made.times_us[40]))
    reach(player, 40, qtbot)
    start = len(watcher.seen)
    changes = []
    player.loop_changed.connect(changes.append)
    span = Span(Micros(made.times_us[40] + 10), Micros(made.times_us[49]))
    player.loop(span)
    assert player.looped == span
    player.play()
    qtbot.waitUntil(lambda: rounds([p.number for p, _ in watcher.seen[start:]]) >= 2, timeout=30_000)
    # A slow machine leaves frames out, but not always the same ones.
    qtbot.waitUntil(lambda: {40, 48} <= {p.number for p, _ in watcher.seen[start:]}, timeout=30_000)
    player.pause()
    shown = [position.number for position, _ in watcher.seen[start:]]
    assert set(shown) <= set(range(40, 49))
    assert [p.number for p, _ in watcher.seen[start:]] == [n for _, n in watcher.seen[start:]]
    player.loop(None)
    assert changes == [span, None]
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 52, timeout=20_000)


@pytest.mark.parametrize("rate", [0.5, 4.0])
def test_a_loop_keeps_its_edges_at_any_speed(player, film, qtbot, rate):
    made = film(FILM)
    watcher = opened(player, made.path, qtbot)
    player.loop(Span(Micros(made.times_us[20]), Micros(made.times_us[30])))
    player.set_rate(rate)
    player.play()
    reach(player, 20, qtbot)
    start = len(watcher.seen)
    qtbot.waitUntil(lambda: rounds([p.number for p, _ in watcher.seen[start:]]) >= 2, timeout=30_000)
    assert {p.number for p, _ in watcher.seen[start:]} <= {*range(20, 30)}


def test_a_loop_is_played_backwards_too(player, film, qtbot):
    made = film(FILM)
    watcher = opened(player, made.path, qtbot)
    player.loop(Span(Micros(made.times_us[20]), Micros(made.times_us[30])))
    player.shuttle(-1)
    start = len(watcher.seen)

    def shown():
        return {p.number for p, _ in watcher.seen[start:]}

    qtbot.waitUntil(lambda: rounds([-(p.number or 0) for p, _ in watcher.seen[start:]]) >= 2, timeout=30_000)
    qtbot.waitUntil(lambda: {20, 29} <= shown(), timeout=30_000)  # a slow machine leaves frames out
    assert player.speed == -1
    assert shown() <= {*range(20, 30)}


def test_a_loop_to_the_end_of_the_file_begins_again(player, film, qtbot):
    made = film(FILM)
    watcher = opened(player, made.path, qtbot, at=Micros(made.times_us[118]))
    reach(player, 118, qtbot)
    player.loop(Span(Micros(made.times_us[115]), None))
    start = len(watcher.seen)
    player.play()
    qtbot.waitUntil(lambda: rounds([p.number for p, _ in watcher.seen[start:]]) >= 2, timeout=30_000)
    assert {p.number for p, _ in watcher.seen[start:]} <= {*range(115, 125)}


def test_a_loop_can_be_asked_for_before_the_file_is_indexed(qtbot, film):
    made, gate = film(FILM), threading.Event()
    player, watcher = slow_player(qtbot, gate)
    open_file(player, made.path)
    player.loop(Span(Micros(made.times_us[20]), Micros(made.times_us[30])))
    player.play()
    qtbot.waitUntil(lambda: rounds(watcher.times[1:]) >= 2, timeout=30_000)
    assert {number for _, number in watcher.seen[1:]} <= {*range(20, 30)}
    gate.set()
    qtbot.waitUntil(lambda: player.times is not None, timeout=20_000)
    qtbot.waitUntil(lambda: rounds(watcher.times[1:]) >= 4, timeout=30_000)
    assert {number for _, number in watcher.seen[1:]} <= {*range(20, 30)}
    player.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_span_is_played_once_and_stops_on_its_last_frame(player, film, qtbot, kind):
    made = film(KINDS[kind])
    watcher = opened(player, made.path, qtbot)
    start = len(watcher.seen)
    with qtbot.waitSignal(player.ended, timeout=20_000):
        player.play_span(Span(Micros(made.times_us[60]), Micros(made.times_us[70])))
    reach(player, 69, qtbot)
    qtbot.wait(150)
    assert not player.is_playing
    shown = [p.number for p, _ in watcher.seen[start:]]
    assert shown[0] == 60
    assert max(shown) == shown[-1] == 69
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 72, timeout=20_000)


def test_an_instant_shows_its_frame(player, film, qtbot):
    made = film(FILM)
    opened(player, made.path, qtbot)
    player.play_span(Span.instant(Micros(made.times_us[33] + 5)))
    reach(player, 33, qtbot)
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    assert player.playhead.number == 33


def test_jumping_to_a_frame_by_its_number(player, film, qtbot):
    watcher = opened(player, film(VARIABLE).path, qtbot)
    for asked, given in ((77, 77), (3, 3), (10_000, 124), (-5, 0)):
        player.seek_frame(asked)
        reach(player, given, qtbot)
    assert all(p.number == n for p, n in watcher.seen if p.number is not None)


def slow_player(qtbot, gate: threading.Event) -> tuple[Player, Watcher]:
    """Give a player whose files are indexed only when the gate opens."""

    class Slow(VideoLibrary):
        def open_frames(self, path, progress=no_progress):
            gate.wait(30)
            return super().open_frames(path, progress)

    view = VideoView()
    qtbot.addWidget(view)
    view.show()
    return Player(view, Slow()), Watcher(view)


def test_a_seek_goes_near_at_once_and_exactly_there_when_the_file_is_indexed(qtbot, film):
    made, gate = film(FILM), threading.Event()
    player, watcher = slow_player(qtbot, gate)
    open_file(player, made.path)
    qtbot.waitUntil(lambda: bool(watcher.seen), timeout=20_000)
    player.seek(Micros(made.times_us[60] + 7))
    qtbot.waitUntil(lambda: abs(watcher.seen[-1][1] - 60) <= 12, timeout=20_000)
    assert player.times is None
    assert abs(watcher.times[-1] - made.times_us[watcher.seen[-1][1]]) <= 1
    gate.set()
    reach(player, 60, qtbot)
    assert watcher.seen[-1][1] == 60
    player.close()


def test_reading_the_index_of_a_long_file_shows_how_far_it_is(player, film, qtbot):
    told = []
    player.index_progressed.connect(lambda done, total: told.append((done, total)))
    made = film(Recipe(seconds=5, container="mkv", b_frames=0))
    opened(player, made.path, qtbot)
    assert told[-1][0] == told[-1][1] == made.path.stat().st_size


# --- sound alone ----------------------------------------------------------------------------------------


def test_sound_alone_has_a_playhead_that_moves_with_it(player, film, qtbot):
    seen = []
    player.frame_painted.connect(seen.append)
    with qtbot.waitSignal(player.opened, timeout=20_000):
        open_file(player, film(SOUND).path)
    reach(player, 0, qtbot)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.now() > 700_000, timeout=20_000)
    player.pause()
    times = [position.at for position in seen]
    assert times == sorted(times)
    assert len(set(times)) > 10
    stood = player.playhead.now()
    qtbot.wait(120)
    assert player.playhead.now() == stood
    assert stood % 20_000 == 0


def test_sound_alone_can_be_sought_stepped_looped_and_ends(player, film, qtbot):
    with qtbot.waitSignal(player.opened, timeout=20_000):
        open_file(player, film(SOUND).path)
    player.seek(Micros(1_234_567))
    reach(player, 61, qtbot)
    assert player.playhead.now() == 1_220_000
    player.step(-1)
    reach(player, 60, qtbot)
    player.shuttle(-1)
    qtbot.waitUntil(lambda: player.playhead.number < 50, timeout=20_000)
    player.play_span(Span(Micros(2_000_000), Micros(2_200_000)))
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    reach(player, 109, qtbot)
    player.seek(Micros(3_700_000))
    with qtbot.waitSignal(player.ended, timeout=20_000):
        player.play()


def test_sound_alone_is_shown_as_a_card_that_says_the_time(player, film, qtbot):
    with qtbot.waitSignal(player.opened, timeout=20_000):
        open_file(player, film(SOUND).path)
    reach(player, 0, qtbot)
    before = player.view.frame.image.copy()
    player.seek(Micros(2_000_000))
    reach(player, 100, qtbot)
    after = player.view.frame.image
    assert after.size() == before.size()
    assert after != before


# --- several files --------------------------------------------------------------------------------------


@pytest.fixture
def three(film) -> list[Part]:
    """Give three files of 30 frames each that follow one another."""
    fps = Fraction(25)
    films = [film(Recipe(seconds=1.2, seed=seed, fps=fps)) for seed in (None, None, 9)]
    starts = (0, 1_200_000, 2_400_000)
    return [Part(made.path, TimeBase(Micros(start))) for made, start in zip(films, starts, strict=True)]


def test_steps_cross_from_file_to_file_both_ways(player, three, qtbot):
    watcher = Watcher(player.view)
    with qtbot.waitSignal(player.opened, timeout=20_000):
        player.open(three)
    player.seek_frame(27)
    reach(player, 27, qtbot)
    numbers = [*range(28, 65), *range(63, 26, -1)]
    for number in numbers:
        player.step(1 if number > player.playhead.number else -1)
        reach(player, number, qtbot)
    seen = [(p.number, n) for p, n in watcher.seen if p.number is not None]
    assert all(number % 30 == painted for number, painted in seen)
    assert [number for number, _ in seen][-len(numbers) :] == numbers


def test_the_next_file_stands_ready_before_this_one_ends(player, three, qtbot):
    watcher = Watcher(player.view)
    with qtbot.waitSignal(player.opened, timeout=20_000):
        player.open(three)
    for _ in range(5):  # a slow machine leaves a frame out now and then
        player.seek_frame(20)
        reach(player, 20, qtbot)
        start = len(watcher.seen)
        player.play()
        qtbot.waitUntil(lambda: player.playhead.number > 33, timeout=20_000)
        player.pause()
        seen = [p.number for p, n in watcher.seen[start:] if p.number is not None]
        assert seen == sorted(seen)
        if {29, 30} <= set(seen):
            break
    assert {29, 30} <= set(seen)
    assert all(p.number % 30 == n for p, n in watcher.seen if p.number is not None)


def test_a_loop_may_lie_across_two_files(player, three, qtbot):
    watcher = Watcher(player.view)
    with qtbot.waitSignal(player.opened, timeout=20_000):
        player.open(three)
    player.seek_frame(26)
    reach(player, 26, qtbot)
    start = len(watcher.seen)
    player.loop(Span(Micros(26 * 40_000), Micros(1_200_000 + 4 * 40_000)))
    player.play()
    qtbot.waitUntil(lambda: rounds([p.number for p, _ in watcher.seen[start:]]) >= 2, timeout=30_000)
    qtbot.waitUntil(lambda: {26, 33} <= {p.number for p, _ in watcher.seen[start:]}, timeout=30_000)
    assert {p.number for p, _ in watcher.seen[start:]} <= set(range(26, 34))


def test_a_time_in_the_second_file_can_be_sought_before_any_is_indexed(qtbot, three):
    gate = threading.Event()
    player, watcher = slow_player(qtbot, gate)
    player.open(three, Micros(1_200_000 + 10 * 40_000))
    qtbot.waitUntil(lambda: bool(watcher.times) and watcher.times[-1] >= 1_200_000, timeout=20_000)
    gate.set()
    reach(player, 40, qtbot)
    assert watcher.seen[-1][1] == 10
    player.close()


# --- what is made ready ---------------------------------------------------------------------------------


def test_steps_are_painted_from_pictures_made_ready_while_the_worker_is_busy(qtbot, film):
    made, library, view = film(FILM), SlowLibrary(), VideoView()
    qtbot.addWidget(view)
    view.show()
    player = Player(view, library)
    watcher = opened(player, made.path, qtbot, at=Micros(made.times_us[60]))
    reach(player, 60, qtbot)
    qtbot.waitUntil(lambda: player._frames.is_at_rest, timeout=20_000)
    assert 0 < player._frames.ready_bytes <= 48 * 1024 * 1024
    library.decoding.clear()
    for number in (61, 62, 61, 60, 59):
        player.step(1 if number > player.playhead.number else -1)
        reach(player, number, qtbot)
    library.decoding.set()
    assert all(p.number == n for p, n in watcher.seen if p.number is not None)
    player.close()


def test_frames_are_made_ready_in_the_direction_of_the_last_step(player, film, qtbot):
    opened(player, film(FILM).path, qtbot, at=Micros(2_400_000))
    reach(player, 60, qtbot)
    for direction in (1, -1):
        player.step(direction)
        qtbot.waitUntil(lambda: player._frames.is_at_rest, timeout=20_000)
        ready = sorted(player._frames._ready)
        at = player.playhead.number
        assert set(range(at, at + 3 * direction, direction)) - {at} <= set(ready)


def test_steps_show_frames_as_large_as_the_view_and_one_that_stays_follows_in_full_size(qtbot, film):
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(200, 120)
    view.show()
    player = Player(view, VideoLibrary())
    watcher = opened(player, film(Recipe(seconds=2, size=(640, 360), sound=False)).path, qtbot)
    player.seek_frame(20)
    reach(player, 20, qtbot)
    # A quick decoder has looked ahead as far as that: then it is there as large as it is shown at first.
    qtbot.waitUntil(lambda: view.frame.image.width() == 640 and player._frames.is_at_rest, timeout=20_000)
    late, widths = player._frames.late, []
    view.painted.connect(lambda _: widths.append(view.frame.image.width()))
    for number in (19, 18, 17, 18):
        player.step(number - player.playhead.number)
        reach(player, number, qtbot)
    assert widths == [view.shown_size().width()] * 4 == [200] * 4
    qtbot.waitUntil(lambda: view.frame.image.width() == 640, timeout=20_000)
    assert [position.number for position, _ in watcher.seen[-4:]] == [19, 18, 17, 18]
    assert number_in(view.frame.image) == view.frame.position.number == 18
    assert player._frames.late == late
    player.close()


def test_a_view_that_shows_a_frame_larger_has_the_next_ones_kept_larger(qtbot, film):
    view = VideoView()
    qtbot.addWidget(view)
    view.resize(200, 120)
    view.show()
    player = Player(view, VideoLibrary())
    opened(player, film(Recipe(seconds=2, size=(640, 360), sound=False)).path, qtbot)
    view.magnify(2)
    assert view.shown_size().width() == 400
    qtbot.waitUntil(lambda: player._frames._shown_size[0] == 400, timeout=20_000)
    widths = []
    view.painted.connect(lambda _: widths.append(view.frame.image.width()))
    for number in (1, 2):
        qtbot.waitUntil(lambda: player._frames.is_at_rest, timeout=20_000)
        player.step(1)
        reach(player, number, qtbot)
    assert widths == [400, 400]
    player.close()


# --- turned and large pictures --------------------------------------------------------------------------


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pictures_are_upright_playing_and_standing(player, film, qtbot, rotation):
    size = (180, 320) if rotation % 180 else (320, 180)
    watcher = opened(player, film(Recipe(seconds=2, rotation=rotation, size=size)).path, qtbot)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 6, timeout=20_000)
    player.pause()
    assert len(watcher.seen) > 4
    assert all(p.number == n for p, n in watcher.seen if p.number is not None)
    assert number_in(player.view.grab(player.view.picture_area()).toImage()) == player.playhead.number


def test_pictures_in_4k_are_shown(player, film, qtbot):
    watcher = opened(player, film(Recipe(seconds=0.2, size=(3840, 2160), sound=False)).path, qtbot)
    for number in (1, 2, 3, 2, 1):
        player.step(1 if number > player.playhead.number else -1)
        reach(player, number, qtbot)
    with qtbot.waitSignal(player.ended, timeout=20_000):
        player.play()
    reach(player, 4, qtbot)
    assert all(p.number == n for p, n in watcher.seen if p.number is not None)
