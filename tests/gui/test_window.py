"""The window: first start, studies, observations, new codings, a study that is open elsewhere."""

from __future__ import annotations

import shutil
import threading
import weakref
from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QEvent, QObject, QSettings, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QWidget

from havenlens.app.bootstrap import create_study
from havenlens.app.desktop import make_window
from havenlens.domain.observation import CodingStatus
from havenlens.domain.time import Micros, short_clock
from havenlens.services.exporting import ExportOrder
from havenlens.services.study_store import NewObservation
from havenlens.ui.agreement.page import AgreementPage
from havenlens.ui.coding.page import CodePage
from havenlens.ui.coding.view_desk import ViewDesk
from havenlens.ui.qt import garbage
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.study.new_coding import NewCodingDialog
from havenlens.ui.study.page import CodingId, StudyPage
from havenlens.ui.study.views_dialog import ViewsDialog
from havenlens.ui.study.views_form import ViewsForm
from havenlens.ui.theme.tokens import Theme
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, new_coding, window_on
from tests.support.small_scenes import building_from

CODES = ("out_settles", "bid_indirect", "out_escalates", "out_gives_up")


@pytest.fixture
def fresh(qtbot, tmp_path) -> Iterator[MainWindow]:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = make_window(app)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def study_page(window: MainWindow) -> StudyPage:
    page = window.pages["study"]
    assert isinstance(page, StudyPage)
    return page


def test_the_first_start_offers_demo_new_and_open(fresh):
    texts = [button.text().strip() for button in fresh.start.findChildren(QPushButton)]
    assert texts[:3] == ["Open the demo study", "New study…", "Open a study…"]
    assert fresh.stack.currentWidget() is fresh.start


def test_the_demo_is_built_in_the_background_and_opened(qtbot, fresh, small_scenes, tmp_path):
    with building_from(small_scenes / "samples"):
        fresh.build_demo(tmp_path / "demo")
        qtbot.waitUntil(lambda: fresh.opened is not None, timeout=90_000)
    assert fresh.opened.name == "Demo study: three drawn scenes"
    assert study_page(fresh).model.rowCount() == 15


def test_a_study_lists_its_observations_and_codings(qtbot, window):
    page = study_page(window)
    titles = [page.model.index(row, 1).data() for row in range(3)]
    assert titles == ["The tower", "The worksheet", "The review"]
    qtbot.waitUntil(lambda: page.model.index(0, 5).data() == "found")
    assert page.codings.count() == 7


def test_variables_hidden_from_coders_are_not_shown(window):
    model = study_page(window).model
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert "Site" in heads
    assert "Condition" not in heads


def test_an_empty_study_says_what_to_do(qtbot, fresh, tmp_path):
    file, _ = create_study(tmp_path / "empty.havenlens", "Empty")
    file.close()
    fresh.open_path(tmp_path / "empty.havenlens")
    page = study_page(fresh)
    words = [button.text() for button in page.findChildren(QPushButton) if button.isVisible()]
    assert "Add videos…" in words


def test_videos_are_added_as_observations(qtbot, fresh, tmp_path, demo_copy):
    file, _ = create_study(tmp_path / "mine.havenlens", "Mine")
    file.close()
    fresh.open_path(tmp_path / "mine.havenlens")
    video = demo_copy.parent / "videos" / "01_classroom_bid_answered.mp4"
    study_page(fresh).videos_chosen.emit([video])
    qtbot.waitUntil(lambda: study_page(fresh).model.rowCount() == 1)
    assert fresh.opened.study.store.observations()[0].duration == 75_000_000


def test_a_coding_is_begun_with_people_cast_by_their_roles(qtbot, window):
    page = study_page(window)
    page.new_coding_requested.emit(page.current())
    dialog = window.findChild(NewCodingDialog)
    names = [dialog.scheme.itemText(n) for n in range(dialog.scheme.count())]
    dialog.scheme.setCurrentIndex(next(n for n, name in enumerate(names) if name.startswith("Safe-haven")))
    ticked = {box.text() for box in dialog.findChildren(QCheckBox) if box.isChecked()}
    assert ticked == {"Ms. Reyes", "Maya", "Leo"}
    dialog.coder.setCurrentText("MK")
    dialog.accept()
    session = code_page(window).bridge.session
    names = session.names
    assert [names[p] for p in session.coding.casting["provider"]] == ["Ms. Reyes"]
    assert [names[p] for p in session.coding.casting["seeker"]] == ["Maya", "Leo"]


