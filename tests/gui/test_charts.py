"""A chart in the app: hovered, clicked, walked through, drawn for its width, saved and copied."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QGuiApplication, QImage, QMouseEvent
from PyQt6.QtWidgets import QApplication, QFileDialog, QToolTip

from havenlens.app.desktop import DesktopWorkplace
from havenlens.domain.recipes import ResponseWindow
from havenlens.domain.time import Micros
from havenlens.media.library import VideoLibrary
from havenlens.sequences.bids import bid_rows
from havenlens.sequences.equity import Equity
from havenlens.services.charts.equity import equity_chart
from havenlens.services.charts.model import Chart, Label, Moment, text_width
from havenlens.services.charts.raster import raster_chart
from havenlens.ui.charts.chart_panel import ChartPanel
from havenlens.ui.qt.jobs import Jobs
from havenlens.ui.theme.style import apply_theme
from havenlens.ui.theme.tokens import Theme
from tests.support.charts import texts
from tests.support.sequences import recipe, scene_coding

PLACE = UUID(int=7)
MISSED = "Direct bid · AMIR → TEACHER · 0:16.0, unanswered"


@pytest.fixture(scope="module")
def raster():
    """Give what draws the scene with missed bids for a width."""
    acts = scene_coding("02_classroom_bid_missed_repaired", "safe_haven_bids")
    rows = bid_rows(acts, recipe(acts.scheme, ResponseWindow))

    def make(width: float) -> Chart:
        return raster_chart(acts, rows, observation=PLACE, width=width)

    return make


@pytest.fixture
def panel(qtbot, qapp, raster):
    apply_theme(qapp, Theme.LIGHT)
    jobs = Jobs()
    made = ChartPanel(DesktopWorkplace(VideoLibrary()), jobs)
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    made.show_chart(raster)
    qtbot.waitUntil(lambda: made.chart.width > 800)
    yield made
    jobs.shutdown()


def spot(panel, text):
    """Give where a part stands in the view."""
    hit = next(hit for hit in panel.chart.hits if hit.text == text)
    return panel.view.place_of(hit).toPoint()


def move(view, at: QPoint):
    """Move the pointer over a widget, as the window system says it."""
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        where,
        view.mapToGlobal(where),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)


def test_hovering_tells_what_a_part_is(panel):
    move(panel.view, spot(panel, MISSED))
    assert QToolTip.text() == MISSED
    assert panel.view.cursor().shape() is Qt.CursorShape.PointingHandCursor
    move(panel.view, QPoint(3, 3))
    assert panel.view.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_a_click_goes_to_the_moment(qtbot, panel):
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=spot(panel, MISSED))
    assert chosen.args == [Moment(PLACE, Micros(16_000_000))]
    with qtbot.assertNotEmitted(panel.chosen, wait=20):
        qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def test_the_keyboard_walks_through_the_parts_and_goes_to_one(qtbot, panel):
    hits = panel.chart.hits
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.accessibleDescription() == hits[1].text
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen.args == [hits[1].moment]
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)
    assert panel.view.accessibleDescription() == hits[-1].text


def test_walking_scrolls_to_what_it_comes_to(qtbot, panel):
    panel.resize(900, 180)
    bar = panel._sheet.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Left)  # the last one, at the bottom
    last = panel.view.place_of(panel.chart.hits[-1]).toPoint()
    assert panel.view.visibleRegion().contains(last)
    assert bar.value() > 0


def test_it_is_drawn_anew_for_the_width_there_is(qtbot, panel):
    wide = panel.chart.width
    panel.resize(520, 640)
    qtbot.waitUntil(lambda: panel.chart.width < 500)
    small = panel.chart
    assert small.width < wide
    assert {label.size for label in small.shapes if isinstance(label, Label)} == {
        label.size for label in panel._make(wide).shapes if isinstance(label, Label)
    }
    panel.resize(300, 640)
    qtbot.waitUntil(lambda: panel.chart.width == 420)
    assert panel._sheet.horizontalScrollBar().maximum() > 0


def test_what_it_shows_is_said_to_who_cannot_see_it(panel):
    assert panel.view.accessibleName() == panel.chart.title
    assert panel.view.accessibleDescription() == panel.chart.summary
    assert "Direct bid 3" in panel.chart.summary


def test_both_themes_draw_the_same_shapes_in_their_own_colours(qtbot, qapp, panel):
    light = panel.view.grab().toImage()
    apply_theme(qapp, Theme.DARK)
    try:
        panel.view.update()
        dark = panel.view.grab().toImage()
    finally:
        apply_theme(qapp, Theme.LIGHT)
    assert light.size() == dark.size()
    assert light != dark


@pytest.mark.parametrize(("name", "kind", "written"), [("a.png", "", "a.png"), ("a", "PDF (*.pdf)", "a.pdf")])
def test_it_is_saved_for_print(qtbot, panel, monkeypatch, tmp_path: Path, name, kind, written):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), kind))
    with qtbot.waitSignal(panel.said, timeout=20_000) as said:
        qtbot.mouseClick(panel.save, Qt.MouseButton.LeftButton)
    path = tmp_path / written
    assert said.args == [f"Wrote {path}.", False]
    assert path.read_bytes()[:4] in (b"\x89PNG", b"%PDF")
    if path.suffix == ".png":
        assert QImage(str(path)).width() == pytest.approx((760 * 0.75 + 18) / 72 * 300, abs=4)


def test_a_folder_that_is_gone_is_said(qtbot, panel, tmp_path: Path):
    with qtbot.waitSignal(panel.said, timeout=20_000) as said:
        panel.write(tmp_path / "gone" / "a.svg")
    assert said.args[1] is True
    assert "gone" in said.args[0]


def test_it_is_copied_as_pixels_and_as_svg(qtbot, panel):
    with qtbot.waitSignal(panel.said):
        qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.hasImage()
    assert QGuiApplication.clipboard().image().width() == 1520
    assert bytes(copied.data("image/svg+xml")).startswith(b"<svg")


def test_without_a_chart_nothing_can_be_saved(qtbot, panel):
    panel.show_chart(None)
    assert panel.chart is None
    assert not panel.save.isEnabled()
    assert not panel.copy.isEnabled()
    panel.write(Path("nowhere.svg"))
    panel.copy_picture()
    assert panel.view.hit_at(QPointF(3, 3)) is None


def test_words_take_no_more_room_than_is_kept_for_them(qapp):
    words = [
        "Unterstützungssuche im Freispiel",
        "Feinfühligkeit gegenüber Bedürfnissen",
        "WIMMERN und MAMMUTBÄUME",
        "0:25.0 – 1:59.5, n = 1234 (95 %)",
        "Größe, Wärme, Nähe, Straße",
        "נועה מחפשת עזרה",
    ]
    apply_theme(qapp, Theme.LIGHT)
    font = QFont("Inter")
    font.setPixelSize(100)
    for text in words:
        real = QFontMetricsF(font).horizontalAdvance(text)
        assert real <= text_width(text, 100) <= real * 1.4, text


def test_a_chart_without_moments_does_not_promise_any(panel, raster):
    assert panel._about.text()
    panel.show_chart(partial(_no_equity, Equity({}, 5, 0)))
    assert not panel._about.text()
    assert any("There are no bids to draw" in text for text in texts(panel.chart))


def _no_equity(equity, width: float) -> Chart:
    return equity_chart(equity, width=width)
