"""Files and views that come, go and move while a coding is open reach everything on the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.domain.codebook import NOTHING
from havenlens.domain.time import SECOND, Micros, Span, seconds
from havenlens.services.shipped import shipped
from havenlens.services.views import Views
from havenlens.ui.coding.filmstrip import Filmstrip
from havenlens.ui.coding.rating import Rating
from havenlens.ui.coding.sampling import TimeSampling
from havenlens.ui.coding.submitting import Submitting
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.seeing.overview_bar import OverviewBar
from havenlens.ui.study.views_form import ViewsForm
from tests.support.coding_page import feature
from tests.support.keys import ALT, CTRL, events, go, press
from tests.support.schemes import SAMPLED
from tests.support.several_views import Camera, CodingDesk, study_of
from tests.support.videos import Recipe, make

Key = Qt.Key
LONG = 20_000
RATED = (
    (shipped("coding_schemes") / "classroom_emotional_support.yaml")
    .read_text("utf-8")
    .replace("id: classroom_emotional_support", "id: short_cycles", 1)
    .replace("unit_s: 900 ", "unit_s: 2 ")
)
"""Ratings of cycles of two seconds."""

Opens = Callable[..., CodingDesk]


@pytest.fixture
def opens(qapp, qtbot, tmp_path) -> Iterator[Opens]:
    """Open codings of scenes that some cameras filmed."""
    made: list[CodingDesk] = []

    def one(*lengths: float, scheme: str = "") -> CodingDesk:
        cameras = [Camera(f"v{n}", Recipe(seconds=length)) for n, length in enumerate(lengths, 1)]
        desk = CodingDesk(study_of(tmp_path, cameras), tmp_path / "settings", scheme)
        made.append(desk)
        if lengths:
            qtbot.waitUntil(lambda: desk.page.player.times is not None, timeout=LONG)
        desk.page.video.setFocus()
        return desk

    yield one
    for desk in made:
        desk.close()


def form_of(page) -> ViewsForm:
    """Give the form of the views beside the video."""
    found = page.findChild(ViewsForm)
    if found is None or not found.isVisible():
        press(page, Key.Key_V, ALT)
    found = page.findChild(ViewsForm)
    assert found is not None
    return found


def add_file(qtbot, page, path: Path, place: int = 0) -> None:
    """Let a video go on where a view ends, as *Add the next file…* does, and wait for its frames."""
    form, before = form_of(page), len(page.player.times)
    form.choose(place)
    form.add_files([path])
    if place == 0:
        qtbot.waitUntil(
            lambda: page.player.times is not None and len(page.player.times) > before, timeout=LONG
        )


def heard(page) -> int:
    """Tell how long the waveform on the timeline is, in microseconds."""
    waveform = page.timeline.view().scene.waveform
    return 0 if waveform is None else len(waveform.peaks) * waveform.bin_us


def next_film(tmp_path: Path, length: float = 2.0, name: str = "next.mp4", gop: int = 10) -> Path:
    """Film more; without another ``gop`` it would be the same file as what there is."""
    return make(tmp_path / name, Recipe(seconds=length, gop=gop)).path


# --- files ------------------------------------------------------------------------------------------


def test_the_waveform_goes_on_through_a_file_that_is_added_and_ends_where_it_is_taken_out(
    qtbot, opens, tmp_path
):
    page = opens(2).page
    qtbot.waitUntil(lambda: heard(page) > 1.9 * SECOND, timeout=LONG)
    add_file(qtbot, page, next_film(tmp_path))
    qtbot.waitUntil(lambda: heard(page) > 3.9 * SECOND, timeout=LONG)
    form_of(page).remove_last.click()
    qtbot.waitUntil(lambda: 0 < heard(page) < 2.5 * SECOND, timeout=LONG)


def test_the_filmstrip_has_pictures_of_a_file_that_is_added(qtbot, opens, tmp_path):
    page = opens(2).page
    bar = feature(page, Filmstrip).bar
    page.split.setSizes([300, 500, 150])
    press(page, Key.Key_F11)
    qtbot.waitUntil(lambda: bar.isVisible() and bar.is_complete, timeout=LONG)
    add_file(qtbot, page, next_film(tmp_path))

    def filled() -> bool:
        """Tell whether all the strip is pictures; where there are none it has few colours."""
        picture = bar.grab().toImage()
        scale, y = bar.scale, bar.height() // 2
        places = (Micros(round(part * SECOND)) for part in (0.5, 1.5, 2.5, 3.5))
        around = ([round(scale.x_of(at)) + by for by in range(-20, 20)] for at in places)
        return all(len({picture.pixel(x, y) for x in some}) > 8 for some in around)

    qtbot.waitUntil(lambda: bar.is_complete and filled(), timeout=LONG)


def test_intervals_are_sampled_through_a_file_that_is_added(qtbot, opens, tmp_path):
    page = opens(2, scheme=SAMPLED).page
    asks = feature(page, TimeSampling)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: asks.asked is not None and not page.player.is_playing, timeout=LONG)
    press(page, "0")
    assert asks.asked is None
    add_file(qtbot, page, next_film(tmp_path))
    page.video.setFocus()
    go(qtbot, page, 2.4)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: asks.asked is not None and not page.player.is_playing, timeout=LONG)
    press(page, "0")
    assert [(event.code, event.span) for event in events(page)] == [
        (NOTHING, Span(seconds(0), seconds(2))),
        (NOTHING, Span(seconds(2), seconds(4))),
    ]


def test_a_sample_that_is_asked_while_its_interval_grows_is_asked_at_its_end(qtbot, opens, tmp_path):
    page = opens(3, scheme=SAMPLED).page
    asks = feature(page, TimeSampling)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: asks.asked is not None and not page.player.is_playing, timeout=LONG)
    press(page, "0")
    qtbot.waitUntil(lambda: asks.asked is not None and not page.player.is_playing, timeout=LONG)
    assert asks.asked.span == Span(seconds(2), seconds(3))
    add_file(qtbot, page, next_film(tmp_path, 3))
    assert asks.asked is None
    page.video.setFocus()
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: asks.asked is not None and not page.player.is_playing, timeout=LONG)
    assert asks.asked.span == Span(seconds(2), seconds(4))


def test_rating_periods_are_laid_over_a_file_that_is_added_and_what_was_rated_stays(qtbot, opens, tmp_path):
    page = opens(3, scheme=RATED).page
    rating = feature(page, Rating)
    go(qtbot, page, 2.6)
    press(page, Key.Key_R, CTRL)
    assert rating.sheet.period.span == Span(seconds(2), seconds(3))
    press(page, "6")
    page.player.pause()
    add_file(qtbot, page, next_film(tmp_path, 3))
    cycles = page.timeline.view().scene.cycles
    assert [cycle.span for cycle in cycles] == [
        Span(seconds(0), seconds(2)),
        Span(seconds(2), seconds(3)),  # what was rated is about what had been seen
        Span(seconds(4), seconds(6)),
    ]
    tabs = page.places.tabs
    assert tabs.tabText(tabs.indexOf(rating.overview)) == "Ratings 0/3"
    page.video.setFocus()
    go(qtbot, page, 5)
    press(page, Key.Key_R, CTRL)
    assert rating.sheet.period.ordinal == 3
    form_of(page).remove_last.click()
    assert [cycle.span.end for cycle in page.timeline.view().scene.cycles] == [seconds(2), seconds(3)]


def test_a_note_that_waits_for_its_score_is_found_when_its_period_is_not_laid_any_more(
    qtbot, opens, tmp_path
):
    page = opens(1.6, scheme=RATED).page
    rating = feature(page, Rating)
    press(page, Key.Key_R, CTRL)
    whole = rating.sheet.period
    assert whole.span == Span(seconds(0), seconds(1.6))
    rating.sheet.note.setFocus()
    QTest.keyClicks(rating.sheet.note, "calm")
    QTest.keyClick(rating.sheet.note, Key.Key_Return)
    add_file(qtbot, page, next_film(tmp_path, 3))
    assert [p.span for p in rating.work.periods.apart] == [whole.span]
    assert rating.work.written(whole, rating.work.units[0]).note == "calm"


def test_the_list_of_what_is_missing_follows_the_film(qtbot, opens, tmp_path):
    desk = opens(2, scheme=SAMPLED)
    page, media = desk.page, desk.media
    press(page, Key.Key_Return, CTRL)
    lines = feature(page, Submitting).sheet.lines
    assert lines.count() == 1
    views, place = Views(desk.opened.study), page.bridge.session.coding.observation
    first = views.observation(place).recordings[0]
    film = desk.opened.study.media_path(first.files[0])
    views.append(place, first.id, media.facts(film), [media.facts(next_film(tmp_path))])
    page.desk.film_again()
    qtbot.waitUntil(lambda: lines.count() == 2, timeout=LONG)


def test_the_zoom_of_the_timeline_is_kept_when_a_file_is_added(qtbot, opens, tmp_path):
    page = opens(4).page
    go(qtbot, page, 1)
    for _ in range(4):
        press(page, Key.Key_Plus)
    before = page.timeline.scale()
    add_file(qtbot, page, next_film(tmp_path))
    scale = page.timeline.scale()
    assert (scale.last, scale.start, scale.us_per_px) == (seconds(6), before.start, before.us_per_px)
    assert page.findChild(OverviewBar).whole.last == seconds(6)


def test_what_is_marked_and_looped_in_a_file_that_is_taken_out_is_let_go(qtbot, opens, tmp_path):
    page = opens(2).page
    add_file(qtbot, page, next_film(tmp_path))
    page.video.setFocus()
    for at, key in ((3, "i"), (3.6, "o")):
        go(qtbot, page, at)
        press(page, key)
    press(page, "l", CTRL)
    qtbot.waitUntil(lambda: page.player.is_playing)
    form_of(page).remove_last.click()
    assert (page.desk.marked_span, page.player.looped) == (None, None)
    assert not page.player.is_playing
    qtbot.waitUntil(lambda: page.player.times is not None and page.player.playhead.now() == seconds(1.96))


def test_the_keyboard_stays_in_the_form_of_the_views_while_its_fields_are_off(qtbot, opens, tmp_path):
    desk = opens(2)
    page, form = desk.page, form_of(desk.page)
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    form.add_next.setFocus()
    form.add_files([next_film(tmp_path)])
    qtbot.waitUntil(form.remove_last.isVisible, timeout=LONG)
    assert form.isAncestorOf(QApplication.focusWidget())
    form.remove_last.setFocus()
    QTest.keyClick(form.remove_last, Key.Key_Space)
    assert not form.remove_last.isVisible()
    assert form.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert page.video.hasFocus()


# --- views ------------------------------------------------------------------------------------------


def test_an_observation_without_a_video_gets_one_while_it_is_coded(qtbot, opens, tmp_path):
    page = opens(scheme=RATED).page
    rating = feature(page, Rating)
    qtbot.waitUntil(lambda: page.places.beside.shows(rating.sheet))
    press(page, "5")
    assert [cycle.span for cycle in page.timeline.view().scene.cycles] == []
    form = form_of(page)
    form.add_video(next_film(tmp_path, 4))
    qtbot.waitUntil(lambda: page.player.times is not None, timeout=LONG)
    go(qtbot, page, 2.4)
    page.video.setFocus()
    assert [cycle.span for cycle in page.timeline.view().scene.cycles] == [
        Span(seconds(0), seconds(2)),
        Span(seconds(2), seconds(4)),
    ]
    assert rating.work.given(rating.work.periods.regular[0]).given == 1
    assert not rating.overview.another.isVisibleTo(rating.overview)
    assert page.timeline.scale().last == seconds(4)
    qtbot.waitUntil(lambda: heard(page) > 3.9 * SECOND, timeout=LONG)
    form.add_video(next_film(tmp_path, 4, "other.mp4", gop=8))
    views = ViewDesk.on(page.desk)
    qtbot.waitUntil(lambda: views.count == 2, timeout=LONG)
    qtbot.waitUntil(lambda: views.player_of(1).playhead.now() > seconds(2), timeout=LONG)
    press(page, "2", ALT)
    assert views.leader == 1


def test_the_film_plays_on_when_the_view_that_leads_is_taken_out(qtbot, opens):
    page = opens(6, 5).page
    views = ViewDesk.on(page.desk)
    qtbot.waitUntil(lambda: views.player_of(1).times is not None, timeout=LONG)
    press(page, "2", ALT)
    qtbot.waitUntil(lambda: views.leader == 1 and page.player.times is not None, timeout=LONG)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.playhead.now() > seconds(0.5), timeout=LONG)
    form = form_of(page)
    form.choose(1)
    form.remove.click()
    assert views.count == 1
    at = page.player.playhead.now()
    qtbot.waitUntil(lambda: page.player.is_playing and page.player.playhead.now() > at, timeout=LONG)


def test_copies_that_are_being_made_for_a_view_that_is_taken_out_are_given_up(qtbot, opens):
    page = opens(3, 6, 60).page
    views = ViewDesk.on(page.desk)
    copies, last = views.copies, views.views[2]
    qtbot.waitUntil(lambda: copies.is_working, timeout=LONG)
    form = form_of(page)
    form.choose(2)
    form.remove.click()
    qtbot.waitUntil(lambda: not copies.is_working, timeout=LONG)
    assert copies.banner.isHidden()
    assert not copies.has(last)