def test_enter_opens_what_its_coder_codes_there_before_what_is_handed_in(qtbot, window):
    page = study_page(window)
    own = new_coding(window)
    window.nav.choose("study")
    window.forget_coding()
    page.refresh()
    assert page.codings.item(0).data(CodingId) != own
    assert "in progress" in page.codings.item(page.codings.count() - 1).text()
    assert page.current().name == "01"
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert code_page(window).bridge.session.coding.id == own
    window.nav.choose("study")
    page.table.selectRow(1)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    [dialog] = window.findChildren(NewCodingDialog)
    assert "02" in dialog.findChild(QLabel).text()
    assert dialog.scheme.currentText().startswith("Safe-haven")  # as they coded last
    dialog.reject()


def test_the_keyboard_stays_with_the_work_when_its_button_is_closed(qtbot, window):
    study = window.opened.study
    coding = next(one for one in study.store.list_codings() if one.status is CodingStatus.SUBMITTED)
    page = study_page(window)
    window.nav.choose("study")
    window.activateWindow()
    page.tabs.setCurrentWidget(page.work)
    work = page.work
    rows = range(work.table.model().rowCount())
    row = next(n for n in rows if work.model.task(n).coding.id == coding.id)
    work.table.selectRow(row)
    work.buttons["lock"].setFocus()
    QTest.keyClick(work.buttons["lock"], Qt.Key.Key_Space)
    assert work.current().status is CodingStatus.LOCKED
    assert work.table.hasFocus()
    study.store.keep("codings", coding.id, status=CodingStatus.SUBMITTED)
    page.refresh()


def test_a_second_window_may_read_but_not_write(qtbot, window, demo_copy, tmp_path):
    coding = new_coding(window)
    second = window_on(demo_copy, tmp_path / "settings-of-another")
    qtbot.addWidget(second)
    assert "here it can be read" in second.banner.text()
    second.open_coding(coding)
    page = code_page(second)
    qtbot.waitUntil(lambda: page.player.playhead.position is not None)
    with qtbot.waitSignal(page.status_changed) as said:
        QTest.keyClick(page.video, Qt.Key.Key_S)
    assert len(page.bridge.session.events) == 0
    assert said.args[0].startswith("The study is open to read, so nothing was coded")
    second.close()


