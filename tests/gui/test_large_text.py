"""Larger text of the system, on a small screen: everything can be read and reached, by keys and by ear."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PyQt6.QtGui import QColor, QHelpEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QTabBar,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from havenlens.exchange.schemes import parse_scheme
from havenlens.ui.agreement.page import AgreementPage
from havenlens.ui.coaching.page import CoachingPage
from havenlens.ui.coaching.pages import PAGES
from havenlens.ui.coding.codes_panel import CodesPanel
from havenlens.ui.coding.rating import Rating
from havenlens.ui.rating.scale_bar import ScoreButton
from havenlens.ui.schemes.dialog import SchemesDialog
from havenlens.ui.schemes.recode import RecodeDialog
from havenlens.ui.study.page import StudyPage
from havenlens.ui.theme import style
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.style import apply_theme
from havenlens.ui.theme.tokens import Theme
from havenlens.ui.widgets.chip import Chip
from havenlens.ui.widgets.choices import ShortBox
from havenlens.ui.widgets.dialog import Dialog
from havenlens.ui.widgets.flow import FlowLayout
from havenlens.ui.widgets.tab_order import tab_stops
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, let_another_code, new_coding, window_on
from tests.support.every_dialog import DIALOGS, Stage, dialog_names
from tests.support.layout_faults import faults, nameless
from tests.support.schemes import SMALL as SMALL_SCHEME

SMALL = QSize(1024, 700)
WITH_WORDS = (QPushButton, QCheckBox, QRadioButton, Chip, ScoreButton)
OWN_ENTER = (SchemesDialog, RecodeDialog)
"""What does something else at Enter than press a button."""
EDITOR = "schemes.dialog.SchemesDialog editing"
LEAVE_BY_STEPS = {
    "coaching.masks_dialog.MasksDialog",
    EDITOR,
    "schemes.saving_away.SavingAway",
    "working.key_drill_dialog.KeyDrillDialog",
}
"""Where Escape first leaves what is under way, and then the dialog."""


@pytest.fixture(params=[1.0, 1.5, 2.0], scope="module")
def scale(request, qapp) -> Iterator[float]:
    """Let the person have set the system's text so much larger than usual."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "system_scale", lambda: request.param)
        apply_theme(qapp, Theme.LIGHT)
        yield request.param
    apply_theme(qapp, Theme.LIGHT)


@pytest.fixture(scope="module")
def window(scale, demo, tmp_path_factory) -> Iterator[MainWindow]:
    """Give a window as small as it may be on a small screen, over a copy of the demo study."""
    folder: Path = tmp_path_factory.mktemp("large")
    shutil.copytree(demo, folder / "study")
    made = window_on(folder / "study" / "demo.havenlens", folder / "settings")
    made.resize(SMALL)
    yield made
    made.close()


@pytest.fixture(scope="module")
def stage(window) -> Stage:
    new_coding(window, scheme="safe_haven_bids")
    code_page(window).bridge.session.press("bid_direct", 1_000_000)
    return Stage(window)


def settled(window: QWidget) -> None:
    """Let everything find its place."""
    for _ in range(6):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def in_window(window: MainWindow, part: QWidget) -> bool:
    return window.rect().contains(part.rect().translated(part.mapTo(window, part.rect().topLeft())))


def test_text_icons_and_what_is_ticked_grow_together(qtbot, scale):
    look = current_look()
    assert look.metrics.scale == pytest.approx(scale, abs=0.02)
    button, box = QToolButton(), QCheckBox("x")
    for part in (button, box):
        qtbot.addWidget(part)
        part.show()
    assert button.iconSize().height() == look.metrics.icon == round(16 * scale)
    assert box.sizeHint().height() >= round(14 * scale)
    assert button.fontMetrics().height() >= 15 * scale


