"""Ratings as a table: dimensions and domains, over the study, by observation and by teacher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from havenlens.domain.codebook import Scheme
from havenlens.services.rating_words import reason_text
from havenlens.services.results.sheet import (
    Analysis,
    Cell,
    Occurrence,
    Per,
    Row,
    Sheet,
    count,
    count_column,
    decimal,
    number_column,
    of_column,
    text,
    text_column,
)
from havenlens.services.sequences.ratings import RatedPeriod, RatingResults, Scores, scores_of
from havenlens.words.catalogue import N_, tr
from havenlens.words.sentences import say

_KINDS = {
    "cycle": N_("cycle {n}"),
    "segment": N_("segment {n}"),
    "interval": N_("interval {n}"),
    "episode": N_("episode {n}"),
    "clip": N_("clip {n}"),
}


def rating_sheet(found: RatingResults, per: Per) -> Sheet:
    """Give the mean of each dimension and domain with range, n, what is missing, and what is provisional."""
    columns = (
        of_column(per),
        text_column(tr("Dimension or domain"), "dimension"),
        number_column(tr("Mean"), "mean", say("sheet.rating_mean")),
        count_column(tr("Lowest"), "lowest"),
        count_column(tr("Highest"), "highest"),
        count_column(tr("n"), "n", say("sheet.rating_n")),
        count_column(tr("Without a score"), "n_missing", say("sheet.rating_missing")),
        text_column(tr("Note"), "note"),
    )
    rows: list[Row] = []
    scheme = found.counted.scheme
    for name, scores, periods in _scored(found, per):
        rows += _rows(scheme, per, name, scores, periods)
    return Sheet(Analysis.RATINGS, per, columns, tuple(rows))


def _scored(found: RatingResults, per: Per) -> Iterator[tuple[str, Scores, Sequence[RatedPeriod]]]:
    if per is Per.OBSERVATION:
        for name, scores in found.observations.items():
            yield name, scores, [one for one in found.periods if one.coding.name == name]
    elif per is Per.PARTICIPANT:
        for name, scores in found.teachers.items():
            yield name, scores, [one for one in found.periods if one.teacher == name and not one.apart]
    else:
        yield tr("All"), scores_of(found.counted, found.periods), in_means(found.periods)


def in_means(periods: Sequence[RatedPeriod]) -> list[RatedPeriod]:
    """List the periods that means rest on: clips and episodes only where nothing else was rated."""
    regular = [one for one in periods if not one.apart]
    return regular or list(periods)


def _rows(scheme: Scheme, per: Per, of: str, scores: Scores, periods: Sequence[RatedPeriod]) -> Iterator[Row]:
    place = of if per is Per.OBSERVATION else ""
    person = of if per is Per.PARTICIPANT else ""
    apart = say("sheet.rated_apart") if scores.apart else ""
    for name, one in scores.dimensions.items():
        own = [each for each in periods if each.dimension == name]
        note = _together(_provisional(one.provisional), _reasons(own), apart)
        cells = (
            text(of),
            text(scheme.dimension_by_id[name].name),
            decimal(one.mean),
            count(one.low),
            count(one.high),
            count(one.n),
            count(one.n_missing),
            text(note),
        )
        yield Row(f"{of} {name}", cells, partial(_rated, own), place, person)
    domains = {domain.id: domain for domain in scheme.domains}
    for name, score in scores.domains.items():
        why = score.reason.sentence if score.reason is not None else ""
        note, called = _together(_provisional(score.provisional), why), domains[name].name
        members = set(domains[name].members)
        own = [each for each in periods if each.dimension in members]
        cells = (
            text(of),
            Cell(say("sheet.domain", name=called), (called,), say("sheet.domain_tip")),
            decimal(score.value),
            count(None),
            count(None),
            count(None),
            count(None),
            text(note),
        )
        yield Row(f"{of} domain {name}", cells, partial(_rated, own), place, person)


def _provisional(provisional: bool) -> str:
    return say("sheet.provisional") if provisional else ""


def _together(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _reasons(periods: Iterable[RatedPeriod]) -> str:
    found: dict[str, int] = {}
    for one in periods:
        if one.score is None:
            reason = reason_text(one.reason or "")
            found[reason] = found.get(reason, 0) + 1
    reasons = ", ".join(f"{reason} {n}" for reason, n in found.items())
    return say("sheet.reasons", reasons=reasons) if reasons else ""


def _rated(periods: Iterable[RatedPeriod]) -> Sequence[Occurrence]:
    ordered = sorted(periods, key=lambda one: (one.coding.name, one.kind.value, one.ordinal))
    return [_occurrence(one) for one in ordered]


def _occurrence(one: RatedPeriod) -> Occurrence:
    scheme = one.coding.scheme
    score = reason_text(one.reason or "") if one.score is None else str(one.score)
    return Occurrence(
        one.coding.coding.id,
        one.coding.observation.id,
        one.coding.name,
        0 if one.span is None else one.span.start,
        one.subject or one.teacher or "",
        scheme.dimension_by_id[one.dimension].name,
        say("sheet.scored", score=score, period=tr(_KINDS[one.kind.value]).format(n=one.ordinal)),
    )
