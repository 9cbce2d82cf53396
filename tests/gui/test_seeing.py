"""What a coder sees beside the frames: transcript, overview, filmstrip, other codings, background work."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit

from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.ports import Progress
from havenlens.services.shipped import shipped
from havenlens.services.transcripts import Transcript
from havenlens.ui.coding.filmstrip import Filmstrip
from havenlens.ui.coding.other_schemes import OtherSchemes
from havenlens.ui.coding.overview import Overview
from havenlens.ui.coding.page import CodePage
from havenlens.ui.coding.transcript import TranscriptFeature
from havenlens.ui.seeing.overview_bar import OverviewBar
from havenlens.ui.seeing.transcript_model import END, START, TEXT, WHO
from havenlens.ui.timeline.model import CycleItem
from tests.support.desktop import code_page, new_coding

Key = Qt.Key
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, window) -> CodePage:
    return opened(qtbot, window)


def opened(qtbot, window, **which) -> CodePage:
    new_coding(window, **which)
    page = code_page(window)
    qtbot.waitUntil(lambda: page.player.times is not None and page.player.playhead.position is not None)
    return page


def feature(page: CodePage, kind):
    return next(each for each in page.features if isinstance(each, kind))


@pytest.fixture
def talk(page) -> TranscriptFeature:
    return feature(page, TranscriptFeature)


def go(qtbot, page: CodePage, at: float) -> None:
    wanted = Micros(round(at * SECOND))
    page.player.seek(wanted)
    qtbot.waitUntil(lambda: page.player.playhead.now() == wanted)


def stored(page: CodePage):
    coding = page.bridge.session.coding
    return Transcript(page.desk.study.store, coding.observation).lines


def drop(page: CodePage, *paths: Path) -> bool:
    """Drop files as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(60, 60), copy, data, LEFT, NONE)
    QApplication.sendEvent(page, enter)
    if enter.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(60, 60), copy, data, LEFT, NONE))
    return enter.isAccepted()


def mouse(widget, kind: QEvent.Type, x: float, y: float, buttons=LEFT) -> None:
    place = QPointF(x, y)
    button = LEFT if kind is not QEvent.Type.MouseMove else Qt.MouseButton.NoButton
    QApplication.sendEvent(widget, QMouseEvent(kind, place, widget.mapToGlobal(place), button, buttons, NONE))


# --- transcript ---------------------------------------------------------------------------------------


def test_the_line_being_spoken_is_marked_in_the_table_and_on_the_timeline(qtbot, page, talk):
    go(qtbot, page, 16.04)
    qtbot.waitUntil(lambda: talk.panel.model.spoken is not None)
    row = talk.panel.model.spoken
    assert talk.transcript.lines[row].text.startswith("Oh, Maya.")
    assert not talk._spoken.isHidden()
    box, scale = talk._spoken.geometry(), page.timeline.scale()
    assert abs(box.left() - scale.x_of(15_800_000)) <= 1
    go(qtbot, page, 22)
    qtbot.waitUntil(lambda: talk.panel.model.spoken is None)
    assert talk._spoken.isHidden()
    go(qtbot, page, 66.6)
    qtbot.waitUntil(lambda: talk.panel.model.spoken == 14)
    page.places.show_tab(talk.panel)
    table = talk.panel.table
    qtbot.waitUntil(lambda: table.rowAt(table.viewport().height() - 10) == 14)
    talk.panel.table.scrolled.emit()
    assert not talk.panel.follow.isChecked(), "a person who scrolls is not carried away"
    page.places.show_tab(talk.panel)
    QTest.mouseClick(talk.panel.follow, LEFT)
    assert talk.panel.follow.isChecked()


def test_a_click_on_a_line_goes_to_it_and_letters_still_code_there(qtbot, page, talk):
    page.places.show_tab(talk.panel)
    table, index = talk.panel.table, talk.panel.model.index(3, TEXT)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), LEFT, NONE, table.visualRect(index).center())
    qtbot.waitUntil(lambda: page.player.playhead.now() == 14_600_000)
    QTest.keyClick(table, Key.Key_B)
    assert [event.code for event in page.bridge.session.events] == ["bid_direct"]


