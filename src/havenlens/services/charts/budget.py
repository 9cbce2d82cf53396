"""Where the time goes: each participant's states as shares of the time in which they could be observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from havenlens.services.charts.model import (
    BODY,
    Axis,
    Box,
    Chart,
    Drawing,
    Ink,
    Label,
    Line,
    Moment,
    shortened,
    table_of,
    text_width,
)
from havenlens.services.charts.page import (
    USUAL_WIDTH,
    begin,
    draft_note,
    empty_chart,
    finish,
    gutter,
    percent,
)
from havenlens.services.charts.signs import CodeSign, draw_bar, draw_legend, sign_of
from havenlens.words.reports import number
from havenlens.words.sentences import say

if TYPE_CHECKING:  # begins with NumPy, which is slow to import
    from havenlens.sequences.budget import BudgetRow

_BAR, _ROW, _AWAY = 20.0, 30.0, 74.0
_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class _Bar:
    """What stands in one row: states that exclude each other, or a single one."""

    person: str
    period: str
    group: str
    rows: tuple[BudgetRow, ...]

    @property
    def whole(self) -> float:
        """Give the share of the observable time that is coded."""
        return sum(row.share or 0.0 for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Budget:
    """What all rows of the picture need."""

    signs: Mapping[str, CodeSign]
    names: Mapping[str, str]
    lengths: Mapping[str, int]
    moments: Mapping[tuple[str, str, str], Moment]
    axis: Axis
    single: bool
    """Tells that nobody has more than one bar, so that a name stands beside it."""

    def name(self, person: str) -> str:
        return self.names.get(person, person)


def budget_chart(
    rows: Iterable[BudgetRow],
    signs: Mapping[str, CodeSign],
    *,
    names: Mapping[str, str] | None = None,
    lengths: Mapping[str, int] | None = None,
    moments: Mapping[tuple[str, str, str], Moment] | None = None,
    title: str = "",
    rule: str = "",
    draft: str = "",
    width: float = USUAL_WIDTH,
) -> Chart:
    """Draw a stacked bar for each participant (and period): states in shares of the observable time.

    ``names`` are what people are called, in the order they stand; ``lengths`` are the whole microseconds of
    each period (``""`` without periods), so that time off camera can be shown; ``moments`` lead from a
    person, code and period to where it can be seen. States that can hold at once get a bar each.
    """
    title = title or say("chart.budget")
    lasting = [row for row in rows if row.lasts]
    if not any(row.observable for row in lasting):
        why = say("chart.nobody_seen" if lasting else "chart.no_states")
        return empty_chart("budget", title, why, width, draft_note(draft))
    bars = _bars(lasting, signs, names or {})
    groups = {bar.group for bar in bars}
    about = [say("chart.budget_about"), *(groups if len(groups) == 1 else ())]
    drawing, top = begin(title, width, " · ".join(about))
    shown = {bar.person: (names or {}).get(bar.person, bar.person) for bar in bars}
    single = len(groups) == 1
    names_wide = gutter(shown.values(), drawing.width, BODY, strong=True) + 4
    left = names_wide if single else max(names_wide, gutter(groups, drawing.width) + 8)
    most = max(1.0, *(bar.whole for bar in bars))
    right = _AWAY + 14 if lengths else 20.0
    axis = Axis(0, most, left, drawing.width - right)
    budget = _Budget(signs, names or {}, lengths or {}, moments or {}, axis, single)
    y = top
    for period in dict.fromkeys(bar.period for bar in bars):
        y = _draw_period(drawing, budget, [bar for bar in bars if bar.period == period], period, y)
    used = {row.code for row in lasting}
    y = draw_legend(drawing, [s for s in signs.values() if s.id in used], 1, y + 4, drawing.width)
    y = _draw_away_key(drawing, y) if lengths else y
    summary = table_of(_in_words(budget, bar) for bar in bars)
    return finish(drawing, y + 4, ("time-budget", title, summary), [_note(lasting), rule, draft_note(draft)])


def _bars(
    rows: Sequence[BudgetRow], signs: Mapping[str, CodeSign], names: Mapping[str, str]
) -> tuple[_Bar, ...]:
    """Put states that exclude each other into one bar; people in the order of ``names`` come first."""
    order = list(dict.fromkeys([*names, *(row.person for row in rows)]))
    places = {code: place for place, code in enumerate(signs)}
    found: dict[tuple[str, str, str], list[BudgetRow]] = {}
    for row in rows:
        sign = sign_of(signs, row.code)
        bar = sign.group_name if sign.alone else sign.name
        found.setdefault((row.period, row.person, bar), []).append(row)
    periods = list(dict.fromkeys(row.period for row in rows))
    keys = sorted(found, key=lambda key: (periods.index(key[0]), order.index(key[1])))
    return tuple(
        _Bar(person, period, bar, tuple(sorted(found[key], key=lambda row: places.get(row.code, 0))))
        for key in keys
        for period, person, bar in [key]
    )


def _draw_period(drawing: Drawing, budget: _Budget, bars: Sequence[_Bar], period: str, y: float) -> float:
    axis = budget.axis
    if period:
        y += 8
        drawing.add(Label((0, y + 4), shortened(period, drawing.width, BODY), Ink.TEXT, BODY, strong=True))
        y += 14
    top, before = y, ""
    ticks = axis.ticks(max(2, min(5, int((axis.last - axis.first) / 60))))
    for bar in bars:
        first, before = bar.person != before, bar.person
        name = shortened(budget.name(bar.person), axis.first - 8, BODY, strong=True)
        if budget.single:
            drawing.add(Label((0, y + 6 + _BAR / 2 + 4), name, Ink.TEXT, BODY, strong=True))
        elif first:
            y += 18
            drawing.add(Label((0, y), name, Ink.TEXT, BODY, strong=True))
        y += 6
        _draw_bar(drawing, budget, bar, y)
        if first and budget.lengths:
            _draw_away(drawing, budget, bar, y)
        y += _BAR + 4
    lines = [Line((axis(tick), top + 4), (axis(tick), y + 2)) for tick in ticks]
    drawing.shapes[:0] = lines
    for tick in ticks:
        drawing.add(Label((axis(tick), y + 16), percent(tick), anchor="middle"))
    return y + 34


def _draw_bar(drawing: Drawing, budget: _Budget, bar: _Bar, y: float) -> None:
    axis, at = budget.axis, 0.0
    if not budget.single:
        drawing.add(Label((8, y + _BAR / 2 + 4), shortened(bar.group, axis.first - 16), Ink.SECONDARY))
    drawing.add(Box(axis.first, y, axis(1.0) - axis.first, _BAR, Ink.SURFACE, Ink.MUTED, 2))
    if not bar.rows[0].observable:
        drawing.add(Label((axis.first + 6, y + _BAR / 2 + 4), say("chart.off_camera")))
        return
    for row in bar.rows:
        share = row.share or 0.0
        if not share:
            continue
        sign = sign_of(budget.signs, row.code)
        x, width = axis(at), axis(at + share) - axis(at)
        draw_bar(drawing, x, y, width, _BAR, sign, percent(share))
        words = _row_in_words(budget, row, sign.name)
        drawing.hit(x, y, width, _BAR, words, budget.moments.get((row.person, row.code, row.period)))
        at += share
    if at < 1 - 1e-9:
        words = say("chart.nothing_coded", who=budget.name(bar.person), share=percent(1 - at))
        drawing.hit(axis(at), y, axis(1.0) - axis(at), _BAR, words)


def _draw_away(drawing: Drawing, budget: _Budget, bar: _Bar, y: float) -> None:
    """Show how much of the period the person was off camera, on the right."""
    whole = budget.lengths.get(bar.period, 0)
    away = whole - bar.rows[0].observable
    if whole <= 0 or away <= 0:
        return
    x, share = drawing.width - _AWAY, away / whole
    width = max(2.0, (_AWAY - text_width(percent(1)) - 5) * min(1.0, share))
    drawing.add(Box(x, y + 3, width, _BAR - 6, Ink.MUTED, Ink.SECONDARY, 2, hatched=True))
    drawing.add(Label((x + width + 4, y + _BAR / 2 + 4), percent(share), Ink.SECONDARY))
    minutes = number(away / _MINUTE)
    words = say("chart.off_camera_share", who=budget.name(bar.person), minutes=minutes, share=percent(share))
    drawing.hit(x, y, _AWAY, _BAR, words)


def _draw_away_key(drawing: Drawing, y: float) -> float:
    y += 12
    drawing.add(Box(1, y - 7, 18, 14, Ink.MUTED, Ink.SECONDARY, 2, hatched=True))
    words = shortened(say("chart.off_camera_part"), drawing.width - 25)
    drawing.add(Label((25, y + 4), words, Ink.TEXT))
    return y + 8


def _row_in_words(budget: _Budget, row: BudgetRow, code: str) -> str:
    return say(
        "chart.budget_part",
        who=budget.name(row.person),
        code=code,
        minutes=number(row.time / _MINUTE),
        whole=number(row.observable / _MINUTE),
        share=percent(row.share or 0.0),
        n=row.count,
    )


def _in_words(budget: _Budget, bar: _Bar) -> tuple[str, ...]:
    parts = (f"{sign_of(budget.signs, row.code).name} {percent(row.share or 0.0)}" for row in bar.rows)
    return (bar.period, budget.name(bar.person), *parts)


def _note(rows: Sequence[BudgetRow]) -> str:
    people = {row.person for row in rows}
    seen = {(row.person, row.period): row.observable for row in rows}
    return say("chart.budget_note", n=len(people), minutes=number(sum(seen.values()) / _MINUTE))
