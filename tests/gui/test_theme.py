"""The theme reaches every widget, and the small widgets do what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QColor, QFont, QFontMetricsF, QIcon, QPalette
from PyQt6.QtWidgets import QLineEdit, QPushButton, QToolButton, QWidget

import havenlens
from havenlens.domain.codebook import Kind
from havenlens.domain.time import Micros
from havenlens.ui.theme.colours import fitted
from havenlens.ui.theme.icons import Tint, icon, show_icon
from havenlens.ui.theme.look import current_look
from havenlens.ui.theme.style import Appearance, apply_theme, stylesheet_of
from havenlens.ui.theme.tokens import DARK, LIGHT, Theme
from havenlens.ui.timeline.model import Shape
from havenlens.ui.widgets.chip import Chip
from havenlens.ui.widgets.code_mark import CodeMark
from havenlens.ui.widgets.labels import KeyCap, TimecodeLabel
from havenlens.ui.widgets.messages import Banner, EmptyState, Level
from havenlens.ui.widgets.navigation import SegmentedNav

ICONS = Path(havenlens.__file__).parent / "assets" / "icons"


@pytest.fixture
def appearance(qapp) -> Iterator[Appearance]:
    made = apply_theme(qapp, Theme.LIGHT)
    yield made
    made.choose(Theme.LIGHT)


def colours_in(widget: QWidget) -> set[str]:
    picture = widget.grab().toImage()
    return {
        picture.pixelColor(x, y).name().upper()
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }


def test_one_appearance_belongs_to_the_application(qapp, appearance):
    assert apply_theme(qapp, Theme.LIGHT) is appearance


def test_a_theme_changes_palette_look_and_widgets(qapp, qtbot, appearance):
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    with qtbot.waitSignal(appearance.changed):
        appearance.choose(Theme.DARK)
    assert current_look().tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.background)
    assert DARK.surface in colours_in(edit)
    appearance.choose(Theme.LIGHT)
    assert current_look().tokens is LIGHT
    assert LIGHT.surface in colours_in(edit)


def test_the_system_s_scheme_is_followed_while_that_is_wished(qapp, appearance):
    appearance.choose(Theme.SYSTEM)
    assert appearance.wish is Theme.SYSTEM
    hints = qapp.styleHints()
    hints.setColorScheme(Qt.ColorScheme.Dark)
    hints.colorSchemeChanged.emit(hints.colorScheme())
    wanted = DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT
    assert appearance.look.tokens is wanted
    appearance.choose(Theme.LIGHT)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert appearance.look.tokens is LIGHT


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_the_style_sheet_is_filled_in_and_its_pictures_exist(appearance, theme):
    appearance.choose(theme)
    sheet = stylesheet_of(appearance.look)
    assert "$" not in sheet
    for part in sheet.split("url(havenlens:icons/")[1:]:
        assert (ICONS / part.split(")")[0]).is_file()


def test_the_shipped_font_is_used_with_figures_of_equal_width(qapp, appearance):
    assert qapp.font().families()[0] == "Inter"
    look = current_look()
    figures = QFontMetricsF(look.font(look.metrics.timecode, QFont.Weight.DemiBold, tabular=True))
    assert figures.horizontalAdvance("111111") == pytest.approx(figures.horizontalAdvance("000000"))


@pytest.mark.parametrize("name", sorted(path.stem for path in ICONS.glob("*.svg")))
def test_every_icon_draws_something(qapp, appearance, name):
    picture = icon(name).pixmap(16, 16).toImage()
    assert any(picture.pixelColor(x, y).alpha() > 0 for x in range(16) for y in range(16))


def test_an_unknown_icon_is_an_error(qapp, appearance):
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_an_icon_is_tinted_by_token_and_state(qapp, appearance):
    def strongest(picture) -> str:
        image = picture.toImage()
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        return max(pixels, key=QColor.alpha).name().upper()

    assert strongest(icon("minus", Theme.LIGHT).pixmap(24, 24)) == LIGHT.text
    assert strongest(icon("minus", Theme.DARK).pixmap(24, 24)) == DARK.text
    assert strongest(icon("minus", Theme.LIGHT, Tint.ON_ACCENT).pixmap(24, 24)) == LIGHT.on_accent
    assert strongest(icon("minus", Theme.LIGHT).pixmap(24, 24, QIcon.Mode.Disabled)) == LIGHT.disabled


def test_icons_that_are_shown_follow_the_theme(qapp, qtbot, appearance):
    window = QWidget()
    qtbot.addWidget(window)
    button, action = QToolButton(window), QAction(window)
    show_icon(button, "play")
    show_icon(action, "undo-2")
    before = button.icon().cacheKey(), action.icon().cacheKey()
    appearance.choose(Theme.DARK)
    after = button.icon().cacheKey(), action.icon().cacheKey()
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_the_words_of_a_button_keep_their_distance_from_its_icon(qtbot, appearance, theme):
    button = QPushButton("Illness")
    qtbot.addWidget(button)
    show_icon(button, "copy")
    appearance.choose(theme)
    button.show()
    picture = button.grab().toImage()
    ground = picture.pixel(20, 5)
    inked = [
        any(picture.pixel(x, y) != ground for y in range(8, picture.height() - 8))
        for x in range(8, picture.width() - 8)
    ]
    gaps = "".join("#" if column else " " for column in inked).strip().split("#")
    assert max(map(len, gaps)) >= 5


def test_a_chip_is_chosen_by_mouse_and_keyboard_and_says_its_key(qtbot, appearance):
    chip = Chip("Maya", "F2")
    qtbot.addWidget(chip)
    chip.show()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.isChecked()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert not chip.isChecked()
    assert (chip.accessibleName(), chip.accessibleDescription()) == ("Maya", "Key F2")
    assert chip.key == "F2"


def test_a_chip_that_only_tells_cannot_be_chosen(qtbot, appearance):
    chip = Chip("lag 0 ms", checkable=False)
    qtbot.addWidget(chip)
    chip.show()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert not chip.isChecked()
    assert chip.sizeHint().width() < Chip("lag 0 ms", "F9").sizeHint().width()


def test_a_key_stands_in_a_cap_at_least_as_wide_as_high(qtbot, appearance):
    cap = KeyCap("i")
    qtbot.addWidget(cap)
    assert cap.sizeHint().width() >= cap.sizeHint().height()
    assert cap.accessibleName() == "Key i"


def test_a_running_time_does_not_change_its_width(qtbot, appearance):
    label = TimecodeLabel(large=True)
    qtbot.addWidget(label)
    label.show_time(Micros(71_111_000))
    narrow = label.sizeHint().width()
    label.show_time(Micros(80_888_000))
    assert label.text() == "00:01:20.888"
    assert label.sizeHint().width() == narrow


def test_a_banner_speaks_offers_an_action_and_goes(qtbot, appearance):
    banner = Banner()
    qtbot.addWidget(banner)
    assert not banner.isVisible()
    banner.say("The video has changed.", Level.WARNING, "Relink")
    assert banner.isVisible()
    assert (banner.text(), banner.accessibleName()) == ("The video has changed.",) * 2
    buttons = {button.text(): button for button in banner.findChildren(QPushButton)}
    with qtbot.waitSignal(banner.action_chosen):
        qtbot.mouseClick(buttons["Relink"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.dismissed):
        banner.dismiss()
    assert not banner.isVisible()


def test_an_empty_page_offers_what_to_do(qtbot, appearance):
    page = EmptyState("film", "No video yet", "Add the recording.", "Add a video…", "Learn more")
    qtbot.addWidget(page)
    page.show()
    buttons = {button.text(): button for button in page.findChildren(QPushButton)}
    with qtbot.waitSignal(page.primary_chosen):
        qtbot.mouseClick(buttons["Add a video…"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.secondary_chosen):
        qtbot.mouseClick(buttons["Learn more"], Qt.MouseButton.LeftButton)
    assert page.accessibleDescription() == "Add the recording."


def test_the_navigation_tells_the_choice_once_and_keeps_shut_what_is_not_available(qtbot, appearance):
    nav = SegmentedNav([("study", "Study"), ("code", "Code"), ("agree", "Agree")])
    qtbot.addWidget(nav)
    nav.show()
    heard: list[str] = []
    nav.current_changed.connect(heard.append)
    buttons = {button.text(): button for button in nav.findChildren(QPushButton)}
    qtbot.mouseClick(buttons["Code"], Qt.MouseButton.LeftButton)
    nav.choose("study")
    assert heard == ["code", "study"]
    assert nav.current() == "study"
    nav.set_available("agree", available=False, reason="Lock the coding first.")
    qtbot.mouseClick(buttons["Agree"], Qt.MouseButton.LeftButton)
    assert nav.current() == "study"
    assert buttons["Agree"].toolTip() == "Lock the coding first."
    with pytest.raises(ValueError, match="not in list"):
        nav.choose("nowhere")


def test_a_code_s_mark_shows_its_colour_in_both_themes(qtbot, appearance):
    mark = CodeMark("#0072B2", Kind.POINT, Shape.DIAMOND)
    qtbot.addWidget(mark)
    mark.resize(mark.sizeHint())
    mark.show()
    assert "#0072B2" in colours_in(mark)
    pale = CodeMark("#882255", Kind.STATE)
    qtbot.addWidget(pale)
    pale.resize(pale.sizeHint())
    pale.show()
    appearance.choose(Theme.DARK)
    assert fitted("#882255", DARK.surface) in colours_in(pale)