def test_search_marks_hits_counts_them_and_goes_on_and_back(qtbot, page, talk):
    QTest.keyClick(page.video, Key.Key_F, CTRL | SHIFT)
    assert page.places.tabs.currentWidget() is talk.panel
    QTest.keyClicks(talk.panel.search, "you")
    assert talk.panel.count.text() == "1 of 7"
    QTest.keyClick(talk.panel.search, Key.Key_Return)
    assert talk.panel.count.text() == "2 of 7"
    qtbot.waitUntil(lambda: page.player.playhead.now() == 15_800_000)
    talk.panel._search_back()
    assert talk.panel.count.text() == "1 of 7"
    QTest.keyClicks(talk.panel.search, "xyz")
    assert talk.panel.count.text() == "not found"
    QTest.keyClick(talk.panel.search, Key.Key_Escape)
    assert page.bridge.session.events.last_before(10**12) is None, "nothing that was typed was coded"


def test_text_is_edited_in_the_cell_and_ctrl_z_in_the_table_takes_it_back(qtbot, page, talk):
    page.places.show_tab(talk.panel)
    table = talk.panel.table
    table.setFocus()
    table.go_to_row(1)
    QTest.keyClick(table, Key.Key_Return)
    editor = table.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Oh no!")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: stored(page)[1].text == "Oh no!")
    assert page.timeline.view().scene.transcript[1].text == "Oh no!"
    QTest.keyClick(table, Key.Key_Z, CTRL)
    assert stored(page)[1].text == "Oh!"
    QTest.keyClick(table, Key.Key_Z, CTRL | SHIFT)
    assert stored(page)[1].text == "Oh no!"
    model, leo = talk.panel.model, next(p for p in page.bridge.session.people if p.pseudonym == "Leo")
    model.setData(model.index(0, WHO), leo.id)
    assert stored(page)[0].speaker == leo.id
    model.setData(model.index(0, END), "00:00:05.000")
    assert stored(page)[0].span == Span(2_400_000, 5_000_000)
    model.setData(model.index(0, END), "00:00:01.000")
    assert stored(page)[0].span.end == 5_000_000
    assert "must end after it begins" in talk.panel.banner.text()
    model.setData(model.index(0, START), "-00:00:05")
    assert stored(page)[0].span.start == 2_400_000
    assert "-00:00:05.000 lies outside the recording" in talk.panel.banner.text()


def test_lines_are_split_joined_and_deleted_by_key(qtbot, page, talk):
    go(qtbot, page, 18)
    page.places.show_tab(talk.panel)
    table, n = talk.panel.table, len(talk.transcript)
    table.setFocus()
    table.go_to_row(4)
    QTest.keyClick(table, Key.Key_T, CTRL)
    assert [line.text for line in stored(page)[4:6]] == [
        "Oh, Maya. You worked so hard on",
        "that. That's really disappointing.",
    ]
    assert stored(page)[5].span.start == 18_000_000
    table.go_to_row(4)
    table.selectionModel().select(
        talk.panel.model.index(5, 0),
        table.selectionModel().SelectionFlag.Select | table.selectionModel().SelectionFlag.Rows,
    )
    QTest.keyClick(table, Key.Key_J, CTRL)
    assert len(stored(page)) == n
    table.go_to_row(4)
    QTest.keyClick(table, Key.Key_Delete)
    assert len(stored(page)) == n - 1


def test_a_line_is_typed_while_its_stretch_loops_and_the_next_one_follows(qtbot, page, talk):
    go(qtbot, page, 60)
    before = len(talk.transcript)
    QTest.keyClick(page.video, Key.Key_N, CTRL | SHIFT)
    bar = talk.panel.typing
    assert bar.span == Span(56_000_000, 60_000_000)
    assert page.player.is_playing
    QTest.keyClick(bar.field, Key.Key_Tab)
    who = bar.who.currentData()
    assert who is not None
    QTest.keyClicks(bar.field, "a b c")
    QTest.keyClick(bar.field, Key.Key_Return)
    line = next(line for line in stored(page) if line.text == "a b c")
    assert (line.span, line.speaker) == (Span(56_000_000, 60_000_000), who)
    assert bar.span == Span(60_000_000, 64_000_000)
    assert bar.field.text() == ""
    QTest.keyClick(bar.field, Key.Key_Escape)
    assert not page.player.is_playing
    assert bar.isHidden()
    assert len(stored(page)) == before + 1
    assert list(page.bridge.session.events) == []
    page.desk.mark_span(Span(Micros(9_000_000), Micros(10_000_000)))
    QTest.keyClick(page.video, Key.Key_N, CTRL | SHIFT)
    assert talk.panel.typing.span == Span(9_000_000, 10_000_000)
    QTest.keyClick(talk.panel.typing.field, Key.Key_Return)
    assert talk.panel.typing.span == Span(10_000_000, 11_000_000), "nothing typed: on to the next"
    QTest.keyClick(talk.panel.typing.field, Key.Key_Escape)


