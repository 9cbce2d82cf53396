"""How coefficients are written where people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.inference.coefficient import Coefficient, Interval  # NumPy is slow to import

DASH = "–"


def value_shown(coefficient: Coefficient) -> str:
    """Write an estimate with two decimals; a dash where there is none."""
    return DASH if coefficient.estimate is None else _number(coefficient.estimate)


def interval_shown(interval: Interval | None) -> str:
    """Write an interval; empty where there is none."""
    return "" if interval is None else f"{_number(interval.low)} … {_number(interval.high)}"


def cell_shown(coefficient: Coefficient) -> str:
    """Write an estimate and its interval in one cell."""
    ends = interval_shown(coefficient.interval)
    return f"{value_shown(coefficient)}   {ends}" if ends else value_shown(coefficient)


def sentences_of(coefficient: Coefficient) -> list[str]:
    """Give why there is no value, then what to beware of."""
    undefined = [coefficient.undefined.sentence] if coefficient.undefined else []
    return [*undefined, *(warning.sentence for warning in coefficient.warnings)]


def percentage_of(level: float) -> str:
    """Name an interval by its level."""
    return tr("{level}% CI").format(level=f"{100 * level:g}")


def _number(value: float) -> str:
    """Write a number with a minus sign of its own; below −1 it says nothing more."""
    if value < -1:
        return "< −1"
    text = f"{value:.2f}"
    return text.replace("-", "−") if text != "-0.00" else "0.00"
