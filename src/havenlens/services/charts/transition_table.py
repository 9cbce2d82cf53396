"""What follows what as a table: for more codes than a circle has room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from havenlens.services.charts.model import (
    BODY,
    LABEL,
    Box,
    Chart,
    Drawing,
    Ink,
    Label,
    Line,
    Moment,
    Trace,
    shortened,
)
from havenlens.services.charts.page import begin, finish, gutter, percent
from havenlens.services.charts.signs import DISC, CodeSign, draw_disc, sign_of
from havenlens.words.reports import number, probability
from havenlens.words.sentences import say

if TYPE_CHECKING:  # begins with NumPy, which is slow to import
    from havenlens.sequences.lags import LagCell, LagTable

_ROW, _LEAST, _HEAD = 32.0, 34.0, 26.0
_GROUNDS = ((3.29, 0.45), (2.58, 0.28), (1.96, 0.14))


def draw_table(
    table: LagTable,
    codes: Sequence[str],
    signs: Mapping[str, CodeSign],
    moments: Mapping[tuple[str, str], Moment],
    names: tuple[str, str],
    notes: Iterable[str],
    width: float,
) -> Chart:
    """Draw a cell for each two codes with n and the adjusted residual; ``names`` are title and summary."""
    left = gutter([sign_of(signs, code).name for code in codes], width, most=0.26) + 2 * DISC + 8
    cell_width = max(_LEAST, (width - left) / len(codes))
    drawing, top = begin(names[0], left + cell_width * len(codes), say("chart.matrix_about"))
    for place, code in enumerate(codes):
        x = left + cell_width * (place + 0.5)
        sign = sign_of(signs, code)
        draw_disc(drawing, x, top + _HEAD / 2 - 4, sign)
        drawing.hit(x - DISC, top + _HEAD / 2 - 4 - DISC, 2 * DISC, 2 * DISC, sign.name)
    y = top + _HEAD
    for given in codes:
        sign = sign_of(signs, given)
        draw_disc(drawing, DISC + 1, y + _ROW / 2, sign)
        name = shortened(sign.name, left - 2 * DISC - 14)
        drawing.add(Label((2 * DISC + 8, y + _ROW / 2 + 4), name, Ink.TEXT))
        drawing.add(Line((0, y), (drawing.width, y)))
        for place, target in enumerate(codes):
            cell = table.cell(given, target)
            x = left + cell_width * place
            _draw_cell(drawing, cell, x, y, cell_width)
            words = transition_in_words(cell, signs)
            drawing.hit(x, y, cell_width, _ROW, words, moments.get((given, target)))
        y += _ROW
    note = say("chart.matrix_note", n=table.n)
    return finish(drawing, y, ("transitions", *names), [note, *notes])


def _draw_cell(drawing: Drawing, cell: LagCell, x: float, y: float, width: float) -> None:
    z, middle = cell.z_shown, x + width / 2
    if impossible(cell):
        drawing.add(Label((middle, y + _ROW / 2 + 4), "×", Ink.MUTED, BODY, "middle"))
        return
    opacity = next((share for least, share in _GROUNDS if z is not None and abs(z) >= least), 0.0)
    if opacity and z is not None and z > 0:
        corners = (
            (x + 1, y + 1),
            (x + width - 1, y + 1),
            (x + width - 1, y + _ROW - 1),
            (x + 1, y + _ROW - 1),
        )
        drawing.add(Trace(corners, None, Ink.ACCENT, opacity=opacity))
    elif opacity:
        drawing.add(Box(x + 2.5, y + 2.5, width - 5, _ROW - 5, None, Ink.MUTED, 2))
    ink = Ink.TEXT if cell.count else Ink.SECONDARY
    drawing.add(
        Label((middle, y + 14), str(cell.count), ink, LABEL, "middle", strong=z is not None and z >= 1.96)
    )
    below = "–" if z is None else f"{number(z)}".replace("-", "−")
    if z is not None or cell.count:
        drawing.add(Label((middle, y + 27), below, Ink.TEXT if opacity else Ink.SECONDARY, 10, "middle"))


def impossible(cell: LagCell) -> bool:
    """Tell whether the scheme's rules exclude what a cell counts."""
    return cell.reason is not None and cell.reason.code == "sequences.cannot_follow"


def transition_in_words(cell: LagCell, signs: Mapping[str, CodeSign]) -> str:
    """Say how often one code comes after another, and what that means."""
    given, target = sign_of(signs, cell.given).name, sign_of(signs, cell.target).name
    if impossible(cell):
        return say("chart.cannot_follow", given=given, target=target)
    if cell.z_shown is not None:
        residual = say("chart.residual", z=number(cell.z_shown))
    elif cell.p is not None:
        residual = say("chart.residual_p", expected=number(cell.expected), p=probability(cell.p))
    else:
        residual = say("chart.residual_hidden", expected=number(cell.expected))
    share = "–" if cell.share is None else percent(cell.share)
    return say("chart.transition", given=given, target=target, share=share, n=cell.count, residual=residual)