def visit(window: MainWindow) -> Iterator[str]:
    """Go through the workspaces and what is in them; give what each is called when it is in front."""
    window.nav.choose("study")
    study = window.pages["study"]
    assert isinstance(study, StudyPage)
    for place in range(study.tabs.count()):
        study.tabs.setCurrentIndex(place)
        yield f"study {place}"
    study.tabs.setCurrentIndex(0)
    window.nav.choose("agree")
    agree = window.pages["agree"]
    assert isinstance(agree, AgreementPage)
    for place in range(agree.tabs.count()):
        agree.tabs.setCurrentIndex(place)
        yield f"agree {place}"
    window.nav.choose("coach")
    coach = window.pages["coach"]
    assert isinstance(coach, CoachingPage)
    for entry in PAGES:
        coach.go_to(entry.key)
        yield f"coach {entry.key}"
    coach.go_to("board")
    window.nav.choose("code")
    yield "code"


def test_pages_are_readable_whole_and_their_controls_are_named(qtbot, window, stage, scale):
    found = {}
    for name in visit(window):
        settled(window)
        qtbot.waitUntil(lambda: window.jobs.is_idle, timeout=30_000)
        settled(window)
        cut = faults(window) if scale < 2 else []  # so large on so small a screen, sentences may be cut
        found[name] = [*cut, *(f"{one} has no name" for one in nameless(window))]
    assert {name: some for name, some in found.items() if some} == {}
    assert window.size() == SMALL


def test_the_video_the_codes_and_the_status_line_are_in_sight(window, stage, scale):
    window.nav.choose("code")
    settled(window)
    page = code_page(window)
    status = window.statusBar()
    assert status is not None
    for part in (status, window.nav, page.video, page.transport.play, page.transport.time):
        assert in_window(window, part)
    if scale < 2:
        assert in_window(window, page.codes)
        assert in_window(window, page.timeline)


def test_every_dialog_is_tried_here():
    assert {name.split()[0] for name in DIALOGS} == dialog_names()


@pytest.fixture
def dialog(name, window, stage) -> Iterator[QDialog]:
    made = DIALOGS[name](stage)
    made.setModal(False)
    made.show()
    made.activateWindow()
    settled(made)
    yield made
    if not sip.isdeleted(made):
        made.hide()
        made.deleteLater()


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_a_dialog_is_readable_whole_on_the_screen_and_used_by_keys(dialog, name):
    screen = dialog.screen()
    assert screen is not None
    room = screen.availableGeometry().size().expandedTo(SMALL)
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
    assert faults(dialog) == []
    assert nameless(dialog) == []
    for row in dialog.findChildren(QDialogButtonBox):
        assert dialog.rect().contains(row.rect().translated(row.mapTo(dialog, row.rect().topLeft())))
    assert out_of_order(dialog) == []
    if not isinstance(dialog, OWN_ENTER):
        assert all(one.isDefault() or one.autoDefault() for one in primary_buttons(dialog))
    if name not in LEAVE_BY_STEPS:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def primary_buttons(dialog: QDialog) -> list[QPushButton]:
    buttons = dialog.findChildren(QPushButton)
    return [one for one in buttons if one.property("role") == "primary" and one.isVisible()]


def in_tab_order(dialog: QDialog) -> list[QWidget]:
    """List what the Tab key stops at, once around."""
    return [one for one in tab_stops(dialog) if one.isVisible() and one.isEnabled() and one is not dialog]


def out_of_order(dialog: QDialog) -> list[tuple[QWidget, QWidget]]:
    """List pairs that Tab reaches the wrong way round, begun where the fewest are: Tab goes in a ring."""
    stops = in_tab_order(dialog)
    firsts = [n for n, one in enumerate(stops) if not any(stands_before(dialog, two, one) for two in stops)]
    rounds = [stops[begin:] + stops[:begin] for begin in firsts]
    wrong = [
        [(one, two) for one, two in pairwise(around) if stands_before(dialog, two, one)] for around in rounds
    ]
    return min(wrong, key=len, default=[])


