"""What a rating period and a rating are called."""

from __future__ import annotations

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import PeriodKind, RatingChange, RatingPeriod
from havenlens.domain.time import Span, short_clock
from havenlens.words.catalogue import N_, tr

_NAMES = {
    PeriodKind.CYCLE: N_("Cycle {n}"),
    PeriodKind.SEGMENT: N_("Segment {n}"),
    PeriodKind.INTERVAL: N_("Interval {n}"),
    PeriodKind.EPISODE: N_("Episode {n}"),
    PeriodKind.CLIP: N_("Clip {n}"),
}

_REASONS = {
    "no_opportunity": N_("no opportunity"),
    "not_seen": N_("could not be seen"),
    "not_heard": N_("could not be heard"),
    "broken_off": N_("watching was broken off"),
}


def period_name(period: RatingPeriod) -> str:
    """Name a period by its kind and number.

    >>> from uuid import UUID
    >>> period_name(RatingPeriod(UUID(int=1), PeriodKind.CYCLE, 2))
    'Cycle 2'
    """
    return tr(_NAMES[period.kind]).format(n=period.ordinal)


def whole_name(period: RatingPeriod, of: str = "") -> str:
    """Name a period with its times; ``of`` says how many there are.

    >>> from uuid import UUID
    >>> from havenlens.domain.time import Micros
    >>> whole_name(RatingPeriod(UUID(int=1), PeriodKind.CLIP, 1, Span(Micros(0), Micros(75_000_000))))
    'Clip 1 · 0:00–1:15'
    """
    times, name = span_text(period.span), f"{period_name(period)} {of}".rstrip()
    return f"{name} · {times}" if times else name


def span_text(span: Span | None) -> str:
    """Write a stretch as minutes and seconds; nothing where there is none."""
    if span is None:
        return ""
    return f"{short_clock(span.start)}–{'' if span.end is None else short_clock(span.end)}"


def known_reasons() -> tuple[str, ...]:
    """List the reasons there are to choose from."""
    return tuple(_REASONS)


def reason_text(reason: str) -> str:
    """Say a reason: one of those to choose from, or as it was written.

    >>> reason_text("no_opportunity"), reason_text("left the room")
    ('no opportunity', 'left the room')
    """
    known = _REASONS.get(reason)
    return reason if known is None else tr(known)


def rating_name(change: RatingChange, scheme: Scheme) -> str:
    """Name a rating by its dimension and its period."""
    dimension = scheme.dimension_by_id.get(change.rating.dimension)
    name = change.rating.dimension if dimension is None else dimension.name
    return f"{name}, {period_name(change.period)}"
