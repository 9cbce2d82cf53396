"""Small codings of events in time: written by hand, and drawn by Hypothesis."""

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st

from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.pooling import Resampling

CODES = ("calm", "upset", "away")
QUICK = Resampling(draws=0)
few = settings(max_examples=25, deadline=None)


def states(*parts, actor="ADA"):
    return [TimedEvent(round(on * SECOND), round(off * SECOND), code, actor) for on, off, code in parts]


def instants(*parts, actor="ADA"):
    return [TimedEvent(round(at * SECOND), None, code, actor) for at, code in parts]


def double(first, second, end=20, **others):
    return DoubleCoding(first, second, 0, round(end * SECOND), **others)


def told(coefficient):
    return " | ".join(warning.sentence for warning in coefficient.warnings)


ONE = states((0, 6, "calm"), (6, 14, "upset"), (14, 20, "away"))
TWO = states((0, 5, "calm"), (5, 15, "upset"), (16, 20, "away"))


@st.composite
def on_a_grid(draw, grid=500_000):
    length = draw(st.integers(4, 30))

    def one():
        cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
        return [
            TimedEvent(start * grid, end * grid, draw(st.sampled_from(CODES)), "ADA")
            for start, end in pairwise(cuts)
            if draw(st.booleans())
        ]

    away = [
        (start * grid, end * grid)
        for start, end in draw(
            st.lists(st.tuples(st.integers(0, length), st.integers(0, length)), max_size=2)
        )
    ]
    return DoubleCoding(one(), one(), 0, length * grid, ("ADA",), away={"ADA": away})
