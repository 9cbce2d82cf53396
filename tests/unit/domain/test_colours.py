"""Colour difference against the published pairs, and what is alike without green-sensitive cones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from havenlens.domain.codebook import Code, Kind
from havenlens.domain.colours import (
    LEAST_DIFFERENCE,
    alike,
    difference,
    difference_seen,
    lab,
    nearest_passing,
    seen_with_deuteranopia,
)

SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, -1.1848, -84.8006), (50, 0, -82.7485), 1.0000),
    ((50, -0.9009, -85.5211), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, -1, 2), (50, 0, 0), 2.3669),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0009), 7.1792),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0010), 7.1792),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0011), 7.2195),
    ((50, 2.4900, -0.0010), (50, -2.4900, 0.0012), 7.2195),
    ((50, -0.0010, 2.4900), (50, 0.0009, -2.4900), 4.8045),
    ((50, -0.0010, 2.4900), (50, 0.0010, -2.4900), 4.8045),
    ((50, -0.0010, 2.4900), (50, 0.0011, -2.4900), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((50, 2.5, 0), (58, 24, 15), 19.4535),
    ((50, 2.5, 0), (50, 3.1736, 0.5854), 1.0000),
    ((50, 2.5, 0), (50, 3.2972, 0), 1.0000),
    ((50, 2.5, 0), (50, 1.8634, 0.5757), 1.0000),
    ((50, 2.5, 0), (50, 3.2592, 0.3350), 1.0000),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((61.2901, 3.7196, -5.3901), (61.4292, 2.2480, -4.9620), 1.8731),
    ((35.0831, -44.1164, 3.7933), (35.0232, -40.0716, 1.5901), 1.8645),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((36.4612, 47.8580, 18.3852), (36.2715, 50.5065, 21.2231), 1.4146),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
"""Table 1 of Sharma, Wu & Dalal (2005): pairs of L*a*b* colours and their difference."""

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def code(name: str, colour: str, kind: Kind = Kind.POINT, group: str = "g") -> Code:
    return Code(name, name, "b", kind, group, "c", (), (), colour, "")


@pytest.mark.parametrize(("one", "other", "expected"), SHARMA)
def test_the_difference_is_that_of_the_published_pairs(one, other, expected):
    assert round(difference(one, other), 4) == expected
    assert round(difference(other, one), 4) == expected


@settings(max_examples=30, deadline=None)
@given(COLOURS, COLOURS)
def test_a_difference_is_symmetrical_and_nothing_only_from_itself(one, other):
    assert difference_seen(one, other) == pytest.approx(difference_seen(other, one))
    assert difference_seen(one, one) == 0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 255))
def test_greys_look_the_same_to_everybody(part):
    grey = f"#{part:02X}" + f"{part:02X}" * 2
    assert abs(int(seen_with_deuteranopia(grey)[1:3], 16) - part) <= 1


def test_red_and_green_lose_most_of_their_difference():
    red, green = "#B22222", "#5F6B00"
    assert difference(lab(red), lab(green)) > 40
    assert difference_seen(red, green) < LEAST_DIFFERENCE


def test_codes_of_one_row_and_one_form_are_compared():
    red, green = "#B22222", "#5F6B00"
    assert [(a.code, a.other) for a in alike([code("x", red), code("y", green)])] == [("y", "x")]
    assert alike([code("x", red), code("y", green, group="other")]) == ()
    assert alike([code("x", red), code("y", green, Kind.STATE)]) == ()
    assert alike([code("x", red), code("y", "#0072B2")]) == ()
    assert alike([code("x", red), code("y", "green")]) == ()


@settings(max_examples=30, deadline=None)
@given(COLOURS, st.lists(COLOURS, max_size=4))
def test_the_colour_that_is_offered_passes(colour, beside):
    offered = nearest_passing(colour, beside)
    assert offered is None or all(difference_seen(offered, other) >= LEAST_DIFFERENCE for other in beside)
    assert offered not in beside


def test_no_colour_is_offered_where_none_is_left():
    crowd = [
        f"#{r:02X}{g:02X}{b:02X}"
        for r in range(0, 256, 51)
        for g in range(0, 256, 51)
        for b in range(0, 256, 51)
    ]
    assert nearest_passing("#808080", crowd) is None