def test_a_dropped_file_asks_before_it_replaces_and_says_what_it_left_out(qtbot, page, talk, tmp_path):
    path = tmp_path / "new.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000 X1:5\nMaya: Hi\nLeo: Ho\n", encoding="utf-8")
    assert drop(page, path)
    qtbot.waitUntil(lambda: not talk.panel.question.isHidden())
    QTest.mouseClick(talk.panel.question.buttons["replace"], LEFT)
    assert [(line.text, page.bridge.session.names[line.speaker]) for line in stored(page)] == [
        ("Hi", "Maya"),
        ("Ho", "Leo"),
    ]
    assert talk.panel.banner.text() == "Lines read from new.srt: 2; left out: 1 position."
    scene = page.timeline.view().scene
    assert list(scene.text_rows.lanes) == [0, 1], "said at once: one under the other"
    page.places.show_tab(talk.panel)
    talk.panel.table.setFocus()
    QTest.keyClick(talk.panel.table, Key.Key_Z, CTRL)
    assert len(stored(page)) == 15
    path = tmp_path / "bad.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> never\nHi\n", encoding="utf-8")
    drop(page, path)
    qtbot.waitUntil(lambda: "bad.vtt:3:" in talk.panel.banner.text())
    assert len(stored(page)) == 15
    other = tmp_path / "film.mp4"
    assert not drop(page, other)


def test_what_is_exported_is_the_transcript(page, talk, tmp_path):
    for name in ("out.vtt", "out.srt"):
        talk.export_file(tmp_path / name)
        draft = page.desk.opened.transcripts.read(tmp_path / name)
        assert draft.lines[0].text.endswith("You found another edge, Leo.")
        assert len(draft.lines) == 15
    original = page.desk.opened.transcripts.read(shipped("sample_videos") / "01_classroom_bid_answered.vtt")
    assert page.desk.opened.transcripts.read(tmp_path / "out.vtt").lines == original.lines


# --- overview -----------------------------------------------------------------------------------------


def test_a_click_in_the_overview_seeks_and_dragging_the_box_scrolls(qtbot, page):
    bar = feature(page, Overview).bar
    middle = bar.height() / 2
    mouse(bar, QEvent.Type.MouseButtonPress, bar.whole.x_of(30_000_000), middle)
    mouse(bar, QEvent.Type.MouseButtonRelease, bar.whole.x_of(30_000_000), middle)
    qtbot.waitUntil(lambda: abs(page.player.playhead.now() - 30_000_000) <= 80_000)
    page.timeline.zoom_to(Span(Micros(20 * SECOND), Micros(30 * SECOND)))
    box, start = bar.box(), page.timeline.scale().start
    mouse(bar, QEvent.Type.MouseButtonPress, box.center().x(), middle)
    mouse(bar, QEvent.Type.MouseMove, box.center().x() + 200, middle)
    mouse(bar, QEvent.Type.MouseButtonRelease, box.center().x() + 200, middle)
    moved = page.timeline.scale().start - start
    assert moved == pytest.approx(200 * bar.whole.us_per_px, rel=0.02)


def test_the_overview_counts_what_is_coded_and_shows_what_is_not(qtbot, page):
    bar = feature(page, Overview).bar
    assert bar.unfilled()["all tracks"].tolist() == [[0, 75_000_000]]
    go(qtbot, page, 40)
    QTest.keyClick(page.video, Key.Key_B)
    assert bar.unfilled()["all tracks"].tolist() == [[40_000_000, 75_000_000]]
    assert "not filled yet" in bar.tip(bar.whole.x_of(60_000_000))
    assert bar.tip(bar.whole.x_of(20_000_000)) == "0:20"


def test_the_overview_is_drawn_anew_when_something_is_coded(qtbot, page):
    bar = page.findChild(OverviewBar)
    go(qtbot, page, 10)
    bar.refresh_soon()
    qtbot.waitUntil(lambda: not bar._soon.isActive())
    before = bar.grab().toImage()
    QTest.keyClick(page.video, Key.Key_B)
    qtbot.waitUntil(lambda: bar.grab().toImage() != before)
    QTest.keyClick(page.video, Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: bar.grab().toImage() == before)


def test_cycles_whose_sheet_has_blanks_are_unfilled(page):
    bar = feature(page, Overview).bar
    cycles = (
        CycleItem(Span(0, 40_000_000), "Cycle 1", done=True),
        CycleItem(Span(40_000_000, None), "Cycle 2"),
    )
    page.timeline.set_cycles(cycles)
    assert {label: bare.tolist() for label, bare in bar.unfilled().items()} == {
        "Cycle 2": [[40_000_000, 75_000_000]]
    }
    assert bar.tip(bar.whole.x_of(50_000_000)) == "0:50 · not filled yet: Cycle 2"


