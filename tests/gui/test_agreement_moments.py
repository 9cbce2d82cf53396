"""From a cell to its moments: the table, the list, both codings beside the video, the meeting's list."""

from __future__ import annotations

import shutil

import pytest
from PyQt6.QtCore import QPoint, Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from havenlens.app.desktop import DesktopWorkplace
from havenlens.domain.observation import Purpose
from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.services.cells import scores_in_cell
from havenlens.services.disagreements import DisagreementKind, disagreements_of
from havenlens.services.moments import add_moment, playlist
from havenlens.services.rulings import rulings_of
from havenlens.ui.agreement.confusion import ConfusionView, Unit
from havenlens.ui.agreement.moments_page import MomentsPage
from havenlens.ui.agreement.playlist import PlaylistPage
from havenlens.ui.agreement.playlist_model import NOTE, SETTLED
from havenlens.ui.agreement.ruling_dialog import RulingDialog

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(demo, tmp_path):
    shutil.copytree(demo, tmp_path / "study")
    made = DesktopWorkplace(VideoLibrary()).open_study(tmp_path / "study" / "demo.havenlens")
    yield made
    made.close()


def pair_of(opened, observation="01", scheme="safe_haven_bids"):
    study = opened.study
    place, stored = study.observation(observation).id, study.stored_scheme(scheme).id
    return [c for c in study.store.list_codings() if (c.observation, c.scheme) == (place, stored)]


def shown_page(qtbot, page):
    qtbot.addWidget(page)
    page.resize(1300, 760)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


@pytest.fixture
def page(qtbot, opened):
    made = shown_page(qtbot, MomentsPage(opened, VideoLibrary()))
    made.show_moments(disagreements_of(opened.study, *pair_of(opened)), "Master and trainee")
    wait_for_video(qtbot, made.beside)
    yield made
    made.close_video()


@pytest.fixture
def listing(qtbot, opened):
    for one in disagreements_of(opened.study, *pair_of(opened))[:3]:
        add_moment(opened.study, one)
    made = shown_page(qtbot, PlaylistPage(opened, VideoLibrary()))
    made.refresh()
    wait_for_video(qtbot, made.beside)
    yield made
    made.close_video()


def wait_for_video(qtbot, beside):
    """Let the video be opened, so that nobody closes it half way."""
    player = beside.video.player
    qtbot.waitUntil(lambda: player.times is not None and player.playhead.position is not None, timeout=10_000)


def rule_when_asked(text, *, accept=True):
    """Answer the next ruling dialog."""

    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RulingDialog)
        QTest.keyClicks(dialog.text, text)
        dialog.accept() if accept else dialog.reject()

    QTimer.singleShot(50, answer)


# --- the table --------------------------------------------------------------------------------------

CODES = ("calm", "upset", "missed")
NAMES = ("Calm", "Upset", "Missed")


