"""How long the timeline takes to paint 100,000 events, and to take in one more."""

from __future__ import annotations

import os
import random
import sys
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent, QPixmap, QWheelEvent
from PyQt6.QtWidgets import QApplication

from benchmarks.table import Row, print_table
from havenlens.domain.codebook import Kind
from havenlens.domain.time import SECOND, Micros, Span
from havenlens.services.ports import Waveform
from havenlens.ui.theme.style import apply_theme
from havenlens.ui.theme.tokens import Theme
from havenlens.ui.timeline.model import (
    Shape,
    TimelineContent,
    TimelineItem,
    TimelineThread,
    TimelineTrack,
)
from havenlens.ui.timeline.widget import TimelineWidget

EVENTS, WIDTH, HEIGHT = 100_000, 1400, 460
DURATION = 3 * 3600 * SECOND
FRAME_MS = 16.0
COLOURS = ("#D55E00", "#009E73", "#0072B2", "#56B4E9", "#CC79A7", "#882255", "#117733", "#999933")


def content(events: int = EVENTS, tracks: int = 12) -> TimelineContent:
    """Make a coding of three hours: a third of the tracks hold states in a row, the rest points."""
    chance = random.Random(7)
    rows = tuple(
        TimelineTrack(f"t{n}", f"Person {n // 3} · group {n % 3}", shape=list(Shape)[n % 3])
        for n in range(tracks)
    )
    items: list[TimelineItem] = []
    for number, row in enumerate(rows):
        times = sorted(chance.sample(range(0, DURATION, 1000), events // tracks + 1))
        for start, following in pairwise(times):
            place = chance.randrange(8)
            kind = Kind.STATE if number % 3 == 0 else Kind.POINT
            span = Span(
                Micros(start),
                Micros(start + (following - start) * 9 // 10) if kind is Kind.STATE else Micros(start),
            )
            item_id = UUID(int=chance.getrandbits(128))
            items.append(
                TimelineItem(item_id, row.key, span, "abcdefgh"[place], "Code", COLOURS[place], kind)
            )
    points = [item for item in items if item.kind is Kind.POINT]
    threads = tuple(TimelineThread(bid.id, answer.id) for bid, answer in pairwise(points[:20_000]))
    peaks = bytes(chance.randrange(256) for _ in range(DURATION // 20_000))
    return TimelineContent(Micros(DURATION), rows, tuple(items), threads, waveform=Waveform(20_000, peaks))


def rows(repeats: int = 40) -> list[Row]:
    """Measure; needs a running QApplication."""
    widget = TimelineWidget()
    widget.resize(WIDTH, HEIGHT)
    shown = content()
    begun = perf_counter()
    widget.set_content(shown)
    loading = (perf_counter() - begun) * 1000
    target = QPixmap(WIDTH, HEIGHT)
    found = [Row("timeline: load 100,000 events", "none", f"{loading:.0f} ms", met=True)]
    found += _zooms(widget, target, repeats)
    found += _wheel(widget, target, repeats)
    item = next(item for item in shown.items if item.kind is Kind.POINT)
    times = []
    for turn in range(repeats):
        begun = perf_counter()
        widget.apply(added=(item._replace(id=UUID(int=turn), span=Span.instant(Micros(turn * SECOND))),))
        widget.render(target)
        times.append((perf_counter() - begun) * 1000)
    found.append(_row("timeline: one more event, shown", times))
    times = []
    for turn in range(repeats):
        begun = perf_counter()
        widget.set_playhead(Micros(turn * 40_000))
        widget.render(target)
        times.append((perf_counter() - begun) * 1000)
    found.append(_row("timeline: playhead moves, whole window", times))
    return found


def _zooms(widget: TimelineWidget, target: QPixmap, repeats: int) -> list[Row]:
    """Paint everything at zooms from all to a second, with an event selected and another one under the mouse.

    The worst zoom is where events are just few enough to be drawn one by one, with their threads. All
    zooms take turns, so that what else the machine does for a moment is not taken for one zoom's cost.
    """
    lengths = [DURATION]
    while lengths[-1] * 5 // 8 > SECOND:
        lengths.append(lengths[-1] * 5 // 8)
    found: dict[int, list[float]] = {length: [] for length in lengths}
    for turn in range(repeats):
        for length in lengths:
            start = (DURATION - length) * turn // repeats
            widget.zoom_to(Span(Micros(start), Micros(start + length)))
            _point_at_some(widget)
            found[length].append(_repaint(widget, target))
    whole = _row("timeline: repaint whole, all 3 h in view", found[DURATION])
    worst = max(found, key=lambda one: quantiles(found[one], n=20)[18])
    what = f"timeline: repaint whole, worst of {len(found)} zooms ({worst / SECOND:.0f} s in view)"
    return [whole, _row(what, found[worst])]


def _point_at_some(widget: TimelineWidget) -> None:
    """Select an event in view, and put the mouse on another one."""
    view, scale = widget.view(), widget.scale()
    states = next(iter(view.scene.rows.values()))
    inside = states.touching(int(scale.start), int(scale.end))
    if inside.size:
        widget.select(states.keys[int(inside[inside.size // 2])])
    place = QPointF(scale.left + scale.width / 3, view.layout.sizes.ruler + view.layout.rows[-1].top + 13.0)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, move)


def _wheel(widget: TimelineWidget, target: QPixmap, repeats: int) -> list[Row]:
    """Turn the wheel: first to zoom in from all and out again, then to go along at a minute in view."""
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    widget.zoom_to_fit()
    zooming = [_turned(widget, target, by, ctrl) for by in (120, -120) for _ in range(max(repeats, 45))]
    widget.zoom_to(Span(Micros(0), Micros(40 * SECOND)))
    panning = [_turned(widget, target, -120, shift) for _ in range(2 * repeats)]
    return [
        _row("timeline: zoom by the wheel, all the way in and out", zooming),
        _row("timeline: go along by the wheel, 40 s in view", panning),
    ]


def _turned(widget: TimelineWidget, target: QPixmap, by: int, held: Qt.KeyboardModifier) -> float:
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    place = QPointF(WIDTH / 2, HEIGHT / 2)
    begun = perf_counter()
    event = QWheelEvent(place, place, QPoint(), QPoint(0, by), none, held, phase, False)
    QApplication.sendEvent(widget, event)
    widget.render(target)
    return (perf_counter() - begun) * 1000


def _repaint(widget: TimelineWidget, target: QPixmap) -> float:
    begun = perf_counter()
    widget.render(target)
    return (perf_counter() - begun) * 1000


def _row(what: str, times: list[float]) -> Row:
    cuts = quantiles(times, n=20)
    return Row(what, f"p95 ≤ {FRAME_MS:.0f} ms", f"p95 {cuts[18]:.1f} ms", met=cuts[18] <= FRAME_MS)


def main() -> None:
    """Measure and print."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.LIGHT)
    print_table(rows())


if __name__ == "__main__":
    main()