def stands_before(dialog: QDialog, one: QWidget, other: QWidget) -> bool:
    """Tell whether somebody who reads comes to one of them before the other."""
    first, second = place_beside(dialog, one, other), place_beside(dialog, other, one)
    above = first.bottom() <= second.top() and first.left() < second.right()
    level = first.top() < second.bottom() and second.top() < first.bottom()
    return above or (level and first.right() <= second.left())


def place_beside(dialog: QDialog, one: QWidget, other: QWidget) -> QRect:
    """Tell where something stands beside another: what scrolls without the other, where its area stands."""
    part, above = one, one.parentWidget()
    while above is not None and above is not dialog:
        if isinstance(above, QAbstractScrollArea) and not above.isAncestorOf(other) and above is not other:
            part = above
        above = above.parentWidget()
    return part.rect().translated(part.mapTo(dialog, QPoint(0, 0)))


# --- the small parts --------------------------------------------------------------------------------


def test_a_row_goes_on_in_another_line_where_it_has_no_room(qtbot):
    box = QWidget()
    qtbot.addWidget(box)
    row = FlowLayout(box)
    parts = [QPushButton(f"Button {n}") for n in range(4)]
    for part in parts:
        row.addWidget(part)
    row.addStretch()
    last = QPushButton("At the end")
    row.addWidget(last)
    wide = row.sizeHint().width()
    box.resize(wide + 100, row.heightForWidth(wide + 100))
    box.show()
    assert len({part.y() for part in (*parts, last)}) == 1
    assert last.geometry().right() == box.rect().right()
    narrow = parts[0].sizeHint().width() * 2 + 20
    assert row.heightForWidth(narrow) > 2 * row.heightForWidth(wide)
    box.resize(narrow, row.heightForWidth(narrow))
    settled(box)
    assert len({part.y() for part in (*parts, last)}) == 3
    assert faults(box) == []
    parts[1].hide()
    assert row.sizeHint().width() < wide