@pytest.fixture
def table(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show_table(CODES, NAMES, [[4, 1, 0], [2, 8, 1], [0, 3, 0]], ("MK", "TB"))
    view.show()
    view.chosen = []
    view.cell_chosen.connect(lambda row, column: view.chosen.append((row, column)))
    return view


def test_a_cell_is_chosen_with_the_keyboard(table):
    QTest.keyClick(table.table, Key.Key_Down)
    QTest.keyClick(table.table, Key.Key_Return)
    QTest.keyClick(table.table, Key.Key_Right)
    QTest.keyClick(table.table, Key.Key_Space)
    assert table.chosen == [("upset", "calm"), ("upset", "upset")]


def test_a_cell_is_chosen_with_the_mouse_but_no_total_and_not_what_both_missed(table):
    def click(row, column):
        place = table.table.visualItemRect(table.table.item(row, column)).center()
        QTest.mouseClick(table.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    for row, column in ((0, 1), (3, 0), (0, 3), (2, 2), (1, 2)):
        click(row, column)
    assert table.chosen == [("calm", "upset"), ("upset", "missed")]


def test_the_table_has_totals_and_says_every_cell(table):
    cells = table.table
    assert [cells.item(row, 3).text() for row in range(4)] == ["5", "11", "3", "19"]
    assert [cells.item(3, column).text() for column in range(3)] == ["6", "12", "1"]
    said = cells.item(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "MK: Upset · TB: Calm · 2"
    assert cells.item(0, 2).text() == "·"
    assert "MK in rows, TB in columns" in table.caption.text()


def test_a_table_of_time_is_in_seconds(table):
    table.show_table(("calm",), ("Calm",), [[123.456]], ("MK", "TB"), Unit.SECONDS)
    assert table.table.item(0, 0).text() == "123"
    assert table.caption.text().startswith("Seconds")
    table.choose("calm", "calm")
    with pytest.raises(ValueError):
        table.choose("gone", "calm")


# --- the list ---------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_kind(page):
    whole = page.list.model.rowCount()
    omissions = page.list.chips[DisagreementKind.OMISSION]
    QTest.mouseClick(omissions, Qt.MouseButton.LeftButton)
    assert {page.list.model.row(n).kind for n in range(page.list.model.rowCount())} == {
        DisagreementKind.OMISSION
    }
    assert page.list.model.rowCount() < whole
    QTest.mouseClick(page.list.chips[None], Qt.MouseButton.LeftButton)
    assert page.list.model.rowCount() == whole


def test_enter_loops_the_moment_over_the_video_and_the_playhead_follows(qtbot, page):
    page.list.step(2)
    one = page.list.current
    QTest.keyClick(page.list.table, Key.Key_Return)
    player = page.beside.video.player
    assert player.looped == one.watch
    qtbot.waitUntil(lambda: player.is_playing and player.playhead.now() > one.watch.start, timeout=10_000)
    qtbot.waitUntil(lambda: (page.beside.strips._playhead or 0) > one.watch.start, timeout=10_000)
    QTest.keyClick(page.beside, Key.Key_Space)
    assert not player.is_playing


def test_a_loop_stops_when_its_page_is_left(qtbot, page):
    page._play(page.list.current)
    qtbot.waitUntil(lambda: page.beside.video.player.is_playing)
    page.hide()
    assert not page.beside.video.player.is_playing


def test_arrows_beside_the_video_go_from_moment_to_moment(qtbot, page):
    first = page.list.current
    QTest.keyClick(page.beside, Key.Key_Down)
    second = page.list.current
    assert second is not first
    assert page.beside.shown is second
    QTest.mouseClick(page.beside.previous, Qt.MouseButton.LeftButton)
    assert page.beside.shown is first
    player = page.beside.video.player
    qtbot.waitUntil(lambda: player.playhead.number is not None and player.times is not None, timeout=10_000)
    at = player.times.shown_at(first.watch.start)
    qtbot.waitUntil(lambda: player.playhead.number == at, timeout=10_000)
    QTest.keyClick(page.beside, Key.Key_Right)
    qtbot.waitUntil(lambda: player.playhead.number == at + 1, timeout=10_000)


def test_both_codings_are_drawn_and_said_with_their_names(page):
    strips = page.beside.strips
    assert [strip.name for strip in strips._strips] == list(page.list._coders)
    assert "master" in strips.accessibleDescription()
    assert not strips.grab().isNull()


def test_a_click_on_the_strips_goes_to_that_time(qtbot, page):
    player, strips = page.beside.video.player, page.beside.strips
    qtbot.waitUntil(lambda: player.times is not None, timeout=10_000)
    at = Micros(page.beside.shown.at)
    QTest.mouseClick(strips, Qt.MouseButton.LeftButton, pos=QPoint(round(strips._x(at)), 40))
    qtbot.waitUntil(lambda: abs(player.playhead.now() - at) < 80_000, timeout=10_000)


def test_p_puts_a_moment_on_the_list_once_with_the_kind_given_by_hand(opened, page):
    said = []
    page.said.connect(lambda text, refused: said.append((text, refused)))
    before = page.list.current
    number = 1 + list(page.beside.chips).index(DisagreementKind.LAG)
    QTest.keyClick(page.beside, Qt.Key(Key.Key_0 + number))
    assert page.list.current.kind is DisagreementKind.LAG
    QTest.keyClick(page.list.table, Key.Key_P)
    QTest.keyClick(page.list.table, Key.Key_P)
    [moment] = playlist(opened.study)
    assert (moment.kind, moment.span) == (DisagreementKind.LAG, before.span)
    assert [text.rsplit(", ", 1)[1] for text, _ in said] == ["as number 1."] * 2
    assert page.beside.list.text() == "No. 1 on the list"
    QTest.keyClick(page.beside, Key.Key_1)  # judged again: the list follows
    assert playlist(opened.study)[0].kind is DisagreementKind.OMISSION


def test_r_writes_a_ruling_into_the_codebook(opened, page):
    code = page.list.current.first or page.list.current.second
    rule_when_asked("A reach counts.")
    QTest.keyClick(page.list.table, Key.Key_R)
    [made] = rulings_of(opened.study)
    assert (made.text, made.code) == ("A reach counts.", code.code)
    assert playlist(opened.study)[0].settled_at is not None
    rule_when_asked("never mind", accept=False)
    QTest.keyClick(page.list.table, Key.Key_R)
    assert len(rulings_of(opened.study)) == 1


def test_a_ruling_without_words_keeps_the_dialog_open(qtbot, opened):
    scheme = opened.study.scheme(opened.study.stored_scheme("safe_haven_bids").id)
    dialog = RulingDialog(scheme, codes=["bid_direct"])
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "Write what was decided" in dialog.problem.text()
    QTest.keyClicks(dialog.text, "Yes.")
    QTest.keyClick(dialog.text, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    assert (dialog.words, dialog.codes) == ("Yes.", ("bid_direct",))


def test_escape_goes_back_to_the_numbers(qtbot, page):
    with qtbot.waitSignal(page.back_requested):
        QTest.keyClick(page.list.table, Key.Key_Escape)


def test_where_nothing_differs_that_is_said(page):
    page.show_moments((), "Nothing")
    assert page._empty.isVisible()
    assert page.beside.shown is None


def test_scores_are_shown_beside_each_other_and_need_no_video(opened, page):
    study = opened.study
    place = next(o for o in study.store.observations() if not o.recordings)
    pair = [c for c in study.store.list_codings() if c.observation == place.id][:2]
    scheme = study.scheme(pair[0].scheme)
    values = [str(value) for value in scheme.scale.values]
    dimension = scheme.dimensions[0].id
    found = [
        one
        for row in values
        for other in values
        for one in scores_in_cell(study, [pair], dimension, row, other)
    ]
    page.show_moments(found, "Scores")
    first, second = page.list._coders
    assert page.beside.scores.text().startswith(f"{first}: {found[0].scores[0].shown}\n{second}: ")
    assert page.beside.scores.isVisible()
    assert page.beside.video.view.message == "This observation has no video."
    assert not any(chip.isVisible() for chip in page.beside.chips.values())


# --- the list for the meeting -----------------------------------------------------------------------


def numbers(listing):
    return [one.moment.span.start for one in listing.model.rows]


def test_the_list_is_put_in_order_with_alt_and_arrows(listing):
    first, second, third = numbers(listing)
    QTest.keyClick(listing.table, Key.Key_Down, ALT)
    assert numbers(listing) == [second, first, third]
    assert listing.current.moment.span.start == first
    QTest.keyClick(listing.table, Key.Key_Up, ALT)
    assert numbers(listing) == [first, second, third]


def test_space_settles_and_delete_takes_off(opened, listing):
    QTest.keyClick(listing.table, Key.Key_Space)
    assert playlist(opened.study)[0].settled_at is not None
    assert "1 settled" in listing._count.text()
    index = listing.model.index(0, SETTLED)
    assert listing.model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert playlist(opened.study)[0].settled_at is None
    for _ in range(3):
        QTest.keyClick(listing.table, Key.Key_Delete)
    assert playlist(opened.study) == ()
    assert listing._empty.isVisible()


def test_a_note_is_written_in_its_cell(qtbot, opened, listing):
    QTest.keyClick(listing.table, Key.Key_F2)
    editor = QApplication.focusWidget()
    QTest.keyClicks(editor, "ask the panel")
    QTest.keyClick(editor, Key.Key_Return)
    qtbot.waitUntil(lambda: playlist(opened.study)[0].note == "ask the panel")
    assert listing.model.data(listing.model.index(0, NOTE)) == "ask the panel"


def test_the_kind_is_given_by_hand_in_the_list_too(opened, listing):
    QTest.keyClick(listing.beside, Key.Key_5)
    assert playlist(opened.study)[0].kind is DisagreementKind.DETAIL


def test_a_ruling_stands_beside_its_moment(listing):
    rule_when_asked("Count it.")
    QTest.keyClick(listing.table, Key.Key_R)
    assert listing.model.rows[0].rulings == ("Count it.",)
    assert listing.model.rows[0].moment.settled_at is not None


def test_the_list_plays_through_and_stops_at_its_end(qtbot, listing):
    listing.table.selectRow(1)
    player = listing.beside.video.player
    qtbot.waitUntil(lambda: player.times is not None, timeout=10_000)
    player.set_rate(4.0)
    QTest.mouseClick(listing.through, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: listing.table.currentIndex().row() == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not listing.through.isChecked(), timeout=20_000)
    assert not player.is_playing


def test_the_list_is_saved_and_what_cannot_be_is_said(listing, tmp_path):
    said = []
    listing.said.connect(lambda text, refused: said.append((text, refused)))
    listing.save(tmp_path / "list.md")
    assert (tmp_path / "list.md").read_text(encoding="utf-8").count("[ ]") == 3
    listing.save(tmp_path / "nowhere" / "list.md")
    assert [refused for _, refused in said] == [False, True]


def test_moments_of_a_master_that_is_still_trained_on_are_not_shown(opened, listing):
    study = opened.study
    master = pair_of(opened)[0]
    trainee = study.add_coder("new", "trainee").id
    study.add_coding(master.observation, master.scheme, trainee, Purpose.TRAINING, master.casting)
    listing.show_for(trainee)
    listing.refresh()
    assert listing.model.rowCount() == 0
    assert listing.beside.shown is None
    listing.show_for(None)
    listing.refresh()
    assert listing.model.rowCount() == 3


def test_no_video_is_opened_while_nobody_looks_at_the_list(qtbot, opened):
    add_moment(opened.study, disagreements_of(opened.study, *pair_of(opened))[0])
    page = PlaylistPage(opened, VideoLibrary())
    qtbot.addWidget(page)
    page.refresh()
    assert page.beside.shown is None
    page.show()
    assert page.beside.shown is not None
    wait_for_video(qtbot, page.beside)
    page.close_video()


def test_a_table_says_what_it_counts(qtbot):
    view = ConfusionView()
    qtbot.addWidget(view)
    for unit, words in ((Unit.RATINGS, "Ratings:"), (Unit.UNITS, "Units of time:")):
        view.show_table(("1", "2"), ("1", "2"), ((30.0, 1.0), (2.0, 150.0)), ("AA", "BB"), unit)
        assert view.caption.text().startswith(words)
        assert view.table.item(0, 0).text() == "30"