def test_a_moved_video_is_found_again_by_its_content(qtbot, window, demo_copy, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.move(demo_copy.parent / "videos", moved)
    page = study_page(window)
    page.refresh()
    qtbot.waitUntil(lambda: page.model.index(0, 5).data() == "missing")
    assert page.find_video.isVisible()
    page.media_found.emit(page.current(), moved)
    qtbot.waitUntil(lambda: page.model.index(0, 5).data() == "found")
    assert page.find_video.isHidden()


def test_a_video_that_is_found_again_is_shown_in_the_coding_that_is_open(qtbot, window, demo_copy, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.move(demo_copy.parent / "videos", moved)
    new_coding(window)
    code = code_page(window)
    qtbot.waitUntil(lambda: not code.banner.isHidden())
    assert code.player.times is None
    page = study_page(window)
    page.refresh()
    page.media_found.emit(page.current(), moved)
    qtbot.waitUntil(lambda: code.player.times is not None, timeout=20_000)
    qtbot.waitUntil(lambda: code.timeline.view().scene.waveform is not None, timeout=20_000)


def test_views_that_change_in_study_or_code_are_seen_in_the_other(qtbot, window, demo_copy):
    new_coding(window)
    code, page = code_page(window), study_page(window)
    videos = sorted((demo_copy.parent / "videos").glob("*.mp4"))
    window.show_workspace("study")
    page.table.selectRow(0)
    page.views.action.trigger()
    [dialog] = window.findChildren(ViewsDialog)
    dialog.form.add_video(videos[1])
    qtbot.waitUntil(lambda: dialog.form.list.count() == 2, timeout=20_000)
    dialog.accept()
    views = ViewDesk.on(code.desk)
    assert views.count == 2
    window.show_workspace("code")
    QTest.keyClick(code.video, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    form = code.findChild(ViewsForm)
    form.choose(0)
    form.add_files([videos[2]])
    qtbot.waitUntil(lambda: len(code.desk.view.views[0].files) == 2, timeout=20_000)
    window.show_workspace("study")
    assert page.model.index(0, 3).data() == short_clock(code.desk.view.duration) == "2:45"


def test_long_names_leave_room_and_are_said_whole_and_lengths_have_hours(window):
    study, page = window.opened.study, window.pages["study"]
    name = "Beobachtung-mit-einem-Namen-von-sechzig-Zeichen-Laenge-00001"
    study.add_observation(NewObservation(name, name, duration=Micros(39_607_000_000)))
    page.refresh()
    row = page.model.rowCount() - 1
    assert page.model.index(row, 3).data() == "11:00:07"
    assert page.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) == name
    assert page.table.columnWidth(0) + page.table.columnWidth(1) < page.table.width() * 0.6
    assert page.model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) == (
        page.model.index(row, 3).data(Qt.ItemDataRole.TextAlignmentRole)
    )


def test_ctrl_and_a_digit_change_the_workspace(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(window.stack.currentWidget(), AgreementPage)
    page = window.stack.currentWidget()
    qtbot.waitUntil(page.results.gate.isVisible, timeout=30_000)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert not isinstance(window.stack.currentWidget(), CodePage)


def test_the_theme_is_remembered(qtbot, window, tmp_path):
    window.choose_theme(Theme.DARK)
    assert QApplication.palette().window().color().lightness() < 128
    window.choose_theme(Theme.LIGHT)
    assert QApplication.palette().window().color().lightness() > 128


def test_a_file_that_is_no_study_is_one_sentence(fresh, tmp_path):
    (tmp_path / "notes.havenlens").write_text("hello")
    fresh.open_path(tmp_path / "notes.havenlens")
    assert fresh.banner.text() == (
        f"{tmp_path / 'notes.havenlens'} is not a Havenlens study; open a file that ends in .havenlens."
    )


def test_presses_during_an_export_are_all_in_the_file(qtbot, window, demo_copy, tmp_path):
    coding = new_coding(window)
    page = code_page(window)
    qtbot.waitUntil(lambda: page.player.playhead.position is not None)
    done = []
    for number in range(3):
        folder = tmp_path / f"tables{number}"
        folder.mkdir()
        window.jobs.submit(
            window.workplace.export_tables,
            window.opened,
            ExportOrder(folder),
            None,
            on_done=done.append,
            on_progress=lambda *_: None,
        )
    pressed = 0
    for number in range(60):
        page.bridge.press(CODES[number % 4], Micros(number), restart=False, playing=False)
        pressed += 1
    qtbot.waitUntil(lambda: len(done) == 3, timeout=60_000)
    assert len(page.bridge.session.events) == pressed
    opened = window.opened.reader()
    try:
        assert len(opened.study.store.events_of(coding)) == pressed
    finally:
        opened.close()


def test_opening_the_study_that_is_open_keeps_it_open_to_write(window, demo_copy):
    window.open_path(demo_copy)
    assert window.opened.writable


def test_closing_the_study_while_a_picture_is_made_is_harmless(qtbot, window):
    study_page(window).side.picture.show_video(None, Micros(0))
    study_page(window).refresh()
    window.close_study()
    qtbot.waitUntil(lambda: window.jobs.is_idle, timeout=20_000)
    assert window.stack.currentWidget() is window.start


def let_workers_end(jobs: Jobs) -> None:
    """Wait until the work handed in so far has reported, while the window hears of nothing."""
    both_are_free = threading.Barrier(3)
    for _ in range(2):
        jobs.submit(both_are_free.wait, 20)
    both_are_free.wait(20)


def test_what_is_ready_when_the_study_closes_reaches_no_page_of_it(qtbot, window, demo_copy):
    window.nav.choose("agree")  # what it shows, it compares with the study's plan
    study_page(window).videos_chosen.emit([next(demo_copy.parent.rglob("*.mp4"))])
    let_workers_end(window.jobs)
    window.close_study()
    qtbot.waitUntil(lambda: window.jobs.is_idle, timeout=20_000)
    window.open_path(demo_copy)
    assert study_page(window).model.rowCount() == 15


def test_a_coding_that_is_closed_is_let_go(qtbot, window, collecting, monkeypatch):
    monkeypatch.setattr(garbage, "_collect", collecting)  # as the program does, every time
    held = []
    for _ in range(3):
        new_coding(window)
        page = code_page(window)
        qtbot.waitUntil(lambda page=page: page.player.times is not None)
        held.append(weakref.ref(page.bridge.session))
        del page
    window.forget_coding()
    qtbot.waitUntil(lambda: not any(session() for session in held), timeout=10_000)


class WindowsSeen(QObject):
    """Lists the windows that come up, and be it for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Hear of a window that is shown."""
        shown = event is not None and event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


def test_opening_a_study_brings_up_one_window_which_keeps_the_keyboard(qtbot, demo_copy, tmp_path):
    seen = WindowsSeen()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(seen)
    window = window_on(demo_copy, tmp_path / "settings")
    qtbot.addWidget(window)
    for workspace in ("code", "agree", "coach", "study"):
        window.nav.choose(workspace)
        qtbot.wait(50)
    app.removeEventFilter(seen)
    assert seen.names == ["MainWindow"]
    qtbot.waitUntil(window.isActiveWindow)
    window.close()