def words_in(box: ShortBox) -> int:
    """Count the pixels of a list that are not its ground."""
    picture = box.grab().toImage()
    ground = picture.pixel(6, picture.height() // 2)
    rows, columns = range(6, picture.height() - 6), range(6, picture.width() - 30)
    return sum(picture.pixel(x, y) != ground for x in columns for y in rows)


def test_a_choice_is_shown_whole_where_it_has_room_and_said_where_not(qtbot):
    row, whole, same = QWidget(), ShortBox(), QComboBox()
    qtbot.addWidget(row)
    for box in (whole, same):
        box.setParent(row)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.addItem("share within the tolerance, at least")
        box.resize(box.sizeHint())
    row.show()
    assert words_in(whole) == words_in(same)
    whole.resize(whole.width() // 2, whole.height())
    same.resize(whole.size())
    assert words_in(whole) != words_in(same)
    place = QPoint(5, 5)
    QApplication.sendEvent(whole, QHelpEvent(QEvent.Type.ToolTip, place, whole.mapToGlobal(place)))
    assert QToolTip.text() == "share within the tolerance, at least"
    QToolTip.hideText()


def test_a_dialog_higher_than_the_screen_scrolls_above_its_buttons(qtbot):
    dialog = Dialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    fields = [QLineEdit(f"{n}") for n in range(60)]
    for field in fields:
        column.addWidget(field)
    late = QLabel("A sentence that comes later. " * 40)
    late.setWordWrap(True)
    late.hide()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    column.addWidget(late)
    column.addWidget(buttons)
    dialog.show()
    dialog.activateWindow()
    fields[-1].setFocus()
    late.show()
    settled(dialog)
    screen = dialog.screen()
    assert screen is not None
    assert dialog.height() <= screen.availableGeometry().height()
    assert dialog.rect().contains(buttons.geometry())
    [area] = dialog.findChildren(QScrollArea)
    assert area.isAncestorOf(fields[0])
    assert dialog.focusWidget() is fields[-1]
    assert late.height() >= late.heightForWidth(late.width())


def test_a_dialog_that_has_room_is_left_as_it_is_until_a_sentence_needs_more(qtbot):
    dialog = Dialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    field, late = QLineEdit(), QLabel("A sentence that comes later. " * 12)
    late.setWordWrap(True)
    late.hide()
    for part in (field, late, QDialogButtonBox(QDialogButtonBox.StandardButton.Close)):
        column.addWidget(part)
    dialog.begin_in(260)
    dialog.show()
    settled(dialog)
    before = dialog.height()
    late.show()
    settled(dialog)
    assert dialog.findChildren(QScrollArea) == []
    assert dialog.height() > before
    assert faults(dialog) == []


def accented(part: QWidget) -> int:
    """Count the pixels in the colours that show where the keyboard is."""
    tokens, picture = current_look().tokens, part.grab().toImage()
    marks = {QColor(tokens.accent).rgb(), QColor(tokens.text).rgb()}
    return sum(picture.pixel(x, y) in marks for x in range(picture.width()) for y in range(picture.height()))


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize(
    "kind",
    [
        QPushButton,
        QToolButton,
        QLineEdit,
        QComboBox,
        QSpinBox,
        QCheckBox,
        QRadioButton,
        QSlider,
        QListWidget,
        QPlainTextEdit,
        QTabBar,
        Chip,
        ScoreButton,
    ],
)
def test_where_the_keyboard_is_can_be_seen_in_both_themes(qapp, qtbot, theme, kind):
    apply_theme(qapp, theme)
    try:
        box = QWidget()
        qtbot.addWidget(box)
        column = QVBoxLayout(box)
        part = (
            kind(Qt.Orientation.Horizontal)
            if kind is QSlider
            else kind("1")
            if kind in WITH_WORDS
            else kind()
        )
        if kind is QTabBar:
            part.addTab("1")
        if kind is QListWidget:
            part.addItem("1")
        other = QLineEdit()
        for one in (part, other):
            column.addWidget(one)
        box.show()
        box.activateWindow()
        qtbot.waitUntil(box.isActiveWindow)
        other.setFocus()
        before = accented(part)
        part.setFocus(Qt.FocusReason.TabFocusReason)
        assert part.hasFocus()
        assert accented(part) > before + 10
    finally:
        apply_theme(qapp, Theme.LIGHT)


def test_the_rating_sheet_stands_beside_the_video(window, stage, scale):
    new_coding(window, scheme="classroom_emotional_support")
    page = code_page(window)
    rating = next(one for one in page.features if isinstance(one, Rating))
    rating.actions()["rate_period"]("", page.player.playhead.now())
    settled(window)
    assert page.places.beside.shows(rating.sheet)
    assert faults(rating.sheet) == []
    if scale < 2:
        assert in_window(window, page.video)
        assert in_window(window, rating.sheet)
    let_another_code(window)


def test_codes_keep_their_room_beside_many_people_with_long_names(qtbot):
    panel = CodesPanel()
    qtbot.addWidget(panel)
    panel.show_scheme(parse_scheme(SMALL_SCHEME, "small.yaml"))
    people = [(UUID(int=n), f"Wilhelmina-Alexandra von Hohenstaufen-Österreich {n}") for n in range(12)]
    panel.people.show_people(people, [person for person, _name in people])
    px = current_look().metrics.px
    panel.resize(px(380), px(430))
    panel.show()
    settled(panel)
    assert panel.people.height() < panel.height() // 3
    assert panel.people.geometry().bottom() < panel.now.geometry().top()
    last = panel.people.chips[people[-1][0]]
    panel.people.show_focus(people[-1][0])
    settled(panel)
    assert last.visibleRegion().boundingRect().height() == last.height()
    place = QPoint(5, 5)
    QApplication.sendEvent(last, QHelpEvent(QEvent.Type.ToolTip, place, last.mapToGlobal(place)))
    assert QToolTip.text() == people[-1][1]
    QToolTip.hideText()
