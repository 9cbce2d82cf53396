"""Agreement of all coders of a scheme together on what they rated, however many rated each unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from havenlens.domain.codebook import Scheme
from havenlens.domain.events import PeriodKind
from havenlens.domain.problems import Problem
from havenlens.services.agreement_events import resampling_of
from havenlens.services.agreement_pairs import CoderPair, coder_pairs
from havenlens.services.agreement_plan import AgreementPlan
from havenlens.services.agreement_ratings import RatedUnit
from havenlens.services.agreement_results import AgreementResult, Scope
from havenlens.services.study import Study
from havenlens.words.catalogue import tr

if TYPE_CHECKING:
    from havenlens.reliability.units import Ratings  # NumPy is slow to import

FEWEST = 3
"""Two coders are a pair, which is compared by itself."""

_KINDS = (PeriodKind.CYCLE, PeriodKind.INTERVAL)
"""Periods that are the same for everybody; episodes and clips are each coder's own."""


def everyone_of(
    study: Study, plan: AgreementPlan, hidden: Collection[UUID] = ()
) -> Iterator[AgreementResult]:
    """Give ICC(2,1) and ordinal alpha of all coders of a scheme, gaps and all, for each rated dimension."""
    from havenlens.reliability.alpha import krippendorff  # noqa: PLC0415 - NumPy is slow to import
    from havenlens.reliability.icc import icc  # noqa: PLC0415

    by_scheme: dict[UUID, list[CoderPair]] = {}
    for pair in coder_pairs(study, hidden):
        by_scheme.setdefault(pair.scheme_id, []).append(pair)
    for pairs in by_scheme.values():
        scheme = pairs[0].scheme
        coders = {coding.coder for pair in pairs for _, *both in pair.codings for coding in both}
        if not scheme.dimensions or len(coders) < FEWEST:
            continue
        for scope, name, ratings in _rated(study, scheme, pairs):
            places = len(set(ratings.clusters))
            resampling = resampling_of(plan)
            for found, why in (
                (icc(ratings, "ICC(2,1)", level=plan.level), Problem("why.icc")),
                (
                    krippendorff(ratings, "ordinal", level=plan.level, resampling=resampling),
                    Problem("why.krippendorff"),
                ),
            ):
                yield AgreementResult(scheme.id, scope, ratings.raters, places, found, scheme.name, name, why)


def _rated(study: Study, scheme: Scheme, pairs: list[CoderPair]) -> Iterator[tuple[Scope, str, Ratings]]:
    """Give each dimension's scores as units by coders; nothing where fewer than three coders rated it."""
    from havenlens.reliability.units import ratings_of_numbers  # noqa: PLC0415 - NumPy is slow to import

    names = {coder.id: coder.name for coder in study.store.coders()}
    scores: dict[tuple[str, PeriodKind], dict[RatedUnit, dict[str, int]]] = {}
    codings = {
        coding.id: (place, coding) for pair in pairs for place, *both in pair.codings for coding in both
    }
    for place, coding in codings.values():
        for period, rating in study.store.ratings_of(coding.id):
            if period.kind in _KINDS and rating.score is not None:
                unit = RatedUnit(period.kind, place.name, period.ordinal, rating.subject)
                rows = scores.setdefault((rating.dimension, period.kind), {})
                rows.setdefault(unit, {})[names[coding.coder]] = rating.score
    for dimension in scheme.dimensions:
        for kind in _KINDS:
            units = scores.get((dimension.id, kind), {})
            coders = tuple(sorted({coder for row in units.values() for coder in row}))
            if len(coders) < FEWEST:
                continue
            ratings = ratings_of_numbers(
                [[row.get(coder) for coder in coders] for row in units.values()],
                raters=coders,
                units=[unit.label for unit in units],
                scale=scheme.scale.values if scheme.scale else (),
                clusters=[unit.observation for unit in units],
            )
            scope = Scope(dimension=dimension.id, period=kind.value)
            yield scope, f"{dimension.name} ({tr(kind.value)})", ratings
