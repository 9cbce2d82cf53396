"""The player shows exactly the frame it says it shows: paused, stepping, seeking and playing."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import pytest
from PyQt6.QtCore import QSize

from havenlens.domain.frames import FrameTimes
from havenlens.domain.problems import StudyError
from havenlens.domain.time import Micros, TimeBase
from havenlens.media.library import VideoLibrary
from havenlens.services.ports import no_progress
from havenlens.ui.player.player import Player
from havenlens.ui.player.reel import Part
from havenlens.ui.player.view import VideoView
from tests.support.slow_library import SlowLibrary
from tests.support.videos import Recipe
from tests.support.watching import Watcher, number_in, open_file

CONSTANT = Recipe(seconds=5)
VARIABLE = Recipe(seconds=5, seed=3)
KINDS = {
    "constant": CONSTANT,
    "variable": VARIABLE,
    "matroska": replace(VARIABLE, container="mkv"),
    "starts at 2 s": replace(CONSTANT, start=2.0),
    "starts at 2 s, matroska": replace(CONSTANT, start=2.0, container="mkv"),
    "picture after sound": replace(CONSTANT, picture_after_sound=0.7),
    "picture after sound, matroska": replace(CONSTANT, picture_after_sound=0.7, container="mkv"),
    "transport stream": replace(CONSTANT, container="mpegts", start=2.0, gop=25, sound=False),
    "turned": replace(CONSTANT, rotation=90),
    "no sound": replace(CONSTANT, sound=False),
}
FEW = ("constant", "variable", "picture after sound, matroska", "transport stream")


@pytest.fixture
def kind(request, film):
    return film(KINDS[request.param])


every_kind = pytest.mark.parametrize("kind", KINDS, indirect=True)
few_kinds = pytest.mark.parametrize("kind", FEW, indirect=True)


def opened(player: Player, film, qtbot, **how) -> Watcher:
    watcher = Watcher(player.view)
    with qtbot.waitSignal(player.opened, timeout=20_000):
        open_file(player, film.path, **how)
    qtbot.waitUntil(lambda: player.playhead.number is not None, timeout=20_000)
    return watcher


def reach(player: Player, number: int, qtbot) -> None:
    qtbot.waitUntil(lambda: player.playhead.number == number, timeout=20_000)


def all_true(watcher: Watcher, film) -> None:
    """Each painted picture carries the number, and is at the time, that the view gave for it."""
    known = [(position, number) for position, number in watcher.seen if position.number is not None]
    assert known
    assert [position.number for position, _ in known] == [number for _, number in known]
    assert [position.at for position, _ in known] == [film.times_us[number] for _, number in known]


@every_kind
def test_stepping_shows_every_frame_in_order_there_and_back(player, kind, qtbot):
    watcher = opened(player, kind, qtbot)
    numbers = [*range(1, 51), *range(49, -1, -1)]
    for number, before in zip(numbers, [0, *numbers[:-1]], strict=True):
        player.step(number - before)
        reach(player, number, qtbot)
    all_true(watcher, kind)
    assert [position.number for position, _ in watcher.seen][-100:] == numbers


class Held(VideoLibrary):
    """Looks ahead only as long as nobody says that it is to wait in the midst of it."""

    def __init__(self):
        super().__init__()
        self.goes_on, self.waits = threading.Event(), threading.Event()
        self.goes_on.set()

    def open_frames(self, path, progress=no_progress):
        source = super().open_frames(path, progress)
        ahead = source.look_ahead

        def look_ahead(number, direction, *, rests=True):
            if not self.goes_on.is_set():
                self.waits.set()
                self.goes_on.wait(20)
            return ahead(number, direction, rests=rests)

        source.look_ahead = look_ahead
        return source


def test_a_step_to_a_frame_that_is_kept_does_not_wait_for_the_decoder(qtbot, film):
    library, view = Held(), VideoView()
    qtbot.addWidget(view)
    view.resize(320, 180)
    view.show()
    player = Player(view, library)
    watcher = opened(player, film(CONSTANT), qtbot)
    player.seek_frame(40)
    reach(player, 40, qtbot)
    qtbot.waitUntil(lambda: player._frames.is_at_rest, timeout=20_000)
    library.goes_on.clear()
    player.step(1)
    qtbot.waitUntil(library.waits.is_set, timeout=20_000)
    for number in range(42, 60):  # far more than the pictures that are ready
        player.step(1)
        reach(player, number, qtbot)
    assert not library.goes_on.is_set()
    library.goes_on.set()
    all_true(watcher, film(CONSTANT))
    player.close()


def test_steps_pressed_faster_than_frames_come_add_up(player, film, qtbot):
    watcher = opened(player, film(VARIABLE), qtbot)
    for _ in range(30):
        player.step(1)
    player.step(-4)
    reach(player, 26, qtbot)
    all_true(watcher, film(VARIABLE))


@every_kind
def test_seeking_shows_the_frame_that_is_on_the_screen_at_that_time(player, kind, qtbot):
    watcher = opened(player, kind, qtbot)
    for number in (60, 3, 119, 61, 62, 8, 0, 124):
        ends = FrameTimes(kind.times_us).end_of(number)
        for at in (kind.times_us[number], ends - 1):
            player.seek(at)
            reach(player, number, qtbot)
            assert player.playhead.now() == kind.times_us[number]
    all_true(watcher, kind)


def test_only_the_last_of_many_seeks_counts(player, film, qtbot):
    made = film(CONSTANT)
    watcher = opened(player, made, qtbot)
    for number in range(100, 10, -1):
        player.seek(made.times_us[number])
    reach(player, 11, qtbot)
    all_true(watcher, made)
    assert len(watcher.seen) < 40


@every_kind
def test_every_frame_painted_while_playing_has_its_own_time(player, kind, qtbot):
    watcher = opened(player, kind, qtbot)
    player.play()
    assert player.playhead.playing
    qtbot.waitUntil(lambda: player.playhead.now() > kind.times_us[0] + 1_500_000, timeout=20_000)
    player.pause()
    assert not player.playhead.playing
    all_true(watcher, kind)
    assert len(watcher.seen) > 8


@pytest.mark.parametrize("rate", [0.25, 0.5, 2.0, 4.0])
def test_the_times_are_true_at_every_speed(player, film, qtbot, rate):
    made = film(VARIABLE)
    watcher = opened(player, made, qtbot)
    player.set_rate(rate)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.now() > rate * 1_100_000, timeout=20_000)
    player.pause()
    all_true(watcher, made)


@few_kinds
def test_pausing_keeps_the_frame_last_painted(player, kind, qtbot):
    watcher = opened(player, kind, qtbot)
    player.play()
    for _ in range(4):
        before = len(watcher.seen)
        qtbot.waitUntil(lambda before=before: len(watcher.seen) > before + 3, timeout=20_000)
        player.pause()
        position = player.playhead.position
        qtbot.wait(120)
        assert player.playhead.position == position
        assert number_in(player.view.grab(player.view.picture_area()).toImage()) == position.number
        player.play()
    all_true(watcher, kind)


@few_kinds
def test_playing_goes_on_from_the_paused_frame_and_never_back(player, kind, qtbot):
    watcher = opened(player, kind, qtbot)
    for number in (37, 80, 13, 62):
        player.seek(kind.times_us[number])
        reach(player, number, qtbot)
        start = len(watcher.seen)
        player.play()
        qtbot.waitUntil(lambda start=start: len(watcher.seen) > start + 4, timeout=20_000)
        player.pause()
        times = [position.at for position, _ in watcher.seen[start:]]
        assert times == sorted(times)
        assert times[0] >= kind.times_us[number]
        assert watcher.seen[start][0].number <= number + 3
    all_true(watcher, kind)


def test_a_seek_while_playing_lands_on_its_frame_and_plays_on(player, film, qtbot):
    made = film(VARIABLE)
    watcher = opened(player, made, qtbot)
    player.play()
    qtbot.waitUntil(lambda: len(watcher.seen) > 5, timeout=20_000)
    player.seek(made.times_us[90])
    qtbot.waitUntil(lambda: player.playhead.now() >= made.times_us[90], timeout=20_000)
    assert player.playhead.number <= 92
    qtbot.waitUntil(lambda: player.playhead.number > 95, timeout=20_000)
    all_true(watcher, made)


def test_a_seek_to_the_end_while_playing_ends_there(player, film, qtbot):
    made = film(CONSTANT)
    opened(player, made, qtbot)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 3, timeout=20_000)
    with qtbot.waitSignal(player.ended, timeout=20_000):
        player.seek(Micros(made.times_us[-1]))
    reach(player, 124, qtbot)


def test_a_frame_that_comes_late_is_not_shown_over_a_message(player, film, qtbot):
    made = film(CONSTANT)
    opened(player, made, qtbot)
    player.seek(made.times_us[90])
    player.cover("No picture at this time")
    qtbot.wait(700)
    assert player.view.message == "No picture at this time"
    assert player.playhead.position is None
    player.uncover()
    player.seek(made.times_us[40])
    reach(player, 40, qtbot)


def test_a_pause_right_after_a_seek_still_goes_where_was_sought(player, film, qtbot):
    made = film(CONSTANT)
    opened(player, made, qtbot)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 3, timeout=20_000)
    player.seek(made.times_us[90])
    player.pause()
    reach(player, 90, qtbot)


@few_kinds
def test_at_the_end_the_last_frame_stays_and_playing_begins_again(player, kind, qtbot):
    watcher = opened(player, kind, qtbot, at=Micros(kind.times_us[100]))
    reach(player, 100, qtbot)
    with qtbot.waitSignal(player.ended, timeout=20_000):
        player.play()
    reach(player, len(kind.times_us) - 1, qtbot)
    assert not player.is_playing
    player.play()
    qtbot.waitUntil(lambda: 0 <= player.playhead.number < 60, timeout=20_000)
    qtbot.waitUntil(lambda: 3 < player.playhead.number < 90, timeout=20_000)
    all_true(watcher, kind)


def test_shuttling_backwards_shows_true_frames_down_to_the_first(player, film, qtbot):
    made = film(VARIABLE)
    watcher = opened(player, made, qtbot, at=Micros(made.times_us[60]))
    reach(player, 60, qtbot)
    start = len(watcher.seen)
    for _ in range(3):
        player.shuttle(-1)
    assert player.speed == -4
    with qtbot.waitSignal(player.state_changed, timeout=20_000):
        pass
    reach(player, 0, qtbot)
    times = watcher.times[start:]
    assert times == sorted(times, reverse=True)
    assert len(times) > 5
    all_true(watcher, made)


def test_shuttle_keys_double_turn_and_stop(player, film, qtbot):
    opened(player, film(CONSTANT), qtbot, at=Micros(2_000_000))
    speeds = []
    player.speed_changed.connect(speeds.append)
    for direction in (1, 1, 1, 1, -1, -1, 1, 0, 0):
        player.shuttle(direction)
    assert speeds == [1, 2, 4, -1, -2, 1, 0]
    assert player.rate == 1


def test_replay_goes_back_and_plays(player, film, qtbot):
    made = film(CONSTANT)
    watcher = opened(player, made, qtbot, at=Micros(made.times_us[110]))
    reach(player, 110, qtbot)
    start = len(watcher.seen)
    player.replay(2.0)
    qtbot.waitUntil(lambda: player.playhead.now() < made.times_us[110], timeout=20_000)
    assert watcher.seen[start][0].number in {60, 61}
    assert player.is_playing


def test_a_time_base_shifts_and_stretches_what_is_shown(player, film, qtbot):
    made, base = film(CONSTANT), TimeBase(Micros(10_000_000), 500.0)
    watcher = opened(player, made, qtbot, base=base)
    player.seek(base.to_observation(made.times_us[70]))
    reach(player, 70, qtbot)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 78, timeout=20_000)
    player.pause()
    assert [p.at for p, _ in watcher.seen if p.number is not None] == [
        base.to_observation(made.times_us[n]) for p, n in watcher.seen if p.number is not None
    ]


def test_two_files_one_after_the_other_are_one_recording(player, film, qtbot):
    first, second = film(Recipe(seconds=1.2)), film(Recipe(seconds=1.2, seed=9))
    watcher = Watcher(player.view)
    with qtbot.waitSignal(player.opened, timeout=20_000):
        player.open([Part(first.path), Part(second.path, TimeBase(Micros(1_200_000)))])
    reach(player, 0, qtbot)
    player.seek(Micros(first.times_us[-1]))
    reach(player, 29, qtbot)
    player.step(1)
    reach(player, 30, qtbot)
    assert player.playhead.now() == 1_200_000
    player.seek(Micros(0))
    reach(player, 0, qtbot)
    with qtbot.waitSignal(player.ended, timeout=20_000):
        player.play()
    reach(player, 59, qtbot)
    known = [(p.number, n) for p, n in watcher.seen if p.number is not None]
    assert [number % 30 for number, _ in known] == [painted for _, painted in known]
    assert {number // 30 for number, _ in known} == {0, 1}


def test_the_first_frame_is_there_before_the_file_is_indexed(qtbot, film):
    made, gate = film(CONSTANT), threading.Event()

    class Slow(VideoLibrary):
        def open_frames(self, path, progress=no_progress):
            gate.wait(20)
            return super().open_frames(path, progress)

    view = VideoView()
    qtbot.addWidget(view)
    view.show()
    player, watcher = Player(view, Slow()), Watcher(view)
    open_file(player, made.path)
    qtbot.waitUntil(lambda: bool(watcher.seen), timeout=20_000)
    assert watcher.seen[0][1] == 0
    assert player.times is None
    player.play()
    qtbot.waitUntil(lambda: len(watcher.seen) > 10, timeout=20_000)
    gate.set()
    qtbot.waitUntil(lambda: player.playhead.number is not None, timeout=20_000)
    all_true(watcher, made)
    player.close()


def test_who_pauses_at_once_after_the_file_was_indexed_can_play_and_step(qtbot, film):
    made, library, view = film(CONSTANT), SlowLibrary(), VideoView()
    library.indexing.clear()
    library.decoding.clear()
    qtbot.addWidget(view)
    view.show()
    player, watcher = Player(view, library), Watcher(view)
    player._deck.pictured.connect(player.pause)  # before what has come is painted
    open_file(player, made.path)
    qtbot.waitUntil(lambda: bool(watcher.seen), timeout=20_000)
    library.indexing.set()
    qtbot.waitUntil(lambda: player.times is not None, timeout=20_000)
    assert player.playhead.number is None
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    player._deck.pictured.disconnect(player.pause)
    assert player.playhead.number is None
    library.decoding.set()
    reach(player, 0, qtbot)
    player.step(1)
    reach(player, 1, qtbot)
    all_true(watcher, made)
    player.close()


def test_a_seek_before_the_file_is_indexed_is_done_when_it_is(player, film, qtbot):
    made = film(CONSTANT)
    open_file(player, made.path)
    player.seek(Micros(made.times_us[50]))
    reach(player, 50, qtbot)


def test_the_picture_keeps_its_shape_in_any_window(player, film, qtbot):
    opened(player, film(CONSTANT), qtbot)
    for size in (QSize(900, 300), QSize(300, 900)):
        player.view.resize(size)
        area = player.view.picture_area()
        assert abs(area.width() / area.height() - 16 / 9) < 0.02
        assert player.view.rect().contains(area)
        assert number_in(player.view.grab(area).toImage()) == 0


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file"),
        (b"", "is empty"),
        (b"no video at all" * 50, "is no video that can be read"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(400), "breaks off"),
    ],
)
def test_a_file_that_cannot_be_opened_gets_a_sentence(player, tmp_path, qtbot, content, sentence):
    path = tmp_path / "lesson.mp4"
    if content is not None:
        path.write_bytes(content)
    with qtbot.waitSignal(player.failed, timeout=20_000) as failed:
        open_file(player, path)
    assert sentence in failed.args[0].problem.sentence
    player.play()
    player.step(1)
    player.seek(Micros(5))
    assert not player.is_playing


class Elsewhere(VideoLibrary):
    """Finds the frames of one film under any name, and may lack one of them."""

    def __init__(self, path, lacks=None):
        super().__init__()
        self.path, self.lacks = path, lacks

    def open_frames(self, path, progress=no_progress):
        source, lacks = super().open_frames(self.path, progress), self.lacks
        whole, held = source.picture, source.glimpse

        def found(number, get, *how):
            if number == lacks:
                raise StudyError("media.damaged", path=path, at="00:00:00.200")
            return get(number, *how)

        def picture(number, progress=no_progress):
            return found(number, whole, progress)

        source.picture, source.glimpse = picture, partial(found, get=held)
        return source


@pytest.mark.qt_log_ignore("Could not open media", extend=True)
def test_a_file_that_qt_cannot_play_is_shown_without_sound_and_says_so(qtbot, film, tmp_path):
    made, unknown = film(CONSTANT), tmp_path / "lesson.mp4"
    unknown.write_bytes(b"a codec that Qt lacks" * 99)
    view = VideoView()
    qtbot.addWidget(view)
    view.show()
    player = Player(view, Elsewhere(made.path))
    with qtbot.waitSignal(player.failed, timeout=20_000) as failed:
        watcher = opened(player, replace(made, path=unknown), qtbot)
    assert "is shown without" in failed.args[0].problem.sentence
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 12, timeout=20_000)
    player.pause()
    number = player.playhead.number
    qtbot.wait(100)
    assert player.playhead.number == number
    assert len(watcher.seen) > 8
    all_true(watcher, made)
    player.close()


def test_a_damaged_frame_gets_a_sentence_and_the_others_stay_reachable(qtbot, film):
    made = film(CONSTANT)
    view = VideoView()
    qtbot.addWidget(view)
    view.show()
    player = Player(view, Elsewhere(made.path, lacks=50))
    opened(player, made, qtbot)
    with qtbot.waitSignal(player.failed, timeout=20_000) as failed:
        player.seek(Micros(made.times_us[50]))
    assert "is damaged at" in failed.args[0].problem.sentence
    player.seek(Micros(made.times_us[40]))
    reach(player, 40, qtbot)
    player.close()


def test_another_recording_can_be_opened_while_one_plays(player, film, qtbot):
    one, other = film(CONSTANT), film(VARIABLE)
    opened(player, one, qtbot)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 10, timeout=20_000)
    watcher = opened(player, other, qtbot)
    qtbot.wait(100)
    assert not player.is_playing
    assert player.playhead.number == 0
    all_true(watcher, other)


def test_closing_while_playing_leaves_no_thread(qtbot, film):
    before = set(threading.enumerate())
    view = VideoView()
    qtbot.addWidget(view)
    view.show()
    player = Player(view, VideoLibrary())
    opened(player, film(CONSTANT), qtbot)
    player.play()
    qtbot.waitUntil(lambda: player.playhead.number > 5, timeout=20_000)
    player.close()
    assert {t for t in threading.enumerate() if t not in before and not t.name.startswith("Dummy")} == set()
    qtbot.wait(50)
    assert player.playhead.position is None
