"""Four views play from small copies with the frames of the originals; until then they show when paused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest

from havenlens.app.desktop import DesktopWorkplace
from havenlens.domain.time import Micros, TimeBase
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.study.page import StudyPage
from havenlens.ui.study.views_dialog import ViewsDialog
from havenlens.ui.study.views_form import ViewsForm
from tests.support.several_views import Camera, CodingDesk, study_of
from tests.support.videos import Recipe, make
from tests.support.watching import number_in

# A file that is opened anew while it is still being opened is let go of, which Qt's player notes in its log.
pytestmark = pytest.mark.qt_log_ignore("Could not open media", extend=True)

Key = Qt.Key
NONE, CTRL_SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
SMALL = Recipe(seconds=3)
CAMERAS = (
    Camera("front", replace(SMALL, size=(800, 600))),
    Camera("door", replace(SMALL, seed=4), TimeBase(Micros(200_000))),
    Camera("table", replace(SMALL, sound=False)),
    Camera("window", replace(SMALL, gop=5), TimeBase(Micros(-300_000), 40.0)),
)


@pytest.fixture(scope="module")
def filmed(tmp_path_factory) -> Path:
    """Make the study of four cameras once; nobody may change it."""
    return study_of(tmp_path_factory.mktemp("four"), CAMERAS)


@pytest.fixture
def desk(qapp, filmed, tmp_path) -> Iterator[CodingDesk]:
    for file in filmed.parent.iterdir():
        copyfile(file, tmp_path / file.name)
    desk = CodingDesk(tmp_path / filmed.name, tmp_path / "settings")
    yield desk
    desk.close()


def press(page, key, held=NONE) -> None:
    QTest.keyClick(page.video, key, held)


def at_rest(views: ViewDesk) -> bool:
    """Tell whether every view shows its frame of the time of the leading one, or says it has none."""
    now = views.desk.player.playhead.now()
    for number in range(views.count):
        player = views.player_of(number)
        if not views.views[number].shows(now):
            if not player.is_covered:
                return False
        elif player.times is None or player.playhead.number != player.times.shown_at(now):
            return False
    return True


def copies(desk: CodingDesk) -> list[Path]:
    return sorted((desk.page.desk.cache / "copies").glob("*.mp4"))


def test_four_views_work_paused_at_once_and_play_when_their_copies_are_made(qtbot, desk, tmp_path):
    page, views = desk.page, ViewDesk.on(desk.page.desk)
    page.video.setFocus()
    qtbot.waitUntil(lambda: page.player.playhead.number is not None, timeout=20_000)
    page.player.seek(Micros(1_000_000))
    qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)
    if views.copies.is_working:
        assert views.copies.banner.text().startswith("Making small copies so that all views can play")
        press(page, Key.Key_Right)
        qtbot.waitUntil(lambda: page.player.playhead.number == 26, timeout=20_000)
        qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)
    qtbot.waitUntil(lambda: len(copies(desk)) == 4, timeout=60_000)
    qtbot.waitUntil(lambda: not views.copies.banner.isVisible())
    qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)
    sources = [views.video_of(number) for number in range(4)]
    qtbot.waitUntil(
        lambda: [view.source.image.height() for view in sources] == [540, 180, 180, 180], timeout=20_000
    )
    for number in range(4):
        frame = views.video_of(number).source
        assert number_in(frame.image) == frame.position.number
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: all(views.player_of(n).is_playing for n in range(4)), timeout=20_000)
    qtbot.waitUntil(lambda: page.player.playhead.now() > 1_800_000, timeout=20_000)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)
    for number in range(4):
        frame = views.video_of(number).source
        assert number_in(frame.image) == frame.position.number
    said: list[str] = []
    page.status_changed.connect(lambda text, _refused: said.append(text))
    press(page, Key.Key_S, CTRL_SHIFT)
    qtbot.waitUntil(lambda: any("snapshots" in text for text in said), timeout=20_000)
    kept = QImage(str(next((tmp_path / "views snapshots").glob("01 front *.png"))))
    assert (kept.width(), kept.height()) == (800, 600)  # of the original, not of the copy
    assert number_in(kept) == page.player.playhead.number
    press(page, Key.Key_4, ALT)
    qtbot.waitUntil(lambda: views.leader == 3 and at_rest(views), timeout=20_000)


def test_copies_that_are_stopped_leave_nothing_half_made_and_views_show_when_paused(qtbot, desk):
    page, views = desk.page, ViewDesk.on(desk.page.desk)
    page.video.setFocus()
    qtbot.waitUntil(lambda: views.copies.is_working, timeout=20_000)
    views.copies.banner.action_chosen.emit()
    qtbot.waitUntil(lambda: not views.copies.is_working, timeout=20_000)
    assert views.copies.banner.text().startswith("The small copies were not made")
    assert list((desk.page.desk.cache / "copies").glob(".*")) == []
    qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: page.player.playhead.now() > 400_000, timeout=20_000)
    waiting = [n for n in range(1, 4) if not views.copies.has(views.views[n])]
    assert waiting
    assert not any(views.player_of(n).is_playing for n in waiting)
    assert views.video_of(waiting[0]).accessibleName().endswith("only when paused")
    press(page, Key.Key_Space)
    qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)


@pytest.fixture
def one(qapp, tmp_path) -> Iterator[CodingDesk]:
    desk = CodingDesk(study_of(tmp_path, [Camera("", Recipe(seconds=2))]), tmp_path / "settings")
    yield desk
    desk.close()


def test_a_view_is_added_named_and_taken_out_again_in_a_dialog(qtbot, one, tmp_path):
    study = one.opened.study
    second = make(tmp_path / "second.mp4", Recipe(seconds=2, seed=8)).path
    dialog = ViewsDialog(one.opened, study.observation("01"), one.media, one.jobs, one.window)
    dialog.show()
    form = dialog.form
    assert not form.offset.isEnabled()
    assert form.note.text().startswith("The first view is the observation's clock")
    form.add_video(second)
    qtbot.waitUntil(lambda: form.list.count() == 2, timeout=20_000)
    assert form.note.text() == "second is now a view of 01"
    form.name.setText("door")
    QTest.keyClick(form.name, Key.Key_Return)
    form.offset.setValue(-0.25)
    added = study.observation("01").recordings[1]
    assert (added.name, added.files[0].offset) == ("door", -250_000)
    form.add_video(second)
    qtbot.waitUntil(lambda: "is a view of 01 already" in form.note.text(), timeout=20_000)
    form.choose(1)
    form.remove.click()
    assert len(study.observation("01").recordings) == 1
    assert form.note.text() == "door is no longer a view of 01; its file stays where it is"
    assert second.exists()
    assert study.store.observations() == [study.observation("01")]
    dialog.close()


def test_the_next_files_of_a_camera_are_added_to_its_view_and_taken_out_again(qtbot, one, tmp_path):
    study = one.opened.study
    recipes = (Recipe(seconds=1), Recipe(seconds=1, sound=False))
    more = [make(tmp_path / f"next{n}.mp4", recipe).path for n, recipe in enumerate(recipes, start=1)]
    dialog = ViewsDialog(one.opened, study.observation("01"), one.media, one.jobs, one.window)
    dialog.show()
    form = dialog.form
    assert form.add_next.isEnabled()
    assert not form.remove_last.isVisible()
    form.add_files(more)
    qtbot.waitUntil(lambda: len(study.observation("01").files) == 3, timeout=20_000)
    assert form.note.text() == "2 files follow now; camera0 ends at 00:00:04.000"
    assert form.list.item(0).text() == "1  camera0\n3 files · camera0.mp4 · next1.mp4 · next2.mp4"
    assert study.observation("01").duration == 4_000_000
    form.add_files(more[:1])
    qtbot.waitUntil(lambda: "next1.mp4 is part of 01 already" in form.note.text(), timeout=20_000)
    form.remove_last.click()
    assert form.note.text() == (
        "next2.mp4 is no longer part of camera0, which ends at 00:00:03.000; the file stays where it is"
    )
    assert study.observation("01").duration == 3_000_000
    dialog.close()


def test_the_sound_places_the_view_that_was_compared_though_another_is_chosen(qtbot, qapp, tmp_path):
    cameras = (
        Camera("front", Recipe(seconds=8)),
        Camera("door", Recipe(seconds=6, gop=6), TimeBase(Micros(1_000_000))),
        Camera("table", Recipe(seconds=6, gop=7), TimeBase(Micros(2_000_000))),
    )
    desk = CodingDesk(study_of(tmp_path, cameras), tmp_path / "settings")
    study = desk.opened.study
    form = ViewsForm(study, study.observation("01").id, desk.media, desk.jobs, writable=True)
    qtbot.addWidget(form)
    form.choose(1)
    form.align.click()
    form.choose(2)
    qtbot.waitUntil(lambda: "The sound matches" in form.note.text(), timeout=30_000)
    offsets = [view.files[0].offset for view in study.observation("01").recordings]
    assert offsets == [0, pytest.approx(0, abs=5_000), 2_000_000]
    desk.close()


def test_in_a_study_that_is_open_to_read_no_file_is_added(qtbot, one):
    place = one.opened.study.observation("01").id
    form = ViewsForm(one.opened.study, place, one.media, one.jobs, writable=False)
    qtbot.addWidget(form)
    assert not form.add_next.isEnabled()
    assert form.note.text().startswith("The study is open to read")


def test_the_list_of_observations_leads_to_the_views_of_one(qtbot, one):
    page = StudyPage(one.opened, DesktopWorkplace(one.media), one.jobs)
    qtbot.addWidget(page)
    page.show()
    page.table.setFocus()
    assert page.views.action in page.table.actions()
    page.views.action.trigger()
    dialog = page.findChild(ViewsDialog) or page.window().findChild(ViewsDialog)
    assert dialog.isVisible()
    assert dialog.form.list.count() == 1
    dialog.accept()


def test_a_view_that_is_added_while_coding_is_shown_at_once(qtbot, one, tmp_path):
    page, views = one.page, ViewDesk.on(one.page.desk)
    qtbot.waitUntil(lambda: page.player.times is not None, timeout=20_000)
    page.video.setFocus()
    second = make(tmp_path / "second.mp4", Recipe(seconds=2, seed=8)).path
    press(page, Key.Key_V, ALT)
    form = page.findChild(ViewsForm)
    form.add_video(second)
    qtbot.waitUntil(lambda: views.count == 2, timeout=20_000)
    page.player.seek(Micros(1_000_000))
    qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)
    press(page, Key.Key_2, ALT)
    qtbot.waitUntil(lambda: views.leader == 1 and at_rest(views), timeout=20_000)
    form.choose(1)
    form.remove.click()
    assert views.count == 1
    assert views.leader == 0
    qtbot.waitUntil(lambda: at_rest(views), timeout=20_000)


def test_with_one_view_the_keys_for_several_say_what_to_do(one):
    said: list[str] = []
    one.page.status_changed.connect(lambda text, _refused: said.append(text))
    press(one.page, Key.Key_2, ALT)
    assert said == ["This observation has one view; add others with Views… first."]
