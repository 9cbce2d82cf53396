"""Continua, double codings and sequences read from the published tables of intervals."""

from __future__ import annotations

from collections import defaultdict

from havenlens.domain.time import SECOND
from havenlens.reliability.codings import DoubleCoding, TimedEvent
from havenlens.reliability.continua import Continuum
from tests.support.reference import rows


def intervals(name, unit=SECOND, video=None):
    """Give the codes and, for each video and coder, the events; ``unit`` is the file's in microseconds."""
    header, *body = rows(name)
    found = defaultdict(lambda: defaultdict(list))
    for row in body:
        cells = dict(zip(header, row, strict=True))
        if video in (None, cells["video"]):
            times = (round(float(cells[column]) * unit) for column in ("onset", "offset"))
            found[cells["video"]][cells["coder"]].append(TimedEvent(*times, cells["code"]))
    events = (event for coders in found.values() for own in coders.values() for event in own)
    return sorted({event.code for event in events}), {video: dict(coders) for video, coders in found.items()}


def double_codings(name, unit):
    """Give the codes and each video as its two coders saw it, the coders in the order of their names."""
    codes, videos = intervals(name, unit)
    end = 10**12
    return codes, [
        DoubleCoding(*(coders[coder] for coder in sorted(coders)), 0, end, name=video)
        for video, coders in videos.items()
    ]


def continuum(name, start, end, unit=SECOND, video=None):
    """Give the codes and the one continuum of a file, or of one video of it, times in the file's unit."""
    codes, videos = intervals(name, unit, video)
    (coders,) = videos.values()
    return codes, Continuum(coders, start * unit, end * unit)


def code_sequences(name):
    """Give each coder's codes in order."""
    _, *body = rows(name)
    found = defaultdict(list)
    for coder, position, code in body:
        found[coder].append((int(position), code))
    return {coder: [code for _, code in sorted(own)] for coder, own in found.items()}
