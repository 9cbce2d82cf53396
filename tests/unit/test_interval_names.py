"""Documents name intervals in the reader's language, and every kind that statistics give has a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import havenlens
from havenlens.words.catalogue import speaking
from havenlens.words.intervals import _NAMES, interval_named


@pytest.mark.parametrize(
    ("method", "named"),
    [
        ("cluster bootstrap, percentile", "Cluster-Bootstrap, Perzentile"),
        ("F, Satterthwaite, stepped up", "F, Satterthwaite, hochgerechnet"),
        ("kappa's limits (jackknife, t)", "Grenzen von Kappa (Jackknife, t)"),
        ("a method of tomorrow", "a method of tomorrow"),
    ],
)
def test_intervals_are_named_in_german(method: str, named: str):
    with speaking("de"):
        assert interval_named(method) == named
    with speaking("en"):
        assert interval_named(method) == method


def test_every_kind_that_statistics_give_is_known():
    source = Path(havenlens.__file__).parent
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for room in ("reliability", "inference")
        for path in (source / room).glob("*.py")
    )
    given = set(re.findall(r'Interval\([^()]*(?:\([^()]*\)[^()]*)*level, "([^"]+)"\)', code))
    assert len(given) > 5
    assert given <= set(_NAMES)
