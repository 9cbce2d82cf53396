"""A Code workspace over a real study file, with some events in it, and a coder's hands."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QMenu, QWidget

from havenlens.domain.events import Changes, Event
from havenlens.domain.problems import Problem
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.ui.coding.desk import Feature
from havenlens.ui.coding.page import CodePage
from havenlens.ui.window import MainWindow
from tests.support.desktop import code_page, new_coding, window_on

Key, Held = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL, ALT = Held.NoModifier, Held.ShiftModifier, Held.ControlModifier, Held.AltModifier
LEFT = Qt.MouseButton.LeftButton


@contextmanager
def coding_window(demo: Path, folder: Path) -> Iterator[tuple[MainWindow, CodePage]]:
    """Open a window on an empty coding of the first scene, in a copy of the demo study."""
    shutil.copytree(demo, folder / "study")
    window = window_on(folder / "study" / "demo.havenlens", folder / "settings")
    try:
        new_coding(window)
        page = code_page(window)
        wait_until(lambda: page.player.times is not None and page.player.playhead.position is not None)
        yield window, page
    finally:
        window.close()


def wait_until(condition: Callable[[], bool], attempts: int = 800) -> None:
    """Let the app work until something is so; give up after some attempts."""
    for _ in range(attempts):
        if condition():
            return
        QTest.qWait(10)
    raise AssertionError("it did not come to be so")


def begin_anew(page: CodePage, *events: Event) -> CodePage:
    """Take everything away that another test left, and code some events."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    page.timeline.cancel_drag()
    for one in page.features:
        one.step_back()
    session = page.bridge.session
    said = Problem("coding.edited", {"code": "x"})
    changes = Changes(removed=tuple(session.events), added=events)
    assert page.bridge.do(lambda: session.apply("edit", changes, said))
    session._last_press = None  # the same key is no slip in the next test, however soon that comes
    page.desk.select(None)
    page.timeline.set_editable(True)
    page.timeline.zoom_to_fit()
    page.player.seek(Micros(0))
    page.window().activateWindow()
    wait_until(page.isActiveWindow)
    page.video.setFocus()
    wait_until(lambda: page.player.playhead.now() == 0)
    return page


def person(page: CodePage, name: str) -> UUID:
    """Give somebody by name."""
    return next(p.id for p in page.bridge.session.people if p.pseudonym == name)


def seconds(value: float) -> Micros:
    """Turn seconds into microseconds."""
    return Micros(round(value * SECOND))


def made(
    page: CodePage, number: int, code: str, start: float, end: float | None = None, **values: Any
) -> Event:
    """Make an event of Maya's unless somebody else is named, with a number as its id."""
    who = person(page, values.pop("who", "Maya"))
    span = Span(seconds(start), seconds(start if end is None else end))
    return Event(UUID(int=number), code, span, who, **values)


def usual_events(page: CodePage) -> tuple[Event, ...]:
    """Make two states with comments, and a bid with the answer that is linked to it."""
    return (
        made(page, 1, "distress", 10, 20, modifiers={"intensity": "mild"}, comment="cries"),
        made(page, 2, "distress", 30, 40, comment="cries again"),
        made(page, 3, "bid_direct", 14, target=person(page, "Ms. Reyes"), modifiers={"need": "help"}),
        made(page, 4, "resp_comfort", 16, who="Ms. Reyes", link=UUID(int=3)),
    )


def now(page: CodePage, number: int) -> Event:
    """Give an event as it is coded now."""
    return page.bridge.session.events[UUID(int=number)]


def coded(page: CodePage) -> list[Event]:
    """List what is coded, in memory; and check that the file says the same."""
    session, opened = page.bridge.session, page.desk.opened
    events = list(session.events)
    stored = {event.id: event for event in opened.study.store.codings.events_of(session.coding.id)}
    assert {event.id: event for event in events} == stored
    return events


def choose(page: CodePage, *numbers: int) -> None:
    """Select events as if they were clicked with Ctrl."""
    page.timeline.choose([UUID(int=number) for number in numbers])
    page.timeline.events_chosen.emit(tuple(UUID(int=number) for number in numbers))


def chosen(page: CodePage) -> list[int]:
    """List the numbers of the selected events."""
    return sorted(one.int for one in page.desk.chosen())


def press(page: CodePage, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    """Press a key while the video has the keyboard."""
    QTest.keyClick(page.video, key, held)


def go(page: CodePage, at: float) -> None:
    """Go to a time and wait until its frame is painted, and the timeline has heard of it."""
    page.player.seek(seconds(at))
    wait_until(lambda: page.player.playhead.now() == page.timeline.playhead() == seconds(at))


def place_of(page: CodePage, number: int, at: float | None = None) -> QPoint:
    """Give the pixel of an event on the timeline, at its onset or at a time."""
    widget = page.timeline
    item = widget.item(UUID(int=number))
    anchor = widget.view().anchor(item)
    assert anchor is not None
    x = anchor.x() if at is None else widget.scale().x_of(seconds(at))
    return QPoint(round(x), round(anchor.y()))


def drag(
    widget: QWidget, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE, *, drop: bool = True
) -> None:
    """Press, move in three steps and let go, with real mouse events."""
    QTest.mousePress(widget, LEFT, held, start)
    for part in (1, 2, 3):
        move(widget, start + (end - start) * part / 3, held)
    if drop:
        QTest.mouseRelease(widget, LEFT, held, end)


def move(widget: QWidget, place: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    """Move the pressed mouse; QTest's own move forgets what is held."""
    there = QPointF(place)
    globally = QPointF(widget.mapToGlobal(place))
    event = QMouseEvent(QEvent.Type.MouseMove, there, globally, Qt.MouseButton.NoButton, LEFT, held)
    QApplication.sendEvent(widget, event)


def open_menu() -> QMenu:
    """Give the menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entry(menu: QMenu, *path: str) -> Any:
    """Find an entry of a menu by the words it begins with, through submenus."""
    action = next(a for a in menu.actions() if a.text().split("\t")[0].startswith(path[0]))
    if len(path) == 1:
        return action
    below = action.menu()
    assert below is not None
    below.aboutToShow.emit()
    return entry(below, *path[1:])


def feature(page: CodePage, kind: type[Feature]) -> Any:
    """Give a feature of the page."""
    return next(one for one in page.features if isinstance(one, kind))