# --- filmstrip ----------------------------------------------------------------------------------------


def test_the_filmstrip_fills_and_is_kept_on_disk_and_f11_hides_it(qtbot, page, window):
    film = feature(page, Filmstrip)
    assert film.bar is not None
    assert film.bar.isHidden(), "the tracks need the room more, until somebody asks"
    page.split.setSizes([300, 400, 150])
    QTest.keyClick(page.video, Key.Key_F11)
    qtbot.waitUntil(lambda: film.bar.isVisible() and film.bar.is_complete, timeout=20_000)
    qtbot.waitUntil(lambda: page.timeline.view().scene.waveform is not None)
    assert {path.name.split("-")[0] for path in page.desk.cache.iterdir()} >= {"film", "waveform"}
    assert all(not image.isNull() for image in film.bar._kept[film.bar.visible_batches()[0]])
    QTest.keyClick(page.video, Key.Key_F11)
    assert film.bar.isHidden()
    again = opened(qtbot, window, scheme="secure_base_exploration")
    assert feature(again, Filmstrip).bar.isHidden(), "remembered"


# --- other codings ------------------------------------------------------------------------------------


def test_other_codings_of_this_coder_are_shown_faintly_and_those_of_others_are_not_offered(qtbot, window):
    page = opened(qtbot, window)
    QTest.keyClick(page.video, Key.Key_F12)
    others = feature(page, OtherSchemes)
    assert window.status.said.text().startswith("You have no other coding of this observation")
    go(qtbot, page, 10)
    QTest.keyClick(page.video, Key.Key_B)
    page = opened(qtbot, window, scheme="secure_base_exploration")
    others = feature(page, OtherSchemes)
    QTest.keyClick(page.video, Key.Key_F12)
    qtbot.waitUntil(others.menu.isVisible)
    assert [action.text() for action in others.menu.actions()] == ["Safe-haven bids and responses"]
    others.menu.actions()[0].trigger()
    others.menu.close()
    qtbot.waitUntil(others.tracks.isVisible)
    (shown,) = others.tracks.codings().values()
    items = [shown.scene.get(key) for row in shown.scene.rows.values() for key in row.keys]
    assert [(item.name, item.span.start) for item in items] == [("Direct bid", 10_000_000)]
    assert list(page.bridge.session.events) == []
    others.menu.aboutToShow.emit()
    others.menu.actions()[0].trigger()
    assert others.tracks.isHidden()


# --- background jobs ----------------------------------------------------------------------------------


def test_what_is_computed_is_shown_with_its_progress_and_can_be_stopped(qtbot, window):
    from threading import Event

    go_on, stopped = Event(), []

    def work(progress: Progress) -> None:
        while True:
            progress(4, 10)
            go_on.wait(0.01)

    window.jobs.submit(work, title="Proxy", on_cancelled=lambda: stopped.append(True))
    bar = window.background
    qtbot.waitUntil(lambda: bar.text.isVisible() and bar.text.text() == "Proxy 40 %")
    QTest.mouseClick(bar.stop, LEFT)
    qtbot.waitUntil(lambda: stopped == [True])
    assert not bar.text.isVisible()
    assert bar.running == ()


def test_an_error_in_the_background_is_said_until_it_is_dismissed(qtbot, window, tmp_path):
    window.jobs.submit(window.workplace.media.waveform, tmp_path / "gone.mp4", title="Waveform")
    bar = window.background
    qtbot.waitUntil(bar.text.isVisible)
    assert bar.text.text().startswith("Waveform: There is no file ")
    qtbot.waitUntil(lambda: not bar._wait.isActive())  # the patience with quick jobs, which would hide it
    assert bar.text.isVisible()
    QTest.mouseClick(bar.stop, LEFT)
    assert not bar.text.isVisible()


def test_hovering_a_code_shows_its_dated_notes(qtbot, window):
    from havenlens.services.scheme_notes import add_note
    from havenlens.ui.coding.codes_panel import CodeRow

    study = window.opened.study
    add_note(study.store, study.stored_scheme("safe_haven_bids").id, "Whining counts.", "Panel", "bid_direct")
    page = opened(qtbot, window)
    row = next(row for row in page.codes.findChildren(CodeRow) if row._code.id == "bid_direct")
    assert "Whining counts." in row.toolTip()
    assert "(Panel)" in row.toolTip()
