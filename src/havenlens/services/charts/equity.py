"""Who asks and who is answered: each child's share of all bids beside the share of all responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from havenlens.services.charts.model import (
    BODY,
    Axis,
    Box,
    Chart,
    Disc,
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
from havenlens.words.sentences import say

if TYPE_CHECKING:  # begins with NumPy, which is slow to import
    from havenlens.sequences.equity import Equity, EquityRow

_ROW, _MARK = 28.0, 5.5


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the numbers end: bids, responses, and the share answered; ``first`` is where they begin."""

    first: float
    bids: float
    responses: float
    answered: float
    heads: tuple[str, ...]


def equity_chart(
    equity: Equity,
    *,
    names: Mapping[str, str] | None = None,
    moments: Mapping[str, Moment] | None = None,
    title: str = "",
    rule: str = "",
    draft: str = "",
    width: float = USUAL_WIDTH,
) -> Chart:
    """Draw a child's share of bids (square) and of responses (disc) on one line, by label.

    Of a child with fewer bids than ``equity.least`` the share answered is a dash; a dashed line stands at one
    nth.
    """
    title = title or say("chart.equity")
    called = names or {}
    rows = sorted(equity.rows(), key=lambda row: called.get(row.person, row.person).casefold())
    if not any(row.n_bids or row.n_responses for row in rows):
        return empty_chart("equity", title, say("chart.no_bids"), width, draft_note(draft))
    drawing, top = begin(title, width, say("chart.equity_about"))
    shown = [called.get(row.person, row.person) for row in rows]
    columns = _columns(drawing.width)
    left = gutter(shown, drawing.width, BODY, most=0.25)
    most = max(
        [row.fair_share for row in rows]
        + [max(row.share_of_bids or 0, row.share_of_responses or 0) for row in rows]
    )
    axis = Axis(0, min(1.0, most * 1.05), left + 8, columns.first - 8)
    top += 8
    _draw_heads(drawing, columns, top)
    y = top + 12
    bottom = y + _ROW * len(rows)
    _draw_axis(drawing, axis, y, bottom, rows[0].fair_share, len(rows))
    for n, (row, name) in enumerate(zip(rows, shown, strict=True)):
        middle = y + _ROW * (n + 0.5)
        words = _in_words(row, equity.least)
        _draw_row(drawing, axis, columns, row, (name, words), middle, (moments or {}).get(row.person))
    below = _draw_keys(drawing, bottom + 40, rows[0].fair_share, len(rows))
    notes = [_note(equity, rows), rule, draft_note(draft)]
    summary = table_of((name, _in_words(row, equity.least)) for row, name in zip(rows, shown, strict=True))
    return finish(drawing, below, ("equity", title, summary), notes)


def _columns(width: float) -> _Columns:
    heads = (say("chart.bids"), say("chart.responses"), say("chart.answered_share"))
    limits = ((44.0, 0.15 * width), (44.0, 0.18 * width), (96.0, max(96.0, 0.2 * width)))
    wide = [
        min(max(text_width(head) + 14, least), most)
        for head, (least, most) in zip(heads, limits, strict=True)
    ]
    cut = tuple(shortened(head, room - 6) for head, room in zip(heads, wide, strict=True))
    return _Columns(width - sum(wide), width - wide[2] - wide[1], width - wide[2], width, cut)


def _draw_heads(drawing: Drawing, columns: _Columns, y: float) -> None:
    for x, head in zip((columns.bids, columns.responses, columns.answered), columns.heads, strict=True):
        drawing.add(Label((x, y), head, Ink.SECONDARY, anchor="end"))


def _draw_axis(drawing: Drawing, axis: Axis, top: float, bottom: float, fair: float, n: int) -> None:
    for tick in axis.ticks(max(2, min(6, int((axis.last - axis.first) / 52)))):
        x = axis(tick)
        drawing.add(Line((x, top), (x, bottom)))
        drawing.add(Label((x, bottom + 16), percent(tick), anchor="middle"))
    x = axis(fair)
    drawing.add(Line((x, top - 4), (x, bottom), Ink.TEXT, 1.25, dashed=True))
    drawing.add(Label((x, top - 7), f"1/{n}", Ink.TEXT, anchor="middle"))


def _draw_row(
    drawing: Drawing,
    axis: Axis,
    columns: _Columns,
    row: EquityRow,
    told: tuple[str, str],
    y: float,
    moment: Moment | None,
) -> None:
    """Draw a row; ``told`` is who it is about, and what it says in words."""
    name, words = told
    drawing.add(Line((0, y + _ROW / 2), (drawing.width, y + _ROW / 2)))
    drawing.add(Label((0, y + 4), shortened(name, axis.first - 16, BODY), Ink.TEXT, BODY))
    drawing.add(Label((columns.bids, y + 4), str(row.n_bids), Ink.TEXT, anchor="end"))
    drawing.hit(0, y - _ROW / 2 + 2, drawing.width, _ROW - 4, f"{name}: {words}", moment)
    drawing.add(Label((columns.responses, y + 4), str(row.n_responses), Ink.TEXT, anchor="end"))
    ink = Ink.SECONDARY if row.suppressed else Ink.TEXT
    drawing.add(Label((columns.answered, y + 4), _answered(row), ink, anchor="end"))
    bids, responses = (
        None if share is None else axis(share) for share in (row.share_of_bids, row.share_of_responses)
    )
    if bids is not None and responses is not None:
        drawing.add(Line((bids, y), (responses, y), Ink.SECONDARY, 2.5))
    if bids is not None:
        _draw_square(drawing, bids, y)
    if responses is not None:
        drawing.add(Disc((responses, y), _MARK, Ink.ACCENT, Ink.SURFACE, 1.0))


def _draw_square(drawing: Drawing, x: float, y: float) -> None:
    drawing.add(Box(x - _MARK, y - _MARK, 2 * _MARK, 2 * _MARK, Ink.SURFACE, Ink.TEXT, 1))


def _answered(row: EquityRow) -> str:
    if row.share_answered is None:
        return "–"
    if row.answered_interval is None:
        return percent(row.share_answered)
    low, high = round(row.answered_interval.low * 100), round(row.answered_interval.high * 100)
    return say("chart.share_interval", share=percent(row.share_answered), low=low, high=high)


def _draw_keys(drawing: Drawing, y: float, fair: float, n: int) -> float:
    """Name the square, the disc and the dashed line, in as many rows as it takes."""
    names = (
        say("chart.share_of_bids"),
        say("chart.share_of_responses"),
        say("chart.fair_share", n=n, share=percent(fair)),
    )
    x = 0.0
    for place, name in enumerate(names):
        if x and x + 18 + text_width(name) > drawing.width:
            x, y = 0.0, y + 19
        if place == 0:
            _draw_square(drawing, x + _MARK + 0.5, y - 4)
        elif place == 1:
            drawing.add(Disc((x + _MARK + 0.5, y - 4), _MARK, Ink.ACCENT, Ink.SURFACE, 1.0))
        else:
            drawing.add(Line((x + 6, y - 11), (x + 6, y + 3), Ink.TEXT, 1.25, dashed=True))
        drawing.add(Label((x + 18, y), shortened(name, drawing.width - x - 18), Ink.TEXT))
        x += 18 + text_width(name) + 18
    return y + 4


def _in_words(row: EquityRow, least: int) -> str:
    answered = _answered(row)
    if row.suppressed:
        answered = say("chart.equity_few", counted=row.n_in_denominator, least=least)
    of_bids, of_responses = (
        "–" if share is None else percent(share) for share in (row.share_of_bids, row.share_of_responses)
    )
    return say(
        "chart.equity_row",
        bids=row.n_bids,
        responses=row.n_responses,
        of_bids=of_bids,
        of_responses=of_responses,
        answered=answered,
    )


def _note(equity: Equity, rows: list[EquityRow]) -> str:
    bids, responses = sum(row.n_bids for row in rows), sum(row.n_responses for row in rows)
    values = {"n": len(rows), "bids": bids, "responses": responses, "least": equity.least}
    note = say("chart.equity_note", **values)
    return f"{note} {say('chart.to_nobody', n=equity.n_to_nobody)}" if equity.n_to_nobody else note
